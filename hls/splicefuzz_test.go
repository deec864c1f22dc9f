package hls_test

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/hls"
)

// FuzzSplice: any playlist, any clip, any cuts. What comes out parses, has the
// segments it should have, each with what the origin or the clip says of it; it
// has no tag from the clip but EXTINF, BYTERANGE, GAP, KEY and MAP, and no line
// that is not accounted for; it is no larger than it must be.
func FuzzSplice(f *testing.F) {
	clips := []string{
		"#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6.5,title\na.ts\n",
		"#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXT-X-MAP:URI=\"i.mp4\"\n#EXT-X-KEY:METHOD=AES-128,URI=\"k\"\n#EXT-X-BITRATE:3\n#EXTINF:1,\na.m4s\n#EXT-X-DISCONTINUITY\n#EXT-X-GAP\n#EXTINF:1,\n#EXT-X-BYTERANGE:3@4\nb.m4s\n",
		"#EXTM3U\n#EXT-X-DEFINE:NAME=\"a\",VALUE=\"#EXT-X-ENDLIST\"\n#EXT-X-TARGETDURATION:6\n#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"{$a}\",KEYFORMAT=\"x\"\n#EXTINF:6,a\rb\n{$a}\n#EXT-X-KEY:METHOD=NONE\n#EXTINF:6,\nb{$a}{$\n",
	}
	for _, src := range seeds(f) {
		for i, c := range clips {
			f.Add(src, []byte(c), []byte{byte(i), 1, 0, 2, 3, 0, 0, 0, 1}, byte(i))
		}
	}
	for _, c := range readSpliceCases(f) {
		f.Add([]byte(c.origin), []byte(clips[len(c.origin)%3]), []byte(c.origin[len(c.origin)/2:][:4]), byte(len(c.want)))
	}
	f.Fuzz(fuzzSplice)
}

func fuzzSplice(t *testing.T, src, clip, where []byte, flags byte) {
	m, err := hls.ParseMedia(src)
	if err != nil {
		return
	}
	keep, keepClip := string(src), string(clip)
	s := &hls.Splice{}
	if flags&1 != 0 {
		s.Rebase = hls.Rebase{URL: "https://o.example/a/b?c", From: "https://o.example/a/", To: "/"}
	}
	if flags&2 != 0 {
		for tag := range m.Tags() {
			if k := tag.Kind(); k.Cue() || k == hls.TagDateRange || k == hls.TagPart || k == hls.TagUnknown {
				s.Drop = append(s.Drop, tag.Index())
			}
		}
	}
	if flags&4 != 0 {
		s.Version, s.TargetDuration = 9, 11*time.Second
	}
	if flags&8 != 0 {
		s.LowLatency = hls.StripLowLatency
	}
	if flags&16 != 0 {
		for r := range m.RenditionReports() {
			s.Reports = append(s.Reports, hls.Report{Tag: r.Tag.Index(), LastMSN: int64(len(s.Reports)), LastPart: 7})
		}
	}
	out, err := m.AppendSplice(nil, s)
	if m.Delta() {
		require.ErrorIs(t, err, hls.ErrDelta)
		return
	}
	require.NoError(t, err)
	if flags&31 == 0 {
		require.Equal(t, keep, string(out), "the zero splice")
	}
	requireSpliced(t, m, s, nil, out)

	cm, err := hls.ParseMedia(clip)
	if err != nil || m.Len() == 0 {
		return
	}
	c, err := hls.NewClip(cm, hls.ClipOptions{Base: []string{"", "https://ads.example/x/"}[flags>>3&1], Bitrate: int64(flags >> 5 & 1)})
	require.Equal(t, keepClip, string(clip))
	if err != nil {
		requirePlaced(t, clip, err)
		return
	}
	requireClip(t, c, cm)
	s.Cuts = fuzzCuts(where, m, c)
	if len(s.Cuts) == 0 {
		return
	}
	out, err = m.AppendSplice(nil, s)
	if err != nil {
		var e *hls.SpliceError
		require.ErrorAs(t, err, &e)
		require.True(t, errors.Is(err, hls.ErrIncompatible) || errors.Is(err, hls.ErrTooLarge), err)
		require.Empty(t, out)
		return
	}
	requireSpliced(t, m, s, cm, out)
	again, err := m.AppendSplice([]byte("kept"), s)
	require.NoError(t, err)
	require.Equal(t, "kept"+string(out), string(again))
	require.Equal(t, keep, string(src))
	require.Equal(t, keepClip, string(clip))
}

// fuzzCuts reads cuts that are in order and in range from bytes.
func fuzzCuts(where []byte, m *hls.Media, c *hls.Clip) (cuts []hls.Cut) {
	at := 0
	for len(where) >= 3 && len(cuts) < 6 {
		from := at + int(where[0])%(m.Len()-at+1)
		to := from + int(where[1])%(m.Len()-from+1)
		first := int(where[2]) % c.Len()
		cut := hls.Cut{From: from, To: to, Clips: []hls.ClipRange{{Clip: c, First: first}}}
		if where[2]&0x80 != 0 {
			cut.Clips = append(cut.Clips, hls.ClipRange{Clip: c, Last: 1})
		}
		cuts = append(cuts, cut)
		at, where = to, where[3:]
	}
	return cuts
}

