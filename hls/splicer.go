package hls

import (
	"bytes"
	"time"
)

// splicer writes one spliced playlist.
type splicer struct {
	m    *Media
	s    *Splice
	dst  []byte
	base rebaser
	eol  string

	begin int // length of dst at the start

	patches  [6]patch // edits of header tags, by offset
	npatches int

	shift   int64  // stitched minus origin media sequence number
	started bool   // a segment was written
	keys    KeySet // of the origin that are in force in the output
	foreign bool   // keys of a clip are in force instead
	rated   bool   // an EXT-X-BITRATE is in force

	dates   bool
	date    date          // where the content was left
	elapsed time.Duration // since then, in clips
	dated   bool          // clips get dates
}

// content copies the blocks from <= i < to.
func (w *splicer) content(from, to int) {
	if from >= to {
		return
	}
	m := w.m
	if from == 0 {
		w.block0()
		from = 1
	}
	if w.shift == 0 || len(m.keys) == 0 {
		w.copy(m.blockStart(from), m.blockStart(to))
	} else {
		for i := from; i < to; i++ {
			w.ivBlock(i)
		}
	}
	w.started = true
	w.keys, w.foreign = m.Segment(to-1).Keys(), false
}

// ivBlock copies block i; where the media sequence number is the IV, the
// origin's is written in front of the first part or of EXTINF.
func (w *splicer) ivBlock(i int) {
	m := w.m
	start, end := m.blockStart(i), int(m.segs[i].end)
	keys := m.Segment(i).Keys()
	if !keys.implicitIV() {
		w.copy(start, end)
		return
	}
	at := int(m.segs[i].inf)
	for _, t := range m.tags[m.firstTag(i):m.segs[i].tag] {
		switch {
		case t.kind == TagPart && int(t.off) < at:
			at = int(t.off)
		case t.kind == TagKey && int(t.off) > at:
			at = m.lineStart(int(m.segs[i].uri))
		}
	}
	w.copy(start, at)
	w.keyLines(keys, m.Segment(i).MediaSequence(), true)
	w.copy(at, end)
}

// lineStart returns the offset of the first byte of the line that holds off.
func (m *Media) lineStart(off int) int { return bytes.LastIndexByte(m.src[:off], '\n') + 1 }

// lineEnd returns the offset behind the line end of the line that holds off.
func (m *Media) lineEnd(off int) int {
	if i := bytes.IndexByte(m.src[off:], '\n'); i >= 0 {
		return off + i + 1
	}
	return len(m.src)
}

// keyLines writes the keys of a set. With moved, a key whose IV is the media
// sequence number gets n, the origin's number, as explicit IV; onlyMoved leaves
// the other keys out.
func (w *splicer) keyLines(set KeySet, n int64, onlyMoved bool) {
	var buf [maxKeyFormats]uint32
	for _, i := range set.tags(buf[:0]) {
		t := w.m.Tag(int(i))
		moved := w.shift != 0 && n >= 0 && (Key{t}).ImplicitIV()
		if onlyMoved && !moved {
			continue
		}
		w.dst = w.base.appendTag(w.dst, t)
		if moved {
			w.dst = appendIV(w.dst, n)
		}
		w.dst = append(w.dst, w.eol...)
	}
}

// enter makes a set of the origin's keys the one in force; n as in keyLines.
func (w *splicer) enter(set KeySet, n int64) {
	if w.foreign || w.keys.Len() > 0 && !set.covers(w.keys) {
		w.text("#EXT-X-KEY:METHOD=NONE")
	}
	w.keyLines(set, n, false)
	w.keys, w.foreign = set, false
}

// text writes one line.
func (w *splicer) text(s string) {
	w.dst = append(w.dst, s...)
	w.dst = append(w.dst, w.eol...)
}

// endLine ends a last line that has no line end.
func (w *splicer) endLine() {
	if n := len(w.dst); n > w.begin && w.dst[n-1] != '\n' {
		w.dst = append(w.dst, w.eol...)
	}
}

