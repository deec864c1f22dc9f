package grafov

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/grafov/m3u8"

	"github.com/adsplice/adsplice/hls"
)

// ToMedia fills a media playlist of the other library. WinSize is the number
// of segments for a live playlist, so that Slide keeps its length, and 0 for
// others. Key and Map of the playlist itself stay nil, or Encode would write
// none of the segments' maps. The package comment says what is lost. The error
// is of kind [hls.ErrDelta] for a delta update, which has no place there.
func ToMedia(m *hls.Media) (*m3u8.MediaPlaylist, error) {
	if m.Delta() {
		return nil, &Error{-1, "EXT-X-SKIP", "", hls.ErrDelta}
	}
	window := uint(m.Len())
	if m.VOD() || string(m.PlaylistType()) == "EVENT" {
		window = 0
	}
	p, err := m3u8.NewMediaPlaylist(window, max(uint(m.Len()), 1))
	if err != nil {
		return nil, fmt.Errorf("grafov: %w", err)
	}
	p.SetVersion(uint8(min(m.Version(), math.MaxUint8)))
	p.SeqNo = uint64(m.MediaSequence())
	p.DiscontinuitySeq = uint64(m.DiscontinuitySequence())
	p.Closed = m.Ended()
	p.Iframe = m.IFramesOnly()
	switch string(m.PlaylistType()) {
	case "EVENT":
		p.MediaType = m3u8.EVENT
	case "VOD":
		p.MediaType = m3u8.VOD
	}
	var whole lines
	for t := range m.Tags() {
		header(p, t, &whole)
	}
	p.Custom = whole.custom()
	markers := make([][]hls.Marker, m.Len()+1)
	for k := range m.Markers() {
		markers[k.Segment()] = append(markers[k.Segment()], k)
	}
	for s := range m.Segments() {
		if err := p.AppendSegment(toSegment(s, markers[s.Index()])); err != nil {
			return nil, fmt.Errorf("grafov: %w", err)
		}
	}
	p.TargetDuration = m.TargetDuration().Seconds() // AppendSegment raises it
	return p, nil
}

// header takes a tag about the whole playlist that has no accessor in
// hls.Media that is enough.
func header(p *m3u8.MediaPlaylist, t hls.Tag, whole *lines) {
	switch t.Kind() {
	case hls.TagStart:
		offset, ok := hls.Start{Tag: t}.TimeOffset()
		if !ok || offset <= 0 {
			whole.add(t) // Encode would not write it
			return
		}
		p.StartTime = float(offset)
		p.StartTimePrecise = hls.Start{Tag: t}.Precise()
	case hls.TagIndependentSegments, hls.TagDefine, hls.TagPartInf, hls.TagServerControl, hls.TagAllowCache, hls.TagImagesOnly:
		whole.add(t)
	default:
	}
}

// float returns seconds as the nearest float64 of their decimal text.
func float(d time.Duration) float64 {
	s := strconv.FormatInt(int64(d/time.Second), 10) + "." + strconv.FormatInt(int64(time.Second+d%time.Second), 10)[1:]
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return d.Seconds()
	}
	return f
}

func toSegment(s hls.Segment, markers []hls.Marker) *m3u8.MediaSegment {
	g := &m3u8.MediaSegment{
		URI:           string(s.URI()),
		Title:         string(s.Title()),
		Duration:      float(s.Duration()),
		Discontinuity: s.Discontinuity(),
	}
	if r, ok := s.ByteRange(); ok {
		g.Limit, g.Offset = r.Length, r.Offset
	}
	at, dated := s.ExplicitTime()
	if dated {
		g.ProgramDateTime = at
	}
	var rest lines
	cues := cueReader{g: g, rest: &rest}
	discontinuities := 0
	for t := range s.Tags() {
		switch k := t.Kind(); k {
		case hls.TagKey:
			// Of several keys, the first has the field and the others follow it.
			if g.Key == nil {
				g.Key = toKey(hls.Key{Tag: t})
			} else {
				rest.add(t)
			}
		case hls.TagMap:
			g.Map = toMap(hls.Map{Tag: t})
		case hls.TagDiscontinuity:
			if discontinuities++; discontinuities > 1 {
				rest.add(t) // each counts
			}
		case hls.TagProgramDateTime:
			if !dated {
				rest.add(t)
			}
		case hls.TagOATCLS, hls.TagCueOut, hls.TagCueOutCont, hls.TagCueIn, hls.TagExtSCTE35:
			for markers[0].Tag().Index() != t.Index() {
				markers = markers[1:]
			}
			cues.add(markers[0])
		case hls.TagDateRange, hls.TagGap, hls.TagBitrate, hls.TagPart, hls.TagUnknown:
			rest.add(t)
		default:
			if k.Cue() {
				rest.add(t)
			}
		}
	}
	cues.flush()
	g.Custom = rest.custom()
	return g
}

