package livetest

import (
	"fmt"
	"slices"
	"sort"
	"time"
)

// A grid is all segments of a rendition.
type grid struct {
	Rendition
	segs   []segment
	eras   []era
	events []event // markers, in order of their segments
	outs   []int32 // segment behind the start of each break
	maps   []int32 // first segment of each media initialization section
}

type segment struct {
	start, dur time.Duration
	dsn        int32
	cont       int32 // 1 + the break that goes on
	event      int32 // first of its events
	maps       int32
	era        int16
	disc       bool
}

func (s *segment) end() time.Duration { return s.start + s.dur }

// An era is the time between two restarts.
type era struct {
	first int
	msn   int64 // of that segment
}

// An event is the marker of a break's start or end.
type event struct {
	brk int32
	in  bool
}

// newGrid lays out the segments of a rendition.
func newGrid(c *Config, r Rendition) (*grid, error) {
	g := &grid{Rendition: r, eras: []era{{msn: c.Sequence + r.Sequence}}}
	g.layOut(c)
	if err := g.number(c); err != nil {
		return nil, err
	}
	g.mark(c)
	return g, nil
}

// layOut sets start, duration and era.
func (g *grid) layOut(c *Config) {
	var borders []time.Duration
	if g.Cut != CutNone {
		for _, b := range c.Breaks {
			borders = append(borders, b.Start, b.End())
		}
		borders = append(borders, c.Discontinuities...)
		slices.Sort(borders)
	}
	restarts := c.Restarts
	var at, rest time.Duration
	for i := 0; at < c.Length; {
		dur := rest
		if rest == 0 {
			dur = g.Segments[i%len(g.Segments)]
			i++
		}
		rest = 0
		for len(borders) > 0 && borders[0] <= at {
			borders = borders[1:]
		}
		if len(borders) > 0 && borders[0] < at+dur {
			if g.Cut == CutSplit {
				rest = at + dur - borders[0]
			} else {
				i = 0
			}
			dur = borders[0] - at
		}
		if len(restarts) > 0 && restarts[0].At <= at+dur {
			r := restarts[0]
			if r.At == at+dur {
				g.add(at, dur)
			}
			g.eras = append(g.eras, era{len(g.segs), r.Sequence + g.Sequence})
			at, rest, i, restarts = r.At, 0, 0, restarts[1:]
			continue
		}
		if at+dur <= c.Length {
			g.add(at, dur)
		}
		at += dur
	}
}

func (g *grid) add(start, dur time.Duration) {
	g.segs = append(g.segs, segment{start: start, dur: dur, era: int16(len(g.eras) - 1)})
}

// at returns the index of the first segment that starts at a time or later.
func (g *grid) at(t time.Duration) int {
	return sort.Search(len(g.segs), func(i int) bool { return g.segs[i].start >= t })
}

// number sets discontinuities and media initialization sections.
func (g *grid) number(c *Config) error {
	for i, e := range g.eras {
		if i > 0 && e.first < len(g.segs) {
			g.segs[e.first].disc = true
		}
	}
	for _, t := range c.Discontinuities {
		i := g.at(t)
		if i == len(g.segs) {
			break
		}
		if g.segs[i].disc || i == 0 {
			return fmt.Errorf("livetest: two discontinuities meet at segment %d of rendition %s, %v", i, g.Name, t)
		}
		g.segs[i].disc = true
	}
	dsn, last := int32(c.DiscontinuitySequence), int16(0)
	g.maps = []int32{0}
	for i := range g.segs {
		s := &g.segs[i]
		if s.era != last {
			dsn, last = 0, s.era
			g.maps = append(g.maps, int32(i))
		} else if s.disc && c.Maps == MapPerDiscontinuity {
			g.maps = append(g.maps, int32(i))
		}
		if s.disc {
			dsn++
		}
		s.dsn, s.maps = dsn, int32(len(g.maps)-1)
	}
	return nil
}

// mark sets the markers.
func (g *grid) mark(c *Config) {
	next := 0
	put := func(e event, i int) {
		for ; next <= i && next < len(g.segs); next++ {
			g.segs[next].event = int32(len(g.events))
		}
		if i < len(g.segs) {
			g.events = append(g.events, e)
		}
	}
	for n, b := range c.Breaks {
		out, end := g.at(b.Start), g.at(b.End())
		g.outs = append(g.outs, int32(out))
		if g.Unmarked {
			continue
		}
		put(event{brk: int32(n)}, out)
		for i := out + 1; i < end && b.Form.conts(); i++ {
			g.segs[i].cont = int32(n + 1)
		}
		if b.In > 0 {
			put(event{brk: int32(n), in: true}, end)
		}
	}
	put(event{}, len(g.segs))
}

// eventsOf returns the markers in front of a segment.
func (g *grid) eventsOf(i int) []event {
	to := len(g.events)
	if i+1 < len(g.segs) {
		to = int(g.segs[i+1].event)
	}
	return g.events[g.segs[i].event:to]
}

// msn returns the media sequence number of a segment.
func (g *grid) msn(i int) int64 {
	e := g.eras[g.segs[i].era]
	return e.msn + int64(i-e.first)
}

// done returns how many segments are complete at a time.
func (g *grid) done(at time.Duration) int {
	return sort.Search(len(g.segs), func(i int) bool { return g.segs[i].end() > at })
}

// cover returns the fewest segments that always hold a time.
func (g *grid) cover(d time.Duration) int {
	return 1 + sort.Search(len(g.segs), func(n int) bool {
		least := g.hold(n + 1)
		return least >= d || least == 0
	})
}

// hold returns the least time that n segments hold when an older one has
// left; 0 when none ever leaves.
func (g *grid) hold(n int) (least time.Duration) {
	for i := n; i < len(g.segs); i++ {
		lo := i - n + 1
		if g.segs[lo-1].era != g.segs[i].era {
			continue
		}
		if d := g.segs[i].end() - g.segs[lo].start; least == 0 || d < least {
			least = d
		}
	}
	return least
}
