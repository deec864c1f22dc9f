package main

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/adsplice/adsplice/hls"
	"github.com/adsplice/adsplice/stitch"
	"github.com/adsplice/adsplice/suppression"
)

// errNotSupported: the scenario is right, but beyond what this version does.
var errNotSupported = errors.New("not supported yet")

// scenario is a scenario file with everything that it names read.
type scenario struct {
	config    stitch.Config
	policy    stitch.Policy
	creatives stitch.Creatives
	ads       []adRule
	session   sessionJSON
	began     time.Time
	seed      uint64
	warnings  []string // about the session's parameters
	requests  []request
	// renditions are all that the scenario tells of, by playlist.
	renditions []named
	// reference is the playlist of the reference rendition: main, else the first
	// that is requested.
	reference string
}

// named is what a playlist is.
type named struct {
	playlist  string
	rendition stitch.Rendition
}

// request is one manifest request.
type request struct {
	field        string // JSON path, such as requests[2].origin
	file         string // as the scenario names it
	at           time.Time
	playlist     string
	url          string
	origin       []byte
	multivariant bool
	rendition    stitch.Rendition
}

// loadScenario reads a scenario file. Errors name the JSON field.
func loadScenario(name string) (*scenario, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var doc scenarioJSON
	if err := decodeFile(data, &doc); err != nil {
		return nil, err
	}
	in := folder(filepath.Dir(name))
	sc := &scenario{}
	if err := sc.configure(&doc); err != nil {
		return nil, err
	}
	if sc.creatives, err = in.creatives(doc.Creatives); err != nil {
		return nil, err
	}
	if err := sc.checkBumpers(); err != nil {
		return nil, err
	}
	if sc.ads, err = in.adRules(doc.Ads); err != nil {
		return nil, err
	}
	if len(doc.Prefetch) > 0 {
		return nil, fmt.Errorf("prefetch: %w", errNotSupported)
	}
	if doc.Multivariant != "" {
		text, err := in.read("multivariant", doc.Multivariant)
		if err != nil {
			return nil, err
		}
		m, err := hls.ParseMultivariant(text)
		if err != nil {
			return nil, fmt.Errorf("multivariant: %s: %w", doc.Multivariant, err)
		}
		sc.name(m)
	}
	if err := in.requests(sc, doc.Requests); err != nil {
		return nil, err
	}
	return sc, nil
}

// configure reads config, options and session.
func (sc *scenario) configure(doc *scenarioJSON) (err error) {
	if len(doc.Config) > 0 {
		sc.config, err = stitch.DecodeConfig(doc.Config)
		var bad *stitch.ConfigError
		if errors.Is(err, stitch.ErrUnknownField) && errors.As(err, &bad) {
			return fmt.Errorf("config: unknown field %q", bad.Field)
		}
		if errors.As(err, &bad) {
			return fmt.Errorf("%s: %w", join("config", bad.Field), bad.Err)
		}
	}
	sc.policy = sc.config.Policy()
	options := optionsJSON{Fit: "first", FitToleranceMs: stitch.DefaultFitTolerance.Milliseconds(), Tracking: "server"}
	if err := decode("options", doc.Options, &options); err != nil {
		return err
	}
	if err := options.apply(&sc.policy); err != nil {
		return err
	}
	if err := decode("session", doc.Session, &sc.session); err != nil {
		return err
	}
	if s := sc.session.Start; s != "" {
		if sc.began, err = time.Parse(time.RFC3339, s); err != nil {
			return fmt.Errorf("session.start: %q is no RFC 3339 time", s)
		}
	}
	sc.seed = uint64(options.Seed)
	sc.parameters()
	return nil
}

// parameters applies what the playback request asks for: it goes before the
// configuration, and a bad one is only warned of.
func (sc *scenario) parameters() {
	var body, query suppression.Set
	if len(sc.session.Body) > 0 {
		body = suppression.FromBody(sc.session.Body)
	}
	if sc.session.Query != "" {
		query = suppression.FromQuery(sc.session.Query)
	}
	for _, set := range []struct {
		name string
		of   suppression.Set
	}{{"session.body", body}, {"session.query", query}} {
		for _, p := range set.of.Problems {
			sc.warnings = append(sc.warnings, set.name+": "+p.Error())
		}
	}
	sc.policy.Suppression = suppression.Resolve(sc.policy.Suppression, body, query)
	values, _ := url.ParseQuery(sc.session.Query)
	if strings.EqualFold(values.Get("aws.preroll"), "disabled") {
		sc.policy.Preroll = stitch.PrerollPolicy{}
	}
}

