package scte35_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/internal/scte35"
)

// TestMediaTailor decodes the payloads of the MediaTailor User Guide. The
// names are the numbers under which the other packages test the same examples.
func TestMediaTailor(t *testing.T) {
	tests := []struct {
		name, payload, why string
		out, in            bool
		event              uint32
		duration           time.Duration
		ticks              scte35.Ticks
		hasDuration        bool
		autoReturn         bool
		insert             scte35.SpliceInsert
		segmentation       scte35.SegmentationType
		upid               scte35.UPIDType
	}{
		{
			name: "HLS-7 out", payload: "/DA9AAAAAAAAAP/wBQb+uYbZqwAnAiVDVUVJAAAKqX//AAEjW4AMEU1EU05CMDAxMTMyMjE5M19ONAAAmXz5JA==",
			why: "SPLICEPOINT, type 0x34", out: true, event: 2729,
			ticks: 19094400, duration: 212160 * time.Millisecond, hasDuration: true,
			segmentation: scte35.ProviderPOStart, upid: scte35.UPIDMPU,
		},
		{
			name: "HLS-7 in", payload: "/DA4AAAAAAAAAP/wBQb+tTeaawAiAiBDVUVJAAAKqH+/DBFNRFNOQjAwMTEzMjIxOTJfTjUAAIiGK1s=",
			why: "the closing example has another event id than the opening one", in: true, event: 2728,
			segmentation: scte35.ProviderPOEnd, upid: scte35.UPIDMPU,
		},
		{
			name: "HLS-10", payload: "/DA0AAAAAAAAAAAABQb+ADAQ6QAeAhxDVUVJQAAAO3/PAAEUrEoICAAAAAAg+2UBNAAANvrtoQ==",
			why: "OATCLS of HLS-8: its duration is the CUE-OUT's 201.467", out: true, event: 1073741883,
			ticks: 18132042, duration: 201467133333, hasDuration: true,
			segmentation: scte35.ProviderPOStart, upid: scte35.UPIDAiringID,
		},
		{
			name: "HLS-11", payload: "/DAlAAAAAsvhAP/wFAXwAAAGf+/+AdLfiP4AG3dAAAEBAQAAXytxmQ==",
			why: "OATCLS of LIVE-10: 20.000 where the CUE-OUT says 20.020", out: true, event: 4026531846,
			ticks: 1800000, duration: 20 * time.Second, hasDuration: true, autoReturn: true,
			insert: scte35.SpliceInsert{UniqueProgramID: 1, AvailNum: 1, AvailsExpected: 1},
		},
		{
			name: "HLS-12", payload: "/DAlAAAAAyiYAP/wFAUAAAACf+//jPl97P4AUmNiAAEBAQAAse4/gA==",
			why: "OATCLS of LIVE-11: 59.9933 where the CUE-OUT says 59.993", out: true, event: 2,
			ticks: 5399394, duration: 59993266667, hasDuration: true, autoReturn: true,
			insert: scte35.SpliceInsert{UniqueProgramID: 1, AvailNum: 1, AvailsExpected: 1},
		},
		{
			name: "HLS-12 in a DATERANGE", payload: "0xFC302500000003289800FFF01405000000027FEFFF8CF97DECFE00526362000101010000B1EE3F80",
			why: "the same section in hexadecimal", out: true, event: 2,
			ticks: 5399394, duration: 59993266667, hasDuration: true, autoReturn: true,
			insert: scte35.SpliceInsert{UniqueProgramID: 1, AvailNum: 1, AvailsExpected: 1},
		},
		{
			name: "DASH-5", payload: "/DAhAAAAAAAAAP/wEAUAAAHAf+9/fgAg9YDAAAAAAAA25aoh",
			why: "time_specified_flag 0: the MPD has the time", out: true, event: 448,
			ticks: 2160000, duration: 24 * time.Second, hasDuration: true,
			insert: scte35.SpliceInsert{UniqueProgramID: 49152},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, err := scte35.DecodeString(tt.payload)
			require.NoError(t, err, tt.why)
			assert.Equal(t, tt.out, s.IsOut(), tt.why)
			assert.Equal(t, tt.in, s.IsIn(), tt.why)
			assert.False(t, s.IsOverlay())
			id, ok := s.EventID()
			assert.True(t, ok)
			assert.Equal(t, tt.event, id, tt.why)
			d, ok := s.BreakDuration()
			assert.Equal(t, tt.hasDuration, ok)
			assert.Equal(t, tt.ticks, d, tt.why)
			assert.Equal(t, tt.duration, d.Duration(), tt.why)
			assert.Equal(t, tt.autoReturn, s.AutoReturn())
			assert.Equal(t, tt.insert.UniqueProgramID, s.Insert.UniqueProgramID)
			assert.Equal(t, tt.insert.AvailNum, s.Insert.AvailNum)
			assert.Equal(t, tt.insert.AvailsExpected, s.Insert.AvailsExpected)
			if tt.segmentation != 0 {
				require.Len(t, s.Segmentations, 1)
				assert.Equal(t, tt.segmentation, s.Segmentations[0].Type)
				assert.Equal(t, tt.upid, s.Segmentations[0].UPID.Type)
			}
		})
	}
}

