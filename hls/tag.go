package hls

import (
	"iter"
	"slices"
)

// TagKind names a tag that this package knows. Tags it does not know are kept
// and readable all the same, as [TagUnknown].
type TagKind uint8

// The tags of RFC 8216, of rfc8216bis-22 and of the ad-marker practice. EXTINF
// is read with its segment ([Segment.Duration]).
const (
	TagUnknown TagKind = iota

	// About the whole playlist.
	TagM3U
	TagVersion
	TagTargetDuration
	TagMediaSequence
	TagDiscontinuitySequence
	TagEndList
	TagPlaylistType
	TagIFramesOnly
	TagIndependentSegments
	TagStart
	TagDefine
	TagPartInf
	TagServerControl
	TagAllowCache
	TagImagesOnly
	TagSkip

	// About the segment that follows, or about all that follow.
	TagInf
	TagByteRange
	TagDiscontinuity
	TagKey
	TagMap
	TagProgramDateTime
	TagGap
	TagBitrate
	TagPart
	TagDateRange
	TagPreloadHint
	TagRenditionReport

	// Ad markers that no RFC defines.
	TagCueOut
	TagCueOutCont
	TagCueIn
	TagCueSpan
	TagCue
	TagCueCont
	TagOATCLS
	TagSCTE35
	TagExtSCTE35
	TagExtSCTE35Out
	TagExtSCTE35In
	TagSplicepoint
	TagAsset

	// Multivariant playlists.
	TagMedia
	TagStreamInf
	TagIFrameStreamInf
	TagImageStreamInf
	TagSessionData
	TagSessionKey
	TagContentSteering
)

// tagKind looks a name up, without '#'.
func tagKind(name []byte) TagKind {
	switch string(name) {
	case "EXTM3U":
		return TagM3U
	case "EXTINF":
		return TagInf
	case "EXT-X-VERSION":
		return TagVersion
	case "EXT-X-TARGETDURATION":
		return TagTargetDuration
	case "EXT-X-MEDIA-SEQUENCE":
		return TagMediaSequence
	case "EXT-X-DISCONTINUITY-SEQUENCE":
		return TagDiscontinuitySequence
	case "EXT-X-ENDLIST":
		return TagEndList
	case "EXT-X-PLAYLIST-TYPE":
		return TagPlaylistType
	case "EXT-X-I-FRAMES-ONLY":
		return TagIFramesOnly
	case "EXT-X-INDEPENDENT-SEGMENTS":
		return TagIndependentSegments
	case "EXT-X-START":
		return TagStart
	case "EXT-X-DEFINE":
		return TagDefine
	case "EXT-X-PART-INF":
		return TagPartInf
	case "EXT-X-SERVER-CONTROL":
		return TagServerControl
	case "EXT-X-ALLOW-CACHE":
		return TagAllowCache
	case "EXT-X-IMAGES-ONLY":
		return TagImagesOnly
	case "EXT-X-SKIP":
		return TagSkip
	case "EXT-X-BYTERANGE":
		return TagByteRange
	case "EXT-X-DISCONTINUITY":
		return TagDiscontinuity
	case "EXT-X-KEY":
		return TagKey
	case "EXT-X-MAP":
		return TagMap
	case "EXT-X-PROGRAM-DATE-TIME":
		return TagProgramDateTime
	case "EXT-X-GAP":
		return TagGap
	case "EXT-X-BITRATE":
		return TagBitrate
	case "EXT-X-PART":
		return TagPart
	case "EXT-X-DATERANGE":
		return TagDateRange
	case "EXT-X-PRELOAD-HINT":
		return TagPreloadHint
	case "EXT-X-RENDITION-REPORT":
		return TagRenditionReport
	case "EXT-X-CUE-OUT":
		return TagCueOut
	case "EXT-X-CUE-OUT-CONT":
		return TagCueOutCont
	case "EXT-X-CUE-IN":
		return TagCueIn
	case "EXT-X-CUE-SPAN":
		return TagCueSpan
	case "EXT-X-CUE":
		return TagCue
	case "EXT-X-CUE-CONT":
		return TagCueCont
	case "EXT-OATCLS-SCTE35":
		return TagOATCLS
	case "EXT-X-SCTE35":
		return TagSCTE35
	case "EXT-SCTE35":
		return TagExtSCTE35
	case "EXT-SCTE35-OUT":
		return TagExtSCTE35Out
	case "EXT-SCTE35-IN":
		return TagExtSCTE35In
	case "EXT-X-SPLICEPOINT-SCTE35":
		return TagSplicepoint
	case "EXT-X-ASSET":
		return TagAsset
	case "EXT-X-MEDIA":
		return TagMedia
	case "EXT-X-STREAM-INF":
		return TagStreamInf
	case "EXT-X-I-FRAME-STREAM-INF":
		return TagIFrameStreamInf
	case "EXT-X-IMAGE-STREAM-INF":
		return TagImageStreamInf
	case "EXT-X-SESSION-DATA":
		return TagSessionData
	case "EXT-X-SESSION-KEY":
		return TagSessionKey
	case "EXT-X-CONTENT-STEERING":
		return TagContentSteering
	}
	return TagUnknown
}

