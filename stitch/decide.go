package stitch

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/adsplice/adsplice/hls"
)

// Input is what [Decide] goes by.
type Input struct {
	Session Session
	// Doc is the playlist of the reference rendition, video as a rule: its
	// segment boundaries are the grid that breaks are placed on.
	Doc *hls.Media
	// Rendition says what Doc is.
	Rendition Rendition
	// Others are the session's other renditions, where they are known: an ad
	// whose creative does not suit each of them is skipped in all.
	Others []Rendition
	Policy Policy
	// Avails are those of [Avails], empty for an asset without markers. If it is
	// nil, Decide finds them itself.
	Avails []Avail
	// Answers are the ad server's, by request key. An avail without one is
	// [ReasonPending].
	Answers Answers
	// Decisions are those stored. They are kept to.
	Decisions Decisions
	Creatives Creatives

	// What follows is for live sessions.

	// Markers is what [ReadMarkers] read in Doc. If it is nil, Decide reads it.
	Markers *Markers
	// Closures are those stored. They are kept to.
	Closures Closures
	// Cursor is that of Doc's playlist: it tells what the viewer has been told.
	Cursor Cursor
}

// Kinds of error that Decide reports.
var (
	// ErrNoDoc: Input.Doc is nil.
	ErrNoDoc = errors.New("no playlist of the reference rendition")
	// ErrUnresolved: a decision was read from its binary form, and [Decision.Resolve]
	// was not called.
	ErrUnresolved = errors.New("decision read from its binary form: Resolve makes it whole")
	// ErrCreativeChanged: a creative is not what it was when the session's
	// decision was made, or is gone.
	ErrCreativeChanged = errors.New("creative has changed since it was decided on")
)

// Decide plans what plays. It is a pure function: the same input always gives
// the same plan. On error the plan is nil, and the origin's manifest is what is
// left to serve.
func Decide(in Input) (*Plan, error) {
	p := new(Plan)
	if err := p.Decide(&in); err != nil {
		return nil, err
	}
	return p, nil
}

// Decide is the function Decide with the memory of p used again; everything
// that was read from p is void. In a live session with all decisions made it
// does not allocate. On error p is empty.
func (p *Plan) Decide(in *Input) error {
	p.reset(in)
	if in.Doc == nil {
		return fmt.Errorf("stitch: %w", ErrNoDoc)
	}
	d := decider{in: in, plan: p}
	err := d.run()
	if err != nil {
		p.reset(in)
	}
	return err
}

// reset empties p but for its memory.
func (p *Plan) reset(in *Input) {
	*p = Plan{
		Type: in.Session.Type, Breaks: p.Breaks[:0], New: p.New[:0], Closed: p.Closed[:0], Due: p.Due[:0],
		doc: in.Doc, policy: in.Policy, session: in.Session, markers: p.markers, own: p.own, live: p.live[:0],
	}
}

func (d *decider) run() error {
	in, p := d.in, d.plan
	p.duration = in.Doc.Duration()
	if in.Session.Type == Live {
		err := d.live()
		if err == nil && in.Doc.Len() > 0 {
			p.hold = d.hold()
		}
		return err
	}
	avails := in.Avails
	if avails == nil {
		avails, p.Warnings = Avails(in.Doc)
	}
	if len(avails) == 0 {
		avails = d.assetAvails()
	}
	for i := range avails {
		if err := d.decide(&avails[i]); err != nil {
			return err
		}
	}
	return nil
}

// decider makes one plan.
type decider struct {
	in    *Input
	plan  *Plan
	carry duration // by how much the stitched timeline has outrun the origin's

	fixed                         bool // slate and bumpers have been looked for
	slate, bumperStart, bumperEnd *Creative

	offered int // ads looked at so far
	loops   int // of slate so far

	// What follows is for live sessions.
	totals  totals   // of what has been closed
	open    *Break   // the last one, while it is not closed
	index   int      // of the next avail
	preroll Decision // what plays in the pre-roll, if that is to be decided
}

func (d *decider) warn(w Warning) {
	if len(d.plan.Warnings) < maxAvails {
		d.plan.Warnings = append(d.plan.Warnings, w)
	}
}

// fixtures finds slate and bumpers.
func (d *decider) fixtures() {
	if d.fixed {
		return
	}
	d.fixed = true
	find := func(key, what string) *Creative {
		if key == "" {
			return nil
		}
		c := d.in.Creatives[key]
		if c == nil || c.Duration() <= 0 || d.mismatch(c) != MismatchNone {
			d.warn(Warning{Code: WarnMissingCreative, Text: fmt.Sprintf("no usable creative for the %s %.64q", what, key)})
			return nil
		}
		return c
	}
	p := &d.in.Policy
	d.slate = find(p.Slate, "slate")
	d.bumperStart = find(p.BumperStart, "start bumper")
	d.bumperEnd = find(p.BumperEnd, "end bumper")
}

// mismatch tells why a creative does not suit the session.
func (d *decider) mismatch(c *Creative) Mismatch {
	if s := &d.in.Session; s.Type == Live {
		switch {
		case c.target > s.TargetDuration:
			return MismatchTarget
		case c.versionFor(d.in.Doc) > s.Version:
			return MismatchVersion
		}
	}
	if m := Check(d.in.Rendition, d.in.Doc, d.in.Session.Type, c); m != MismatchNone {
		return m
	}
	for _, r := range d.in.Others {
		if r.Type != Video && r.Type != Audio {
			continue
		}
		if m := Check(r, nil, d.in.Session.Type, c); m != MismatchNone {
			return m
		}
	}
	return MismatchNone
}

