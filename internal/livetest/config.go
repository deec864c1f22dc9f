package livetest

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// A Config describes a simulated channel. All times are on its timeline, which
// starts with its first segment: a segment that starts at s and lasts d is
// listed from s+d on.
type Config struct {
	// Seed of what is spread at random: gaps, stale copies, IVs.
	Seed uint64
	// Length of the channel; by default an hour. A segment that is not complete
	// by then never is.
	Length time.Duration
	// Ended writes EXT-X-ENDLIST from Length on.
	Ended bool

	// Start is the date of the first segment; zero leaves the channel undated.
	Start time.Time
	// Dates says which segments have an EXT-X-PROGRAM-DATE-TIME.
	Dates Dates

	// Window is how many segments the reference rendition lists. More are
	// listed where they would not hold three target durations. 0 is the fewest
	// that always hold five.
	Window int
	// Sequence is the first media sequence number.
	Sequence int64
	// DiscontinuitySequence is that of the first segment.
	DiscontinuitySequence int64
	// Target is the least EXT-X-TARGETDURATION. That of the channel is at least
	// the longest segment of any rendition, rounded halves up.
	Target time.Duration
	// Version is the least EXT-X-VERSION.
	Version int

	// Renditions of the channel; the first is the reference.
	Renditions []Rendition
	// Breaks in order of time; they do not overlap.
	Breaks []Break
	// Discontinuities are the origin's own, in order of time. No two of them
	// are within one segment.
	Discontinuities []time.Duration
	// Restarts of the origin, in order of time.
	Restarts []Restart

	// Maps makes the segments fragmented MP4.
	Maps Maps
	// Keys encrypts the segments.
	Keys Keys
	// Gaps marks one of so many segments as missing; 0 marks none.
	Gaps int
	// CRLF ends lines with a carriage return too.
	CRLF bool
	// Stale makes some answers old ones.
	Stale Stale
}

// A Rendition is one media playlist of the channel.
type Rendition struct {
	// Name is unique; it is the folder of the segments.
	Name string
	// Segments are the durations that repeat, such as 6.006 6.006 5.372 s.
	Segments []time.Duration
	// Cut says what happens to segments at the borders of breaks and at the
	// origin's discontinuities.
	Cut Cut
	// Unmarked leaves the ad markers out; those of the reference are enough to
	// know the breaks.
	Unmarked bool
	// Window is how many segments are listed; 0 covers the time that the
	// window of the reference covers.
	Window int
	// Sequence is added to the media sequence numbers of the channel.
	Sequence int64
}

// A Break is an ad break that the origin signals.
type Break struct {
	// Start of the break.
	Start time.Duration
	// Signalled is how long the markers say the break is; 0 is unknown.
	Signalled time.Duration
	// In is the time of the cue-in; 0 when there is none.
	In time.Duration
	// ID of the break in those forms that have one.
	ID string
	// Form of the markers.
	Form Form
}

// End returns the time of the cue-in, or when there is none what was signalled
// as the end; Start when that is unknown too.
func (b Break) End() time.Duration {
	if b.In > 0 {
		return b.In
	}
	return b.Start + b.Signalled
}

// A Restart is an origin that begins again: it lists only new segments, under
// other names, from another media sequence number on, the first of them behind
// a discontinuity. The segments that were not complete are lost.
type Restart struct {
	At       time.Duration
	Sequence int64
}

// Stale answers one of OneIn requests with a playlist that is up to By old, as a
// cache does; 0 none.
type Stale struct {
	OneIn int
	By    time.Duration
}

// Keys encrypts each run of so many segments with its own key.
type Keys struct {
	// Every is how many segments share a key; 0 leaves them clear.
	Every int
	// IV of AES-128.
	IV IV
	// Formats are the KEYFORMATs of SAMPLE-AES, an EXT-X-KEY for each; with none
	// the method is AES-128.
	Formats []string
	// EncryptedMap encrypts the media initialization section with the key of
	// the first segment that uses it. It needs AES-128 with an explicit IV.
	EncryptedMap bool
}

// Form is how the markers of a break are written.
type Form uint8

