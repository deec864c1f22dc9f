package hls_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/hls"
)

// fourBreaks inserts four breaks of three ads of five segments each.
func fourBreaks(tb testing.TB, m *hls.Media, ad string) *hls.Splice {
	tb.Helper()
	c := newClip(tb, ad)
	s := &hls.Splice{}
	for i := range 4 {
		at := m.Len() * (2*i + 1) / 8
		s.Cuts = append(s.Cuts, hls.Cut{From: at, To: at, Clips: []hls.ClipRange{{Clip: c}, {Clip: c}, {Clip: c}}})
	}
	return s
}

const (
	fiveTS  = "#EXTINF:3.000,\nads/1080p/segment_1.ts\n#EXTINF:3.000,\nads/1080p/segment_2.ts\n#EXTINF:3.000,\nads/1080p/segment_3.ts\n#EXTINF:3.000,\nads/1080p/segment_4.ts\n#EXTINF:3.000,\nads/1080p/segment_5.ts\n"
	fiveMP4 = "#EXT-X-MAP:URI=\"init.mp4\"\n#EXTINF:3.000,\n1.m4s\n#EXTINF:3.000,\n2.m4s\n#EXTINF:3.000,\n3.m4s\n#EXTINF:3.000,\n4.m4s\n#EXTINF:3.000,\n5.m4s\n"
)

// spliceInputs are splices of a film and of a day of DVR, as they are and with
// what costs more.
func spliceInputs(tb testing.TB) map[string]func() (*hls.Media, *hls.Splice) {
	tb.Helper()
	docs := benchmarkInputs()
	parse := func(src []byte) *hls.Media {
		m, err := hls.ParseMedia(src)
		require.NoError(tb, err)
		return m
	}
	vod := func() (*hls.Media, *hls.Splice) {
		m := parse(docs["vod-1000"])
		return m, fourBreaks(tb, m, fiveTS)
	}
	dvr := func() (*hls.Media, *hls.Splice) {
		m := parse(docs["dvr-10800"])
		return m, fourBreaks(tb, m, fiveMP4)
	}
	keyed := func(key string) func() (*hls.Media, *hls.Splice) {
		return func() (*hls.Media, *hls.Splice) {
			m := parse(bytes.Replace(docs["vod-1000"], []byte("#EXTINF"), []byte(key+"#EXTINF"), 1))
			return m, fourBreaks(tb, m, fiveTS)
		}
	}
	return map[string]func() (*hls.Media, *hls.Splice){
		"vod-1000":       vod,
		"dvr-10800":      dvr,
		"vod-1000-key":   keyed("#EXT-X-KEY:METHOD=AES-128,URI=\"https://keys.example/k1\",IV=0x0000000000000000000000000000ABCD\n"),
		"vod-1000-no-iv": keyed("#EXT-X-KEY:METHOD=AES-128,URI=\"https://keys.example/k1\"\n"),
		"vod-1000-rebased": func() (*hls.Media, *hls.Splice) {
			m, s := vod()
			s.Rebase.URL = "https://o.example/film/1080p/index.m3u8"
			return m, s
		},
		"dvr-10800-no-cues": func() (*hls.Media, *hls.Splice) {
			m, s := dvr()
			for tag := range m.Tags() {
				if tag.Kind().Cue() {
					s.Drop = append(s.Drop, tag.Index())
				}
			}
			return m, s
		},
	}
}

// BenchmarkAppendSplice writes spliced playlists that are parsed already; the
// metric tells how many times longer than copying the same bytes that takes.
func BenchmarkAppendSplice(b *testing.B) {
	for name, input := range spliceInputs(b) {
		b.Run(name, func(b *testing.B) {
			m, s := input()
			dst, err := m.AppendSplice(nil, s)
			require.NoError(b, err)
			src := bytes.Clone(dst)
			b.SetBytes(int64(len(dst)))
			b.ReportAllocs()
			var copying, splicing time.Duration
			for b.Loop() {
				start := time.Now()
				dst = append(dst[:0], src...)
				mid := time.Now()
				dst, err = m.AppendSplice(dst[:0], s)
				if err != nil {
					b.Fatal(err)
				}
				copying += mid.Sub(start)
				splicing += time.Since(mid)
			}
			b.ReportMetric(float64(splicing)/float64(copying), "times-copy")
		})
	}
}

// TestAppendSpliceAllocates: nothing, when dst has room.
func TestAppendSpliceAllocates(t *testing.T) {
	inputs := spliceInputs(t)
	for _, c := range readSpliceCases(t) {
		inputs[c.name] = func() (*hls.Media, *hls.Splice) {
			m, err := hls.ParseMedia([]byte(c.origin))
			require.NoError(t, err)
			return m, c.build(t, m)
		}
	}
	for name, input := range inputs {
		m, s := input()
		dst, err := m.AppendSplice(nil, s)
		require.NoError(t, err)
		runs := 10
		if len(dst) > 1<<16 {
			runs = 2
		}
		require.Zero(t, testing.AllocsPerRun(runs, func() {
			if dst, err = m.AppendSplice(dst[:0], s); err != nil {
				t.Error(err)
			}
		}), name)
	}
}