// TestMediaTailorVAR2 reads the MPU of VAR-2 out of a section made for it: a
// format identifier, then JSON.
func TestMediaTailorVAR2(t *testing.T) {
	mpu := `ABCD{"assetId":"my_program","cueData":{"cueType":"theAdType","key":"pb","value":"123456"}}`
	b := build(header{tier: 0xFFF, commandLength: -1}, 6, []byte{0x7F},
		descriptor(2, "CUEI", segmentation(7, 0x0C, []byte(mpu), 0x34, 1, 2)...))
	s, err := scte35.Decode(b)
	require.NoError(t, err)
	require.Len(t, s.Segmentations, 1)
	format, data, ok := s.Segmentations[0].UPID.Private()
	require.True(t, ok)
	assert.Equal(t, uint32(0x41424344), format)
	var private struct {
		AssetID string `json:"assetId"`
		CueData struct{ Key, Value string }
	}
	require.NoError(t, json.Unmarshal(data, &private))
	assert.Equal(t, "my_program", private.AssetID)
	assert.Equal(t, "pb", private.CueData.Key)
	assert.Equal(t, "123456", private.CueData.Value)
}

// TestReads checks the convenience reads on what the samples do not have.
func TestReads(t *testing.T) {
	seg := func(id uint32, typeID uint8, tail ...byte) []byte {
		return descriptor(2, "CUEI", segmentation(id, 0, nil, typeID, append([]byte{0, 0}, tail...)...)...)
	}
	withDuration := func(id uint32, typeID uint8, ticks byte) []byte {
		return descriptor(2, "CUEI", 0, 0, 0, byte(id), 0x7F, 0xFF, 0, 0, 0, 0, ticks, 0, 0, typeID, 0, 0)
	}
	cancelled := descriptor(2, "CUEI", 0, 0, 0, 9, 0xFF)
	insertIn := []byte{0, 0, 0, 5, 0x7F, 0x5F, 0, 0, 0, 0} // immediate
	insertOut := []byte{0, 0, 0, 5, 0x7F, 0xDF, 0, 0, 0, 0}
	tests := []struct {
		name             string
		command          uint8
		body             []byte
		descriptors      [][]byte
		out, in, overlay bool
		event            uint32
		hasEvent         bool
		duration         scte35.Ticks
		hasDuration      bool
		why              string
	}{
		{name: "break", command: 6, body: []byte{0}, descriptors: [][]byte{seg(1, 0x22)}, out: true, event: 1, hasEvent: true},
		{name: "provider ad", command: 6, body: []byte{0}, descriptors: [][]byte{seg(1, 0x30)}, out: true, event: 1, hasEvent: true},
		{name: "distributor ad", command: 6, body: []byte{0}, descriptors: [][]byte{seg(1, 0x32)}, out: true, event: 1, hasEvent: true},
		{name: "provider PO", command: 6, body: []byte{0}, descriptors: [][]byte{seg(1, 0x34)}, out: true, event: 1, hasEvent: true},
		{name: "distributor PO", command: 6, body: []byte{0}, descriptors: [][]byte{seg(1, 0x36)}, out: true, event: 1, hasEvent: true},
		{name: "break end", command: 6, body: []byte{0}, descriptors: [][]byte{seg(1, 0x23)}, in: true, event: 1, hasEvent: true},
		{name: "provider ad end", command: 6, body: []byte{0}, descriptors: [][]byte{seg(1, 0x31)}, in: true, event: 1, hasEvent: true},
		{name: "distributor ad end", command: 6, body: []byte{0}, descriptors: [][]byte{seg(1, 0x33)}, in: true, event: 1, hasEvent: true},
		{name: "provider PO end", command: 6, body: []byte{0}, descriptors: [][]byte{seg(1, 0x35)}, in: true, event: 1, hasEvent: true},
		{name: "distributor PO end", command: 6, body: []byte{0}, descriptors: [][]byte{seg(1, 0x37)}, in: true, event: 1, hasEvent: true},
		{name: "overlay", command: 6, body: []byte{0}, descriptors: [][]byte{withDuration(1, 0x38, 90)}, overlay: true, event: 1, hasEvent: true, duration: 90, hasDuration: true, why: "an overlay is no linear break"},
		{name: "overlay end", command: 6, body: []byte{0}, descriptors: [][]byte{seg(1, 0x39)}, event: 1, hasEvent: true},
		{name: "programme", command: 6, body: []byte{0}, descriptors: [][]byte{seg(1, 0x10)}, event: 1, hasEvent: true},
		{name: "type 0", command: 6, body: []byte{0}, descriptors: [][]byte{seg(1, 0)}, event: 1, hasEvent: true},
		{name: "cancelled segmentation", command: 6, body: []byte{0}, descriptors: [][]byte{cancelled}, event: 9, hasEvent: true},
		{name: "end then start", command: 6, body: []byte{0}, descriptors: [][]byte{seg(1, 0x31), seg(2, 0x30)}, out: true, in: true, event: 2, hasEvent: true, why: "the out point's id comes first"},
		{name: "programme then end", command: 6, body: []byte{0}, descriptors: [][]byte{seg(1, 0x10), seg(2, 0x35)}, in: true, event: 2, hasEvent: true},
		{name: "duration of the out point", command: 6, body: []byte{0}, descriptors: [][]byte{withDuration(1, 0x31, 7), seg(2, 0x34), withDuration(3, 0x30, 8)}, out: true, in: true, event: 2, hasEvent: true, duration: 8, hasDuration: true, why: "an end's duration is the past's"},
		{name: "duration 0", command: 6, body: []byte{0}, descriptors: [][]byte{withDuration(1, 0x22, 0)}, out: true, event: 1, hasEvent: true, hasDuration: true},
		{name: "insert with segmentation duration", command: 5, body: insertOut, descriptors: [][]byte{withDuration(1, 0x34, 9)}, out: true, event: 5, hasEvent: true, duration: 9, hasDuration: true, why: "splice_insert has none of its own"},
		{name: "insert in", command: 5, body: insertIn, in: true, event: 5, hasEvent: true},
		{name: "no descriptors", command: 6, body: []byte{0}},
		{name: "bandwidth reservation", command: 7},
		{name: "schedule", command: 4, body: []byte{0}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, err := scte35.Decode(build(header{commandLength: -1}, tt.command, tt.body, tt.descriptors...))
			require.NoError(t, err)
			assert.Equal(t, tt.out, s.IsOut(), tt.why)
			assert.Equal(t, tt.in, s.IsIn(), tt.why)
			assert.Equal(t, tt.overlay, s.IsOverlay(), tt.why)
			id, ok := s.EventID()
			assert.Equal(t, tt.hasEvent, ok)
			assert.Equal(t, tt.event, id, tt.why)
			d, ok := s.BreakDuration()
			assert.Equal(t, tt.hasDuration, ok, tt.why)
			assert.Equal(t, tt.duration, d, tt.why)
			_, ok = s.EffectivePTS()
			assert.False(t, ok)
			assert.Equal(t, tt.body, append([]byte(nil), s.CommandData...))
		})
	}
}

