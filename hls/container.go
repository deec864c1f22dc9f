package hls

import "bytes"

// Container is the kind of media segments (RFC 8216 section 3).
type Container uint8

// The containers that segments come in.
const (
	ContainerUnknown     Container = iota // can't be told from the playlist
	ContainerTS                           // MPEG-2 transport stream
	ContainerFMP4                         // fragmented MP4
	ContainerPackedAudio                  // AAC, MP3, AC-3 or E-AC-3 frames
	ContainerWebVTT
)

// String returns the name of the container.
func (c Container) String() string {
	switch c {
	case ContainerTS:
		return "MPEG-TS"
	case ContainerFMP4:
		return "fMP4"
	case ContainerPackedAudio:
		return "packed audio"
	case ContainerWebVTT:
		return "WebVTT"
	case ContainerUnknown:
	}
	return "unknown"
}

// Container tells what the segments are, from the file name of the first one
// and the presence of EXT-X-MAP, which every fMP4 segment needs (RFC 8216 section
// 3.3).
func (m *Media) Container() Container {
	if len(m.segs) == 0 {
		return ContainerUnknown
	}
	if c := containerOf(m.Segment(0).URI()); c != ContainerUnknown {
		return c
	}
	if len(m.maps) > 0 {
		return ContainerFMP4
	}
	return ContainerUnknown
}

// containerOf reads the extension of a URI's path.
func containerOf(ref []byte) Container {
	for _, end := range [...]byte{'?', '#'} {
		if i := bytes.IndexByte(ref, end); i >= 0 {
			ref = ref[:i]
		}
	}
	ext := ref[bytes.LastIndexByte(ref, '.')+1:]
	var low [8]byte
	if len(ext) > len(low) || len(ext) == len(ref) {
		return ContainerUnknown
	}
	for i, c := range ext {
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		low[i] = c
	}
	switch string(low[:len(ext)]) {
	case "ts", "m2ts", "mts":
		return ContainerTS
	case "m4s", "mp4", "m4v", "m4a", "cmfv", "cmfa", "cmft", "m4f":
		return ContainerFMP4
	case "aac", "mp3", "ac3", "ec3":
		return ContainerPackedAudio
	case "vtt", "webvtt":
		return ContainerWebVTT
	}
	return ContainerUnknown
}

// fits tells whether media in container c can stand beside media in o.
func (c Container) fits(o Container) bool {
	return c == o || c == ContainerUnknown || o == ContainerUnknown
}
