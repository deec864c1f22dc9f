package hls

import (
	"bytes"
	"iter"
	"math"
	"time"

	"github.com/adsplice/adsplice/internal/scte35"
)

// MarkerRole says what a [Marker] does to an ad break.
type MarkerRole uint8

const (
	// MarkerInfo neither starts, continues nor ends a break: EXT-X-ASSET,
	// SCTE35-CMD, a payload that is no splice point or can't be decoded.
	MarkerInfo MarkerRole = iota
	// MarkerOut starts a break.
	MarkerOut
	// MarkerIn ends a break.
	MarkerIn
	// MarkerCont stands within a break and repeats it.
	MarkerCont
)

// String returns info, out, in or cont.
func (r MarkerRole) String() string {
	switch r {
	case MarkerOut:
		return "out"
	case MarkerIn:
		return "in"
	case MarkerCont:
		return "cont"
	case MarkerInfo:
	}
	return "info"
}

// A Marker is one ad marker of a playlist: one of the tags that no RFC defines
// (EXT-X-CUE-OUT and its kin), or an EXT-X-DATERANGE that carries SCTE-35.
// Several may stand in front of one segment and mean one break; grouping them
// is up to the caller. It is a small value that aliases the playlist; each
// method reads the text again. A value that can't be read is as if absent and
// never hides the marker.
type Marker struct {
	tag    Tag
	closes bool // EXT-X-DATERANGE that ends a break by its END-DATE alone
}

// Markers yields the ad markers in playlist order, those behind the last
// segment included.
//
// An EXT-X-DATERANGE is an ad marker if it has SCTE35-OUT, SCTE35-IN or
// SCTE35-CMD, or END-DATE and the ID of a tag with SCTE35-OUT further up: some
// packagers end a break like that. START-DATE plays no part: the place of the
// tag counts.
func (m *Media) Markers() iter.Seq[Marker] {
	return func(yield func(Marker) bool) {
		var outs idSet
		for i, t := range m.tags {
			mk := Marker{tag: Tag{m.src, t, i}}
			switch {
			case t.kind.Cue():
			case t.kind != TagDateRange || !mk.isDateRangeMarker(&outs):
				continue
			}
			if !yield(mk) {
				return
			}
		}
	}
}

// isDateRangeMarker tells whether an EXT-X-DATERANGE is an ad marker, and sets
// closes. outs are the IDs of those with SCTE35-OUT before it.
func (k *Marker) isDateRangeMarker(outs *idSet) bool {
	var id []byte
	var out, in, cmd, end bool
	for a := range k.tag.Attributes().All() {
		switch string(a.Name) {
		case "ID":
			id = a.Value.Text()
		case "SCTE35-OUT":
			out = true
		case "SCTE35-IN":
			in = true
		case "SCTE35-CMD":
			cmd = true
		case "END-DATE":
			end = true
		}
	}
	// A tag with both is the merged one: it stands where the break starts,
	// unless that was told before.
	k.closes = len(id) > 0 && (end || in) && (in || !out) && outs.has(id)
	if out && len(id) > 0 {
		outs.add(id)
	}
	return out || in || cmd || k.closes
}

// Tag returns the tag that the marker is.
func (k Marker) Tag() Tag { return k.tag }

// Segment returns the index of the segment that the marker stands in front of,
// which is the first one it is about; it is [Media.Len] when it stands behind
// the last one.
func (k Marker) Segment() int { return k.tag.Segment() }

// Attributes reads the marker's value as an attribute list; the keys of
// EXT-X-ASSET are found there.
func (k Marker) Attributes() Attributes { return k.tag.Attributes() }

// Role returns what the marker does to a break.
//
// It is told by the tag's name or attributes where they say it, else by the
// SCTE-35 payload: out is a splice_insert out of the network or a segmentation
// of type 0x22, 0x30, 0x32, 0x34 or 0x36; in is its counterpart. A payload that
// ends one event and starts another is out. One that repeats a start with a
// time elapsed is a continuation.
func (k Marker) Role() MarkerRole {
	switch k.tag.t.kind {
	case TagCueOut, TagExtSCTE35Out:
		return MarkerOut
	case TagCueIn, TagExtSCTE35In:
		return MarkerIn
	case TagCueOutCont, TagCueSpan, TagCueCont:
		return MarkerCont
	case TagDateRange:
		return k.dateRangeRole()
	case TagCue:
		return k.adobeRole()
	case TagSCTE35:
		return k.scte35Role()
	case TagOATCLS, TagSplicepoint, TagExtSCTE35:
		return k.payloadRole()
	default:
		return MarkerInfo
	}
}

func (k Marker) dateRangeRole() MarkerRole {
	a := k.tag.Attributes()
	_, out := a.Get("SCTE35-OUT")
	_, in := a.Get("SCTE35-IN")
	switch {
	case k.closes:
		return MarkerIn
	case out:
		return MarkerOut
	case in:
		return MarkerIn
	}
	return MarkerInfo
}