func TestHeader(t *testing.T) {
	h := header{sapType: 2, protocol: 1, algorithm: 0x2A, adjustment: 1<<33 - 1, cwIndex: 0x5A, tier: 0xABC, commandLength: -1}
	s, err := scte35.Decode(build(h, 0, nil))
	require.NoError(t, err)
	assert.Equal(t, uint8(2), s.SAPType)
	assert.Equal(t, uint8(1), s.ProtocolVersion, "a newer version is not an error")
	assert.False(t, s.Encrypted)
	assert.Equal(t, uint8(0x2A), s.EncryptionAlgorithm)
	assert.Equal(t, scte35.Ticks(1<<33-1), s.PTSAdjustment)
	assert.Equal(t, uint8(0x5A), s.CWIndex)
	assert.Equal(t, uint16(0xABC), s.Tier)
	assert.Zero(t, s.CommandLength)
	assert.True(t, s.CRCValid)
}

// TestEncrypted: what is encrypted is not guessed, even where the bytes would
// decode.
func TestEncrypted(t *testing.T) {
	h := header{encrypted: true, algorithm: 1, cwIndex: 3, tier: 0xFFF, commandLength: -1}
	body := []byte{0, 0, 0, 5, 0x7F, 0xDF, 0, 0, 0, 0}
	s, err := scte35.Decode(build(h, 5, body, descriptor(2, "CUEI", segmentation(1, 0, nil, 0x34, 0, 0)...)))
	require.NoError(t, err)
	assert.True(t, s.Encrypted)
	assert.Equal(t, uint8(1), s.EncryptionAlgorithm)
	assert.Equal(t, uint8(3), s.CWIndex)
	assert.Zero(t, s.Insert)
	assert.Empty(t, s.Descriptors)
	assert.Nil(t, s.CommandData)
	assert.False(t, s.IsOut() || s.IsIn() || s.IsOverlay() || s.AutoReturn())
	_, ok := s.EventID()
	assert.False(t, ok)
	assert.True(t, s.CRCValid)
}

