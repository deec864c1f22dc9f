package hls

import (
	"bytes"
	"iter"
	"slices"
	"sort"
	"time"
)

// Segment is one media segment of a [Media] with what is in force for it. It
// is a small value; each method reads the source.
type Segment struct {
	m *Media
	i int
}

// Index returns the position of the segment in its playlist, from 0.
func (s Segment) Index() int { return s.i }

func (s Segment) seg() segment { return s.m.segs[s.i] }

// URI returns the URI line as it stands.
func (s Segment) URI() []byte {
	g := s.seg()
	end := s.m.uriEnd(g)
	return s.m.src[g.uri:end:end]
}

// uriEnd returns the offset behind the URI of a segment, before blanks and the
// line end.
func (m *Media) uriEnd(g segment) int {
	end := int(g.end)
	for m.src[end-1] <= ' ' && (m.src[end-1] == '\n' || m.src[end-1] == '\r' || isBlank(m.src[end-1])) {
		end--
	}
	return end
}

// discontinuities returns how many EXT-X-DISCONTINUITY tags stand in front of
// the URI of segment i.
func (m *Media) discontinuities(i int) int {
	n := m.segs[i].tag
	return sort.Search(len(m.discs), func(i int) bool { return m.discs[i] >= n })
}

// blockStart returns the offset of the first byte of block i.
func (m *Media) blockStart(i int) int {
	if i == 0 {
		return 0
	}
	return int(m.segs[i-1].end)
}

// firstTag returns the index of the first tag of block i.
func (m *Media) firstTag(i int) int {
	if i == 0 {
		return 0
	}
	return int(m.segs[i-1].tag)
}

// Bytes returns the block of the segment: all lines behind the URI of the
// segment before, up to its own URI line and line end. The blocks of all
// segments and the [Media.Tail] tile the source.
func (s Segment) Bytes() []byte {
	end := s.seg().end
	return s.m.src[s.m.blockStart(s.i):end:end]
}

// Tail returns what stands behind the URI line of the last segment.
func (m *Media) Tail() []byte { return m.src[m.blockStart(len(m.segs)):len(m.src):len(m.src)] }

// TailTags yields the tags behind the last segment.
func (m *Media) TailTags() iter.Seq[Tag] {
	return tagsOf(m.src, m.tags, m.firstTag(len(m.segs)), len(m.tags))
}

// Tags yields the tags of the segment's block but EXTINF, in order. The block of
// the first segment holds the tags about the whole playlist, too.
func (s Segment) Tags() iter.Seq[Tag] {
	return tagsOf(s.m.src, s.m.tags, s.m.firstTag(s.i), int(s.seg().tag))
}

// infNumber returns the text of EXTINF in front of the comma.
func (m *Media) infNumber(i int) []byte {
	g := m.segs[i]
	line, _ := cut(m.src[g.inf:g.uri], '\n')
	_, value := cut(line, ':')
	number, _ := cut(value, ',')
	return trim(number)
}

// exactDuration reads EXTINF again.
func (m *Media) exactDuration(i int) seconds {
	d, _ := parseSeconds(m.infNumber(i))
	return d
}

// Duration returns EXTINF, rounded down to the nanosecond when it has more
// digits (RFC 8216 section 4.3.2.1).
func (s Segment) Duration() time.Duration {
	if !s.m.subNano {
		return s.m.Boundary(s.i+1) - s.m.Boundary(s.i)
	}
	return s.m.exactDuration(s.i).duration()
}

// Title returns what stands behind the comma of EXTINF, as it stands.
func (s Segment) Title() []byte {
	g := s.seg()
	line := s.m.src[g.inf:g.uri]
	if i := bytes.IndexByte(line, '\n'); i >= 0 {
		line = line[:i]
	}
	_, title, _ := bytes.Cut(line, []byte{','})
	title = bytes.TrimSuffix(title, []byte{'\r'})
	return slices.Clip(title)
}

// Start returns when the segment starts, counted from the start of the
// playlist: the exact sum of the EXTINFs before it, rounded down to the
// nanosecond.
func (s Segment) Start() time.Duration { return s.m.Boundary(s.i) }

// End returns when the segment ends, counted from the start of the playlist.
func (s Segment) End() time.Duration { return s.m.Boundary(s.i + 1) }

// MediaSequence returns the media sequence number (RFC 8216 section 3); in a
// delta update, those of the skipped segments are counted (bis section 4.4.5.2).
func (s Segment) MediaSequence() int64 {
	return s.m.header.mediaSequence + s.m.header.skipped + int64(s.i)
}

// DiscontinuitySequence returns the discontinuity sequence number (RFC 8216
// section 6.2.1). In a delta update it lacks the skipped discontinuities, of
// which nobody knows.
func (s Segment) DiscontinuitySequence() int64 {
	return s.m.header.discontinuity + int64(s.m.discontinuities(s.i))
}

// Discontinuity tells whether EXT-X-DISCONTINUITY stands in front of the
// segment (RFC 8216 section 4.3.2.3).
func (s Segment) Discontinuity() bool {
	return s.m.discontinuities(s.i) > 0 && (s.i == 0 || s.m.discontinuities(s.i) > s.m.discontinuities(s.i-1))
}

