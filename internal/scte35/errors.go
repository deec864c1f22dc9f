package scte35

import (
	"errors"
	"strconv"
)

// The kinds of error that [Decode] and [DecodeString] return, always within a
// [*SyntaxError]; test for them with [errors.Is].
var (
	// ErrEncoding: the text is neither base64 nor hexadecimal.
	ErrEncoding = errors.New("neither base64 nor hexadecimal")
	// ErrNotSection: table_id is not 0xFC.
	ErrNotSection = errors.New("not a splice_info_section")
	// ErrTruncated: the input ends before the section does.
	ErrTruncated = errors.New("input ends early")
	// ErrLength: a field runs past the end of the structure that holds it, so
	// a length or a count is wrong.
	ErrLength = errors.New("runs past the end of its structure")
	// ErrCRC: CRC_32 does not match. It is reported only when everything else
	// decoded, so the section that comes with it is complete.
	ErrCRC = errors.New("CRC does not match")
)

// A SyntaxError tells where a section could not be decoded and why.
type SyntaxError struct {
	// Offset is the 0-based position of the field in the binary section, or
	// in the text given to DecodeString when Err is ErrEncoding.
	Offset int
	// Field is the name of the field in SCTE 35, such as "section_length" or
	// "segmentation_upid()".
	Field string
	// Err is the kind, one of the package's Err values.
	Err error
}

// Error implements error: package, byte offset, field and kind.
func (e *SyntaxError) Error() string {
	return "scte35: byte " + strconv.Itoa(e.Offset) + ": " + e.Field + ": " + e.Err.Error()
}

// Unwrap returns the kind.
func (e *SyntaxError) Unwrap() error { return e.Err }
