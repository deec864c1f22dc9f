package stitch_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/adsplice/adsplice/internal/livetest"
	"github.com/adsplice/adsplice/stitch"
)

// adPlaylist writes the VOD of an ad with segments of these milliseconds.
func adPlaylist(name string, mapped bool, ms []int) string {
	var b strings.Builder
	b.WriteString("#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-TARGETDURATION:10\n#EXT-X-PLAYLIST-TYPE:VOD\n")
	ext := "ts"
	if mapped {
		ext = "m4s"
		fmt.Fprintf(&b, "#EXT-X-MAP:URI=\"%s.mp4\"\n", name)
	}
	for i, x := range ms {
		fmt.Fprintf(&b, "#EXTINF:%d.%03d,\n%s%d.%s\n", x/1000, x%1000, name, i, ext)
	}
	b.WriteString("#EXT-X-ENDLIST\n")
	return b.String()
}

// drawAd draws an ad whose segments fit the target duration; audio has others.
func drawAd(tb testing.TB, t *rapid.T, key string, mapped bool, target time.Duration) *stitch.Creative {
	tb.Helper()
	n := rapid.IntRange(1, 8).Draw(t, "ad segments")
	longest := int(min(target, 6*time.Second) / time.Millisecond)
	var video, audio []int
	total := 0
	for range n {
		ms := rapid.IntRange(500, longest).Draw(t, "ad segment")
		video = append(video, ms)
		total += ms
	}
	for left := total; left > 0; {
		ms := min(left, 1920)
		audio = append(audio, ms)
		left -= ms
	}
	c, err := stitch.NewCreative(key, []stitch.HLSRendition{
		{Media: parse(tb, adPlaylist("v", mapped, video)), Base: "https://ads.example/" + key + "/"},
		{Rendition: stitch.Rendition{Type: stitch.Audio}, Media: parse(tb, adPlaylist("a", mapped, audio)), Base: "https://ads.example/" + key + "/"},
	})
	require.NoError(tb, err)
	return c
}

func isAd(uri string) bool { return strings.HasPrefix(uri, "https://ads.example/") }

// drawChannel draws a channel. Where renditions cut content at other boundaries, a
// discontinuity of the origin's own stands clear of the borders of breaks: else it
// is in front of a break in one rendition and inside it in another, and no stitcher
// can make them agree.
func drawChannel(t *rapid.T) *livetest.Channel {
	config := livetest.DrawConfig(t)
	config.Window = rapid.SampledFrom([]int{0, 0, 12, 25}).Draw(t, "window")
	// A break without an id that starts within a target duration of another one is
	// taken for the same, so that they are as long at least, and back to back or
	// that far apart.
	end := time.Duration(-1 << 60)
	config.Breaks = slices.DeleteFunc(config.Breaks, func(b livetest.Break) bool {
		if b.Signalled > 0 && b.Signalled < 10*time.Second || b.Start != end && b.Start-end < 25*time.Second {
			return true
		}
		end = max(b.Start+b.Signalled, b.In)
		return false
	})
	if len(config.Renditions) > 1 {
		config.Discontinuities = slices.DeleteFunc(config.Discontinuities, func(at time.Duration) bool {
			if at < 90*time.Second {
				return true // the pre-roll
			}
			for _, b := range config.Breaks {
				for _, border := range []time.Duration{b.Start, b.Start + b.Signalled, b.In} {
					if (at - border).Abs() < 25*time.Second {
						return true
					}
				}
			}
			return false
		})
	}
	c, err := livetest.New(config)
	if err != nil {
		t.Fatalf("BUG: %v", err)
	}
	return c
}

// drawViewer draws ads, slate and a policy for a channel.
func drawViewer(t *testing.T, rt *rapid.T, c *livetest.Channel) *viewer {
	t.Helper()
	mapped := c.Config().Maps != livetest.MapNone
	lib := stitch.Creatives{}
	var keys []string
	for i := range rapid.IntRange(0, 6).Draw(rt, "ads") {
		key := fmt.Sprintf("ad%d", i)
		lib[key] = drawAd(t, rt, key, mapped, c.Target())
		keys = append(keys, key)
	}
	v := newViewer(lib, offer(t, keys...))
	v.renditions["a"] = stitch.Rendition{Type: stitch.Audio}
	if rapid.Bool().Draw(rt, "slate") {
		lib["slate"] = drawAd(t, rt, "slate", mapped, c.Target())
		v.policy.Slate = "slate"
	}
	if rapid.IntRange(0, 3).Draw(rt, "preroll") == 0 {
		v.policy.Preroll.MaxDuration = 20 * time.Second
	}
	return v
}

