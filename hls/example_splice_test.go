package hls_test

import (
	"fmt"
	"log"

	"github.com/adsplice/adsplice/hls"
)

// The segment between the ad markers is replaced by a clip, and the markers are
// left out. A Splice without cuts edits no more than that.
func ExampleMedia_AppendSplice() {
	parse := func(text string) *hls.Media {
		m, err := hls.ParseMedia([]byte(text))
		if err != nil {
			log.Fatal(err)
		}
		return m
	}
	film := parse(`#EXTM3U
#EXT-X-VERSION:6
#EXT-X-TARGETDURATION:6
#EXT-X-MAP:URI="film.mp4"
#EXTINF:6,
film-1.m4s
#EXT-X-CUE-OUT:6
#EXTINF:6,
film-2.m4s
#EXT-X-CUE-IN
#EXTINF:6,
film-3.m4s
#EXT-X-ENDLIST
`)
	clip, err := hls.NewClip(parse(`#EXTM3U
#EXT-X-TARGETDURATION:6
#EXT-X-MAP:URI="soap.mp4"
#EXTINF:5.9,
soap.m4s
#EXT-X-ENDLIST
`), hls.ClipOptions{Base: "https://cdn.example/"})
	if err != nil {
		log.Fatal(err)
	}
	s := hls.Splice{Cuts: []hls.Cut{{From: 1, To: 2, Clips: []hls.ClipRange{{Clip: clip}}}}}
	for mk := range film.Markers() {
		s.Drop = append(s.Drop, mk.Tag().Index())
	}
	out, err := film.AppendSplice(nil, &s)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s", out)
	// Output:
	// #EXTM3U
	// #EXT-X-VERSION:6
	// #EXT-X-TARGETDURATION:6
	// #EXT-X-MAP:URI="film.mp4"
	// #EXTINF:6,
	// film-1.m4s
	// #EXT-X-DISCONTINUITY
	// #EXT-X-MAP:URI="https://cdn.example/soap.mp4"
	// #EXTINF:5.9,
	// https://cdn.example/soap.m4s
	// #EXT-X-DISCONTINUITY
	// #EXT-X-MAP:URI="film.mp4"
	// #EXTINF:6,
	// film-3.m4s
	// #EXT-X-ENDLIST
}
