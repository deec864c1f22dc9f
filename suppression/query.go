package suppression

import (
	"net/url"
	"strings"
)

const queryPrefix = "aws.availSuppression"

// maxUnknown is how many unknown names are reported of one source.
const maxUnknown = 4

// FromQuery reads aws.availSuppressionMode, aws.availSuppressionValue and
// aws.availSuppressionFillPolicy from the query of a playback request, in its raw
// form, with or without the question mark. Other parameters are left alone.
//
// Names and values are URL-decoded once; a value is then read by [ParseValue]. Mode
// and fill policy are case-insensitive, names are not. An empty parameter is one
// that is not given; the first of several counts.
//
// aws.availSuppression and aws.aws.availSuppressionValue, which appear in
// MediaTailor's documentation, are a prefix and a slip, no parameters: they are
// ignored, with a problem, as is any other name like them.
//
// A request never fails. OFF, or another mode with a value, is complete. A mode
// without value, a value without mode and an unknown mode are not: the
// configuration stays in force. A mode with a malformed value is complete and OFF.
// A value beside OFF is ignored, and so is PARTIAL_AVAIL beside BEHIND_LIVE_EDGE.
// Each of these has its problem.
func FromQuery(rawQuery string) Set {
	f := fields{
		mode:   field{name: queryPrefix + "Mode"},
		value:  field{name: queryPrefix + "Value"},
		policy: field{name: queryPrefix + "FillPolicy"},
	}
	var problems []*FieldError
	var seen, repeated [3]bool
	unknown := 0
	for pair := range strings.SplitSeq(strings.TrimPrefix(rawQuery, "?"), "&") {
		rawName, rawText, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(rawName)
		if err != nil {
			continue
		}
		i, to := f.named(name)
		if to == nil {
			if unknown < maxUnknown && looksLikeSetting(name) {
				unknown++
				problems = append(problems, &FieldError{"query", excerpt(name), "", effectSkipped, ErrUnknownName})
			}
			continue
		}
		text, err := url.QueryUnescape(rawText)
		if err != nil {
			text = rawText
		}
		switch {
		case !seen[i]:
			seen[i] = true
			to.text, to.bad = text, err != nil
		case text != to.text && !repeated[i]:
			repeated[i] = true
			problems = append(problems, &FieldError{name, excerpt(text), "the first counts", effectSkipped, ErrDuplicate})
		}
	}
	return f.set(problems)
}

// named returns the field of that name and its number, or nil.
func (f *fields) named(name string) (int, *field) {
	for i, to := range [...]*field{&f.mode, &f.value, &f.policy} {
		if to.name == name {
			return i, to
		}
	}
	return 0, nil
}

// looksLikeSetting tells whether a name that is no parameter was meant as one.
func looksLikeSetting(name string) bool {
	for hasPrefixFold(name, "aws.aws.") {
		name = name[len("aws."):]
	}
	return hasPrefixFold(name, queryPrefix)
}

// hasPrefixFold is strings.HasPrefix without regard to case.
func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}
