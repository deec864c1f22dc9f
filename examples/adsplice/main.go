// Command adsplice replays one viewer's session from files: origin manifests,
// an ad server's answers, conditioned creatives and a MediaTailor
// configuration, all named by a scenario. It opens no socket and reads no clock.
//
//	adsplice [-out DIR] SCENARIO.json
//
// With -out it writes, for each manifest request N from 001, the stitched
// manifest NNN.m3u8, the plan NNN.plan.json and the ad requests that were due,
// NNN.requests.json; and for the session timeline.svg. Without it the last
// manifest goes to standard output.
//
// The scenario is a JSON file; paths in it are relative to it. An unknown field is
// an error. Only requests is required:
//
//	config        MediaTailor's PlaybackConfiguration, its own names (see stitch.Config)
//	options       fit ("first", "best"), fitToleranceMs (500), emptyVTT (a URL), seed, tracking
//	multivariant  a multivariant playlist that tells what each media playlist is
//	creatives     [{key, hls, baseURL}]: a media-file URL, universal ad id or creative id, its
//	              media or multivariant playlist, and what relative URIs are resolved against
//	ads           [{preroll, when, vast or vmap}]: the first rule answers whose variables in when all
//	              have these values, such as {"scte.event_id": "100"}; no rule, no ads
//	session       {id, start, query, body, playerParams}
//	requests      [{at, origin, playlist, url, rendition}]: the origin's manifest, which playlist of
//	              the multivariant it is, where it was fetched, and what it is if no multivariant
//	              says so: {type, codecs, language, ...}
//
// Of query and body avail suppression and aws.preroll are used. Read but not used
// yet: documents, prefetch, seed, tracking.
//
// The exit status is 0 when every request was answered with a stitched manifest,
// 1 when one could not be stitched (the origin's is written then, as it was), and
// 2 when the scenario itself is wrong or asks for what is not supported.
//
// It is also the shortest complete program around the library: session.go is
// what an origin does for each manifest request.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run is main with everything it touches passed in, but for files.
func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("adsplice", flag.ContinueOnError)
	flags.SetOutput(stderr)
	out := flags.String("out", "", "folder to write all outputs to")
	flags.Usage = func() {
		fmt.Fprintln(stderr, "usage: adsplice [-out DIR] SCENARIO.json")
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return 0
	} else if err != nil {
		return 2
	}
	if flags.NArg() != 1 {
		flags.Usage()
		return 2
	}
	fail := func(err error) int {
		fmt.Fprintf(stderr, "adsplice: %v\n", err)
		return 2
	}
	name := flags.Arg(0)
	sc, err := loadScenario(name)
	if err != nil {
		return fail(fmt.Errorf("%s: %w", name, err))
	}
	if *out != "" {
		if err := os.MkdirAll(*out, 0o755); err != nil {
			return fail(err)
		}
	}

	for _, w := range sc.warnings {
		fmt.Fprintf(stderr, "adsplice: warning: %s: %s\n", name, w)
	}
	status := 0
	s := newSession(sc, stderr)
	var last []byte
	for i := range sc.requests {
		a, err := s.answer(&sc.requests[i])
		if errors.Is(err, errNotSupported) {
			return fail(fmt.Errorf("%s: %w", name, err))
		}
		if err != nil {
			fmt.Fprintf(stderr, "adsplice: %v\n", err)
			status = 1
		}
		last = a.manifest
		if *out == "" {
			continue
		}
		if err := a.write(filepath.Join(*out, fmt.Sprintf("%03d", i+1))); err != nil {
			return fail(err)
		}
	}
	if *out == "" {
		_, err = stdout.Write(last)
	} else {
		err = os.WriteFile(filepath.Join(*out, "timeline.svg"), s.timeline(), 0o644)
	}
	if err != nil {
		return fail(err)
	}
	return status
}
