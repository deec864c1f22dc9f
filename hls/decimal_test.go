package hls_test

import (
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/adsplice/adsplice/hls"
)

func TestSecondsText(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text string
		want time.Duration
		ok   bool
	}{
		{"0", 0, true},
		{"6", 6 * time.Second, true},
		{"6.006", 6006 * time.Millisecond, true},
		{"6.", 6 * time.Second, true},
		{".5", time.Second / 2, true},
		{"007.50", 7500 * time.Millisecond, true},
		{"0.0000000019", 1, true}, // rounded down
		{"3.0033333333333333333333333333", 3003333333, true},
		{"-1.5", -1500 * time.Millisecond, true},
		{`"60.000"`, time.Minute, true},
		{"9223372035.999999999", 9223372035999999999, true},
		{"9223372036", 0, false}, // not in nanoseconds
		{"99999999999999999999999999", 0, false},
		{"", 0, false},
		{".", 0, false},
		{"-", 0, false},
		{"--1", 0, false},
		{"+1", 0, false},
		{"1e3", 0, false},
		{"0x10", 0, false},
		{"1.2.3", 0, false},
		{"1 ", 0, false},
		{"١", 0, false},
	}
	for _, tt := range tests {
		got, ok := hls.Value(tt.text).Duration()
		require.Equal(t, tt.ok, ok, tt.text)
		if ok {
			require.Equal(t, tt.want, got, tt.text)
		}
	}
}

// decimals generates EXTINF numbers.
func decimals() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		s := rapid.StringMatching(`[0-9]{1,4}`).Draw(t, "whole")
		if rapid.Bool().Draw(t, "fraction") {
			s += "." + rapid.StringMatching(`[0-9]{0,18}`).Draw(t, "digits")
		}
		return s
	})
}

// nanoseconds rounds a number of seconds down.
func nanoseconds(s *big.Rat) int64 {
	ns := new(big.Rat).Mul(s, big.NewRat(int64(time.Second), 1))
	return new(big.Int).Quo(ns.Num(), ns.Denom()).Int64()
}

// TestBoundariesAreExact sums as math/big does: what is below a nanosecond is
// not lost from segment to segment.
func TestBoundariesAreExact(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		infs := rapid.SliceOfN(decimals(), 0, 40).Draw(t, "infs")
		var b strings.Builder
		b.WriteString("#EXTM3U\n#EXT-X-TARGETDURATION:10000\n")
		for _, x := range infs {
			b.WriteString("#EXTINF:" + x + ",\ns\n")
		}
		m, err := hls.ParseMedia([]byte(b.String()))
		require.NoError(t, err)
		sum := new(big.Rat)
		for i, x := range infs {
			s := m.Segment(i)
			require.Equal(t, nanoseconds(sum), int64(s.Start()))
			d, ok := new(big.Rat).SetString(strings.TrimSuffix(x, "."))
			require.True(t, ok, x)
			require.Equal(t, nanoseconds(d), int64(s.Duration()))
			sum.Add(sum, d)
			require.Equal(t, nanoseconds(sum), int64(s.End()))
		}
		require.Equal(t, nanoseconds(sum), int64(m.Duration()))
	})
}

// TestSegmentAtAgreesWithBoundaries compares the binary search with a scan.
func TestSegmentAtAgreesWithBoundaries(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		infs := rapid.SliceOfN(rapid.SampledFrom([]string{"1", "2", "2.5", "0.1", "0.000000001"}), 1, 30).Draw(t, "infs")
		m, err := hls.ParseMedia([]byte("#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:" + strings.Join(infs, ",\ns\n#EXTINF:") + ",\ns\n"))
		require.NoError(t, err)
		at := time.Duration(rapid.Int64Range(-int64(time.Second), int64(m.Duration()+time.Second)).Draw(t, "at"))
		at = rapid.SampledFrom([]time.Duration{at, at.Round(time.Second), at.Round(100 * time.Millisecond)}).Draw(t, "rounded")
		want := 0
		for want < m.Len() && m.Boundary(want+1) <= at {
			want++
		}
		require.Equal(t, want, m.SegmentAt(at))
		near := m.NearestBoundary(at)
		for i := 0; i <= m.Len(); i++ {
			require.LessOrEqual(t, (m.Boundary(near) - at).Abs(), (m.Boundary(i) - at).Abs())
			if (m.Boundary(i) - at).Abs() == (m.Boundary(near) - at).Abs() {
				require.LessOrEqual(t, m.Boundary(near), m.Boundary(i), "ties go to the earlier one")
			}
		}
	})
}
