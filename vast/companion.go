package vast

import (
	"iter"
	"time"
)

// Resources are the resource elements that companions, icons and non-linear ads share: an image, a
// page or a snippet.
type Resources struct{ Element }

// Statics iterates over the StaticResource elements; the creativeType attribute has the MIME type.
func (r Resources) Statics() iter.Seq[StaticResource] {
	return each(r.Element, kStaticResource, func(e Element) StaticResource { return StaticResource{Link{e}} })
}

// IFrames iterates over the IFrameResource elements: URLs of pages.
func (r Resources) IFrames() iter.Seq[Link] { return each(r.Element, kIFrameResource, asLink) }

// HTMLs iterates over the HTMLResource elements; their Text is HTML.
func (r Resources) HTMLs() iter.Seq[Element] { return each(r.Element, kHTMLResource, asElement) }

// StaticResource is a URL of an image or a script.
type StaticResource struct{ Link }

// CreativeType is the MIME type as it stands.
func (r StaticResource) CreativeType() string { return r.attr("creativeType") }

// CompanionAds is a CompanionAds element.
type CompanionAds struct{ Element }

// Required is "all", "any", "none" or empty, as it stands.
func (c CompanionAds) Required() string { return c.attr("required") }

// Companions iterates over the Companion elements.
func (c CompanionAds) Companions() iter.Seq[Companion] {
	return each(c.Element, kCompanion, func(e Element) Companion { return Companion{Resources{e}} })
}

// Companion is an ad that is shown beside the video.
type Companion struct{ Resources }

// ID is the id attribute.
func (c Companion) ID() string { return c.attr("id") }

// Width is the width of the slot in pixels, 0 if unknown.
func (c Companion) Width() int { return c.number("width") }

// Height is the height of the slot in pixels, 0 if unknown.
func (c Companion) Height() int { return c.number("height") }

// AssetWidth is the width of the picture in pixels, 0 if unknown.
func (c Companion) AssetWidth() int { return c.number("assetWidth") }

// AssetHeight is the height of the picture in pixels, 0 if unknown.
func (c Companion) AssetHeight() int { return c.number("assetHeight") }

// ExpandedWidth is the width when expanded in pixels, 0 if unknown.
func (c Companion) ExpandedWidth() int { return c.number("expandedWidth") }

// ExpandedHeight is the height when expanded in pixels, 0 if unknown.
func (c Companion) ExpandedHeight() int { return c.number("expandedHeight") }

// APIFramework is the apiFramework attribute.
func (c Companion) APIFramework() string { return c.attr("apiFramework") }

// AdSlotID is the adSlotId attribute, in the spelling adSlotID too.
func (c Companion) AdSlotID() string { return c.attr("adSlotId") }

// PxRatio is the pxratio attribute as it stands.
func (c Companion) PxRatio() string { return c.attr("pxratio") }

// RenderingMode is "default", "end-card", "concurrent" or empty, as it stands.
func (c Companion) RenderingMode() string { return c.attr("renderingMode") }

// AltText is the text for those who don't see the picture.
func (c Companion) AltText() string { return c.child(kAltText).Text() }

// AdParameters gives the AdParameters element; ok is false if there is none.
func (c Companion) AdParameters() (p AdParameters, ok bool) {
	e := c.child(kAdParameters)
	return AdParameters{e}, !e.IsZero()
}

// ClickThrough is where a click leads. The zero Link if nowhere.
func (c Companion) ClickThrough() Link { return Link{c.child(kCompanionClickThrough)} }

// ClickTrackings iterates over the URLs to request on a click.
func (c Companion) ClickTrackings() iter.Seq[Link] {
	return each(c.Element, kCompanionClickTracking, asLink)
}

// TrackingEvents iterates over the Tracking elements; only creativeView is defined.
func (c Companion) TrackingEvents() iter.Seq[Tracking] { return trackings(c.Element) }

// Extensions iterates over the CreativeExtension elements.
func (c Companion) Extensions() iter.Seq[Extension] {
	return eachBelow(c.Element, kCreativeExtensions, kCreativeExtension, asExtension)
}

// NonLinearAds is a NonLinearAds element. It cannot be stitched.
type NonLinearAds struct{ Element }

// TrackingEvents iterates over the Tracking elements.
func (a NonLinearAds) TrackingEvents() iter.Seq[Tracking] { return trackings(a.Element) }

// NonLinears iterates over the NonLinear elements.
func (a NonLinearAds) NonLinears() iter.Seq[NonLinear] {
	return each(a.Element, kNonLinear, func(e Element) NonLinear { return NonLinear{Resources{e}} })
}

// NonLinear is an ad that is shown over the video.
type NonLinear struct{ Resources }

// ID is the id attribute.
func (a NonLinear) ID() string { return a.attr("id") }

// Width is the width in pixels, 0 if unknown.
func (a NonLinear) Width() int { return a.number("width") }

// Height is the height in pixels, 0 if unknown.
func (a NonLinear) Height() int { return a.number("height") }

// ExpandedWidth is the width when expanded in pixels, 0 if unknown.
func (a NonLinear) ExpandedWidth() int { return a.number("expandedWidth") }

// ExpandedHeight is the height when expanded in pixels, 0 if unknown.
func (a NonLinear) ExpandedHeight() int { return a.number("expandedHeight") }

// APIFramework is the apiFramework attribute.
func (a NonLinear) APIFramework() string { return a.attr("apiFramework") }

// MinSuggestedDuration is how long the ad should be shown; ok is false if it does not say.
func (a NonLinear) MinSuggestedDuration() (d time.Duration, ok bool) {
	return a.duration("minSuggestedDuration")
}

// AdParameters gives the AdParameters element; ok is false if there is none.
func (a NonLinear) AdParameters() (p AdParameters, ok bool) {
	e := a.child(kAdParameters)
	return AdParameters{e}, !e.IsZero()
}

// ClickThrough is where a click leads. The zero Link if nowhere.
func (a NonLinear) ClickThrough() Link { return Link{a.child(kNonLinearClickThrough)} }

// ClickTrackings iterates over the URLs to request on a click.
func (a NonLinear) ClickTrackings() iter.Seq[Link] {
	return each(a.Element, kNonLinearClickTracking, asLink)
}
