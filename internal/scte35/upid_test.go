package scte35_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/adsplice/adsplice/internal/scte35"
)

func TestUPIDString(t *testing.T) {
	tests := []struct {
		kind scte35.UPIDType
		data string
		want string
		why  string
	}{
		{scte35.UPIDNone, "", "", ""},
		{scte35.UPIDUserDefined, "C2470", "C2470", ""},
		{scte35.UPIDISCI, "ABCD1234", "ABCD1234", ""},
		{scte35.UPIDAdID, "ABCD0001000H", "ABCD0001000H", ""},
		{scte35.UPIDTID, "MV0004146400", "MV0004146400", ""},
		{scte35.UPIDADI, "SIGNAL:1", "SIGNAL:1", ""},
		{scte35.UPIDADS, "a=b&c", "a=b&c", ""},
		{scte35.UPIDURI, "urn:x", "urn:x", ""},
		{scte35.UPIDSCR, "scr", "scr", ""},
		{scte35.UPIDAiringID, "\x00\x00\x00\x00\x2C\xA0\xA1\x8A", "748724618", "a number"},
		{scte35.UPIDAiringID, "\x2C\xA0", "2CA0", "of the wrong length"},
		{scte35.UPIDEIDR, "\x14\x77\x8B\xE5\xE3\xF6\x00\x00\x00\x00\x00\x00", "10.5239/8BE5-E3F6-0000-0000-0000", ""},
		{scte35.UPIDEIDR, "\x14", "14", "of the wrong length"},
		{scte35.UPIDUUID, "\x12\x34\x56\x78\x9A\xBC\xDE\xF0\x12\x34\x56\x78\x9A\xBC\xDE\xF0", "12345678-9abc-def0-1234-56789abcdef0", "RFC 9562"},
		{scte35.UPIDUUID, "", "", "of the wrong length"},
		{scte35.UPIDMPU, "AB\x00\xFF", "414200FF", ""},
		{scte35.UPIDType(0x7F), "\x01", "01", "reserved"},
	}
	for _, tt := range tests {
		u := scte35.UPID{Type: tt.kind, Data: []byte(tt.data)}
		assert.Equal(t, tt.want, u.String(), "type %d %s", tt.kind, tt.why)
	}
}

func TestUPIDAll(t *testing.T) {
	tests := []struct {
		name string
		kind scte35.UPIDType
		data string
		want []string
	}{
		{"none", scte35.UPIDNone, "", nil},
		{"none with bytes", scte35.UPIDNone, "x", nil},
		{"empty", scte35.UPIDADI, "", nil},
		{"one", scte35.UPIDADI, "x", []string{"x"}},
		{"two", scte35.UPIDMID, "\x09\x01x\x0F\x02yz", []string{"x", "yz"}},
		{"empty member", scte35.UPIDMID, "\x09\x00\x0F\x01y", []string{"", "y"}},
		{"member too long", scte35.UPIDMID, "\x09\x01x\x0F\x03yz", []string{"x"}},
		{"half a member", scte35.UPIDMID, "\x09\x01x\x0F", []string{"x"}},
		{"nested", scte35.UPIDMID, "\x0D\x03\x09\x01x", []string{"090178"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for u := range (scte35.UPID{Type: tt.kind, Data: []byte(tt.data)}).All() {
				got = append(got, u.String())
			}
			assert.Equal(t, tt.want, got)
		})
	}
	next := slices.Collect((scte35.UPID{Type: scte35.UPIDMID, Data: []byte("\x09\x01x\x0F\x02yz")}).All())
	assert.Equal(t, scte35.UPIDADI, next[0].Type)
	assert.Equal(t, scte35.UPIDURI, next[1].Type)
	for range (scte35.UPID{Type: scte35.UPIDMID, Data: []byte("\x09\x01x\x0F\x02yz")}).All() {
		break
	}
	_, _, ok := scte35.UPID{Type: scte35.UPIDMPU, Data: []byte("ABC")}.Private()
	assert.False(t, ok, "too short for a format identifier")
	_, _, ok = scte35.UPID{Type: scte35.UPIDADS, Data: []byte("ABCD")}.Private()
	assert.False(t, ok)
}
