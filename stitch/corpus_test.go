package stitch_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/hls"
	"github.com/adsplice/adsplice/internal/checktest"
	"github.com/adsplice/adsplice/stitch"
)

// TestCorpus stitches every media playlist of the corpus, made to end, with a
// pre-, a mid- and a post-roll or by its own markers, and has the output checked.
func TestCorpus(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(checktest.Corpus(t), "hls", "*.m3u8"))
	require.NoError(t, err)
	stitched := 0
	for _, f := range files {
		src, err := os.ReadFile(f)
		require.NoError(t, err)
		if !bytes.Contains(src, []byte("#EXT-X-ENDLIST")) {
			src = append(bytes.TrimRight(src, "\r\n"), "\n#EXT-X-ENDLIST\n"...)
		}
		doc, err := hls.ParseMedia(src)
		if err != nil || doc.Delta() || bytes.Contains(src, []byte("#EXT-X-PRELOAD-HINT")) {
			continue // low latency is for live streams: its hints make no sense in one that has ended
		}
		t.Run(filepath.Base(f), func(t *testing.T) {
			words, ext := []string{"1:2.0", "2:2.0", "3:1.0"}, ".ts"
			text := playlist(words...)
			switch doc.Container() {
			case hls.ContainerFMP4:
				text, ext = strings.Replace(text, "#EXTINF", "#EXT-X-MAP:URI=\"init.mp4\"\n#EXTINF", 1), ".m4s"
			case hls.ContainerWebVTT:
				ext = ".vtt"
			case hls.ContainerPackedAudio:
				ext = ".aac"
			default:
			}
			text = strings.ReplaceAll(text, ".ts", ext)
			ad, err := stitch.NewCreative("ad", []stitch.HLSRendition{{
				Rendition: stitch.Rendition{Name: "any"}, Media: parse(t, text), Base: "https://ads.example/ad/",
			}})
			require.NoError(t, err)
			ads := vmapAnswer(t, "start=ad", "50%=ad,ad", "end=ad")
			out, plan, err := stitch.Stitch(nil, src, stitch.Options{Creatives: library(ad), ADS: always(ads)})
			require.NoError(t, err)
			for _, b := range plan.Breaks {
				require.True(t, b.Personalized || b.Reason != stitch.ReasonNone)
			}
			var known []checktest.Option
			if bytes.Contains(src, []byte("#EXT-X-IMAGES-ONLY")) {
				// A tag about the whole playlist, which the checker takes for one of the
				// first segment.
				known = append(known, checktest.Ignore("H12"))
			}
			checktest.HLS(t, src, out, known...)
			stitched++

			empty, _, err := stitch.Stitch(nil, src, stitch.Options{Creatives: library(ad)})
			require.NoError(t, err)
			require.Equal(t, string(src), string(empty), "without ads the origin's bytes")
		})
	}
	require.Greater(t, stitched, 50)
}

// FuzzStitch: whatever origin and ad server say, there is a result.
func FuzzStitch(f *testing.F) {
	f.Add([]byte(playlist("a:6.0", "EXT-X-CUE-OUT:12", "b:6.0", "c:6.0", "EXT-X-CUE-IN", "d:6.0")), []byte(vastXML("ad")))
	f.Add([]byte(playlist("a:6.0", "EXT-X-CUE-OUT:0", "EXT-X-CUE-IN", "b:6.0")), []byte(vastXML("ad", "ad")))
	f.Add([]byte("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-ENDLIST"), []byte("<VAST/>"))
	lib := library(whole(f, "ad", 5), whole(f, "slate", 3))
	f.Fuzz(func(t *testing.T, origin, ads []byte) {
		before := bytes.Clone(origin)
		o := stitch.Options{Creatives: lib, ADS: always(answerOf(ads)), Policy: stitch.Policy{Slate: "slate"}}
		out, plan, err := stitch.Stitch(nil, origin, o)
		require.Equal(t, before, origin)
		if err != nil {
			require.Equal(t, string(origin), string(out))
			return
		}
		doc, err := hls.ParseMedia(out)
		require.NoError(t, err, "what was written parses")
		src, err := hls.ParseMedia(origin)
		require.NoError(t, err)
		var ads2, replaced int
		filled := false
		m := plan.TimeMap()
		for _, b := range plan.Breaks {
			filled = filled || b.Ads > 0
			require.LessOrEqual(t, b.Out, b.In)
			if b.Duration > 0 {
				require.Equal(t, b.Duration, b.Filled+b.Unfilled)
			}
		}
		for s := range src.Segments() {
			if _, ok := m.Stitched(s.Start()); !ok && s.Duration() > 0 {
				replaced++
			}
		}
		for s := range doc.Segments() {
			if bytes.HasPrefix(s.URI(), []byte("https://ads.example/")) {
				ads2++
			}
		}
		if !filled && plan.Type == stitch.VOD { // a live session may raise EXT-X-VERSION from the start
			require.Equal(t, string(origin), string(out), "no ads: the origin's bytes")
		}
		require.LessOrEqual(t, replaced, src.Len())
		again, _, _ := stitch.Stitch(nil, origin, o)
		require.Equal(t, string(out), string(again))
	})
}
