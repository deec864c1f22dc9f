package stitch

import (
	"cmp"
	"hash/fnv"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/adsplice/adsplice/hls"
)

// liveBreak is a break while a live plan is made.
type liveBreak struct {
	at       duration  // where its ads start, or would
	stored   *Decision // nil if none has been made
	group    int       // its markers, -1 if they are not in the playlist
	to       int       // the segment of its cue-in, -1 if that is not there
	preroll  bool
	joined   bool
	start    duration
	duration duration // as signalled now, 0 if unknown
	end      duration // of one that is new, where the origin says it ends; 0 if unknown
}

// live plans one refresh of a live playlist: what has been decided is placed on
// what the origin has revealed, and what is new is decided.
func (d *decider) live() error {
	in, p := d.in, d.plan
	if p.markers = in.Markers; p.markers == nil || p.markers.doc != in.Doc {
		if p.own == nil {
			p.own = new(Markers)
		}
		p.markers = p.own
		p.own.read(in.Doc)
	}
	p.axis = newAxis(&in.Session, &in.Cursor, p.markers, nil)
	p.epoch, p.stale = in.Cursor.Epoch, false
	if in.Doc.Len() == 0 {
		return nil
	}
	switch runOf(&in.Cursor, &p.axis) {
	case runStale:
		p.stale = true
	case runRestarted:
		d.restart()
	case runOn:
		if n := len(in.Decisions); !in.Cursor.seen() && n > 0 {
			p.epoch = in.Decisions[n-1].Epoch
		}
	}
	p.window, p.edge = p.axis.at(0), p.axis.edge()
	d.recall()
	p.before = d.totals
	d.match()
	if err := d.settle(); err != nil {
		return err
	}
	return nil
}

// run tells what a playlist is to the newest one seen.
type run uint8

const (
	runOn        run = iota // it goes on
	runStale                // an older copy
	runRestarted            // the origin has started again
)

// runOf compares a playlist with what its cursor remembers: when the media
// sequence number falls, the URIs tell a stale copy from another run, and where
// they do not overlap, the dates.
func runOf(c *Cursor, x *axis) run {
	first := x.doc.MediaSequence()
	next := first + int64(x.doc.Len())
	switch {
	case !c.seen() || x.doc.Len() == 0 || first >= c.First && next >= c.Next:
		return runOn
	case c.First >= first && c.First < next:
		if digest(x.doc.Segment(int(c.First-first)).URI()) == c.Digest {
			return runStale
		}
		return runRestarted
	case first >= c.First && next > c.First:
		return runStale // shorter, by the same numbers
	case x.dated && x.edge() <= c.Edge:
		return runStale
	}
	return runRestarted
}

// digest tells URIs apart, up to the query: that may be a signature.
func digest(uri []byte) uint32 {
	h := fnv.New32a()
	for _, b := range uri {
		if b == '?' {
			break
		}
		_, _ = h.Write([]byte{b})
	}
	return h.Sum32()
}

const restartKey = "restart#"

// restart begins another epoch: numbers go on, behind one discontinuity.
func (d *decider) restart() {
	in, p := d.in, d.plan
	c := &in.Cursor
	p.epoch = c.Epoch + 1
	if !p.axis.dated {
		p.axis.base = c.Edge
	}
	for i := range in.Decisions {
		if x := &in.Decisions[i]; x.Epoch == p.epoch {
			return // another rendition has seen it
		}
	}
	s := in.Doc.Segment(0)
	p.New = append(p.New, Decision{
		Key: restartKey + strconv.Itoa(p.epoch), Source: SourceRestart, Start: p.axis.at(0), Epoch: p.epoch,
		Discontinuity: c.Discontinuity, Discontinuities: c.Discontinuity + 1 - s.DiscontinuitySequence(),
	})
}

// recall collects the decisions of this run that touch the window, and the
// totals of what is behind it.
func (d *decider) recall() {
	in, p := d.in, d.plan
	p.live = p.live[:0]
	p.spliced = false
	for i := range in.Decisions {
		if x := in.Decisions[i].Source; x != SourcePreroll && x != SourceRestart {
			d.index++
		}
	}
	for i := range in.Decisions {
		if len(in.Decisions[i].Items) > 0 || in.Decisions[i].Source == SourceRestart {
			p.spliced = true
			break
		}
	}
	d.totals = totals{from: -1 << 62}
	for i := range p.New { // the restart
		d.totals = totals{from: p.New[i].Start, discontinuities: p.New[i].Discontinuities, any: true}
	}
	back := p.window - (p.edge - p.window) // other renditions may list more
	for i := len(in.Decisions) - 1; i >= 0; i-- {
		x := &in.Decisions[i]
		if x.Epoch != p.epoch {
			if x.Epoch < p.epoch {
				break
			}
			continue
		}
		if x.Source == SourceRestart {
			d.totals = totals{from: x.Start, discontinuities: x.Discontinuities, any: true}
			break
		}
		over := saturate(x.Start, x.Duration) // where its markers end at the latest
		c, closed := in.Closures[x.Key]
		switch {
		case !closed && len(x.Items) == 0 && x.Duration > 0 && over <= p.window:
			continue
		case closed && c.In < back && d.out(x, &c) <= back && (over < back && x.Duration > 0 || c.Why != ClosedFilled):
			d.totals = x.left(&c)
			slices.Reverse(p.live)
			return
		}
		p.live = append(p.live, liveBreak{at: x.from(), stored: x, group: -1, to: -1, start: x.Start, duration: x.Duration, preroll: x.Source == SourcePreroll})
	}
	slices.Reverse(p.live)
}

