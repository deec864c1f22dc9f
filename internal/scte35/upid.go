package scte35

import (
	"encoding/binary"
	"encoding/hex"
	"iter"
	"strconv"
)

// UPIDType is segmentation_upid_type (SCTE 35 section 10.3.3.1, table 22).
// Values without a constant are reserved and kept as they are.
type UPIDType uint8

// The UPID types of SCTE 35.
const (
	UPIDNone           UPIDType = 0x00
	UPIDUserDefined    UPIDType = 0x01 // deprecated
	UPIDISCI           UPIDType = 0x02 // deprecated, 8 characters
	UPIDAdID           UPIDType = 0x03 // 12 characters
	UPIDUMID           UPIDType = 0x04 // 32 bytes
	UPIDISANDeprecated UPIDType = 0x05 // 8 bytes
	UPIDISAN           UPIDType = 0x06 // 12 bytes
	UPIDTID            UPIDType = 0x07 // 12 characters
	UPIDAiringID       UPIDType = 0x08 // 8 bytes, a number
	UPIDADI            UPIDType = 0x09 // text
	UPIDEIDR           UPIDType = 0x0A // 12 bytes
	UPIDATSC           UPIDType = 0x0B // ATSC content identifier
	UPIDMPU            UPIDType = 0x0C // managed private: format identifier and data
	UPIDMID            UPIDType = 0x0D // a list of UPIDs
	UPIDADS            UPIDType = 0x0E // text for the ad decision server
	UPIDURI            UPIDType = 0x0F // text
	UPIDUUID           UPIDType = 0x10 // 16 bytes
	UPIDSCR            UPIDType = 0x11 // text
)

// UPID is a segmentation_upid(): a type and bytes whose meaning depends on it.
type UPID struct {
	// Type tells what Data is.
	Type UPIDType
	// Data is the identifier as transmitted.
	Data []byte
}

// Private returns the format_identifier (four characters as a number, most
// significant first) and the private_data of an MPU (SCTE 35 section
// 10.3.3.3). It reports false for other types and for an MPU of less than
// four bytes.
func (u UPID) Private() (format uint32, data []byte, ok bool) {
	if u.Type != UPIDMPU || len(u.Data) < 4 {
		return 0, nil, false
	}
	return binary.BigEndian.Uint32(u.Data), u.Data[4:], true
}

// All yields the UPIDs that u stands for: the members of a MID (SCTE 35
// section 10.3.3.4), else u itself; nothing if it is UPIDNone or has no bytes.
// A member that runs past the end of the MID ends the list; a MID within a
// MID, which the standard forbids, is yielded as it is.
func (u UPID) All() iter.Seq[UPID] {
	return func(yield func(UPID) bool) {
		if u.Type != UPIDMID {
			if u.Type != UPIDNone && len(u.Data) > 0 {
				yield(u)
			}
			return
		}
		for b := u.Data; len(b) >= 2 && int(b[1]) <= len(b)-2; {
			end := 2 + int(b[1])
			if !yield(UPID{Type: UPIDType(b[0]), Data: b[2:end:end]}) {
				return
			}
			b = b[end:]
		}
	}
}

// String returns the usual text of u: the characters of the textual types, as
// they stand and not checked, so escape them before they are written anywhere;
// the decimal number of an AiringID; the canonical form of an EIDR or a UUID;
// and upper-case hexadecimal for everything else and for any of the above
// whose length is wrong.
func (u UPID) String() string {
	switch u.Type {
	case UPIDUserDefined, UPIDISCI, UPIDAdID, UPIDTID, UPIDADI, UPIDADS, UPIDURI, UPIDSCR:
		return string(u.Data)
	case UPIDAiringID:
		if len(u.Data) == 8 {
			return strconv.FormatUint(binary.BigEndian.Uint64(u.Data), 10)
		}
	case UPIDEIDR:
		if len(u.Data) == 12 {
			return eidr(u.Data)
		}
	case UPIDUUID:
		if len(u.Data) == 16 {
			return grouped(nil, hex.AppendEncode(nil, u.Data), 8, 4, 4, 4, 12)
		}
	default:
	}
	return string(upper(hex.AppendEncode(nil, u.Data)))
}

// eidr gives the form "10.5239/8BE5-E3F6-0000-0000-0000": a DOI prefix, then
// ten bytes in groups. SCTE 35 transmits no check character.
func eidr(b []byte) string {
	dst := strconv.AppendUint([]byte("10."), uint64(binary.BigEndian.Uint16(b)), 10)
	return grouped(append(dst, '/'), upper(hex.AppendEncode(nil, b[2:])), 4, 4, 4, 4, 4)
}

// grouped appends digits to dst with a hyphen between groups of the sizes.
func grouped(dst, digits []byte, sizes ...int) string {
	for i, n := range sizes {
		if i > 0 {
			dst = append(dst, '-')
		}
		dst = append(dst, digits[:n]...)
		digits = digits[n:]
	}
	return string(dst)
}

func upper(b []byte) []byte {
	for i, c := range b {
		if 'a' <= c && c <= 'f' {
			b[i] = c - 'a' + 'A'
		}
	}
	return b
}
