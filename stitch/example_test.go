package stitch_test

import (
	"fmt"
	"log"

	"github.com/adsplice/adsplice/hls"
	"github.com/adsplice/adsplice/stitch"
	"github.com/adsplice/adsplice/vmap"
)

func Example() {
	// Parse what the origin serves, once per refresh; it may be shared by viewers.
	origin, err := hls.ParseMedia([]byte(`#EXTM3U
#EXT-X-VERSION:3
#EXT-X-TARGETDURATION:6
#EXT-X-PLAYLIST-TYPE:VOD
#EXTINF:6.000,
film-1.ts
#EXTINF:6.000,
film-2.ts
#EXT-X-ENDLIST
`))
	if err != nil {
		log.Fatal(err)
	}

	// A creative is an ad that your transcoder has conditioned for streaming.
	ad, err := hls.ParseMedia([]byte(`#EXTM3U
#EXT-X-VERSION:3
#EXT-X-TARGETDURATION:5
#EXTINF:5.000,
1.ts
#EXT-X-ENDLIST
`))
	if err != nil {
		log.Fatal(err)
	}
	soap, err := stitch.NewCreative("https://ads.example/soap.mp4", []stitch.HLSRendition{
		{Media: ad, Base: "https://cdn.example/ads/soap/"},
	})
	if err != nil {
		log.Fatal(err)
	}

	// Ask: the requests that are due. You make them, over the network or from a file.
	in := stitch.Input{
		Session:   stitch.NewSession(origin, stitch.SessionOptions{}),
		Doc:       origin,
		Answers:   stitch.Answers{},
		Creatives: stitch.Creatives{soap.Key(): soap},
	}
	due, err := stitch.Ask(in)
	if err != nil {
		log.Fatal(err)
	}
	for _, r := range due {
		answer, err := vmap.Parse([]byte(`<VMAP version="1.0"><AdBreak timeOffset="00:00:08" breakType="linear"><AdSource><VASTAdData>
<VAST version="3.0"><Ad id="soap"><InLine><AdSystem>x</AdSystem><AdTitle>Soap</AdTitle><Impression>https://ads.example/i</Impression>
<Creatives><Creative><Linear><Duration>00:00:05</Duration><MediaFiles><MediaFile delivery="progressive" type="video/mp4" width="1280" height="720">
https://ads.example/soap.mp4</MediaFile></MediaFiles></Linear></Creative></Creatives></InLine></Ad></VAST>
</VASTAdData></AdSource></AdBreak></VMAP>`))
		in.Answers[r.Key] = stitch.Answer{VMAP: answer, Err: err}
	}

	// Decide: who plays where, and why. One plan serves every rendition.
	plan, err := stitch.Decide(in)
	if err != nil {
		log.Fatal(err)
	}

	// Render: into your buffer.
	out, err := plan.AppendHLS(nil, origin, &stitch.HLSOptions{}, new(stitch.Rendered))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s", out)
	// Output:
	// #EXTM3U
	// #EXT-X-VERSION:3
	// #EXT-X-TARGETDURATION:6
	// #EXT-X-PLAYLIST-TYPE:VOD
	// #EXTINF:6.000,
	// film-1.ts
	// #EXT-X-DISCONTINUITY
	// #EXTINF:5.000,
	// https://cdn.example/ads/soap/1.ts
	// #EXT-X-DISCONTINUITY
	// #EXTINF:6.000,
	// film-2.ts
	// #EXT-X-ENDLIST
}
