package scte35

// SegmentationType is segmentation_type_id (SCTE 35 section 10.3.3.1, table
// 23). Only those that a stitcher acts on have constants.
type SegmentationType uint8

// The segmentation types that start or end a break. Each end is its start
// plus one.
const (
	BreakStart             SegmentationType = 0x22
	BreakEnd               SegmentationType = 0x23
	ProviderAdStart        SegmentationType = 0x30
	ProviderAdEnd          SegmentationType = 0x31
	DistributorAdStart     SegmentationType = 0x32
	DistributorAdEnd       SegmentationType = 0x33
	ProviderPOStart        SegmentationType = 0x34
	ProviderPOEnd          SegmentationType = 0x35
	DistributorPOStart     SegmentationType = 0x36
	DistributorPOEnd       SegmentationType = 0x37
	ProviderOverlayPOStart SegmentationType = 0x38
)

// IsOut reports whether t starts a linear break: a break, an advertisement or
// a placement opportunity.
func (t SegmentationType) IsOut() bool {
	switch t {
	case BreakStart, ProviderAdStart, DistributorAdStart, ProviderPOStart, DistributorPOStart:
		return true
	default:
		return false
	}
}

// IsIn reports whether t ends what a type with IsOut starts.
func (t SegmentationType) IsIn() bool { return t > 0 && (t - 1).IsOut() }

// IsOverlay reports whether t starts an overlay opportunity, which does not
// replace the stream.
func (t SegmentationType) IsOverlay() bool { return t == ProviderOverlayPOStart }

// Segmentation is a segmentation_descriptor() (SCTE 35 section 10.3.3). When
// Cancel is set only EventID and EventIDCompliance mean anything besides.
type Segmentation struct {
	// EventID is segmentation_event_id. It pairs a start with its end in most
	// streams, but real ones repeat it or change it.
	EventID uint32
	// Cancel is segmentation_event_cancel_indicator.
	Cancel bool
	// EventIDCompliance is segmentation_event_id_compliance_indicator as it
	// stands (reserved, and usually 1, before the 2023 edition).
	EventIDCompliance bool
	// Program is program_segmentation_flag; without it Components are given.
	Program bool
	// HasDuration is segmentation_duration_flag: Duration is given.
	HasDuration bool
	// Duration is segmentation_duration, 40 bits. Some encoders send 0 for
	// "not known".
	Duration Ticks
	// Restricted is the inverse of delivery_not_restricted_flag: Restrictions
	// are given.
	Restricted bool
	// Restrictions are the delivery restrictions; all zero if not Restricted.
	Restrictions Restrictions
	// Components are the components of the deprecated component mode.
	Components []SegmentationComponent
	// UPID identifies what the segment is.
	UPID UPID
	// Type is segmentation_type_id.
	Type SegmentationType
	// Num and Expected are segment_num and segments_expected.
	Num, Expected uint8
	// HasSub tells that the descriptor had bytes for SubNum and SubExpected.
	HasSub bool
	// SubNum and SubExpected are sub_segment_num and sub_segments_expected.
	SubNum, SubExpected uint8
}

// Restrictions are the delivery restrictions of a segmentation_descriptor.
type Restrictions struct {
	// WebDeliveryAllowed is web_delivery_allowed_flag.
	WebDeliveryAllowed bool
	// NoRegionalBlackout is no_regional_blackout_flag.
	NoRegionalBlackout bool
	// ArchiveAllowed is archive_allowed_flag.
	ArchiveAllowed bool
	// DeviceRestrictions is device_restrictions: the restricted group 0, 1 or
	// 2, or 3 for none.
	DeviceRestrictions uint8
}

// SegmentationComponent is one component of a segmentation_descriptor in
// component mode.
type SegmentationComponent struct {
	// Tag is component_tag.
	Tag uint8
	// PTSOffset is pts_offset, 33 bits, to be added to pts_time.
	PTSOffset Ticks
}

// decodeSegmentation reads what follows the identifier of the descriptor.
func decodeSegmentation(r *reader) Segmentation {
	var d Segmentation
	d.EventID = r.u32("segmentation_event_id")
	flags := r.u8("segmentation_event_cancel_indicator")
	d.Cancel = flags&0x80 != 0
	d.EventIDCompliance = flags&0x40 != 0
	if d.Cancel || r.err != nil {
		return d
	}
	flags = r.u8("program_segmentation_flag")
	d.Program = flags&0x80 != 0
	d.HasDuration = flags&0x40 != 0
	d.Restricted = flags&0x20 == 0
	if d.Restricted {
		d.Restrictions = Restrictions{
			WebDeliveryAllowed: flags&0x10 != 0,
			NoRegionalBlackout: flags&0x08 != 0,
			ArchiveAllowed:     flags&0x04 != 0,
			DeviceRestrictions: flags & 0x03,
		}
	}
	if !d.Program {
		d.Components = decodeSegmentationComponents(r)
	}
	if d.HasDuration {
		d.Duration = Ticks(r.u40("segmentation_duration"))
	}
	d.UPID.Type = UPIDType(r.u8("segmentation_upid_type"))
	d.UPID.Data = r.take(int(r.u8("segmentation_upid_length")), "segmentation_upid()")
	d.Type = SegmentationType(r.u8("segmentation_type_id"))
	d.Num = r.u8("segment_num")
	d.Expected = r.u8("segments_expected")
	// Which types have sub-segments differs between editions and encoders, so
	// the bytes that are left decide.
	if r.err == nil && r.rest() >= 2 {
		d.HasSub = true
		d.SubNum = r.u8("sub_segment_num")
		d.SubExpected = r.u8("sub_segments_expected")
	}
	return d
}

// decodeSegmentationComponents reads the component loop, six bytes each, which
// bounds the count before it is used.
func decodeSegmentationComponents(r *reader) []SegmentationComponent {
	at := r.pos
	n := int(r.u8("component_count"))
	if r.err != nil || n == 0 {
		return nil
	}
	if n*6 > r.rest() {
		r.fail(at, "component_count")
		return nil
	}
	list := make([]SegmentationComponent, 0, n)
	for range n {
		tag := r.u8("component_tag")
		list = append(list, SegmentationComponent{Tag: tag, PTSOffset: Ticks(r.u40("pts_offset") & (ptsModulus - 1))})
	}
	return list
}
