package scte35

import "encoding/binary"

const (
	tableID = 0xFC
	// legacyLength in splice_command_length means that the length is not
	// given and follows from the command itself.
	legacyLength = 0xFFF
	headerSize   = 14
	crcSize      = 4
)

// Section is a splice_info_section() (SCTE 35 section 9.6).
type Section struct {
	// SAPType is sap_type; 3 is "not specified".
	SAPType uint8
	// ProtocolVersion is protocol_version, 0 in all editions so far.
	ProtocolVersion uint8
	// Encrypted is encrypted_packet: nothing after CommandLength is decoded,
	// and Command, Insert, Descriptors and the like are zero.
	Encrypted bool
	// EncryptionAlgorithm is encryption_algorithm, 6 bits.
	EncryptionAlgorithm uint8
	// PTSAdjustment is pts_adjustment, 33 bits, to be added to every PTS; see
	// EffectivePTS.
	PTSAdjustment Ticks
	// CWIndex is cw_index.
	CWIndex uint8
	// Tier is tier, 12 bits; 0xFFF is everyone.
	Tier uint16
	// CommandLength is splice_command_length as it stands: 0xFFF where a
	// legacy encoder left it open.
	CommandLength uint16
	// Command is splice_command_type.
	Command CommandType
	// CommandData is the command's bytes, whatever its type.
	CommandData []byte
	// Insert is set if Command is SpliceInsertCommand.
	Insert SpliceInsert
	// Signal is the splice_time() of a TimeSignal.
	Signal SpliceTime
	// Descriptors are all descriptors in transmitted order.
	Descriptors []Descriptor
	// Segmentations are the segmentation_descriptors among them, decoded.
	Segmentations []Segmentation
	// CRC is CRC_32 as transmitted.
	CRC uint32
	// CRCValid tells that CRC matches the section.
	CRCValid bool
	// Missing is the number of bytes by which section_length is too short:
	// the input has them and its CRC covers them. It is 0 in a correct
	// section; bytes after that are stuffing.
	Missing int
}

// Decode decodes the section at the start of b. What follows it is stuffing
// and ignored.
//
// The error is a [*SyntaxError]. If it is [ErrCRC] the section is complete.
// Otherwise it is partial: a command in error has the fields before the error,
// a segmentation_descriptor in error is among Descriptors only, and neither
// hides the descriptors after it.
func Decode(b []byte) (Section, error) {
	var s Section
	end, err := s.decodeHeader(b)
	if err != nil {
		return s, err
	}
	truncated := end > len(b)
	if truncated {
		end = len(b)
	}
	if !truncated {
		end = s.checkCRC(b, end)
	}
	// Decode up to the CRC; a truncated section may have none.
	body := reader{src: b, pos: headerSize - 1, end: end}
	if !truncated {
		body.end -= crcSize
	}
	var first *SyntaxError
	if !s.Encrypted {
		first = s.decodeBody(&body)
	}
	switch {
	case truncated:
		return s, &SyntaxError{Offset: 1, Field: "section_length", Err: ErrTruncated}
	case first != nil:
		return s, first
	case !s.CRCValid:
		return s, &SyntaxError{Offset: end - crcSize, Field: "CRC_32", Err: ErrCRC}
	}
	return s, nil
}

// decodeHeader reads up to splice_command_length and returns where
// section_length says that the section ends.
func (s *Section) decodeHeader(b []byte) (end int, err error) {
	r := reader{src: b, end: len(b)}
	if r.u8("table_id") != tableID && len(b) > 0 {
		return 0, &SyntaxError{Offset: 0, Field: "table_id", Err: ErrNotSection}
	}
	v := r.u16("section_length")
	s.SAPType = uint8(v >> 12 & 3)
	length := int(v & 0xFFF)
	s.ProtocolVersion = r.u8("protocol_version")
	adjustment := r.u40("pts_adjustment")
	s.Encrypted = adjustment>>39 != 0
	s.EncryptionAlgorithm = uint8(adjustment >> 33 & 0x3F)
	s.PTSAdjustment = Ticks(adjustment & (ptsModulus - 1))
	s.CWIndex = r.u8("cw_index")
	tier := r.take(3, "tier")
	if r.err != nil {
		return 0, r.err
	}
	s.Tier = uint16(tier[0])<<4 | uint16(tier[1]>>4)
	s.CommandLength = uint16(tier[1]&0x0F)<<8 | uint16(tier[2])
	// The command type, the length of the descriptor loop and the CRC always
	// follow.
	if 3+length < headerSize+2+crcSize {
		return 0, &SyntaxError{Offset: 1, Field: "section_length", Err: ErrLength}
	}
	return 3 + length, nil
}

// checkCRC sets CRC and CRCValid for the section b[:end] and returns its end.
// Where the CRC fails there but holds over the whole of b, section_length was
// too short: encoders that add fields forget it. Four bytes of coincidence are
// less likely than that.
func (s *Section) checkCRC(b []byte, end int) int {
	s.CRCValid = sectionCRC(b[:end]) == 0
	if !s.CRCValid && end < len(b) && sectionCRC(b) == 0 {
		s.CRCValid = true
		s.Missing = len(b) - end
		end = len(b)
	}
	s.CRC = binary.BigEndian.Uint32(b[end-crcSize:])
	return end
}

