package stitch

import (
	"cmp"
	"fmt"
	"math"
	"time"

	"github.com/adsplice/adsplice/hls"
)

// liveCut is one break in the window of one playlist.
type liveCut struct {
	index    int // in Plan.Breaks
	out, in  int // boundaries; in is Len while the break is open
	returned bool
	clips    [2]int // range of Rendered.clips
	// Ad segments are counted from the first one of the break, listed or not.
	first, end int64 // that are listed
	skipped    int64 // that had gone by when the playlist was first answered
	splices    int64 // discontinuities up to and with that in front of the first one listed
	all        int64 // up to the last one
	base       int64 // media sequence number of the first of them
	before     int64 // discontinuity sequence number in front of all
	continued  bool  // the first one listed has none in front
	offset     duration
	duration   duration // of what is listed
}

// appendLive appends a live playlist, and sets Rendered.Cursor.
func (p *Plan) appendLive(dst []byte, doc *hls.Media, o *HLSOptions, r *Rendered) ([]byte, error) {
	w := liveWriter{p: p, doc: doc, o: o, r: r, old: &o.Cursor}
	r.Cursor = o.Cursor
	r.splice.Live, r.splice.Version = true, p.session.Version
	if doc.Len() == 0 || p.axis.doc == nil || p.axis.doc.Len() == 0 {
		r.splice.Sequence = hls.Sequence{}
		return doc.AppendSplice(dst, &r.splice)
	}
	w.place()
	if err := w.cut(); err != nil {
		return dst, err
	}
	w.number()
	w.sequence()
	w.drop()
	w.hold()
	w.reports()
	dst, err := doc.AppendSplice(dst, &r.splice)
	if err == nil {
		w.move()
		w.reloads()
	}
	return dst, err
}

// liveWriter renders one live playlist.
type liveWriter struct {
	p   *Plan
	doc *hls.Media
	o   *HLSOptions
	r   *Rendered
	old *Cursor

	markers      *Markers
	x            axis
	run          run
	window, edge duration
	first        int64    // origin's number of the first segment
	limit        int      // segments behind it are not listed yet
	known        int      // segments in front of it have been published
	before       int64    // by how much discontinuity numbers have moved in front of the first cut
	over         duration // where content was rejoined behind the last cut
	start, spent duration // of the run of ads that it ended: where, and how much is listed
	offset       int64    // of discontinuity sequence numbers, in front of the first cut
	shift        int64    // of media sequence numbers, in front of the first cut
}

// place puts the playlist on the session's timeline.
func (w *liveWriter) place() {
	p := w.p
	w.first = w.doc.MediaSequence()
	w.limit = w.doc.Len()
	if w.doc == p.doc {
		w.x, w.markers = p.axis, p.markers
	} else {
		if w.markers = w.o.Markers; w.markers == nil || w.markers.doc != w.doc {
			if w.r.markers == nil {
				w.r.markers = new(Markers)
			}
			w.markers = w.r.markers
			w.markers.read(w.doc)
		}
		w.x = newAxis(&p.session, w.old, w.markers, &p.axis)
	}
	w.run = runOf(w.old, &w.x)
	if w.run == runRestarted && !w.x.dated {
		w.x.base = w.old.Edge
	}
	w.window, w.edge = w.x.at(0), w.x.edge()
	if w.doc != p.doc && w.edge > p.edge {
		// All renditions tell the same story: what the reference has not come to is
		// not listed.
		w.limit = max(w.x.nearest(p.edge), 1)
		w.edge = w.x.at(w.limit)
	}
	if w.old.seen() && w.run == runOn && w.old.Epoch == p.epoch {
		w.known = int(min(max(w.old.Next-w.first, 0), int64(w.limit)))
	}
}

// cut finds the cuts and what they list.
func (w *liveWriter) cut() error {
	p, r := w.p, w.r
	r.cuts, r.clips = r.cuts[:0], r.clips[:0]
	w.before = p.before.discontinuities
	w.over = p.before.from
	if w.run == runOn && w.old.seen() && w.old.Epoch != p.epoch {
		return nil // the playlist is still of the run before
	}
	at := 0
	for i := range p.Breaks {
		b := &p.Breaks[i]
		if len(b.decision.Items) == 0 {
			continue
		}
		c, ok := w.edges(b, at)
		if !ok {
			continue
		}
		c.index = i
		if c.in == 0 && !w.returns(b) {
			if b.closed && len(r.cuts) == 0 { // it has left the window
				w.before = b.closure.Discontinuities
			}
			continue
		}
		if err := w.list(b, &c); err != nil {
			return err
		}
		if c.all == 0 && c.returned {
			continue // it ended before an ad could play
		}
		r.cuts = append(r.cuts, c)
		if w.spent += c.duration; b.begin < w.window {
			w.spent = 0 // part of it has left
		}
		at = c.in
		w.over = b.closure.In
	}
	return nil
}

