package stitch_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/adsplice/adsplice/hls"
	"github.com/adsplice/adsplice/internal/checktest"
	"github.com/adsplice/adsplice/stitch"
)

// drawOrigin writes a VOD with random segments, dates, keys and markers, and the
// same content on another grid.
func drawOrigin(t *rapid.T) (video, audio string) {
	n := rapid.IntRange(1, 40).Draw(t, "segments")
	dated := rapid.Bool().Draw(t, "dated")
	keyed := rapid.Bool().Draw(t, "keyed")
	var words []string
	total, open := 0, 0
	if dated {
		words = append(words, "EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00.000Z")
	}
	if keyed {
		words = append(words, `EXT-X-KEY:METHOD=AES-128,URI="k"`)
	}
	for i := range n {
		ms := rapid.IntRange(500, 6400).Draw(t, "ms")
		total += ms
		switch m := rapid.IntRange(0, 9).Draw(t, "marker"); {
		case open > 0:
			if open--; open == 0 {
				words = append(words, "EXT-X-CUE-IN")
			}
		case m == 0:
			words = append(words, "EXT-X-CUE-OUT:0", "EXT-X-CUE-IN")
		case m == 1:
			words = append(words, fmt.Sprintf("EXT-X-CUE-OUT:%d", rapid.IntRange(1, 40).Draw(t, "break")))
			open = rapid.IntRange(1, 8).Draw(t, "in")
		}
		words = append(words, fmt.Sprintf("v%d:%d.%03d", i, ms/1000, ms%1000))
	}
	video = playlist(words...)
	words = nil
	if dated {
		words = append(words, "EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00.000Z")
	}
	for i := 0; total > 0; i++ {
		ms := min(total, 1920)
		total -= ms
		words = append(words, fmt.Sprintf("x%d:%d.%03d", i, ms/1000, ms%1000))
	}
	return video, playlist(words...)
}

// TestProperties: durations are conserved, both renditions show the same
// breaks, time maps are inverse, and no rule is broken.
func TestProperties(t *testing.T) {
	checked := 0
	rapid.Check(t, func(rt *rapid.T) {
		video, audio := drawOrigin(rt)
		lib := stitch.Creatives{}
		var keys []string
		for i := range rapid.IntRange(0, 4).Draw(rt, "ads") {
			var s []string
			for range rapid.IntRange(1, 5).Draw(rt, "ad segments") {
				ms := rapid.IntRange(100, 6400).Draw(rt, "ad ms")
				s = append(s, fmt.Sprintf("%d.%03d", ms/1000, ms%1000))
			}
			k := fmt.Sprintf("ad%d", i)
			lib[k] = creative(t, k, s...)
			keys = append(keys, k)
		}
		lib["slate"] = creative(t, "slate", "2.0", "1.5")
		lib["in"], lib["out"] = creative(t, "in", "1.0"), creative(t, "out", "1.25")
		policy := stitch.Policy{
			Fit:                      rapid.SampledFrom([]stitch.FitMode{stitch.FirstFit, stitch.BestFit}).Draw(rt, "fit"),
			Slate:                    rapid.SampledFrom([]string{"", "slate"}).Draw(rt, "slate"),
			BumperStart:              rapid.SampledFrom([]string{"", "in"}).Draw(rt, "bumper"),
			BumperEnd:                rapid.SampledFrom([]string{"", "out"}).Draw(rt, "bumper"),
			PersonalizationThreshold: time.Duration(rapid.IntRange(0, 20).Draw(rt, "threshold")) * time.Second,
			Resume:                   rapid.SampledFrom([]stitch.Resume{stitch.ResumeNearest, stitch.ResumeDated}).Draw(rt, "resume"),
		}
		doc := parse(t, video)
		avails, _ := stitch.Avails(doc)
		answers := stitch.Answers{}
		due, err := stitch.Ask(stitch.Input{Session: stitch.NewSession(doc, stitch.SessionOptions{}), Doc: doc, Avails: avails})
		require.NoError(rt, err)
		for _, r := range due {
			if len(keys) > 0 {
				answers[r.Key] = vastAnswer(t, keys...)
			} else {
				answers[r.Key] = stitch.Answer{}
			}
		}
		plan, err := stitch.Decide(stitch.Input{Session: stitch.NewSession(doc, stitch.SessionOptions{}), Doc: doc, Policy: policy, Avails: avails, Answers: answers, Creatives: lib})
		require.NoError(rt, err)

		var seen [2]struct{ ads, discontinuities int }
		for i, origin := range []string{video, audio} {
			d := doc
			if i == 1 {
				d = parse(t, origin)
			}
			var r stitch.Rendered
			out, err := plan.AppendHLS(nil, d, &stitch.HLSOptions{}, &r)
			require.NoError(rt, err)
			got := parse(t, string(out))
			want := d.Duration()
			for _, b := range r.Breaks {
				want += b.Duration - (b.In - b.Out)
				require.True(rt, i == 1 || b.Skew() == 0, "the reference is not skewed")
			}
			require.Equal(rt, want, got.Duration(), "durations are conserved")
			seen[i].ads = strings.Count(string(out), "https://ads.example/")
			for s := range got.Segments() {
				if s.Discontinuity() {
					seen[i].discontinuities++
				}
			}
			if checked < 300 {
				checked++
				checktest.HLS(t, []byte(origin), out, checktest.Ignore("H13"))
			}
		}
		require.Equal(rt, seen[0].ads, seen[1].ads, "every rendition has the same ads")
		if runs := len(plan.Breaks) + 1; parse(t, audio).Len() >= runs {
			require.Equal(rt, seen[0].discontinuities, seen[1].discontinuities, "and the same discontinuities")
		}

		m := plan.TimeMap()
		for s := range doc.Segments() {
			if at, ok := m.Stitched(s.Start()); ok {
				back, ok := m.Origin(at)
				require.True(rt, ok)
				require.Equal(rt, s.Start(), back)
			}
		}
		checkBreaks(rt, plan, doc)
	})
}

// checkBreaks has what holds for every break of a plan.
func checkBreaks(t *rapid.T, plan *stitch.Plan, doc *hls.Media) {
	var carry, last time.Duration
	for _, b := range plan.Breaks {
		require.GreaterOrEqual(t, b.Out, last)
		require.LessOrEqual(t, b.Out, b.In)
		require.Equal(t, b.In, doc.Boundary(doc.NearestBoundary(b.In)), "cuts are on the grid")
		last = b.In
		if b.Duration > 0 {
			require.Equal(t, b.Duration, b.Filled+b.Unfilled)
		}
		require.Equal(t, b.Personalized, b.Reason == stitch.ReasonNone)
		var at time.Duration
		for _, f := range b.Fill {
			require.GreaterOrEqual(t, f.Start, at, "in play order")
			require.Positive(t, f.Duration)
			at = f.Start + f.Duration
		}
		if b.Mode == stitch.Replace && len(b.Fill) > 0 {
			length := b.End - b.Start
			require.LessOrEqual(t, at, length+stitch.DefaultFitTolerance, "never over the break by more than the tolerance")
			carry += b.Ads - (b.In - b.Out)
		}
	}
}
