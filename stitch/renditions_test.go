package stitch_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/hls"
	"github.com/adsplice/adsplice/internal/checktest"
	"github.com/adsplice/adsplice/stitch"
)

const multivariant = `#EXTM3U
#EXT-X-VERSION:6
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",LANGUAGE="en",NAME="English",DEFAULT=YES,CHANNELS="2",URI="en.m3u8"
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",LANGUAGE="fr",NAME="Français",CHANNELS="2",URI="fr.m3u8"
#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",LANGUAGE="en",NAME="English",URI="sub.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=3000000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1280x720,AUDIO="a",SUBTITLES="s"
v720.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=1000000,CODECS="avc1.4d401e,mp4a.40.2",RESOLUTION=640x360,AUDIO="a",SUBTITLES="s"
v360.m3u8
#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=200000,CODECS="avc1.64001f",RESOLUTION=1280x720,URI="iframe.m3u8"
`

// fmp4 writes an fMP4 or WebVTT VOD of n segments of the same length.
func fmp4(name, ext string, n int, length string, tags ...string) string {
	var b strings.Builder
	b.WriteString("#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:6\n#EXT-X-PLAYLIST-TYPE:VOD\n")
	for _, t := range tags {
		b.WriteString(t + "\n")
	}
	if ext == "m4s" {
		fmt.Fprintf(&b, "#EXT-X-MAP:URI=\"%s-init.mp4\"\n", name)
	}
	for i := range n {
		fmt.Fprintf(&b, "#EXTINF:%s,\n%s%d.%s\n", length, name, i+1, ext)
	}
	b.WriteString("#EXT-X-ENDLIST\n")
	return b.String()
}

func renditions(t *testing.T) map[string]stitch.Rendition {
	t.Helper()
	m, err := hls.ParseMultivariant([]byte(multivariant))
	require.NoError(t, err)
	all := map[string]stitch.Rendition{}
	for _, r := range stitch.Renditions(m) {
		all[r.URI] = r
	}
	return all
}

// demuxedCreative is an ad of video in two sizes and English audio, without
// subtitles and I-frames.
func demuxedCreative(t *testing.T, key string, n int, video, audio string) *stitch.Creative {
	t.Helper()
	base := "https://ads.example/" + key + "/"
	c, err := stitch.NewCreative(key, []stitch.HLSRendition{
		{Rendition: stitch.Rendition{URI: "v360", Codecs: "avc1.4d401e,mp4a.40.2", Width: 640, Height: 360, Bandwidth: 800_000, Demuxed: true}, Media: parse(t, fmp4("lo", "m4s", n, video)), Base: base},
		{Rendition: stitch.Rendition{URI: "v720", Codecs: "avc1.64001f,mp4a.40.2", Width: 1280, Height: 720, Bandwidth: 2_500_000, Demuxed: true}, Media: parse(t, fmp4("hi", "m4s", n, video)), Base: base},
		{Rendition: stitch.Rendition{URI: "en", Type: stitch.Audio, Codecs: "mp4a.40.2", Language: "en", Channels: "2"}, Media: parse(t, fmp4("en", "m4s", n, audio)), Base: base},
	})
	require.NoError(t, err)
	return c
}

