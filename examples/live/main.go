// Command live is a small origin with ad insertion: an endless live channel made
// of a looping clip, an ad break every 30 seconds, and a session for each viewer.
//
//	live -clips DIR [-addr HOST:PORT] [-every 30s] [-break 16s] [-vast FILE]
//
// Point a player at http://127.0.0.1:8080/live/index.m3u8: it gets a session of
// its own. Choose one with ?session=NAME. A media playlist that is asked for
// without a session is the origin's.
//
// DIR holds a folder for each clip: content, which is looped, and the ads under any
// other name. Each has an index.m3u8, the multivariant playlist of a video on
// demand, with its media playlists and segments beside it. The container is up to
// the clips, as long as all have the same: TS, fMP4, CMAF with audio of its own.
//
// server.go is what to read: it is what a server that embeds the library does for
// each request, and store.go what it keeps between them. channel.go takes the
// place of the origin, ads.go that of the transcoder and of the ad server.
package main

import (
	"flag"
	"log"
	"net/http"
	"os"
	"time"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:8080", "address to listen on")
	clips := flag.String("clips", "clips", "folder with a folder for each clip")
	every := flag.Duration("every", 30*time.Second, "time from one ad break to the next")
	length := flag.Duration("break", 16*time.Second, "length of an ad break")
	file := flag.String("vast", "", "VAST to answer each ad request with; by default one with all ads")
	flag.Parse()

	s, err := newServer(os.DirFS(*clips), *every, *length, time.Now)
	if err == nil && *file != "" {
		s.vast, err = os.ReadFile(*file)
	}
	if err != nil {
		log.Fatal(err)
	}
	log.Printf("http://%s/live/index.m3u8", *addr)
	server := http.Server{Addr: *addr, Handler: s.handler(), ReadHeaderTimeout: 10 * time.Second}
	log.Fatal(server.ListenAndServe())
}
