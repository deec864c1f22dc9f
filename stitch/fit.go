package stitch

import (
	"math/bits"
	"slices"
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
// and 5*t bytes; 1000 ads for 180 s are 2.8 million steps. It never leaves more
// unfilled than FirstFit, which it falls back to for a limit above an hour or
// more than 64 million steps.
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
	first := len(dst)
	if mode == BestFit && room <= time.Hour && len(durations)*int(room/time.Millisecond/64+1) <= 64_000_000 {
		dst = bestFit(dst, durations, room, limit)
		if min(total(durations, dst[first:]), limit) >= min(firstFit(durations, room, nil), limit) {
			return dst
		}
		dst = dst[:first]
	}
	firstFit(durations, room, func(i int) { dst = append(dst, i) })
	return dst
}

// total sums up the chosen durations.
func total(durations []time.Duration, chosen []int) (sum time.Duration) {
	for _, i := range chosen {
		sum += durations[i]
	}
	return sum
}

// firstFit takes in order what fits and returns the sum.
func firstFit(durations []time.Duration, room time.Duration, take func(i int)) time.Duration {
	var sum time.Duration
	for i, d := range durations {
		if d > 0 && d <= room-sum {
			sum += d
			if take != nil {
				take(i)
			}
		}
	}
	return sum
}

// bestFit is an exact subset sum. A bit set holds which sums of milliseconds the
// ads from i on can make, for i from the last to the first; from holds the i at
// which a sum came in. Sums that ads i and later can make are those with from >= i.
func bestFit(dst []int, durations []time.Duration, room, limit time.Duration) []int {
	n := int(room / time.Millisecond)
	set := make([]uint64, n/64+1)
	from := make([]int32, len(set)*64)
	set[0], from[0] = 1, int32(len(durations))
	for i, d := range slices.Backward(durations) {
		if d > 0 && d <= room {
			shift(set, from, ceilMillis(d), int32(i))
		}
	}
	sum := bestSum(set, int(limit/time.Millisecond), n)
	for i, d := range durations {
		if sum == 0 {
			break
		}
		if d <= 0 || d > room {
			continue
		}
		if ms := ceilMillis(d); ms <= sum && bit(set, sum-ms) && from[sum-ms] > int32(i) {
			dst = append(dst, i)
			sum -= ms
		}
	}
	return dst
}

// shift adds to the set every sum in it with ms more, and notes from i which are
// new.
func shift(set []uint64, from []int32, ms int, i int32) {
	word, rest := ms/64, ms%64
	for w := len(set) - 1; w >= word; w-- {
		x := set[w-word] << rest
		if rest > 0 && w > word {
			x |= set[w-word-1] >> (64 - rest)
		}
		for fresh := x &^ set[w]; fresh != 0; fresh &= fresh - 1 {
			from[w*64+bits.TrailingZeros64(fresh)] = i
		}
		set[w] |= x
	}
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

// ceilMillis rounds up to a millisecond.
func ceilMillis(d time.Duration) int {
	return int((d + time.Millisecond - 1) / time.Millisecond)
}
