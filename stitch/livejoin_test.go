package stitch_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/adsplice/adsplice/stitch"
)

// TestLiveJoin begins sessions inside a break of 60 s whose cue-out has left the
// window: 20 s of it are gone in front of the window, and the rest is filled (AMB-14).
func TestLiveJoin(t *testing.T) {
	const daterange = `EXT-X-DATERANGE:ID="b1",START-DATE="2026-01-01T00:00:20.000Z",PLANNED-DURATION=60,SCTE35-OUT=0xF`
	// Each tells for segment i of 12 what stands in front of it.
	forms := map[string]func(i int) []string{
		"elapsed/duration": func(i int) []string { return []string{fmt.Sprintf("EXT-X-CUE-OUT-CONT:%d.0/60", 5*i)} },
		"attributes": func(i int) []string {
			return []string{fmt.Sprintf("EXT-X-CUE-OUT-CONT:ElapsedTime=%d.0,Duration=60", 5*i)}
		},
		"attributes, payload": func(i int) []string {
			return []string{fmt.Sprintf("EXT-X-CUE-OUT-CONT:ElapsedTime=%d.0,Duration=60,SCTE35=%s", 5*i, oatcls10)}
		},
		"rounded": func(i int) []string { return []string{fmt.Sprintf("EXT-X-CUE-OUT-CONT:%d.4/60", 5*i)} },
	}
	for name, tags := range forms {
		for _, dated := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, dated %v", name, dated), func(t *testing.T) {
				words := join(run5(0, 3), []string{"EXT-X-CUE-OUT:60"})
				for i := range 12 {
					if i > 0 {
						words = append(words, tags(i)...)
					}
					words = append(words, fmt.Sprintf("c%d:5.0", 4+i))
				}
				words = join(words, []string{"EXT-X-CUE-IN"}, run5(16, 30))
				a := newAudience(library(clip5(t, "p", 40), clip5(t, "long", 45)), offer(t, "long", "p"))
				c := channel{words: words, dated: dated, first: 10}
				for n := 14; n <= 31; n++ {
					a.see(t, "main", c.at(t, n))
				}
				assert.Equal(t, "| p/1-8 | c16-30", a.story("main"))
				assert.Len(t, a.asked, 1)
				b := a.only(t)
				assert.Equal(t, sec(60), b.Duration)
				assert.Equal(t, sec(40), b.Filled)
				assert.Equal(t, sec(20), b.Unfilled)
				assert.Equal(t, []string{"long AVAIL_DURATION_EXCEEDED"}, skips(b.Skipped))
				assert.Equal(t, "60", a.asked[0].Variables["session.avail_duration_secs"])
			})
		}
	}

	t.Run("date range", func(t *testing.T) {
		// The origin keeps the tag at the head of the playlist for as long as the range
		// overlaps the window, as rfc8216bis section 6.2.1 asks.
		c := channel{words: run5(0, 30), dated: true, first: 10}
		a := newAudience(library(clip5(t, "p", 40), clip5(t, "long", 45)), offer(t, "long", "p"))
		for n := 14; n <= 31; n++ {
			c := c
			if n-6 < 16 {
				c.head = []string{daterange}
			}
			out := a.see(t, "main", c.at(t, n))
			assert.Equal(t, strings.Count(c.at(t, n), "DATERANGE"), strings.Count(out, "DATERANGE"), "date ranges pass")
		}
		assert.Equal(t, "| p/1-8 | c16-30", a.story("main"))
		b := a.only(t)
		assert.Equal(t, stitch.SourceDateRange, b.Source)
		assert.Equal(t, "b1", b.ID)
		assert.Equal(t, sec(40), b.Filled)
	})

	t.Run("cue-in alone", func(t *testing.T) {
		// Of a break of which nothing else is known there is nothing left.
		a := newAudience(library(clip5(t, "p", 5)), offer(t, "p"))
		a.play(t, channel{words: join(run5(0, 2), []string{"EXT-X-CUE-IN"}, run5(3, 12))})
		assert.Equal(t, "c0-12", a.story("main"))
		assert.Empty(t, a.asked)
	})

	t.Run("over", func(t *testing.T) {
		// The window still lists a break that ended before the session began: it is
		// filled, since suppression is off (SUP-1).
		a := newAudience(library(clip5(t, "p", 10)), offer(t, "p"))
		a.play(t, channel{words: join(run5(0, 0), []string{"EXT-X-CUE-OUT:10"}, run5(1, 2), []string{"EXT-X-CUE-IN"}, run5(3, 12))})
		assert.Equal(t, "c0 | p/1-2 | c3-12", a.story("main"))
	})
}

// TestLiveStartLeft: a break whose start has left the window goes on as decided,
// markers or no markers.
func TestLiveStartLeft(t *testing.T) {
	for name, words := range map[string][]string{
		"bare":      breakAt20("EXT-X-CUE-OUT:70", 14, "EXT-X-CUE-IN"),
		"continued": continued(breakAt20("EXT-X-CUE-OUT:70", 14, "EXT-X-CUE-IN"), 4, 14, 5),
	} {
		t.Run(name, func(t *testing.T) {
			a := newAudience(library(clip5(t, "p", 40), clip5(t, "q", 30)), offer(t, "p", "q"))
			c := channel{words: words, dated: true}
			for n := 6; n <= 34; n++ {
				out := a.see(t, "main", c.at(t, n))
				assert.NotContains(t, out, "CUE")
				if n < 24 {
					b := a.plan.Breaks[0]
					assert.Equal(t, sec(float64(20-5*(n-6))), b.Start, "from the start of this window, below 0 in front of it")
					assert.Equal(t, sec(70), b.Duration)
				}
			}
			assert.Equal(t, "c0-3 | p/1-8 | q/1-6 | c18-33", a.story("main"))
			assert.Len(t, a.asked, 1)
		})
	}
}

// TestLiveJoinKey: a break that is joined so far on that without dates it would have
// the key of one that has been decided, and is over, stays content: no second
// decision could be stored.
func TestLiveJoinKey(t *testing.T) {
	a := newAudience(library(clip5(t, "p", 20)), offer(t, "p"))
	a.ignore = []string{"H7"} // the viewer is away in between
	c := channel{words: join(
		run5(0, 3), []string{"EXT-X-CUE-OUT:10"}, run5(4, 5), []string{"EXT-X-CUE-IN"}, run5(6, 7),
		[]string{"EXT-X-CUE-OUT-CONT:20/60"}, run5(8, 8), []string{"EXT-X-CUE-OUT-CONT:25/60"}, run5(9, 9),
		[]string{"EXT-X-CUE-OUT-CONT:30/60"}, run5(10, 25),
	), size: 4}
	for _, n := range []int{6, 7, 12, 13, 14, 15, 16, 17, 18} {
		a.see(t, "main", c.at(t, n))
	}
	assert.NotContains(t, a.story("main"), "p/")
	assert.Len(t, a.decisions, 1)
}
