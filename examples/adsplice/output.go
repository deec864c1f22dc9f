package main

import (
	"bytes"
	"encoding/json"
	"os"

	"github.com/adsplice/adsplice/stitch"
)

// write writes the files of a request; name is theirs up to the dot.
func (a *answer) write(name string) error {
	if err := os.WriteFile(name+".m3u8", a.manifest, 0o644); err != nil {
		return err
	}
	var plan stitch.Plan
	if a.plan != nil {
		plan = *a.plan
		plan.Warnings = nil // they went to standard error
	}
	text, err := plan.AppendJSON(nil, a.rendered)
	if err != nil {
		return err
	}
	if err := os.WriteFile(name+".plan.json", append(text, '\n'), 0o644); err != nil {
		return err
	}
	asked := a.asked
	if asked == nil {
		asked = []adRequestJSON{}
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(asked); err != nil {
		return err
	}
	return os.WriteFile(name+".requests.json", b.Bytes(), 0o644)
}

// timeline draws the session.
func (s *session) timeline() []byte {
	plan := s.plan
	if plan == nil {
		plan = new(stitch.Plan)
	}
	return plan.AppendSVG(nil)
}
