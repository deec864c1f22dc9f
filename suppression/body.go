package suppression

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
)

const bodyKey = "availSuppression"

// FromBody reads the availSuppression object, with mode, value and fillPolicy, from
// the JSON body of a client-side session request:
//
//	{"availSuppression": {"mode": "BEHIND_LIVE_EDGE", "value": "00:00:21", "fillPolicy": "FULL_AVAIL_ONLY"}}
//
// Other members of the body are left alone. A body or an availSuppression that is
// absent or null is no problem; one that is not a JSON object is, and then nothing
// is given. null and "" are settings that are not given. Names are case-sensitive,
// and the last of several counts. The texts are read, and mistakes fall back, as in
// [FromQuery]: a request never fails.
func FromBody(body []byte) Set {
	if len(bytes.TrimSpace(body)) == 0 {
		return Set{}
	}
	root, err := object(body)
	if err != nil {
		return Set{Problems: []*FieldError{notObject("body", body, err)}}
	}
	raw := root[bodyKey]
	if absent(raw) {
		var problems []*FieldError
		for _, key := range slices.Sorted(maps.Keys(root)) {
			if key != bodyKey && len(problems) < maxUnknown && hasPrefixFold(key, bodyKey) {
				problems = append(problems, unknownKey("body", key))
			}
		}
		return Set{Problems: problems}
	}
	members, err := object(raw)
	if err != nil {
		return Set{Problems: []*FieldError{notObject(bodyKey, raw, err)}}
	}
	var problems []*FieldError
	for _, key := range slices.Sorted(maps.Keys(members)) {
		switch key {
		case "mode", "value", "fillPolicy":
		default:
			if len(problems) < maxUnknown {
				problems = append(problems, unknownKey(bodyKey, key))
			}
		}
	}
	f := fields{member(members, "mode"), member(members, "value"), member(members, "fillPolicy")}
	return f.set(problems)
}

// object splits a JSON object into its members, whose names keep their case.
func object(src []byte) (members map[string]json.RawMessage, err error) {
	err = json.Unmarshal(src, &members)
	return members, err
}

// absent tells whether a member is not there or null.
func absent(raw json.RawMessage) bool { return len(raw) == 0 || string(raw) == "null" }

// member returns a member as a field.
func member(members map[string]json.RawMessage, key string) field {
	f := field{name: bodyKey + "." + key}
	raw := members[key]
	if absent(raw) {
		return f
	}
	if json.Unmarshal(raw, &f.text) != nil {
		f.text, f.bad = string(raw), true
	}
	return f
}

// notObject is the problem of text that encoding/json refuses as an object.
func notObject(at string, text []byte, err error) *FieldError {
	e := &FieldError{at, string(text[:min(len(text), 64)]), "", effectIgnored, ErrNotObject}
	if syntax := (*json.SyntaxError)(nil); errors.As(err, &syntax) {
		e.Reason = fmt.Sprintf("offset %d: %v", syntax.Offset, syntax)
	}
	return e
}

// unknownKey is the problem of a member that is named like a setting.
func unknownKey(at, key string) *FieldError {
	return &FieldError{at, excerpt(key), "", effectSkipped, ErrUnknownName}
}
