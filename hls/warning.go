package hls

import (
	"bytes"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"
)

// WarningCode names a kind of [Warning]. The text is stable.
type WarningCode string

// What is odd in a media playlist but does not keep it from playing.
const (
	// WarnBOM: the playlist begins with a byte order mark (RFC 8216 section 4.1).
	WarnBOM WarningCode = "bom"
	// WarnBlankStart: blank lines in front of #EXTM3U (section 4.3.1.1).
	WarnBlankStart WarningCode = "blank-start"
	// WarnNotUTF8: the text is not UTF-8 (section 4.1).
	WarnNotUTF8 WarningCode = "not-utf8"
	// WarnVersion: EXT-X-VERSION is missing or lower than what the playlist uses
	// (section 7). It is at the first use of what needs most.
	WarnVersion WarningCode = "version-too-low"
	// WarnDuplicate: a tag that may appear once appears again (section 4.3.3).
	WarnDuplicate WarningCode = "duplicate-tag"
	// WarnMisplaced: EXT-X-MEDIA-SEQUENCE or EXT-X-DISCONTINUITY-SEQUENCE behind
	// the first segment (sections 4.3.3.2 and 4.3.3.3).
	WarnMisplaced WarningCode = "misplaced-tag"
	// WarnPlaylistType: EXT-X-PLAYLIST-TYPE is neither VOD nor EVENT.
	WarnPlaylistType WarningCode = "bad-playlist-type"
	// WarnEndListEarly: EXT-X-ENDLIST stands in front of segments. That is
	// allowed, but readers that stop there lose them.
	WarnEndListEarly WarningCode = "endlist-early"
	// WarnEndListMissing: a VOD playlist without EXT-X-ENDLIST.
	WarnEndListMissing WarningCode = "endlist-missing"
	// WarnEmpty: no segments.
	WarnEmpty WarningCode = "no-segments"
	// WarnWindow: a live window that has slid is shorter than three target
	// durations (section 6.2.2).
	WarnWindow WarningCode = "window-too-short"
	// WarnTarget: an EXTINF, rounded, is above the target duration (section
	// 4.3.3.1).
	WarnTarget WarningCode = "extinf-above-target"
	// WarnInfUnused: an EXTINF without a URI line.
	WarnInfUnused WarningCode = "extinf-unused"
	// WarnPart: a part is longer than the part target (bis section 4.4.3.7).
	WarnPart WarningCode = "part-above-target"
	// WarnDate: an EXT-X-PROGRAM-DATE-TIME that can't be read.
	WarnDate WarningCode = "bad-date"
	// WarnDateJump: a date is more than a second off the one before plus the
	// EXTINFs between, and no discontinuity explains it.
	WarnDateJump WarningCode = "date-jump"
	// WarnDiscontinuity: several EXT-X-DISCONTINUITY in front of one segment;
	// each counts.
	WarnDiscontinuity WarningCode = "repeated-discontinuity"
	// WarnByteRange: an EXT-X-BYTERANGE without offset has no sub-range of the
	// same resource in front to continue (section 4.3.2.2).
	WarnByteRange WarningCode = "implicit-byte-range"
	// WarnKeyNone: EXT-X-KEY:METHOD=NONE with other attributes (section 4.3.2.4).
	WarnKeyNone WarningCode = "key-none-attributes"
	// WarnIV: an IV that can't be read.
	WarnIV WarningCode = "bad-iv"
	// WarnDateRangeID: an EXT-X-DATERANGE without ID (section 4.3.2.7).
	WarnDateRangeID WarningCode = "daterange-without-id"
	// WarnDateRangeStart: an EXT-X-DATERANGE without a readable START-DATE, and
	// no earlier one of its ID has one.
	WarnDateRangeStart WarningCode = "daterange-without-start"
	// WarnDateRangeDates: EXT-X-DATERANGE in a playlist without
	// EXT-X-PROGRAM-DATE-TIME.
	WarnDateRangeDates WarningCode = "daterange-without-dates"
	// WarnSkip: EXT-X-SKIP without a readable SKIPPED-SEGMENTS.
	WarnSkip WarningCode = "bad-skip"
	// WarnVariable: a reference to a variable that is not defined further up
	// (bis section 4.3).
	WarnVariable WarningCode = "undefined-variable"
	// WarnCueOut: an EXT-X-CUE-OUT of unknown duration that no EXT-X-CUE-IN
	// follows in an ended playlist.
	WarnCueOut WarningCode = "unmatched-cue-out"
	// WarnCueIn: an EXT-X-CUE-IN without EXT-X-CUE-OUT, unless the window may
	// have lost it.
	WarnCueIn WarningCode = "unmatched-cue-in"
	// WarnCueNested: an EXT-X-CUE-OUT within a break.
	WarnCueNested WarningCode = "nested-cue-out"
	// WarnCueRepeated: several EXT-X-CUE-OUT in front of one segment, or several
	// EXT-X-CUE-IN for one break.
	WarnCueRepeated WarningCode = "repeated-cue"
	// WarnCueDuration: an EXT-X-CUE-OUT whose duration can't be read.
	WarnCueDuration WarningCode = "bad-cue-duration"
	// WarnSCTE35: an SCTE-35 payload that can't be decoded, or whose checksum is
	// wrong.
	WarnSCTE35 WarningCode = "bad-scte35"
)

