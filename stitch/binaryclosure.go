package stitch

import (
	"encoding/binary"

	"github.com/adsplice/adsplice/internal/compact"
)

const closureTotals byte = 8

// AppendBinary appends the binary form of the closure: its key, and some 10 bytes.
// It does not fail.
func (c Closure) AppendBinary(dst []byte) ([]byte, error) {
	flags := flagIf(c.Discontinuities != 0 || c.Carry != 0, closureTotals)
	dst = append(dst, formatVersion, kindClosure|flags)
	dst = compact.AppendString(dst, c.Key)
	dst = append(dst, byte(c.Why))
	dst = binary.AppendVarint(dst, int64(c.In))
	dst = binary.AppendVarint(dst, int64(c.Until))
	if flags != 0 {
		dst = binary.AppendVarint(dst, c.Discontinuities)
		dst = binary.AppendVarint(dst, int64(c.Carry))
	}
	return dst, nil
}

// MarshalBinary returns what AppendBinary appends.
func (c Closure) MarshalBinary() ([]byte, error) { return c.AppendBinary(nil) }

// UnmarshalBinary reads the binary form. On error, a [StateError], the closure is
// unchanged.
func (c *Closure) UnmarshalBinary(data []byte) error {
	r := openState(data, "closure", kindClosure)
	x := Closure{Key: r.String(), Why: ClosureReason(r.Byte()), In: r.duration(), Until: r.duration()}
	if r.has(closureTotals) {
		x.Discontinuities, x.Carry = r.Varint(), r.duration()
	}
	again, err := x.AppendBinary(make([]byte, 0, 128))
	if err = r.close(data, again, err); err == nil {
		*c = x
	}
	return err
}
