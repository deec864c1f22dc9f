package suppression_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/suppression"
)

// requireUsable checks what holds for every set.
func requireUsable(t *testing.T, set suppression.Set) {
	t.Helper()
	s := set.Settings
	require.True(t, set.Complete || s == suppression.Settings{}, "settings that don't count are zero")
	require.LessOrEqual(t, s.Mode, suppression.AfterLiveEdge)
	require.GreaterOrEqual(t, s.Value, 0*s.Value)
	require.LessOrEqual(t, s.Value, suppression.MaxValue)
	require.Zero(t, s.Buffer)
	require.True(t, s.FillPolicy == suppression.FullAvailOnly || s.FillPolicy == suppression.PartialAvail && s.Mode == suppression.AfterLiveEdge)
	require.True(t, s.Mode != suppression.Off || s == suppression.Settings{}, "OFF is the zero value")
	require.LessOrEqual(t, len(set.Problems), 12)
	for _, p := range set.Problems {
		require.Error(t, p.Err)
		require.LessOrEqual(t, len(p.Text), 64)
		require.NotEmpty(t, p.Field)
		require.NotEmpty(t, p.Effect)
		require.False(t, strings.ContainsAny(p.Error(), "\r\n\x00"), "a warning is one line")
	}

	// What a set says can be said again in either form.
	if !set.Complete {
		return
	}
	query := url.Values{qMode: {s.Mode.String()}}
	members := map[string]string{"mode": s.Mode.String()}
	if s.Mode != suppression.Off {
		query.Set(qValue, clock(s.Value))
		query.Set(qPolicy, s.FillPolicy.String())
		members["value"], members["fillPolicy"] = clock(s.Value), s.FillPolicy.String()
	}
	again := suppression.Set{Settings: s, Complete: true}
	require.Equal(t, again, suppression.FromQuery(query.Encode()))
	body, err := json.Marshal(map[string]any{"availSuppression": members})
	require.NoError(t, err)
	require.Equal(t, again, suppression.FromBody(body))
}

func FuzzFromQuery(f *testing.F) {
	for _, seed := range []string{
		"", "?", "&&=&", qMode, qMode + "=OFF", qMode + "=off&" + qValue + "=00:00:21",
		qMode + "=BEHIND_LIVE_EDGE&" + qValue + "=00%3A00%3A21&" + qPolicy + "=FULL_AVAIL_ONLY",
		qMode + "=AFTER_LIVE_EDGE&" + qValue + "=00:30:00&" + qPolicy + "=PARTIAL_AVAIL",
		qMode + "=BEHIND_LIVE_EDGE&" + qValue + "=00:61:00&" + qPolicy + "=PARTIAL_AVAIL",
		"aws.availSuppression=" + qMode + "=OFF&aws.aws.availSuppressionValue=00:30:00",
		qMode + "=OFF&" + qMode + "=%zz&%zz=1;2", qMode + "=%0a+%00\xff",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, query string) {
		got := suppression.FromQuery(query)
		requireUsable(t, got)
		require.Equal(t, got, suppression.FromQuery(query))

		// The same settings in a body give the same set.
		q, err := url.ParseQuery(strings.TrimPrefix(query, "?"))
		if err != nil {
			return
		}
		body, err := json.Marshal(map[string]any{"availSuppression": map[string]string{
			"mode": q.Get(qMode), "value": q.Get(qValue), "fillPolicy": q.Get(qPolicy),
		}})
		require.NoError(t, err)
		want := suppression.FromBody(body)
		assert.Equal(t, want.Settings, got.Settings)
		assert.Equal(t, want.Complete, got.Complete)
	})
}

func FuzzFromBody(f *testing.F) {
	for _, seed := range []string{
		"", "null", "{}", "[]", "{", `{"availSuppression": null}`, `{"availSuppression": 1}`, `{"availSuppression": {}}`,
		`{"availSuppression":{"mode":"BEHIND_LIVE_EDGE","value":"00:00:21","fillPolicy":"FULL_AVAIL_ONLY"}}`,
		`{"availSuppression":{"mode":"BEHIND_LIVE_EDGE" "value":"00:00:21"}}`,
		`{"availSuppression":{"mode":"after_live_edge","value":"00%3A30%3A00","fillPolicy":"PARTIAL_AVAIL"}}`,
		`{"availSuppression":{"mode":"OFF","value":0,"Mode":[]},"AvailSuppression":{}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		before := string(body)
		got := suppression.FromBody(body)
		requireUsable(t, got)
		require.Equal(t, got, suppression.FromBody(body))
		require.Equal(t, before, string(body), "the body stays as it was")

		// The same settings in a query give the same set.
		var typed map[string]map[string]string
		if json.Unmarshal(body, &typed) != nil {
			return
		}
		a := typed["availSuppression"]
		want := suppression.FromQuery(url.Values{qMode: {a["mode"]}, qValue: {a["value"]}, qPolicy: {a["fillPolicy"]}}.Encode())
		assert.Equal(t, want.Settings, got.Settings)
		assert.Equal(t, want.Complete, got.Complete)
	})
}
