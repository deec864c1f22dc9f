package hls_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/hls"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestGolden reads every fixture with every accessor.
func TestGolden(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("testdata/*.m3u8")
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(names), 15)
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			src, err := os.ReadFile(name)
			require.NoError(t, err)
			var got string
			if hls.IsMultivariant(src) {
				got = describeMultivariant(parseMultivariant(t, string(src)))
			} else {
				got = describeMedia(parseMedia(t, string(src)))
			}
			golden := strings.TrimSuffix(name, ".m3u8") + ".golden"
			if *update {
				require.NoError(t, os.WriteFile(golden, []byte(got), 0o644))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			require.Equal(t, string(want), got)
		})
	}
}

// describer writes words and lines; absent values are left out.
type describer struct{ strings.Builder }

func (d *describer) line(format string, args ...any) {
	fmt.Fprintf(d, "\n"+format, args...)
}

func (d *describer) text(name string, v []byte) {
	if v != nil {
		fmt.Fprintf(d, " %s=%q", name, v)
	}
}

func (d *describer) flag(name string, v bool) {
	if v {
		d.WriteString(" " + name)
	}
}

func (d *describer) number(name string, n int64, ok bool) {
	if ok {
		fmt.Fprintf(d, " %s=%d", name, n)
	}
}

func (d *describer) span(name string, v time.Duration, ok bool) {
	if ok {
		fmt.Fprintf(d, " %s=%v", name, v)
	}
}

func (d *describer) time(name string, v time.Time, ok bool) {
	if ok {
		fmt.Fprintf(d, " %s=%s", name, v.Format(time.RFC3339Nano))
	}
}

func (d *describer) byteRange(r hls.ByteRange, ok bool) {
	if ok {
		fmt.Fprintf(d, " range=%d@%d", r.Length, r.Offset)
	}
}

func (d *describer) String() string { return strings.TrimPrefix(d.Builder.String(), "\n") + "\n" }

func describeMedia(m *hls.Media) string {
	d := new(describer)
	d.line("media")
	fmt.Fprintf(d, " segments=%d version=%d target=%v duration=%v sequence=%d discontinuity=%d",
		m.Len(), m.Version(), m.TargetDuration(), m.Duration(), m.MediaSequence(), m.DiscontinuitySequence())
	d.text("type", m.PlaylistType())
	d.flag("ended", m.Ended())
	d.flag("vod", m.VOD())
	d.flag("iframes", m.IFramesOnly())
	d.flag("independent", m.IndependentSegments())
	d.flag("delta", m.Delta())
	d.flag("dated", m.HasDates())
	if s, ok := m.Start(); ok {
		d.start(s)
	}
	if p, ok := m.PartInf(); ok {
		v, ok := p.Target()
		d.span("part-target", v, ok)
	}
	if s, ok := m.ServerControl(); ok {
		d.line("server-control")
		d.flag("block", s.CanBlockReload())
		d.flag("skip-date-ranges", s.CanSkipDateRanges())
		v, ok := s.HoldBack()
		d.span("hold-back", v, ok)
		v, ok = s.PartHoldBack()
		d.span("part-hold-back", v, ok)
		v, ok = s.CanSkipUntil()
		d.span("skip-until", v, ok)
	}
	if s, ok := m.Skip(); ok {
		d.line("skip")
		n, ok := s.SkippedSegments()
		d.number("segments", n, ok)
		if ids, ok := s.RemovedDateRanges(); ok {
			for id := range ids {
				d.text("removed", id)
			}
		}
	}
	for x := range m.Definitions() {
		d.definition(x)
	}
	for s := range m.Segments() {
		d.segment(s)
	}
	d.parts(m.TailParts())
	for h := range m.PreloadHints() {
		d.line("hint")
		d.text("type", h.Type())
		d.text("uri", h.URI())
		d.number("start", h.Start(), h.Start() != 0)
		n, ok := h.Length()
		d.number("length", n, ok)
	}
	for r := range m.RenditionReports() {
		d.line("report")
		d.text("uri", r.URI())
		n, ok := r.LastMSN()
		d.number("msn", n, ok)
		n, ok = r.LastPart()
		d.number("part", n, ok)
	}
	for x := range m.DateRanges() {
		d.dateRange(x)
	}
	for k := range m.Markers() {
		d.marker(k)
	}
	for t := range m.Tags() {
		if t.Kind() == hls.TagUnknown {
			d.line("unknown line %d %q %q", t.Line(), t.Name(), t.Value())
		}
	}
	for _, w := range m.Warnings() {
		d.line("warning %s", w)
	}
	return d.String()
}

func (d *describer) start(s hls.Start) {
	d.line("start")
	v, ok := s.TimeOffset()
	d.span("offset", v, ok)
	d.flag("precise", s.Precise())
}

func (d *describer) definition(x hls.Definition) {
	d.line("define source=%d", x.Source())
	d.text("name", x.Name())
	v, _ := x.Value()
	d.text("value", v)
}

func (d *describer) segment(s hls.Segment) {
	d.line("segment %d", s.Index())
	fmt.Fprintf(d, " msn=%d dsn=%d start=%v duration=%v", s.MediaSequence(), s.DiscontinuitySequence(), s.Start(), s.Duration())
	d.text("uri", s.URI())
	if len(s.Title()) > 0 {
		d.text("title", s.Title())
	}
	d.flag("discontinuity", s.Discontinuity())
	d.flag("gap", s.Gap())
	d.byteRange(s.ByteRange())
	kbps, ok := s.Bitrate()
	d.number("kbps", kbps, ok)
	at, ok := s.Time()
	d.time("time", at, ok)
	at, ok = s.ExplicitTime()
	d.time("explicit", at, ok)
	if x, ok := s.Map(); ok {
		d.line("\tmap")
		d.text("uri", x.URI())
		d.byteRange(x.ByteRange())
		d.number("keys", int64(x.Keys.Len()), x.Keys.Len() > 0)
	}
	for k := range s.Keys().All() {
		d.line("\tkey")
		d.key(k)
		if iv, ok := s.IV(k); ok {
			fmt.Fprintf(d, " iv=%x", iv)
		}
	}
	d.parts(s.Parts())
}

