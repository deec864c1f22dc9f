package grafov_test

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/grafov/m3u8"
	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/hls"
	"github.com/adsplice/adsplice/hls/grafov"
)

// facts are what a playlist says that must survive a round trip.
func facts(m *hls.Media) (all []string) {
	add := func(format string, args ...any) { all = append(all, fmt.Sprintf(format, args...)) }
	add("%v %d %d %q %t %t", m.TargetDuration(), m.MediaSequence(), m.DiscontinuitySequence(), m.PlaylistType(), m.Ended(), m.IFramesOnly())
	add("independent %t", m.IndependentSegments())
	if s, ok := m.Start(); ok {
		at, _ := s.TimeOffset()
		add("start %v %t", at, s.Precise())
	}
	for s := range m.Segments() {
		r, _ := s.ByteRange()
		at, _ := s.ExplicitTime()
		kbps, _ := s.Bitrate()
		add("segment %s %q %v %d %v %v gap %t rate %d", s.URI(), s.Title(), s.Duration(), s.DiscontinuitySequence(), r, at.Format(time.RFC3339Nano), s.Gap(), kbps)
		for k := range s.Keys().All() {
			iv, _ := s.IV(k)
			add("  key %s %s %s %s %x", k.Method(), k.URI(), k.Format(), k.FormatVersions(), iv)
		}
		if x, ok := s.Map(); ok {
			r, _ := x.ByteRange()
			add("  map %s %v", x.URI(), r)
		}
		for p := range s.Parts() {
			r, _ := p.ByteRange()
			add("  part %s %v", p.URI(), r)
		}
	}
	for k := range m.Markers() {
		if k.Segment() < m.Len() {
			d, ok := k.Duration()
			elapsed, _ := k.Elapsed()
			add("marker %d %s %v %t %v %s %s", k.Segment(), k.Role(), d, ok, elapsed, k.ID(), k.SCTE35())
		}
	}
	for d := range m.DateRanges() {
		if d.Tag.Segment() < m.Len() {
			add("%d %s", d.Tag.Segment(), d.Tag.Bytes())
		}
	}
	for d := range m.Definitions() {
		add("define %s", d.Name())
	}
	return all
}

// markersApart moves the markers of facts to a list of their own, sorted by
// text: their order in front of one segment is not kept.
func markersApart(facts []string) (rest []string, markers map[string]int) {
	markers = make(map[string]int)
	for _, f := range facts {
		if strings.HasPrefix(f, "marker ") {
			markers[f]++
		} else {
			rest = append(rest, f)
		}
	}
	return rest, markers
}

func TestMediaRoundTrip(t *testing.T) {
	t.Parallel()
	n := 0
	for name, src := range corpus(t) {
		m, err := hls.ParseMedia(src)
		if err != nil {
			continue
		}
		p, err := grafov.ToMedia(m)
		if m.Delta() {
			require.ErrorIs(t, err, hls.ErrDelta, name)
			continue
		}
		require.NoError(t, err, name)
		back, err := grafov.FromMedia(p)
		require.NoError(t, err, name)
		want, wantMarkers := markersApart(facts(m))
		got, gotMarkers := markersApart(facts(back))
		require.Equal(t, want, got, name)
		require.Equal(t, wantMarkers, gotMarkers, name)
		n++

		// What Encode writes says the same, but for durations in milliseconds.
		encoded, err := hls.ParseMedia(p.Encode().Bytes())
		require.NoError(t, err, name)
		require.Equal(t, m.Len(), encoded.Len(), name)
		_, gotMarkers = markersApart(facts(encoded))
		require.Equal(t, wantMarkers, gotMarkers, name)
		for s := range m.Segments() {
			e := encoded.Segment(s.Index())
			require.Equal(t, string(s.URI()), string(e.URI()), name)
			require.InDelta(t, s.Duration().Seconds(), e.Duration().Seconds(), 0.0006, name)
			require.Equal(t, s.Keys().Len(), e.Keys().Len(), name)
			x, ok := s.Map()
			y, _ := e.Map()
			require.True(t, !ok || bytes.Equal(x.URI(), y.URI()), name)
		}
	}
	require.GreaterOrEqual(t, n, 15)
}

