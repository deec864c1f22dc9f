package vast

import (
	"bytes"
	"math"
	"math/bits"
	"strconv"
	"strings"
	"time"

	"github.com/adsplice/adsplice/internal/xmlscan"
)

// ParseDuration reads a time as VAST and VMAP write it: "HH:MM:SS" or "HH:MM:SS.mmm" (VAST 4.3
// section 2.3.2). Because real documents have them it also takes fewer digits and any number of
// decimals, "MM:SS", plain seconds, seconds and minutes from 60, and blanks around.
//
// Decimals are those of a second, so ".5" is 500 ms; what is below a nanosecond is cut off. Anything
// else, a negative time and one of a million hours or more gives false.
func ParseDuration(s string) (time.Duration, bool) { return parseDuration(strings.TrimSpace(s)) }

func parseDuration[S string | []byte](s S) (time.Duration, bool) {
	const mostDigits = 10
	var total, field int64
	digits, fields := 0, 0
	for i := 0; ; i++ {
		if i < len(s) && s[i]-'0' < 10 {
			if digits++; digits > mostDigits {
				return 0, false
			}
			field = field*10 + int64(s[i]-'0')
			continue
		}
		if digits == 0 {
			return 0, false
		}
		total = total*60 + field
		if total >= 1e6*3600 {
			return 0, false
		}
		if i == len(s) {
			return time.Duration(total) * time.Second, true
		}
		switch s[i] {
		case ':':
			if fields++; fields > 2 {
				return 0, false
			}
			field, digits = 0, 0
		case '.':
			frac, ok := parseFraction(s[i+1:], 9)
			if !ok {
				return 0, false
			}
			return time.Duration(total)*time.Second + time.Duration(frac), true
		default:
			return 0, false
		}
	}
}

// parseFraction reads decimals as an integer of so many places; further ones are cut off.
func parseFraction[S string | []byte](s S, places int) (int64, bool) {
	if len(s) == 0 {
		return 0, false
	}
	v := int64(0)
	for i := range len(s) {
		if s[i]-'0' > 9 {
			return 0, false
		}
		if i < places {
			v = v*10 + int64(s[i]-'0')
		}
	}
	for i := len(s); i < places; i++ {
		v *= 10
	}
	return v, true
}

// Percent is an exact share of a duration, in billionths of a percent: 50 % is 50 * Percent1. The
// zero value is 0 %.
type Percent int64

// Percent1 is one percent.
const Percent1 Percent = 1e9

// Of gives the share of d, rounded down to a nanosecond. A negative d or p gives 0.
func (p Percent) Of(d time.Duration) time.Duration {
	if p <= 0 || d <= 0 {
		return 0
	}
	hi, lo := bits.Mul64(uint64(p), uint64(d))
	const whole = uint64(100 * Percent1)
	if hi >= whole {
		return math.MaxInt64
	}
	q, _ := bits.Div64(hi, lo, whole)
	return time.Duration(min(q, math.MaxInt64))
}

// String gives the percentage as in "12.5%".
func (p Percent) String() string {
	s := strconv.FormatInt(int64(p/Percent1), 10)
	if frac := p % Percent1; frac > 0 {
		s += "." + strings.TrimRight(strconv.FormatInt(int64(Percent1+frac), 10)[1:], "0")
	}
	return s + "%"
}

// ParsePercent reads a percentage from "0%" to "100%" with or without decimals; those below a
// billionth of a percent are cut off.
func ParsePercent(s string) (Percent, bool) { return parsePercent(strings.TrimSpace(s)) }

func parsePercent[S string | []byte](s S) (Percent, bool) {
	if len(s) < 2 || s[len(s)-1] != '%' {
		return 0, false
	}
	s = s[:len(s)-1]
	for len(s) > 0 && s[len(s)-1] == ' ' {
		s = s[:len(s)-1]
	}
	whole, i := int64(0), 0
	for ; i < len(s) && s[i]-'0' < 10; i++ {
		if whole = whole*10 + int64(s[i]-'0'); whole > 100 {
			return 0, false
		}
	}
	if i == 0 {
		return 0, false
	}
	p := Percent(whole) * Percent1
	if i < len(s) {
		if s[i] != '.' {
			return 0, false
		}
		frac, ok := parseFraction(s[i+1:], 9)
		if !ok {
			return 0, false
		}
		p += Percent(frac)
	}
	return p, p <= 100*Percent1
}