// recorded tells whether the cursor's cut is that of the break.
func (w *liveWriter) recorded(b *Break) bool {
	return w.old.Cut && w.old.CutStart == b.begin && w.old.CutDiscontinuity == b.decision.Discontinuity && w.old.Epoch == w.p.epoch
}

// align moves boundary i, as little as it takes, to where the origin's
// discontinuity sequence number is n: of the content in front or behind. All
// renditions leave and rejoin content between the same discontinuities (RFC 8216
// section 6.2.4). It stays where there is no such place.
func (w *liveWriter) align(i, low int, front bool, n int64) int {
	at := func(i int) int64 {
		if front {
			return sequenceBefore(&w.x, i)
		}
		return w.doc.Segment(i).DiscontinuitySequence()
	}
	j := i
	for j > low && at(j) > n {
		j--
	}
	for j+1 < w.limit && at(j) < n {
		j++
	}
	if at(j) != n {
		return i
	}
	return j
}

// newer tells whether a break comes behind the cursor's cut.
func (w *liveWriter) newer(b *Break) bool {
	c := w.old
	return !c.Cut || cmp.Or(cmp.Compare(b.begin, c.CutStart), cmp.Compare(b.decision.Discontinuity, c.CutDiscontinuity)) > 0
}

// edges finds where a break is cut out of the playlist. ok is false if it has not
// begun there.
func (w *liveWriter) edges(b *Break, low int) (c liveCut, ok bool) {
	c.out = w.x.nearest(b.begin)
	if low > 0 && b.begin > w.over {
		low++
	}
	switch {
	case w.recorded(b):
		c.out = int(min(max(w.old.Out-w.first, 0), int64(w.limit)))
		c.skipped = w.old.CutSkipped
	case c.out < w.known && w.newer(b) && b.closed && w.x.nearest(b.closure.In) <= w.known:
		return c, false // all of it has been published
	case c.out < w.known && w.newer(b):
		c.out = w.known // what is in front has been published
	case b.begin < w.window:
		c.out = 0
	}
	if !w.recorded(b) && c.out > 0 && b.begin > w.over {
		want := b.decision.Discontinuity - b.decision.Discontinuities
		c.out = w.align(c.out, max(low, w.known), true, want)
	}
	if !w.recorded(b) && len(w.r.cuts) > 0 && b.begin == w.over {
		c.out = low // no content comes between
	}
	c.out = max(c.out, low)
	if c.out >= w.limit {
		return c, false
	}
	c.in = w.limit
	if b.closed && b.closure.In <= w.edge {
		c.in = max(min(w.x.nearest(b.closure.In), w.limit), c.out)
		if w.recorded(b) && w.old.CutIn > 0 {
			c.in = int(min(max(w.old.CutIn-w.first, int64(c.out)), int64(w.limit)))
		} else if _, splices := b.listed(b.closure.Until); splices > 0 && c.in < w.limit {
			want := b.decision.Discontinuity + splices + 1 - b.closure.Discontinuities
			c.in = w.align(c.in, c.out, false, want)
		}
	}
	c.returned = b.closed && c.in < w.limit
	return c, true
}

// returns tells whether the first segment of the window is the one that content
// was rejoined at.
func (w *liveWriter) returns(b *Break) bool {
	if !b.closed {
		return false
	}
	if w.recorded(b) && w.old.CutIn > 0 && w.old.CutIn != w.first {
		return false
	}
	// Only a boundary at that very time is known to be the one, whatever has been
	// answered before: where there is none, the discontinuity leaves a little early,
	// and is counted.
	return (w.window - b.closure.In).Abs() <= 500*time.Microsecond
}

