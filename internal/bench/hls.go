package bench

import (
	"bytes"
	"errors"
	"slices"

	eyevinn "github.com/Eyevinn/hls-m3u8/m3u8"
	gohlslib "github.com/bluenviron/gohlslib/v2/pkg/playlist"
	grafov "github.com/grafov/m3u8"

	"github.com/adsplice/adsplice/hls"
)

var errWrong = errors.New("read something else than what is there")

func hlsCases() ([]Case, error) {
	var list []Case
	for _, p := range playlists() {
		add := func(task Task, side string, run func() error) {
			list = append(list, Case{Task: task, Input: p.name, Side: side, Bytes: len(p.text), Run: run})
		}
		m := new(hls.Media)
		add(HLSParse, Ours, func() error { return m.Reset(p.text) })
		add(HLSParse, "grafov/m3u8", func() error { _, err := parseGrafov(p); return err })
		add(HLSParse, "Eyevinn/hls-m3u8", func() error { _, err := parseEyevinn(p); return err })
		add(HLSParse, "gohlslib", func() error { _, err := parseGohlslib(p); return err })

		add(HLSRead, Ours, func() error {
			if err := m.Reset(p.text); err != nil {
				return err
			}
			read := reader{}
			for i := range m.Len() {
				s := m.Segment(i)
				read.segment(len(s.URI()), s.Duration().Seconds())
			}
			return read.check(p)
		})
		add(HLSRead, "grafov/m3u8", func() error {
			l, err := parseGrafov(p)
			if err != nil {
				return err
			}
			read := reader{}
			for _, s := range l.Segments[:l.Count()] {
				read.segment(len(s.URI), s.Duration)
			}
			return read.check(p)
		})
		add(HLSRead, "Eyevinn/hls-m3u8", func() error {
			l, err := parseEyevinn(p)
			if err != nil {
				return err
			}
			read := reader{}
			for _, s := range l.Segments[:l.Count()] {
				read.segment(len(s.URI), s.Duration)
			}
			return read.check(p)
		})
		add(HLSRead, "gohlslib", func() error {
			l, err := parseGohlslib(p)
			if err != nil {
				return err
			}
			read := reader{}
			for _, s := range l.Segments {
				read.segment(len(s.URI), s.Duration.Seconds())
			}
			return read.check(p)
		})
		spliced, err := spliceCases(p)
		if err != nil {
			return nil, err
		}
		list = append(list, spliced...)
	}
	return list, nil
}

// reader sums up what was read, so that reading can't be optimised away.
type reader struct {
	segments, uris int
	seconds        float64
}

func (r *reader) segment(uri int, seconds float64) {
	r.segments++
	r.uris += uri
	r.seconds += seconds
}

func (r *reader) check(p playlist) error {
	if r.segments != p.segments || r.uris < 10*p.segments || r.seconds < float64(2*p.segments) {
		return errWrong
	}
	return nil
}

// parseGrafov parses into a list of the right capacity.
func parseGrafov(p playlist) (*grafov.MediaPlaylist, error) {
	l, err := grafov.NewMediaPlaylist(0, uint(p.segments))
	if err != nil {
		return nil, err
	}
	return l, l.Decode(*bytes.NewBuffer(p.text), false)
}

func parseEyevinn(p playlist) (*eyevinn.MediaPlaylist, error) {
	l, err := eyevinn.NewMediaPlaylist(0, uint(p.segments))
	if err != nil {
		return nil, err
	}
	return l, l.Decode(*bytes.NewBuffer(p.text), false)
}

func parseGohlslib(p playlist) (*gohlslib.Media, error) {
	l := new(gohlslib.Media)
	return l, l.Unmarshal(p.text)
}

// spliceCases are parse, insert and write on each side, and our render alone
// against a copy.
func spliceCases(p playlist) ([]Case, error) {
	var list []Case
	add := func(side string, splice func() ([]byte, error)) {
		list = append(list, Case{Task: HLSSplice, Input: p.name, Side: side, Bytes: len(p.text), Run: func() error {
			out, err := splice()
			if err == nil && len(out) < len(p.text)/2 {
				return errWrong
			}
			return err
		}})
	}
	ours, err := newSplicer(p)
	if err != nil {
		return nil, err
	}
	add(Ours, ours.splice)
	g, err := spliceGrafov(p)
	if err != nil {
		return nil, err
	}
	add("grafov/m3u8", g)
	e, err := spliceEyevinn(p)
	if err != nil {
		return nil, err
	}
	add("Eyevinn/hls-m3u8", e)
	l, err := spliceGohlslib(p)
	if err != nil {
		return nil, err
	}
	add("gohlslib", l)

	out, err := ours.splice()
	if err != nil {
		return nil, err
	}
	want := bytes.Clone(out)
	render, err := newSplicer(p)
	if err != nil {
		return nil, err
	}
	if err := render.media.Reset(p.text); err != nil {
		return nil, err
	}
	dst := make([]byte, 0, len(want))
	list = append(list,
		Case{Task: HLSRender, Input: p.name, Side: Ours, Bytes: len(want), Run: func() error {
			_, err := render.render()
			return err
		}},
		Case{Task: HLSRender, Input: p.name, Side: "copy", Bytes: len(want), Run: func() error {
			dst = append(dst[:0], want...)
			return nil
		}})
	return list, nil
}

