package hls_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/hls"
)

func TestMalformed(t *testing.T) {
	t.Parallel()
	const head = "#EXTM3U\n#EXT-X-TARGETDURATION:6\n" // 32 bytes, 2 lines
	tests := []struct {
		name                 string
		src                  string
		kind                 error
		offset, line, column int
		tag, text            string
	}{
		{"empty", "", hls.ErrNotPlaylist, 0, 1, 1, "", ""},
		{"blank", "\n \n", hls.ErrNotPlaylist, 0, 1, 1, "", ""},
		{"HTML", "<html>\n", hls.ErrNotPlaylist, 0, 1, 1, "", "<html>"},
		{"no header", "#EXTINF:6,\na\n", hls.ErrNotPlaylist, 0, 1, 1, "", "#EXTINF:6,"},
		{"comment first", "\n# x\n#EXTM3U\n", hls.ErrNotPlaylist, 1, 2, 1, "", "# x"},
		{"header with a suffix", "#EXTM3U8\n", hls.ErrNotPlaylist, 0, 1, 1, "", "#EXTM3U8"},
		{"header in lower case", "#extm3u\n", hls.ErrNotPlaylist, 0, 1, 1, "", "#extm3u"},
		{"UTF-16", "\xff\xfe#\x00E\x00", hls.ErrNotPlaylist, 0, 1, 1, "", "\xff\xfe#\x00E\x00"},
		{"no target duration", "#EXTM3U\n#EXTINF:6,\na\n", hls.ErrMissing, 0, 1, 1, "EXT-X-TARGETDURATION", ""},
		{"target duration is no number", "#EXTM3U\n#EXT-X-TARGETDURATION:NaN\n", hls.ErrBadValue, 8, 2, 1, "EXT-X-TARGETDURATION", "NaN"},
		{"target duration negative", "#EXTM3U\n#EXT-X-TARGETDURATION:-6\n", hls.ErrBadValue, 8, 2, 1, "EXT-X-TARGETDURATION", "-6"},
		{"target duration fractional", "#EXTM3U\n#EXT-X-TARGETDURATION:6.0\n", hls.ErrBadValue, 8, 2, 1, "EXT-X-TARGETDURATION", "6.0"},
		{"target duration empty", "#EXTM3U\n#EXT-X-TARGETDURATION\n", hls.ErrBadValue, 8, 2, 1, "EXT-X-TARGETDURATION", ""},
		{"target duration twice", head + "#EXT-X-TARGETDURATION:7\n", hls.ErrDuplicate, 32, 3, 1, "EXT-X-TARGETDURATION", "7"},
		{"version is no number", head + "#EXT-X-VERSION:three\n", hls.ErrBadValue, 32, 3, 1, "EXT-X-VERSION", "three"},
		{"version twice", head + "#EXT-X-VERSION:3\n#EXT-X-VERSION:4\n", hls.ErrDuplicate, 49, 4, 1, "EXT-X-VERSION", "4"},
		{"media sequence negative", head + "#EXT-X-MEDIA-SEQUENCE:-11\n", hls.ErrBadValue, 32, 3, 1, "EXT-X-MEDIA-SEQUENCE", "-11"},
		{"media sequence too long", head + "#EXT-X-MEDIA-SEQUENCE:1234567890123456789\n", hls.ErrBadValue, 32, 3, 1, "EXT-X-MEDIA-SEQUENCE", "1234567890123456789"},
		{"discontinuity sequence", head + "#EXT-X-DISCONTINUITY-SEQUENCE:x\n", hls.ErrBadValue, 32, 3, 1, "EXT-X-DISCONTINUITY-SEQUENCE", "x"},
		{"two playlists", head + "#EXTM3U\n", hls.ErrDuplicate, 32, 3, 1, "EXTM3U", ""},
		{"segment without EXTINF", head + "a.ts\n", hls.ErrMissing, 32, 3, 1, "EXTINF", "a.ts"},
		{"segment without EXTINF, indented", head + "\t a.ts\r\n", hls.ErrMissing, 34, 3, 3, "EXTINF", "a.ts"},
		{"second segment without EXTINF", head + "#EXTINF:6,\na\nb\n", hls.ErrMissing, 45, 5, 1, "EXTINF", "b"},
		{"a line that begins with NUL is a URI line", head + "\x00#EXTINF:7,\n", hls.ErrMissing, 32, 3, 1, "EXTINF", "\x00#EXTINF:7,"},
		{"EXTINF is no number", head + "#EXTINF:six,\na\n", hls.ErrBadValue, 32, 3, 1, "EXTINF", "six,"},
		{"EXTINF empty", head + "#EXTINF:\na\n", hls.ErrBadValue, 32, 3, 1, "EXTINF", ""},
		{"EXTINF without colon", head + "#EXTINF\na\n", hls.ErrBadValue, 32, 3, 1, "EXTINF", ""},
		{"EXTINF with a blank for the colon", head + "#EXTINF 6,\na\n", hls.ErrBadValue, 32, 3, 1, "EXTINF", "6,"},
		{"EXTINF negative", head + "#EXTINF:-1,\na\n", hls.ErrBadValue, 32, 3, 1, "EXTINF", "-1,"},
		{"EXTINF with a decimal comma", head + "#EXTINF:9x,8\na\n", hls.ErrBadValue, 32, 3, 1, "EXTINF", "9x,8"},
		{"EXTINF with an exponent", head + "#EXTINF:1e3,\na\n", hls.ErrBadValue, 32, 3, 1, "EXTINF", "1e3,"},
		{"EXTINF point alone", head + "#EXTINF:.,\na\n", hls.ErrBadValue, 32, 3, 1, "EXTINF", ".,"},
		{"EXTINF out of range", head + "#EXTINF:9223372036,\na\n", hls.ErrBadValue, 32, 3, 1, "EXTINF", "9223372036,"},
		{"EXTINFs that overflow", head + "#EXTINF:9223372035,\na\n#EXTINF:9,\nb\n", hls.ErrTooLarge, 54, 5, 1, "EXTINF", ""},
		{"byte range", head + "#EXT-X-BYTERANGE:x@0\n#EXTINF:6,\na\n", hls.ErrBadValue, 32, 3, 1, "EXT-X-BYTERANGE", "x@0"},
		{"byte range offset", head + "#EXTINF:6,\n#EXT-X-BYTERANGE:10@\na\n", hls.ErrBadValue, 43, 4, 1, "EXT-X-BYTERANGE", "10@"},
		{"byte range empty", head + "#EXT-X-BYTERANGE\n#EXTINF:6,\na\n", hls.ErrBadValue, 32, 3, 1, "EXT-X-BYTERANGE", ""},
		{"key without method", head + "#EXT-X-KEY:URI=\"k\"\n", hls.ErrMissing, 32, 3, 1, "EXT-X-KEY", "URI=\"k\""},
		{"map without URI", head + "#EXT-X-MAP:BYTERANGE=\"1@0\"\n", hls.ErrMissing, 32, 3, 1, "EXT-X-MAP", "BYTERANGE=\"1@0\""},
		{"multivariant tag", head + "#EXT-X-STREAM-INF:BANDWIDTH=1\n", hls.ErrMultivariant, 32, 3, 1, "EXT-X-STREAM-INF", "BANDWIDTH=1"},
		{"multivariant playlist", "#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO\n", hls.ErrMultivariant, 8, 2, 1, "EXT-X-MEDIA", "TYPE=AUDIO"},
		{"CRLF counts", "#EXTM3U\r\n#EXT-X-TARGETDURATION:6\r\n#EXTINF:x\r\na\r\n", hls.ErrBadValue, 34, 3, 1, "EXTINF", "x"},
		{"byte order mark counts", "\xef\xbb\xbf#EXTM3U\n#EXTINF:x\n", hls.ErrBadValue, 11, 2, 1, "EXTINF", "x"},
		{"text is cut", head + strings.Repeat("a", 100), hls.ErrMissing, 32, 3, 1, "EXTINF", strings.Repeat("a", 64)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m, err := hls.ParseMedia([]byte(tt.src))
			require.Nil(t, m)
			requireSyntaxError(t, err, tt.kind, hls.SyntaxError{
				Offset: tt.offset, Line: tt.line, Column: tt.column, Tag: tt.tag, Text: tt.text, Err: tt.kind,
			})
		})
	}
}

