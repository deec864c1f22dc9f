package stitch_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/stitch"
)

// breakOf30 is content of two-second segments with a replacement break of 30 s
// at 10 s.
func breakOf30() string {
	var w []string
	w = append(w, segments("a", 5, "2.0")...)
	w = append(w, "EXT-X-CUE-OUT:30")
	w = append(w, segments("b", 15, "2.0")...)
	w = append(w, "EXT-X-CUE-IN")
	return playlist(append(w, segments("c", 5, "2.0")...)...)
}

// TestThreshold has the numbered examples of the personalization threshold.
func TestThreshold(t *testing.T) {
	rows := []struct {
		name, why string
		threshold float64
		ads       []int // seconds
		bumpers   bool
		noSlate   bool
		kinds     []stitch.ItemKind
		filled    float64
		reason    stitch.Reason
		slate     float64
	}{
		{
			name: "THR-1", why: "4 s unfilled exceed 3 s: content only", threshold: 3, ads: []int{26},
			reason: stitch.ReasonLeftoverExceeded,
		},
		{
			name: "THR-2", why: "3 s unfilled do not exceed 3 s", threshold: 3, ads: []int{27},
			kinds: []stitch.ItemKind{stitch.KindAd, stitch.KindSlate}, filled: 30, slate: 3,
		},
		{
			name: "THR-3", why: "2 s of slate", threshold: 3, ads: []int{28},
			kinds: []stitch.ItemKind{stitch.KindAd, stitch.KindSlate}, filled: 30, slate: 2,
		},
		{
			name: "THR-4", why: "an empty answer under a threshold longer than the break: slate", threshold: 40,
			kinds: []stitch.ItemKind{stitch.KindSlate, stitch.KindSlate}, filled: 30, slate: 30, reason: stitch.ReasonEmptyResponse,
		},
		{
			name: "THR-4 abandoned", why: "and over a shorter one: content", threshold: 10,
			reason: stitch.ReasonEmptyResponse,
		},
		{
			name: "THR-6", why: "bumpers count as filled (AMB-10)", threshold: 1, ads: []int{20}, bumpers: true,
			kinds: []stitch.ItemKind{stitch.KindBumper, stitch.KindAd, stitch.KindBumper}, filled: 30,
		},
		{
			name: "unset", why: "any amount of slate", ads: []int{10},
			kinds: []stitch.ItemKind{stitch.KindAd, stitch.KindSlate}, filled: 30, slate: 20,
		},
		{
			name: "without slate", why: "the threshold holds for content, too (AMB-11)", threshold: 3, ads: []int{26}, noSlate: true,
			reason: stitch.ReasonLeftoverExceeded,
		},
		{
			name: "without slate, kept", why: "3 s are left to the content", threshold: 3, ads: []int{27}, noSlate: true,
			kinds: []stitch.ItemKind{stitch.KindAd}, filled: 27,
		},
		{
			name: "bumpers, empty", why: "an empty answer: slate between the bumpers", bumpers: true,
			kinds: []stitch.ItemKind{stitch.KindBumper, stitch.KindSlate, stitch.KindBumper}, filled: 30, slate: 20, reason: stitch.ReasonEmptyResponse,
		},
		{
			name: "bumpers, empty, abandoned", why: "neither slate nor bumpers", bumpers: true, threshold: 10,
			reason: stitch.ReasonEmptyResponse,
		},
		{
			name: "bumpers, no slate, empty", why: "bumpers alone are no break", bumpers: true, noSlate: true,
			reason: stitch.ReasonEmptyResponse,
		},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			lib := library(whole(t, "slate", 20), whole(t, "in", 5), whole(t, "out", 5))
			o := stitch.Options{Creatives: lib, Policy: stitch.Policy{PersonalizationThreshold: sec(r.threshold), Slate: "slate"}}
			if r.noSlate {
				o.Policy.Slate = ""
			}
			if r.bumpers {
				o.Policy.BumperStart, o.Policy.BumperEnd = "in", "out"
			}
			var keys []string
			for i, d := range r.ads {
				k := string(rune('p' + i))
				lib[k] = whole(t, k, d)
				keys = append(keys, k)
			}
			if len(keys) > 0 {
				o.ADS = always(vastAnswer(t, keys...))
			}
			_, plan := run(t, breakOf30(), o)
			require.Len(t, plan.Breaks, 1)
			b := plan.Breaks[0]
			var kinds []stitch.ItemKind
			var slate, at, ads float64
			for _, f := range b.Fill {
				assert.Equal(t, sec(at), f.Start, "fill is continuous")
				at += f.Duration.Seconds()
				kinds = append(kinds, f.Kind)
				switch f.Kind {
				case stitch.KindSlate:
					slate += f.Duration.Seconds()
				case stitch.KindAd:
					ads++
				case stitch.KindBumper:
				}
			}
			assert.Equal(t, r.kinds, kinds, r.why)
			assert.InDelta(t, r.slate, slate, 1e-9)
			assert.Equal(t, sec(r.filled), b.Filled)
			assert.Equal(t, sec(30-r.filled), b.Unfilled)
			assert.Equal(t, r.reason, b.Reason)
			assert.Equal(t, ads > 0, b.Personalized)
			if r.reason == stitch.ReasonLeftoverExceeded {
				require.Len(t, b.Skipped, 1)
				assert.Equal(t, stitch.SkipLeftoverExceeded, b.Skipped[0].Reason)
			}
		})
	}
}