// leave ends content in front of c.From and writes the clips of the cut.
func (w *splicer) leave(c Cut) {
	m := w.m
	w.endLine()
	if c.From == 0 && !w.started {
		w.head0()
	}
	if c.From > 0 {
		w.keys, w.foreign = m.Segment(c.From-1).Keys(), false
		_, w.rated = m.rateBefore(m.segs[c.From-1].tag)
	}
	w.date, w.dates = m.dateOf(c.From)
	w.elapsed = 0
	w.clips(c)
}

// next goes on with a cut that begins where prev ends.
func (w *splicer) next(prev, c Cut) {
	w.movedTags(prev)
	if prev.To > prev.From {
		w.date, w.dates = w.m.dateOf(c.From)
		w.elapsed = 0
	}
	w.clips(c)
}

// movedTags writes the tags of replaced blocks that stay, but for those that
// the clips have in front.
func (w *splicer) movedTags(c Cut) {
	w.playlistTags(c)
	for i := c.From + 1; i < c.To; i++ {
		w.dateRanges(i)
	}
}

// playlistTags writes the tags about the whole playlist of replaced blocks.
func (w *splicer) playlistTags(c Cut) {
	for i := max(c.From, 1); i < c.To; i++ {
		for j := w.m.firstTag(i); j < int(w.m.segs[i].tag); j++ {
			if w.m.tags[j].kind.wholePlaylist() {
				w.tagLine(j)
			}
		}
	}
}

// clips writes the clips of a cut.
func (w *splicer) clips(c Cut) {
	count := 0
	w.dated = w.dates && c.To > c.From
	for i, r := range c.Clips {
		w.clip(r, i == 0 && c.To > c.From, c.From)
		count += r.end() - r.First
	}
	w.shift += int64(count - (c.To - c.From))
}

// clip writes one clip; ranges asks for the date ranges of block from, which
// stand in front of the clip's first segment when theirs is replaced.
func (w *splicer) clip(r ClipRange, ranges bool, from int) {
	c := r.Clip
	if w.started {
		w.text("#EXT-X-DISCONTINUITY")
	}
	st := c.states[c.segs[r.First].state]
	if w.foreign || w.keys.Len() > 0 {
		w.text("#EXT-X-KEY:METHOD=NONE")
	}
	w.keys = KeySet{}
	w.lines(st.full.of(c.text))
	w.foreign = st.encrypted
	if w.dated {
		d := w.date
		d.at = d.at.Add(w.elapsed)
		w.dateLine(d)
	}
	if w.rated && c.kbps > 0 {
		w.dst = append(w.dst, "#EXT-X-BITRATE:"...)
		w.dst = append(appendInt(w.dst, c.kbps), w.eol...)
	} else if w.rated && from > 0 {
		if t, ok := w.m.rateBefore(w.m.segs[from-1].tag); ok {
			w.dst = append(append(w.dst, t.Bytes()...), w.eol...)
		}
	}
	if ranges {
		w.dateRanges(from)
	}
	from = c.segs[r.First].lines.from
	for i := r.First + 1; i < r.end(); i++ {
		g := c.segs[i]
		if !g.discontinuity && g.state == c.segs[i-1].state {
			continue
		}
		w.lines(c.text[from:c.segs[i-1].lines.to])
		from = g.lines.from
		w.inside(c, st, g)
		st = c.states[g.state]
	}
	w.lines(c.text[from:c.segs[r.end()-1].lines.to])
	w.elapsed += r.Duration()
	w.started = true
}

// inside writes what a clip declares between two of its segments.
func (w *splicer) inside(c *Clip, before clipState, g clipSegment) {
	st := c.states[g.state]
	if g.discontinuity {
		w.text("#EXT-X-DISCONTINUITY")
	}
	switch {
	case g.discontinuity, st.mapID != before.mapID:
		if before.encrypted {
			w.text("#EXT-X-KEY:METHOD=NONE")
		}
		w.lines(st.full.of(c.text))
	default:
		if st.reset {
			w.text("#EXT-X-KEY:METHOD=NONE")
		}
		w.lines(st.keys.of(c.text))
	}
	w.foreign = st.encrypted
}

// lines writes lines that end with LF, with the line ends of the playlist.
func (w *splicer) lines(b []byte) {
	if w.eol == "\n" {
		w.dst = append(w.dst, b...)
		return
	}
	for len(b) > 0 {
		i := bytes.IndexByte(b, '\n')
		w.dst = append(append(w.dst, b[:i]...), w.eol...)
		b = b[i+1:]
	}
}

