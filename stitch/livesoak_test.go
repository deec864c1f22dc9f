package stitch_test

import (
	"fmt"
	"os"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/hls"
	"github.com/adsplice/adsplice/internal/livetest"
	"github.com/adsplice/adsplice/stitch"
)

// stored is one session as a store keeps it: bytes.
type stored struct {
	session, cursor []byte
	decisions       [][]byte
	closures        [][]byte
}

// soakServer answers from what is stored alone.
type soakServer struct {
	creatives stitch.Creatives
	answer    stitch.Answer
	plan      stitch.Plan
	rendered  stitch.Rendered
	out       []byte
}

// refresh loads a session, answers, and stores what is new.
func (s *soakServer) refresh(t *testing.T, st *stored, doc *hls.Media, markers *stitch.Markers) []byte {
	t.Helper()
	in := stitch.Input{
		Doc: doc, Markers: markers, Answers: stitch.Answers{}, Closures: stitch.Closures{}, Creatives: s.creatives,
		Policy: stitch.Policy{Slate: "slate"},
	}
	if st.session == nil {
		b, err := stitch.NewSession(doc, stitch.SessionOptions{Creatives: s.creatives}).MarshalBinary()
		require.NoError(t, err)
		st.session = b
	}
	require.NoError(t, in.Session.UnmarshalBinary(st.session))
	for _, b := range st.decisions {
		var d stitch.Decision
		require.NoError(t, d.UnmarshalBinary(b))
		require.NoError(t, d.Resolve(stitch.Answers{d.Key: s.answer}, s.creatives, &in.Policy))
		in.Decisions.Put(d)
	}
	for _, b := range st.closures {
		var c stitch.Closure
		require.NoError(t, c.UnmarshalBinary(b))
		in.Closures.Put(c)
	}
	if st.cursor != nil {
		require.NoError(t, in.Cursor.UnmarshalBinary(st.cursor))
	}
	require.NoError(t, s.plan.Decide(&in))
	for _, r := range s.plan.Due {
		in.Answers[r.Key] = s.answer
	}
	if len(s.plan.Due) > 0 {
		require.NoError(t, s.plan.Decide(&in))
	}
	for _, d := range s.plan.New {
		b, err := d.MarshalBinary()
		require.NoError(t, err)
		require.LessOrEqual(t, len(b), stitch.MaxDecisionSize+stitch.MaxItemSize*(len(d.Items)+len(d.Skips)))
		st.decisions = append(st.decisions, b)
	}
	for _, c := range s.plan.Closed {
		b, err := c.MarshalBinary()
		require.NoError(t, err)
		st.closures = append(st.closures, b)
	}
	// What ended long ago is not needed, but for the last break with ads.
	if n := len(st.decisions); n > 4 {
		st.decisions = st.decisions[n-4:]
	}
	if n := len(st.closures); n > 4 {
		st.closures = st.closures[n-4:]
	}
	out, err := s.plan.AppendHLS(s.out[:0], doc, &stitch.HLSOptions{Cursor: in.Cursor}, &s.rendered)
	require.NoError(t, err)
	s.out = out
	b, err := in.Cursor.Merge(s.rendered.Cursor).MarshalBinary()
	require.NoError(t, err)
	require.LessOrEqual(t, len(b), stitch.MaxCursorSize)
	st.cursor = b
	return out
}

// TestLiveSoak is a day of a channel of 6 s segments with 96 breaks, which sessions
// poll at their own pace from three servers that share nothing but what is stored,
// in its binary form. ADSPLICE_SOAK asks for all 50 sessions and 24 hours; without
// it there are 5 and two hours.
func TestLiveSoak(t *testing.T) {
	hours, sessions := 2, 5
	if os.Getenv("ADSPLICE_SOAK") != "" {
		hours, sessions = 24, 50
	}
	config := livetest.Config{
		Length: time.Duration(hours) * time.Hour, Start: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Window: 10,
		Renditions: []livetest.Rendition{{Name: "v", Segments: []time.Duration{6 * time.Second}, Cut: livetest.CutSplit}},
	}
	for i := range hours * 4 {
		start := time.Duration(i)*15*time.Minute + 7*time.Minute + time.Duration(i)*1234*time.Millisecond
		b := livetest.Break{Start: start, Signalled: 60 * time.Second, In: start + 60*time.Second, ID: fmt.Sprint("b", i)}
		if i%5 == 4 {
			b.In = start + 37*time.Second
		}
		config.Breaks = append(config.Breaks, b)
	}
	c, err := livetest.New(config)
	require.NoError(t, err)
	lib := library(creative(t, "a", "5.0", "5.0", "5.005"), creative(t, "b", "3.066667", "3.0", "3.0", "3.0", "2.966667"), creative(t, "slate", "4.0", "3.96"))
	var servers [3]soakServer
	for i := range servers {
		servers[i] = soakServer{creatives: lib, answer: vastAnswer(t, "a", "b", "a")}
	}
	states, watchers := make([]stored, sessions), make([]livetest.Watcher, sessions)
	due := make([]time.Duration, sessions)
	for i := range due {
		due[i] = c.Settled() + time.Duration(i)*700*time.Millisecond
	}
	refreshes := 0
	var early, late runtime.MemStats
	var text []byte
	var doc hls.Media
	for at := c.Settled(); at < c.Length(); at += time.Second {
		if at == c.Length()/4/time.Second*time.Second {
			runtime.GC()
			runtime.ReadMemStats(&early)
		}
		fresh := false
		var markers *stitch.Markers
		for i := range due {
			if due[i] > at {
				continue
			}
			if !fresh { // parsed once for all viewers
				text = c.Playlist(text[:0], "v", at)
				require.NoError(t, doc.Reset(text))
				markers, fresh = stitch.ReadMarkers(&doc), true
			}
			refreshes++
			out := servers[(refreshes+i)%len(servers)].refresh(t, &states[i], &doc, markers)
			if err := watchers[i].Saw("v", out); err != nil {
				t.Fatalf("session %d at %v: %v\n%s\n%s", i, at, err, text, out)
			}
			require.NoError(t, livetest.Pacing(text, out, isAd, stitch.DefaultFitTolerance), "session %d at %v", i, at)
			due[i] = at + time.Duration(4+(i*7+refreshes)%5)*time.Second
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&late)
	cuts := 0
	for i := range states {
		cuts += len(states[i].decisions)
	}
	t.Logf("%d sessions, %d h, %d refreshes; heap %d KiB after a quarter, %d KiB at the end", sessions, hours, refreshes, early.HeapAlloc>>10, late.HeapAlloc>>10)
	require.Positive(t, cuts)
	require.Less(t, late.HeapAlloc, early.HeapAlloc+2<<20, "memory is flat")
}