func TestMasterRoundTrip(t *testing.T) {
	t.Parallel()
	variants := func(m *hls.Multivariant) (all []string) {
		for v := range m.Variants() {
			w, h, _ := v.Resolution()
			all = append(all, fmt.Sprintf("%s %d %d %s %dx%d %v %s %s %s %s %s %s %s %t", v.URI(), v.Bandwidth(), v.AverageBandwidth(), v.Codecs(), w, h,
				v.FrameRate(), v.VideoRange(), v.HDCPLevel(), v.Audio(), v.Video(), v.Subtitles(), v.ClosedCaptions(), v.Name(), v.NoClosedCaptions()))
		}
		for v := range m.IFrameVariants() {
			all = append(all, fmt.Sprintf("I %s %d %s", v.URI(), v.Bandwidth(), v.Codecs()))
		}
		for v := range m.ImageVariants() {
			all = append(all, fmt.Sprintf("image %s", v.URI()))
		}
		for k := range m.SessionKeys() {
			all = append(all, string(k.Tag.Bytes()))
		}
		for d := range m.SessionData() {
			all = append(all, string(d.Tag.Bytes()))
		}
		for d := range m.Definitions() {
			all = append(all, string(d.Tag.Bytes()))
		}
		return append(all, fmt.Sprint(m.Version(), m.IndependentSegments()))
	}
	renditions := func(m *hls.Multivariant) map[string]bool {
		all := make(map[string]bool)
		for r := range m.Renditions() {
			all[fmt.Sprintf("%s %s %s %s %s %t %t %t %s %s", r.Type(), r.GroupID(), r.Name(), r.Language(), r.URI(), r.Default(), r.Autoselect(), r.Forced(), r.Characteristics(), r.InstreamID())] = true
		}
		return all
	}
	n := 0
	for name, src := range corpus(t) {
		m, err := hls.ParseMultivariant(src)
		if err != nil {
			continue
		}
		p, err := grafov.ToMaster(m)
		require.NoError(t, err, name)
		back, err := grafov.FromMaster(p)
		require.NoError(t, err, name)
		require.Equal(t, variants(m), variants(back), name)
		require.Equal(t, renditions(m), renditions(back), name)
		_, err = hls.ParseMultivariant(p.Encode().Bytes())
		require.NoError(t, err, name)
		n++
	}
	require.GreaterOrEqual(t, n, 2)
}

// playlist returns a live playlist as an origin builds it.
func playlist(tb testing.TB, window, capacity uint) *m3u8.MediaPlaylist {
	tb.Helper()
	p, err := m3u8.NewMediaPlaylist(window, capacity)
	require.NoError(tb, err)
	return p
}

func uris(m *hls.Media) string {
	var all []string
	for s := range m.Segments() {
		all = append(all, string(s.URI()))
	}
	return strings.Join(all, " ")
}

func TestFromMediaSlides(t *testing.T) {
	t.Parallel()
	p := playlist(t, 3, 4)
	for i := range 10 {
		p.Slide(fmt.Sprintf("%d.ts", i), 6.006, "")
		m, err := grafov.FromMedia(p)
		require.NoError(t, err)
		first := max(0, i-2)
		require.EqualValues(t, first, m.MediaSequence())
		require.Equal(t, fmt.Sprintf("%d.ts", first), string(m.Segment(0).URI()), "in order, wherever the ring begins")
		require.Equal(t, fmt.Sprintf("%d.ts", i), string(m.Segment(m.Len()-1).URI()))
	}
	require.NoError(t, p.Append("10.ts", 6.006, ""))
	m, err := grafov.FromMedia(p)
	require.NoError(t, err)
	require.Equal(t, "7.ts 8.ts 9.ts 10.ts", uris(m), "all segments, whatever WinSize")
	require.NotContains(t, p.Encode().String(), "10.ts", "Encode writes the oldest")
}

