package vast

import (
	"fmt"
	"strconv"

	"github.com/adsplice/adsplice/internal/xmlscan"
)

// Reason is why an ad cannot be stitched. The zero value is none. Where AWS Elemental MediaTailor
// logs the same finding, the name is that of its event ERROR_VAST_x without the prefix.
type Reason uint8

// The reasons.
const (
	// ReasonNone is no reason.
	ReasonNone Reason = iota
	// ReasonMissingBody is an Ad with neither InLine nor Wrapper.
	ReasonMissingBody
	// ReasonConditional is an ad with conditionalAd, which decides only when it runs.
	ReasonConditional
	// ReasonMissingCreatives is an inline ad without exactly one Creatives, or without Creative in it.
	ReasonMissingCreatives
	// ReasonMissingImpression is an inline ad without Impression. An empty one counts.
	ReasonMissingImpression
	// ReasonNotLinear is an inline ad without Linear.
	ReasonNotLinear
	// ReasonMultipleLinear is a Creative with more than one Linear. Several creatives with one each
	// are fine, the first plays.
	ReasonMultipleLinear
	// ReasonMissingMediaFiles is a Linear without exactly one MediaFiles.
	ReasonMissingMediaFiles
	// ReasonMultipleTrackingEvents is a Linear with more than one TrackingEvents.
	ReasonMultipleTrackingEvents
	// ReasonMissingDuration is a Linear without Duration, or with an empty one.
	ReasonMissingDuration
	// ReasonInvalidDuration is a Duration that is no time, or zero.
	ReasonInvalidDuration
	// ReasonInvalidMediaFile is a Linear without media file that may be stitched: none at all, none
	// with a URL, or nothing but interactive ones.
	ReasonInvalidMediaFile
	// ReasonInvalidVASTAdTagURI is a wrapper whose VASTAdTagURI is not there or is no URL.
	ReasonInvalidVASTAdTagURI
)

// String gives the stable name of the reason.
func (r Reason) String() string {
	switch r {
	case ReasonNone:
		return "NONE"
	case ReasonMissingBody:
		return "MISSING_INLINE"
	case ReasonConditional:
		return "CONDITIONAL_AD"
	case ReasonMissingCreatives:
		return "MISSING_CREATIVES"
	case ReasonMissingImpression:
		return "MISSING_IMPRESSION"
	case ReasonNotLinear:
		return "NOT_LINEAR"
	case ReasonMultipleLinear:
		return "MULTIPLE_LINEAR"
	case ReasonMissingMediaFiles:
		return "MISSING_MEDIAFILES"
	case ReasonMultipleTrackingEvents:
		return "MULTIPLE_TRACKING_EVENTS"
	case ReasonMissingDuration:
		return "MISSING_DURATION"
	case ReasonInvalidDuration:
		return "INVALID_DURATION"
	case ReasonInvalidMediaFile:
		return "INVALID_MEDIA_FILE"
	case ReasonInvalidVASTAdTagURI:
		return "INVALID_VAST_AD_TAG_URI"
	}
	return "REASON_" + strconv.Itoa(int(r))
}

// MarshalText gives the stable name of the reason.
func (r Reason) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// Code is the VAST error code to report (VAST 4.3 section 2.3.6.3), 0 for none.
func (r Reason) Code() int {
	switch r {
	case ReasonNone:
		return 0
	case ReasonConditional:
		return 408
	case ReasonNotLinear:
		return 201
	case ReasonInvalidDuration:
		return 202
	case ReasonInvalidMediaFile:
		return 403
	case ReasonInvalidVASTAdTagURI:
		return 300
	case ReasonMissingBody, ReasonMissingCreatives, ReasonMissingImpression, ReasonMultipleLinear,
		ReasonMissingMediaFiles, ReasonMultipleTrackingEvents, ReasonMissingDuration:
	}
	return 101
}

// AdError is why one ad cannot be stitched; the other ads of the document are not touched by it.
type AdError struct {
	// Reason is the kind of problem.
	Reason Reason
	// Code is the VAST error code to report.
	Code int
	// AdID is the id of the ad.
	AdID string
	// Offset is the position of the element concerned in bytes, from 0.
	Offset int
	// Line and Column are the position, both from 1; columns are bytes.
	Line, Column int
	// Path names the element concerned from below the root.
	Path string
}

// Error implements error.
func (e *AdError) Error() string {
	return fmt.Sprintf("vast: line %d: %s: ad %s: %s", e.Line, e.Path, xmlscan.Quote([]byte(e.AdID)), e.Reason)
}

// Err tells why the ad cannot be stitched, as an *AdError; nil if it can, or if it is a wrapper that
// can be followed. It is nil for the zero Ad too.
func (a Ad) Err() error {
	r := a.record()
	if r.reason == ReasonNone {
		return nil
	}
	at := Element{a.d, r.fault}
	return &AdError{
		Reason: r.reason, Code: r.reason.Code(), AdID: a.ID(), Offset: at.Offset(),
		Line: int(r.line), Column: int(r.column), Path: at.Path(),
	}
}

// Reason is the Reason of Err.
func (a Ad) Reason() Reason { return a.record().reason }

