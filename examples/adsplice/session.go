package main

import (
	"fmt"
	"io"
	"maps"

	"github.com/adsplice/adsplice/hls"
	"github.com/adsplice/adsplice/stitch"
)

// session is one viewer. What has to be remembered between requests is what the
// ad server answered, what was decided by it, where breaks ended, and how far each
// playlist has been answered.
type session struct {
	*scenario
	log io.Writer

	state     stitch.Session
	started   bool
	answers   stitch.Answers
	decisions stitch.Decisions
	closures  stitch.Closures
	cursors   map[string]stitch.Cursor // by playlist

	known map[string]map[string]string // variables of the breaks asked for, by key

	reference string       // the playlist whose segment boundaries are the grid
	doc       *hls.Media   // its newest playlist
	plan      *stitch.Plan // newest

	sources map[string]string // of the answers, for messages
	warned  map[string]bool
}

func newSession(sc *scenario, log io.Writer) *session {
	return &session{
		scenario: sc, log: log, answers: stitch.Answers{}, closures: stitch.Closures{}, cursors: map[string]stitch.Cursor{},
		known: map[string]map[string]string{}, reference: sc.reference,
		sources: map[string]string{}, warned: map[string]bool{},
	}
}

// answer is what one manifest request gets.
type answer struct {
	manifest []byte
	plan     *stitch.Plan
	rendered *stitch.Rendered // nil if nothing was stitched
	asked    []adRequestJSON
}

// answer answers a manifest request. There is always a manifest: on error it is
// the origin's as it was.
func (s *session) answer(r *request) (answer, error) {
	a := answer{manifest: r.origin}
	if r.multivariant {
		_, err := hls.ParseMultivariant(r.origin)
		return a, r.error(err)
	}
	doc, err := hls.ParseMedia(r.origin)
	if err != nil {
		return a, r.error(err)
	}
	if !s.started {
		o := stitch.SessionOptions{Began: s.began, Creatives: s.creatives, Seed: s.seed}
		s.state, s.started = stitch.NewSession(doc, o), true
	}
	if s.state.Type == stitch.Live {
		s.doc = doc // each playlist is planned by itself, as it comes
	} else if err := s.refer(r, doc); err != nil {
		return a, err
	}
	if a.plan, a.asked, err = s.decide(r); err != nil {
		return a, r.error(err)
	}
	rendered := new(stitch.Rendered)
	options := stitch.HLSOptions{Rendition: r.rendition, Rebase: s.config.Rebase(r.url), Cursor: s.cursors[r.playlist]}
	manifest, err := a.plan.AppendHLS(nil, doc, &options, rendered)
	if err != nil {
		return a, r.error(err)
	}
	a.manifest, a.rendered = manifest, rendered
	s.cursors[r.playlist] = s.cursors[r.playlist].Merge(rendered.Cursor)
	return a, nil
}

// error says which request an error is about.
func (r *request) error(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %s: %w", r.field, r.file, err)
}

// refer makes sure that the reference rendition's playlist is known. When
// another rendition is requested first, it is the one that the origin has at
// that time; failing that, the session goes by the playlist at hand.
func (s *session) refer(r *request, doc *hls.Media) error {
	if r.playlist == s.reference {
		s.doc = doc
		return nil
	}
	if s.doc != nil {
		return nil
	}
	var first *request // of the reference; at the same time if there is one
	for i := range s.requests {
		x := &s.requests[i]
		if x.multivariant || x.playlist != s.reference {
			continue
		}
		if first == nil || x.at.Equal(r.at) && !first.at.Equal(r.at) {
			first = x
		}
	}
	if first == nil {
		s.reference, s.doc = r.playlist, doc
		return nil
	}
	doc, err := hls.ParseMedia(first.origin)
	if err != nil {
		return first.error(err)
	}
	s.doc = doc
	return nil
}

// decide makes the plan: decides, asks the ad server what is due, decides again,
// and keeps what came of it.
func (s *session) decide(r *request) (*stitch.Plan, []adRequestJSON, error) {
	in := stitch.Input{
		Session: s.state, Doc: s.doc, Policy: s.policy, Answers: s.answers, Decisions: s.decisions, Closures: s.closures,
		Cursor: s.cursors[r.playlist], Creatives: s.creatives,
	}
	here := s.reference
	if s.state.Type == stitch.Live {
		here = r.playlist
	}
	for _, x := range s.renditions {
		if x.playlist == here {
			in.Rendition = x.rendition
		} else {
			in.Others = append(in.Others, x.rendition)
		}
	}
	var asked []adRequestJSON
	plan, err := stitch.Decide(in)
	for err == nil && len(plan.Due) > 0 {
		for _, due := range plan.Due {
			asked = append(asked, s.ask(due))
		}
		plan, err = stitch.Decide(in)
	}
	if err != nil {
		return nil, asked, err
	}
	for _, d := range plan.New {
		s.decisions.Put(d)
	}
	for _, c := range plan.Closed {
		s.closures.Put(c)
	}
	for i := range plan.Breaks {
		b := &plan.Breaks[i]
		if len(b.Variables) == 0 {
			b.Variables = s.known[b.Key]
		} else {
			s.known[b.Key] = b.Variables
		}
	}
	s.plan = plan
	s.warn(r, plan.Warnings)
	return plan, asked, nil
}

// ask makes an ad request, and stores what comes back.
func (s *session) ask(due stitch.Request) adRequestJSON {
	url := s.config.AdDecisionServerURL
	if due.Purpose == stitch.PurposePreroll {
		url = s.config.LivePreRollConfiguration.AdDecisionServerURL
	}
	variables := s.variables(due.Variables)
	rule := s.adServer(due.Purpose, variables)
	s.answers[due.Key], s.sources[due.Key] = rule.answer, rule.source
	return adRequestJSON{URL: stitch.ExpandURL(url, variables), Purpose: due.Purpose, Avail: due.Avail}
}

// variables adds what is known of the viewer to what is known of the avail.
func (s *session) variables(of map[string]string) map[string]string {
	all := maps.Clone(of)
	all["session.id"] = s.session.ID
	for name, value := range s.session.PlayerParams {
		all["player_params."+name] = value
	}
	return all
}

// warn prints each warning once.
func (s *session) warn(r *request, list []stitch.Warning) {
	for _, w := range list {
		where := r.field + ": " + r.file
		switch w.Code {
		case stitch.WarnADS, stitch.WarnBadOffset, stitch.WarnPositionOffset, stitch.WarnUnresolvedAdTag:
			where = "ads"
			for _, key := range [...]string{w.Key, stitch.VODKey} {
				if source, ok := s.sources[key]; ok {
					where = source
					break
				}
			}
		default:
		}
		if w.Line > 0 {
			where += fmt.Sprintf(": line %d", w.Line)
		}
		if w.Key != "" {
			where += fmt.Sprintf(": avail %.64q", w.Key)
		}
		if text := fmt.Sprintf("%s: %s (%s)", where, w.Text, w.Code); !s.warned[text] {
			s.warned[text] = true
			fmt.Fprintf(s.log, "adsplice: warning: %s\n", text)
		}
	}
}
