package suppression_test

import (
	"encoding"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/suppression"
)

func TestNames(t *testing.T) {
	for _, tt := range []struct {
		value interface {
			encoding.TextMarshaler
			String() string
		}
		want string
	}{
		{suppression.Off, "OFF"},
		{suppression.BehindLiveEdge, "BEHIND_LIVE_EDGE"},
		{suppression.AfterLiveEdge, "AFTER_LIVE_EDGE"},
		{suppression.Mode(200), "UNKNOWN_200"},
		{suppression.FullAvailOnly, "FULL_AVAIL_ONLY"},
		{suppression.PartialAvail, "PARTIAL_AVAIL"},
		{suppression.FillPolicy(2), "UNKNOWN_2"},
	} {
		assert.Equal(t, tt.want, tt.value.String())
		text, err := tt.value.MarshalText()
		require.NoError(t, err)
		assert.Equal(t, tt.want, string(text))
	}
}

func TestUnmarshalText(t *testing.T) {
	for _, text := range []string{"BEHIND_LIVE_EDGE", "behind_live_edge", "Behind_Live_Edge"} {
		var m suppression.Mode
		require.NoError(t, m.UnmarshalText([]byte(text)))
		assert.Equal(t, suppression.BehindLiveEdge, m)
	}
	for _, text := range []string{"PARTIAL_AVAIL", "partial_avail"} {
		var p suppression.FillPolicy
		require.NoError(t, p.UnmarshalText([]byte(text)))
		assert.Equal(t, suppression.PartialAvail, p)
	}
	for _, text := range []string{"", "ON", " OFF", "OFF ", "BEFORE_LIVE_EDGE", "UNKNOWN_7", "O\x00FF", "\xff"} {
		m, p := suppression.AfterLiveEdge, suppression.PartialAvail
		require.ErrorIs(t, m.UnmarshalText([]byte(text)), suppression.ErrBadValue, "%q", text)
		require.ErrorIs(t, p.UnmarshalText([]byte(text)), suppression.ErrBadValue, "%q", text)
		assert.Equal(t, suppression.AfterLiveEdge, m, "stays as it was")
		assert.Equal(t, suppression.PartialAvail, p, "stays as it was")
	}
}
