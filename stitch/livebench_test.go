package stitch_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/hls"
	"github.com/adsplice/adsplice/stitch"
)

// liveRefresh returns what one refresh of a window of ten segments with a break in
// it takes: the plan and the render, with all decisions made.
func liveRefresh(tb testing.TB) func() {
	tb.Helper()
	var words []string
	for i := range 14 {
		words = append(words, "EXT-X-PROGRAM-DATE-TIME:"+time.Date(2026, 1, 1, 0, 0, 6*i, 0, time.UTC).Format("2006-01-02T15:04:05.000Z07:00"))
		switch i {
		case 5:
			words = append(words, "EXT-X-CUE-OUT:30")
		case 10:
			words = append(words, "EXT-X-CUE-IN")
		}
		words = append(words, "s"+string(rune('a'+i))+":6.000")
	}
	v := newViewer(library(whole(tb, "a", 10), whole(tb, "b", 20)), offer(tb, "a", "b"))
	at := func(first int) string {
		per := func(i int) int { // words in front of segment i
			n := 2 * i
			if i > 5 {
				n++
			}
			if i > 10 {
				n++
			}
			return n
		}
		return window(100+first, words[per(first):per(first+10)]...)
	}
	for first := range 4 {
		v.must(tb, "v", at(first))
	}
	doc, err := hls.ParseMedia([]byte(at(3)))
	require.NoError(tb, err)
	in := stitch.Input{
		Session: v.session, Doc: doc, Answers: v.answers, Decisions: v.decisions, Closures: v.closures, Cursor: v.cursors["v"], Creatives: v.creatives,
	}
	o := stitch.HLSOptions{Cursor: v.cursors["v"]}
	var plan stitch.Plan
	var r stitch.Rendered
	var dst []byte
	return func() {
		if err := plan.Decide(&in); err != nil {
			tb.Fatal(err)
		}
		out, err := plan.AppendHLS(dst[:0], doc, &o, &r)
		if err != nil || len(r.Breaks) != 1 {
			tb.Fatal(err, len(r.Breaks))
		}
		dst = out
	}
}

func BenchmarkLiveRefresh(b *testing.B) {
	refresh := liveRefresh(b)
	b.ReportAllocs()
	for b.Loop() {
		refresh()
	}
}

func TestLiveRefreshAllocates(t *testing.T) {
	refresh := liveRefresh(t)
	refresh()
	require.Zero(t, testing.AllocsPerRun(100, refresh))
}
