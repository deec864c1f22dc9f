package stitch_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/adsplice/adsplice/stitch"
)

// liveExample is a live session from before a break to after it has left the
// window.
type liveExample struct {
	name, why string
	origin    []string
	ads       map[string]int // seconds of each creative
	vast      []string       // keys of the ads
	err       error          // in place of an answer
	policy    stitch.Policy
	want      string // all that was listed

	reason           stitch.Reason
	filled, unfilled float64
	skipped          []stitch.SkippedAd
	kinds            string // of what fills the break: a ad, s slate, b bumper
}

// play plays an example with dates and without.
func (r liveExample) play(t *testing.T) {
	t.Helper()
	t.Run(r.name, func(t *testing.T) {
		for _, dated := range []bool{true, false} {
			lib := stitch.Creatives{}
			for k, n := range r.ads {
				lib[k] = clip5(t, k, n)
			}
			ads := offer(t, r.vast...)
			if r.err != nil {
				ads = func(stitch.Request) (stitch.Answer, bool) { return stitch.Answer{Err: r.err}, true }
			}
			a := newAudience(lib, ads)
			a.policy = r.policy
			a.play(t, channel{words: r.origin, first: 100, dated: dated})
			assert.Equal(t, r.want, a.story("main"), r.why)
			assert.Len(t, a.asked, 1, "a break is asked for once")
			b := a.only(t)
			var kinds []byte
			personalized := false
			for _, f := range b.Fill {
				kinds = append(kinds, f.Kind.String()[0])
				personalized = personalized || f.Kind == stitch.KindAd
			}
			assert.Equal(t, r.kinds, string(kinds))
			assert.Equal(t, personalized, b.Personalized)
			assert.Equal(t, r.reason, b.Reason)
			assert.Equal(t, sec(r.filled), b.Filled)
			assert.Equal(t, sec(r.unfilled), b.Unfilled)
			assert.ElementsMatch(t, skips(r.skipped), skips(b.Skipped))
			assert.Equal(t, stitch.Midroll, b.Position)
			assert.Equal(t, stitch.Replace, b.Mode)
			assert.True(t, b.EndKnown)
			assert.True(t, b.Ended)
		}
	})
}

// breakAt20 is a break of n segments of five seconds from 20 s on.
func breakAt20(out string, n int, in string) []string {
	words := join(run5(0, 3), []string{out}, run5(4, 3+n))
	if in != "" {
		words = append(words, in)
	}
	return append(words, run5(4+n, 33)...)
}

