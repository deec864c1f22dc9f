package hls

import (
	"bytes"
	"iter"
	"math"
	"slices"
	"time"
)

// Media is a parsed media playlist: the source bytes and an index over them.
// It is immutable once parsed and safe for any number of goroutines, except
// for [Media.Reset], which needs a sole owner.
type Media struct {
	src  []byte
	segs []segment
	tags []tag // every tag line but EXTINF, in order

	// Positions in tags of what has effect beyond its own segment.
	keys    []keyTag
	keySets []uint32 // indexes in keys: what is in force behind each key, one set behind the other
	maps    []mapTag
	dates   []uint32
	discs   []uint32
	rates   []uint32

	ranges []segmentRange // byte ranges, by segment

	total   seconds // sum of all EXTINFs
	subNano bool    // an EXTINF has more than nine fraction digits
	header  header
}

// segment is the index entry of one segment. What stands between the end of
// the segment before and its own end is its block.
type segment struct {
	start int64  // ns from the start of the playlist, rounded down
	inf   uint32 // offset of the EXTINF line
	uri   uint32 // offset of the URI
	end   uint32 // behind the line end: the end of the block
	tag   uint32 // number of tags in front of the URI line
}

// segmentRange is the byte range of a segment with its offset resolved.
type segmentRange struct {
	seg            uint32
	implicit       bool
	length, offset int64
}

// header holds the values of the tags about the whole playlist; the indexes
// are positions in tags plus one, 0 when the tag is absent.
type header struct {
	version, target               int64
	mediaSequence, discontinuity  int64
	skipped                       int64 // segments that EXT-X-SKIP stands for
	versionTag, targetTag         uint32
	mediaSequenceTag, discTag     uint32
	typeTag, startTag, endListTag uint32
	serverControlTag, defineTag   uint32
	lastControlTag, reportTag     uint32
	iFramesOnly, skip, m3u        bool
	independent                   bool
	repeated                      bool // a tag with a number stands there again
}

// maxSource bounds the input, so that offsets fit in 32 bits on any machine.
const maxSource = math.MaxInt32

// ParseMedia reads a media playlist. It keeps src: do not change it
// afterwards. The error is a [*SyntaxError] of one of the kinds of this package;
// the playlist is nil then.
//
// A byte order mark, blank lines in front of #EXTM3U, CRLF line ends, blanks
// around lines and unknown tags are accepted (RFC 8216 section 4.1 forbids
// some of them). Required are #EXTM3U, EXT-X-TARGETDURATION, and an EXTINF for
// every segment. What is odd but playable is told by [Media.Warnings].
func ParseMedia(src []byte) (*Media, error) {
	m := new(Media)
	lines := countLines(src) + 1
	m.segs = make([]segment, 0, min(lines/2+1, len(src)/12+1))
	if err := m.Reset(src); err != nil {
		return nil, err
	}
	return m, nil
}

// Reset parses src into m, whose memory it uses again; everything read from
// m before, [Segment] and [Tag] values included, is void. On error m is empty
// and only good for another Reset.
func (m *Media) Reset(src []byte) error {
	m.clear()
	m.src = src
	err := m.parse()
	if err != nil {
		m.clear()
		return err
	}
	return nil
}

// clear empties m but for its memory, field by field: a literal would be put
// together elsewhere and copied.
func (m *Media) clear() {
	m.src = nil
	m.segs, m.tags, m.ranges = m.segs[:0], m.tags[:0], m.ranges[:0]
	m.keys, m.keySets, m.maps = m.keys[:0], m.keySets[:0], m.maps[:0]
	m.dates, m.discs, m.rates = m.dates[:0], m.discs[:0], m.rates[:0]
	m.total, m.subNano, m.header = seconds{}, false, header{}
}

// scan is what the parser knows of the segment it is in front of.
type scan struct {
	inf      int // offset of the EXTINF line, -1 if none was seen
	dur      seconds
	rangeTag int // index of the EXT-X-BYTERANGE tag, -1 if none
}

const (
	bom       = "\xef\xbb\xbf"
	m3uLine   = "#EXTM3U\n"
	infPrefix = "#EXTINF:"
)

