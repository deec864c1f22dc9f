package stitch_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/stitch"
)

// TestLiveRestart: the origin starts again with a lower media sequence number and
// other segments. Numbers go on, behind one discontinuity.
func TestLiveRestart(t *testing.T) {
	rows := []struct {
		name, why string
		origin    []string
		upTo      int // segments of the first run
		want      string
	}{
		{"in content", "one discontinuity", run5(0, 20), 10, "c0-9 | d0-19"},
		{"behind a break", "numbers have moved", breakAt20("EXT-X-CUE-OUT:20", 4, "EXT-X-CUE-IN"), 14, "c0-3 | p/1-10 | c8-13 | d0-19"},
		{"in a break", "it ends there", breakAt20("EXT-X-CUE-OUT:20", 4, "EXT-X-CUE-IN"), 7, "c0-3 | p/1-7 | d0-19"},
	}
	second := strings.Split(strings.ReplaceAll(strings.Join(run5(0, 19), " "), "c", "d"), " ")
	for _, r := range rows {
		for _, dated := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, dated %v", r.name, dated), func(t *testing.T) {
				a := newAudience(library(creative(t, "p", "2.0", "2.0", "2.0", "2.0", "2.0", "2.0", "2.0", "2.0", "2.0", "2.0")), offer(t, "p"))
				a.ignore = []string{"H7"} // the origin's numbers fall
				first := channel{words: r.origin, first: 5000, dated: dated}
				for n := 6; n <= r.upTo; n++ {
					a.see(t, "main", first.at(t, n))
				}
				last := a.before["main"]
				next := channel{words: second, first: 3}
				for n := 6; n <= 20; n++ {
					origin := next.at(t, n)
					if dated {
						next := next
						next.dated = true
						origin = strings.ReplaceAll(next.at(t, n), "2026-01-01T00:", "2026-01-01T07:")
					}
					out := a.see(t, "main", origin)
					if n == 6 {
						assert.Equal(t, strconv.Itoa(number(t, last)+strings.Count(last, "#EXTINF")), header(out, "EXT-X-MEDIA-SEQUENCE"), "the number goes on")
					}
				}
				assert.Equal(t, r.want, a.story("main"), r.why)
			})
		}
	}
}

// number returns the media sequence number of a playlist.
func number(tb testing.TB, playlist string) (n int) {
	tb.Helper()
	_, err := fmt.Sscan(header(playlist, "EXT-X-MEDIA-SEQUENCE"), &n)
	require.NoError(tb, err)
	return n
}

// TestLiveStale: an older copy of the origin's playlist is answered as before, and
// moves nothing.
func TestLiveStale(t *testing.T) {
	for _, dated := range []bool{true, false} {
		a := newAudience(library(clip5(t, "p", 40), clip5(t, "q", 30)), offer(t, "p", "q"))
		c := channel{words: continued(breakAt20("EXT-X-CUE-OUT:70", 14, "EXT-X-CUE-IN"), 4, 14, 5), dated: dated, first: 50}
		answers := map[int]string{}
		for n := 6; n <= 34; n++ {
			answers[n] = a.see(t, "main", c.at(t, n))
			cursor := a.cursors["main"]
			for _, back := range []int{1, 2} {
				if n-back < 6 {
					continue
				}
				out := a.must(t, "main", c.at(t, n-back))
				assert.Equal(t, answers[n-back], out, "%d segments after %d", n-back, n)
				assert.Equal(t, cursor, a.cursors["main"])
			}
			assert.Equal(t, answers[n], a.must(t, "main", c.at(t, n)), "and the newest again")
		}
		assert.Equal(t, "c0-3 | p/1-8 | q/1-6 | c18-33", a.story("main"))
	}
}

