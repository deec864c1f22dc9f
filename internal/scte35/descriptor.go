package scte35

import "encoding/binary"

// DescriptorTag is splice_descriptor_tag (SCTE 35 section 10.1, table 16). It
// has this meaning only in descriptors whose identifier is [CUEI].
type DescriptorTag uint8

// The descriptor tags of SCTE 35.
const (
	AvailTag        DescriptorTag = 0x00
	DTMFTag         DescriptorTag = 0x01
	SegmentationTag DescriptorTag = 0x02
	TimeTag         DescriptorTag = 0x03
	AudioTag        DescriptorTag = 0x04
)

// CUEI is the identifier, "CUEI", of the descriptors that SCTE 35 defines.
// Descriptors with another one are private.
const CUEI uint32 = 0x43554549

// Descriptor is a splice_descriptor() as it was transmitted.
type Descriptor struct {
	// Tag is splice_descriptor_tag.
	Tag DescriptorTag
	// Identifier is the registered owner of the tag, four characters as a
	// number; 0 in a descriptor too short to have one.
	Identifier uint32
	// Offset is the position of the tag in the section.
	Offset int
	// Data is what follows the identifier.
	Data []byte
}

// ProviderAvailID returns the provider_avail_id of an avail_descriptor() (SCTE
// 35 section 10.3.1), and false for any other descriptor.
func (d Descriptor) ProviderAvailID() (id uint32, ok bool) {
	if d.Identifier != CUEI || d.Tag != AvailTag || len(d.Data) < 4 {
		return 0, false
	}
	return binary.BigEndian.Uint32(d.Data), true
}

// decodeDescriptors reads the descriptor loop and returns the first error. A
// descriptor whose content is in error is kept as bytes and the loop goes on
// after it.
func (s *Section) decodeDescriptors(r *reader) *SyntaxError {
	at := r.pos
	n := int(r.u16("descriptor_loop_length"))
	if r.err != nil {
		return r.err
	}
	var first *SyntaxError
	if n > r.rest() {
		// Read what is there.
		r.fail(at, "descriptor_loop_length")
		first, r.err = r.err, nil
		n = r.rest()
	}
	loop := r.sub(n, "descriptor_loop_length")
	note := func(err *SyntaxError) {
		if first == nil {
			first = err
		}
	}
	s.grow(&loop)
	for loop.rest() > 0 {
		d := Descriptor{Offset: loop.pos}
		d.Tag = DescriptorTag(loop.u8("splice_descriptor_tag"))
		body := loop.sub(int(loop.u8("descriptor_length")), "descriptor_length")
		if loop.err != nil {
			note(loop.err)
			break
		}
		if body.rest() < 4 {
			d.Data = body.take(body.rest(), "private_byte")
			s.Descriptors = append(s.Descriptors, d)
			note(&SyntaxError{Offset: d.Offset + 1, Field: "descriptor_length", Err: ErrLength})
			continue
		}
		d.Identifier = body.u32("identifier")
		content := body
		d.Data = body.take(body.rest(), "private_byte")
		s.Descriptors = append(s.Descriptors, d)
		if d.Identifier != CUEI || d.Tag != SegmentationTag {
			continue
		}
		g := decodeSegmentation(&content)
		if content.err != nil {
			note(content.err)
			continue
		}
		s.Segmentations = append(s.Segmentations, g)
	}
	return first
}

// grow makes room for the descriptors of the loop.
func (s *Section) grow(loop *reader) {
	descriptors, segmentations := 0, 0
	for i := loop.pos; i+2 <= loop.end; i += 2 + int(loop.src[i+1]) {
		descriptors++
		if DescriptorTag(loop.src[i]) == SegmentationTag && i+6 <= loop.end && binary.BigEndian.Uint32(loop.src[i+2:]) == CUEI {
			segmentations++
		}
	}
	if descriptors > 0 {
		s.Descriptors = make([]Descriptor, 0, descriptors)
	}
	if segmentations > 0 {
		s.Segmentations = make([]Segmentation, 0, segmentations)
	}
}
