package stitch

import (
	"cmp"
	"errors"
	"slices"
	"sort"
	"time"

	"github.com/adsplice/adsplice/vast"
	"github.com/adsplice/adsplice/vmap"
)

// Purpose says what an ad request is for.
type Purpose uint8

// The purposes of ad requests.
const (
	PurposeAvail    Purpose = iota // one avail
	PurposePreroll                 // the live pre-roll
	PurposeVOD                     // the whole of an asset without markers
	PurposePrefetch                // a prefetch schedule
)

func purposes() []string {
	return []string{"avail", "preroll", "vod", "prefetch"}
}

// String returns avail, preroll, vod or prefetch.
func (p Purpose) String() string { return name(purposes(), uint8(p)) }

// MarshalText returns the same as String.
func (p Purpose) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (p *Purpose) UnmarshalText(b []byte) error { return parseName(purposes(), (*uint8)(p), b) }

// A Request is an ad request that is due. The caller makes it, and stores what
// comes back under Key.
type Request struct {
	// Key is that of the avail, or [VODKey].
	Key     string  `json:"key"`
	Purpose Purpose `json:"purpose"`
	// Avail is the id of the avail, "" when the request is for more than one.
	Avail string `json:"avail"`
	// Variables are the dynamic variables for the ad server's URL; see [ExpandURL].
	Variables map[string]string `json:"variables"`
}

// VODKey is the key of the one request of an asset without markers.
const VODKey = "vod"

// An Answer is what came back of a [Request]: one of VAST, VMAP and Err. The
// zero value is an answer without ads. What the ad server sent is to be stored as
// long as the session's decisions, which name its ads by index; the breaks of an
// asset without markers are in it alone.
type Answer struct {
	VAST *vast.Document
	VMAP *vmap.Document
	// Err is why there is no answer: a time-out, an error of parsing.
	Err error
}

// MarshalJSON fails: an answer is stored as the body that the ad server sent,
// which vast.Parse or vmap.Parse reads again.
func (Answer) MarshalJSON() ([]byte, error) {
	return nil, errors.New("stitch: store the body of an answer, and parse it again")
}

// Answers are the answers of a session by request key.
type Answers map[string]Answer

// A Decision is who plays in one avail and in which order, or why nobody does;
// never where. It is stored put-if-absent by (session, Key), for ten times the
// playlist's duration after the last request: the first one made holds for all
// renditions, on all servers. Of a live session those that ended before all
// windows may be dropped but for the last one with items. It is plain data with a
// JSON and a binary form.
type Decision struct {
	Key    string      `json:"key"`
	ID     string      `json:"id,omitempty"`
	Source Source      `json:"source"`
	Reason Reason      `json:"reason,omitzero"`
	Items  []Item      `json:"items,omitempty"`
	Skips  []SkippedAd `json:"skipped,omitempty"`
	// Start is where the avail starts on the session's timeline, and From how far
	// into it ads start: more than 0 if its beginning has been published, is
	// suppressed, or is covered by the break before.
	Start time.Duration `json:"start"`
	From  time.Duration `json:"from,omitzero"`
	// Duration is as first signalled, 0 if unknown.
	Duration time.Duration `json:"duration,omitzero"`
	// Break is the index of the ad break in the VMAP document, for [SourceVMAP].
	Break int `json:"break,omitzero"`

	// What follows is for live sessions.

	// Epoch is the run of the origin, counted up at each restart.
	Epoch int `json:"epoch,omitzero"`
	// Discontinuity is the discontinuity sequence number of the content in front.
	Discontinuity int64 `json:"discontinuity,omitzero"`
	// Discontinuities and Carry are what all earlier breaks have left: by how much
	// discontinuity sequence numbers are above the origin's, and by how much the
	// stitched timeline has outrun the origin's.
	Discontinuities int64         `json:"discontinuities,omitzero"`
	Carry           time.Duration `json:"carry,omitzero"`
}

// from returns where the ads start on the session's timeline.
func (d *Decision) from() time.Duration { return d.Start + d.From }

// Decisions are the decisions of a session in the order in which ads start. [Decisions.Put]
// keeps them so.
type Decisions []Decision

// Put stores a decision if there is none for the avail yet, and tells whether it
// did.
func (s *Decisions) Put(d Decision) bool {
	if slices.ContainsFunc(*s, func(x Decision) bool { return x.Key == d.Key }) {
		return false
	}
	i := sort.Search(len(*s), func(i int) bool { return (*s)[i].compare(&d) > 0 })
	*s = slices.Insert(*s, i, d)
	return true
}

// find returns the decision with the key and start of d, nil if there is none.
func (s *Decisions) find(d *Decision) *Decision {
	if i, ok := s.search(d.Start, d.Key); ok {
		return &(*s)[i]
	}
	return nil
}

func (s *Decisions) search(start time.Duration, key string) (int, bool) {
	// From is not part of what tells avails apart, but of the order.
	first := sort.Search(len(*s), func(i int) bool { return (*s)[i].from() >= start })
	for i := first; i < len(*s); i++ {
		if d := &(*s)[i]; d.Key == key {
			return i, true
		}
	}
	return 0, false
}

func (d *Decision) compare(e *Decision) int {
	return cmp.Or(
		cmp.Compare(d.Epoch, e.Epoch), cmp.Compare(d.from(), e.from()), cmp.Compare(d.Discontinuity, e.Discontinuity),
		cmp.Compare(d.Start, e.Start), cmp.Compare(d.Key, e.Key),
	)
}

// An Item is one ad, slate or bumper that a decision lets play. The binary form
// holds Kind, Digest and Ad; see [Decision.Resolve].
type Item struct {
	Kind ItemKind `json:"kind"`
	// ID is the VAST Ad@id, or the creative's key where that is empty.
	ID string `json:"id"`
	// Creative is the key that the creative was found by, and Digest its digest
	// then.
	Creative string `json:"creative"`
	Digest   uint64 `json:"digest,string"`
	// Ad is the index of the ad among those of the answer, counted over its linear
	// ad breaks if it is a VMAP; for [SourceVMAP], among those of the ad break. -1
	// for slate and bumpers.
	Ad int `json:"ad"`
}

// A SkippedAd is an ad that was offered and does not play. The binary form holds
// Reason and Ad.
type SkippedAd struct {
	ID     string     `json:"id"`
	Reason SkipReason `json:"reason"`
	// Ad is the index of the ad; see [Item].
	Ad int `json:"ad"`
}