// ByteRange returns the sub-range of the resource, with an implicit offset
// resolved; ok is false when the segment is the whole resource (RFC 8216 section
// 4.3.2.2).
func (s Segment) ByteRange() (r ByteRange, ok bool) {
	x, ok := s.m.rangeOf(s.i)
	return ByteRange{x.length, x.offset}, ok
}

// Keys returns the keys in force; the set is empty for a clear segment.
func (s Segment) Keys() KeySet { return s.m.keysBefore(s.seg().tag) }

// IV returns the initialization vector of the segment under key k: the
// explicit one, or its media sequence number (RFC 8216 section 5.2). ok is
// false when the key system supplies it.
func (s Segment) IV(k Key) (iv [16]byte, ok bool) {
	if iv, ok = k.IV(); ok {
		return iv, true
	}
	if !k.ImplicitIV() {
		return iv, false
	}
	return sequenceIV(s.MediaSequence()), true
}

// sequenceIV returns a media sequence number as a big-endian IV.
func sequenceIV(n int64) (iv [16]byte) {
	for i := range 8 {
		iv[15-i] = byte(n >> (8 * i))
	}
	return iv
}

// Map returns the EXT-X-MAP in force. A discontinuity does not end it (RFC 8216
// section 4.3.2.5).
func (s Segment) Map() (Map, bool) { return s.m.mapBefore(s.seg().tag) }

// Gap tells whether EXT-X-GAP marks the segment as missing (bis section
// 4.4.4.7).
func (s Segment) Gap() bool { return s.has(TagGap) }

func (s Segment) has(k TagKind) bool {
	for i := s.m.firstTag(s.i); i < int(s.seg().tag); i++ {
		if s.m.tags[i].kind == k {
			return true
		}
	}
	return false
}

// Bitrate returns the EXT-X-BITRATE in force, in kbit/s. It says nothing of a
// segment with a byte range (bis section 4.4.4.8).
func (s Segment) Bitrate() (kbps int64, ok bool) {
	t, ok := s.m.rateBefore(s.seg().tag)
	if !ok {
		return 0, false
	}
	return parseUint(t.Value())
}

// rateBefore returns the EXT-X-BITRATE in force in front of tag n.
func (m *Media) rateBefore(n uint32) (Tag, bool) {
	i := sort.Search(len(m.rates), func(i int) bool { return m.rates[i] >= n })
	if i == 0 {
		return Tag{}, false
	}
	return m.Tag(int(m.rates[i-1])), true
}

// Time returns the date and time of the first sample: that of the nearest
// EXT-X-PROGRAM-DATE-TIME in front, plus the EXTINFs between, or counted back
// from the first one behind (RFC 8216 sections 4.3.2.6 and 6.3.3). The zone is
// the tag's. ok is false in a playlist without a readable date.
func (s Segment) Time() (t time.Time, ok bool) {
	d, ok := s.m.dateOf(s.i)
	return d.time(), ok
}

// ExplicitTime returns the date of the segment's own EXT-X-PROGRAM-DATE-TIME.
func (s Segment) ExplicitTime() (t time.Time, ok bool) {
	if d, at, ok := s.m.dateAt(s.seg().tag); ok && at == s.i {
		return d.time(), true
	}
	return t, false
}

// HasDates tells whether the playlist has a readable
// EXT-X-PROGRAM-DATE-TIME.
func (m *Media) HasDates() bool {
	for _, n := range m.dates {
		if _, ok := parseDate(m.Tag(int(n)).Value()); ok {
			return true
		}
	}
	return false
}

// dateAt returns the last readable date in front of tag n and the segment that
// it is for.
func (m *Media) dateAt(n uint32) (d date, at int, ok bool) {
	i := sort.Search(len(m.dates), func(i int) bool { return m.dates[i] >= n })
	for i--; i >= 0; i-- {
		t := m.Tag(int(m.dates[i]))
		if d, ok = parseDate(t.Value()); ok {
			return d, t.Segment(), true
		}
	}
	return d, 0, false
}

// dateOf returns the date of boundary i, 0 <= i <= Len.
func (m *Media) dateOf(i int) (d date, ok bool) {
	n := uint32(len(m.tags))
	if i < len(m.segs) {
		n = m.segs[i].tag
	}
	d, at, ok := m.dateAt(n)
	for j := 0; !ok && j < len(m.dates); j++ {
		t := m.Tag(int(m.dates[j]))
		d, ok = parseDate(t.Value())
		at = t.Segment()
	}
	if !ok {
		return d, false
	}
	d.add(m.Boundary(i) - m.Boundary(at))
	return d, true
}

// BoundaryTime returns the date of boundary i in UTC, 0 <= i <= Len: where
// segment i starts, or the last one ends. It is as exact as [Segment.Time].
func (m *Media) BoundaryTime(i int) (t time.Time, ok bool) {
	d, ok := m.dateOf(i)
	return time.Unix(d.sec, int64(d.ns)).UTC(), ok
}
