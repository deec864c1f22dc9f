package hls

import (
	"bytes"
	"math"
	"slices"
	"sort"
	"time"
)

// A Clip is a media playlist made ready to be spliced into others: one
// rendition of an ad, of slate or of a bumper. It holds its own text, with
// byte ranges and IVs explicit and URIs resolved, so that writing it is
// copying it. It is immutable and safe for any number of goroutines.
type Clip struct {
	text   []byte // segment lines and state lines; line ends are LF
	segs   []clipSegment
	states []clipState
	total  seconds

	container Container
	version   int   // that its tags need
	target    int64 // its longest EXTINF, rounded
	kbps      int64 // 0: not known
}

type clipSegment struct {
	lines         span // EXTINF, EXT-X-BYTERANGE, EXT-X-GAP, URI
	start         int64
	state         int32
	discontinuity bool // in front of it, inside the clip
}

// clipState is what must be declared in front of a segment.
type clipState struct {
	full span // all lines, from a clear state: keys of the map, map, keys
	keys span // the lines when the map is the same as before
	// mapID tells maps apart, 0 is none.
	mapID     int32
	encrypted bool
	// reset: keys of the state before would stay in force without METHOD=NONE.
	reset bool
}

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
// the playlist that it was. Errors are [*SyntaxError]s: [ErrMissing] for a
// playlist without segments, [ErrDelta], [ErrBadValue] for a URI with control
// characters.
func NewClip(m *Media, o ClipOptions) (*Clip, error) {
	switch {
	case m.Delta():
		return nil, syntaxError(m.src, 0, []byte("EXT-X-SKIP"), nil, ErrDelta)
	case len(m.segs) == 0:
		return nil, syntaxError(m.src, 0, nil, nil, ErrMissing)
	}
	c := &Clip{
		text:      make([]byte, 0, len(m.src)+len(m.segs)*(len(o.Base)+1)),
		segs:      make([]clipSegment, 0, len(m.segs)),
		total:     m.total,
		container: m.Container(),
		version:   1,
		kbps:      o.Bitrate,
	}
	if c.kbps == 0 && len(m.rates) > 0 {
		c.kbps, _ = parseUint(m.Tag(int(m.rates[0])).Value())
	}
	b := clipBuilder{c: c, m: m, r: Rebase{URL: o.Base}.ready(), iframes: m.IFramesOnly()}
	for s := range m.Segments() {
		if err := b.add(s); err != nil {
			return nil, err
		}
	}
	c.text = slices.Clip(c.text)
	return c, nil
}

// clipBuilder prepares one clip.
type clipBuilder struct {
	c       *Clip
	m       *Media
	r       rebaser
	iframes bool
	keys    KeySet // in force at the segment before
	mapTag  int    // index plus one of its map
	mapID   int32
}

func (b *clipBuilder) need(version int) { b.c.version = max(b.c.version, version) }

func (b *clipBuilder) add(s Segment) error {
	c := b.c
	if err := b.state(s); err != nil {
		return err
	}
	g := clipSegment{start: int64(s.Start()), state: int32(len(c.states) - 1)}
	g.discontinuity = s.i > 0 && s.Discontinuity()
	g.lines.from = len(c.text)
	if s.Gap() {
		c.text = append(c.text, "#EXT-X-GAP\n"...)
	}
	inf := s.infValue()
	c.text = append(c.text, "#EXTINF:"...)
	c.text = append(c.text, inf...)
	if bytes.IndexByte(inf, ',') < 0 {
		c.text = append(c.text, ',')
	}
	c.text = append(c.text, '\n')
	number, _, _ := bytes.Cut(inf, []byte{','})
	if bytes.IndexByte(number, '.') >= 0 {
		b.need(3)
	}
	c.target = max(c.target, roundSeconds(b.m.exactDuration(s.i)))
	if r, ok := s.ByteRange(); ok {
		c.text = appendByteRange(c.text, r, "\n")
		b.need(4)
	}
	uriAt := len(c.text)
	if err := b.appendURI(s.URI(), int(s.seg().uri)); err != nil {
		return err
	}
	if len(c.text) == uriAt {
		return syntaxError(b.m.src, int(s.seg().uri), nil, nil, ErrMissing)
	}
	c.text = append(c.text, '\n')
	g.lines.to = len(c.text)
	c.segs = append(c.segs, g)
	return nil
}

// infValue returns the value of EXTINF with its title.
func (s Segment) infValue() []byte {
	g := s.seg()
	line := s.m.src[g.inf:g.uri]
	if i := bytes.IndexByte(line, '\n'); i >= 0 {
		line = line[:i]
	}
	_, v, _ := bytes.Cut(line, []byte{':'})
	return trim(v)
}

// appendURI appends a URI line of the clip, variables substituted, resolved,
// and with what could be taken for a variable reference of the playlist it will
// stand in made harmless (bis section 4.3).
func (b *clipBuilder) appendURI(ref []byte, off int) error {
	for _, ch := range ref {
		if ch < ' ' || ch == 0x7f {
			return syntaxError(b.m.src, off, nil, ref, ErrBadValue)
		}
	}
	ref, err := b.substitute(ref, off)
	if err != nil {
		return err
	}
	start := len(b.c.text)
	b.c.text = b.r.append(b.c.text, ref)
	b.c.text = escapeReferences(b.c.text, start)
	return nil
}

