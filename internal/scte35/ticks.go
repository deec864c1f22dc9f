package scte35

import (
	"math"
	"time"
)

// Ticks counts units of 90 kHz, the clock of every time and duration in
// SCTE 35. PTS values have 33 bits, segmentation durations 40.
type Ticks uint64

const (
	ticksPerSecond = 90000
	ptsModulus     = 1 << 33 // one turn of the PTS clock: 26 h 30 min 43.7 s
)

// Duration returns t in nanoseconds, rounded once to the nearest (a third of
// a nanosecond at most is lost, ties can't happen). A value beyond
// [math.MaxInt64] nanoseconds, which no field of a section can hold, gives
// that limit.
func (t Ticks) Duration() time.Duration {
	const perSecond = uint64(time.Second)
	seconds, rest := uint64(t)/ticksPerSecond, uint64(t)%ticksPerSecond
	if seconds >= math.MaxInt64/perSecond {
		return math.MaxInt64
	}
	// 1e9/90000 is 100000/9; adding 4 before dividing by 9 rounds to nearest.
	return time.Duration(seconds*perSecond + (rest*100000+4)/9)
}
