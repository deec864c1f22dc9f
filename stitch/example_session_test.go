package stitch_test

import (
	"fmt"
	"log"
	"strings"

	"github.com/adsplice/adsplice/hls"
	"github.com/adsplice/adsplice/stitch"
	"github.com/adsplice/adsplice/vast"
)

// store is all that an origin server keeps between requests: two maps by
// session. A database with put-if-absent does as well.
type store struct {
	decisions map[string]stitch.Decisions
	answers   map[string]stitch.Answers
}

// serve answers one playlist request of a session. video is the reference
// rendition's playlist, doc the one that was asked for.
func (s *store) serve(session string, video, doc *hls.Media, r stitch.Rendition, ads func(stitch.Request) stitch.Answer, creatives stitch.Creatives) ([]byte, error) {
	if s.answers[session] == nil {
		s.answers[session], s.decisions[session] = stitch.Answers{}, stitch.Decisions{}
	}
	answers, decisions := s.answers[session], s.decisions[session]
	avails, _ := stitch.Avails(video)
	for _, due := range stitch.Ask(stitch.AskInput{Avails: avails, Answers: answers, Decisions: decisions}) {
		answers[due.Key] = ads(due)
	}
	plan, err := stitch.Decide(stitch.Input{
		Session: stitch.NewSession(video), Doc: video, Avails: avails,
		Answers: answers, Decisions: decisions, Creatives: creatives,
	})
	if err != nil {
		return doc.Bytes(), err // the origin's playlist plays on
	}
	for _, d := range plan.New {
		decisions[d.Key] = d
	}
	out, err := plan.AppendHLS(nil, doc, &stitch.HLSOptions{Rendition: r}, new(stitch.Rendered))
	if err != nil {
		return doc.Bytes(), err
	}
	return out, nil
}

// An origin keeps a session's decisions and answers, so that every rendition,
// whenever it is fetched, has the same ads.
func Example_session() {
	video := mustParse("#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:6\n#EXT-X-PLAYLIST-TYPE:VOD\n#EXTINF:6,\nv1.ts\n#EXTINF:6,\nv2.ts\n#EXT-X-ENDLIST\n")
	small := mustParse(strings.ReplaceAll(string(video.Bytes()), "\nv", "\nsmall"))
	ad, err := stitch.NewCreative("https://ads.example/soap.mp4", []stitch.HLSRendition{
		{Media: mustParse("#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nsoap.ts\n#EXT-X-ENDLIST\n")},
	})
	if err != nil {
		log.Fatal(err)
	}
	ads := func(r stitch.Request) stitch.Answer {
		fmt.Println("asking for", r.Purpose)
		doc, err := vast.Parse([]byte(`<VAST version="3.0"><Ad id="soap"><InLine><AdSystem>x</AdSystem><AdTitle>Soap</AdTitle>
<Impression>https://ads.example/i</Impression><Creatives><Creative><Linear><Duration>00:00:05</Duration><MediaFiles>
<MediaFile delivery="progressive" type="video/mp4" width="1280" height="720">https://ads.example/soap.mp4</MediaFile>
</MediaFiles></Linear></Creative></Creatives></InLine></Ad></VAST>`))
		return stitch.Answer{VAST: doc, Err: err}
	}
	s := store{map[string]stitch.Decisions{}, map[string]stitch.Answers{}}
	for _, doc := range []*hls.Media{video, small} {
		out, err := s.serve("viewer-1", video, doc, stitch.Rendition{}, ads, stitch.Creatives{ad.Key(): ad})
		if err != nil {
			log.Fatal(err)
		}
		var uris []string
		for seg := range mustParse(string(out)).Segments() {
			uris = append(uris, string(seg.URI()))
		}
		fmt.Println(strings.Join(uris, " "))
	}
	// Output:
	// asking for vod
	// soap.ts v1.ts v2.ts
	// soap.ts small1.ts small2.ts
}

func mustParse(text string) *hls.Media {
	doc, err := hls.ParseMedia([]byte(text))
	if err != nil {
		log.Fatal(err)
	}
	return doc
}
