package stitch_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/stitch"
)

// TestVOD has the numbered video-on-demand examples.
func TestVOD(t *testing.T) {
	pair := []string{"EXT-X-CUE-OUT: 0", "EXT-X-CUE-IN"}
	words := func(parts ...[]string) (all []string) {
		for _, p := range parts {
			all = append(all, p...)
		}
		return all
	}
	rows := []struct {
		name, why string
		origin    []string
		vast      []string          // keys of the ads
		vmap      []string          // offset=keys
		library   map[string]string // seconds of the segments of each creative
		want      string
		starts    []float64
		positions []stitch.Position
	}{
		{
			name: "VOD-1", why: "a pair in front of the last segment is a post-roll; a single segment is the last one (AMB-2)",
			origin:  words(pair, []string{"Videocontent:4.000"}),
			vast:    []string{"ad"},
			library: map[string]string{"ad": "3.0 3.0 1.0"},
			want:    "Videocontent | ad/1 ad/2 ad/3 $", starts: []float64{4}, positions: []stitch.Position{stitch.Postroll},
		},
		{
			name: "VOD-2", why: "three attached pairs: pre-, mid- and post-roll",
			origin:  words(pair, []string{"Somecontent1:4.000"}, pair, []string{"Somecontent2:4.000"}, pair, []string{"Videocontent:4.000"}),
			vast:    []string{"ad"},
			library: map[string]string{"ad": "3.0"},
			want:    "ad/1 | Somecontent1 | ad/1 | Somecontent2 Videocontent | ad/1 $",
			starts:  []float64{0, 4, 12}, positions: []stitch.Position{stitch.Preroll, stitch.Midroll, stitch.Postroll},
		},
		{
			name: "VOD-3", why: "pairs in a row on one segment make one break (AMB-1)",
			origin:  words([]string{"A:4.000"}, pair, pair, pair, []string{"B:4.000", "C:4.000"}),
			vast:    []string{"ad"},
			library: map[string]string{"ad": "3.0"},
			want:    "A | ad/1 | B C $", starts: []float64{4}, positions: []stitch.Position{stitch.Midroll},
		},
		{
			name: "VOD-4", why: "ads after segment 5 and before segment 6",
			origin:  words(segments("s", 5, "6.0"), pair, segments("t", 7, "6.0")),
			vast:    []string{"ad"},
			library: map[string]string{"ad": "3.0"},
			want:    "s1 s2 s3 s4 s5 | ad/1 | t1 t2 t3 t4 t5 t6 t7 $", starts: []float64{30}, positions: []stitch.Position{stitch.Midroll},
		},
		{
			name: "VOD-5", why: "a duration replaces the content between out and in",
			origin:  []string{"A:5.0", "EXT-X-CUE-OUT:20", "B:5.0", "C:5.0", "D:5.0", "E:5.0", "EXT-X-CUE-IN", "F:5.0", "G:5.0"},
			vast:    []string{"ad1", "ad2"},
			library: map[string]string{"ad1": "5.0 5.0", "ad2": "5.0 5.0"},
			want:    "A | ad1/1 ad1/2 | ad2/1 ad2/2 | F G $", starts: []float64{5}, positions: []stitch.Position{stitch.Midroll},
		},
		{
			name: "VOD-6", why: "a VAST without markers is a pre-roll of all its ads",
			origin:  segments("s", 5, "6.0"),
			vast:    []string{"a10", "a15"},
			library: map[string]string{"a10": "5.0 5.0", "a15": "5.0 5.0 5.0"},
			want:    "a10/1 a10/2 | a15/1 a15/2 a15/3 | s1 s2 s3 s4 s5 $",
			starts:  []float64{0}, positions: []stitch.Position{stitch.Preroll},
		},
		{
			name: "VOD-7", why: "VMAP offsets round down to a segment boundary",
			origin:  segments("s", 5, "6.0"),
			vmap:    []string{"start=ad", "00:00:15=ad", "end=ad"},
			library: map[string]string{"ad": "5.0 5.0"},
			want:    "ad/1 ad/2 | s1 s2 | ad/1 ad/2 | s3 s4 s5 | ad/1 ad/2 $",
			starts:  []float64{0, 12, 30}, positions: []stitch.Position{stitch.Preroll, stitch.Midroll, stitch.Postroll},
		},
		{
			name: "VOD-8", why: "an offset on a boundary does not move",
			origin:  segments("s", 5, "6.0"),
			vmap:    []string{"00:00:12=ad"},
			library: map[string]string{"ad": "5.0"},
			want:    "s1 s2 | ad/1 | s3 s4 s5 $", starts: []float64{12}, positions: []stitch.Position{stitch.Midroll},
		},
		{
			name: "VOD-9", why: "an offset inside the first segment is the start",
			origin:  segments("s", 5, "6.0"),
			vmap:    []string{"00:00:03=ad"},
			library: map[string]string{"ad": "5.0"},
			want:    "ad/1 | s1 s2 s3 s4 s5 $", starts: []float64{0}, positions: []stitch.Position{stitch.Preroll},
		},
		{
			name: "VOD-10", why: "after 6,6,6,6,4 the boundary is at 28 s",
			origin:  words(segments("s", 4, "6.0"), []string{"s5:4.0", "s6:2.0", "s7:6.0", "s8:6.0"}),
			vmap:    []string{"00:00:28=ad"},
			library: map[string]string{"ad": "5.0"},
			want:    "s1 s2 s3 s4 s5 | ad/1 | s6 s7 s8 $", starts: []float64{28}, positions: []stitch.Position{stitch.Midroll},
		},
		{
			name: "VOD-11", why: "an offset behind the end is a post-roll (AMB-4)",
			origin:  segments("s", 5, "6.0"),
			vmap:    []string{"01:00:00=ad"},
			library: map[string]string{"ad": "5.0"},
			want:    "s1 s2 s3 s4 s5 | ad/1 $", starts: []float64{30}, positions: []stitch.Position{stitch.Postroll},
		},
		{
			name: "VOD-11 percent", why: "a percentage of the content's duration, rounded down (AMB-4)",
			origin:  segments("s", 5, "6.0"),
			vmap:    []string{"50%=ad"},
			library: map[string]string{"ad": "5.0"},
			want:    "s1 s2 | ad/1 | s3 s4 s5 $", starts: []float64{12}, positions: []stitch.Position{stitch.Midroll},
		},
		{
			name: "VOD-11 position", why: "#n names a marker; without markers it is ignored (AMB-4)",
			origin:  segments("s", 5, "6.0"),
			vmap:    []string{"#1=ad"},
			library: map[string]string{"ad": "5.0"},
			want:    "s1 s2 s3 s4 s5 $",
		},
		{
			name: "markers win", why: "with markers the answer of each call fills its break, whatever its offsets say",
			origin:  words([]string{"A:6.0"}, pair, []string{"B:6.0", "C:6.0"}),
			vmap:    []string{"start=ad", "end=ad"},
			library: map[string]string{"ad": "5.0"},
			want:    "A | ad/1 | ad/1 | B C $", starts: []float64{6}, positions: []stitch.Position{stitch.Midroll},
		},
		{
			name: "two breaks at one place", why: "VMAP breaks with one boundary keep document order",
			origin:  segments("s", 3, "6.0"),
			vmap:    []string{"00:00:07=b", "00:00:06=a"},
			library: map[string]string{"a": "5.0", "b": "4.0"},
			want:    "s1 | b/1 | a/1 | s2 s3 $", starts: []float64{6, 6}, positions: []stitch.Position{stitch.Midroll, stitch.Midroll},
		},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			lib := stitch.Creatives{}
			for k, lengths := range r.library {
				lib[k] = creative(t, k, strings.Fields(lengths)...)
			}
			answer := vmapAnswer(t, r.vmap...)
			if r.vast != nil {
				answer = vastAnswer(t, r.vast...)
			}
			got, plan := run(t, playlist(r.origin...), stitch.Options{Creatives: lib, ADS: always(answer)})
			assert.Equal(t, r.want, got, r.why)
			require.Len(t, plan.Breaks, len(r.starts))
			keys := map[string]bool{}
			for i, b := range plan.Breaks {
				assert.Equal(t, sec(r.starts[i]), b.Start)
				assert.Equal(t, r.positions[i], b.Position)
				assert.True(t, b.Personalized)
				assert.Equal(t, stitch.ReasonNone, b.Reason)
				assert.False(t, keys[b.Key], "key %s repeats", b.Key)
				keys[b.Key] = true
			}
		})
	}
}

