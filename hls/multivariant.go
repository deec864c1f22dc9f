package hls

import (
	"bytes"
	"iter"
	"math"
	"slices"
)

// Multivariant is a parsed multivariant playlist, which RFC 8216 calls a master
// playlist: the source bytes and an index over them. It is immutable once
// parsed and safe for any number of goroutines, except for
// [Multivariant.Reset], which needs a sole owner.
type Multivariant struct {
	src  []byte
	tags []tag // every tag line, in order
	uris []uriLine

	version     int64
	hasVersion  bool
	independent bool
}

// uriLine is the URI line of an EXT-X-STREAM-INF.
type uriLine struct{ tag, off, end uint32 }

// IsMultivariant tells whether src is a multivariant playlist rather than a
// media playlist, by the first tag that belongs in only one of them. It is
// false for what is neither.
func IsMultivariant(src []byte) bool {
	for line := range linesOf(src) {
		t, ok := readTag(withoutEnd(line), 0, 0)
		switch {
		case !ok:
		case t.kind.multivariant():
			return true
		case t.kind.mediaOnly():
			return false
		}
	}
	return false
}

// mediaOnly tells whether the kind belongs in a media playlist only.
func (k TagKind) mediaOnly() bool {
	switch k {
	case TagUnknown, TagM3U, TagVersion, TagIndependentSegments, TagStart, TagDefine, TagAllowCache:
		return false
	default:
		return !k.multivariant()
	}
}

// ParseMultivariant reads a multivariant playlist. It keeps src: do not change
// it afterwards. The error is a [*SyntaxError] of one of the kinds of this
// package; the playlist is nil then.
//
// It tolerates what [ParseMedia] tolerates. Required are #EXTM3U and at least
// one EXT-X-STREAM-INF, each with its URI line. Media playlist tags other than
// EXTINF and EXT-X-TARGETDURATION are kept like unknown tags.
func ParseMultivariant(src []byte) (*Multivariant, error) {
	m := new(Multivariant)
	if err := m.Reset(src); err != nil {
		return nil, err
	}
	return m, nil
}

// Reset parses src into m, whose memory it uses again; everything read from
// m before is void. On error m is empty and only good for another Reset.
func (m *Multivariant) Reset(src []byte) error {
	*m = Multivariant{src: src, tags: m.tags[:0], uris: m.uris[:0]}
	if err := m.parse(); err != nil {
		*m = Multivariant{tags: m.tags[:0], uris: m.uris[:0]}
		return err
	}
	return nil
}

func (m *Multivariant) parse() error {
	src := m.src
	if len(src) > maxSource {
		return syntaxError(src, 0, nil, nil, ErrTooLarge)
	}
	pos := 0
	if hasPrefix(src, bom) {
		pos = len(bom)
	}
	m3u := false
	open := -1 // index of the EXT-X-STREAM-INF that waits for its URI line
	for pos < len(src) {
		end, next := len(src), len(src)
		if i := bytes.IndexByte(src[pos:], '\n'); i >= 0 {
			end, next = pos+i, pos+i+1
		}
		line := src[pos:end]
		text := trim(line)
		t, isTag := readTag(line, pos, len(m.uris))
		switch {
		case len(text) == 0:
		case !m3u && (!isTag || t.kind != TagM3U):
			return syntaxError(src, pos, nil, text, ErrNotPlaylist)
		case isTag:
			m3u = true
			if err := m.parseTag(t, &open); err != nil {
				return err
			}
		case text[0] != '#' && open >= 0:
			off := pos + bytes.IndexByte(line, text[0])
			m.uris = append(m.uris, uriLine{uint32(open), uint32(off), uint32(off + len(text))})
			open = -1
		}
		pos = next
	}
	switch {
	case !m3u:
		return syntaxError(src, 0, nil, nil, ErrNotPlaylist)
	case open >= 0:
		return m.tagError(m.tags[open], ErrMissing)
	case len(m.uris) == 0:
		return syntaxError(src, 0, []byte("EXT-X-STREAM-INF"), nil, ErrMissing)
	}
	return nil
}

func (m *Multivariant) parseTag(t tag, open *int) error {
	first := len(m.tags) == 0
	m.tags = append(m.tags, t)
	switch t.kind {
	case TagM3U:
		if !first {
			return m.tagError(t, ErrDuplicate) // two playlists in one
		}
	case TagInf, TagTargetDuration:
		return m.tagError(t, ErrMedia)
	case TagVersion:
		v, ok := parseUint(m.src[t.val:t.end])
		switch {
		case !ok:
			return m.tagError(t, ErrBadValue)
		case m.hasVersion && v != m.version:
			return m.tagError(t, ErrDuplicate)
		}
		m.version, m.hasVersion = v, true
	case TagIndependentSegments:
		m.independent = true
	case TagStreamInf:
		if *open >= 0 {
			return m.tagError(m.tags[*open], ErrMissing)
		}
		*open = len(m.tags) - 1
	default:
	}
	return nil
}

func (m *Multivariant) tagError(t tag, kind error) error { return tagError(m.src, t, kind) }

