package livetest

import "time"

// A splice is what a splice_insert says.
type splice struct {
	event uint32
	out   bool
	at    time.Duration
	dur   time.Duration // 0: unknown
}

// appendSplice appends a splice_info_section with a splice_insert as hexadecimal
// digits (SCTE 35 sections 9.6 and 9.7.3).
func appendSplice(dst []byte, s splice) []byte {
	ticks := func(d time.Duration) uint64 { return uint64(d) * 9 / 100000 & (1<<33 - 1) }
	time33 := func(b []byte, flags byte, d time.Duration) []byte {
		t := ticks(d)
		return append(b, flags|byte(t>>32), byte(t>>24), byte(t>>16), byte(t>>8), byte(t))
	}
	flags := byte(0x4f) // program_splice_flag
	if s.out {
		flags |= 0x80
	}
	if s.dur > 0 {
		flags |= 0x20
	}
	cmd := []byte{byte(s.event >> 24), byte(s.event >> 16), byte(s.event >> 8), byte(s.event), 0x7f, flags}
	cmd = time33(cmd, 0xfe, s.at)
	if s.dur > 0 {
		cmd = time33(cmd, 0xfe, s.dur)
	}
	cmd = append(cmd, 0, 1, 0, 0)
	// What follows section_length up to splice_command_type has 11 bytes, the
	// descriptor loop's length 2, the checksum 4.
	b := make([]byte, 0, 48)
	b = append(b, 0xfc, 0x30, byte(11+len(cmd)+6), 0, 0, 0, 0, 0, 0, 0, 0xff, 0xf0, byte(len(cmd)), 5)
	b = append(b, cmd...)
	b = append(b, 0, 0)
	sum := uint32(0xffffffff)
	for _, x := range b {
		sum ^= uint32(x) << 24
		for range 8 {
			if sum&(1<<31) != 0 {
				sum = sum<<1 ^ 0x04c11db7
			} else {
				sum <<= 1
			}
		}
	}
	b = append(b, byte(sum>>24), byte(sum>>16), byte(sum>>8), byte(sum))
	return appendHex(dst, b)
}

// appendHex appends bytes as hexadecimal digits in upper case, as playlists have
// them.
func appendHex(dst, b []byte) []byte {
	const digits = "0123456789ABCDEF"
	for _, x := range b {
		dst = append(dst, digits[x>>4], digits[x&15])
	}
	return dst
}
