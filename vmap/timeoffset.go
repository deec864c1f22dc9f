package vmap

import (
	"strconv"
	"strings"
	"time"

	"github.com/adsplice/adsplice/vast"
)

// OffsetKind is how a timeOffset names a place (VMAP 1.0.1 section 2.3.1).
type OffsetKind uint8

// The kinds.
const (
	// OffsetInvalid is a timeOffset that is missing or cannot be read.
	OffsetInvalid OffsetKind = iota
	// OffsetTime is a time from the start of the content.
	OffsetTime
	// OffsetPercent is a share of the duration of the content.
	OffsetPercent
	// OffsetStart is before the content.
	OffsetStart
	// OffsetEnd is after the content.
	OffsetEnd
	// OffsetPosition is an opportunity for a break by its number, for content that signals its
	// breaks itself.
	OffsetPosition
)

// String gives the stable name of the kind.
func (k OffsetKind) String() string {
	switch k {
	case OffsetTime:
		return "time"
	case OffsetPercent:
		return "percent"
	case OffsetStart:
		return "start"
	case OffsetEnd:
		return "end"
	case OffsetPosition:
		return "position"
	case OffsetInvalid:
	}
	return "invalid"
}

// TimeOffset is where an ad break goes, in content time, which is without ads. The zero value is an
// invalid one. Compare with ==.
type TimeOffset struct {
	kind OffsetKind
	// value is nanoseconds, billionths of a percent or the number, by kind.
	value int64
}

// maxPosition bounds "#n".
const maxPosition = 1_000_000

// ParseTimeOffset reads "start", "end", "#n" with n from 1 to a million, a percentage from 0 to 100
// as [vast.ParsePercent] takes it, or a time as [vast.ParseDuration] takes it. All else gives the
// zero value. Case does not matter.
func ParseTimeOffset(s string) TimeOffset {
	s = strings.TrimSpace(s)
	switch {
	case s == "":
		return TimeOffset{}
	case strings.EqualFold(s, "start"):
		return TimeOffset{kind: OffsetStart}
	case strings.EqualFold(s, "end"):
		return TimeOffset{kind: OffsetEnd}
	case s[0] == '#':
		n, err := strconv.ParseUint(s[1:], 10, 32)
		if err != nil || n < 1 || n > maxPosition {
			return TimeOffset{}
		}
		return TimeOffset{OffsetPosition, int64(n)}
	}
	if p, ok := vast.ParsePercent(s); ok {
		return TimeOffset{OffsetPercent, int64(p)}
	}
	if d, ok := vast.ParseDuration(s); ok {
		return TimeOffset{OffsetTime, int64(d)}
	}
	return TimeOffset{}
}

// Kind tells how the place is named.
func (o TimeOffset) Kind() OffsetKind { return o.kind }

// Time is the time of an OffsetTime, else 0.
func (o TimeOffset) Time() time.Duration {
	if o.kind != OffsetTime {
		return 0
	}
	return time.Duration(o.value)
}

// Percent is the exact share of an OffsetPercent, else 0.
func (o TimeOffset) Percent() vast.Percent {
	if o.kind != OffsetPercent {
		return 0
	}
	return vast.Percent(o.value)
}

// Position is the number of an OffsetPosition, from 1, else 0.
func (o TimeOffset) Position() int {
	if o.kind != OffsetPosition {
		return 0
	}
	return int(o.value)
}

// In gives the time from the start of content of duration d: 0 for start, d for end, a share rounded
// down to a nanosecond, a time as it stands, even behind the end. ok is false for a position and
// for an invalid offset.
func (o TimeOffset) In(d time.Duration) (t time.Duration, ok bool) {
	switch o.kind {
	case OffsetTime:
		return o.Time(), true
	case OffsetPercent:
		return o.Percent().Of(d), true
	case OffsetStart:
		return 0, true
	case OffsetEnd:
		return d, true
	case OffsetInvalid, OffsetPosition:
	}
	return 0, false
}

// String gives the offset as VMAP writes it, empty for an invalid one. What is below a millisecond
// is cut off.
func (o TimeOffset) String() string {
	switch o.kind {
	case OffsetTime:
		return string(vast.AppendDuration(nil, o.Time()))
	case OffsetPercent:
		return o.Percent().String()
	case OffsetStart:
		return "start"
	case OffsetEnd:
		return "end"
	case OffsetPosition:
		return "#" + strconv.Itoa(o.Position())
	case OffsetInvalid:
	}
	return ""
}
