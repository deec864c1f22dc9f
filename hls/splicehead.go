package hls

import (
	"cmp"
	"math"
	"slices"
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
	patchInt           patchKind = iota // the decimal integer n
	patchTime                           // n nanoseconds as decimal seconds
	patchVersion                        // a line end and EXT-X-VERSION:n
	patchMedia                          // a line end and EXT-X-MEDIA-SEQUENCE:n
	patchDiscontinuity                  // a line end and EXT-X-DISCONTINUITY-SEQUENCE:n
	patchDate                           // a line with the date of the first segment
	patchNothing                        // what is left out
)

// header finds what changes in the tags about the whole playlist, and in front
// of the first segment.
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
	if len(w.s.Cuts) > 0 || w.shift != 0 {
		if version < 2 && m.usesImplicitIV() {
			version = 2 // an IV may be written
		}
	}
	if len(w.s.Cuts) > 0 {
		w.skip = m.m3uAt()
		w.dates.init(m)
		w.patchDate()
	}
	switch {
	case version == int64(m.Version()):
	case h.versionTag == 0:
		end := int(m.tags[0].end)
		w.patch(patch{end, end, patchVersion, version})
	default:
		w.patchNumber(TagVersion, h.versionTag, version)
	}
	if target > h.target {
		w.patchNumber(TagTargetDuration, h.targetTag, target)
		// bis section 4.4.3.8: HOLD-BACK is at least 3 targets, CAN-SKIP-UNTIL 6.
		w.patchAtLeast(h.serverControlTag, "HOLD-BACK", 3*target)
		if !w.unskipped() {
			w.patchAtLeast(h.serverControlTag, "CAN-SKIP-UNTIL", 6*target)
		}
	}
	w.patchControl()
	if q := &w.s.Sequence; *q != (Sequence{}) {
		w.patchSequence(TagMediaSequence, h.mediaSequenceTag, h.mediaSequence+q.Media, q.Media != 0)
		w.patchSequence(TagDiscontinuitySequence, h.discTag, h.discontinuity+q.Discontinuity, q.Declared || q.Discontinuity != 0)
	}
	w.patchStart()
	slices.SortStableFunc(w.edits(), func(a, b patch) int { return cmp.Compare(a.off, b.off) })
}

// m3uAt returns the offset of #EXTM3U, the first tag.
func (m *Media) m3uAt() int {
	at := int(m.tags[0].off)
	for isBlank(m.src[at]) {
		at++
	}
	return at
}

// usesImplicitIV tells whether a media sequence number is an IV anywhere.
func (m *Media) usesImplicitIV() bool {
	for _, k := range m.keys {
		if k.implicit > 0 {
			return true
		}
	}
	return false
}

func (w *splicer) patch(p patch) {
	if w.more == nil && w.npatches < len(w.patches) {
		w.patches[w.npatches] = p
		w.npatches++
		return
	}
	if w.more == nil {
		w.more = append(w.more, w.patches[:]...)
	}
	w.more = append(w.more, p)
}

// edits returns the patches. A slice of them that w held of itself would move
// it to the heap.
func (w *splicer) edits() []patch {
	if w.more != nil {
		return w.more
	}
	return w.patches[:w.npatches]
}

// patchNumber gives tag n-1 another number, and what repeats it.
func (w *splicer) patchNumber(k TagKind, n uint32, v int64) {
	end := n
	if w.m.header.repeated {
		end = uint32(len(w.m.tags))
	}
	for ; n <= end; n++ {
		if t := w.m.tags[n-1]; t.kind == k {
			w.patch(patch{int(t.val), int(t.end), patchInt, v})
		}
	}
}

// patchSequence gives tag n-1 another number; if there is none it is put in
// the head when it is wanted.
func (w *splicer) patchSequence(k TagKind, n uint32, v int64, wanted bool) {
	switch {
	case n > 0:
		w.patchNumber(k, n, v)
	case wanted:
		kind := patchMedia
		if k == TagDiscontinuitySequence {
			kind = patchDiscontinuity
		}
		at := w.m.tags[0]
		if seq := w.m.header.mediaSequenceTag; seq > 0 && kind == patchDiscontinuity {
			at = w.m.tags[seq-1] // where players expect it
		}
		w.patch(patch{int(at.end), int(at.end), kind, v})
	}
}

// patchAtLeast raises a decimal attribute of tag n-1 to at least sec seconds.
func (w *splicer) patchAtLeast(n uint32, name string, sec int64) {
	if n == 0 {
		return
	}
	at := w.m.attributeAt(n, name)
	d, ok := Value(at.of(w.m.src)).Duration()
	sec = min(sec, maxSeconds)
	if ok && d < time.Duration(sec)*time.Second {
		w.patch(patch{at.from, at.to, patchInt, sec})
	}
}

// patchDate gives the first segment a date when the first one in the playlist
// stands behind clips that have none, so that it can't be counted back from there.
func (w *splicer) patchDate() {
	m, c := w.m, &w.s.Cuts[0]
	if c.To == c.From && c.From > 0 && len(c.Clips) > 0 && w.dates.any() && m.dates[w.dates.first] >= m.segs[c.From-1].tag {
		at := m.mediaAt(0)
		w.patch(patch{at, at, patchDate, 0})
	}
}

// patchStart moves TIME-OFFSET of EXT-X-START with the content that it names
// (RFC 8216 section 4.3.5.2). In a playlist that goes on it names a distance
// from an edge rather than content.
func (w *splicer) patchStart() {
	m := w.m
	if m.header.startTag == 0 || len(w.s.Cuts) == 0 || !m.VOD() {
		return
	}
	at := m.attributeAt(m.header.startTag, "TIME-OFFSET")
	v := Value(at.of(m.src))
	t, ok := v.Duration()
	if !ok {
		return
	}
	var moved time.Duration
	if v[0] == '-' {
		end := m.Duration()
		moved = w.stitched(max(end+t, 0)) - w.stitched(end) + min(end+t, 0)
	} else {
		moved = w.stitched(t)
	}
	if moved != t {
		w.patch(patch{at.from, at.to, patchTime, int64(moved)})
	}
}

// stitched returns where the content of time t stands in the spliced playlist.
// What is inserted at t is in front of it only if t is the very end. Replaced
// content is where the same time has passed in what replaces it.
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

func (w *splicer) apply(p patch) {
	switch p.kind {
	case patchInt:
		w.dst = appendInt(w.dst, p.n)
	case patchTime:
		w.dst = appendSeconds(w.dst, time.Duration(p.n), 0)
	case patchVersion, patchMedia, patchDiscontinuity:
		w.dst = append(append(w.dst, w.eol...), [...]string{
			patchVersion: "#EXT-X-VERSION:", patchMedia: "#EXT-X-MEDIA-SEQUENCE:", patchDiscontinuity: "#EXT-X-DISCONTINUITY-SEQUENCE:",
		}[p.kind]...)
		w.dst = appendInt(w.dst, p.n)
	case patchDate:
		w.dateLine(w.dates.of(0))
	case patchNothing:
	}
}
