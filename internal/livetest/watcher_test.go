package livetest_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/internal/livetest"
)

// lines returns what follows a prefix in the lines that have it.
func lines(playlist []byte, prefix string) (found []string) {
	for l := range strings.SplitSeq(strings.ReplaceAll(string(playlist), "\r", ""), "\n") {
		if rest, ok := strings.CutPrefix(l, prefix); ok {
			found = append(found, rest)
		}
	}
	return found
}

const first = `#EXTM3U
#EXT-X-VERSION:6
#EXT-X-TARGETDURATION:6
#EXT-X-MEDIA-SEQUENCE:16
#EXT-X-DISCONTINUITY-SEQUENCE:4
#EXT-X-MAP:URI="init.mp4"
#EXT-X-KEY:METHOD=AES-128,URI="k1"
#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00Z
#EXTINF:6,
c16.m4s
#EXTINF:6,
c17.m4s
#EXT-X-DISCONTINUITY
#EXT-X-KEY:METHOD=NONE
#EXT-X-MAP:URI="ad.mp4"
#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:12Z
#EXTINF:4.5,
#EXT-X-BYTERANGE:100@0
slate.m4s
#EXT-X-DISCONTINUITY
#EXTINF:4.5,
#EXT-X-BYTERANGE:100@0
slate.m4s
#EXTINF:4.5,
#EXT-X-BYTERANGE:200
slate.m4s
#EXT-X-DISCONTINUITY
#EXT-X-MAP:URI="init.mp4"
#EXT-X-KEY:METHOD=AES-128,URI="k2",IV=0x13
#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:26Z
#EXTINF:6,
c20.m4s
`

// next is the refresh after first: two segments left, one came. What was
// implied before is said in other words.
const next = `#EXTM3U
#EXT-X-VERSION:6
#EXT-X-TARGETDURATION:6
#EXT-X-MEDIA-SEQUENCE:17
#EXT-X-DISCONTINUITY-SEQUENCE:4
#EXT-X-MAP:URI="init.mp4"
#EXT-X-KEY:METHOD=AES-128,URI="k1",IV=0x00000000000000000000000000000011
#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:06.0005Z
#EXTINF:6.000,title
c17.m4s
#EXT-X-DISCONTINUITY
#EXT-X-KEY:METHOD=NONE
#EXT-X-MAP:URI="ad.mp4"
#EXTINF:4.50,
#EXT-X-BYTERANGE:100@0
slate.m4s
#EXT-X-DISCONTINUITY
#EXTINF:4.5,
#EXT-X-BYTERANGE:100@0
slate.m4s
#EXTINF:4.5,
#EXT-X-BYTERANGE:200@100
slate.m4s
` + back

const back = `#EXT-X-DISCONTINUITY
#EXT-X-MAP:URI="init.mp4"
#EXT-X-KEY:METHOD=AES-128,URI="k2",IV=0x00000000000000000000000000000013
#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:26Z
#EXTINF:6,
c20.m4s
#EXTINF:6,
c21.m4s
`

