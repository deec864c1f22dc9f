package suppression

// FillPolicy says what becomes of a break that reaches beyond the period of
// [AfterLiveEdge]. The zero value is [FullAvailOnly].
type FillPolicy uint8

const (
	// FullAvailOnly leaves a break to the content as a whole unless all of it lies
	// after the period.
	FullAvailOnly FillPolicy = iota
	// PartialAvail personalises the portion of a break that lies after the period.
	// It is not available for [BehindLiveEdge].
	PartialAvail
)

func fillPolicies() []string { return []string{"FULL_AVAIL_ONLY", "PARTIAL_AVAIL"} }

// String returns FULL_AVAIL_ONLY or PARTIAL_AVAIL.
func (p FillPolicy) String() string { return name(fillPolicies(), uint8(p)) }

// MarshalText returns the same as String.
func (p FillPolicy) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads what MarshalText writes, in upper or lower case. The error
// of any other text wraps [ErrBadValue], and p stays as it was.
func (p *FillPolicy) UnmarshalText(b []byte) error { return unmarshal(fillPolicies(), (*uint8)(p), b) }