// TestOUT5: one plan renders every rendition with the same breaks, and the skew
// at the boundaries does not add up over 20 of them.
func TestOUT5(t *testing.T) {
	docs := map[string]string{
		"v720.m3u8":   fmp4("v", "m4s", 250, "4.0"),
		"v360.m3u8":   fmp4("w", "m4s", 250, "4.0"),
		"en.m3u8":     fmp4("en", "m4s", 521, "1.92"),
		"fr.m3u8":     fmp4("fr", "m4s", 521, "1.92"),
		"sub.m3u8":    fmp4("sub", "vtt", 167, "6.0"),
		"iframe.m3u8": fmp4("i", "m4s", 250, "4.0", "#EXT-X-I-FRAMES-ONLY"),
	}
	var offsets []string
	for i := range 20 {
		at := time.Duration(i*47+5) * time.Second
		offsets = append(offsets, fmt.Sprintf("%02d:%02d:%02d=ad1,ad2", int(at.Hours()), int(at.Minutes())%60, int(at.Seconds())%60))
	}
	all := renditions(t)
	others := []stitch.Rendition{}
	for _, r := range all {
		if r.URI != "v720.m3u8" {
			others = append(others, r)
		}
	}
	ref := parse(t, docs["v720.m3u8"])
	plan, err := stitch.Decide(stitch.Input{
		Session: stitch.NewSession(ref, stitch.SessionOptions{}), Doc: ref, Rendition: all["v720.m3u8"], Others: others,
		Policy:    stitch.Policy{EmptyVTT: "https://ads.example/vtt/empty.vtt"},
		Answers:   stitch.Answers{stitch.VODKey: vmapAnswer(t, offsets...)},
		Creatives: library(demuxedCreative(t, "ad1", 5, "3.0", "3.0039"), demuxedCreative(t, "ad2", 4, "2.5", "2.4975")),
	})
	require.NoError(t, err)
	require.Len(t, plan.Breaks, 20)
	video := map[string]int{} // discontinuities
	for uri, text := range docs {
		doc := ref
		if uri != "v720.m3u8" {
			doc = parse(t, text)
		}
		var r stitch.Rendered
		out, err := plan.AppendHLS(nil, doc, &stitch.HLSOptions{Rendition: all[uri]}, &r)
		require.NoError(t, err, uri)
		checktest.HLS(t, []byte(text), out)
		require.Len(t, r.Breaks, 20, uri)
		longest := time.Duration(0)
		for s := range doc.Segments() {
			longest = max(longest, s.Duration())
		}
		for _, b := range r.Breaks {
			assert.LessOrEqual(t, b.Skew().Abs(), longest/2, "%s, break %d", uri, b.Index)
			assert.InDelta(t, 25.0, b.Duration.Seconds(), 0.021*2, "%s: one audio frame an ad", uri)
		}
		again, err := plan.AppendHLS(nil, doc, &stitch.HLSOptions{Rendition: all[uri]}, &r)
		require.NoError(t, err)
		assert.Equal(t, string(out), string(again), "rendering twice gives the same bytes")
		n := strings.Count(string(out), "#EXT-X-DISCONTINUITY\n")
		video[uri] = n
		assert.Equal(t, video["v720.m3u8"] == 0 || n == video["v720.m3u8"], true, uri)
		switch uri {
		case "v720.m3u8":
			assert.Contains(t, string(out), "https://ads.example/ad1/hi1.m4s")
		case "v360.m3u8":
			assert.Contains(t, string(out), "https://ads.example/ad1/lo1.m4s")
		case "fr.m3u8":
			assert.Contains(t, string(out), "https://ads.example/ad1/en1.m4s", "a language that the ad lacks takes its audio all the same (H43)")
		case "sub.m3u8":
			assert.Contains(t, string(out), "#EXTINF:3.0,\nhttps://ads.example/vtt/empty.vtt\n", "empty segments as long as the ad's (H42)")
			assert.NotContains(t, string(out), "EXT-X-MAP")
		case "iframe.m3u8":
			assert.Contains(t, string(out), "#EXT-X-GAP\n", "an ad without I-frames is a gap (H35)")
		}
	}
	for uri, n := range video {
		assert.Equal(t, video["v720.m3u8"], n, "%s has the discontinuities of the video (H10)", uri)
	}
}

