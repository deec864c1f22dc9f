package stitch_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/stitch"
)

// prerollAds answers the pre-roll with some ads and breaks with others.
func prerollAds(tb testing.TB, pre, mid []string) func(stitch.Request) (stitch.Answer, bool) {
	tb.Helper()
	return func(r stitch.Request) (stitch.Answer, bool) {
		if r.Purpose == stitch.PurposePreroll {
			return offer(tb, pre...)(r)
		}
		return offer(tb, mid...)(r)
	}
}

// TestLivePreroll has the numbered examples of the live pre-roll. The first window
// ends at 30 s; two target durations are 12 s, so that the pre-roll starts at 15 s,
// the boundary at 18 s or before.
func TestLivePreroll(t *testing.T) {
	plain := run5(0, 29)
	rows := []struct {
		name, why string
		origin    []string
		head      []string
		pre, mid  []string
		policy    stitch.Policy
		want      string
		reason    stitch.Reason // of the pre-roll
		skipped   []stitch.SkippedAd
		midReason stitch.Reason
		filled    float64 // of the break behind it
		unfilled  float64
		requests  int
	}{
		{
			name: "PRE-1", why: "ads for less than the maximum all play, then content at once",
			pre: []string{"p10", "q10"}, want: "c0-2 | p10/1-2 | q10/1-2 | c7-29",
		},
		{
			name: "PRE-2", why: "exactly the maximum is allowed (AMB-16), more is not",
			pre: []string{"p15", "q15", "r15"}, want: "c0-2 | p15/1-3 | q15/1-3 | c9-29",
			skipped: []stitch.SkippedAd{{ID: "r15", Reason: stitch.SkipDurationExceeded}},
		},
		{
			name: "PRE-2 tolerance", why: "the pre-roll has none",
			pre: []string{"p15", "x"}, want: "c0-2 | p15/1-3 | c6-29",
			skipped: []stitch.SkippedAd{{ID: "x", Reason: stitch.SkipDurationExceeded}},
		},
		{
			name: "PRE-3", why: "an ad that is too long: no pre-roll",
			pre: []string{"p40"}, want: "c0-29", reason: stitch.ReasonNothingFits,
			skipped: []stitch.SkippedAd{{ID: "p40", Reason: stitch.SkipDurationExceeded}},
		},
		{
			name: "PRE-3 next", why: "one that is too long is skipped, and the fit goes on",
			pre: []string{"p20", "q15", "r10"}, want: "c0-2 | p20/1-4 | r10/1-2 | c9-29",
			skipped: []stitch.SkippedAd{{ID: "q15", Reason: stitch.SkipDurationExceeded}},
		},
		{
			name: "PRE-5", why: "EXT-X-START asks for 20 s, which is more than 12",
			head: []string{"EXT-X-START:TIME-OFFSET=-20"},
			pre:  []string{"p10"}, want: "c0-1 | p10/1-2 | c4-29",
		},
		{
			name: "PRE-6", why: "and here for 8 s, which is less",
			head: []string{"EXT-X-START:TIME-OFFSET=-8"},
			pre:  []string{"p10"}, want: "c0-2 | p10/1-2 | c5-29",
		},
		{
			name: "AMB-15", why: "5 s from the start of the playlist are 25 s from the edge",
			head: []string{"EXT-X-START:TIME-OFFSET=5"},
			pre:  []string{"p10"}, want: "c0 | p10/1-2 | c3-29",
		},
		{
			name: "PRE-8", why: "of a break of 60 s whose first 10 s are covered 50 s can be filled",
			origin: join(run5(0, 6), []string{"EXT-X-CUE-OUT:60"}, run5(7, 18), []string{"EXT-X-CUE-IN"}, run5(19, 29)),
			pre:    []string{"p15", "q15"}, mid: []string{"p55", "p50"},
			want: "c0-2 | p15/1-3 | q15/1-3 | p50/1-10 | c19-29", filled: 50, unfilled: 10, requests: 1,
		},
		{
			name: "PRE-8 covered", why: "a break that is covered as a whole is not asked for",
			origin: join(run5(0, 3), []string{"EXT-X-CUE-OUT:20"}, run5(4, 7), []string{"EXT-X-CUE-IN"}, run5(8, 29)),
			pre:    []string{"p15", "q15"}, mid: []string{"p10"},
			want: "c0-2 | p15/1-3 | q15/1-3 | c9-29", midReason: stitch.ReasonPrerollOverlap, unfilled: 20,
		},
		{
			name: "PRE-8 inside", why: "in a break in progress the pre-roll goes first, and 25 s of the break are left",
			origin: continued(join(run5(0, 1), []string{"EXT-X-CUE-OUT:60"}, run5(2, 13), []string{"EXT-X-CUE-IN"}, run5(14, 29)), 2, 12, 5),
			pre:    []string{"p15", "q15"}, mid: []string{"p40", "p20"},
			want: "c0-2 | p15/1-3 | q15/1-3 | p20/1-4 | c13-29", filled: 20, unfilled: 40, requests: 1,
		},
		{
			name: "PRE-9", why: "an empty answer: playback goes on",
			want: "c0-29", reason: stitch.ReasonEmptyResponse,
		},
		{
			name: "PRE-9 slate", why: "slate is no pre-roll (AMB-9), but breaks have theirs",
			origin: join(run5(0, 6), []string{"EXT-X-CUE-OUT:20"}, run5(7, 10), []string{"EXT-X-CUE-IN"}, run5(11, 29)),
			policy: stitch.Policy{Slate: "slate"},
			want:   "c0-6 | slate/1-2 | slate/1-2 | c11-29", reason: stitch.ReasonEmptyResponse,
			midReason: stitch.ReasonEmptyResponse, filled: 20, requests: 1,
		},
	}
	lengths := map[string]int{
		"p10": 10, "q10": 10, "r10": 10, "p15": 15, "q15": 15, "r15": 15, "p20": 20, "p40": 40, "p50": 50, "p55": 55, "slate": 10,
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			for _, dated := range []bool{true, false} {
				lib := library(creative(t, "x", "5.0", "5.0", "5.2"))
				for k, n := range lengths {
					lib[k] = clip5(t, k, n)
				}
				a := newAudience(lib, prerollAds(t, r.pre, r.mid))
				a.policy = r.policy
				a.policy.Preroll.MaxDuration = sec(30)
				c := channel{words: plain, head: r.head, first: 40, dated: dated}
				if r.origin != nil {
					c.words = r.origin
				}
				a.play(t, c)
				assert.Equal(t, r.want, a.story("main"), r.why)

				b := a.breaks[stitch.PrerollKey]
				assert.Equal(t, stitch.SourcePreroll, b.Source)
				assert.Equal(t, stitch.Preroll, b.Position)
				assert.Equal(t, stitch.Replace, b.Mode, "AMB-17")
				assert.Equal(t, r.reason, b.Reason)
				assert.Equal(t, r.reason == stitch.ReasonNone, b.Personalized)
				assert.Equal(t, skips(r.skipped), skips(b.Skipped))
				var mids int
				for _, q := range a.asked {
					if q.Purpose != stitch.PurposePreroll {
						mids++
					}
				}
				assert.Equal(t, r.requests, mids)
				assert.Len(t, a.asked, mids+1, "the pre-roll is asked for once")
				if r.origin == nil {
					continue
				}
				require.Len(t, a.keys, 2)
				for key, b := range a.breaks {
					if key != stitch.PrerollKey {
						assert.Equal(t, r.midReason, b.Reason)
						assert.Equal(t, sec(r.filled), b.Filled)
						assert.Equal(t, sec(r.unfilled), b.Unfilled)
					}
				}
			}
		})
	}
}

