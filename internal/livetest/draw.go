package livetest

import (
	"fmt"
	"time"

	"pgregory.net/rapid" //nolint:depguard // random channels are drawn by the tests of other packages
)

// Draw returns a random channel of 4 to 12 minutes. Its segments last 1 to 10 s,
// its breaks have odd lengths, early, late and missing cue-ins; it has keys that
// rotate, discontinuities of its own, and one to three renditions, each with
// segments of its own. Every window holds five target durations at least. It
// never restarts and its answers are never stale: change what [DrawConfig]
// returns for that.
func Draw(t *rapid.T) *Channel {
	config := DrawConfig(t)
	c, err := New(config)
	if err == nil {
		config.Window = c.window + rapid.IntRange(0, 10).Draw(t, "wider")
		c, err = New(config)
	}
	if err != nil {
		t.Fatalf("BUG: %v", err)
	}
	return c
}

// DrawConfig returns the configuration of a random channel, to be changed before
// [New].
func DrawConfig(t *rapid.T) Config {
	c := Config{
		Seed:                  rapid.Uint64().Draw(t, "seed"),
		Length:                millis(t, 240000, 720000, "length"),
		Dates:                 rapid.SampledFrom([]Dates{DatesAll, DatesFirst}).Draw(t, "dates"),
		Sequence:              rapid.SampledFrom([]int64{0, 1, 100, 987654}).Draw(t, "sequence"),
		DiscontinuitySequence: rapid.SampledFrom([]int64{0, 0, 7}).Draw(t, "discontinuity sequence"),
		Maps:                  rapid.SampledFrom([]Maps{MapNone, MapOne, MapPerDiscontinuity}).Draw(t, "maps"),
		Gaps:                  rapid.SampledFrom([]int{0, 0, 20}).Draw(t, "gaps"),
		CRLF:                  rapid.IntRange(0, 7).Draw(t, "crlf") == 7,
	}
	if rapid.IntRange(0, 3).Draw(t, "dated") > 0 {
		c.Start = time.Date(2026, 3, 28, 23, 55, 0, 0, time.UTC).Add(millis(t, 0, 999, "start"))
	}
	if rapid.Bool().Draw(t, "keys") {
		c.Keys = Keys{
			Every: rapid.IntRange(1, 12).Draw(t, "key every"),
			IV:    rapid.SampledFrom([]IV{IVImplicit, IVPerKey, IVPerSegment}).Draw(t, "iv"),
		}
		if rapid.IntRange(0, 4).Draw(t, "drm") == 4 {
			c.Keys.IV, c.Keys.Formats = IVImplicit, []string{"com.example.a", "com.example.b"}
		}
		c.Keys.EncryptedMap = c.Keys.IV != IVImplicit && rapid.Bool().Draw(t, "encrypted map")
	}
	drawRenditions(t, &c)
	drawBreaks(t, &c)
	// Longer than any segment, so that no two of them meet.
	for at := millis(t, 20000, 200000, "discontinuity"); at < c.Length && rapid.Bool().Draw(t, "own"); {
		c.Discontinuities = append(c.Discontinuities, at)
		at += millis(t, 25000, 200000, "next discontinuity")
	}
	return c
}

// millis draws a duration in whole milliseconds.
func millis(t *rapid.T, lo, hi int, label string) time.Duration {
	return time.Duration(rapid.IntRange(lo, hi).Draw(t, label)) * time.Millisecond
}

func drawRenditions(t *rapid.T, c *Config) {
	for i := range rapid.IntRange(1, 3).Draw(t, "renditions") {
		r := Rendition{
			Name:     []string{"v", "a", "w"}[i],
			Segments: drawSegments(t, i),
			Cut:      rapid.SampledFrom([]Cut{CutNone, CutSplit, CutRestart}).Draw(t, "cut"),
			Unmarked: i > 0 && rapid.Bool().Draw(t, "unmarked"),
			Sequence: rapid.SampledFrom([]int64{0, 0, 1000}).Draw(t, "more sequence"),
		}
		if i > 0 && rapid.IntRange(0, 2).Draw(t, "aligned") == 0 {
			r.Segments, r.Cut = c.Renditions[0].Segments, c.Renditions[0].Cut
		}
		c.Renditions = append(c.Renditions, r)
	}
}

func drawSegments(t *rapid.T, rendition int) []time.Duration {
	const ms = time.Millisecond
	known := [][]time.Duration{
		{6006 * ms, 6006 * ms, 5372 * ms},
		{6 * time.Second},
		{4 * time.Second},
		{1920 * ms},
		{2 * time.Second, 10 * time.Second},
		{6144 * ms, 5994 * ms, 5995 * ms, 5994 * ms},
	}
	if rendition == 1 {
		known = [][]time.Duration{{1920 * ms}, {5994 * ms, 6016 * ms}, {3840 * ms}}
	}
	if n := rapid.IntRange(0, len(known)+1).Draw(t, "segments"); n < len(known) {
		return known[n]
	}
	pattern := make([]time.Duration, rapid.IntRange(1, 5).Draw(t, "pattern"))
	for i := range pattern {
		pattern[i] = millis(t, 1000, 10000, "segment")
	}
	return pattern
}

func drawBreaks(t *rapid.T, c *Config) {
	form := Form(rapid.IntRange(0, int(forms)-1).Draw(t, "form"))
	if c.Start.IsZero() && form >= DateRange {
		form -= DateRange
	}
	at := millis(t, 0, 120000, "first break")
	for n := 1; at < c.Length && rapid.IntRange(0, 4).Draw(t, "break") > 0; n++ {
		b := Break{Start: at, Form: form, ID: fmt.Sprintf("ad-%d", n)}
		b.Signalled = rapid.SampledFrom([]time.Duration{
			0, 15 * time.Second, 30 * time.Second, 60060 * time.Millisecond, millis(t, 1, 90000, "signalled"),
		}).Draw(t, "duration")
		end := b.Signalled
		if end == 0 {
			end = 20 * time.Second
		}
		switch rapid.IntRange(0, 5).Draw(t, "cue-in") {
		case 0: // missing
		case 1: // early
			b.In = at + rapid.SampledFrom([]time.Duration{end / 2, end / 3, end * 9 / 10}).Draw(t, "early").Truncate(time.Millisecond)
		case 2: // late
			b.In = at + end + millis(t, 1, 12000, "late")
		default:
			b.In = at + end
		}
		c.Breaks = append(c.Breaks, b)
		at = max(b.End(), b.Start+end) + rapid.SampledFrom([]time.Duration{
			0, 5 * time.Second, 45 * time.Second, millis(t, 1, 120000, "gap"),
		}).Draw(t, "pause")
	}
}
