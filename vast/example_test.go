package vast_test

import (
	"errors"
	"fmt"

	"github.com/adsplice/adsplice/vast"
)

const exampleVAST = `<VAST version="4.2">
  <Ad id="shoes" sequence="1">
    <InLine>
      <AdSystem>Example</AdSystem><AdTitle>Shoes</AdTitle>
      <Impression><![CDATA[https://ads.example.com/imp?ad=shoes&cb=[CACHEBUSTING]]]></Impression>
      <Creatives><Creative id="c1"><UniversalAdId idRegistry="Ad-ID">SHOE0030H</UniversalAdId>
        <Linear>
          <Duration>00:00:30</Duration>
          <TrackingEvents><Tracking event="progress" offset="50%">https://ads.example.com/half</Tracking></TrackingEvents>
          <MediaFiles>
            <MediaFile type="video/mp4" bitrate="500" width="640" height="360">https://cdn.example.com/500.mp4</MediaFile>
            <MediaFile type="video/mp4" bitrate="2000" width="1280" height="720">https://cdn.example.com/2000.mp4</MediaFile>
          </MediaFiles>
        </Linear>
      </Creative></Creatives>
    </InLine>
  </Ad>
  <Ad id="broken" sequence="2"><InLine><AdTitle>No creatives</AdTitle></InLine></Ad>
</VAST>`

func ExampleParse() {
	doc, err := vast.Parse([]byte(exampleVAST))
	if err != nil {
		fmt.Println(err)
		return
	}
	for ad := range doc.Ads() {
		if err := ad.Err(); err != nil {
			fmt.Println(err)
			continue
		}
		linear, _ := ad.Linear()
		duration, _ := linear.Duration()
		best, _ := linear.BestMediaFile()
		fmt.Println(ad.ID(), duration, best.URL())
		for id := range linear.Creative().UniversalAdIDs() {
			fmt.Println(id.Registry(), id.Value())
		}
		for t := range linear.TrackingEvents() {
			offset, _ := t.Offset()
			fmt.Println(t.Event(), offset.In(duration), t.URL())
		}
	}
	// Output:
	// shoes 30s https://cdn.example.com/2000.mp4
	// Ad-ID SHOE0030H
	// progress 15s https://ads.example.com/half
	// vast: line 18: Ad/InLine: ad "broken": MISSING_CREATIVES
}

func ExampleAd_Err() {
	doc, _ := vast.Parse([]byte(exampleVAST))
	var problem *vast.AdError
	if errors.As(doc.Ad(1).Err(), &problem) {
		fmt.Println(problem.Reason, problem.Code, problem.Line)
	}
	// Output:
	// MISSING_CREATIVES 101 18
}

func ExampleSyntaxError() {
	_, err := vast.Parse([]byte("<vmap:VMAP version='1.0'/>"))
	var syntax *vast.SyntaxError
	fmt.Println(errors.Is(err, vast.ErrIsVMAP), errors.As(err, &syntax), syntax.Code())
	fmt.Println(err)
	// Output:
	// true true 101
	// vast: line 1: a VMAP document, not VAST: root element "vmap:VMAP"
}

func ExampleDocument_Reset() {
	var doc vast.Document
	for _, body := range []string{exampleVAST, "<VAST/>"} {
		if err := doc.Reset([]byte(body)); err != nil {
			fmt.Println(err)
		}
		fmt.Println(doc.Len())
	}
	// Output:
	// 2
	// 0
}
