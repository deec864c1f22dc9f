package hls

import (
	"bytes"

	"github.com/adsplice/adsplice/internal/uri"
)

// Rebase says how URIs are written. The zero value leaves them as they are.
//
// References to variables (bis section 4.3) stay in the text, as do the
// EXT-X-DEFINE tags. A URI that begins with one is resolved if the playlist
// itself gives the variable's value and it is among the first 8; otherwise
// what it resolves to is not known, and it is left as it is. From is compared
// with text in front of references only.
type Rebase struct {
	// URL is where the playlist was fetched, after redirects. Relative URIs are
	// resolved against it (RFC 8216 section 4.1). It may lack a scheme or a host;
	// what it lacks, the result lacks.
	URL string
	// From and To replace a prefix of the resolved URI, as a content delivery
	// network in front of the origin wants. Nothing is replaced when From is "".
	From, To string
}

// IsZero tells whether URIs are left as they are.
func (r Rebase) IsZero() bool { return r.URL == "" && r.From == "" }

// valid tells whether the strings can be part of a quoted attribute value.
func (r Rebase) valid() bool { return quotable(r.URL) && quotable(r.From) && quotable(r.To) }

// quotable tells whether s can stand in a quoted string (RFC 8216 section 4.2).
func quotable[T string | []byte](s T) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == 0x7f {
			return false
		}
	}
	return true
}

// rebaser is a Rebase ready for use.
type rebaser struct {
	base     uri.Base
	from, to string

	src   []byte // of the playlist whose variables are known
	vars  [8]variable
	nvars int
}

// variable is an EXT-X-DEFINE:NAME in a playlist.
type variable struct{ name, value span }

// init prepares r for a playlist, nil if references have been substituted.
func (r *rebaser) init(o Rebase, m *Media) {
	r.base, r.from, r.to = uri.Parse(o.URL), o.From, o.To
	if m == nil || m.header.defineTag == 0 || r.isZero() {
		return
	}
	r.src = m.src
	for n := m.header.defineTag; int(n) <= len(m.tags) && r.nvars < len(r.vars); n++ {
		if t := m.tags[n-1]; t.kind == TagDefine {
			name, value := m.attributeAt(n, "NAME"), m.attributeAt(n, "VALUE")
			if name.to > 0 && value.to > 0 && bytes.IndexByte(value.of(m.src), '"') < 0 {
				r.vars[r.nvars] = variable{name, value}
				r.nvars++
			}
		} else if t.seg > 0 {
			return // behind the first segment
		}
	}
}

// attributeAt returns where the value of an attribute of tag n-1 stands,
// without its quotes; the zero span if it is absent.
func (m *Media) attributeAt(n uint32, name string) span {
	t := m.tags[n-1]
	line := m.src[:t.end]
	for i := int(t.val); i < len(line); {
		key, value, next, ok := attributeSpan(line, i)
		if ok && string(key.of(line)) == name {
			return unquoted(line, value)
		}
		i = next
	}
	return span{}
}

// unquoted returns the part of b without the quotes around it.
func unquoted(b []byte, s span) span {
	if Value(s.of(b)).Quoted() {
		return span{s.from + 1, s.to - 1}
	}
	return s
}

func (r *rebaser) isZero() bool { return r.base.IsZero() && r.from == "" }

// append appends ref resolved and with its prefix replaced.
func (r *rebaser) append(dst, ref []byte) []byte {
	start := len(dst)
	if bytes.IndexByte(ref, '{') < 0 {
		dst = r.base.Append(dst, ref)
	} else if at, name := findReference(ref); len(name) > 0 {
		dst = r.appendVariable(dst, ref, at, name)
	} else {
		dst = r.base.Append(dst, ref)
	}
	if r.from == "" || !hasPrefix(dst[start:], r.from) {
		return dst
	}
	if n := len(r.to) - len(r.from); n <= 0 {
		copy(dst[start:], r.to)
		dst = append(dst[:start+len(r.to)], dst[start+len(r.from):]...)
	} else {
		dst = append(dst, r.to[:n]...) // makes room
		copy(dst[start+len(r.to):], dst[start+len(r.from):len(dst)-n])
		copy(dst[start:], r.to)
	}
	return dst
}

// findReference returns the offset and the name of the first variable
// reference in b; the name is empty if there is none.
func findReference(b []byte) (at int, name []byte) {
	for {
		i := bytes.Index(b[at:], []byte("{$"))
		if i < 0 {
			return at, nil
		}
		at += i
		name = variableName(b[at+2:])
		if end := at + 2 + len(name); len(name) > 0 && end < len(b) && b[end] == '}' {
			return at, name
		}
		at += 2
	}
}

// appendVariable appends ref, whose first variable reference stands at offset
// at: resolved without looking into the variable, where what ref is relative to
// can be told.
func (r *rebaser) appendVariable(dst, ref []byte, at int, name []byte) []byte {
	if bytes.Contains(ref[at:], []byte("/..")) {
		return append(dst, ref...) // may take back a part of the value
	}
	if at > 0 {
		return r.base.Append(dst, ref)
	}
	value := r.value(name)
	switch {
	case len(value) == 0, value[0] == '?', value[0] == '#', uri.Absolute(value):
		return append(dst, ref...)
	case hasPrefix(value, "//"):
		dst = r.base.Append(dst, []byte("//"))
		return append(dst[:len(dst)-2], ref...)
	case value[0] == '/':
		dst = r.base.Append(dst, []byte("/"))
		return append(dst[:len(dst)-1], ref...)
	}
	return r.base.Append(dst, ref)
}

// value returns the value of a variable, nil if it is not known.
func (r *rebaser) value(name []byte) []byte {
	for _, v := range r.vars[:r.nvars] {
		if bytes.Equal(v.name.of(r.src), name) {
			return v.value.of(r.src)
		}
	}
	return nil
}

// uriAttribute tells whether the attribute of a tag of kind k holds a URI that
// moves with the playlist (RFC 8216 section 4.1; EXT-X-RENDITION-REPORT stays
// relative, bis section 4.4.5.4).
func uriAttribute(k TagKind, name []byte) bool {
	switch k {
	case TagKey, TagMap, TagPart, TagPreloadHint:
		return string(name) == "URI"
	case TagDateRange:
		return string(name) == "X-ASSET-URI" || string(name) == "X-ASSET-LIST" || string(name) == "X-URI"
	default:
		return false
	}
}

// movable tells whether tags of the kind have URIs that rebasing touches.
func movable(k TagKind) bool {
	return k == TagKey || k == TagMap || k == TagPart || k == TagPreloadHint || k == TagDateRange
}

// appendTag appends the line of a tag, without its line end and with its URIs
// rebased.
func (r *rebaser) appendTag(dst []byte, t Tag) []byte {
	line := t.Bytes()
	if r.isZero() || !movable(t.t.kind) {
		return append(dst, line...)
	}
	done := 0
	for i := int(t.t.val - t.t.off); i < len(line); {
		name, value, next, ok := attributeSpan(line, i)
		i = next
		if !ok || !uriAttribute(t.t.kind, name.of(line)) {
			continue
		}
		value = unquoted(line, value)
		dst = append(dst, line[done:value.from]...)
		dst = r.append(dst, value.of(line))
		done = value.to
	}
	return append(dst, line[done:]...)
}