// substitute replaces references to the variables that the clip's playlist
// defines itself. Any other reference has no meaning outside of it.
func (b *clipBuilder) substitute(ref []byte, off int) ([]byte, error) {
	if b.m.header.defineTag == 0 || !bytes.Contains(ref, []byte("{$")) {
		return ref, nil
	}
	var out []byte
	for {
		before, rest, found := bytes.Cut(ref, []byte("{$"))
		out = append(out, before...)
		if !found {
			return out, nil
		}
		name, after, closed := bytes.Cut(rest, []byte{'}'})
		value, ok := b.m.defined(name)
		if !closed || !ok {
			return nil, syntaxError(b.m.src, off, nil, rest, ErrMissing)
		}
		out = append(out, value...)
		ref = after
	}
}

// defined returns the value that EXT-X-DEFINE:NAME gives a variable.
func (m *Media) defined(name []byte) ([]byte, bool) {
	for _, t := range m.tags {
		if t.kind != TagDefine {
			continue
		}
		a := Attributes(m.src[t.val:t.end])
		if bytes.Equal(a.Text("NAME"), name) {
			v, ok := a.Get("VALUE")
			return v.Text(), ok
		}
	}
	return nil, false
}

// escapeReferences writes {$ as %7B$ in dst[start:].
func escapeReferences(dst []byte, start int) []byte {
	for i := start; i+1 < len(dst); i++ {
		if dst[i] == '{' && dst[i+1] == '$' {
			dst = slices.Replace(dst, i, i+1, '%', '7', 'B')
		}
	}
	return dst
}

// state appends the state of a segment if it is another than the one before.
func (b *clipBuilder) state(s Segment) error {
	c := b.c
	keys := s.Keys()
	x, hasMap := s.Map()
	mapTag := 0
	if hasMap {
		mapTag = x.Tag.Index() + 1
	}
	implicit := keys.implicitIV()
	if len(c.states) > 0 && mapTag == b.mapTag && !implicit && keys.Equal(b.keys) {
		return nil
	}
	if mapTag != b.mapTag {
		b.mapID++
		b.mapTag = mapTag
	}
	st := clipState{encrypted: keys.Len() > 0, reset: b.keys.Len() > 0 && !keys.covers(b.keys)}
	if hasMap {
		st.mapID = b.mapID
	}
	st.full.from = len(c.text)
	if hasMap {
		b.need(6)
		if b.iframes {
			b.need(5)
		}
		if err := b.appendKeys(x.Keys, nil); err != nil {
			return err
		}
		if err := b.appendLine(x.Tag); err != nil {
			return err
		}
		if x.Keys.Len() > 0 && !keys.covers(x.Keys) {
			c.text = append(c.text, keyNone...)
		}
	}
	st.keys.from = len(c.text)
	if !hasMap || implicit || !keys.Equal(x.Keys) {
		if err := b.appendKeys(keys, &s); err != nil {
			return err
		}
		st.keys.to, st.full.to = len(c.text), len(c.text)
	} else {
		st.full.to = len(c.text)
		st.keys.from = len(c.text)
		if err := b.appendKeys(keys, &s); err != nil {
			return err
		}
		st.keys.to = len(c.text)
	}
	b.keys = keys
	c.states = append(c.states, st)
	return nil
}

const keyNone = "#EXT-X-KEY:METHOD=NONE\n"

// appendKeys appends the key lines of a set; for a segment with the IVs made
// explicit, since its number will change.
func (b *clipBuilder) appendKeys(set KeySet, s *Segment) error {
	for k := range set.All() {
		if err := b.appendTagLine(k.Tag); err != nil {
			return err
		}
		if s != nil && k.ImplicitIV() {
			b.c.text = appendIV(b.c.text, s.MediaSequence())
			b.need(2)
		}
		b.c.text = append(b.c.text, '\n')
		a := k.Tag.Attributes()
		_, hasIV := a.Get("IV")
		_, hasFormat := a.Get("KEYFORMAT")
		_, hasVersions := a.Get("KEYFORMATVERSIONS")
		if hasIV {
			b.need(2)
		}
		if hasFormat || hasVersions || string(a.Text("METHOD")) == "SAMPLE-AES" {
			b.need(5)
		}
	}
	return nil
}

func (b *clipBuilder) appendLine(t Tag) error {
	err := b.appendTagLine(t)
	b.c.text = append(b.c.text, '\n')
	return err
}

