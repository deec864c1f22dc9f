package main

import (
	"fmt"
	"hash/fnv"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/adsplice/adsplice/hls"
	"github.com/adsplice/adsplice/stitch"
	"github.com/adsplice/adsplice/vast"
)

// clip reads the playlists of a clip.
func clip(files fs.FS, name string) ([]stitch.HLSRendition, error) {
	text, err := fs.ReadFile(files, path.Join(name, "index.m3u8"))
	if err != nil {
		return nil, err
	}
	m, err := hls.ParseMultivariant(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	var all []stitch.HLSRendition
	for _, r := range stitch.Renditions(m) {
		text, err := fs.ReadFile(files, path.Join(name, r.URI))
		if err != nil {
			return nil, err
		}
		doc, err := hls.ParseMedia(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", name, r.URI, err)
		}
		all = append(all, stitch.HLSRendition{Rendition: r, Media: doc, Base: path.Join("/clips", name, r.URI)})
	}
	return all, nil
}

// newCreatives reads the ads. Their keys are the media files that the ad server
// names.
func newCreatives(files fs.FS) (stitch.Creatives, error) {
	folders, err := fs.ReadDir(files, ".")
	if err != nil {
		return nil, err
	}
	all := stitch.Creatives{}
	for _, f := range folders {
		name := f.Name()
		if name == "content" || !f.IsDir() {
			continue
		}
		playlists, err := clip(files, name)
		if err != nil {
			return nil, err
		}
		c, err := stitch.NewCreative("https://ads.example/"+name+".mp4", playlists)
		if err != nil {
			return nil, err
		}
		all[c.Key()] = c
	}
	return all, nil
}

// ads is the ad server. It is asked once for each break of a session, and offers
// all ads, with another one first each time. A real one is called over the network,
// at an URL that stitch.ExpandURL makes of due.Variables.
func (s *server) ads(session string, due stitch.Request) stitch.Answer {
	text := s.vast
	if text == nil {
		var keys []string
		for key := range s.creatives {
			keys = append(keys, key)
		}
		slices.Sort(keys)
		h := fnv.New32a()
		_, _ = fmt.Fprint(h, session, due.Key)
		for n := h.Sum32() % uint32(max(len(keys), 1)); n > 0; n-- {
			keys = append(keys[1:], keys[0])
		}
		text = s.vastOf(keys)
	}
	doc, err := vast.Parse(text)
	return stitch.Answer{VAST: doc, Err: err}
}

// vastOf writes a VAST with ads.
func (s *server) vastOf(keys []string) []byte {
	var b strings.Builder
	b.WriteString(`<VAST version="4.2">`)
	for i, key := range keys {
		sec := s.creatives[key].Duration().Seconds()
		fmt.Fprintf(&b, `<Ad id="%d"><InLine><AdSystem>live</AdSystem><AdTitle>%s</AdTitle><Impression/><Creatives><Creative><Linear>`, i, key)
		fmt.Fprintf(&b, `<Duration>00:%02d:%06.3f</Duration>`, int(sec)/60, sec-float64(int(sec)/60*60))
		fmt.Fprintf(&b, `<MediaFiles><MediaFile delivery="progressive" type="video/mp4" width="160" height="90">%s</MediaFile></MediaFiles>`, key)
		b.WriteString(`</Linear></Creative></Creatives></InLine></Ad>`)
	}
	b.WriteString(`</VAST>`)
	return []byte(b.String())
}
