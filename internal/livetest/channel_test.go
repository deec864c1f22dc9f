package livetest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/internal/livetest"
	"github.com/adsplice/adsplice/internal/scte35"
)

const (
	ms = time.Millisecond
	s  = time.Second
)

var start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// base is a channel with a break at 20 s, cut as encoders cut it.
func base() livetest.Config {
	return livetest.Config{
		Start: start, Sequence: 100, Window: 5,
		Renditions: []livetest.Rendition{
			{Name: "v", Segments: []time.Duration{6006 * ms, 6006 * ms, 5372 * ms}, Cut: livetest.CutSplit},
			{Name: "a", Segments: []time.Duration{1920 * ms}, Unmarked: true},
		},
		Breaks: []livetest.Break{{Start: 20 * s, Signalled: 12500 * ms, In: 32 * s, ID: "b1"}},
	}
}

func channel(t *testing.T, change func(*livetest.Config)) *livetest.Channel {
	t.Helper()
	c := base()
	if change != nil {
		change(&c)
	}
	ch, err := livetest.New(c)
	require.NoError(t, err)
	return ch
}

// short leaves out what each playlist begins with, and dates.
func short(playlist []byte) string {
	lines := strings.Split(strings.TrimSuffix(string(playlist), "\n"), "\n")
	var kept []string
	for _, l := range lines {
		for _, p := range []string{"#EXTM3U", "#EXT-X-VERSION", "#EXT-X-TARGET", "#EXT-X-PROGRAM"} {
			if strings.HasPrefix(l, p) {
				l = ""
			}
		}
		if l != "" {
			kept = append(kept, strings.TrimPrefix(strings.TrimPrefix(l, "#EXT-X-"), "#"))
		}
	}
	return strings.Join(kept, "\n")
}

func TestPlaylist(t *testing.T) {
	c := channel(t, nil)
	require.Equal(t, `#EXTM3U
#EXT-X-VERSION:3
#EXT-X-TARGETDURATION:6
#EXT-X-MEDIA-SEQUENCE:102
#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:12.012Z
#EXTINF:5.372,
v/000102.ts
#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:17.384Z
#EXTINF:2.616,
v/000103.ts
#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:20.000Z
#EXT-X-CUE-OUT:12.5
#EXTINF:3.390,
v/000104.ts
#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:23.390Z
#EXT-X-CUE-OUT-CONT:3.39/12.5
#EXTINF:6.006,
v/000105.ts
#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:29.396Z
#EXT-X-CUE-OUT-CONT:9.396/12.5
#EXTINF:2.604,
v/000106.ts
`, string(c.Playlist(nil, "v", 32*s)))
	require.Equal(t, "MEDIA-SEQUENCE:100", short(c.Playlist(nil, "v", 6*s)), "nothing is complete yet")
	require.Equal(t, "MEDIA-SEQUENCE:106\nEXTINF:1.920,", short(c.Playlist(nil, "a", 32*s))[:32], "covers the same time")
	require.Equal(t, c.Playlist(nil, "v", 32*s), channel(t, nil).Playlist(nil, "v", 32*s))
}

func TestPlaylistForms(t *testing.T) {
	tests := []struct {
		form livetest.Form
		want string
	}{
		{livetest.CueCont, "CUE-OUT:12.5 CUE-OUT-CONT:3.39/12.5 CUE-OUT-CONT:9.396/12.5 CUE-IN"},
		{
			livetest.CueElapsed,
			"CUE-OUT:12.5 CUE-OUT-CONT:ElapsedTime=3.39,Duration=12.5 CUE-OUT-CONT:ElapsedTime=9.396,Duration=12.5 CUE-IN",
		},
		{livetest.CueDuration, `CUE-OUT:DURATION=12.5,ID="b1" CUE-IN`},
		{livetest.CueBare, "CUE-OUT CUE-IN"},
		{
			livetest.DateRange,
			`DATERANGE:ID="b1",START-DATE="2026-01-01T00:00:20.000Z",PLANNED-DURATION=12.5,` +
				`SCTE35-OUT DATERANGE:ID="b1",START-DATE="2026-01-01T00:00:20.000Z",` +
				`END-DATE="2026-01-01T00:00:32.000Z",DURATION=12,SCTE35-IN`,
		},
		{
			livetest.DateRangeDuration,
			`DATERANGE:ID="b1",START-DATE="2026-01-01T00:00:20.000Z",DURATION=12.5,SCTE35-OUT ` +
				`DATERANGE:ID="b1",START-DATE="2026-01-01T00:00:20.000Z",DURATION=12.5,SCTE35-IN`,
		},
	}
	for _, tt := range tests {
		c := channel(t, func(c *livetest.Config) { c.Breaks[0].Form = tt.form })
		var got []string
		for l := range strings.SplitSeq(short(c.Playlist(nil, "v", 40*s)), "\n") {
			if strings.HasPrefix(l, "CUE") || strings.HasPrefix(l, "DATERANGE") {
				l, payload, _ := strings.Cut(l, "=0x")
				if payload != "" {
					checkSplice(t, payload, strings.HasSuffix(l, "OUT"))
				}
				got = append(got, l)
			}
		}
		assert.Equal(t, tt.want, strings.Join(got, " "))
	}
}