func TestWatcher(t *testing.T) {
	tests := []struct {
		rule, old, new string
		text           string // of the error
	}{
		{"", "", "", ""},
		{"H7", "SEQUENCE:17", "SEQUENCE:18", "line 10: H7: URI of segment 18 changed: had slate.m4s 100@0, has c17.m4s"},
		{"H7", "SEQUENCE:17", "SEQUENCE:16", "line 10: H7: URI of segment 16 changed: had c16.m4s, has c17.m4s"},
		{"H8", "NUITY-SEQUENCE:4", "NUITY-SEQUENCE:5", "had 4, has 5"},
		{"H8", "NUITY-SEQUENCE:4", "NUITY-SEQUENCE:3", "had 4, has 3"},
		{"H8", "#EXT-X-DISCONTINUITY\n#EXTINF", "#EXTINF", "segment 19 changed: had 6, has 5"},
		{"H8", "#EXT-X-DISCONTINUITY\n#EXTINF", "#EXT-X-DISCONTINUITY\n#EXT-X-DISCONTINUITY\n#EXTINF", "segment 19 changed: had 6, has 7"},
		{"H15", `"k1"`, `"k9"`, `had AES-128 k1 identity , has AES-128 k9 identity `},
		{"H15", "#EXT-X-KEY:METHOD=NONE\n", "", "EXT-X-KEY of segment 18 changed: had none, has AES-128 k1"},
		{"H15", `"k2"`, `"k1"`, "segment 21"},
		{"H18", ",IV=0x00000000000000000000000000000011", ",IV=0x12", "had 0x00000000000000000000000000000011, has 0x00000000000000000000000000000012"},
		{"H18", ",IV=0x00000000000000000000000000000013", "", "segment 21"},
		{"H14", `"ad.mp4"`, `"init.mp4"`, "had ad.mp4 , has init.mp4 "},
		{"H14", "#EXT-X-MAP:URI=\"init.mp4\"\n#EXT-X-KEY:METHOD=AES-128,URI=\"k2\"", "#EXT-X-KEY:METHOD=AES-128,URI=\"k2\"", "segment 21"},
		{"H17", "#EXT-X-KEY:METHOD=NONE\n#EXT-X-MAP", "#EXT-X-KEY:METHOD=AES-128,URI=\"k3\"\n#EXT-X-MAP", "without IV"},
		{"H16", "METHOD=NONE", "METHOD=NONE,URI=\"k\"", "other attributes"},
		{"H7", "4.50", "4.4", "had 4.5s, has 4.4s"},
		{"H3", "4.50", "6.5", "rounds above"},
		{"H12", "#EXTINF:4.50", "#EXT-X-GAP\n#EXTINF:4.50", "EXT-X-GAP of segment 18 changed: had false, has true"},
		{"H7", "c20.m4s", "z20.m4s", "had c20.m4s, has z20.m4s"},
		{"H7", "#EXT-X-BYTERANGE:200@100", "#EXT-X-BYTERANGE:200@200", "had slate.m4s 200@100, has slate.m4s 200@200"},
		{"H20", "#EXT-X-BYTERANGE:100@0\nslate.m4s\n#EXT-X-DISC", "#EXT-X-BYTERANGE:100\nslate.m4s\n#EXT-X-DISC", "same resource"},
		{"H23", "00:26Z", "00:26.002Z", "had 2026-01-01T00:00:26Z, has 2026-01-01T00:00:26.002Z"},
		{"H23", "00:06.0005Z", "00:06.0015Z", "segment 17"},
		{"H2", "VERSION:6", "VERSION:7", "had 6, has 7"},
		{"H4", "TARGETDURATION:6", "TARGETDURATION:7", "had 6, has 7"},
		{"H5", "#EXT-X-VERSION:6\n", "#EXT-X-VERSION:6\n#EXT-X-VERSION:6\n", "twice"},
		{"H3", "#EXT-X-TARGETDURATION:6\n", "", "no EXT-X-TARGETDURATION"},
		{"H3", "#EXTINF:6,\nc21", "c21", "without EXTINF"},
		{"H6", "#EXT-X-MEDIA-SEQUENCE:17\n#EXT-X-DISCONTINUITY-SEQUENCE:4\n", "#EXT-X-DISCONTINUITY\n#EXT-X-MEDIA-SEQUENCE:17\n", "behind a segment"},
		{"H7", back, "", "the end, it fell: had 22, has 21"},
		{"H1", "#EXTM3U\n", "", "no #EXTM3U"},
		{"H1", "SEQUENCE:17", "SEQUENCE:x", "invalid syntax"},
		{"H3", "6.000,", "6.0e1,", "bad decimal"},
		{"H18", "IV=0x00000000000000000000000000000011", "IV=11", "bad IV"},
	}
	for _, tt := range tests {
		for _, eol := range []string{"\n", "\r\n"} {
			var w livetest.Watcher
			require.NoError(t, w.Saw("v", []byte(first)))
			p := strings.ReplaceAll(strings.Replace(next, tt.old, tt.new, 1), "\n", eol)
			err := w.Saw("v", []byte(p))
			if tt.rule == "" {
				require.NoError(t, err)
				continue
			}
			var e *livetest.RuleError
			require.ErrorAs(t, err, &e, "%q", tt.new)
			assert.Equal(t, []any{tt.rule, "v", 2}, []any{e.Rule, e.Rendition, e.Refresh}, err.Error())
			assert.Contains(t, err.Error(), tt.text)
			require.NoError(t, w.Saw("v", []byte(next)), "a playlist that is refused is not remembered")
		}
	}
}

