package main

import (
	"crypto/rand"
	"io/fs"
	"log"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/adsplice/adsplice/hls"
	"github.com/adsplice/adsplice/stitch"
)

// server is an origin that stitches ads into a live channel.
type server struct {
	channel   *channel
	creatives stitch.Creatives
	vast      []byte // what the ad server says; nil: all ads
	files     fs.FS
	now       func() time.Time
	logf      func(format string, args ...any)

	mu      sync.Mutex
	newest  *refresh
	viewers map[string]*viewer
}

// refresh is what the origin lists at one time, parsed once for all viewers.
type refresh struct {
	at   time.Time
	docs []*hls.Media // by rendition
}

func newServer(files fs.FS, every, length time.Duration, now func() time.Time) (*server, error) {
	c, err := newChannel(files, every, length)
	if err != nil {
		return nil, err
	}
	ads, err := newCreatives(files)
	return &server{channel: c, creatives: ads, files: files, now: now, logf: log.Printf, viewers: map[string]*viewer{}}, err
}

func (s *server) handler() http.Handler {
	_ = mime.AddExtensionType(".ts", "video/mp2t")
	_ = mime.AddExtensionType(".m4s", "video/iso.segment")
	mux := http.NewServeMux()
	mux.HandleFunc("GET /live/index.m3u8", s.multivariant)
	mux.HandleFunc("GET /live/{name...}", s.media)
	mux.Handle("GET /clips/", http.StripPrefix("/clips/", http.FileServerFS(s.files)))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		mux.ServeHTTP(w, r)
	})
}

// multivariant answers with the origin's multivariant playlist, with the session
// in the URIs of its media playlists.
func (s *server) multivariant(w http.ResponseWriter, r *http.Request) {
	id := r.FormValue("session")
	if id == "" {
		id = rand.Text()
	}
	uris := make([]string, 0, 4*len(s.channel.renditions))
	for _, x := range s.channel.renditions {
		uri := x.URI + "?session=" + url.QueryEscape(id)
		uris = append(uris, `"`+x.URI+`"`, `"`+uri+`"`, "\n"+x.URI+"\n", "\n"+uri+"\n")
	}
	write(w, []byte(strings.NewReplacer(uris...).Replace(string(s.channel.multivariant))))
}

// media answers with a media playlist. Whatever goes wrong, there is one to play:
// the origin's.
func (s *server) media(w http.ResponseWriter, r *http.Request) {
	name, id := r.PathValue("name"), r.FormValue("session")
	n := slices.IndexFunc(s.channel.renditions, func(x stitch.Rendition) bool { return x.URI == name })
	if n < 0 {
		http.NotFound(w, r)
		return
	}
	origin, err := s.refresh()
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	text := origin.docs[n].Bytes()
	if id != "" {
		stitched, err := s.stitch(id, n, origin)
		if err == nil {
			text = stitched
		} else {
			s.logf("session %q: %s: %v", id, name, err)
		}
	}
	write(w, text)
}

// refresh returns what the origin lists now. All media playlists are of the same
// time, so that a plan made with one holds for the others.
func (s *server) refresh() (*refresh, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.now().Truncate(500 * time.Millisecond)
	if s.newest != nil && !at.After(s.newest.at) {
		return s.newest, nil
	}
	f := &refresh{at: at}
	for n := range s.channel.renditions {
		doc, err := hls.ParseMedia(s.channel.playlist(n, at))
		if err != nil {
			return nil, err
		}
		f.docs = append(f.docs, doc)
	}
	s.newest = f
	return f, nil
}

// stitch answers a session's request for rendition n: load, decide, ask the ad
// server and decide again, store, render, store. Breaks are placed by the
// reference rendition, the first one; all others follow.
func (s *server) stitch(id string, n int, origin *refresh) ([]byte, error) {
	all := s.channel.renditions
	v := s.viewer(id, origin)
	for {
		in, cursor := s.load(v, n)
		in.Doc, in.Rendition, in.Others, in.Creatives = origin.docs[0], all[0], all[1:], s.creatives
		plan, err := stitch.Decide(in)
		if err != nil {
			return nil, err
		}
		if len(plan.Due) > 0 { // without a lock: ad servers are slow
			answers := stitch.Answers{}
			for _, due := range plan.Due {
				answers[due.Key] = s.ads(id, due)
			}
			s.answer(v, answers)
			continue
		}
		if !s.decide(v, plan) {
			continue // another request was first: go by what it has decided
		}
		var rendered stitch.Rendered
		out, err := plan.AppendHLS(nil, origin.docs[n], &stitch.HLSOptions{Rendition: all[n], Cursor: cursor}, &rendered)
		if err != nil {
			return nil, err
		}
		s.move(v, n, rendered.Cursor, origin)
		return out, nil
	}
}

func write(w http.ResponseWriter, playlist []byte) {
	w.Header().Set("Content-Type", "application/vnd.apple.mpegurl")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(playlist)
}