// TestLiveProperties: whatever the channel and however it is polled, what a
// viewer was told of a segment stays true.
func TestLiveProperties(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := drawChannel(rt)
		v := drawViewer(t, rt, c)
		var w livetest.Watcher
		names := c.Renditions()
		refreshes := 0
		last := map[string]string{} // what each rendition was served
		for at := c.Settled(); at < c.Length() && refreshes < maxRefreshes; refreshes++ {
			video := string(c.Playlist(nil, names[0], at))
			for _, name := range names {
				if name != names[0] && rapid.IntRange(0, 3).Draw(rt, "skip") == 0 {
					continue
				}
				origin := string(c.Playlist(nil, name, at))
				before := v.cursors[name]
				out, err := v.refreshBy(names[0], video, name, origin)
				if err != nil {
					rt.Fatalf("%s at %v: %v\n%s", name, at, err, origin)
				}
				last[name] = out
				again, err := v.refreshBy(names[0], video, name, origin)
				if err != nil || again != out {
					rt.Fatalf("%s at %v: another answer to the same request: %v\n%s\nfirst:\n%s\nthen:\n%s", name, at, err, c, out, again)
				}
				if err := w.Saw(name, []byte(out)); err != nil {
					rt.Fatalf("%s at %v: %v\n%s\n%+v\n%+v\n%+v\n%+v\norigin:\n%s\nstitched:\n%s", name, at, err, c, before, v.cursors[name], v.decisions, v.closures, origin, out)
				}
				// Of breaks back to back those that have ended may have outrun the content
				// that they replaced, by the rounding to its boundaries at either end.
				if err := livetest.Pacing([]byte(origin), []byte(out), isAd, c.Longest()+stitch.DefaultFitTolerance); err != nil {
					rt.Fatalf("%s at %v: %v\n%s\norigin:\n%s\nstitched:\n%s", name, at, err, c, origin, out)
				}
			}
			if err := w.Agree(c.Longest()); err != nil {
				rt.Fatalf("at %v: %v\n%s\n%v", at, err, c, last)
			}
			at += time.Duration(rapid.Int64Range(int64(c.Target())/8, int64(c.Target())*3/2).Draw(rt, "poll"))
		}
	})
}

// TestLiveSkips: a session that is polled less often, but sees every segment, gets
// the same bytes as one that is polled more often.
func TestLiveSkips(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := drawChannel(rt)
		often := drawViewer(t, rt, c)
		for _, b := range c.Config().Breaks {
			if b.Form == livetest.DateRangeKept {
				return // what is repeated at the head of each window does not say where it stood
			}
		}
		// A break that waits for the end of the pre-roll is known by what the window
		// shows of it then.
		often.policy.Preroll = stitch.PrerollPolicy{}
		seldom := newViewer(often.creatives, often.ads)
		seldom.policy, seldom.renditions = often.policy, often.renditions
		names := c.Renditions()
		last := time.Duration(0)
		first := true
		end := min(c.Length(), c.Settled()+maxRefreshes*c.Target())
		for at := c.Settled(); at < end; at += time.Duration(rapid.Int64Range(int64(c.Target())/4, int64(c.Target())).Draw(rt, "poll")) {
			both := first || at-last > 2*c.Target() || rapid.IntRange(0, 3).Draw(rt, "both") == 0
			video := string(c.Playlist(nil, names[0], at))
			for i, name := range names {
				// A rendition with other boundaries depends on how far it was answered
				// when a break was seen first: what it has listed stays.
				if r := c.Config().Renditions; !slices.Equal(r[i].Segments, r[0].Segments) || r[i].Cut != r[0].Cut {
					continue
				}
				origin := string(c.Playlist(nil, name, at))
				want, err := often.refreshBy(names[0], video, name, origin)
				require.NoError(rt, err)
				if !both {
					continue
				}
				got, err := seldom.refreshBy(names[0], video, name, origin)
				require.NoError(rt, err)
				if got != want {
					rt.Fatalf("%s at %v: %s\norigin:\n%s\noften:\n%s\nseldom:\n%s\n%+v\n%+v", name, at, c, origin, want, got, often.cursors, seldom.cursors)
				}
			}
			if both {
				last, first = at, false
			}
		}
	})
}
