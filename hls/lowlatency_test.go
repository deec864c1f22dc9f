package hls_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/hls"
)

const lowLatency = `#EXTM3U
#EXT-X-TARGETDURATION:4
#EXT-X-VERSION:9
#EXT-X-MEDIA-SEQUENCE:266
#EXT-X-PART-INF:PART-TARGET=0.33334
#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=1.0,HOLD-BACK=12,CAN-SKIP-UNTIL=24.0,CAN-SKIP-DATERANGES=YES
#EXT-X-START:TIME-OFFSET=8.25
#EXT-X-PART:DURATION=0.33334,URI="s266.mp4",BYTERANGE="100@50",INDEPENDENT=YES
#EXT-X-PART:DURATION=0.33334,URI="s266.mp4",BYTERANGE="60"
#EXT-X-PART:DURATION=0.2,URI="other.mp4",BYTERANGE="7"
#EXTINF:4.0,
s266.mp4
#EXT-X-PART:DURATION=0.33334,URI="s266.mp4",BYTERANGE="9"
#EXT-X-PART:DURATION=0.33334,URI="s267.1.mp4",GAP=YES
#EXT-X-PART:DURATION=0.33334,URI="s267.1.mp4",BYTERANGE="9"
#EXTINF:4.0,
s267.mp4
#EXT-X-PART:DURATION=0.33334,URI="s268.1.mp4"
#EXT-X-PART:URI="s268.2.mp4",DURATION=x,BYTERANGE="x"
#EXT-X-PRELOAD-HINT:TYPE=PART,URI="s268.3.mp4",BYTERANGE-START=50,BYTERANGE-LENGTH=70
#EXT-X-PRELOAD-HINT:TYPE=MAP,URI="init.mp4"
#EXT-X-RENDITION-REPORT:URI="../1M/a.m3u8",LAST-MSN=268,LAST-PART=2
#EXT-X-RENDITION-REPORT:URI="../4M/a.m3u8"
`

func TestLowLatency(t *testing.T) {
	t.Parallel()
	m := parseMedia(t, lowLatency)
	inf, ok := m.PartInf()
	require.True(t, ok)
	require.Equal(t, sec(0.33334), orNone(inf.Target()))
	sc, ok := m.ServerControl()
	require.True(t, ok)
	require.True(t, sc.CanBlockReload())
	require.True(t, sc.CanSkipDateRanges())
	require.Equal(t, sec(1), orNone(sc.PartHoldBack()))
	require.Equal(t, sec(12), orNone(sc.HoldBack()))
	require.Equal(t, sec(24), orNone(sc.CanSkipUntil()))
	start, ok := m.Start()
	require.True(t, ok)
	require.Equal(t, sec(8.25), orNone(start.TimeOffset()))
	require.False(t, start.Precise())

	hints := slices.Collect(m.PreloadHints())
	require.Len(t, hints, 2)
	require.Equal(t, "PART s268.3.mp4", string(hints[0].Type())+" "+string(hints[0].URI()))
	require.EqualValues(t, 50, hints[0].Start())
	n, ok := hints[0].Length()
	require.True(t, ok)
	require.EqualValues(t, 70, n)
	require.Zero(t, hints[1].Start())
	_, ok = hints[1].Length()
	require.False(t, ok)

	reports := slices.Collect(m.RenditionReports())
	require.Len(t, reports, 2)
	require.Equal(t, "../1M/a.m3u8", string(reports[0].URI()))
	msn, ok := reports[0].LastMSN()
	require.True(t, ok)
	require.EqualValues(t, 268, msn)
	part, ok := reports[0].LastPart()
	require.True(t, ok)
	require.EqualValues(t, 2, part)
	_, ok = reports[1].LastMSN()
	require.False(t, ok)
}

