package scte35

// CommandType is splice_command_type (SCTE 35 section 9.6.1, table 7). Values
// without a constant are reserved and kept as they are.
type CommandType uint8

// The command types of SCTE 35.
const (
	SpliceNull           CommandType = 0x00
	SpliceSchedule       CommandType = 0x04
	SpliceInsertCommand  CommandType = 0x05
	TimeSignal           CommandType = 0x06
	BandwidthReservation CommandType = 0x07
	PrivateCommand       CommandType = 0xFF
)

// SpliceTime is splice_time() (SCTE 35 section 9.8.1). The zero value names
// no time.
type SpliceTime struct {
	// PTS is pts_time, 33 bits, before pts_adjustment is added.
	PTS Ticks
	// Specified is time_specified_flag. Without it PTS is 0 and the command
	// applies at the place where the message is found.
	Specified bool
}

// SpliceInsert is splice_insert() (SCTE 35 section 9.7.3). When Cancel is
// set, only EventID, Cancel and the message's place mean anything.
type SpliceInsert struct {
	// EventID is splice_event_id, the same for an out and its in.
	EventID uint32
	// Cancel is splice_event_cancel_indicator: the event announced before
	// under the same id will not happen.
	Cancel bool
	// Out is out_of_network_indicator: true starts a break, false ends it.
	Out bool
	// Program is program_splice_flag; without it Components say what is
	// spliced and when.
	Program bool
	// Immediate is splice_immediate_flag: no time is given.
	Immediate bool
	// EventIDCompliance is event_id_compliance_flag as it stands (reserved,
	// and usually 1, before the 2023 edition).
	EventIDCompliance bool
	// HasDuration is duration_flag: Duration and AutoReturn are given.
	HasDuration bool
	// AutoReturn is auto_return of break_duration(): the break ends by itself
	// after Duration.
	AutoReturn bool
	// Duration is the duration of break_duration(), 33 bits.
	Duration Ticks
	// Time is the splice time of the programme.
	Time SpliceTime
	// Components are the components of the deprecated component mode.
	Components []Component
	// UniqueProgramID is unique_program_id.
	UniqueProgramID uint16
	// AvailNum and AvailsExpected are n of m within the programme; 0 is "not
	// used".
	AvailNum, AvailsExpected uint8
}

// Component is one component of a splice_insert in component mode.
type Component struct {
	// Tag is component_tag.
	Tag uint8
	// Time is the component's own splice time, not specified when the
	// command is immediate.
	Time SpliceTime
}

func decodeSpliceTime(r *reader) SpliceTime {
	if r.rest() > 0 && r.src[r.pos]&0x80 == 0 {
		r.u8("time_specified_flag")
		return SpliceTime{}
	}
	v := r.u40("pts_time")
	if r.err != nil {
		return SpliceTime{}
	}
	return SpliceTime{PTS: Ticks(v & (ptsModulus - 1)), Specified: true}
}

func decodeSpliceInsert(r *reader) SpliceInsert {
	var c SpliceInsert
	c.EventID = r.u32("splice_event_id")
	c.Cancel = r.u8("splice_event_cancel_indicator")&0x80 != 0
	if c.Cancel || r.err != nil {
		return c
	}
	flags := r.u8("out_of_network_indicator")
	c.Out = flags&0x80 != 0
	c.Program = flags&0x40 != 0
	c.HasDuration = flags&0x20 != 0
	c.Immediate = flags&0x10 != 0
	c.EventIDCompliance = flags&0x08 != 0
	if c.Program && !c.Immediate {
		c.Time = decodeSpliceTime(r)
	}
	if !c.Program {
		c.Components = decodeComponents(r, c.Immediate)
	}
	if c.HasDuration {
		v := r.u40("break_duration()")
		c.AutoReturn = v&(1<<39) != 0
		c.Duration = Ticks(v & (ptsModulus - 1))
	}
	c.UniqueProgramID = r.u16("unique_program_id")
	c.AvailNum = r.u8("avail_num")
	c.AvailsExpected = r.u8("avails_expected")
	return c
}

// decodeComponents reads the component loop of a splice_insert. Each takes at
// least one byte, two with a time, which bounds the count before it is used.
func decodeComponents(r *reader, immediate bool) []Component {
	at := r.pos
	n := int(r.u8("component_count"))
	size := 2
	if immediate {
		size = 1
	}
	if r.err != nil || n == 0 {
		return nil
	}
	if n*size > r.rest() {
		r.fail(at, "component_count")
		return nil
	}
	list := make([]Component, 0, n)
	for range n {
		c := Component{Tag: r.u8("component_tag")}
		if !immediate {
			c.Time = decodeSpliceTime(r)
		}
		if r.err != nil {
			return nil
		}
		list = append(list, c)
	}
	return list
}
