package vmap_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/adsplice/adsplice/vast"
	"github.com/adsplice/adsplice/vmap"
)

func TestTimeOffset(t *testing.T) {
	const hour = time.Hour
	for _, tt := range []struct {
		in   string
		kind vmap.OffsetKind
		at   time.Duration // in an hour of content
		ok   bool
		text string
	}{
		{"start", vmap.OffsetStart, 0, true, "start"},
		{"END", vmap.OffsetEnd, hour, true, "end"},
		{"00:10:23.125", vmap.OffsetTime, 10*time.Minute + 23125*time.Millisecond, true, "00:10:23.125"},
		{"00:00:00", vmap.OffsetTime, 0, true, "00:00:00"},
		{"02:00:00", vmap.OffsetTime, 2 * hour, true, "02:00:00"},
		{" 90 ", vmap.OffsetTime, 90 * time.Second, true, "00:01:30"},
		{"0%", vmap.OffsetPercent, 0, true, "0%"},
		{"50%", vmap.OffsetPercent, hour / 2, true, "50%"},
		{"33.3%", vmap.OffsetPercent, 1198800 * time.Millisecond, true, "33.3%"},
		{"100%", vmap.OffsetPercent, hour, true, "100%"},
		{"#1", vmap.OffsetPosition, 0, false, "#1"},
		{"#1000000", vmap.OffsetPosition, 0, false, "#1000000"},
		{"#0", vmap.OffsetInvalid, 0, false, ""},
		{"#-1", vmap.OffsetInvalid, 0, false, ""},
		{"#1000001", vmap.OffsetInvalid, 0, false, ""},
		{"#", vmap.OffsetInvalid, 0, false, ""},
		{"101%", vmap.OffsetInvalid, 0, false, ""},
		{"-00:00:01", vmap.OffsetInvalid, 0, false, ""},
		{"middle", vmap.OffsetInvalid, 0, false, ""},
		{"", vmap.OffsetInvalid, 0, false, ""},
	} {
		o := vmap.ParseTimeOffset(tt.in)
		assert.Equal(t, tt.kind, o.Kind(), tt.in)
		at, ok := o.In(hour)
		assert.Equal(t, tt.ok, ok, tt.in)
		assert.Equal(t, tt.at, at, tt.in)
		assert.Equal(t, tt.text, o.String(), tt.in)
		if tt.text != "" {
			assert.Equal(t, o, vmap.ParseTimeOffset(o.String()), "offsets compare with ==")
		}
		if tt.kind == vmap.OffsetInvalid {
			assert.Zero(t, o)
		}
	}
	o := vmap.ParseTimeOffset("#7")
	assert.Equal(t, 7, o.Position())
	assert.Zero(t, o.Time())
	assert.Zero(t, o.Percent())
	assert.Equal(t, 25*vast.Percent1, vmap.ParseTimeOffset("25%").Percent())
	assert.Equal(t, time.Second, vmap.ParseTimeOffset("1").Time())
	assert.Zero(t, vmap.ParseTimeOffset("1").Position())
	for k := vmap.OffsetInvalid; k <= vmap.OffsetPosition; k++ {
		assert.NotEmpty(t, k.String())
	}
}
