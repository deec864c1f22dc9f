package hls_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/hls"
)

// TestUnclosedQuotes: a key or a map with a quote that nothing closes means
// nothing certain, and an IV written behind it would be part of the quoted text.
func TestUnclosedQuotes(t *testing.T) {
	for _, tag := range []string{`#EXT-X-KEY:METHOD=AES-128,URI="k`, `#EXT-X-KEY:METHOD=AES-128,URI=k"`, `#EXT-X-MAP:URI="i.mp4`, `#EXT-X-MAP:URI=i.mp4"`, `#EXT-X-KEY:METHOD=AES-128,UR"I3k=",IV=0x03`, `#EXT-X-KEY:METHOD=AES-128,URI="k"x"`} {
		_, err := hls.ParseMedia([]byte("#EXTM3U\n#EXT-X-TARGETDURATION:6\n" + tag + "\n#EXTINF:6,\na.ts\n"))
		require.ErrorIs(t, err, hls.ErrBadValue, tag)
		var syntax *hls.SyntaxError
		require.True(t, errors.As(err, &syntax))
		require.Equal(t, 3, syntax.Line)
	}
}
