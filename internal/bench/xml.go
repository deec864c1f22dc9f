package bench

import (
	"encoding/xml"

	"github.com/beevik/etree"
	rs "github.com/rs/vast"

	"github.com/adsplice/adsplice/vast"
	"github.com/adsplice/adsplice/vmap"
)

func xmlCases() ([]Case, error) {
	var list []Case
	for _, in := range []struct {
		name string
		text []byte
		want links
	}{
		{"inline", vastInline(), links{ads: 1, urls: 2 + 12 + 5, seconds: 15}},
		{"pod", vastPod(), links{ads: 6, urls: 6 * (2 + 20 + 5), seconds: 6 * 15}},
	} {
		add := func(task Task, side string, run func() error) {
			list = append(list, Case{Task: task, Input: in.name, Side: side, Bytes: len(in.text), Run: run})
		}
		doc := new(vast.Document)
		add(VASTParse, Ours, func() error { return doc.Reset(in.text) })
		add(VASTParse, "rs/vast", func() error { return xml.Unmarshal(in.text, new(rs.VAST)) })
		add(VASTParse, "etree", func() error { return etree.NewDocument().ReadFromBytes(in.text) })

		add(VASTRead, Ours, func() error {
			if err := doc.Reset(in.text); err != nil {
				return err
			}
			return in.want.check(readOurs(doc))
		})
		add(VASTRead, "rs/vast", func() error {
			v := new(rs.VAST)
			if err := xml.Unmarshal(in.text, v); err != nil {
				return err
			}
			return in.want.check(readRS(v))
		})
		add(VASTRead, "etree", func() error {
			d := etree.NewDocument()
			if err := d.ReadFromBytes(in.text); err != nil {
				return err
			}
			var l links
			readEtree(d.Root(), &l)
			return in.want.check(l)
		})
	}
	text := vmapDocument()
	add := func(side string, run func() error) {
		list = append(list, Case{Task: VMAPParse, Input: "5 breaks", Side: side, Bytes: len(text), Run: run})
	}
	doc := new(vmap.Document)
	add(Ours, func() error { return doc.Reset(text) })
	add("rs/vast", func() error { return xml.Unmarshal(text, new(vmapOfRS)) })
	add("etree", func() error { return etree.NewDocument().ReadFromBytes(text) })
	return list, nil
}

// vmapOfRS is the little that rs/vast lacks to read a VMAP.
type vmapOfRS struct {
	Breaks []struct {
		TimeOffset string   `xml:"timeOffset,attr"`
		BreakType  string   `xml:"breakType,attr"`
		BreakID    string   `xml:"breakId,attr"`
		VAST       *rs.VAST `xml:"AdSource>VASTAdData>VAST"`
		AdTagURI   string   `xml:"AdSource>AdTagURI"`
		Tracking   []struct {
			Event string `xml:"event,attr"`
			URI   string `xml:",chardata"`
		} `xml:"TrackingEvents>Tracking"`
	} `xml:"AdBreak"`
}

// links is what a stitcher reads of a document: impressions, tracking events
// and media files with their URLs, and durations.
type links struct {
	ads, urls, seconds int
}

func (l links) check(got links) error {
	if got != l {
		return errWrong
	}
	return nil
}

// url counts one that isn't empty.
func (l *links) url(u string) {
	if u != "" {
		l.urls++
	}
}

func readOurs(doc *vast.Document) links {
	var l links
	for ad := range doc.Ads() {
		l.ads++
		for u := range ad.Impressions() {
			l.url(u.URL())
		}
		linear, _ := ad.Linear()
		d, _ := linear.Duration()
		l.seconds += int(d.Seconds())
		for e := range linear.TrackingEvents() {
			l.url(e.URL())
		}
		for m := range linear.MediaFiles() {
			l.url(m.URL())
		}
	}
	return l
}

func readRS(v *rs.VAST) links {
	var l links
	for _, ad := range v.Ads {
		l.ads++
		for _, u := range ad.InLine.Impressions {
			l.url(u.URI)
		}
		for _, c := range ad.InLine.Creatives {
			l.seconds += int(c.Linear.Duration) / 1e9
			for _, e := range c.Linear.TrackingEvents {
				l.url(e.URI)
			}
			for _, m := range c.Linear.MediaFiles {
				l.url(m.URI)
			}
		}
	}
	return l
}

func readEtree(e *etree.Element, l *links) {
	switch e.Tag {
	case "Ad":
		l.ads++
	case "Impression", "Tracking", "MediaFile":
		l.url(e.Text())
	case "Duration":
		if d, ok := vast.ParseDuration(e.Text()); ok {
			l.seconds += int(d.Seconds())
		}
	}
	for _, child := range e.ChildElements() {
		readEtree(child, l)
	}
}