// list collects the ad segments that are listed: those that end within what the
// origin has revealed, and behind the start of the window.
func (w *liveWriter) list(b *Break, c *liveCut) error {
	until := min(w.edge, w.p.edge) - b.begin
	if b.begin >= w.window {
		until = min(until, w.edge-w.x.at(c.out)) // no more than what is replaced here
	}
	if b.begin == w.over && w.spent > 0 {
		until = min(until, w.edge-w.start-w.spent) // one run of ads with the break before
	} else {
		w.start, w.spent = w.x.at(c.out), 0
	}
	if b.closed && b.closure.Until > 0 {
		until = min(until, b.closure.Until)
	}
	if c.returned {
		if until = b.closure.Until; until == 0 {
			until = math.MaxInt64
		}
	}
	gone := w.window - b.begin // of the run, in front of the window
	if c.out > 0 {
		gone = 0
	}
	c.clips[0] = len(w.r.clips)
	var count, listed int64 // ad segments
	var at duration         // by the clips of this rendition
	fresh := true           // nothing is listed yet
	for i := range b.schedule {
		f := &b.schedule[i]
		ref := f.creative.reference().clip
		if f.segments == 0 || f.Start+ref.Boundary(1) > until {
			break
		}
		clip, why := f.clip(w.doc, w.o)
		if clip == nil {
			return fmt.Errorf("stitch: avail %.64q, creative %.64q, %s rendition %.64q: %w: %s",
				b.Key, f.Creative, w.o.Rendition.Type, w.o.Rendition.URI, ErrNoVariantMatch, why)
		}
		n := clip.Len()
		if f.partial {
			n = max(nearestEnd(clip, f.played), 1)
		}
		switch {
		case !c.returned:
			n = min(n, clip.Fill(until-f.Start))
		case f.Start+f.played > until:
			n = max(min(n, clip.Fill(until-f.Start)), 1)
		}
		skip := 0
		if gone > 0 {
			skip = min(clip.Fill(gone-f.Start), n)
		}
		discontinuities := int64(1 + clip.Discontinuities(0, n))
		if skip < n {
			if fresh {
				fresh = false
				c.first, c.continued = count+int64(skip), skip > 0 && c.out == 0
				c.offset = b.begin + at + clip.Boundary(skip) - w.x.at(c.out)
				c.splices = c.all + 1 + int64(clip.Discontinuities(0, skip+1))
			}
			x := hls.ClipRange{Clip: clip, First: skip, Last: n}
			w.r.clips = append(w.r.clips, x)
			c.duration += x.Duration()
			listed += int64(n - skip)
		}
		c.all += discontinuities
		count += int64(n)
		at += clip.Boundary(n)
		if n == 0 {
			break
		}
	}
	if fresh {
		c.first, c.splices = count, c.all
	}
	c.end = count
	c.clips[1] = len(w.r.clips)
	return nil
}

// number finds the media sequence numbers: from the cut that the cursor knows in
// both directions, else from the start of the window.
func (w *liveWriter) number() {
	cuts := w.r.cuts
	known := -1
	for i := range cuts {
		if w.recorded(&w.p.Breaks[cuts[i].index]) {
			known = i
		}
	}
	// after returns the shift of content behind cut i, given the number of its ad
	// segment 0.
	after := func(i int, base int64) int64 {
		c := &cuts[i]
		end := c.end
		if i == known && w.old.CutIn > 0 {
			end = w.old.CutSegments
		}
		return base + end - (w.first + int64(c.in))
	}
	if known < 0 && w.run == runStale && w.old.Out >= w.first+int64(w.limit) {
		known = len(cuts) // an older copy: what the cursor knows is behind it
	}
	if known < 0 {
		w.shift = w.front() - w.first
	} else {
		w.shift = w.old.Stitched - w.old.Out
		if known < len(cuts) && cuts[known].out == 0 {
			w.shift = w.old.Stitched - w.old.CutSkipped + cuts[known].first - w.first
		}
		for i := known - 1; i >= 0; i-- {
			c := &cuts[i]
			if c.out == 0 { // its front has left: count from its end
				w.shift += w.first + int64(c.in) - c.end + c.first - w.first
				continue
			}
			w.shift -= (c.end - c.skipped) - int64(c.in-c.out)
		}
	}
	w.discontinuities(known)
	shift := w.shift
	for i := range cuts {
		c := &cuts[i]
		switch {
		case i == known:
			c.base = w.old.Stitched - w.old.CutSkipped
		case c.out == 0:
			c.base = w.first + shift - c.first
		default:
			c.base = w.first + int64(c.out) + shift - c.skipped
		}
		shift = after(i, c.base)
	}
}

