package stitch_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/hls"
	"github.com/adsplice/adsplice/internal/checktest"
	"github.com/adsplice/adsplice/stitch"
	"github.com/adsplice/adsplice/vast"
	"github.com/adsplice/adsplice/vmap"
)

// parse reads a playlist that the test wrote.
func parse(tb testing.TB, text string) *hls.Media {
	tb.Helper()
	doc, err := hls.ParseMedia([]byte(text))
	require.NoError(tb, err)
	return doc
}

// playlist writes a VOD of TS segments. Each word is a line of a tag without #,
// or name:seconds for a segment.
func playlist(words ...string) string {
	var b strings.Builder
	b.WriteString("#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:6\n#EXT-X-PLAYLIST-TYPE:VOD\n")
	for _, w := range words {
		if strings.HasPrefix(w, "EXT") {
			fmt.Fprintf(&b, "#%s\n", w)
			continue
		}
		name, sec, _ := strings.Cut(w, ":")
		fmt.Fprintf(&b, "#EXTINF:%s,\n%s.ts\n", sec, name)
	}
	b.WriteString("#EXT-X-ENDLIST\n")
	return b.String()
}

// segments writes n segments of the same length: prefix1, prefix2, ...
func segments(prefix string, n int, sec string) []string {
	var words []string
	for i := 1; i <= n; i++ {
		words = append(words, fmt.Sprintf("%s%d:%s", prefix, i, sec))
	}
	return words
}

// creative conditions an ad of TS segments with these lengths in seconds, whose
// URIs are https://ads.example/KEY/1.ts and so on.
func creative(tb testing.TB, key string, seconds ...string) *stitch.Creative {
	tb.Helper()
	var words []string
	for i, s := range seconds {
		words = append(words, fmt.Sprintf("%d:%s", i+1, s))
	}
	c, err := stitch.NewCreative(key, []stitch.HLSRendition{{
		Media: parse(tb, playlist(words...)), Base: "https://ads.example/" + key + "/",
	}})
	require.NoError(tb, err)
	return c
}

// whole returns a creative of segments of two seconds, which lasts an even
// number of seconds, or of one more of one second.
func whole(tb testing.TB, key string, sec int) *stitch.Creative {
	tb.Helper()
	var s []string
	for ; sec >= 2; sec -= 2 {
		s = append(s, "2.0")
	}
	if sec > 0 {
		s = append(s, "1.0")
	}
	return creative(tb, key, s...)
}

// library makes a catalogue of creatives by their keys.
func library(list ...*stitch.Creative) stitch.Creatives {
	m := stitch.Creatives{}
	for _, c := range list {
		m[c.Key()] = c
	}
	return m
}

// vastXML writes a VAST with an inline ad for each creative key.
func vastXML(keys ...string) string {
	var b strings.Builder
	b.WriteString(`<VAST version="3.0">`)
	for _, k := range keys {
		fmt.Fprintf(&b, `<Ad id="%s"><InLine><AdSystem>s</AdSystem><AdTitle>t</AdTitle><Impression>https://t.example/i</Impression>`+
			`<Creatives><Creative id="c-%s"><Linear><Duration>00:00:30</Duration><MediaFiles><MediaFile delivery="progressive" type="video/mp4" width="640" height="360">`+
			`%s</MediaFile></MediaFiles></Linear></Creative></Creatives></InLine></Ad>`, k, k, k)
	}
	b.WriteString(`</VAST>`)
	return b.String()
}

func vastAnswer(tb testing.TB, keys ...string) stitch.Answer {
	tb.Helper()
	doc, err := vast.Parse([]byte(vastXML(keys...)))
	require.NoError(tb, err)
	return stitch.Answer{VAST: doc}
}

// vmapAnswer reads breaks written as offset=key,key.
func vmapAnswer(tb testing.TB, breaks ...string) stitch.Answer {
	tb.Helper()
	var b strings.Builder
	b.WriteString(`<vmap:VMAP xmlns:vmap="http://www.iab.net/videosuite/vmap" version="1.0">`)
	for i, x := range breaks {
		offset, keys, _ := strings.Cut(x, "=")
		fmt.Fprintf(&b, `<vmap:AdBreak timeOffset="%s" breakType="linear" breakId="b%d"><vmap:AdSource><vmap:VASTAdData>%s</vmap:VASTAdData></vmap:AdSource></vmap:AdBreak>`,
			offset, i, vastXML(strings.Split(keys, ",")...))
	}
	b.WriteString(`</vmap:VMAP>`)
	doc, err := vmap.Parse([]byte(b.String()))
	require.NoError(tb, err)
	return stitch.Answer{VMAP: doc}
}

// run stitches, checks the output against the independent checker, and returns
// what it shows: segment names, | for a discontinuity, $ for the end.
func run(tb testing.TB, origin string, o stitch.Options) (string, *stitch.Plan) {
	tb.Helper()
	out, plan, err := stitch.Stitch(nil, []byte(origin), o)
	require.NoError(tb, err)
	checktest.HLS(tb, []byte(origin), out)
	return show(tb, out), plan
}

// show writes a playlist as a line.
func show(tb testing.TB, out []byte) string {
	tb.Helper()
	var words []string
	for s := range parse(tb, string(out)).Segments() {
		if s.Discontinuity() {
			words = append(words, "|")
		}
		u := strings.TrimSuffix(strings.TrimPrefix(string(s.URI()), "https://ads.example/"), ".ts")
		words = append(words, u)
	}
	if strings.HasSuffix(strings.TrimSpace(string(out)), "#EXT-X-ENDLIST") {
		words = append(words, "$")
	}
	return strings.Join(words, " ")
}

// always answers every request with the same.
func always(a stitch.Answer) func(stitch.Request) stitch.Answer {
	return func(stitch.Request) stitch.Answer { return a }
}

func sec(x float64) time.Duration { return time.Duration(x * float64(time.Second)) }

// answerOf reads what an ad server sent, as the documentation says to.
func answerOf(body []byte) stitch.Answer {
	v, err := vast.Parse(body)
	if err == nil {
		return stitch.Answer{VAST: v}
	}
	m, err := vmap.Parse(body)
	if err != nil {
		return stitch.Answer{Err: err}
	}
	return stitch.Answer{VMAP: m}
}