// adRecord is what is known of an ad when the document has been read. Nodes are -1 if not there.
type adRecord struct {
	node, body, creative, linear int32
	fault                        int32
	line, column                 uint32
	reason                       Reason
}

// classify fills d.ads from the tree.
func (d *Document) classify() {
	t := &d.tree
	var where xmlscan.Locator
	for n := t.Child(0, uint16(kAd)); n >= 0; n = t.Sibling(n) {
		r := d.inspect(n)
		if r.reason != ReasonNone {
			line, column := where.Position(t.Src, int(t.Nodes[r.fault].Start))
			r.line, r.column = uint32(line), uint32(column)
		}
		d.ads = append(d.ads, r)
	}
	if _, ok := t.Attr(0, "version"); !ok {
		d.warn(WarnVersion, int(t.Nodes[0].Start))
	}
}

// inspect finds the parts of the ad at node n and what is wrong with it.
func (d *Document) inspect(n int32) adRecord {
	t := &d.tree
	r := adRecord{node: n, body: -1, creative: -1, linear: -1, fault: n}
	for c := n + 1; c < t.Nodes[n].Next; c = t.Nodes[c].Next {
		if k := kind(t.Nodes[c].Kind); k != kInLine && k != kWrapper {
			continue
		}
		if r.body < 0 {
			r.body = c
		} else {
			d.warn(WarnBody, int(t.Nodes[c].Start))
		}
	}
	if r.body < 0 {
		r.reason = ReasonMissingBody
		return r
	}
	containers, impressions, empty, twice := 0, 0, true, int32(-1)
	for c := r.body + 1; c < t.Nodes[r.body].Next; c = t.Nodes[c].Next {
		switch kind(t.Nodes[c].Kind) {
		case kImpression:
			impressions++
		case kCreatives:
			containers++
			for cr := t.Child(c, uint16(kCreative)); cr >= 0; cr = t.Sibling(cr) {
				empty = false
				lin := t.Child(cr, uint16(kLinear))
				if lin < 0 || r.linear >= 0 {
					continue
				}
				r.creative, r.linear = cr, lin
				twice = t.Sibling(lin)
			}
		}
	}
	conditional := Ad{Element: Element{d, n}}.ConditionalAd()
	switch {
	case kind(t.Nodes[r.body].Kind) == kWrapper:
		if u := (Wrapper{Element{d, r.body}}).AdTagURI(); !u.plausible() {
			r.reason, r.fault = ReasonInvalidVASTAdTagURI, r.body
			if !u.IsZero() {
				r.fault = u.n
			}
		}
	case conditional:
		r.reason = ReasonConditional
	case containers != 1 || empty:
		r.reason, r.fault = ReasonMissingCreatives, r.body
	case impressions == 0:
		r.reason, r.fault = ReasonMissingImpression, r.body
	case r.linear < 0:
		r.reason, r.fault = ReasonNotLinear, r.body
	case twice >= 0:
		r.reason, r.fault = ReasonMultipleLinear, twice
	default:
		r.reason, r.fault = d.inspectLinear(r.linear)
	}
	return r
}

// inspectLinear tells what is wrong with the Linear at node n, and with which node.
func (d *Document) inspectLinear(n int32) (Reason, int32) {
	t := &d.tree
	media, files, duration, events, twice := 0, int32(-1), int32(-1), 0, int32(-1)
	for c := n + 1; c < t.Nodes[n].Next; c = t.Nodes[c].Next {
		switch kind(t.Nodes[c].Kind) {
		case kMediaFiles:
			media++
			files = c
		case kTrackingEvents:
			if events++; events == 2 {
				twice = c
			}
		case kDuration:
			if duration < 0 {
				duration = c
			}
		}
	}
	switch {
	case media != 1:
		return ReasonMissingMediaFiles, n
	case events > 1:
		return ReasonMultipleTrackingEvents, twice
	case duration < 0:
		return ReasonMissingDuration, n
	}
	text := t.Text(duration)
	if len(text) == 0 {
		return ReasonMissingDuration, duration
	}
	if dur, ok := parseDuration(text); !ok || dur <= 0 {
		return ReasonInvalidDuration, duration
	}
	for c := t.Child(files, uint16(kMediaFile)); c >= 0; c = t.Sibling(c) {
		if (MediaFile{Element{d, c}}).Problem() == MediaOK {
			return ReasonNone, n
		}
	}
	return ReasonInvalidMediaFile, files
}

// plausible reports whether the link holds something that can be a URL of an ad tag: not empty, no
// blanks or control characters inside, and if it has a scheme then http or https.
func (l Link) plausible() bool {
	if l.IsZero() {
		return false
	}
	url := l.d.tree.Text(l.n)
	for _, c := range url {
		if c <= ' ' || c == 0x7F {
			return false
		}
	}
	for i, c := range url {
		switch {
		case c == ':':
			return xmlscan.EqualFold(url[:i], "http") || xmlscan.EqualFold(url[:i], "https")
		case c == '/' || c == '?' || c == '#' || c == '[' || c == '%':
			return true
		}
	}
	return len(url) > 0
}