func TestOUT(t *testing.T) {
	lib := library(creative(t, "ad", "5.0"), creative(t, "ad2", "4.0"))
	stitched := func(t *testing.T, origin string, o stitch.Options) string {
		t.Helper()
		o.Creatives, o.ADS = lib, always(vastAnswer(t, "ad", "ad2"))
		out, _, err := stitch.Stitch(nil, []byte(origin), o)
		require.NoError(t, err)
		if o.Rebase.IsZero() {
			checktest.HLS(t, []byte(origin), out)
		}
		return string(out)
	}
	t.Run("OUT-1", func(t *testing.T) {
		out := stitched(t, playlist(`EXT-X-KEY:METHOD=AES-128,URI="k",IV=0x00000000000000000000000000000001`, "a:6.0", "EXT-X-CUE-OUT:0", "EXT-X-CUE-IN", "b:6.0", "c:6.0"), stitch.Options{})
		assert.Contains(t, out, `a.ts
#EXT-X-DISCONTINUITY
#EXT-X-KEY:METHOD=NONE
#EXTINF:5.0,
https://ads.example/ad/1.ts
#EXT-X-DISCONTINUITY
#EXTINF:4.0,
https://ads.example/ad2/1.ts
#EXT-X-DISCONTINUITY
#EXT-X-KEY:METHOD=AES-128,URI="k",IV=0x00000000000000000000000000000001
#EXTINF:6.0,
b.ts
`)
	})
	t.Run("OUT-2", func(t *testing.T) {
		out := stitched(t, playlist(`EXT-X-KEY:METHOD=AES-128,URI="k1",IV=0x01`, "a:6.0", "EXT-X-CUE-OUT:12", "b:6.0",
			`EXT-X-KEY:METHOD=AES-128,URI="k2",IV=0x02`, "c:6.0", "EXT-X-CUE-IN", "d:6.0"), stitch.Options{})
		assert.Contains(t, out, "#EXT-X-DISCONTINUITY\n#EXT-X-KEY:METHOD=AES-128,URI=\"k2\",IV=0x02\n#EXTINF:6.0,\nc.ts\n", "the key in force at the resume point")
	})
	t.Run("OUT-3", func(t *testing.T) {
		origin := strings.ReplaceAll(fmp4("c", "m4s", 3, "6.0"), "#EXTINF:6.0,\nc2", "#EXT-X-CUE-OUT:0\n#EXT-X-CUE-IN\n#EXTINF:6.0,\nc2")
		ad, err := stitch.NewCreative("ad", []stitch.HLSRendition{{Media: parse(t, fmp4("x", "m4s", 1, "5.0")), Base: "https://ads.example/ad/"}})
		require.NoError(t, err)
		out, _, err := stitch.Stitch(nil, []byte(origin), stitch.Options{Creatives: library(ad), ADS: always(vastAnswer(t, "ad"))})
		require.NoError(t, err)
		checktest.HLS(t, []byte(origin), out)
		assert.Contains(t, string(out), `c1.m4s
#EXT-X-DISCONTINUITY
#EXT-X-MAP:URI="https://ads.example/ad/x-init.mp4"
#EXTINF:5.0,
https://ads.example/ad/x1.m4s
#EXT-X-DISCONTINUITY
#EXT-X-MAP:URI="c-init.mp4"
#EXTINF:6.0,
c2.m4s
`)
	})
	origin := playlist("subdir/content:6.0", "EXT-X-CUE-OUT:0", "EXT-X-CUE-IN", "b:6.0", "c:6.0")
	t.Run("OUT-6", func(t *testing.T) {
		out := stitched(t, origin, stitch.Options{Rebase: hls.Rebase{
			URL: "http://origin.com/contentpath/i.m3u8", From: "http://origin.com/contentpath/", To: "https://CDN_Hostname/",
		}})
		assert.Contains(t, out, "\nhttps://CDN_Hostname/subdir/content.ts\n")
		assert.Contains(t, out, "\nhttps://ads.example/ad/1.ts\n")
	})
	t.Run("OUT-7", func(t *testing.T) {
		out := stitched(t, origin, stitch.Options{Rebase: hls.Rebase{URL: "http://origin.com/contentpath/i.m3u8"}})
		assert.Contains(t, out, "\nhttp://origin.com/contentpath/subdir/content.ts\n")
	})
}

