package stitch_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/stitch"
)

const oatcls10 = "/DAlAAAAAsvhAP/wFAXwAAAGf+/+AdLfiP4AG3dAAAEBAQAAXytxmQ=="

// live10 is the origin of LIVE-10: segments 8779957 to 8779968, with more in front
// of them and behind them if asked for.
func live10(before, after int) channel {
	var w []string
	n := 8779957 - before
	seg := func(lengths ...string) {
		for _, l := range lengths {
			w = append(w, fmt.Sprintf("index_1_%d:%s", n, l))
			n++
		}
	}
	cont := func(elapsed string) {
		w = append(w, "EXT-X-CUE-OUT-CONT:ElapsedTime="+elapsed+",Duration=21,SCTE35="+oatcls10)
	}
	for range before {
		seg("6.006")
	}
	seg("6.006", "6.006", "5.372")
	w = append(w, "EXT-OATCLS-SCTE35:"+oatcls10, "EXT-X-CUE-OUT:20.020")
	seg("0.634")
	cont("0.634")
	seg("6.006")
	cont("6.640")
	seg("6.006")
	cont("12.646")
	seg("6.006")
	cont("18.652")
	seg("1.368")
	w = append(w, "EXT-X-CUE-IN")
	seg("4.638", "6.006", "6.006", "6.006")
	for range after {
		seg("6.006")
	}
	return channel{words: w, first: 8779957 - before, size: 12, target: 7, head: []string{"EXT-X-DISCONTINUITY-SEQUENCE:0"}}
}

func live10Ad(tb testing.TB) *stitch.Creative {
	tb.Helper()
	return creative(tb, "ad", "3.066667", "3.0", "3.0", "3.0", "2.966667")
}

// TestLIVE10 is the documented manifest: under-filled and without slate, so content
// is rejoined inside the break, at the segment that contains the end of the ad.
func TestLIVE10(t *testing.T) {
	const stitched = `#EXTINF:6.006,
index_1_8779957.ts
#EXTINF:6.006,
index_1_8779958.ts
#EXTINF:5.372,
index_1_8779959.ts
#EXT-X-DISCONTINUITY
#EXTINF:3.066667,
https://ads.example/ad/1.ts
#EXTINF:3.0,
https://ads.example/ad/2.ts
#EXTINF:3.0,
https://ads.example/ad/3.ts
#EXTINF:3.0,
https://ads.example/ad/4.ts
#EXTINF:2.966667,
https://ads.example/ad/5.ts
#EXT-X-DISCONTINUITY
#EXTINF:6.006,
index_1_8779963.ts
#EXTINF:1.368,
index_1_8779964.ts
#EXTINF:4.638,
index_1_8779965.ts
#EXTINF:6.006,
index_1_8779966.ts
#EXTINF:6.006,
index_1_8779967.ts
#EXTINF:6.006,
index_1_8779968.ts
`
	for _, version := range []int{3, 6} {
		t.Run(fmt.Sprintf("one request, version %d", version), func(t *testing.T) {
			a := newAudience(library(live10Ad(t)), offer(t, "ad"))
			c := live10(0, 0)
			c.version = version
			out := a.see(t, "main", c.at(t, 12))
			head := fmt.Sprintf("#EXTM3U\n#EXT-X-VERSION:%d\n#EXT-X-TARGETDURATION:7\n#EXT-X-MEDIA-SEQUENCE:8779957\n#EXT-X-DISCONTINUITY-SEQUENCE:0\n", version)
			assert.Equal(t, head+stitched, out)
			b := a.only(t)
			assert.Equal(t, "4026531846", b.ID, "the event id of the payload")
			assert.Equal(t, sec(20.02), b.Duration, "the CUE-OUT, not the payload's 20.000 or the 21 of the continuation (HLS-11)")
			assert.Equal(t, sec(17.384), b.Out)
			assert.Equal(t, sec(17.384+12.646), b.In)
			require.Len(t, a.asked, 1)
			assert.Equal(t, "20020", a.asked[0].Variables["session.avail_duration_ms"])
			assert.Equal(t, "4026531846", a.asked[0].Variables["scte.event_id"])
		})
	}
	const story = "index_1_%d-8779959 | ad/1-5 | index_1_8779963-%d"
	for _, dated := range []bool{true, false} {
		for _, size := range []int{7, 9, 12} {
			t.Run(fmt.Sprintf("sliding, window of %d, dated %v", size, dated), func(t *testing.T) {
				a := newAudience(library(live10Ad(t)), offer(t, "ad"))
				c := live10(15, 15)
				c.size, c.dated = size, dated
				var out string
				for n := size; n <= 42; n++ {
					out = a.see(t, "main", c.at(t, n))
					assert.Equal(t, "3", header(out, "EXT-X-VERSION"))
					assert.Equal(t, "7", header(out, "EXT-X-TARGETDURATION"))
				}
				assert.Equal(t, fmt.Sprintf(story, 8779942, 8779983), a.story("main"))
				assert.Equal(t, strconv.Itoa(8779984-size+2), header(out, "EXT-X-MEDIA-SEQUENCE"), "5 segments in place of 3")
				assert.Equal(t, "2", header(out, "EXT-X-DISCONTINUITY-SEQUENCE"), "both splices have left")
				assert.NotContains(t, out, "CUE")
				b := a.only(t)
				assert.Equal(t, sec(15.033334), b.Filled)
				assert.Equal(t, sec(20.02-15.033334), b.Unfilled)
			})
		}
	}
}