// TestLiveGap: GAP segments are content like any other; in a break they are
// replaced, elsewhere they stay.
func TestLiveGap(t *testing.T) {
	words := breakAt20("EXT-X-CUE-OUT:20", 4, "EXT-X-CUE-IN")
	var gapped []string
	for _, w := range words {
		if strings.HasPrefix(w, "c2:") || strings.HasPrefix(w, "c5:") || strings.HasPrefix(w, "c9:") {
			gapped = append(gapped, "EXT-X-GAP")
		}
		gapped = append(gapped, w)
	}
	a := newAudience(library(clip5(t, "p", 20)), offer(t, "p"))
	c := channel{words: gapped, version: 8}
	for n := 6; n <= 34; n++ {
		out := a.see(t, "main", c.at(t, n))
		for _, s := range []string{"c2", "c9"} {
			assert.Equal(t, strings.Contains(out, s+".ts"), strings.Contains(out, "#EXT-X-GAP\n#EXTINF:5.0,\n"+s+".ts"))
		}
		assert.NotContains(t, out, "c5.ts")
	}
	assert.Equal(t, "c0-3 | p/1-4 | c8-33", a.story("main"))
}

// TestLiveAway: a player that comes back after some time, whatever it missed, gets
// what holds with what it had.
func TestLiveAway(t *testing.T) {
	words := breakAt20("EXT-X-CUE-OUT:40", 8, "EXT-X-CUE-IN")
	for i := 34; i < 4000; i++ {
		words = append(words, fmt.Sprintf("c%d:5.0", i))
	}
	rows := []struct {
		name, why string
		seen      [][2]int // runs of refreshes, by complete segments
		want      string
		asked     int
	}{
		{"over the break", "a break that nobody saw adds nothing", [][2]int{{4, 4}, {20, 25}}, "c0-3 ? c14-24", 0},
		{"inside the break", "what came in between is not shown", [][2]int{{4, 6}, {9, 20}}, "c0-3 | p/1-8 | c12-19", 1},
		{"out of the break", "the break has left: it was 8 ad segments for 8", [][2]int{{4, 7}, {22, 25}}, "c0-3 | p/1-3 ? c16-24", 1},
		{"for hours", "5 h after the break began", [][2]int{{4, 7}, {3900, 3905}}, "c0-3 | p/1-3 ? c3894-3904", 1},
	}
	for _, r := range rows {
		for _, dated := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, dated %v", r.name, dated), func(t *testing.T) {
				a := newAudience(library(clip5(t, "p", 40)), offer(t, "p"))
				a.ignore = []string{"H7"} // the origin's numbers jump
				c := channel{words: words, dated: dated, first: 9}
				for _, x := range r.seen {
					for n := x[0]; n <= x[1]; n++ {
						a.see(t, "main", c.at(t, n))
					}
				}
				assert.Equal(t, r.want, a.story("main"), r.why)
				assert.Len(t, a.asked, r.asked)
				if !strings.Contains(r.name, "inside") {
					n := r.seen[1][1]
					assert.Equal(t, n-6+9, number(t, a.before["main"]), "as many ad segments as there were content segments")
				}
			})
		}
	}
}

// TestLiveEnd: a live stream ends, in content or inside a break. The session stays
// live.
func TestLiveEnd(t *testing.T) {
	rows := []struct {
		name, why string
		at        int
		want      string
	}{
		{"in content", "", 25, "c0-3 | p/1-8 | q/1-6 | c18-24 $"},
		{"in a break", "with the ads that were due", 9, "c0-3 | p/1-5 $"},
		{"at the cue-in", "with all of them", 18, "c0-3 | p/1-8 | q/1-6 $"},
	}
	for _, r := range rows {
		for _, dated := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, dated %v", r.name, dated), func(t *testing.T) {
				a := newAudience(library(clip5(t, "p", 40), clip5(t, "q", 30)), offer(t, "p", "q"))
				c := channel{words: breakAt20("EXT-X-CUE-OUT:70", 14, "EXT-X-CUE-IN"), dated: dated}
				for n := 6; n <= r.at; n++ {
					a.see(t, "main", c.at(t, n))
				}
				for range 3 {
					out := a.see(t, "main", c.at(t, r.at)+"#EXT-X-ENDLIST\n")
					assert.Equal(t, 1, strings.Count(out, "EXT-X-ENDLIST"))
					assert.Equal(t, stitch.Live, a.plan.Type)
				}
				assert.Equal(t, r.want, a.story("main"), r.why)
			})
		}
	}
}

