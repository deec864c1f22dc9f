package main

import (
	"errors"
	"fmt"

	"github.com/adsplice/adsplice/stitch"
	"github.com/adsplice/adsplice/vast"
	"github.com/adsplice/adsplice/vmap"
)

// adRule is one answer of the ad server with what it is for.
type adRule struct {
	adRuleJSON
	source string // where the answer stands: JSON path and file
	answer stitch.Answer
}

var errNoAnswer = errors.New("no answer")

// adRules reads the ad server's answers. One that can't be read is the ad
// server's fault, not the scenario's: it becomes an answer that says so.
func (in folder) adRules(list []rawJSON) ([]adRule, error) {
	rules := make([]adRule, len(list))
	for i, raw := range list {
		r := &rules[i]
		field := fmt.Sprintf("ads[%d]", i)
		if err := decode(field, raw, &r.adRuleJSON); err != nil {
			return nil, err
		}
		r.source = field
		name, kind := r.VAST, ".vast"
		switch {
		case r.VAST != "" && r.VMAP != "":
			return nil, fmt.Errorf("%s: both vast and vmap", field)
		case r.Preroll && r.Prefetch != "":
			return nil, fmt.Errorf("%s: both preroll and prefetch", field)
		case r.VMAP != "":
			name, kind = r.VMAP, ".vmap"
		case r.VAST == "":
			r.answer.Err = errNoAnswer
			continue
		}
		text, err := in.read(field+kind, name)
		if err != nil {
			return nil, err
		}
		r.source = field + kind + ": " + name
		r.answer = parseAnswer(text, r.VMAP != "")
	}
	return rules, nil
}

// parseAnswer reads a VAST or VMAP, whichever it turns out to be.
func parseAnswer(text []byte, isVMAP bool) (a stitch.Answer) {
	if isVMAP {
		a.VMAP, a.Err = vmap.Parse(text)
		if errors.Is(a.Err, vmap.ErrIsVAST) {
			a.VAST, a.Err = vast.Parse(text)
		}
		return a
	}
	a.VAST, a.Err = vast.Parse(text)
	if errors.Is(a.Err, vast.ErrIsVMAP) {
		a.VMAP, a.Err = vmap.Parse(text)
	}
	return a
}

// adServer answers an ad request: by the first rule that matches, else with an
// empty response.
func (sc *scenario) adServer(p stitch.Purpose, variables map[string]string) *adRule {
	for i := range sc.ads {
		r := &sc.ads[i]
		if r.Preroll == (p == stitch.PurposePreroll) && r.Prefetch == "" && r.matches(variables) {
			return r
		}
	}
	return &adRule{source: "ads"}
}

func (r *adRule) matches(variables map[string]string) bool {
	for name, value := range r.When {
		if variables[name] != value {
			return false
		}
	}
	return true
}