// TestLIVE10Step has each refresh while the ad is revealed: an ad segment is listed
// as soon as the origin has come to its end.
func TestLIVE10Step(t *testing.T) {
	a := newAudience(library(live10Ad(t)), offer(t, "ad"))
	c := live10(5, 2)
	c.size = 8
	steps := []string{
		"index_1_8779952-8779959",
		"index_1_8779953-8779959",                            // 0.634 s of the break: 3.066667 is more
		"index_1_8779954-8779959 | ad/1-2",                   // 6.640 s: up to 6.066667
		"index_1_8779955-8779959 | ad/1-4",                   // 12.646 s: up to 12.066667
		"index_1_8779956-8779959 | ad/1-5 | index_1_8779963", // 18.652 s: the ad is over
		"index_1_8779957-8779959 | ad/1-5 | index_1_8779963-8779964",
	}
	for i, want := range steps {
		out := a.see(t, "main", c.at(t, 8+i))
		one := newAudience(nil, offer(t))
		one.note(t, "main", out)
		assert.Equal(t, want, one.story("main"))
	}
}

// TestLIVE11 is the documented break of 59.993 s with four ads of 15.015 s: the
// overrun of 67 ms is tolerated, and content is rejoined at the cue-in.
func TestLIVE11(t *testing.T) {
	words := segments("c", 10, "6.006")
	words = append(words,
		`EXT-X-DATERANGE:ID="2",START-DATE="2026-01-01T00:01:00.060Z",PLANNED-DURATION=59.993,SCTE35-OUT=0xFC30250000000000000000FFF01405000000027FEFFE01D2DF88FE005263D000010101000000000000`,
		"EXT-X-CUE-OUT:59.993")
	for i := range 9 {
		words = append(words, fmt.Sprintf("b%d:6.006", i+1))
	}
	words = append(words, "b10:5.939",
		`EXT-X-DATERANGE:ID="2",START-DATE="2026-01-01T00:01:00.060Z",PLANNED-DURATION=59.993,END-DATE="2026-01-01T00:02:00.053Z",DURATION=59.993`,
		"EXT-X-CUE-IN")
	for i := range 12 {
		words = append(words, fmt.Sprintf("d%d:6.006", i+1))
	}
	var lengths []string
	for range 7 {
		lengths = append(lengths, "2.002")
	}
	lengths = append(lengths, "1.001")
	lib := stitch.Creatives{}
	for _, k := range []string{"p", "q", "r", "s"} {
		lib[k] = creative(t, k, lengths...)
	}
	c := channel{words: words, first: 1, dated: true, target: 7}
	const ads = "| p/1-8 | q/1-8 | r/1-8 | s/1-8 |"

	t.Run("one request", func(t *testing.T) {
		a := newAudience(lib, offer(t, "p", "q", "r", "s"))
		c := c
		c.size = 32
		out := a.see(t, "main", c.at(t, 32))
		assert.Equal(t, "c1-10 "+ads+" d1-12", a.story("main"))
		assert.Equal(t, "1", header(out, "EXT-X-MEDIA-SEQUENCE"))
		assert.Equal(t, "0", header(out, "EXT-X-DISCONTINUITY-SEQUENCE"))
		assert.Equal(t, "7", header(out, "EXT-X-TARGETDURATION"))
		assert.Equal(t, 2, strings.Count(out, "EXT-X-DATERANGE"), "date ranges pass")
		assert.NotContains(t, out, "EXT-X-CUE")
		b := a.only(t)
		assert.Equal(t, sec(59.993), b.Duration)
		assert.Equal(t, sec(59.993), b.Filled, "an overrun is not counted")
		assert.Equal(t, sec(0), b.Unfilled)
		for _, f := range b.Fill {
			assert.False(t, f.Truncated)
		}
	})
	t.Run("sliding", func(t *testing.T) {
		a := newAudience(lib, offer(t, "p", "q", "r", "s"))
		a.play(t, c)
		assert.Equal(t, "c1-10 "+ads+" d1-12", a.story("main"))
		assert.Equal(t, strconv.Itoa(27+32-10), header(a.before["main"], "EXT-X-MEDIA-SEQUENCE"), "32 segments in place of 10")
		assert.Equal(t, "5", header(a.before["main"], "EXT-X-DISCONTINUITY-SEQUENCE"))
	})
	t.Run("no tolerance", func(t *testing.T) {
		a := newAudience(lib, offer(t, "p", "q", "r", "s"))
		a.policy.FitTolerance = -1
		a.play(t, c)
		b := a.only(t)
		assert.Equal(t, []string{"s AVAIL_DURATION_EXCEEDED"}, skips(b.Skipped), "AMB-6: without it the fourth does not fit")
		assert.Equal(t, "c1-10 | p/1-8 | q/1-8 | r/1-8 | b8-10 d1-12", a.story("main"), "45.045 s: 42.042 is nearer than 48.048")
	})
}
