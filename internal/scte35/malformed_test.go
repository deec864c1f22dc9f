package scte35_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/internal/scte35"
)

// TestMalformed: kind, place and field of each error, and what the section
// holds all the same.
func TestMalformed(t *testing.T) {
	h := header{tier: 0xFFF, commandLength: -1}
	out := []byte{0, 0, 0, 5, 0x7F, 0xDF, 0, 0, 0, 0}
	avail := descriptor(0, "CUEI", 0, 0, 0, 3)
	po := descriptor(2, "CUEI", segmentation(1, 0, nil, 0x34, 0, 0)...)
	longUPID := descriptor(2, "CUEI", append([]byte{0, 0, 0, 1, 0x7F, 0xBF, 9, 200}, make([]byte, 5)...)...)
	overLoop := build(h, 5, out, avail)
	overLoop[14+len(out)+1] = 200
	overLoop = seal(overLoop)
	shortSection := build(h, 5, out)
	shortSection[2] = 16
	tests := []struct {
		name                       string
		section                    []byte
		kind                       error
		offset                     int
		field                      string
		descriptors, segmentations int
		out                        bool
	}{
		{name: "empty", kind: scte35.ErrTruncated, field: "table_id"},
		{name: "other table", section: []byte{0xFD, 1, 2}, kind: scte35.ErrNotSection, field: "table_id"},
		{name: "two bytes", section: []byte{0xFC, 0x30}, kind: scte35.ErrTruncated, offset: 1, field: "section_length"},
		{name: "half a header", section: build(h, 5, out)[:8], kind: scte35.ErrTruncated, offset: 4, field: "pts_adjustment"},
		{name: "no tier", section: build(h, 5, out)[:12], kind: scte35.ErrTruncated, offset: 10, field: "tier"},
		{name: "section_length of less than a section", section: shortSection, kind: scte35.ErrLength, offset: 1, field: "section_length"},
		{name: "no command", section: build(h, 5, out)[:13], kind: scte35.ErrTruncated, offset: 1, field: "section_length"},
		{name: "no CRC", section: build(h, 5, out, avail)[:len(build(h, 5, out, avail))-4], kind: scte35.ErrTruncated, offset: 1, field: "section_length", descriptors: 1, out: true},
		{name: "half a descriptor", section: build(h, 5, out, avail, po)[:40], kind: scte35.ErrTruncated, offset: 1, field: "section_length", descriptors: 1, out: true},
		{name: "command longer than the section", section: build(header{commandLength: 500}, 5, out), kind: scte35.ErrLength, offset: 14, field: "splice_command_length"},
		{name: "command cut off", section: build(h, 5, out[:6], avail), kind: scte35.ErrLength, offset: 20, field: "unique_program_id", descriptors: 1, out: true},
		{name: "time_signal without a time", section: build(h, 6, nil, avail), kind: scte35.ErrLength, offset: 14, field: "pts_time", descriptors: 1},
		{name: "time_signal with half a time", section: build(h, 6, []byte{0xFF, 1}, avail), kind: scte35.ErrLength, offset: 14, field: "pts_time", descriptors: 1},
		{name: "components past the command", section: build(h, 5, []byte{0, 0, 0, 5, 0x7F, 0x8F, 3, 1, 0x7F, 2}), kind: scte35.ErrLength, offset: 20, field: "component_count", out: true},
		{name: "component time past the command", section: build(h, 5, []byte{0, 0, 0, 5, 0x7F, 0x8F, 1, 1, 0xFF, 2}), kind: scte35.ErrLength, offset: 22, field: "pts_time", out: true},
		{name: "descriptor loop past the section", section: overLoop, kind: scte35.ErrLength, offset: 24, field: "descriptor_loop_length", descriptors: 1, out: true},
		{name: "descriptor past the loop", section: build(h, 5, out, avail, []byte{2, 60, 1}), kind: scte35.ErrLength, offset: 38, field: "descriptor_length", descriptors: 1, out: true},
		{name: "half a descriptor header", section: build(h, 5, out, avail, []byte{2}), kind: scte35.ErrLength, offset: 37, field: "descriptor_length", descriptors: 1, out: true},
		{name: "descriptor without identifier", section: build(h, 6, []byte{0}, descriptor(9, "CU"), po), kind: scte35.ErrLength, offset: 18, field: "descriptor_length", descriptors: 2, segmentations: 1, out: true},
		{name: "UPID past the descriptor", section: build(h, 6, []byte{0}, longUPID, po), kind: scte35.ErrLength, offset: 31, field: "segmentation_upid()", descriptors: 2, segmentations: 1, out: true},
		{name: "segmentation components past the descriptor", section: build(h, 6, []byte{0}, descriptor(2, "CUEI", 0, 0, 0, 1, 0x7F, 0x3F, 9), po), kind: scte35.ErrLength, offset: 29, field: "component_count", descriptors: 2, segmentations: 1, out: true},
		{name: "segmentation cut off", section: build(h, 6, []byte{0}, descriptor(2, "CUEI", 0, 0), po), kind: scte35.ErrLength, offset: 23, field: "segmentation_event_id", descriptors: 2, segmentations: 1, out: true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, err := scte35.Decode(tt.section)
			require.ErrorIs(t, err, tt.kind)
			var where *scte35.SyntaxError
			require.True(t, errors.As(err, &where))
			assert.Equal(t, tt.offset, where.Offset)
			assert.Equal(t, tt.field, where.Field)
			assert.Len(t, s.Descriptors, tt.descriptors)
			assert.Len(t, s.Segmentations, tt.segmentations)
			assert.Equal(t, tt.out, s.IsOut())
		})
	}
}

