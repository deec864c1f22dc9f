package stitch_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/adsplice/adsplice/stitch"
)

func TestFit(t *testing.T) {
	const s = time.Second
	half := 500 * time.Millisecond
	rows := []struct {
		name, why        string
		mode             stitch.FitMode
		ads              []time.Duration
		limit, tolerance time.Duration
		want             []int
	}{
		{"LIVE-1", "one of two 40 s ads in 70 s", stitch.FirstFit, []time.Duration{40 * s, 40 * s}, 70 * s, half, []int{0}},
		{"LIVE-4", "none of them fits", stitch.FirstFit, []time.Duration{40 * s}, 30 * s, half, nil},
		{"LIVE-11", "60.06 s in 59.993 s", stitch.FirstFit, []time.Duration{15015 * time.Millisecond, 15015 * time.Millisecond, 15015 * time.Millisecond, 15015 * time.Millisecond}, 59993 * time.Millisecond, half, []int{0, 1, 2, 3}},
		{"skip and go on", "AMB-31", stitch.FirstFit, []time.Duration{20 * s, 15 * s, 10 * s}, 30 * s, 0, []int{0, 2}},
		{"tolerance inclusive", "", stitch.FirstFit, []time.Duration{30*s + half}, 30 * s, half, []int{0}},
		{"tolerance is for the break", "not for each ad", stitch.FirstFit, []time.Duration{15*s + half, 15*s + half}, 30 * s, half, []int{0}},
		{"unlimited", "insertion takes all", stitch.FirstFit, []time.Duration{20 * s, 0, 10 * s}, stitch.NoLimit, half, []int{0, 2}},
		{"zero room", "", stitch.FirstFit, []time.Duration{s}, 0, half, nil},
		{"best", "10 + 20 fill 30, 25 does not", stitch.BestFit, []time.Duration{25 * s, 10 * s, 20 * s}, 30 * s, half, []int{1, 2}},
		{"best tie", "ties go to the earlier ads", stitch.BestFit, []time.Duration{10 * s, 20 * s, 20 * s, 10 * s}, 30 * s, 0, []int{0, 1}},
		{"best overrun", "an overrun leaves less unfilled than a shortfall", stitch.BestFit, []time.Duration{29 * s, 30*s + 100*time.Millisecond}, 30 * s, half, []int{1}},
		{"best nothing", "", stitch.BestFit, []time.Duration{40 * s}, 30 * s, half, nil},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			assert.Equal(t, r.want, stitch.Fit(nil, r.mode, r.ads, r.limit, r.tolerance), r.why)
		})
	}
}

// TestBestFitIsBest compares with every subset.
func TestBestFitIsBest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 10).Draw(t, "ads")
		ads := make([]time.Duration, n)
		for i := range ads {
			ads[i] = time.Duration(rapid.IntRange(0, 40_000).Draw(t, "ms")) * time.Millisecond
		}
		limit := time.Duration(rapid.IntRange(0, 90_000).Draw(t, "limit")) * time.Millisecond
		tolerance := time.Duration(rapid.IntRange(0, 1000).Draw(t, "tolerance")) * time.Millisecond
		sum := func(chosen []int) (d time.Duration) {
			for _, i := range chosen {
				d += ads[i]
			}
			return d
		}
		best := time.Duration(-1)
		for set := range 1 << n {
			var d time.Duration
			for i := range n {
				if set>>i&1 == 1 {
					d += ads[i]
				}
			}
			if d <= limit+tolerance {
				best = max(best, min(d, limit))
			}
		}
		got := stitch.Fit(nil, stitch.BestFit, ads, limit, tolerance)
		first := stitch.Fit(nil, stitch.FirstFit, ads, limit, tolerance)
		require.LessOrEqual(t, sum(got), limit+tolerance)
		require.LessOrEqual(t, sum(first), limit+tolerance)
		require.Equal(t, best, min(sum(got), limit))
		for i := 1; i < len(got); i++ {
			require.Less(t, got[i-1], got[i])
		}
	})
}

func BenchmarkBestFit(b *testing.B) {
	ads := make([]time.Duration, 1000)
	for i := range ads {
		ads[i] = time.Duration(5000+i*7919%40_000) * time.Millisecond
	}
	b.ReportAllocs()
	for b.Loop() {
		stitch.Fit(nil, stitch.BestFit, ads, 180*time.Second, 500*time.Millisecond)
	}
}
