package vast

import (
	"iter"
	"strings"
)

// Tracking is a URL to request at an event.
type Tracking struct{ Link }

// Event is the name of the event. One that the standard knows comes in its spelling there, however
// the document writes it; others come as they stand.
func (t Tracking) Event() string {
	name := t.attr("event")
	if known := canonicalEvent(name); known != "" {
		return known
	}
	return name
}

// Offset is the offset of a progress event: a time or a share of the duration. ok is false if there
// is none that can be read; then the event cannot happen.
func (t Tracking) Offset() (o Offset, ok bool) { return t.offset("offset") }

// The events of VAST 2.0 to 4.3 (VAST 4.3 section 3.14).
const (
	EventLoaded         = "loaded"
	EventCreativeView   = "creativeView"
	EventStart          = "start"
	EventFirstQuartile  = "firstQuartile"
	EventMidpoint       = "midpoint"
	EventThirdQuartile  = "thirdQuartile"
	EventComplete       = "complete"
	EventProgress       = "progress"
	EventMute           = "mute"
	EventUnmute         = "unmute"
	EventPause          = "pause"
	EventResume         = "resume"
	EventRewind         = "rewind"
	EventSkip           = "skip"
	EventFullscreen     = "fullscreen"
	EventExitFullscreen = "exitFullscreen"
	EventPlayerExpand   = "playerExpand"
	EventPlayerCollapse = "playerCollapse"
	EventExpand         = "expand"
	EventCollapse       = "collapse"
	EventAdExpand       = "adExpand"
	EventAdCollapse     = "adCollapse"
	EventAccept         = "acceptInvitation"
	EventAcceptLinear   = "acceptInvitationLinear"
	EventClose          = "close"
	EventCloseLinear    = "closeLinear"
	EventMinimize       = "minimize"
	EventOverlayView    = "overlayViewDuration"
	EventTimeSpent      = "timeSpentViewing"
	EventOther          = "otherAdInteraction"
	EventNotUsed        = "notUsed"
	EventInteractive    = "interactiveStart"
	EventNotExecuted    = "verificationNotExecuted"
)

// canonicalEvent gives an event name in the spelling of the standard, empty if it is not known.
func canonicalEvent(name string) string {
	for _, known := range [...]string{
		EventStart, EventFirstQuartile, EventMidpoint, EventThirdQuartile, EventComplete,
		EventCreativeView, EventProgress, EventMute, EventUnmute, EventPause, EventResume, EventRewind,
		EventSkip, EventLoaded, EventFullscreen, EventExitFullscreen, EventPlayerExpand,
		EventPlayerCollapse, EventExpand, EventCollapse, EventAdExpand, EventAdCollapse, EventAccept,
		EventAcceptLinear, EventClose, EventCloseLinear, EventMinimize, EventOverlayView,
		EventTimeSpent, EventOther, EventNotUsed, EventInteractive, EventNotExecuted,
	} {
		if len(name) == len(known) && strings.EqualFold(name, known) {
			return known
		}
	}
	return ""
}

// trackings iterates over the Tracking elements below e.
func trackings(e Element) iter.Seq[Tracking] {
	return eachBelow(e, kTrackingEvents, kTracking, func(e Element) Tracking { return Tracking{Link{e}} })
}