// A Warning is something odd in a playlist that plays all the same.
type Warning struct {
	Code WarningCode
	Line int    // 1-based; of the last line for what is missing
	Text string // for people: what stands there and what is wrong with it
}

// String returns text like: line 12: extinf-above-target: 7.5 s, target 6 s.
func (w Warning) String() string {
	return "line " + strconv.Itoa(w.Line) + ": " + string(w.Code) + ": " + w.Text
}

// Warnings returns what is odd in the playlist, in the order of its lines. It
// is computed on each call, in time linear in the playlist.
func (m *Media) Warnings() []Warning {
	w := warner{m: m}
	w.text()
	w.header()
	w.version()
	w.segments()
	w.dates()
	w.keys()
	w.dateRanges()
	w.lowLatency()
	w.variables()
	w.cues()
	w.payloads()
	return w.sorted()
}

// warner collects warnings; Line holds byte offsets until they are sorted.
type warner struct {
	m   *Media
	out []Warning
}

func (w *warner) add(code WarningCode, off int, text string) {
	w.out = append(w.out, Warning{code, off, text})
}

// addTag warns of a tag; its line is the text when there is no other.
func (w *warner) addTag(code WarningCode, t Tag, text string) {
	if text == "" {
		text = quote(t.Bytes())
	}
	w.add(code, t.Offset(), text)
}

// quote cuts text to 64 bytes and quotes it.
func quote(b []byte) string { return strconv.Quote(string(b[:min(len(b), 64)])) }

// sorted turns offsets into lines.
func (w *warner) sorted() []Warning {
	slices.SortStableFunc(w.out, func(a, b Warning) int { return a.Line - b.Line })
	line, at := 1, 0
	for i := range w.out {
		off := w.out[i].Line
		line += countLines(w.m.src[at:off])
		w.out[i].Line, at = line, off
	}
	return w.out
}

// end is the offset of the last line.
func (w *warner) end() int {
	return bytes.LastIndexByte(withoutEnd(w.m.src), '\n') + 1
}

// text looks at the bytes.
func (w *warner) text() {
	src := w.m.src
	if hasPrefix(src, bom) {
		w.add(WarnBOM, 0, "byte order mark")
	}
	if first := w.m.Tag(0).Offset(); bytes.IndexByte(src[:first], '\n') >= 0 {
		w.add(WarnBlankStart, 0, "blank line in front of #EXTM3U")
	}
	if utf8.Valid(src) {
		return
	}
	for off := 0; off < len(src); {
		r, n := utf8.DecodeRune(src[off:])
		if r == utf8.RuneError && n == 1 {
			w.add(WarnNotUTF8, off, quote(src[off:min(off+8, len(src))]))
			return
		}
		off += n
	}
}

// once tells whether tags of the kind may appear only once.
func (k TagKind) once() bool {
	switch k {
	case TagVersion, TagTargetDuration, TagMediaSequence, TagDiscontinuitySequence, TagPlaylistType, TagEndList,
		TagIFramesOnly, TagIndependentSegments, TagStart, TagPartInf, TagServerControl, TagSkip:
		return true
	default:
		return false
	}
}

