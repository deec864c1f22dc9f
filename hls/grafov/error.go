package grafov

import (
	"math"
	"strconv"
	"strings"

	"github.com/adsplice/adsplice/hls"
)

// An Error says which field of a value can't be written.
type Error struct {
	Index int    // of the segment or variant, -1 for the playlist itself
	Field string // name of the field
	Text  string // its value, cut to 64 bytes
	Err   error  // the kind, such as [hls.ErrBadValue]
}

// Error returns text like: grafov: 3: URI: bad value "a\nb".
func (e *Error) Error() string {
	s := "grafov: "
	if e.Index >= 0 {
		s += strconv.Itoa(e.Index) + ": "
	}
	s += e.Field + ": " + e.Err.Error()
	if e.Text != "" {
		s += " " + strconv.Quote(e.Text)
	}
	return s
}

// Unwrap returns the kind of error.
func (e *Error) Unwrap() error { return e.Err }

// writer appends lines and remembers the first value that can't be written.
type writer struct {
	dst   []byte
	index int
	err   *Error
}

func (w *writer) fail(field, text string, kind error) {
	if w.err == nil {
		w.err = &Error{w.index, field, text[:min(len(text), 64)], kind}
	}
}

func (w *writer) text(s string) { w.dst = append(w.dst, s...) }

func (w *writer) int(n int64) { w.dst = strconv.AppendInt(w.dst, n, 10) }

// line appends a line with text of the caller, which must not begin another.
func (w *writer) line(field, before, text string) {
	if strings.ContainsAny(text, "\r\n") {
		w.fail(field, text, hls.ErrBadValue)
	}
	w.text(before)
	w.text(text)
	w.text("\n")
}

// quoted appends ,NAME="text" if there is text.
func (w *writer) quoted(name, text string) {
	if text == "" {
		return
	}
	if strings.ContainsAny(text, "\"\r\n") {
		w.fail(name, text, hls.ErrBadValue)
	}
	w.text("," + name + `="`)
	w.text(text)
	w.text(`"`)
}

// bare appends ,NAME=text if there is text.
func (w *writer) bare(name, text string) {
	if text == "" {
		return
	}
	if strings.ContainsAny(text, "\",\r\n") {
		w.fail(name, text, hls.ErrBadValue)
	}
	w.text("," + name + "=" + text)
}

// float appends a number with as many digits as it has.
func (w *writer) float(field string, f float64) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		w.fail(field, strconv.FormatFloat(f, 'g', -1, 64), hls.ErrBadValue)
		f = 0
	}
	w.dst = strconv.AppendFloat(w.dst, f, 'f', -1, 64)
}

// result returns what was written, or dst as it was.
func (w *writer) result(dst []byte) ([]byte, error) {
	if w.err != nil {
		return dst, w.err
	}
	return w.dst, nil
}
