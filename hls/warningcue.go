package hls

import (
	"bytes"
	"math"
	"time"
)

// cues looks at how EXT-X-CUE-OUT and EXT-X-CUE-IN pair.
func (w *warner) cues() {
	c := cueWarner{w: w, lastOut: -1, lastIn: -1}
	for k := range w.m.Markers() {
		switch k.Tag().Kind() {
		case TagCueOut:
			c.out(k)
		case TagCueOutCont:
			c.seen, c.open, c.known = true, true, false
		case TagCueIn:
			c.in(k)
		default:
		}
	}
	if c.open && !c.known && w.m.Ended() && c.lastOut >= 0 {
		w.addTag(WarnCueOut, c.start.Tag(), "no EXT-X-CUE-IN")
	}
}

// cueWarner follows the breaks.
type cueWarner struct {
	w       *warner
	seen    bool          // a cue stands in front
	open    bool          // within a break
	known   bool          // whose end is known
	end     time.Duration // that end
	start   Marker        // its EXT-X-CUE-OUT
	lastOut int           // segments of the last cues, -1 if there are none
	lastIn  int
}

func (c *cueWarner) out(k Marker) {
	at := c.w.m.Boundary(k.Segment())
	switch {
	case c.lastOut == k.Segment():
		c.w.addTag(WarnCueRepeated, k.Tag(), "")
	case c.open && (!c.known || at < c.end):
		c.w.addTag(WarnCueNested, k.Tag(), "")
	}
	d, ok := k.Duration()
	if !ok && len(k.Tag().Value()) > 0 && len(k.ID()) == 0 && len(k.SCTE35()) == 0 {
		c.w.addTag(WarnCueDuration, k.Tag(), "")
	}
	c.seen, c.open, c.known, c.end = true, true, ok, at+min(d, math.MaxInt64-at)
	c.start, c.lastOut = k, k.Segment()
}

func (c *cueWarner) in(k Marker) {
	switch {
	case !c.open && c.lastIn == k.Segment():
		c.w.addTag(WarnCueRepeated, k.Tag(), "")
	case !c.open && (c.seen || !c.w.m.slid()):
		c.w.addTag(WarnCueIn, k.Tag(), "no EXT-X-CUE-OUT")
	}
	c.seen, c.open, c.known = true, false, false
	c.lastIn = k.Segment()
}

// slid tells whether segments may have left the playlist.
func (m *Media) slid() bool {
	return m.MediaSequence() > 0 && len(m.PlaylistType()) == 0 || m.Delta()
}

// payloads looks at SCTE-35.
func (w *warner) payloads() {
	for k := range w.m.Markers() {
		text := k.SCTE35()
		binary := k.Tag().Kind() == TagOATCLS || k.Tag().Kind() == TagSplicepoint
		if len(text) == 0 && !binary || bytes.Contains(text, []byte(reference)) {
			continue
		}
		if _, err := k.Section(); err != nil {
			w.addTag(WarnSCTE35, k.Tag(), quote(text)+": "+err.Error())
		}
	}
}