// header looks at the tags about the whole playlist.
func (w *warner) header() {
	m := w.m
	var seen [TagContentSteering + 1]bool
	for t := range m.Tags() {
		k := t.Kind()
		if k.once() && seen[k] {
			w.addTag(WarnDuplicate, t, "")
		}
		seen[k] = true
		if (k == TagMediaSequence || k == TagDiscontinuitySequence) && t.Segment() > 0 {
			w.addTag(WarnMisplaced, t, "")
		}
		if k == TagEndList && t.Segment() < m.Len() {
			w.addTag(WarnEndListEarly, t, strconv.Itoa(m.Len()-t.Segment())+" segments behind it")
		}
		if k == TagPlaylistType && string(t.Value()) != "VOD" && string(t.Value()) != "EVENT" {
			w.addTag(WarnPlaylistType, t, "")
		}
	}
	switch {
	case m.Len() == 0 && !m.Delta():
		w.add(WarnEmpty, w.end(), "no segments")
	case !m.Ended() && m.MediaSequence() > 0 && !m.Delta() && m.Duration() < 3*m.TargetDuration():
		w.add(WarnWindow, w.end(), m.Duration().String()+", target "+m.TargetDuration().String())
	}
	if string(m.PlaylistType()) == "VOD" && !m.Ended() {
		w.add(WarnEndListMissing, w.end(), "VOD without EXT-X-ENDLIST")
	}
}

// version looks for what needs a higher EXT-X-VERSION (RFC 8216 section 7, bis
// section 8).
func (w *warner) version() {
	need, off, what := w.m.Version(), -1, ""
	require := func(version, at int, why string) {
		if version > need {
			need, off, what = version, at, why
		}
	}
	for t := range w.m.Tags() {
		if v, why := w.m.tagVersion(t); v > need {
			require(v, t.Offset(), why)
		}
	}
	if need < 3 {
		for i, g := range w.m.segs {
			if bytes.IndexByte(w.m.infNumber(i), '.') >= 0 {
				require(3, int(g.inf), "a fractional EXTINF")
				break
			}
		}
	}
	if off >= 0 {
		w.add(WarnVersion, off, "version "+strconv.Itoa(w.m.Version())+", "+what+" needs "+strconv.Itoa(need))
	}
}

// tagVersion returns the EXT-X-VERSION that a tag needs, and why.
func (m *Media) tagVersion(t Tag) (version int, why string) {
	a := t.Attributes()
	switch t.Kind() {
	case TagByteRange, TagIFramesOnly:
		return 4, string(t.Name())
	case TagKey:
		method := string(a.Text("METHOD"))
		_, format := a.Get("KEYFORMAT")
		_, versions := a.Get("KEYFORMATVERSIONS")
		_, iv := a.Get("IV")
		switch {
		case format || versions || method == "SAMPLE-AES":
			return 5, "a key other than AES-128 of format identity"
		case iv:
			return 2, "IV"
		}
	case TagMap:
		if m.IFramesOnly() {
			return 5, "EXT-X-MAP"
		}
		return 6, "EXT-X-MAP without EXT-X-I-FRAMES-ONLY"
	case TagDefine:
		if _, ok := a.Get("QUERYPARAM"); ok {
			return 11, "EXT-X-DEFINE:QUERYPARAM"
		}
		return 8, "EXT-X-DEFINE"
	case TagSkip:
		if _, ok := a.Get("RECENTLY-REMOVED-DATERANGES"); ok {
			return 10, "EXT-X-SKIP of date ranges"
		}
		return 9, "EXT-X-SKIP"
	default:
	}
	return 1, ""
}

// segments looks at EXTINF, EXT-X-DISCONTINUITY and EXT-X-BYTERANGE.
func (w *warner) segments() {
	m := w.m
	for i, g := range m.segs {
		if d := m.exactDuration(i); roundSeconds(d) > m.header.target {
			w.add(WarnTarget, int(g.inf), d.duration().String()+", target "+m.TargetDuration().String())
		}
	}
	for i := 0; i <= m.Len(); i++ {
		w.discontinuities(i)
	}
	w.unusedInfs()
	for i, r := range m.ranges {
		if !r.implicit || m.continues(i) {
			continue
		}
		for t := range m.Segment(int(r.seg)).Tags() {
			if t.Kind() == TagByteRange {
				w.addTag(WarnByteRange, t, "")
			}
		}
	}
}

// discontinuities looks at the block of segment i, or at the tail.
func (w *warner) discontinuities(i int) {
	m := w.m
	to := len(m.tags)
	if i < m.Len() {
		to = int(m.segs[i].tag)
	}
	seen := false
	for t := range tagsOf(m.src, m.tags, m.firstTag(i), to) {
		if t.Kind() == TagDiscontinuity {
			if seen {
				w.addTag(WarnDiscontinuity, t, "")
			}
			seen = true
		}
	}
}

