package stitch

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/adsplice/adsplice/vast"
	"github.com/adsplice/adsplice/vmap"
)

type duration = time.Duration

// offer is one ad that the ad server offers for an avail.
type offer struct {
	id       string
	ad       int    // index among all that are offered
	key      string // that the creative was found by
	creative *Creative
	skip     SkipReason // why it can't play
}

// maxBreaks bounds how many breaks one VMAP may make, repeated ones included.
const maxBreaks = 2000

// maxOffers bounds how many ads one plan looks at: a break that repeats offers
// its ads each time.
const maxOffers = 100_000

// assetAvails makes the avails of an asset without markers from the ad server's
// answer: a pre-roll of a VAST, the ad breaks of a VMAP.
func (d *decider) assetAvails() []Avail {
	answer, ok := d.in.Answers[VODKey]
	switch {
	case d.in.Doc.Len() == 0:
		return nil
	case ok && answer.VMAP != nil:
		return d.vmapAvails(answer.VMAP)
	default:
		if !ok {
			v := map[string]string{}
			baseVariables(v, 0, 0)
			d.plan.Due = append(d.plan.Due, Request{Key: VODKey, Purpose: PurposeVOD, Variables: v})
		}
		a := Avail{Source: SourceVAST, Mode: Insert, Position: Preroll}
		a.identify(d.in.Doc, "", "")
		a.Variables = a.variables(d.in.Doc, nil, 0)
		return []Avail{a}
	}
}

// vmapAvails places the ad breaks of a VMAP: each at the segment boundary at its
// offset or before, those with one offset in document order.
func (d *decider) vmapAvails(v *vmap.Document) []Avail {
	doc := d.in.Doc
	var avails []Avail
	keys := map[string]int{}
all:
	for b := range v.Breaks() {
		if !b.Linear() {
			continue
		}
		off := b.TimeOffset()
		at, ok := off.In(doc.Duration())
		switch {
		case off.Kind() == vmap.OffsetPosition:
			d.warn(Warning{Code: WarnPositionOffset, Text: fmt.Sprintf("byte %d: ad break %.64q is ignored: offset %s, but no markers", b.Offset(), b.ID(), off)})
			continue
		case !ok:
			d.warn(Warning{Code: WarnBadOffset, Text: fmt.Sprintf("byte %d: ad break %.64q is ignored: bad timeOffset", b.Offset(), b.ID())})
			continue
		}
		repeat, ok := b.RepeatAfter()
		if !ok || repeat <= 0 || off.Kind() != vmap.OffsetTime && off.Kind() != vmap.OffsetPercent {
			repeat = 0
		}
		for {
			if len(avails) == maxBreaks {
				d.warn(Warning{Code: WarnTooManyBreaks, Text: "the rest of the VMAP is ignored"})
				break all
			}
			avails = append(avails, d.vmapAvail(b, at, keys))
			if at += repeat; repeat == 0 || at >= doc.Duration() {
				break
			}
		}
	}
	slices.SortStableFunc(avails, func(a, b Avail) int { return int(min(max(a.Start-b.Start, -1), 1)) })
	for i := range avails {
		avails[i].Variables["avail.index"] = strconv.Itoa(i)
	}
	return avails
}

func (d *decider) vmapAvail(b vmap.AdBreak, at duration, keys map[string]int) Avail {
	doc := d.in.Doc
	a := Avail{Source: SourceVMAP, Mode: Insert, answer: b.Index()}
	a.at = doc.SegmentAt(at)
	a.Start = doc.Boundary(a.at)
	switch {
	case a.at == doc.Len():
		a.Position = Postroll
	case a.Start == 0:
		a.Position = Preroll
	}
	a.End = a.Start
	a.identify(doc, "", b.ID())
	a.unique(keys)
	a.Variables = a.variables(doc, nil, 0)
	return a
}

