package suppression

import "strings"

// A Set is what one source of a session's initial request says. The zero value is
// a source that is not there.
type Set struct {
	// Settings is what the request asks for, zero unless Complete.
	Settings Settings
	// Complete tells that Settings count and replace the configuration's wholly.
	Complete bool
	// Problems are warnings: what was odd and what was made of it. There are at most
	// a dozen, in a fixed order.
	Problems []*FieldError
}

// Resolve chooses the settings of a session: those of the request if they are
// complete, else the configuration's. A set is taken or left as a whole; a mode
// from one source never meets a value from another.
//
// If body and query are both complete, the body wins: it made the session, and
// what is given at the session's initialisation can't be changed by the query of a
// playback request that follows. A source that is not there is the zero [Set].
//
// The buffer is always that of config, even if its mode is OFF: it belongs to
// whoever runs the service, and no request can name it.
func Resolve(config Settings, body, query Set) Settings {
	s := config
	switch {
	case body.Complete:
		s = body.Settings
	case query.Complete:
		s = query.Settings
	}
	s.Buffer = config.Buffer
	return s
}

// A field is a setting as its source has it. Empty text is a setting that is not
// given.
type field struct {
	name, text string
	bad        bool // text is not a string that could be read
}

func (f field) given() bool { return f.text != "" || f.bad }

// fields are the settings of one source.
type fields struct{ mode, value, policy field }

// What follows from a problem in a request.
const (
	effectIgnored = "the request's settings are ignored"
	effectOff     = "the mode is taken as OFF"
	effectFull    = "FULL_AVAIL_ONLY is used"
	effectSkipped = "it is ignored"
)

// set reads the settings, adding to the problems that there are.
//
//   - Nothing given: not complete.
//   - No mode, or one that does not exist, which MediaTailor's other parameters
//     take as not specified: not complete.
//   - OFF: complete; a value is ignored.
//   - Another mode without a value: not complete, so that the configuration stays,
//     and without one suppression is off.
//   - Another mode with a malformed value: complete as OFF. "Invalid time format
//     causes mode to fall back to OFF" is the documentation's rule.
//   - An unknown fill policy, or PARTIAL_AVAIL with BEHIND_LIVE_EDGE: FULL_AVAIL_ONLY.
func (f *fields) set(problems []*FieldError) Set {
	s := Set{Problems: problems}
	report := func(at field, kind error, reason, effect string) {
		s.Problems = append(s.Problems, &FieldError{at.name, excerpt(at.text), reason, effect, kind})
	}
	if !f.mode.given() {
		if f.value.given() || f.policy.given() {
			report(f.mode, ErrMissing, "", effectIgnored)
		}
		return s
	}
	mode, ok := value(modes(), f.mode.text)
	if !ok || f.mode.bad {
		report(f.mode, ErrBadValue, oneOf(modes()), effectIgnored)
		return s
	}
	if Mode(mode) == Off {
		if f.value.given() {
			report(f.value, ErrNotAllowed, "OFF takes no value", effectSkipped)
		}
		s.Complete = true
		return s
	}
	if !f.value.given() {
		report(f.value, ErrMissing, Mode(mode).String()+" needs one", effectIgnored)
		return s
	}
	s.Complete = true
	length, err := ParseValue(f.value.text)
	if err != nil || f.value.bad {
		report(f.value, ErrBadValue, wantClock, effectOff)
		return s
	}
	s.Settings = Settings{Mode: Mode(mode), Value: length}
	if !f.policy.given() {
		return s
	}
	policy, ok := value(fillPolicies(), f.policy.text)
	switch {
	case !ok || f.policy.bad:
		report(f.policy, ErrBadValue, oneOf(fillPolicies()), effectFull)
	case Mode(mode) != BehindLiveEdge:
		s.Settings.FillPolicy = FillPolicy(policy)
	case FillPolicy(policy) == PartialAvail:
		report(f.policy, ErrNotAllowed, "BEHIND_LIVE_EDGE fills whole avails only", effectFull)
	}
	return s
}

// oneOf is the reason for refusing a name.
func oneOf(names []string) string { return "want " + strings.Join(names, " or ") }
