package vast

import (
	"iter"
	"strings"

	"github.com/adsplice/adsplice/internal/xmlscan"
)

// Creative is one Creative element. It holds a Linear, CompanionAds or NonLinearAds.
type Creative struct{ Element }

func asCreative(e Element) Creative { return Creative{e} }

// ID is the id attribute: the ad server's name for the creative.
func (c Creative) ID() string { return c.attr("id") }

// AdID is the adId attribute, in the spellings AdID and adID too: the ad server's own key for it.
func (c Creative) AdID() string { return c.attr("adId") }

// APIFramework is the apiFramework attribute.
func (c Creative) APIFramework() string { return c.attr("apiFramework") }

// Sequence is the order of the creative within its ad, from 1. It has nothing to do with pods.
func (c Creative) Sequence() (n int, ok bool) {
	n = c.number("sequence")
	return n, n > 0
}

// Linear gives the Linear element; ok is false if there is none.
func (c Creative) Linear() (l Linear, ok bool) {
	e := c.child(kLinear)
	return Linear{e}, !e.IsZero()
}

// CompanionAds gives the CompanionAds element; ok is false if there is none.
func (c Creative) CompanionAds() (a CompanionAds, ok bool) {
	e := c.child(kCompanionAds)
	return CompanionAds{e}, !e.IsZero()
}

// NonLinearAds gives the NonLinearAds element; ok is false if there is none.
func (c Creative) NonLinearAds() (a NonLinearAds, ok bool) {
	e := c.child(kNonLinearAds)
	return NonLinearAds{e}, !e.IsZero()
}

// Extensions iterates over the CreativeExtension elements, those of the creative (VAST 4) before
// those of its Linear (VAST 3.0).
func (c Creative) Extensions() iter.Seq[Extension] {
	return func(yield func(Extension) bool) {
		for x := range eachBelow(c.Element, kCreativeExtensions, kCreativeExtension, asExtension) {
			if !yield(x) {
				return
			}
		}
		for x := range eachBelow(c.child(kLinear), kCreativeExtensions, kCreativeExtension, asExtension) {
			if !yield(x) {
				return
			}
		}
	}
}

// UniversalAdID is an identity of a creative that holds across ad servers.
type UniversalAdID struct{ Element }

// Registry names the registry, for example "Ad-ID" or "clearcast.co.uk".
func (u UniversalAdID) Registry() string { return u.attr("idRegistry") }

// Value is the id. VAST 4.0 has it in the content and in idValue; the content counts.
func (u UniversalAdID) Value() string {
	if v := u.Text(); v != "" {
		return v
	}
	return u.attr("idValue")
}

// UniversalAdIDs iterates over the ids of the creative: its UniversalAdId elements (VAST 4.0), then
// those that VAST 2.0 and 3.x carry in extensions (IAB "VAST CTV Addendum 2024"). An empty id and
// "unknown" mean that there is none and are left out.
func (c Creative) UniversalAdIDs() iter.Seq[UniversalAdID] {
	return func(yield func(UniversalAdID) bool) {
		for e := range each(c.Element, kUniversalAdID, asElement) {
			if u := (UniversalAdID{e}); u.known() && !yield(u) {
				return
			}
		}
		for x := range c.carriers("UniversalAdId") {
			for e := range each(x, kUniversalAdID, asElement) {
				if u := (UniversalAdID{e}); u.known() && u.belongsTo(c, x) && !yield(u) {
					return
				}
			}
		}
	}
}

func asElement(e Element) Element { return e }

func (u UniversalAdID) known() bool {
	v := u.Value()
	return v != "" && !strings.EqualFold(v, "unknown")
}

// belongsTo reports whether the id that carrier x has is that of c. In an extension of the ad it
// names the creative, or it is that of the first.
func (u UniversalAdID) belongsTo(c Creative, x Element) bool {
	if x.is(kCreativeExtension) {
		return true
	}
	if id, ok := u.Attr("creativeId"); ok && id != "" {
		return id == c.ID()
	}
	return c.isFirst()
}

// isFirst reports whether c is the first creative of its ad.
func (c Creative) isFirst() bool {
	return c.parent().child(kCreative).n == c.n
}

// carriers iterates over the extensions of the creative and of its ad that have a type, matched
// without case.
func (c Creative) carriers(typ string) iter.Seq[Element] {
	return func(yield func(Element) bool) {
		for x := range c.Extensions() {
			if x.hasType(typ) && !yield(x.Element) {
				return
			}
		}
		for x := range eachBelow(c.parent().parent(), kExtensions, kExtension, asExtension) {
			if x.hasType(typ) && !yield(x.Element) {
				return
			}
		}
	}
}

func (x Extension) hasType(typ string) bool {
	raw, ok := x.d.tree.Attr(x.n, "type")
	return ok && xmlscan.EqualFold(xmlscan.Trim(raw), typ)
}
