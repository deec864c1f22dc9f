package hls

import "bytes"

// splicer writes one spliced playlist.
type splicer struct {
	m    *Media
	s    *Splice
	dst  []byte
	base rebaser
	eol  string

	begin int // length of dst at the start
	skip  int // what stands in front of #EXTM3U, left out

	patches  [12]patch // edits of what is copied, by offset
	npatches int
	more     []patch // all of them, when a header tag is repeated more often than that

	edited int // offset from which on lines of low latency change or go

	dates dater

	shift   int64  // stitched minus origin media sequence number
	started bool   // a segment was written
	keys    KeySet // of the origin that are in force in the output
	foreign bool   // keys of a clip are in force instead

	moved span // replaced blocks whose markers are still to be written
	rated bool // content uses EXT-X-BITRATE where it is left or rejoined
}

// content copies the blocks from <= i < to.
func (w *splicer) content(from, to int) {
	if from >= to {
		return
	}
	m := w.m
	w.keys, w.foreign = m.Segment(to-1).Keys(), false
	w.started = true
	for from < to {
		next := to
		if w.shift != 0 {
			next = m.nextImplicit(from, to)
		}
		w.copy(m.blockStart(from), m.blockStart(next))
		if next < to {
			w.ivBlock(next)
		}
		from = next + 1
	}
}

// nextImplicit returns the first of the blocks from <= i < to in which a key
// without an IV is in force; to if there is none.
func (m *Media) nextImplicit(from, to int) int {
	n := m.keysBefore(uint32(m.firstTag(from))).n
	if n > 0 && m.keys[n-1].implicit > 0 {
		return from
	}
	for ; n < len(m.keys); n++ {
		seg := int(m.tags[m.keys[n].tag].seg)
		if seg >= to {
			break
		}
		if m.keys[n].implicit > 0 {
			return seg
		}
	}
	return to
}

// ivBlock copies block i, the tail if i is the number of segments, where media
// sequence numbers are IVs, and have moved: in front of what a key without an IV
// applies to, the key gets the origin's number (RFC 8216 section 5.2). A map
// stays under the key without an IV.
func (w *splicer) ivBlock(i int) {
	m := w.m
	from, end := m.blockStart(i), m.blockEnd(i)
	at, lastMap := m.mediaAt(i), -1 // where the IV goes, and the last map
	tags := m.blockTags(i)
	for _, t := range tags {
		if (t.kind == TagKey || t.kind == TagMap) && int(t.off) >= at {
			at = m.lineEnd(int(t.off))
		}
		if t.kind == TagMap {
			lastMap = int(t.off)
		}
	}
	n := m.keysBefore(uint32(m.firstTag(i))).n
	key, implicit := m.keysBefore(uint32(m.firstTag(i) + len(tags))).implicit()
	given := true // the key in force has the IV of a segment
	for _, t := range tags {
		switch {
		case t.kind == TagMap:
			if k, ok := (KeySet{m, n}).implicit(); ok && given {
				w.copy(from, int(t.off))
				w.keyLine(k, 0, false)
				from, given = int(t.off), false
			}
		case t.kind == TagKey:
			n++
			k, ok := (KeySet{m, n}).implicit()
			if !ok || k.Tag.t.off != t.off {
				continue // of another format, or with an IV
			}
			given = implicit && k.Tag.t.off == key.Tag.t.off && int(t.off) > lastMap
			if given {
				w.copy(from, int(t.off))
				w.keyLine(key, m.sequence(i), true)
				from = m.lineEnd(int(t.off))
				implicit = false
			}
		}
	}
	if implicit {
		w.copy(from, at)
		w.keyLine(key, m.sequence(i), true)
		from = at
	}
	w.copy(from, end)
}

// keyLine writes a key of the origin; with moved, one without IV gets the
// number n as IV.
func (w *splicer) keyLine(k Key, n int64, moved bool) {
	w.dst = w.base.appendTag(w.dst, k.Tag)
	if moved {
		w.dst = appendIV(w.dst, n)
	}
	w.dst = append(w.dst, w.eol...)
}

// enter makes a set of the origin's keys the one in force. If explicit is set,
// the key without an IV gets the number of segment i.
func (w *splicer) enter(set KeySet, i int, explicit bool) {
	if w.foreign || !set.covers(w.keys) {
		w.text(keyNone)
	}
	for _, n := range set.list() {
		k := w.m.key(n)
		w.keyLine(k, w.m.sequence(i), explicit && k.ImplicitIV())
	}
	w.keys, w.foreign = set, false
}

// text writes a line that ends with LF, with the line end of the playlist.
func (w *splicer) text(s string) {
	if w.eol != "\n" {
		s = s[:len(s)-1]
		w.dst = append(append(w.dst, s...), w.eol...)
		return
	}
	w.dst = append(w.dst, s...)
}

// line writes the line of a tag.
func (w *splicer) line(t Tag) {
	w.dst = w.base.appendTag(w.dst, t)
	w.dst = append(w.dst, w.eol...)
}

// endLine ends a last line that has no line end.
func (w *splicer) endLine() {
	if n := len(w.dst); n > w.begin && w.dst[n-1] != '\n' {
		w.dst = append(w.dst, w.eol...)
	}
}

