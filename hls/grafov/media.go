package grafov

import (
	"bytes"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/grafov/m3u8"

	"github.com/adsplice/adsplice/hls"
)

// FromMedia parses what [AppendMedia] writes. The error is an [*Error] or a
// [*hls.SyntaxError].
func FromMedia(p *m3u8.MediaPlaylist) (*hls.Media, error) {
	src, err := AppendMedia(nil, p)
	if err != nil {
		return nil, err
	}
	return hls.ParseMedia(src)
}

// AppendMedia appends a media playlist as text: all segments that p holds,
// whatever its WinSize. It does not change p.
//
// Key and Map of the playlist apply from its start, unless the first segment
// that has one of its own repeats it: Decode sets both, wherever the tag stood.
// An SCTE with Time 0 is written as EXT-X-CUE-OUT:0, as Encode does. Args are
// appended to URIs with & where they have a query. The error is an [*Error] of
// kind [hls.ErrBadValue]: a value has a line end, a quote where it is quoted, or
// is no number; dst is returned unchanged then.
func AppendMedia(dst []byte, p *m3u8.MediaPlaylist) ([]byte, error) {
	w := mediaWriter{writer: writer{dst: dst, index: -1}, args: p.Args}
	segments := segmentsOf(p)
	w.header(p, segments)
	key, xmap := defaults(p, segments)
	w.key(key)
	w.xmap(xmap)
	for i, s := range segments {
		w.index = i
		w.segment(s)
	}
	if p.Closed {
		w.text("#EXT-X-ENDLIST\n")
	}
	return w.result(dst)
}

// segmentsOf returns the segments in order. GetAllSegments has those of a ring
// that went round in the wrong order: the newer ones, at the front of the array,
// come first.
func segmentsOf(p *m3u8.MediaPlaylist) []*m3u8.MediaSegment {
	all := slices.DeleteFunc(p.GetAllSegments(), func(s *m3u8.MediaSegment) bool { return s == nil })
	for i := 1; i < len(all); i++ {
		if all[i].SeqId < all[i-1].SeqId {
			return slices.Concat(all[i:], all[:i])
		}
	}
	return all
}

// defaults returns the key and the map that apply from the start.
func defaults(p *m3u8.MediaPlaylist, segments []*m3u8.MediaSegment) (*m3u8.Key, *m3u8.Map) {
	key, xmap := p.Key, p.Map
	if i := slices.IndexFunc(segments, func(s *m3u8.MediaSegment) bool { return s.Key != nil }); i >= 0 && key != nil && *segments[i].Key == *key {
		key = nil
	}
	if i := slices.IndexFunc(segments, func(s *m3u8.MediaSegment) bool { return s.Map != nil }); i >= 0 && xmap != nil && *segments[i].Map == *xmap {
		xmap = nil
	}
	return key, xmap
}

type mediaWriter struct {
	writer

	args string
}

func (w *mediaWriter) header(p *m3u8.MediaPlaylist, segments []*m3u8.MediaSegment) {
	w.text("#EXTM3U\n#EXT-X-VERSION:")
	w.int(int64(max(p.Version(), needs(p, segments))))
	w.text("\n#EXT-X-TARGETDURATION:")
	w.float("TargetDuration", math.Ceil(p.TargetDuration))
	w.text("\n#EXT-X-MEDIA-SEQUENCE:")
	w.dst = strconv.AppendUint(w.dst, p.SeqNo, 10)
	w.text("\n")
	if p.DiscontinuitySeq != 0 {
		w.text("#EXT-X-DISCONTINUITY-SEQUENCE:")
		w.dst = strconv.AppendUint(w.dst, p.DiscontinuitySeq, 10)
		w.text("\n")
	}
	switch p.MediaType {
	case m3u8.EVENT:
		w.text("#EXT-X-PLAYLIST-TYPE:EVENT\n")
	case m3u8.VOD:
		w.text("#EXT-X-PLAYLIST-TYPE:VOD\n")
	}
	if p.Iframe {
		w.text("#EXT-X-I-FRAMES-ONLY\n")
	}
	if p.StartTime != 0 || p.StartTimePrecise {
		w.text("#EXT-X-START:TIME-OFFSET=")
		w.float("StartTime", p.StartTime)
		if p.StartTimePrecise {
			w.text(",PRECISE=YES")
		}
		w.text("\n")
	}
	w.custom(p.Custom)
	w.widevine(p.WV)
}