// continues tells whether range i, which has no offset, follows one of the same
// resource.
func (m *Media) continues(i int) bool {
	r := m.ranges[i]
	return i > 0 && m.ranges[i-1].seg+1 == r.seg &&
		bytes.Equal(m.Segment(int(r.seg)).URI(), m.Segment(int(r.seg-1)).URI())
}

// unusedInfs finds EXTINF lines that another one replaced, or that nothing
// follows.
func (w *warner) unusedInfs() {
	m, off, seg := w.m, 0, 0
	for line := range m.Lines() {
		for seg < len(m.segs) && off >= int(m.segs[seg].end) {
			seg++
		}
		if seg == len(m.segs) || off != int(m.segs[seg].inf) {
			if t, ok := readTag(withoutEnd(line), off, 0); ok && t.kind == TagInf {
				w.addTag(WarnInfUnused, Tag{src: m.src, t: t}, "")
			}
		}
		off += len(line)
	}
}

// dates looks at EXT-X-PROGRAM-DATE-TIME.
func (w *warner) dates() {
	m := w.m
	var before date
	at := -1
	for _, n := range m.dates {
		t := m.Tag(int(n))
		d, ok := parseDate(t.Value())
		if !ok {
			w.addTag(WarnDate, t, "")
			continue
		}
		i := t.Segment()
		if at >= 0 && i < m.Len() && m.discontinuities(i) == m.discontinuities(at) {
			off := d.sub(before) - (m.Boundary(i) - m.Boundary(at))
			if off > time.Second || off < -time.Second {
				w.addTag(WarnDateJump, t, quote(t.Value())+": off by "+off.String())
			}
		}
		if i < m.Len() {
			before, at = d, i
		}
	}
}

// keys looks at EXT-X-KEY.
func (w *warner) keys() {
	for _, k := range w.m.keys {
		t := w.m.Tag(int(k.tag))
		key := Key{t}
		if _, ok := t.Attributes().Get("IV"); ok {
			if _, ok := key.IV(); !ok {
				w.addTag(WarnIV, t, "")
			}
		}
		if string(key.Method()) != "NONE" {
			continue
		}
		n := 0
		for range t.Attributes().All() {
			n++
		}
		if n > 1 {
			w.addTag(WarnKeyNone, t, "")
		}
	}
}

// dateRanges looks at EXT-X-DATERANGE. A delta update need not have what the
// ranges it lists rely on.
func (w *warner) dateRanges() {
	if w.m.Delta() {
		return
	}
	var started idSet
	first := true
	for d := range w.m.DateRanges() {
		if first && len(w.m.dates) == 0 {
			w.addTag(WarnDateRangeDates, d.Tag, "no EXT-X-PROGRAM-DATE-TIME")
		}
		first = false
		id := d.ID()
		if len(id) == 0 {
			w.addTag(WarnDateRangeID, d.Tag, "")
			continue
		}
		switch _, ok := d.StartDate(); {
		case started.has(id):
		case ok:
			started.add(id)
		default:
			w.addTag(WarnDateRangeStart, d.Tag, "")
		}
	}
}

// lowLatency looks at parts and EXT-X-SKIP.
func (w *warner) lowLatency() {
	m := w.m
	if s, ok := m.Skip(); ok {
		if _, ok := s.SkippedSegments(); !ok {
			w.addTag(WarnSkip, s.Tag, "")
		}
	}
	inf, ok := m.PartInf()
	if !ok {
		return
	}
	target, ok := inf.Target()
	if !ok {
		return
	}
	for t := range m.Tags() {
		if t.Kind() != TagPart {
			continue
		}
		if d, ok := t.Attributes().seconds("DURATION"); ok && d > target {
			w.addTag(WarnPart, t, d.String()+", target "+target.String())
		}
	}
}

// variables looks for references to variables that are not defined.
func (w *warner) variables() {
	m := w.m
	if !bytes.Contains(m.src, []byte(reference)) {
		return
	}
	var defined idSet
	next, off := 0, 0
	for line := range m.Lines() {
		if next < len(m.tags) && int(m.tags[next].off) == off {
			if t := m.Tag(next); t.Kind() == TagDefine {
				defined.add(Definition{t}.Name())
			}
			next++
		}
		_, err := AppendSubstituted(nil, line, func(name []byte) ([]byte, bool) { return nil, defined.has(name) })
		if err != nil {
			w.add(WarnVariable, off, quote(trim(withoutEnd(line))))
		}
		off += len(line)
	}
}
