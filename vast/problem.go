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
	reason, at := a.problem()
	if reason == ReasonNone {
		return nil
	}
	r, src := a.record(), a.d.tree.Src
	from, to := int(a.d.tree.Nodes[r.node].Start), at.Offset()
	where := xmlscan.Locator{}
	if r.line > 0 {
		where = xmlscan.LocatorAt(from, int(r.line), int(r.lineStart))
	}
	line, column := where.Position(src, to)
	return &AdError{
		Reason: reason, Code: reason.Code(), AdID: a.ID(), Offset: to, Line: line, Column: column, Path: at.Path(),
	}
}

// Reason is the Reason of Err.
func (a Ad) Reason() Reason {
	r, _ := a.problem()
	return r
}

// adRecord is what is known of an ad when the document has been read. Nodes are -1 if not there.
type adRecord struct {
	node, body, linear int32
	// line is the line of the ad's start, lineStart the offset where that begins. They are kept only
	// in documents with so many ads that counting for each one would take long; else line is 0.
	line, lineStart uint32
}

// manyAds is from how many ads on their lines are kept.
const manyAds = 64

// classify fills d.ads from the tree.
func (d *Document) classify() {
	t := &d.tree
	for n := t.Child(0, uint16(kAd)); n >= 0; n = t.Sibling(n) {
		d.ads = append(d.ads, d.inspect(n))
	}
	if len(d.ads) >= manyAds {
		var where xmlscan.Locator
		for i := range d.ads {
			r := &d.ads[i]
			start := int(t.Nodes[r.node].Start)
			line, column := where.Position(t.Src, start)
			r.line, r.lineStart = uint32(line), uint32(start-column+1)
		}
	}
	if _, ok := t.Attr(0, "version"); !ok {
		d.warn(WarnVersion, int(t.Nodes[0].Start))
	}
}

// inspect finds the parts of the ad at node n.
func (d *Document) inspect(n int32) adRecord {
	t := &d.tree
	r := adRecord{node: n, body: -1, linear: -1}
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
		return r
	}
	for c := t.Child(r.body, uint16(kCreatives)); c >= 0; c = t.Sibling(c) {
		for cr := t.Child(c, uint16(kCreative)); cr >= 0; cr = t.Sibling(cr) {
			if r.linear = t.Child(cr, uint16(kLinear)); r.linear >= 0 {
				return r
			}
		}
	}
	return r
}

// problem tells what is wrong with the ad, and with which element.
func (a Ad) problem() (Reason, Element) {
	if a.d == nil {
		return ReasonNone, Element{}
	}
	body := a.Body()
	switch {
	case body.IsZero():
		return ReasonMissingBody, a.Element
	case body.is(kWrapper):
		u := Wrapper{body}.AdTagURI()
		switch {
		case u.plausible():
			return ReasonNone, body
		case u.IsZero():
			return ReasonInvalidVASTAdTagURI, body
		}
		return ReasonInvalidVASTAdTagURI, u.Element
	case a.ConditionalAd():
		return ReasonConditional, a.Element
	}
	creatives, impression, more := body.child(kCreatives), body.child(kImpression), false
	if !creatives.IsZero() {
		more = a.d.tree.Sibling(creatives.n) >= 0
	}
	linear, ok := a.Linear()
	switch {
	case more || creatives.child(kCreative).IsZero():
		return ReasonMissingCreatives, body
	case impression.IsZero():
		return ReasonMissingImpression, body
	case !ok:
		return ReasonNotLinear, body
	}
	if twice := a.d.tree.Sibling(linear.n); twice >= 0 {
		return ReasonMultipleLinear, Element{a.d, twice}
	}
	return linear.problem()
}

// problem tells what is wrong with the Linear of an inline ad, and with which element.
func (l Linear) problem() (Reason, Element) {
	t := &l.d.tree
	files, events, duration := l.child(kMediaFiles), l.child(kTrackingEvents), l.child(kDuration)
	if files.IsZero() || t.Sibling(files.n) >= 0 {
		return ReasonMissingMediaFiles, l.Element
	}
	if !events.IsZero() {
		if twice := t.Sibling(events.n); twice >= 0 {
			return ReasonMultipleTrackingEvents, Element{l.d, twice}
		}
	}
	if duration.IsZero() {
		return ReasonMissingDuration, l.Element
	}
	if !duration.hasText() {
		return ReasonMissingDuration, duration
	}
	if d, ok := parseDurationElement(duration); !ok || d <= 0 {
		return ReasonInvalidDuration, duration
	}
	for m := range each(files, kMediaFile, asMediaFile) {
		if m.Problem() == MediaOK {
			return ReasonNone, l.Element
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
		switch c {
		case ':':
			return xmlscan.EqualFold(url[:i], "http") || xmlscan.EqualFold(url[:i], "https")
		case '/', '?', '#', '[', '%':
			return true
		}
	}
	return len(url) > 0
}
