package stitch_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/stitch"
)

// demuxed is an ad of so many seconds of video in segments of 5 s and audio in
// segments of 2 s.
func demuxed(tb testing.TB, key string, seconds int) *stitch.Creative {
	tb.Helper()
	var video, audio []string
	for i := 0; i < seconds; i += 5 {
		video = append(video, fmt.Sprintf("%d:%d.0", i/5+1, min(seconds-i, 5)))
	}
	for i := 0; i < seconds; i += 2 {
		audio = append(audio, fmt.Sprintf("a%d:%d.0", i/2+1, min(seconds-i, 2)))
	}
	c, err := stitch.NewCreative(key, []stitch.HLSRendition{
		{Media: parse(tb, playlist(video...)), Base: "https://ads.example/" + key + "/"},
		{Rendition: stitch.Rendition{Type: stitch.Audio}, Media: parse(tb, playlist(audio...)), Base: "https://ads.example/" + key + "/"},
	})
	require.NoError(tb, err)
	return c
}

// twos are segments of two seconds of the same time as breakAt20 has, with the same
// tags in front of them, or none.
func twos(out string, n int, in string) []string {
	var words []string
	for i := range 85 {
		switch {
		case i == 10 && out != "":
			words = append(words, out)
		case i == (20+5*n+1)/2 && in != "":
			words = append(words, in)
		}
		words = append(words, fmt.Sprintf("x%d:2.0", i))
	}
	return words
}

// TestLiveDemuxed plays video and audio with segments of their own: the markers in
// both or in video alone, each planned by itself or both with the plan of video.
func TestLiveDemuxed(t *testing.T) {
	const out, in = "EXT-X-CUE-OUT:60", "EXT-X-CUE-IN"
	rows := []struct {
		name       string
		audioFirst bool // it is refreshed ahead of video, and plans by itself
		markers    bool // in audio, too
		reference  bool // both go by the plan of video
		from       int  // the refresh in which audio is first fetched
	}{
		{name: "plan of video", reference: true},
		{name: "plan of video, markers in both", reference: true, markers: true},
		{name: "markers in both", markers: true},
		{name: "audio first", markers: true, audioFirst: true},
		{name: "audio later", markers: true, reference: true, from: 12},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			a := newAudience(library(demuxed(t, "p", 30), demuxed(t, "q", 30)), offer(t, "p", "q"))
			a.renditions["audio"] = stitch.Rendition{Type: stitch.Audio}
			video := channel{words: breakAt20(out, 12, in), dated: true, target: 6}
			sound := channel{words: twos("", 0, ""), dated: true, target: 6, size: 15}
			if r.markers {
				sound.words = twos(out, 12, in)
			}
			for n := 6; n <= 34; n++ {
				v, x := video.at(t, n), sound.at(t, n*5/2)
				listen := func() {
					switch {
					case n < 6+r.from:
					case r.reference:
						a.seeBy(t, "main", v, "audio", x)
					default:
						a.see(t, "audio", x)
					}
				}
				if r.audioFirst {
					listen()
				}
				a.see(t, "main", v)
				if !r.audioFirst {
					listen()
				}
				require.NoError(t, a.watcher.Agree(5*time.Second))
			}
			assert.Equal(t, "c0-3 | p/1-6 | q/1-6 | c16-33", a.story("main"))
			want := "x0-9 | p/a1-15 | q/a1-15 | x40-84"
			if r.from > 0 {
				want = "q/a6-15 | x40-84" // from 60 s on
			}
			assert.Equal(t, want, a.story("audio"))
			assert.Len(t, a.asked, 1, "one break, whoever meets it first")
			assert.Len(t, a.decisions, 1)
		})
	}
}

// TestLiveThreeBreaks fetches audio for the first time behind three breaks: its media
// sequence numbers are the origin's, its discontinuity sequence numbers those of video.
func TestLiveThreeBreaks(t *testing.T) {
	words := run5(0, 3)
	for i := range 3 {
		at := 4 + 4*i
		words = join(words, []string{"EXT-X-CUE-OUT:10"}, run5(at, at+1), []string{"EXT-X-CUE-IN"}, run5(at+2, at+3))
	}
	words = join(words, run5(16, 33))
	a := newAudience(library(demuxed(t, "p", 10)), offer(t, "p"))
	a.renditions["audio"] = stitch.Rendition{Type: stitch.Audio}
	video := channel{words: words, dated: true, first: 100}
	sound := channel{words: twos("", 0, ""), dated: true, size: 15, first: 700}
	for n := 6; n <= 32; n += 2 {
		a.see(t, "main", video.at(t, n))
		if n >= 22 {
			out := a.seeBy(t, "main", video.at(t, n), "audio", sound.at(t, n*5/2))
			assert.Equal(t, strconv.Itoa(700+n*5/2-15), header(out, "EXT-X-MEDIA-SEQUENCE"))
			assert.Equal(t, "6", header(out, "EXT-X-DISCONTINUITY-SEQUENCE"))
			require.NoError(t, a.watcher.Agree(5*time.Second))
		}
	}
	assert.Equal(t, "c0-3 | p/1-2 | c6-7 | p/1-2 | c10-11 | p/1-2 | c14-31", a.story("main"))
	assert.Equal(t, "x40-79", a.story("audio"))
}

// TestLiveText has subtitles and I-frames carry the same breaks as video: an ad
// without them has empty segments, or gaps.
func TestLiveText(t *testing.T) {
	rows := []struct {
		name   string
		empty  string
		kind   stitch.RenditionType
		ext    string
		head   []string
		filler string // of the ad's first segment
	}{
		{"subtitles", "https://empty.example/e.vtt", stitch.Subtitles, "vtt", nil, "#EXTINF:5.0,\nhttps://empty.example/e.vtt\n"},
		{"subtitles, gaps", "", stitch.Subtitles, "vtt", nil, "#EXT-X-GAP\n#EXTINF:5.0,\n"},
		{"I-frames", "", stitch.IFrames, "ts", []string{"EXT-X-I-FRAMES-ONLY"}, "#EXT-X-GAP\n#EXTINF:5.0,\n"},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			a := newAudience(library(clip5(t, "p", 30)), offer(t, "p"))
			a.policy.EmptyVTT = r.empty
			a.renditions["other"] = stitch.Rendition{Type: r.kind}
			video := channel{words: breakAt20("EXT-X-CUE-OUT:30", 6, "EXT-X-CUE-IN"), dated: true, version: 4}
			other := channel{words: run5(0, 33), dated: true, version: 4, ext: r.ext, head: r.head}
			for n := 6; n <= 34; n++ {
				v := a.see(t, "main", video.at(t, n))
				x := a.seeBy(t, "main", video.at(t, n), "other", other.at(t, n))
				for _, tag := range []string{"EXT-X-MEDIA-SEQUENCE", "EXT-X-DISCONTINUITY-SEQUENCE", "EXT-X-TARGETDURATION"} {
					assert.Equal(t, header(v, tag), header(x, tag))
				}
				assert.Equal(t, strings.Count(v, "#EXTINF"), strings.Count(x, "#EXTINF"))
				assert.Equal(t, strings.Count(v, "#EXT-X-DISCONTINUITY\n"), strings.Count(x, "#EXT-X-DISCONTINUITY\n"))
				if strings.Contains(v, "p/1.ts") {
					assert.Contains(t, x, r.filler)
				}
				require.NoError(t, a.watcher.Agree(time.Second))
			}
			assert.Equal(t, "c0-3 | p/1-6 | c10-33", a.story("main"))
		})
	}
}
