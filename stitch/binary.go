package stitch

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"github.com/adsplice/adsplice/internal/compact"
)

// The state of a session is four kinds of plain value. Each has a JSON form,
// which holds all of it, and a binary form for stores where bytes count. How they
// are kept, and what to do when two servers write at once:
//
//	value     kept by                   merge rule            kept for
//	Session   session                   put-if-absent         10 x the playlist's duration, after the last request
//	Decision  session, Decision.Key     put-if-absent         the same, with the ad answer that it was made from
//	Closure   session, Closure.Key      put-if-absent         as long as the decision
//	Cursor    session, HLS playlist     Cursor.Merge, write   as the session
//
// A value that lost a put-if-absent is dropped, and the plan decided again with
// the one that is stored.
//
// A binary form is a byte with the format's version, a byte with the kind of
// value in its low three bits and what is left out in the others, and the fields:
// whole numbers as varints, zig-zag where they can be below zero; strings behind
// their length; times of the session in nanoseconds; dates as seconds since 1970
// and nanoseconds, in UTC. Equal values have equal forms, and no other form of
// them is read. Enumerations hold values that a later release has added.
//
//	Session   type, Began, Zero, the other fields
//	Decision  key, id where the key does not tell it, the other fields, items, skipped ads
//	Closure   key, the other fields
//	Cursor    First, Start, digest, and what else there is, relative to them
//
// Of an item only the kind, the creative's digest and the index of the ad are
// held, of a skipped ad the index and the reason; see [Decision.Resolve]. All
// else comes back as it was, but for empty slices, which come back nil, and the
// location of dates.

// formatVersion is that of the binary forms.
const formatVersion = 1

// The kinds of value, in the low bits of the second byte.
const (
	kindSession  = 1
	kindDecision = 2
	kindClosure  = 3
	kindCursor   = 4
	kindMask     = 7
)

// How long binary forms are at most.
const (
	// MaxCursorSize is how many bytes the binary form of a [Cursor] has at most.
	MaxCursorSize = 64
	// MaxDecisionSize is how many bytes the binary form of a [Decision] has at most,
	// with MaxItemSize more for each of its items and skipped ads.
	MaxDecisionSize = 120
	MaxItemSize     = 24
)

// ErrBadState is a binary form that can't be read, or a value that has none.
// Errors that wrap it are [StateError].
var ErrBadState = errors.New("bad binary form")

// A StateError tells what is wrong with a binary form.
type StateError struct {
	// State is session, decision, closure or cursor.
	State string
	// Offset is the byte, from 0, of the field at fault.
	Offset int
	// Reason says what is wrong with it.
	Reason string
}

// Error returns such as "stitch: cursor: byte 12: ends too early".
func (e *StateError) Error() string {
	return fmt.Sprintf("stitch: %s: byte %d: %s", e.State, e.Offset, e.Reason)
}

// Unwrap returns [ErrBadState].
func (e *StateError) Unwrap() error { return ErrBadState }

// stateReader reads one binary form.
type stateReader struct {
	compact.Reader
	state string
	flags byte // of the second byte
	err   *StateError
}

// openState reads the head of a form.
func openState(data []byte, state string, kind byte) stateReader {
	r := stateReader{Reader: compact.NewReader(data), state: state}
	if v := r.Byte(); r.Err() == nil && v != formatVersion {
		r.fail(0, fmt.Sprintf("unknown format version %d", v))
	}
	b := r.Byte()
	if r.Err() == nil && b&kindMask != kind {
		r.fail(1, "another kind of value")
	}
	r.flags = b &^ kindMask
	return r
}

func (r *stateReader) fail(offset int, reason string) {
	if r.err == nil {
		r.err = &StateError{State: r.state, Offset: offset, Reason: reason}
	}
}

func (r *stateReader) has(flag byte) bool { return r.flags&flag != 0 }

func (r *stateReader) duration() time.Duration { return time.Duration(r.Varint()) }

func (r *stateReader) date() time.Time {
	sec := r.Varint()
	at := r.Offset()
	ns := r.Uvarint()
	if ns >= 1e9 {
		r.fail(at, "nanoseconds of a date out of range")
	}
	return time.Unix(sec, int64(ns)).UTC()
}

// close ends the reading of data. again is the value's form, and err what became
// of making it.
func (r *stateReader) close(data, again []byte, err error) error {
	if e := r.Close(); e != nil {
		r.fail(r.Offset(), e.Error())
	}
	switch {
	case r.err != nil:
		return r.err
	case err != nil:
		return err
	case !bytes.Equal(data, again):
		i := 0
		for i < len(data) && i < len(again) && data[i] == again[i] {
			i++
		}
		r.fail(i, "not as it would be written")
		return r.err
	}
	return nil
}

// flagIf returns flag if there is what it tells of.
func flagIf(there bool, flag byte) byte {
	if there {
		return flag
	}
	return 0
}
