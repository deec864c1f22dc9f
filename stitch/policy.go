package stitch

import (
	"time"

	"github.com/adsplice/adsplice/suppression"
)

// DefaultFitTolerance is how far the last ad may overrun a break when
// [Policy.FitTolerance] is zero.
const DefaultFitTolerance = 500 * time.Millisecond

// Policy says how breaks are filled. The zero value is MediaTailor's documented
// behaviour with nothing configured.
type Policy struct {
	// Fit chooses among the ads that are offered. Default: [FirstFit].
	Fit FitMode
	// FitTolerance is how far a break may be overrun by its ads, inclusive. 0 is
	// [DefaultFitTolerance]; negative is none.
	FitTolerance time.Duration
	// PersonalizationThreshold is how much of a replacement break of known
	// duration may be left unfilled by ads and bumpers; beyond it the whole break
	// is left to the content, without ads, slate or bumpers. 0 or less: any amount.
	// Insertion ignores it.
	PersonalizationThreshold time.Duration
	// Slate is the key of the creative that fills what the ads leave of a
	// replacement break, "" for the underlying content.
	Slate string
	// BumperStart and BumperEnd are the keys of creatives that open and close
	// every replacement break of known duration that is filled, "" for none.
	BumperStart, BumperEnd string
	// Resume settles where HLS content is rejoined behind ads that do not end
	// on a segment boundary. Default: [ResumeNearest].
	Resume Resume
	// AdMarkerPassthrough keeps EXT-X-CUE-OUT, EXT-X-CUE-IN and
	// EXT-X-SPLICEPOINT-SCTE35 of filled breaks, unchanged.
	AdMarkerPassthrough bool
	// EmptyVTT is the URL of an empty WebVTT segment, for ads without subtitles
	// in content with WebVTT. "": their time is marked as missing by EXT-X-GAP.
	EmptyVTT string

	// What follows is for live sessions.

	// Preroll puts ads at the start of the session.
	Preroll PrerollPolicy
	// Suppression leaves breaks to the content by where they lie from the live edge
	// of the session's first playlist.
	Suppression suppression.Settings
	// Off closes the break that is open and passes everything from then on.
	Off bool
}

// PrerollPolicy says how a live session begins. The zero value is without pre-roll.
type PrerollPolicy struct {
	// MaxDuration is how long the ads may be, without tolerance.
	MaxDuration time.Duration
}

// tolerance returns FitTolerance with its zero value replaced.
func (p *Policy) tolerance() time.Duration {
	switch {
	case p.FitTolerance == 0:
		return DefaultFitTolerance
	case p.FitTolerance < 0:
		return 0
	}
	return p.FitTolerance
}

// FitMode says how ads are chosen for a break.
type FitMode uint8

const (
	// FirstFit takes the ads in order and skips what no longer fits.
	FirstFit FitMode = iota
	// BestFit takes the set that leaves the least time unfilled, in order; ties
	// go to the earlier ads.
	BestFit
)

// Resume says where content is rejoined.
type Resume uint8

const (
	// ResumeNearest rejoins at the boundary that keeps the time lost or gained,
	// summed over the session, smallest; ties go to the earlier one.
	ResumeNearest Resume = iota
	// ResumeDated takes the next boundary instead whenever dates would step back
	// by a second or more, which rfc8216bis section 6.2.1 forbids, as long as the
	// sum stays within one longest segment.
	ResumeDated
)
