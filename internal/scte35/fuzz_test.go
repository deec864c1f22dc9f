package scte35_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"reflect"
	"testing"

	"github.com/adsplice/adsplice/internal/scte35"
)

// FuzzDecode decodes any bytes. Oracles: a twin that reads the syntax tables
// bit by bit; the header and CRC encoded again; every span lies in the input;
// an error says where.
func FuzzDecode(f *testing.F) {
	for _, c := range samples(f) {
		f.Add(binary(f, c.payload))
	}
	h := header{sapType: 3, tier: 0xFFF, commandLength: -1}
	f.Add(build(h, 5, []byte{0, 0, 0, 1, 0x7F, 0x8F, 2, 1, 0xFF, 0, 0, 0, 9, 2, 0x7F, 0, 1, 2, 3}))
	f.Add(build(h, 6, []byte{0}, descriptor(2, "CUEI", 0, 0, 0, 1, 0x7F, 0x3F, 1, 9, 0xFF, 0, 0, 0, 7, 0, 0, 0x34, 1, 2, 3, 4)))
	// A private descriptor with the tag of a segmentation_descriptor is none:
	// room was made for it, and Segmentations was empty instead of nil.
	f.Add(build(h, 6, []byte{0}, descriptor(2, "\x00\x00\x00 ", 1, 2, 3)))
	h.encrypted = true
	f.Add(build(h, 6, []byte{1, 2, 3}))
	f.Fuzz(func(t *testing.T, b []byte) {
		before := bytes.Clone(b)
		s, err := scte35.Decode(b)
		if !bytes.Equal(before, b) {
			t.Fatal("the input was changed")
		}
		checkError(t, err, len(b))
		checkSpans(t, &s, b)
		want, complete := naiveDecode(b)
		if complete != (err == nil || errors.Is(err, scte35.ErrCRC)) {
			t.Fatalf("twin complete: %t, error: %v", complete, err)
		}
		if complete && !reflect.DeepEqual(normal(s), normal(want)) {
			t.Fatalf("got  %+v\nwant %+v", s, want)
		}
		if complete {
			checkHeader(t, &s, b)
		}
		// The reads must not panic, whatever the section.
		_, _ = s.EventID()
		_, _ = s.BreakDuration()
		if pts, ok := s.EffectivePTS(); ok && pts >= 1<<33 {
			t.Fatalf("effective PTS %d has more than 33 bits", pts)
		}
		for i := range s.Segmentations {
			for u := range s.Segmentations[i].UPID.All() {
				_ = u.String()
			}
		}
	})
}

// FuzzDecodeString decodes any text. Oracles: what decodes has the same
// outcome when its bytes are decoded, in whatever spelling, and agrees with the
// standard library's decoders where those accept the text.
func FuzzDecodeString(f *testing.F) {
	for _, c := range samples(f) {
		f.Add(c.payload)
		f.Add("0x" + hex.EncodeToString(binary(f, c.payload)))
	}
	for _, text := range []string{"", "0xF", " /DAg\n", "FC3", "{$cue}", "_DA-"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := scte35.DecodeString(text)
		checkError(t, err, len(text))
		var b []byte
		if errors.Is(err, scte35.ErrEncoding) {
			if _, err := base64.StdEncoding.DecodeString(text); err == nil && len(text) > 0 && text[0] == '/' {
				t.Fatal("the standard library takes it for base64")
			}
			return
		}
		switch {
		case len(text) > 0 && text[0] == '/':
			var err error
			if b, err = base64.StdEncoding.DecodeString(text); err != nil {
				return
			}
		default:
			var err error
			if b, err = hex.DecodeString(text); err != nil {
				return
			}
		}
		want, wantErr := scte35.Decode(b)
		if !reflect.DeepEqual(s, want) || !reflect.DeepEqual(err, wantErr) {
			t.Fatalf("text: %+v, %v\nbytes: %+v, %v", s, err, want, wantErr)
		}
	})
}

func checkError(t *testing.T, err error, size int) {
	t.Helper()
	if err == nil {
		return
	}
	var where *scte35.SyntaxError
	if !errors.As(err, &where) || where.Offset < 0 || where.Offset > size || where.Field == "" {
		t.Fatalf("error without a place: %v", err)
	}
	for _, kind := range []error{scte35.ErrEncoding, scte35.ErrNotSection, scte35.ErrTruncated, scte35.ErrLength, scte35.ErrCRC} {
		if errors.Is(err, kind) {
			return
		}
	}
	t.Fatalf("error without a kind: %v", err)
}

// checkSpans: the descriptors tile the loop, in order, and what was allocated
// is bounded by the input.
func checkSpans(t *testing.T, s *scte35.Section, b []byte) {
	t.Helper()
	at := 0
	for _, d := range s.Descriptors {
		if d.Offset < at || d.Offset+2 > len(b) || d.Offset+2+int(b[d.Offset+1]) > len(b) {
			t.Fatalf("descriptor at %d does not lie in the input", d.Offset)
		}
		at = d.Offset + 2 + int(b[d.Offset+1])
		if !bytes.Equal(b[at-len(d.Data):at], d.Data) {
			t.Fatalf("descriptor at %d has other data", d.Offset)
		}
	}
	if 2*len(s.Descriptors) > len(b) || len(s.Segmentations) > len(s.Descriptors) || len(s.Insert.Components) > len(b) {
		t.Fatal("more items than the input has room for")
	}
}

// checkHeader encodes the header again.
func checkHeader(t *testing.T, s *scte35.Section, b []byte) {
	t.Helper()
	end := 3 + int(b[1]&0x0F)<<8 + int(b[2]) + s.Missing
	h := header{
		sapType: s.SAPType, protocol: s.ProtocolVersion, encrypted: s.Encrypted, algorithm: s.EncryptionAlgorithm,
		adjustment: uint64(s.PTSAdjustment), cwIndex: s.CWIndex, tier: s.Tier, commandLength: int(s.CommandLength),
	}
	again := build(h, uint8(s.Command), nil)
	size := 14
	if s.Encrypted {
		size = 13
	}
	again[1], again[2] = again[1]|b[1]&^0x30, b[2] // section_length and the indicator bits are not in the header
	if !bytes.Equal(again[:size], b[:size]) {
		t.Fatalf("header\n%x, encoded again\n%x", b[:size], again[:size])
	}
	crc := naiveCRC(b[:end-4])
	if s.CRCValid != (crc == s.CRC) {
		t.Fatalf("CRC %08x, should be %08x, valid %t", s.CRC, crc, s.CRCValid)
	}
}

// normal makes nil and empty slices equal.
func normal(s scte35.Section) scte35.Section {
	if len(s.CommandData) == 0 {
		s.CommandData = nil
	}
	for i := range s.Descriptors {
		if len(s.Descriptors[i].Data) == 0 {
			s.Descriptors[i].Data = nil
		}
	}
	for i := range s.Segmentations {
		if len(s.Segmentations[i].UPID.Data) == 0 {
			s.Segmentations[i].UPID.Data = nil
		}
	}
	return s
}
