package stitch

import "slices"

// placeLive sets what fills a decided break, and closes it if it has ended.
func (d *decider) placeLive(lb *liveBreak, b *Break, next duration) error {
	in, p, dec := d.in, d.plan, lb.stored
	if b.Key == "" {
		b.Avail = Avail{
			Key: dec.Key, ID: dec.ID, Source: dec.Source, Mode: Replace, Position: Midroll, Start: dec.Start - p.window, Duration: dec.Duration,
		}
		if lb.preroll {
			b.Position = Preroll
		}
		if p.axis.dated {
			b.StartTime = p.axis.zero.Add(dec.Start)
		}
	}
	b.Reason, b.Skipped, b.begin, b.decision = dec.Reason, slices.Clip(dec.Skips), dec.from(), *dec
	end := d.ending(lb, dec, next)
	b.Out, b.In = b.begin-p.window, b.begin-p.window
	if len(dec.Items) == 0 {
		d.finish(lb, b, end)
		return nil
	}
	length := saturate(dec.Start, dec.Duration) - b.begin
	open := dec.Duration == 0
	c, closed := in.Closures[dec.Key]
	switch {
	case lb.preroll:
		length = 0
	case open:
		length = max(p.edge-b.begin, c.Until, 0) + max(dec.Carry, 0)
		for i := range dec.Items {
			if dec.Items[i].Kind == KindSlate {
				if s := d.item(&dec.Items[i]); s != nil {
					length += s.Duration() // so that none is cut where nothing ends
				}
			}
		}
	}
	d.carry = dec.Carry
	if err := d.fill(b, dec.Items, length); err != nil {
		return err
	}
	b.schedule = b.Fill
	if !closed {
		end = d.keep(b, end)
		if c, closed = d.close(b, end); closed {
			p.Closed = append(p.Closed, c)
		}
	}
	if closed {
		b.closed, b.closure = true, c
		b.In = c.In - p.window
		d.totals = dec.left(&c)
		d.open = nil
	} else {
		d.open = b
	}
	d.finish(lb, b, end)
	return nil
}

// ending is where a break ends, as far as the origin has said.
type ending struct {
	at    duration
	why   ClosureReason
	known bool
}

// ending finds where a break ends: at the segment of its cue-in, or at the
// boundary nearest to its signalled end, whichever comes first; one of unknown
// length also where the next break starts.
func (d *decider) ending(lb *liveBreak, dec *Decision, next duration) (e ending) {
	p, x := d.plan, &d.plan.axis
	sooner := func(at duration, why ClosureReason) {
		if !e.known || at < e.at {
			e = ending{at, why, true}
		}
	}
	if lb.preroll {
		return e
	}
	if lb.to >= 0 {
		sooner(x.at(lb.to), ClosedCueIn)
	}
	if lb.duration > 0 {
		if at := saturate(lb.start, lb.duration); at <= p.edge {
			if at >= p.window {
				at = x.at(x.nearest(at))
			}
			sooner(at, ClosedDuration)
		}
	}
	if dec.Duration == 0 && next >= 0 {
		sooner(next, ClosedNext)
	}
	if d.in.Policy.Off {
		published, _ := d.published() // what has been listed stays
		sooner(max(published, dec.from()), ClosedOff)
	}
	if d.in.Doc.Ended() {
		sooner(max(p.edge, dec.from()), ClosedEnd)
	}
	if missed(&d.in.Cursor, x) && dec.Duration == 0 && lb.group < 0 && dec.from() < p.window {
		sooner(p.window, ClosedUnseen)
	}
	return e
}

// missed tells whether segments have gone by since the playlist was answered
// last.
func missed(c *Cursor, x *axis) bool { return c.seen() && x.doc.MediaSequence() > c.Next }

// early tells whether a break ends before its ads are meant to.
func (d *decider) early(dec *Decision, e ending) bool {
	return e.known && (dec.Duration == 0 || e.at < saturate(dec.Start, dec.Duration)-d.in.Policy.tolerance())
}

// keep puts off an early end that comes too late: ads that have been listed stay.
func (d *decider) keep(b *Break, e ending) ending {
	published, ok := d.published()
	if !ok || published <= max(e.at, b.begin) || !d.early(&b.decision, e) {
		return e
	}
	had, _ := b.listed(published - b.begin)
	if has, _ := b.listed(max(e.at-b.begin, 1)); has < had {
		e.at = published
	}
	return e
}

