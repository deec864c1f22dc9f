package stitch

import (
	"errors"
	"fmt"
	"time"

	"github.com/adsplice/adsplice/hls"
)

// ErrNoVariantMatch is a creative of the plan that lacks a rendition that the playlist
// needs. Tell [Decide] of all renditions, and it is skipped in all of them.
var ErrNoVariantMatch = errors.New("creative has no matching rendition")

// HLSOptions say how a playlist is written.
type HLSOptions struct {
	// Rendition says what the playlist is.
	Rendition Rendition
	// Rebase says how the content's URIs are written.
	Rebase hls.Rebase
	// LowLatency says whether what the origin has of low latency is kept.
	LowLatency hls.LowLatency
	// Reports are the cursors of the session's other playlists in a live session, by
	// the URI that EXT-X-RENDITION-REPORT has, as it stands there: each as it is after
	// the newest answer. A report on a playlist that is not there, or was never
	// answered, is left out.
	Reports map[string]Cursor
	// Cursor is that of the playlist, in a live session.
	Cursor Cursor
	// Markers is what [ReadMarkers] read in the playlist, in a live session, if that
	// is not the plan's. If it is nil, rendering reads it.
	Markers *Markers
}

// Rendered says where a manifest really leaves and rejoins content. It holds
// memory that the next render uses again; the zero value is ready.
type Rendered struct {
	// Breaks are those of the plan that have something to play, by start.
	Breaks []RenderedBreak
	// Cursor is what is to be stored for the playlist of a live session, merged with
	// what is there by then.
	Cursor Cursor

	cuts    []liveCut
	splice  hls.Splice
	clips   []hls.ClipRange
	groups  []group
	markers *Markers
	reload  reloadState
}

// A RenderedBreak is one break in one rendition.
type RenderedBreak struct {
	Index int // in Plan.Breaks
	// Out and In are where content is left and rejoined, from the start of the
	// origin's playlist.
	Out, In time.Duration
	// Duration is how long what plays between is.
	Duration time.Duration
	// OutSkew and InSkew are how much later than in the reference rendition
	// content is left and rejoined. Both are at most half a segment, or a whole one
	// where content between two breaks is shorter than that: they do not add up
	// over breaks.
	OutSkew, InSkew time.Duration
	// Open: content has not been rejoined yet.
	Open bool
}

// Skew returns the larger of both skews.
func (b RenderedBreak) Skew() time.Duration {
	if b.OutSkew.Abs() > b.InSkew.Abs() {
		return b.OutSkew
	}
	return b.InSkew
}

// AppendHLS appends a media playlist with the plan's ads in it. doc is the
// reference rendition's playlist or that of any other rendition: those cut at
// their own boundary nearest to the reference's cut. o and r may be nil. It does
// not allocate when dst and r have room.
//
// A live plan is rendered for a playlist of the same refresh. It lists what the
// plan's playlist has come to, and Rendered.Cursor is what is to be stored.
//
// On error dst is returned as it was, and the origin's playlist is what is left to
// serve; the error wraps [ErrNoVariantMatch] or an [hls.SpliceError].
func (p *Plan) AppendHLS(dst []byte, doc *hls.Media, o *HLSOptions, r *Rendered) ([]byte, error) {
	if o == nil {
		o = &HLSOptions{}
	}
	if r == nil {
		r = new(Rendered)
	}
	r.Breaks, r.clips = r.Breaks[:0], r.clips[:0]
	r.splice.Cuts, r.splice.Drop = r.splice.Cuts[:0], r.splice.Drop[:0]
	r.splice.Rebase, r.splice.LowLatency, r.splice.Reports = o.Rebase, o.LowLatency, r.splice.Reports[:0]
	r.reload = reloadState{}
	if p.Type == Live {
		return p.appendLive(dst, doc, o, r)
	}
	g := p.grid(doc)
	for i := range p.Breaks {
		b := &p.Breaks[i]
		if !b.filled() {
			continue
		}
		cut := g.cut(b)
		first := len(r.clips)
		ads, err := p.clips(r, b, doc, o)
		if err != nil {
			return dst, err
		}
		cut.Clips = r.clips[first:len(r.clips):len(r.clips)]
		r.splice.Cuts = append(r.splice.Cuts, cut)
		out, in := doc.Boundary(cut.From), doc.Boundary(cut.To)
		r.Breaks = append(r.Breaks, RenderedBreak{
			Index: i, Out: out, In: in, Duration: ads, OutSkew: out - min(b.Out, doc.Duration()), InSkew: in - min(b.In, doc.Duration()),
		})
	}
	p.drop(r, doc)
	return doc.AppendSplice(dst, &r.splice)
}

// grid places the cuts of a plan on the boundaries of one rendition, in order.
type grid struct {
	doc *hls.Media
	end time.Duration // of the reference: the end of every rendition
	// reference tells that doc is the reference: its cuts are known.
	reference bool
	runs      int           // of content that the reference has behind the last cut
	in        time.Duration // where it was rejoined
	at        int           // and in this rendition
}

func (p *Plan) grid(doc *hls.Media) grid {
	g := grid{doc: doc, end: p.duration, reference: doc == p.doc}
	in := time.Duration(0)
	for i := range p.Breaks {
		if b := &p.Breaks[i]; b.filled() {
			if b.Out > in {
				g.runs++
			}
			in = b.In
		}
	}
	if in < g.end {
		g.runs++
	}
	return g
}

