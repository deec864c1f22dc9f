package stitch

import (
	"slices"
	"time"

	"github.com/adsplice/adsplice/hls"
)

// A Plan says what plays where in a stream, and why. It is a value: it holds no
// format, renders into every rendition, and stays as it is once decided. It is
// safe for any number of goroutines.
type Plan struct {
	Type     StreamType
	Breaks   []Break // by start
	Warnings []Warning
	// New are the decisions made for this plan, for the caller to store
	// put-if-absent. If a store has another one by then, decide again with it.
	New []Decision
	// Closed are the closures made for this plan, to be stored likewise.
	Closed []Closure
	// Due are the ad requests that the plan waits for, in the order in which they are
	// to be made: one for each avail, or one for a whole asset without markers. With their answers in Input.Answers decide again.
	Due []Request

	doc      *hls.Media // the reference rendition's playlist
	duration time.Duration
	policy   Policy

	// What follows is for live sessions.
	session      Session
	axis         axis
	window, edge duration // of doc, on the session's timeline
	epoch        int
	stale        bool
	hold         duration // from where on ads play or may play, and are not over
	before       totals   // of what has left the window
	spliced      bool     // the session has
	markers      *Markers
	own          *Markers // memory for them
	live         []liveBreak
}

// LiveEdge returns the date of the live edge of the reference rendition's
// playlist. ok is false in video on demand, and where there are no dates.
func (p *Plan) LiveEdge() (t time.Time, ok bool) {
	if p.Type != Live || !p.axis.dated {
		return t, false
	}
	return p.axis.zero.Add(p.edge), true
}

// A Break is an avail and what was decided for it. In a live plan times count
// from the start of the reference rendition's window, and are below 0 in front of
// it.
type Break struct {
	Avail
	// EndKnown tells that End is known: that the break has ended as far as the
	// origin has said. Ended tells that content behind it is listed.
	EndKnown, Ended bool
	// Personalized tells that at least one ad plays.
	Personalized bool
	// Reason says why no ad plays; slate may fill the break all the same.
	Reason Reason
	// Fill is the intent: what plays, in order, on exact times.
	Fill []Fill
	// Filled is how much of the break Fill covers, not counting an overrun;
	// Unfilled is what is left to the content. Where Duration is known they sum up
	// to it. They are of the intent: of slate HLS writes whole segments only.
	Filled, Unfilled time.Duration
	Skipped          []SkippedAd
	// Out and In are where the reference rendition leaves and rejoins the
	// content, from the start of its playlist. They are equal for insertion.
	Out, In time.Duration
	// Ads is how long what is written between lasts in the reference rendition.
	Ads time.Duration

	from, to index // Out and In as segments of the reference rendition

	// What follows is for live sessions.
	begin    duration // where the ads start on the session's timeline
	decision Decision // zero where none has been made
	schedule []Fill   // what there would be to play if the break did not end early
	closed   bool
	gone     bool // its ads and its markers have left the window, with its end
	closure  Closure
}

// index is a boundary of the reference rendition's playlist; where a segment has
// no duration, it says more than a time.
type index = int

// filled tells whether the break has something to write.
func (b *Break) filled() bool { return b.Ads > 0 }

// A Fill is one ad, slate loop or bumper in a break.
type Fill struct {
	Item
	// Start is counted from the start of the break.
	Start, Duration time.Duration
	// Truncated tells that Duration is less than the creative's.
	Truncated bool

	creative *Creative
	segments int           // of the reference clip that are written
	played   time.Duration // how long they are
	partial  bool          // not all of them
	empty    *hls.Clip     // in subtitles, if the creative has none
	into     duration      // what of the break is left to the content in front of all ads
}

// TimeMap converts times of content between the origin's timeline and the
// stitched one, as the plan's reference rendition has them. The zero value maps
// each time to itself.
type TimeMap struct{ cuts []timeCut }

type timeCut struct {
	out, in time.Duration // on the origin's timeline
	at, ads time.Duration // on the stitched one: where the ads start, how long they are
}

// TimeMap returns the plan's map of times.
func (p *Plan) TimeMap() TimeMap {
	var m TimeMap
	shift := time.Duration(0)
	for i := range p.Breaks {
		b := &p.Breaks[i]
		if !b.filled() {
			continue
		}
		m.cuts = append(m.cuts, timeCut{b.Out, b.In, b.Out + shift, b.Ads})
		shift += b.Ads - (b.In - b.Out)
	}
	return m
}

// Stitched returns where content time t plays. What is inserted at t plays
// before it. Content that is replaced plays nowhere: ok is false, and the result
// is where the ads in its place start.
func (m TimeMap) Stitched(t time.Duration) (at time.Duration, ok bool) {
	i, _ := slices.BinarySearchFunc(m.cuts, t, func(c timeCut, t time.Duration) int {
		if c.out <= t {
			return -1
		}
		return 1
	})
	if i == 0 {
		return t, true
	}
	c := m.cuts[i-1]
	if t < c.in {
		return c.at, false
	}
	return c.at + c.ads + t - c.in, true
}

// Origin returns which content plays at stitched time t. Where an ad plays ok is
// false, and the result is the content time at which it was left.
func (m TimeMap) Origin(t time.Duration) (at time.Duration, ok bool) {
	i, _ := slices.BinarySearchFunc(m.cuts, t, func(c timeCut, t time.Duration) int {
		if c.at <= t {
			return -1
		}
		return 1
	})
	if i == 0 {
		return t, true
	}
	c := m.cuts[i-1]
	if t < c.at+c.ads {
		return c.out, false
	}
	return c.in + t - c.at - c.ads, true
}