// discontinuities finds the discontinuity sequence numbers likewise: as this
// playlist has been written, else as all renditions are.
func (w *liveWriter) discontinuities(known int) {
	cuts := w.r.cuts
	at := func(i int) int64 { return w.doc.Segment(i).DiscontinuitySequence() }
	touches := func(i int) bool { return cuts[i].out == cuts[i-1].in }
	if w.offset = w.frontOffset(); known < 0 && len(cuts) > 0 {
		if c := &cuts[0]; c.out > 0 {
			c.before = w.offset + sequenceBefore(&w.x, c.out)
		} else {
			c.before = max(w.p.Breaks[c.index].decision.Discontinuity, w.old.Discontinuity)
		}
	}
	if known == len(cuts) {
		w.offset = w.before
		if known--; known >= 0 {
			cuts[known].before = w.p.Breaks[cuts[known].index].decision.Discontinuity
		}
	} else if known >= 0 {
		cuts[known].before = w.old.CutBefore
	}
	if known >= 0 {
		for i := known; i > 0; i-- {
			n := cuts[i].before
			if !touches(i) {
				n += at(cuts[i-1].in) - sequenceBefore(&w.x, cuts[i].out) - 1
			}
			cuts[i-1].before = n - cuts[i-1].all
		}
		if c := &cuts[0]; c.out > 0 {
			w.offset = c.before - sequenceBefore(&w.x, c.out)
		}
	}
	for i := max(known, 0) + 1; i < len(cuts); i++ {
		n := cuts[i-1].before + cuts[i-1].all
		if !touches(i) {
			n += 1 - at(cuts[i-1].in) + sequenceBefore(&w.x, cuts[i].out)
		}
		cuts[i].before = n
	}
}

// frontOffset returns how far discontinuity sequence numbers have moved where the
// window starts, as far as the cursor knows no cut there.
func (w *liveWriter) frontOffset() int64 {
	c := w.old
	switch {
	case !c.seen():
		return w.before
	case w.run == runRestarted:
		return c.Discontinuity + 1 - w.doc.Segment(0).DiscontinuitySequence()
	case c.Cut && c.CutIn == 0:
		return max(w.before, c.Discontinuity-w.doc.DiscontinuitySequence())
	}
	return c.Offset
}

// front returns the number of what stands first in the window, as far as the
// cursor knows no cut there.
func (w *liveWriter) front() int64 {
	c := w.old
	switch {
	case !c.seen():
		return w.first
	case w.run == runRestarted:
		return c.next()
	case c.Cut && c.CutIn == 0:
		return max(c.next(), w.first-c.Out+c.Stitched) // its end was missed
	}
	return c.msn(w.first)
}

// next returns the number behind all that has been written.
func (c *Cursor) next() int64 {
	if c.Cut && c.CutIn == 0 {
		return c.Stitched + c.CutSegments - c.CutSkipped
	}
	return c.msn(c.Next)
}

// sequence sets the numbers of the playlist and its cuts.
func (w *liveWriter) sequence() {
	p, r := w.p, w.r
	s := &r.splice
	s.Cuts = s.Cuts[:0]
	r.Breaks = r.Breaks[:0]
	header := w.doc.DiscontinuitySequence()
	q := hls.Sequence{Media: w.shift, Discontinuity: w.offset, Declared: p.spliced}
	for i := range r.cuts {
		c := &r.cuts[i]
		b := &p.Breaks[c.index]
		if i == 0 && c.out == 0 {
			switch {
			case c.first < c.end || c.in == w.limit:
				q.Discontinuity = c.before + c.splices - header
				if !c.continued && c.first < c.end {
					q.Discontinuity--
				}
			default: // the return stands first
				q.Discontinuity = c.before + c.all - header
			}
		}
		to := c.in
		if to == w.limit {
			to = w.doc.Len()
		}
		s.Cuts = append(s.Cuts, hls.Cut{
			From: c.out, To: to, Clips: r.clips[c.clips[0]:c.clips[1]:c.clips[1]], Continued: c.continued, Offset: c.offset,
		})
		out, in := w.x.at(c.out), w.x.at(min(c.in, w.limit))
		x := RenderedBreak{
			Index: c.index, Out: out - w.window, In: in - w.window, Duration: c.duration, Open: !c.returned,
			OutSkew: out - b.begin, InSkew: 0,
		}
		if b.begin < w.window {
			x.Out, x.OutSkew = b.begin-w.window, 0
		}
		if c.returned {
			x.InSkew = in - b.closure.In
		}
		r.Breaks = append(r.Breaks, x)
	}
	if w.limit < w.doc.Len() && (len(s.Cuts) == 0 || s.Cuts[len(s.Cuts)-1].To < w.doc.Len()) {
		s.Cuts = append(s.Cuts, hls.Cut{From: w.limit, To: w.doc.Len()})
	}
	if w.restarts() && (len(s.Cuts) == 0 || s.Cuts[0].From > 0) {
		if !w.doc.Segment(0).Discontinuity() {
			q.Discontinuity--
			s.Cuts = append(s.Cuts, hls.Cut{})
			copy(s.Cuts[1:], s.Cuts)
			s.Cuts[0] = hls.Cut{}
		}
	}
	s.Sequence = q
}

