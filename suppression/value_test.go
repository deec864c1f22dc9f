package suppression_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/suppression"
)

func TestParseValue(t *testing.T) {
	for _, tt := range []struct {
		text string
		want time.Duration
		why  string
	}{
		{"01%3A30%3A00", 5400 * time.Second, "SUP-15"},
		{"01%3a30%3a00", 5400 * time.Second, "escapes are case-insensitive"},
		{"01%3A30:00", 5400 * time.Second, "one colon encoded"},
		{"00:30:00", 30 * time.Minute, "the raw form of the user guide"},
		{"00:00:00", 0, "in sync with the live edge"},
		{"00:00:59", 59 * time.Second, ""},
		{"24:00:00", 24 * time.Hour, "a time, not a time of day"},
		{"99:59:59", suppression.MaxValue, "the longest"},
	} {
		got, err := suppression.ParseValue(tt.text)
		require.NoError(t, err, "%q: %s", tt.text, tt.why)
		assert.Equal(t, tt.want, got, "%q: %s", tt.text, tt.why)
	}
}

func TestParseValueMalformed(t *testing.T) {
	for _, text := range []string{
		"1:30", "90", "00:61:00", // SUP-15
		"", "00:00:60", "0:00:00", "000:00:00", "100:00:00", "00:00:00.5", "00:00:00Z", " 00:00:00", "00:00:00 ",
		"-0:00:01", "+1:00:00", "00-00-00", "00:00:0x", "00:00:0\x00", "00%253A00%253A00", "00%3A00%3A0%3", "%3A%3A%3A%3A",
		"\uff10\uff10:00:00", "0\u0660:00:00", "::::::::", "00:00:0:", "%30%30:00:00", strings.Repeat("00:", 1_000),
	} {
		got, err := suppression.ParseValue(text)
		require.ErrorIs(t, err, suppression.ErrBadValue, "%q", text)
		assert.Zero(t, got, "%q", text)
		var e *suppression.FieldError
		require.ErrorAs(t, err, &e)
		assert.Empty(t, e.Field)
		assert.Equal(t, text[:min(len(text), 64)], e.Text)
	}
}

func TestParseValueAll(t *testing.T) {
	for s := range int(100 * time.Hour / time.Second) {
		if s%97 != 0 && s%3600 > 1 {
			continue
		}
		d := time.Duration(s) * time.Second
		got, err := suppression.ParseValue(clock(d))
		require.NoError(t, err)
		require.Equal(t, d, got)
	}
}

// clock writes a time as HH:MM:SS.
func clock(d time.Duration) string {
	s := int(d / time.Second)
	return fmt.Sprintf("%02d:%02d:%02d", s/3600, s/60%60, s%60)
}
