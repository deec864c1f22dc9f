package grafov_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/grafov/m3u8"
	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/hls"
)

// corpus returns the playlists of this package's sibling and, if it is there,
// of a folder of playlists of other projects: that of the environment variable
// ADSPLICE_CORPUS, or a default beside the module.
func corpus(tb testing.TB) map[string][]byte {
	tb.Helper()
	all := make(map[string][]byte)
	other := os.Getenv("ADSPLICE_CORPUS")
	if other == "" {
		other = filepath.Join("..", "..", "..", "shared", "corpus")
	}
	for _, dir := range []string{filepath.Join("..", "testdata"), filepath.Join(other, "hls")} {
		if _, err := os.Stat(dir); err != nil {
			tb.Logf("no corpus: set ADSPLICE_CORPUS to a folder with hls/*.m3u8 (%v)", err)
			continue
		}
		err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || filepath.Ext(path) != ".m3u8" {
				return err
			}
			name, _ := filepath.Rel(dir, path)
			all[filepath.ToSlash(name)], err = os.ReadFile(path)
			return err
		})
		require.NoError(tb, err)
	}
	return all
}

// differences collects where two readers disagree.
type differences []string

func (d *differences) compare(what string, ours, theirs any) {
	if fmt.Sprint(ours) != fmt.Sprint(theirs) {
		*d = append(*d, fmt.Sprintf("%s: %v, theirs %v", what, ours, theirs))
	}
}

// justified are the differences that stay. Each is found by its text, file
// name in front, and all of them are defects of the other reader.
var justified = []struct{ text, why string }{
	{`: target duration: \d+, theirs \d+$`, "Decode raises it to the longest EXTINF, rounded up; RFC 8216 section 4.3.3.1 rounds to the nearest"},
	{`: version: 3, theirs 4$`, "Decode raises it when it sees EXT-X-BYTERANGE"},
	{`: byte range offset: \d+, theirs 0$`, "an offset left out continues the segment before (RFC 8216 section 4.3.2.2); Decode reads 0, as for one behind a blank"},
	{`: title: , theirs .`, "Decode gives a segment whose EXTINF has no comma the title of the one before"},
	{`: marker: \[#EXT-X-CUE-OUT-CONT:[0-9.]+/[0-9.]+`, "Decode reads no values from the form elapsed/duration"},
	{`: marker: \[#EXT-X-CUE-OUT-CONT\], theirs \{1 0 `, "Decode takes EXT-X-CUE-OUT-CONT without a colon for EXT-X-CUE-OUT"},
	{`: marker: .*#EXT-X-CUE-OUT:(DURATION=|"|4,)`, "Decode reads a bare number only, and 0 from all else"},
	{`: marker: \[#EXT-OATCLS-SCTE35:[^ ]* #EXT-X-CUE-IN\], theirs \{1 0 `, "Decode takes the payload of a cue-in for a start and skips EXT-X-CUE-IN"},
	{`: marker: \[#EXT-OATCLS-SCTE35:[^ ]*\], theirs \{1 0 `, "Decode takes any payload for a start; this one is a time_signal that is none"},
	{`^multivariant-crlf.m3u8: variant 0: URI: .*, theirs $`, "Decode takes a blank line for the URI of EXT-X-STREAM-INF"},
	{`__master-fmp4.m3u8: variant \d+: alternatives: .*, theirs \[\]$`, "Decode moves renditions to the first EXT-X-I-FRAME-STREAM-INF: variants behind it get none"},
	{`^untidy.m3u8: segment 0: (duration|date): `, "Decode reads no number with blanks around it, and no date without a zone (UTC, bis section 4.4.4.6)"},
	{`^untidy.m3u8: segment 2: URI: c.ts, theirs $`, "Decode takes a blank line for a URI"},
}

// unread are files of the corpus that the other library does not read.
var unread = []struct{ file, why string }{
	{"hls-parser__8.3-Playlist-with-encrypted-Media-Segments.m3u8", "Decode panics at a blank line behind an EXT-X-KEY in front of all segments"},
	{"shaka-player__hls-aes-256_media.m3u8", "the same"},
	{"videojs-m3u8-parser__diff-init-key.m3u8", "the same"},
	{"videojs-m3u8-parser__encrypted.m3u8", "the same"},
	{"malformed/videojs-m3u8-parser__empty.m3u8", "empty"},
}