// AppendText appends the playlist as it was parsed, byte for byte. It
// implements [encoding.TextAppender] and never fails.
func (m *Multivariant) AppendText(dst []byte) ([]byte, error) { return append(dst, m.src...), nil }

// Bytes returns the source.
func (m *Multivariant) Bytes() []byte { return slices.Clip(m.src) }

// Lines yields every line with its line end, in order: they tile the source.
func (m *Multivariant) Lines() iter.Seq[[]byte] { return linesOf(m.src) }

// Tags yields every tag in order.
func (m *Multivariant) Tags() iter.Seq[Tag] { return tagsOf(m.src, m.tags, 0, len(m.tags)) }

// Tag returns tag i as [Tag.Index] numbers them.
func (m *Multivariant) Tag(i int) Tag { return Tag{m.src, m.tags[i], i} }

// Version returns EXT-X-VERSION, 1 if absent (RFC 8216 section 4.3.1.2).
func (m *Multivariant) Version() int {
	if !m.hasVersion {
		return 1
	}
	return int(min(m.version, math.MaxInt32))
}

// IndependentSegments tells whether EXT-X-INDEPENDENT-SEGMENTS is present: it
// holds for all media playlists then (RFC 8216 section 4.3.5.1).
func (m *Multivariant) IndependentSegments() bool { return m.independent }

// Start returns the first EXT-X-START.
func (m *Multivariant) Start() (s Start, ok bool) {
	t, ok := firstOf(m.src, m.tags, TagStart)
	return Start{t}, ok
}

// Definitions yields the EXT-X-DEFINE tags in order.
func (m *Multivariant) Definitions() iter.Seq[Definition] { return definitions(m.src, m.tags) }

// Len returns the number of variants: of EXT-X-STREAM-INF tags.
func (m *Multivariant) Len() int { return len(m.uris) }

// Variant returns variant i, 0 <= i < Len.
func (m *Multivariant) Variant(i int) Variant {
	u := m.uris[i]
	return Variant{m.Tag(int(u.tag)), m.src[u.off:u.end:u.end]}
}

// Variants yields the variants in order (RFC 8216 section 4.3.4.2).
func (m *Multivariant) Variants() iter.Seq[Variant] {
	return func(yield func(Variant) bool) {
		for i := range m.uris {
			if !yield(m.Variant(i)) {
				return
			}
		}
	}
}

// IFrameVariants yields the EXT-X-I-FRAME-STREAM-INF tags in order (RFC 8216
// section 4.3.4.3).
func (m *Multivariant) IFrameVariants() iter.Seq[Variant] { return m.withURI(TagIFrameStreamInf) }

// ImageVariants yields the EXT-X-IMAGE-STREAM-INF tags in order: thumbnail
// playlists, which no RFC defines.
func (m *Multivariant) ImageVariants() iter.Seq[Variant] { return m.withURI(TagImageStreamInf) }

// withURI yields tags of a kind that names its playlist in an attribute.
func (m *Multivariant) withURI(k TagKind) iter.Seq[Variant] {
	return func(yield func(Variant) bool) {
		for i, t := range m.tags {
			if t.kind != k {
				continue
			}
			tag := Tag{m.src, t, i}
			if !yield(Variant{tag, tag.Attributes().Text("URI")}) {
				return
			}
		}
	}
}

// Renditions yields the EXT-X-MEDIA tags in order (RFC 8216 section 4.3.4.1).
func (m *Multivariant) Renditions() iter.Seq[Rendition] {
	return func(yield func(Rendition) bool) {
		for i, t := range m.tags {
			if t.kind == TagMedia && !yield(Rendition{Tag{m.src, t, i}}) {
				return
			}
		}
	}
}

// Group yields the renditions of a type, such as AUDIO, and a group, as the
// attribute of that name of a variant gives it.
func (m *Multivariant) Group(kind string, id []byte) iter.Seq[Rendition] {
	return func(yield func(Rendition) bool) {
		for r := range m.Renditions() {
			if string(r.Type()) == kind && bytes.Equal(r.GroupID(), id) && !yield(r) {
				return
			}
		}
	}
}

// SessionData yields the EXT-X-SESSION-DATA tags in order (RFC 8216 section
// 4.3.4.4).
func (m *Multivariant) SessionData() iter.Seq[SessionData] {
	return func(yield func(SessionData) bool) {
		for i, t := range m.tags {
			if t.kind == TagSessionData && !yield(SessionData{Tag{m.src, t, i}}) {
				return
			}
		}
	}
}

// SessionKeys yields the EXT-X-SESSION-KEY tags in order (RFC 8216 section
// 4.3.4.5). They have the attributes of EXT-X-KEY.
func (m *Multivariant) SessionKeys() iter.Seq[Key] {
	return func(yield func(Key) bool) {
		for i, t := range m.tags {
			if t.kind == TagSessionKey && !yield(Key{Tag{m.src, t, i}}) {
				return
			}
		}
	}
}

// ContentSteering returns the first EXT-X-CONTENT-STEERING (bis section
// 4.4.6.6).
func (m *Multivariant) ContentSteering() (c ContentSteering, ok bool) {
	t, ok := firstOf(m.src, m.tags, TagContentSteering)
	return ContentSteering{t}, ok
}
