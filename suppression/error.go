package suppression

import (
	"errors"
	"strconv"
	"strings"
)

// Kinds of problem in settings. Test for them with [errors.Is].
var (
	// ErrBadValue: a value that has the wrong form, type or escapes, or is none of
	// an enumeration's.
	ErrBadValue = errors.New("bad value")
	// ErrMissing: a mode without a value, or something without a mode.
	ErrMissing = errors.New("required, but missing")
	// ErrNotAllowed: something that is valid, but not with the mode: a value with
	// OFF, or PARTIAL_AVAIL with BEHIND_LIVE_EDGE.
	ErrNotAllowed = errors.New("not allowed with the mode")
	// ErrUnknownName: something that is named like a setting, but is none.
	ErrUnknownName = errors.New("unknown name")
	// ErrDuplicate: a parameter that is given again, with another value.
	ErrDuplicate = errors.New("appears twice, with different values")
	// ErrNotObject: a body, or its availSuppression, that is not a JSON object.
	ErrNotObject = errors.New("not a JSON object")
)

// A FieldError says what is wrong with one setting. In a configuration it is an
// error. In a request it is a warning: the session goes on as Effect says.
type FieldError struct {
	// Field is the place: a parameter of the query, such as
	// aws.availSuppressionValue; a JSON path in the body, such as
	// availSuppression.value, or in the configuration, such as
	// AvailSuppression.Value; query or body for what is in none of them; "" for
	// text that was read alone.
	Field  string
	Text   string // the offending text, cut to 64 bytes; may be empty
	Reason string // what is wanted, in words; may be empty
	Effect string // what follows for the session, in words; "" if not in a request
	Err    error  // the kind: one of the sentinels of this package
}

// Error returns text like: suppression: aws.availSuppressionValue: bad value
// "90": want HH:MM:SS; the mode is taken as OFF.
func (e *FieldError) Error() string {
	s := "suppression: "
	if e.Field != "" {
		s += e.Field + ": "
	}
	if e.Err != nil {
		s += e.Err.Error()
	}
	if e.Text != "" {
		s += " " + strconv.Quote(e.Text)
	}
	if e.Reason != "" {
		s += ": " + e.Reason
	}
	if e.Effect != "" {
		s += "; " + e.Effect
	}
	return s
}

// Unwrap returns the kind of problem.
func (e *FieldError) Unwrap() error { return e.Err }

// excerpt copies what an error shows of a text.
func excerpt(text string) string { return strings.Clone(text[:min(len(text), 64)]) }
