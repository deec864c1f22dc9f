package vast

import (
	"iter"
	"time"
)

// Icon is an industry icon that is shown over a linear ad, such as AdChoices.
type Icon struct{ Resources }

// Program names the programme; icons of one programme replace each other along wrappers.
func (i Icon) Program() string { return i.attr("program") }

// Width is the width in pixels, 0 if unknown.
func (i Icon) Width() int { return i.number("width") }

// Height is the height in pixels, 0 if unknown.
func (i Icon) Height() int { return i.number("height") }

// XPosition is a number of pixels, "left" or "right", as it stands.
func (i Icon) XPosition() string { return i.attr("xPosition") }

// YPosition is a number of pixels, "top" or "bottom", as it stands.
func (i Icon) YPosition() string { return i.attr("yPosition") }

// Offset is when the icon appears, from the start of the ad; ok is false if it does not say.
func (i Icon) Offset() (o Offset, ok bool) { return i.offset("offset") }

// Duration is how long the icon is shown; ok is false if it does not say.
func (i Icon) Duration() (d time.Duration, ok bool) { return i.duration("duration") }

// APIFramework is the apiFramework attribute.
func (i Icon) APIFramework() string { return i.attr("apiFramework") }

// PxRatio is the pxratio attribute as it stands.
func (i Icon) PxRatio() string { return i.attr("pxratio") }

// AltText is the altText attribute (VAST 4.3).
func (i Icon) AltText() string { return i.attr("altText") }

// HoverText is the hoverText attribute (VAST 4.3).
func (i Icon) HoverText() string { return i.attr("hoverText") }

// ClickThrough is where a click leads. The zero Link if nowhere.
func (i Icon) ClickThrough() Link { return Link{i.find(kIconClicks, kIconClickThrough)} }

// ClickTrackings iterates over the URLs to request on a click.
func (i Icon) ClickTrackings() iter.Seq[Link] {
	return eachBelow(i.Element, kIconClicks, kIconClickTracking, asLink)
}

// ViewTrackings iterates over the URLs to request when the icon is shown.
func (i Icon) ViewTrackings() iter.Seq[Link] { return each(i.Element, kIconViewTracking, asLink) }

// FallbackImage is a picture to show on a click where there is no browser (VAST 4.2).
type FallbackImage struct{ Resources }

// Width is the width in pixels, 0 if unknown.
func (f FallbackImage) Width() int { return f.number("width") }

// Height is the height in pixels, 0 if unknown.
func (f FallbackImage) Height() int { return f.number("height") }

// AltText is the text for those who don't see the picture.
func (f FallbackImage) AltText() string { return f.child(kAltText).Text() }

// FallbackImages iterates over the IconClickFallbackImage elements.
func (i Icon) FallbackImages() iter.Seq[FallbackImage] {
	return eachBelow(i.child(kIconClicks), kIconClickFallbackImages, kIconClickFallbackImage,
		func(e Element) FallbackImage { return FallbackImage{Resources{e}} })
}