// apply sets what the options say of how breaks are filled.
func (o *optionsJSON) apply(p *stitch.Policy) error {
	switch o.Fit {
	case "first":
	case "best":
		p.Fit = stitch.BestFit
	default:
		return fmt.Errorf("options.fit: %q: want first or best", o.Fit)
	}
	if o.Tracking != "server" && o.Tracking != "client" {
		return fmt.Errorf("options.tracking: %q: want server or client", o.Tracking)
	}
	const day = 24 * 60 * 60 * 1000
	if o.FitToleranceMs < 0 || o.FitToleranceMs > day {
		return fmt.Errorf("options.fitToleranceMs: %d: want 0 to %d", o.FitToleranceMs, day)
	}
	p.FitTolerance = time.Duration(o.FitToleranceMs) * time.Millisecond
	if p.FitTolerance == 0 {
		p.FitTolerance = -1 // none, not the default
	}
	p.EmptyVTT = o.EmptyVTT
	return nil
}

// requests reads the origin manifests and finds out what each one is.
func (in folder) requests(sc *scenario, list []rawJSON) error {
	if len(list) == 0 {
		return errors.New("requests: missing")
	}
	for i, raw := range list {
		path := fmt.Sprintf("requests[%d]", i)
		var j requestJSON
		if err := decode(path, raw, &j); err != nil {
			return err
		}
		r := request{field: path + ".origin", file: j.Origin, url: j.URL, playlist: j.Playlist}
		if err := decode(path+".rendition", j.Rendition, &r.rendition); err != nil {
			return err
		}
		if j.At != "" {
			var err error
			if r.at, err = time.Parse(time.RFC3339, j.At); err != nil {
				return fmt.Errorf("%s.at: %q is no RFC 3339 time", path, j.At)
			}
		}
		var err error
		if r.origin, err = in.read(r.field, r.file); err != nil {
			return err
		}
		if strings.EqualFold(filepath.Ext(r.file), ".mpd") {
			return fmt.Errorf("%s: %s: DASH is %w", r.field, r.file, errNotSupported)
		}
		sc.identify(&r)
		if sc.began.IsZero() {
			sc.began = r.at
		}
		sc.requests = append(sc.requests, r)
	}
	return nil
}

// identify settles which playlist a request is for, and what that is.
func (sc *scenario) identify(r *request) {
	if r.multivariant = hls.IsMultivariant(r.origin); r.multivariant {
		if m, err := hls.ParseMultivariant(r.origin); err == nil {
			sc.name(m)
		}
		return
	}
	if r.playlist == "" {
		r.playlist = "main"
		if sc.find(r.file) != nil {
			r.playlist = r.file
		}
	}
	if x := sc.find(r.playlist); x != nil {
		r.rendition = x.rendition
	} else {
		sc.renditions = append(sc.renditions, named{r.playlist, r.rendition})
	}
	if sc.reference == "" || r.playlist == "main" {
		sc.reference = r.playlist
	}
}

// name notes what a multivariant playlist says of others.
func (sc *scenario) name(m *hls.Multivariant) {
	for _, r := range stitch.Renditions(m) {
		if x := sc.find(r.URI); x != nil {
			x.rendition = r
		} else {
			sc.renditions = append(sc.renditions, named{r.URI, r})
		}
	}
}

func (sc *scenario) find(playlist string) *named {
	for i := range sc.renditions {
		if sc.renditions[i].playlist == playlist {
			return &sc.renditions[i]
		}
	}
	return nil
}

// folder is where the files of a scenario are.
type folder string

// read reads a file that a JSON field names.
func (in folder) read(field, name string) ([]byte, error) {
	if name == "" {
		return nil, fmt.Errorf("%s: missing", field)
	}
	if !filepath.IsAbs(name) {
		name = filepath.Join(string(in), filepath.FromSlash(name))
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", field, err)
	}
	return data, nil
}
