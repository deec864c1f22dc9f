package hls

import (
	"fmt"
	"time"
)

// A Splice says how a media playlist is changed. It is a value of indexes and
// clips: the same splice of the same playlist always gives the same bytes.
type Splice struct {
	// Cuts are where content is left and rejoined, by position. They may touch
	// but not overlap.
	Cuts []Cut
	// Drop holds the indexes ([Tag.Index]), ascending, of tags that are left
	// out, ad markers as a rule. Tags that say how segments are read can't be
	// left out.
	Drop []int
	// Version is the least EXT-X-VERSION to write. What the clips need is added
	// by itself; the origin's is never lowered (RFC 8216 section 7).
	Version int
	// TargetDuration is the least EXT-X-TARGETDURATION to write, rounded up to
	// a second. What the clips need is added by itself; the origin's is never
	// lowered.
	TargetDuration time.Duration
	// Rebase says how the content's URIs are written. Clips bring theirs.
	Rebase Rebase
	// Live is for a window that slides, where what stood in front of it has been
	// published before; see [Sequence].
	Live bool
	// Sequence has the numbers of such a window.
	Sequence Sequence
	// LowLatency says what becomes of the tags of low latency.
	LowLatency LowLatency
	// Reports have new numbers for EXT-X-RENDITION-REPORT tags, ascending by Tag.
	// In a live playlist, and wherever there are any, a tag that has none is left out.
	Reports []Report
}

// Sequence says how far the numbers of a live playlist have moved from the
// origin's, in front of its first cut. With Splice.Live an EXT-X-DISCONTINUITY
// stays in front of the first segment that is written, if it belongs there,
// and is not counted in EXT-X-DISCONTINUITY-SEQUENCE.
type Sequence struct {
	// Media is added to EXT-X-MEDIA-SEQUENCE. Keys without an IV get the origin's
	// number as IV wherever it has moved (RFC 8216 section 5.2).
	Media int64
	// Discontinuity is added to EXT-X-DISCONTINUITY-SEQUENCE.
	Discontinuity int64
	// Declared has EXT-X-DISCONTINUITY-SEQUENCE written even if the origin has none
	// and it is 0.
	Declared bool
}

// A Cut leaves content in front of segment From and rejoins it at segment To,
// 0 <= From <= To <= Len, playing Clips in between. From = To inserts; From =
// Len puts the clips behind the last segment. Without clips a live playlist just
// lacks the content up to its end, or from its start: then the content behind
// is rejoined there. In a live playlist From = To = Len without clips leaves out the
// parts and hints behind the last segment only.
type Cut struct {
	From, To int
	Clips    []ClipRange
	// Continued: the first clip goes on from segments that have left the window,
	// so that there is no discontinuity in front of it.
	Continued bool
	// Offset is how much later than the date of boundary From the first clip has
	// its date; negative if the clips began in front of the window.
	Offset time.Duration
}

// A ClipRange is the segments First <= i < Last of a clip. Last = 0 stands for
// the clip's length: the zero value of both is the whole clip.
type ClipRange struct {
	Clip        *Clip
	First, Last int
}

// end returns Last with its zero value replaced.
func (r ClipRange) end() int {
	if r.Last == 0 {
		return r.Clip.Len()
	}
	return r.Last
}

// Duration returns the sum of the range's EXTINFs.
func (r ClipRange) Duration() time.Duration {
	return r.Clip.Boundary(r.end()) - r.Clip.Boundary(r.First)
}

// AppendSplice appends the playlist with the splice applied. It does not
// allocate when dst has room, and its cost is linear in what it reads and
// writes. The zero Splice appends the playlist as it was parsed. On error dst is
// returned unchanged. The error is a [*SpliceError]: [ErrBadCut],
// [ErrIncompatible] for a clip that does not fit ([Media.Fits]), [ErrDelta] for
// a delta update, [ErrTooLarge] for durations that do not add up in 64 bits,
// [ErrBadValue] for a Rebase with characters that no URI has, or a sequence number
// below zero.
//
// What it writes at a splice follows RFC 8216: EXT-X-DISCONTINUITY in front of
// each clip and of the first segment behind them, but not at the very start of
// the playlist (section 4.3.2.3); METHOD=NONE in front of clear clips in
// encrypted content, and at the return the keys and the map in force there, in
// the order that the origin has them in (4.3.2.4, 4.3.2.5); explicit IVs where
// the media sequence number was the IV and has moved (5.2); an explicit offset on
// the first EXT-X-BYTERANGE behind the clips (4.3.2.2); EXT-X-PROGRAM-DATE-TIME
// at the return and, when clips replace content, in front of each of them
// (6.2.1); EXT-X-BITRATE of clip and content (bis 4.4.4.8). Tags about the whole
// playlist, EXT-X-DATERANGE tags and ad markers of replaced segments move to the
// next segment written; what else stands there goes with them, as do the parts
// and hints behind the last segment when clips come last (bis 4.4.5.3). A part whose
// byte range continues one that was cut gets an explicit offset. A byte
// order mark and blank lines in front of #EXTM3U go, too (section 4.1). In an
// ended playlist EXT-X-START follows the content that it names (4.3.5.2). Line
// ends of what is inserted are those of the first line.
//
// An unknown tag is about the segment behind it. Comments, and unknown tags if
// the first segment is replaced, belong to the playlist's head when a tag about
// the whole playlist follows them in front of the first segment.
func (m *Media) AppendSplice(dst []byte, s *Splice) ([]byte, error) {
	if err := m.checkSplice(s); err != nil {
		return dst, err
	}
	w := splicer{m: m, s: s, dst: dst, begin: len(dst), eol: "\n", shift: s.Sequence.Media}
	w.base.init(s.Rebase, m)
	w.edited = m.lowLatencyFrom(s)
	if m.crlf() {
		w.eol = "\r\n"
	}
	w.header()
	at := 0 // next block to write
	for cuts := s.Cuts; len(cuts) > 0; {
		n := 1
		for n < len(cuts) && cuts[n].From == cuts[n-1].To {
			n++
		}
		w.content(at, cuts[0].From)
		at = w.cuts(cuts[:n])
		cuts = cuts[n:]
	}
	w.content(at, len(m.segs))
	w.tail()
	return w.dst, nil
}

