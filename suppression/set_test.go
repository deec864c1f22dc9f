package suppression_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/adsplice/adsplice/suppression"
)

func TestResolve(t *testing.T) {
	config := behind(10 * time.Minute)
	for _, tt := range []struct {
		name        string
		config      suppression.Settings
		body, query string
		want        suppression.Settings
		why         string
	}{
		{"SUP-13", config, "", qMode + "=BEHIND_LIVE_EDGE&" + qValue + "=00:00:21", behind(21 * time.Second), "the query wins entirely"},
		{"SUP-14", config, "", qValue + "=00:00:21", config, "AMB-20: an incomplete set is ignored"},
		{"SUP-11 with a configuration", config, "", qMode + "=AFTER_LIVE_EDGE", config, "AMB-20: an incomplete set is ignored"},
		{"SUP-11 without one", suppression.Settings{}, "", qMode + "=AFTER_LIVE_EDGE", suppression.Settings{}, "falls back to OFF"},
		{"SUP-15", config, "", qMode + "=AFTER_LIVE_EDGE&" + qValue + "=90", suppression.Settings{}, "malformed: OFF"},
		{"SUP-12", config, "", qMode + "=OFF&" + qValue + "=00:00:21", suppression.Settings{}, "OFF overrides as well"},
		{"nothing", config, "", "", config, ""},
		{"fill policy stays behind", after(time.Hour, suppression.PartialAvail), "", qMode + "=AFTER_LIVE_EDGE&" + qValue + "=00:30:00", after(30*time.Minute, suppression.FullAvailOnly), "a set counts as a whole"},
		{"body", config, `{"availSuppression": {"mode": "OFF"}}`, "", suppression.Settings{}, ""},
		{"body and query", config, `{"availSuppression": {"mode": "OFF"}}`, qMode + "=BEHIND_LIVE_EDGE&" + qValue + "=00:00:21", suppression.Settings{}, "the body made the session"},
		{"incomplete body", config, `{"availSuppression": {"value": "00:30:00"}}`, qMode + "=BEHIND_LIVE_EDGE&" + qValue + "=00:00:21", behind(21 * time.Second), "an incomplete set is ignored"},
		{"halves", config, `{"availSuppression": {"mode": "AFTER_LIVE_EDGE"}}`, qValue + "=00:00:21", config, "sources are never mixed"},
		{"bad body", config, `{`, "", config, "a request never fails"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			body, query := suppression.FromBody([]byte(tt.body)), suppression.FromQuery(tt.query)
			assert.Equal(t, tt.want, suppression.Resolve(tt.config, body, query), tt.why)

			buffered, want := tt.config, tt.want
			buffered.Buffer, want.Buffer = time.Minute, time.Minute
			assert.Equal(t, want, suppression.Resolve(buffered, body, query), "the buffer stays")
		})
	}
}
