package vast

import (
	"iter"
	"strings"
	"time"

	"github.com/adsplice/adsplice/internal/xmlscan"
)

// AdType is what kind of ad an Ad element declares (VAST 4.1 section 3.3, attribute adType).
type AdType uint8

// The types.
const (
	// AdTypeVideo is the default.
	AdTypeVideo AdType = iota
	AdTypeAudio
	AdTypeHybrid
	// AdTypeOther is a type that the standard does not know; read it with Attr("adType").
	AdTypeOther
)

// String gives the type as VAST writes it.
func (t AdType) String() string {
	switch t {
	case AdTypeVideo:
		return "video"
	case AdTypeAudio:
		return "audio"
	case AdTypeHybrid:
		return "hybrid"
	case AdTypeOther:
	}
	return "other"
}

// Ad is one Ad element: an inline ad or a wrapper. The zero Ad stands for one that is not there.
//
// What InLine and Wrapper have in common is read from Ad for both.
type Ad struct {
	Element
	i int32
}

func (a Ad) record() adRecord {
	if a.d == nil {
		return adRecord{node: -1, body: -1, linear: -1}
	}
	return a.d.ads[a.i]
}

// at gives the element at a node index that may be negative.
func (a Ad) at(n int32) Element {
	if n < 0 {
		return Element{}
	}
	return Element{a.d, n}
}

// Body is the InLine or Wrapper element, the first if there are several.
func (a Ad) Body() Element { return a.at(a.record().body) }

// Index is the index of the ad in its document.
func (a Ad) Index() int { return int(a.i) }

// ID is the id attribute, empty if there is none.
func (a Ad) ID() string { return a.attr("id") }

// Sequence is the place of the ad in a pod, from 1. ok is false for a stand-alone ad; what is not a
// positive number counts as none.
func (a Ad) Sequence() (n int, ok bool) {
	n = a.number("sequence")
	return n, n > 0
}

// AdType is the declared type.
func (a Ad) AdType() AdType {
	raw := a.value("adType")
	for _, t := range [...]AdType{AdTypeVideo, AdTypeAudio, AdTypeHybrid} {
		if xmlscan.EqualFold(raw, t.String()) {
			return t
		}
	}
	if len(raw) == 0 {
		return AdTypeVideo
	}
	return AdTypeOther
}

// ConditionalAd reports whether the ad decides only when it runs whether there is an ad (VAST 4.0
// attribute conditionalAd, deprecated in 4.1). Such an ad cannot be stitched.
func (a Ad) ConditionalAd() bool {
	v, _ := a.boolean("conditionalAd")
	return v
}

// IsWrapper reports whether the ad is a Wrapper.
func (a Ad) IsWrapper() bool { return a.Body().is(kWrapper) }

// Title is the text of AdTitle.
func (a Ad) Title() string { return a.Body().child(kAdTitle).Text() }

// Description is the text of Description.
func (a Ad) Description() string { return a.Body().child(kDescription).Text() }

// System is the name in AdSystem and its version attribute.
func (a Ad) System() (name, version string) {
	e := a.Body().child(kAdSystem)
	return e.Text(), e.attr("version")
}

// ServingID is the text of AdServingId (VAST 4.1 section 3.4.1).
func (a Ad) ServingID() string { return a.Body().child(kAdServingID).Text() }

// Advertiser is the name in Advertiser and its id attribute.
func (a Ad) Advertiser() (name, id string) {
	e := a.Body().child(kAdvertiser)
	return e.Text(), e.attr("id")
}

// Expires is how long the ad stays valid after the request (VAST 4.1 section 3.4.8).
func (a Ad) Expires() (d time.Duration, ok bool) {
	n, ok := parseInt(a.Body().child(kExpires).content())
	return time.Duration(n) * time.Second, ok
}

// Pricing is the price of the ad.
type Pricing struct{ Element }

// Pricing gives the Pricing element; ok is false if there is none.
func (a Ad) Pricing() (p Pricing, ok bool) {
	e := a.Body().child(kPricing)
	return Pricing{e}, !e.IsZero()
}

// Model is CPM, CPC, CPE or CPV in upper case, or what stands there.
func (p Pricing) Model() string { return strings.ToUpper(p.attr("model")) }

// Currency is the ISO 4217 code as it stands.
func (p Pricing) Currency() string { return p.attr("currency") }

// Value is the price as a decimal number, as it stands.
func (p Pricing) Value() string { return p.Text() }

// Category is a category of the ad content, or one that a wrapper blocks.
type Category struct{ Element }

func asCategory(e Element) Category { return Category{e} }

// Authority is the URL of the organisation that defines the category.
func (c Category) Authority() string { return c.attr("authority") }

// Value is the category. In BlockedAdCategories it may be a list separated by commas.
func (c Category) Value() string { return c.Text() }

// Categories iterates over the Category elements.
func (a Ad) Categories() iter.Seq[Category] { return each(a.Body(), kCategory, asCategory) }

// Impressions iterates over the Impression elements, empty ones included. "about:blank" is a
// placeholder that is never requested.
func (a Ad) Impressions() iter.Seq[Link] { return each(a.Body(), kImpression, asLink) }

// ErrorURLs iterates over the Error elements.
func (a Ad) ErrorURLs() iter.Seq[Link] { return each(a.Body(), kError, asLink) }

// Surveys iterates over the Survey elements; their type attribute is a MIME type.
func (a Ad) Surveys() iter.Seq[Link] { return each(a.Body(), kSurvey, asLink) }

// Extensions iterates over the Extension elements.
func (a Ad) Extensions() iter.Seq[Extension] {
	return eachBelow(a.Body(), kExtensions, kExtension, asExtension)
}

// Creatives iterates over the Creative elements in document order.
func (a Ad) Creatives() iter.Seq[Creative] {
	return eachBelow(a.Body(), kCreatives, kCreative, asCreative)
}

// Linear gives the Linear element of the first creative that has one, in an inline ad as in a
// wrapper. ok is false if there is none.
func (a Ad) Linear() (l Linear, ok bool) {
	e := a.at(a.record().linear)
	return Linear{e}, !e.IsZero()
}

// ViewableImpression holds the URLs to request when the view of the ad has been judged.
type ViewableImpression struct{ Element }

// ViewableImpressions iterates over the ViewableImpression elements (VAST 4.3 section 3.6).
func (a Ad) ViewableImpressions() iter.Seq[ViewableImpression] {
	return each(a.Body(), kViewableImpression, func(e Element) ViewableImpression { return ViewableImpression{e} })
}

// ID is the id attribute.
func (v ViewableImpression) ID() string { return v.attr("id") }

// Viewable iterates over the URLs for an ad that was viewable.
func (v ViewableImpression) Viewable() iter.Seq[Link] { return each(v.Element, kViewable, asLink) }

// NotViewable iterates over the URLs for an ad that was not viewable.
func (v ViewableImpression) NotViewable() iter.Seq[Link] {
	return each(v.Element, kNotViewable, asLink)
}

// ViewUndetermined iterates over the URLs for an ad of which nothing is known.
func (v ViewableImpression) ViewUndetermined() iter.Seq[Link] {
	return each(v.Element, kViewUndetermined, asLink)
}
