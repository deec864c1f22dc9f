package bench_test

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	peer "github.com/Comcast/scte35-go/pkg/scte35"

	"github.com/adsplice/adsplice/internal/scte35"
)

// fieldsOfPeer writes every field that both decoders read.
func fieldsOfPeer(p *peer.SpliceInfoSection) string {
	var w strings.Builder
	fmt.Fprintln(&w, p.SAPType, p.ProtocolVersion, p.EncryptedPacket.EncryptionAlgorithm, p.EncryptedPacket.CWIndex, p.PTSAdjustment, p.Tier)
	pts := func(t *peer.SpliceTime) string {
		if !t.TimeSpecifiedFlag() {
			return "-"
		}
		return strconv.FormatUint(*t.PTSTime, 10)
	}
	switch c := p.SpliceCommand.(type) {
	case *peer.SpliceInsert:
		fmt.Fprintln(&w, "insert", c.SpliceEventID, c.OutOfNetworkIndicator, c.ProgramSpliceFlag(), c.SpliceImmediateFlag, c.UniqueProgramID, c.AvailNum, c.AvailsExpected)
		if c.Program != nil {
			fmt.Fprintln(&w, pts(&c.Program.SpliceTime))
		}
		for _, part := range c.Components {
			fmt.Fprintln(&w, part.Tag, pts(part.SpliceTime))
		}
		if c.BreakDuration != nil {
			fmt.Fprintln(&w, c.BreakDuration.AutoReturn, c.BreakDuration.Duration)
		}
	case *peer.TimeSignal:
		fmt.Fprintln(&w, "time_signal", pts(&c.SpliceTime))
	case *peer.SpliceNull:
		fmt.Fprintln(&w, "null")
	case *peer.BandwidthReservation:
		fmt.Fprintln(&w, "bandwidth")
	default:
		fmt.Fprintln(&w, "opaque")
	}
	for _, d := range p.SpliceDescriptors {
		switch d := d.(type) {
		case *peer.AvailDescriptor:
			fmt.Fprintln(&w, "avail", d.ProviderAvailID)
		case *peer.PrivateDescriptor:
			fmt.Fprintf(&w, "private %x %x\n", d.Identifier, d.PrivateBytes)
		case *peer.SegmentationDescriptor:
			segmentationOfPeer(&w, d)
		default:
			fmt.Fprintln(&w, "descriptor", d.Tag())
		}
	}
	return w.String()
}

func segmentationOfPeer(w *strings.Builder, d *peer.SegmentationDescriptor) {
	fmt.Fprintln(w, "segmentation", d.SegmentationEventID, d.SegmentationEventCancelIndicator)
	if d.SegmentationEventCancelIndicator {
		return
	}
	for _, c := range d.Components {
		fmt.Fprintln(w, c.Tag, c.PTSOffset)
	}
	if d.SegmentationDuration != nil {
		fmt.Fprintln(w, "duration", *d.SegmentationDuration)
	}
	if r := d.DeliveryRestrictions; r != nil {
		fmt.Fprintln(w, r.WebDeliveryAllowedFlag, r.NoRegionalBlackoutFlag, r.ArchiveAllowedFlag, r.DeviceRestrictions)
	}
	for _, u := range d.SegmentationUPIDs {
		// The peer keeps text, not bytes; only these types keep it whole.
		switch u.Type {
		case peer.SegmentationUPIDTypeMPU:
			fmt.Fprintln(w, "upid", u.Type, *u.FormatIdentifier, u.Value)
		case peer.SegmentationUPIDTypeTI, peer.SegmentationUPIDTypeEIDR, peer.SegmentationUPIDTypeUserDefined,
			peer.SegmentationUPIDTypeAdID, peer.SegmentationUPIDTypeADI, peer.SegmentationUPIDTypeADS, peer.SegmentationUPIDTypeURI:
			fmt.Fprintf(w, "upid %d %q\n", u.Type, u.Value)
		default:
			fmt.Fprintln(w, "upid", u.Type)
		}
	}
	fmt.Fprintln(w, "type", d.SegmentationTypeID, d.SegmentNum, d.SegmentsExpected)
	if d.SubSegmentNum != nil {
		fmt.Fprintln(w, "sub", *d.SubSegmentNum, *d.SubSegmentsExpected)
	}
}

// fieldsOfOurs writes the same of ours.
func fieldsOfOurs(s *scte35.Section) string {
	var w strings.Builder
	fmt.Fprintln(&w, s.SAPType, s.ProtocolVersion, s.EncryptionAlgorithm, s.CWIndex, s.PTSAdjustment, s.Tier)
	pts := func(t scte35.SpliceTime) string {
		if !t.Specified {
			return "-"
		}
		return fmt.Sprint(t.PTS)
	}
	switch c := s.Insert; s.Command {
	case scte35.SpliceInsertCommand:
		fmt.Fprintln(&w, "insert", c.EventID, c.Out, c.Program, c.Immediate, c.UniqueProgramID, c.AvailNum, c.AvailsExpected)
		if c.Program {
			fmt.Fprintln(&w, pts(c.Time))
		}
		for _, part := range c.Components {
			fmt.Fprintln(&w, part.Tag, pts(part.Time))
		}
		if c.HasDuration {
			fmt.Fprintln(&w, c.AutoReturn, c.Duration)
		}
	case scte35.TimeSignal:
		fmt.Fprintln(&w, "time_signal", pts(s.Signal))
	case scte35.SpliceNull:
		fmt.Fprintln(&w, "null")
	case scte35.BandwidthReservation:
		fmt.Fprintln(&w, "bandwidth")
	default:
		fmt.Fprintln(&w, "opaque")
	}
	next := 0
	for _, d := range s.Descriptors {
		id, avail := d.ProviderAvailID()
		switch {
		case avail:
			fmt.Fprintln(&w, "avail", id)
		case d.Identifier != scte35.CUEI || d.Tag > scte35.AudioTag:
			fmt.Fprintf(&w, "private %x %x\n", d.Identifier, d.Data)
		case d.Tag == scte35.SegmentationTag:
			segmentationOfOurs(&w, s.Segmentations[next])
			next++
		default:
			fmt.Fprintln(&w, "descriptor", d.Tag)
		}
	}
	return w.String()
}

