package suppression_test

import (
	"encoding/json"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/suppression"
)

const (
	longest  = time.Duration(math.MaxInt64)
	earliest = time.Duration(math.MinInt64)
)

func TestJudge(t *testing.T) {
	type brk struct {
		start, length time.Duration // start from the edge
		from          time.Duration
		ok            bool
	}
	const minute = time.Minute
	behind := suppression.Settings{Mode: suppression.BehindLiveEdge, Value: 45 * minute}
	after := suppression.Settings{Mode: suppression.AfterLiveEdge, Value: 30 * minute}
	partial := suppression.Settings{Mode: suppression.AfterLiveEdge, Value: 30 * minute, FillPolicy: suppression.PartialAvail}
	for _, tt := range []struct {
		name   string
		s      suppression.Settings
		breaks []brk
		why    string
	}{
		{
			"SUP-1",
			suppression.Settings{},
			[]brk{{-60 * minute, 2 * minute, 0, true}, {-30 * minute, 2 * minute, 0, true}, {-1 * minute, 2 * minute, 0, true}},
			"OFF personalises everything, a break in progress at the edge too",
		},
		{
			"SUP-2",
			suppression.Settings{Mode: suppression.BehindLiveEdge},
			[]brk{{-60 * minute, 2 * minute, 0, false}, {-1 * minute, 2 * minute, 0, false}, {0, 2 * minute, 0, false}, {1, 2 * minute, 0, true}},
			"00:00:00 is in sync with the live edge: nothing on or behind it",
		},
		{
			"SUP-3", behind,
			[]brk{{-46 * minute, 2 * minute, 0, false}, {-40 * minute, minute, 0, true}, {-1 * minute, 0, 0, true}, {minute, 0, 0, true}},
			"the start decides, also for a break in progress at the limit",
		},
		{
			"SUP-4", behind,
			[]brk{{-45*minute - 1, minute, 0, false}, {-45 * minute, minute, 0, false}, {-45*minute + 1, minute, 0, true}},
			"AMB-19: on the limit counts as behind it",
		},
		{
			"SUP-5", after,
			[]brk{{31 * minute, 2 * minute, 0, true}, {30 * minute, 2 * minute, 0, true}, {10 * minute, 2 * minute, 0, false}, {0, minute, 0, false}},
			"only breaks wholly after the period",
		},
		{
			"SUP-6", partial,
			[]brk{{29 * minute, 2 * minute, minute, true}, {29 * minute, 0, minute, true}, {30 * minute, minute, 0, true}, {30*minute - 1, minute, 1, true}},
			"only the last minute is filled",
		},
		{
			"SUP-7", partial,
			[]brk{{-5 * minute, 36 * minute, 35 * minute, true}, {-5 * minute, 0, 35 * minute, true}},
			"a break from before the session's start",
		},
		{
			"SUP-8", after,
			[]brk{{-5 * minute, 10 * minute, 0, false}, {-5 * minute, 0, 0, false}},
			"ends within the period",
		},
		{
			"SUP-8 with PARTIAL_AVAIL", partial,
			[]brk{{-5 * minute, 10 * minute, 0, false}, {28 * minute, 2 * minute, 0, false}, {28 * minute, 2*minute + 1, 2 * minute, true}, {-60 * minute, minute, 0, false}},
			"nothing of it lies after the period",
		},
		{
			"SUP-9", after,
			[]brk{{29 * minute, 2 * minute, 0, false}, {30*minute - 1, 2 * minute, 0, false}},
			"FULL_AVAIL_ONLY is the default",
		},
		{
			"SUP-10",
			suppression.Settings{Mode: suppression.BehindLiveEdge, Value: minute, FillPolicy: suppression.PartialAvail},
			[]brk{{-1*minute - 1, 2 * minute, 0, false}, {-1*minute + 1, 2 * minute, 0, true}},
			"behind the edge the policy is always full",
		},
		{
			"AMB-22",
			suppression.Settings{Mode: suppression.AfterLiveEdge, Value: 30 * minute, FillPolicy: suppression.PartialAvail, Buffer: minute},
			[]brk{{29 * minute, 2 * minute, 0, false}, {30 * minute, 2 * minute, minute, true}, {31 * minute, 2 * minute, 0, true}},
			"the buffer lengthens the period",
		},
		{
			"buffer behind the edge",
			suppression.Settings{Mode: suppression.BehindLiveEdge, Value: minute, Buffer: minute},
			[]brk{{-1*minute - 1, 0, 0, false}, {-1*minute + 1, 0, 0, true}},
			"the buffer is for AFTER_LIVE_EDGE",
		},
		{
			"after, no value",
			suppression.Settings{Mode: suppression.AfterLiveEdge, FillPolicy: suppression.PartialAvail},
			[]brk{{0, minute, 0, true}, {-1 * minute, 3 * minute, minute, true}, {-1 * minute, minute, 0, false}},
			"joining in a break",
		},
		{
			"negative times",
			suppression.Settings{Mode: suppression.AfterLiveEdge, Value: -minute, Buffer: -minute, FillPolicy: suppression.PartialAvail},
			[]brk{{0, -minute, 0, true}, {-minute, -minute, minute, true}},
			"less than 0 is 0; a length below 0 is unknown",
		},
		{
			"unknown mode",
			suppression.Settings{Mode: 9, Value: minute},
			[]brk{{-60 * minute, 2 * minute, 0, true}, {60 * minute, 2 * minute, 0, true}},
			"a mode we don't know suppresses nothing",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, b := range tt.breaks {
				for _, edge := range []time.Duration{0, 100 * time.Hour, -100 * time.Hour, 1_767_225_600 * time.Second} {
					from, ok := tt.s.Judge(edge, edge+b.start, b.length)
					assert.Equal(t, b.ok, ok, "start %v: %s", b.start, tt.why)
					assert.Equal(t, b.from, from, "start %v: %s", b.start, tt.why)
				}
			}
		})
	}
}

