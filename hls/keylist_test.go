package hls_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/hls"
)

func TestKeysAndMaps(t *testing.T) {
	m, err := hls.ParseMedia([]byte("#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXT-X-KEY:METHOD=AES-128,URI=\"k1\",IV=0x1\n" +
		"#EXT-X-MAP:URI=\"a\"\n#EXTINF:6,\n1\n#EXT-X-KEY:METHOD=NONE\n#EXT-X-MAP:URI=\"b\"\n#EXTINF:6,\n2\n"))
	require.NoError(t, err)
	var methods, maps []string
	for k := range m.Keys() {
		methods = append(methods, string(k.Method()))
	}
	for x := range m.Maps() {
		maps = append(maps, string(x.URI()))
		require.Equal(t, len(maps) == 1, x.Keys.Len() == 1, "the keys in force at the map")
	}
	require.Equal(t, []string{"AES-128", "NONE"}, methods)
	require.Equal(t, []string{"a", "b"}, maps)
	for range m.Keys() {
		break
	}
	for range m.Maps() {
		break
	}
}
