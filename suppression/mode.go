package suppression

import (
	"fmt"
	"strconv"
	"strings"
)

// Mode says which breaks are suppressed, seen from the live edge. The zero value
// is [Off]. A value that is not declared here suppresses nothing.
type Mode uint8

const (
	// Off suppresses nothing: every break may be personalised.
	Off Mode = iota
	// BehindLiveEdge suppresses breaks that start at or before the live edge minus
	// the value.
	BehindLiveEdge
	// AfterLiveEdge suppresses what lies before the end of a period that begins at
	// the live edge and is as long as the value.
	AfterLiveEdge
)

func modes() []string { return []string{"OFF", "BEHIND_LIVE_EDGE", "AFTER_LIVE_EDGE"} }

// String returns OFF, BEHIND_LIVE_EDGE or AFTER_LIVE_EDGE.
func (m Mode) String() string { return name(modes(), uint8(m)) }

// MarshalText returns the same as String.
func (m Mode) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads what MarshalText writes, in upper or lower case. The error
// of any other text wraps [ErrBadValue], and m stays as it was.
func (m *Mode) UnmarshalText(b []byte) error { return unmarshal(modes(), (*uint8)(m), b) }

// name returns the name of an enumeration's value.
func name(names []string, v uint8) string {
	if int(v) < len(names) {
		return names[v]
	}
	return "UNKNOWN_" + strconv.Itoa(int(v))
}

// value finds the value of a name, without regard to case.
func value(names []string, text string) (v uint8, ok bool) {
	for i, n := range names {
		if strings.EqualFold(n, text) {
			return uint8(i), true
		}
	}
	return 0, false
}

// unmarshal sets *v to the value of a name.
func unmarshal(names []string, v *uint8, b []byte) error {
	found, ok := value(names, string(b))
	if !ok {
		return fmt.Errorf("suppression: %w %.64q: want %s", ErrBadValue, b, strings.Join(names, " or "))
	}
	*v = found
	return nil
}
