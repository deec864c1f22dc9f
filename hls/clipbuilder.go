package hls

import (
	"bytes"
	"slices"
	"time"
)

// ClipOptions say what a playlist does not know of itself.
type ClipOptions struct {
	// Base is what relative URIs are resolved against; "" leaves them.
	Base string
	// Bitrate in kbit/s, for content that uses EXT-X-BITRATE (bis section
	// 4.4.4.8). 0: the clip's own EXT-X-BITRATE, if any.
	Bitrate int64
}

// NewClip prepares a playlist. The clip does not alias it. Its EXT-X-ENDLIST,
// dates, date ranges, ad markers and unknown tags stay behind: they are about
// the playlist that it was. References to variables that it defines by value
// are substituted; other text that looks like one is made harmless (bis section
// 4.3). A title with control characters is left out.
//
// Errors are [*SyntaxError]s: [ErrMissing] for a playlist without segments,
// [ErrDelta], [ErrBadValue] for a URI, key or map with control characters, or
// that would be read as a tag, [ErrUndefined] for a variable without a value,
// and [ErrTooLarge] if keys and variables that are written again and again make
// the text more than 16 times as long, and longer than a mebibyte.
func NewClip(m *Media, o ClipOptions) (*Clip, error) {
	switch {
	case m.Delta():
		return nil, syntaxError(m.src, 0, []byte("EXT-X-SKIP"), nil, ErrDelta)
	case len(m.segs) == 0:
		return nil, syntaxError(m.src, 0, nil, nil, ErrMissing)
	case !quotable(o.Base):
		return nil, syntaxError([]byte(o.Base), 0, nil, []byte(o.Base), ErrBadValue)
	}
	c := &Clip{
		text:      make([]byte, 0, len(m.src)+len(m.segs)*(len(o.Base)+1)),
		segs:      make([]clipSegment, 0, len(m.segs)),
		total:     m.total,
		container: m.Container(),
		version:   1,
		iframes:   m.IFramesOnly(),
	}
	b := clipBuilder{c: c, m: m, kbps: o.Bitrate, limit: 16*cap(c.text) + 1<<20}
	b.r.init(Rebase{URL: o.Base}, nil)
	if m.header.defineTag > 0 {
		b.vars = make(map[string][]byte)
		for d := range m.Definitions() {
			if v, ok := d.Value(); ok {
				b.vars[string(d.Name())] = v
			}
		}
	}
	for s := range m.Segments() {
		if err := b.add(s); err != nil {
			return nil, err
		}
		if len(c.text) > b.limit {
			return nil, syntaxError(m.src, int(s.seg().uri), nil, nil, ErrTooLarge)
		}
	}
	c.text = slices.Clip(c.text)
	c.findRuns()
	return c, nil
}

// clipBuilder prepares one clip.
type clipBuilder struct {
	c      *Clip
	m      *Media
	r      rebaser
	kbps   int64
	vars   map[string][]byte
	tmp    []byte
	limit  int    // of the length of the text
	keys   KeySet // in force at the segment before
	mapTag int    // index plus one of its map
}

func (b *clipBuilder) need(version int) { b.c.version = max(b.c.version, version) }

func (b *clipBuilder) add(s Segment) error {
	c := b.c
	if err := b.state(s); err != nil {
		return err
	}
	g := clipSegment{start: int64(s.Start()), state: int32(len(c.states) - 1), kbps: b.kbps}
	g.discontinuity = s.i > 0 && s.Discontinuity()
	if g.kbps == 0 {
		g.kbps, _ = s.Bitrate()
	}
	g.lines.from = len(c.text)
	if s.Gap() {
		c.text = append(c.text, gapLine...)
	}
	number, title := b.m.infNumber(s.i), s.Title()
	c.text = append(append(c.text, infPrefix...), number...)
	c.text = append(c.text, ',')
	if printable(title) {
		c.text = append(c.text, title...)
	}
	c.text = append(c.text, '\n')
	if bytes.IndexByte(number, '.') >= 0 {
		b.need(3)
	}
	c.target = max(c.target, roundSeconds(b.m.exactDuration(s.i)))
	if r, ok := s.ByteRange(); ok {
		c.text = appendByteRange(c.text, r, "\n")
		b.need(4)
	}
	if err := b.appendURI(s); err != nil {
		return err
	}
	g.lines.to = len(c.text)
	c.segs = append(c.segs, g)
	return nil
}

const (
	keyNone       = "#EXT-X-KEY:METHOD=NONE\n"
	gapLine       = "#EXT-X-GAP\n"
	discontinuity = "#EXT-X-DISCONTINUITY\n"
)

