package stitch

import (
	"math/bits"
	"time"
)

// NoLimit is the limit of a break that takes every ad.
const NoLimit time.Duration = -1

// Fit appends to dst the indexes, ascending, of the ads that play in a break
// that has room for limit, given how long each ad is. The sum of what is chosen is
// at most limit plus tolerance. Whole ads only; an ad without a length is never
// chosen. With limit [NoLimit] all others are.
//
// [FirstFit] takes len(durations) steps. [BestFit] rounds lengths up to the
// millisecond and, for n ads and a limit of t milliseconds, takes n*t/64 steps
// and n*t/8 bytes; 1000 ads for 180 s are 2.8 million steps. t is capped at 10
// hours; a longer break is filled by FirstFit.
func Fit(dst []int, mode FitMode, durations []time.Duration, limit, tolerance time.Duration) []int {
	if limit < 0 {
		for i, d := range durations {
			if d > 0 {
				dst = append(dst, i)
			}
		}
		return dst
	}
	room := limit + max(tolerance, 0)
	if mode == BestFit && room <= 10*time.Hour {
		return bestFit(dst, durations, room, limit)
	}
	var sum time.Duration
	for i, d := range durations {
		if d > 0 && d <= room-sum {
			sum += d
			dst = append(dst, i)
		}
	}
	return dst
}

// bestFit is an exact subset sum over bit sets: bit s of reach[i] tells whether
// ads i and later can make a sum of s milliseconds.
func bestFit(dst []int, durations []time.Duration, room, limit time.Duration) []int {
	n := int(room / time.Millisecond)
	words := n/64 + 1
	reach := make([][]uint64, len(durations)+1)
	reach[len(durations)] = make([]uint64, words)
	reach[len(durations)][0] = 1
	for i := len(durations) - 1; i >= 0; i-- {
		ms := ceilMillis(durations[i])
		if ms <= 0 || ms > n {
			reach[i] = reach[i+1]
			continue
		}
		reach[i] = make([]uint64, words)
		copy(reach[i], reach[i+1])
		orShifted(reach[i], reach[i+1], ms)
	}
	// What overruns the limit leaves nothing unfilled: of those sums the smallest
	// overrun is the best, and none beats filling exactly.
	sum := bestSum(reach[0], int(limit/time.Millisecond), n)
	for i, d := range durations {
		ms := ceilMillis(d)
		if ms > 0 && ms <= sum && bit(reach[i+1], sum-ms) {
			dst = append(dst, i)
			sum -= ms
		}
	}
	return dst
}

// bestSum returns the sum nearest to limit from above, if there is one up to n,
// else the largest below.
func bestSum(set []uint64, limit, n int) int {
	for s := limit; s <= n; s++ {
		if bit(set, s) {
			return s
		}
	}
	for w := min(limit/64, len(set)-1); w >= 0; w-- {
		x := set[w]
		if w == limit/64 {
			x &= 1<<(limit%64) - 1
		}
		if x != 0 {
			return w*64 + 63 - bits.LeadingZeros64(x)
		}
	}
	return 0
}

func bit(set []uint64, i int) bool { return set[i/64]>>(i%64)&1 == 1 }

// orShifted ors src shifted up by n bits into dst, which has the same length.
func orShifted(dst, src []uint64, n int) {
	word, shift := n/64, n%64
	for i := len(dst) - 1; i >= word; i-- {
		x := src[i-word] << shift
		if shift > 0 && i > word {
			x |= src[i-word-1] >> (64 - shift)
		}
		dst[i] |= x
	}
}

// ceilMillis rounds up to a millisecond.
func ceilMillis(d time.Duration) int {
	return int((d + time.Millisecond - 1) / time.Millisecond)
}