// wholePlaylist tells whether tags of the kind are about the playlist as a
// whole, so that they stay when the segment behind them goes.
func (k TagKind) wholePlaylist() bool { return k >= TagM3U && k <= TagSkip }

// Cue tells whether tags of the kind are ad markers that no RFC defines.
func (k TagKind) Cue() bool { return k >= TagCueOut && k <= TagAsset }

// multivariant tells whether the kind belongs in a multivariant playlist only.
func (k TagKind) multivariant() bool { return k >= TagMedia }

// tag is the index entry of one tag line other than EXTINF.
type tag struct {
	off  uint32 // of the first byte of the line
	end  uint32 // behind its last byte, before blanks at the end and the line end
	val  uint32 // of the value: behind the colon and blanks; end if there is none
	seg  uint32 // number of URI lines in front
	kind TagKind
	name uint8 // length of what stands between off and the end of the name
}

// A Tag is one tag line of a playlist. It aliases the source.
type Tag struct {
	src   []byte
	t     tag
	index int
}

// Kind returns the kind of tag, [TagUnknown] for one not known.
func (t Tag) Kind() TagKind { return t.t.kind }

// Index returns the position of the tag among the tags of its playlist, EXTINF
// not counted. [Splice.Drop] takes it.
func (t Tag) Index() int { return t.index }

// Name returns the tag's name without '#'.
func (t Tag) Name() []byte {
	b := t.src[t.t.off : t.t.off+uint32(t.t.name)]
	for len(b) > 0 && (b[0] == '#' || isBlank(b[0])) {
		b = b[1:]
	}
	return slices.Clip(b)
}

// Value returns what stands behind the colon, without blanks at its ends.
func (t Tag) Value() []byte { return t.src[t.t.val:t.t.end:t.t.end] }

// Attributes reads the value as an attribute list.
func (t Tag) Attributes() Attributes { return Attributes(t.Value()) }

// Bytes returns the whole line without its line end.
func (t Tag) Bytes() []byte { return t.src[t.t.off:t.t.end:t.t.end] }

// Offset returns the byte offset of the line.
func (t Tag) Offset() int { return int(t.t.off) }

// Line returns the 1-based number of the line. It counts line ends: its cost
// grows with the offset.
func (t Tag) Line() int { return countLines(t.src[:t.t.off]) + 1 }

// Segment returns the index of the segment that the tag stands in front of; it
// is the number of segments when the tag stands behind the last one.
func (t Tag) Segment() int { return int(t.t.seg) }

// tagsOf yields the tags with index from <= i < to.
func tagsOf(src []byte, tags []tag, from, to int) iter.Seq[Tag] {
	return func(yield func(Tag) bool) {
		for i := from; i < to; i++ {
			if !yield(Tag{src, tags[i], i}) {
				return
			}
		}
	}
}

// readTag indexes the tag line at off. line is the line without its end. ok is
// false for what is no tag: a URI line, a blank one, a comment.
func readTag(line []byte, off, seg int) (t tag, ok bool) {
	if t.quick(line, off, seg) {
		return t, true
	}
	return readAnyTag(line, off, seg)
}

// quick does what readTag does for a common tag, see quickTag.
func (t *tag) quick(line []byte, off, seg int) bool {
	kind, name, val, ok := quickTag(line)
	if !ok {
		return false
	}
	t.off, t.end, t.val = uint32(off), uint32(off+len(line)), uint32(off+val)
	t.seg, t.kind, t.name = uint32(seg), kind, uint8(name)
	return true
}

// readAnyTag does what readTag does for a line of any shape.
func readAnyTag(line []byte, off, seg int) (t tag, ok bool) {
	end := len(line)
	for end > 0 && (isBlank(line[end-1]) || line[end-1] == '\r') {
		end--
	}
	start := 0
	for start < end && isBlank(line[start]) {
		start++
	}
	if start == end || line[start] != '#' {
		return t, false
	}
	n := start + 1 // behind '#'
	for n < end && isBlank(line[n]) {
		n++ // "# EXT-X-CUE-OUT-CONT" is written by some packagers
	}
	if end-n < 4 || line[n] != 'E' || line[n+1] != 'X' || line[n+2] != 'T' {
		return t, false
	}
	colon := n
	for colon < end && line[colon] != ':' && !isBlank(line[colon]) {
		colon++
	}
	if colon-n < 4 || colon > 255 {
		return t, false
	}
	kind := tagKind(line[n:colon])
	if n > start+1 && !kind.Cue() {
		return t, false // a comment that begins like a tag
	}
	val := colon
	for val < end && isBlank(line[val]) {
		val++
	}
	if val < end && line[val] == ':' {
		val++
	}
	for val < end && isBlank(line[val]) {
		val++
	}
	return tag{
		off: uint32(off), end: uint32(off + end), val: uint32(off + val),
		seg: uint32(seg), kind: kind, name: uint8(colon),
	}, true
}
