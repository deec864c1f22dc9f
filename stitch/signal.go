package stitch

import (
	"strconv"
	"time"

	"github.com/adsplice/adsplice/hls"
	"github.com/adsplice/adsplice/internal/scte35"
)

// Signal is what the SCTE-35 message of an avail says. The zero value says
// nothing.
type Signal struct {
	Command         string        // splice_insert or time_signal
	EventID         uint32        // splice_event_id or segmentation_event_id
	Duration        time.Duration // break_duration or segmentation_duration, 0 if there is none
	AutoReturn      bool
	UniqueProgramID uint16 // splice_insert
	AvailNum        uint8
	AvailsExpected  uint8

	SegmentationType    uint8 // time_signal
	SegmentNum          uint8
	SegmentsExpected    uint8
	SubSegmentNum       uint8
	SubSegmentsExpected uint8
	UPIDType            uint8
	UPID                string

	hasEventID bool
}

// signalOf reads the payload of a marker. A payload with a wrong checksum is
// used; one that can't be decoded says nothing.
func signalOf(mk hls.Marker) (Signal, bool) {
	if len(mk.SCTE35()) == 0 {
		return Signal{}, false
	}
	sec, err := mk.Section()
	if err != nil && !sec.IsOut() && !sec.IsIn() {
		return Signal{}, false
	}
	return newSignal(&sec), true
}

func newSignal(sec *scte35.Section) Signal {
	var s Signal
	id, ok := sec.EventID()
	s.EventID, s.hasEventID = id, ok
	if d, ok := sec.BreakDuration(); ok {
		s.Duration = d.Duration()
	}
	switch sec.Command {
	case scte35.SpliceInsertCommand:
		s.Command = "splice_insert"
		s.AutoReturn = sec.AutoReturn()
		s.UniqueProgramID = sec.Insert.UniqueProgramID
		s.AvailNum = sec.Insert.AvailNum
		s.AvailsExpected = sec.Insert.AvailsExpected
	case scte35.TimeSignal:
		s.Command = "time_signal"
	default:
	}
	for i := range sec.Segmentations {
		g := &sec.Segmentations[i]
		if !g.Type.IsOut() && len(sec.Segmentations) > 1 {
			continue
		}
		s.SegmentationType = uint8(g.Type)
		s.SegmentNum, s.SegmentsExpected = g.Num, g.Expected
		s.SubSegmentNum, s.SubSegmentsExpected = g.SubNum, g.SubExpected
		s.UPIDType, s.UPID = uint8(g.UPID.Type), g.UPID.String()
		break
	}
	return s
}

// id returns the event id as text, "" if there is none.
func (s Signal) id() string {
	if !s.hasEventID {
		return ""
	}
	return strconv.FormatUint(uint64(s.EventID), 10)
}
