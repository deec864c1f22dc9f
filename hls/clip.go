package hls

import (
	"math"
	"slices"
	"sort"
	"time"
)

// A Clip is a media playlist made ready to be spliced into others: one
// rendition of an ad, of slate or of a bumper. It holds its own text, with
// byte ranges and IVs explicit and URIs resolved, so that writing it is
// copying it. It is immutable and safe for any number of goroutines.
type Clip struct {
	text   []byte // segment lines and state lines; line ends are LF
	segs   []clipSegment
	states []clipState
	total  seconds

	container Container
	version   int   // that its tags need
	target    int64 // its longest EXTINF, rounded
	iframes   bool
	gaps      bool // all segments are
}

type clipSegment struct {
	lines         span // EXT-X-GAP, EXTINF, EXT-X-BYTERANGE, URI
	start         int64
	kbps          int64 // 0: not known
	state         int32
	run           int32 // the first segment behind it that has something declared in front
	discontinuity bool  // in front of it, inside the clip
}

// clipState is what must be declared in front of a segment.
type clipState struct {
	full span // all lines, from a clear state: keys of the map, map, keys
	keys span // the lines of the keys only, when the map is that of the state before
	// mapID tells maps apart, 0 is none.
	mapID     int32
	encrypted bool
	// reset: keys of the state before would stay in force without METHOD=NONE.
	reset bool
}

// Len returns the number of segments.
func (c *Clip) Len() int { return len(c.segs) }

// Bytes returns the clip's text: what tells two clips apart.
func (c *Clip) Bytes() []byte { return slices.Clip(c.text) }

// Duration returns the sum of all EXTINFs.
func (c *Clip) Duration() time.Duration { return c.total.duration() }

// Boundary returns when segment i starts, counted from the start of the clip;
// for i = Len it is its end.
func (c *Clip) Boundary(i int) time.Duration {
	if i == len(c.segs) {
		return c.total.duration()
	}
	return time.Duration(c.segs[i].start)
}

// Fill returns how many segments from the start of the clip end at d or before.
func (c *Clip) Fill(d time.Duration) int {
	return sort.Search(len(c.segs), func(i int) bool { return c.Boundary(i+1) > d })
}

// Discontinuities returns how many stand between the segments first <= i < last.
func (c *Clip) Discontinuities(first, last int) int {
	n := 0
	for i := first + 1; i < last; i++ {
		if c.segs[i].discontinuity {
			n++
		}
	}
	return n
}

// TargetDuration returns the target duration that the clip needs: its longest
// EXTINF rounded to the nearest second.
func (c *Clip) TargetDuration() time.Duration {
	return time.Duration(min(c.target, math.MaxInt64/int64(time.Second))) * time.Second
}

// Version returns the EXT-X-VERSION that the clip needs (RFC 8216 section 7).
func (c *Clip) Version() int { return c.version }

// Container tells what its segments are.
func (c *Clip) Container() Container { return c.container }

// findRuns divides the segments into runs whose lines are written in one piece.
func (c *Clip) findRuns() {
	run := int32(len(c.segs))
	for i := len(c.segs) - 1; i >= 0; i-- {
		g := &c.segs[i]
		g.run = run
		if i > 0 && (g.discontinuity || g.state != c.segs[i-1].state || g.kbps != c.segs[i-1].kbps) {
			run = int32(i)
		}
	}
}

// mapped tells whether all segments stand under an EXT-X-MAP: nothing unsets it.
func (c *Clip) mapped() bool { return c.states[0].mapID != 0 }

// usesMap tells whether a segment stands under an EXT-X-MAP.
func (c *Clip) usesMap() bool { return c.states[len(c.states)-1].mapID != 0 }