// TestDifferential reads the corpus with both libraries: what the other one
// reads, this one reads the same.
func TestDifferential(t *testing.T) {
	t.Parallel()
	read := 0
	for name, src := range corpus(t) {
		var d differences
		theirs, kind, err := decode(src)
		switch {
		case err != nil:
			require.True(t, slices.ContainsFunc(unread, func(x struct{ file, why string }) bool { return x.file == name }), "%s: theirs: %v", name, err)
			continue
		case hls.IsMultivariant(src):
			m, err := hls.ParseMultivariant(src)
			require.NoError(t, err, name)
			require.Equal(t, m3u8.MASTER, kind, name)
			master, ok := theirs.(*m3u8.MasterPlaylist)
			require.True(t, ok)
			d.master(m, master)
		default:
			m, err := hls.ParseMedia(src)
			if err != nil {
				require.True(t, strings.HasPrefix(name, "malformed/"), "%s: ours: %v", name, err)
				continue
			}
			media, ok := theirs.(*m3u8.MediaPlaylist)
			require.True(t, ok, name)
			d.media(m, media)
		}
		read++
		for _, x := range d {
			if !isJustified(name + ": " + x) {
				t.Errorf("%s: %s", name, x)
			}
		}
	}
	t.Logf("%d playlists compared", read)
}

// isJustified tells whether the table has the difference.
func isJustified(text string) bool {
	for _, j := range justified {
		if regexp.MustCompile(j.text).MatchString(text) {
			return true
		}
	}
	return false
}

// decode calls the other library, which panics on some input.
func decode(src []byte) (p m3u8.Playlist, kind m3u8.ListType, err error) {
	defer func() {
		if x := recover(); x != nil {
			err = fmt.Errorf("panic: %v", x)
		}
	}()
	return m3u8.DecodeFrom(bytes.NewReader(src), false)
}

func (d *differences) media(m *hls.Media, p *m3u8.MediaPlaylist) {
	d.compare("version", max(m.Version(), 3), max(int(p.Version()), 3)) // theirs is at least 3
	d.compare("target duration", m.TargetDuration().Seconds(), p.TargetDuration)
	d.compare("media sequence", m.MediaSequence(), p.SeqNo)
	d.compare("discontinuity sequence", m.DiscontinuitySequence(), p.DiscontinuitySeq)
	d.compare("ended", m.Ended(), p.Closed)
	d.compare("I-frames only", m.IFramesOnly(), p.Iframe)
	d.compare("type", string(m.PlaylistType()), []string{"", "EVENT", "VOD"}[p.MediaType])
	if s, ok := m.Start(); ok {
		at, _ := s.TimeOffset()
		d.compare("start", at.Seconds(), p.StartTime)
		d.compare("precise", s.Precise(), p.StartTimePrecise)
	}
	all := p.GetAllSegments()
	d.compare("segments", m.Len(), len(all))
	if m.Len() != len(all) {
		return
	}
	markers := make([][]hls.Marker, m.Len()+1)
	for k := range m.Markers() {
		markers[k.Segment()] = append(markers[k.Segment()], k)
	}
	for s := range m.Segments() {
		var one differences
		one.segment(s, all[s.Index()])
		one.marker(markers[s.Index()], all[s.Index()].SCTE)
		for _, x := range one {
			*d = append(*d, fmt.Sprintf("segment %d: %s", s.Index(), x))
		}
	}
}

func (d *differences) segment(s hls.Segment, g *m3u8.MediaSegment) {
	d.compare("URI", string(s.URI()), g.URI)
	d.compare("title", strings.TrimSpace(string(s.Title())), strings.TrimSpace(g.Title))
	if math.Abs(s.Duration().Seconds()-g.Duration) > 1e-9 {
		d.compare("duration", s.Duration().Seconds(), g.Duration)
	}
	d.compare("discontinuity", s.Discontinuity(), g.Discontinuity)
	r, _ := s.ByteRange()
	d.compare("byte range length", r.Length, g.Limit)
	d.compare("byte range offset", r.Offset, g.Offset)
	if at, ok := s.ExplicitTime(); ok || !g.ProgramDateTime.IsZero() {
		d.compare("date", at.UTC(), g.ProgramDateTime.UTC())
	}
	var key *m3u8.Key
	var xmap *m3u8.Map
	for t := range s.Tags() {
		switch t.Kind() {
		case hls.TagKey:
			k, a := hls.Key{Tag: t}, t.Attributes()
			key = &m3u8.Key{
				Method: string(k.Method()), URI: string(k.URI()), IV: string(a.Text("IV")),
				Keyformat: string(a.Text("KEYFORMAT")), Keyformatversions: string(a.Text("KEYFORMATVERSIONS")),
			}
		case hls.TagMap:
			r, _ := hls.Map{Tag: t}.ByteRange()
			xmap = &m3u8.Map{URI: string(hls.Map{Tag: t}.URI()), Limit: r.Length, Offset: r.Offset}
		default:
		}
	}
	d.compare("has key", key != nil, g.Key != nil)
	if key != nil && g.Key != nil {
		d.compare("key", *key, *g.Key)
	}
	d.compare("has map", xmap != nil, g.Map != nil)
	if xmap != nil && g.Map != nil {
		d.compare("map", *xmap, *g.Map)
	}
}

