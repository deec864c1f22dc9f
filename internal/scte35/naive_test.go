package scte35_test

import "github.com/adsplice/adsplice/internal/scte35"

// bits is the naive twin of the decoder: it reads the syntax tables of SCTE 35
// bit by bit, on a copy, and knows complete or not complete, no place.
type bits struct {
	b    []byte
	at   int // in bits
	over bool
}

func (r *bits) read(n int) uint64 {
	var v uint64
	for range n {
		if r.at >= 8*len(r.b) {
			r.over = true
			return 0
		}
		v = v<<1 | uint64(r.b[r.at/8]>>(7-r.at%8)&1)
		r.at++
	}
	return v
}

func (r *bits) flag() bool { return r.read(1) == 1 }

// bytes reads n bytes at a byte boundary.
func (r *bits) bytes(n int) []byte {
	var out []byte
	for range n {
		out = append(out, byte(r.read(8)))
	}
	return out
}

func (r *bits) left() int { return len(r.b) - r.at/8 }

// naiveDecode returns the section and whether the input is complete and
// consistent, apart from the CRC.
func naiveDecode(b []byte) (s scte35.Section, complete bool) {
	r := &bits{b: b}
	if r.read(8) != 0xFC {
		return s, false
	}
	r.read(2)
	s.SAPType = uint8(r.read(2))
	end := 3 + int(r.read(12))
	s.ProtocolVersion = uint8(r.read(8))
	s.Encrypted = r.flag()
	s.EncryptionAlgorithm = uint8(r.read(6))
	s.PTSAdjustment = scte35.Ticks(r.read(33))
	s.CWIndex = uint8(r.read(8))
	s.Tier = uint16(r.read(12))
	s.CommandLength = uint16(r.read(12))
	if r.over || end < 20 || end > len(b) {
		return s, false
	}
	s.CRCValid = naiveCRC(b[:end]) == 0
	if !s.CRCValid && end < len(b) && naiveCRC(b) == 0 {
		s.CRCValid, s.Missing, end = true, len(b)-end, len(b)
	}
	for _, c := range b[end-4 : end] {
		s.CRC = s.CRC<<8 | uint32(c)
	}
	r.b = b[:end-4]
	if s.Encrypted {
		return s, true
	}
	s.Command = scte35.CommandType(r.read(8))
	start := r.at / 8
	command := &bits{b: r.b, at: r.at}
	if s.CommandLength != 0xFFF {
		if int(s.CommandLength) > r.left() {
			return s, false
		}
		command.b = r.b[:start+int(s.CommandLength)]
	}
	known := naiveCommand(command, &s)
	if command.over || !known && s.CommandLength == 0xFFF {
		return s, false
	}
	r.at = command.at
	if s.CommandLength != 0xFFF {
		r.at = 8 * len(command.b)
	}
	s.CommandData = b[start : r.at/8]
	loop := int(r.read(16))
	if r.over || loop > r.left() {
		return s, false
	}
	return s, naiveDescriptors(&bits{b: r.b[:r.at/8+loop], at: r.at}, &s)
}

func naiveCommand(r *bits, s *scte35.Section) (known bool) {
	spliceTime := func() (t scte35.SpliceTime) {
		if t.Specified = r.flag(); !t.Specified {
			r.read(7)
			return t
		}
		r.read(6)
		t.PTS = scte35.Ticks(r.read(33))
		return t
	}
	switch s.Command {
	case 0, 7:
		return true
	case 6:
		s.Signal = spliceTime()
		return true
	case 5:
	default:
		return false
	}
	c := &s.Insert
	c.EventID = uint32(r.read(32))
	c.Cancel = r.flag()
	r.read(7)
	if c.Cancel {
		return true
	}
	c.Out, c.Program, c.HasDuration, c.Immediate, c.EventIDCompliance = r.flag(), r.flag(), r.flag(), r.flag(), r.flag()
	r.read(3)
	if c.Program && !c.Immediate {
		c.Time = spliceTime()
	}
	if !c.Program {
		for range r.read(8) {
			part := scte35.Component{Tag: uint8(r.read(8))}
			if !c.Immediate {
				part.Time = spliceTime()
			}
			c.Components = append(c.Components, part)
		}
	}
	if c.HasDuration {
		c.AutoReturn = r.flag()
		r.read(6)
		c.Duration = scte35.Ticks(r.read(33))
	}
	c.UniqueProgramID = uint16(r.read(16))
	c.AvailNum, c.AvailsExpected = uint8(r.read(8)), uint8(r.read(8))
	return true
}

func naiveDescriptors(r *bits, s *scte35.Section) (complete bool) {
	for r.left() > 0 {
		d := scte35.Descriptor{Offset: r.at / 8}
		d.Tag = scte35.DescriptorTag(r.read(8))
		n := int(r.read(8))
		if r.over || n < 4 || n > r.left() {
			return false
		}
		d.Identifier = uint32(r.read(32))
		content := &bits{b: r.b[:r.at/8+n-4], at: r.at}
		d.Data = r.bytes(n - 4)
		s.Descriptors = append(s.Descriptors, d)
		if d.Identifier != 0x43554549 || d.Tag != 2 {
			continue
		}
		s.Segmentations = append(s.Segmentations, naiveSegmentation(content))
		if content.over {
			return false
		}
	}
	return true
}

func naiveSegmentation(r *bits) (d scte35.Segmentation) {
	d.EventID = uint32(r.read(32))
	d.Cancel, d.EventIDCompliance = r.flag(), r.flag()
	r.read(6)
	if d.Cancel {
		return d
	}
	d.Program, d.HasDuration, d.Restricted = r.flag(), r.flag(), !r.flag()
	if d.Restricted {
		d.Restrictions.WebDeliveryAllowed = r.flag()
		d.Restrictions.NoRegionalBlackout = r.flag()
		d.Restrictions.ArchiveAllowed = r.flag()
		d.Restrictions.DeviceRestrictions = uint8(r.read(2))
	} else {
		r.read(5)
	}
	if !d.Program {
		for range r.read(8) {
			part := scte35.SegmentationComponent{Tag: uint8(r.read(8))}
			r.read(7)
			part.PTSOffset = scte35.Ticks(r.read(33))
			d.Components = append(d.Components, part)
		}
	}
	if d.HasDuration {
		d.Duration = scte35.Ticks(r.read(40))
	}
	d.UPID.Type = scte35.UPIDType(r.read(8))
	d.UPID.Data = r.bytes(int(r.read(8)))
	d.Type = scte35.SegmentationType(r.read(8))
	d.Num, d.Expected = uint8(r.read(8)), uint8(r.read(8))
	if r.left() >= 2 {
		d.HasSub = true
		d.SubNum, d.SubExpected = uint8(r.read(8)), uint8(r.read(8))
	}
	return d
}
