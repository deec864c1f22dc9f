package vast_test

import (
	"errors"
	"fmt"
	"iter"
	"strings"

	"github.com/adsplice/adsplice/vast"
)

// dump writes what the accessors read from a document, for the golden files.
func dump(d *vast.Document) string {
	w := &dumper{}
	w.line(0, "VAST version=%q ads=%d", d.Version(), d.Len())
	for warn := range d.Warnings() {
		w.line(1, "warning %s (offset %d, column %d)", warn, warn.Offset, warn.Column)
	}
	w.links(1, "Error", d.Errors())
	for ad := range d.Ads() {
		w.ad(ad)
	}
	return w.out.String()
}

type dumper struct{ out strings.Builder }

func (w *dumper) line(depth int, format string, args ...any) {
	w.out.WriteString(strings.Repeat("  ", depth))
	fmt.Fprintf(&w.out, format, args...)
	w.out.WriteByte('\n')
}

func (w *dumper) links(depth int, name string, links iter.Seq[vast.Link]) {
	for l := range links {
		w.link(depth, name, l)
	}
}

func (w *dumper) link(depth int, name string, l vast.Link) {
	if l.IsZero() {
		return
	}
	extra := ""
	if l.ID() != "" {
		extra += fmt.Sprintf(" id=%q", l.ID())
	}
	if l.Type() != "" {
		extra += fmt.Sprintf(" type=%q", l.Type())
	}
	w.line(depth, "%s%s %q", name, extra, l.URL())
}

func (w *dumper) text(depth int, name, value string) {
	if value != "" {
		w.line(depth, "%s %q", name, value)
	}
}

func (w *dumper) ad(a vast.Ad) {
	head := fmt.Sprintf("Ad %d id=%q", a.Index(), a.ID())
	if n, ok := a.Sequence(); ok {
		head += fmt.Sprintf(" sequence=%d", n)
	}
	if a.AdType() != vast.AdTypeVideo {
		head += " adType=" + a.AdType().String()
	}
	if a.ConditionalAd() {
		head += " conditional"
	}
	w.line(1, "%s", head)
	var problem *vast.AdError
	if errors.As(a.Err(), &problem) {
		w.line(2, "error %s code=%d", problem, problem.Code)
	}
	w.text(2, "title", a.Title())
	w.text(2, "description", a.Description())
	if name, version := a.System(); name != "" {
		w.line(2, "system %q version=%q", name, version)
	}
	w.text(2, "servingId", a.ServingID())
	if name, id := a.Advertiser(); name != "" {
		w.line(2, "advertiser %q id=%q", name, id)
	}
	if d, ok := a.Expires(); ok {
		w.line(2, "expires %s", d)
	}
	if p, ok := a.Pricing(); ok {
		w.line(2, "pricing %s %s %s", p.Model(), p.Currency(), p.Value())
	}
	for c := range a.Categories() {
		w.line(2, "category %q %q", c.Authority(), c.Value())
	}
	if wr, ok := a.Wrapper(); ok {
		fallback, stated := wr.FallbackOnNoAd()
		w.line(2, "Wrapper follow=%t multiple=%t(stated %t) fallback=%t(stated %t)", wr.FollowAdditionalWrappers(),
			wr.AllowMultipleAds(), wr.AllowMultipleAdsStated(), fallback, stated)
		w.link(3, "AdTagURI", wr.AdTagURI())
		for c := range wr.BlockedAdCategories() {
			w.line(3, "blocked %q %q", c.Authority(), c.Value())
		}
	}
	w.links(2, "Impression", a.Impressions())
	w.links(2, "Error", a.ErrorURLs())
	w.links(2, "Survey", a.Surveys())
	for v := range a.ViewableImpressions() {
		w.viewable(2, v)
	}
	for v := range a.Verifications() {
		w.line(2, "Verification %q parameters=%q", v.Vendor(), v.Parameters())
		for r := range v.JavaScriptResources() {
			w.line(3, "JavaScript api=%q browserOptional=%t %q", r.APIFramework(), r.BrowserOptional(), r.URL())
		}
		for r := range v.ExecutableResources() {
			w.line(3, "Executable api=%q type=%q %q", r.APIFramework(), r.Type(), r.URL())
		}
		for r := range v.FlashResources() {
			w.line(3, "Flash %q", r.URL())
		}
		w.trackings(3, v.TrackingEvents())
		for i := range v.ViewableImpressions() {
			w.viewable(3, i)
		}
	}
	for x := range a.Extensions() {
		w.line(2, "Extension type=%q %q", x.Type(), x.InnerXML())
	}
	for c := range a.Creatives() {
		w.creative(c)
	}
	if l, ok := a.Linear(); ok {
		w.line(2, "plays creative at %s", l.Creative().Path()+fmt.Sprintf("@%d", l.Creative().Offset()))
		if m, ok := l.BestMediaFile(); ok {
			w.line(3, "best %q", m.URL())
		}
	}
}

func (w *dumper) viewable(depth int, v vast.ViewableImpression) {
	w.line(depth, "ViewableImpression id=%q", v.ID())
	w.links(depth+1, "Viewable", v.Viewable())
	w.links(depth+1, "NotViewable", v.NotViewable())
	w.links(depth+1, "ViewUndetermined", v.ViewUndetermined())
}

func (w *dumper) trackings(depth int, events iter.Seq[vast.Tracking]) {
	for t := range events {
		offset := ""
		if o, ok := t.Offset(); ok {
			offset = " at " + o.String()
		}
		w.link(depth, "Tracking "+t.Event()+offset, t.Link)
	}
}

