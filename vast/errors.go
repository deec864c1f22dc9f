package vast

import (
	"errors"
	"fmt"

	"github.com/adsplice/adsplice/internal/xmlscan"
)

// The kinds of errors of Parse, for errors.Is. Each comes inside a *SyntaxError.
var (
	// ErrNotVAST is a root element that is none of VAST. VAST error code 101.
	ErrNotVAST = errors.New("not a VAST document")
	// ErrIsVMAP is a VMAP document where a VAST was expected: parse it with package vmap.
	ErrIsVMAP = errors.New("a VMAP document, not VAST")
	// ErrUnsupportedVersion is a VAST 1 document (root VideoAdServingTemplate). VAST error code 102.
	ErrUnsupportedVersion = errors.New("unsupported VAST version")
	// ErrTooManyAds is a document of more than MaxAds ads.
	ErrTooManyAds = errors.New("too many ads")

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

// MaxAds is how many ads a document may have.
const MaxAds = 100_000

// SyntaxError is where and why a document could not be read. Its text is made for people; use
// errors.Is with the sentinels of this package to tell the kinds.
type SyntaxError struct {
	// Offset is the position in the source in bytes, from 0.
	Offset int
	// Line and Column are the position, both from 1; columns are bytes.
	Line, Column int
	// Path names the open elements from below the root, as in "Ad/InLine"; it is empty outside.
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
	return fmt.Sprintf("vast: line %d: %s%s", e.Line, path, detail)
}

// Unwrap gives the kind.
func (e *SyntaxError) Unwrap() error { return e.Err }

// Code is the VAST error code to report (VAST 4.3 section 2.3.6.3): 102 for a version that is not
// supported, 101 for a document that is not VAST, else 100.
func (e *SyntaxError) Code() int {
	switch {
	case errors.Is(e.Err, ErrUnsupportedVersion):
		return 102
	case errors.Is(e.Err, ErrNotVAST), errors.Is(e.Err, ErrIsVMAP), errors.Is(e.Err, ErrTooManyAds):
		return 101
	}
	return 100
}

// scanError converts an error of the scanner.
func scanError(e *xmlscan.Error) *SyntaxError {
	return &SyntaxError{
		Offset: e.Offset, Line: e.Line, Column: e.Column, Path: e.PathBelowRoot(), Detail: e.Detail, Err: e.Err,
	}
}