// appendTagLine appends a tag with its URIs resolved, without a line end.
func (b *clipBuilder) appendTagLine(t Tag) error {
	line := t.Bytes()
	for _, ch := range line {
		if ch < ' ' && ch != '\t' || ch == 0x7f {
			return syntaxError(b.m.src, t.Offset(), t.Name(), line, ErrBadValue)
		}
	}
	start := len(b.c.text)
	if b.m.header.defineTag != 0 && bytes.Contains(line, []byte("{$")) {
		text, err := b.substitute(line, t.Offset())
		if err != nil {
			return err
		}
		var ok bool
		t.src = text
		if t.t, ok = readTag(text, 0, 0); !ok {
			return syntaxError(b.m.src, t.Offset(), nil, line, ErrBadValue)
		}
	}
	b.c.text = b.r.appendTag(b.c.text, t)
	b.c.text = escapeReferences(b.c.text, start)
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

// Len returns the number of segments.
func (c *Clip) Len() int { return len(c.segs) }

// Bytes returns the clip's text: what tells two clips apart.
func (c *Clip) Bytes() []byte { return c.text[:len(c.text):len(c.text)] }

// Duration returns the sum of all EXTINFs.
func (c *Clip) Duration() time.Duration { return c.total.duration() }

// Boundary returns when segment i starts, counted from the start of the clip;
// for i = Len it is its end.
func (c *Clip) Boundary(i int) time.Duration {
	if i == len(c.segs) {
		return c.total.duration()
	}
	return time.Duration(c.segs[i].start)
}

// Fill returns how many segments from the start of the clip end at d or before.
func (c *Clip) Fill(d time.Duration) int {
	return sort.Search(len(c.segs), func(i int) bool { return c.Boundary(i+1) > d })
}

// TargetDuration returns the target duration that the clip needs: its longest
// EXTINF rounded to the nearest second.
func (c *Clip) TargetDuration() time.Duration {
	return time.Duration(min(c.target, math.MaxInt64/int64(time.Second))) * time.Second
}

// Version returns the EXT-X-VERSION that the clip needs (RFC 8216 section 7).
func (c *Clip) Version() int { return c.version }

// Container tells what its segments are.
func (c *Clip) Container() Container { return c.container }

// hasMap tells whether its segments stand under an EXT-X-MAP.
func (c *Clip) hasMap() bool { return c.states[0].mapID != 0 }

// Filler returns a clip with the segment durations and the discontinuities of
// c whose segments are all at ref, for renditions that the ad lacks: ref is an
// empty WebVTT segment for subtitles. It has no EXT-X-MAP and no keys. The
// error is [ErrBadValue] for a ref that can't be a URI line.
func (c *Clip) Filler(ref string) (*Clip, error) {
	if ref == "" || ref[0] == '#' || bytes.ContainsFunc([]byte(ref), func(r rune) bool { return r <= ' ' || r == 0x7f }) {
		return nil, &SyntaxError{Line: 1, Column: 1, Text: ref[:min(len(ref), 64)], Err: ErrBadValue}
	}
	f := c.bare()
	for _, g := range c.segs {
		lines := bytes.SplitAfter(g.lines.of(c.text), []byte{'\n'})
		from := len(f.text)
		for _, l := range lines {
			if hasPrefix(l, infPrefix) {
				f.text = append(f.text, l...)
			}
		}
		start := len(f.text)
		f.text = append(f.text, ref...)
		f.text = append(escapeReferences(f.text, start), '\n')
		f.addBare(g, from)
	}
	return f, nil
}

// Gaps returns a clip with the segments of c marked as missing by EXT-X-GAP
// (bis section 4.4.4.7), for renditions that the ad lacks and nothing else can
// stand in for. The EXT-X-MAP is kept if withMap is set: a playlist with one
// can't go back to none.
func (c *Clip) Gaps(o GapOptions) *Clip {
	f := c.bare()
	if o.KeepMap {
		f.states = f.states[:0]
		for _, st := range c.states {
			from := len(f.text)
			f.text = append(f.text, st.full.of(c.text)...)
			st.full = span{from, len(f.text)}
			from = len(f.text)
			f.text = append(f.text, st.keys.of(c.text)...)
			st.keys = span{from, len(f.text)}
			f.states = append(f.states, st)
		}
		f.container, f.version = c.container, c.version
	}
	for _, g := range c.segs {
		from := len(f.text)
		if !bytes.HasPrefix(g.lines.of(c.text), []byte("#EXT-X-GAP")) {
			f.text = append(f.text, "#EXT-X-GAP\n"...)
		}
		f.text = append(f.text, g.lines.of(c.text)...)
		f.addBare(g, from)
		if o.KeepMap {
			f.segs[len(f.segs)-1].state = g.state
		}
	}
	return f
}

// GapOptions say how [Clip.Gaps] marks segments.
type GapOptions struct {
	// KeepMap keeps EXT-X-MAP and EXT-X-KEY, as content with a map needs.
	KeepMap bool
}

// bare returns a clip like c without segments, map and keys.
func (c *Clip) bare() *Clip {
	return &Clip{
		text: make([]byte, 0, len(c.text)+len(c.segs)*16), segs: make([]clipSegment, 0, len(c.segs)),
		states: []clipState{{}}, total: c.total, version: min(c.version, 4), target: c.target, kbps: c.kbps,
	}
}

// addBare adds the segment whose lines begin at from, with the timing of g.
func (c *Clip) addBare(g clipSegment, from int) {
	c.segs = append(c.segs, clipSegment{lines: span{from, len(c.text)}, start: g.start, discontinuity: g.discontinuity})
}
