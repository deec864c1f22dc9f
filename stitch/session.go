package stitch

import "github.com/adsplice/adsplice/hls"

// A Session is what is fixed once for a viewer, at the first media playlist
// answered. It is stored put-if-absent by the caller's session id, for ten times
// the playlist's duration after the last request. It is plain data with a JSON
// form.
type Session struct {
	// Type holds for the whole session, whatever later refreshes say.
	Type StreamType `json:"type"`
}

// NewSession starts a session from its first media playlist: one that has
// ended, or whose type is VOD, is video on demand; all else is live, EVENT
// included.
func NewSession(doc *hls.Media) Session {
	if doc.VOD() {
		return Session{Type: VOD}
	}
	return Session{Type: Live}
}
