package xmlscan

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// The kinds of errors, for errors.Is. Package names are left out of the texts because the packages
// that parse a format put their own in front.
var (
	// ErrSyntax is input that is not well-formed XML.
	ErrSyntax = errors.New("XML syntax error")
	// ErrTooDeep is nesting beyond Options.MaxDepth.
	ErrTooDeep = errors.New("elements nested too deeply")
	// ErrTooLarge is a source of 2 GiB or more, or more than MaxNamespaces namespace
	// declarations in scope.
	ErrTooLarge = errors.New("document too large")
	// ErrEntity is a reference to an entity other than the five predefined ones, or to a character
	// that XML does not allow.
	ErrEntity = errors.New("unknown entity")
	// ErrDoctype is a document type declaration that declares entities or that is out of place.
	ErrDoctype = errors.New("document type declaration refused")
	// ErrEncoding is a character encoding other than UTF-8, ISO-8859-1 and windows-1252, or
	// bytes that are not UTF-8 where UTF-8 is declared or implied.
	ErrEncoding = errors.New("unsupported character encoding")
)

// Error is where and why a document could not be read.
type Error struct {
	// Offset is the position in bytes, from 0.
	Offset int
	// Line and Column are the position, both from 1; columns are bytes.
	Line, Column int
	// Path names the open elements from the root, for example "VAST/Ad/InLine".
	Path string
	// Detail says what was found, for people.
	Detail string
	// Err is the kind: one of the sentinels of this package.
	Err error
}

// Error implements error.
func (e *Error) Error() string {
	msg := e.Detail
	if msg == "" {
		msg = e.Err.Error()
	}
	if e.Path != "" {
		return fmt.Sprintf("line %d: %s: %s", e.Line, e.Path, msg)
	}
	return fmt.Sprintf("line %d: %s", e.Line, msg)
}

// Unwrap gives the kind.
func (e *Error) Unwrap() error { return e.Err }

// PathBelowRoot is Path without the root element.
func (e *Error) PathBelowRoot() string {
	_, below, _ := strings.Cut(e.Path, "/")
	return below
}

// Position gives line and column (both from 1, columns in bytes) of an offset. Offsets out of range
// are moved into it.
func Position(src []byte, offset int) (line, column int) {
	offset = min(max(offset, 0), len(src))
	before := src[:offset]
	line = bytes.Count(before, []byte{'\n'}) + 1
	return line, offset - bytes.LastIndexByte(before, '\n')
}

// Locator gives positions of offsets that only grow, in time linear in the source altogether. The
// zero value is ready.
type Locator struct {
	offset    int
	line      int
	lineStart int
}

// LocatorAt gives a Locator for offsets from offset on, which is in a line, counted from 1, that
// begins at lineStart.
func LocatorAt(offset, line, lineStart int) Locator {
	return Locator{offset: offset, line: line - 1, lineStart: lineStart}
}

// Position is as the function Position; offset must not be smaller than the last one.
func (l *Locator) Position(src []byte, offset int) (line, column int) {
	offset = min(max(offset, l.offset), len(src))
	part := src[l.offset:offset]
	l.line += bytes.Count(part, []byte{'\n'})
	if nl := bytes.LastIndexByte(part, '\n'); nl >= 0 {
		l.lineStart = l.offset + nl + 1
	}
	l.offset = offset
	return l.line + 1, offset - l.lineStart + 1
}

// Quote gives b in quotes, cut to 64 bytes.
func Quote(b []byte) string {
	const most = 64
	if len(b) > most {
		return strconv.Quote(string(b[:most])) + "..."
	}
	return strconv.Quote(string(b))
}

// DefectKind says how a document that was read in lax mode is not well-formed.
type DefectKind uint8

// The kinds of defects.
const (
	// DefectAmpersand is an ampersand that starts no reference; it stands for itself.
	DefectAmpersand DefectKind = iota + 1
	// DefectEntity is a reference to an unknown entity or a forbidden character; it stays as written.
	DefectEntity
	// DefectUnquoted is an attribute value without quotes.
	DefectUnquoted
	// DefectNoValue is an attribute without a value; its value is empty.
	DefectNoValue
	// DefectUTF8 is a byte that is not UTF-8; it is read as windows-1252.
	DefectUTF8
	// DefectDeclaration is an encoding declaration that cannot be true or is not known, in a
	// document that reads as UTF-8.
	DefectDeclaration
)

// Defect is one place where a document read in lax mode is not well-formed.
type Defect struct {
	Kind   DefectKind
	Offset int
}
