package checktest_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/internal/checktest"
)

const head = "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXT-X-PLAYLIST-TYPE:VOD\n"

func TestHLS(t *testing.T) {
	origin := []byte(head + "#EXTINF:6,\na.ts\n#EXTINF:6,\nb.ts\n#EXT-X-ENDLIST\n")
	good := []byte(head + "#EXTINF:6,\na.ts\n#EXT-X-DISCONTINUITY\n#EXTINF:6,\nhttps://ads.example/1.ts\n" +
		"#EXT-X-DISCONTINUITY\n#EXTINF:6,\nb.ts\n#EXT-X-ENDLIST\n")
	bad := []byte(head + "#EXTINF:6,\na.ts\n#EXTINF:6,\nhttps://ads.example/1.ts\n" +
		"#EXT-X-DISCONTINUITY\n#EXTINF:6,\nb.ts\n#EXT-X-ENDLIST\n")

	checktest.HLS(t, origin, good, checktest.Ads("https://ads.example/"), checktest.Prev(good))
	if _, err := os.Stat(filepath.Join(checktest.Root(t), "..", "shared", "check")); err != nil || os.Getenv("ADSPLICE_CHECK") != "" {
		t.Skip("no checker")
	}
	require.Equal(t, []string{"H9 line 7: 0 DISCONTINUITY tags before the first ad segment, want 1"},
		checktest.HLSViolations(t, origin, bad))
	require.Empty(t, checktest.HLSViolations(t, origin, bad, checktest.Ignore("H9")))
	checktest.Report(t)
}

func TestCorpus(t *testing.T) {
	t.Run("absent", func(t *testing.T) {
		t.Setenv("ADSPLICE_CORPUS", filepath.Join(t.TempDir(), "none"))
		checktest.Corpus(t)
		t.Error("not skipped")
	})
	require.DirExists(t, filepath.Join(checktest.Corpus(t), "hls"))
}
