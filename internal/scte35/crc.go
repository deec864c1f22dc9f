package scte35

import (
	"hash/crc32"
	"math/bits"
)

// sectionCRC is the CRC of MPEG-2 sections: polynomial 0x04C11DB7, first value
// all ones, no reflection, no final xor (ISO/IEC 13818-1 annex A). Over a
// section with its CRC_32 it gives 0. It is the IEEE CRC of the same bytes with
// their bits in reverse order, which the standard library has and machines are
// fast at.
func sectionCRC(b []byte) uint32 {
	var reversed [64]byte
	crc := uint32(0)
	for len(b) > 0 {
		n := copy(reversed[:], b)
		for i, c := range reversed[:n] {
			reversed[i] = bits.Reverse8(c)
		}
		crc = crc32.Update(crc, crc32.IEEETable, reversed[:n])
		b = b[n:]
	}
	return bits.Reverse32(^crc)
}
