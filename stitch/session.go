package stitch

import (
	"time"

	"github.com/adsplice/adsplice/hls"
)

// A Session is what is fixed once for a viewer, at the first media playlist
// answered. It is stored put-if-absent by the caller's session id, for ten times
// the playlist's duration after the last request. It is plain data with a JSON
// and a binary form.
//
// All times of a session's values count from Zero, or without dates from the
// first segment of its first playlist.
type Session struct {
	// Type holds for the whole session, whatever later refreshes say.
	Type StreamType `json:"type"`
	// Began is when the session began, on the caller's clock, in UTC.
	Began time.Time `json:"began,omitzero"`
	// Zero is the date of the first segment in UTC, zero in a stream without dates.
	Zero time.Time `json:"zero,omitzero"`
	// MediaSequence is the number of that segment.
	MediaSequence int64 `json:"mediaSequence,omitzero"`
	// Edge is the live edge: the end of the last segment of the first playlist.
	Edge time.Duration `json:"edge,omitzero"`
	// Preroll is where the live pre-roll starts: a boundary of that playlist.
	Preroll time.Duration `json:"preroll,omitzero"`
	// TargetDuration and Version are what a live session writes at least in each of
	// its playlists: they may not change in it (RFC 8216 section 6.2.1). A creative
	// that needs more does not play.
	TargetDuration time.Duration `json:"targetDuration,omitzero"`
	Version        int           `json:"version,omitzero"`
	// Seed drives what is random for the ad server.
	Seed uint64 `json:"seed,omitzero"`
}

// SessionOptions are what a new session is told.
type SessionOptions struct {
	Began time.Time // see [Session]
	Seed  uint64
	// Creatives are those that may play: a live session writes the EXT-X-VERSION
	// that they need from its first response on.
	Creatives Creatives
}

// NewSession starts a session from its first media playlist: one that has
// ended, or whose type is VOD, is video on demand; all else is live, EVENT
// included.
func NewSession(doc *hls.Media, o SessionOptions) Session {
	s := Session{Type: Live, Began: o.Began.Round(0).UTC(), Seed: o.Seed}
	if doc.VOD() {
		s.Type = VOD
		return s
	}
	if t, ok := doc.BoundaryTime(0); ok {
		s.Zero = t
	}
	s.MediaSequence = doc.MediaSequence()
	s.Edge = doc.Duration()
	if !s.Zero.IsZero() {
		t, _ := doc.BoundaryTime(doc.Len())
		s.Edge = t.Sub(s.Zero)
	}
	s.Preroll = prerollBoundary(doc, &s)
	s.TargetDuration = doc.TargetDuration()
	s.Version = doc.Version()
	for _, c := range o.Creatives {
		s.Version = max(s.Version, 3, c.versionFor(doc))
	}
	return s
}
