// Package scte35 decodes SCTE 35 splice_info_sections, the binary cue messages
// that manifests carry as base64 or hexadecimal text.
//
// [Decode] reads one binary section, [DecodeString] its text forms. Both are
// total: any input gives a Section or an error that says where and what kind,
// never a panic, and allocate no more than a small multiple of the input.
//
//	s, err := scte35.DecodeString("/DAlAAAAAAAAAP/wFAUAAA+if+/+INAJ0P4AKTLgAAAAAAAA9UTkTA==")
//	if err != nil && !errors.Is(err, scte35.ErrCRC) {
//		return err // the values decoded before the error are still in s
//	}
//	if s.IsOut() {
//		d, ok := s.BreakDuration() // 2700000 ticks of 90 kHz
//		fmt.Println(d.Duration(), ok) // 30s true
//	}
//
// # What is read
//
// The commands splice_insert and time_signal, the segmentation_descriptor with
// its UPIDs, and the avail_descriptor are decoded into fields. Other commands
// and descriptors, known or private, are recognised and kept as bytes. In an
// encrypted section only the clear header is read: command and descriptors are
// never guessed from cipher text.
//
// # What is tolerated
//
// Bytes after the section (stuffing), a section_length that is too short while
// the CRC covers the whole input, the legacy splice_command_length 0xFFF, and
// sub-segment fields on any segmentation type, found by the bytes that remain
// rather than by the type. A wrong CRC is an error but the section that comes
// with it is complete. Reserved bits, the protocol version and the two fixed
// indicator bits of the header are not checked.
//
// # Time
//
// All times are exact integers in ticks of 90 kHz; see [Ticks].
//
// # Aliasing and concurrency
//
// A Section made by Decode refers to the bytes it was given: don't change them
// afterwards. DecodeString copies. A Section is not changed by its methods and
// may be read by any number of goroutines.
package scte35