func TestComponents(t *testing.T) {
	timed := []byte{
		0, 0, 0, 1, 0x7F, 0xAF, // out, component mode, duration
		2, 0x11, 0xFE, 0, 0, 0, 9, 0x12, 0x7F, // one timed, one not
		0x7F, 0, 0, 0, 8, 0, 1, 2, 3, // bits between auto_return and duration are reserved
	}
	s, err := scte35.Decode(build(header{commandLength: -1}, 5, timed))
	require.NoError(t, err)
	assert.Equal(t, []scte35.Component{{Tag: 0x11, Time: scte35.SpliceTime{PTS: 9, Specified: true}}, {Tag: 0x12}}, s.Insert.Components)
	assert.Equal(t, scte35.Ticks(1<<32|8), s.Insert.Duration)
	assert.False(t, s.Insert.AutoReturn)
	assert.Equal(t, uint8(3), s.Insert.AvailsExpected)

	seg := []byte{
		0, 0, 0, 1, 0x3F, 0x7F, // component mode, duration
		2, 0x11, 0xFF, 0, 0, 0, 9, 0x12, 0xFE, 0, 0, 0, 10,
		0xFF, 0, 0, 0, 7, 0, 0, 0x36, 1, 2, 3, 4,
	}
	s, err = scte35.Decode(build(header{commandLength: -1}, 6, []byte{0x7F}, descriptor(2, "CUEI", seg...)))
	require.NoError(t, err)
	require.Len(t, s.Segmentations, 1)
	d := s.Segmentations[0]
	assert.Equal(t, []scte35.SegmentationComponent{{Tag: 0x11, PTSOffset: 1<<32 | 9}, {Tag: 0x12, PTSOffset: 10}}, d.Components)
	assert.Equal(t, scte35.Ticks(0xFF00000007), d.Duration, "40 bits")
	assert.Equal(t, [4]uint8{1, 2, 3, 4}, [4]uint8{d.Num, d.Expected, d.SubNum, d.SubExpected})
	assert.True(t, d.HasSub)
	assert.False(t, d.EventIDCompliance)
	assert.True(t, s.IsOut())
}

// TestLegacyCommandLength: 0xFFF, where a command's own end is needed.
func TestLegacyCommandLength(t *testing.T) {
	h := header{commandLength: 0xFFF}
	avail := descriptor(0, "CUEI", 0, 0, 0, 3)
	for _, command := range []uint8{0, 7} {
		s, err := scte35.Decode(build(h, command, nil, avail))
		require.NoError(t, err)
		assert.Len(t, s.Descriptors, 1)
		assert.Empty(t, s.CommandData)
	}
	_, err := scte35.Decode(build(h, 0xFF, []byte("CUEIabc"), avail))
	assert.ErrorIs(t, err, scte35.ErrLength, "where a private command ends can't be known")
	_, err = scte35.Decode(build(h, 5, []byte{0, 0, 0, 5, 0x7F, 0xFF, 0}))
	assert.ErrorIs(t, err, scte35.ErrLength)
}
