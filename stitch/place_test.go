package stitch_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/stitch"
)

// TestSlateAfterOverrun: what an earlier break overran comes off the slate of
// the next, in the plan and in what is written.
func TestSlateAfterOverrun(t *testing.T) {
	origin := playlist("a:6.0", "EXT-X-CUE-OUT:12", "b:6.0", "c:6.0", "EXT-X-CUE-IN", "d:6.0",
		"EXT-X-CUE-OUT:24", "e:6.0", "f:6.0", "g:6.0", "h:6.0", "EXT-X-CUE-IN", "i:6.0", "j:6.0")
	doc := parse(t, origin)
	avails, _ := stitch.Avails(doc)
	plan, err := stitch.Decide(stitch.Input{
		Session: stitch.NewSession(doc, stitch.SessionOptions{}), Doc: doc, Avails: avails, Policy: stitch.Policy{Slate: "slate", FitTolerance: 3 * time.Second},
		Creatives: library(creative(t, "ad", "6.0", "6.0", "2.0"), creative(t, "slate", "4.0", "4.0", "4.0")),
		Answers:   stitch.Answers{avails[0].Key: vastAnswer(t, "ad"), avails[1].Key: {}},
	})
	require.NoError(t, err)
	var r stitch.Rendered
	out, err := plan.AppendHLS(nil, doc, nil, &r)
	require.NoError(t, err)
	assert.Equal(t, "a | ad/1 ad/2 ad/3 | d | slate/1 slate/2 slate/3 | slate/1 slate/2 | i j $", show(t, out))
	assert.Equal(t, plan.Breaks[1].Ads, r.Breaks[1].Duration)
	end, _ := plan.TimeMap().Stitched(doc.Duration())
	assert.Equal(t, parse(t, string(out)).Duration(), end)
}

// TestCueTagsOfTheRightBreak: a filled break loses its cue tags, an unfilled one
// keeps them, also in a playlist that is not the plan's own.
func TestCueTagsOfTheRightBreak(t *testing.T) {
	origin := playlist("a:2.0", "b:2.0", "EXT-X-CUE-OUT:0", "EXT-X-CUE-IN", "c:2.0", "EXT-X-CUE-OUT:0", "EXT-X-CUE-IN", "d:2.0", "e:2.0", "f:6.0")
	doc := parse(t, origin)
	avails, _ := stitch.Avails(doc)
	for filled := range avails {
		answers := stitch.Answers{avails[0].Key: {}, avails[1].Key: {}}
		answers[avails[filled].Key] = vastAnswer(t, "ad")
		plan, err := stitch.Decide(stitch.Input{Session: stitch.NewSession(doc, stitch.SessionOptions{}), Doc: doc, Avails: avails, Answers: answers, Creatives: library(whole(t, "ad", 4))})
		require.NoError(t, err)
		own, err := plan.AppendHLS(nil, doc, nil, nil)
		require.NoError(t, err)
		other, err := plan.AppendHLS(nil, parse(t, origin), nil, nil)
		require.NoError(t, err)
		assert.Equal(t, string(own), string(other))
		assert.Equal(t, 1, strings.Count(string(own), "EXT-X-CUE-OUT"))
		fewer := strings.Replace(origin, "#EXT-X-CUE-OUT:0\n#EXT-X-CUE-IN\n#EXTINF:2.0,\nc.ts", "#EXTINF:2.0,\nc.ts", 1)
		part, err := plan.AppendHLS(nil, parse(t, fewer), nil, nil)
		require.NoError(t, err)
		assert.Equal(t, 1-filled, strings.Count(string(part), "EXT-X-CUE-OUT"), "a rendition with the markers of one break")
	}
}

// TestKeysAreUnique: an id, a date or a segment without duration that repeats
// makes no two avails one.
func TestKeysAreUnique(t *testing.T) {
	pair := "#EXT-X-CUE-OUT:0\n#EXT-X-CUE-IN\n"
	for name, origin := range map[string]string{
		"zero length": playlist("a:6.0", "EXT-X-CUE-OUT:0", "EXT-X-CUE-IN", "z:0.0", "EXT-X-CUE-OUT:0", "EXT-X-CUE-IN", "b:6.0", "c:6.0"),
		"dates": strings.ReplaceAll(strings.ReplaceAll(playlist("a:6.0", "b:6.0", "c:6.0"), "#EXTINF:6.0,\nb", pair+"#EXTINF:6.0,\nb"),
			"#EXTINF:6.0,\n", "#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00Z\n"+"#EXTINF:6.0,\n"),
	} {
		t.Run(name, func(t *testing.T) {
			asked := map[string]bool{}
			got, plan := run(t, origin, stitch.Options{Creatives: library(whole(t, "ad", 4)), ADS: func(r stitch.Request) stitch.Answer {
				assert.False(t, asked[r.Key], "asked twice under one key")
				asked[r.Key] = true
				return vastAnswer(t, "ad")
			}})
			if name == "zero length" {
				assert.Equal(t, "a | ad/1 ad/2 | z | ad/1 ad/2 | b c $", got)
				assert.Equal(t, "@m1", plan.Breaks[0].Key)
				assert.Equal(t, "@m2", plan.Breaks[1].Key)
			}
		})
	}
}

// TestToleranceDoesNotAddUp: sixty breaks of 10 s with an ad of 10.4 s.
func TestToleranceDoesNotAddUp(t *testing.T) {
	var w []string
	for range 60 {
		w = append(w, "a:5.0", "EXT-X-CUE-OUT:10", "b:5.0", "c:5.0", "EXT-X-CUE-IN")
	}
	_, plan := run(t, playlist(append(w, "z:5.0")...), stitch.Options{
		Creatives: library(creative(t, "ad", "5.2", "5.2")), ADS: always(vastAnswer(t, "ad")),
	})
	var carry time.Duration
	for _, b := range plan.Breaks {
		carry += b.Ads - (b.In - b.Out)
	}
	assert.LessOrEqual(t, carry, stitch.DefaultFitTolerance)
}

func TestExtremes(t *testing.T) {
	ads := always(vastAnswer(t, "ad"))
	lib := library(whole(t, "ad", 4))
	got, plan := run(t, playlist("a:9000000000", "EXT-X-CUE-OUT:9000000000", "b:1.0", "c:6.0"), stitch.Options{Creatives: lib, ADS: ads})
	assert.Equal(t, 9000000007*time.Second, plan.Breaks[0].End, got)

	out, empty, err := stitch.Stitch(nil, []byte(playlist()), stitch.Options{Creatives: lib, ADS: ads})
	require.NoError(t, err)
	assert.Empty(t, empty.Breaks, "a playlist without segments has no place for ads")
	assert.Equal(t, playlist(), string(out))

	_, err = stitch.NewCreative("k", []stitch.HLSRendition{{}})
	require.ErrorIs(t, err, stitch.ErrNoRendition)
	_, err = stitch.Decide(stitch.Input{})
	require.ErrorIs(t, err, stitch.ErrNoDoc)
}
