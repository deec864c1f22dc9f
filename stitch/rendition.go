package stitch

import (
	"strings"

	"github.com/adsplice/adsplice/hls"
)

// RenditionType tells what a media playlist carries.
type RenditionType uint8

// The types of rendition.
const (
	Video RenditionType = iota // a variant stream, with its audio or without
	Audio
	Subtitles
	IFrames // an I-frame playlist, for trick play
	Images  // a playlist of thumbnails
)

func renditionTypes() []string {
	return []string{"VIDEO", "AUDIO", "SUBTITLES", "I-FRAMES", "IMAGES"}
}

// String returns VIDEO, AUDIO, SUBTITLES, I-FRAMES or IMAGES.
func (t RenditionType) String() string { return name(renditionTypes(), uint8(t)) }

// MarshalText returns the same as String.
func (t RenditionType) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (t *RenditionType) UnmarshalText(b []byte) error {
	return parseName(renditionTypes(), (*uint8)(t), b)
}

// Rendition says of a media playlist what the playlist itself does not know:
// what the multivariant playlist says of it. Every field is optional; what is
// not known does not decide. The zero value is a video playlist of which
// nothing is known.
type Rendition struct {
	URI       string        `json:"uri,omitempty"` // as written in the multivariant playlist
	Type      RenditionType `json:"type"`
	Codecs    string        `json:"codecs,omitempty"`   // RFC 6381, of the variant with all its renditions
	Group     string        `json:"group,omitempty"`    // GROUP-ID of an alternative rendition
	Language  string        `json:"language,omitempty"` // RFC 5646
	Name      string        `json:"name,omitempty"`
	Default   bool          `json:"default,omitempty"`
	Channels  string        `json:"channels,omitempty"` // CHANNELS, such as 2 or 6
	Width     int           `json:"width,omitempty"`    // pixels
	Height    int           `json:"height,omitempty"`
	Bandwidth int64         `json:"bandwidth,omitempty"` // bit/s, peak
	Range     string        `json:"range,omitempty"`     // VIDEO-RANGE: SDR, HLG, PQ
	// Demuxed tells that a variant's audio comes in renditions of its own.
	Demuxed bool `json:"demuxed,omitempty"`
}

// Renditions lists what a multivariant playlist names: its variants in order,
// then its alternative renditions that have a playlist, then its I-frame
// playlists. A URI that appears twice is listed once.
func Renditions(m *hls.Multivariant) []Rendition {
	var list []Rendition
	seen := map[string]bool{}
	add := func(r Rendition) {
		if r.URI != "" && !seen[r.URI] {
			seen[r.URI] = true
			list = append(list, r)
		}
	}
	demuxed := map[string]bool{} // audio groups with a playlist of their own
	codecs := map[string]string{}
	for r := range m.Renditions() {
		if string(r.Type()) == "AUDIO" && len(r.URI()) > 0 {
			demuxed[string(r.GroupID())] = true
		}
	}
	for v := range m.Variants() {
		audio := string(v.Audio())
		w, h, _ := v.Resolution()
		add(Rendition{
			URI: string(v.URI()), Codecs: string(v.Codecs()), Width: w, Height: h, Bandwidth: v.Bandwidth(),
			Range: string(v.VideoRange()), Demuxed: demuxed[audio],
		})
		if codecs[audio] == "" {
			codecs[audio] = string(v.Codecs())
		}
	}
	for r := range m.Renditions() {
		x := Rendition{
			URI: string(r.URI()), Group: string(r.GroupID()), Language: string(r.Language()), Name: string(r.Name()),
			Default: r.Default(), Channels: string(r.Channels()),
		}
		switch string(r.Type()) {
		case "AUDIO":
			x.Type = Audio
			x.Codecs = audioCodecs(codecs[x.Group])
		case "SUBTITLES":
			x.Type = Subtitles
		case "VIDEO":
		default:
			continue
		}
		add(x)
	}
	for v := range m.IFrameVariants() {
		w, h, _ := v.Resolution()
		add(Rendition{URI: string(v.URI()), Type: IFrames, Codecs: string(v.Codecs()), Width: w, Height: h, Bandwidth: v.Bandwidth(), Range: string(v.VideoRange())})
	}
	return list
}

// codecFamily names what decoders can go on with: codecs of one family differ
// in profile or sample entry only.
func codecFamily(codec string) (family string, kind RenditionType) {
	codec = strings.TrimSpace(codec)
	base, rest, _ := strings.Cut(codec, ".")
	switch strings.ToLower(base) {
	case "avc1", "avc3":
		return "avc", Video
	case "hvc1", "hev1", "dvh1", "dvhe":
		return "hevc", Video
	case "av01", "dav1":
		return "av1", Video
	case "vp08", "vp09", "vp8", "vp9":
		return "vp9", Video
	case "mp4a":
		switch oti, _, _ := strings.Cut(strings.ToLower(rest), "."); oti {
		case "a5":
			return "ac-3", Audio
		case "a6":
			return "ec-3", Audio
		case "69", "6b", "40.34":
			return "mp3", Audio
		}
		if rest == "40.34" {
			return "mp3", Audio
		}
		return "aac", Audio
	case "ac-3", "ec-3", "ac-4", "opus", "flac", "alac", "mp3":
		return strings.ToLower(base), Audio
	case "stpp", "wvtt":
		return strings.ToLower(base), Subtitles
	}
	return strings.ToLower(base), Video
}

// audioCodecs returns the audio part of a CODECS list.
func audioCodecs(list string) string {
	var out []string
	for c := range strings.SplitSeq(list, ",") {
		if _, kind := codecFamily(c); kind == Audio {
			out = append(out, strings.TrimSpace(c))
		}
	}
	return strings.Join(out, ",")
}

// sameFamilies tells whether every codec of the ad is of a family that the
// content has, as far as both are known. Text codecs do not count.
func sameFamilies(content, ad string) bool {
	if content == "" || ad == "" {
		return true
	}
	for a := range strings.SplitSeq(ad, ",") {
		fa, kind := codecFamily(a)
		if kind == Subtitles {
			continue
		}
		found, known := false, false
		for c := range strings.SplitSeq(content, ",") {
			fc, k := codecFamily(c)
			known = known || k == kind
			found = found || fc == fa
		}
		if known && !found {
			return false
		}
	}
	return true
}