// TestPRE4 has segments as long as the target duration: the start is a boundary.
func TestPRE4(t *testing.T) {
	a := newAudience(library(creative(t, "p", "6.0", "6.0")), offer(t, "p"))
	a.policy.Preroll.MaxDuration = sec(30)
	a.play(t, channel{words: segments("c", 20, "6.0")})
	assert.Equal(t, "c1-4 | p/1-2 | c7-20", a.story("main"), "12 s in front of the edge at 36 s")
	assert.Equal(t, sec(24), a.session.Preroll)
}

// TestPrerollErrors: PRE-9 with no answer at all, now or ever.
func TestPrerollErrors(t *testing.T) {
	for name, ads := range map[string]func(stitch.Request) (stitch.Answer, bool){
		"error": func(stitch.Request) (stitch.Answer, bool) { return stitch.Answer{Err: errors.New("timeout")}, true },
		"never": func(stitch.Request) (stitch.Answer, bool) { return stitch.Answer{}, false },
	} {
		t.Run(name, func(t *testing.T) {
			a := newAudience(library(clip5(t, "p", 10)), ads)
			a.policy.Preroll.MaxDuration = sec(30)
			a.play(t, channel{words: run5(0, 20)})
			assert.Equal(t, "c0-20", a.story("main"))
		})
	}
	t.Run("late", func(t *testing.T) {
		// The viewer has been told of content by then.
		a := newAudience(library(clip5(t, "p", 10)), nil)
		a.policy.Preroll.MaxDuration = sec(30)
		refreshes := 0
		a.ads = func(stitch.Request) (stitch.Answer, bool) { return vastAnswer(t, "p"), refreshes > 2 }
		c := channel{words: run5(0, 20)}
		for n := 6; n <= 21; n++ {
			a.see(t, "main", c.at(t, n))
			refreshes++
		}
		assert.Equal(t, "c0-20", a.story("main"))
	})
}