func (m *Media) parse() error {
	src := m.src
	if len(src) > maxSource {
		return syntaxError(src, 0, nil, nil, ErrTooLarge)
	}
	s := scan{inf: -1, rangeTag: -1}
	pos := 0
	if hasPrefix(src, bom) {
		pos = len(bom)
	}
	if hasPrefix(src[pos:], m3uLine) { // as it is nearly always written
		m.tags = append(m.tags, tag{
			off: uint32(pos), end: uint32(pos + len(m3uLine) - 1), val: uint32(pos + len(m3uLine) - 1),
			kind: TagM3U, name: uint8(len(m3uLine) - 1),
		})
		m.header.m3u = true
		pos += len(m3uLine)
	}
	for pos < len(src) {
		if hasPrefix(src[pos:], infPrefix) && m.header.m3u && s.inf < 0 && s.rangeTag < 0 {
			if pos = m.parseRun(pos); pos == len(src) {
				break
			}
		}
		end, next := lineEnd(src, pos)
		var err error
		switch c := src[pos]; {
		case c == '#':
			err = m.parseTag(&s, pos, end)
		case c == '\n':
		case c > ' ' && m.header.m3u:
			err = m.parseURI(&s, pos, end, next)
		default:
			err = m.parseOther(&s, pos, end, next)
		}
		if err != nil {
			return err
		}
		pos = next
	}
	switch {
	case !m.header.m3u:
		return syntaxError(src, 0, nil, nil, ErrNotPlaylist)
	case m.header.targetTag == 0:
		return syntaxError(src, 0, []byte("EXT-X-TARGETDURATION"), nil, ErrMissing)
	}
	return nil
}

// parseOther reads a line that begins with a blank or a control character, or
// a first line that is no tag.
func (m *Media) parseOther(s *scan, pos, end, next int) error {
	line := m.src[pos:end]
	i := 0
	for i < len(line) && (isBlank(line[i]) || line[i] == '\r') {
		i++
	}
	switch {
	case i == len(line):
		return nil
	case line[i] == '#':
		return m.parseTag(s, pos, end)
	case !m.header.m3u:
		return syntaxError(m.src, pos, nil, trim(line), ErrNotPlaylist)
	}
	return m.parseURI(s, pos+i, end, next)
}

// parseInf reads an EXTINF line whose value starts val bytes behind pos.
func (m *Media) parseInf(s *scan, pos, end, val int) error {
	b := m.src[pos+val : end]
	d, n := parseSeconds(b)
	if n == 0 || n < len(b) && b[n] != ',' {
		// Blanks around the number are rare: find them here.
		b = trim(b)
		d, n = parseSeconds(b)
		rest := trim(b[n:])
		if n == 0 || len(rest) > 0 && rest[0] != ',' {
			return syntaxError(m.src, pos, []byte("EXTINF"), b, ErrBadValue)
		}
	}
	s.inf, s.dur = pos, d
	return nil
}

func (m *Media) parseURI(s *scan, pos, end, next int) error {
	src := m.src
	uriEnd := end
	for src[uriEnd-1] <= ' ' && (isBlank(src[uriEnd-1]) || src[uriEnd-1] == '\r') {
		uriEnd--
	}
	if s.inf < 0 {
		return syntaxError(src, pos, []byte("EXTINF"), src[pos:uriEnd], ErrMissing)
	}
	i := len(m.segs)
	if s.rangeTag >= 0 {
		if err := m.parseByteRange(s.rangeTag, i); err != nil {
			return err
		}
		s.rangeTag = -1
	}
	m.segs = append(m.segs, segment{
		start: m.total.ns, inf: uint32(s.inf), uri: uint32(pos), end: uint32(next),
		tag: uint32(len(m.tags)),
	})
	total, ok := m.total.add(s.dur)
	if !ok {
		return syntaxError(src, s.inf, []byte("EXTINF"), nil, ErrTooLarge)
	}
	m.total = total
	m.subNano = m.subNano || s.dur.sub != 0
	s.inf = -1
	return nil
}

func (m *Media) parseTag(s *scan, pos, end int) error {
	n := len(m.tags)
	if n == cap(m.tags) {
		m.tags = slices.Grow(m.tags, 1)
	}
	m.tags = m.tags[:n+1]
	t := &m.tags[n] // in place: copying what was just put together costs more than reading it
	if !t.quick(m.src[pos:end], pos, len(m.segs)) {
		return m.parseAnyTag(s, pos, end)
	}
	return m.indexTag(s, t, n)
}

// parseAnyTag reads a tag of any shape, or a comment, whose place at the end of
// tags is taken.
func (m *Media) parseAnyTag(s *scan, pos, end int) error {
	n := len(m.tags) - 1
	t, ok := readAnyTag(m.src[pos:end], pos, len(m.segs))
	m.tags = m.tags[:n]
	if !ok {
		if !m.header.m3u {
			return syntaxError(m.src, pos, nil, trim(m.src[pos:end]), ErrNotPlaylist)
		}
		return nil
	}
	if t.kind == TagInf && m.header.m3u {
		if bytes.IndexByte(m.src[t.off+uint32(t.name):t.val], ':') < 0 {
			return m.tagError(t, ErrBadValue)
		}
		return m.parseInf(s, pos, end, int(t.val)-pos)
	}
	m.tags = append(m.tags, t)
	return m.indexTag(s, &m.tags[n], n)
}

