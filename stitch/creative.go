package stitch

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"time"

	"github.com/adsplice/adsplice/hls"
)

// A Creative is an ad, slate or bumper that has been conditioned for
// streaming: one clip for each rendition. It is immutable and safe for any
// number of goroutines.
type Creative struct {
	key        string
	renditions []creativeRendition
	duration   time.Duration
	target     time.Duration
	version    int
	digest     uint64
}

type creativeRendition struct {
	r    Rendition
	clip *hls.Clip
	gaps *hls.Clip // the clip's segments as gaps, with their map
	bare *hls.Clip // the same without map
}

// HLSRendition is one media playlist of a creative.
type HLSRendition struct {
	// Rendition says what the playlist is. The zero value is a video playlist of
	// which nothing is known: it serves every video rendition of its container.
	Rendition Rendition
	Media     *hls.Media
	// Base is what the playlist's relative URIs are resolved against, its own URL
	// as a rule; "" leaves them relative to the stitched playlist.
	Base string
}

// ErrNoRendition is a creative without a playlist.
var ErrNoRendition = errors.New("creative has no rendition")

// NewCreative conditions a creative under a key: a media-file URL, a universal
// ad id or a creative id. The order of the renditions settles what nothing else
// does. The error is [ErrNoRendition], or wraps the [hls.SyntaxError] of a
// playlist that can't be spliced.
func NewCreative(key string, renditions []HLSRendition) (*Creative, error) {
	c := &Creative{key: key}
	h := fnv.New64a()
	for _, x := range renditions {
		if x.Media == nil {
			return nil, fmt.Errorf("stitch: creative %.64q, rendition %.64q: %w", key, x.Rendition.URI, ErrNoRendition)
		}
		clip, err := hls.NewClip(x.Media, hls.ClipOptions{Base: x.Base, Bitrate: x.Rendition.Bandwidth / 1000})
		if err != nil {
			return nil, fmt.Errorf("stitch: creative %.64q, rendition %.64q: %w", key, x.Rendition.URI, err)
		}
		r := x.Rendition
		if r == (Rendition{}) {
			switch clip.Container() {
			case hls.ContainerPackedAudio:
				r.Type = Audio
			case hls.ContainerWebVTT:
				r.Type = Subtitles
			default:
			}
		}
		c.renditions = append(c.renditions, creativeRendition{
			r: r, clip: clip, gaps: clip.Gaps(hls.GapOptions{KeepMap: true}), bare: clip.Gaps(hls.GapOptions{}),
		})
		if r.Type == Video || r.Type == Audio {
			c.target = max(c.target, clip.TargetDuration())
		}
		c.version = max(c.version, clip.Version())
		_, _ = h.Write(clip.Bytes())
		_ = binary.Write(h, binary.LittleEndian, int64(clip.Duration()))
	}
	if len(c.renditions) == 0 {
		return nil, fmt.Errorf("stitch: creative %.64q: %w", key, ErrNoRendition)
	}
	c.duration = c.reference().clip.Duration()
	c.digest = h.Sum64()
	return c, nil
}

// Key returns the key of the creative.
func (c *Creative) Key() string { return c.key }

// Duration returns how long the creative plays: the sum of the EXTINFs of its
// first video rendition, else of its first.
func (c *Creative) Duration() time.Duration { return c.duration }

// Digest tells two versions of a creative apart: it is a hash over all its
// playlists as they are written.
func (c *Creative) Digest() uint64 { return c.digest }

// versionFor returns the EXT-X-VERSION that the creative needs in content such as
// doc: the highest of those renditions that fit.
func (c *Creative) versionFor(doc *hls.Media) int {
	v := 1
	for i := range c.renditions {
		if x := &c.renditions[i]; doc.Fits(x.clip) == "" {
			v = max(v, x.clip.Version())
		}
	}
	return v
}

func (c *Creative) reference() *creativeRendition {
	for i := range c.renditions {
		if c.renditions[i].r.Type == Video {
			return &c.renditions[i]
		}
	}
	return &c.renditions[0]
}

// Creatives finds conditioned creatives by key. For an ad these keys are tried:
// the URLs of its media files, the best first; its universal ad ids; AdID and id
// of its VAST Creative. URLs are compared as they stand, with their query. Slate
// and bumpers are found by the keys of the [Policy]. A creative may have several
// keys. The catalogue must give the same answer for as long as a session lasts;
// [ErrCreativeChanged] tells when it does not.
type Creatives map[string]*Creative

// Mismatch says why a creative can't play in a rendition, "" if it can.
type Mismatch string

