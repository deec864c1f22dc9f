package bench

import (
	"fmt"
	"strings"

	"github.com/adsplice/adsplice/hls"
	"github.com/adsplice/adsplice/stitch"
	"github.com/adsplice/adsplice/vast"
)

// liveCases are one refresh of a live window: ours plans it and renders it for one
// viewer, with all decisions made, on top of the parse that all viewers share; the
// peer reads the window and writes it again.
func liveCases() ([]Case, error) {
	var list []Case
	for _, p := range playlists() {
		if !strings.HasPrefix(p.name, "live") {
			continue
		}
		refresh, err := newLive(p)
		if err != nil {
			return nil, err
		}
		list = append(list,
			Case{Task: HLSLive, Input: p.name, Side: Ours, Bytes: len(p.text), Run: refresh.run},
			Case{Task: HLSLive, Input: p.name, Side: "grafov/m3u8", Bytes: len(p.text), Run: func() error {
				l, err := parseGrafov(p)
				if err == nil && l.Encode().Len() < len(p.text)/2 {
					err = errWrong
				}
				return err
			}})
	}
	return list, nil
}

// live is one viewer.
type live struct {
	doc      *hls.Media
	in       stitch.Input
	options  stitch.HLSOptions
	plan     stitch.Plan
	rendered stitch.Rendered
	dst      []byte
}

// newLive answers the window once, so that all decisions are made.
func newLive(p playlist) (*live, error) {
	doc, err := hls.ParseMedia(p.text)
	if err != nil {
		return nil, err
	}
	l := &live{doc: doc, in: stitch.Input{Doc: doc, Markers: stitch.ReadMarkers(doc), Answers: stitch.Answers{}, Closures: stitch.Closures{}, Creatives: stitch.Creatives{}}}
	ads := []byte(`<VAST version="3.0">`)
	for i := range adsPerBreak {
		m, err := hls.ParseMedia(adPlaylist(i))
		if err != nil {
			return nil, err
		}
		c, err := stitch.NewCreative(fmt.Sprint("ad", i), []stitch.HLSRendition{{Media: m}})
		if err != nil {
			return nil, err
		}
		l.in.Creatives[c.Key()] = c
		ads = fmt.Appendf(ads, `<Ad id="%d"><InLine><AdSystem>s</AdSystem><AdTitle>t</AdTitle><Impression>https://t.example/i</Impression>`+
			`<Creatives><Creative><Linear><Duration>00:00:10</Duration><MediaFiles><MediaFile delivery="progressive" type="video/mp4" `+
			`width="640" height="360">%s</MediaFile></MediaFiles></Linear></Creative></Creatives></InLine></Ad>`, i, c.Key())
	}
	answer, err := vast.Parse(append(ads, `</VAST>`...))
	if err != nil {
		return nil, err
	}
	l.in.Session = stitch.NewSession(doc, stitch.SessionOptions{Creatives: l.in.Creatives})
	for range 2 {
		if err := l.plan.Decide(&l.in); err != nil {
			return nil, err
		}
		for _, r := range l.plan.Due {
			l.in.Answers[r.Key] = stitch.Answer{VAST: answer}
		}
	}
	for _, d := range l.plan.New {
		l.in.Decisions.Put(d)
	}
	if err := l.run(); err != nil {
		return nil, err
	}
	l.in.Cursor = l.rendered.Cursor
	l.options.Cursor = l.rendered.Cursor
	if len(l.plan.New) > 0 || len(l.rendered.Breaks) == 0 || l.rendered.Breaks[0].Duration == 0 {
		return nil, errWrong
	}
	return l, nil
}

// run plans and renders.
func (l *live) run() error {
	if err := l.plan.Decide(&l.in); err != nil {
		return err
	}
	out, err := l.plan.AppendHLS(l.dst[:0], l.doc, &l.options, &l.rendered)
	l.dst = out
	return err
}
