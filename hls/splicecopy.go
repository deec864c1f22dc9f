package hls

import (
	"math"
	"sort"
	"time"
)

// patch replaces src[off:end] by a value, or puts a line there.
type patch struct {
	off, end int
	kind     patchKind
	n        int64
}

type patchKind uint8

const (
	patchInt     patchKind = iota // the decimal integer n
	patchTime                     // n nanoseconds as decimal seconds
	patchVersion                  // a line with EXT-X-VERSION:n
	patchNothing                  // nothing
)

// header finds what changes in the tags about the whole playlist.
func (w *splicer) header() {
	m, h := w.m, &w.m.header
	version, target := int64(max(w.s.Version, m.Version())), ceilSeconds(w.s.TargetDuration)
	target = max(target, h.target)
	for _, c := range w.s.Cuts {
		for _, r := range c.Clips {
			version = max(version, int64(r.Clip.version))
			target = max(target, r.Clip.target)
		}
	}
	if len(w.s.Cuts) > 0 && m.movedIV(w.s.Cuts) {
		version = max(version, 2)
	}
	if len(w.s.Cuts) > 0 && hasPrefix(m.src, bom) {
		w.patch(patch{0, len(bom), patchNothing, 0})
	}
	for _, t := range m.tags {
		if t.kind == TagM3U && h.versionTag == 0 && version > 1 {
			end := m.lineEnd(int(t.off))
			w.patch(patch{end, end, patchVersion, version})
		}
		if t.seg > 0 {
			break
		}
	}
	if h.versionTag > 0 && version > int64(m.Version()) {
		t := m.tags[h.versionTag-1]
		w.patch(patch{int(t.val), int(t.end), patchInt, version})
	}
	if target > h.target {
		t := m.tags[h.targetTag-1]
		w.patch(patch{int(t.val), int(t.end), patchInt, target})
		if h.serverControlTag > 0 {
			// bis section 4.4.3.8: HOLD-BACK at least 3 targets, CAN-SKIP-UNTIL 6.
			w.patchAtLeast(h.serverControlTag, "HOLD-BACK", 3*target)
			w.patchAtLeast(h.serverControlTag, "CAN-SKIP-UNTIL", 6*target)
		}
	}
	if h.startTag > 0 {
		w.patchStart()
	}
}

// movedIV tells whether the cuts move a media sequence number that is an IV.
func (m *Media) movedIV(cuts []Cut) bool {
	for i := range m.keys {
		if (Key{m.Tag(int(m.keys[i].tag))}).ImplicitIV() {
			return len(cuts) > 0
		}
	}
	return false
}

// patch keeps the patches in order of offset.
func (w *splicer) patch(p patch) {
	i := w.npatches
	for i > 0 && w.patches[i-1].off > p.off {
		w.patches[i] = w.patches[i-1]
		i--
	}
	w.patches[i] = p
	w.npatches++
}

// patchAtLeast raises a decimal attribute of tag n-1 to at least sec seconds.
func (w *splicer) patchAtLeast(n uint32, name string, sec int64) {
	if v, at, ok := w.m.attributeAt(n, name); ok {
		if d, ok := v.Duration(); ok && d < time.Duration(sec)*time.Second {
			w.patch(patch{at.from, at.to, patchInt, sec})
		}
	}
}

// attributeAt finds an attribute of tag n-1 and where its value stands.
func (m *Media) attributeAt(n uint32, name string) (v Value, at span, ok bool) {
	t := m.tags[n-1]
	line := m.src[:t.end]
	for i := int(t.val); i < len(line); {
		key, value, next, ok := attributeSpan(line, i)
		if ok && string(key.of(line)) == name {
			return Value(value.of(line)), value, true
		}
		i = next
	}
	return nil, at, false
}

// patchStart moves TIME-OFFSET of EXT-X-START with the content that it names
// (RFC 8216 section 4.3.5.2).
func (w *splicer) patchStart() {
	v, at, ok := w.m.attributeAt(w.m.header.startTag, "TIME-OFFSET")
	if !ok {
		return
	}
	t, ok := v.Duration()
	if !ok {
		return
	}
	var moved time.Duration
	if len(v.Text()) > 0 && v.Text()[0] == '-' {
		end := w.m.Duration()
		moved = w.stitched(max(end+t, 0)) - w.stitched(end) + min(end+t, 0)
	} else {
		moved = w.stitched(t)
	}
	if moved != t {
		w.patch(patch{at.from, at.to, patchTime, int64(moved)})
	}
}

// stitched returns where the content of time t stands in the spliced playlist.
// What is inserted at t is in front of it only if t is the very end.
func (w *splicer) stitched(t time.Duration) time.Duration {
	out := t
	for _, c := range w.s.Cuts {
		from, to := w.m.Boundary(c.From), w.m.Boundary(c.To)
		if t < from || t == from && c.From < len(w.m.segs) {
			break
		}
		var dur time.Duration
		for _, r := range c.Clips {
			dur += r.Duration()
		}
		if t < to {
			return out - (t - from) + min(t-from, dur)
		}
		out += dur - (to - from)
	}
	return out
}

