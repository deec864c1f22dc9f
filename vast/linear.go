package vast

import (
	"iter"
	"strings"
	"time"
)

// Linear is a Linear element: video or audio that takes the place of content.
type Linear struct{ Element }

// Creative is the creative that the Linear belongs to.
func (l Linear) Creative() Creative { return Creative{l.parent()} }

// Duration is the play time; see [ParseDuration] for what is understood. ok is false if there is
// none, as in a wrapper, or if it is not a time.
func (l Linear) Duration() (d time.Duration, ok bool) {
	return parseDurationElement(l.child(kDuration))
}

func parseDurationElement(e Element) (time.Duration, bool) {
	if e.d == nil {
		return 0, false
	}
	return parseDuration(e.d.tree.Text(e.n))
}

// SkipOffset is when the viewer may skip the ad. ok is false if it cannot be skipped.
func (l Linear) SkipOffset() (o Offset, ok bool) { return l.offset("skipoffset") }

// AdParameters is data for an interactive creative.
type AdParameters struct{ Element }

// XMLEncoded reports whether the text is XML that was escaped once more.
func (p AdParameters) XMLEncoded() bool {
	v, _ := p.boolean("xmlEncoded")
	return v
}

// AdParameters gives the AdParameters element; ok is false if there is none.
func (l Linear) AdParameters() (p AdParameters, ok bool) {
	e := l.child(kAdParameters)
	return AdParameters{e}, !e.IsZero()
}

// TrackingEvents iterates over the Tracking elements.
func (l Linear) TrackingEvents() iter.Seq[Tracking] { return trackings(l.Element) }

// ClickThrough is where a click leads. The zero Link if nowhere.
func (l Linear) ClickThrough() Link { return Link{l.find(kVideoClicks, kClickThrough)} }

// ClickTrackings iterates over the URLs to request on a click.
func (l Linear) ClickTrackings() iter.Seq[Link] {
	return eachBelow(l.Element, kVideoClicks, kClickTracking, asLink)
}

// CustomClicks iterates over the URLs to request on clicks that don't lead to the click-through.
func (l Linear) CustomClicks() iter.Seq[Link] {
	return eachBelow(l.Element, kVideoClicks, kCustomClick, asLink)
}

// Icons iterates over the Icon elements.
func (l Linear) Icons() iter.Seq[Icon] {
	return eachBelow(l.Element, kIcons, kIcon, func(e Element) Icon { return Icon{Resources{e}} })
}

// MediaFiles iterates over the MediaFile elements in document order, unusable ones included.
func (l Linear) MediaFiles() iter.Seq[MediaFile] {
	return eachBelow(l.Element, kMediaFiles, kMediaFile, asMediaFile)
}

// Mezzanines iterates over the raw sources, never to be played as they are: the Mezzanine elements
// (VAST 4.0), then those that VAST 2.0 and 3.x carry in extensions of type "Mezzanine" (IAB "VAST
// CTV Addendum 2024"), of the ad only if they name the creative by CreativeId, or it is the first.
func (l Linear) Mezzanines() iter.Seq[MediaFile] {
	return func(yield func(MediaFile) bool) {
		for m := range eachBelow(l.Element, kMediaFiles, kMezzanine, asMediaFile) {
			if !yield(m) {
				return
			}
		}
		c := l.Creative()
		for x := range c.carriers("Mezzanine") {
			if x.is(kExtension) {
				id := x.childNamed("CreativeId").Text()
				if id != "" && id != c.ID() || id == "" && !c.isFirst() {
					continue
				}
			}
			for m := range each(x, kMezzanine, asMediaFile) {
				if !yield(m) {
					return
				}
			}
		}
	}
}

// childNamed gives the first child with a name, matched without case.
func (e Element) childNamed(name string) Element {
	for c := range e.Children() {
		if strings.EqualFold(c.Name(), name) {
			return c
		}
	}
	return Element{}
}

// InteractiveCreativeFile is a file of an interactive creative, such as SIMID, which a stitcher
// leaves out.
type InteractiveCreativeFile struct{ Link }

// APIFramework is the apiFramework attribute, for example "SIMID".
func (f InteractiveCreativeFile) APIFramework() string { return f.attr("apiFramework") }

// VariableDuration reports whether the creative may extend the ad.
func (f InteractiveCreativeFile) VariableDuration() bool {
	v, _ := f.boolean("variableDuration")
	return v
}

// InteractiveCreativeFiles iterates over the InteractiveCreativeFile elements.
func (l Linear) InteractiveCreativeFiles() iter.Seq[InteractiveCreativeFile] {
	return eachBelow(l.Element, kMediaFiles, kInteractiveCreativeFile, func(e Element) InteractiveCreativeFile {
		return InteractiveCreativeFile{Link{e}}
	})
}

// ClosedCaptionFile is a caption file for all media files.
type ClosedCaptionFile struct{ Link }

// Language is the BCP 47 language as it stands.
func (f ClosedCaptionFile) Language() string { return f.attr("language") }

// ClosedCaptionFiles iterates over the ClosedCaptionFile elements (VAST 4.1 section 3.9.4).
func (l Linear) ClosedCaptionFiles() iter.Seq[ClosedCaptionFile] {
	return func(yield func(ClosedCaptionFile) bool) {
		for m := range each(l.Element, kMediaFiles, asElement) {
			for f := range eachBelow(m, kClosedCaptionFiles, kClosedCaptionFile, asLink) {
				if !yield(ClosedCaptionFile{f}) {
					return
				}
			}
		}
	}
}