func checkSplice(t *testing.T, payload string, out bool) {
	t.Helper()
	sec, err := scte35.DecodeString("0x" + payload)
	require.NoError(t, err)
	require.Equal(t, out, sec.IsOut())
	require.Equal(t, !out, sec.IsIn())
	if d, ok := sec.BreakDuration(); out {
		require.True(t, ok)
		require.Equal(t, 12500*ms, d.Duration())
	}
}

// The first tag of a range stays while the range overlaps the window.
func TestPlaylistKept(t *testing.T) {
	c := channel(t, func(c *livetest.Config) {
		c.Breaks[0].Form = livetest.DateRangeKept
		c.Breaks[0].In = 70 * s
	})
	count := func(at time.Duration) (out, in int) {
		for _, l := range lines(c.Playlist(nil, "v", at), "#EXT-X-DATERANGE:") {
			out += strings.Count(l, "SCTE35-OUT")
			in += strings.Count(l, "SCTE35-IN")
		}
		return out, in
	}
	for at := 20 * s; at < 200*s; at += s {
		out, in := count(at)
		p := c.Playlist(nil, "v", at)
		dates := lines(p, "#EXT-X-PROGRAM-DATE-TIME:")
		from, err := time.Parse(time.RFC3339, dates[0])
		require.NoError(t, err)
		edge := start.Add(c.Edge("v", at))
		want := 0
		if edge.After(start.Add(20*s)) && from.Before(start.Add(70*s)) {
			want = 1
		}
		require.Equal(t, want, out, "out at %v\n%s", at, p)
		want = 0
		if edge.After(start.Add(70*s)) && !from.After(start.Add(70*s)) {
			want = 1
		}
		require.Equal(t, want, in, "in at %v\n%s", at, p)
	}
}

func TestPlaylistCut(t *testing.T) {
	tests := []struct {
		cut  livetest.Cut
		want string
	}{
		{livetest.CutNone, "6.006, 6.006, 5.372, 6.006, 6.006, 5.372, 6.006, 6.006,"},
		{livetest.CutSplit, "6.006, 6.006, 5.372, 2.616, 3.390, 6.006, 2.604, 2.768, 6.006, 6.006,"},
		{livetest.CutRestart, "6.006, 6.006, 5.372, 2.616, 6.006, 5.994, 6.006, 6.006,"},
	}
	for _, tt := range tests {
		c := channel(t, func(c *livetest.Config) { c.Renditions[0].Cut, c.Window = tt.cut, 20 })
		p := c.Playlist(nil, "v", 47*s)
		require.Equal(t, tt.want, strings.Join(lines(p, "#EXTINF:"), " "))
	}
}

