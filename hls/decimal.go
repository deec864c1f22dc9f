package hls

import (
	"math"
	"time"
)

// atto is the number of units of 1e-18 s in a nanosecond.
const atto = 1_000_000_000

// seconds is an exact span of time: ns nanoseconds and sub units of 1e-18 s,
// 0 <= sub < atto. Digits of a decimal beyond the 18th are dropped, which is
// less than a second in the age of the universe.
type seconds struct {
	ns  int64
	sub int64
}

// add returns a + b, and false if the sum overflows.
func (a seconds) add(b seconds) (seconds, bool) {
	sub := a.sub + b.sub
	carry := int64(0)
	if sub >= atto {
		sub -= atto
		carry = 1
	}
	if a.ns > math.MaxInt64-b.ns-carry {
		return a, false
	}
	return seconds{a.ns + b.ns + carry, sub}, true
}

// duration rounds down to the nanosecond.
func (a seconds) duration() time.Duration { return time.Duration(a.ns) }

//nolint:gochecknoglobals // a table that nobody writes
var pow10 = [...]int64{1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000}

// maxSeconds bounds a single decimal, so that it fits in nanoseconds.
const maxSeconds = math.MaxInt64/int64(time.Second) - 1

// parseSeconds reads a decimal-floating-point or decimal-integer number of
// seconds (RFC 8216 section 4.2) from the front of b and returns how many bytes
// it took; 0 means that there is no number, or one too large. A leading or a
// trailing point is tolerated, an exponent or a sign is not.
func parseSeconds(b []byte) (seconds, int) {
	i := 0
	whole := int64(0)
	for i < len(b) && b[i]-'0' <= 9 {
		if whole = whole*10 + int64(b[i]-'0'); whole > maxSeconds {
			return seconds{}, 0
		}
		i++
	}
	digits := i
	s := seconds{ns: whole * int64(time.Second)}
	if i == len(b) || b[i] != '.' {
		return s, digits
	}
	i++
	first := i
	frac := int64(0)
	for i < len(b) && i-first < 9 && b[i]-'0' <= 9 {
		frac = frac*10 + int64(b[i]-'0')
		i++
	}
	n := i - first
	s.ns += frac * pow10[9-n]
	if n == 9 {
		frac, first = 0, i
		for i < len(b) && i-first < 9 && b[i]-'0' <= 9 {
			frac = frac*10 + int64(b[i]-'0')
			i++
		}
		s.sub = frac * pow10[9-(i-first)]
		for i < len(b) && b[i]-'0' <= 9 {
			i++
		}
	}
	if digits == 0 && n == 0 {
		return seconds{}, 0
	}
	return s, i
}

// appendSeconds appends d as a decimal number of seconds with as many fraction
// digits as it needs, but at least minFrac.
func appendSeconds(dst []byte, d time.Duration, minFrac int) []byte {
	if d < 0 {
		dst = append(dst, '-')
		d = -d
	}
	dst = appendInt(dst, int64(d/time.Second))
	return appendFraction(dst, int64(d%time.Second), minFrac)
}

// appendFraction appends ns nanoseconds (below one second) as ".ddd".
func appendFraction(dst []byte, ns int64, minFrac int) []byte {
	n := 9
	if minFrac <= 3 && ns%1e6 == 0 {
		n, ns = 3, ns/1e6
	}
	for n > minFrac && ns%10 == 0 {
		ns /= 10
		n--
	}
	if n == 0 {
		return dst
	}
	dst = append(dst, '.')
	for i := n - 1; i >= 0; i-- {
		dst = append(dst, byte('0'+ns/pow10[i]%10))
	}
	return dst
}