// printable tells whether b has no control characters.
func printable(b []byte) bool {
	for _, c := range b {
		if c < ' ' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return true
}

// appendURI appends the URI line of a segment.
func (b *clipBuilder) appendURI(s Segment) error {
	off := int(s.seg().uri)
	ref, err := b.outside(s.URI(), off)
	if err != nil {
		return err
	}
	start := len(b.c.text)
	b.c.text = b.r.append(b.c.text, ref)
	line := b.c.text[start:]
	if len(line) == 0 || line[0] == '#' || isBlank(line[0]) || !printable(line) {
		return syntaxError(b.m.src, off, nil, s.URI(), ErrBadValue)
	}
	b.c.text = append(b.c.text, '\n')
	return nil
}

// outside returns text as it reads outside of its playlist: with its variables
// substituted, and nothing left that could be taken for a reference. The result
// is good until the next call.
func (b *clipBuilder) outside(text []byte, off int) ([]byte, error) {
	if !bytes.Contains(text, []byte("{$")) {
		return text, nil
	}
	if b.vars != nil {
		room := b.limit - len(b.c.text)
		var err error
		b.tmp, err = AppendSubstituted(b.tmp[:0], text, func(name []byte) ([]byte, bool) {
			v, ok := b.vars[string(name)]
			room -= len(v)
			return v, ok && room >= 0
		})
		switch {
		case room < 0:
			return nil, syntaxError(b.m.src, off, nil, text, ErrTooLarge)
		case err != nil:
			return nil, syntaxError(b.m.src, off, nil, text, ErrUndefined)
		}
		text = b.tmp
	}
	return bytes.ReplaceAll(text, []byte("{$"), []byte("%7B$")), nil
}

// state appends the state of a segment if it is another than the one before.
func (b *clipBuilder) state(s Segment) error {
	c := b.c
	keys := s.Keys()
	x, hasMap := s.Map()
	_, implicit := keys.implicit()
	mapTag := 0
	if hasMap {
		mapTag = x.Tag.Index() + 1
	}
	if len(c.states) > 0 && mapTag == b.mapTag && !implicit && keys.Equal(b.keys) {
		return nil
	}
	st := clipState{
		mapID: int32(mapTag), encrypted: keys.Len() > 0, reset: !keys.covers(b.keys),
		full: span{len(c.text), 0}, keys: span{len(c.text), 0},
	}
	b.mapTag, b.keys = mapTag, keys
	if hasMap {
		if c.iframes {
			b.need(5) // RFC 8216 section 7
		} else {
			b.need(6)
		}
		if err := b.appendKeys(x.Keys, nil); err != nil {
			return err
		}
		st.keys.to = len(c.text)
		if err := b.appendTag(x.Tag); err != nil {
			return err
		}
		c.text = append(c.text, '\n')
	}
	if !hasMap || implicit || !keys.Equal(x.Keys) {
		if !keys.covers(x.Keys) {
			c.text = append(c.text, keyNone...)
		}
		st.keys.from = len(c.text)
		if err := b.appendKeys(keys, &s); err != nil {
			return err
		}
		st.keys.to = len(c.text)
	}
	st.full.to = len(c.text)
	c.states = append(c.states, st)
	return nil
}

// appendKeys appends the key lines of a set; for a segment with the IV made
// explicit, since its number will change.
func (b *clipBuilder) appendKeys(set KeySet, s *Segment) error {
	for k := range set.All() {
		if err := b.appendTag(k.Tag); err != nil {
			return err
		}
		a := k.Tag.Attributes()
		_, hasIV := a.Get("IV")
		_, hasFormat := a.Get("KEYFORMAT")
		_, hasVersions := a.Get("KEYFORMATVERSIONS")
		if s != nil && k.ImplicitIV() {
			b.c.text = appendIV(b.c.text, s.MediaSequence())
			hasIV = true
		}
		b.c.text = append(b.c.text, '\n')
		if hasIV {
			b.need(2)
		}
		if hasFormat || hasVersions || string(a.Text("METHOD")) == "SAMPLE-AES" {
			b.need(5)
		}
	}
	return nil
}

// appendTag appends a tag with its URIs resolved, without a line end.
func (b *clipBuilder) appendTag(t Tag) error {
	off, line := t.Offset(), bytes.TrimLeft(t.Bytes(), " \t")
	text, err := b.outside(line, off)
	if err != nil {
		return err
	}
	var ok bool
	if t.t, ok = readTag(text, 0, 0); !ok || !printable(text) {
		return syntaxError(b.m.src, off, nil, line, ErrBadValue)
	}
	t.src = text
	b.c.text = b.r.appendTag(b.c.text, t)
	return nil
}

// appendIV appends an IV attribute with a media sequence number (RFC 8216
// section 5.2), in upper case (section 4.2).
func appendIV(dst []byte, n int64) []byte {
	const digits = "0123456789ABCDEF"
	dst = append(dst, ",IV=0x"...)
	for _, x := range sequenceIV(n) {
		dst = append(dst, digits[x>>4], digits[x&15])
	}
	return dst
}

func appendByteRange(dst []byte, r ByteRange, eol string) []byte {
	dst = append(dst, "#EXT-X-BYTERANGE:"...)
	dst = appendInt(dst, r.Length)
	dst = append(dst, '@')
	dst = appendInt(dst, r.Offset)
	return append(dst, eol...)
}

// roundSeconds rounds to the nearest second, halves up (RFC 8216 section
// 4.3.3.1 does not say which way).
func roundSeconds(d seconds) int64 {
	return (d.ns + int64(500*time.Millisecond)) / int64(time.Second)
}
