package livetest_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/adsplice/adsplice/internal/checktest"
	"github.com/adsplice/adsplice/internal/livetest"
)

// TestChannelProperties: whatever an origin is and however it is polled, it
// breaks no rule, and its windows hold five target durations.
func TestChannelProperties(t *testing.T) {
	checks := 0
	rapid.Check(t, func(rt *rapid.T) {
		c := livetest.Draw(rt)
		sampled := false
		var w livetest.Watcher
		prev := map[string][]byte{}
		var last time.Duration
		for at := last; at < c.Length()+10*s; {
			for _, name := range c.Renditions() {
				p := c.Playlist(nil, name, at)
				if err := w.Saw(name, p); err != nil {
					rt.Fatalf("%v\n%s\n%s", err, c, p)
				}
				if at >= c.Settled() {
					require.GreaterOrEqual(rt, held(t, p), 5*c.Target(), "%s at %v", name, at)
				}
				// The checker wants refreshes that overlap.
				if checks < 40 && !sampled && last >= c.Settled() && at-last <= 2*c.Target() {
					found := checktest.HLSViolations(t, p, p, checktest.Prev(prev[name]))
					require.Empty(rt, found, "%s", p)
					sampled = name == c.Renditions()[len(c.Renditions())-1]
					checks++
				}
				prev[name] = p
			}
			if err := w.Agree(c.Longest()); err != nil {
				rt.Fatalf("at %v: %v\n%s\n%s", at, err, c, prev)
			}
			last = at
			at += time.Duration(rapid.IntRange(100, 20000).Draw(rt, "poll")) * ms
		}
	})
	checktest.Report(t)
}

// TestChannelPureFunction: the answers do not depend on those before.
func TestChannelPureFunction(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		config := livetest.DrawConfig(rt)
		config.Stale = livetest.Stale{OneIn: 3, By: 30 * s}
		c, err := livetest.New(config)
		require.NoError(rt, err)
		d, err := livetest.New(config)
		require.NoError(rt, err)
		name := c.Renditions()[len(c.Renditions())-1]
		at := time.Duration(rapid.IntRange(0, 700000).Draw(rt, "at")) * ms
		want := c.Playlist(nil, name, at)
		_ = c.Playlist(nil, name, at/2)
		require.Equal(rt, string(want), string(d.Playlist(nil, name, at)))
		require.Equal(rt, "x"+string(want), string(c.Playlist([]byte("x"), name, at)))
	})
}

// held returns how much a playlist lists.
func held(tb testing.TB, playlist []byte) (sum time.Duration) {
	tb.Helper()
	for _, l := range lines(playlist, "#EXTINF:") {
		d, err := time.ParseDuration(l[:len(l)-1] + "s")
		require.NoError(tb, err)
		sum += d
	}
	return sum
}

// TestStale: old answers are what was answered before, and a watcher that is
// told so takes them.
func TestStale(t *testing.T) {
	c := channel(t, func(c *livetest.Config) { c.Stale = livetest.Stale{OneIn: 4, By: 40 * s} })
	fresh := channel(t, nil)
	var w livetest.Watcher
	stale, fell := 0, 0
	for at := c.Settled(); at < 20*time.Minute; at += 4 * s {
		for _, name := range c.Renditions() {
			p := c.Playlist(nil, name, at)
			age := c.Age(name, at)
			require.Equal(t, string(fresh.Playlist(nil, name, at-age)), string(p))
			if age == 0 {
				require.NoError(t, w.Saw(name, p))
				continue
			}
			require.LessOrEqual(t, age, 40*s)
			require.NoError(t, w.Stale(name, p))
			stale++
			if err := w.Saw(name, p); err != nil {
				require.ErrorContains(t, err, "H7: ")
				fell++
			}
		}
	}
	require.InDelta(t, 150, stale, 50)
	require.Positive(t, fell)
	require.NoError(t, w.Agree(c.Longest()))
}

// TestRestart: the numbers fall, under other names.
func TestRestart(t *testing.T) {
	c := channel(t, func(c *livetest.Config) {
		c.Restarts = []livetest.Restart{{At: 100 * s, Sequence: 5}}
		c.Keys = livetest.Keys{Every: 4}
		c.Maps = livetest.MapOne
	})
	var w livetest.Watcher
	for at := c.Settled(); at < 3*time.Minute; at += 3 * s {
		err := w.Saw("v", c.Playlist(nil, "v", at))
		if at == 108*s-c.Settled()%(3*s) || err != nil {
			require.ErrorContains(t, err, "H7: ", "at %v", at)
			require.Greater(t, at, 105*s)
			w.Forget("v")
			require.NoError(t, w.Saw("v", c.Playlist(nil, "v", at)))
			break
		}
	}
	require.Equal(t, `MEDIA-SEQUENCE:5
DISCONTINUITY-SEQUENCE:0
DISCONTINUITY
MAP:URI="v/r1-init1.mp4"
KEY:METHOD=AES-128,URI="v/r1-key1"
EXTINF:6.006,
v/r1-000005.m4s`, short(c.Playlist(nil, "v", 107*s)))
}

// A long run with what random channels do not have.
func TestLongRun(t *testing.T) {
	length := 6 * time.Hour
	if testing.Short() {
		length = time.Hour
	}
	c := channel(t, func(c *livetest.Config) {
		c.Length = length
		c.Breaks = nil
		for n, at := 0, 5*time.Minute; at < length; n, at = n+1, at+8*time.Minute+777*ms {
			c.Breaks = append(c.Breaks, livetest.Break{
				Start: at, Signalled: 90 * s, In: at + 89500*ms, ID: strconv.Itoa(n), Form: livetest.DateRangeKept,
			})
			c.Discontinuities = append(c.Discontinuities, at+3*time.Minute)
		}
		c.Keys = livetest.Keys{Every: 100, IV: livetest.IVPerKey, EncryptedMap: true}
		c.Maps = livetest.MapPerDiscontinuity
	})
	var w livetest.Watcher
	var p []byte
	n := 0
	for at := c.Settled(); at < length; at += 6 * s {
		for _, name := range c.Renditions() {
			p = c.Playlist(p[:0], name, at)
			require.NoError(t, w.Saw(name, p))
			n++
		}
		require.NoError(t, w.Agree(c.Longest()))
	}
	t.Logf("%d playlists", n)
}
