package suppression_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/adsplice/adsplice/suppression"
)

func TestFromBody(t *testing.T) {
	const (
		bMode   = "availSuppression.mode"
		bValue  = "availSuppression.value"
		bPolicy = "availSuppression.fillPolicy"
	)
	full, partial := suppression.FullAvailOnly, suppression.PartialAvail
	off := suppression.Settings{}
	for _, tt := range []struct {
		name     string
		body     string
		want     suppression.Settings
		complete bool
		problems []problem
		why      string
	}{
		{"documented", `{"availSuppression":{"mode":"BEHIND_LIVE_EDGE","value":"00:00:21","fillPolicy":"FULL_AVAIL_ONLY"}}`, behind(21 * time.Second), true, nil, "the example of the user guide"},
		{"without its comma", "{\n\"availSuppression\": {\n\"mode\": \"BEHIND_LIVE_EDGE\"\n\"value\": \"00:00:21\"\n}\n}", off, false, []problem{{"body", suppression.ErrNotObject}}, "the older example is not JSON"},
		{"among others", ` {"adsParams": {"x": [1]}, "availSuppression": {"value": "00%3A30%3A00", "mode": "after_live_edge", "fillPolicy": "Partial_Avail"}, "logMode": "DEBUG"} `, after(30*time.Minute, partial), true, nil, "any order, other members"},
		{"escapes", `{"avail\u0053uppression": {"mode": "\u004fFF"}}`, off, true, nil, "JSON's escapes"},
		{"off", `{"availSuppression": {"mode": "OFF"}}`, off, true, nil, ""},
		{"no body", "", off, false, nil, ""},
		{"blank body", " \n", off, false, nil, ""},
		{"null body", "null", off, false, nil, ""},
		{"none", `{"adsParams": {"availSuppression": {"mode": "OFF"}}}`, off, false, nil, "only at the top"},
		{"null", `{"availSuppression": null}`, off, false, nil, ""},
		{"empty", `{"availSuppression": {}}`, off, false, nil, ""},
		{"nulls", `{"availSuppression": {"mode": null, "value": null, "fillPolicy": null}}`, off, false, nil, ""},

		{"SUP-10", `{"availSuppression": {"mode": "BEHIND_LIVE_EDGE", "value": "00:00:21", "fillPolicy": "PARTIAL_AVAIL"}}`, behind(21 * time.Second), true, []problem{{bPolicy, suppression.ErrNotAllowed}}, "treated as FULL"},
		{"SUP-11 no value", `{"availSuppression": {"mode": "AFTER_LIVE_EDGE", "value": ""}}`, off, false, []problem{{bValue, suppression.ErrMissing}}, "incomplete"},
		{"SUP-11 malformed", `{"availSuppression": {"mode": "AFTER_LIVE_EDGE", "value": "21"}}`, off, true, []problem{{bValue, suppression.ErrBadValue}}, "the mode falls back to OFF"},
		{"SUP-12", `{"availSuppression": {"mode": "OFF", "value": "00:00:21"}}`, off, true, []problem{{bValue, suppression.ErrNotAllowed}}, "the value is ignored"},
		{"SUP-14", `{"availSuppression": {"value": "00:00:21"}}`, off, false, []problem{{bMode, suppression.ErrMissing}}, "incomplete"},

		{"number as value", `{"availSuppression": {"mode": "AFTER_LIVE_EDGE", "value": 21}}`, off, true, []problem{{bValue, suppression.ErrBadValue}}, "malformed"},
		{"number as mode", `{"availSuppression": {"mode": 1, "value": "00:00:21"}}`, off, false, []problem{{bMode, suppression.ErrBadValue}}, "as if not given"},
		{"number with OFF", `{"availSuppression": {"mode": "OFF", "value": 0}}`, off, true, []problem{{bValue, suppression.ErrNotAllowed}}, ""},
		{"array as policy", `{"availSuppression": {"mode": "AFTER_LIVE_EDGE", "value": "00:00:21", "fillPolicy": ["PARTIAL_AVAIL"]}}`, after(21*time.Second, full), true, []problem{{bPolicy, suppression.ErrBadValue}}, "the default"},
		{"member case", `{"availSuppression": {"Mode": "OFF", "value": "00:00:21"}}`, off, false, []problem{{"availSuppression", suppression.ErrUnknownName}, {bMode, suppression.ErrMissing}}, "names are case-sensitive"},
		{"object case", `{"AvailSuppression": {"mode": "OFF"}}`, off, false, []problem{{"body", suppression.ErrUnknownName}}, "names are case-sensitive"},
		{"the query's names", `{"availSuppressionValue": "00:00:21", "availSuppressionMode": "BEHIND_LIVE_EDGE"}`, off, false, []problem{{"body", suppression.ErrUnknownName}, {"body", suppression.ErrUnknownName}}, "the body has an object"},
		{"last of several", `{"availSuppression": {"mode": "OFF"}, "availSuppression": {"mode": "BEHIND_LIVE_EDGE", "value": "00:00:21"}}`, behind(21 * time.Second), true, nil, "as encoding/json does"},
		{"string", `{"availSuppression": "OFF"}`, off, false, []problem{{"availSuppression", suppression.ErrNotObject}}, ""},
		{"array", `[{"availSuppression": {"mode": "OFF"}}]`, off, false, []problem{{"body", suppression.ErrNotObject}}, ""},
		{"two bodies", `{"availSuppression": {"mode": "OFF"}} {}`, off, false, []problem{{"body", suppression.ErrNotObject}}, ""},
		{"cut off", `{"availSuppression": {"mode": "OFF"`, off, false, []problem{{"body", suppression.ErrNotObject}}, ""},
		{"deep", strings.Repeat(`{"availSuppression":`, 100_000), off, false, []problem{{"body", suppression.ErrNotObject}}, "nesting is bounded"},
		{"not UTF-8", "{\"availSuppression\": {\"mode\": \"\xff\"}}", off, false, []problem{{"availSuppression.mode", suppression.ErrBadValue}}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			assertSet(t, suppression.FromBody([]byte(tt.body)), tt.want, tt.complete, tt.problems)
		})
	}
}

func TestFromBodyHostile(t *testing.T) {
	var b strings.Builder
	b.WriteString(`{"availSuppression": {"mode": "x`)
	b.WriteString(strings.Repeat("x", 1<<16))
	b.WriteString(`"`)
	for range 1_000 {
		b.WriteString(`,"`)
		b.WriteString(strings.Repeat("y", b.Len()%500))
		b.WriteString(`": 1`)
	}
	b.WriteString("}}")
	set := suppression.FromBody([]byte(b.String()))
	assert.LessOrEqual(t, len(set.Problems), 12, "problems are bounded")
	for _, p := range set.Problems {
		assert.LessOrEqual(t, len(p.Text), 64)
	}
	assert.Equal(t, set, suppression.FromBody([]byte(b.String())), "the order of problems is fixed")
}