// TestLiveSlateLoops: slate is whole segments, looped; what no segment fits in is
// left to the content.
func TestLiveSlateLoops(t *testing.T) {
	for name, r := range map[string]struct {
		slate []string
		want  string
	}{
		"remainder":   {[]string{"5.0", "2.0"}, "c0-3 | slate/1-2 | slate/1-2 | slate/1-2 | slate/1-2 | slate/1-2 | slate/1-2 | slate/1-2 | slate/1-2 | c15-33"},
		"one segment": {[]string{"6.0"}, "c0-3 | slate/1 | slate/1 | slate/1 | slate/1 | slate/1 | slate/1 | slate/1 | slate/1 | slate/1 | slate/1 | c16-33"},
	} {
		t.Run(name, func(t *testing.T) {
			a := newAudience(library(creative(t, "slate", r.slate...)), offer(t))
			a.policy.Slate = "slate"
			a.play(t, channel{words: breakAt20("EXT-X-CUE-OUT:60", 12, "EXT-X-CUE-IN"), dated: true})
			assert.Equal(t, r.want, a.story("main"))
		})
	}
}

// TestLiveHeader: TARGETDURATION and VERSION are those of the first response for as
// long as the session lasts, and what does not fit is skipped.
func TestLiveHeader(t *testing.T) {
	lib := library(creative(t, "long", "7.0", "7.0"), creative(t, "edge", "6.49", "6.49"), clip5(t, "p", 40))
	a := newAudience(lib, offer(t, "long", "edge", "p"))
	c := channel{words: breakAt20("EXT-X-CUE-OUT:60", 12, "EXT-X-CUE-IN"), version: 2, target: 6}
	for i, w := range c.words { // no fractions, so that version 2 is enough
		c.words[i] = strings.TrimSuffix(w, ".0")
	}
	for n := 4; n <= 34; n++ {
		out := a.see(t, "main", c.at(t, n))
		assert.Equal(t, "3", header(out, "EXT-X-VERSION"), "what the creatives need, from the first response on")
		assert.Equal(t, "6", header(out, "EXT-X-TARGETDURATION"))
		assert.Equal(t, n > 4, header(out, "EXT-X-DISCONTINUITY-SEQUENCE") != "", "from the first splice on")
	}
	assert.Equal(t, []string{"long NO_VARIANT_MATCH"}, skips(a.only(t).Skipped))
	assert.True(t, strings.HasPrefix(a.story("main"), "c0-3 | edge/1-2 | p/1-8 | c"), a.story("main"))
	assert.Equal(t, 6*time.Second, a.session.TargetDuration)
}

// TestLiveRestartSame: an origin that starts again with the numbers that it began
// with has its breaks where they were, by number; they are other ones.
func TestLiveRestartSame(t *testing.T) {
	a := newAudience(library(clip5(t, "p", 20)), offer(t, "p"))
	a.ignore = []string{"H7"} // the origin's numbers fall
	first := channel{words: breakAt20("EXT-X-CUE-OUT:20", 4, "EXT-X-CUE-IN")}
	for n := 6; n <= 20; n++ {
		a.see(t, "main", first.at(t, n))
	}
	var words []string
	for _, w := range first.words {
		if s, ok := strings.CutPrefix(w, "c"); ok {
			w = "d" + s
		}
		words = append(words, w)
	}
	for n := 6; n <= 20; n++ {
		a.see(t, "main", channel{words: words}.at(t, n))
	}
	assert.Equal(t, "c0-3 | p/1-4 | c8-19 | d0-3 | p/1-4 | d8-19", a.story("main"))
	assert.Len(t, a.asked, 2, "one request for each")
	var keys []string
	for _, d := range a.decisions {
		keys = append(keys, d.Key)
	}
	assert.Equal(t, []string{"@m4", "restart#1", "@m4#1"}, keys)
}

// TestDecisionsPut: what the key is stored under counts, not where it starts; an
// origin whose dates go back at a restart changes nothing.
func TestDecisionsPut(t *testing.T) {
	var list stitch.Decisions
	first := stitch.Decision{Key: "a@1", Start: sec(1000)}
	for _, d := range []stitch.Decision{
		first, {Key: "restart#1", Epoch: 1, Start: sec(500)}, {Key: "b@1#1", Epoch: 1, Start: sec(510)}, {Key: "c@1#1", Epoch: 1, Start: sec(520)},
	} {
		assert.True(t, list.Put(d))
	}
	assert.False(t, list.Put(first))
	first.Start += sec(0.001)
	assert.False(t, list.Put(first))
	assert.Len(t, list, 4)
}
