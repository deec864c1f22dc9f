package stitch

import (
	"encoding/binary"
	"fmt"
	"strings"

	"github.com/adsplice/adsplice/internal/compact"
)

const (
	decisionIDName    byte = 1 << (iota + 3) // the id is in front of the key's @
	decisionIDPlace                          // it is what is behind; with decisionIDName, behind a t
	decisionTotals                           // Discontinuity, Discontinuities and Carry
	decisionPlacement                        // Epoch and Break
	decisionAds                              // Items and Skips
)

// AppendBinary appends the binary form of the decision: of one with items their
// kinds, digests and indexes alone, of skipped ads indexes and reasons. It has at
// most [MaxDecisionSize] bytes and [MaxItemSize] for each item and skipped ad,
// whatever the origin and the ad server have sent.
// The error, a [StateError], is of a decision that takes more: one that
// [Decide] has not made, or that has several numbers near 2^62. dst is returned
// unchanged then.
func (d Decision) AppendBinary(dst []byte) ([]byte, error) {
	start := len(dst)
	flags := flagIf(d.Discontinuity != 0 || d.Discontinuities != 0 || d.Carry != 0, decisionTotals) |
		flagIf(d.Epoch != 0 || d.Break != 0, decisionPlacement) |
		flagIf(len(d.Items) > 0 || len(d.Skips) > 0, decisionAds)
	for _, f := range [...]byte{decisionIDName, decisionIDPlace, decisionIDName | decisionIDPlace} {
		if id, ok := keyID(d.Key, f); ok && id == d.ID {
			flags |= f
			break
		}
	}
	dst = append(dst, formatVersion, kindDecision|flags)
	dst = compact.AppendString(dst, d.Key)
	if flags&(decisionIDName|decisionIDPlace) == 0 {
		dst = compact.AppendString(dst, d.ID)
	}
	dst = append(dst, byte(d.Source), byte(d.Reason))
	dst = binary.AppendVarint(dst, int64(d.Start))
	dst = binary.AppendVarint(dst, int64(d.From))
	dst = binary.AppendVarint(dst, int64(d.Duration))
	if flags&decisionPlacement != 0 {
		dst = binary.AppendVarint(dst, int64(d.Epoch))
		dst = binary.AppendVarint(dst, int64(d.Break))
	}
	if flags&decisionTotals != 0 {
		dst = binary.AppendVarint(dst, d.Discontinuity)
		dst = binary.AppendVarint(dst, d.Discontinuities)
		dst = binary.AppendVarint(dst, int64(d.Carry))
	}
	if flags&decisionAds != 0 {
		dst = appendItems(dst, d.Items, d.Skips)
	}
	if most := MaxDecisionSize + MaxItemSize*(len(d.Items)+len(d.Skips)); len(dst)-start > most {
		return dst[:start], &StateError{State: "decision", Offset: most, Reason: "longer than any real one"}
	}
	return dst, nil
}

func appendItems(dst []byte, items []Item, skips []SkippedAd) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(items)))
	for i := range items {
		x := &items[i]
		dst = append(dst, byte(x.Kind))
		dst = binary.BigEndian.AppendUint64(dst, x.Digest)
		dst = binary.AppendVarint(dst, int64(x.Ad))
	}
	dst = binary.AppendUvarint(dst, uint64(len(skips)))
	for i := range skips {
		dst = append(dst, byte(skips[i].Reason))
		dst = binary.AppendVarint(dst, int64(skips[i].Ad))
	}
	return dst
}

// MarshalBinary returns what AppendBinary appends.
func (d Decision) MarshalBinary() ([]byte, error) { return d.AppendBinary(nil) }

// UnmarshalBinary reads the binary form. Of the items and skipped ads ID and
// Creative are empty: [Decision.Resolve] sets them, before which [Decide] refuses
// the decision. On error, a [StateError], the decision is unchanged.
func (d *Decision) UnmarshalBinary(data []byte) error {
	r := openState(data, "decision", kindDecision)
	at := r.Offset()
	x := Decision{Key: r.String()}
	if f := r.flags & (decisionIDName | decisionIDPlace); f == 0 {
		x.ID = r.String()
	} else {
		id, ok := keyID(x.Key, f)
		if !ok && r.Err() == nil {
			r.fail(at, fmt.Sprintf("no id in key %.64q", x.Key))
		}
		x.ID = id
	}
	x.Source, x.Reason = Source(r.Byte()), Reason(r.Byte())
	x.Start, x.From, x.Duration = r.duration(), r.duration(), r.duration()
	if r.has(decisionPlacement) {
		x.Epoch, x.Break = r.Int(), r.Int()
	}
	if r.has(decisionTotals) {
		x.Discontinuity, x.Discontinuities, x.Carry = r.Varint(), r.Varint(), r.duration()
	}
	if r.has(decisionAds) {
		x.Items, x.Skips = r.items()
	}
	again, err := x.AppendBinary(make([]byte, 0, len(data)+64))
	if err = r.close(data, again, err); err == nil {
		*d = x
	}
	return err
}

func (r *stateReader) items() (items []Item, skips []SkippedAd) {
	if n := r.Count(10); n > 0 {
		items = make([]Item, n)
	}
	for i := range items {
		items[i] = Item{Kind: ItemKind(r.Byte()), Digest: r.Uint64(), Ad: r.Int()}
	}
	if n := r.Count(2); n > 0 {
		skips = make([]SkippedAd, n)
	}
	for i := range skips {
		skips[i] = SkippedAd{Reason: SkipReason(r.Byte()), Ad: r.Int()}
	}
	return items, skips
}

// keyID returns the id that an avail's key tells: for decisionIDName what is in
// front of the @, for decisionIDPlace what is behind it, for both that behind a t.
func keyID(key string, how byte) (id string, ok bool) {
	i := strings.LastIndexByte(key, '@')
	if i < 0 {
		return "", false
	}
	place, _, _ := strings.Cut(key[i+1:], "#") // that of [Avail.unique]
	switch how {
	case decisionIDName:
		return key[:i], true
	case decisionIDPlace:
		return place, true
	default:
		return "t" + place, true
	}
}
