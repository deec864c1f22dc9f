package livetest

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A list is a media playlist as the watcher reads it.
type list struct {
	version, target int64
	msn, dsn        int64
	ended           bool
	items           []item
	keys            []key // scratch
}

// An item is a segment of a list. Its strings alias the playlist.
type item struct {
	line  int
	uri   string // with its byte range
	dur   time.Duration
	dsn   int64
	keys  string // what is in force, in order; empty is clear
	iv    iv     // effective one of the identity key
	mapp  string // with the keys that it stands under
	date  int64  // in ns; valid when dated
	dated bool
	disc  bool
	gap   bool
}

func (l *list) end() int64 { return l.msn + int64(len(l.items)) }

// line returns the line of a segment by its number.
func (l *list) line(msn int64) int { return l.items[msn-l.msn].line }

// A key is one EXT-X-KEY in force.
type key struct {
	format, text string
	iv           iv
	implicit     bool // the IV is the media sequence number
}

// An iv is an initialization vector; zero is none too.
type iv [16]byte

func (v iv) String() string { return "0x" + strings.ToUpper(hex.EncodeToString(v[:])) }

// parseIV reads any spelling of a 128-bit number.
func parseIV(s string) (v iv, err error) {
	digits, ok := strings.CutPrefix(strings.ToLower(s), "0x")
	if digits = strings.TrimLeft(digits, "0"); !ok || len(digits) > 32 {
		return v, fmt.Errorf("bad IV %q", s)
	}
	_, err = hex.Decode(v[:], []byte(strings.Repeat("0", 32-len(digits))+digits))
	return v, err
}

// A parser is the state between two lines.
type parser struct {
	l        *list
	line     int
	cur      item
	inf      bool
	ranged   string // EXT-X-BYTERANGE
	rangeURI string // resource of the segment before, when it was a range
	rangeEnd int64
	keys     string
	dsn      int64
	seen     uint8
}

// parse reads a playlist into l, whose memory it takes over. The errors are
// breaches of rules that bind one playlist.
func (l *list) parse(text string) (line int, rule string, err error) {
	*l = list{items: l.items[:0], keys: l.keys[:0], version: 1, target: -1}
	p := parser{l: l}
	if !strings.HasPrefix(text, "#EXTM3U") {
		return 1, "H1", errors.New("no #EXTM3U")
	}
	for len(text) > 0 {
		var s string
		s, text, _ = strings.Cut(text, "\n")
		s = strings.TrimSuffix(s, "\r")
		p.line++
		if s == "" {
			continue
		}
		if s[0] == '#' {
			rule, err = p.tag(s)
		} else {
			rule, err = p.segment(s)
		}
		if err != nil {
			return p.line, rule, err
		}
	}
	if l.target < 0 {
		return 1, "H3", errors.New("no EXT-X-TARGETDURATION")
	}
	l.date()
	for i := range l.items {
		l.items[i].dsn += l.dsn
		if (l.items[i].dur+time.Second/2)/time.Second > time.Duration(l.target) {
			return l.items[i].line, "H3", fmt.Errorf("EXTINF %v rounds above target duration %d", l.items[i].dur, l.target)
		}
	}
	return 0, "", nil
}

// date extrapolates dates, forwards and then backwards.
func (l *list) date() {
	for i := 1; i < len(l.items); i++ {
		if s, prev := &l.items[i], &l.items[i-1]; !s.dated && prev.dated {
			s.date, s.dated = prev.date+int64(prev.dur), true
		}
	}
	for i := len(l.items) - 2; i >= 0; i-- {
		if s, next := &l.items[i], &l.items[i+1]; !s.dated && next.dated {
			s.date, s.dated = next.date-int64(s.dur), true
		}
	}
}

func (p *parser) tag(s string) (rule string, err error) {
	name, value, _ := strings.Cut(s, ":")
	header := func(bit uint8, to *int64) (string, error) {
		if p.seen&(1<<bit) != 0 {
			return "H5", errors.New(name + " is there twice")
		}
		if p.seen |= 1 << bit; bit < 2 && (len(p.l.items) > 0 || p.dsn > 0) {
			return "H6", errors.New(name + " behind a segment")
		}
		*to, err = strconv.ParseInt(value, 10, 64)
		return "H1", err
	}
	switch name {
	case "#EXT-X-MEDIA-SEQUENCE":
		return header(0, &p.l.msn)
	case "#EXT-X-DISCONTINUITY-SEQUENCE":
		return header(1, &p.l.dsn)
	case "#EXT-X-VERSION":
		return header(2, &p.l.version)
	case "#EXT-X-TARGETDURATION":
		return header(3, &p.l.target)
	case "#EXT-X-ENDLIST":
		p.l.ended = true
	case "#EXTINF":
		value, _, _ = strings.Cut(value, ",")
		p.cur.dur, err = seconds(value)
		p.inf = true
		return "H3", err
	case "#EXT-X-BYTERANGE":
		p.ranged = value
	case "#EXT-X-DISCONTINUITY":
		p.dsn++
		p.cur.disc = true
	case "#EXT-X-GAP":
		p.cur.gap = true
	case "#EXT-X-PROGRAM-DATE-TIME":
		t, err := time.Parse(time.RFC3339Nano, value)
		p.cur.date, p.cur.dated = t.UnixNano(), true
		return "H23", err
	case "#EXT-X-KEY":
		return p.key(value)
	case "#EXT-X-MAP":
		return p.mapTag(value)
	}
	return "", nil
}

