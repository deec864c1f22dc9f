package stitch

import (
	"time"

	"github.com/adsplice/adsplice/hls"
)

// PreRollStartHLS returns how far behind the live edge a live pre-roll starts:
// two target durations, or as far as EXT-X-START asks if that is more. offset
// is its TIME-OFFSET, 0 if it is absent: negative from the edge, positive from the
// start of the playlist, which is duration long.
func PreRollStartHLS(target, offset, duration time.Duration) time.Duration {
	switch {
	case offset < 0:
		offset = -offset
	case offset > 0:
		offset = max(duration-offset, 0)
	}
	return max(2*target, offset)
}

// PreRollStartDASH returns where a live pre-roll starts on the timeline of an
// MPD, whose zero is availabilityStartTime: at publishTime, less
// suggestedPresentationDelay or minBufferTime, whichever is longer. Either is 0 if
// it is absent. A result before 0 is 0.
func PreRollStartDASH(publishTime, availabilityStartTime time.Time, suggestedPresentationDelay, minBufferTime time.Duration) time.Duration {
	return max(publishTime.Sub(availabilityStartTime)-max(suggestedPresentationDelay, minBufferTime, 0), 0)
}

// PrerollKey is the key of the live pre-roll: a session has one.
const PrerollKey = "preroll"

// prerollBoundary returns the segment boundary at the start of the pre-roll or
// before it, in the session's first playlist.
func prerollBoundary(doc *hls.Media, s *Session) duration {
	var offset duration
	if x, ok := doc.Start(); ok {
		offset, _ = x.TimeOffset()
	}
	x := newAxis(s, &Cursor{}, ReadMarkers(doc), nil)
	back := PreRollStartHLS(doc.TargetDuration(), offset, doc.Duration())
	i := x.atOrAfter(s.Edge - back)
	if i > doc.Len() || i > 0 && x.at(i) > s.Edge-back {
		i--
	}
	return x.at(i)
}
