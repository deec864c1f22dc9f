package stitch_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/adsplice/adsplice/stitch"
)

// TestLiveBackToBack has breaks that follow each other at once.
func TestLiveBackToBack(t *testing.T) {
	origin := func(between ...string) []string {
		return join(run5(0, 3), []string{"EXT-X-CUE-OUT:20"}, run5(4, 7), between, run5(8, 11), []string{"EXT-X-CUE-IN"}, run5(12, 25))
	}
	rows := []struct {
		name, why string
		origin    []string
		ads       []string // of the first break and the second
		want      string
	}{
		{"cue-in and cue-out", "on one segment", origin("EXT-X-CUE-IN", "EXT-X-CUE-OUT:20"), []string{"p20", "q20"}, "c0-3 | p20/1-4 | q20/1-4 | c12-25"},
		{"cue-out alone", "the first ends by its duration", origin("EXT-X-CUE-OUT:20"), []string{"p20", "q20"}, "c0-3 | p20/1-4 | q20/1-4 | c12-25"},
		{"underfilled", "content between them", origin("EXT-X-CUE-IN", "EXT-X-CUE-OUT:20"), []string{"p15", "q20"}, "c0-3 | p15/1-3 | c7 | q20/1-4 | c12-25"},
		{"first empty", "only the second", origin("EXT-X-CUE-IN", "EXT-X-CUE-OUT:20"), []string{"", "q20"}, "c0-7 | q20/1-4 | c12-25"},
		{"second empty", "only the first", origin("EXT-X-CUE-IN", "EXT-X-CUE-OUT:20"), []string{"p20", ""}, "c0-3 | p20/1-4 | c8-25"},
		{
			"one segment apart", "a break in front of each second segment",
			join(run5(0, 3), []string{"EXT-X-CUE-OUT:5"}, run5(4, 4), []string{"EXT-X-CUE-IN"}, run5(5, 5), []string{"EXT-X-CUE-OUT:5"}, run5(6, 6), []string{"EXT-X-CUE-IN"}, run5(7, 20)),
			[]string{"p5", "q5"},
			"c0-3 | p5/1 | c5 | q5/1 | c7-20",
		},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			for _, dated := range []bool{true, false} {
				lib := library(clip5(t, "p20", 20), clip5(t, "q20", 20), clip5(t, "p15", 15), clip5(t, "p5", 5), clip5(t, "q5", 5))
				a := newAudience(lib, nil)
				if strings.HasSuffix(r.name, "empty") {
					a.ignore = []string{"H52"} // cue-in and cue-out on one segment are of two breaks, of which one keeps its tags
				}
				a.ads = func(stitch.Request) (stitch.Answer, bool) {
					key := r.ads[len(a.asked)]
					if key == "" {
						return stitch.Answer{}, true
					}
					return vastAnswer(t, key), true
				}
				a.play(t, channel{words: r.origin, dated: dated})
				assert.Equal(t, r.want, a.story("main"), r.why)
				assert.Len(t, a.asked, 2)
			}
		})
	}
}

// TestLiveAhead: a break announced behind the last segment is met when there is a
// segment of it.
func TestLiveAhead(t *testing.T) {
	for _, dated := range []bool{true, false} {
		a := newAudience(library(clip5(t, "p", 40), clip5(t, "q", 30)), offer(t, "p", "q"))
		c := channel{words: breakAt20("EXT-X-CUE-OUT:70", 14, "EXT-X-CUE-IN"), dated: dated, ahead: true, size: 4}
		for n := 4; n <= 34; n++ {
			out := a.see(t, "main", c.at(t, n))
			assert.Equal(t, n > 4, len(a.asked) == 1, "requests after %d segments", n)
			if n == 4 {
				assert.Equal(t, c.at(t, 4), out, "the tag behind the last segment stays while nothing is decided")
			} else {
				assert.NotContains(t, out, "CUE")
			}
		}
		assert.Equal(t, "c0-3 | p/1-8 | q/1-6 | c18-33", a.story("main"))
	}
}

// TestLiveEarlyCueIn cuts an ad whose segments are not those of the content: what
// has been listed stays, and no part of a segment is.
func TestLiveEarlyCueIn(t *testing.T) {
	for _, dated := range []bool{true, false} {
		a := newAudience(library(creative(t, "p", "6.0", "6.0", "6.0", "6.0", "6.0", "6.0"), clip5(t, "q", 20)), offer(t, "p", "q"))
		a.play(t, channel{words: breakAt20("EXT-X-CUE-OUT:60", 5, "EXT-X-CUE-IN"), dated: dated})
		assert.Equal(t, "c0-3 | p/1-4 | c9-33", a.story("main"), "24 s of the ad end before 25 s")
		b := a.only(t)
		assert.Equal(t, sec(25), b.Filled)
		if assert.Len(t, b.Fill, 1) {
			assert.True(t, b.Fill[0].Truncated)
			assert.Equal(t, sec(25), b.Fill[0].Duration)
		}
		assert.Equal(t, []string{"q EARLY_CUE_IN"}, skips(b.Skipped))
		for _, c := range a.closures {
			assert.Equal(t, stitch.ClosedCueIn, c.Why)
		}
	}
}