// needs returns the version that the fields ask for (RFC 8216 section 7).
func needs(p *m3u8.MediaPlaylist, segments []*m3u8.MediaSegment) uint8 {
	v := uint8(1)
	if p.Iframe {
		v = 4
	}
	one := func(key *m3u8.Key, xmap *m3u8.Map) {
		if key != nil && (key.Keyformat != "" || key.Keyformatversions != "" || key.Method == "SAMPLE-AES") {
			v = max(v, 5)
		}
		switch {
		case xmap == nil:
		case p.Iframe:
			v = max(v, 5)
		default:
			v = max(v, 6)
		}
	}
	one(p.Key, p.Map)
	for _, s := range segments {
		one(s.Key, s.Map)
		if s.Duration != math.Trunc(s.Duration) {
			v = max(v, 3)
		}
		if s.Limit > 0 {
			v = max(v, 4)
		}
	}
	return v
}

// segment writes a segment; what is about time and place comes first, the ad
// marker next to EXTINF.
func (w *mediaWriter) segment(s *m3u8.MediaSegment) {
	if s.Discontinuity {
		w.text("#EXT-X-DISCONTINUITY\n")
	}
	w.key(s.Key)
	w.xmap(s.Map)
	if !s.ProgramDateTime.IsZero() {
		w.text("#EXT-X-PROGRAM-DATE-TIME:" + s.ProgramDateTime.Format(time.RFC3339Nano) + "\n")
	}
	w.scte(s.SCTE)
	w.custom(s.Custom)
	if s.Limit > 0 {
		w.text("#EXT-X-BYTERANGE:")
		w.byteRange(s.Limit, s.Offset)
		w.text("\n")
	}
	w.text("#EXTINF:")
	if s.Duration < 0 {
		w.fail("Duration", strconv.FormatFloat(s.Duration, 'g', -1, 64), hls.ErrBadValue)
	}
	w.float("Duration", s.Duration)
	w.line("Title", ",", s.Title)
	if t := strings.TrimSpace(s.URI); t == "" || t[0] == '#' {
		w.fail("URI", s.URI, hls.ErrBadValue)
	}
	w.line("URI", "", withArgs(s.URI, w.args))
}

// withArgs appends a query.
func withArgs(uri, args string) string {
	switch {
	case args == "":
		return uri
	case strings.Contains(uri, "?"):
		return uri + "&" + args
	}
	return uri + "?" + args
}

func (w *mediaWriter) byteRange(length, offset int64) {
	if length < 0 || offset < 0 {
		w.fail("Limit", strconv.FormatInt(length, 10)+"@"+strconv.FormatInt(offset, 10), hls.ErrBadValue)
	}
	w.int(length)
	w.text("@")
	w.int(offset)
}

func (w *mediaWriter) key(k *m3u8.Key) {
	if k == nil {
		return
	}
	if k.Method == "" || strings.ContainsAny(k.Method, "\",\r\n") {
		w.fail("Key.Method", k.Method, hls.ErrBadValue)
	}
	w.text("#EXT-X-KEY:METHOD=" + k.Method)
	if k.Method != "NONE" { // which has no other attribute
		w.quoted("URI", k.URI)
		w.bare("IV", k.IV)
		w.quoted("KEYFORMAT", k.Keyformat)
		w.quoted("KEYFORMATVERSIONS", k.Keyformatversions)
	}
	w.text("\n")
}

func (w *mediaWriter) xmap(x *m3u8.Map) {
	if x == nil {
		return
	}
	if x.URI == "" || strings.ContainsAny(x.URI, "\"\r\n") {
		w.fail("Map.URI", x.URI, hls.ErrBadValue)
	}
	w.text(`#EXT-X-MAP:URI="` + x.URI + `"`)
	if x.Limit > 0 {
		w.text(`,BYTERANGE="`)
		w.byteRange(x.Limit, x.Offset)
		w.text(`"`)
	}
	w.text("\n")
}

