package stitch

import (
	"math"
	"slices"
	"time"

	"github.com/adsplice/adsplice/hls"
)

// Low latency (rfc8216bis): content keeps its parts; ads come as whole segments,
// as does the content segment that a break ends at. The parts and the hint behind
// the last segment are left out while they are of what ads will replace: inside a
// break, in front of one that is announced there, and while it is not known
// whether ads play. There are no delta updates of a stitched playlist.

// StitchedMSN returns the number under which a playlist lists the origin's segment
// msn, as content; of one that is not listed yet, the number that it gets if
// content goes on until then. ok is false for one that ads have replaced: then it
// is the number of the last ad segment listed in its place. It is false too for the
// cursor of a playlist that was never answered.
//
// A cursor knows of one break, the newest. The result holds back to the end of the
// break before.
func (c Cursor) StitchedMSN(msn int64) (n int64, ok bool) {
	switch {
	case !c.seen():
		return msn, false
	case c.Cut && msn >= c.Out && (c.CutIn == 0 || msn < c.CutIn):
		return c.Stitched + c.CutSegments - c.CutSkipped - 1, false
	}
	return c.msn(msn), true
}

// OriginMSN returns which of the origin's segments a playlist lists, or will list if
// content goes on until then, under number msn. ok is false where ads stand, or
// may come: then it is the first segment behind them, or while there is none the
// next one. It is false too for the cursor of a playlist that was never answered.
// As for how far back it holds, see [Cursor.StitchedMSN].
func (c Cursor) OriginMSN(msn int64) (n int64, ok bool) {
	k, ads := msn-c.Stitched, c.CutSegments-c.CutSkipped
	switch {
	case !c.seen():
		return msn, false
	case !c.Cut || k < 0:
		return c.Out + k, true
	case c.CutIn == 0:
		return c.Next, false
	case k < ads:
		return c.CutIn, false
	}
	return c.CutIn + k - ads, true
}

// ReloadAction says what becomes of a blocking playlist request.
type ReloadAction uint8

// The actions of a [Reload].
const (
	// ReloadAnswer is to answer with what has been rendered.
	ReloadAnswer ReloadAction = iota
	// ReloadWait is to get a newer playlist from the origin, render it, and ask again.
	ReloadWait
	// ReloadRefuse is to answer with status 400.
	ReloadRefuse
)

func reloadActions() []string { return []string{"answer", "wait", "refuse"} }

// String returns answer, wait or refuse.
func (a ReloadAction) String() string { return name(reloadActions(), uint8(a)) }

// A Reload says what to do with a blocking playlist request, and when waiting
// which origin playlist to wait for.
type Reload struct {
	Action ReloadAction
	// MSN and Part are what the origin is asked for in _HLS_msn and _HLS_part. Part
	// is below 0 if that is a whole segment, without _HLS_part.
	MSN  int64
	Part int
}

// Reload judges a request for the playlist with segment msn, by the numbers of
// the stitched playlist, or for part of it if that is not below 0 (_HLS_msn and
// _HLS_part, bis section 6.2.5.2). Without _HLS_msn, msn is below 0. r is what the
// newest playlist of the origin has been rendered to.
//
// What is listed is answered at once, as is any request for a playlist that has
// ended, has no low latency or is not live. A part behind the last one of its
// segment is the first one of the next. More than two segments ahead of the last
// one is refused. Content is waited for at the origin, by its numbers. Ads have no
// parts and come with the origin's segments: whatever is asked for while a break
// goes on, the origin's next segment is what to wait for, and then to judge again:
// it need not be long enough for the next ad segment. After three target durations
// the answer is status 503.
func (r *Rendered) Reload(msn int64, part int) Reload {
	doc := r.reload.doc
	last := r.reload.next - 1
	switch {
	case msn < 0 && part >= 0:
		return Reload{Action: ReloadRefuse}
	case doc == nil || doc.Ended() || msn < last:
		return Reload{}
	case msn == last:
		if n := r.lastParts(); n == 0 || part < n {
			return Reload{}
		}
		msn, part = last+1, 0
	case msn > last+2:
		return Reload{Action: ReloadRefuse}
	}
	next := doc.MediaSequence() + int64(doc.Len())
	switch {
	case r.reload.held:
		return Reload{ReloadWait, next, -1}
	case msn == last+1 && part >= 0 && part < countParts(doc.TailTags()):
		return Reload{}
	}
	return Reload{ReloadWait, next + msn - last - 1, max(part, -1)}
}

// lastParts returns how many parts the last segment has that is listed; 0 for an ad.
func (r *Rendered) lastParts() int {
	doc := r.reload.doc
	if cuts := r.splice.Cuts; len(cuts) > 0 {
		if c := &cuts[len(cuts)-1]; c.To == doc.Len() && (c.From < c.To || len(c.Clips) > 0) {
			return 0
		}
	}
	return countParts(doc.Segment(doc.Len() - 1).Tags())
}

func countParts(tags func(func(hls.Tag) bool)) (n int) {
	for t := range tags {
		if t.Kind() == hls.TagPart {
			n++
		}
	}
	return n
}

// reloadState is what a render leaves for Reload.
type reloadState struct {
	doc  *hls.Media // nil if all requests are answered at once
	next int64      // number behind the last segment listed
	held bool       // what comes next is not content, as far as is known
}

// never is a time that does not come.
const never = duration(math.MaxInt64)

