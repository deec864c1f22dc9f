package stitch

import (
	"strconv"
	"time"
)

// fresh decides a break that has no decision yet, if it can be decided now.
func (d *decider) fresh(lb *liveBreak, b *Break) {
	p := d.plan
	b.Avail = d.liveAvail(lb)
	b.Reason, b.Unfilled = ReasonPending, b.Duration
	b.begin = lb.start
	if d.in.Policy.Off {
		b.Reason = ReasonSuppressed
		return
	}
	if lb.preroll {
		d.freshPreroll(lb, b)
		return
	}
	if d.decided(b.Key) {
		b.Reason = ReasonInvalidMarker // by what is listed it would be one that has been decided, and is not
		return
	}
	if d.preroll.Reason == ReasonPending && d.underPreroll(lb) {
		return // what is left of it shows when the pre-roll is known
	}
	if lb.end != 0 && lb.end <= lb.start {
		d.refuse(lb, b, ReasonInvalidMarker) // a mere point: live breaks replace content
		return
	}
	signalled := b.Duration
	into, ok := d.in.Policy.Suppression.Judge(d.in.Session.Edge, lb.start, signalled)
	if !ok {
		d.refuse(lb, b, ReasonSuppressed)
		return
	}
	from, why := lb.start+into, ReasonPending
	if into > 0 {
		why = ReasonSuppressed
	}
	if lb.joined {
		from = max(from, p.window)
	}
	if d.totals.any && d.totals.from > from {
		from = d.totals.from
	}
	if published, ok := d.published(); ok && p.axis.at(p.axis.nearest(from)) < published {
		from = published
	}
	covered := ReasonPending
	if open := d.open; open != nil {
		from = max(from, open.begin+open.Ads)
		if open.Source == SourcePreroll {
			covered = ReasonPrerollOverlap
		}
	} else if d.totals.preroll {
		covered = ReasonPrerollOverlap
	}
	if lb.end != 0 && from >= lb.end {
		if covered == ReasonPrerollOverlap {
			d.refuse(lb, b, covered)
		}
		return // all of it has been published
	}
	b.Reason = why
	a := b.Avail
	a.Start, a.End, a.Mode = from, from, Replace
	if signalled > 0 {
		a.End = saturate(lb.start, signalled)
	}
	if _, answered := d.in.Answers[a.Key]; !answered {
		p.Due = append(p.Due, Request{Key: a.Key, Purpose: PurposeAvail, Avail: a.ID, Variables: a.Variables})
		return
	}
	if d.open != nil || p.stale || d.late(lb) || p.axis.nearest(from) >= d.in.Doc.Len() || p.edge <= from {
		return // not before the break in front is closed, and this one has begun
	}
	d.carry = d.totals.carry
	dec := d.choose(&a)
	if dec.Reason == ReasonPending {
		return
	}
	d.adopt(lb, b, &dec, from)
}

// late tells whether a break behind this one has been decided: its numbers do not
// count on this one.
func (d *decider) late(lb *liveBreak) bool {
	for i := range d.plan.live {
		if b := &d.plan.live[i]; b.filled() && b.at > lb.at {
			return true
		}
	}
	return false
}

// refuse decides that nobody plays.
func (d *decider) refuse(lb *liveBreak, b *Break, why Reason) {
	b.Reason = why
	if !d.plan.stale {
		d.adopt(lb, b, &Decision{Key: b.Key, Reason: why}, lb.start)
	}
}

// adopt makes a decision that of a break, with what holds where its ads start.
func (d *decider) adopt(lb *liveBreak, b *Break, dec *Decision, from duration) {
	p := d.plan
	dec.ID, dec.Source, dec.Epoch = b.ID, b.Source, p.epoch
	dec.Start, dec.From, dec.Duration = lb.start, from-lb.start, b.Duration
	if len(dec.Items) > 0 {
		dec.Discontinuities, dec.Carry = d.totals.discontinuities, d.totals.carry
		i := p.axis.nearest(from)
		dec.Discontinuity = d.totals.discontinuities + sequenceBefore(&p.axis, i)
		if d.totals.played && p.axis.nearest(d.totals.from) == i {
			// No content comes between: it goes on from the last ad of the break before.
			dec.Discontinuity = d.totals.discontinuities + d.in.Doc.Segment(i).DiscontinuitySequence() - 1
		}
	}
	p.New = append(p.New, *dec)
	p.spliced = p.spliced || len(dec.Items) > 0
	lb.stored, lb.at = &p.New[len(p.New)-1], from
}

