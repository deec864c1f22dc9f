package stitch

import (
	"time"

	"github.com/adsplice/adsplice/hls"
)

// Markers is what a live playlist says of its breaks and dates. It is the same
// for all viewers, and reading it is the larger part of planning a refresh: an
// origin calls [ReadMarkers] once for each playlist that it parses. It is immutable
// and safe for any number of goroutines.
type Markers struct {
	doc    *hls.Media
	groups []group
	first  time.Time // date of the first segment
	dated  bool
	// even: dates go on with the sum of the EXTINFs from the first segment's, as far
	// as the last date tells.
	even   bool
	digest uint32 // of the URI of the first segment
}

// ReadMarkers reads the markers of a live playlist.
func ReadMarkers(doc *hls.Media) *Markers {
	m := new(Markers)
	m.read(doc)
	return m
}

// read uses the memory of m again.
func (m *Markers) read(doc *hls.Media) {
	groups, _ := appendGroups(m.groups[:0], doc, true)
	*m = Markers{doc: doc, groups: groups}
	m.first, m.dated = doc.BoundaryTime(0)
	if doc.Len() > 0 {
		m.digest = digest(doc.Segment(0).URI())
	}
	if n := doc.Len(); m.dated && n > 0 && doc.Segment(n-1).DiscontinuitySequence() == doc.DiscontinuitySequence() {
		last, _ := doc.BoundaryTime(n)
		m.even = (last.Sub(m.first) - doc.Boundary(n)).Abs() < time.Microsecond
	}
}
