package hls

import (
	"bytes"
	"fmt"
	"math"
	"slices"
)

// LowLatency says what a splice does with the tags of low latency (bis sections
// 4.4.3.7, 4.4.3.8, 4.4.4.9, 4.4.5.3 and 4.4.5.4).
type LowLatency uint8

const (
	// KeepLowLatency keeps them where they are true: the parts of content go where
	// it goes, and no clip has any. A live playlist loses CAN-SKIP-UNTIL and
	// CAN-SKIP-DATERANGES, since there are no delta updates of what is spliced, and the
	// rendition reports that [Splice.Reports] has no numbers for.
	KeepLowLatency LowLatency = iota
	// StripLowLatency leaves out EXT-X-PART, EXT-X-PART-INF, EXT-X-PRELOAD-HINT,
	// EXT-X-RENDITION-REPORT, and of EXT-X-SERVER-CONTROL the attributes
	// PART-HOLD-BACK, CAN-BLOCK-RELOAD, CAN-SKIP-UNTIL and CAN-SKIP-DATERANGES; the tag
	// goes if it has no others.
	StripLowLatency
)

// A Report has the numbers to write in one EXT-X-RENDITION-REPORT: the media
// sequence number of the last segment of another playlist as it is spliced, and
// the index of its last part. Both attributes are written, even if the origin's tag
// lacks them: where it does they are equal to this playlist's (bis section 4.4.5.4),
// which need not be so in what is spliced.
type Report struct {
	Tag               int // its index ([Tag.Index])
	LastMSN, LastPart int64
}

// lowLatencyFrom returns the offset of the first line that w.edit changes or
// leaves out.
func (m *Media) lowLatencyFrom(s *Splice) int {
	switch {
	case s.LowLatency == StripLowLatency:
		return 0
	case m.header.reportTag > 0 && (s.Live || len(s.Reports) > 0):
		return int(m.tags[m.header.reportTag-1].off)
	}
	return math.MaxInt
}

func (m *Media) checkReports(reports []Report) error {
	last := -1
	for _, r := range reports {
		switch {
		case r.Tag <= last || r.Tag >= len(m.tags) || m.tags[r.Tag].kind != TagRenditionReport:
			return &SpliceError{-1, -1, fmt.Sprintf("tag %d to report in is none, or out of order", r.Tag), ErrBadCut}
		case r.LastMSN < 0 || r.LastPart < 0:
			return &SpliceError{-1, -1, "a sequence number below zero", ErrBadValue}
		}
		last = r.Tag
	}
	return nil
}

// nextEdit returns the first tag that w.edit is for, with from <= off < to, and its
// offset; to if there is none.
func (w *splicer) nextEdit(from, to int) (tag, off int) {
	if to <= w.edited {
		return -1, to
	}
	tags := w.m.tags
	for i := int(w.m.tagAt(max(from, w.edited))); i < len(tags) && int(tags[i].off) < to; i++ {
		switch k := tags[i].kind; {
		case k == TagRenditionReport,
			w.s.LowLatency == StripLowLatency && (k == TagPart || k == TagPartInf || k == TagPreloadHint):
			return i, int(tags[i].off)
		}
	}
	return -1, to
}

// edit writes a line of low latency as it is to be, or leaves it out.
func (w *splicer) edit(n int) {
	if w.s.LowLatency == StripLowLatency {
		return
	}
	for _, r := range w.s.Reports {
		if r.Tag == n {
			w.report(w.m.Tag(n), r)
			return
		}
	}
}

// report writes an EXT-X-RENDITION-REPORT with other numbers. It is left out if
// nothing can be written behind its attributes.
func (w *splicer) report(t Tag, r Report) {
	if !t.Attributes().closed() {
		return
	}
	line := t.Bytes()
	done, attributes := 0, 0
	msn, part := false, false
	for i := int(t.t.val - t.t.off); i < len(line); {
		name, value, next, ok := attributeSpan(line, i)
		i = next
		attributes++
		n := r.LastMSN
		switch {
		case ok && string(name.of(line)) == "LAST-MSN":
			msn = true
		case ok && string(name.of(line)) == "LAST-PART":
			n, part = r.LastPart, true
		default:
			continue
		}
		w.dst = appendInt(append(w.dst, line[done:value.from]...), n)
		done = value.to
	}
	w.dst = append(w.dst, line[done:]...)
	if attributes == 0 {
		return // no attribute list: nobody knows what it is
	}
	if !msn {
		w.dst = appendInt(append(w.dst, ",LAST-MSN="...), r.LastMSN)
	}
	if !part {
		w.dst = appendInt(append(w.dst, ",LAST-PART="...), r.LastPart)
	}
	w.dst = append(w.dst, w.eol...)
}