func TestWatcherStale(t *testing.T) {
	var w livetest.Watcher
	require.NoError(t, w.Saw("v", []byte(first)))
	require.NoError(t, w.Saw("v", []byte(next)))
	require.NoError(t, w.Stale("v", []byte(first)))
	require.ErrorContains(t, w.Saw("v", []byte(first)), "refresh 4: H7: EXT-X-MEDIA-SEQUENCE fell: had 17, has 16")
	require.ErrorContains(t, w.Stale("v", []byte(strings.Replace(first, "c17", "z17", 1))), "segment 17 changed")
	require.NoError(t, w.Stale("v", []byte(strings.Replace(first, "c16", "z16", 1))), "forgotten")
	require.ErrorContains(t, w.Stale("v", []byte(first+"#EXTINF:6,\nc21.m4s\n#EXTINF:6,\nc22.m4s\n")), "from 17..22 to 16..23")
	require.NoError(t, w.Saw("v", []byte(next+"#EXT-X-ENDLIST\n")))
	require.ErrorContains(t, w.Saw("v", []byte(next)), "H31")
}

// A window that has moved on altogether.
func TestWatcherJump(t *testing.T) {
	const far = "#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-TARGETDURATION:6\n#EXT-X-MEDIA-SEQUENCE:90\n#EXT-X-DISCONTINUITY-SEQUENCE:6\n" +
		"#EXTINF:6,\nc.m4s\n"
	var w livetest.Watcher
	require.NoError(t, w.Saw("v", []byte(first)))
	require.ErrorContains(t, w.Saw("v", []byte(far)), "H8: the discontinuity sequence fell: had 7, has 6")
	require.NoError(t, w.Saw("v", []byte(strings.Replace(far, "NUITY-SEQUENCE:6", "NUITY-SEQUENCE:7", 1))))
}

// agree checks video at one time with audio at another, changed.
func agree(t *testing.T, c *livetest.Channel, at, later time.Duration, change func(string) string) error {
	t.Helper()
	var w livetest.Watcher
	require.NoError(t, w.Saw("v", c.Playlist(nil, "v", at)))
	require.NoError(t, w.Agree(c.Longest()))
	require.NoError(t, w.Saw("a", []byte(change(string(c.Playlist(nil, "a", later))))))
	return w.Agree(c.Longest())
}

