package stitch

import (
	"sort"
	"time"

	"github.com/adsplice/adsplice/hls"
)

// axis places the boundaries of one playlist on the timeline of its session: by
// date, or where there are no dates by the sum of all EXTINFs. Times count from
// the first segment of the session's first playlist. In video on demand they are
// those of the playlist.
type axis struct {
	doc   *hls.Media
	zero  time.Time
	dated bool
	even  bool     // see [Markers]: then, and without dates, boundaries are counted from
	base  duration // the first one
}

// newAxis places the playlist of m. c is the cursor of the same playlist; other, if not
// nil, is another rendition of the session that is placed.
func newAxis(s *Session, c *Cursor, m *Markers, other *axis) axis {
	doc := m.doc
	x := axis{doc: doc, zero: s.Zero}
	switch {
	case s.Type == VOD:
	case !s.Zero.IsZero() && m.dated:
		x.dated, x.even, x.base = true, m.even, m.first.Sub(s.Zero)
	default:
		x.base = undatedBase(s, c, doc, other)
	}
	return x
}

// undatedBase returns where a playlist without dates starts: as it was placed
// before; else by another rendition's playlist of the same time, where that has
// the same media sequence number, if both have segments of one length, else so
// that both end together; else by the numbers that have gone by since the session
// began.
func undatedBase(s *Session, c *Cursor, doc *hls.Media, other *axis) duration {
	first, n := doc.MediaSequence(), int64(doc.Len())
	within := func(msn int64) bool { return msn >= first && msn <= first+n }
	to := func(msn int64) duration { return doc.Boundary(int(msn - first)) }
	average := doc.TargetDuration()
	if n > 0 {
		average = doc.Duration() / duration(n)
	}
	switch {
	case c.seen() && within(c.Next):
		return c.Edge - to(c.Next)
	case c.seen() && within(c.First):
		return c.Start - to(c.First)
	case c.seen():
		return c.Edge + duration(first-c.Next)*average
	}
	if other != nil && other.doc.Len() > 0 {
		o := other.doc.MediaSequence()
		even := (average - other.doc.Duration()/duration(other.doc.Len())).Abs() < average/8
		switch {
		case even && within(o):
			return other.at(0) - to(o)
		case even && first >= o && first <= o+int64(other.doc.Len()):
			return other.at(int(first - o))
		}
		return other.edge() - doc.Duration()
	}
	if within(s.MediaSequence) {
		return -to(s.MediaSequence)
	}
	return duration(first-s.MediaSequence) * average
}

// at returns where boundary i is.
func (x *axis) at(i int) duration {
	if !x.dated || x.even {
		return x.base + x.doc.Boundary(i)
	}
	t, _ := x.doc.BoundaryTime(i)
	return t.Sub(x.zero)
}

func (x *axis) edge() duration { return x.at(x.doc.Len()) }

// atOrAfter returns the first boundary at t or later, Len+1 if there is none.
func (x *axis) atOrAfter(t duration) int {
	return sort.Search(x.doc.Len()+1, func(i int) bool { return x.at(i) >= t })
}

// nearest returns the boundary nearest to t, the earlier of two.
func (x *axis) nearest(t duration) int {
	i := x.atOrAfter(t)
	switch {
	case i == 0:
		return 0
	case i > x.doc.Len():
		return i - 1
	}
	if t-x.at(i-1) <= x.at(i)-t {
		i--
	}
	return i
}
