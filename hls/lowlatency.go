package hls

import (
	"bytes"
	"iter"
	"math"
	"time"
)

// PartInf is EXT-X-PART-INF (bis section 4.4.3.7).
type PartInf struct{ Tag Tag }

// PartInf returns the first EXT-X-PART-INF.
func (m *Media) PartInf() (p PartInf, ok bool) {
	t, ok := firstOf(m.src, m.tags, TagPartInf)
	return PartInf{t}, ok
}

// Target returns PART-TARGET, the maximum duration of a part. ok is false if
// it is absent, although required, or unreadable.
func (p PartInf) Target() (d time.Duration, ok bool) {
	return p.Tag.Attributes().seconds("PART-TARGET")
}

// ServerControl is EXT-X-SERVER-CONTROL (bis section 4.4.3.8).
type ServerControl struct{ Tag Tag }

// ServerControl returns the first EXT-X-SERVER-CONTROL.
func (m *Media) ServerControl() (s ServerControl, ok bool) {
	t, ok := m.headerTag(m.header.serverControlTag)
	return ServerControl{t}, ok
}

// CanSkipUntil returns CAN-SKIP-UNTIL: the distance from the end of the
// playlist beyond which a delta update may leave segments out. ok is false if
// the server makes none.
func (s ServerControl) CanSkipUntil() (d time.Duration, ok bool) {
	return s.Tag.Attributes().seconds("CAN-SKIP-UNTIL")
}

// CanSkipDateRanges tells whether CAN-SKIP-DATERANGES is YES.
func (s ServerControl) CanSkipDateRanges() bool {
	return s.Tag.Attributes().yes("CAN-SKIP-DATERANGES")
}

// HoldBack returns HOLD-BACK, the least distance from the end of the playlist
// to play at. ok is false if it is absent; it is three target durations then.
func (s ServerControl) HoldBack() (d time.Duration, ok bool) {
	return s.Tag.Attributes().seconds("HOLD-BACK")
}

// PartHoldBack returns PART-HOLD-BACK, the same for low-latency playing.
func (s ServerControl) PartHoldBack() (d time.Duration, ok bool) {
	return s.Tag.Attributes().seconds("PART-HOLD-BACK")
}

// CanBlockReload tells whether CAN-BLOCK-RELOAD is YES.
func (s ServerControl) CanBlockReload() bool { return s.Tag.Attributes().yes("CAN-BLOCK-RELOAD") }

// A Part is one EXT-X-PART (bis section 4.4.4.9). Get it from [Segment.Parts]
// or [Media.TailParts]: they resolve the offset of its byte range.
type Part struct {
	Tag Tag

	ranged bool
	r      ByteRange
}

// Parts yields the parts of the segment in order.
func (s Segment) Parts() iter.Seq[Part] {
	return s.m.parts(s.m.firstTag(s.i), int(s.seg().tag))
}

// TailParts yields the parts behind the last segment: those of a segment that
// is not complete yet.
func (m *Media) TailParts() iter.Seq[Part] {
	return m.parts(m.firstTag(len(m.segs)), len(m.tags))
}

// parts yields the EXT-X-PART tags from <= i < to, which have one parent.
func (m *Media) parts(from, to int) iter.Seq[Part] {
	return func(yield func(Part) bool) {
		var uri []byte // of the part before, nil if it had no byte range
		next := int64(0)
		for i := from; i < to; i++ {
			if m.tags[i].kind != TagPart {
				continue
			}
			p := Part{Tag: m.Tag(i)}
			p.resolve(uri, next)
			uri = nil
			if p.ranged {
				uri, next = p.URI(), p.r.Offset+p.r.Length
			}
			if !yield(p) {
				return
			}
		}
	}
}

// resolve reads BYTERANGE. Without an offset it continues the part before, which
// ended at next, if that is a sub-range of the same resource; where it is not,
// 0 is what players read.
func (p *Part) resolve(before []byte, next int64) {
	v, ok := p.Tag.Attributes().Get("BYTERANGE")
	if !ok {
		return
	}
	length, offset, explicit, ok := parseRange(v.Text())
	if !ok {
		return
	}
	if !explicit && before != nil && bytes.Equal(before, p.URI()) {
		offset = next
	}
	if offset > math.MaxInt64-length {
		return
	}
	p.ranged, p.r = true, ByteRange{length, offset}
}

// URI returns URI as it stands, nil if absent.
func (p Part) URI() []byte { return p.Tag.Attributes().Text("URI") }

// Duration returns DURATION. ok is false if it is absent, although required,
// or unreadable.
func (p Part) Duration() (d time.Duration, ok bool) { return p.Tag.Attributes().seconds("DURATION") }

