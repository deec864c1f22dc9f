package suppression

import (
	"strings"
	"time"
)

// MaxValue is the longest time that HH:MM:SS can say: 99:59:59.
const MaxValue = 100*time.Hour - time.Second

// wantClock is the reason for refusing a value.
const wantClock = "want HH:MM:SS"

// ParseValue reads a suppression value: HH:MM:SS with two digits each, minutes and
// seconds below 60, so 0 to [MaxValue]. Colons may be URL-encoded, as in
// 01%3A30%3A00, which MediaTailor's documentation gives beside the plain form.
// Anything else is a [*FieldError] that wraps [ErrBadValue], and the value is 0.
func ParseValue(text string) (time.Duration, error) {
	clock := text
	if len(text) <= len("00%3A00%3A00") {
		clock = strings.ReplaceAll(strings.ReplaceAll(text, "%3A", ":"), "%3a", ":")
	}
	v, ok := parseClock(clock)
	if !ok {
		return 0, &FieldError{Text: excerpt(text), Reason: wantClock, Err: ErrBadValue}
	}
	return v, nil
}

// parseClock reads HH:MM:SS.
func parseClock(s string) (time.Duration, bool) {
	if len(s) != 8 || s[2] != ':' || s[5] != ':' {
		return 0, false
	}
	for i := range len(s) {
		if i != 2 && i != 5 && (s[i] < '0' || s[i] > '9') {
			return 0, false
		}
	}
	if s[3] > '5' || s[6] > '5' {
		return 0, false
	}
	two := func(i int) time.Duration { return time.Duration(s[i]-'0')*10 + time.Duration(s[i+1]-'0') }
	return two(0)*time.Hour + two(3)*time.Minute + two(6)*time.Second, true
}