// naiveJudge is Judge in numbers that can't overflow, written after the reference.
func naiveJudge(s suppression.Settings, edge, start, length time.Duration) (from time.Duration, ok bool) {
	n := func(d time.Duration) *big.Int { return big.NewInt(int64(d)) }
	switch s.Mode {
	case suppression.BehindLiveEdge:
		limit := new(big.Int).Sub(n(edge), n(max(s.Value, 0)))
		return 0, n(start).Cmp(limit) > 0
	case suppression.AfterLiveEdge:
		end := new(big.Int).Add(n(edge), n(max(s.Value, 0)))
		end.Add(end, n(max(s.Buffer, 0)))
		if n(start).Cmp(end) >= 0 {
			return 0, true
		}
		if s.FillPolicy != suppression.PartialAvail {
			return 0, false
		}
		if length > 0 && new(big.Int).Add(n(start), n(length)).Cmp(end) <= 0 {
			return 0, false
		}
		rest := new(big.Int).Sub(end, n(start))
		if !rest.IsInt64() {
			return longest, true
		}
		return time.Duration(rest.Int64()), true
	case suppression.Off:
	}
	return 0, true
}

func TestJudgeExtremes(t *testing.T) {
	edges := []time.Duration{
		earliest, earliest + 1, -longest / 2, -time.Hour, -1, 0, 1, time.Hour, longest / 2, longest - 1, longest,
	}
	for _, mode := range []suppression.Mode{suppression.Off, suppression.BehindLiveEdge, suppression.AfterLiveEdge} {
		for _, policy := range []suppression.FillPolicy{suppression.FullAvailOnly, suppression.PartialAvail} {
			for _, value := range edges {
				for _, buffer := range []time.Duration{earliest, 0, 1, longest} {
					for _, edge := range edges {
						for _, start := range edges {
							for _, length := range []time.Duration{earliest, 0, 1, time.Hour, longest} {
								requireNaive(t, suppression.Settings{Mode: mode, Value: value, FillPolicy: policy, Buffer: buffer}, edge, start, length)
							}
						}
					}
				}
			}
		}
	}
}

