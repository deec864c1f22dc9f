package livetest

import (
	"encoding/binary"
	"sort"
	"strconv"
	"time"
)

// Playlist appends the media playlist that a rendition has at a time. It has no
// segments before the first one is complete. It panics when there is no such
// rendition.
func (c *Channel) Playlist(dst []byte, rendition string, at time.Duration) []byte {
	g := c.grid(rendition)
	at -= c.Age(rendition, at)
	lo, hi := c.listed(g, at)
	msn, dsn := g.eras[0].msn, c.config.DiscontinuitySequence
	if lo < hi {
		msn, dsn = g.msn(lo), int64(g.segs[lo].dsn)
		if g.segs[lo].disc {
			dsn-- // its tag is still listed
		}
	}
	dst = append(dst, c.head...)
	dst = strconv.AppendInt(dst, msn, 10)
	dst = append(dst, c.eol...)
	if c.dsn {
		dst = append(dst, "#EXT-X-DISCONTINUITY-SEQUENCE:"...)
		dst = strconv.AppendInt(dst, dsn, 10)
		dst = append(dst, c.eol...)
	}
	for i := lo; i < hi; i++ {
		dst = c.appendSegment(dst, g, i, i == lo)
	}
	if c.config.Ended && at >= c.config.Length {
		dst = append(dst, "#EXT-X-ENDLIST"...)
		dst = append(dst, c.eol...)
	}
	return dst
}

// appendSegment appends the lines of a segment. The first of the window says
// again what stays in force.
func (c *Channel) appendSegment(dst []byte, g *grid, i int, first bool) []byte {
	s := &g.segs[i]
	if s.disc {
		dst = append(dst, "#EXT-X-DISCONTINUITY"...)
		dst = append(dst, c.eol...)
	}
	dst = c.appendKeyAndMap(dst, g, i, first)
	if !c.config.Start.IsZero() && (first || s.disc || c.config.Dates == DatesAll) {
		dst = append(dst, "#EXT-X-PROGRAM-DATE-TIME:"...)
		dst = c.appendDate(dst, s.start)
		dst = append(dst, c.eol...)
	}
	if first {
		dst = c.appendKept(dst, g, i)
	}
	if s.cont > 0 {
		dst = c.appendCont(dst, c.config.Breaks[s.cont-1], s.start)
	}
	for _, e := range g.eventsOf(i) {
		dst = c.appendMarker(dst, int(e.brk), e.in)
	}
	if c.gap(g, i) {
		dst = append(dst, "#EXT-X-GAP"...)
		dst = append(dst, c.eol...)
	}
	dst = append(dst, "#EXTINF:"...)
	dst = appendSeconds(dst, s.dur, 3)
	dst = append(dst, ',')
	dst = append(dst, c.eol...)
	dst = c.appendName(dst, g, s.era)
	dst = appendPadded(dst, g.msn(i), 6)
	if c.config.Maps == MapNone {
		dst = append(dst, ".ts"...)
	} else {
		dst = append(dst, ".m4s"...)
	}
	return append(dst, c.eol...)
}

// appendName appends what the URIs of a rendition begin with between two
// restarts.
func (c *Channel) appendName(dst []byte, g *grid, era int16) []byte {
	dst = append(dst, g.Name...)
	dst = append(dst, '/')
	if era > 0 {
		dst = append(dst, 'r')
		dst = strconv.AppendInt(dst, int64(era), 10)
		dst = append(dst, '-')
	}
	return dst
}