// decide adds the break of an avail to the plan.
func (d *decider) decide(a *Avail) error {
	var dec Decision
	if stored := d.in.Decisions.find(&Decision{Key: a.Key, Start: a.Start}); stored != nil {
		dec = *stored
	} else {
		dec = d.choose(a)
		dec.ID, dec.Source, dec.Start, dec.Duration, dec.Break = shorten(a.ID, maxID), a.Source, a.Start, a.Duration, a.answer
		switch {
		case dec.Reason != ReasonPending:
			d.plan.New = append(d.plan.New, dec)
		case a.marked:
			d.plan.Due = append(d.plan.Due, Request{Key: a.Key, Purpose: PurposeAvail, Avail: a.ID, Variables: a.Variables})
		}
	}
	b := Break{
		Avail: *a, Reason: dec.Reason, Skipped: slices.Clone(dec.Skips), Out: a.Start, In: a.Start, EndKnown: true, Ended: true,
		from: a.at, to: a.at,
	}
	if err := d.place(&b, dec.Items); err != nil {
		return err
	}
	d.plan.Breaks = append(d.plan.Breaks, b)
	return nil
}

// choose decides who plays in an avail.
func (d *decider) choose(a *Avail) Decision {
	dec := Decision{Key: a.Key, Reason: a.Invalid}
	if a.Invalid != ReasonNone {
		return dec
	}
	offers, reason := d.offers(a)
	if reason == ReasonPending {
		dec.Reason = reason
		return dec
	}
	d.fixtures()
	limit := NoLimit
	open, end := d.bumpers(a)
	switch {
	case a.Mode == Replace && a.End > a.Start:
		limit = max(a.End-a.Start-length(open)-length(end), 0)
	case a.Duration > 0:
		limit = a.Duration
	}
	// What earlier breaks overran comes off the tolerance, so that it does not add up.
	chosen := d.fit(&dec, offers, limit, max(d.in.Policy.tolerance()-max(d.carry, 0), 0))
	reason = d.reason(&dec, reason, len(chosen))
	dec.Reason = reason
	if a.Mode == Replace && (len(chosen) > 0 || d.slate != nil) {
		d.frame(a, &dec, chosen, open, end)
		return dec
	}
	dec.Items = chosen
	return dec
}

// reason tells why n ads were chosen of those that are offered.
func (d *decider) reason(dec *Decision, offered Reason, n int) Reason {
	if n > 0 || offered != ReasonNone {
		return offered
	}
	for _, s := range dec.Skips {
		if s.Reason == SkipDurationExceeded {
			return ReasonNothingFits
		}
	}
	return ReasonNoCreative
}

// bumpers returns those that open and close the break: only one that replaces
// content, whose duration is signalled, and that is longer than they are, has
// any.
func (d *decider) bumpers(a *Avail) (open, end *Creative) {
	if a.Mode != Replace || a.Duration <= 0 || length(d.bumperStart)+length(d.bumperEnd) >= a.End-a.Start {
		return nil, nil
	}
	return d.bumperStart, d.bumperEnd
}

// fit chooses among the offers and notes the others as skipped.
func (d *decider) fit(dec *Decision, offers []offer, limit, tolerance duration) []Item {
	lengths := make([]duration, len(offers))
	for i, o := range offers {
		lengths[i] = length(o.creative)
	}
	var items []Item
	chosen := Fit(nil, d.in.Policy.Fit, lengths, limit, tolerance)
	for i, o := range offers {
		switch {
		case len(chosen) > 0 && chosen[0] == i:
			chosen = chosen[1:]
			items = append(items, Item{KindAd, o.id, o.key, o.creative.Digest(), o.ad})
		case o.skip != SkipNone:
			dec.Skips = append(dec.Skips, SkippedAd{o.id, o.skip, o.ad})
		default:
			dec.Skips = append(dec.Skips, SkippedAd{o.id, SkipDurationExceeded, o.ad})
		}
	}
	return items
}

// frame puts bumpers and slate around the ads of a replacement break, or
// abandons the break when too much of it would be left unfilled.
func (d *decider) frame(a *Avail, dec *Decision, ads []Item, open, end *Creative) {
	left := a.End - a.Start - length(open) - length(end)
	if a.End == a.Start {
		left = math.MaxInt64 // a break of unknown length
	}
	for _, x := range ads {
		left -= d.in.Creatives[x.Creative].Duration()
	}
	if t := d.in.Policy.PersonalizationThreshold; t > 0 && a.Duration > 0 && left > t {
		for _, x := range ads {
			dec.Skips = append(dec.Skips, SkippedAd{x.ID, SkipLeftoverExceeded, x.Ad})
		}
		if len(ads) > 0 {
			dec.Reason = ReasonLeftoverExceeded
		}
		return
	}
	add := func(k ItemKind, key string, c *Creative) {
		if c != nil {
			dec.Items = append(dec.Items, Item{k, key, key, c.Digest(), -1})
		}
	}
	p := &d.in.Policy
	add(KindBumper, p.BumperStart, open)
	dec.Items = append(dec.Items, ads...)
	if left > 0 {
		add(KindSlate, p.Slate, d.slate)
	}
	add(KindBumper, p.BumperEnd, end)
}

// length returns how long a creative plays, 0 for none.
func length(c *Creative) duration {
	if c == nil {
		return 0
	}
	return c.Duration()
}