// The mismatches that [Check] finds.
const (
	MismatchNone      Mismatch = ""
	MismatchContainer Mismatch = "CONTAINER"       // TS in fMP4 or the like, or EXT-X-MAP in one of them only
	MismatchCodecs    Mismatch = "CODECS"          // a codec family that the content does not declare
	MismatchRange     Mismatch = "VIDEO_RANGE"     // HDR in SDR content
	MismatchAudio     Mismatch = "AUDIO_LAYOUT"    // muxed against demuxed, or no audio rendition
	MismatchTarget    Mismatch = "TARGET_DURATION" // live: a segment longer than the target duration
	MismatchType      Mismatch = "TYPE"            // no rendition of the kind
	MismatchVersion   Mismatch = "VERSION"         // live: needs a higher EXT-X-VERSION than the session has
)

// Check tells before air whether a creative will fit a rendition of content.
// doc is a media playlist of the content, which tells the container and the
// target duration; it may be nil. A live session can't raise its target
// duration, so a creative with longer segments never fits there.
//
// Subtitles, I-frame and image renditions always fit: what an ad lacks there is
// filled with empty segments or gaps.
func Check(r Rendition, doc *hls.Media, t StreamType, c *Creative) Mismatch {
	x, why := c.pick(r, doc)
	if x == nil {
		return why
	}
	if t == Live && doc != nil && x.clip.TargetDuration() > doc.TargetDuration() {
		return MismatchTarget
	}
	return MismatchNone
}

// pick chooses the creative's rendition for one of the content: container and
// codec family must agree, then the nearest resolution not above, then the
// highest bandwidth not above, else the lowest. It returns nil and the reason if
// there is none.
func (c *Creative) pick(r Rendition, doc *hls.Media) (*creativeRendition, Mismatch) {
	var best *creativeRendition
	why := MismatchType
	if r.Type == Audio {
		why = MismatchAudio
	}
	for i := range c.renditions {
		x := &c.renditions[i]
		if x.r.Type != r.Type {
			continue
		}
		if m := x.mismatch(r, doc); m != MismatchNone {
			why = m
			continue
		}
		if best == nil || x.better(best, r) {
			best = x
		}
	}
	if best == nil {
		return nil, why
	}
	return best, MismatchNone
}

// mismatch tells why the creative's rendition can't play in the content's.
func (x *creativeRendition) mismatch(r Rendition, doc *hls.Media) Mismatch {
	switch {
	case doc != nil && doc.Fits(x.clip) != "":
		return MismatchContainer
	case !sameFamilies(r.Codecs, x.r.Codecs):
		return MismatchCodecs
	case rangeRank(x.r.Range) > rangeRank(r.Range):
		return MismatchRange
	case r.Type == Video && r.Demuxed != x.r.Demuxed && x.r.URI != "" && r.URI != "":
		return MismatchAudio
	}
	return MismatchNone
}

// rangeRank orders VIDEO-RANGE: a lower one may stand in a higher one's variant
// (bis section 4.4.6.2).
func rangeRank(s string) int {
	switch s {
	case "HLG":
		return 1
	case "PQ":
		return 2
	}
	return 0
}

// better tells whether x suits r better than y does.
func (x *creativeRendition) better(y *creativeRendition, r Rendition) bool {
	if r.Type == Audio || r.Type == Subtitles {
		return score(x.r, r) > score(y.r, r)
	}
	if r.Height > 0 && x.r.Height != y.r.Height {
		xo, yo := x.r.Height > r.Height, y.r.Height > r.Height
		switch {
		case xo != yo:
			return yo
		case xo:
			return x.r.Height < y.r.Height
		}
		return x.r.Height > y.r.Height
	}
	if r.Bandwidth > 0 && x.r.Bandwidth != y.r.Bandwidth {
		xo, yo := x.r.Bandwidth > r.Bandwidth, y.r.Bandwidth > r.Bandwidth
		switch {
		case xo != yo:
			return yo
		case xo:
			return x.r.Bandwidth < y.r.Bandwidth
		}
		return x.r.Bandwidth > y.r.Bandwidth
	}
	return false
}

// score weighs an alternative rendition: language first, then the channels,
// then the default one.
func score(x, r Rendition) int {
	n := 0
	if x.Language != "" && x.Language == r.Language {
		n += 8
	}
	if x.Channels != "" && x.Channels == r.Channels {
		n += 4
	} else if x.Channels == "2" {
		n += 2
	}
	if x.Default {
		n++
	}
	return n
}
