package vmap

import (
	"errors"
	"fmt"

	"github.com/adsplice/adsplice/internal/xmlscan"
)

// The kinds of errors of Parse, for errors.Is. Each comes inside a *SyntaxError.
var (
	// ErrNotVMAP is a root element that is none of VMAP.
	ErrNotVMAP = errors.New("not a VMAP document")
	// ErrIsVAST is a VAST document where a VMAP was expected: parse it with package vast.
	ErrIsVAST = errors.New("a VAST document, not VMAP")
	// ErrTooManyBreaks is a document of more than MaxBreaks ad breaks.
	ErrTooManyBreaks = errors.New("too many ad breaks")

	// ErrSyntax is input that is not well-formed XML in a way that has no obvious reading.
	ErrSyntax = xmlscan.ErrSyntax
	// ErrTooDeep is nesting beyond 128 elements.
	ErrTooDeep = xmlscan.ErrTooDeep
	// ErrTooLarge is a source of 2 GiB or more, or with an absurd number of namespaces.
	ErrTooLarge = xmlscan.ErrTooLarge
	// ErrDoctype is a document type declaration that declares entities or is out of place.
	ErrDoctype = xmlscan.ErrDoctype
	// ErrEncoding is a character encoding other than UTF-8, ISO-8859-1 and windows-1252.
	ErrEncoding = xmlscan.ErrEncoding
)

// MaxBreaks is how many ad breaks a document may have.
const MaxBreaks = 2000

// SyntaxError is where and why a document could not be read. Its text is made for people; use
// errors.Is with the sentinels of this package to tell the kinds.
type SyntaxError struct {
	// Offset is the position in the source in bytes, from 0.
	Offset int
	// Line and Column are the position, both from 1; columns are bytes.
	Line, Column int
	// Path names the open elements from below the root, as in "AdBreak/AdSource" with their
	// prefixes; it is empty outside.
	Path string
	// Detail says what was found.
	Detail string
	// Err is the kind, one of the sentinels.
	Err error
}

// Error implements error.
func (e *SyntaxError) Error() string {
	path, detail := e.Path, e.Detail
	if path != "" {
		path += ": "
	}
	if detail == "" {
		detail = e.Err.Error()
	}
	return fmt.Sprintf("vmap: line %d: %s%s", e.Line, path, detail)
}

// Unwrap gives the kind.
func (e *SyntaxError) Unwrap() error { return e.Err }

// scanError converts an error of the scanner.
func scanError(e *xmlscan.Error) *SyntaxError {
	return &SyntaxError{
		Offset: e.Offset, Line: e.Line, Column: e.Column, Path: e.PathBelowRoot(), Detail: e.Detail, Err: e.Err,
	}
}

// rootError tells why a root element is not VMAP, nil if it is.
func rootError(local []byte) error {
	switch {
	case xmlscan.EqualFold(local, "VMAP"):
		return nil
	case xmlscan.EqualFold(local, "VAST"):
		return ErrIsVAST
	}
	return ErrNotVMAP
}