// offers lists the ads for an avail in play order. The reason is set when there
// are none.
func (d *decider) offers(a *Avail) ([]offer, Reason) {
	key := a.Key
	if a.Source == SourceVAST || a.Source == SourceVMAP {
		key = VODKey
	}
	answer, ok := d.in.Answers[key]
	if !ok {
		return nil, ReasonPending
	}
	if answer.Err != nil {
		d.warn(Warning{Code: WarnADS, Text: answer.Err.Error(), Key: a.Key})
		return nil, ReasonADSError
	}
	var offers []offer
	var failed bool
	switch {
	case answer.VMAP != nil && a.Source == SourceVMAP:
		offers, failed = d.breakOffers(nil, a, answer.VMAP.Break(a.answer))
	case answer.VMAP != nil:
		for b := range answer.VMAP.Breaks() {
			if b.Linear() {
				var bad bool
				offers, bad = d.breakOffers(offers, a, b)
				failed = failed || bad
			}
		}
	case answer.VAST != nil:
		offers = d.vastOffers(nil, a, answer.VAST)
	}
	switch {
	case len(offers) > 0:
		return offers, ReasonNone
	case failed:
		return nil, ReasonADSError
	}
	return nil, ReasonEmptyResponse
}

// breakOffers adds the ads of a VMAP ad break.
func (d *decider) breakOffers(offers []offer, a *Avail, b vmap.AdBreak) (all []offer, failed bool) {
	src, ok := b.Source()
	if !ok {
		return offers, false
	}
	switch src.Kind() {
	case vmap.SourceVAST:
		doc, err := src.VAST()
		if err != nil {
			d.warn(Warning{Code: WarnADS, Text: err.Error(), Key: a.Key})
			return offers, true
		}
		n := len(offers)
		offers = d.vastOffers(offers, a, doc)
		if !src.AllowMultipleAds() {
			offers = firstPlayable(offers, n)
		}
		return offers, false
	case vmap.SourceTag:
		d.warn(Warning{Code: WarnUnresolvedAdTag, Text: "AdTagURI is not followed", Key: a.Key})
		return offers, true
	default:
		return offers, false
	}
}

// firstPlayable keeps of offers[n:] those up to the first one that can play.
func firstPlayable(offers []offer, n int) []offer {
	for i := n; i < len(offers); i++ {
		if offers[i].skip == SkipNone {
			return offers[:i+1]
		}
	}
	return offers
}

// vastOffers adds the ads of a VAST in document order.
func (d *decider) vastOffers(offers []offer, a *Avail, doc *vast.Document) []offer {
	for ad := range doc.Ads() {
		if d.offered++; d.offered > maxOffers {
			if d.offered == maxOffers+1 {
				d.warn(Warning{Code: WarnTooManyAds, Text: "the rest of the ads is ignored", Key: a.Key})
			}
			break
		}
		o := offer{id: shorten(ad.ID(), 4096), ad: len(offers)}
		switch r := ad.Reason(); {
		case ad.IsWrapper():
			o.skip = SkipInvalidWrapper
			d.warn(Warning{Code: WarnUnresolvedAdTag, Text: fmt.Sprintf("the wrapper of ad %.64q is not followed", o.id), Key: a.Key})
		case r == vast.ReasonInvalidMediaFile:
			o.skip = SkipMediaFile
		case r != vast.ReasonNone && r != vast.ReasonMissingDuration && r != vast.ReasonInvalidDuration:
			o.skip = SkipParsingError
			d.warn(Warning{Code: WarnADS, Text: ad.Err().Error(), Key: a.Key})
		}
		if o.skip == SkipNone || o.skip == SkipMediaFile {
			c, key := d.lookup(ad)
			if o.id == "" {
				o.id = shorten(key, 4096)
			}
			switch {
			case c == nil && o.skip == SkipNone:
				o.skip = SkipNewCreative
			case c != nil && d.mismatch(c) != MismatchNone:
				o.skip = SkipNoVariantMatch
			case c != nil:
				o.skip, o.key, o.creative = SkipNone, key, c
			}
		}
		offers = append(offers, o)
	}
	return offers
}

// lookup finds the conditioned creative of an ad by media-file URL, the
// stitchable ones first, then universal ad id, then creative id. key is what it
// was found by, else the first that was looked for.
func (d *decider) lookup(ad vast.Ad) (c *Creative, key string) {
	l, ok := ad.Linear()
	if !ok {
		return nil, ""
	}
	var keys []string
	for _, f := range l.UsableMediaFiles() {
		keys = append(keys, f.URL())
	}
	cr := l.Creative()
	for u := range cr.UniversalAdIDs() {
		keys = append(keys, u.Value())
	}
	keys = append(keys, cr.AdID(), cr.ID())
	for _, k := range keys {
		if key == "" {
			key = k
		}
		if c := d.in.Creatives[k]; c != nil && k != "" {
			return c, k
		}
	}
	return nil, key
}
