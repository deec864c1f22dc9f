package suppression

import "slices"

// FromConfig reads the texts of the AvailSuppression object of a
// PlaybackConfiguration; "" is one that is not set. Without a mode, which is OFF,
// the settings are zero.
//
// A configuration must be valid. The error is a [*FieldError] that names a wrong
// field by its JSON path and wraps
//
//   - [ErrBadValue]: a mode or fill policy that does not exist, in this very
//     spelling, or a value that is not HH:MM:SS in plain form;
//   - [ErrMissing]: BEHIND_LIVE_EDGE or AFTER_LIVE_EDGE without a value, or a value
//     without a mode;
//   - [ErrNotAllowed]: a value with OFF, or PARTIAL_AVAIL with BEHIND_LIVE_EDGE.
//
// The settings are zero with an error, except with [ErrNotAllowed]: then they are
// complete, without what is not allowed, for callers that would rather go on.
func FromConfig(mode, value, fillPolicy string) (Settings, error) {
	f := fields{
		mode:   field{name: "AvailSuppression.Mode", text: mode},
		value:  field{name: "AvailSuppression.Value", text: value},
		policy: field{name: "AvailSuppression.FillPolicy", text: fillPolicy},
	}
	for _, e := range [...]struct {
		field
		names []string
	}{{f.mode, modes()}, {f.policy, fillPolicies()}} {
		if e.text != "" && !slices.Contains(e.names, e.text) {
			return Settings{}, &FieldError{e.name, excerpt(e.text), oneOf(e.names), "", ErrBadValue}
		}
	}
	if _, ok := parseClock(value); value != "" && !ok {
		return Settings{}, &FieldError{f.value.name, excerpt(value), wantClock, "", ErrBadValue}
	}
	if mode == "" && value == "" {
		return Settings{}, nil // a fill policy alone has nothing to act on
	}
	s := f.set(nil)
	if len(s.Problems) == 0 {
		return s.Settings, nil
	}
	err := s.Problems[0]
	err.Effect = ""
	return s.Settings, err
}
