package stitch_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/stitch"
)

// TestHLS has the numbered examples of ad markers as breaks: what package hls
// reads of each tag is tested there.
func TestHLS(t *testing.T) {
	const (
		out7 = "/DA9AAAAAAAAAP/wBQb+uYbZqwAnAiVDVUVJAAAKqX//AAEjW4AMEU1EU05CMDAxMTMyMjE5M19ONAAAmXz5JA=="
		in7  = "/DA4AAAAAAAAAP/wBQb+tTeaawAiAiBDVUVJAAAKqH+/DBFNRFNOQjAwMTEzMjIxOTJfTjUAAIiGK1s="
		out8 = "/DA0AAAAAAAAAAAABQb+ADAQ6QAeAhxDVUVJQAAAO3/PAAEUrEoICAAAAAAg+2UBNAAANvrtoQ=="
	)
	rangeTag := func(rest string) string {
		return `EXT-X-DATERANGE:ID="splice-6FFFFFF0",START-DATE="2019-01T00:15:00Z\",` + rest
	}
	rows := []struct {
		name, why string
		open      []string // in front of the break
		in        string   // a marker
		at        int      // seconds behind the start, 0: none
		signalled float64
		length    float64
		source    stitch.Source
		id        string
		variables map[string]string
	}{
		{name: "HLS-1", open: []string{"EXT-X-CUE-OUT:DURATION=120"}, in: "EXT-X-CUE-IN", at: 150, signalled: 120, length: 120, id: "m1"},
		{name: "HLS-1 in", why: "or until CUE-IN", open: []string{"EXT-X-CUE-OUT:DURATION=120"}, in: "EXT-X-CUE-IN", at: 90, signalled: 120, length: 90, id: "m1"},
		{name: "HLS-2", open: []string{"EXT-X-CUE-OUT:30.000"}, in: "EXT-X-CUE-IN", at: 60, signalled: 30, length: 30, id: "m1"},
		{name: "HLS-3", open: []string{"EXT-X-CUE-OUT"}, in: "EXT-X-CUE-IN", at: 45, length: 45, id: "m1"},
		{name: "HLS-4", why: "a malformed START-DATE does not matter, nor does an undecodable payload", open: []string{rangeTag("DURATION=60.000,SCTE35-OUT=0xF")}, signalled: 60, length: 60, source: stitch.SourceDateRange, id: "splice-6FFFFFF0"},
		{name: "HLS-5", open: []string{rangeTag("SCTE35-OUT=0xF")}, in: rangeTag("SCTE35-IN=0xF"), at: 45, length: 45, source: stitch.SourceDateRange, id: "splice-6FFFFFF0"},
		{name: "HLS-6", why: "the earliest cue-in wins", open: []string{rangeTag("DURATION=60,SCTE35-OUT=0xF")}, in: rangeTag("SCTE35-IN=0xF"), at: 45, signalled: 60, length: 45, source: stitch.SourceDateRange, id: "splice-6FFFFFF0"},
		{name: "HLS-6 late", open: []string{rangeTag("DURATION=60,SCTE35-OUT=0xF")}, in: rangeTag("SCTE35-IN=0xF"), at: 75, signalled: 60, length: 60, source: stitch.SourceDateRange, id: "splice-6FFFFFF0"},
		{name: "HLS-7", why: "the payload's duration; the closing event has another id", open: []string{"EXT-X-SPLICEPOINT-SCTE35:" + out7}, in: "EXT-X-SPLICEPOINT-SCTE35:" + in7, at: 60, signalled: 212.16, length: 60, source: stitch.SourceSplicepoint, id: "2729"},
		{name: "HLS-7 open", open: []string{"EXT-X-SPLICEPOINT-SCTE35:" + out7}, signalled: 212.16, length: 213, source: stitch.SourceSplicepoint, id: "2729"},
		{
			name: "HLS-8", why: "one break of three tags on one segment",
			open: []string{"EXT-OATCLS-SCTE35:" + out8, "EXT-X-ASSET:CAID=0x0000000020FB6501", "EXT-X-CUE-OUT:201.467"}, signalled: 201.467, length: 201, id: "1073741883",
			variables: map[string]string{"asset.CAID": "0x0000000020FB6501", "scte.event_id": "1073741883", "scte.segmentation_type_id": "52", "session.avail_duration_ms": "201467"},
		},
		{name: "HLS-10", why: "the payload has the duration of the CUE-OUT", open: []string{"EXT-OATCLS-SCTE35:" + out8}, signalled: 201.467, length: 201, source: stitch.SourceOATCLS, id: "1073741883"},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			words := append([]string{"a:3.0"}, r.open...)
			for i := range 100 { // 300 s of content
				if r.at > 0 && r.at == 3*i {
					words = append(words, r.in)
				}
				words = append(words, fmt.Sprintf("b%d:3.0", i))
			}
			// Ads of a second fill any length.
			lib := library(creative(t, "ad", "1.0"))
			var keys []string
			for range 300 {
				keys = append(keys, "ad")
			}
			got, plan := run(t, playlist(words...), stitch.Options{Creatives: lib, ADS: always(vastAnswer(t, keys...))})
			require.Len(t, plan.Breaks, 1)
			b := plan.Breaks[0]
			assert.Equal(t, sec(r.signalled).Round(time.Millisecond), b.Duration.Round(time.Millisecond), r.why)
			assert.Equal(t, sec(r.length), (b.In - b.Out).Round(time.Second), r.why)
			assert.Equal(t, r.source, b.Source)
			assert.Equal(t, r.id, b.ID)
			for k, v := range r.variables {
				assert.Equal(t, v, b.Variables[k], k)
			}
			assert.Equal(t, 100-int(r.length)/3, strings.Count(got, " b"), "content that is left")
		})
	}
}

// TestHLSDurations: three values on one break, the CUE-OUT decides.
func TestHLSDurations(t *testing.T) {
	const splice = "EXT-OATCLS-SCTE35:/DAlAAAAAsvhAP/wFAXwAAAGf+/+AdLfiP4AG3dAAAEBAQAAXytxmQ=="
	for name, want := range map[string]float64{"HLS-11": 20.02, "HLS-12": 59.993} {
		t.Run(name, func(t *testing.T) {
			words := []string{"a:5.0", splice, fmt.Sprintf("EXT-X-CUE-OUT:%.3f", want)}
			words = append(words, segments("b", 20, "5.0")...)
			_, plan := run(t, playlist(words...), stitch.Options{})
			require.Len(t, plan.Breaks, 1)
			assert.Equal(t, sec(want).Round(time.Millisecond), plan.Breaks[0].Duration)
			assert.Equal(t, stitch.SourceCueOut, plan.Breaks[0].Source)
		})
	}
}