// appendKeyAndMap appends EXT-X-MAP and EXT-X-KEY where they change. A clear map
// stands where no key is in force.
func (c *Channel) appendKeyAndMap(dst []byte, g *grid, i int, first bool) []byte {
	s := &g.segs[i]
	newKey := c.config.Keys.Every > 0 && (first || c.key(g, i) != c.key(g, i-1))
	if c.config.Maps == MapNone || !first && s.maps == g.segs[i-1].maps {
		if newKey {
			dst = c.appendKey(dst, g, i)
		}
		return dst
	}
	keyed := c.config.Keys.Every > 0
	owner := int(g.maps[s.maps])
	switch {
	case c.config.Keys.EncryptedMap:
		dst = c.appendKey(dst, g, owner)
		keyed = c.key(g, i) != c.key(g, owner)
	case keyed && !first:
		dst = append(dst, "#EXT-X-KEY:METHOD=NONE"...)
		dst = append(dst, c.eol...)
	}
	dst = append(dst, `#EXT-X-MAP:URI="`...)
	dst = c.appendName(dst, g, s.era)
	dst = append(dst, "init"...)
	dst = strconv.AppendInt(dst, int64(s.maps), 10)
	dst = append(dst, `.mp4"`...)
	dst = append(dst, c.eol...)
	if keyed {
		dst = c.appendKey(dst, g, i)
	}
	return dst
}

// A keyID tells keys, and IVs that are written, apart.
type keyID struct {
	era    int16
	n, msn int64
}

func (c *Channel) key(g *grid, i int) keyID {
	k := keyID{era: g.segs[i].era, n: g.msn(i) / int64(c.config.Keys.Every)}
	if c.config.Keys.IV == IVPerSegment && len(c.config.Keys.Formats) == 0 {
		k.msn = g.msn(i)
	}
	return k
}

func (c *Channel) appendKey(dst []byte, g *grid, i int) []byte {
	k := c.key(g, i)
	uri := func(dst []byte) []byte {
		dst = c.appendName(dst, g, k.era)
		dst = append(dst, "key"...)
		return strconv.AppendInt(dst, k.n, 10)
	}
	for n, f := range c.config.Keys.Formats {
		dst = append(dst, `#EXT-X-KEY:METHOD=SAMPLE-AES,URI="drm`...)
		dst = strconv.AppendInt(dst, int64(n), 10)
		dst = append(dst, "://"...)
		dst = uri(dst)
		dst = append(dst, `",KEYFORMAT="`...)
		dst = append(dst, f...)
		dst = append(dst, `",KEYFORMATVERSIONS="1"`...)
		dst = append(dst, c.eol...)
	}
	if len(c.config.Keys.Formats) > 0 {
		return dst
	}
	dst = append(dst, `#EXT-X-KEY:METHOD=AES-128,URI="`...)
	dst = uri(dst)
	dst = append(dst, '"')
	if c.config.Keys.IV != IVImplicit {
		dst = append(dst, ",IV=0x"...)
		var iv [16]byte
		x := mix(c.config.Seed ^ uint64(k.n)<<20 ^ uint64(k.era))
		binary.BigEndian.PutUint64(iv[:], x)
		binary.BigEndian.PutUint64(iv[8:], mix(x^uint64(k.msn)))
		dst = appendHex(dst, iv[:])
	}
	return append(dst, c.eol...)
}

// appendKept appends the date ranges whose first tag left the window before
// their range did.
func (c *Channel) appendKept(dst []byte, g *grid, i int) []byte {
	if g.Unmarked {
		return dst
	}
	start := g.segs[i].start
	breaks := c.config.Breaks
	n := sort.Search(len(breaks), func(n int) bool { return breaks[n].End() > start })
	for ; n < len(breaks) && int(g.outs[n]) < i; n++ {
		if breaks[n].Form == DateRangeKept {
			dst = c.appendMarker(dst, n, false)
		}
	}
	return dst
}

// appendMarker appends the tag that starts or ends a break.
func (c *Channel) appendMarker(dst []byte, n int, in bool) []byte {
	b := c.config.Breaks[n]
	switch {
	case b.Form >= DateRange:
		dst = c.appendDateRange(dst, n, in)
	case in:
		dst = append(dst, "#EXT-X-CUE-IN"...)
	default:
		dst = append(dst, "#EXT-X-CUE-OUT"...)
		sep := byte(':')
		switch {
		case b.Form == CueBare || b.Signalled == 0:
		case b.Form == CueDuration:
			dst = append(dst, ":DURATION="...)
			dst = appendSeconds(dst, b.Signalled, 0)
			sep = ','
		default:
			dst = append(dst, ':')
			dst = appendSeconds(dst, b.Signalled, 0)
		}
		if b.Form == CueDuration && b.ID != "" {
			dst = append(dst, sep)
			dst = append(dst, `ID="`...)
			dst = append(dst, b.ID...)
			dst = append(dst, '"')
		}
	}
	return append(dst, c.eol...)
}

