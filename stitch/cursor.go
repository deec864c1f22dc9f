package stitch

import (
	"cmp"
	"time"
)

// A Cursor is how far one playlist of a live session has been answered, and how
// far its media sequence numbers have moved by then. It is stored by (session,
// playlist) for ten times the playlist's duration after the last request, merged
// with what is there ([Cursor.Merge]). The zero value is that of a playlist that
// was never answered. It is plain data with a JSON and a binary form.
type Cursor struct {
	// Epoch counts how often the origin has started again.
	Epoch int `json:"epoch,omitzero"`
	// First is the origin's number of the first segment of the newest playlist seen,
	// Next that of the segment behind its last one.
	First int64 `json:"first"`
	Next  int64 `json:"next"`
	// Start and Edge are where those are on the session's timeline.
	Start time.Duration `json:"start"`
	Edge  time.Duration `json:"edge"`
	// Digest tells by the URI of the first segment whether another playlist is of
	// the same origin run.
	Digest uint32 `json:"digest"`
	// Discontinuity is the discontinuity sequence number of the last segment
	// written.
	Discontinuity int64 `json:"discontinuity,omitzero"`
	// Offset is by how much discontinuity sequence numbers of content are above the
	// origin's, behind the last cut that has returned to it.
	Offset int64 `json:"offset,omitzero"`
	// Stitched is the number of what was written for the origin's segment Out: that
	// segment, or the first ad segment in its place.
	Out      int64 `json:"out"`
	Stitched int64 `json:"stitched"`
	// Cut tells that ads stand there: those of the newest break of this playlist,
	// which start at CutStart on the session's timeline. CutSegments is how many ad
	// segments there are up to the last one written, CutSkipped how many of them had
	// gone by when the playlist was first answered, CutIn the origin's number of the first segment
	// behind them, 0 while there is none.
	Cut         bool          `json:"cut,omitzero"`
	CutStart    time.Duration `json:"cutStart,omitzero"`
	CutSegments int64         `json:"cutSegments,omitzero"`
	CutSkipped  int64         `json:"cutSkipped,omitzero"`
	CutIn       int64         `json:"cutIn,omitzero"`
	// CutDiscontinuity tells cuts with one start apart; see [Decision.Discontinuity].
	CutDiscontinuity int64 `json:"cutDiscontinuity,omitzero"`
	// CutBefore is the discontinuity sequence number in front of them in this
	// playlist.
	CutBefore int64 `json:"cutBefore,omitzero"`
}

// seen tells whether the playlist was ever answered.
func (c *Cursor) seen() bool { return c.Next > c.First }

// Merge returns the newer of two cursors of one playlist. It is commutative,
// associative and idempotent: a response that comes late moves nothing back.
func (c Cursor) Merge(d Cursor) Cursor {
	if c.compare(&d) >= 0 {
		return c
	}
	return d
}

func (c *Cursor) compare(d *Cursor) int {
	return cmp.Or(
		cmp.Compare(c.Epoch, d.Epoch), cmp.Compare(c.Next, d.Next), cmp.Compare(c.First, d.First),
		cmp.Compare(flag(c.Cut), flag(d.Cut)), cmp.Compare(c.CutStart, d.CutStart), cmp.Compare(c.CutDiscontinuity, d.CutDiscontinuity),
		cmp.Compare(c.CutSegments, d.CutSegments), cmp.Compare(c.CutIn, d.CutIn), cmp.Compare(c.CutSkipped, d.CutSkipped),
		cmp.Compare(c.CutBefore, d.CutBefore), cmp.Compare(c.Offset, d.Offset), cmp.Compare(c.Out, d.Out), cmp.Compare(c.Stitched, d.Stitched), cmp.Compare(c.Discontinuity, d.Discontinuity),
		cmp.Compare(c.Start, d.Start), cmp.Compare(c.Edge, d.Edge), cmp.Compare(c.Digest, d.Digest),
	)
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

// msn returns the stitched number of the origin's segment n, which is content.
func (c *Cursor) msn(n int64) int64 {
	if c.Cut && c.CutIn > 0 && n >= c.CutIn {
		return n - c.CutIn + c.Stitched + c.CutSegments - c.CutSkipped
	}
	return n - c.Out + c.Stitched
}