func TestVODRequests(t *testing.T) {
	var asked []stitch.Request
	_, plan := run(t, playlist("A:6.0", "EXT-OATCLS-SCTE35:/DAhAAAAAAAAAP/wEAUAAAHAf+9/fgAg9YDAAAAAAAA25aoh", "EXT-X-CUE-OUT:20.02", "B:6.0",
		"C:6.0", "D:6.0", "E:2.02", "EXT-X-CUE-IN", "F:6.0", "EXT-X-CUE-OUT: 0", "EXT-X-CUE-IN", "G:6.0"), stitch.Options{
		ADS: func(r stitch.Request) stitch.Answer {
			asked = append(asked, r)
			return stitch.Answer{}
		},
	})
	require.Len(t, asked, 2, "one request for each break")
	assert.Equal(t, stitch.PurposeAvail, asked[0].Purpose)
	assert.Equal(t, "448", asked[0].Avail, "the SCTE-35 event id")
	assert.Equal(t, "448@m1", asked[0].Key, "without dates the key counts segments")
	assert.Equal(t, "20020", asked[0].Variables["session.avail_duration_ms"], "VAR-3")
	assert.Equal(t, "20", asked[0].Variables["session.avail_duration_secs"], "VAR-3")
	assert.Equal(t, "448", asked[0].Variables["scte.event_id"])
	assert.Equal(t, "300000", asked[1].Variables["session.avail_duration_ms"], "VAR-3")
	assert.Equal(t, stitch.Postroll, plan.Breaks[1].Position)
	for _, b := range plan.Breaks {
		assert.Equal(t, stitch.ReasonEmptyResponse, b.Reason)
	}

	asked = nil
	run(t, playlist(segments("s", 3, "6.0")...), stitch.Options{ADS: func(r stitch.Request) stitch.Answer {
		asked = append(asked, r)
		return stitch.Answer{}
	}})
	require.Len(t, asked, 1, "one request for the whole asset")
	assert.Equal(t, stitch.PurposeVOD, asked[0].Purpose)
}

func TestVOD3Warns(t *testing.T) {
	_, plan := run(t, playlist("A:4.0", "EXT-X-CUE-OUT:0", "EXT-X-CUE-IN", "EXT-X-CUE-OUT:0", "EXT-X-CUE-IN", "B:4.0", "C:4.0"), stitch.Options{})
	require.Len(t, plan.Warnings, 1)
	assert.Equal(t, stitch.WarnRepeatedPairs, plan.Warnings[0].Code)
	assert.Equal(t, 7, plan.Warnings[0].Line)
	assert.True(t, strings.HasPrefix(plan.Warnings[0].Text, "2 "))
}
