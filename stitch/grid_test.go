package stitch_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/internal/checktest"
	"github.com/adsplice/adsplice/stitch"
)

// TestCoarseRendition: in a rendition with long segments content between two
// breaks, ahead of the first and behind the last keeps a segment, so that the
// discontinuities are those of the video (H10).
func TestCoarseRendition(t *testing.T) {
	video := playlist(segments("v", 15, "2.0")...)
	rows := []struct {
		name, why string
		offsets   []string
		coarse    []string
		want      string
	}{
		{"apart", "", []string{"00:00:10=ad", "00:00:20=ad"}, segments("x", 3, "10.0"), "x1 | ad/1 | x2 | ad/1 | x3 $"},
		{"near the start", "2 s are nearest to 0", []string{"00:00:02=ad"}, segments("x", 3, "10.0"), "x1 | ad/1 | x2 x3 $"},
		{"near the end", "28 s are nearest to 30", []string{"00:00:28=ad"}, segments("x", 3, "10.0"), "x1 x2 | ad/1 | x3 $"},
		{"close together", "10 s and 12 s are nearest to 10", []string{"00:00:10=ad", "00:00:12=ad"}, segments("x", 3, "10.0"), "x1 | ad/1 | x2 | ad/1 | x3 $"},
		{"all", "", []string{"start=ad", "00:00:02=ad", "00:00:04=ad", "end=ad"}, segments("x", 3, "10.0"), "ad/1 | x1 | ad/1 | x2 | ad/1 | x3 | ad/1 $"},
		{"one place", "breaks at one place have no content between", []string{"00:00:10=ad", "00:00:10=ad"}, segments("x", 3, "10.0"), "x1 | ad/1 | ad/1 | x2 x3 $"},
		{"too few", "what is not there can't be kept", []string{"00:00:02=ad", "00:00:04=ad"}, segments("x", 1, "30.0"), "ad/1 | ad/1 | x1 $"},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			doc := parse(t, video)
			plan, err := stitch.Decide(stitch.Input{
				Session: stitch.NewSession(doc, stitch.SessionOptions{}), Doc: doc, Creatives: library(creative(t, "ad", "5.0")),
				Answers: stitch.Answers{stitch.VODKey: vmapAnswer(t, r.offsets...)},
			})
			require.NoError(t, err)
			origin := strings.Replace(playlist(r.coarse...), "TARGETDURATION:6", "TARGETDURATION:30", 1)
			out, err := plan.AppendHLS(nil, parse(t, origin), &stitch.HLSOptions{}, new(stitch.Rendered))
			require.NoError(t, err)
			checktest.HLS(t, []byte(origin), out)
			assert.Equal(t, r.want, show(t, out), r.why)
		})
	}
}
