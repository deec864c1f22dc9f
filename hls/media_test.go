package hls_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/hls"
)

// threeSegments has segments of 6, 4 and 0 s, and one of 2.5 s.
const threeSegments = "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\na\n#EXTINF:4,\nb\n#EXTINF:0,\nzero\n#EXTINF:2.5,\nc\n"

func TestSegmentAt(t *testing.T) {
	t.Parallel()
	m := parseMedia(t, threeSegments)
	for at, want := range map[float64]int{0: 0, 5.999: 0, 6: 1, 9.999: 1, 12.499: 3, 12.5: 4, 100: 4} {
		require.Equal(t, want, m.SegmentAt(sec(at)), "at %v", at)
	}
	require.Zero(t, m.SegmentAt(-time.Second))
	require.Contains(t, []int{2, 3}, m.SegmentAt(sec(10)), "both start there, neither is wrong")
	empty := parseMedia(t, "#EXTM3U\n#EXT-X-TARGETDURATION:6\n")
	require.Zero(t, empty.SegmentAt(0))
	require.Zero(t, empty.NearestBoundary(time.Hour))
	require.Zero(t, empty.Boundary(0))
}

func TestNearestBoundary(t *testing.T) {
	t.Parallel()
	m := parseMedia(t, threeSegments)
	for _, tt := range []struct {
		at   float64
		want float64
		why  string
	}{
		{0, 0, "start"},
		{2.999, 0, "nearer to the start"},
		{3, 0, "ties go to the earlier one"},
		{3.001, 6, "nearer to the end"},
		{8, 6, "tie"},
		{11.24, 10, "behind the empty segment"},
		{11.26, 12.5, "the end is a boundary"},
		{100, 12.5, "beyond the end"},
	} {
		i := m.NearestBoundary(sec(tt.at))
		require.Equal(t, sec(tt.want), m.Boundary(i), tt.why)
	}
	require.Zero(t, m.NearestBoundary(-time.Hour))
}

func TestHeader(t *testing.T) {
	t.Parallel()
	m := parseMedia(t, "#EXTM3U\n#EXT-X-TARGETDURATION:6\n")
	require.Equal(t, 1, m.Version(), "absent: 1")
	require.Zero(t, m.MediaSequence())
	require.Zero(t, m.DiscontinuitySequence())
	require.Nil(t, m.PlaylistType())
	require.False(t, m.Ended())
	require.False(t, m.VOD())
	require.False(t, m.HasDates())
	require.Equal(t, 6*time.Second, m.TargetDuration())

	big := parseMedia(t, "#EXTM3U\n#EXT-X-VERSION:999999999999\n#EXT-X-TARGETDURATION:999999999999999999\n#EXT-X-MEDIA-SEQUENCE:999999999999999999\n#EXT-X-DISCONTINUITY-SEQUENCE:999999999999999999\n#EXT-X-SKIP:SKIPPED-SEGMENTS=999999999999999999\n#EXT-X-DISCONTINUITY\n#EXTINF:1,\na\n")
	require.Equal(t, 1<<31-1, big.Version())
	require.Positive(t, big.TargetDuration())
	require.Positive(t, big.Segment(0).MediaSequence())
	require.Positive(t, big.Segment(0).DiscontinuitySequence())

	require.True(t, parseMedia(t, "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXT-X-PLAYLIST-TYPE:VOD\n").VOD())
	require.False(t, parseMedia(t, "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXT-X-PLAYLIST-TYPE:EVENT\n").VOD())
	require.True(t, parseMedia(t, "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXT-X-PLAYLIST-TYPE:EVENT\n#EXT-X-ENDLIST\n").VOD())
}

func TestSegmentText(t *testing.T) {
	t.Parallel()
	m := parseMedia(t, "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXT-X-A\n#EXTINF:6,Title, x \r\n#EXT-X-B:1\n a.ts \r\n\n#EXT-X-C\n#EXTINF:6\nb.ts\n#EXT-X-D\n")
	a, b := m.Segment(0), m.Segment(1)
	require.Equal(t, "Title, x ", string(a.Title()))
	require.Empty(t, b.Title())
	require.Equal(t, "a.ts", string(a.URI()))
	require.Equal(t, 1, b.Index())
	names := func(seq func(func(hls.Tag) bool)) string {
		var all []string
		for t := range seq {
			all = append(all, string(t.Name()))
		}
		return strings.Join(all, " ")
	}
	require.Equal(t, "EXTM3U EXT-X-TARGETDURATION EXT-X-A EXT-X-B", names(a.Tags()))
	require.Equal(t, "EXT-X-C", names(b.Tags()))
	require.Equal(t, "EXT-X-D", names(m.TailTags()))
	require.Equal(t, "\n#EXT-X-C\n#EXTINF:6\nb.ts\n", string(b.Bytes()))
	require.Equal(t, "#EXT-X-D\n", string(m.Tail()))
	for range m.Segments() {
		break
	}
	for range m.Tags() {
		break
	}
	for range m.Lines() {
		break
	}
}