func TestFromMediaFields(t *testing.T) {
	t.Parallel()
	p := playlist(t, 0, 8)
	p.SeqNo, p.DiscontinuitySeq, p.MediaType, p.Args = 7, 2, m3u8.VOD, "t=1"
	p.StartTime, p.StartTimePrecise = -3.5, true
	p.WV = &m3u8.WV{AudioChannels: 2, VideoResolution: "1x1"}
	at := time.Date(2025, 1, 2, 3, 4, 5, 6000, time.FixedZone("", 3600))
	require.NoError(t, p.AppendSegment(&m3u8.MediaSegment{
		URI: "a?x", Duration: 4.0040041, Title: "T", Limit: 10, Offset: 20, Discontinuity: true, ProgramDateTime: at,
		Key: &m3u8.Key{Method: "AES-128", URI: "k", IV: "0x01"}, Map: &m3u8.Map{URI: "i", Limit: 5, Offset: 6},
		SCTE: &m3u8.SCTE{Syntax: m3u8.SCTE35_OATCLS, Cue: "/DA=", Time: 30.1},
	}))
	require.NoError(t, p.AppendSegment(&m3u8.MediaSegment{
		URI: "b", Duration: 4, Key: &m3u8.Key{Method: "NONE", URI: "k"},
		SCTE: &m3u8.SCTE{Syntax: m3u8.SCTE35_OATCLS, CueType: m3u8.SCTE35Cue_Mid, Cue: "/DA=", Time: 30.1, Elapsed: 4},
	}))
	require.NoError(t, p.AppendSegment(&m3u8.MediaSegment{
		URI: "c", Duration: 4, Key: &m3u8.Key{Method: "SAMPLE-AES", URI: "skd://k", Keyformat: "f", Keyformatversions: "1"},
		SCTE: &m3u8.SCTE{Syntax: m3u8.SCTE35_OATCLS, CueType: m3u8.SCTE35Cue_End},
	}))
	require.NoError(t, p.AppendSegment(&m3u8.MediaSegment{
		URI: "d", Duration: 4, SCTE: &m3u8.SCTE{Cue: "/DA=", ID: "1", Time: 12.5},
	}))
	p.Close()
	src, err := grafov.AppendMedia([]byte("before\n"), p)
	require.NoError(t, err)
	require.Equal(t, `before
#EXTM3U
#EXT-X-VERSION:6
#EXT-X-TARGETDURATION:5
#EXT-X-MEDIA-SEQUENCE:7
#EXT-X-DISCONTINUITY-SEQUENCE:2
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-START:TIME-OFFSET=-3.5,PRECISE=YES
#WV-AUDIO-CHANNELS 2
#WV-VIDEO-RESOLUTION 1x1
#EXT-X-DISCONTINUITY
#EXT-X-KEY:METHOD=AES-128,URI="k",IV=0x01
#EXT-X-MAP:URI="i",BYTERANGE="5@6"
#EXT-X-PROGRAM-DATE-TIME:2025-01-02T03:04:05.000006+01:00
#EXT-OATCLS-SCTE35:/DA=
#EXT-X-CUE-OUT:30.1
#EXT-X-BYTERANGE:10@20
#EXTINF:4.0040041,T
a?x&t=1
#EXT-X-KEY:METHOD=NONE
#EXT-X-CUE-OUT-CONT:ElapsedTime=4,Duration=30.1,SCTE35=/DA=
#EXTINF:4,
b?t=1
#EXT-X-KEY:METHOD=SAMPLE-AES,URI="skd://k",KEYFORMAT="f",KEYFORMATVERSIONS="1"
#EXT-X-CUE-IN
#EXTINF:4,
c?t=1
#EXT-SCTE35:CUE="/DA=",ID="1",TIME=12.5
#EXTINF:4,
d?t=1
#EXT-X-ENDLIST
`, string(src))
	_, err = grafov.FromMedia(p)
	require.NoError(t, err)
}

// TestFromMediaDefaults tells a key for the whole playlist from one that Decode
// found further down.
func TestFromMediaDefaults(t *testing.T) {
	t.Parallel()
	p := playlist(t, 0, 4)
	require.NoError(t, p.SetDefaultKey("AES-128", "k", "", "", ""))
	p.SetDefaultMap("i", 0, 0)
	require.NoError(t, p.Append("a", 4, ""))
	require.NoError(t, p.Append("b", 4, ""))
	require.NoError(t, p.SetKey("NONE", "", "", "", ""))
	m, err := grafov.FromMedia(p)
	require.NoError(t, err)
	require.Equal(t, 1, m.Segment(0).Keys().Len())
	require.Equal(t, 0, m.Segment(1).Keys().Len())
	_, ok := m.Segment(0).Map()
	require.True(t, ok)

	list, _, err := decode([]byte("#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\na\n#EXT-X-KEY:METHOD=AES-128,URI=\"k\"\n#EXT-X-MAP:URI=\"i\"\n#EXTINF:4,\nb\n#EXT-X-ENDLIST\n"))
	require.NoError(t, err)
	decoded, ok := list.(*m3u8.MediaPlaylist)
	require.True(t, ok)
	m, err = grafov.FromMedia(decoded)
	require.NoError(t, err)
	require.Equal(t, 0, m.Segment(0).Keys().Len(), "clear until its tag")
	require.Equal(t, 1, m.Segment(1).Keys().Len())
	_, ok = m.Segment(0).Map()
	require.False(t, ok)
	require.Less(t, strings.Index(decoded.Encode().String(), "#EXT-X-KEY"), strings.Index(decoded.Encode().String(), "#EXTINF"), "Encode puts it in front of all")
}