func TestTHR5(t *testing.T) {
	origin := playlist("a:6.0", "EXT-X-CUE-OUT:0", "EXT-X-CUE-IN", "b:6.0", "c:6.0")
	o := stitch.Options{
		Creatives: library(whole(t, "ad", 2), whole(t, "slate", 10)),
		Policy:    stitch.Policy{PersonalizationThreshold: sec(1), Slate: "slate"},
		ADS:       always(vastAnswer(t, "ad")),
	}
	got, _ := run(t, origin, o)
	assert.Equal(t, "a | ad/1 | b c $", got, "insertion has no content to fall back to: no threshold, no slate")
	o.ADS = nil
	got, _ = run(t, origin, o)
	assert.Equal(t, "a b c $", got)
}

// TestReplacement has what the ads of a replacement break do to its end.
func TestReplacement(t *testing.T) {
	grid := func(tags ...string) string {
		w := segments("a", 2, "6.0")
		w = append(w, tags...)
		w = append(w, segments("b", 5, "6.0")...)
		w = append(w, "EXT-X-CUE-IN")
		return playlist(append(w, segments("c", 2, "6.0")...)...)
	}
	rows := []struct {
		name, why string
		origin    string
		ads       []string // seconds of the segments of each ad
		slate     string
		policy    stitch.Policy
		want      string
	}{
		{
			"exact", "ads as long as the break", grid("EXT-X-CUE-OUT:30"),
			[]string{"5.0 5.0 5.0", "5.0 5.0 5.0"},
			"",
			stitch.Policy{},
			"a1 a2 | p/1 p/2 p/3 | q/1 q/2 q/3 | c1 c2 $",
		},
		{
			"underfill", "content is rejoined at the nearest boundary (AMB-5)", grid("EXT-X-CUE-OUT:30"),
			[]string{"5.0 5.0 5.0"},
			"",
			stitch.Policy{},
			"a1 a2 | p/1 p/2 p/3 | b3 b4 b5 c1 c2 $",
		}, // 15 s: 12 and 18 are as near, the earlier wins
		{
			"underfill nearer", "", grid("EXT-X-CUE-OUT:30"),
			[]string{"5.0 5.0 6.0"},
			"",
			stitch.Policy{},
			"a1 a2 | p/1 p/2 p/3 | b4 b5 c1 c2 $",
		},
		{
			"skip", "first fit skips what no longer fits and goes on (AMB-31)", grid("EXT-X-CUE-OUT:30"),
			[]string{"5.0 5.0 5.0 5.0", "5.0 5.0 5.0", "5.0 5.0"},
			"",
			stitch.Policy{},
			"a1 a2 | p/1 p/2 p/3 p/4 | r/1 r/2 | c1 c2 $",
		},
		{
			"tolerance in", "an overrun of 500 ms is allowed (AMB-6)", grid("EXT-X-CUE-OUT:30"),
			[]string{"6.0 6.0 6.0 6.0 6.5"},
			"",
			stitch.Policy{},
			"a1 a2 | p/1 p/2 p/3 p/4 p/5 | c1 c2 $",
		},
		{
			"tolerance out", "one millisecond more is not", grid("EXT-X-CUE-OUT:30"),
			[]string{"6.0 6.0 6.0 6.0 6.501"},
			"",
			stitch.Policy{},
			"a1 a2 b1 b2 b3 b4 b5 c1 c2 $",
		},
		{
			"no tolerance", "negative is none", grid("EXT-X-CUE-OUT:30"),
			[]string{"6.0 6.0 6.0 6.0 6.001"},
			"",
			stitch.Policy{FitTolerance: -1},
			"a1 a2 b1 b2 b3 b4 b5 c1 c2 $",
		},
		{
			"slate", "slate loops whole, a discontinuity each, then whole segments of it", grid("EXT-X-CUE-OUT:30"),
			[]string{"5.0 5.0 5.0"},
			"2.0 4.0",
			stitch.Policy{},
			"a1 a2 | p/1 p/2 p/3 | slate/1 slate/2 | slate/1 slate/2 | slate/1 | c1 c2 $",
		},
		{
			"cue-in first", "a cue-in ends the break ahead of its duration", playlist("a:6.0", "EXT-X-CUE-OUT:30", "b1:6.0", "b2:6.0", "EXT-X-CUE-IN", "c1:6.0", "c2:6.0", "c3:6.0"),
			[]string{"6.0 6.0 6.0", "6.0 6.0"},
			"",
			stitch.Policy{},
			"a | q/1 q/2 | c1 c2 c3 $",
		},
		{
			"duration first", "the duration ends the break ahead of the cue-in (LIVE-7)", grid("EXT-X-CUE-OUT:12"),
			[]string{"6.0 6.0"},
			"",
			stitch.Policy{},
			"a1 a2 | p/1 p/2 | b3 b4 b5 c1 c2 $",
		},
		{
			"no cue-in", "the duration alone ends the break (LIVE-8)", playlist("a:6.0", "EXT-X-CUE-OUT:DURATION=12", "b1:6.0", "b2:6.0", "c:6.0"),
			[]string{"6.0 6.0"},
			"",
			stitch.Policy{},
			"a | p/1 p/2 | c $",
		},
		{
			"no duration", "the cue-in alone ends the break", grid("EXT-X-CUE-OUT"),
			[]string{"6.0 6.0", "6.0 6.0 6.0"},
			"",
			stitch.Policy{},
			"a1 a2 | p/1 p/2 | q/1 q/2 q/3 | c1 c2 $",
		},
		{
			"neither", "a cue-out that nothing ends makes no break", playlist("a:6.0", "EXT-X-CUE-OUT", "b:6.0", "c:6.0"),
			[]string{"6.0"},
			"",
			stitch.Policy{},
			"a b c $",
		},
		{
			"dated", "with dates the next boundary, when the nearest steps back by a second or more (H24)",
			playlist("EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00Z", "a:6.0", "EXT-X-CUE-OUT:18", "b1:6.0", "b2:6.0", "b3:6.0", "EXT-X-CUE-IN", "c:6.0"),
			[]string{"4.0 4.0"},
			"",
			stitch.Policy{Resume: stitch.ResumeDated},
			"a | p/1 p/2 | b3 c $",
		},
		{
			"nearest", "without that policy the nearest", playlist("EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00Z", "a:6.0", "EXT-X-CUE-OUT:18", "b1:6.0", "b2:6.0", "b3:6.0", "EXT-X-CUE-IN", "c:6.0"),
			[]string{"4.0 4.0"},
			"",
			stitch.Policy{},
			"a | p/1 p/2 | b2 b3 c $",
		},
		{
			"adjacent", "a break may begin where another ends", playlist("a:6.0", "EXT-X-CUE-OUT:6", "b1:6.0", "EXT-X-CUE-IN", "EXT-X-CUE-OUT:6", "b2:6.0", "EXT-X-CUE-IN", "c:6.0"),
			[]string{"6.0"},
			"",
			stitch.Policy{},
			"a | p/1 | p/1 | c $",
		},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			lib := stitch.Creatives{}
			var keys []string
			for i, a := range r.ads {
				k := string(rune('p' + i))
				lib[k] = creative(t, k, strings.Fields(a)...)
				keys = append(keys, k)
			}
			if r.slate != "" {
				lib["slate"] = creative(t, "slate", strings.Fields(r.slate)...)
				r.policy.Slate = "slate"
			}
			got, plan := run(t, r.origin, stitch.Options{Creatives: lib, Policy: r.policy, ADS: always(vastAnswer(t, keys...))})
			assert.Equal(t, r.want, got, r.why)
			for _, b := range plan.Breaks {
				if b.Duration > 0 {
					assert.Equal(t, b.Duration, b.Filled+b.Unfilled)
				}
			}
		})
	}
}

// TestCarry: what an underfilled break takes too little or too much of the
// content passes to the next, so that it does not add up (AMB-5).
func TestCarry(t *testing.T) {
	var w []string
	for i := range 20 {
		w = append(w, segments(string(rune('a'+i)), 2, "6.0")...)
		w = append(w, "EXT-X-CUE-OUT:24")
		w = append(w, segments(string(rune('a'+i))+"x", 4, "6.0")...)
		w = append(w, "EXT-X-CUE-IN")
	}
	origin := playlist(append(w, "z:6.0")...)
	_, plan := run(t, origin, stitch.Options{
		Creatives: library(creative(t, "ad", "3.066667", "3.0", "3.0", "3.0", "2.966667")),
		ADS:       always(vastAnswer(t, "ad")),
	})
	var drift float64
	for _, b := range plan.Breaks {
		drift += (b.Ads - (b.In - b.Out)).Seconds()
		assert.LessOrEqual(t, drift, 3.0)
		assert.GreaterOrEqual(t, drift, -3.0)
	}
	require.Len(t, plan.Breaks, 20)
}
