package hls

import (
	"slices"
	"strconv"
	"time"
)

// date is an ISO 8601 date with the zone it was written in. It is counted by
// hand: package time takes most of the time that a splice has.
type date struct {
	sec  int64  // since 1970, UTC
	ns   int32  // 0 <= ns < 1e9
	off  int32  // of the zone, in seconds east of UTC
	zone []byte // its text as it stood: Z, +01:00, or nothing for UTC (bis section 4.4.4.6)
}

// time returns the instant in the zone of the text.
func (d date) time() time.Time {
	t := time.Unix(d.sec, int64(d.ns)).UTC()
	if d.off == 0 || t.IsZero() {
		return t
	}
	return t.In(time.FixedZone("", int(d.off)))
}

// add moves the date.
func (d *date) add(x time.Duration) {
	d.sec += int64(x / time.Second)
	d.ns += int32(x % time.Second)
	switch {
	case d.ns < 0:
		d.sec--
		d.ns += 1e9
	case d.ns >= 1e9:
		d.sec++
		d.ns -= 1e9
	}
}

// sub returns how much later d is than e, saturated.
func (d date) sub(e date) time.Duration { return d.time().Sub(e.time()) }

// daysOf returns the number of days from 1970-01-01 to a day of the proleptic
// Gregorian calendar. A year is counted from March, so that a leap day is its
// last; the months from March on are 153 days in five, again and again.
func daysOf(year, month, day int) int64 {
	if month < 3 {
		year--
		month += 12
	}
	year += 400 // so that it is not negative
	days := 365*year + year/4 - year/100 + year/400 + (153*(month-3)+2)/5 + day - 1
	return int64(days) - (719_468 + 146_097)
}

// dayOf is the inverse of daysOf, for days of the years 0 to 9999.
func dayOf(days int64) (year, month, day int) {
	n := int(days) + 719_468 + 146_097
	era, n := n/146_097, n%146_097 // of 400 years
	year = (n - n/1_460 + n/36_524 - n/146_096) / 365
	n -= 365*year + year/4 - year/100
	m := (5*n + 2) / 153
	day = n - (153*m+2)/5 + 1
	year += era*400 - 400
	if m >= 10 {
		return year + 1, m - 9, day
	}
	return year, m + 3, day
}

const (
	firstDate = -62_167_219_200 // 0000-01-01
	lastDate  = 253_402_300_800 // 10000-01-01
)

// parseDate reads YYYY-MM-DDThh:mm:ss[.frac][zone], zone being Z, +hh, +hhmm or
// +hh:mm. Digits beyond the nanosecond are dropped; 24:00:00 and a leap second
// are the second that follows.
func parseDate(b []byte) (d date, ok bool) {
	ok = d.parse(b)
	return d, ok
}

// parse is parseDate in place. d is void if it fails.
func (d *date) parse(b []byte) bool {
	if len(b) >= 2 && b[0] == '"' && b[len(b)-1] == '"' {
		b = b[1 : len(b)-1]
	}
	if len(b) < 19 || b[4] != '-' || b[7] != '-' || b[10]|0x20 != 't' && b[10] != ' ' || b[13] != ':' || b[16] != ':' {
		return false
	}
	var f [6]int
	bad := byte(0)
	for i, at := range [...]uint8{2, 5, 8, 11, 14, 17} {
		hi, lo := b[at]-'0', b[at+1]-'0'
		bad |= hi | (9 - hi) | lo | (9 - lo) // above 9 one of both has the top bit
		f[i] = int(hi)*10 + int(lo)
	}
	hi, lo := b[0]-'0', b[1]-'0'
	f[0] += int(hi)*1000 + int(lo)*100
	if (bad|hi|(9-hi)|lo|(9-lo))&0x80 != 0 {
		return false
	}
	if f[3] > 24 || f[4] > 59 || f[5] > 60 || f[3] == 24 && f[4]+f[5] > 0 || f[1] < 1 || f[1] > 12 || f[2] < 1 {
		return false
	}
	days := daysOf(f[0], f[1], f[2])
	if f[2] > 28 {
		if _, m, _ := dayOf(days); m != f[1] {
			return false // no such day
		}
	}
	rest := b[19:]
	ns := 0
	if len(rest) > 0 && (rest[0] == '.' || rest[0] == ',') {
		i := 1
		for i < len(rest) && rest[i]-'0' <= 9 {
			if i <= 9 {
				ns += int(rest[i]-'0') * int(pow10[9-i])
			}
			i++
		}
		rest = rest[i:]
	}
	d.zone = slices.Clip(rest)
	off, ok := parseZone(rest)
	if !ok {
		return false
	}
	d.off, d.ns = int32(off), int32(ns)
	d.sec = days*86_400 + int64(f[3]*3600+f[4]*60+f[5]-off)
	return true
}

func parseZone(b []byte) (seconds int, ok bool) {
	if len(b) == 0 || len(b) == 1 && b[0]|0x20 == 'z' {
		return 0, true
	}
	sign := 1
	switch b[0] {
	case '+':
	case '-':
		sign = -1
	default:
		return 0, false
	}
	h, m := b[1:], []byte("00")
	switch len(h) {
	case 2:
	case 4:
		h, m = h[:2], h[2:]
	case 5:
		if h[2] != ':' {
			return 0, false
		}
		h, m = h[:2], h[3:]
	default:
		return 0, false
	}
	hh, ok1 := parseUint(h)
	mm, ok2 := parseUint(m)
	return sign * int(hh*3600+mm*60), ok1 && ok2 && hh < 24 && mm < 60
}

// append writes the date in its zone, with milliseconds and as many more digits
// as it needs.
func (d date) append(dst []byte) []byte {
	local := d.sec + int64(d.off)
	if local < firstDate || local >= lastDate {
		return d.appendFar(dst)
	}
	days := (local - firstDate) / 86_400
	sec := int(local - firstDate - days*86_400)
	year, month, day := dayOf(days + firstDate/86_400)
	dst = appendTwo(appendTwo(dst, year/100), year%100)
	dst = appendTwo(append(dst, '-'), month)
	dst = appendTwo(append(dst, '-'), day)
	dst = appendTwo(append(dst, 'T'), sec/3600)
	dst = appendTwo(append(dst, ':'), sec/60%60)
	dst = appendTwo(append(dst, ':'), sec%60)
	dst = appendFraction(dst, int64(d.ns), 3)
	if len(d.zone) == 0 {
		return append(dst, 'Z')
	}
	return append(dst, d.zone...)
}

// appendFar writes a date that has no four digits for its year, with all that
// follows.
func (d date) appendFar(dst []byte) []byte {
	t := time.Unix(d.sec+int64(d.off), int64(d.ns)).UTC()
	dst = appendInt(dst, int64(t.Year()))
	dst = t.AppendFormat(dst, "-01-02T15:04:05.000")
	if len(d.zone) == 0 {
		return append(dst, 'Z')
	}
	return append(dst, d.zone...)
}

// appendTwo appends two digits.
func appendTwo(dst []byte, n int) []byte { return append(dst, byte('0'+n/10%10), byte('0'+n%10)) }

func appendInt(dst []byte, n int64) []byte { return strconv.AppendInt(dst, n, 10) }