var clipLine = regexp.MustCompile(`^(#EXTINF:[0-9.]+,|#EXT-X-BYTERANGE:[0-9]+@[0-9]+$|#EXT-X-GAP$|#[ \t]*EXT-X-KEY[ \t]*:|#EXT-X-KEY[ \t]|#EXT-X-MAP[ \t]*:|#EXT-X-MAP[ \t])`)

// requireClip: the text of a clip has lines of the kinds that belong there
// only, and one URI line for each segment.
func requireClip(t *testing.T, c *hls.Clip, m *hls.Media) {
	t.Helper()
	require.Equal(t, m.Len(), c.Len())
	require.Equal(t, m.Duration(), c.Duration())
	text := string(c.Bytes())
	require.False(t, strings.ContainsFunc(text, func(r rune) bool { return r < ' ' && r != '\t' && r != '\n' || r == 0x7f }), "%q", text)
	uris := 0
	for line := range strings.SplitSeq(strings.TrimSuffix(text, "\n"), "\n") {
		if line != "" && line[0] != '#' && strings.Trim(line, " \t") != "" {
			uris++
			require.NotEqual(t, '#', strings.TrimLeft(line, " \t")[0], "%q", line)
			continue
		}
		require.Regexp(t, clipLine, line)
		require.NotContains(t, line[:min(len(line), 30)], "{$a")
	}
	require.Equal(t, c.Len(), uris)
}

// requireSpliced holds a result against the origin m and the playlist of the
// one clip.
func requireSpliced(t *testing.T, m *hls.Media, s *hls.Splice, clip *hls.Media, out []byte) {
	t.Helper()
	got, err := hls.ParseMedia(out)
	require.NoError(t, err, "%s", out)
	var want []hls.Segment
	var total time.Duration
	size := 2*len(m.Bytes()) + 64
	count := map[hls.TagKind]int{hls.TagVersion: 1} // how often a tag may stand there
	for tag := range m.Tags() {
		count[tag.Kind()]++
	}
	at := 0
	for i := 0; i <= len(s.Cuts); i++ {
		to := m.Len()
		if i < len(s.Cuts) {
			to = s.Cuts[i].From
		}
		for k := at; k < to; k++ {
			want = append(want, m.Segment(k))
		}
		if i == len(s.Cuts) {
			break
		}
		for _, r := range s.Cuts[i].Clips {
			last := r.Last
			if last == 0 {
				last = r.Clip.Len()
			}
			for k := r.First; k < last; k++ {
				want = append(want, clip.Segment(k))
				if want[len(want)-1].Gap() {
					count[hls.TagGap]++
				}
				if _, ok := want[len(want)-1].ByteRange(); ok {
					count[hls.TagByteRange]++
				}
			}
			size += 3*len(r.Clip.Bytes()) + 200*(last-r.First) + 200 // NONE, discontinuities, rates, dates, CR
		}
		size += 3*len(m.Bytes()) + 100 // keys, map, keys again
		at = s.Cuts[i].To
	}
	if s.Rebase.URL != "" {
		size += 64 * (strings.Count(string(m.Bytes()), "\n") + 1) * (1 + len(s.Cuts))
		size += 64 * strings.Count(string(m.Bytes()), ",") * (1 + len(s.Cuts)) // attributes
	}
	longest := 0 // key, one for each segment with an IV
	for tag := range m.Tags() {
		if tag.Kind() == hls.TagKey {
			longest = max(longest, len(tag.Bytes())+200)
		}
	}
	size += 2*longest*(m.Len()+1) + 60*len(s.Reports)
	require.LessOrEqual(t, len(out), size)

	require.Equal(t, len(want), got.Len(), "%s", out)
	for j, w := range want {
		g := got.Segment(j)
		total += w.Duration()
		require.Equal(t, w.Duration(), g.Duration())
		if s.Rebase.URL == "" && isOf(w, m) {
			require.Equal(t, plainly(w), plainly(g), "segment %d\n%s", j, out)
		}
	}
	require.InDelta(t, total, got.Duration(), float64(len(want)))
	for tag := range got.Tags() {
		switch k := tag.Kind(); k {
		case hls.TagDiscontinuity, hls.TagKey, hls.TagMap, hls.TagProgramDateTime, hls.TagBitrate:
		default:
			count[k]--
			require.GreaterOrEqual(t, count[k], 0, "one %s too many\n%s", tag.Name(), out)
		}
	}
	requireLowLatency(t, s, got)
	if m.TargetDuration() != 0 {
		require.GreaterOrEqual(t, got.TargetDuration(), m.TargetDuration())
	}
	require.GreaterOrEqual(t, got.Version(), m.Version())
	require.Equal(t, m.Ended() && !slices.ContainsFunc(s.Drop, func(i int) bool { return m.Tag(i).Kind() == hls.TagEndList }), got.Ended())
}

