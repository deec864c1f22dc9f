package hls_test

import (
	"bytes"
	"maps"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/hls"
	"github.com/adsplice/adsplice/internal/checktest"
)

// TestSpliceFixtures splices the playlists of this package's tests,
// TestSpliceCorpus those of other projects, whatever is in them.
func TestSpliceFixtures(t *testing.T) {
	t.Parallel()
	spliceAll(t, playlists(t, "testdata"))
}

func TestSpliceCorpus(t *testing.T) {
	t.Parallel()
	spliceAll(t, playlists(t, corpusDir(t)))
}

func spliceAll(t *testing.T, all map[string][]byte) {
	t.Helper()
	t.Cleanup(func() { checktest.Report(t) })
	for _, name := range slices.Sorted(maps.Keys(all)) {
		src := all[name]
		m, err := hls.ParseMedia(src)
		if err != nil || m.Delta() || m.Len() == 0 {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ad := []hls.ClipRange{{Clip: fittingClip(t, m)}}
			n := m.Len()
			for what, cuts := range map[string][]hls.Cut{
				"pre-roll":           {{From: 0, To: 0, Clips: ad}},
				"mid-roll":           {{From: n / 2, To: n / 2, Clips: ad}},
				"post-roll":          {{From: n, To: n, Clips: ad}},
				"first replaced":     {{From: 0, To: 1, Clips: ad}},
				"middle replaced":    {{From: n / 2, To: n/2 + 1, Clips: ad}},
				"last replaced":      {{From: n - 1, To: n, Clips: ad}},
				"everything at once": {{From: 0, To: 0, Clips: ad}, {From: n / 3, To: n/3 + 1, Clips: ad}, {From: n, To: n, Clips: ad}},
			} {
				s := &hls.Splice{Cuts: cuts, Rebase: hls.Rebase{URL: "https://o.example/a/i.m3u8"}}
				for tag := range m.Tags() {
					if tag.Kind().Cue() {
						s.Drop = append(s.Drop, tag.Index())
					}
				}
				out, err := m.AppendSplice(nil, s)
				require.NoError(t, err, what)
				spliced, err := hls.ParseMedia(out)
				require.NoError(t, err, what)
				want := n
				for _, c := range cuts {
					want += 2 - (c.To - c.From)
				}
				require.Equal(t, want, spliced.Len(), what)
				if indented.Match(src) {
					continue // the checker takes blanks in front of a line for a part of it
				}
				// How long ads are is not the matter here. The checker does not know
				// variables, EXT-X-IMAGES-ONLY, and which of equal segments is meant.
				ignore := []string{"H11", "H13", "H46"}
				for range m.Definitions() {
					ignore = append(ignore, "H44")
				}
				if bytes.Contains(src, []byte("EXT-X-IMAGES-ONLY")) {
					ignore = append(ignore, "H12", "H23")
				}
				checktest.HLS(t, src, out, checktest.Ads("https://ads.example/"), checktest.OriginBase(s.Rebase.URL),
					checktest.StitchedBase("https://s.example/i.m3u8"), checktest.Ignore(ignore...))
			}
		})
	}
}

var indented = regexp.MustCompile(`(?m)^[ \t]+\S`)

// fittingClip makes a clip that fits the playlist.
func fittingClip(t *testing.T, m *hls.Media) *hls.Clip {
	t.Helper()
	const two = "#EXTINF:1.5,\n1.x\n#EXTINF:1.5,\n2.x\n"
	for _, lines := range []string{two, "#EXT-X-MAP:URI=\"i.mp4\"\n" + two} {
		c := newClip(t, lines)
		for _, c := range []*hls.Clip{c, c.Gaps(hls.GapOptions{KeepMap: true})} {
			if m.Fits(c) == "" {
				return c
			}
		}
	}
	require.Fail(t, "no clip fits", m.Fits(newClip(t, two)))
	return nil
}