// Offset is a place in an ad, as a time from its start or as a share of its duration. The zero value
// is its start. Compare with ==.
type Offset struct {
	time    time.Duration
	percent Percent
	share   bool
}

// ParseOffset reads an offset: a time as ParseDuration takes it, or a percentage.
func ParseOffset(s string) (Offset, bool) { return parseOffset(strings.TrimSpace(s)) }

func parseOffset[S string | []byte](s S) (Offset, bool) {
	if p, ok := parsePercent(s); ok {
		return Offset{percent: p, share: true}, true
	}
	t, ok := parseDuration(s)
	return Offset{time: t}, ok
}

// Time gives the time from the start of the ad; ok is false for a percentage.
func (o Offset) Time() (t time.Duration, ok bool) { return o.time, !o.share }

// Percent gives the share of the duration; ok is false for a time.
func (o Offset) Percent() (p Percent, ok bool) { return o.percent, o.share }

// In gives the time from the start of an ad of duration d, rounded down to a nanosecond. It may lie
// behind the end.
func (o Offset) In(d time.Duration) time.Duration {
	if o.share {
		return o.percent.Of(d)
	}
	return o.time
}

// String gives the offset as VAST writes it.
func (o Offset) String() string {
	if o.share {
		return o.percent.String()
	}
	return string(AppendDuration(nil, o.time))
}

// AppendDuration appends d in the form "HH:MM:SS" or, unless d is a whole number of seconds,
// "HH:MM:SS.mmm"; what is below a millisecond is cut off. A negative d is written as zero.
func AppendDuration(dst []byte, d time.Duration) []byte {
	ms := max(d, 0).Milliseconds()
	h := ms / 3_600_000
	if h < 10 {
		dst = append(dst, '0')
	}
	dst = strconv.AppendInt(dst, h, 10)
	dst = append(dst, ':', byte('0'+ms/600_000%6), byte('0'+ms/60_000%10), ':',
		byte('0'+ms/10_000%6), byte('0'+ms/1000%10))
	if frac := ms % 1000; frac > 0 {
		dst = append(dst, '.', byte('0'+frac/100), byte('0'+frac/10%10), byte('0'+frac%10))
	}
	return dst
}

// parseInt reads a number that may have decimals, which are cut off, and "px" behind. What is no
// number, negative or over 2^31-1 gives false.
func parseInt(s []byte) (int, bool) {
	v, i := int64(0), 0
	for ; i < len(s) && s[i]-'0' < 10; i++ {
		if v = v*10 + int64(s[i]-'0'); v > math.MaxInt32 {
			return 0, false
		}
	}
	rest := bytes.TrimSuffix(s[i:], []byte("px"))
	if i == 0 || len(rest) == 0 {
		return int(v), i > 0
	}
	_, ok := parseFraction(rest[1:], 0)
	if rest[0] != '.' || !ok {
		return 0, false
	}
	return int(v), true
}

// number gives the value of a numeric attribute, 0 if it is not there or not a number.
func (e Element) number(name string) int {
	v, _ := parseInt(e.value(name))
	return v
}

// boolean gives the value of an xs:boolean attribute in any case; ok is false if it is none.
func (e Element) boolean(name string) (v, ok bool) {
	raw := e.value(name)
	switch {
	case xmlscan.EqualFold(raw, "true") || string(raw) == "1":
		return true, true
	case xmlscan.EqualFold(raw, "false") || string(raw) == "0":
		return false, true
	}
	return false, false
}

// duration gives the value of an attribute that holds a time.
func (e Element) duration(name string) (time.Duration, bool) { return parseDuration(e.value(name)) }

// offset gives the value of an attribute that holds an offset.
func (e Element) offset(name string) (Offset, bool) { return parseOffset(e.value(name)) }

// value gives the decoded value of an attribute without copying it, unless it has to be decoded.
func (e Element) value(name string) []byte {
	if e.d == nil {
		return nil
	}
	return e.d.tree.AttrValue(e.n, name)
}
