package stitch

import "time"

// A Closure is where and why a break that was filled ended, once a playlist has
// listed the content behind it. It is stored put-if-absent by (session, Key), for
// as long as the decision: the first one made holds for all renditions, on all
// servers. It is plain data with a JSON and a binary form.
type Closure struct {
	Key string        `json:"key"`
	Why ClosureReason `json:"why"`
	// In is where content was rejoined on the session's timeline: a boundary of the
	// playlist that saw it first.
	In time.Duration `json:"in"`
	// Until cuts the ads: segments play that end by then, counted from where the ads
	// start. 0: they are not cut.
	Until time.Duration `json:"until,omitzero"`
	// Discontinuities and Carry are the totals that the break leaves; see [Decision].
	Discontinuities int64         `json:"discontinuities,omitzero"`
	Carry           time.Duration `json:"carry,omitzero"`
}

// Closures are the closures of a session by avail key.
type Closures map[string]Closure

// Put stores a closure if there is none for the avail yet, and tells whether it
// did.
func (s Closures) Put(c Closure) bool {
	if _, there := s[c.Key]; there {
		return false
	}
	s[c.Key] = c
	return true
}

// ClosureReason says why a break ended.
type ClosureReason uint8

// The reasons why breaks end.
const (
	// ClosedFilled: the ads have played, and the content goes on inside the break.
	ClosedFilled ClosureReason = iota
	// ClosedCueIn: the origin said so.
	ClosedCueIn
	// ClosedDuration: the signalled duration has gone by.
	ClosedDuration
	// ClosedNext: the next break began.
	ClosedNext
	// ClosedEnd: the stream ended.
	ClosedEnd
	// ClosedUnseen: nobody saw where it ended.
	ClosedUnseen
	// ClosedRestart: the origin started again.
	ClosedRestart
	// ClosedOff: the policy passes everything.
	ClosedOff
)

func closureReasons() []string {
	return []string{"FILLED", "CUE_IN", "DURATION", "NEXT_BREAK", "END", "UNSEEN", "RESTART", "OFF"}
}

// String returns the reason as it stands in JSON.
func (r ClosureReason) String() string { return name(closureReasons(), uint8(r)) }

// MarshalText returns the same as String.
func (r ClosureReason) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (r *ClosureReason) UnmarshalText(b []byte) error {
	return parseName(closureReasons(), (*uint8)(r), b)
}
