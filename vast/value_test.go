package vast_test

import (
	"math"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/vast"
)

var durations = []struct {
	in   string
	want time.Duration
	ok   bool
	why  string
}{
	{"00:00:30", 30 * time.Second, true, "VAST 4.3 section 2.3.2"},
	{"01:02:03.004", time.Hour + 2*time.Minute + 3004*time.Millisecond, true, ""},
	{"00:00:30.5", 30500 * time.Millisecond, true, "decimals of a second"},
	{"00:00:22.342", 22342 * time.Millisecond, true, ""},
	{"0:0:15", 15 * time.Second, true, ""},
	{"00:30", 30 * time.Second, true, "two parts"},
	{"30", 30 * time.Second, true, "vast-client-js takes plain seconds"},
	{"30.25", 30250 * time.Millisecond, true, ""},
	{" 00:00:15\n", 15 * time.Second, true, ""},
	{"00:00:90", 90 * time.Second, true, "one obvious reading"},
	{"00:00:00", 0, true, "a time, if a useless one"},
	{"100:00:00", 100 * time.Hour, true, ""},
	{"00:00:00.1234567891", 123456789, true, "cut off below a nanosecond"},
	{"undefined", 0, false, "rs/vast#5"},
	{"", 0, false, ""},
	{":", 0, false, ""},
	{"00:00:", 0, false, ""},
	{"00::15", 0, false, ""},
	{"00:00:15.", 0, false, ""},
	{"00:00:15.x", 0, false, ""},
	{"1:2:3:4", 0, false, ""},
	{"-5", 0, false, ""},
	{"-00:00:05", 0, false, ""},
	{"PT30S", 0, false, ""},
	{"30s", 0, false, ""},
	{"1e3", 0, false, ""},
	{"00.5:00:00", 0, false, ""},
	{"1000000:00:00", 0, false, "a million hours"},
	{"99999999999", 0, false, "overflow"},
	{strings.Repeat("9", 1000), 0, false, "overflow"},
}

func TestParseDuration(t *testing.T) {
	for _, tt := range durations {
		got, ok := vast.ParseDuration(tt.in)
		assert.Equal(t, tt.ok, ok, "%q %s", tt.in, tt.why)
		assert.Equal(t, tt.want, got, "%q %s", tt.in, tt.why)
	}
}

// exactDuration reads a time that is known to be one, in nanoseconds, with exact arithmetic.
func exactDuration(s string) int64 {
	total := new(big.Rat)
	for part := range strings.SplitSeq(strings.TrimSpace(s), ":") {
		v, ok := new(big.Rat).SetString(part)
		if !ok {
			return -1
		}
		total.Add(total.Mul(total, big.NewRat(60, 1)), v)
	}
	total.Mul(total, big.NewRat(int64(time.Second), 1))
	return new(big.Int).Quo(total.Num(), total.Denom()).Int64()
}

func TestPercent(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want vast.Percent
		ok   bool
		text string
	}{
		{"0%", 0, true, "0%"},
		{"100%", 100 * vast.Percent1, true, "100%"},
		{" 33.5 %", 33*vast.Percent1 + vast.Percent1/2, true, "33.5%"},
		{"0.000000001%", 1, true, "0.000000001%"},
		{"0.0000000019%", 1, true, "0.000000001%"},
		{"100.1%", 0, false, ""},
		{"101%", 0, false, ""},
		{"-1%", 0, false, ""},
		{"%", 0, false, ""},
		{".5%", 0, false, ""},
		{"5", 0, false, ""},
		{"5.%", 0, false, ""},
		{"5,5%", 0, false, ""},
		{strings.Repeat("1", 100) + "%", 0, false, ""},
	} {
		got, ok := vast.ParsePercent(tt.in)
		require.Equal(t, tt.ok, ok, tt.in)
		if ok {
			assert.Equal(t, tt.want, got, tt.in)
			assert.Equal(t, tt.text, got.String())
		}
	}
	half, _ := vast.ParsePercent("50%")
	assert.Equal(t, 15*time.Second, half.Of(30*time.Second))
	third, _ := vast.ParsePercent("33.333333333%")
	assert.Equal(t, time.Duration(9_999_999_999), third.Of(30*time.Second), "rounded down")
	assert.Equal(t, time.Duration(math.MaxInt64), (100 * vast.Percent1).Of(math.MaxInt64))
	assert.Equal(t, time.Duration(math.MaxInt64), vast.Percent(math.MaxInt64).Of(math.MaxInt64))
	assert.Zero(t, half.Of(-1))
	assert.Zero(t, vast.Percent(-1).Of(1))
}

func TestOffset(t *testing.T) {
	o, ok := vast.ParseOffset("00:00:05")
	require.True(t, ok)
	at, isTime := o.Time()
	assert.True(t, isTime)
	assert.Equal(t, 5*time.Second, at)
	assert.Equal(t, 5*time.Second, o.In(time.Minute))
	assert.Equal(t, "00:00:05", o.String())
	o, ok = vast.ParseOffset(" 25% ")
	require.True(t, ok)
	p, isShare := o.Percent()
	assert.True(t, isShare)
	assert.Equal(t, 25*vast.Percent1, p)
	assert.Equal(t, 15*time.Second, o.In(time.Minute))
	assert.Equal(t, "25%", o.String())
	same, _ := vast.ParseOffset("25.0%")
	assert.Equal(t, o, same)
	_, ok = vast.ParseOffset("soon")
	assert.False(t, ok)
}

func TestAppendDuration(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0:                                  "00:00:00",
		-time.Second:                       "00:00:00",
		time.Second + 999*time.Microsecond: "00:00:01",
		59*time.Minute + 59*time.Second + 60*time.Millisecond: "00:59:59.060",
		123*time.Hour + 4*time.Minute + 5*time.Second:         "123:04:05",
	} {
		assert.Equal(t, want, string(vast.AppendDuration(nil, d)))
	}
}

func TestNames(t *testing.T) {
	seen := map[string]bool{}
	for r := vast.ReasonNone; r <= vast.ReasonInvalidVASTAdTagURI; r++ {
		text, err := r.MarshalText()
		require.NoError(t, err)
		assert.False(t, seen[string(text)])
		seen[string(text)] = true
		assert.NotContains(t, string(text), "REASON_")
		assert.Equal(t, r == vast.ReasonNone, r.Code() == 0)
	}
	assert.Equal(t, "REASON_99", vast.Reason(99).String())
	for c := vast.WarnAmpersand; c <= vast.WarnBody; c++ {
		text, err := c.MarshalText()
		require.NoError(t, err)
		assert.NotContains(t, string(text), "WARNING_")
	}
	assert.Equal(t, "WARNING_99", vast.WarningCode(99).String())
	for p := vast.MediaOK; p <= vast.MediaFlash; p++ {
		text, err := p.MarshalText()
		require.NoError(t, err)
		assert.NotEqual(t, "UNKNOWN", string(text))
	}
	assert.Equal(t, "UNKNOWN", vast.MediaProblem(99).String())
}
