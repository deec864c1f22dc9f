package main

import (
	"fmt"
	"net/url"
	"path"
	"strings"

	"github.com/adsplice/adsplice/hls"
	"github.com/adsplice/adsplice/stitch"
)

// creatives reads the conditioned creatives.
func (in folder) creatives(list []rawJSON) (stitch.Creatives, error) {
	all := stitch.Creatives{}
	for i, raw := range list {
		field := fmt.Sprintf("creatives[%d]", i)
		var j creativeJSON
		if err := decode(field, raw, &j); err != nil {
			return nil, err
		}
		switch {
		case j.Key == "":
			return nil, fmt.Errorf("%s.key: missing", field)
		case all[j.Key] != nil:
			return nil, fmt.Errorf("%s.key: %q is there twice", field, j.Key)
		case j.HLS == "" && j.DASH == "":
			return nil, fmt.Errorf("%s.hls: missing", field)
		case j.HLS == "":
			continue // for MPDs only
		}
		c, err := in.creative(field+".hls", &j)
		if err != nil {
			return nil, err
		}
		all[j.Key] = c
	}
	return all, nil
}

// creative reads a media playlist, or a multivariant one with those it names.
func (in folder) creative(field string, j *creativeJSON) (*stitch.Creative, error) {
	text, err := in.read(field, j.HLS)
	if err != nil {
		return nil, err
	}
	if !hls.IsMultivariant(text) {
		x, err := playlist(field, j.HLS, text, stitch.Rendition{}, j.BaseURL)
		if err != nil {
			return nil, err
		}
		return stitch.NewCreative(j.Key, []stitch.HLSRendition{x})
	}
	m, err := hls.ParseMultivariant(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %s: %w", field, j.HLS, err)
	}
	var list []stitch.HLSRendition
	for _, r := range stitch.Renditions(m) {
		name := path.Join(path.Dir(j.HLS), r.URI)
		text, err := in.read(field, name)
		if err != nil {
			return nil, err
		}
		x, err := playlist(field, name, text, r, resolve(j.BaseURL, r.URI))
		if err != nil {
			return nil, err
		}
		list = append(list, x)
	}
	c, err := stitch.NewCreative(j.Key, list)
	if err != nil {
		return nil, fmt.Errorf("%s: %s: %w", field, j.HLS, err)
	}
	return c, nil
}

// playlist reads one media playlist of a creative.
func playlist(field, name string, text []byte, r stitch.Rendition, base string) (stitch.HLSRendition, error) {
	m, err := hls.ParseMedia(text)
	if err != nil {
		return stitch.HLSRendition{}, fmt.Errorf("%s: %s: %w", field, name, err)
	}
	return stitch.HLSRendition{Rendition: r, Media: m, Base: base}, nil
}

// resolve returns ref as it reads from base, which may be relative or empty.
func resolve(base, ref string) string {
	b, err := url.Parse(base)
	if err != nil || !b.IsAbs() {
		return base[:strings.LastIndexByte(base, '/')+1] + ref
	}
	r, err := b.Parse(ref)
	if err != nil {
		return ref
	}
	return r.String()
}

// checkBumpers refuses bumpers that are too long, where that is known.
func (sc *scenario) checkBumpers() error {
	b := sc.config.Bumper
	for _, f := range [...]struct{ name, key string }{{"StartUrl", b.StartURL}, {"EndUrl", b.EndURL}} {
		if c := sc.creatives[f.key]; c != nil && c.Duration() > stitch.MaxBumper {
			return fmt.Errorf("config.Bumper.%s: the creative %q lasts %v: the most is %v", f.name, f.key, c.Duration(), stitch.MaxBumper)
		}
	}
	return nil
}
