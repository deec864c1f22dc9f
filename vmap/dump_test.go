package vmap_test

import (
	"fmt"
	"strings"

	"github.com/adsplice/adsplice/vast"
	"github.com/adsplice/adsplice/vmap"
)

// dump writes what the accessors read from a document, for the golden files.
func dump(d *vmap.Document) string {
	var out strings.Builder
	line := func(depth int, format string, args ...any) {
		out.WriteString(strings.Repeat("  ", depth))
		fmt.Fprintf(&out, format, args...)
		out.WriteByte('\n')
	}
	line(0, "VMAP version=%q breaks=%d", d.Version(), d.Len())
	for w := range d.Warnings() {
		line(1, "warning %s (offset %d, column %d)", w, w.Offset, w.Column)
	}
	for x := range d.Extensions() {
		line(1, "Extension type=%q %q", x.Type(), x.InnerXML())
	}
	for b := range d.Breaks() {
		line(1, "AdBreak %d id=%q at %s %q linear=%t types=%q", b.Index(), b.ID(), b.TimeOffset().Kind(), b.TimeOffset(), b.Linear(), types(b))
		if r, ok := b.RepeatAfter(); ok {
			line(2, "repeats after %s", r)
		}
		for t := range b.TrackingEvents() {
			line(2, "Tracking %s %q", t.Event(), t.URL())
		}
		for x := range b.Extensions() {
			line(2, "Extension type=%q %q", x.Type(), x.InnerXML())
		}
		s, ok := b.Source()
		if !ok {
			continue
		}
		follow, stated := s.FollowRedirects()
		line(2, "AdSource %s id=%q multiple=%t follow=%t(stated %t)", s.Kind(), s.ID(), s.AllowMultipleAds(), follow, stated)
		if t := s.AdTagURI(); !t.IsZero() {
			line(3, "AdTagURI template=%q %q", t.TemplateType(), t.URI())
		}
		if c := s.CustomAdData(); !c.IsZero() {
			line(3, "CustomAdData template=%q %q", c.TemplateType(), c.Text())
		}
		doc, err := s.VAST()
		if err != nil {
			line(3, "VAST error %s", err)
		}
		if doc != nil {
			dumpVAST(line, doc)
		}
	}
	return out.String()
}

func types(b vmap.AdBreak) (list []string) {
	for t := range b.Types() {
		list = append(list, t)
	}
	return list
}

func dumpVAST(line func(depth int, format string, args ...any), doc *vast.Document) {
	line(3, "VAST version=%q ads=%d", doc.Version(), doc.Len())
	for w := range doc.Warnings() {
		line(4, "warning %s (offset %d, column %d)", w, w.Offset, w.Column)
	}
	for a := range doc.Ads() {
		line(4, "Ad id=%q title=%q at offset %d error %v", a.ID(), a.Title(), a.Offset(), a.Err())
		for i := range a.Impressions() {
			line(5, "Impression %q", i.URL())
		}
		if w, ok := a.Wrapper(); ok {
			line(5, "Wrapper %q", w.AdTagURI().URL())
		}
		if l, ok := a.Linear(); ok {
			d, _ := l.Duration()
			m, _ := l.BestMediaFile()
			line(5, "Linear %s %q", d, m.URL())
		}
	}
}