// TestCRC: a wrong CRC leaves the section complete, and every single-bit error
// is found.
func TestCRC(t *testing.T) {
	good := binary(t, "/DAvAAAAAAAA///wFAUAAAASf+/+dcFLSn4AZv8wAAES/wAKAAhDVUVJAAAAEuqoRz8=")
	want, err := scte35.Decode(good)
	require.NoError(t, err)
	assert.Equal(t, uint32(0xEAA8473F), want.CRC)
	bad := append([]byte(nil), good...)
	bad[len(bad)-1] ^= 1
	s, err := scte35.Decode(bad)
	require.ErrorIs(t, err, scte35.ErrCRC)
	want.CRC, want.CRCValid = want.CRC^1, false
	assert.Equal(t, want, s)
	for bit := 24; bit < len(good)*8; bit++ { // from behind section_length on
		b := append([]byte(nil), good...)
		b[bit/8] ^= 0x80 >> (bit % 8)
		_, err := scte35.Decode(b)
		assert.Error(t, err, "bit %d", bit)
	}
}

// TestRFC8216Example decodes the SCTE35-OUT of RFC 8216 section 8.10. A byte
// of its header is missing, so that everything behind it is out of place: it
// must be an error and neither an out point nor an in point.
func TestRFC8216Example(t *testing.T) {
	s, err := scte35.DecodeString("0xFC002F0000000000FF000014056FFFFFF000E011622DCAFF000052636200000000000A0008029896F50000008700000000")
	require.ErrorIs(t, err, scte35.ErrTruncated)
	assert.False(t, s.IsOut() || s.IsIn())
}

func TestText(t *testing.T) {
	tests := []struct {
		name, text string
		kind       error
		offset     int
	}{
		{"empty", "", scte35.ErrTruncated, 0},
		{"blanks", " \n", scte35.ErrTruncated, 0},
		{"0x", "0x", scte35.ErrTruncated, 0},
		{"the User Guide's 0xF", "0xF", scte35.ErrEncoding, 3},
		{"0xFC", "0xFC", scte35.ErrTruncated, 1},
		{"odd hex", "FC3", scte35.ErrEncoding, 3},
		{"no hex after 0x", "0xFCG0", scte35.ErrEncoding, 4},
		{"variable", "{$cue}", scte35.ErrEncoding, 0},
		{"quoted", `"/DAl"`, scte35.ErrEncoding, 0},
		{"text behind padding", "/DA=l", scte35.ErrEncoding, 4},
		{"one character too many", "/DAlA", scte35.ErrEncoding, 5},
		{"one character", "/", scte35.ErrEncoding, 1},
		{"percent-encoded", "%2FDAl", scte35.ErrEncoding, 0},
		{"non-ASCII", "/DAl\u00a0", scte35.ErrEncoding, 4},
		{"base64 of something else", "aGVsbG8=", scte35.ErrNotSection, 0},
		{"hex of something else", "68656c6c6f", scte35.ErrNotSection, 0},
		{"a cue of the corpus that is cut off", "/DAgAAAAAAAAAP/wBQb+AABb0AAAABAAAAEAAQCA==", scte35.ErrTruncated, 1},
		{"a cue of the corpus with section_length 8", "/DAIAAAAAAAAAAAQAAZ/I0VniQAQAgBDVUVJQAAAAH+cAAAAAA==", scte35.ErrLength, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := scte35.DecodeString(tt.text)
			require.ErrorIs(t, err, tt.kind)
			var where *scte35.SyntaxError
			require.True(t, errors.As(err, &where))
			assert.Equal(t, tt.offset, where.Offset)
			assert.True(t, strings.HasPrefix(err.Error(), "scte35: byte "), err.Error())
		})
	}
}