func TestHostileValues(t *testing.T) {
	t.Parallel()
	const evil = "x\n#EXT-X-ENDLIST"
	for name, s := range map[string]*m3u8.MediaSegment{
		"URI":                    {URI: evil, Duration: 1},
		"URI empty":              {URI: " ", Duration: 1},
		"URI that is a tag":      {URI: "#EXT-X-ENDLIST", Duration: 1},
		"title":                  {URI: "a", Duration: 1, Title: evil},
		"duration NaN":           {URI: "a", Duration: math.NaN()},
		"duration infinite":      {URI: "a", Duration: math.Inf(1)},
		"duration negative":      {URI: "a", Duration: -1},
		"key URI with a quote":   {URI: "a", Duration: 1, Key: &m3u8.Key{Method: "AES-128", URI: `k",METHOD=NONE`}},
		"key URI":                {URI: "a", Duration: 1, Key: &m3u8.Key{Method: "AES-128", URI: evil}},
		"key method":             {URI: "a", Duration: 1, Key: &m3u8.Key{Method: `NONE,URI="x"`}},
		"key without method":     {URI: "a", Duration: 1, Key: &m3u8.Key{URI: "k"}},
		"key IV":                 {URI: "a", Duration: 1, Key: &m3u8.Key{Method: "AES-128", IV: "0,x"}},
		"map URI":                {URI: "a", Duration: 1, Map: &m3u8.Map{URI: evil}},
		"map without URI":        {URI: "a", Duration: 1, Map: &m3u8.Map{}},
		"byte range":             {URI: "a", Duration: 1, Limit: 1, Offset: -1},
		"cue":                    {URI: "a", Duration: 1, SCTE: &m3u8.SCTE{Cue: evil}},
		"cue of OATCLS":          {URI: "a", Duration: 1, SCTE: &m3u8.SCTE{Syntax: m3u8.SCTE35_OATCLS, Cue: evil}},
		"cue time":               {URI: "a", Duration: 1, SCTE: &m3u8.SCTE{Syntax: m3u8.SCTE35_OATCLS, Time: math.NaN()}},
		"custom tag":             {URI: "a", Duration: 1, Custom: map[string]m3u8.CustomTag{"x": tag("http://evil.example/x.ts")}},
		"custom tag, second row": {URI: "a", Duration: 1, Custom: map[string]m3u8.CustomTag{"x": tag("#EXT-X-FINE\nx.ts")}},
	} {
		p := playlist(t, 0, 2)
		require.NoError(t, p.AppendSegment(&m3u8.MediaSegment{URI: "first", Duration: 1}), name)
		require.NoError(t, p.AppendSegment(s), name)
		dst, err := grafov.AppendMedia([]byte("before"), p)
		require.ErrorIs(t, err, hls.ErrBadValue, name)
		require.Equal(t, "before", string(dst), name)
		var e *grafov.Error
		require.ErrorAs(t, err, &e, name)
		if e.Field != "TargetDuration" { // which an infinite duration raises
			require.Equal(t, 1, e.Index, name)
			require.Contains(t, err.Error(), "grafov: 1: "+e.Field+": bad value", name)
		}
		_, err = grafov.FromMedia(p)
		require.Error(t, err, name)
	}
	for name, v := range map[string]m3u8.VariantParams{
		"codecs":     {Codecs: `a"`},
		"resolution": {Resolution: "1x1,AUDIO=x"},
		"frame rate": {FrameRate: math.Inf(1)},
		"group":      {Audio: evil},
		"name":       {Alternatives: []*m3u8.Alternative{{Type: "AUDIO", Name: evil}}},
		"type":       {Alternatives: []*m3u8.Alternative{{Name: "x"}}},
	} {
		p := m3u8.NewMasterPlaylist()
		p.Append("a.m3u8", nil, v)
		_, err := grafov.FromMaster(p)
		require.ErrorIs(t, err, hls.ErrBadValue, name)
	}
	p := m3u8.NewMasterPlaylist()
	p.Append("\n", nil, m3u8.VariantParams{})
	_, err := grafov.FromMaster(p)
	require.ErrorIs(t, err, hls.ErrBadValue)

	big, err := hls.ParseMultivariant([]byte("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=4294967296\na\n"))
	require.NoError(t, err)
	_, err = grafov.ToMaster(big)
	require.ErrorIs(t, err, hls.ErrTooLarge)
}

