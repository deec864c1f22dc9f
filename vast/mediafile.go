package vast

import (
	"cmp"
	"slices"
	"strings"

	"github.com/adsplice/adsplice/internal/xmlscan"
)

// MediaFile is a MediaFile or Mezzanine element.
type MediaFile struct{ Element }

func asMediaFile(e Element) MediaFile { return MediaFile{e} }

// URL is the URL as it stands, blanks around it cut off. It is not validated.
func (m MediaFile) URL() string { return m.Text() }

// AppendURL appends URL, without allocating if dst has room.
func (m MediaFile) AppendURL(dst []byte) []byte { return m.AppendText(dst) }

// ID is the id attribute.
func (m MediaFile) ID() string { return m.attr("id") }

// Delivery is "progressive" or "streaming" as it stands; it is often wrong.
func (m MediaFile) Delivery() string { return m.attr("delivery") }

// Type is the MIME type as it stands.
func (m MediaFile) Type() string { return m.attr("type") }

// Codec is the codec as it stands.
func (m MediaFile) Codec() string { return m.attr("codec") }

// MediaType is the mediaType attribute (VAST 4.1), for example "2D".
func (m MediaFile) MediaType() string { return m.attr("mediaType") }

// APIFramework is the apiFramework attribute, for example "VPAID".
func (m MediaFile) APIFramework() string { return m.attr("apiFramework") }

// Width is the width in pixels, 0 if unknown.
func (m MediaFile) Width() int { return m.number("width") }

// Height is the height in pixels, 0 if unknown.
func (m MediaFile) Height() int { return m.number("height") }

// Bitrate is the average bitrate in kbit/s as stated, 0 if unknown.
func (m MediaFile) Bitrate() int { return m.number("bitrate") }

// MinBitrate is the least bitrate of a streaming file in kbit/s as stated, 0 if unknown.
func (m MediaFile) MinBitrate() int { return m.number("minBitrate") }

// MaxBitrate is the greatest bitrate of a streaming file in kbit/s as stated, 0 if unknown.
func (m MediaFile) MaxBitrate() int { return m.number("maxBitrate") }

// FileSize is the size in bytes, 0 if unknown or over 2 GiB.
func (m MediaFile) FileSize() int { return m.number("fileSize") }

// Scalable is the scalable attribute.
func (m MediaFile) Scalable() (v, ok bool) { return m.boolean("scalable") }

// MaintainAspectRatio is the maintainAspectRatio attribute.
func (m MediaFile) MaintainAspectRatio() (v, ok bool) { return m.boolean("maintainAspectRatio") }

// Bandwidth is the bitrate in bit/s for comparing files, 0 if unknown: bitrate, else maxBitrate, else
// minBitrate. A stated value from 100,000 on is taken for bit/s, a common mistake, else for kbit/s.
func (m MediaFile) Bandwidth() int64 {
	for _, name := range [...]string{"bitrate", "maxBitrate", "minBitrate"} {
		switch n := int64(m.number(name)); {
		case n >= 100_000:
			return n
		case n > 0:
			return n * 1000
		}
	}
	return 0
}

// MediaProblem is why a media file is not for stitching.
type MediaProblem uint8

// The problems.
const (
	// MediaOK is a file that may be stitched.
	MediaOK MediaProblem = iota
	// MediaNoURL is a file without URL.
	MediaNoURL
	// MediaInteractive is a file that an API framework has to run, such as VPAID or SIMID. "VAST",
	// "omid" and "none" are no such frameworks.
	MediaInteractive
	// MediaScript is a script or a web page.
	MediaScript
	// MediaFlash is a Flash program.
	MediaFlash
)

// String gives the stable name of the problem.
func (p MediaProblem) String() string {
	switch p {
	case MediaOK:
		return "OK"
	case MediaNoURL:
		return "NO_URL"
	case MediaInteractive:
		return "INTERACTIVE"
	case MediaScript:
		return "SCRIPT"
	case MediaFlash:
		return "FLASH"
	}
	return "UNKNOWN"
}