// indexTag takes note of tag n.
func (m *Media) indexTag(s *scan, t *tag, n int) error {
	switch {
	case !m.header.m3u && t.kind != TagM3U:
		return syntaxError(m.src, int(t.off), nil, m.src[t.off:t.end], ErrNotPlaylist)
	case t.kind.wholePlaylist():
		return m.parseHeaderTag(t, uint32(n+1))
	case t.kind.multivariant():
		return m.tagError(*t, ErrMultivariant)
	}
	switch t.kind {
	case TagDiscontinuity:
		m.discs = append(m.discs, uint32(n))
	case TagByteRange:
		s.rangeTag = n
	case TagKey:
		return m.parseKey(n)
	case TagMap:
		return m.parseMap(n)
	case TagProgramDateTime:
		m.dates = append(m.dates, uint32(n))
	case TagBitrate:
		m.rates = append(m.rates, uint32(n))
	case TagRenditionReport:
		if m.header.reportTag == 0 {
			m.header.reportTag = uint32(n + 1)
		}
	default:
	}
	return nil
}

func (m *Media) tagError(t tag, kind error) error { return tagError(m.src, t, kind) }

// tagError places an error at a tag.
func tagError(src []byte, t tag, kind error) error {
	v := Tag{src: src, t: t}
	return syntaxError(src, int(t.off), v.Name(), v.Value(), kind)
}

// parseHeaderTag reads a tag about the whole playlist; n is its index plus one.
func (m *Media) parseHeaderTag(t *tag, n uint32) error {
	h := &m.header
	switch t.kind {
	case TagM3U:
		if h.m3u {
			return m.tagError(*t, ErrDuplicate) // two playlists in one
		}
		h.m3u = true
	case TagVersion:
		return m.headerInt(t, n, &h.version, &h.versionTag)
	case TagTargetDuration:
		return m.headerInt(t, n, &h.target, &h.targetTag)
	case TagMediaSequence:
		return m.headerInt(t, n, &h.mediaSequence, &h.mediaSequenceTag)
	case TagDiscontinuitySequence:
		return m.headerInt(t, n, &h.discontinuity, &h.discTag)
	case TagPlaylistType:
		if h.typeTag == 0 {
			h.typeTag = n
		}
	case TagStart:
		if h.startTag == 0 {
			h.startTag = n
		}
	case TagEndList:
		if h.endListTag == 0 {
			h.endListTag = n
		}
	case TagServerControl:
		if h.serverControlTag == 0 {
			h.serverControlTag = n
		}
		h.lastControlTag = n
	case TagDefine:
		if h.defineTag == 0 {
			h.defineTag = n
		}
	case TagIFramesOnly:
		h.iFramesOnly = true
	case TagIndependentSegments:
		h.independent = true
	case TagSkip:
		if !h.skip {
			h.skip = true
			h.skipped, _ = Attributes(m.src[t.val:t.end]).uint("SKIPPED-SEGMENTS")
		}
	default:
	}
	return nil
}

// headerInt reads a decimal-integer header value. Repeating a tag with the same
// value is harmless; with another one nobody knows what is meant.
func (m *Media) headerInt(t *tag, n uint32, v *int64, at *uint32) error {
	x, ok := parseUint(m.src[t.val:t.end])
	switch {
	case !ok:
		return m.tagError(*t, ErrBadValue)
	case *at == 0:
		*v, *at = x, n
	case *v != x:
		return m.tagError(*t, ErrDuplicate)
	default:
		m.header.repeated = true
	}
	return nil
}

// AppendText appends the playlist as it was parsed, byte for byte. It
// implements [encoding.TextAppender] and never fails.
func (m *Media) AppendText(dst []byte) ([]byte, error) { return append(dst, m.src...), nil }

// Bytes returns the source.
func (m *Media) Bytes() []byte { return slices.Clip(m.src) }

// Len returns the number of segments.
func (m *Media) Len() int { return len(m.segs) }

// Segment returns segment i, 0 <= i < Len.
func (m *Media) Segment(i int) Segment {
	_ = m.segs[i]
	return Segment{m, i}
}

// Segments yields the segments in order.
func (m *Media) Segments() iter.Seq[Segment] {
	return func(yield func(Segment) bool) {
		for i := range m.segs {
			if !yield(Segment{m, i}) {
				return
			}
		}
	}
}

// Tags yields every tag but EXTINF, in order.
func (m *Media) Tags() iter.Seq[Tag] { return tagsOf(m.src, m.tags, 0, len(m.tags)) }

// Tag returns tag i as [Tag.Index] numbers them.
func (m *Media) Tag(i int) Tag { return Tag{m.src, m.tags[i], i} }

