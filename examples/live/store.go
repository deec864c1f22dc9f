package main

import (
	"maps"
	"slices"
	"time"

	"github.com/adsplice/adsplice/stitch"
)

// viewer is what is kept of a session between requests. A database with
// put-if-absent does as well as maps.
type viewer struct {
	session   stitch.Session
	answers   stitch.Answers
	decisions stitch.Decisions
	closures  stitch.Closures
	cursors   []stitch.Cursor // by rendition
	last      time.Time       // when it was asked for
}

// viewer returns the viewer of a session, which begins with the first request.
func (s *server) viewer(id string, origin *refresh) *viewer {
	s.mu.Lock()
	defer s.mu.Unlock()
	keep := 10 * window // that long is a session kept
	v := s.viewers[id]
	if v == nil {
		maps.DeleteFunc(s.viewers, func(_ string, v *viewer) bool { return origin.at.Sub(v.last) > keep })
		v = &viewer{
			session: stitch.NewSession(origin.docs[0], stitch.SessionOptions{Began: origin.at, Creatives: s.creatives}),
			answers: stitch.Answers{}, closures: stitch.Closures{}, cursors: make([]stitch.Cursor, len(origin.docs)),
		}
		s.viewers[id] = v
	}
	v.last = origin.at
	return v
}

// load copies what a request goes by: others go on meanwhile.
func (s *server) load(v *viewer, n int) (in stitch.Input, cursor stitch.Cursor) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return stitch.Input{
		Session: v.session, Cursor: v.cursors[0],
		Answers: maps.Clone(v.answers), Decisions: slices.Clone(v.decisions), Closures: maps.Clone(v.closures),
	}, v.cursors[n]
}

// answer stores answers, each put if absent.
func (s *server) answer(v *viewer, answers stitch.Answers) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for key, a := range answers {
		if _, there := v.answers[key]; !there {
			v.answers[key] = a
		}
	}
}

// decide stores what a plan has decided, each put if absent, and tells whether all
// of it was.
func (s *server) decide(v *viewer, plan *stitch.Plan) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	first := true
	for _, d := range plan.New {
		first = v.decisions.Put(d) && first
	}
	for _, c := range plan.Closed {
		first = v.closures.Put(c) && first
	}
	return first
}

// move stores how far a rendition has been answered, and forgets the breaks that
// ended long before its window, but for the last one that played ads.
func (s *server) move(v *viewer, n int, c stitch.Cursor, origin *refresh) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v.cursors[n] = v.cursors[n].Merge(c)
	long := origin.at.Add(-10 * window).Sub(v.session.Zero)
	played := ""
	for _, d := range v.decisions {
		if len(d.Items) > 0 {
			played = d.Key
		}
	}
	v.decisions = slices.DeleteFunc(v.decisions, func(d stitch.Decision) bool {
		old := d.Key != played && d.Start+d.Duration < long
		if old {
			delete(v.answers, d.Key)
			delete(v.closures, d.Key)
		}
		return old
	})
}
