package compact

import (
	"encoding/binary"
	"errors"
	"math"
)

// What a [Reader] finds wrong.
var (
	ErrTruncated = errors.New("ends too early")
	ErrTrailing  = errors.New("more bytes than it should have")
	ErrRange     = errors.New("number out of range")
)

// A Reader reads fields in their order. After an error every field reads as zero;
// the error is kept.
type Reader struct {
	data []byte
	off  int
	err  error
}

// NewReader returns a reader of data, which it does not change.
func NewReader(data []byte) Reader { return Reader{data: data} }

// Err returns the first error, one of those of this package. Offset then is where
// the field at fault begins.
func (r *Reader) Err() error { return r.err }

// Offset returns how many bytes have been read.
func (r *Reader) Offset() int { return r.off }

// Close fails if there is anything left to read, and returns the first error.
func (r *Reader) Close() error {
	if r.off < len(r.data) {
		r.fail(ErrTrailing)
	}
	return r.err
}

func (r *Reader) fail(err error) {
	if r.err == nil {
		r.err = err
	}
}

// take returns the next n bytes, nil if there are fewer.
func (r *Reader) take(n int) []byte {
	if r.err != nil || n > len(r.data)-r.off {
		r.fail(ErrTruncated)
		return nil
	}
	b := r.data[r.off : r.off+n : r.off+n]
	r.off += n
	return b
}

// Byte reads one byte.
func (r *Reader) Byte() byte {
	if b := r.take(1); b != nil {
		return b[0]
	}
	return 0
}

// Uint32 reads four bytes, the highest first.
func (r *Reader) Uint32() uint32 {
	if b := r.take(4); b != nil {
		return binary.BigEndian.Uint32(b)
	}
	return 0
}

// Uint64 reads eight bytes, the highest first.
func (r *Reader) Uint64() uint64 {
	if b := r.take(8); b != nil {
		return binary.BigEndian.Uint64(b)
	}
	return 0
}

// Uvarint reads a number as [binary.AppendUvarint] writes it.
func (r *Reader) Uvarint() uint64 {
	if r.err != nil {
		return 0
	}
	v, n := binary.Uvarint(r.data[r.off:])
	switch {
	case n == 0:
		r.fail(ErrTruncated)
		return 0
	case n < 0:
		r.fail(ErrRange)
		return 0
	}
	r.off += n
	return v
}

// Varint reads a number as [binary.AppendVarint] writes it.
func (r *Reader) Varint() int64 {
	u := r.Uvarint()
	return int64(u>>1) ^ -int64(u&1)
}

// Int reads a number as [binary.AppendVarint] writes it, and fails if it is no
// int on this machine.
func (r *Reader) Int() int {
	at := r.off
	v := r.Varint()
	if v < math.MinInt || v > math.MaxInt {
		r.off = at
		r.fail(ErrRange)
		return 0
	}
	return int(v)
}

// Count reads how many values follow that take at least size bytes each, and
// fails if there are not as many bytes.
func (r *Reader) Count(size int) int {
	at := r.off
	v := r.Uvarint()
	if v > uint64((len(r.data)-r.off)/size) {
		r.off = at
		r.fail(ErrTruncated)
		return 0
	}
	return int(v)
}

// String reads a copy of the string that [AppendString] writes.
func (r *Reader) String() string {
	return string(r.take(r.Count(1)))
}

// AppendString appends a string behind its length.
func AppendString(dst []byte, s string) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(s)))
	return append(dst, s...)
}