// ceilSeconds rounds up to a second.
func ceilSeconds(d time.Duration) int64 {
	if d <= 0 {
		return 0
	}
	return int64((min(d, math.MaxInt64-time.Second) + time.Second - 1) / time.Second)
}

// copy copies whole lines src[from:to] without the dropped ones, with the
// header patched and URIs rebased.
func (w *splicer) copy(from, to int) {
	tags, drop := w.m.tags, w.s.Drop
	p := 0
	for p < w.npatches && w.patches[p].off < from {
		p++
	}
	d := 0
	if len(drop) > 0 {
		d = sort.Search(len(drop), func(i int) bool { return int(tags[drop[i]].off) >= from })
	}
	for from < to {
		stop := to
		if d < len(drop) {
			stop = min(stop, int(tags[drop[d]].off))
		}
		if p < w.npatches {
			stop = min(stop, w.patches[p].off)
		}
		w.verbatim(from, stop)
		from = stop
		switch {
		case p < w.npatches && w.patches[p].off == from && from < to:
			w.apply(w.patches[p])
			from = w.patches[p].end
			p++
		case d < len(drop) && int(tags[drop[d]].off) == from && from < to:
			from = w.m.lineEnd(from)
			d++
		}
	}
}

func (w *splicer) apply(p patch) {
	switch p.kind {
	case patchInt:
		w.dst = appendInt(w.dst, p.n)
	case patchTime:
		w.dst = appendSeconds(w.dst, time.Duration(p.n), 0)
	case patchVersion:
		w.dst = append(w.dst, "#EXT-X-VERSION:"...)
		w.dst = append(appendInt(w.dst, p.n), w.eol...)
	case patchNothing:
	}
}

// verbatim copies src[from:to] with URIs rebased.
func (w *splicer) verbatim(from, to int) {
	m := w.m
	if w.base.isZero() || from >= to {
		w.dst = append(w.dst, m.src[from:to]...)
		return
	}
	t := sort.Search(len(m.tags), func(i int) bool { return int(m.tags[i].off) >= from })
	g := sort.Search(len(m.segs), func(i int) bool { return int(m.segs[i].uri) >= from })
	for from < to {
		for t < len(m.tags) && !movable(m.tags[t].kind) && int(m.tags[t].off) < to {
			t++
		}
		tagAt, uriAt := to, to
		if t < len(m.tags) {
			tagAt = int(m.tags[t].off)
		}
		if g < len(m.segs) {
			uriAt = int(m.segs[g].uri)
		}
		next := min(tagAt, uriAt, to)
		w.dst = append(w.dst, m.src[from:next]...)
		from = next
		switch {
		case next == to:
		case next == tagAt:
			w.dst = w.base.appendTag(w.dst, m.Tag(t))
			from = int(m.tags[t].end)
			t++
		default:
			w.dst = w.base.append(w.dst, m.Segment(g).URI())
			from = int(m.segs[g].uriEnd)
			g++
		}
	}
}

// movable tells whether tags of the kind have URIs that rebasing touches.
func movable(k TagKind) bool {
	switch k {
	case TagKey, TagMap, TagPart, TagPreloadHint, TagDateRange:
		return true
	default:
		return false
	}
}

// lineScanner goes through the lines of one block.
type lineScanner struct {
	m        *Media
	pos, end int
	nextTag  int
	inf      int

	from, to int // the line with its line end
	tag      int // index of its tag, -1 if it has none
}

func (m *Media) blockLines(i int) lineScanner {
	return lineScanner{
		m: m, pos: m.blockStart(i), end: int(m.segs[i].end),
		nextTag: m.firstTag(i), inf: int(m.segs[i].inf),
	}
}

func (l *lineScanner) next() bool {
	if l.pos >= l.end {
		return false
	}
	l.from, l.to, l.tag = l.pos, l.m.lineEnd(l.pos), -1
	if l.from == 0 && l.nextTag < len(l.m.tags) && int(l.m.tags[l.nextTag].off) == len(bom) && hasPrefix(l.m.src, bom) {
		l.tag = l.nextTag
		l.nextTag++
	} else if l.nextTag < len(l.m.tags) && int(l.m.tags[l.nextTag].off) == l.from {
		l.tag = l.nextTag
		l.nextTag++
	}
	l.pos = l.to
	return true
}

// head tells whether the line, of the first block, is about the whole playlist:
// its tag is, or it stands in front of the first line about the segment. held
// remembers whether that one has been seen.
func (l *lineScanner) head(held *bool) bool {
	if l.tag >= 0 {
		k := l.m.tags[l.tag].kind
		if k.wholePlaylist() {
			return true
		}
		*held = *held || k != TagUnknown
	} else if l.from == l.inf || l.to == l.end {
		*held = true
	}
	return !*held
}

// head0 writes the lines of the first block that are about the whole playlist.
func (w *splicer) head0() {
	l := w.m.blockLines(0)
	held := false
	for l.next() {
		if l.head(&held) {
			w.copy(l.from, l.to)
		}
	}
	w.endLine()
}

// block0 copies the first block.
func (w *splicer) block0() { w.copy(0, int(w.m.segs[0].end)) }
