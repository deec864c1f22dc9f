package stitch_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/adsplice/adsplice/stitch"
)

// TestLiveThreshold has the numbered examples of the personalization threshold in
// live sessions. THR-5 is about insertion, which live streams do not have.
func TestLiveThreshold(t *testing.T) {
	origin := breakAt20("EXT-X-CUE-OUT:30", 6, "EXT-X-CUE-IN")
	lengths := map[string]int{"p26": 26, "p27": 27, "p28": 28, "p20": 20, "p40": 40, "slate": 10, "s": 1, "in": 5, "out": 5}
	threshold := func(seconds float64, slate string) stitch.Policy {
		return stitch.Policy{PersonalizationThreshold: sec(seconds), Slate: slate}
	}
	bumpers := func(p stitch.Policy) stitch.Policy {
		p.BumperStart, p.BumperEnd = "in", "out"
		return p
	}
	for _, r := range []liveExample{
		{
			name: "THR-1", why: "4 s unfilled exceed 3 s: content only, without slate",
			vast: []string{"p26"}, policy: threshold(3, "s"),
			want: "c0-33", unfilled: 30, reason: stitch.ReasonLeftoverExceeded,
			skipped: []stitch.SkippedAd{{ID: "p26", Reason: stitch.SkipLeftoverExceeded}},
		},
		{
			name: "THR-2", why: "3 s unfilled do not exceed 3 s: 3 s of slate",
			vast: []string{"p27"}, policy: threshold(3, "s"),
			want: "c0-3 | p27/1-6 | s/1 | s/1 | s/1 | c10-33", kinds: "asss", filled: 30,
		},
		{
			name: "THR-3", why: "2 s of slate",
			vast: []string{"p28"}, policy: threshold(3, "s"),
			want: "c0-3 | p28/1-6 | s/1 | s/1 | c10-33", kinds: "ass", filled: 30,
		},
		{
			name: "THR-4", why: "an empty answer under a threshold longer than the break: 30 s of slate",
			policy: threshold(40, "slate"),
			want:   "c0-3 | slate/1-2 | slate/1-2 | slate/1-2 | c10-33", kinds: "sss", filled: 30, reason: stitch.ReasonEmptyResponse,
		},
		{
			name: "THR-4 shorter", why: "and over a threshold of 10 s: content",
			policy: threshold(10, "slate"),
			want:   "c0-33", unfilled: 30, reason: stitch.ReasonEmptyResponse,
		},
		{
			name: "THR-4 error", why: "a time-out is as an empty answer",
			err: errors.New("timeout"), policy: threshold(40, "slate"),
			want: "c0-3 | slate/1-2 | slate/1-2 | slate/1-2 | c10-33", kinds: "sss", filled: 30, reason: stitch.ReasonADSError,
		},
		{
			name: "THR-4 error, shorter", why: "so is its threshold",
			err: errors.New("timeout"), policy: threshold(10, "slate"),
			want: "c0-33", unfilled: 30, reason: stitch.ReasonADSError,
		},
		{
			name: "THR-6", why: "bumpers count as filled (AMB-10)",
			vast: []string{"p20"}, policy: bumpers(threshold(1, "s")),
			want: "c0-3 | in/1 | p20/1-4 | out/1 | c10-33", kinds: "bab", filled: 30,
		},
		{
			name: "unset", why: "without a threshold any amount of slate",
			vast: []string{"p20"}, policy: threshold(0, "slate"),
			want: "c0-3 | p20/1-4 | slate/1-2 | c10-33", kinds: "as", filled: 30,
		},
		{
			name: "none fits", why: "too long ads under a longer threshold: slate (AMB-8)",
			vast: []string{"p40"}, policy: threshold(40, "slate"),
			want: "c0-3 | slate/1-2 | slate/1-2 | slate/1-2 | c10-33", kinds: "sss", filled: 30, reason: stitch.ReasonNothingFits,
			skipped: []stitch.SkippedAd{{ID: "p40", Reason: stitch.SkipDurationExceeded}},
		},
		{
			name: "none fits, shorter", why: "over a shorter one: nothing",
			vast: []string{"p40"}, policy: threshold(10, "slate"),
			want: "c0-33", unfilled: 30, reason: stitch.ReasonNothingFits,
			skipped: []stitch.SkippedAd{{ID: "p40", Reason: stitch.SkipDurationExceeded}},
		},
		{
			name: "without slate", why: "the threshold holds for content, too (AMB-11)",
			vast: []string{"p20"}, policy: threshold(9, ""),
			want: "c0-33", unfilled: 30, reason: stitch.ReasonLeftoverExceeded,
			skipped: []stitch.SkippedAd{{ID: "p20", Reason: stitch.SkipLeftoverExceeded}},
		},
		{
			name: "without slate, kept", why: "10 s of content do not exceed 10 s",
			vast: []string{"p20"}, policy: threshold(10, ""),
			want: "c0-3 | p20/1-4 | c8-33", kinds: "a", filled: 20, unfilled: 10,
		},
		{
			name: "bumpers, empty", why: "slate between the bumpers",
			policy: bumpers(threshold(40, "slate")),
			want:   "c0-3 | in/1 | slate/1-2 | slate/1-2 | out/1 | c10-33", kinds: "bssb", filled: 30, reason: stitch.ReasonEmptyResponse,
		},
		{
			name: "bumpers, empty, shorter", why: "neither slate nor bumpers",
			policy: bumpers(threshold(10, "slate")),
			want:   "c0-33", unfilled: 30, reason: stitch.ReasonEmptyResponse,
		},
	} {
		r.origin, r.ads = origin, lengths
		r.play(t)
	}

	liveExample{
		name: "AMB-12", why: "unknown length: what is unfilled is unknown, so no threshold",
		origin: breakAt20("EXT-X-CUE-OUT", 6, "EXT-X-CUE-IN"), ads: lengths, vast: []string{"p20"}, policy: threshold(1, "slate"),
		want: "c0-3 | p20/1-4 | slate/1-2 | c10-33", kinds: "as", filled: 30,
	}.play(t)
}

