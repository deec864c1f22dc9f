package stitch

import (
	"strconv"
	"time"

	"github.com/adsplice/adsplice/hls"
	"github.com/adsplice/adsplice/internal/adsvars"
)

// defaultAvailDuration is what the ad server is told when the duration is not
// known or zero.
const defaultAvailDuration = 300 * time.Second

// variables returns the dynamic variables of avail number index.
func (a *Avail) variables(doc *hls.Media, g *group, index int) map[string]string {
	v := map[string]string{}
	baseVariables(v, a.Duration, index)
	a.Signal.variables(v)
	if g != nil {
		for i := g.first; i <= g.last; i++ {
			if t := doc.Tag(i); t.Kind() == hls.TagAsset && t.Segment() == g.from {
				for at := range t.Attributes().All() {
					v["asset."+string(at.Name)] = at.Value.String()
				}
			}
		}
	}
	return v
}

func baseVariables(v map[string]string, d time.Duration, index int) {
	if d <= 0 {
		d = defaultAvailDuration
	}
	v["avail.index"] = strconv.Itoa(index)
	v["session.avail_duration_ms"] = strconv.FormatInt(d.Round(time.Millisecond).Milliseconds(), 10)
	v["session.avail_duration_secs"] = strconv.FormatInt(int64(d.Round(time.Second)/time.Second), 10)
}

// variables adds the scte.* variables that the message gives a value to.
func (s Signal) variables(v map[string]string) {
	set := func(name string, n uint64) { v["scte."+name] = strconv.FormatUint(n, 10) }
	if s.hasEventID {
		set("event_id", uint64(s.EventID))
	}
	switch s.Command {
	case "splice_insert":
		set("unique_program_id", uint64(s.UniqueProgramID))
		set("avail_num", uint64(s.AvailNum))
		set("avails_expected", uint64(s.AvailsExpected))
	case "time_signal":
		if s.hasEventID {
			set("segmentation_event_id", uint64(s.EventID))
			set("segmentation_type_id", uint64(s.SegmentationType))
			set("segment_num", uint64(s.SegmentNum))
			set("segments_expected", uint64(s.SegmentsExpected))
			set("sub_segment_num", uint64(s.SubSegmentNum))
			set("sub_segments_expected", uint64(s.SubSegmentsExpected))
			v["scte.segmentation_upid"] = s.UPID
		}
	}
}

// ExpandURL replaces each [name] of an ad server's URL template by the value of
// the dynamic variable, unknown ones by nothing. Brackets around what is no
// variable name stay.
func ExpandURL(template string, variables map[string]string) string {
	return string(adsvars.Append(nil, template, func(name string) string { return variables[name] }))
}
