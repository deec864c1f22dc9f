package hls_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/hls"
)

// TestAppendSpliceRepeatedHeader: a header tag that the origin repeats is
// raised each time, however often that is.
func TestAppendSpliceRepeatedHeader(t *testing.T) {
	m, err := hls.ParseMedia([]byte("#EXTM3U\n" + strings.Repeat("#EXT-X-VERSION:1\n#EXT-X-TARGETDURATION:4\n", 50) + "#EXTINF:4,\na.ts\n"))
	require.NoError(t, err)
	ad, err := hls.ParseMedia([]byte("#EXTM3U\n#EXT-X-TARGETDURATION:7\n#EXTINF:6.6,\nad.ts\n"))
	require.NoError(t, err)
	clip, err := hls.NewClip(ad, hls.ClipOptions{})
	require.NoError(t, err)
	out, err := m.AppendSplice(nil, &hls.Splice{Cuts: []hls.Cut{{Clips: []hls.ClipRange{{Clip: clip}}}}})
	require.NoError(t, err)
	require.Equal(t, 50, strings.Count(string(out), "#EXT-X-VERSION:3\n"))
	require.Equal(t, 50, strings.Count(string(out), "#EXT-X-TARGETDURATION:7\n"))
	_, err = hls.ParseMedia(out)
	require.NoError(t, err)
}
