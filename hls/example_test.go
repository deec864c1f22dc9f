package hls_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/adsplice/adsplice/hls"
)

const live = `#EXTM3U
#EXT-X-VERSION:3
#EXT-X-TARGETDURATION:6
#EXT-X-MEDIA-SEQUENCE:120
#EXT-X-PROGRAM-DATE-TIME:2025-06-01T18:00:00Z
#EXT-X-KEY:METHOD=AES-128,URI="k1"
#EXTINF:6.006,
120.ts
#EXT-X-CUE-OUT:30
#EXTINF:6.006,
121.ts
#EXT-X-CUE-OUT-CONT:6.006/30
#EXTINF:4.5,
122.ts
`

func ExampleParseMedia() {
	m, err := hls.ParseMedia([]byte(live))
	if err != nil {
		fmt.Println(err)
		return
	}
	for s := range m.Segments() {
		at, _ := s.Time()
		fmt.Printf("%d %s %v at %s, %d key\n", s.MediaSequence(), s.URI(), s.Duration(), at.Format(time.RFC3339Nano), s.Keys().Len())
	}
	// Output:
	// 120 120.ts 6.006s at 2025-06-01T18:00:00Z, 1 key
	// 121 121.ts 6.006s at 2025-06-01T18:00:06.006Z, 1 key
	// 122 122.ts 4.5s at 2025-06-01T18:00:12.012Z, 1 key
}

func ExampleMedia_Markers() {
	m, err := hls.ParseMedia([]byte(live))
	if err != nil {
		fmt.Println(err)
		return
	}
	for k := range m.Markers() {
		d, _ := k.Duration()
		elapsed, _ := k.Elapsed()
		fmt.Printf("%s in front of segment %d: %v of %v\n", k.Role(), k.Segment(), elapsed, d)
	}
	// Output:
	// out in front of segment 1: 0s of 30s
	// cont in front of segment 2: 6.006s of 30s
}

func ExampleMedia_Warnings() {
	m, err := hls.ParseMedia([]byte("#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6.006,\na.ts\n#EXT-X-CUE-IN\n#EXTINF:9,\nb.ts\n#EXT-X-ENDLIST\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, w := range m.Warnings() {
		fmt.Println(w)
	}
	// Output:
	// line 3: version-too-low: version 1, a fractional EXTINF needs 3
	// line 5: unmatched-cue-in: no EXT-X-CUE-OUT
	// line 6: extinf-above-target: 9s, target 6s
}

func ExampleParseMultivariant() {
	m, err := hls.ParseMultivariant([]byte(`#EXTM3U
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="aac",NAME="English",LANGUAGE="en",URI="en.m3u8"
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="aac",NAME="Deutsch",LANGUAGE="de",URI="de.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=2500000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1280x720,AUDIO="aac"
720p.m3u8
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	for v := range m.Variants() {
		w, h, _ := v.Resolution()
		fmt.Printf("%s %dx%d %d bit/s\n", v.URI(), w, h, v.Bandwidth())
		for codec := range v.Codecs().All() {
			fmt.Printf("  codec %s\n", codec)
		}
		for r := range m.Group("AUDIO", v.Audio()) {
			fmt.Printf("  audio %s %s\n", r.Language(), r.URI())
		}
	}
	// Output:
	// 720p.m3u8 1280x720 2500000 bit/s
	//   codec avc1.64001f
	//   codec mp4a.40.2
	//   audio en en.m3u8
	//   audio de de.m3u8
}

func ExampleSyntaxError() {
	_, err := hls.ParseMedia([]byte("#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:six,\na.ts\n"))
	var e *hls.SyntaxError
	fmt.Println(errors.As(err, &e), errors.Is(err, hls.ErrBadValue))
	fmt.Println(e.Line, e.Column, e.Offset, e.Tag)
	fmt.Println(err)
	// Output:
	// true true
	// 3 1 32 EXTINF
	// hls: line 3: EXTINF: bad value "six,"
}

func ExampleAppendSubstituted() {
	variables := map[string]string{"host": "cdn.example", "token": "abc"}
	dst, err := hls.AppendSubstituted(nil, []byte("https://{$host}/1.ts?t={$token}"), func(name []byte) ([]byte, bool) {
		v, ok := variables[string(name)]
		return []byte(v), ok
	})
	fmt.Println(string(dst), err)
	// Output:
	// https://cdn.example/1.ts?t=abc <nil>
}