// TestLive has the numbered live examples but the two of whole manifests.
func TestLive(t *testing.T) {
	const out70, out60, in = "EXT-X-CUE-OUT:70", "EXT-X-CUE-OUT:60", "EXT-X-CUE-IN"
	slate := stitch.Policy{Slate: "slate"}
	forty := map[string]int{"p": 40, "q": 40, "slate": 10}
	thirty := map[string]int{"p": 30, "q": 30, "r": 30, "slate": 10}
	tooLong := []stitch.SkippedAd{{ID: "q", Reason: stitch.SkipDurationExceeded}}
	for _, r := range []liveExample{
		{
			name: "LIVE-1", why: "one of two 40 s ads, then content for 30 s",
			origin: breakAt20(out70, 14, in), ads: forty, vast: []string{"p", "q"},
			want: "c0-3 | p/1-8 | c12-33", kinds: "a", filled: 40, unfilled: 30, skipped: tooLong,
		},
		{
			name: "LIVE-1 slate", why: "or slate for 30 s, a discontinuity in front of each loop",
			origin: breakAt20(out70, 14, in), ads: forty, vast: []string{"p", "q"}, policy: slate,
			want: "c0-3 | p/1-8 | slate/1-2 | slate/1-2 | slate/1-2 | c18-33", kinds: "asss", filled: 70, skipped: tooLong,
		},
		{
			name: "LIVE-2", why: "cue-in at 55 s, long after the ad",
			origin: breakAt20(out70, 11, in), ads: forty, vast: []string{"p", "q"},
			want: "c0-3 | p/1-8 | c12-33", kinds: "a", filled: 40, unfilled: 30, skipped: tooLong,
		},
		{
			name: "LIVE-2 slate", why: "15 s of slate, content from 55 s",
			origin: breakAt20(out70, 11, in), ads: forty, vast: []string{"p", "q"}, policy: slate,
			want: "c0-3 | p/1-8 | slate/1-2 | slate/1 | c15-33", kinds: "ass", filled: 55, unfilled: 15, skipped: tooLong,
		},
		{
			name: "LIVE-3", why: "cue-in at 25 s cuts the ad",
			origin: breakAt20(out70, 5, in), ads: forty, vast: []string{"p", "q"},
			want: "c0-3 | p/1-5 | c9-33", kinds: "a", filled: 25, unfilled: 45, skipped: tooLong,
		},
		{
			name: "LIVE-3 slate", why: "content at once, no slate",
			origin: breakAt20(out70, 5, in), ads: forty, vast: []string{"p", "q"}, policy: slate,
			want: "c0-3 | p/1-5 | c9-33", kinds: "a", filled: 25, unfilled: 45, skipped: tooLong,
		},
		{
			name: "LIVE-4", why: "the shortest ad is too long: content",
			origin: breakAt20("EXT-X-CUE-OUT:30", 6, in), ads: forty, vast: []string{"q"},
			want: "c0-33", unfilled: 30, reason: stitch.ReasonNothingFits, skipped: tooLong,
		},
		{
			name: "LIVE-4 slate", why: "or 30 s of slate",
			origin: breakAt20("EXT-X-CUE-OUT:30", 6, in), ads: forty, vast: []string{"q"}, policy: slate,
			want: "c0-3 | slate/1-2 | slate/1-2 | slate/1-2 | c10-33", kinds: "sss", filled: 30, reason: stitch.ReasonNothingFits, skipped: tooLong,
		},
		{
			name: "LIVE-4 slate until cue-in", why: "slate ends at the cue-in",
			origin: breakAt20("EXT-X-CUE-OUT:30", 5, in), ads: forty, vast: []string{"q"}, policy: slate,
			want: "c0-3 | slate/1-2 | slate/1-2 | slate/1 | c9-33", kinds: "sss", filled: 25, unfilled: 5, reason: stitch.ReasonNothingFits, skipped: tooLong,
		},
		{
			name: "LIVE-5", why: "unknown length: ads one after the other until the cue-in cuts the third",
			origin: breakAt20("EXT-X-CUE-OUT", 15, in), ads: thirty, vast: []string{"p", "q", "r"},
			want: "c0-3 | p/1-6 | q/1-6 | r/1-3 | c19-33", kinds: "aaa", filled: 75,
		},
		{
			name: "LIVE-6", why: "unknown length, one ad: content for the other 45 s",
			origin: breakAt20("EXT-X-CUE-OUT", 15, in), ads: thirty, vast: []string{"p"},
			want: "c0-3 | p/1-6 | c10-33", kinds: "a", filled: 30, unfilled: 45,
		},
		{
			name: "LIVE-6 slate", why: "or slate, until the cue-in",
			origin: breakAt20("EXT-X-CUE-OUT", 15, in), ads: thirty, vast: []string{"p"}, policy: slate,
			want:  "c0-3 | p/1-6 | slate/1-2 | slate/1-2 | slate/1-2 | slate/1-2 | slate/1 | c19-33",
			kinds: "asssss", filled: 75,
		},
		{
			name: "LIVE-7", why: "the duration ends the break ahead of a cue-in at 90 s",
			origin: breakAt20(out60, 18, in), ads: thirty, vast: []string{"p", "q", "r"},
			want: "c0-3 | p/1-6 | q/1-6 | c16-33", kinds: "aa", filled: 60,
			skipped: []stitch.SkippedAd{{ID: "r", Reason: stitch.SkipDurationExceeded}},
		},
		{
			name: "LIVE-7 slate", why: "slate ends there, too",
			origin: breakAt20(out60, 18, in), ads: thirty, vast: []string{"p"}, policy: slate,
			want: "c0-3 | p/1-6 | slate/1-2 | slate/1-2 | slate/1-2 | c16-33", kinds: "asss", filled: 60,
		},
		{
			name: "LIVE-8", why: "the duration ends the break if no cue-in comes",
			origin: breakAt20(out60, 12, ""), ads: thirty, vast: []string{"p", "q"},
			want: "c0-3 | p/1-6 | q/1-6 | c16-33", kinds: "aa", filled: 60,
		},
		{
			name: "LIVE-8 slate", why: "and slate",
			origin: breakAt20(out60, 12, ""), ads: thirty, vast: []string{"p"}, policy: slate,
			want: "c0-3 | p/1-6 | slate/1-2 | slate/1-2 | slate/1-2 | c16-33", kinds: "asss", filled: 60,
		},
		{
			name: "LIVE-9", why: "an ad that is not ready is skipped and logged; content for the other 15 s",
			origin: breakAt20(out60, 12, in), ads: map[string]int{"p": 15, "q": 30}, vast: []string{"new", "p", "q"},
			want: "c0-3 | p/1-3 | q/1-6 | c13-33", kinds: "aa", filled: 45, unfilled: 15,
			skipped: []stitch.SkippedAd{{ID: "new", Reason: stitch.SkipNewCreative}},
		},
		{
			name: "LIVE-9 slate", why: "or slate",
			origin: breakAt20(out60, 12, in), ads: map[string]int{"p": 15, "q": 30, "slate": 10}, vast: []string{"new", "p", "q"}, policy: slate,
			want: "c0-3 | p/1-3 | q/1-6 | slate/1-2 | slate/1 | c16-33", kinds: "aass", filled: 60,
			skipped: []stitch.SkippedAd{{ID: "new", Reason: stitch.SkipNewCreative}},
		},
	} {
		r.play(t)
	}
}