func requireSyntaxError(t *testing.T, err, kind error, want hls.SyntaxError) {
	t.Helper()
	require.ErrorIs(t, err, kind)
	var got *hls.SyntaxError
	require.ErrorAs(t, err, &got)
	require.Equal(t, want, *got)
}

func TestMalformedMultivariant(t *testing.T) {
	t.Parallel()
	const inf = "#EXT-X-STREAM-INF:BANDWIDTH=1\n" // 30 bytes
	tests := []struct {
		name                 string
		src                  string
		kind                 error
		offset, line, column int
		tag, text            string
	}{
		{"empty", "", hls.ErrNotPlaylist, 0, 1, 1, "", ""},
		{"no header", inf + "a\n", hls.ErrNotPlaylist, 0, 1, 1, "", "#EXT-X-STREAM-INF:BANDWIDTH=1"},
		{"URI first", " a\n", hls.ErrNotPlaylist, 0, 1, 1, "", "a"},
		{"no variant", "#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO\n", hls.ErrMissing, 0, 1, 1, "EXT-X-STREAM-INF", ""},
		{"variant without URI", "#EXTM3U\n" + inf + "\n# x\n", hls.ErrMissing, 8, 2, 1, "EXT-X-STREAM-INF", "BANDWIDTH=1"},
		{"variant without URI, then another", "#EXTM3U\n" + inf + inf + "a\n", hls.ErrMissing, 8, 2, 1, "EXT-X-STREAM-INF", "BANDWIDTH=1"},
		{"media playlist", "#EXTM3U\n#EXT-X-TARGETDURATION:6\n", hls.ErrMedia, 8, 2, 1, "EXT-X-TARGETDURATION", "6"},
		{"mixed", "#EXTM3U\n" + inf + "a\n#EXTINF:6,\nb\n", hls.ErrMedia, 40, 4, 1, "EXTINF", "6,"},
		{"two playlists", "#EXTM3U\n" + inf + "a\n#EXTM3U\n", hls.ErrDuplicate, 40, 4, 1, "EXTM3U", ""},
		{"version", "#EXTM3U\n#EXT-X-VERSION:x\n", hls.ErrBadValue, 8, 2, 1, "EXT-X-VERSION", "x"},
		{"version twice", "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-VERSION:4\n", hls.ErrDuplicate, 25, 3, 1, "EXT-X-VERSION", "4"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m, err := hls.ParseMultivariant([]byte(tt.src))
			require.Nil(t, m)
			requireSyntaxError(t, err, tt.kind, hls.SyntaxError{
				Offset: tt.offset, Line: tt.line, Column: tt.column, Tag: tt.tag, Text: tt.text, Err: tt.kind,
			})
		})
	}
}