// close tells whether and how a break closes: once its ads have had their time
// and the playlist lists the content behind them.
func (d *decider) close(b *Break, e ending) (c Closure, ok bool) {
	p, x, dec := d.plan, &d.plan.axis, &b.decision
	c = Closure{Key: b.Key, Why: ClosedFilled}
	switch {
	case d.early(dec, e):
		c.Until = max(e.at-b.begin, 1) // it cuts what plays
	case !e.known && b.endless():
		return c, false
	}
	ads, splices := b.listed(c.Until)
	if all, _ := b.listed(0); ads < all {
		c.Why = e.why
	}
	stop := b.begin + d.carry + ads
	if e.known && e.at <= stop {
		stop, c.Why = e.at, e.why
	}
	if ads == 0 {
		stop = b.begin
	}
	stop = max(stop, b.begin)
	if p.edge < stop || p.edge < b.begin+ads || p.stale {
		return c, false
	}
	r := x.nearest(stop)
	if e.known {
		r = min(r, x.nearest(e.at))
	}
	r = max(r, x.nearest(b.begin))
	switch {
	case stop < p.window && b.begin < p.window:
		c.In = stop // out of sight
		if r = 0; c.Why != ClosedFilled {
			c.Why = ClosedUnseen
		}
	case r < d.in.Doc.Len():
		c.In = x.at(r)
	case d.in.Doc.Ended():
		c.In, r = p.edge, d.in.Doc.Len()-1
	default:
		return c, false
	}
	c.Discontinuities, c.Carry = dec.Discontinuities, dec.Carry
	if splices > 0 {
		c.Carry += ads - (c.In - b.begin)
		c.Discontinuities = dec.Discontinuity + splices + 1 - d.in.Doc.Segment(r).DiscontinuitySequence()
	} else {
		c.In = b.begin
	}
	return c, true
}

// endless tells whether the fill goes on until the break ends.
func (b *Break) endless() bool {
	n := len(b.schedule)
	return b.Duration == 0 && n > 0 && b.schedule[n-1].Kind == KindSlate
}

// listed returns how long what the reference clips play of the fill by a time
// is, 0 for all of it, and how many discontinuities begin there.
func (b *Break) listed(until duration) (ads duration, splices int64) {
	for i := range b.schedule {
		f := &b.schedule[i]
		n := f.segments
		ref := f.creative.reference().clip
		if until > 0 {
			n = min(n, ref.Fill(until-f.Start))
		}
		if n == 0 {
			continue
		}
		ads = f.Start + ref.Boundary(n)
		splices += 1 + int64(ref.Discontinuities(0, n))
	}
	return ads, splices
}

// finish sets what the plan tells of the end of a break, and of how it is filled.
func (d *decider) finish(lb *liveBreak, b *Break, e ending) {
	p, x := d.plan, &d.plan.axis
	if b.closed && b.closure.Why != ClosedFilled && !(e.known && e.at <= b.closure.In) && !lb.preroll {
		e = ending{b.closure.In, b.closure.Why, true}
	}
	if lb.preroll && b.closed {
		e = ending{b.closure.In, ClosedFilled, true}
	}
	b.gone = b.closed && !e.known && lb.group < 0 && b.closure.In < p.window
	if e.known {
		b.End = e.at - p.window
		b.EndKnown = true
		b.Ended = x.nearest(e.at) < d.in.Doc.Len() && e.at <= p.edge || d.in.Doc.Ended()
		if e.at == p.edge && !d.in.Doc.Ended() {
			b.Ended = false
		}
		if !lb.preroll {
			d.cut(b, e.at-b.begin)
		}
	} else if b.Duration == 0 {
		b.cutOpen(p.edge - b.begin)
	}
	b.Filled = 0
	for i := range b.Fill {
		b.Filled += b.Fill[i].Duration
	}
	switch {
	case lb.preroll:
	case b.Duration > 0:
		b.Filled = min(b.Filled, b.Duration)
		b.Unfilled = b.Duration - b.Filled
	case e.known:
		length := max(e.at-lb.start, 0)
		b.Filled = min(b.Filled, length)
		b.Unfilled = length - b.Filled
	}
	into := b.begin - lb.start
	for i := range b.Fill {
		b.Fill[i].into = into
	}
}

// cut shortens the intent to a break that ended at length, counted from where
// its ads start: the ads behind it are skipped.
func (d *decider) cut(b *Break, length duration) {
	tolerance := d.in.Policy.tolerance()
	for i := range b.Fill {
		f := &b.Fill[i]
		over := f.Start + f.Duration - length
		if over <= 0 || f.Kind == KindAd && over <= tolerance && f.Start < length {
			continue
		}
		if f.Start >= length {
			for _, y := range b.Fill[i:] {
				if y.Kind == KindAd {
					b.Skipped = append(b.Skipped, SkippedAd{y.ID, SkipEarlyCueIn, y.Ad})
				}
			}
			b.Fill = b.Fill[:i]
			return
		}
		f.Duration, f.Truncated = length-f.Start, true
	}
}

// cutOpen leaves out what a break of unknown length has not come to.
func (b *Break) cutOpen(length duration) {
	n := len(b.Fill)
	for n > 1 && b.Fill[n-1].Kind == KindSlate && b.Fill[n-1].Start >= length {
		n--
	}
	b.Fill = b.Fill[:n]
}