// Independent tells whether INDEPENDENT is YES: the part begins with an
// independent frame.
func (p Part) Independent() bool { return p.Tag.Attributes().yes("INDEPENDENT") }

// Gap tells whether GAP is YES: the part is missing.
func (p Part) Gap() bool { return p.Tag.Attributes().yes("GAP") }

// ByteRange returns the sub-range of the resource with an implicit offset
// resolved; ok is false if the part is the whole resource, or BYTERANGE is
// unreadable.
func (p Part) ByteRange() (r ByteRange, ok bool) { return p.r, p.ranged }

// A PreloadHint is one EXT-X-PRELOAD-HINT (bis section 4.4.5.3).
type PreloadHint struct{ Tag Tag }

// PreloadHints yields the EXT-X-PRELOAD-HINT tags in order.
func (m *Media) PreloadHints() iter.Seq[PreloadHint] {
	return func(yield func(PreloadHint) bool) {
		for i, t := range m.tags {
			if t.kind == TagPreloadHint && !yield(PreloadHint{Tag{m.src, t, i}}) {
				return
			}
		}
	}
}

// Type returns TYPE: PART or MAP.
func (p PreloadHint) Type() []byte { return p.Tag.Attributes().Text("TYPE") }

// URI returns URI as it stands, nil if absent.
func (p PreloadHint) URI() []byte { return p.Tag.Attributes().Text("URI") }

// Start returns BYTERANGE-START, 0 if absent or unreadable.
func (p PreloadHint) Start() int64 {
	n, _ := p.Tag.Attributes().uint("BYTERANGE-START")
	return n
}

// Length returns BYTERANGE-LENGTH. Without it the hint is for all bytes from
// Start on.
func (p PreloadHint) Length() (n int64, ok bool) {
	return p.Tag.Attributes().uint("BYTERANGE-LENGTH")
}

// A RenditionReport is one EXT-X-RENDITION-REPORT (bis section 4.4.5.4).
type RenditionReport struct{ Tag Tag }

// RenditionReports yields the EXT-X-RENDITION-REPORT tags in order.
func (m *Media) RenditionReports() iter.Seq[RenditionReport] {
	return func(yield func(RenditionReport) bool) {
		for i, t := range m.tags {
			if t.kind == TagRenditionReport && !yield(RenditionReport{Tag{m.src, t, i}}) {
				return
			}
		}
	}
}

// URI returns URI as it stands, relative to this playlist, nil if absent.
func (r RenditionReport) URI() []byte { return r.Tag.Attributes().Text("URI") }

// LastMSN returns LAST-MSN, the media sequence number of the last segment. ok
// is false if it is absent: then it is that of this playlist.
func (r RenditionReport) LastMSN() (n int64, ok bool) { return r.Tag.Attributes().uint("LAST-MSN") }

// LastPart returns LAST-PART, the index of the last part. ok is false if it is
// absent: then it is that of this playlist.
func (r RenditionReport) LastPart() (n int64, ok bool) { return r.Tag.Attributes().uint("LAST-PART") }

// Skip is EXT-X-SKIP (bis section 4.4.5.2): the playlist is a delta update.
type Skip struct{ Tag Tag }

// Skip returns the first EXT-X-SKIP.
func (m *Media) Skip() (s Skip, ok bool) {
	if !m.header.skip {
		return s, false
	}
	t, ok := firstOf(m.src, m.tags, TagSkip)
	return Skip{t}, ok
}

// SkippedSegments returns SKIPPED-SEGMENTS: how many segments stand in the
// full playlist in front of those listed. ok is false if it is absent, although
// required, or unreadable.
func (s Skip) SkippedSegments() (n int64, ok bool) {
	return s.Tag.Attributes().uint("SKIPPED-SEGMENTS")
}

// RemovedDateRanges yields the IDs in RECENTLY-REMOVED-DATERANGES. ok is false
// if the attribute is absent: then no EXT-X-DATERANGE is left out.
func (s Skip) RemovedDateRanges() (ids iter.Seq[[]byte], ok bool) {
	v, ok := s.Tag.Attributes().Get("RECENTLY-REMOVED-DATERANGES")
	return func(yield func([]byte) bool) {
		for rest := v.Text(); len(rest) > 0; {
			var id []byte
			id, rest = cut(rest, '\t')
			if len(id) > 0 && !yield(id) {
				return
			}
		}
	}, ok
}

// uint returns an attribute that is a decimal-integer of at most 18 digits.
func (a Attributes) uint(name string) (int64, bool) {
	v, ok := a.Get(name)
	if !ok {
		return 0, false
	}
	return parseUint(v.Text())
}
