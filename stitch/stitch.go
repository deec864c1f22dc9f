package stitch

import (
	"fmt"

	"github.com/adsplice/adsplice/hls"
)

// Options are what [Stitch] goes by.
type Options struct {
	// Policy says how breaks are filled.
	Policy Policy
	// Rendition says what the playlist is; zero is a video playlist of which
	// nothing is known.
	Rendition Rendition
	// Others are the stream's other renditions, where they are known: an ad that
	// does not suit all of them does not play.
	Others []Rendition
	// Creatives are the conditioned creatives by key.
	Creatives Creatives
	// ADS answers ad requests; nil answers none. It is called once for each
	// request, in order.
	ADS func(Request) Answer
	// Rebase says how the content's URIs are written.
	Rebase hls.Rebase
}

// Stitch parses a media playlist, asks for ads, decides and renders, in one
// call for one rendition: a video-on-demand asset, or the first refresh of a live
// session. It always appends a playable
// manifest: on error the origin as it was, beside the error, which wraps one of
// [hls.SyntaxError], [hls.SpliceError] or [ErrNoVariantMatch]. The plan
// is nil if it came to none.
//
// For a stream with several renditions run the verbs yourself: one [Decide] for
// all of them, and [Plan.AppendHLS] for each.
func Stitch(dst, origin []byte, o Options) ([]byte, *Plan, error) {
	doc, err := hls.ParseMedia(origin)
	if err != nil {
		return append(dst, origin...), nil, fmt.Errorf("stitch: origin: %w", err)
	}
	in := Input{
		Session: NewSession(doc, SessionOptions{Creatives: o.Creatives}), Doc: doc, Rendition: o.Rendition, Others: o.Others,
		Policy: o.Policy, Answers: Answers{}, Creatives: o.Creatives,
	}
	plan, err := Decide(in)
	for err == nil && len(plan.Due) > 0 {
		for _, r := range plan.Due {
			in.Answers[r.Key] = Answer{}
			if o.ADS != nil {
				in.Answers[r.Key] = o.ADS(r)
			}
		}
		plan, err = Decide(in)
	}
	if err != nil {
		return append(dst, origin...), nil, err
	}
	out, err := plan.AppendHLS(dst, doc, &HLSOptions{Rendition: o.Rendition, Rebase: o.Rebase}, new(Rendered))
	if err != nil {
		return append(dst, origin...), plan, err
	}
	return out, plan, nil
}