// out returns where the ads of a closed break have all been played.
func (d *decider) out(x *Decision, c *Closure) duration {
	if c.Until > 0 {
		return x.from() + c.Until
	}
	end := x.from()
	for i := range x.Items {
		if cr := d.item(&x.Items[i]); cr != nil {
			end += cr.Duration()
		}
	}
	return max(end, c.In)
}

// totals are what all breaks up to a time have left.
type totals struct {
	from            duration // where content was rejoined
	discontinuities int64
	carry           duration
	any             bool // there were some
	preroll         bool // the last one was the pre-roll
	played          bool // the last one had ads in it
}

// left returns the totals that a closed break leaves.
func (x *Decision) left(c *Closure) totals {
	return totals{c.In, c.Discontinuities, c.Carry, true, x.Source == SourcePreroll, c.In != x.from() || c.Carry != x.Carry}
}

// match finds the decision that the markers of each break belong to, and adds
// those that have none.
func (d *decider) match() {
	in, p := d.in, d.plan
	known := len(p.live)
	hasPreroll := false
	for i := range p.live {
		hasPreroll = hasPreroll || p.live[i].preroll
	}
	for gi := range p.markers.groups {
		g := &p.markers.groups[gi]
		if g.from >= in.Doc.Len() {
			continue // announced, but there is no segment yet
		}
		start, join := d.start(g)
		if i, inside := d.known(g, start, join, p.live[:known]); i >= 0 {
			b := &p.live[i]
			if inside {
				continue
			}
			if b.group < 0 {
				b.group, b.to = gi, g.to
			} else if b.to < 0 {
				b.to = g.to
			}
			switch {
			case !g.known() || g.duration <= 0:
			case b.duration == 0:
				b.duration = g.duration
			case !g.joined:
				b.duration = min(b.duration, g.duration) // a shorter one is a cue-in
			}
			continue
		}
		if g.joined && g.to == g.from {
			continue // the end of what nobody knows
		}
		if d.again(g, start, p.live[known:]) {
			continue
		}
		b := liveBreak{at: start, group: gi, to: g.to, start: start, joined: join, duration: g.signalled()}
		if b.duration > 0 {
			b.end = saturate(start, b.duration)
		}
		if g.to >= 0 && (b.end == 0 || p.axis.at(g.to) < b.end) {
			b.end = p.axis.at(g.to)
		}
		if (b.duration > 0 || g.to >= 0) && b.end <= 0 {
			continue // over when the session began
		}
		p.live = append(p.live, b)
	}
	if m := in.Policy.Preroll.MaxDuration; m > 0 && !hasPreroll && p.epoch == 0 && !d.decided(PrerollKey) &&
		in.Session.Preroll >= p.window {
		p.live = append(p.live, liveBreak{at: in.Session.Preroll, start: in.Session.Preroll, group: -1, to: -1, preroll: true})
		d.choosePreroll()
		if d.preroll.Reason == ReasonNone {
			d.yield(in.Session.Preroll)
		}
	}
	for i := range known {
		if b := &p.live[i]; b.preroll && b.filled() {
			d.yield(b.at)
		}
	}
	slices.SortStableFunc(p.live, func(a, b liveBreak) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.rank(), b.rank()), cmp.Compare(a.start, b.start))
	})
}

// rank orders breaks whose ads start at the same time.
func (b *liveBreak) rank() int64 {
	switch {
	case b.stored != nil:
		return b.stored.Discontinuity
	case b.preroll:
		return math.MaxInt64 - 1
	}
	return math.MaxInt64
}

// yield has breaks that the pre-roll begins inside of wait for its end.
func (d *decider) yield(at duration) {
	for i := range d.plan.live {
		b := &d.plan.live[i]
		if b.stored == nil && !b.preroll && b.start < at && (b.end == 0 || b.end > at) {
			b.at = at
		}
	}
}

// decided tells whether a decision with the key is stored.
func (d *decider) decided(key string) bool {
	for i := range d.in.Decisions {
		if d.in.Decisions[i].Key == key {
			return true
		}
	}
	return false
}