// adobeRole reads TYPE of EXT-X-CUE. SpliceInsert is the older name of
// SpliceOut.
func (k Marker) adobeRole() MarkerRole {
	switch t := k.tag.Attributes().Text("TYPE"); {
	case equalFold(t, "SpliceOut") || equalFold(t, "SpliceInsert"):
		return k.startOrCont()
	case equalFold(t, "SpliceIn"):
		return MarkerIn
	case len(t) == 0:
		return k.payloadRole()
	}
	return MarkerInfo
}

// scte35Role reads CUE-OUT and CUE-IN of EXT-X-SCTE35 (SCTE 35 section 12.2);
// CUE-OUT=NO says that a payload that looks like an out point is none.
func (k Marker) scte35Role() MarkerRole {
	a := k.tag.Attributes()
	out := a.Text("CUE-OUT")
	switch {
	case equalFold(out, "YES"):
		return MarkerOut
	case equalFold(out, "CONT"):
		return MarkerCont
	case equalFold(a.Text("CUE-IN"), "YES"):
		return MarkerIn
	}
	r := k.payloadRole()
	if r == MarkerInfo {
		r = typeRole(a.Text("TYPE"))
	}
	switch {
	case r != MarkerOut:
		return r
	case equalFold(out, "NO"):
		return MarkerInfo
	}
	return k.startOrCont()
}

// typeRole reads TYPE of EXT-X-SCTE35, a segmentation type, for a payload that
// can't be decoded.
func typeRole(text []byte) MarkerRole {
	b, ok := Value(text).Hex()
	switch {
	case !ok || len(b) != 1:
		return MarkerInfo
	case scte35.SegmentationType(b[0]).IsOut():
		return MarkerOut
	case scte35.SegmentationType(b[0]).IsIn():
		return MarkerIn
	}
	return MarkerInfo
}

// startOrCont tells a start from a repetition of it that says how much time
// has gone by.
func (k Marker) startOrCont() MarkerRole {
	if d, ok := k.Elapsed(); ok && d > 0 {
		return MarkerCont
	}
	return MarkerOut
}

// payloadRole decodes the payload. A wrong checksum is no reason to miss a
// break.
func (k Marker) payloadRole() MarkerRole {
	s, _ := k.Section()
	switch {
	case s.IsOut():
		return MarkerOut
	case s.IsIn():
		return MarkerIn
	}
	return MarkerInfo
}

// Duration returns the duration of the break that the tag itself states in
// words, not its payload. It is that of EXT-X-CUE-OUT and EXT-X-CUE-OUT-CONT in
// all their forms, 0 included, and the DURATION of the others. ok is false if
// there is none: for EXT-X-CUE-IN always, and for EXT-X-CUE with DURATION=0,
// which means unknown there.
func (k Marker) Duration() (d time.Duration, ok bool) {
	v := k.tag.Value()
	switch k.tag.t.kind {
	case TagCueOut:
		if b, bare := bareValue(v); bare {
			return readSeconds(b)
		}
	case TagCueOutCont:
		if b, bare := bareValue(v); bare {
			_, total := cut(b, '/')
			return readSeconds(total)
		}
	case TagCue:
		d, ok = firstSeconds(v, "DURATION")
		return d, ok && d > 0
	case TagCueIn, TagAsset, TagOATCLS, TagSplicepoint:
		return 0, false
	default:
	}
	return firstSeconds(v, "DURATION")
}

// PlannedDuration returns PLANNED-DURATION of an EXT-X-DATERANGE. ok is false
// if there is none.
func (k Marker) PlannedDuration() (d time.Duration, ok bool) {
	if k.tag.t.kind != TagDateRange {
		return 0, false
	}
	return DateRange{k.tag}.PlannedDuration()
}

// Elapsed returns how much of the break has gone by where the marker stands:
// of EXT-X-CUE-OUT-CONT in both forms, EXT-X-CUE-SPAN, EXT-X-CUE-CONT, and the
// ELAPSED of EXT-X-CUE and EXT-X-SCTE35. ok is false if it does not say.
func (k Marker) Elapsed() (d time.Duration, ok bool) {
	v := k.tag.Value()
	switch k.tag.t.kind {
	case TagCueOutCont:
		if b, bare := bareValue(v); bare {
			elapsed, _ := cut(b, '/')
			return readSeconds(elapsed)
		}
		return firstSeconds(v, "ELAPSEDTIME", "ELAPSED")
	case TagCueSpan:
		return parsePeriod(Attributes(v).Text("TIMEFROMSIGNAL"))
	case TagCueCont:
		return firstSeconds(v, "AVAIL-DUR-ELAPSED", "ELAPSED")
	case TagCue, TagSCTE35:
		return firstSeconds(v, "ELAPSED")
	default:
		return 0, false
	}
}

// ID returns the identifier of the break that the tag states: ID, of
// EXT-X-CUE-OUT and its kin also BREAKID or SignalID. It is nil if there is
// none. Identifiers repeat in real streams.
func (k Marker) ID() []byte {
	switch k.tag.t.kind {
	case TagAsset, TagOATCLS, TagSplicepoint, TagExtSCTE35Out, TagExtSCTE35In:
		return nil
	case TagDateRange:
		return DateRange{k.tag}.ID()
	default:
		return firstText(k.tag.Value(), "ID", "BREAKID", "SIGNALID")
	}
}