// marker looks for a marker that says what theirs says: they keep one for each
// segment.
func (d *differences) marker(all []hls.Marker, s *m3u8.SCTE) {
	if s == nil {
		return
	}
	i := slices.IndexFunc(all, func(k hls.Marker) bool {
		duration, _ := k.Duration()
		elapsed, _ := k.Elapsed()
		near := func(d, f float64) bool { return math.Abs(d-f) < 1e-9 }
		switch {
		case s.Syntax == m3u8.SCTE35_67_2014:
			return k.Tag().Kind() == hls.TagExtSCTE35 && string(k.SCTE35()) == s.Cue && string(k.ID()) == s.ID
		case s.CueType == m3u8.SCTE35Cue_Start:
			return k.Tag().Kind() == hls.TagCueOut && near(duration.Seconds(), s.Time)
		case s.CueType == m3u8.SCTE35Cue_Mid:
			return k.Tag().Kind() == hls.TagCueOutCont && near(duration.Seconds(), s.Time) && near(elapsed.Seconds(), s.Elapsed) && string(k.SCTE35()) == s.Cue
		default:
			return k.Tag().Kind() == hls.TagCueIn
		}
	})
	var texts []string
	for _, k := range all {
		texts = append(texts, string(k.Tag().Bytes()))
	}
	if i < 0 {
		d.compare("marker", texts, *s)
		return
	}
	if s.Cue != "" && !slices.ContainsFunc(all, func(k hls.Marker) bool { return string(k.SCTE35()) == s.Cue }) {
		d.compare("payload", texts, s.Cue)
	}
}

func (d *differences) master(m *hls.Multivariant, p *m3u8.MasterPlaylist) {
	d.compare("version", max(m.Version(), 3), max(int(p.Version()), 3))
	d.compare("independent segments", m.IndependentSegments(), p.IndependentSegments())
	ours := slices.AppendSeq(slices.Collect(m.Variants()), m.IFrameVariants())
	slices.SortFunc(ours, func(a, b hls.Variant) int { return a.Tag.Index() - b.Tag.Index() })
	d.compare("variants", len(ours), len(p.Variants))
	if len(ours) != len(p.Variants) {
		return
	}
	for i, v := range ours {
		g := p.Variants[i]
		a := v.Tag.Attributes()
		text := func(name string) string { return string(a.Text(name)) }
		var one differences
		one.compare("URI", string(v.URI()), g.URI)
		one.compare("I-frames", v.Tag.Kind() == hls.TagIFrameStreamInf, g.Iframe)
		one.compare("bandwidth", v.Bandwidth(), g.Bandwidth)
		one.compare("average bandwidth", v.AverageBandwidth(), g.AverageBandwidth)
		one.compare("codecs", string(v.Codecs()), g.Codecs)
		one.compare("resolution", text("RESOLUTION"), g.Resolution)
		one.compare("frame rate", v.FrameRate(), g.FrameRate)
		one.compare("video range", string(v.VideoRange()), g.VideoRange)
		one.compare("HDCP level", string(v.HDCPLevel()), g.HDCPLevel)
		one.compare("audio", string(v.Audio()), g.Audio)
		one.compare("video", string(v.Video()), g.Video)
		one.compare("subtitles", string(v.Subtitles()), g.Subtitles)
		one.compare("captions", text("CLOSED-CAPTIONS"), g.Captions)
		one.compare("name", string(v.Name()), g.Name)
		if !g.Iframe {
			one.alternatives(m, v, g)
		}
		for _, x := range one {
			*d = append(*d, fmt.Sprintf("variant %d: %s", i, x))
		}
	}
}

func (d *differences) alternatives(m *hls.Multivariant, v hls.Variant, g *m3u8.Variant) {
	var ours, theirs []string
	for r := range m.Renditions() {
		group := map[string][]byte{"AUDIO": v.Audio(), "VIDEO": v.Video(), "SUBTITLES": v.Subtitles(), "CLOSED-CAPTIONS": v.ClosedCaptions()}[string(r.Type())]
		if len(group) > 0 && bytes.Equal(group, r.GroupID()) {
			ours = append(ours, fmt.Sprintf("%s %s %s %s %s %t %s", r.Type(), r.GroupID(), r.Name(), r.Language(), r.URI(), r.Default(), r.Characteristics()))
		}
	}
	for _, a := range g.Alternatives { // which has each many times
		x := fmt.Sprintf("%s %s %s %s %s %t %s", a.Type, a.GroupId, a.Name, a.Language, a.URI, a.Default, a.Characteristics)
		if !slices.Contains(theirs, x) {
			theirs = append(theirs, x)
		}
	}
	d.compare("alternatives", ours, theirs)
}
