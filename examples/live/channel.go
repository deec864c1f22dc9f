package main

import (
	"fmt"
	"io/fs"
	"path"
	"time"

	"github.com/adsplice/adsplice/hls"
	"github.com/adsplice/adsplice/stitch"
)

// window is how much of the channel is listed.
const window = 24 * time.Second

// channel is an origin of live playlists: a clip that is looped for ever, with
// ad breaks. What it lists is a function of the time.
type channel struct {
	multivariant []byte
	renditions   []stitch.Rendition // the reference first
	clips        []*hls.Media       // what each of them loops
	loop         time.Duration      // how long one is
	every        time.Duration      // an ad break starts
	length       time.Duration      // of a break
	target       time.Duration      // target duration, of all renditions (RFC 8216 section 6.2.4)
}

// newChannel reads the clip that is looped.
func newChannel(files fs.FS, every, length time.Duration) (*channel, error) {
	text, err := fs.ReadFile(files, "content/index.m3u8")
	if err != nil {
		return nil, err
	}
	c := &channel{multivariant: text, every: every, length: length}
	all, err := clip(files, "content")
	if err != nil {
		return nil, err
	}
	for _, x := range all {
		if x.Media.Duration() < window {
			return nil, fmt.Errorf("content: %s: shorter than %v", x.Rendition.URI, window)
		}
		c.renditions = append(c.renditions, x.Rendition)
		c.clips = append(c.clips, x.Media)
		c.target = max(c.target, x.Media.TargetDuration())
	}
	c.loop = c.clips[0].Duration()
	return c, nil
}

// epoch is when the channel began.
func epoch() time.Time { return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) }

// playlist returns the live playlist of rendition n.
func (c *channel) playlist(n int, now time.Time) []byte {
	doc := c.clips[n]
	edge := now.Sub(epoch())
	round := edge / c.loop
	i := doc.Len() * int(round) // the first segment of this round
	for c.end(n, i) <= edge {
		i++
	}
	last := i
	for i > 0 && c.end(n, i-1) > edge-window {
		i--
	}
	out := fmt.Appendf(nil, "#EXTM3U\n#EXT-X-VERSION:%d\n#EXT-X-TARGETDURATION:%d\n#EXT-X-MEDIA-SEQUENCE:%d\n#EXT-X-DISCONTINUITY-SEQUENCE:%d\n",
		max(doc.Version(), 6), c.target/time.Second, i, max((i-1)/doc.Len(), 0))
	folder := path.Join("/clips/content", path.Dir(c.renditions[n].URI))
	for first := i; i < last; i++ {
		seg := doc.Segment(i % doc.Len())
		m, mapped := seg.Map()
		if i > 0 && i%doc.Len() == 0 {
			out = append(out, "#EXT-X-DISCONTINUITY\n"...)
		}
		if mapped && (i == first || i%doc.Len() == 0) {
			out = fmt.Appendf(out, "#EXT-X-MAP:URI=%q\n", path.Join(folder, string(m.URI())))
		}
		elapsed, in := c.breakAt(n, i)
		_, before := c.breakAt(n, i-1)
		switch {
		case in && !before:
			out = fmt.Appendf(out, "#EXT-X-CUE-OUT:DURATION=%.3f\n", c.length.Seconds())
		case in:
			out = fmt.Appendf(out, "#EXT-X-CUE-OUT-CONT:ElapsedTime=%.3f,Duration=%.3f\n", elapsed.Seconds(), c.length.Seconds())
		case before:
			out = append(out, "#EXT-X-CUE-IN\n"...)
		}
		out = fmt.Appendf(out, "#EXT-X-PROGRAM-DATE-TIME:%s\n#EXTINF:%.6f,\n%s\n",
			epoch().Add(c.start(n, i)).Format("2006-01-02T15:04:05.000Z07:00"), seg.Duration().Seconds(), path.Join(folder, string(seg.URI())))
	}
	return out
}

// start returns when segment i of rendition n starts.
func (c *channel) start(n, i int) time.Duration {
	doc := c.clips[n]
	return time.Duration(i/doc.Len())*c.loop + doc.Boundary(i%doc.Len())
}

// end returns when it is complete.
func (c *channel) end(n, i int) time.Duration {
	return c.start(n, i) + c.clips[n].Segment(i%c.clips[n].Len()).Duration()
}

// breakAt tells whether segment i is in an ad break, and how far: a break starts
// and ends at the boundaries nearest to where it should.
func (c *channel) breakAt(n, i int) (elapsed time.Duration, in bool) {
	if i < 0 {
		return 0, false
	}
	half := (c.end(n, i) - c.start(n, i)) / 2
	middle := c.start(n, i) + half - c.every/3
	into := middle % c.every
	return max(into-half, 0), middle >= 0 && into < c.length
}
