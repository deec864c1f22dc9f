package stitch

import (
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/adsplice/adsplice/vast"
	"github.com/adsplice/adsplice/vmap"
)

// ErrNoAnswer is an ad answer that a decision was made from and that is not
// there any more.
var ErrNoAnswer = errors.New("the ad answer of the decision is missing")

// Resolve makes a decision whole that was read from its binary form, which holds
// its ads as indexes and digests: it sets ID and Creative of the items and ID of
// the ads that were skipped. Slate and bumpers are looked for under the keys of
// p, ads in the answer that the decision was made from, under the keys that
// [Creatives] tells of. In a decision that is whole already nothing changes.
//
// The error wraps [ErrNoAnswer] if there are ads and a has no answer for them,
// and [ErrCreativeChanged] if the answer has no such ad, or no creative of it has
// the digest. The decision is unchanged then: to serve the origin's manifest is
// what is left.
func (d *Decision) Resolve(a Answers, c Creatives, p *Policy) error {
	ads, err := d.ads(a)
	if err != nil {
		return fmt.Errorf("stitch: decision %.64q: %w", d.Key, err)
	}
	items := slices.Clone(d.Items)
	for i := range items {
		x := &items[i]
		switch {
		case x.Kind == KindSlate:
			x.resolve(c, p.Slate)
		case x.Kind == KindBumper && i == 0:
			x.resolve(c, p.BumperStart, p.BumperEnd)
		case x.Kind == KindBumper:
			x.resolve(c, p.BumperEnd, p.BumperStart)
		case x.Ad >= 0 && x.Ad < len(ads):
			x.resolve(c, adKeys(ads[x.Ad])...)
			x.ID = adID(ads[x.Ad], x.Creative)
		default:
			x.Creative = ""
		}
		if x.Creative == "" {
			return fmt.Errorf("stitch: decision %.64q, %v %d: %w", d.Key, x.Kind, i, ErrCreativeChanged)
		}
	}
	skips := slices.Clone(d.Skips)
	for i := range skips {
		x := &skips[i]
		if x.Ad < 0 || x.Ad >= len(ads) {
			return fmt.Errorf("stitch: decision %.64q, skipped ad %d: %w", d.Key, x.Ad, ErrCreativeChanged)
		}
		x.ID = skippedID(ads[x.Ad], x.Reason, c)
	}
	d.Items, d.Skips = items, skips
	return nil
}

// resolve sets the first of the keys whose creative has the digest, "" if there
// is none.
func (x *Item) resolve(c Creatives, keys ...string) {
	x.ID, x.Creative = "", ""
	for _, k := range keys {
		if cr := c[k]; k != "" && cr != nil && cr.Digest() == x.Digest {
			x.ID, x.Creative = k, k
			return
		}
	}
}

// ads returns the ads that the indexes of the decision are about, none if it has
// no index.
func (d *Decision) ads(a Answers) ([]vast.Ad, error) {
	if len(d.Skips) == 0 && !slices.ContainsFunc(d.Items, func(x Item) bool { return x.Ad >= 0 }) {
		return nil, nil
	}
	answer, ok := a[requestKey(d.Source, d.Key)]
	if !ok || answer.Err != nil {
		return nil, ErrNoAnswer
	}
	var ads []vast.Ad
	for p := range answer.pods(d.Source, d.Break) {
		if p.doc != nil {
			ads = slices.AppendSeq(ads, p.doc.Ads())
		}
	}
	return ads, nil
}

// requestKey returns the key of the request whose answer fills an avail.
func requestKey(s Source, key string) string {
	if s == SourceVAST || s == SourceVMAP {
		return VODKey
	}
	return key
}

// pod is what one VAST of an answer offers.
type pod struct {
	doc    *vast.Document // nil if an ad tag, or err, stands in its place
	err    error
	single bool // only the first ad that can play does
}

// pods lists what an answer has for an avail: of a VMAP the ad break with the
// index if the avail is made from it, else all that are linear. The indexes of
// ads in decisions count in this order.
func (a *Answer) pods(s Source, index int) iter.Seq[pod] {
	return func(yield func(pod) bool) {
		switch {
		case a.VMAP != nil && s == SourceVMAP:
			if p, ok := breakPod(a.VMAP.Break(index)); ok {
				yield(p)
			}
		case a.VMAP != nil:
			for b := range a.VMAP.Breaks() {
				if p, ok := breakPod(b); ok && b.Linear() && !yield(p) {
					return
				}
			}
		case a.VAST != nil:
			yield(pod{doc: a.VAST})
		}
	}
}

// breakPod returns what a VMAP ad break offers, if it offers anything.
func breakPod(b vmap.AdBreak) (p pod, ok bool) {
	src, ok := b.Source()
	if !ok {
		return p, false
	}
	switch src.Kind() {
	case vmap.SourceVAST:
		p.doc, p.err = src.VAST()
		p.single = !src.AllowMultipleAds()
		return p, p.doc != nil || p.err != nil
	case vmap.SourceTag:
		return p, true
	default:
		return p, false
	}
}

// problem tells why an ad can't play by its VAST alone. [SkipMediaFile] says so of
// what it offers; a conditioned creative may stand in.
func problem(ad vast.Ad) SkipReason {
	switch r := ad.Reason(); {
	case ad.IsWrapper():
		return SkipInvalidWrapper
	case r == vast.ReasonInvalidMediaFile:
		return SkipMediaFile
	case r != vast.ReasonNone && r != vast.ReasonMissingDuration && r != vast.ReasonInvalidDuration:
		return SkipParsingError
	}
	return SkipNone
}

// adKeys returns the keys that an ad's creative may have: its media-file URLs, the
// stitchable ones first, then its universal ad ids, then its creative ids.
func adKeys(ad vast.Ad) []string {
	l, ok := ad.Linear()
	if !ok {
		return nil
	}
	var keys []string
	for _, f := range l.UsableMediaFiles() {
		keys = append(keys, f.URL())
	}
	cr := l.Creative()
	for u := range cr.UniversalAdIDs() {
		keys = append(keys, u.Value())
	}
	return append(keys, cr.AdID(), cr.ID())
}

// adID returns the id of an ad, or of the key of its creative if it has none.
func adID(ad vast.Ad, key string) string {
	if id := shorten(ad.ID(), 4096); id != "" {
		return id
	}
	return shorten(key, 4096)
}

// skippedID returns the id of an ad that was skipped for a reason.
func skippedID(ad vast.Ad, why SkipReason, c Creatives) string {
	switch problem(ad) {
	case SkipNone, SkipMediaFile:
	default:
		return adID(ad, "")
	}
	first := ""
	for _, k := range adKeys(ad) {
		if first == "" {
			first = k
		}
		if why != SkipNewCreative && why != SkipMediaFile && k != "" && c[k] != nil {
			return adID(ad, k)
		}
	}
	return adID(ad, first)
}