// hold returns from where on content is not published before its segment is
// complete: where ads go, or may go, that are not over.
func (d *decider) hold() duration {
	p := d.plan
	at := never
	for i := range p.Breaks {
		b, lb := &p.Breaks[i], &p.live[i]
		switch {
		case b.closed || lb.preroll && b.decision.Key == "":
		case len(b.decision.Items) > 0:
			at = min(at, b.begin)
		case b.decision.Key == "" && !p.stale && !d.late(lb) && (lb.end == 0 || lb.end > p.edge):
			at = min(at, d.mayStart(lb.start, lb.duration))
		}
	}
	for i := range p.markers.groups {
		if g := &p.markers.groups[i]; g.from == d.in.Doc.Len() && g.to < 0 && !d.announcedBefore(g) {
			start, _ := d.start(g)
			at = min(at, max(d.mayStart(start, g.signalled()), p.edge))
		}
	}
	return at
}

// mayStart returns from where on ads may play in a break that has not been decided.
func (d *decider) mayStart(start, signalled duration) duration {
	into, ok := d.in.Policy.Suppression.Judge(d.in.Session.Edge, start, signalled)
	if !ok || d.in.Policy.Off {
		return never
	}
	return saturate(start, into)
}

// announcedBefore tells whether a break that is announced behind the last segment
// has been decided.
func (d *decider) announcedBefore(g *group) bool {
	start, _ := d.start(g)
	for i := range d.plan.live {
		b := &d.plan.live[i]
		far := (b.start - start).Abs()
		if b.stored != nil && !b.preroll && (far <= time.Millisecond || far <= d.in.Doc.TargetDuration() && d.sameID(g, b.stored)) {
			return true
		}
	}
	return false
}

// hold leaves out what is published of the segment that comes, if it may be
// replaced; or the hint alone, if that names what comes behind it.
func (w *liveWriter) hold() {
	s := &w.r.splice
	n := w.doc.Len()
	ends := len(s.Cuts) > 0 && s.Cuts[len(s.Cuts)-1].To == n
	w.r.reload.held = ends
	if ends || s.LowLatency == hls.StripLowLatency || w.p.hold == never {
		return
	}
	known, open, hints := false, w.edge, len(s.Drop)
	for t := range w.doc.TailTags() {
		switch t.Kind() {
		case hls.TagPart:
			known = true
			length, _ := (hls.Part{Tag: t}).Duration()
			open = saturate(open, length)
		case hls.TagPreloadHint:
			known = true
			s.Drop = append(s.Drop, t.Index())
		default:
		}
	}
	switch {
	case w.p.holds(w.edge, w.doc.TargetDuration()):
		w.r.reload.held = true
		if s.Drop = s.Drop[:hints]; known {
			s.Cuts = append(s.Cuts, hls.Cut{From: n, To: n})
		}
	case w.p.hold > saturate(open, 10*time.Millisecond):
		s.Drop = s.Drop[:hints]
	default:
		slices.Sort(s.Drop)
	}
}

// holds tells whether the segment that comes at edge may be replaced: whether the
// start of what replaces it may be nearer to its start than to its end. A segment
// is as long as the target duration, rounded, at most.
func (p *Plan) holds(edge, target duration) bool {
	return p.hold <= saturate(edge, (target+500*time.Millisecond)/2)
}

// reports sets the rendition reports that are known.
func (w *liveWriter) reports() {
	if len(w.o.Reports) == 0 || w.o.LowLatency == hls.StripLowLatency {
		return
	}
	doc := w.doc
	whole := int64(max(countParts(doc.Segment(doc.Len()-1).Tags())-1, 0))
	msn, part := w.first+int64(doc.Len())-1, whole
	if n := countParts(doc.TailTags()); n > 0 {
		msn, part = msn+1, int64(n-1)
	}
	for x := range doc.RenditionReports() {
		c, ok := w.o.Reports[string(x.URI())]
		if !ok || !c.seen() {
			continue
		}
		r := hls.Report{Tag: x.Tag.Index(), LastMSN: msn, LastPart: part}
		if n, ok := x.LastMSN(); ok {
			r.LastMSN = n
		}
		if n, ok := x.LastPart(); ok {
			r.LastPart = n
		}
		n, content := c.StitchedMSN(r.LastMSN)
		if r.LastMSN >= c.Next && w.p.holds(c.Edge, doc.TargetDuration()) {
			content = false
		}
		switch {
		case content:
			r.LastMSN = n
		case c.Cut && c.CutIn == 0:
			r.LastMSN, r.LastPart = c.next()-1, 0
		default:
			r.LastMSN, r.LastPart = c.next()-1, whole
		}
		if r.LastMSN >= 0 {
			w.r.splice.Reports = append(w.r.splice.Reports, r)
		}
	}
}

// reloads sets what Reload needs to know.
func (w *liveWriter) reloads() {
	r := w.r
	if r.splice.LowLatency == hls.StripLowLatency {
		return
	}
	r.reload.doc = w.doc
	r.reload.next = w.first + r.splice.Sequence.Media + int64(w.doc.Len())
	for i := range r.splice.Cuts {
		c := &r.splice.Cuts[i]
		r.reload.next -= int64(c.To - c.From)
		for _, x := range c.Clips {
			last := x.Last
			if last == 0 {
				last = x.Clip.Len()
			}
			r.reload.next += int64(last - x.First)
		}
	}
}