func TestSlicesAreCapped(t *testing.T) {
	t.Parallel()
	src := []byte(playlist(`#EXT-X-KEY:METHOD=AES-128,URI="k" ,IV=0x01`, "#EXT-X-VENDOR:a,b"))
	keep := string(src)
	m, err := hls.ParseMedia(src)
	require.NoError(t, err)
	var all [][]byte
	all = append(all, m.Bytes(), m.Tail(), m.PlaylistType())
	for s := range m.Segments() {
		all = append(all, s.URI(), s.Title(), s.Bytes())
		for k := range s.Keys().All() {
			all = append(all, k.URI(), k.Method(), k.Format())
		}
	}
	for tag := range m.Tags() {
		all = append(all, tag.Name(), tag.Value(), tag.Bytes())
		for a := range tag.Attributes().All() {
			all = append(all, a.Name, a.Value, a.Value.Text())
		}
	}
	all = slices.AppendSeq(all, m.Lines())
	for _, b := range all {
		_ = append(b, "overwritten"...)
	}
	require.Equal(t, keep, string(src), "appending to what was handed out must not write into the source")
}

func TestReset(t *testing.T) {
	t.Parallel()
	m := parseMedia(t, playlist("#EXT-X-KEY:METHOD=AES-128,URI=\"k\"", "#EXT-X-BYTERANGE:1@2", "#EXT-X-PROGRAM-DATE-TIME:2020-01-01T00:00:00Z"))
	require.NoError(t, m.Reset([]byte(threeSegments)))
	require.Equal(t, describeMedia(parseMedia(t, threeSegments)), describeMedia(m), "nothing is left of the playlist before")
	require.Error(t, m.Reset([]byte("#EXTM3U\n#EXTINF:6,\na\n")))
	require.Zero(t, m.Len())
	require.Empty(t, m.Bytes())
	require.NoError(t, m.Reset([]byte(threeSegments)))
	require.Equal(t, 4, m.Len())
}

func TestMediaAllocates(t *testing.T) {
	src := []byte(lowLatency + strings.Repeat("#EXT-X-KEY:METHOD=AES-128,URI=\"k\"\n#EXT-X-PROGRAM-DATE-TIME:2020-01-01T00:00:00Z\n#EXT-X-BYTERANGE:10\n#EXTINF:4,\na\n", 50))
	m := parseMedia(t, string(src))
	require.Zero(t, testing.AllocsPerRun(50, func() {
		if m.Reset(src) != nil {
			t.Error("no error before")
		}
	}), "Reset")
	n := 0
	require.Zero(t, testing.AllocsPerRun(50, func() {
		for s := range m.Segments() {
			n += len(s.URI()) + len(s.Title()) + int(s.Duration()) + int(s.MediaSequence()) + int(s.DiscontinuitySequence())
			r, _ := s.ByteRange()
			x, _ := s.Map()
			at, _ := s.Time()
			n += int(r.Offset) + len(x.URI()) + at.Nanosecond()
			for k := range s.Keys().All() {
				iv, _ := s.IV(k)
				n += len(k.URI()) + int(iv[15])
			}
			for p := range s.Parts() {
				n += len(p.URI())
			}
			for tag := range s.Tags() {
				n += len(tag.Name())
			}
		}
	}), "iterating")
	dst := make([]byte, 0, 2*len(src))
	require.Zero(t, testing.AllocsPerRun(50, func() { dst, _ = m.AppendText(dst[:0]) }), "AppendText")
	require.NotZero(t, n)
}

func TestMediaConcurrently(t *testing.T) {
	t.Parallel()
	m := parseMedia(t, lowLatency)
	want := describeMedia(m)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				if got := describeMedia(m); got != want {
					t.Errorf("got %s", got)
				}
			}
		})
	}
	wg.Wait()
}