func toKey(k hls.Key) *m3u8.Key {
	a := k.Tag.Attributes()
	return &m3u8.Key{
		Method:            string(k.Method()),
		URI:               string(k.URI()),
		IV:                string(a.Text("IV")),
		Keyformat:         string(a.Text("KEYFORMAT")),
		Keyformatversions: string(a.Text("KEYFORMATVERSIONS")),
	}
}

func toMap(x hls.Map) *m3u8.Map {
	r, _ := x.ByteRange()
	return &m3u8.Map{URI: string(x.URI()), Limit: r.Length, Offset: r.Offset}
}

// cueReader fills the SCTE of a segment with its first ad marker that Encode
// writes back with the same meaning. The others stay lines.
type cueReader struct {
	g    *m3u8.MediaSegment
	rest *lines
	cue  *hls.Marker // EXT-OATCLS-SCTE35 that waits for EXT-X-CUE-OUT
}

func (c *cueReader) add(k hls.Marker) {
	t := k.Tag()
	if t.Kind() == hls.TagOATCLS {
		c.flush()
		c.cue = &k
		return
	}
	s := toSCTE(k)
	if s == nil || c.g.SCTE != nil {
		c.flush()
		c.rest.add(t)
		return
	}
	if t.Kind() == hls.TagCueOut && c.cue != nil {
		s.Cue, c.cue = string(c.cue.SCTE35()), nil
	}
	c.flush()
	c.g.SCTE = s
}

// flush keeps an EXT-OATCLS-SCTE35 that no EXT-X-CUE-OUT followed.
func (c *cueReader) flush() {
	if c.cue != nil {
		c.rest.add(c.cue.Tag())
		c.cue = nil
	}
}

// toSCTE returns the marker as a value, nil if it would lose something: an
// EXT-X-CUE-OUT without a duration would get one of 0.
func toSCTE(k hls.Marker) *m3u8.SCTE {
	d, hasDuration := k.Duration()
	elapsed, hasElapsed := k.Elapsed()
	switch a := k.Attributes(); k.Tag().Kind() {
	case hls.TagCueIn:
		if len(k.Tag().Value()) > 0 {
			return nil
		}
		return &m3u8.SCTE{Syntax: m3u8.SCTE35_OATCLS, CueType: m3u8.SCTE35Cue_End}
	case hls.TagExtSCTE35:
		v, _ := a.Get("TIME")
		at, _ := v.Float()
		return &m3u8.SCTE{Syntax: m3u8.SCTE35_67_2014, Cue: string(a.Text("CUE")), ID: string(a.Text("ID")), Time: at}
	case hls.TagCueOut:
		if !hasDuration || !only(a, "DURATION") {
			return nil
		}
		return &m3u8.SCTE{Syntax: m3u8.SCTE35_OATCLS, CueType: m3u8.SCTE35Cue_Start, Time: float(d)}
	case hls.TagCueOutCont:
		if !hasDuration || !hasElapsed || !only(a, "ElapsedTime", "Duration", "SCTE35") {
			return nil
		}
		return &m3u8.SCTE{Syntax: m3u8.SCTE35_OATCLS, CueType: m3u8.SCTE35Cue_Mid, Time: float(d), Elapsed: float(elapsed), Cue: string(k.SCTE35())}
	default:
		return nil
	}
}

// only tells whether the list has no attributes but those.
func only(a hls.Attributes, names ...string) bool {
	for x := range a.All() {
		if !slices.Contains(names, string(x.Name)) {
			return false
		}
	}
	return true
}
