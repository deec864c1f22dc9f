package hls

import "bytes"

// Filler returns a clip with the segment durations and the discontinuities of
// c whose segments are all at ref, for renditions that the ad lacks: ref is an
// empty WebVTT segment for subtitles. It has no EXT-X-MAP and no keys. The
// error is [ErrBadValue] for a ref that can't be a URI line.
func (c *Clip) Filler(ref string) (*Clip, error) {
	if ref == "" || ref[0] == '#' || bytes.IndexByte([]byte(ref), ' ') >= 0 || !quotable(ref) {
		return nil, syntaxError([]byte(ref), 0, nil, []byte(ref), ErrBadValue)
	}
	uri := append(bytes.ReplaceAll([]byte(ref), []byte("{$"), []byte("%7B$")), '\n')
	f := c.bare(len(uri))
	f.states = []clipState{{}}
	f.container = containerOf(uri[:len(uri)-1])
	for _, g := range c.segs {
		inf := bytes.TrimPrefix(g.lines.of(c.text), []byte(gapLine))
		inf = inf[:bytes.IndexByte(inf, '\n')+1]
		g.state = 0
		f.add(g, inf, uri)
	}
	f.findRuns()
	return f, nil
}

// GapOptions say how [Clip.Gaps] marks segments.
type GapOptions struct {
	// KeepMap keeps EXT-X-MAP and EXT-X-KEY, as content with a map needs: it
	// can't go back to none.
	KeepMap bool
}

// Gaps returns a clip with the segments of c marked as missing by EXT-X-GAP
// (bis section 4.4.4.7), for renditions that the ad lacks and nothing else can
// stand in for.
func (c *Clip) Gaps(o GapOptions) *Clip {
	f := c.bare(len(gapLine))
	f.gaps = true
	if o.KeepMap {
		f.container, f.version = c.container, c.version
	} else {
		f.states = []clipState{{}}
	}
	for _, g := range c.segs {
		switch st := c.states[g.state]; {
		case !o.KeepMap:
			g.state = 0
		case int(g.state) == len(f.states):
			shift := len(f.text) - st.full.from
			f.text = append(f.text, st.full.of(c.text)...)
			st.full = span{st.full.from + shift, st.full.to + shift}
			st.keys = span{st.keys.from + shift, st.keys.to + shift}
			f.states = append(f.states, st)
		}
		f.add(g, []byte(gapLine), bytes.TrimPrefix(g.lines.of(c.text), []byte(gapLine)))
	}
	f.findRuns()
	return f
}

// bare returns a clip with the times of c and nothing else, and room for its
// text and that much more for each segment.
func (c *Clip) bare(more int) *Clip {
	return &Clip{
		text: make([]byte, 0, len(c.text)+len(c.segs)*more), segs: make([]clipSegment, 0, len(c.segs)),
		total: c.total, version: 1, target: c.target,
	}
}

// add adds the segment g with other lines.
func (c *Clip) add(g clipSegment, lines, more []byte) {
	g.lines.from = len(c.text)
	c.text = append(append(c.text, lines...), more...)
	g.lines.to = len(c.text)
	c.segs = append(c.segs, g)
	switch text := g.lines.of(c.text); {
	case bytes.Contains(text, []byte("\n#EXT-X-BYTERANGE:")):
		c.version = max(c.version, 4)
	case bytes.IndexByte(text[:bytes.IndexByte(text, ',')], '.') >= 0:
		c.version = max(c.version, 3)
	}
}