// checkSplice finds what would make a splice wrong before a byte is written.
func (m *Media) checkSplice(s *Splice) error {
	if m.Delta() {
		return &SpliceError{-1, -1, "fetch the full playlist", ErrDelta}
	}
	if !s.Rebase.valid() {
		return &SpliceError{-1, -1, "quote or control character in Rebase", ErrBadValue}
	}
	at, total, mine := 0, m.total.duration(), m.Container()
	for i := range s.Cuts {
		c := &s.Cuts[i]
		if len(m.segs) == 0 {
			return &SpliceError{i, -1, "a playlist without segments", ErrBadCut}
		}
		bare := len(c.Clips) == 0 && !(s.Live && (c.From == 0 || c.To == len(m.segs)))
		if c.From < at || c.To < c.From || c.To > len(m.segs) || bare {
			return &SpliceError{i, -1, fmt.Sprintf("from %d to %d with %d clips, in a playlist of %d segments", c.From, c.To, len(c.Clips), len(m.segs)), ErrBadCut}
		}
		at = c.To
		for j, r := range c.Clips {
			if r.Clip == nil || r.First < 0 || r.First >= r.end() || r.end() > r.Clip.Len() {
				return &SpliceError{i, j, "an empty range of segments", ErrBadCut}
			}
			if reason := m.fits(r.Clip, c.From, mine); reason != "" {
				return &SpliceError{i, j, reason, ErrIncompatible}
			}
			if total += r.Duration(); total < 0 {
				return &SpliceError{i, j, "more than 292 years", ErrTooLarge}
			}
		}
	}
	if m.header.mediaSequence+s.Sequence.Media < 0 || m.header.discontinuity+s.Sequence.Discontinuity < 0 {
		return &SpliceError{-1, -1, "a sequence number below zero", ErrBadValue}
	}
	if err := m.checkReports(s.Reports); err != nil {
		return err
	}
	return m.checkDrop(s.Drop)
}

func (m *Media) checkDrop(drop []int) error {
	last := -1
	for _, d := range drop {
		if d <= last || d >= len(m.tags) {
			return &SpliceError{-1, -1, fmt.Sprintf("tag %d to drop is out of order or range", d), ErrBadCut}
		}
		switch m.tags[d].kind {
		case TagM3U, TagVersion, TagTargetDuration, TagMediaSequence, TagDiscontinuitySequence, TagIFramesOnly,
			TagByteRange, TagDiscontinuity, TagKey, TagMap, TagProgramDateTime, TagGap, TagBitrate:
			return &SpliceError{-1, -1, fmt.Sprintf("tag %d to drop is %s", d, m.Tag(d).Name()), ErrBadCut}
		default:
			last = d
		}
	}
	return nil
}

// Fits tells whether the clip can stand in the playlist; if not, it returns the
// reason in words, else "". Containers must agree, EXT-X-MAP must be present in
// both or in none, since nothing unsets it (RFC 8216 section 4.3.2.5), and
// EXT-X-I-FRAMES-ONLY in both or in none, except that gaps ([Clip.Gaps]) stand in
// for any kind. Of a playlist whose EXT-X-MAP comes behind its first segments it
// tells what holds behind that.
func (m *Media) Fits(c *Clip) string { return m.fits(c, len(m.segs), m.Container()) }

// fits is Fits for clips in front of segment at; mine is m's container.
func (m *Media) fits(c *Clip, at int, mine Container) string {
	mapped := len(m.maps) > 0 && int(m.tags[m.maps[0].tag].seg) <= at
	switch {
	case len(m.segs) == 0:
		return ""
	case !mine.fits(c.container):
		return c.container.String() + " clip in " + mine.String() + " content"
	case mapped && !c.mapped():
		return "clip without EXT-X-MAP in content with one"
	case !mapped && c.usesMap():
		return "clip with EXT-X-MAP in content without one"
	case c.gaps:
		return ""
	case c.iframes && !m.header.iFramesOnly:
		return "clip of I-frames in content that is not"
	case !c.iframes && m.header.iFramesOnly:
		return "clip that is not of I-frames in content that is"
	}
	return ""
}