func segmentationOfOurs(w *strings.Builder, d scte35.Segmentation) {
	fmt.Fprintln(w, "segmentation", d.EventID, d.Cancel)
	if d.Cancel {
		return
	}
	for _, c := range d.Components {
		fmt.Fprintln(w, c.Tag, c.PTSOffset)
	}
	if d.HasDuration {
		fmt.Fprintln(w, "duration", d.Duration)
	}
	if d.Restricted {
		r := d.Restrictions
		fmt.Fprintln(w, r.WebDeliveryAllowed, r.NoRegionalBlackout, r.ArchiveAllowed, r.DeviceRestrictions)
	}
	upids := d.UPID.All()
	if d.UPID.Type == scte35.UPIDNone && len(d.UPID.Data) > 0 {
		// The peer gives an unused UPID that has bytes.
		upids = func(yield func(scte35.UPID) bool) { yield(d.UPID) }
	}
	for u := range upids {
		switch u.Type {
		case scte35.UPIDMPU:
			format, data, _ := u.Private()
			fmt.Fprintln(w, "upid", u.Type, format, base64.StdEncoding.EncodeToString(data))
		case scte35.UPIDAiringID, scte35.UPIDEIDR:
			fmt.Fprintf(w, "upid %d %q\n", u.Type, u.String())
		case scte35.UPIDUserDefined, scte35.UPIDAdID, scte35.UPIDADI, scte35.UPIDADS, scte35.UPIDURI:
			fmt.Fprintf(w, "upid %d %q\n", u.Type, latin1(u.Data))
		default:
			fmt.Fprintln(w, "upid", u.Type)
		}
	}
	fmt.Fprintln(w, "type", d.Type, d.Num, d.Expected)
	if d.HasSub {
		fmt.Fprintln(w, "sub", d.SubNum, d.SubExpected)
	}
}

// latin1 reads b as the peer does.
func latin1(b []byte) string {
	var w strings.Builder
	for _, c := range b {
		w.WriteRune(rune(c))
	}
	return w.String()
}

func sectionEnd(b []byte) int { return 3 + int(b[1]&0x0F)<<8 + int(b[2]) }

func opaque(c scte35.CommandType) bool {
	switch c {
	case scte35.SpliceNull, scte35.SpliceInsertCommand, scte35.TimeSignal, scte35.BandwidthReservation:
		return false
	default:
		return true
	}
}

// readsMore reports whether the section has content that only the peer reads.
func readsMore(s *scte35.Section) bool {
	if opaque(s.Command) {
		return true
	}
	for _, d := range s.Descriptors {
		if d.Identifier == scte35.CUEI && (d.Tag == scte35.DTMFTag || d.Tag == scte35.TimeTag || d.Tag == scte35.AudioTag) {
			return true
		}
	}
	return false
}

// commandSize is how many bytes the fields of the command take.
func commandSize(s *scte35.Section) int {
	timeSize := func(t scte35.SpliceTime) int {
		if t.Specified {
			return 5
		}
		return 1
	}
	c := s.Insert
	switch {
	case s.Command == scte35.TimeSignal:
		return timeSize(s.Signal)
	case s.Command != scte35.SpliceInsertCommand:
		return 0
	case c.Cancel:
		return 5
	}
	n := 10
	if c.Program && !c.Immediate {
		n += timeSize(c.Time)
	}
	if !c.Program {
		n++
		for _, part := range c.Components {
			n++
			if !c.Immediate {
				n += timeSize(part.Time)
			}
		}
	}
	if c.HasDuration {
		n += 5
	}
	return n
}

// leftoverInDescriptor reports whether a descriptor is longer than its fields.
func leftoverInDescriptor(s *scte35.Section) bool {
	next := 0
	for _, d := range s.Descriptors {
		if d.Identifier != scte35.CUEI {
			continue
		}
		size := len(d.Data)
		switch d.Tag {
		case scte35.AvailTag:
			size = 4
		case scte35.SegmentationTag:
			size = segmentationSize(s.Segmentations[next])
			next++
		default:
		}
		if len(d.Data) > size {
			return true
		}
	}
	return false
}

func segmentationSize(d scte35.Segmentation) int {
	if d.Cancel {
		return 5
	}
	n := 11 + len(d.UPID.Data)
	if !d.Program {
		n += 1 + 6*len(d.Components)
	}
	if d.HasDuration {
		n += 5
	}
	if d.HasSub {
		n += 2
	}
	return n
}
