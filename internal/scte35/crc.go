package scte35

// crc32 is the CRC of MPEG-2 sections: polynomial 0x04C11DB7, first value all
// ones, no reflection, no final xor (ISO/IEC 13818-1 annex A). Over a section
// with its CRC_32 it gives 0. Four bits at a step keep the table on the stack.
func crc32(b []byte) uint32 {
	table := [16]uint32{
		0x00000000, 0x04C11DB7, 0x09823B6E, 0x0D4326D9,
		0x130476DC, 0x17C56B6B, 0x1A864DB2, 0x1E475005,
		0x2608EDB8, 0x22C9F00F, 0x2F8AD6D6, 0x2B4BCB61,
		0x350C9B64, 0x31CD86D3, 0x3C8EA00A, 0x384FBDBD,
	}
	crc := ^uint32(0)
	for _, c := range b {
		crc = crc<<4 ^ table[crc>>28^uint32(c>>4)]
		crc = crc<<4 ^ table[crc>>28^uint32(c&0x0F)]
	}
	return crc
}