func (p *parser) key(value string) (rule string, err error) {
	k := key{format: attr(value, "KEYFORMAT")}
	method := attr(value, "METHOD")
	l := p.l
	if method == "NONE" {
		if strings.Contains(value, ",") {
			return "H16", errors.New("METHOD=NONE with other attributes")
		}
		l.keys, p.keys = l.keys[:0], ""
		return "", nil
	}
	if k.format == "" {
		k.format = "identity"
	}
	text := attr(value, "IV")
	if text != "" {
		if k.iv, err = parseIV(text); err != nil {
			return "H18", err
		}
	}
	k.text = method + " " + attr(value, "URI") + " " + k.format + " " + attr(value, "KEYFORMATVERSIONS")
	if k.format == "identity" {
		k.implicit = text == ""
	} else {
		k.text += " " + text
	}
	n := 0
	for n < len(l.keys) && l.keys[n].format != k.format {
		n++
	}
	if n == len(l.keys) {
		l.keys = append(l.keys, k)
	} else {
		l.keys[n] = k
	}
	p.keys = ""
	for i, k := range l.keys {
		if i > 0 {
			p.keys += " + "
		}
		p.keys += k.text
	}
	return "", nil
}

// iv returns the IV of the identity key in force; implicit tells that there is
// such a key without IV.
func (p *parser) iv() (v iv, implicit bool) {
	for _, k := range p.l.keys {
		if k.format == "identity" {
			return k.iv, k.implicit
		}
	}
	return iv{}, false
}

func (p *parser) mapTag(value string) (rule string, err error) {
	v, implicit := p.iv()
	if implicit {
		return "H17", errors.New("EXT-X-MAP under a key without IV")
	}
	p.cur.mapp = attr(value, "URI") + " " + attr(value, "BYTERANGE")
	if p.keys != "" {
		p.cur.mapp += " under " + p.keys + " " + v.String()
	}
	return "", nil
}

func (p *parser) segment(uri string) (rule string, err error) {
	s := p.cur
	if !p.inf {
		return "H3", errors.New("segment without EXTINF")
	}
	s.line, s.uri, s.keys, s.dsn = p.line, uri, p.keys, p.dsn
	var implicit bool
	if s.iv, implicit = p.iv(); implicit {
		binary.BigEndian.PutUint64(s.iv[8:], uint64(p.l.msn+int64(len(p.l.items))))
	}
	if p.ranged == "" {
		p.rangeURI = ""
	} else {
		size, offset, explicit := strings.Cut(p.ranged, "@")
		n, err := strconv.ParseInt(size, 10, 64)
		if err != nil {
			return "H20", err
		}
		if explicit {
			if p.rangeEnd, err = strconv.ParseInt(offset, 10, 64); err != nil {
				return "H20", err
			}
		} else if p.rangeURI != uri {
			return "H20", errors.New("byte range without offset does not follow one of the same resource")
		}
		s.uri += " " + size + "@" + strconv.FormatInt(p.rangeEnd, 10)
		p.rangeEnd += n
		p.rangeURI = uri
	}
	p.l.items = append(p.l.items, s)
	p.cur, p.inf, p.ranged = item{mapp: s.mapp}, false, ""
	return "", nil
}

// attr returns an attribute's value without quotes; empty when there is none.
func attr(attrs, name string) string {
	for len(attrs) > 0 {
		k, rest, _ := strings.Cut(attrs, "=")
		v := rest
		if strings.HasPrefix(rest, `"`) {
			v, rest, _ = strings.Cut(rest[1:], `"`)
			_, attrs, _ = strings.Cut(rest, ",")
		} else {
			v, attrs, _ = strings.Cut(v, ",")
		}
		if strings.TrimSpace(k) == name {
			return v
		}
	}
	return ""
}

// seconds reads a decimal exactly, to the nanosecond.
func seconds(s string) (time.Duration, error) {
	whole, frac, _ := strings.Cut(s, ".")
	n, err := strconv.ParseUint(whole, 10, 31)
	if err != nil {
		return 0, err
	}
	d := time.Duration(n) * time.Second
	unit := time.Second
	for _, c := range []byte(frac) {
		if c < '0' || c > '9' {
			return 0, fmt.Errorf("bad decimal %q", s)
		}
		unit /= 10
		d += time.Duration(c-'0') * unit
	}
	return d, nil
}
