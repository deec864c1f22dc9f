package stitch

import (
	"errors"
	"fmt"
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
}

// Kinds of error that Decide reports.
var (
	// ErrNoDoc: Input.Doc is nil.
	ErrNoDoc = errors.New("no playlist of the reference rendition")
	// ErrLive: live streams are not supported yet.
	ErrLive = errors.New("live streams are not supported yet")
	// ErrCreativeChanged: a creative is not what it was when the session's
	// decision was made, or is gone.
	ErrCreativeChanged = errors.New("creative has changed since it was decided on")
)

// Decide plans what plays. It is a pure function: the same input always gives
// the same plan. On error the plan is nil, and the origin's manifest is what is
// left to serve.
func Decide(in Input) (*Plan, error) {
	switch {
	case in.Doc == nil:
		return nil, fmt.Errorf("stitch: %w", ErrNoDoc)
	case in.Session.Type == Live:
		return nil, fmt.Errorf("stitch: %w", ErrLive)
	}
	d := decider{in: &in, plan: &Plan{Type: in.Session.Type, doc: in.Doc, duration: in.Doc.Duration(), policy: in.Policy}}
	avails := in.Avails
	if avails == nil {
		avails, d.plan.Warnings = Avails(in.Doc)
	}
	if len(avails) == 0 {
		avails = d.assetAvails()
	}
	d.fixtures()
	for i := range avails {
		if err := d.decide(&avails[i]); err != nil {
			return nil, err
		}
	}
	return d.plan, nil
}

// decider makes one plan.
type decider struct {
	in    *Input
	plan  *Plan
	carry duration // by how much the stitched timeline has outrun the origin's

	slate, bumperStart, bumperEnd *Creative

	offered int // ads looked at so far
	loops   int // of slate so far
}

func (d *decider) warn(w Warning) {
	if len(d.plan.Warnings) < maxAvails {
		d.plan.Warnings = append(d.plan.Warnings, w)
	}
}

// fixtures finds slate and bumpers.
func (d *decider) fixtures() {
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
	dec, stored := d.in.Decisions[a.Key]
	if !stored {
		dec = d.choose(a)
		if dec.Reason != ReasonPending {
			d.plan.New = append(d.plan.New, dec)
		}
	}
	b := Break{Avail: *a, Reason: dec.Reason, Skipped: slices.Clone(dec.Skips), Out: a.Start, In: a.Start, from: a.at, to: a.at}
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
	limit := NoLimit
	open, end := d.bumpers(a)
	switch {
	case a.Mode == Replace:
		limit = max(a.End-a.Start-length(open)-length(end), 0)
	case a.Duration > 0:
		limit = a.Duration
	}
	chosen := d.fit(&dec, offers, limit)
	if len(chosen) == 0 && reason == ReasonNone {
		reason = ReasonNoCreative
		for _, s := range dec.Skips {
			if s.Reason == SkipDurationExceeded {
				reason = ReasonNothingFits
			}
		}
	}
	dec.Reason = reason
	if a.Mode == Replace && (len(chosen) > 0 || d.slate != nil) {
		d.frame(a, &dec, chosen, open, end)
		return dec
	}
	dec.Items = chosen
	return dec
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
func (d *decider) fit(dec *Decision, offers []offer, limit duration) []Item {
	lengths := make([]duration, len(offers))
	for i, o := range offers {
		lengths[i] = length(o.creative)
	}
	var items []Item
	// What earlier breaks overran comes off the tolerance, so that it does not add up.
	tolerance := max(d.in.Policy.tolerance()-max(d.carry, 0), 0)
	chosen := Fit(nil, d.in.Policy.Fit, lengths, limit, tolerance)
	for i, o := range offers {
		switch {
		case len(chosen) > 0 && chosen[0] == i:
			chosen = chosen[1:]
			items = append(items, Item{KindAd, o.id, o.key, o.creative.Digest(), o.ad})
		case o.skip != SkipNone:
			dec.Skips = append(dec.Skips, SkippedAd{o.id, o.skip})
		default:
			dec.Skips = append(dec.Skips, SkippedAd{o.id, SkipDurationExceeded})
		}
	}
	return items
}

// frame puts bumpers and slate around the ads of a replacement break, or
// abandons the break when too much of it would be left unfilled.
func (d *decider) frame(a *Avail, dec *Decision, ads []Item, open, end *Creative) {
	left := a.End - a.Start - length(open) - length(end)
	for _, x := range ads {
		left -= d.in.Creatives[x.Creative].Duration()
	}
	if t := d.in.Policy.PersonalizationThreshold; t > 0 && a.Duration > 0 && left > t {
		for _, x := range ads {
			dec.Skips = append(dec.Skips, SkippedAd{x.ID, SkipLeftoverExceeded})
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
