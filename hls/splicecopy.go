package hls

import (
	"bytes"
	"slices"
	"sort"
)

// Positions in the index.

// blockEnd returns the offset behind block i; block Len is the tail.
func (m *Media) blockEnd(i int) int {
	if i == len(m.segs) {
		return len(m.src)
	}
	return int(m.segs[i].end)
}

// blockTags returns the tags of block i.
func (m *Media) blockTags(i int) []tag {
	if i == len(m.segs) {
		return m.tags[m.firstTag(i):]
	}
	return m.tags[m.firstTag(i):m.segs[i].tag]
}

// mediaAt returns the offset of the first part or EXTINF of block i, in front of
// which stands what is in force for it (bis section 4.4.4.9).
func (m *Media) mediaAt(i int) int {
	at := len(m.src)
	if i < len(m.segs) {
		at = int(m.segs[i].inf)
	}
	for _, t := range m.blockTags(i) {
		if t.kind == TagPart {
			return min(at, int(t.off))
		}
	}
	return at
}

// tagAt returns the number of tags whose lines begin in front of offset off.
func (m *Media) tagAt(off int) uint32 {
	return uint32(sort.Search(len(m.tags), func(i int) bool { return int(m.tags[i].off) >= off }))
}

// lineEnd returns the offset behind the line end of the line that holds off.
func (m *Media) lineEnd(off int) int {
	if i := bytes.IndexByte(m.src[off:], '\n'); i >= 0 {
		return off + i + 1
	}
	return len(m.src)
}

// sequence returns the media sequence number of segment i; i may be Len.
func (m *Media) sequence(i int) int64 { return m.header.mediaSequence + int64(i) }

// copy copies whole lines src[from:to] without the dropped ones, with the
// patches applied and URIs rebased.
func (w *splicer) copy(from, to int) {
	tags, drop, patches := w.m.tags, w.s.Drop, w.edits()
	from = max(from, w.skip)
	if from >= to {
		return
	}
	if n := len(patches); len(drop) == 0 && (n == 0 || patches[n-1].off < from) && to <= w.edited {
		w.verbatim(from, to)
		return
	}
	patches = patches[sort.Search(len(patches), func(i int) bool { return patches[i].off >= from }):]
	drop = drop[sort.Search(len(drop), func(i int) bool { return int(tags[drop[i]].off) >= from }):]
	edit, editAt := w.nextEdit(from, to)
	for from < to {
		for len(patches) > 0 && patches[0].off < from {
			patches = patches[1:] // in a dropped line
		}
		for len(drop) > 0 && int(tags[drop[0]].off) < from {
			drop = drop[1:] // an edited line
		}
		if editAt < from {
			edit, editAt = w.nextEdit(from, to)
		}
		dropAt, patchAt := to, to
		if len(drop) > 0 {
			dropAt = min(int(tags[drop[0]].off), to)
		}
		if len(patches) > 0 {
			patchAt = min(patches[0].off, to)
		}
		stop := min(dropAt, patchAt, editAt)
		w.verbatim(from, stop)
		from = stop
		switch {
		case from == to:
		case from == patchAt && (from != min(dropAt, editAt) || patches[0].end == from):
			w.apply(patches[0]) // a line that is put in goes ahead of a dropped one
			from = patches[0].end
			patches = patches[1:]
		case from == dropAt:
			from = w.m.lineEnd(from)
			drop = drop[1:]
		default:
			w.edit(edit)
			from = w.m.lineEnd(from)
		}
	}
}

// verbatim copies src[from:to] with URIs rebased.
func (w *splicer) verbatim(from, to int) {
	m := w.m
	if w.base.isZero() {
		w.dst = append(w.dst, m.src[from:to]...)
		return
	}
	t := int(m.tagAt(from))
	g := sort.Search(len(m.segs), func(i int) bool { return int(m.segs[i].uri) >= from })
	for {
		for t < len(m.tags) && !movable(m.tags[t].kind) && int(m.tags[t].off) < to {
			t++
		}
		stop := to
		if t < len(m.tags) {
			stop = min(int(m.tags[t].off), to)
		}
		for ; g < len(m.segs) && int(m.segs[g].uri) < stop; g++ {
			at := int(m.segs[g].uri)
			w.dst = append(w.dst, m.src[from:at]...)
			from = m.uriEnd(m.segs[g])
			w.dst = w.base.append(w.dst, m.src[at:from])
		}
		w.dst = append(w.dst, m.src[from:stop]...)
		if stop == to {
			return
		}
		w.dst = w.base.appendTag(w.dst, m.Tag(t))
		from = int(m.tags[t].end)
		t++
	}
}

// tagLines copies the lines of the tags of block i that want picks.
func (w *splicer) tagLines(i int, want func(TagKind) bool) {
	for _, t := range w.m.blockTags(i) {
		if want(t.kind) {
			w.copy(int(t.off), w.m.lineEnd(int(t.off)))
			w.endLine()
		}
	}
}

// playlistTags copies the tags about the whole playlist of blocks from <= i < to.
func (w *splicer) playlistTags(from, to int) {
	for i := from; i < to; i++ {
		w.tagLines(i, TagKind.wholePlaylist)
	}
}

