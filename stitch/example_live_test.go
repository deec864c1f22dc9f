package stitch_test

import (
	"fmt"
	"log"
	"strings"

	"github.com/adsplice/adsplice/hls"
	"github.com/adsplice/adsplice/stitch"
	"github.com/adsplice/adsplice/vast"
)

// liveSession is what an origin keeps of one viewer.
type liveSession struct {
	session   stitch.Session
	answers   stitch.Answers
	decisions stitch.Decisions
	closures  stitch.Closures
	cursors   map[string]stitch.Cursor // by playlist

	policy    stitch.Policy
	creatives stitch.Creatives
	ads       func(stitch.Request) stitch.Answer
}

// refresh answers a request for the playlist of rendition n of a live session.
// video is the playlist of the reference rendition, all[0], at the same time; doc
// is the one that was asked for.
func (v *liveSession) refresh(video, doc *hls.Media, all []stitch.Rendition, n int) ([]byte, error) {
	name := all[n].URI
	in := stitch.Input{
		Session: v.session, Doc: video, Rendition: all[0], Others: all[1:], Policy: v.policy, Answers: v.answers,
		Decisions: v.decisions, Closures: v.closures, Cursor: v.cursors[all[0].URI], Creatives: v.creatives,
	}
	plan, err := stitch.Decide(in)
	for err == nil && len(plan.Due) > 0 {
		for _, due := range plan.Due {
			v.answers[due.Key] = v.ads(due)
		}
		plan, err = stitch.Decide(in)
	}
	if err != nil {
		return doc.Bytes(), err // the origin's playlist plays on
	}
	// Store first. Where another server was first with one of them, decide again with
	// its; under a lock, as here, that can't be.
	for _, d := range plan.New {
		v.decisions.Put(d)
	}
	for _, c := range plan.Closed {
		v.closures.Put(c)
	}
	var r stitch.Rendered
	out, err := plan.AppendHLS(nil, doc, &stitch.HLSOptions{Rendition: all[n], Cursor: v.cursors[name]}, &r)
	if err != nil {
		return doc.Bytes(), err
	}
	v.cursors[name] = v.cursors[name].Merge(r.Cursor)
	return out, nil
}

// A live session is answered refresh by refresh: the break begins, ads are listed as
// the origin reveals the content that they replace, and content comes back.
func Example_live() {
	window := func(first int, lines ...string) *hls.Media {
		return mustParse(fmt.Sprintf("#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:6\n#EXT-X-MEDIA-SEQUENCE:%d\n%s\n", first, strings.Join(lines, "\n")))
	}
	segment := func(n int) string { return fmt.Sprintf("#EXTINF:6,\n%d.ts", n) }
	soap, err := stitch.NewCreative("https://ads.example/soap.mp4", []stitch.HLSRendition{
		{Media: mustParse("#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\nsoap1.ts\n#EXTINF:6,\nsoap2.ts\n#EXT-X-ENDLIST\n")},
	})
	if err != nil {
		log.Fatal(err)
	}
	v := liveSession{
		answers: stitch.Answers{}, closures: stitch.Closures{}, cursors: map[string]stitch.Cursor{},
		creatives: stitch.Creatives{soap.Key(): soap},
		ads: func(stitch.Request) stitch.Answer {
			doc, err := vast.Parse([]byte(`<VAST version="3.0"><Ad id="soap"><InLine><AdSystem>x</AdSystem><AdTitle>Soap</AdTitle>
<Impression>https://ads.example/i</Impression><Creatives><Creative><Linear><Duration>00:00:12</Duration><MediaFiles>
<MediaFile delivery="progressive" type="video/mp4" width="1280" height="720">https://ads.example/soap.mp4</MediaFile>
</MediaFiles></Linear></Creative></Creatives></InLine></Ad></VAST>`))
			return stitch.Answer{VAST: doc, Err: err}
		},
	}
	out := "#EXT-X-CUE-OUT:12"
	in := "#EXT-X-CUE-IN"
	for i, doc := range []*hls.Media{
		window(1, segment(1), segment(2), segment(3)),
		window(2, segment(2), segment(3), out, segment(4)),
		window(3, segment(3), out, segment(4), segment(5)),
		window(4, out, segment(4), segment(5), in, segment(6)),
	} {
		if i == 0 {
			v.session = stitch.NewSession(doc, stitch.SessionOptions{Creatives: v.creatives})
		}
		text, err := v.refresh(doc, doc, []stitch.Rendition{{URI: "video.m3u8"}}, 0)
		if err != nil {
			log.Fatal(err)
		}
		m := mustParse(string(text))
		var uris []string
		for s := range m.Segments() {
			uris = append(uris, string(s.URI()))
		}
		fmt.Println(m.MediaSequence(), strings.Join(uris, " "))
	}
	// Output:
	// 1 1.ts 2.ts 3.ts
	// 2 2.ts 3.ts soap1.ts
	// 3 3.ts soap1.ts soap2.ts
	// 4 soap1.ts soap2.ts 6.ts
}
