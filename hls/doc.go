// Package hls reads HTTP Live Streaming playlists without losing a byte of
// them and splices other playlists into them.
//
// [ParseMedia] and [ParseMultivariant] keep the source bytes and index them:
// the line spans tile the input, so appending a parsed playlist gives the input
// back, byte for byte, with its line ends, comments, unknown tags, attribute
// order and white space. Typed accessors decode from those spans when called;
// nothing is cached, so a parsed playlist is safe for any number of goroutines.
// Parse keeps src: do not change it afterwards. Slices handed out alias src and
// are capped.
//
// [Media.AppendSplice] appends a media playlist in which runs of segments are
// replaced by clips, or clips are inserted. It writes what RFC 8216 asks for at
// each splice: EXT-X-DISCONTINUITY, EXT-X-MAP, EXT-X-KEY, EXT-X-BYTERANGE,
// EXT-X-PROGRAM-DATE-TIME, EXT-X-BITRATE, a version and a target duration that
// fit, and explicit IVs where media sequence numbers moved. Everything else is
// copied verbatim.
//
// References: RFC 8216, and draft-pantos-hls-rfc8216bis-22 ("bis") for what is
// newer. Both are cited by section.
//
// Deliberately not checked by the parser: whether URIs resolve, whether media
// matches its description, and rules that bind a whole presentation rather
// than one playlist.
package hls