// tag is a custom tag.
type tag string

func (t tag) TagName() string       { return "x" }
func (t tag) Encode() *bytes.Buffer { return bytes.NewBufferString(string(t)) }
func (t tag) String() string        { return string(t) }

// nothing is a custom tag that writes nothing.
type nothing struct{ tag }

func (nothing) Encode() *bytes.Buffer { return nil }

func TestCustomTags(t *testing.T) {
	t.Parallel()
	p := playlist(t, 0, 2)
	p.Custom = map[string]m3u8.CustomTag{"b": tag("#EXT-X-B\r\n#EXT-X-C"), "a": tag("#EXT-X-A\n"), "n": nothing{}}
	require.NoError(t, p.AppendSegment(&m3u8.MediaSegment{URI: "a", Duration: 1, Custom: map[string]m3u8.CustomTag{"x": tag(`#EXT-X-DATERANGE:ID="1"`)}}))
	for range 5 {
		src, err := grafov.AppendMedia(nil, p)
		require.NoError(t, err)
		require.Contains(t, string(src), "#EXT-X-A\n#EXT-X-B\n#EXT-X-C\n#EXT-X-DATERANGE:ID=\"1\"\n#EXTINF:1,\na\n", "in the order of names")
	}
	m := p.Custom["a"]
	require.Equal(t, "x", m.TagName())
}

// TestLosses has the package comment's sentences on what the other library
// loses.
func TestLosses(t *testing.T) {
	t.Parallel()
	const head = "#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-TARGETDURATION:6\n#EXT-X-PLAYLIST-TYPE:VOD\n"
	again := func(body string) string {
		p, _, err := decode([]byte(head + body + "#EXT-X-ENDLIST\n"))
		require.NoError(t, err)
		return p.Encode().String()
	}
	maps := again("#EXT-X-MAP:URI=\"1\"\n#EXTINF:6,\na\n#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI=\"2\"\n#EXTINF:6,\nb\n")
	require.Equal(t, 1, strings.Count(maps, "#EXT-X-MAP"), "the second map is not written")
	require.Zero(t, strings.Count(again("#EXT-X-DATERANGE:ID=\"1\"\n#EXT-X-VENDOR:1\n#EXT-X-GAP\n#EXTINF:6,\na\n"), "EXT-X-DATERANGE"), "date ranges")
	keys := again("#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"1\",KEYFORMAT=\"f\"\n#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"2\",KEYFORMAT=\"g\"\n#EXTINF:6,\na\n")
	require.NotContains(t, keys, `URI="1"`, "all but the last key")
	require.NotContains(t, again("#EXT-X-CUE-OUT:0\n#EXT-X-CUE-IN\n#EXTINF:6,\na\n"), "CUE-IN", "all but the first marker")
	require.Contains(t, again("#EXT-X-CUE-OUT\n#EXTINF:6,\na\n"), "#EXT-X-CUE-OUT:0\n", "no duration becomes 0")
	require.Contains(t, again("#EXT-X-CUE-OUT-CONT:8/30\n#EXTINF:6,\na\n"), "ElapsedTime=0,Duration=0", "8/30")
	require.Contains(t, again("#EXTINF:5.123456,\na\n"), "#EXTINF:5.123,", "milliseconds")
	require.NotContains(t, again("#EXT-X-START:TIME-OFFSET=-6\n#EXTINF:6,\na\n"), "EXT-X-START", "negative start")
}

func TestToMediaWindow(t *testing.T) {
	t.Parallel()
	m, err := hls.ParseMedia([]byte("#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXT-X-MEDIA-SEQUENCE:5\n#EXTINF:6,\na\n#EXTINF:6,\nb\n"))
	require.NoError(t, err)
	p, err := grafov.ToMedia(m)
	require.NoError(t, err)
	require.EqualValues(t, 2, p.WinSize())
	p.Slide("c", 6, "")
	m, err = grafov.FromMedia(p)
	require.NoError(t, err)
	require.EqualValues(t, 6, m.MediaSequence())
	require.Equal(t, "b c", uris(m))

	m, err = hls.ParseMedia([]byte("#EXTM3U\n#EXT-X-TARGETDURATION:6\n"))
	require.NoError(t, err)
	p, err = grafov.ToMedia(m)
	require.NoError(t, err)
	require.Zero(t, p.Count())
}
