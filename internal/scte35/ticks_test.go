package scte35_test

import (
	"math"
	"math/big"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"github.com/adsplice/adsplice/internal/scte35"
)

func TestTicksDuration(t *testing.T) {
	tests := []struct {
		ticks scte35.Ticks
		want  time.Duration
		why   string
	}{
		{0, 0, ""},
		{1, 11111, "11111.1 ns"},
		{4, 44444, "44444.4 ns"},
		{5, 55556, "55555.6 ns rounds up"},
		{3003, 33366667, "one frame of 29.97 Hz"},
		{90000, time.Second, ""},
		{2702700, 30030 * time.Millisecond, "exact"},
		{1<<33 - 1, 95443717677778, "one turn of the PTS clock"},
		{1<<40 - 1, 12216795864166667, "the longest segmentation_duration"},
		{math.MaxInt64, math.MaxInt64, "saturates"},
		{math.MaxUint64, math.MaxInt64, "saturates"},
		{9223372036 * 90000, math.MaxInt64, "the first second that saturates"},
		{9223372036*90000 - 1, 9223372035999988889, "the last one that doesn't"},
	}
	for _, tt := range tests {
		assert.Equal(t, tt.want, tt.ticks.Duration(), "%d: %s", tt.ticks, tt.why)
	}
}

// TestTicksDurationExact compares with rational arithmetic.
func TestTicksDurationExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ticks := rapid.Uint64Max(1<<41).Draw(t, "ticks")
		got := scte35.Ticks(ticks).Duration()
		exact := new(big.Rat).SetFrac(new(big.Int).Mul(new(big.Int).SetUint64(ticks), big.NewInt(1e9)), big.NewInt(90000))
		off := new(big.Rat).Sub(new(big.Rat).SetInt64(int64(got)), exact)
		if off.Abs(off).Cmp(big.NewRat(1, 2)) >= 0 {
			t.Fatalf("%d ticks: %d ns is not the nearest to %s", ticks, got, exact.FloatString(3))
		}
	})
}
