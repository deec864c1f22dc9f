// Package grafov converts playlists between this module and
// github.com/grafov/m3u8 v0.12, so that an origin that holds its playlists in
// that library's types stitches them in three lines:
//
//	content, err := grafov.FromMedia(p)      // *m3u8.MediaPlaylist
//	...
//	dst, err = content.AppendSplice(dst, &splice)
//
// [FromMedia] and [FromMaster] write every field that a value has, and what its
// custom tags encode to. They do not use the library's Encode, which changes
// what it is given: it rounds EXTINF to milliseconds, writes no EXT-X-MAP of a
// segment once the playlist has one of its own, writes only the oldest
// WinSize segments, puts the first EXT-X-KEY and EXT-X-MAP in front of all
// segments wherever they were read, leaves out a start offset that is 0 or
// negative, and keeps its output in the value, so that it is not safe for
// several goroutines. FromMedia writes all segments, exactly, and does not
// change p.
//
// [ToMedia] and [ToMaster] fill that library's types. Tags that those have no
// field for are kept as a custom tag of their segment, or of the playlist if
// they are about it as a whole, so that Encode writes them, too. What the types
// can't hold is lost:
//
//   - comments, blank lines, line ends, the order of tags and of attributes,
//     and with the order whether an EXT-X-MAP stands in front of or behind an
//     EXT-X-KEY: keys are written first;
//   - tags behind the last segment: EXT-X-DATERANGE, ad markers and parts of a
//     segment to come;
//   - digits of EXTINF, EXT-X-CUE-OUT and EXT-X-START that a float64 has not;
//   - attributes of EXT-X-KEY and EXT-X-MAP other than those of RFC 8216;
//   - of EXT-X-STREAM-INF: SUPPLEMENTAL-CODECS, SCORE, PATHWAY-ID,
//     STABLE-VARIANT-ID, ALLOWED-CPC, REQ-VIDEO-LAYOUT, and digits of FRAME-RATE
//     behind the third when encoded; of EXT-X-I-FRAME-STREAM-INF: AUDIO,
//     FRAME-RATE when encoded;
//   - of EXT-X-MEDIA in a group that a variant names: CHANNELS,
//     ASSOC-LANGUAGE, STABLE-RENDITION-ID, BIT-DEPTH, SAMPLE-RATE. The others, and
//     all closed captions, are kept as lines.
//
// That library's own Decode loses more: every EXT-X-DATERANGE, every tag that
// it does not know, all but the last EXT-X-KEY in front of a segment, all but
// the first ad marker there, the offset that an EXT-X-BYTERANGE leaves out (it
// reads 0), EXT-X-CUE-OUT-CONT in the form 8/30, and the difference between
// EXT-X-CUE-OUT without a duration and with 0. A playlist that came through
// Decode has lost these before this package sees it: parse with package hls
// instead where you can.
package grafov
