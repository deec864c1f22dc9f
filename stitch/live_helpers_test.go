package stitch_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/hls"
	"github.com/adsplice/adsplice/stitch"
)

// viewer is one live session with all that has to be stored for it.
type viewer struct {
	session   stitch.Session
	began     bool
	answers   stitch.Answers
	decisions stitch.Decisions
	closures  stitch.Closures
	cursors   map[string]stitch.Cursor

	policy     stitch.Policy
	creatives  stitch.Creatives
	renditions map[string]stitch.Rendition
	options    map[string]stitch.HLSOptions               // all but rendition and cursor
	ads        func(stitch.Request) (stitch.Answer, bool) // false: no answer yet
	asked      []stitch.Request

	plan     *stitch.Plan // of the last refresh
	rendered stitch.Rendered
}

func newViewer(lib stitch.Creatives, ads func(stitch.Request) (stitch.Answer, bool)) *viewer {
	return &viewer{
		answers: stitch.Answers{}, closures: stitch.Closures{}, cursors: map[string]stitch.Cursor{}, creatives: lib, ads: ads,
		renditions: map[string]stitch.Rendition{}, options: map[string]stitch.HLSOptions{},
	}
}

// offer answers every request with the ads of these creatives.
func offer(tb testing.TB, keys ...string) func(stitch.Request) (stitch.Answer, bool) {
	tb.Helper()
	a := stitch.Answer{}
	if len(keys) > 0 {
		a = vastAnswer(tb, keys...)
	}
	return func(stitch.Request) (stitch.Answer, bool) { return a, true }
}

// refresh answers a refresh of a playlist, planned by itself.
func (v *viewer) refresh(name, origin string) (string, error) {
	return v.refreshBy(name, origin, name, origin)
}

// refreshBy answers a refresh of a playlist with a plan of the reference.
func (v *viewer) refreshBy(reference, video, name, origin string) (string, error) {
	ref, err := hls.ParseMedia([]byte(video))
	if err != nil {
		return "", err
	}
	doc := ref
	if name != reference {
		if doc, err = hls.ParseMedia([]byte(origin)); err != nil {
			return "", err
		}
	}
	if !v.began {
		v.session, v.began = stitch.NewSession(ref, stitch.SessionOptions{Creatives: v.creatives}), true
	}
	in := stitch.Input{
		Session: v.session, Doc: ref, Rendition: v.renditions[reference], Policy: v.policy, Answers: v.answers,
		Decisions: v.decisions, Closures: v.closures, Cursor: v.cursors[reference], Creatives: v.creatives,
	}
	plan, err := stitch.Decide(in)
	for again := true; err == nil && again && len(plan.Due) > 0; {
		again = false
		for _, r := range plan.Due {
			if a, ok := v.ads(r); ok {
				v.answers[r.Key], again = a, true
				v.asked = append(v.asked, r)
			}
		}
		plan, err = stitch.Decide(in)
	}
	if err != nil {
		return "", err
	}
	for _, d := range plan.New {
		v.decisions.Put(d)
	}
	for _, c := range plan.Closed {
		v.closures.Put(c)
	}
	v.plan = plan
	o := v.options[name]
	o.Rendition, o.Cursor = v.renditions[name], v.cursors[name]
	out, err := plan.AppendHLS(nil, doc, &o, &v.rendered)
	if err != nil {
		return "", err
	}
	v.cursors[name] = v.cursors[name].Merge(v.rendered.Cursor)
	return string(out), nil
}

// window writes a live playlist of TS segments with the numbers from first on.
// Words are those of playlist.
func window(first int, words ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:7\n#EXT-X-MEDIA-SEQUENCE:%d\n", first)
	for _, w := range words {
		if strings.HasPrefix(w, "EXT") {
			fmt.Fprintf(&b, "#%s\n", w)
			continue
		}
		name, sec, _ := strings.Cut(w, ":")
		fmt.Fprintf(&b, "#EXTINF:%s,\n%s.ts\n", sec, name)
	}
	return b.String()
}

// must answers a refresh.
func (v *viewer) must(tb testing.TB, name, origin string) string {
	tb.Helper()
	out, err := v.refresh(name, origin)
	require.NoError(tb, err)
	return out
}
