package stitch_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/adsplice/adsplice/stitch"
	"github.com/adsplice/adsplice/suppression"
)

// halves are segments of 30 s from number first to last, so that two are a minute.
func halves(first, last int) (words []string) {
	for i := first; i <= last; i++ {
		words = append(words, fmt.Sprintf("c%d:30.0", i))
	}
	return words
}

// minutes is a channel of n segments of 30 s with breaks of some segments, from one
// segment on.
func minutes(n int, breaks ...[2]int) []string {
	var words []string
	at := 0
	for _, b := range breaks {
		words = join(words, halves(at, b[0]-1),
			[]string{fmt.Sprintf("EXT-X-CUE-OUT:%d", 30*b[1])}, halves(b[0], b[0]+b[1]-1), []string{"EXT-X-CUE-IN"})
		at = b[0] + b[1]
	}
	return join(words, halves(at, n-1))
}

// TestLiveSuppression has the numbered examples of avail suppression, played as
// sessions. The live edge of the first manifest is at segment 130, or 12 where no
// break lies far behind it.
func TestLiveSuppression(t *testing.T) {
	set := func(m suppression.Mode, value time.Duration, p suppression.FillPolicy) suppression.Settings {
		return suppression.Settings{Mode: m, Value: value, FillPolicy: p}
	}
	const behind, after, full, part = suppression.BehindLiveEdge, suppression.AfterLiveEdge, suppression.FullAvailOnly, suppression.PartialAvail
	const yes, no = stitch.ReasonNone, stitch.ReasonSuppressed
	rows := []struct {
		name, why string
		settings  suppression.Settings
		edge      int
		origin    []string
		undated   bool // is played without dates, too
		reasons   []stitch.Reason
		want      string
		filled    []float64
	}{
		{
			name: "SUP-1", why: "off: breaks at E-60 min, E-30 min and one in progress at E",
			edge: 130, origin: minutes(136, [2]int{10, 4}, [2]int{70, 4}, [2]int{128, 4}),
			undated: true,
			reasons: []stitch.Reason{yes, yes, yes}, filled: []float64{120, 120, 120},
			want: "c0-9 | p/1-2 | q/1-2 | c14-69 | p/1-2 | q/1-2 | c74-127 | p/1-2 | q/1-2 | c132-135",
		},
		{
			name: "SUP-2", why: "all in front of the edge or in progress at it, none behind it", settings: set(behind, 0, full),
			edge: 130, origin: minutes(142, [2]int{10, 4}, [2]int{128, 4}, [2]int{134, 4}),
			reasons: []stitch.Reason{no, no, yes}, filled: []float64{0, 0, 120},
			want: "c0-133 | p/1-2 | q/1-2 | c138-141",
		},
		{
			name: "SUP-3", why: "S < E-45 min, in progress there; then E-40 min and E-1 min", settings: set(behind, 45*time.Minute, full),
			edge: 130, origin: minutes(136, [2]int{39, 4}, [2]int{50, 4}, [2]int{128, 4}),
			reasons: []stitch.Reason{no, yes, yes}, filled: []float64{0, 120, 120},
			want: "c0-49 | p/1-2 | q/1-2 | c54-127 | p/1-2 | q/1-2 | c132-135",
		},
		{
			name: "SUP-4", why: "S = E-45 min is suppressed (AMB-19)", settings: set(behind, 45*time.Minute, full),
			edge: 130, origin: minutes(134, [2]int{40, 4}),
			reasons: []stitch.Reason{no}, filled: []float64{0}, want: "c0-133",
		},
		{
			name: "SUP-4 behind", why: "and the next boundary is not", settings: set(behind, 45*time.Minute, full),
			edge: 130, origin: minutes(134, [2]int{41, 4}),
			reasons: []stitch.Reason{yes}, filled: []float64{120}, want: "c0-40 | p/1-2 | q/1-2 | c45-133",
		},
		{
			name: "SUP-5", why: "inside the period not, wholly behind it yes", settings: set(after, 30*time.Minute, full),
			edge: 12, origin: minutes(90, [2]int{32, 4}, [2]int{74, 4}),
			reasons: []stitch.Reason{no, yes}, filled: []float64{0, 120},
			want: "c0-73 | p/1-2 | q/1-2 | c78-89",
		},
		{
			name: "SUP-5 end", why: "at the period's end is behind it", settings: set(after, 30*time.Minute, full),
			edge: 12, origin: minutes(90, [2]int{72, 4}),
			reasons: []stitch.Reason{yes}, filled: []float64{120},
			want: "c0-71 | p/1-2 | q/1-2 | c76-89",
		},
		{
			name: "SUP-6", why: "of E+29 min to E+31 min the last minute", settings: set(after, 30*time.Minute, part),
			edge: 12, origin: minutes(90, [2]int{70, 4}),
			undated: true,
			reasons: []stitch.Reason{yes}, filled: []float64{60},
			want: "c0-71 | p/1-2 | c74-89",
		},
		{
			name: "SUP-7", why: "of a break from before the session began the part behind E+30 min", settings: set(after, 30*time.Minute, part),
			edge: 12, origin: continued(minutes(90, [2]int{10, 64}), 10, 64, 30),
			undated: true,
			reasons: []stitch.Reason{yes}, filled: []float64{60},
			want: "c0-71 | p/1-2 | c74-89",
		},
		{
			name: "SUP-8", why: "from before the session began to inside the period", settings: set(after, 30*time.Minute, full),
			edge: 12, origin: minutes(60, [2]int{10, 30}),
			reasons: []stitch.Reason{no}, filled: []float64{0}, want: "c0-59",
		},
		{
			name: "SUP-8 partial", why: "so it is with PARTIAL_AVAIL", settings: set(after, 30*time.Minute, part),
			edge: 12, origin: minutes(60, [2]int{10, 30}),
			reasons: []stitch.Reason{no}, filled: []float64{0}, want: "c0-59",
		},
		{
			name: "SUP-9", why: "the break of SUP-6 with FULL_AVAIL_ONLY: nothing", settings: set(after, 30*time.Minute, full),
			edge: 12, origin: minutes(90, [2]int{70, 4}),
			reasons: []stitch.Reason{no}, filled: []float64{0}, want: "c0-89",
		},
		{
			name: "SUP-10", why: "BEHIND_LIVE_EDGE knows no PARTIAL_AVAIL: the first break of SUP-3 as a whole", settings: set(behind, 45*time.Minute, part),
			edge: 130, origin: minutes(134, [2]int{39, 4}),
			reasons: []stitch.Reason{no}, filled: []float64{0}, want: "c0-133",
		},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			for _, dated := range []bool{true, false} {
				if !dated && !r.undated {
					continue
				}
				lib := library(creative(t, "p", "30.0", "30.0"), creative(t, "q", "30.0", "30.0"), creative(t, "slate", "30.0"))
				a := newAudience(lib, offer(t, "p", "q"))
				a.policy = stitch.Policy{Suppression: r.settings, Slate: "slate"} // no slate in what is suppressed
				a.play(t, channel{words: r.origin, size: r.edge, target: 30, first: 7, dated: dated})
				assert.Equal(t, r.want, a.story("main"), r.why)
				var reasons []stitch.Reason
				var filled []float64
				asked := 0
				for _, k := range a.keys {
					b := a.breaks[k]
					reasons, filled = append(reasons, b.Reason), append(filled, b.Filled.Seconds())
					if b.Reason == stitch.ReasonNone {
						asked++
					}
				}
				assert.Equal(t, r.reasons, reasons)
				assert.Equal(t, r.filled, filled)
				assert.Len(t, a.asked, asked, "what is suppressed is not asked for")
			}
		})
	}
}
