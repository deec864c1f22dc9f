package suppression

import (
	"math"
	"math/bits"
	"time"
)

// Settings say which breaks of a live session are left to the content. The zero
// value is OFF: none. Settings are comparable with ==.
type Settings struct {
	// Mode chooses the rule.
	Mode Mode `json:"mode,omitzero"`
	// Value is how far from the live edge the rule reaches: back for
	// [BehindLiveEdge], ahead for [AfterLiveEdge]. 0 is the live edge itself; less
	// counts as 0. Sources give whole seconds up to [MaxValue].
	Value time.Duration `json:"value,omitzero"`
	// FillPolicy is for [AfterLiveEdge]; other modes ignore it.
	FillPolicy FillPolicy `json:"fillPolicy,omitzero"`
	// Buffer lengthens the period of [AfterLiveEdge]; less than 0 counts as 0.
	// MediaTailor speaks of an additional buffer time there, but gives no figure,
	// and no source can set it: the default is 0.
	Buffer time.Duration `json:"buffer,omitzero"`
}

// Judge says whether a break may be personalised, and from where.
//
// The live edge of the session's first manifest, and the break's start, are times
// on one timeline with any zero; they may be negative. The length is the break's
// as signalled; 0 or less is unknown. All values are good: nothing overflows.
//
// If ok is false, the break is suppressed as a whole. Otherwise from is how far
// into the break personalising may begin: 0, or with [AfterLiveEdge] and
// [PartialAvail] more for a break that starts before the period's end, and then
// less than a known length.
//
//   - [Off]: nothing is suppressed.
//   - [BehindLiveEdge]: a break is suppressed if it starts at or before the edge
//     minus the value. Pages of the documentation differ on whether a start exactly
//     there counts; the API reference says "on or behind", so it does.
//   - [AfterLiveEdge]: the period goes from the edge to the edge plus value and
//     buffer. Nothing before its end is personalised, which includes what lies
//     before the edge. [FullAvailOnly]: a break must start at the period's end or
//     later. [PartialAvail]: the portion after the period's end is personalised; a
//     break whose length is known to end at or before it is suppressed.
func (s Settings) Judge(edge, start, length time.Duration) (from time.Duration, ok bool) {
	switch s.Mode {
	case BehindLiveEdge:
		behind, sign := distance(edge, start)
		return 0, sign > 0 || behind < uint64(max(s.Value, 0))
	case AfterLiveEdge:
		from = s.untilEnd(edge, start)
		switch {
		case from == 0:
			return 0, true
		case s.FillPolicy != PartialAvail, length > 0 && from >= length:
			return 0, false
		}
		return from, true
	case Off:
	}
	return 0, true
}

// Limit returns the time up to which breaks are suppressed, for display: the edge
// minus the value for [BehindLiveEdge], the period's end for [AfterLiveEdge],
// neither before nor after what a duration can hold. ok is false if there is no
// limit: with [Off]. The edge is as in [Settings.Judge], which decides.
func (s Settings) Limit(edge time.Duration) (limit time.Duration, ok bool) {
	v, b := max(s.Value, 0), max(s.Buffer, 0)
	switch s.Mode {
	case BehindLiveEdge:
		if edge < math.MinInt64+v {
			return math.MinInt64, true
		}
		return edge - v, true
	case AfterLiveEdge:
		for _, d := range [...]time.Duration{v, b} {
			if edge > math.MaxInt64-d {
				return math.MaxInt64, true
			}
			edge += d
		}
		return edge, true
	case Off:
	}
	return 0, false
}

// untilEnd returns how long after start the period of AfterLiveEdge ends: 0 if it
// has ended by then; at most what a duration can hold.
func (s Settings) untilEnd(edge, start time.Duration) time.Duration {
	// Two durations of 0 or more fit into 64 bits.
	period := uint64(max(s.Value, 0)) + uint64(max(s.Buffer, 0))
	d, sign := distance(edge, start)
	if sign > 0 {
		if d >= period {
			return 0
		}
		return time.Duration(min(period-d, math.MaxInt64))
	}
	sum, carry := bits.Add64(d, period, 0)
	if carry != 0 {
		sum = math.MaxUint64
	}
	return time.Duration(min(sum, math.MaxInt64))
}

// distance returns how far start is from edge, and a sign that is 1 if it is
// after the edge, 0 on it and -1 before it. It is exact: the difference of two
// durations fits into 64 bits without sign.
func distance(edge, start time.Duration) (d uint64, sign int) {
	switch {
	case start > edge:
		return uint64(start) - uint64(edge), 1
	case start < edge:
		return uint64(edge) - uint64(start), -1
	}
	return 0, 0
}
