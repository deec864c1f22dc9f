package vmap_test

import (
	"errors"
	"fmt"

	"github.com/adsplice/adsplice/vmap"
)

const exampleVMAP = `<vmap:VMAP xmlns:vmap="http://www.iab.net/videosuite/vmap" version="1.0">
  <vmap:AdBreak timeOffset="start" breakType="linear" breakId="preroll">
    <vmap:AdSource><vmap:VASTAdData><VAST version="3.0"><Ad id="shoes"><InLine/></Ad></VAST></vmap:VASTAdData></vmap:AdSource>
  </vmap:AdBreak>
  <vmap:AdBreak timeOffset="25%" breakType="linear" breakId="mid">
    <vmap:AdSource><vmap:AdTagURI templateType="vast3"><![CDATA[https://ads.example.com/v?a=1&b=2]]></vmap:AdTagURI></vmap:AdSource>
    <vmap:TrackingEvents><vmap:Tracking event="breakStart">https://ads.example.com/b</vmap:Tracking></vmap:TrackingEvents>
  </vmap:AdBreak>
</vmap:VMAP>`

func ExampleParse() {
	doc, err := vmap.Parse([]byte(exampleVMAP))
	if err != nil {
		fmt.Println(err)
		return
	}
	for b := range doc.Breaks() {
		source, ok := b.Source()
		if !ok || !b.Linear() {
			continue
		}
		fmt.Println(b.ID(), b.TimeOffset(), source.Kind())
		switch source.Kind() {
		case vmap.SourceVAST:
			ads, err := source.VAST()
			if err != nil {
				fmt.Println(err)
				continue
			}
			for ad := range ads.Ads() {
				fmt.Println(ad.ID())
			}
		case vmap.SourceTag:
			fmt.Println(source.AdTagURI().URI())
		case vmap.SourceCustom, vmap.SourceNone:
		}
		for t := range b.TrackingEvents() {
			fmt.Println(t.Event(), t.URL())
		}
	}
	// Output:
	// preroll start VASTAdData
	// shoes
	// mid 25% AdTagURI
	// https://ads.example.com/v?a=1&b=2
	// breakStart https://ads.example.com/b
}

func ExampleParseTimeOffset() {
	for _, s := range []string{"00:10:23.125", "12.5%", "end", "#2"} {
		o := vmap.ParseTimeOffset(s)
		at, ok := o.In(3600e9)
		fmt.Println(o.Kind(), o, at, ok)
	}
	// Output:
	// time 00:10:23.125 10m23.125s true
	// percent 12.5% 7m30s true
	// end end 1h0m0s true
	// position #2 0s false
}

func ExampleSyntaxError() {
	_, err := vmap.Parse([]byte("<VAST version='3.0'/>"))
	fmt.Println(errors.Is(err, vmap.ErrIsVAST))
	fmt.Println(err)
	// Output:
	// true
	// vmap: line 1: a VAST document, not VMAP: root element "VAST"
}