// decodeBody reads the command and the descriptors, and returns the first
// error. With the length of the command given, an error in it leaves the
// descriptors readable.
func (s *Section) decodeBody(r *reader) *SyntaxError {
	s.Command = CommandType(r.u8("splice_command_type"))
	start := r.pos
	var command reader
	if s.CommandLength == legacyLength {
		command = *r
	} else {
		command = r.sub(int(s.CommandLength), "splice_command_length")
	}
	if r.err != nil {
		return r.err
	}
	known := true
	switch s.Command {
	case SpliceInsertCommand:
		s.Insert = decodeSpliceInsert(&command)
	case TimeSignal:
		s.Signal = decodeSpliceTime(&command)
	case SpliceNull, BandwidthReservation:
	default:
		known = false
	}
	if s.CommandLength == legacyLength {
		if command.err != nil {
			return command.err
		}
		if !known {
			// Where it ends can't be known, so neither can the descriptors.
			return &SyntaxError{Offset: headerSize - 3, Field: "splice_command_length", Err: ErrLength}
		}
		r.pos = command.pos
	}
	s.CommandData = r.src[start:r.pos:r.pos]
	if err := s.decodeDescriptors(r); command.err == nil {
		return err
	}
	return command.err
}

// IsOut reports whether the section starts a linear break: a splice_insert out
// of the network, or a segmentation whose type [SegmentationType.IsOut].
// Cancelled events are neither out nor in; a section may be both, where one
// segment ends and the next one starts.
func (s *Section) IsOut() bool {
	if s.Command == SpliceInsertCommand && !s.Insert.Cancel && s.Insert.Out {
		return true
	}
	return s.segmentation(SegmentationType.IsOut) != nil
}

// IsIn reports whether the section ends a linear break.
func (s *Section) IsIn() bool {
	if s.Command == SpliceInsertCommand && !s.Insert.Cancel && !s.Insert.Out {
		return true
	}
	return s.segmentation(SegmentationType.IsIn) != nil
}

// IsOverlay reports whether the section starts an overlay opportunity.
func (s *Section) IsOverlay() bool {
	return s.segmentation(SegmentationType.IsOverlay) != nil
}

// EventID returns the splice_event_id of a splice_insert, else the
// segmentation_event_id of the first segmentation that is an out point, an in
// point or an overlay, in that order of preference, else of the first one. It
// reports false if the section has none of them.
func (s *Section) EventID() (id uint32, ok bool) {
	if s.Command == SpliceInsertCommand {
		return s.Insert.EventID, true
	}
	for _, is := range [...]func(SegmentationType) bool{SegmentationType.IsOut, SegmentationType.IsIn, SegmentationType.IsOverlay} {
		if d := s.segmentation(is); d != nil {
			return d.EventID, true
		}
	}
	if len(s.Segmentations) > 0 {
		return s.Segmentations[0].EventID, true
	}
	return 0, false
}

// BreakDuration returns how long the break is that the section starts: the
// break_duration of a splice_insert out, else the segmentation_duration of the
// first out point, or overlay, that has one. It reports false if there is
// none. A duration of 0 that was sent is returned as such: senders use it both
// for "not known" and for "insert here, replace nothing".
func (s *Section) BreakDuration() (d Ticks, ok bool) {
	if s.Command == SpliceInsertCommand && !s.Insert.Cancel && s.Insert.Out && s.Insert.HasDuration {
		return s.Insert.Duration, true
	}
	for i := range s.Segmentations {
		g := &s.Segmentations[i]
		if g.HasDuration && !g.Cancel && (g.Type.IsOut() || g.Type.IsOverlay()) {
			return g.Duration, true
		}
	}
	return 0, false
}

// AutoReturn reports whether the section is a splice_insert whose break ends
// by itself after its duration.
func (s *Section) AutoReturn() bool {
	return s.Command == SpliceInsertCommand && s.Insert.AutoReturn
}

// EffectivePTS returns (pts_time + pts_adjustment) modulo 2^33 of a
// splice_insert or time_signal. It reports false if the section names no time:
// an immediate or cancelled command, one in component mode, or another kind.
func (s *Section) EffectivePTS() (pts Ticks, ok bool) {
	t := s.Signal
	if s.Command == SpliceInsertCommand {
		t = s.Insert.Time
	}
	if !t.Specified {
		return 0, false
	}
	return (t.PTS + s.PTSAdjustment) % ptsModulus, true
}

// segmentation returns the first segmentation, not cancelled, of a type that
// is as asked, or nil.
func (s *Section) segmentation(is func(SegmentationType) bool) *Segmentation {
	for i := range s.Segmentations {
		if d := &s.Segmentations[i]; !d.Cancel && is(d.Type) {
			return d
		}
	}
	return nil
}
