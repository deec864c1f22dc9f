package stitch

import (
	"encoding/binary"
	"time"
)

const (
	cursorCut     byte = 1 << (iota + 3)
	cursorIn           // CutIn
	cursorSkipped      // CutSkipped
	cursorBefore       // CutBefore, which is CutDiscontinuity as a rule
	cursorEpoch        // Epoch
)

// AppendBinary appends the binary form of the cursor. It has [MaxCursorSize] bytes
// at most, 40 to 50 as a rule, however old the session is: two of the numbers that
// grow with its age have a fixed size, and the others are held by how far they are
// from those. 64 bytes are enough for any media sequence number, a window of a day,
// 63 restarts and, all at once, either thirty years with breaks of 8191 segments,
// the newest one three days ago, which leave 2^27 discontinuities and segments more
// than the origin has; or a hundred years of 2-second segments and 2^32
// discontinuities since the newest break.
//
// The error, a [StateError], is of a cursor that takes more, such as one with all
// this and a discontinuity sequence number near 2^62, or that has fields of a cut
// and none. dst is returned unchanged then.
func (c Cursor) AppendBinary(dst []byte) ([]byte, error) {
	start := len(dst)
	if !c.Cut && (c.CutStart != 0 || c.CutSegments != 0 || c.CutSkipped != 0 || c.CutIn != 0 || c.CutDiscontinuity != 0 || c.CutBefore != 0) {
		return dst, &StateError{State: "cursor", Reason: "ads of no cut"}
	}
	flags := flagIf(c.Cut, cursorCut) | flagIf(c.CutIn != 0, cursorIn) | flagIf(c.CutSkipped != 0, cursorSkipped) |
		flagIf(c.CutBefore != c.CutDiscontinuity, cursorBefore) | flagIf(c.Epoch != 0, cursorEpoch)
	dst = append(dst, formatVersion, kindCursor|flags)
	dst = binary.BigEndian.AppendUint64(dst, uint64(c.First))
	dst = binary.BigEndian.AppendUint64(dst, uint64(c.Start))
	dst = binary.BigEndian.AppendUint32(dst, c.Digest)
	// Differences wrap around, so that there is one for any two numbers.
	dst = binary.AppendUvarint(dst, uint64(c.Next-c.First))
	dst = binary.AppendUvarint(dst, uint64(c.Edge-c.Start))
	dst = binary.AppendVarint(dst, c.First-c.Out)
	dst = binary.AppendVarint(dst, c.Stitched-c.Out)
	dst = binary.AppendVarint(dst, c.Discontinuity)
	dst = binary.AppendVarint(dst, c.Offset)
	if flags&cursorCut != 0 {
		dst = binary.AppendVarint(dst, int64(c.Start-c.CutStart))
		dst = binary.AppendUvarint(dst, uint64(c.CutSegments))
		dst = binary.AppendVarint(dst, c.Discontinuity-c.CutDiscontinuity)
	}
	if flags&cursorIn != 0 {
		dst = binary.AppendUvarint(dst, uint64(c.CutIn-c.Out))
	}
	if flags&cursorSkipped != 0 {
		dst = binary.AppendUvarint(dst, uint64(c.CutSkipped))
	}
	if flags&cursorBefore != 0 {
		dst = binary.AppendVarint(dst, c.CutBefore-c.CutDiscontinuity)
	}
	if flags&cursorEpoch != 0 {
		dst = binary.AppendVarint(dst, int64(c.Epoch))
	}
	if len(dst)-start > MaxCursorSize {
		return dst[:start], &StateError{State: "cursor", Offset: MaxCursorSize, Reason: "longer than any real one"}
	}
	return dst, nil
}

// MarshalBinary returns what AppendBinary appends.
func (c Cursor) MarshalBinary() ([]byte, error) { return c.AppendBinary(nil) }

// UnmarshalBinary reads the binary form. On error, a [StateError], the cursor is
// unchanged.
func (c *Cursor) UnmarshalBinary(data []byte) error {
	r := openState(data, "cursor", kindCursor)
	x := Cursor{Cut: r.has(cursorCut), First: int64(r.Uint64()), Start: time.Duration(r.Uint64()), Digest: r.Uint32()}
	x.Next = x.First + int64(r.Uvarint())
	x.Edge = x.Start + time.Duration(r.Uvarint())
	x.Out = x.First - r.Varint()
	x.Stitched = x.Out + r.Varint()
	x.Discontinuity, x.Offset = r.Varint(), r.Varint()
	if r.has(cursorCut) {
		x.CutStart = x.Start - r.duration()
		x.CutSegments = int64(r.Uvarint())
		x.CutDiscontinuity = x.Discontinuity - r.Varint()
		x.CutBefore = x.CutDiscontinuity
	}
	if r.has(cursorIn) {
		x.CutIn = x.Out + int64(r.Uvarint())
	}
	if r.has(cursorSkipped) {
		x.CutSkipped = int64(r.Uvarint())
	}
	if r.has(cursorBefore) {
		x.CutBefore += r.Varint()
	}
	if r.has(cursorEpoch) {
		x.Epoch = r.Int()
	}
	again, err := x.AppendBinary(make([]byte, 0, MaxCursorSize+64))
	if err = r.close(data, again, err); err == nil {
		*c = x
	}
	return err
}