func (d *describer) key(k hls.Key) {
	d.text("method", k.Method())
	d.text("uri", k.URI())
	d.text("format", k.Format())
	d.text("versions", k.FormatVersions())
	d.flag("implicit-iv", k.ImplicitIV())
}

func (d *describer) parts(seq func(func(hls.Part) bool)) {
	for p := range seq {
		d.line("\tpart")
		v, ok := p.Duration()
		d.span("duration", v, ok)
		d.text("uri", p.URI())
		d.byteRange(p.ByteRange())
		d.flag("independent", p.Independent())
		d.flag("gap", p.Gap())
	}
}

func (d *describer) dateRange(x hls.DateRange) {
	d.line("daterange at %d", x.Tag.Segment())
	d.text("id", x.ID())
	d.text("class", x.Class())
	at, ok := x.StartDate()
	d.time("start", at, ok)
	at, ok = x.EndDate()
	d.time("end", at, ok)
	v, ok := x.Duration()
	d.span("duration", v, ok)
	v, ok = x.PlannedDuration()
	d.span("planned", v, ok)
	d.text("cue", x.Cue())
	d.flag("end-on-next", x.EndOnNext())
	for a := range x.Client() {
		fmt.Fprintf(d, " %s=%s", a.Name, a.Value)
	}
}

func (d *describer) marker(k hls.Marker) {
	d.line("marker at %d line %d %s %s", k.Segment(), k.Tag().Line(), k.Tag().Name(), k.Role())
	d.text("id", k.ID())
	v, ok := k.Duration()
	d.span("duration", v, ok)
	v, ok = k.PlannedDuration()
	d.span("planned", v, ok)
	v, ok = k.Elapsed()
	d.span("elapsed", v, ok)
	if s, err := k.Section(); err == nil {
		id, ok := s.EventID()
		d.number("event", int64(id), ok)
		ticks, ok := s.BreakDuration()
		d.number("ticks", int64(ticks), ok)
	}
}

func describeMultivariant(m *hls.Multivariant) string {
	d := new(describer)
	d.line("multivariant variants=%d version=%d", m.Len(), m.Version())
	d.flag("independent", m.IndependentSegments())
	if s, ok := m.Start(); ok {
		d.start(s)
	}
	for x := range m.Definitions() {
		d.definition(x)
	}
	if c, ok := m.ContentSteering(); ok {
		d.line("steering")
		d.text("server", c.ServerURI())
		d.text("pathway", c.PathwayID())
	}
	for x := range m.SessionData() {
		d.line("data")
		d.text("id", x.DataID())
		d.text("value", x.Value())
		d.text("uri", x.URI())
		d.text("format", x.Format())
		d.text("language", x.Language())
	}
	for k := range m.SessionKeys() {
		d.line("session-key")
		d.key(k)
	}
	for r := range m.Renditions() {
		d.rendition(r)
	}
	for v := range m.Variants() {
		d.variant("variant", v)
	}
	for v := range m.IFrameVariants() {
		d.variant("iframes", v)
	}
	for v := range m.ImageVariants() {
		d.variant("images", v)
	}
	for t := range m.Tags() {
		if t.Kind() == hls.TagUnknown {
			d.line("unknown line %d %q %q", t.Line(), t.Name(), t.Value())
		}
	}
	return d.String()
}

func (d *describer) rendition(r hls.Rendition) {
	d.line("rendition")
	d.text("type", r.Type())
	d.text("group", r.GroupID())
	d.text("name", r.Name())
	d.text("language", r.Language())
	d.text("assoc", r.AssocLanguage())
	d.text("uri", r.URI())
	d.flag("default", r.Default())
	d.flag("autoselect", r.Autoselect())
	d.flag("forced", r.Forced())
	d.text("instream", r.InstreamID())
	d.text("characteristics", r.Characteristics())
	d.text("channels", r.Channels())
}

func (d *describer) variant(kind string, v hls.Variant) {
	d.line("%s", kind)
	d.text("uri", v.URI())
	d.number("bandwidth", v.Bandwidth(), true)
	d.number("average", v.AverageBandwidth(), v.AverageBandwidth() != 0)
	d.text("codecs", v.Codecs())
	d.text("supplemental", v.SupplementalCodecs())
	if w, h, ok := v.Resolution(); ok {
		fmt.Fprintf(d, " resolution=%dx%d", w, h)
	}
	if v.FrameRate() != 0 {
		fmt.Fprintf(d, " fps=%v", v.FrameRate())
	}
	d.text("hdcp", v.HDCPLevel())
	d.text("range", v.VideoRange())
	d.text("audio", v.Audio())
	d.text("video", v.Video())
	d.text("subtitles", v.Subtitles())
	d.text("captions", v.ClosedCaptions())
	d.flag("no-captions", v.NoClosedCaptions())
	d.text("id", v.StableVariantID())
	d.text("pathway", v.PathwayID())
	d.text("name", v.Name())
	if s, ok := v.Score(); ok {
		fmt.Fprintf(d, " score=%v", s)
	}
}