func TestParts(t *testing.T) {
	t.Parallel()
	m := parseMedia(t, lowLatency)
	type part struct {
		uri      string
		r        hls.ByteRange
		hasRange bool
	}
	list := func(seq func(func(hls.Part) bool)) (all []part) {
		for p := range seq {
			r, ok := p.ByteRange()
			all = append(all, part{string(p.URI()), r, ok})
		}
		return all
	}
	require.Equal(t, []part{
		{"s266.mp4", hls.ByteRange{Length: 100, Offset: 50}, true},
		{"s266.mp4", hls.ByteRange{Length: 60, Offset: 150}, true}, // continues
		{"other.mp4", hls.ByteRange{Length: 7}, true},              // another resource
	}, list(m.Segment(0).Parts()))
	require.Equal(t, []part{
		{"s266.mp4", hls.ByteRange{Length: 9}, true}, // another parent segment
		{"s267.1.mp4", hls.ByteRange{}, false},
		{"s267.1.mp4", hls.ByteRange{Length: 9}, true}, // the part before was the whole resource
	}, list(m.Segment(1).Parts()))
	require.Equal(t, []part{
		{"s268.1.mp4", hls.ByteRange{}, false},
		{"s268.2.mp4", hls.ByteRange{}, false}, // unreadable
	}, list(m.TailParts()))
	all := slices.Collect(m.Segment(0).Parts())
	require.True(t, all[0].Independent())
	require.False(t, all[1].Independent())
	require.Equal(t, sec(0.2), orNone(all[2].Duration()))
	require.True(t, slices.Collect(m.Segment(1).Parts())[1].Gap())
	require.Equal(t, none, orNone(slices.Collect(m.TailParts())[1].Duration()))
	for range m.Segment(0).Parts() {
		break
	}
}

func TestPartRangeOverflow(t *testing.T) {
	t.Parallel()
	m := parseMedia(t, playlist(
		`#EXT-X-PART:DURATION=1,URI="a",BYTERANGE="999999999999999999@999999999999999999"`,
		`#EXT-X-PART:DURATION=1,URI="a",BYTERANGE="999999999999999999"`,
		`#EXT-X-PART:DURATION=1,URI="a",BYTERANGE="999999999999999999"`,
		`#EXT-X-PART:DURATION=1,URI="a",BYTERANGE="999999999999999999"`,
		`#EXT-X-PART:DURATION=1,URI="a",BYTERANGE="999999999999999999"`,
		`#EXT-X-PART:DURATION=1,URI="a",BYTERANGE="999999999999999999"`,
		`#EXT-X-PART:DURATION=1,URI="a",BYTERANGE="999999999999999999"`,
		`#EXT-X-PART:DURATION=1,URI="a",BYTERANGE="999999999999999999"`,
		`#EXT-X-PART:DURATION=1,URI="a",BYTERANGE="999999999999999999"`,
	))
	ranged := 0
	for p := range m.Segment(1).Parts() {
		if r, ok := p.ByteRange(); ok {
			require.GreaterOrEqual(t, r.Offset, int64(0))
			require.GreaterOrEqual(t, r.Offset+r.Length, int64(0))
			ranged++
		}
	}
	require.Equal(t, 8, ranged, "one has no place left")
}

func TestSkip(t *testing.T) {
	t.Parallel()
	m := parseMedia(t, "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXT-X-VERSION:10\n#EXT-X-MEDIA-SEQUENCE:266\n"+
		"#EXT-X-SKIP:SKIPPED-SEGMENTS=3,RECENTLY-REMOVED-DATERANGES=\"a\tb c\"\n#EXTINF:4,\ns269.mp4\n")
	require.True(t, m.Delta())
	s, ok := m.Skip()
	require.True(t, ok)
	n, ok := s.SkippedSegments()
	require.True(t, ok)
	require.EqualValues(t, 3, n)
	ids, ok := s.RemovedDateRanges()
	require.True(t, ok)
	var got []string
	for id := range ids {
		got = append(got, string(id))
	}
	require.Equal(t, []string{"a", "b c"}, got)
	require.EqualValues(t, 266, m.MediaSequence())
	require.EqualValues(t, 269, m.Segment(0).MediaSequence(), "the skipped ones count")

	full := parseMedia(t, lowLatency)
	require.False(t, full.Delta())
	_, ok = full.Skip()
	require.False(t, ok)
	_, ok = hls.Skip{Tag: full.Tag(0)}.RemovedDateRanges()
	require.False(t, ok)
	_, ok = parseMedia(t, playlist()).ServerControl()
	require.False(t, ok)
	_, ok = parseMedia(t, playlist()).PartInf()
	require.False(t, ok)
	_, ok = parseMedia(t, playlist()).Start()
	require.False(t, ok)
}
