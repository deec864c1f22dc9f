package bench

import "fmt"

// vastInline is an answer with one ad of 15 s.
func vastInline() []byte {
	b := []byte("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<VAST version=\"4.2\" xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xmlns=\"http://www.iab.com/VAST\">\n")
	return append(appendAd(b, 1, 0, 12), "</VAST>\n"...)
}

// vastPod is an answer with a pod of six ads, 20 tracking URLs each.
func vastPod() []byte {
	return appendPod([]byte("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"))
}

func appendPod(b []byte) []byte {
	b = append(b, "<VAST version=\"3.0\">\n"...)
	for i := range 6 {
		b = appendAd(b, 100+i, i+1, 20)
	}
	return append(b, "</VAST>\n"...)
}

// appendAd appends an inline ad; sequence 0 is none.
func appendAd(b []byte, id, sequence, tracking int) []byte {
	b = fmt.Appendf(b, "  <Ad id=\"%d\"", id)
	if sequence > 0 {
		b = fmt.Appendf(b, " sequence=\"%d\"", sequence)
	}
	b = fmt.Appendf(b, `>
    <InLine>
      <AdSystem version="4.0">ads.example</AdSystem>
      <AdTitle><![CDATA[Spring campaign %[1]d]]></AdTitle>
      <Description><![CDATA[Fifteen seconds & a call to action]]></Description>
      <Error><![CDATA[https://ads.example/error?ad=%[1]d&code=[ERRORCODE]]]></Error>
      <Impression id="main"><![CDATA[https://ads.example/impression?ad=%[1]d&session=7f3c2b9e-5d11-4a63-9f1f-0a6c1c3f8e21&cb=[CACHEBUSTING]]]></Impression>
      <Impression id="verify"><![CDATA[https://verify.example/i?c=%[1]d&ts=[TIMESTAMP]]]></Impression>
      <Creatives>
        <Creative id="c%[1]d" sequence="1" AdID="ad-%[1]d">
          <UniversalAdId idRegistry="ad-id.org">ABCD%07[1]dH</UniversalAdId>
          <Linear>
            <Duration>00:00:15</Duration>
            <TrackingEvents>
`, id)
	events := []string{"start", "firstQuartile", "midpoint", "thirdQuartile", "complete", "mute", "unmute", "pause", "resume", "fullscreen"}
	for i := range tracking {
		b = fmt.Appendf(b, "              <Tracking event=\"%s\"><![CDATA[https://t%d.ads.example/track/v2?event=%[1]s&ad=%[3]d&session=7f3c2b9e-5d11-4a63-9f1f-0a6c1c3f8e21&cb=[CACHEBUSTING]]]></Tracking>\n",
			events[i%len(events)], i, id)
	}
	b = append(b, `            </TrackingEvents>
            <VideoClicks>
              <ClickThrough><![CDATA[https://www.advertiser.example/landing?utm_source=ctv&utm_campaign=spring]]></ClickThrough>
              <ClickTracking><![CDATA[https://ads.example/click?cb=[CACHEBUSTING]]]></ClickTracking>
            </VideoClicks>
            <MediaFiles>
`...)
	for i, height := range []int{270, 360, 540, 720, 1080} {
		b = fmt.Appendf(b, "              <MediaFile id=\"m%d\" delivery=\"progressive\" type=\"video/mp4\" width=\"%d\" height=\"%d\" bitrate=\"%d\" codec=\"avc1.64001f\"><![CDATA[https://media.ads.example/creative/%d/%[3]dp.mp4]]></MediaFile>\n",
			i, height*16/9, height, 400*(i+1)*(i+1), id)
	}
	return append(b, `            </MediaFiles>
          </Linear>
        </Creative>
      </Creatives>
      <Extensions>
        <Extension type="FreeWheel"><CreativeParameters><CreativeParameter creativeId="1" name="_fw_4AID" type="Linear">x</CreativeParameter></CreativeParameters></Extension>
      </Extensions>
    </InLine>
  </Ad>
`...)
}

// vmapDocument has a pre-roll, three mid-rolls and a post-roll, each with a
// pod but one, which is a tag.
func vmapDocument() []byte {
	b := []byte("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<vmap:VMAP xmlns:vmap=\"http://www.iab.net/videosuite/vmap\" version=\"1.0\">\n")
	for i, offset := range []string{"start", "00:10:00.000", "00:20:00.000", "00:30:00.000", "end"} {
		b = fmt.Appendf(b, " <vmap:AdBreak timeOffset=\"%s\" breakType=\"linear\" breakId=\"break-%d\">\n  <vmap:AdSource id=\"source-%[2]d\" allowMultipleAds=\"true\" followRedirects=\"true\">\n", offset, i)
		if i == 2 {
			b = append(b, "   <vmap:AdTagURI templateType=\"vast3\"><![CDATA[https://ads.example/vast?break=2&cb=[CACHEBUSTING]]]></vmap:AdTagURI>\n"...)
		} else {
			b = append(b, "   <vmap:VASTAdData>\n"...)
			b = appendPod(b)
			b = append(b, "   </vmap:VASTAdData>\n"...)
		}
		b = append(b, "  </vmap:AdSource>\n  <vmap:TrackingEvents>\n   <vmap:Tracking event=\"breakStart\"><![CDATA[https://ads.example/break?e=start]]></vmap:Tracking>\n  </vmap:TrackingEvents>\n </vmap:AdBreak>\n"...)
	}
	return append(b, "</vmap:VMAP>\n"...)
}
