package hls_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/adsplice/adsplice/hls"
)

// someLines generates playlists out of lines of all shapes, most of them plain.
func someLines() *rapid.Generator[string] {
	plain := []string{"#EXTINF:6,\nplain.ts", "#EXTINF:6.006,\n" + strings.Repeat("long/", 12) + "x.ts", "#EXTINF:4.5,a title\nx?a=1,2", "#EXTINF:5.123456789,\ny"}
	odd := []string{
		"#EXTINF:6", "#EXTINF:007.50,", "#EXTINF:1234567,", "#EXTINF:3.,", "#EXTINF:.5,", "#EXTINF:2.0000000001,", "#EXTINF: 6 ,", "#EXTINF:6, ", " #EXTINF:6,",
		"uri.ts", " uri.ts", "uri.ts ", "\turi", "a\r", "\x00", "#", "# comment", "", " ", "#EXTINF:9000000000,",
		"#EXT-X-DISCONTINUITY", "#EXT-X-DISCONTINUITY ", "#EXT-X-KEY:METHOD=AES-128,URI=\"k\"", "#EXT-X-KEY:METHOD=NONE", "#EXT-X-MAP:URI=\"i\"",
		"#EXT-X-BYTERANGE:100@5", "#EXT-X-BYTERANGE:100", "#EXT-X-PROGRAM-DATE-TIME:2025-01-01T00:00:00Z", "#EXT-X-GAP", "#EXT-X-BITRATE:9", "#EXT-X-ENDLIST",
		"#EXT-X-VERSION:3", "#EXT-X-MEDIA-SEQUENCE:5", "#EXT-X-VENDOR:1", "#EXT-X-CUE-OUT:30", "#EXT-X-PART:DURATION=1,URI=\"p\"", "#EXTINF:x,",
	}
	return rapid.Custom(func(t *rapid.T) string {
		var b strings.Builder
		b.WriteString("#EXTM3U\n#EXT-X-TARGETDURATION:9\n")
		for range rapid.IntRange(0, 12).Draw(t, "lines") {
			from := plain
			if rapid.IntRange(0, 2).Draw(t, "odd") == 0 {
				from = odd
			}
			line := rapid.SampledFrom(from).Draw(t, "line")
			end := rapid.SampledFrom([]string{"\n", "\n", "\n", "\r\n", "\r\r\n", " \n"}).Draw(t, "end")
			b.WriteString(strings.ReplaceAll(line, "\n", end) + end)
		}
		s := b.String()
		return s[:len(s)-rapid.IntRange(0, min(2, len(s)-32)).Draw(t, "cut")]
	})
}

// TestNaive reads generated playlists with a simple reader, and again with
// blank lines between all lines, which no short cut of the parser takes.
func TestNaive(t *testing.T) {
	t.Parallel()
	parsed := 0
	rapid.Check(t, func(t *rapid.T) {
		src := someLines().Draw(t, "playlist")
		m, err := hls.ParseMedia([]byte(src))
		spaced, spacedErr := hls.ParseMedia([]byte(strings.ReplaceAll(src, "\n", "\n\n")))
		if err != nil {
			require.Error(t, spacedErr)
			require.EqualError(t, errorKind(spacedErr), errorKind(err).Error())
			return
		}
		require.NoError(t, spacedErr)
		parsed++
		requireMediaIdentity(t, []byte(src), m)
		requireNaive(t, []byte(src), m)
		require.Equal(t, spaced.Len(), m.Len())
		for s := range m.Segments() {
			require.Equal(t, segmentText(spaced.Segment(s.Index())), segmentText(s))
		}
		require.Equal(t, spaced.Duration(), m.Duration())
	})
	require.Positive(t, parsed)
}

func segmentText(s hls.Segment) string {
	d := new(describer)
	d.segment(s)
	return d.String()
}

// errorKind returns a syntax error without its place.
func errorKind(err error) error {
	e, ok := err.(*hls.SyntaxError) //nolint:errorlint // never wrapped
	if !ok {
		return err
	}
	return &hls.SyntaxError{Tag: e.Tag, Text: e.Text, Err: e.Err}
}
