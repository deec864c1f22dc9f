package vmap

import (
	"iter"
	"strings"
	"time"

	"github.com/adsplice/adsplice/vast"
)

// AdBreak is one AdBreak element (VMAP 1.0.1 section 2.3.1). The zero AdBreak stands for one that is
// not there.
type AdBreak struct {
	Element
	i int32
}

// Index is the index of the break in its document.
func (b AdBreak) Index() int { return int(b.i) }

// TimeOffset is where the break goes. It is invalid if the attribute is missing or cannot be read.
func (b AdBreak) TimeOffset() TimeOffset { return ParseTimeOffset(b.attr("timeOffset")) }

// ID is the breakId attribute, in the misspelling breadId too; empty if there is none.
func (b AdBreak) ID() string {
	if id, ok := b.Attr("breakId"); ok {
		return id
	}
	return b.attr("breadId")
}

// The types of breaks that VMAP knows.
const (
	TypeLinear    = "linear"
	TypeNonLinear = "nonlinear"
	TypeDisplay   = "display"
)

// Types iterates over the types of the break in lower case, as the breakType attribute lists them.
func (b AdBreak) Types() iter.Seq[string] {
	return func(yield func(string) bool) {
		for typ := range strings.SplitSeq(strings.ToLower(b.attr("breakType")), ",") {
			if typ = strings.TrimSpace(typ); typ != "" && !yield(typ) {
				return
			}
		}
	}
}

// Linear reports whether linear ads may play in the break. Without any type they may: real documents
// leave it out.
func (b AdBreak) Linear() bool {
	if b.IsZero() {
		return false
	}
	none := true
	for typ := range b.Types() {
		if typ == TypeLinear {
			return true
		}
		none = false
	}
	return none
}

// RepeatAfter is the time after which the break repeats, counted from its time offset. ok is false
// if it does not repeat.
func (b AdBreak) RepeatAfter() (d time.Duration, ok bool) {
	d, ok = vast.ParseDuration(b.attr("repeatAfter"))
	return d, ok && d > 0
}

// Source gives the first AdSource; ok is false if there is none.
func (b AdBreak) Source() (s AdSource, ok bool) {
	if b.d == nil || b.d.breaks[b.i].source < 0 {
		return AdSource{}, false
	}
	return AdSource{Element{b.d, b.d.breaks[b.i].source}, b.i}, true
}

// The events of an ad break.
const (
	EventBreakStart = "breakStart"
	EventBreakEnd   = "breakEnd"
	EventError      = "error"
)

// Tracking is a URL to request at an event of the break.
type Tracking struct{ Element }

// Event is the name of the event. One that VMAP knows comes in its spelling there, however the
// document writes it; others come as they stand.
func (t Tracking) Event() string {
	name := t.attr("event")
	for _, known := range [...]string{EventBreakStart, EventBreakEnd, EventError} {
		if strings.EqualFold(name, known) {
			return known
		}
	}
	return name
}

// URL is the URL as it stands, blanks around it cut off. It is not validated, may be empty, relative
// or without scheme, and may hold macros.
func (t Tracking) URL() string { return t.Text() }

// AppendURL appends URL, without allocating if dst has room.
func (t Tracking) AppendURL(dst []byte) []byte { return t.AppendText(dst) }

// TrackingEvents iterates over the Tracking elements of the break.
func (b AdBreak) TrackingEvents() iter.Seq[Tracking] {
	return eachBelow(b.Element, kTrackingEvents, kTracking, func(e Element) Tracking { return Tracking{e} })
}

// Extension is an Extension element: anything. InnerXML gives it verbatim.
type Extension struct{ Element }

func asExtension(e Element) Extension { return Extension{e} }

// Type is the type attribute.
func (x Extension) Type() string { return x.attr("type") }

// Extensions iterates over the Extension elements of the break.
func (b AdBreak) Extensions() iter.Seq[Extension] {
	return eachBelow(b.Element, kExtensions, kExtension, asExtension)
}