const (
	// CueCont is EXT-X-CUE-OUT:30, EXT-X-CUE-OUT-CONT:6.006/30, EXT-X-CUE-IN.
	CueCont Form = iota
	// CueElapsed is EXT-X-CUE-OUT:30,
	// EXT-X-CUE-OUT-CONT:ElapsedTime=6.006,Duration=30, EXT-X-CUE-IN.
	CueElapsed
	// CueDuration is EXT-X-CUE-OUT:DURATION=30, with the ID, and EXT-X-CUE-IN.
	CueDuration
	// CueBare is EXT-X-CUE-OUT without a duration and EXT-X-CUE-IN.
	CueBare
	// DateRange is EXT-X-DATERANGE with SCTE35-OUT and PLANNED-DURATION, and
	// again with SCTE35-IN, DURATION and END-DATE. A tag leaves the playlist
	// with the segment that it stands in front of.
	DateRange
	// DateRangeDuration has DURATION where DateRange has PLANNED-DURATION, and
	// no END-DATE.
	DateRangeDuration
	// DateRangeKept is DateRange, but while the range overlaps the window its
	// first tag stays, in front of the first segment.
	DateRangeKept
	forms
)

// conts tells whether the form repeats the break at each segment.
func (f Form) conts() bool { return f == CueCont || f == CueElapsed }

// Cut is what an encoder does where a break starts or ends.
type Cut uint8

const (
	// CutNone lets segments cross; markers stand before the next one.
	CutNone Cut = iota
	// CutSplit splits the segment in two and keeps the grid: 5.372 | 0.634.
	CutSplit
	// CutRestart ends the segment and starts the grid again.
	CutRestart
	cuts
)

// Dates is which segments have an EXT-X-PROGRAM-DATE-TIME.
type Dates uint8

const (
	// DatesAll dates each segment.
	DatesAll Dates = iota
	// DatesFirst dates the first one of the window and each behind a
	// discontinuity.
	DatesFirst
)

// Maps is which media initialization sections there are.
type Maps uint8

const (
	// MapNone has none: MPEG-2 transport streams.
	MapNone Maps = iota
	// MapOne has the same for all segments.
	MapOne
	// MapPerDiscontinuity has another one after each discontinuity.
	MapPerDiscontinuity
)

// IV is how the initialization vectors of AES-128 are told.
type IV uint8

const (
	// IVImplicit is the media sequence number.
	IVImplicit IV = iota
	// IVPerKey is written once with each key.
	IVPerKey
	// IVPerSegment is another one for each segment, so that each has its own
	// EXT-X-KEY.
	IVPerSegment
)

// check tells what a channel can't be.
func (c *Config) check() error {
	if len(c.Renditions) == 0 {
		return errors.New("livetest: no renditions")
	}
	names := make([]string, 0, len(c.Renditions))
	for _, r := range c.Renditions {
		if r.Name == "" || slices.Contains(names, r.Name) {
			return fmt.Errorf("livetest: rendition name %q is empty or used twice", r.Name)
		}
		if len(r.Segments) == 0 || slices.Min(r.Segments) <= 0 {
			return fmt.Errorf("livetest: rendition %s has no segment durations", r.Name)
		}
		names = append(names, r.Name)
	}
	var end time.Duration
	for i, b := range c.Breaks {
		switch {
		case b.Start < end || b.Signalled < 0 || b.In != 0 && b.In < b.Start:
			return fmt.Errorf("livetest: break %d at %v overlaps the one before or ends before it starts", i, b.Start)
		case b.Form >= forms:
			return fmt.Errorf("livetest: break %d has no form", i)
		case b.Form >= DateRange && c.Start.IsZero():
			return fmt.Errorf("livetest: break %d is a date range of a channel without dates", i)
		}
		end = b.End()
	}
	if !slices.IsSorted(c.Discontinuities) || len(c.Discontinuities) > 0 && c.Discontinuities[0] <= 0 {
		return errors.New("livetest: discontinuities are out of order")
	}
	end = 0
	for _, r := range c.Restarts {
		if r.At <= end {
			return errors.New("livetest: restarts are out of order")
		}
		end = r.At
	}
	if c.Keys.EncryptedMap && (c.Keys.Every == 0 || c.Keys.IV == IVImplicit || len(c.Keys.Formats) > 0) {
		return errors.New("livetest: an encrypted map needs AES-128 with an IV")
	}
	return nil
}