// TestPRE are the two formulas.
func TestPRE(t *testing.T) {
	for _, r := range []struct {
		name, why        string
		target           float64
		offset, duration float64
		want             float64
	}{
		{"PRE-4", "two target durations", 6, 0, 60, 12},
		{"PRE-5", "the longer of both", 6, -20, 60, 20},
		{"PRE-6", "the longer of both", 6, -8, 60, 12},
		{"AMB-15", "a positive offset is from the start", 6, 10, 60, 50},
		{"AMB-15 near", "which may be near the edge", 6, 55, 60, 12},
		{"AMB-15 behind", "or behind it", 6, 90, 60, 12},
	} {
		t.Run(r.name, func(t *testing.T) {
			assert.Equal(t, sec(r.want), stitch.PreRollStartHLS(sec(r.target), sec(r.offset), sec(r.duration)), r.why)
		})
	}
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, r := range []struct {
		name, why                       string
		published, delay, buffer, wants float64
	}{
		{"PRE-7", "suggestedPresentationDelay is longer", 1000, 20, 10, 980},
		{"PRE-7 absent", "without it minBufferTime", 1000, 0, 10, 990},
		{"PRE-7 shorter", "minBufferTime is longer", 1000, 5, 10, 990},
		{"PRE-7 neither", "neither", 1000, 0, 0, 1000},
		{"PRE-7 young", "not in front of the timeline", 5, 20, 10, 0},
	} {
		t.Run(r.name, func(t *testing.T) {
			assert.Equal(t, sec(r.wants), stitch.PreRollStartDASH(start.Add(sec(r.published)), start, sec(r.delay), sec(r.buffer)), r.why)
		})
	}
}

// TestPrerollRenditions: audio has the pre-roll that video has, whichever comes
// first.
func TestPrerollRenditions(t *testing.T) {
	for _, audioFirst := range []bool{false, true} {
		a := newAudience(library(demuxed(t, "p", 10), demuxed(t, "q", 10)), offer(t, "p", "q"))
		a.policy.Preroll.MaxDuration = sec(30)
		a.renditions["audio"] = stitch.Rendition{Type: stitch.Audio}
		video := channel{words: run5(0, 29), dated: true}
		sound := channel{words: twos("", 0, ""), dated: true, size: 15}
		for n := 6; n <= 30; n++ {
			if !audioFirst {
				a.see(t, "main", video.at(t, n))
			}
			a.see(t, "audio", sound.at(t, n*5/2))
			if audioFirst {
				a.see(t, "main", video.at(t, n))
			}
			require.NoError(t, a.watcher.Agree(5*time.Second))
		}
		assert.Len(t, a.asked, 1)
		// Discontinuities are the watcher's matter.
		told := func(name string) string { return strings.ReplaceAll(a.story(name), "| ", "") }
		if audioFirst { // audio has a boundary at 18 s, video at 15 and 20 s
			assert.Equal(t, "x0-8 p/a1-5 q/a1-5 x19-74", told("audio"))
			assert.Equal(t, "c0-3 p/1-2 q/1-2 c8-29", told("main"))
			continue
		}
		assert.Equal(t, "c0-2 p/1-2 q/1-2 c7-29", told("main"))
		assert.Equal(t, "x0-6 p/a1-5 q/a1-5 x17-74", told("audio"))
	}
}