// sequenceBefore returns the origin's discontinuity sequence number in front of
// boundary i, and of a tag that stands there.
func sequenceBefore(x *axis, i int) int64 {
	if i >= x.doc.Len() {
		return x.doc.Segment(x.doc.Len() - 1).DiscontinuitySequence()
	}
	s := x.doc.Segment(i)
	n := s.DiscontinuitySequence()
	if i > 0 {
		return x.doc.Segment(i - 1).DiscontinuitySequence()
	}
	if s.Discontinuity() {
		n--
	}
	return n
}

// published returns up to where the playlist has been answered before. What the
// viewer has been told stays.
func (d *decider) published() (duration, bool) {
	c, p := &d.in.Cursor, d.plan
	first := d.in.Doc.MediaSequence()
	if !c.seen() || c.Epoch != p.epoch || c.Next <= first {
		return 0, false
	}
	i := c.Next - first
	if i > int64(d.in.Doc.Len()) {
		return p.edge, true
	}
	return p.axis.at(int(i)), true
}

// liveAvail makes the avail of a break.
func (d *decider) liveAvail(lb *liveBreak) Avail {
	p, doc := d.plan, d.in.Doc
	a := Avail{Mode: Replace, Position: Midroll, Source: SourcePreroll, Start: lb.start - p.window}
	a.at = p.axis.nearest(lb.start)
	id := ""
	var g *group
	if lb.preroll {
		a.Position = Preroll
	} else {
		g = &p.markers.groups[lb.group]
		a.Source = g.source
		a.Duration = g.signalled()
		if len(g.payload) > 0 {
			a.Signal, _ = signalOf(g.carrier)
		}
		id = g.name()
	}
	a.identifyLive(&p.axis, lb.start, id)
	switch {
	case lb.preroll:
		a.Key = PrerollKey
	case p.epoch > 0:
		a.Key += "#" + strconv.Itoa(p.epoch) // an origin that starts again counts from where it did
	}
	a.Variables = a.variables(doc, g, max(d.index-1, 0))
	return a
}

// identifyLive sets ID, Key and StartTime of an avail that starts at a time of the
// session.
func (a *Avail) identifyLive(x *axis, start duration, id string) {
	var place string
	if x.dated {
		a.StartTime = x.zero.Add(start)
		place = strconv.FormatInt(a.StartTime.Round(time.Millisecond).UnixMilli(), 10)
		a.ID = "t" + place
	} else {
		n := x.doc.MediaSequence() + int64(a.at)
		if gone := x.at(0) - start; gone > 0 {
			// The segment has left the window: count back by what is listed, so that each
			// refresh comes to the same. The first one of a break is often short.
			average := max(x.doc.Duration()/duration(x.doc.Len()), 1)
			n -= int64((gone + average*3/4) / average)
		}
		place = "m" + strconv.FormatInt(n, 10)
		a.ID = place
	}
	if id != "" {
		a.ID = id
	}
	a.Key = shorten(id, maxID) + "@" + place
}

// underPreroll tells whether a break may be covered by a pre-roll that is not
// known yet.
func (d *decider) underPreroll(lb *liveBreak) bool {
	at := d.in.Session.Preroll
	return lb.start < at+d.in.Policy.Preroll.MaxDuration && (lb.end == 0 || lb.end > at)
}

// choosePreroll chooses what plays in the pre-roll.
func (d *decider) choosePreroll() {
	if d.in.Cursor.seen() {
		// The viewer has been told of content: it is too late.
		d.preroll = Decision{Key: PrerollKey, Reason: ReasonADSError}
		return
	}
	d.preroll = Decision{Key: PrerollKey}
	a := Avail{Key: PrerollKey, Source: SourcePreroll, Duration: d.in.Policy.Preroll.MaxDuration}
	offers, reason := d.offers(&a)
	if reason == ReasonPending {
		d.preroll.Reason = reason
		return
	}
	d.preroll.Items = d.fit(&d.preroll, offers, a.Duration, 0)
	d.preroll.Reason = d.reason(&d.preroll, reason, len(d.preroll.Items))
}

// freshPreroll decides the pre-roll. It takes up as much of the content as its
// ads last.
func (d *decider) freshPreroll(lb *liveBreak, b *Break) {
	if d.preroll.Reason == ReasonPending {
		d.plan.Due = append(d.plan.Due, Request{Key: b.Key, Purpose: PurposePreroll, Avail: b.ID, Variables: b.Variables})
		return
	}
	b.Reason = d.preroll.Reason
	if d.plan.stale || d.open != nil {
		return
	}
	dec := d.preroll
	d.adopt(lb, b, &dec, max(lb.start, d.totals.from))
}
