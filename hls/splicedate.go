package hls

import "sort"

// dater finds dates in order of position, reading each tag once at most,
// however many there are that can't be read.
type dater struct {
	m     *Media
	first int // in m.dates, the first that can be read; their number if there is none
	seen  int // those in front of it have been looked at
	last  placedDate
}

// placedDate is the date of the start of a segment.
type placedDate struct {
	date
	segment int
}

func (x *dater) init(m *Media) {
	x.m = m
	for x.first < len(m.dates) {
		if _, ok := x.read(x.first); ok {
			return
		}
		x.first++
	}
}

func (x *dater) read(i int) (p placedDate, ok bool) {
	t := x.m.Tag(int(x.m.dates[i]))
	p.segment = t.Segment()
	p.date, ok = parseDate(t.Value())
	return p, ok
}

// before returns the last date in front of tag n.
func (x *dater) before(n uint32) (p placedDate, ok bool) {
	end := sort.Search(len(x.m.dates), func(i int) bool { return x.m.dates[i] >= n })
	if end <= x.first {
		return p, false
	}
	for i := end - 1; i >= max(x.seen, x.first); i-- {
		if p, ok := x.read(i); ok {
			x.last = p
			break
		}
	}
	x.seen = end
	return x.last, true
}

// of returns the date of the start of segment i, and whether it is one of its
// own. Calls come in order of i.
func (x *dater) of(i int) (d date, own, ok bool) {
	if x.first == len(x.m.dates) {
		return d, false, false
	}
	n := uint32(len(x.m.tags))
	if i < len(x.m.segs) {
		n = x.m.segs[i].tag
	}
	p, found := x.before(n)
	if !found {
		p, _ = x.read(x.first)
	}
	p.at = p.at.Add(x.m.Boundary(i) - x.m.Boundary(p.segment))
	return p.date, found && p.segment == i, true
}
