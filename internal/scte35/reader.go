package scte35

import "encoding/binary"

// A reader takes big-endian fields from src[pos:end]. The first field that
// does not fit sets err; from then on every read gives zero.
type reader struct {
	src []byte
	pos int
	end int // at most len(src)
	err *SyntaxError
}

// take returns the next n bytes, or nil when they are not there.
func (r *reader) take(n int, field string) []byte {
	if r.err != nil {
		return nil
	}
	if n > r.end-r.pos {
		r.fail(r.pos, field)
		return nil
	}
	b := r.src[r.pos : r.pos+n : r.pos+n]
	r.pos += n
	return b
}

// fail records that field, at offset, does not fit.
func (r *reader) fail(offset int, field string) {
	kind := ErrLength
	if r.end == len(r.src) {
		kind = ErrTruncated
	}
	r.err = &SyntaxError{Offset: offset, Field: field, Err: kind}
}

func (r *reader) u8(field string) uint8 {
	if b := r.take(1, field); b != nil {
		return b[0]
	}
	return 0
}

func (r *reader) u16(field string) uint16 {
	if b := r.take(2, field); b != nil {
		return binary.BigEndian.Uint16(b)
	}
	return 0
}

func (r *reader) u32(field string) uint32 {
	if b := r.take(4, field); b != nil {
		return binary.BigEndian.Uint32(b)
	}
	return 0
}

func (r *reader) u40(field string) uint64 {
	if b := r.take(5, field); b != nil {
		return uint64(b[0])<<32 | uint64(binary.BigEndian.Uint32(b[1:]))
	}
	return 0
}

// rest is the number of bytes not yet taken.
func (r *reader) rest() int { return r.end - r.pos }

// sub returns a reader of the next n bytes and moves past them.
func (r *reader) sub(n int, field string) reader {
	from := r.pos
	if r.take(n, field); r.err != nil {
		return reader{src: r.src, pos: r.pos, end: r.pos, err: r.err}
	}
	return reader{src: r.src, pos: from, end: from + n}
}
