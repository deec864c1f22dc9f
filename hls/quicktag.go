package hls

import "encoding/binary"

// The eight bytes behind #EXT-X- of the commonest tags, as little-endian words.
const (
	wordVersion     = 'V' | 'E'<<8 | 'R'<<16 | 'S'<<24 | 'I'<<32 | 'O'<<40 | 'N'<<48 | ':'<<56
	wordTarget      = 'T' | 'A'<<8 | 'R'<<16 | 'G'<<24 | 'E'<<32 | 'T'<<40 | 'D'<<48 | 'U'<<56
	wordMedia       = 'M' | 'E'<<8 | 'D'<<16 | 'I'<<24 | 'A'<<32 | '-'<<40 | 'S'<<48 | 'E'<<56
	wordDiscont     = 'D' | 'I'<<8 | 'S'<<16 | 'C'<<24 | 'O'<<32 | 'N'<<40 | 'T'<<48 | 'I'<<56
	wordIndependent = 'I' | 'N'<<8 | 'D'<<16 | 'E'<<24 | 'P'<<32 | 'E'<<40 | 'N'<<48 | 'D'<<56
	wordPlaylist    = 'P' | 'L'<<8 | 'A'<<16 | 'Y'<<24 | 'L'<<32 | 'I'<<40 | 'S'<<48 | 'T'<<56
	wordProgram     = 'P' | 'R'<<8 | 'O'<<16 | 'G'<<24 | 'R'<<32 | 'A'<<40 | 'M'<<48 | '-'<<56
	wordByteRange   = 'B' | 'Y'<<8 | 'T'<<16 | 'E'<<24 | 'R'<<32 | 'A'<<40 | 'N'<<48 | 'G'<<56
	wordDateRange   = 'D' | 'A'<<8 | 'T'<<16 | 'E'<<24 | 'R'<<32 | 'A'<<40 | 'N'<<48 | 'G'<<56
	wordCueOut      = 'C' | 'U'<<8 | 'E'<<16 | '-'<<24 | 'O'<<32 | 'U'<<40 | 'T'<<48 | ':'<<56
	wordCueOutCont  = 'C' | 'U'<<8 | 'E'<<16 | '-'<<24 | 'O'<<32 | 'U'<<40 | 'T'<<48 | '-'<<56
	wordKey         = 'K' | 'E'<<8 | 'Y'<<16 | ':'<<24 | 'M'<<32 | 'E'<<40 | 'T'<<48 | 'H'<<56
	wordMap         = 'M' | 'A'<<8 | 'P'<<16 | ':'<<24 | 'U'<<32 | 'R'<<40 | 'I'<<48 | '='<<56
	wordOATCLS      = 'T' | 'C'<<8 | 'L'<<16 | 'S'<<24 | '-'<<32 | 'S'<<40 | 'C'<<48 | 'T'<<56 // behind #EXT-OA
	wordPart        = 'P' | 'A'<<8 | 'R'<<16 | 'T'<<24 | ':'<<32 | 'D'<<40 | 'U'<<48 | 'R'<<56
)

// quickTag reads the name of a tag that is common and written as the standard
// has it: nothing in front, a value right behind the colon if the tag has one.
// name is the length of the name with '#', val where the value begins. ok is
// false for any other line, which readTag then reads the long way.
func quickTag(line []byte) (k TagKind, name, val int, ok bool) {
	if len(line) < 16 || line[len(line)-1] <= ' ' {
		return 0, 0, 0, false
	}
	var want string
	switch binary.LittleEndian.Uint64(line[7:]) {
	case wordVersion:
		want, k = "#EXT-X-VERSION:", TagVersion
	case wordTarget:
		want, k = "#EXT-X-TARGETDURATION:", TagTargetDuration
	case wordMedia:
		want, k = "#EXT-X-MEDIA-SEQUENCE:", TagMediaSequence
	case wordDiscont:
		if string(line) == "#EXT-X-DISCONTINUITY" {
			return TagDiscontinuity, len(line), len(line), true
		}
		want, k = "#EXT-X-DISCONTINUITY-SEQUENCE:", TagDiscontinuitySequence
	case wordIndependent:
		if string(line) == "#EXT-X-INDEPENDENT-SEGMENTS" {
			return TagIndependentSegments, len(line), len(line), true
		}
		return 0, 0, 0, false
	case wordPlaylist:
		want, k = "#EXT-X-PLAYLIST-TYPE:", TagPlaylistType
	case wordProgram:
		want, k = "#EXT-X-PROGRAM-DATE-TIME:", TagProgramDateTime
	case wordByteRange:
		want, k = "#EXT-X-BYTERANGE:", TagByteRange
	case wordDateRange:
		want, k = "#EXT-X-DATERANGE:", TagDateRange
	case wordCueOut:
		want, k = "#EXT-X-CUE-OUT:", TagCueOut
	case wordCueOutCont:
		want, k = "#EXT-X-CUE-OUT-CONT:", TagCueOutCont
	case wordOATCLS:
		want, k = "#EXT-OATCLS-SCTE35:", TagOATCLS
	case wordKey:
		want, k = "#EXT-X-KEY:", TagKey
	case wordMap:
		want, k = "#EXT-X-MAP:", TagMap
	case wordPart:
		want, k = "#EXT-X-PART:", TagPart
	default:
		return 0, 0, 0, false
	}
	if !hasPrefix(line, want) || len(line) == len(want) || line[len(want)] <= ' ' {
		return 0, 0, 0, false
	}
	return k, len(want) - 1, len(want), true
}