// start returns where a break starts on the session's timeline, and whether
// that is in front of its first marker in the playlist.
func (d *decider) start(g *group) (at duration, joined bool) {
	x := &d.plan.axis
	at = x.at(g.from)
	if g.joined {
		return at - max(g.elapsed, 0), true
	}
	if g.from == 0 && x.dated && g.source == SourceDateRange {
		// A playlist that begins inside a date range repeats it at its head.
		for i := g.first; i <= g.last; i++ {
			t := d.in.Doc.Tag(i)
			if t.Kind() != hls.TagDateRange || t.Segment() != 0 {
				continue
			}
			if when, ok := (hls.DateRange{Tag: t}).StartDate(); ok {
				if s := when.Sub(x.zero); s < at && at-s < 24*time.Hour {
					return s, true
				}
			}
			break
		}
	}
	return at, false
}

// known returns which of the stored breaks a group of markers belongs to, -1
// for none; inside tells that it would be another one, but a longer one goes on.
func (d *decider) known(g *group, start duration, join bool, list []liveBreak) (i int, inside bool) {
	target := d.in.Doc.TargetDuration()
	at := d.plan.axis.at(g.from)
	near, least := -1, 500*time.Microsecond // dates may be rounded
	for i := range list {
		if far := (list[i].start - start).Abs(); !list[i].preroll && !join && far <= least {
			near, least = i, far
		}
	}
	if near >= 0 {
		return near, false
	}
	for i := len(list) - 1; i >= 0; i-- {
		b := &list[i]
		far := (b.start - start).Abs()
		switch {
		case b.preroll:
		case g.joined && g.elapsed < 0:
			if b.start < at && (b.duration == 0 || saturate(b.start, b.duration) >= at-target) {
				return i, false
			}
		case join && far <= target, far <= target && d.sameID(g, b.stored):
			return i, false
		case b.start < start && b.duration > 0 && b.filled() && saturate(b.start, b.duration) > start && !d.closedBy(b, start):
			return i, true
		}
	}
	return -1, false
}

func (b *liveBreak) filled() bool { return b.stored != nil && len(b.stored.Items) > 0 }

// again tells whether a group says the same as one of the new breaks: real
// streams repeat ids, but not within a target duration.
func (d *decider) again(g *group, start duration, fresh []liveBreak) bool {
	for i := range fresh {
		if b := &fresh[i]; b.group >= 0 && (b.start-start).Abs() <= d.in.Doc.TargetDuration() &&
			g.name() == d.plan.markers.groups[b.group].name() {
			return true
		}
	}
	return false
}

// closedBy tells whether a break was over at a time.
func (d *decider) closedBy(b *liveBreak, at duration) bool {
	if b.to >= 0 && d.plan.axis.at(b.to) <= at {
		return true
	}
	c, ok := d.in.Closures[b.stored.Key]
	return ok && c.Why != ClosedFilled && c.In <= at
}

// sameID tells whether a group has the id of a decision, or neither has one.
func (d *decider) sameID(g *group, dec *Decision) bool {
	id := g.name()
	if id == "" {
		return len(dec.Key) > 0 && dec.Key[0] == '@'
	}
	return id == dec.ID
}

// signalled returns the duration of a break in a live stream, 0 if unknown: all
// live breaks replace content.
func (g *group) signalled() duration {
	if !g.known() {
		return 0
	}
	return max(g.duration, 0)
}

// name returns the id that the origin gives a break, "" for none, shortened if it
// is longer than real ones: what is stored holds no more of it.
func (g *group) name() string {
	var s Signal
	if len(g.payload) > 0 {
		s, _ = signalOf(g.carrier)
	}
	if id := s.id(); id != "" || g.source != SourceDateRange {
		return id
	}
	return shorten(string(g.id), maxID)
}

// settle goes through the breaks in the order in which their ads start: places
// those that are decided, closes those that have ended, and decides the others.
func (d *decider) settle() error {
	p := d.plan
	for i := range p.live {
		lb := &p.live[i]
		next := duration(-1)
		if i+1 < len(p.live) && p.live[i+1].group >= 0 {
			next = p.live[i+1].start
		}
		b := p.grow()
		if lb.stored == nil {
			if !lb.preroll {
				d.index++
			}
			d.fresh(lb, b)
			if lb.stored == nil {
				continue
			}
		}
		if err := d.placeLive(lb, b, next); err != nil {
			return err
		}
	}
	return nil
}

// grow adds a break to the plan, with the memory of an old one if there is any.
func (p *Plan) grow() *Break {
	if n := len(p.Breaks); n < cap(p.Breaks) {
		p.Breaks = p.Breaks[:n+1]
		b := &p.Breaks[n]
		*b = Break{Fill: b.Fill[:0]}
		return b
	}
	p.Breaks = append(p.Breaks, Break{})
	return &p.Breaks[len(p.Breaks)-1]
}
