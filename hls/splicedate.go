package hls

import "sort"

// dater finds dates in order of position, reading each tag once at most,
// however many there are that can't be read.
type dater struct {
	m     *Media
	first int // in m.dates, the first that can be read; their number if there is none
	seen  int // those in front of it have been looked at

	d       [2]date // the last one that could be read, and one being read
	now     int     // which is which
	segment int     // that it is for
}

func (x *dater) init(m *Media) {
	x.m = m
	for x.first < len(m.dates) && !x.read(x.first) {
		x.first++
	}
}

// any tells whether there are dates.
func (x *dater) any() bool { return x.first < len(x.m.dates) }

// read makes date i the last one, if it can be read.
func (x *dater) read(i int) bool {
	t := x.m.Tag(int(x.m.dates[i]))
	if !x.d[1-x.now].parse(t.Value()) {
		return false
	}
	x.now, x.segment = 1-x.now, t.Segment()
	return true
}

// before reads the last date in front of tag n, the first one of all if there is
// none.
func (x *dater) before(n uint32) (found bool) {
	end := sort.Search(len(x.m.dates), func(i int) bool { return x.m.dates[i] >= n })
	i := end - 1
	for i >= max(x.seen, x.first+1) && !x.read(i) {
		i--
	}
	x.seen = max(x.seen, end)
	return end > x.first
}

// own tells whether segment i has a date of its own. Calls of own and of come
// in order of i.
func (x *dater) own(i int) bool { return x.before(x.m.segs[i].tag) && x.segment == i }

// of returns the date of the start of segment i.
func (x *dater) of(i int) date {
	x.before(x.m.segs[i].tag)
	d := x.d[x.now]
	d.add(x.m.Boundary(i) - x.m.Boundary(x.segment))
	return d
}
