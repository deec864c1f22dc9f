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
	ad       int    // index in the answer
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
	answer, ok := d.in.Answers[requestKey(a.Source, a.Key)]
	if !ok {
		return nil, ReasonPending
	}
	if answer.Err != nil {
		d.warn(Warning{Code: WarnADS, Text: answer.Err.Error(), Key: a.Key})
		return nil, ReasonADSError
	}
	var offers []offer
	var failed bool
	n := 0 // ads of the answer so far
	for x := range answer.pods(a.Source, a.answer) {
		switch {
		case x.err != nil:
			d.warn(Warning{Code: WarnADS, Text: x.err.Error(), Key: a.Key})
			failed = true
		case x.doc == nil:
			d.warn(Warning{Code: WarnUnresolvedAdTag, Text: "AdTagURI is not followed", Key: a.Key})
			failed = true
		default:
			first := len(offers)
			offers, n = d.vastOffers(offers, n, a, x.doc)
			if x.single {
				offers = firstPlayable(offers, first)
			}
		}
	}
	switch {
	case len(offers) > 0:
		return offers, ReasonNone
	case failed:
		return nil, ReasonADSError
	}
	return nil, ReasonEmptyResponse
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

// vastOffers adds the ads of a VAST in document order. n is the index of the
// first one, next that of the one behind the last.
func (d *decider) vastOffers(offers []offer, n int, a *Avail, doc *vast.Document) (all []offer, next int) {
	for ad := range doc.Ads() {
		if d.offered++; d.offered > maxOffers {
			if d.offered == maxOffers+1 {
				d.warn(Warning{Code: WarnTooManyAds, Text: "the rest of the ads is ignored", Key: a.Key})
			}
			break
		}
		o := offer{ad: n, skip: problem(ad)}
		n++
		switch o.skip {
		case SkipNone, SkipMediaFile:
			c, key := d.lookup(ad)
			o.id = adID(ad, key)
			switch {
			case c == nil && o.skip == SkipNone:
				o.skip = SkipNewCreative
			case c != nil && d.mismatch(c) != MismatchNone:
				o.skip = SkipNoVariantMatch
			case c != nil:
				o.skip, o.key, o.creative = SkipNone, key, c
			}
		case SkipInvalidWrapper:
			o.id = adID(ad, "")
			d.warn(Warning{Code: WarnUnresolvedAdTag, Text: fmt.Sprintf("the wrapper of ad %.64q is not followed", o.id), Key: a.Key})
		default:
			o.id = adID(ad, "")
			d.warn(Warning{Code: WarnADS, Text: ad.Err().Error(), Key: a.Key})
		}
		offers = append(offers, o)
	}
	return offers, n
}

// lookup finds the conditioned creative of an ad. key is what it was found by,
// else the first that was looked for.
func (d *decider) lookup(ad vast.Ad) (c *Creative, key string) {
	for _, k := range adKeys(ad) {
		if key == "" {
			key = k
		}
		if c := d.in.Creatives[k]; c != nil && k != "" {
			return c, k
		}
	}
	return nil, key
}