// cuts writes cuts of which each begins where the one before ends, and the
// first content block behind them. It returns the next block to write.
func (w *splicer) cuts(cuts []Cut) int {
	m := w.m
	from, to := cuts[0].From, cuts[len(cuts)-1].To
	w.endLine()
	if from == 0 {
		w.head0(to > 0)
	}
	_, w.rated = m.rateBefore(m.segs[min(to, len(m.segs)-1)].tag)
	w.moved = span{from, from}
	for i := range cuts {
		w.cut(&cuts[i])
	}
	w.playlistTags(max(from, 1), min(to+1, len(m.segs)))
	if to == len(m.segs) {
		w.markers()
		return to
	}
	w.rejoin(to)
	return to + 1
}

// cut writes the clips of one cut.
func (w *splicer) cut(c *Cut) {
	var d date
	dated := (c.To > c.From || w.s.Live) && len(c.Clips) > 0 && w.dates.any()
	if dated {
		d = w.dates.of(c.From)
		d.add(c.Offset)
	}
	if c.To > c.From {
		w.moved.to = c.From + 1
	}
	segments := 0
	for i := range c.Clips {
		r := &c.Clips[i]
		w.declare(r, i == 0 && c.Continued)
		if dated {
			w.dateLine(d)
			d.add(r.Duration())
		}
		w.markers()
		if w.rated {
			w.rateAt(c.From, r.Clip.segs[r.First].kbps)
		}
		w.clip(r)
		segments += r.end() - r.First
	}
	w.moved.to = c.To
	w.shift += int64(segments - (c.To - c.From))
}

// declare writes what must stand in front of a clip: the discontinuity, its
// keys and its map.
func (w *splicer) declare(r *ClipRange, continued bool) {
	c := r.Clip
	if (w.started || w.s.Live) && !continued {
		w.text(discontinuity)
	}
	if w.foreign || w.keys.Len() > 0 {
		w.text(keyNone)
	}
	st := &c.states[c.segs[r.First].state]
	if st.full.to > st.full.from {
		w.lines(st.full.of(c.text))
	}
	w.keys, w.foreign = KeySet{}, st.encrypted
}

// rateAt writes the bit rate of a clip that begins in front of segment i. Nothing unsets EXT-X-BITRATE: a rate that is not known is
// taken for the content's.
func (w *splicer) rateAt(i int, kbps int64) {
	if kbps > 0 {
		w.rate(kbps)
	} else if i > 0 {
		if t, ok := w.m.rateBefore(w.m.segs[i-1].tag); ok {
			w.line(t)
		}
	}
}

// clip writes the segments of a range.
func (w *splicer) clip(r *ClipRange) {
	c := r.Clip
	for i, end := r.First, r.end(); i < end; {
		g := &c.segs[i]
		if i > r.First {
			w.inside(c, &c.segs[i-1], g)
		}
		i = min(int(g.run), end)
		w.lines(c.text[g.lines.from:c.segs[i-1].lines.to])
	}
	w.started = true
}

// inside writes what a clip declares between two of its segments.
func (w *splicer) inside(c *Clip, before, g *clipSegment) {
	old, st := &c.states[before.state], &c.states[g.state]
	if g.discontinuity {
		w.text(discontinuity)
	}
	switch {
	case g.discontinuity || st.mapID != old.mapID:
		if old.encrypted {
			w.text(keyNone)
		}
		w.lines(st.full.of(c.text))
	case g.state != before.state:
		if st.reset {
			w.text(keyNone)
		}
		w.lines(st.keys.of(c.text))
	}
	w.foreign = st.encrypted
	if w.rated && g.kbps > 0 && g.kbps != before.kbps {
		w.rate(g.kbps)
	}
}

func (w *splicer) rate(kbps int64) {
	w.dst = append(w.dst, "#EXT-X-BITRATE:"...)
	w.dst = append(appendInt(w.dst, kbps), w.eol...)
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

// rejoin writes content block i behind clips, with all that is in force there.
func (w *splicer) rejoin(i int) {
	m, s := w.m, w.m.Segment(i)
	w.text(discontinuity)
	w.state(i)
	if w.dates.any() && !w.dates.own(i) {
		w.dateLine(w.dates.of(i))
	}
	w.markers()
	if t, ok := m.rateBefore(uint32(m.firstTag(i))); ok && !s.has(TagBitrate) {
		w.line(t)
	}
	w.returnBlock(i)
	w.started = true
	w.keys, w.foreign = s.Keys(), false
}

// state declares the keys and the map in force at segment i: the keys that the
// map stood under, the map, then the segment's keys.
func (w *splicer) state(i int) {
	s := w.m.Segment(i)
	keys := s.Keys()
	_, implicit := keys.implicit()
	x, hasMap := s.Map()
	if hasMap {
		w.enter(x.Keys, i, false)
		w.line(x.Tag)
	}
	if !hasMap || !keys.Equal(x.Keys) || implicit && w.shift != 0 {
		w.enter(keys, i, w.shift != 0)
	}
}