// changing plays a channel whose opening tag changes once n segments are complete.
func changing(t *testing.T, a *audience, c channel, before, after string, n int) {
	t.Helper()
	for i := 5; i <= 34; i++ {
		origin := c.at(t, i)
		if i >= n {
			origin = strings.Replace(origin, before, after, 1)
		}
		a.see(t, "main", origin)
	}
}

// TestLiveDurationChanges: a later shorter duration is a cue-in, a longer one adds
// content, never another decision.
func TestLiveDurationChanges(t *testing.T) {
	const planned = `EXT-X-DATERANGE:ID="b",START-DATE="2026-01-01T00:00:20.000Z",PLANNED-DURATION=60,SCTE35-OUT=0xF`
	rows := []struct {
		name, why     string
		before, after string
		at            int // segments complete when it changes
		slate         string
		ads           []string
		want          string
	}{
		{"shorter", "like a cue-in at 25 s", "EXT-X-CUE-OUT:60", "EXT-X-CUE-OUT:25", 8, "", []string{"p30", "q30"}, "c0-3 | p30/1-5 | c9-33"},
		{"shorter, too late", "35 s have been listed and stay", "EXT-X-CUE-OUT:60", "EXT-X-CUE-OUT:25", 12, "", []string{"p30", "q30"}, "c0-3 | p30/1-6 | q30/1 | c11-33"},
		{"shorter than what is left", "no ad is cut", "EXT-X-CUE-OUT:60", "EXT-X-CUE-OUT:30", 8, "", []string{"p30"}, "c0-3 | p30/1-6 | c10-33"},
		{"date range, shorter", "DURATION is known later", planned, planned + ",DURATION=25", 8, "", []string{"p30", "q30"}, "c0-3 | p30/1-5 | c9-33"},
		{"longer", "content behind the ads", "EXT-X-CUE-OUT:30", "EXT-X-CUE-OUT:60", 8, "", []string{"p30", "q30"}, "c0-3 | p30/1-6 | c10-33"},
		{"date range, longer", "", strings.Replace(planned, "=60", "=30", 1), planned, 8, "", []string{"p30", "q30"}, "c0-3 | p30/1-6 | c10-33"},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			a := newAudience(library(clip5(t, "p30", 30), clip5(t, "q30", 30), clip5(t, "slate", 10)), offer(t, r.ads...))
			a.policy.Slate = r.slate
			a.ignore = []string{"H26"} // a range that changes its facts
			changing(t, a, channel{words: breakAt20(r.before, 12, ""), dated: true, size: 12}, r.before, r.after, r.at)
			assert.Equal(t, r.want, a.story("main"), r.why)
			assert.Len(t, a.asked, 1)
			assert.Len(t, a.decisions, 1)
		})
	}
}

// TestLiveLateAnswer: an answer may come after a break has begun. What has been
// listed stays, and what is left of the break is filled.
func TestLiveLateAnswer(t *testing.T) {
	rows := []struct {
		name, why string
		out       string
		come      int // segments complete when it comes; the break begins with the 5th
		slate     string
		want      string
		filled    float64
	}{
		{"next refresh", "5 s are content", "EXT-X-CUE-OUT:60", 6, "", "c0-4 | p30/1-6 | q20/1-4 | c15-33", 50},
		{"25 s later", "35 s are left: the second ad does not fit", "EXT-X-CUE-OUT:60", 10, "", "c0-8 | p30/1-6 | c15-33", 30},
		{"25 s later, slate", "and 5 s are slate", "EXT-X-CUE-OUT:60", 10, "slate", "c0-8 | p30/1-6 | slate/1 | c16-33", 35},
		{"unknown length", "ads from then on", "EXT-X-CUE-OUT", 10, "", "c0-8 | p30/1-6 | q20/1 | c16-33", 35},
		{"too late", "all has been content", "EXT-X-CUE-OUT:60", 18, "slate", "c0-33", 0},
		{"never", "nor does anything wait", "EXT-X-CUE-OUT:60", 99, "slate", "c0-33", 0},
	}
	for _, r := range rows {
		for _, dated := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, dated %v", r.name, dated), func(t *testing.T) {
				complete := 0
				a := newAudience(library(clip5(t, "p30", 30), clip5(t, "q20", 20), clip5(t, "slate", 10)), nil)
				a.policy.Slate = r.slate
				a.ads = func(stitch.Request) (stitch.Answer, bool) { return vastAnswer(t, "p30", "q20"), complete >= r.come }
				c := channel{words: continued(breakAt20(r.out, 12, "EXT-X-CUE-IN"), 4, 12, 5), dated: dated}
				if r.out == "EXT-X-CUE-OUT" {
					c.words = breakAt20(r.out, 12, "EXT-X-CUE-IN")
					c.size = 20
				}
				for complete = 4; complete <= 34; complete++ {
					out := a.see(t, "main", c.at(t, complete))
					if complete < r.come {
						assert.Equal(t, c.at(t, complete), out, "while the answer is pending the origin is passed")
						for _, b := range a.plan.Breaks {
							assert.Equal(t, stitch.ReasonPending, b.Reason)
						}
					}
				}
				assert.Equal(t, r.want, a.story("main"), r.why)
				b := a.breaks[a.keys[0]]
				assert.Equal(t, sec(r.filled), b.Filled)
			})
		}
	}
}