// TestLiveBumpers has the numbered examples of bumpers; BUMP-6, a bumper that is too
// long, is refused where the configuration is read.
func TestLiveBumpers(t *testing.T) {
	origin := breakAt20("EXT-X-CUE-OUT:70", 14, "EXT-X-CUE-IN")
	lengths := map[string]int{"p50": 50, "p40": 40, "p60": 60, "p30": 30, "slate": 10, "in": 10, "out": 10}
	bumpers := stitch.Policy{BumperStart: "in", BumperEnd: "out"}
	withSlate := bumpers
	withSlate.Slate = "slate"
	skipped := []stitch.SkippedAd{{ID: "p60", Reason: stitch.SkipDurationExceeded}}
	for _, r := range []liveExample{
		{
			name: "BUMP-1", why: "start, 50 s of ads, end: 70 s in all",
			vast: []string{"p50"}, policy: bumpers,
			want: "c0-3 | in/1-2 | p50/1-10 | out/1-2 | c18-33", kinds: "bab", filled: 70,
		},
		{
			name: "BUMP-2", why: "slate between ads and end bumper",
			vast: []string{"p40"}, policy: withSlate,
			want: "c0-3 | in/1-2 | p40/1-8 | slate/1-2 | out/1-2 | c18-33", kinds: "basb", filled: 70,
		},
		{
			name: "BUMP-3", why: "only 50 s are free for ads: one of 60 s does not fit",
			vast: []string{"p60"}, policy: bumpers,
			want: "c0-33", unfilled: 70, reason: stitch.ReasonNothingFits, skipped: skipped,
		},
		{
			name: "BUMP-3 slate", why: "slate in its place",
			vast: []string{"p60"}, policy: withSlate,
			want:  "c0-3 | in/1-2 | slate/1-2 | slate/1-2 | slate/1-2 | slate/1-2 | slate/1-2 | out/1-2 | c18-33",
			kinds: "bsssssb", filled: 70, reason: stitch.ReasonNothingFits, skipped: skipped,
		},
		{
			name: "BUMP-3 next", why: "but the next one does",
			vast: []string{"p60", "p50"}, policy: bumpers,
			want: "c0-3 | in/1-2 | p50/1-10 | out/1-2 | c18-33", kinds: "bab", filled: 70, skipped: skipped,
		},
		{
			name: "BUMP-5", why: "a cue-out without a duration has no bumpers",
			origin: breakAt20("EXT-X-CUE-OUT", 6, "EXT-X-CUE-IN"), vast: []string{"p30"}, policy: bumpers,
			want: "c0-3 | p30/1-6 | c10-33", kinds: "a", filled: 30,
		},
	} {
		if r.origin == nil {
			r.origin = origin
		}
		r.ads = lengths
		r.play(t)
	}

	t.Run("BUMP-4", func(t *testing.T) {
		// The first window ends at 30 s; the pre-roll starts 12 s ahead of that, at a boundary.
		a := newAudience(library(clip5(t, "pre", 10), clip5(t, "p", 30), clip5(t, "in", 5), clip5(t, "out", 5)),
			func(r stitch.Request) (stitch.Answer, bool) {
				if r.Purpose == stitch.PurposePreroll {
					return vastAnswer(t, "pre"), true
				}
				return vastAnswer(t, "p"), true
			})
		a.policy = stitch.Policy{BumperStart: "in", BumperEnd: "out", Preroll: stitch.PrerollPolicy{MaxDuration: sec(30)}}
		a.play(t, channel{words: join(run5(0, 11), []string{"EXT-X-CUE-OUT:40"}, run5(12, 19), []string{"EXT-X-CUE-IN"}, run5(20, 32))})
		assert.Equal(t, "c0-2 | pre/1-2 | c5-11 | in/1 | p/1-6 | out/1 | c20-32", a.story("main"), "no bumpers in the pre-roll, but in the breaks behind it")
		assert.Len(t, a.asked, 2)
	})
}