// requireLowLatency: nothing is left where low latency is stripped, and reports are
// those that were told.
func requireLowLatency(t *testing.T, s *hls.Splice, got *hls.Media) {
	t.Helper()
	if s.LowLatency == hls.StripLowLatency {
		for tag := range got.Tags() {
			switch tag.Kind() {
			case hls.TagPart, hls.TagPartInf, hls.TagPreloadHint, hls.TagRenditionReport:
				require.Fail(t, "kept", "%s", tag.Bytes())
			case hls.TagServerControl:
				for a := range tag.Attributes().All() {
					require.NotContains(t, []string{"PART-HOLD-BACK", "CAN-BLOCK-RELOAD", "CAN-SKIP-UNTIL", "CAN-SKIP-DATERANGES"}, string(a.Name))
				}
			default:
			}
		}
		return
	}
	last := int64(-1)
	for r := range got.RenditionReports() {
		if len(s.Reports) == 0 {
			return
		}
		n, ok := r.LastMSN()
		require.True(t, ok)
		require.Greater(t, n, last)
		require.Less(t, n, int64(len(s.Reports)))
		last = n
		part, ok := r.LastPart()
		require.True(t, ok)
		require.EqualValues(t, 7, part)
	}
}

// isOf tells whether the segment is one of m.
func isOf(s hls.Segment, m *hls.Media) bool {
	return s.Index() < m.Len() && m.Segment(s.Index()) == s
}

// plainly writes what a player needs to know of a segment of content.
func plainly(s hls.Segment) string {
	var b strings.Builder
	r, ranged := s.ByteRange()
	fmt.Fprintf(&b, "%q %q %v %v gap %v", s.URI(), s.Title(), r, ranged, s.Gap())
	keys := func(set hls.KeySet, iv func(hls.Key) ([16]byte, bool)) {
		var all []string
		for k := range set.All() {
			v, ok := iv(k)
			all = append(all, fmt.Sprintf(" %q %q %q %q %x %v", k.Format(), k.Method(), k.URI(), k.FormatVersions(), v, ok))
		}
		slices.Sort(all)
		fmt.Fprintf(&b, "\nkeys%s", strings.Join(all, ""))
	}
	keys(s.Keys(), s.IV)
	if x, ok := s.Map(); ok {
		fmt.Fprintf(&b, "\nmap %q under", x.Tag.Value())
		keys(x.Keys, func(k hls.Key) ([16]byte, bool) { return k.IV() })
	}
	rate, rated := s.Bitrate()
	fmt.Fprintf(&b, "\nrate %d %v", rate, rated)
	if d, ok := s.Time(); ok && d.Year() > 1 && d.Year() < 9000 {
		fmt.Fprintf(&b, "\ndate %v", d.Round(time.Microsecond).UTC())
	}
	return b.String()
}

// TestSpliceIsLinear: what is large and hostile takes as long as it is large:
// with quadratic cost these would take minutes.
func TestSpliceIsLinear(t *testing.T) {
	t.Parallel()
	linear := func(name, head, lines string, clip *hls.Clip) {
		src := "#EXTM3U\n#EXT-X-TARGETDURATION:1\n" + head + strings.Repeat(lines, 20_000)
		m := parseMedia(t, src)
		s := &hls.Splice{Rebase: hls.Rebase{URL: "https://o.example/"}}
		for i := 0; i < m.Len(); i += 2 {
			s.Cuts = append(s.Cuts, hls.Cut{From: i, To: i + 1, Clips: []hls.ClipRange{{Clip: clip}}})
		}
		out, err := m.AppendSplice(nil, s)
		require.NoError(t, err)
		require.Less(t, len(out), 6*len(src), name)
		require.Equal(t, m.Len(), parseMedia(t, string(out)).Len())
		_, err = hls.NewClip(m, hls.ClipOptions{})
		require.True(t, err == nil || errors.Is(err, hls.ErrUndefined), err)
	}
	ad := newClip(t, "#EXTINF:1.5,\n1.ts\n")
	linear("header tags", "", "#EXT-X-VERSION:1\n#EXTINF:1,\nx.ts\n", ad)
	linear("variables", "", "#EXT-X-DEFINE:NAME=\"x\",VALUE=\"y\"\n#EXTINF:1,\n{$x}/x.ts\n", ad)
	linear("dates that can't be read", "", "#EXT-X-PROGRAM-DATE-TIME:x\n#EXTINF:1,\nx.ts\n", ad)
	linear("dates that can't be read, but the first", "#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00Z\n", "#EXT-X-PROGRAM-DATE-TIME:x\n#EXTINF:1,\nx.ts\n", ad)
	linear("one key format from the start on", "#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"x\",KEYFORMAT=\"x\"\n", "#EXT-X-KEY:METHOD=AES-128,URI=\"k\"\n#EXTINF:1,\nx.ts\n", ad)
	linear("markers", "", "#EXT-X-DATERANGE:ID=\"x\",X-URI=\"u\"\n#EXT-X-CUE-IN\n#EXTINF:1,\nx.ts\n", ad)
}
