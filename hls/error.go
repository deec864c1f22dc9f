package hls

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
)

// Kinds of error that parsing and splicing report. Test for them with
// [errors.Is].
var (
	// ErrNotPlaylist: the input does not begin with #EXTM3U.
	ErrNotPlaylist = errors.New("not an HLS playlist")
	// ErrMultivariant: a multivariant playlist where a media playlist is wanted.
	ErrMultivariant = errors.New("multivariant playlist where a media playlist is wanted")
	// ErrMedia: a media playlist where a multivariant playlist is wanted.
	ErrMedia = errors.New("media playlist where a multivariant playlist is wanted")
	// ErrMissing: something required is not there.
	ErrMissing = errors.New("required, but missing")
	// ErrDuplicate: something that may appear once appears again with another value.
	ErrDuplicate = errors.New("appears twice, with different values")
	// ErrBadValue: a value has the wrong syntax or is out of range.
	ErrBadValue = errors.New("bad value")
	// ErrTooLarge: the input or something in it exceeds a documented limit.
	ErrTooLarge = errors.New("too large")
	// ErrUndefined: a reference to a variable that is not defined.
	ErrUndefined = errors.New("undefined variable")
	// ErrDelta: a playlist delta update (EXT-X-SKIP) can't be spliced; fetch the
	// full playlist.
	ErrDelta = errors.New("playlist delta update")
	// ErrIncompatible: a clip can't be played after the content without breaking
	// the player (container, EXT-X-MAP).
	ErrIncompatible = errors.New("clip does not fit the playlist")
	// ErrBadCut: a cut is out of range, out of order or empty.
	ErrBadCut = errors.New("bad cut")
)

// A SyntaxError says what in a playlist could not be read, and where.
type SyntaxError struct {
	Offset int    // byte offset of the construct, 0-based
	Line   int    // 1-based
	Column int    // in bytes, 1-based
	Tag    string // tag name without '#', or "" for a URI line or the playlist itself
	Text   string // the offending text, cut to 64 bytes; may be empty
	Err    error  // the kind: one of the sentinels of this package
}

// Error returns text like: hls: line 12: EXTINF: bad value "9,x".
func (e *SyntaxError) Error() string {
	s := "hls: line " + strconv.Itoa(e.Line) + ": "
	if e.Tag != "" {
		s += e.Tag + ": "
	}
	s += e.Err.Error()
	if e.Text != "" {
		s += " " + strconv.Quote(e.Text)
	}
	return s
}

// Unwrap returns the kind of error.
func (e *SyntaxError) Unwrap() error { return e.Err }

// syntaxError places an error at offset off of src.
func syntaxError(src []byte, off int, tag, text []byte, kind error) *SyntaxError {
	off = min(off, len(src))
	lineStart := bytes.LastIndexByte(src[:off], '\n') + 1
	return &SyntaxError{
		Offset: off,
		Line:   countLines(src[:off]) + 1,
		Column: off - lineStart + 1,
		Tag:    string(tag),
		Text:   string(text[:min(len(text), 64)]),
		Err:    kind,
	}
}

// A SpliceError says why a playlist could not be spliced.
type SpliceError struct {
	Cut    int    // index of the cut, or -1
	Clip   int    // index of the clip in the cut, or -1
	Reason string // in words
	Err    error  // the kind
}

// Error returns text like: hls: cut 2, clip 0: clip does not fit the playlist: ....
func (e *SpliceError) Error() string {
	where := "hls: "
	if e.Cut >= 0 {
		where += fmt.Sprintf("cut %d", e.Cut)
		if e.Clip >= 0 {
			where += fmt.Sprintf(", clip %d", e.Clip)
		}
		where += ": "
	}
	return where + e.Err.Error() + ": " + e.Reason
}

// Unwrap returns the kind of error.
func (e *SpliceError) Unwrap() error { return e.Err }

// cut slices b around the first c, as [bytes.Cut] does; before is capped.
func cut(b []byte, c byte) (before, after []byte) {
	if i := bytes.IndexByte(b, c); i >= 0 {
		return b[:i:i], b[i+1:]
	}
	return b, nil
}

// hasPrefix tells whether b begins with s.
func hasPrefix(b []byte, s string) bool { return len(b) >= len(s) && string(b[:len(s)]) == s }

// countLines returns the number of line ends in b.
func countLines(b []byte) int { return bytes.Count(b, []byte{'\n'}) }

// withoutEnd returns a line without its line feed.
func withoutEnd(line []byte) []byte {
	if n := len(line); n > 0 && line[n-1] == '\n' {
		return line[: n-1 : n-1]
	}
	return line
}