// cut returns the next cut: where content is left and rejoined in the
// reference, at the nearest boundaries. Each run of content between breaks keeps a
// segment at least, if there are enough, so that every rendition has the same
// discontinuities (RFC 8216 section 6.2.4).
func (g *grid) cut(b *Break) hls.Cut {
	low := g.at
	if b.Out > g.in {
		low++
		g.runs--
	}
	high := max(g.doc.Len()-g.runs, g.at)
	from := min(max(g.boundary(b.Out, b.from), low), high)
	to := from
	if b.In > b.Out {
		to = min(max(g.boundary(b.In, b.to), from), high)
	}
	g.in, g.at = b.In, to
	return hls.Cut{From: from, To: to}
}

// boundary returns the boundary nearest to t, which is that of index i in the
// reference.
func (g *grid) boundary(t time.Duration, i index) int {
	switch {
	case g.reference:
		return i
	case t >= g.end:
		return g.doc.Len()
	}
	return g.doc.NearestBoundary(t)
}

// clips adds what a break plays in a rendition, and returns how long that is.
func (p *Plan) clips(r *Rendered, b *Break, doc *hls.Media, o *HLSOptions) (time.Duration, error) {
	var sum time.Duration
	for i := range b.Fill {
		f := &b.Fill[i]
		if f.segments == 0 {
			continue
		}
		clip, why := f.clip(doc, o)
		if clip == nil {
			return 0, fmt.Errorf("stitch: avail %.64q, creative %.64q, %s rendition %.64q: %w: %s",
				b.Key, f.Creative, o.Rendition.Type, o.Rendition.URI, ErrNoVariantMatch, why)
		}
		x := hls.ClipRange{Clip: clip}
		if f.partial {
			x.Last = max(nearestEnd(clip, f.played), 1) // every rendition has the same discontinuities
		}
		sum += x.Duration()
		r.clips = append(r.clips, x)
	}
	return sum, nil
}

// nearestEnd returns how many segments of the clip play for a time nearest to d.
func nearestEnd(c *hls.Clip, d time.Duration) int {
	n := c.Fill(d)
	if n < c.Len() && c.Boundary(n+1)-d < d-c.Boundary(n) {
		n++
	}
	return n
}

// clip finds the clip of a creative for a rendition: where an ad has no
// subtitles, empty segments or gaps; where it has no I-frames, gaps.
func (f *Fill) clip(doc *hls.Media, o *HLSOptions) (*hls.Clip, Mismatch) {
	x, why := f.creative.pick(o.Rendition, doc)
	if x != nil {
		return x.clip, MismatchNone
	}
	if o.Rendition.Type == Video || o.Rendition.Type == Audio {
		return nil, why
	}
	if f.empty != nil && o.Rendition.Type == Subtitles && doc.Fits(f.empty) == "" {
		return f.empty, MismatchNone
	}
	ref := f.creative.reference()
	for _, c := range [...]*hls.Clip{ref.gaps, ref.bare} {
		if doc.Fits(c) == "" {
			return c, MismatchNone
		}
	}
	return nil, MismatchContainer
}

// drop collects the ad markers of filled breaks: all, or with passthrough those
// that are not passed.
func (p *Plan) drop(r *Rendered, doc *hls.Media) {
	if doc == p.doc {
		for _, b := range r.Breaks {
			if x := &p.Breaks[b.Index]; x.marked {
				p.dropTags(r, doc, x.first, x.last)
			}
		}
		return
	}
	r.groups, _ = appendGroups(r.groups[:0], doc, false)
	marked := 0
	for i := range p.Breaks {
		if p.Breaks[i].marked {
			marked++
		}
	}
	same := marked == len(r.groups) // then they are the same, one by one
	next := 0
	for i := range r.groups {
		g := &r.groups[i]
		n := p.nextMarked(next)
		for at := doc.Boundary(g.from); !same && n < len(p.Breaks); {
			m := p.nextMarked(n + 1)
			if m == len(p.Breaks) || (p.Breaks[m].mark-at).Abs() >= (p.Breaks[n].mark-at).Abs() {
				break
			}
			n = m
		}
		if n == len(p.Breaks) {
			return
		}
		b := &p.Breaks[n]
		if far := (b.mark - doc.Boundary(g.from)).Abs(); !same && far > doc.TargetDuration()/2 {
			continue
		}
		if b.filled() {
			p.dropTags(r, doc, g.first, g.last)
		}
		next = n + 1
	}
}

// nextMarked returns the first break from i on that markers made.
func (p *Plan) nextMarked(i int) int {
	for i < len(p.Breaks) && !p.Breaks[i].marked {
		i++
	}
	return i
}

// dropTags collects the ad markers from tag first to last.
func (p *Plan) dropTags(r *Rendered, doc *hls.Media, first, last int) {
	for i := first; i <= last; i++ {
		switch k := doc.Tag(i).Kind(); {
		case !k.Cue():
		case p.policy.AdMarkerPassthrough && (k == hls.TagCueOut || k == hls.TagCueIn || k == hls.TagSplicepoint):
		default:
			r.splice.Drop = append(r.splice.Drop, i)
		}
	}
}
