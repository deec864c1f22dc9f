package scte35_test

import (
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/adsplice/adsplice/internal/scte35"
)

// describe writes every decoded value of s on one line, in the notation of
// testdata/samples.txt.
func describe(s *scte35.Section) string {
	var b strings.Builder
	fmt.Fprintf(&b, "adj=%d tier=%d ", s.PTSAdjustment, s.Tier)
	switch {
	case s.Encrypted:
		b.WriteString("encrypted")
	case s.Command == scte35.SpliceInsertCommand:
		describeInsert(&b, s.Insert)
	case s.Command == scte35.TimeSignal:
		b.WriteString("time_signal")
		if s.Signal.Specified {
			fmt.Fprintf(&b, " pts=%d", s.Signal.PTS)
		}
	case s.Command == scte35.SpliceNull:
		b.WriteString("SpliceNull")
	case s.Command == scte35.PrivateCommand:
		b.WriteString("PrivateCommand")
	default:
		fmt.Fprintf(&b, "command=%d", s.Command)
	}
	next := 0
	for _, d := range s.Descriptors {
		b.WriteString(" · ")
		id, isAvail := d.ProviderAvailID()
		switch {
		case d.Identifier != scte35.CUEI:
			b.WriteString("PrivateDescriptor")
		case isAvail:
			fmt.Fprintf(&b, "avail prov=%d", id)
		case d.Tag == scte35.DTMFTag:
			b.WriteString("DTMFDescriptor")
		case d.Tag == scte35.SegmentationTag && next < len(s.Segmentations):
			describeSegmentation(&b, s.Segmentations[next])
			next++
		default:
			fmt.Fprintf(&b, "descriptor %d", d.Tag)
		}
	}
	return b.String()
}

func describeInsert(b *strings.Builder, c scte35.SpliceInsert) {
	fmt.Fprintf(b, "insert id=%d cancel=%t", c.EventID, c.Cancel)
	if c.Cancel {
		return
	}
	fmt.Fprintf(b, " out=%t imm=%t", c.Out, c.Immediate)
	if c.Time.Specified {
		fmt.Fprintf(b, " pts=%d", c.Time.PTS)
	}
	if n := len(c.Components); n > 0 {
		fmt.Fprintf(b, " comps=%d", n)
	}
	if c.HasDuration && c.Program {
		fmt.Fprintf(b, " dur=%d auto=%t", c.Duration, c.AutoReturn)
	}
	fmt.Fprintf(b, " upid=%d avail=%d/%d", c.UniqueProgramID, c.AvailNum, c.AvailsExpected)
}

func describeSegmentation(b *strings.Builder, d scte35.Segmentation) {
	fmt.Fprintf(b, "seg id=0x%08x type=0x%02x %d/%d", d.EventID, uint8(d.Type), d.Num, d.Expected)
	if d.HasDuration {
		fmt.Fprintf(b, " dur=%d", d.Duration)
	}
	if d.HasSub {
		fmt.Fprintf(b, " sub=%d/%d", d.SubNum, d.SubExpected)
	}
	if d.Restricted {
		r := d.Restrictions
		fmt.Fprintf(b, " restr(web=%t noRB=%t arch=%t dev=%d)", r.WebDeliveryAllowed, r.NoRegionalBlackout, r.ArchiveAllowed, r.DeviceRestrictions)
	}
	for u := range d.UPID.All() {
		if _, data, ok := u.Private(); ok {
			fmt.Fprintf(b, " upid(%d,base-64)=%q", u.Type, base64.StdEncoding.EncodeToString(data))
			continue
		}
		fmt.Fprintf(b, " upid(%d,text)=%q", u.Type, u.String())
	}
	if d.Cancel {
		b.WriteString(" CANCEL")
	}
}
