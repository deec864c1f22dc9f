package bench

import (
	"runtime"
	"slices"
	"time"
)

// A Result is what Measure found for one case.
type Result struct {
	Case
	// Time is the median time of one run of the case.
	Time time.Duration
	// Allocs is the mean number of allocations of one run.
	Allocs float64
	// Ratio is the time of this side divided by the time of ours.
	Ratio float64
}

// Options say how long Measure takes. The zero value is a good default.
type Options struct {
	// Rounds is how often each side has its turn, 41 if 0. A side of which a
	// single run takes ten turns has three.
	Rounds int
	// Turn is how long one turn takes about, 5 ms if 0: short, so that what else
	// a machine does meets all sides.
	Turn time.Duration
}

// Measure measures cases of one task and input, ours first. The sides take
// turns, and the order rotates; the garbage of one turn is collected before
// the next, so that no side pays for another.
func Measure(cases []Case, o Options) ([]Result, error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if o.Rounds == 0 {
		o.Rounds = 41
	}
	if o.Turn == 0 {
		o.Turn = 5 * time.Millisecond
	}
	loops := make([]int, len(cases))
	turns := make([][]time.Duration, len(cases))
	list := make([]Result, len(cases))
	for i, c := range cases {
		list[i].Case = c
		var err error
		if loops[i], err = calibrate(c, o.Turn); err != nil {
			return nil, err
		}
		if list[i].Allocs, err = allocs(c, min(loops[i], 200)); err != nil {
			return nil, err
		}
	}
	for round := range o.Rounds {
		for n := range cases {
			i := (n + round) % len(cases)
			if len(turns[i]) == 3 && turns[i][0] > 10*o.Turn {
				continue
			}
			runtime.GC()
			if loops[i] > 1 { // the collector left the caches cold
				if _, err := turn(cases[i], 1); err != nil {
					return nil, err
				}
			}
			d, err := turn(cases[i], loops[i])
			if err != nil {
				return nil, err
			}
			turns[i] = append(turns[i], d)
		}
	}
	for i := range list {
		slices.Sort(turns[i])
		list[i].Time = turns[i][len(turns[i])/2] / time.Duration(loops[i])
		list[i].Ratio = perRun(turns[i], loops[i]) / perRun(turns[0], loops[0])
	}
	return list, nil
}

// perRun is the median of sorted turns in nanoseconds of one run.
func perRun(turns []time.Duration, loops int) float64 {
	return float64(turns[len(turns)/2]) / float64(loops)
}

// turn runs the case n times.
func turn(c Case, n int) (time.Duration, error) {
	begin := now()
	for range n {
		if err := c.Run(); err != nil {
			return 0, err
		}
	}
	return now() - begin, nil
}

// calibrate warms the case up and returns how many runs fill a turn.
func calibrate(c Case, want time.Duration) (int, error) {
	for n := 1; ; n *= 2 {
		d, err := turn(c, n)
		if err != nil {
			return 0, err
		}
		if d >= want/4 {
			return max(1, int(float64(n)*float64(want)/float64(d))), nil
		}
	}
}

// allocs counts the allocations of n runs.
func allocs(c Case, n int) (float64, error) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := turn(c, n)
	runtime.ReadMemStats(&after)
	return float64((after.Mallocs - before.Mallocs) / uint64(n)), err
}
