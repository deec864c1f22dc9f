package bench_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	peer "github.com/Comcast/scte35-go/pkg/scte35"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/internal/scte35"
)

// A failing is something that scte35-go v1.4.6 gets wrong, or does otherwise,
// where SCTE 35 or real streams are on our side. The test fails when an input
// differs without being one of these, and when one of these is never seen.
type failing struct {
	name string
	why  string
	// is reports whether the difference is this one: ours and its error, the
	// peer's error, the input.
	is func(s *scte35.Section, err, peerErr error, b []byte) bool
}

var failings = []failing{
	{
		"cancelled splice_insert",
		"SCTE 35 section 9.7.3, table 10: nothing follows splice_event_cancel_indicator 1; the peer reads unique_program_id all the same",
		func(s *scte35.Section, _, _ error, _ []byte) bool {
			return s.Command == scte35.SpliceInsertCommand && s.Insert.Cancel
		},
	},
	{
		"sub-segments on other types than 0x34 and 0x36",
		"the 2019 and later editions have them on 0x30, 0x32, 0x38, 0x3A, 0x44 and 0x46; the peer gives up and loses all following descriptors",
		func(s *scte35.Section, err, peerErr error, _ []byte) bool {
			return err == nil && errors.Is(peerErr, peer.ErrBufferUnderflow) && anySegmentation(s, func(d scte35.Segmentation) bool {
				return d.HasSub && d.Type != scte35.ProviderPOStart && d.Type != scte35.DistributorPOStart
			})
		},
	},
	{
		"bytes left over in a descriptor",
		"descriptor_length rules, later editions add fields at the end; the peer gives up and loses all following descriptors",
		func(s *scte35.Section, err, peerErr error, _ []byte) bool {
			return err == nil && errors.Is(peerErr, peer.ErrBufferUnderflow) && leftoverInDescriptor(s)
		},
	},
	{
		"bytes left over in a command",
		"splice_command_length rules, later editions add fields at the end; the peer gives up",
		func(s *scte35.Section, err, peerErr error, _ []byte) bool {
			return err == nil && peerErr != nil && s.CommandLength != 0xFFF && commandSize(s) < int(s.CommandLength)
		},
	},
	{
		"stuffing after the section",
		"SCTE 35 section 9.6: section_length says where the section ends; the peer takes the whole input for it and fails the CRC",
		func(_ *scte35.Section, err, peerErr error, b []byte) bool {
			return err == nil && errors.Is(peerErr, peer.ErrCRC32Invalid) && sectionEnd(b) < len(b)
		},
	},
	{
		"a section that is cut off",
		"the peer ignores section_length, so that an input that ends early passes if four bytes happen to be its CRC",
		func(_ *scte35.Section, err, peerErr error, b []byte) bool {
			return errors.Is(err, scte35.ErrTruncated) && (peerErr == nil || errors.Is(peerErr, peer.ErrCRC32Invalid)) && sectionEnd(b) > len(b)
		},
	},
	{
		"another table_id",
		"SCTE 35 section 9.6: table_id is 0xFC; the peer doesn't look at it",
		func(_ *scte35.Section, err, _ error, b []byte) bool {
			return errors.Is(err, scte35.ErrNotSection) && b[0] != 0xFC
		},
	},
	{
		"encrypted sections",
		"SCTE 35 section 11: the command and the descriptors are cipher text; the peer decodes it as if it were clear",
		func(s *scte35.Section, _, _ error, _ []byte) bool { return s.Encrypted },
	},
	{
		"content that only the peer reads",
		"splice_schedule, private commands and the DTMF, time and audio descriptors are kept as bytes here, so errors within them are not seen",
		func(s *scte35.Section, err, peerErr error, _ []byte) bool {
			return err == nil && peerErr != nil && readsMore(s)
		},
	},
	{
		"avail descriptor without its identifier",
		"it is kept as bytes here, and the others stay readable; the peer gives up",
		func(s *scte35.Section, err, peerErr error, _ []byte) bool {
			return err == nil && errors.Is(peerErr, peer.ErrBufferOverflow) && slices.ContainsFunc(s.Descriptors, func(d scte35.Descriptor) bool {
				return d.Identifier == scte35.CUEI && d.Tag == scte35.AvailTag && len(d.Data) < 4
			})
		},
	},
	{
		"legacy length of a command of unknown size",
		"with splice_command_length 0xFFF the end of a private command or a schedule is not known; the peer takes all the rest for the command",
		func(s *scte35.Section, err, _ error, _ []byte) bool {
			return errors.Is(err, scte35.ErrLength) && s.CommandLength == 0xFFF && opaque(s.Command)
		},
	},
	{
		"lengths past the end",
		"a command, descriptor loop or descriptor that is longer than what holds it is an error; the peer takes what is there",
		func(_ *scte35.Section, err, _ error, _ []byte) bool {
			var where *scte35.SyntaxError
			return errors.Is(err, scte35.ErrLength) && errors.As(err, &where) && strings.HasSuffix(where.Field, "_length")
		},
	},
	{
		"identifiers of the wrong length",
		"an AiringID has 8 bytes, an EIDR 12 and an MPU 4 at least; for others the peer makes up a value, here they are hexadecimal",
		func(s *scte35.Section, err, peerErr error, _ []byte) bool {
			return (err == nil) == (peerErr == nil) && anyUPID(s, func(u scte35.UPID) bool {
				return u.Type == scte35.UPIDAiringID && len(u.Data) != 8 || u.Type == scte35.UPIDEIDR && len(u.Data) != 12 ||
					u.Type == scte35.UPIDMPU && len(u.Data) < 4
			})
		},
	},
	{
		"EIDRs with a byte 0x2F",
		"the peer takes the slash for a sign that the binary EIDR is text",
		func(s *scte35.Section, err, peerErr error, _ []byte) bool {
			return (err == nil) == (peerErr == nil) && anyUPID(s, func(u scte35.UPID) bool {
				return u.Type == scte35.UPIDEIDR && bytes.IndexByte(u.Data, '/') >= 0
			})
		},
	},
	{
		"members of a MID that run past its end",
		"the peer gives what is there of the last member, here the list ends before it",
		func(s *scte35.Section, err, peerErr error, _ []byte) bool {
			return (err == nil) == (peerErr == nil) && anySegmentation(s, func(d scte35.Segmentation) bool {
				size := 0
				for u := range d.UPID.All() {
					size += 2 + len(u.Data)
				}
				return d.UPID.Type == scte35.UPIDMID && size < len(d.UPID.Data)
			})
		},
	},
}