// markers copies the date ranges and ad markers of the replaced blocks that
// have not been looked at.
func (w *splicer) markers() {
	for ; w.moved.from < w.moved.to; w.moved.from++ {
		w.tagLines(w.moved.from, TagKind.marker)
	}
}

// marker tells whether tags of the kind outlive the segment behind them.
func (k TagKind) marker() bool { return k == TagDateRange || k.Cue() }

// lineScanner goes through the lines of one block.
type lineScanner struct {
	m        *Media
	pos, end int
	tags     []tag

	from, to int  // the line with its line end
	tag      *tag // nil if it has none
}

func (m *Media) blockLines(i int) lineScanner {
	return lineScanner{m: m, pos: m.blockStart(i), end: m.blockEnd(i), tags: m.blockTags(i)}
}

func (l *lineScanner) next() bool {
	if l.pos >= l.end {
		return false
	}
	l.from, l.to, l.tag = l.pos, l.m.lineEnd(l.pos), nil
	if len(l.tags) > 0 && int(l.tags[0].off) < l.to {
		l.tag, l.tags = &l.tags[0], l.tags[1:]
	}
	l.pos = l.to
	return true
}

// headEnd returns the offset behind the last tag of the first block that is
// about the whole playlist.
func (m *Media) headEnd() int {
	tags := m.blockTags(0)
	for _, t := range slices.Backward(tags) {
		if t.kind.wholePlaylist() {
			return m.lineEnd(int(t.off))
		}
	}
	return 0
}

// inHead tells whether a line of the first block is about the playlist rather
// than its first segment. Among the tags, unknown ones are about the segment if
// it is kept.
func (l *lineScanner) inHead(headEnd int, kept bool) bool {
	switch {
	case l.from >= headEnd:
		return false
	case l.tag == nil:
		return l.from != int(l.m.segs[0].inf) && !hasPrefix(l.m.src[l.from:], infPrefix)
	case l.tag.kind == TagUnknown:
		return !kept
	}
	return l.tag.kind.wholePlaylist()
}

// head0 copies the head of the first block.
func (w *splicer) head0(replaced bool) {
	headEnd := w.m.headEnd()
	for l := w.m.blockLines(0); l.next(); {
		if l.inHead(headEnd, !replaced) {
			w.copy(l.from, l.to)
		}
	}
	w.endLine()
}

// returnBlock copies what rejoin and head0 have left of block i.
func (w *splicer) returnBlock(i int) {
	m := w.m
	from := m.blockStart(i)
	if i == 0 {
		headEnd := m.headEnd()
		for l := m.blockLines(0); l.next() && l.from < headEnd; {
			if !l.inHead(headEnd, true) && (l.tag == nil || !w.returnTag(i, l.tag)) {
				w.copy(l.from, l.to)
			}
		}
		from = headEnd
	}
	tags := m.blockTags(i)
	parted := false // the first part has been looked at
	for k := range tags {
		t := &tags[k]
		switch off := int(t.off); {
		case off < from:
		case t.kind == TagByteRange || t.kind.wholePlaylist() || t.kind.restated():
			w.copy(from, off)
			from = off
			if w.returnTag(i, t) {
				from = m.lineEnd(off)
			}
		case t.kind == TagPart && !parted:
			parted = true
			w.copy(from, off)
			from = off
			if w.returnPart(m.firstTag(i) + k) {
				from = m.lineEnd(off)
			}
		}
	}
	w.copy(from, m.blockEnd(i))
}

// returnTag tells whether the line of a tag of block i, which is rejoined, is
// not copied; where a byte range continues the segment before, it writes
// another one in its place.
func (w *splicer) returnTag(i int, t *tag) bool {
	if t.kind != TagByteRange {
		return t.kind.wholePlaylist() || t.kind.restated()
	}
	r, _ := w.m.rangeOf(i)
	if r.implicit {
		w.dst = appendByteRange(w.dst, ByteRange{r.length, r.offset}, w.eol)
	}
	return r.implicit
}

// restated tells whether rejoin says what tags of the kind say.
func (k TagKind) restated() bool { return k == TagDiscontinuity || k == TagKey || k == TagMap }

// begins tells whether tags of the kind behind the last segment are about the one
// that comes.
func (k TagKind) begins() bool { return k >= TagInf && k <= TagPreloadHint && k != TagDateRange }

// tail copies what stands behind the last segment. When clips came last, what
// begins a segment that is not there yet is left out: it does not continue them.
func (w *splicer) tail() {
	m := w.m
	n := len(m.segs)
	if m.blockStart(n) < len(m.src) {
		w.endLine()
	}
	if c := w.s.Cuts; len(c) > 0 && c[len(c)-1].To == n {
		for l := m.blockLines(n); l.next(); {
			if l.tag == nil || !l.tag.kind.begins() {
				w.copy(l.from, l.to)
			}
		}
		return
	}
	if w.shift != 0 && w.s.LowLatency != StripLowLatency {
		for _, t := range m.blockTags(n) {
			if t.kind == TagPart {
				w.ivBlock(n)
				return
			}
		}
	}
	w.copy(m.blockStart(n), len(m.src))
}
