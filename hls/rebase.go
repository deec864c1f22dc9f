package hls

import (
	"bytes"

	"github.com/adsplice/adsplice/internal/uri"
)

// Rebase says how URIs are written. The zero value leaves them as they are.
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

// rebaser is a Rebase ready for use.
type rebaser struct {
	base     uri.Base
	from, to string
}

func (r Rebase) ready() rebaser { return rebaser{uri.Parse(r.URL), r.From, r.To} }

func (r rebaser) isZero() bool { return r.base.IsZero() && r.from == "" }

// append appends ref resolved and with its prefix replaced. A reference with a
// variable that is not substituted is left alone: what it resolves to is not
// known (bis section 4.3).
func (r rebaser) append(dst, ref []byte) []byte {
	if bytes.Contains(ref, []byte("{$")) {
		return append(dst, ref...)
	}
	start := len(dst)
	dst = r.base.Append(dst, ref)
	if r.from == "" || !bytes.HasPrefix(dst[start:], []byte(r.from)) {
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

// uriAttribute tells whether the attribute of a tag of kind k holds a URI that
// moves with the playlist (RFC 8216 section 4.1; EXT-X-RENDITION-REPORT stays
// relative, bis section 4.4.5.4).
func uriAttribute(k TagKind, name []byte) bool {
	switch k {
	case TagKey, TagMap, TagPart, TagPreloadHint, TagMedia, TagIFrameStreamInf, TagImageStreamInf, TagSessionData, TagSessionKey:
		return string(name) == "URI"
	case TagDateRange:
		return string(name) == "X-ASSET-URI" || string(name) == "X-ASSET-LIST" || string(name) == "X-URI"
	case TagContentSteering:
		return string(name) == "SERVER-URI"
	default:
		return false
	}
}

// appendTag appends the line of a tag, without its line end and with its URIs
// rebased.
func (r rebaser) appendTag(dst []byte, t Tag) []byte {
	line := t.Bytes()
	if r.isZero() {
		return append(dst, line...)
	}
	done := 0
	for i := int(t.t.val - t.t.off); i < len(line); {
		name, value, next, ok := attributeSpan(line, i)
		i = next
		if !ok || !uriAttribute(t.t.kind, name.of(line)) {
			continue
		}
		if Value(value.of(line)).Quoted() {
			value.from++
			value.to--
		}
		dst = append(dst, line[done:value.from]...)
		dst = r.append(dst, value.of(line))
		done = value.to
	}
	return append(dst, line[done:]...)
}