// splicer is our side: the document and the buffer are used again.
type splicer struct {
	text  []byte
	media hls.Media
	edits hls.Splice
	dst   []byte
}

func newSplicer(p playlist) (*splicer, error) {
	s := &splicer{text: p.text}
	var clips []hls.ClipRange
	for i := range adsPerBreak {
		m, err := hls.ParseMedia(adPlaylist(i))
		if err != nil {
			return nil, err
		}
		c, err := hls.NewClip(m, hls.ClipOptions{})
		if err != nil {
			return nil, err
		}
		clips = append(clips, hls.ClipRange{Clip: c})
	}
	for _, at := range p.cuts {
		s.edits.Cuts = append(s.edits.Cuts, hls.Cut{From: at, To: at, Clips: clips})
	}
	return s, nil
}

func (s *splicer) splice() ([]byte, error) {
	if err := s.media.Reset(s.text); err != nil {
		return nil, err
	}
	return s.render()
}

func (s *splicer) render() ([]byte, error) {
	var err error
	s.dst, err = s.media.AppendSplice(s.dst[:0], &s.edits)
	return s.dst, err
}

// spliceGrafov moves the segments into a second list, since the first can't
// grow in the middle. The ads' segments are made once.
func spliceGrafov(p playlist) (func() ([]byte, error), error) {
	var ads []*grafov.MediaSegment
	for i := range adsPerBreak {
		l, err := parseGrafov(playlist{text: adPlaylist(i), segments: adSegments})
		if err != nil {
			return nil, err
		}
		l.Segments[0].Discontinuity = true
		ads = append(ads, l.Segments[:l.Count()]...)
	}
	return func() ([]byte, error) {
		l, err := parseGrafov(p)
		if err != nil {
			return nil, err
		}
		out, err := grafov.NewMediaPlaylist(0, uint(p.segments+len(p.cuts)*len(ads)))
		if err != nil {
			return nil, err
		}
		out.SetVersion(l.Version())
		out.SeqNo, out.DiscontinuitySeq, out.MediaType, out.TargetDuration = l.SeqNo, l.DiscontinuitySeq, l.MediaType, l.TargetDuration
		out.Closed = l.Closed
		from := 0
		for _, at := range append(slices.Clip(p.cuts), p.segments) {
			for _, s := range l.Segments[from:at] {
				if err := out.AppendSegment(s); err != nil {
					return nil, err
				}
			}
			if at == p.segments {
				break
			}
			for _, s := range ads {
				if err := out.AppendSegment(s); err != nil {
					return nil, err
				}
			}
			l.Segments[at].Discontinuity = true
			from = at
		}
		return out.Encode().Bytes(), nil
	}, nil
}

// spliceEyevinn does the same.
func spliceEyevinn(p playlist) (func() ([]byte, error), error) {
	var ads []*eyevinn.MediaSegment
	for i := range adsPerBreak {
		l, err := parseEyevinn(playlist{text: adPlaylist(i), segments: adSegments})
		if err != nil {
			return nil, err
		}
		l.Segments[0].Discontinuity = true
		ads = append(ads, l.Segments[:l.Count()]...)
	}
	return func() ([]byte, error) {
		l, err := parseEyevinn(p)
		if err != nil {
			return nil, err
		}
		out, err := eyevinn.NewMediaPlaylist(0, uint(p.segments+len(p.cuts)*len(ads)))
		if err != nil {
			return nil, err
		}
		out.SetVersion(l.Version())
		out.SetTargetDuration(l.TargetDuration)
		out.SetIndependentSegments(l.IndependentSegments())
		out.SeqNo, out.DiscontinuitySeq, out.MediaType = l.SeqNo, l.DiscontinuitySeq, l.MediaType
		out.Closed = l.Closed
		from := 0
		for _, at := range append(slices.Clip(p.cuts), p.segments) {
			for _, s := range l.Segments[from:at] {
				if err := out.AppendSegment(s); err != nil {
					return nil, err
				}
			}
			if at == p.segments {
				break
			}
			for _, s := range ads {
				if err := out.AppendSegment(s); err != nil {
					return nil, err
				}
			}
			l.Segments[at].Discontinuity = true
			from = at
		}
		return out.Encode().Bytes(), nil
	}, nil
}

// spliceGohlslib makes a second slice of segments.
func spliceGohlslib(p playlist) (func() ([]byte, error), error) {
	var ads []*gohlslib.MediaSegment
	for i := range adsPerBreak {
		l, err := parseGohlslib(playlist{text: adPlaylist(i)})
		if err != nil {
			return nil, err
		}
		l.Segments[0].Discontinuity = true
		ads = append(ads, l.Segments...)
	}
	return func() ([]byte, error) {
		l, err := parseGohlslib(p)
		if err != nil {
			return nil, err
		}
		out := make([]*gohlslib.MediaSegment, 0, p.segments+len(p.cuts)*len(ads))
		from := 0
		for _, at := range p.cuts {
			out = append(append(out, l.Segments[from:at]...), ads...)
			l.Segments[at].Discontinuity = true
			from = at
		}
		l.Segments = append(out, l.Segments[from:]...)
		l.TargetDuration = max(l.TargetDuration, 3)
		return l.Marshal()
	}, nil
}
