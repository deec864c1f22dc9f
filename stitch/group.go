package stitch

import (
	"bytes"
	"time"

	"github.com/adsplice/adsplice/hls"
)

// group is the ad markers of one break, found together in a playlist.
type group struct {
	from        int // segment that the break starts at
	to          int // segment that its cue-in stands in front of, -1 if there is none
	first, last int // tags: the cue tags between belong to the break
	source      Source
	id          []byte     // ID of the first cue-out that has one
	payload     []byte     // SCTE-35 text of the first that has one
	carrier     hls.Marker // that marker
	rank        durationRank
	duration    time.Duration // as signalled
	pairs       int
	nested      bool // another cue-out stood inside
	// joined: the cue-out is not in the playlist, but what follows it is; elapsed is
	// how much of the break is gone at from, below 0 if nothing says it.
	joined  bool
	elapsed duration
}

// durationRank orders where the duration of a break is read from: a higher one
// wins.
type durationRank uint8

const (
	rankNone durationRank = iota
	rankPayload
	rankPlanned
	rankAttribute
	rankCueOut
)

// known tells whether the break's duration is signalled. A payload's duration
// of zero means unknown.
func (g *group) known() bool { return g.rank != rankNone }

// appendGroups appends the breaks that the playlist's markers make, in order.
// Markers on one segment make one break. A cue-in ends the break that is open,
// whatever its id; what follows it until the next cue-out still belongs to the
// break. strays counts cue-ins and continuations without a break; with join they
// make one that began in front of the playlist.
func appendGroups(dst []group, doc *hls.Media, join bool) (groups []group, strays int) {
	base := len(dst)
	info := -1 // first marker of this segment that only informs
	infoAt := -1
	closed := true // the last group has its cue-in
	for mk := range doc.Markers() {
		seg, tag := mk.Segment(), mk.Tag().Index()
		role := mk.Role()
		g := (*group)(nil)
		if len(dst) > base {
			g = &dst[len(dst)-1]
		}
		switch role {
		case hls.MarkerInfo:
			if infoAt != seg {
				info, infoAt = tag, seg
			}
			continue
		case hls.MarkerOut:
			if g != nil && g.from == seg && !(g.joined && g.to == seg) {
				g.joined = g.joined && g.elapsed > 0
				if g.to == seg {
					g.pairs++
					g.to = -1
				}
				closed = false
				g.last = tag
				g.source = min(g.source, sourceOf(mk))
				g.signal(mk)
				break
			}
			if g != nil && !closed && (g.repeated(mk) || g.holds(doc, seg)) {
				g.last = tag
				g.nested = g.nested || !g.repeated(mk)
				break
			}
			if g != nil && !closed && !g.known() {
				g.to = seg // the newest wins over one of unknown length
			}
			first := tag
			if infoAt == seg {
				first = info
			}
			dst = append(dst, group{
				from: seg, to: -1, first: first, last: tag, pairs: 1,
				source: sourceOf(mk),
			})
			dst[len(dst)-1].signal(mk)
			closed = false
		case hls.MarkerIn:
			if g == nil && join {
				dst = append(dst, group{from: seg, to: seg, first: tag, last: tag, joined: true, elapsed: -1})
				closed = true
				break
			}
			if g == nil {
				strays++
				break
			}
			if !closed {
				g.to = seg
				closed = true
			}
			g.last = tag
		case hls.MarkerCont:
			if g == nil && join {
				dst = append(dst, group{from: seg, to: -1, first: tag, last: tag, joined: true, elapsed: -1})
				g = &dst[len(dst)-1]
				g.source = sourceOf(mk)
				if t, ok := mk.Elapsed(); ok {
					g.elapsed = t
				}
				g.signal(mk)
				closed = false
				break
			}
			if g == nil {
				strays++
				break
			}
			g.last = tag
		}
		info, infoAt = -1, -1
	}
	return dst, strays
}

// holds tells whether the break is of known length and goes on at segment seg.
func (g *group) holds(doc *hls.Media, seg int) bool {
	return g.known() && g.duration > 0 && saturate(doc.Boundary(g.from), g.duration-max(g.elapsed, 0)) > doc.Boundary(seg)
}

// repeated tells whether a cue-out says the same as the one that opened the
// break.
func (g *group) repeated(mk hls.Marker) bool {
	return len(g.payload) > 0 && bytes.Equal(g.payload, mk.SCTE35()) || len(g.id) > 0 && bytes.Equal(g.id, mk.ID())
}

// signal takes id, payload and duration from one more marker.
func (g *group) signal(mk hls.Marker) {
	if len(g.id) == 0 {
		g.id = mk.ID()
	}
	if p := mk.SCTE35(); len(g.payload) == 0 && len(p) > 0 {
		g.payload, g.carrier = p, mk
	}
	rank, d := rankNone, time.Duration(0)
	if x, ok := mk.Duration(); ok {
		rank, d = rankAttribute, x
		if mk.Tag().Kind() == hls.TagCueOut {
			rank = rankCueOut
		}
	} else if x, ok := mk.PlannedDuration(); ok {
		rank, d = rankPlanned, x
	} else if g.rank < rankPayload {
		if s, ok := signalOf(mk); ok && s.Duration > 0 {
			rank, d = rankPayload, s.Duration
		}
	}
	if rank > g.rank {
		g.rank, g.duration = rank, d
	}
}

func sourceOf(mk hls.Marker) Source {
	switch mk.Tag().Kind() {
	case hls.TagDateRange:
		return SourceDateRange
	case hls.TagOATCLS:
		return SourceOATCLS
	case hls.TagSCTE35, hls.TagExtSCTE35, hls.TagExtSCTE35Out:
		return SourceSCTE35
	case hls.TagSplicepoint:
		return SourceSplicepoint
	default:
		return SourceCueOut
	}
}
