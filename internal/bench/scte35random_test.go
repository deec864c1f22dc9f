package bench_test

import (
	"encoding/hex"
	"math/rand/v2"

	peer "github.com/Comcast/scte35-go/pkg/scte35"
)

// randomSection makes a section of the kinds that the peer encodes and decodes
// without loss.
func randomSection(r *rand.Rand) *peer.SpliceInfoSection {
	pts := func() uint64 { return r.Uint64() >> 31 }
	time := func() peer.SpliceTime {
		if r.IntN(4) == 0 {
			return peer.SpliceTime{}
		}
		v := pts()
		return peer.SpliceTime{PTSTime: &v}
	}
	p := &peer.SpliceInfoSection{SAPType: r.Uint32N(4), ProtocolVersion: r.Uint32N(256), PTSAdjustment: pts(), Tier: r.Uint32N(4096)}
	p.EncryptedPacket.CWIndex = r.Uint32N(256)
	switch r.IntN(5) {
	case 0:
		p.SpliceCommand = &peer.SpliceNull{}
	case 1:
		p.SpliceCommand = &peer.TimeSignal{SpliceTime: time()}
	case 2:
		p.SpliceCommand = &peer.BandwidthReservation{}
	default:
		c := &peer.SpliceInsert{
			SpliceEventID: r.Uint32(), OutOfNetworkIndicator: r.IntN(2) == 0, SpliceImmediateFlag: r.IntN(2) == 0,
			UniqueProgramID: r.Uint32N(65536), AvailNum: r.Uint32N(256), AvailsExpected: r.Uint32N(256),
		}
		if r.IntN(4) > 0 {
			c.Program = &peer.SpliceInsertProgram{SpliceTime: time()}
			if c.SpliceImmediateFlag {
				c.Program.SpliceTime = peer.SpliceTime{}
			}
		} else {
			for range r.IntN(4) {
				part := peer.SpliceInsertComponent{Tag: r.Uint32N(256)}
				if v := time(); !c.SpliceImmediateFlag && v.PTSTime != nil {
					part.SpliceTime = &v
				}
				c.Components = append(c.Components, part)
			}
		}
		if r.IntN(2) == 0 {
			c.BreakDuration = &peer.BreakDuration{AutoReturn: r.IntN(2) == 0, Duration: pts()}
		}
		p.SpliceCommand = c
	}
	for range r.IntN(4) {
		switch r.IntN(4) {
		case 0:
			p.SpliceDescriptors = append(p.SpliceDescriptors, &peer.AvailDescriptor{ProviderAvailID: r.Uint32()})
		case 1:
			p.SpliceDescriptors = append(p.SpliceDescriptors, &peer.PrivateDescriptor{Identifier: r.Uint32() | 1<<31, PrivateBytes: randomBytes(r, r.IntN(20))})
		default:
			p.SpliceDescriptors = append(p.SpliceDescriptors, randomSegmentation(r))
		}
	}
	return p
}

func randomSegmentation(r *rand.Rand) *peer.SegmentationDescriptor {
	d := &peer.SegmentationDescriptor{SegmentationEventID: r.Uint32(), SegmentationEventCancelIndicator: r.IntN(8) == 0}
	if d.SegmentationEventCancelIndicator {
		return d
	}
	if r.IntN(2) == 0 {
		d.DeliveryRestrictions = &peer.DeliveryRestrictions{
			WebDeliveryAllowedFlag: r.IntN(2) == 0, NoRegionalBlackoutFlag: r.IntN(2) == 0,
			ArchiveAllowedFlag: r.IntN(2) == 0, DeviceRestrictions: r.Uint32N(4),
		}
	}
	if r.IntN(4) == 0 {
		d.Components = append(d.Components, peer.SegmentationDescriptorComponent{Tag: r.Uint32N(256), PTSOffset: r.Uint64() >> 31})
	}
	if r.IntN(2) == 0 {
		v := r.Uint64() >> 24
		d.SegmentationDuration = &v
	}
	for range r.IntN(4) {
		switch r.IntN(4) {
		case 0:
			d.SegmentationUPIDs = append(d.SegmentationUPIDs, peer.NewSegmentationUPID(peer.SegmentationUPIDTypeTI, randomBytes(r, 8)))
		case 1:
			d.SegmentationUPIDs = append(d.SegmentationUPIDs, peer.NewSegmentationUPID(peer.SegmentationUPIDTypeMPU, randomBytes(r, 4+r.IntN(20))))
		case 2:
			d.SegmentationUPIDs = append(d.SegmentationUPIDs, peer.NewSegmentationUPID(peer.SegmentationUPIDTypeEIDR, randomBytes(r, 12)))
		default:
			d.SegmentationUPIDs = append(d.SegmentationUPIDs, peer.NewSegmentationUPID(peer.SegmentationUPIDTypeADI, []byte("SIGNAL:"+hex.EncodeToString(randomBytes(r, 4)))))
		}
	}
	d.SegmentationTypeID = r.Uint32N(256)
	d.SegmentNum, d.SegmentsExpected = r.Uint32N(256), r.Uint32N(256)
	if d.SegmentationTypeID == peer.SegmentationTypeProviderPOStart {
		n, m := r.Uint32N(256), r.Uint32N(256)
		d.SubSegmentNum, d.SubSegmentsExpected = &n, &m
	}
	return d
}

func randomBytes(r *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// crc is the CRC of MPEG-2 sections.
func crc(b []byte) uint32 {
	v := ^uint32(0)
	for _, c := range b {
		for i := 7; i >= 0; i-- {
			top := v >> 31
			v <<= 1
			if top != uint32(c>>i&1) {
				v ^= 0x04C11DB7
			}
		}
	}
	return v
}