// appendCont appends the tag that says that a break goes on.
func (c *Channel) appendCont(dst []byte, b Break, at time.Duration) []byte {
	dst = append(dst, "#EXT-X-CUE-OUT-CONT:"...)
	total := "/"
	if b.Form == CueElapsed {
		dst = append(dst, "ElapsedTime="...)
		total = ",Duration="
	}
	dst = appendSeconds(dst, at-b.Start, 0)
	if b.Signalled > 0 {
		dst = append(dst, total...)
		dst = appendSeconds(dst, b.Signalled, 0)
	}
	return append(dst, c.eol...)
}

func (c *Channel) appendDateRange(dst []byte, n int, in bool) []byte {
	b := c.config.Breaks[n]
	dst = append(dst, `#EXT-X-DATERANGE:ID="`...)
	if b.ID != "" {
		dst = append(dst, b.ID...)
	} else {
		dst = append(dst, "break-"...)
		dst = strconv.AppendInt(dst, int64(n), 10)
	}
	dst = append(dst, `",START-DATE="`...)
	dst = c.appendDate(dst, b.Start)
	dst = append(dst, '"')
	if in && b.Form != DateRangeDuration {
		dst = append(dst, `,END-DATE="`...)
		dst = c.appendDate(dst, b.In)
		dst = append(dst, '"')
	}
	name, d := ",DURATION=", b.Signalled
	switch {
	// A duration that was said can't be corrected.
	case in && (b.Form != DateRangeDuration || d == 0):
		d = b.In - b.Start
	case !in && b.Form != DateRangeDuration:
		name = ",PLANNED-DURATION="
	}
	if d > 0 || in {
		dst = append(dst, name...)
		dst = appendSeconds(dst, d, 0)
	}
	if in {
		dst = append(dst, ",SCTE35-IN=0x"...)
		return appendSplice(dst, splice{event: uint32(n + 1), at: b.In})
	}
	dst = append(dst, ",SCTE35-OUT=0x"...)
	return appendSplice(dst, splice{event: uint32(n + 1), at: b.Start, out: true, dur: b.Signalled})
}

// appendDate appends a date with as many digits as it takes, three at least.
func (c *Channel) appendDate(dst []byte, at time.Duration) []byte {
	t := c.config.Start.Add(at)
	layout := "2006-01-02T15:04:05.000Z07:00"
	switch ns := t.Nanosecond(); {
	case ns%1000 != 0:
		layout = "2006-01-02T15:04:05.000000000Z07:00"
	case ns%1000000 != 0:
		layout = "2006-01-02T15:04:05.000000Z07:00"
	}
	return t.AppendFormat(dst, layout)
}

// appendSeconds appends a duration as an exact decimal with at least so many
// digits behind the point.
func appendSeconds(dst []byte, d time.Duration, digits int) []byte {
	dst = strconv.AppendInt(dst, int64(d/time.Second), 10)
	frac := int64(d % time.Second)
	if frac == 0 && digits == 0 {
		return dst
	}
	dst = append(dst, '.')
	dst = appendPadded(dst, frac, 9)
	for n := 9; n > max(digits, 1) && dst[len(dst)-1] == '0'; n-- {
		dst = dst[:len(dst)-1]
	}
	return dst
}

// appendPadded appends a number with leading zeros.
func appendPadded(dst []byte, n int64, width int) []byte {
	for limit := int64(10); width > 1; width-- {
		if n < limit {
			// One zero less than the width for each digit of the number.
			for range width - 1 {
				dst = append(dst, '0')
			}
			break
		}
		limit *= 10
	}
	return strconv.AppendInt(dst, n, 10)
}
