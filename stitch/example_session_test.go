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
// session. A database with put-if-absent does as well; in memory, hold a lock.
type store struct {
	decisions map[string]stitch.Decisions
	answers   map[string]stitch.Answers
}

// serve answers one playlist request of a session. video is the playlist of the
// reference rendition, all[0]; doc is that of all[n], which was asked for.
func (s *store) serve(session string, video, doc *hls.Media, all []stitch.Rendition, n int, ads func(stitch.Request) stitch.Answer, creatives stitch.Creatives) ([]byte, error) {
	if s.answers[session] == nil {
		s.answers[session] = stitch.Answers{}
	}
	in := stitch.Input{
		Session: stitch.NewSession(video, stitch.SessionOptions{}), Doc: video, Rendition: all[0], Others: all[1:],
		Answers: s.answers[session], Decisions: s.decisions[session], Creatives: creatives,
	}
	plan, err := stitch.Decide(in)
	for err == nil && len(plan.Due) > 0 {
		for _, due := range plan.Due {
			in.Answers[due.Key] = ads(due)
		}
		plan, err = stitch.Decide(in)
	}
	if err != nil {
		return doc.Bytes(), err // the origin's playlist plays on
	}
	decisions := s.decisions[session]
	for _, d := range plan.New {
		decisions.Put(d)
	}
	s.decisions[session] = decisions
	out, err := plan.AppendHLS(nil, doc, &stitch.HLSOptions{Rendition: all[n]}, new(stitch.Rendered))
	if err != nil {
		return doc.Bytes(), err
	}
	return out, nil
}

// An origin keeps a session's decisions and answers, so that every rendition,
// whenever it is fetched, has the same ads.
func Example_session() {
	master, err := hls.ParseMultivariant([]byte(`#EXTM3U
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="aac",NAME="English",LANGUAGE="en",URI="audio.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=2000000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1280x720,AUDIO="aac"
video.m3u8
`))
	if err != nil {
		log.Fatal(err)
	}
	renditions := stitch.Renditions(master) // the variant first
	video := mustParse("#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:6\n#EXT-X-PLAYLIST-TYPE:VOD\n#EXTINF:6,\nv1.ts\n#EXTINF:6,\nv2.ts\n#EXT-X-ENDLIST\n")
	audio := mustParse("#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:6\n#EXT-X-PLAYLIST-TYPE:VOD\n#EXTINF:4,\na1.aac\n#EXTINF:4,\na2.aac\n#EXTINF:4,\na3.aac\n#EXT-X-ENDLIST\n")
	ad, err := stitch.NewCreative("https://ads.example/soap.mp4", []stitch.HLSRendition{
		{Rendition: renditions[0], Media: mustParse("#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nsoap.ts\n#EXT-X-ENDLIST\n")},
		{Rendition: renditions[1], Media: mustParse("#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nsoap.aac\n#EXT-X-ENDLIST\n")},
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
	for n, doc := range []*hls.Media{video, audio} {
		out, err := s.serve("viewer-1", video, doc, renditions, n, ads, stitch.Creatives{ad.Key(): ad})
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
	// soap.aac a1.aac a2.aac a3.aac
}

func mustParse(text string) *hls.Media {
	doc, err := hls.ParseMedia([]byte(text))
	if err != nil {
		log.Fatal(err)
	}
	return doc
}
