package hls

import (
	"slices"
	"strconv"
	"time"
)

// date is an ISO 8601 date with the zone it was written in.
type date struct {
	at   time.Time // UTC
	zone []byte    // text of the zone as it stood: Z, +01:00, or nothing for UTC (bis section 4.4.4.6)
	off  int       // its offset in seconds east of UTC
	frac int       // digits behind the second
}

// time returns the instant in the zone of the text.
func (d date) time() time.Time {
	if d.off == 0 || d.at.IsZero() {
		return d.at
	}
	return d.at.In(time.FixedZone("", d.off))
}

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
	bad := false
	two := func(i int) int {
		hi, lo := b[i]-'0', b[i+1]-'0'
		bad = bad || hi > 9 || lo > 9
		return int(hi)*10 + int(lo)
	}
	f := [6]int{two(0)*100 + two(2), two(5), two(8), two(11), two(14), two(17)}
	if bad {
		return false
	}
	if f[3] > 24 || f[4] > 59 || f[5] > 60 || f[3] == 24 && f[4]+f[5] > 0 {
		return false
	}
	if f[1] < 1 || f[1] > 12 || f[2] < 1 || f[2] > 28 && f[2] > time.Date(f[0], time.Month(f[1]+1), 0, 0, 0, 0, 0, time.UTC).Day() {
		return false // no such day
	}
	rest := b[19:]
	ns := 0
	d.frac = 0
	if len(rest) > 0 && (rest[0] == '.' || rest[0] == ',') {
		i := 1
		for i < len(rest) && rest[i]-'0' <= 9 {
			if i <= 9 {
				ns += int(rest[i]-'0') * int(pow10[9-i])
			}
			i++
		}
		d.frac = i - 1
		rest = rest[i:]
	}
	d.zone = slices.Clip(rest)
	off, ok := parseZone(rest)
	if !ok {
		return false
	}
	d.off = off
	d.at = time.Date(f[0], time.Month(f[1]), f[2], f[3], f[4], f[5]-d.off, ns, time.UTC)
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
	local := d.at.Add(time.Duration(d.off) * time.Second)
	year, month, day := local.Date()
	hour, minute, sec := local.Clock()
	if year < 0 || year > 9999 {
		dst = appendInt(dst, int64(year))
	} else {
		dst = appendTwo(appendTwo(dst, year/100), year%100)
	}
	dst = appendTwo(append(dst, '-'), int(month))
	dst = appendTwo(append(dst, '-'), day)
	dst = appendTwo(append(dst, 'T'), hour)
	dst = appendTwo(append(dst, ':'), minute)
	dst = appendTwo(append(dst, ':'), sec)
	dst = appendFraction(dst, int64(local.Nanosecond()), 3)
	if len(d.zone) == 0 {
		return append(dst, 'Z')
	}
	return append(dst, d.zone...)
}

// appendTwo appends two digits.
func appendTwo(dst []byte, n int) []byte { return append(dst, byte('0'+n/10%10), byte('0'+n%10)) }

func appendInt(dst []byte, n int64) []byte { return strconv.AppendInt(dst, n, 10) }