func (w *dumper) creative(c vast.Creative) {
	head := fmt.Sprintf("Creative id=%q adId=%q", c.ID(), c.AdID())
	if n, ok := c.Sequence(); ok {
		head += fmt.Sprintf(" sequence=%d", n)
	}
	if c.APIFramework() != "" {
		head += " api=" + c.APIFramework()
	}
	w.line(2, "%s", head)
	for u := range c.UniversalAdIDs() {
		w.line(3, "UniversalAdId %q %q", u.Registry(), u.Value())
	}
	for x := range c.Extensions() {
		w.line(3, "CreativeExtension type=%q %q", x.Type(), x.InnerXML())
	}
	if l, ok := c.Linear(); ok {
		w.linear(l)
	}
	if a, ok := c.CompanionAds(); ok {
		w.line(3, "CompanionAds required=%q", a.Required())
		for c := range a.Companions() {
			w.line(4, "Companion id=%q %dx%d asset %dx%d expanded %dx%d api=%q slot=%q px=%q mode=%q alt=%q", c.ID(), c.Width(),
				c.Height(), c.AssetWidth(), c.AssetHeight(), c.ExpandedWidth(), c.ExpandedHeight(), c.APIFramework(), c.AdSlotID(),
				c.PxRatio(), c.RenderingMode(), c.AltText())
			w.resources(c.Resources)
			if p, ok := c.AdParameters(); ok {
				w.line(5, "AdParameters %q", p.Text())
			}
			w.link(5, "ClickThrough", c.ClickThrough())
			w.links(5, "ClickTracking", c.ClickTrackings())
			w.trackings(5, c.TrackingEvents())
			for x := range c.Extensions() {
				w.line(5, "CreativeExtension type=%q %q", x.Type(), x.InnerXML())
			}
		}
	}
	if a, ok := c.NonLinearAds(); ok {
		w.line(3, "NonLinearAds")
		w.trackings(4, a.TrackingEvents())
		for n := range a.NonLinears() {
			d, ok := n.MinSuggestedDuration()
			w.line(4, "NonLinear id=%q %dx%d expanded %dx%d api=%q duration=%s(%t)", n.ID(), n.Width(), n.Height(),
				n.ExpandedWidth(), n.ExpandedHeight(), n.APIFramework(), d, ok)
			w.resources(n.Resources)
			if p, ok := n.AdParameters(); ok {
				w.line(5, "AdParameters %q", p.Text())
			}
			w.link(5, "ClickThrough", n.ClickThrough())
			w.links(5, "ClickTracking", n.ClickTrackings())
		}
	}
}

func (w *dumper) resources(r vast.Resources) {
	for s := range r.Statics() {
		w.line(5, "Static %q %q", s.CreativeType(), s.URL())
	}
	w.links(5, "IFrame", r.IFrames())
	for h := range r.HTMLs() {
		w.line(5, "HTML %q", h.Text())
	}
}

func (w *dumper) linear(l vast.Linear) {
	head := "Linear"
	if d, ok := l.Duration(); ok {
		head += " duration=" + d.String()
	}
	if o, ok := l.SkipOffset(); ok {
		head += " skip=" + o.String()
	}
	w.line(3, "%s", head)
	if p, ok := l.AdParameters(); ok {
		w.line(4, "AdParameters encoded=%t %q", p.XMLEncoded(), p.Text())
	}
	for m := range l.MediaFiles() {
		w.media("MediaFile "+m.Problem().String(), m)
	}
	for m := range l.Mezzanines() {
		w.media("Mezzanine", m)
	}
	for _, m := range l.UsableMediaFiles() {
		w.line(4, "usable %q %d bit/s streaming=%d", m.ID(), m.Bandwidth(), m.Streaming())
	}
	for f := range l.InteractiveCreativeFiles() {
		w.line(4, "Interactive api=%q type=%q variable=%t %q", f.APIFramework(), f.Type(), f.VariableDuration(), f.URL())
	}
	for f := range l.ClosedCaptionFiles() {
		w.line(4, "Captions type=%q language=%q %q", f.Type(), f.Language(), f.URL())
	}
	w.trackings(4, l.TrackingEvents())
	w.link(4, "ClickThrough", l.ClickThrough())
	w.links(4, "ClickTracking", l.ClickTrackings())
	w.links(4, "CustomClick", l.CustomClicks())
	for i := range l.Icons() {
		o, _ := i.Offset()
		d, _ := i.Duration()
		w.line(4, "Icon %q %dx%d at %s,%s offset=%s duration=%s api=%q px=%q alt=%q hover=%q", i.Program(), i.Width(), i.Height(),
			i.XPosition(), i.YPosition(), o, d, i.APIFramework(), i.PxRatio(), i.AltText(), i.HoverText())
		w.resources(i.Resources)
		w.link(5, "ClickThrough", i.ClickThrough())
		w.links(5, "ClickTracking", i.ClickTrackings())
		w.links(5, "ViewTracking", i.ViewTrackings())
		for f := range i.FallbackImages() {
			w.line(5, "Fallback %dx%d alt=%q", f.Width(), f.Height(), f.AltText())
			w.resources(f.Resources)
		}
	}
}

func (w *dumper) media(name string, m vast.MediaFile) {
	scalable, _ := m.Scalable()
	ratio, _ := m.MaintainAspectRatio()
	w.line(4, "%s id=%q delivery=%q type=%q codec=%q mediaType=%q api=%q %dx%d bitrate=%d(%d-%d) size=%d scalable=%t ratio=%t %q",
		name, m.ID(), m.Delivery(), m.Type(), m.Codec(), m.MediaType(), m.APIFramework(), m.Width(), m.Height(), m.Bitrate(),
		m.MinBitrate(), m.MaxBitrate(), m.FileSize(), scalable, ratio, m.URL())
}