func TestErrorText(t *testing.T) {
	t.Parallel()
	_, err := hls.ParseMedia([]byte("#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:9x\na\n"))
	require.EqualError(t, err, `hls: line 3: EXTINF: bad value "9x"`)
	_, err = hls.ParseMedia(nil)
	require.EqualError(t, err, "hls: line 1: not an HLS playlist")
}

// TestTolerated has what RFC 8216 forbids and players play.
func TestTolerated(t *testing.T) {
	t.Parallel()
	for name, src := range map[string]string{
		"byte order mark":            "\xef\xbb\xbf#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\na\n",
		"blank lines first":          "\r\n\t\n#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\na\n",
		"blanks around":              "  #EXTM3U \n #EXT-X-TARGETDURATION : 6 \n #EXTINF : 6 , \n  a \n",
		"header with a value":        "#EXTM3U url-tvg=\"x\"\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\na\n",
		"no line end":                "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\na",
		"EXTINF without comma":       "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6\na\n",
		"header tag repeated":        "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\na\n",
		"target duration at the end": "#EXTM3U\n#EXTINF:6,\na\n#EXT-X-TARGETDURATION:6\n",
	} {
		m := parseMedia(t, src)
		require.Equal(t, 1, m.Len(), name)
		require.Equal(t, "a", string(m.Segment(0).URI()), name)
		require.Equal(t, sec(6), m.Segment(0).Duration(), name)
	}
}