func TestPlaylistKeys(t *testing.T) {
	tests := []struct {
		name string
		keys livetest.Keys
		maps livetest.Maps
		want string
	}{
		{
			"implicit",
			livetest.Keys{Every: 2},
			livetest.MapNone,
			`KEY:METHOD=AES-128,URI="v/key51" * * KEY:METHOD=AES-128,URI="v/key52" * *`,
		},
		{
			"clear map",
			livetest.Keys{Every: 4},
			livetest.MapPerDiscontinuity,
			`MAP:URI="v/init0.mp4" KEY:METHOD=AES-128,URI="v/key25" * * ` +
				`DISCONTINUITY KEY:METHOD=NONE MAP:URI="v/init1.mp4" KEY:METHOD=AES-128,URI="v/key26" * * *`,
		},
		{
			"encrypted map",
			livetest.Keys{Every: 3, IV: livetest.IVPerKey, EncryptedMap: true},
			livetest.MapOne,
			`KEY:METHOD=AES-128,URI="v/key33",IV MAP:URI="v/init0.mp4" KEY:METHOD=AES-128,URI="v/key34",IV * * * ` +
				`KEY:METHOD=AES-128,URI="v/key35",IV *`,
		},
		{
			"formats",
			livetest.Keys{Every: 100, Formats: []string{"x", "y"}},
			livetest.MapNone,
			`KEY:METHOD=SAMPLE-AES,URI="drm0://v/key1",KEYFORMAT="x",KEYFORMATVERSIONS="1" ` +
				`KEY:METHOD=SAMPLE-AES,URI="drm1://v/key1",KEYFORMAT="y",KEYFORMATVERSIONS="1" * * * *`,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := channel(t, func(c *livetest.Config) {
				c.Keys, c.Maps, c.Breaks, c.Window = tt.keys, tt.maps, nil, 4
				if tt.maps == livetest.MapPerDiscontinuity {
					c.Discontinuities = []time.Duration{20 * s}
				}
			})
			var got []string
			for l := range strings.SplitSeq(short(c.Playlist(nil, "v", 35*s)), "\n") {
				switch {
				case strings.HasPrefix(l, "v/"):
					got = append(got, "*")
				case !strings.Contains(l, "SEQUENCE") && !strings.HasPrefix(l, "EXTINF"):
					l, _, _ = strings.Cut(l, "=0x")
					got = append(got, l)
				}
			}
			require.Equal(t, tt.want, strings.Join(got, " "))
		})
	}
}

func TestRevealed(t *testing.T) {
	c := channel(t, func(c *livetest.Config) {
		c.Breaks = append(c.Breaks, livetest.Break{Start: 60 * s})
	})
	require.Zero(t, c.Revealed("v", 0, 23*s))
	require.Equal(t, 3390*ms, c.Revealed("v", 0, 24*s))
	require.Equal(t, 12*s, c.Revealed("v", 0, 32*s))
	require.Equal(t, 12*s, c.Revealed("v", 0, 90*s))
	require.Equal(t, 6*1920*ms, c.Revealed("a", 0, 90*s), "21.12 to 32.64 s")
	require.Greater(t, c.Revealed("v", 1, 90*s), 20*s, "its end is unknown")
}

func TestNewErrors(t *testing.T) {
	tests := map[string]func(*livetest.Config){
		"no renditions":     func(c *livetest.Config) { c.Renditions = nil },
		"used twice":        func(c *livetest.Config) { c.Renditions[1].Name = "v" },
		"segment durations": func(c *livetest.Config) { c.Renditions[1].Segments = nil },
		"overlaps":          func(c *livetest.Config) { c.Breaks = append(c.Breaks, c.Breaks[0]) },
		"no form":           func(c *livetest.Config) { c.Breaks[0].Form = 99 },
		"without dates":     func(c *livetest.Config) { c.Breaks[0].Form, c.Start = livetest.DateRange, time.Time{} },
		"discontinuities are out of order": func(c *livetest.Config) {
			c.Discontinuities = []time.Duration{2 * s, s}
		},
		"restarts are out of order": func(c *livetest.Config) { c.Restarts = []livetest.Restart{{}} },
		"encrypted map":             func(c *livetest.Config) { c.Keys.EncryptedMap = true },
		"meet": func(c *livetest.Config) {
			c.Renditions[0].Cut = livetest.CutNone
			c.Discontinuities = []time.Duration{7 * s, 9 * s}
		},
	}
	for text, change := range tests {
		c := base()
		change(&c)
		_, err := livetest.New(c)
		require.ErrorContains(t, err, text)
	}
}

func TestEndlist(t *testing.T) {
	c := channel(t, func(c *livetest.Config) { c.Length, c.Ended, c.CRLF = time.Minute, true, true })
	p := string(c.Playlist(nil, "v", time.Minute))
	require.True(t, strings.HasSuffix(p, "#EXT-X-ENDLIST\r\n"))
	require.Equal(t, strings.Count(p, "\n"), strings.Count(p, "\r\n"))
	require.NotContains(t, string(c.Playlist(nil, "v", time.Minute-1)), "ENDLIST")
	require.Panics(t, func() { c.Playlist(nil, "x", 0) })
}