// StartDate returns START-DATE of an EXT-X-DATERANGE. ok is false if there is
// none that can be read.
func (k Marker) StartDate() (t time.Time, ok bool) {
	if k.tag.t.kind != TagDateRange {
		return t, false
	}
	return DateRange{k.tag}.StartDate()
}

// EndDate returns END-DATE of an EXT-X-DATERANGE. ok is false if there is none
// that can be read.
func (k Marker) EndDate() (t time.Time, ok bool) {
	if k.tag.t.kind != TagDateRange {
		return t, false
	}
	return DateRange{k.tag}.EndDate()
}

// SCTE35 returns the SCTE-35 payload as it stands, base64 or hexadecimal,
// without quotes; nil if the tag has none.
func (k Marker) SCTE35() []byte {
	v := k.tag.Value()
	switch k.tag.t.kind {
	case TagOATCLS, TagSplicepoint, TagExtSCTE35Out, TagExtSCTE35In:
		return Value(v).Text()
	case TagDateRange:
		return k.dateRangePayload()
	case TagAsset:
		return nil
	default:
		return firstText(v, "CUE", "SCTE35")
	}
}

// dateRangePayload returns the payload that goes with the role.
func (k Marker) dateRangePayload() []byte {
	d := DateRange{k.tag}
	out, in := d.SCTE35Out(), d.SCTE35In()
	switch {
	case in != nil && (k.closes || out == nil):
		return in
	case out != nil:
		return out
	}
	return d.SCTE35Cmd()
}

// Section decodes the SCTE-35 payload. It is the zero Section with an error if
// there is none. With an error it is as complete as it could be read.
func (k Marker) Section() (scte35.Section, error) {
	return scte35.DecodeString(k.SCTE35())
}

// bareValue returns the first entry of a value like 30 or "30" or 8/30, which
// other attributes may follow; bare is false if it is an attribute itself.
func bareValue(v []byte) (b []byte, bare bool) {
	b, _ = cut(v, ',')
	if bytes.IndexByte(b, '=') >= 0 {
		return nil, false
	}
	return Value(trim(b)).Text(), true
}

// readSeconds reads a number of seconds with nothing behind it.
func readSeconds(b []byte) (time.Duration, bool) {
	b = trim(b)
	s, n := parseSeconds(b)
	return s.duration(), n > 0 && n == len(b)
}

// firstText returns the value, without quotes, of the first attribute that has
// one of the names, given in capitals and compared without case: packagers
// write DURATION, Duration and duration.
func firstText(v []byte, names ...string) []byte {
	for a := range Attributes(v).All() {
		for _, n := range names {
			if equalFold(a.Name, n) && len(a.Value.Text()) > 0 {
				return a.Value.Text()
			}
		}
	}
	return nil
}

// firstSeconds reads what firstText returns as a number of seconds.
func firstSeconds(v []byte, names ...string) (time.Duration, bool) {
	return readSeconds(firstText(v, names...))
}

// equalFold compares ASCII text without case.
func equalFold(b []byte, s string) bool {
	if len(b) != len(s) {
		return false
	}
	for i, c := range b {
		d := s[i]
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		if 'A' <= d && d <= 'Z' {
			d |= 0x20
		}
		if c != d {
			return false
		}
	}
	return true
}

// parsePeriod reads an ISO 8601 duration of hours, minutes and seconds, such as
// PT10S.
func parsePeriod(b []byte) (time.Duration, bool) {
	if len(b) < 4 || b[0] != 'P' || b[1] != 'T' {
		return 0, false
	}
	total := int64(0)
	last := byte(0) // unit before; they come in the order H, M, S
	for b = b[2:]; len(b) > 0; {
		s, n := parseSeconds(b)
		if n == 0 || n == len(b) || b[n] <= last {
			return 0, false
		}
		times := int64(1)
		switch last = b[n]; last {
		case 'H':
			times = 3600
		case 'M':
			times = 60
		case 'S':
		default:
			return 0, false
		}
		if s.ns > math.MaxInt64/4/times {
			return 0, false
		}
		total += s.ns*times + s.sub*times/atto
		b = b[n+1:]
	}
	return time.Duration(total), true
}

// idSet is a set of identifiers. The first few cost no allocation.
type idSet struct {
	n    int
	few  [16][]byte
	many map[string]struct{}
}

func (s *idSet) has(id []byte) bool {
	for _, x := range s.few[:min(s.n, len(s.few))] {
		if bytes.Equal(x, id) {
			return true
		}
	}
	_, ok := s.many[string(id)]
	return ok
}

func (s *idSet) add(id []byte) {
	if s.n < len(s.few) {
		s.few[s.n] = id
	} else {
		if s.many == nil {
			s.many = make(map[string]struct{})
		}
		s.many[string(id)] = struct{}{}
	}
	s.n++
}
