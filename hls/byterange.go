package hls

import (
	"bytes"
	"math"
)

// ByteRange is a sub-range of a resource: Length bytes from Offset.
type ByteRange struct{ Length, Offset int64 }

// parseRange reads n[@o].
func parseRange(b []byte) (length, offset int64, hasOffset, ok bool) {
	l, o, has := bytes.Cut(b, []byte{'@'})
	if length, ok = parseUint(trim(l)); !ok {
		return 0, 0, false, false
	}
	if has {
		if offset, ok = parseUint(trim(o)); !ok {
			return 0, 0, false, false
		}
	}
	return length, offset, has, true
}

// parseByteRange resolves the EXT-X-BYTERANGE tag of segment i: without an
// offset it continues the segment before, which must be a sub-range of the same
// resource (RFC 8216 section 4.3.2.2). Players (hls.js, Shaka, ExoPlayer) do not
// look at the resource, and begin at 0 behind a segment without a range.
func (m *Media) parseByteRange(tag, i int) error {
	t := m.tags[tag]
	v := m.src[t.val:t.end]
	if len(v) >= 2 && v[0] == '"' && v[len(v)-1] == '"' {
		v = v[1 : len(v)-1]
	}
	length, offset, has, ok := parseRange(v)
	if !ok {
		return m.tagError(t, ErrBadValue)
	}
	if n := len(m.ranges); !has && n > 0 && i > 0 && m.ranges[n-1].seg == uint32(i-1) {
		offset = m.ranges[n-1].offset + m.ranges[n-1].length
	}
	if offset > math.MaxInt64-length {
		return m.tagError(t, ErrTooLarge)
	}
	m.ranges = append(m.ranges, segmentRange{uint32(i), !has, length, offset})
	return nil
}

// rangeOf returns the byte range of segment i.
func (m *Media) rangeOf(i int) (segmentRange, bool) {
	lo, hi := 0, len(m.ranges)
	for lo < hi {
		mid := (lo + hi) / 2
		if m.ranges[mid].seg < uint32(i) {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(m.ranges) && m.ranges[lo].seg == uint32(i) {
		return m.ranges[lo], true
	}
	return segmentRange{}, false
}
