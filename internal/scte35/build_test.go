package scte35_test

import (
	stdbinary "encoding/binary"
)

// header holds the fields of a section's header for build.
type header struct {
	sapType       uint8
	protocol      uint8
	encrypted     bool
	algorithm     uint8
	adjustment    uint64
	cwIndex       uint8
	tier          uint16
	commandLength int // -1: the command's own
}

// build writes a section with a correct section_length and CRC.
func build(h header, command uint8, body []byte, descriptors ...[]byte) []byte {
	n := h.commandLength
	if n < 0 {
		n = len(body)
	}
	b := []byte{0xFC, h.sapType << 4, 0, h.protocol}
	v := h.adjustment | uint64(h.algorithm)<<33
	if h.encrypted {
		v |= 1 << 39
	}
	b = append(b, byte(v>>32), byte(v>>24), byte(v>>16), byte(v>>8), byte(v), h.cwIndex)
	b = append(b, byte(h.tier>>4), byte(h.tier<<4)|byte(n>>8), byte(n), command)
	b = append(b, body...)
	loop := 0
	for _, d := range descriptors {
		loop += len(d)
	}
	b = stdbinary.BigEndian.AppendUint16(b, uint16(loop))
	for _, d := range descriptors {
		b = append(b, d...)
	}
	return seal(append(b, 0, 0, 0, 0))
}

// seal sets section_length and CRC_32 of a section that has room for them.
func seal(b []byte) []byte {
	n := len(b) - 3
	b[1] = b[1]&0xF0 | byte(n>>8)
	b[2] = byte(n)
	stdbinary.BigEndian.PutUint32(b[len(b)-4:], naiveCRC(b[:len(b)-4]))
	return b
}

// descriptor wraps content with tag, length and identifier.
func descriptor(tag uint8, identifier string, content ...byte) []byte {
	b := append([]byte{tag, byte(len(identifier) + len(content))}, identifier...)
	return append(b, content...)
}

// segmentation is the content of a segmentation_descriptor that is neither
// cancelled nor restricted and has no duration.
func segmentation(id uint32, upidType uint8, upid []byte, typeID uint8, tail ...byte) []byte {
	b := stdbinary.BigEndian.AppendUint32(nil, id)
	b = append(b, 0x7F, 0xBF, upidType, byte(len(upid)))
	b = append(b, upid...)
	return append(append(b, typeID), tail...)
}

// naiveCRC is the CRC of MPEG-2 sections, a bit at a time.
func naiveCRC(b []byte) uint32 {
	crc := ^uint32(0)
	for _, c := range b {
		for i := 7; i >= 0; i-- {
			top := crc >> 31
			crc <<= 1
			if top != uint32(c>>i&1) {
				crc ^= 0x04C11DB7
			}
		}
	}
	return crc
}