func (w *splicer) dateLine(d date) {
	w.dst = append(w.dst, "#EXT-X-PROGRAM-DATE-TIME:"...)
	w.dst = append(d.append(w.dst), w.eol...)
}

// dateRanges writes the date ranges of block i, and the ad markers that are not
// dropped.
func (w *splicer) dateRanges(i int) {
	end := len(w.m.tags)
	if i < len(w.m.segs) {
		end = int(w.m.segs[i].tag)
	}
	for j := w.m.firstTag(i); j < end; j++ {
		if k := w.m.tags[j].kind; k == TagDateRange || k.Cue() {
			w.tagLine(j)
		}
	}
}

// tagLine copies the line of tag i unless it is dropped.
func (w *splicer) tagLine(i int) {
	off := int(w.m.tags[i].off)
	w.copy(off, w.m.lineEnd(off))
	w.endLine()
}

// rejoin writes the first content block behind a cut, or what must stand in
// front of the tail.
func (w *splicer) rejoin(c Cut) {
	m := w.m
	if c.To == len(m.segs) {
		w.movedTags(c)
		return
	}
	w.playlistTags(c)
	w.text("#EXT-X-DISCONTINUITY")
	w.state(c.To)
	if w.dates {
		w.returnDate(c.To)
	}
	if t, ok := m.rateBefore(m.segs[c.To].tag); ok {
		w.dst = append(append(w.dst, t.Bytes()...), w.eol...)
	}
	for i := c.From + 1; i < c.To; i++ {
		w.dateRanges(i)
	}
	w.returnBlock(c.To)
}

// state declares the keys and the map in force at segment i: the keys that the
// map stood under, the map, then the segment's keys.
func (w *splicer) state(i int) {
	s := w.m.Segment(i)
	keys := s.Keys()
	x, hasMap := s.Map()
	if hasMap {
		w.enter(x.Keys, -1)
		w.dst = append(w.base.appendTag(w.dst, x.Tag), w.eol...)
	}
	if !hasMap || !keys.Equal(x.Keys) || w.shift != 0 && keys.implicitIV() {
		w.enter(keys, s.MediaSequence())
	}
}

// returnDate writes the date of segment i, as it stands if the segment has its
// own.
func (w *splicer) returnDate(i int) {
	if _, own := w.m.Segment(i).ExplicitTime(); own {
		for j := int(w.m.segs[i].tag) - 1; j >= w.m.firstTag(i); j-- {
			if w.m.tags[j].kind == TagProgramDateTime {
				w.dst = append(append(w.dst, w.m.Tag(j).Bytes()...), w.eol...)
				return
			}
		}
	}
	if d, ok := w.m.dateOf(i); ok {
		w.dateLine(d)
	}
}

// restated tells whether rejoin has already written tags of the kind.
func restated(k TagKind) bool {
	switch k {
	case TagDiscontinuity, TagKey, TagMap, TagProgramDateTime, TagBitrate:
		return true
	default:
		return false
	}
}

// returnBlock writes what is left of block i after rejoin.
func (w *splicer) returnBlock(i int) {
	m := w.m
	r, ranged := m.rangeOf(i)
	explicit := ranged && r.implicit
	l := m.blockLines(i)
	held := false // of block 0, what belongs to the segment has begun
	for l.next() {
		switch {
		case i == 0 && l.head(&held):
			// head0 has written it
		case l.tag >= 0 && restated(m.tags[l.tag].kind):
		case l.tag >= 0 && m.tags[l.tag].kind == TagByteRange && explicit:
			w.dst = appendByteRange(w.dst, ByteRange{r.length, r.offset}, w.eol)
		default:
			w.copy(l.from, l.to)
		}
	}
	w.started = true
	w.keys, w.foreign = m.Segment(i).Keys(), false
}

// tail copies what stands behind the last segment.
func (w *splicer) tail() {
	start := w.m.blockStart(len(w.m.segs))
	if start < len(w.m.src) {
		w.endLine()
	}
	w.copy(start, len(w.m.src))
}