func TestRefused(t *testing.T) {
	ad, err := stitch.NewCreative("ad", []stitch.HLSRendition{{Media: parse(t, fmp4("x", "m4s", 1, "5.0"))}})
	require.NoError(t, err)
	got, plan := run(t, playlist("a:6.0", "b:6.0"), stitch.Options{Creatives: library(ad), ADS: always(vastAnswer(t, "ad", "none"))})
	assert.Equal(t, "a b $", got, "fMP4 in TS is never written")
	assert.Equal(t, stitch.ReasonNoCreative, plan.Breaks[0].Reason)
	assert.Equal(t, []stitch.SkippedAd{{"ad", stitch.SkipNoVariantMatch, 0}, {"none", stitch.SkipNewCreative, 1}}, plan.Breaks[0].Skipped)

	all := renditions(t)
	hevc, err := stitch.NewCreative("h", []stitch.HLSRendition{{
		Rendition: stitch.Rendition{URI: "v", Codecs: "hvc1.1.6.L93.B0,mp4a.40.2", Demuxed: true}, Media: parse(t, fmp4("x", "m4s", 1, "5.0")),
	}})
	require.NoError(t, err)
	doc := parse(t, fmp4("v", "m4s", 3, "4.0"))
	assert.Equal(t, stitch.MismatchCodecs, stitch.Check(all["v720.m3u8"], doc, stitch.VOD, hevc))
	assert.Equal(t, stitch.MismatchAudio, stitch.Check(all["en.m3u8"], nil, stitch.VOD, hevc), "no audio rendition")
	assert.Equal(t, stitch.MismatchContainer, stitch.Check(stitch.Rendition{}, parse(t, playlist("a:6.0")), stitch.VOD, hevc))
	long, err := stitch.NewCreative("l", []stitch.HLSRendition{{Media: parse(t, fmp4("x", "m4s", 1, "6.5"))}})
	require.NoError(t, err)
	assert.Equal(t, stitch.MismatchTarget, stitch.Check(stitch.Rendition{}, doc, stitch.Live, long))
	assert.Equal(t, stitch.MismatchNone, stitch.Check(stitch.Rendition{}, doc, stitch.VOD, long), "VOD raises the target duration")
	muxed, err := stitch.NewCreative("m", []stitch.HLSRendition{{Rendition: stitch.Rendition{URI: "v"}, Media: parse(t, fmp4("x", "m4s", 1, "5.0"))}})
	require.NoError(t, err)
	assert.Equal(t, stitch.MismatchAudio, stitch.Check(all["v720.m3u8"], doc, stitch.VOD, muxed), "muxed ad in demuxed content (H43)")

	_, err = stitch.NewCreative("none", nil)
	assert.ErrorIs(t, err, stitch.ErrNoRendition)
}

// TestDecisionsHold: what was decided once holds for renditions fetched later,
// whatever the ad server or the catalogue says by then.
func TestDecisionsHold(t *testing.T) {
	origin := playlist("a:6.0", "EXT-X-CUE-OUT:0", "EXT-X-CUE-IN", "b:6.0", "c:6.0")
	doc := parse(t, origin)
	avails, _ := stitch.Avails(doc)
	lib := library(creative(t, "ad", "5.0"))
	in := stitch.Input{Session: stitch.NewSession(doc, stitch.SessionOptions{}), Doc: doc, Avails: avails, Creatives: lib, Answers: stitch.Answers{avails[0].Key: vastAnswer(t, "ad", "later")}}
	first, err := stitch.Decide(in)
	require.NoError(t, err)
	require.Len(t, first.New, 1)
	text, err := json.Marshal(first.New[0])
	require.NoError(t, err)
	var dec stitch.Decision
	require.NoError(t, json.Unmarshal(text, &dec))
	assert.Equal(t, first.New[0], dec, "a decision survives its JSON form")

	in.Decisions = stitch.Decisions{dec}
	in.Answers = nil
	lib["later"] = creative(t, "later", "5.0")
	due, err := stitch.Ask(in)
	require.NoError(t, err)
	assert.Empty(t, due, "a decided avail is not asked for again")
	second, err := stitch.Decide(in)
	require.NoError(t, err)
	assert.Empty(t, second.New)
	render := func(p *stitch.Plan) string {
		out, err := p.AppendHLS(nil, doc, &stitch.HLSOptions{}, new(stitch.Rendered))
		require.NoError(t, err)
		return string(out)
	}
	assert.Equal(t, render(first), render(second))

	in.Creatives = library(creative(t, "ad", "4.0"))
	_, err = stitch.Decide(in)
	require.ErrorIs(t, err, stitch.ErrCreativeChanged)
	in.Creatives = nil
	_, err = stitch.Decide(in)
	require.ErrorIs(t, err, stitch.ErrCreativeChanged)

	in.Decisions, in.Creatives = nil, lib
	pending, err := stitch.Decide(in)
	require.NoError(t, err)
	assert.Equal(t, stitch.ReasonPending, pending.Breaks[0].Reason)
	assert.Empty(t, pending.New, "a pending answer decides nothing")
}