func TestJudgeRandom(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	near := func() time.Duration { return time.Duration(r.IntN(21) - 10) }
	for range 20_000 {
		s := suppression.Settings{
			Mode: suppression.Mode(r.IntN(3)), Value: near(), FillPolicy: suppression.FillPolicy(r.IntN(2)), Buffer: near(),
		}
		requireNaive(t, s, near(), near(), near())
	}
}

// requireNaive compares Judge and Limit with what numbers of any size give.
func requireNaive(t *testing.T, s suppression.Settings, edge, start, length time.Duration) {
	t.Helper()
	from, ok := s.Judge(edge, start, length)
	wantFrom, wantOK := naiveJudge(s, edge, start, length)
	if from != wantFrom || ok != wantOK {
		require.Failf(t, "Judge", "%+v.Judge(%d, %d, %d) = %d, %t, want %d, %t", s, edge, start, length, from, ok, wantFrom, wantOK)
	}
	limit, limited := s.Limit(edge)
	if limited != (s.Mode != suppression.Off) {
		require.Failf(t, "Limit", "%+v", s)
	}
	if !limited || limit == earliest || limit == longest {
		return
	}
	whole := s
	whole.FillPolicy = suppression.FullAvailOnly
	_, ok = whole.Judge(edge, start, length)
	if want := start > limit || start == limit && s.Mode == suppression.AfterLiveEdge; ok != want {
		require.Failf(t, "Limit", "%+v.Limit(%d) = %d, but a start of %d is judged %t", s, edge, limit, start, ok)
	}
}

func TestLimit(t *testing.T) {
	for _, tt := range []struct {
		name string
		s    suppression.Settings
		edge time.Duration
		want time.Duration
		ok   bool
	}{
		{"off", suppression.Settings{Value: time.Hour}, time.Minute, 0, false},
		{"behind", suppression.Settings{Mode: suppression.BehindLiveEdge, Value: time.Hour, Buffer: 1}, time.Minute, -59 * time.Minute, true},
		{"after", suppression.Settings{Mode: suppression.AfterLiveEdge, Value: time.Hour, Buffer: 1}, time.Minute, 61*time.Minute + 1, true},
		{"earliest", suppression.Settings{Mode: suppression.BehindLiveEdge, Value: 2}, earliest + 1, earliest, true},
		{"latest", suppression.Settings{Mode: suppression.AfterLiveEdge, Value: 2}, longest - 1, longest, true},
		{"latest by the buffer", suppression.Settings{Mode: suppression.AfterLiveEdge, Value: longest, Buffer: longest}, 0, longest, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			limit, ok := tt.s.Limit(tt.edge)
			assert.Equal(t, tt.want, limit)
			assert.Equal(t, tt.ok, ok)
		})
	}
}

func TestSettingsJSON(t *testing.T) {
	for _, tt := range []struct {
		s    suppression.Settings
		want string
	}{
		{suppression.Settings{}, `{}`},
		{
			suppression.Settings{Mode: suppression.AfterLiveEdge, Value: time.Second, FillPolicy: suppression.PartialAvail, Buffer: 1},
			`{"mode":"AFTER_LIVE_EDGE","value":1000000000,"fillPolicy":"PARTIAL_AVAIL","buffer":1}`,
		},
	} {
		got, err := json.Marshal(tt.s)
		require.NoError(t, err)
		assert.Equal(t, tt.want, string(got))
		var back suppression.Settings
		require.NoError(t, json.Unmarshal(got, &back))
		assert.Equal(t, tt.s, back)
	}
}

func BenchmarkJudge(b *testing.B) {
	s := suppression.Settings{Mode: suppression.AfterLiveEdge, Value: time.Hour, FillPolicy: suppression.PartialAvail}
	b.ReportAllocs()
	for b.Loop() {
		s.Judge(time.Hour, 119*time.Minute, 2*time.Minute)
	}
}
