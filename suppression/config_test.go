package suppression_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/suppression"
)

func TestFromConfig(t *testing.T) {
	full, partial := suppression.FullAvailOnly, suppression.PartialAvail
	for _, tt := range []struct {
		name                string
		mode, value, policy string
		want                suppression.Settings
	}{
		{"nothing", "", "", "", suppression.Settings{}},
		{"off", "OFF", "", "", suppression.Settings{}},
		{"off with policy", "OFF", "", "PARTIAL_AVAIL", suppression.Settings{}},
		{"policy alone", "", "", "PARTIAL_AVAIL", suppression.Settings{}},
		{"behind", "BEHIND_LIVE_EDGE", "00:10:00", "", behind(10 * time.Minute)},
		{"behind, full", "BEHIND_LIVE_EDGE", "00:00:00", "FULL_AVAIL_ONLY", behind(0)},
		{"after", "AFTER_LIVE_EDGE", "00:30:00", "", after(30*time.Minute, full)},
		{"after, partial", "AFTER_LIVE_EDGE", "99:59:59", "PARTIAL_AVAIL", after(suppression.MaxValue, partial)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := suppression.FromConfig(tt.mode, tt.value, tt.policy)
			require.NoError(t, err)
			assert.Equal(t, tt.want, got)
		})
	}
}

func TestFromConfigInvalid(t *testing.T) {
	const (
		cMode   = "AvailSuppression.Mode"
		cValue  = "AvailSuppression.Value"
		cPolicy = "AvailSuppression.FillPolicy"
	)
	for _, tt := range []struct {
		name                string
		mode, value, policy string
		want                suppression.Settings
		field               string
		kind                error
	}{
		{"SUP-10", "BEHIND_LIVE_EDGE", "00:00:21", "PARTIAL_AVAIL", behind(21 * time.Second), cPolicy, suppression.ErrNotAllowed},
		{"SUP-11", "BEHIND_LIVE_EDGE", "", "", suppression.Settings{}, cValue, suppression.ErrMissing},
		{"SUP-11 after", "AFTER_LIVE_EDGE", "", "PARTIAL_AVAIL", suppression.Settings{}, cValue, suppression.ErrMissing},
		{"SUP-12", "OFF", "00:00:21", "", suppression.Settings{}, cValue, suppression.ErrNotAllowed},
		{"SUP-15 1:30", "BEHIND_LIVE_EDGE", "1:30", "", suppression.Settings{}, cValue, suppression.ErrBadValue},
		{"SUP-15 90", "BEHIND_LIVE_EDGE", "90", "", suppression.Settings{}, cValue, suppression.ErrBadValue},
		{"SUP-15 00:61:00", "OFF", "00:61:00", "", suppression.Settings{}, cValue, suppression.ErrBadValue},
		{"URL-encoded", "BEHIND_LIVE_EDGE", "00%3A00%3A21", "", suppression.Settings{}, cValue, suppression.ErrBadValue},
		{"value without mode", "", "00:00:21", "", suppression.Settings{}, cMode, suppression.ErrMissing},
		{"unknown mode", "ON", "", "", suppression.Settings{}, cMode, suppression.ErrBadValue},
		{"case of the mode", "off", "", "", suppression.Settings{}, cMode, suppression.ErrBadValue},
		{"case of the policy", "AFTER_LIVE_EDGE", "00:00:21", "partial_avail", suppression.Settings{}, cPolicy, suppression.ErrBadValue},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := suppression.FromConfig(tt.mode, tt.value, tt.policy)
			var e *suppression.FieldError
			require.ErrorAs(t, err, &e)
			assert.Equal(t, tt.field, e.Field)
			require.ErrorIs(t, err, tt.kind)
			assert.Empty(t, e.Effect, "an error, not a warning")
			assert.Equal(t, tt.want, got)
		})
	}
}

func TestFieldErrorText(t *testing.T) {
	_, err := suppression.FromConfig("BEHIND_LIVE_EDGE", "90\n", "")
	require.EqualError(t, err, `suppression: AvailSuppression.Value: bad value "90\n": want HH:MM:SS`)
	set := suppression.FromQuery(qMode + "=BEHIND_LIVE_EDGE&" + qValue + "=90")
	require.EqualError(t, set.Problems[0], `suppression: aws.availSuppressionValue: bad value "90": want HH:MM:SS; the mode is taken as OFF`)
	assert.Equal(t, "suppression: ", new(suppression.FieldError).Error())
}