// unskipped tells whether the playlist no longer offers delta updates.
func (w *splicer) unskipped() bool { return w.s.Live || w.s.LowLatency == StripLowLatency }

// patchControl takes from EXT-X-SERVER-CONTROL what no longer holds, and the tag if
// nothing else is in it.
func (w *splicer) patchControl() {
	m := w.m
	if n := m.header.serverControlTag; n > 0 && w.unskipped() {
		for ; n <= m.header.lastControlTag; n++ {
			if m.tags[n-1].kind == TagServerControl {
				w.patchAttributes(m.tags[n-1])
			}
		}
	}
}

func (w *splicer) patchAttributes(t tag) {
	line := w.m.src[:t.end]
	cutFrom := -1 // of what is being left out
	kept := -1    // where the last attribute that is kept ends, in front of its comma
	found := false
	for i := int(t.val); i < len(line); {
		start := i
		name, _, next, ok := attributeSpan(line, i)
		i = next
		switch {
		case ok && w.leavesOut(name.of(line)):
			if found = true; cutFrom < 0 {
				cutFrom = start
			}
			continue
		case cutFrom >= 0:
			w.patch(patch{cutFrom, start, patchNothing, 0})
			cutFrom = -1
		}
		if kept = next; line[next-1] == ',' {
			kept--
		}
	}
	switch {
	case !found || cutFrom < 0:
	case kept >= 0:
		w.patch(patch{kept, int(t.end), patchNothing, 0})
	default:
		w.patch(patch{int(t.off), w.m.lineEnd(int(t.off)), patchNothing, 0})
	}
}

// leavesOut tells whether an attribute of EXT-X-SERVER-CONTROL goes.
func (w *splicer) leavesOut(name []byte) bool {
	switch string(name) {
	case "CAN-SKIP-UNTIL", "CAN-SKIP-DATERANGES":
		return true
	case "PART-HOLD-BACK", "CAN-BLOCK-RELOAD":
		return w.s.LowLatency == StripLowLatency
	}
	return false
}

// maxContinued bounds how many parts are looked at to find where a byte range
// begins.
const maxContinued = 256

// partOffset returns where the byte range of a part, tag n, begins that has no
// offset and is the first one of its segment: behind the part before, if that is a
// range of the same resource. Not all players read it like that, but those that do
// need it where that part is not there any more.
func (m *Media) partOffset(n int) (offset int64, ok bool) {
	_, uri, explicit, ok := m.partRange(n)
	if !ok || explicit >= 0 {
		return 0, false
	}
	found := 0
	for i := n - 1; i >= 0; i-- {
		if m.tags[i].kind != TagPart {
			continue
		}
		length, u, explicit, ok := m.partRange(i)
		if !ok || !bytes.Equal(uri, u) {
			break
		}
		if found++; found > maxContinued || offset > math.MaxInt64-length-max(explicit, 0) {
			return 0, false
		}
		if offset += length; explicit >= 0 {
			return offset + explicit, true
		}
	}
	return offset, found > 0
}

// partRange reads the byte range of a part, tag n; offset is below 0 if it has
// none. ok is false if there is no range.
func (m *Media) partRange(n int) (length int64, uri []byte, offset int64, ok bool) {
	a := m.Tag(n).Attributes()
	v, ok := a.Get("BYTERANGE")
	if !ok {
		return 0, nil, 0, false
	}
	length, offset, explicit, ok := parseRange(v.Text())
	if !explicit {
		offset = -1
	}
	return length, a.Text("URI"), offset, ok
}

// returnPart writes the line of the first part, tag n, of a block that is rejoined,
// if its byte range continues one in front of the clips.
func (w *splicer) returnPart(n int) bool {
	m := w.m
	offset, ok := m.partOffset(n)
	if !ok || w.s.LowLatency == StripLowLatency || w.dropped(n) {
		return false
	}
	start := len(w.dst)
	w.dst = w.base.appendTag(w.dst, m.Tag(n))
	for k := start + int(m.tags[n].val-m.tags[n].off); k < len(w.dst); {
		name, value, next, ok := attributeSpan(w.dst, k)
		if k = next; ok && string(name.of(w.dst)) == "BYTERANGE" {
			at, end := unquoted(w.dst, value).to, len(w.dst)
			w.dst = appendInt(append(w.dst, '@'), offset)
			w.dst = append(w.dst, w.dst[at:end]...)
			w.dst = append(w.dst[:at], w.dst[end:]...)
			break
		}
	}
	w.dst = append(w.dst, w.eol...)
	return true
}

// dropped tells whether Splice.Drop has tag n.
func (w *splicer) dropped(n int) bool {
	_, ok := slices.BinarySearch(w.s.Drop, n)
	return ok
}
