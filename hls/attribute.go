package hls

import (
	"bytes"
	"encoding/hex"
	"iter"
	"strconv"
	"time"
)

// Attributes is an attribute list as it stands in a tag (RFC 8216 section
// 4.2). It is read from the text on each call. Blanks around names, commas and
// values are tolerated, as are unquoted values where quoted ones belong.
type Attributes []byte

// An Attribute is one name and its value.
type Attribute struct {
	Name  []byte
	Value Value
}

// Value is the text of an attribute value as it stands, with its quotes.
type Value []byte

// All yields the attributes in order. Text without '=' is skipped.
func (a Attributes) All() iter.Seq[Attribute] {
	return func(yield func(Attribute) bool) {
		for rest := []byte(a); len(rest) > 0; {
			var at Attribute
			var ok bool
			if at, rest, ok = nextAttribute(rest); ok && !yield(at) {
				return
			}
		}
	}
}

// nextAttribute cuts the first attribute off b.
func nextAttribute(b []byte) (at Attribute, rest []byte, ok bool) {
	name, value, next, ok := attributeSpan(b, 0)
	return Attribute{name.of(b), Value(value.of(b))}, b[next:], ok
}

// span is a part of a byte slice, from..to.
type span struct{ from, to int }

// of returns the part, capped.
func (s span) of(b []byte) []byte { return b[s.from:s.to:s.to] }

// attributeSpan finds the attribute that begins at b[i] and where the next one
// begins. ok is false when there is no '='.
func attributeSpan(b []byte, i int) (name, value span, next int, ok bool) {
	start := i
	for i < len(b) && b[i] != '=' && b[i] != ',' {
		i++
	}
	name = trimSpan(b, span{start, i})
	if i == len(b) || b[i] == ',' {
		return name, value, min(i+1, len(b)), false
	}
	i++
	for i < len(b) && isBlank(b[i]) {
		i++
	}
	start = i
	if i < len(b) && b[i] == '"' {
		i++
		for i < len(b) && b[i] != '"' {
			i++
		}
	}
	for i < len(b) && b[i] != ',' {
		i++
	}
	return name, trimSpan(b, span{start, i}), min(i+1, len(b)), true
}

// Get returns the value of the first attribute of that name.
func (a Attributes) Get(name string) (Value, bool) {
	for rest := []byte(a); len(rest) > 0; {
		var at Attribute
		var ok bool
		if at, rest, ok = nextAttribute(rest); ok && string(at.Name) == name {
			return at.Value, true
		}
	}
	return nil, false
}

// closed tells whether quotes stand around values and nowhere else: only then
// can another attribute be written behind the list, and nobody knows what the list
// means otherwise.
func (a Attributes) closed() bool {
	for i := 0; i < len(a); {
		name, value, next, ok := attributeSpan(a, i)
		text := Value(value.of(a)).Text()
		if bytes.IndexByte(name.of(a), '"') >= 0 || ok && bytes.IndexByte(text, '"') >= 0 {
			return false
		}
		i = next
	}
	return true
}

// Text returns the text of the attribute's value without quotes, or nil.
func (a Attributes) Text(name string) []byte {
	v, _ := a.Get(name)
	return v.Text()
}

// Quoted tells whether the value is a quoted string.
func (v Value) Quoted() bool { return len(v) >= 2 && v[0] == '"' && v[len(v)-1] == '"' }

// Text returns the value without its quotes.
func (v Value) Text() []byte {
	if v.Quoted() {
		return v[1 : len(v)-1 : len(v)-1]
	}
	return v
}

// String returns the value without its quotes.
func (v Value) String() string { return string(v.Text()) }

// Int returns a decimal-integer value; a quoted one is tolerated.
func (v Value) Int() (int64, bool) {
	n, err := strconv.ParseInt(string(v.Text()), 10, 64)
	return n, err == nil
}

// Duration returns a decimal number of seconds, rounded down to the
// nanosecond; a quoted one is tolerated. A minus sign is allowed, since
// EXT-X-START has signed values.
func (v Value) Duration() (time.Duration, bool) {
	b := v.Text()
	neg := len(b) > 0 && b[0] == '-'
	if neg {
		b = b[1:]
	}
	s, n := parseSeconds(b)
	if n == 0 || n != len(b) {
		return 0, false
	}
	if neg {
		return -s.duration(), true
	}
	return s.duration(), true
}

// Float returns a decimal number, for attributes such as FRAME-RATE that are
// not times. Use [Value.Duration] for times.
func (v Value) Float() (float64, bool) {
	f, err := strconv.ParseFloat(string(v.Text()), 64)
	return f, err == nil
}

// Hex returns the bytes of a hexadecimal-sequence: 0x or 0X and digits of
// either case, quoted or not. An odd number of digits is no sequence.
func (v Value) Hex() ([]byte, bool) {
	b := v.Text()
	if len(b) < 2 || b[0] != '0' || b[1]|0x20 != 'x' {
		return nil, false
	}
	out, err := hex.DecodeString(string(b[2:]))
	return out, err == nil
}

// Resolution returns a decimal-resolution such as 1280x720, in pixels.
func (v Value) Resolution() (width, height int, ok bool) {
	b := v.Text()
	for i, c := range b {
		if c|0x20 == 'x' {
			w, err1 := strconv.Atoi(string(b[:i]))
			h, err2 := strconv.Atoi(string(b[i+1:]))
			return w, h, err1 == nil && err2 == nil && w >= 0 && h >= 0
		}
	}
	return 0, 0, false
}

// Yes tells whether the value is YES.
func (v Value) Yes() bool { return string(v.Text()) == "YES" }

func isBlank(c byte) bool { return c == ' ' || c == '\t' }

// trim cuts blanks and carriage returns off both ends.
func trim(b []byte) []byte { return trimSpan(b, span{0, len(b)}).of(b) }

func trimSpan(b []byte, s span) span {
	for s.from < s.to && (isBlank(b[s.from]) || b[s.from] == '\r') {
		s.from++
	}
	for s.to > s.from && (isBlank(b[s.to-1]) || b[s.to-1] == '\r') {
		s.to--
	}
	return s
}
