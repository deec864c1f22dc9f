package suppression_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/adsplice/adsplice/suppression"
)

const (
	qMode   = "aws.availSuppressionMode"
	qValue  = "aws.availSuppressionValue"
	qPolicy = "aws.availSuppressionFillPolicy"
)

// problem is what tests look at in a problem.
type problem struct {
	field string
	kind  error
}

func behind(d time.Duration) suppression.Settings {
	return suppression.Settings{Mode: suppression.BehindLiveEdge, Value: d}
}

func after(d time.Duration, p suppression.FillPolicy) suppression.Settings {
	return suppression.Settings{Mode: suppression.AfterLiveEdge, Value: d, FillPolicy: p}
}

func assertSet(t *testing.T, got suppression.Set, want suppression.Settings, complete bool, problems []problem) {
	t.Helper()
	assert.Equal(t, want, got.Settings)
	assert.Equal(t, complete, got.Complete)
	if !assert.Len(t, got.Problems, len(problems), "%v", got.Problems) {
		return
	}
	for i, p := range problems {
		assert.Equal(t, p.field, got.Problems[i].Field)
		assert.ErrorIs(t, got.Problems[i], p.kind)
		assert.NotEmpty(t, got.Problems[i].Effect, "a request's problem says what follows")
	}
}

func TestFromQuery(t *testing.T) {
	full, partial := suppression.FullAvailOnly, suppression.PartialAvail
	off := suppression.Settings{}
	for _, tt := range []struct {
		name     string
		query    string
		want     suppression.Settings
		complete bool
		problems []problem
		why      string
	}{
		{"documented", qMode + "=BEHIND_LIVE_EDGE&" + qValue + "=00%3A00%3A21&" + qPolicy + "=FULL_AVAIL_ONLY", behind(21 * time.Second), true, nil, "the example of the user guide"},
		{"raw", "?" + qMode + "=BEHIND_LIVE_EDGE&" + qValue + "=00:00:10", behind(10 * time.Second), true, nil, "the example of the page on service variables"},
		{"among others", "ads.x=1&" + qValue + "=00:30:00&aws.logMode=DEBUG&" + qPolicy + "=PARTIAL_AVAIL&&=&" + qMode + "=AFTER_LIVE_EDGE&manifest.y=%zz", after(30*time.Minute, partial), true, nil, "any order, other parameters"},
		{"case", qMode + "=after_Live_edge&" + qValue + "=00:30:00&" + qPolicy + "=partial_avail", after(30*time.Minute, partial), true, nil, "mode and fill policy are case-insensitive"},
		{"encoded name", "aws%2EavailSuppressionMode=OFF", off, true, nil, "names are decoded as well"},
		{"default policy", qMode + "=AFTER_LIVE_EDGE&" + qValue + "=00:30:00", after(30*time.Minute, full), true, nil, ""},
		{"zero", qMode + "=BEHIND_LIVE_EDGE&" + qValue + "=00:00:00", behind(0), true, nil, "SUP-2's value"},
		{"off", qMode + "=off", off, true, nil, "OFF is complete without a value"},
		{"none", "ads.x=1&availSuppressionMode=OFF", off, false, nil, ""},
		{"empty", "", off, false, nil, ""},

		{"SUP-10", qMode + "=BEHIND_LIVE_EDGE&" + qValue + "=00:00:21&" + qPolicy + "=PARTIAL_AVAIL", behind(21 * time.Second), true, []problem{{qPolicy, suppression.ErrNotAllowed}}, "treated as FULL"},
		{"SUP-11 no value", qMode + "=BEHIND_LIVE_EDGE", off, false, []problem{{qValue, suppression.ErrMissing}}, "incomplete"},
		{"SUP-11 malformed", qMode + "=BEHIND_LIVE_EDGE&" + qValue + "=21", off, true, []problem{{qValue, suppression.ErrBadValue}}, "the mode falls back to OFF"},
		{"SUP-12", qMode + "=OFF&" + qValue + "=00:00:21", off, true, []problem{{qValue, suppression.ErrNotAllowed}}, "the value is ignored"},
		{"SUP-14", qValue + "=00:00:21", off, false, []problem{{qMode, suppression.ErrMissing}}, "incomplete"},
		{"SUP-15", qMode + "=AFTER_LIVE_EDGE&" + qValue + "=01%3A30%3A00", after(90*time.Minute, full), true, nil, "5400 s"},
		{"SUP-15 1:30", qMode + "=AFTER_LIVE_EDGE&" + qValue + "=1:30", off, true, []problem{{qValue, suppression.ErrBadValue}}, ""},
		{"SUP-15 90", qMode + "=AFTER_LIVE_EDGE&" + qValue + "=90", off, true, []problem{{qValue, suppression.ErrBadValue}}, ""},
		{"SUP-15 00:61:00", qMode + "=AFTER_LIVE_EDGE&" + qValue + "=00:61:00", off, true, []problem{{qValue, suppression.ErrBadValue}}, ""},

		{"policy alone", qPolicy + "=PARTIAL_AVAIL", off, false, []problem{{qMode, suppression.ErrMissing}}, ""},
		{"policy with OFF", qMode + "=OFF&" + qPolicy + "=PARTIAL_AVAIL", off, true, nil, "nothing to act on"},
		{"unknown policy", qMode + "=AFTER_LIVE_EDGE&" + qValue + "=00:30:00&" + qPolicy + "=HALF", after(30*time.Minute, full), true, []problem{{qPolicy, suppression.ErrBadValue}}, "the default"},
		{"unknown mode", qMode + "=BEFORE_LIVE_EDGE&" + qValue + "=00:30:00", off, false, []problem{{qMode, suppression.ErrBadValue}}, "as if not given"},
		{"empty mode", qMode + "=&" + qValue + "=00:30:00", off, false, []problem{{qMode, suppression.ErrMissing}}, "empty is not given"},
		{"empty value", qMode + "=BEHIND_LIVE_EDGE&" + qValue + "=", off, false, []problem{{qValue, suppression.ErrMissing}}, "empty is not given"},
		{"no equals sign", qMode, off, false, nil, "empty is not given"},
		{"name case", strings.ToLower(qMode) + "=OFF", off, false, []problem{{"query", suppression.ErrUnknownName}}, "names are case-sensitive"},
		{"the prefix", "aws.availSuppression=BEHIND_LIVE_EDGE", off, false, []problem{{"query", suppression.ErrUnknownName}}, "a prefix, not a parameter"},
		{"the prefix in front", "aws.availSuppression=" + qMode + "=BEHIND_LIVE_EDGE&" + qValue + "=00:00:21", off, false, []problem{{"query", suppression.ErrUnknownName}, {qMode, suppression.ErrMissing}}, "the text taken by its letters"},
		{"the slip", qMode + "=BEHIND_LIVE_EDGE&aws.aws.availSuppressionValue=00:30:00", off, false, []problem{{"query", suppression.ErrUnknownName}, {qValue, suppression.ErrMissing}}, "a typo, not a parameter"},
		{"twice", qMode + "=OFF&" + qMode + "=AFTER_LIVE_EDGE", off, true, []problem{{qMode, suppression.ErrDuplicate}}, "the first counts"},
		{"twice the same", qMode + "=OFF&" + qMode + "=OFF", off, true, nil, ""},
		{"twice, first empty", qMode + "=&" + qMode + "=OFF", off, false, []problem{{qMode, suppression.ErrDuplicate}}, "the first counts"},
		{"encoded twice", qMode + "=BEHIND_LIVE_EDGE&" + qValue + "=00%253A00%253A21", behind(21 * time.Second), true, nil, "decoded once, then encoded colons"},

		{"bad escape in mode", qMode + "=OFF%2", off, false, []problem{{qMode, suppression.ErrBadValue}}, ""},
		{"bad escape in value", qMode + "=AFTER_LIVE_EDGE&" + qValue + "=00%3A30%3A0%", off, true, []problem{{qValue, suppression.ErrBadValue}}, ""},
		{"bad escape in policy", qMode + "=AFTER_LIVE_EDGE&" + qValue + "=00:30:00&" + qPolicy + "=%", after(30*time.Minute, full), true, []problem{{qPolicy, suppression.ErrBadValue}}, ""},
		{"bad escape in name", qMode + "%=OFF", off, false, nil, "no name we know"},
		{"hostile mode", qMode + "=%0A%22%3E%00&" + qValue + "=00:30:00", off, false, []problem{{qMode, suppression.ErrBadValue}}, ""},
		{"semicolon", qMode + "=OFF;" + qValue + "=00:30:00", off, false, []problem{{qMode, suppression.ErrBadValue}}, "only & separates"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			assertSet(t, suppression.FromQuery(tt.query), tt.want, tt.complete, tt.problems)
		})
	}
}

func TestFromQueryHostile(t *testing.T) {
	many := suppression.FromQuery(strings.Repeat("aws.availSuppressionX=1&", 10_000) +
		strings.Repeat(qMode+"=OFF&"+qMode+"=ON&", 10_000) + strings.Repeat(qValue+"=1&"+qValue+"=2&", 10_000))
	assert.LessOrEqual(t, len(many.Problems), 12, "problems are bounded")
	long := suppression.FromQuery(qMode + "=" + strings.Repeat("\n", 1<<20))
	assert.Len(t, long.Problems, 1)
	assert.Len(t, long.Problems[0].Text, 64)
	assert.NotContains(t, long.Problems[0].Error(), "\n")
}
