package stitch

import (
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/adsplice/adsplice/hls"
)

// An Avail is a place where ads may go. Times are counted from the start of the
// reference rendition's playlist.
type Avail struct {
	// Key is unique in the session: ID@start, the start in milliseconds of the
	// date, or the media sequence number, after an m, where there are no dates. An
	// id of more than 48 bytes is shortened in it. Once a live origin has started
	// again, # and how often it has follow.
	Key string
	// ID is the SCTE-35 event id, else the DATERANGE ID, else t and the start in
	// milliseconds, else m and the media sequence number. Real streams repeat ids.
	// In live sessions one of more than 48 bytes is shortened.
	ID       string
	Source   Source
	Mode     Mode
	Position Position
	Start    time.Duration
	// StartTime is the date of Start, zero where there are no dates.
	StartTime time.Time
	// Duration is how long the break is as first signalled, 0 if that is unknown
	// or the avail is a mere point.
	Duration time.Duration
	// End is where the break ends on the content's timeline: at the cue-in or
	// after Duration, whichever comes first. It equals Start for insertion.
	End time.Duration
	// Invalid is a reason why the avail makes no break, as a rule none.
	Invalid Reason
	Signal  Signal
	// Variables are the dynamic variables that the avail gives to the ad
	// server's URL, by name.
	Variables map[string]string

	at          index    // Start as a segment of the reference playlist
	marked      bool     // made from markers:
	mark        duration // where they stand
	first, last int      // the tags they are, in the reference playlist
	answer      int      // VMAP: index of the ad break
}

// maxAvails bounds how many breaks one playlist or VMAP may make.
const maxAvails = 10_000

// Avails finds the avails that the markers of a video-on-demand playlist make.
// Duration 0 inserts; a longer one replaces the content up to the cue-in or for
// the duration, whichever ends first; without a duration the cue-in ends it. An
// insertion in front of the last segment plays behind it: there is no other way
// to mark a post-roll.
func Avails(doc *hls.Media) ([]Avail, []Warning) {
	groups, strays := appendGroups(nil, doc, false)
	var warnings []Warning
	if strays > 0 {
		warnings = append(warnings, Warning{
			Code: WarnUnmatchedCueIn, Text: fmt.Sprintf("%d cue-ins or continuations without a cue-out", strays),
		})
	}
	avails := make([]Avail, 0, len(groups))
	keys := map[string]int{}
	for i := range groups {
		g := &groups[i]
		if len(avails) == maxAvails {
			warnings = append(warnings, Warning{Code: WarnTooManyBreaks, Text: "the rest of the markers is ignored"})
			break
		}
		a := g.avail(doc)
		a.unique(keys)
		a.Variables = a.variables(doc, g, i)
		line := doc.Tag(g.first).Line
		switch {
		case a.Invalid != ReasonNone:
			warnings = append(warnings, Warning{WarnUnmatchedCueOut, "cue-out without duration and cue-in, or without content behind it", a.Key, line()})
		case g.pairs > 1:
			warnings = append(warnings, Warning{WarnRepeatedPairs, fmt.Sprintf("%d cue-out/cue-in pairs on one segment make one break", g.pairs), a.Key, line()})
		}
		if g.nested {
			warnings = append(warnings, Warning{WarnNestedCueOut, "cue-out inside a break: the outer one goes on", a.Key, line()})
		}
		avails = append(avails, a)
	}
	return avails, warnings
}

// avail makes an avail of a group in a playlist that is complete.
func (g *group) avail(doc *hls.Media) Avail {
	a := Avail{Source: g.source, Start: doc.Boundary(g.from), Duration: g.duration, at: g.from, marked: true, first: g.first, last: g.last}
	a.mark = a.Start
	end := doc.Duration()
	signalled := end
	if g.to >= 0 {
		end = doc.Boundary(g.to)
	}
	if g.duration > 0 {
		signalled = saturate(a.Start, g.duration)
	}
	a.End = min(end, signalled)
	switch {
	case g.known() && g.duration == 0, g.to == g.from:
		a.Mode, a.End = Insert, a.Start
		if g.from >= doc.Len()-1 {
			a.Start, a.at, a.Position = doc.Duration(), doc.Len(), Postroll
			a.End = a.Start
		}
	case !g.known() && g.to < 0, g.from >= doc.Len():
		a.Mode, a.End, a.Invalid = Replace, a.Start, ReasonInvalidMarker
	default:
		a.Mode = Replace
	}
	if a.Start == 0 && a.Position != Postroll {
		a.Position = Preroll
	}
	if a.Mode == Replace && a.End == doc.Duration() && a.Start > 0 {
		a.Position = Postroll
	}
	if len(g.payload) > 0 {
		a.Signal, _ = signalOf(g.carrier)
	}
	id := a.Signal.id()
	if id == "" && g.source == SourceDateRange {
		id = string(g.id)
	}
	a.identify(doc, id, "")
	return a
}

// identify sets ID, Key and StartTime. id is what the origin calls the avail; a
// name that the ad server gave tells keys apart, but is no id.
func (a *Avail) identify(doc *hls.Media, id, name string) {
	var place string
	if t, ok := boundaryTime(doc, a.at); ok {
		a.StartTime = t.UTC()
		place = strconv.FormatInt(t.UnixMilli(), 10)
		a.ID = "t" + place
	} else {
		place = "m" + strconv.FormatInt(doc.MediaSequence()+int64(a.at), 10)
		a.ID = place
	}
	if id != "" {
		a.ID = id
	}
	a.Key = shorten(id+name, maxID) + "@" + place
}

// unique numbers the key if another avail has it: real streams repeat ids and
// dates.
func (a *Avail) unique(keys map[string]int) {
	keys[a.Key]++
	if n := keys[a.Key]; n > 1 {
		a.Key += "#" + strconv.Itoa(n)
	}
}

// maxID is how many bytes of an avail's id are kept in keys and decisions: real
// ones are numbers and UUIDs.
const maxID = 48

// shorten cuts a name that is longer than any real one, or no UTF-8, and tells it
// apart by a hash, so that what an ad server sends once is not kept many times,
// and that JSON gives it back.
func shorten(s string, most int) string {
	if len(s) <= most && utf8.ValidString(s) {
		return s
	}
	h := fnv.New64a()
	_, _ = io.WriteString(h, s)
	return strings.ToValidUTF8(s[:min(most/2, len(s))], "") + "~" + strconv.FormatUint(h.Sum64(), 16)
}

// saturate adds two durations that are not negative.
func saturate(a, b time.Duration) time.Duration {
	if a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}

// boundaryTime returns the date of boundary i.
func boundaryTime(doc *hls.Media, i int) (t time.Time, ok bool) {
	if i < doc.Len() {
		return doc.Segment(i).Time()
	}
	if doc.Len() == 0 {
		return t, false
	}
	s := doc.Segment(doc.Len() - 1)
	t, ok = s.Time()
	return t.Add(s.Duration()), ok
}