// Duration returns the sum of all EXTINFs, exact until it is rounded down to
// the nanosecond.
func (m *Media) Duration() time.Duration { return m.total.duration() }

// Version returns EXT-X-VERSION, 1 if absent (RFC 8216 section 4.3.1.2).
func (m *Media) Version() int {
	if m.header.versionTag == 0 {
		return 1
	}
	return int(min(m.header.version, math.MaxInt32))
}

// TargetDuration returns EXT-X-TARGETDURATION (RFC 8216 section 4.3.3.1).
func (m *Media) TargetDuration() time.Duration {
	return time.Duration(min(m.header.target, maxSeconds)) * time.Second
}

// MediaSequence returns EXT-X-MEDIA-SEQUENCE, 0 if absent (RFC 8216 section
// 4.3.3.2).
func (m *Media) MediaSequence() int64 { return m.header.mediaSequence }

// DiscontinuitySequence returns EXT-X-DISCONTINUITY-SEQUENCE, 0 if absent (RFC
// 8216 section 4.3.3.3).
func (m *Media) DiscontinuitySequence() int64 { return m.header.discontinuity }

// PlaylistType returns the text of EXT-X-PLAYLIST-TYPE, such as VOD or EVENT,
// nil if absent (RFC 8216 section 4.3.3.5).
func (m *Media) PlaylistType() []byte { return m.headerValue(m.header.typeTag) }

// Ended tells whether EXT-X-ENDLIST is present, wherever it stands (RFC 8216
// section 4.3.3.4).
func (m *Media) Ended() bool { return m.header.endListTag != 0 }

// VOD tells whether the playlist will not change: it has ended, or its type
// is VOD. An EVENT that has not ended is live.
func (m *Media) VOD() bool { return m.Ended() || string(m.PlaylistType()) == "VOD" }

// IFramesOnly tells whether EXT-X-I-FRAMES-ONLY is present (RFC 8216 section
// 4.3.3.6).
func (m *Media) IFramesOnly() bool { return m.header.iFramesOnly }

// IndependentSegments tells whether EXT-X-INDEPENDENT-SEGMENTS is present (RFC
// 8216 section 4.3.5.1).
func (m *Media) IndependentSegments() bool { return m.header.independent }

// Delta tells whether the playlist is a delta update: it has EXT-X-SKIP (bis
// section 4.4.5.2).
func (m *Media) Delta() bool { return m.header.skip }

// headerValue returns the value of the tag with index n-1, nil if n is 0.
func (m *Media) headerValue(n uint32) []byte {
	if n == 0 {
		return nil
	}
	return m.Tag(int(n - 1)).Value()
}

// Lines yields every line with its line end, in order: they tile the source.
func (m *Media) Lines() iter.Seq[[]byte] { return linesOf(m.src) }

func linesOf(src []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for pos := 0; pos < len(src); {
			next := len(src)
			if i := bytes.IndexByte(src[pos:], '\n'); i >= 0 {
				next = pos + i + 1
			}
			if !yield(src[pos:next:next]) {
				return
			}
			pos = next
		}
	}
}

// crlf tells whether the first line ends with CRLF.
func (m *Media) crlf() bool {
	i := bytes.IndexByte(m.src, '\n')
	return i > 0 && m.src[i-1] == '\r'
}

// SegmentAt returns the index of the segment that plays at time t from the
// start of the playlist: the last one that starts at t or before. It is 0 for
// a negative t and Len for t at or behind the end.
func (m *Media) SegmentAt(t time.Duration) int {
	if t >= m.total.duration() {
		return len(m.segs)
	}
	i, exact := slices.BinarySearchFunc(m.segs, int64(t), func(s segment, t int64) int {
		switch {
		case s.start < t:
			return -1
		case s.start > t:
			return 1
		}
		return 0
	})
	if exact {
		return i
	}
	return max(i-1, 0)
}

// Boundary returns when segment i starts, counted from the start of the
// playlist; for i = Len it is the end of the playlist.
func (m *Media) Boundary(i int) time.Duration {
	if i == len(m.segs) {
		return m.total.duration()
	}
	return time.Duration(m.segs[i].start)
}

// NearestBoundary returns the i for which Boundary(i) is nearest to t; ties go
// to the earlier one.
func (m *Media) NearestBoundary(t time.Duration) int {
	i := m.SegmentAt(t)
	if i < len(m.segs) && m.Boundary(i+1)-t < t-m.Boundary(i) {
		return i + 1
	}
	return i
}

// parseUint reads a decimal-integer of at most 18 digits.
func parseUint(b []byte) (int64, bool) {
	if len(b) == 0 || len(b) > 18 {
		return 0, false
	}
	n := int64(0)
	for _, c := range b {
		if c-'0' > 9 {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	return n, true
}