func TestAgree(t *testing.T) {
	keep := func(p string) string { return p }
	drop := func(n int) func(string) string {
		return func(p string) string {
			parts := strings.SplitAfter(p, "#EXT-X-DISCONTINUITY\n")
			parts[n] = strings.TrimSuffix(parts[n], "#EXT-X-DISCONTINUITY\n")
			return strings.Join(parts, "")
		}
	}
	double := func(p string) string {
		return strings.Replace(p, "#EXT-X-DISCONTINUITY\n", "#EXT-X-DISCONTINUITY\n#EXT-X-DISCONTINUITY\n", 1)
	}
	move := func(p string) string { // 11.5 s later
		i := strings.Index(p, "#EXT-X-DISCONTINUITY\n")
		j := i
		for range 6 {
			j += strings.Index(p[j:], ".ts\n") + 4
		}
		return p[:i] + p[i+21:j] + "#EXT-X-DISCONTINUITY\n" + p[j:]
	}
	far := func(p string) string { // 38 s later
		i := strings.Index(p, "#EXT-X-DISCONTINUITY\n")
		j := i
		for range 16 {
			j += strings.Index(p[j:], ".ts\n") + 4
		}
		return p[:i] + p[i+21:j] + "#EXT-X-DISCONTINUITY\n" + p[j:]
	}
	for _, dated := range []bool{true, false} {
		c := channel(t, func(c *livetest.Config) {
			c.Window = 24
			c.DiscontinuitySequence = 3
			c.Discontinuities = []time.Duration{61 * s, 103 * s}
			if !dated {
				c.Start = time.Time{}
			}
		})
		rule := func(change func(string) string) string {
			err := agree(t, c, 140*s, 138*s, change)
			var e *livetest.RuleError
			if errors.As(err, &e) {
				return e.Rule
			}
			require.NoError(t, err)
			return ""
		}
		require.Empty(t, rule(keep))
		assert.Equal(t, "H10", rule(double))
		assert.Equal(t, "H10", rule(far))
		assert.Equal(t, "H4", rule(func(p string) string { return strings.Replace(p, "TION:6", "TION:7", 1) }))
		if dated {
			// Without dates nothing tells that the numbers run late.
			assert.Equal(t, "H10", rule(drop(0)))
			assert.Equal(t, "H10", rule(drop(1)))
			assert.Equal(t, "H10", rule(move))
			assert.Equal(t, "H25", rule(func(p string) string {
				return strings.ReplaceAll(p, "PROGRAM-DATE-TIME", "OTHER")
			}))
		}
		require.NoError(t, agree(t, c, 100*s, 140*s, keep), "polled at other times")
		require.NoError(t, agree(t, c, 60*s, 300*s, keep), "windows that do not meet")
	}
}

func TestPacing(t *testing.T) {
	const head = "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXT-X-MEDIA-SEQUENCE:9\n"
	isAd := func(uri string) bool { return strings.HasPrefix(uri, "https://ads/") }
	origin := []byte(head + "#EXTINF:6,\nc9.ts\n#EXTINF:6,\nc10.ts\n#EXTINF:6,\nc11.ts\n")
	tests := []struct {
		name, stitched, want string
		slack                time.Duration
	}{
		{"no ads", "#EXTINF:6,\nhttps://o/c9.ts\n", "", 0},
		{"as revealed", "#EXTINF:6,\nhttps://o/c9.ts\n#EXTINF:6,\nhttps://ads/1\n#EXTINF:6,\nhttps://ads/2\n", "", 0},
		{
			"ahead", "#EXTINF:6,\nc10.ts\n#EXTINF:4,\nhttps://ads/1\n#EXTINF:3,\nhttps://ads/2\n",
			"livetest: stitched refresh 0 line 7: H46: ads at the live edge: had 6s of the break, has 7s of ads", 0,
		},
		{"with slack", "#EXTINF:6,\nc10.ts\n#EXTINF:4,\nhttps://ads/1\n#EXTINF:3,\nhttps://ads/2\n", "", s},
		{"returned", "#EXTINF:9,\nhttps://ads/1\n#EXTINF:6,\nc11.ts\n", "", 0},
		{"no content left", strings.Repeat("#EXTINF:6,\nhttps://ads/1\n", 4), "", 0},
		{"more than the window", strings.Repeat("#EXTINF:6,\nhttps://ads/1\n", 5), "had 24s of the break, has 30s", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			stitched := strings.Replace(head, ":6\n", ":9\n", 1) + tt.stitched
			err := livetest.Pacing(origin, []byte(stitched), isAd, tt.slack)
			if tt.want == "" {
				require.NoError(t, err)
			} else {
				require.ErrorContains(t, err, tt.want)
			}
		})
	}
	require.ErrorContains(t, livetest.Pacing(nil, nil, isAd, 0), "origin")
}