// MarshalText gives the stable name of the problem.
func (p MediaProblem) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// Problem tells why the file is not for stitching, MediaOK if it is.
func (m MediaFile) Problem() MediaProblem {
	if !m.hasText() {
		return MediaNoURL
	}
	t := &m.d.tree
	var typ []byte
	for i := t.NameEnd(m.n); ; {
		a, next, ok := xmlscan.NextAttr(t.Src, i)
		if !ok {
			return typeProblem(xmlscan.Trim(typ))
		}
		name, value := t.Src[a.NameStart:a.NameEnd], t.Src[a.ValueStart:a.ValueEnd]
		switch {
		case xmlscan.EqualFold(name, "apiFramework"):
			if isFramework(xmlscan.Trim(value)) {
				return MediaInteractive
			}
		case xmlscan.EqualFold(name, "type"):
			typ = value
		}
		i = next
	}
}

// isFramework reports whether an apiFramework means that the file is to be executed. Ad servers also
// state "VAST" or "none" for plain video, and "omid", which is about measurement.
func isFramework(api []byte) bool {
	switch len(api) {
	case 0:
		return false
	case len("VAST"): // and none, omid
		return !xmlscan.EqualFold(api, "VAST") && !xmlscan.EqualFold(api, "none") && !xmlscan.EqualFold(api, "omid")
	}
	return true
}

// typeProblem judges a MIME type.
func typeProblem(typ []byte) MediaProblem {
	switch len(typ) {
	case len("text/html"):
		if xmlscan.EqualFold(typ, "text/html") {
			return MediaScript
		}
	case len("text/javascript"): // and text/ecmascript
		if xmlscan.EqualFold(typ, "text/javascript") || xmlscan.EqualFold(typ, "text/ecmascript") {
			return MediaScript
		}
	case len("application/xhtml+xml"):
		if xmlscan.EqualFold(typ, "application/xhtml+xml") {
			return MediaScript
		}
	case len("application/javascript"): // and application/ecmascript
		if xmlscan.EqualFold(typ, "application/javascript") || xmlscan.EqualFold(typ, "application/ecmascript") {
			return MediaScript
		}
	case len("application/x-javascript"):
		if xmlscan.EqualFold(typ, "application/x-javascript") {
			return MediaScript
		}
	case len("application/x-shockwave-flash"):
		if xmlscan.EqualFold(typ, "application/x-shockwave-flash") {
			return MediaFlash
		}
	}
	return MediaOK
}

// AppendUsableMediaFiles appends the media files that may be stitched, the best first: by bandwidth,
// then by picture size, then in document order.
func (l Linear) AppendUsableMediaFiles(dst []MediaFile) []MediaFile {
	base := len(dst)
	for m := range l.MediaFiles() {
		if m.Problem() == MediaOK {
			dst = append(dst, m)
		}
	}
	slices.SortStableFunc(dst[base:], compareMedia)
	return dst
}

// UsableMediaFiles gives the media files that may be stitched, the best first, as
// AppendUsableMediaFiles does.
func (l Linear) UsableMediaFiles() []MediaFile { return l.AppendUsableMediaFiles(nil) }

// BestMediaFile gives the first of UsableMediaFiles; ok is false if there is none.
func (l Linear) BestMediaFile() (best MediaFile, ok bool) {
	for m := range l.MediaFiles() {
		if m.Problem() == MediaOK && (!ok || compareMedia(m, best) < 0) {
			best, ok = m, true
		}
	}
	return best, ok
}

// compareMedia puts the better file first.
func compareMedia(a, b MediaFile) int {
	if c := cmp.Compare(b.Bandwidth(), a.Bandwidth()); c != 0 {
		return c
	}
	return cmp.Compare(int64(b.Width())*int64(b.Height()), int64(a.Width())*int64(a.Height()))
}

// StreamingFormat tells whether a media file is a manifest.
type StreamingFormat uint8

// The formats.
const (
	// NotStreaming is a file that is played as it is.
	NotStreaming StreamingFormat = iota
	// StreamingHLS is an HLS playlist.
	StreamingHLS
	// StreamingDASH is a DASH MPD.
	StreamingDASH
)

// Streaming tells by the MIME type whether the file is a manifest; the delivery attribute is too
// often wrong.
func (m MediaFile) Streaming() StreamingFormat {
	switch strings.ToLower(m.Type()) {
	case "application/vnd.apple.mpegurl", "application/x-mpegurl", "audio/mpegurl", "audio/x-mpegurl":
		return StreamingHLS
	case "application/dash+xml":
		return StreamingDASH
	}
	return NotStreaming
}
