package compact_test

import (
	"encoding/binary"
	"math"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/adsplice/adsplice/internal/compact"
)

func TestReader(t *testing.T) {
	var b []byte
	b = append(b, 7)
	b = binary.BigEndian.AppendUint32(b, 8)
	b = binary.BigEndian.AppendUint64(b, 9)
	b = binary.AppendUvarint(b, math.MaxUint64)
	b = binary.AppendVarint(b, math.MinInt64)
	b = binary.AppendVarint(b, -5)
	b = compact.AppendString(b, "key")
	read := func(b []byte) (got []any, err error) {
		r := compact.NewReader(b)
		got = append(got, r.Byte(), r.Uint32(), r.Uint64(), r.Uvarint(), r.Varint(), r.Int(), r.String())
		return got, r.Close()
	}
	got, err := read(b)
	assert.NoError(t, err)
	assert.Equal(t, []any{byte(7), uint32(8), uint64(9), uint64(math.MaxUint64), int64(math.MinInt64), -5, "key"}, got)
	for i := range b {
		_, err := read(b[:i])
		assert.ErrorIs(t, err, compact.ErrTruncated, i)
	}
	_, err = read(append(b, 0))
	assert.ErrorIs(t, err, compact.ErrTrailing)
}

func TestReaderErrors(t *testing.T) {
	eleven := []byte{0, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1}
	r := compact.NewReader(eleven)
	r.Byte()
	assert.Zero(t, r.Uvarint())
	assert.ErrorIs(t, r.Err(), compact.ErrRange)
	assert.Equal(t, 1, r.Offset(), "where the number begins")
	assert.Zero(t, r.Byte(), "nothing is read behind an error")
	assert.Equal(t, 1, r.Offset())

	r = compact.NewReader(append(binary.AppendUvarint(nil, math.MaxUint64), 1, 2))
	assert.Empty(t, r.String(), "a length that no input has")
	assert.ErrorIs(t, r.Err(), compact.ErrTruncated)
	assert.Zero(t, r.Offset())

	r = compact.NewReader([]byte{3, 1, 2, 3, 4, 5})
	assert.Zero(t, r.Count(2), "three values of two bytes do not fit in five")
	assert.ErrorIs(t, r.Err(), compact.ErrTruncated)

	r = compact.NewReader(binary.AppendVarint(nil, 1<<40))
	n := r.Int()
	if strconv.IntSize == 32 {
		assert.ErrorIs(t, r.Err(), compact.ErrRange)
	} else {
		assert.Equal(t, int64(1<<40), int64(n))
	}
}