// restarts tells whether the first segment of the window is the first one of the
// origin's run.
func (w *liveWriter) restarts() bool {
	return w.run == runRestarted || w.old.seen() && w.old.Epoch > 0 && !w.old.Cut && w.old.Out == w.first
}

// drop collects the ad markers of filled breaks.
func (w *liveWriter) drop() {
	p, r := w.p, w.r
	r.splice.Drop = r.splice.Drop[:0]
	groups, slack := w.markers.groups, time.Millisecond
	if w.doc != p.doc {
		slack = w.doc.TargetDuration() / 2
	}
	for i := range groups {
		g := &groups[i]
		at := w.edge
		if g.from < w.doc.Len() {
			at = w.x.at(g.from)
		}
		if g.joined && g.elapsed > 0 {
			at -= g.elapsed
			slack = w.doc.TargetDuration()
		}
		var found *Break
		for k := range p.Breaks {
			if b := &p.Breaks[k]; b.Source != SourcePreroll && b.Start+p.window <= at+slack {
				found = b
			}
		}
		if found != nil && len(found.decision.Items) > 0 {
			p.dropTags(r, w.doc, g.first, g.last)
		}
	}
}

// lists tells whether a cut lists ads.
func (w *liveWriter) lists() bool {
	for i := range w.r.cuts {
		if w.r.cuts[i].end > 0 {
			return true
		}
	}
	return false
}

// move sets the cursor that the answer leaves.
func (w *liveWriter) move() {
	if w.run == runStale {
		return
	}
	p, old := w.p, w.old
	n := Cursor{
		Epoch: p.epoch, First: w.first, Start: w.window,
		Digest: w.markers.digest,
		Out:    old.Out, Stitched: old.Stitched, Cut: old.Cut, CutStart: old.CutStart, CutSegments: old.CutSegments,
		CutSkipped: old.CutSkipped, CutIn: old.CutIn, CutDiscontinuity: old.CutDiscontinuity,
		CutBefore: old.CutBefore,
	}
	switch {
	case !old.seen():
		n.Out, n.Stitched = w.first, w.first
	case w.run == runRestarted, old.Cut && old.CutIn == 0 && !w.lists(): // or its end was missed
		n.Out, n.Stitched = w.first, w.first+w.shift
		n.Cut, n.CutStart, n.CutSegments, n.CutSkipped, n.CutIn, n.CutDiscontinuity, n.CutBefore = false, 0, 0, 0, 0, 0, 0
	}
	n.Offset = w.offset
	last := w.limit // the last content written stands in front of it
	cuts := w.r.cuts
	for len(cuts) > 0 && cuts[len(cuts)-1].end == 0 { // nothing of it is listed yet
		last = cuts[len(cuts)-1].out
		cuts = cuts[:len(cuts)-1]
	}
	n.Next, n.Edge = w.first+int64(last), w.x.at(last)
	if k := len(cuts); k > 0 {
		c := &cuts[k-1]
		b := &p.Breaks[c.index]
		if !w.recorded(b) {
			n.Cut, n.CutStart, n.CutIn, n.CutDiscontinuity = true, b.begin, 0, b.decision.Discontinuity
			n.Out, n.CutSkipped = w.first+int64(c.out), c.skipped
			if c.out == 0 {
				n.CutSkipped = c.first
			}
			n.Stitched = c.base + n.CutSkipped
		}
		n.CutBefore = c.before
		n.CutSegments = c.end
		switch {
		case !c.returned:
			n.Offset = old.Offset
		case w.recorded(b) && old.CutIn > 0:
			n.CutSegments = old.CutSegments
			n.Offset = c.before + c.all + 1 - w.doc.Segment(c.in).DiscontinuitySequence()
		default:
			n.CutIn = w.first + int64(c.in)
			n.Offset = c.before + c.all + 1 - w.doc.Segment(c.in).DiscontinuitySequence()
		}
		n.Discontinuity = c.before + c.all
		if c.returned && last > c.in {
			n.Discontinuity = n.Offset + w.doc.Segment(last-1).DiscontinuitySequence()
		}
	} else if last > 0 {
		n.Discontinuity = n.Offset + w.doc.Segment(last-1).DiscontinuitySequence()
	} else {
		n.Discontinuity = old.Discontinuity
	}
	w.r.Cursor = old.Merge(n)
}