func TestTimeMap(t *testing.T) {
	origin := playlist("a:6.0", "EXT-X-CUE-OUT:0", "EXT-X-CUE-IN", "b:6.0", "EXT-X-CUE-OUT:12", "c:6.0", "d:6.0", "EXT-X-CUE-IN", "e:6.0", "f:6.0")
	_, plan := run(t, origin, stitch.Options{Creatives: library(whole(t, "ad", 11)), ADS: always(vastAnswer(t, "ad"))})
	m := plan.TimeMap()
	rows := []struct {
		origin, stitched float64
		ok               bool
	}{{0, 0, true}, {5.9, 5.9, true}, {6, 17, true}, {11.9, 22.9, true}, {12, 23, false}, {20, 23, false}, {24, 34, true}, {30, 40, true}}
	for _, r := range rows {
		at, ok := m.Stitched(sec(r.origin))
		assert.Equal(t, sec(r.stitched), at, "content %v", r.origin)
		assert.Equal(t, r.ok, ok)
		if r.ok {
			back, ok := m.Origin(at)
			assert.True(t, ok)
			assert.Equal(t, sec(r.origin), back)
		}
	}
	at, ok := m.Origin(sec(10))
	assert.Equal(t, sec(6), at)
	assert.False(t, ok, "an ad plays there")
	same, ok := stitch.TimeMap{}.Stitched(sec(7))
	assert.Equal(t, sec(7), same)
	assert.True(t, ok)
}

func TestStitchFailsToTheOrigin(t *testing.T) {
	for name, origin := range map[string]string{
		"html": "<html>502</html>", "empty": "", "no inf": "#EXTM3U\n#EXT-X-TARGETDURATION:6\na.ts\n",
	} {
		t.Run(name, func(t *testing.T) {
			out, _, err := stitch.Stitch([]byte("kept"), []byte(origin), stitch.Options{})
			require.Error(t, err)
			assert.Equal(t, "kept"+origin, string(out))
		})
	}
}

func TestAppendHLSAllocates(t *testing.T) {
	doc := parse(t, playlist(segments("s", 500, "6.0")...))
	plan, err := stitch.Decide(stitch.Input{
		Session: stitch.NewSession(doc, stitch.SessionOptions{}), Doc: doc, Creatives: library(whole(t, "ad", 15)),
		Answers: stitch.Answers{stitch.VODKey: vmapAnswer(t, "start=ad,ad,ad", "00:10:00=ad,ad,ad", "00:20:00=ad,ad,ad", "end=ad,ad,ad")},
	})
	require.NoError(t, err)
	var r stitch.Rendered
	o := &stitch.HLSOptions{}
	dst, err := plan.AppendHLS(nil, doc, o, &r)
	require.NoError(t, err)
	require.Zero(t, testing.AllocsPerRun(20, func() { dst, _ = plan.AppendHLS(dst[:0], doc, o, &r) }))
}