// TestSCTE35Samples compares on every sample payload.
func TestSCTE35Samples(t *testing.T) {
	seen := map[string]int{}
	for _, b := range sampleSections(t) {
		compare(t, b, seen)
		compare(t, append(slices.Clip(b), 0xFF, 0xFF, 0xFF), seen)
	}
	assert.NotZero(t, seen["cancelled splice_insert"])
	assert.NotZero(t, seen["sub-segments on other types than 0x34 and 0x36"])
	assert.NotZero(t, seen["stuffing after the section"])
}

// TestSCTE35Encoded compares on sections that the peer encodes from random
// values.
func TestSCTE35Encoded(t *testing.T) {
	r := rand.New(rand.NewPCG(35, 1))
	seen := map[string]int{}
	for range 20000 {
		b, err := randomSection(r).Encode()
		require.NoError(t, err)
		compare(t, b, seen)
	}
	t.Log(seen)
}

// TestSCTE35Mutated compares on samples with a few bytes changed and the CRC
// made right again.
func TestSCTE35Mutated(t *testing.T) {
	r := rand.New(rand.NewPCG(35, 2))
	seen := map[string]int{}
	sections := sampleSections(t)
	for range 400000 {
		b := append([]byte(nil), sections[r.IntN(len(sections))]...)
		for range 1 + r.IntN(3) {
			at := r.IntN(len(b) - 4)
			switch r.IntN(3) {
			case 0:
				b[at] ^= 1 << r.IntN(8)
			case 1:
				b[at] = byte(r.Uint32())
			default:
				b[at] += byte(r.IntN(9)) - 4
			}
		}
		binary.BigEndian.PutUint32(b[len(b)-4:], crc(b[:len(b)-4]))
		compare(t, b, seen)
	}
	t.Log(seen)
	for _, f := range failings {
		if f.name != "stuffing after the section" { // never with a CRC over the whole input
			assert.NotZero(t, seen[f.name], "%s: not seen, so it should not be listed", f.name)
		}
	}
}

// compare decodes b with both and compares what both read.
func compare(t *testing.T, b []byte, seen map[string]int) {
	t.Helper()
	s, err := scte35.Decode(b)
	var p peer.SpliceInfoSection
	peerErr := p.Decode(b)
	for _, f := range failings {
		if f.is(&s, err, peerErr, b) {
			seen[f.name]++
			return
		}
	}
	crcOnly := errors.Is(err, scte35.ErrCRC)
	if crcOnly != errors.Is(peerErr, peer.ErrCRC32Invalid) || !crcOnly && (err == nil) != (peerErr == nil) {
		t.Fatalf("%x\nours: %v\npeer: %v", b, err, peerErr)
	}
	if err != nil && !crcOnly {
		seen["both fail"]++
		return
	}
	seen["same"]++
	if want, got := fieldsOfPeer(&p), fieldsOfOurs(&s); want != got {
		t.Fatalf("%x\nours: %s\npeer: %s", b, got, want)
	}
}

func anySegmentation(s *scte35.Section, is func(scte35.Segmentation) bool) bool {
	for _, d := range s.Segmentations {
		if !d.Cancel && is(d) {
			return true
		}
	}
	return false
}

func anyUPID(s *scte35.Section, is func(scte35.UPID) bool) bool {
	return anySegmentation(s, func(d scte35.Segmentation) bool {
		for u := range d.UPID.All() {
			if is(u) {
				return true
			}
		}
		return false
	})
}

func sampleSections(t *testing.T) [][]byte {
	t.Helper()
	text, err := os.ReadFile("../scte35/testdata/samples.txt")
	require.NoError(t, err)
	var list [][]byte
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		var b []byte
		if digits, ok := strings.CutPrefix(line, "0x"); ok {
			b, err = hex.DecodeString(digits)
		} else if strings.HasPrefix(line, "/D") {
			b, err = base64.StdEncoding.DecodeString(line)
		}
		require.NoError(t, err)
		if b != nil {
			list = append(list, b)
		}
	}
	require.GreaterOrEqual(t, len(list), 39)
	return list
}