// scte writes the ad marker of a segment.
func (w *mediaWriter) scte(s *m3u8.SCTE) {
	switch {
	case s == nil:
	case s.Syntax == m3u8.SCTE35_67_2014:
		if strings.ContainsAny(s.Cue, "\"\r\n") {
			w.fail("SCTE.Cue", s.Cue, hls.ErrBadValue)
		}
		w.text(`#EXT-SCTE35:CUE="` + s.Cue + `"`)
		w.quoted("ID", s.ID)
		if s.Time != 0 {
			w.text(",TIME=")
			w.float("SCTE.Time", s.Time)
		}
		w.text("\n")
	case s.CueType == m3u8.SCTE35Cue_Start:
		if s.Cue != "" {
			w.line("SCTE.Cue", "#EXT-OATCLS-SCTE35:", s.Cue)
		}
		w.text("#EXT-X-CUE-OUT:")
		w.float("SCTE.Time", s.Time)
		w.text("\n")
	case s.CueType == m3u8.SCTE35Cue_Mid:
		w.text("#EXT-X-CUE-OUT-CONT:ElapsedTime=")
		w.float("SCTE.Elapsed", s.Elapsed)
		w.text(",Duration=")
		w.float("SCTE.Time", s.Time)
		w.bare("SCTE35", s.Cue)
		w.text("\n")
	case s.CueType == m3u8.SCTE35Cue_End:
		w.text("#EXT-X-CUE-IN\n")
	}
}

// custom writes custom tags in the order of their names, line by line.
func (w *writer) custom(tags map[string]m3u8.CustomTag) {
	for _, name := range slices.Sorted(maps.Keys(tags)) {
		b := tags[name].Encode()
		if b == nil || b.Len() == 0 {
			continue
		}
		for line := range strings.SplitSeq(strings.TrimRight(b.String(), "\r\n"), "\n") {
			if line = strings.TrimSuffix(line, "\r"); !strings.HasPrefix(line, "#") {
				w.fail("Custom", line, hls.ErrBadValue)
			}
			w.line("Custom", "", line)
		}
	}
}

// widevine writes the lines that a Widevine packager writes; they are comments
// to anyone else.
func (w *mediaWriter) widevine(v *m3u8.WV) {
	if v == nil {
		return
	}
	number := func(name string, n uint) {
		if n != 0 {
			w.text("#WV-" + name + " ")
			w.dst = strconv.AppendUint(w.dst, uint64(n), 10)
			w.text("\n")
		}
	}
	text := func(name, s string) {
		if s != "" {
			w.line("WV", "#WV-"+name+" ", s)
		}
	}
	number("AUDIO-CHANNELS", v.AudioChannels)
	number("AUDIO-FORMAT", v.AudioFormat)
	number("AUDIO-PROFILE-IDC", v.AudioProfileIDC)
	number("AUDIO-SAMPLE-SIZE", v.AudioSampleSize)
	number("AUDIO-SAMPLING-FREQUENCY", v.AudioSamplingFrequency)
	text("CYPHER-VERSION", v.CypherVersion)
	text("ECM", v.ECM)
	number("VIDEO-FORMAT", v.VideoFormat)
	number("VIDEO-FRAME-RATE", v.VideoFrameRate)
	number("VIDEO-LEVEL-IDC", v.VideoLevelIDC)
	number("VIDEO-PROFILE-IDC", v.VideoProfileIDC)
	text("VIDEO-RESOLUTION", v.VideoResolution)
	text("VIDEO-SAR", v.VideoSAR)
}

// lines are tag lines without a field of their own, as one custom tag.
type lines struct{ text []byte }

// add appends the line of a tag.
func (l *lines) add(t hls.Tag) { l.text = append(append(l.text, t.Bytes()...), '\n') }

// custom returns the lines as a map of custom tags, nil if there are none.
func (l *lines) custom() map[string]m3u8.CustomTag {
	if len(l.text) == 0 {
		return nil
	}
	return map[string]m3u8.CustomTag{l.TagName(): l}
}

// TagName returns the first line's tag up to its colon.
func (l *lines) TagName() string {
	i := bytes.IndexAny(l.text, ":\n")
	return string(bytes.TrimRight(l.text[:i+1], "\n"))
}

// Encode returns the lines, the last one without its line end.
func (l *lines) Encode() *bytes.Buffer { return bytes.NewBufferString(l.String()) }

// String returns what Encode returns.
func (l *lines) String() string { return strings.TrimSuffix(string(l.text), "\n") }
