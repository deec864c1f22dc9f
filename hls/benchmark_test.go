package hls_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/adsplice/adsplice/hls"
)

// benchmarkInputs are a live window, a film and a day of DVR.
func benchmarkInputs() map[string][]byte {
	live := []byte("#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:7\n#EXT-X-MEDIA-SEQUENCE:8779957\n#EXT-X-DISCONTINUITY-SEQUENCE:0\n")
	for i := range 10 {
		live = fmt.Appendf(live, "#EXTINF:6.006,\nindex_1_%d.ts?m=1566416212\n", 8779957+i)
	}
	vod := []byte("#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:7\n#EXT-X-PLAYLIST-TYPE:VOD\n")
	for i := range 1000 {
		vod = fmt.Appendf(vod, "#EXTINF:6.006,\nsegment_%05d.ts\n", i)
	}
	vod = append(vod, "#EXT-X-ENDLIST\n"...)
	dvr := []byte("#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-TARGETDURATION:8\n#EXT-X-MEDIA-SEQUENCE:100000\n#EXT-X-MAP:URI=\"init.mp4\"\n")
	at := time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC)
	for i := range 10800 {
		if i%10 == 0 {
			dvr = fmt.Appendf(dvr, "#EXT-X-PROGRAM-DATE-TIME:%s\n", at.Add(time.Duration(i)*8*time.Second).Format("2006-01-02T15:04:05.000Z"))
		}
		switch i % 225 {
		case 100:
			dvr = append(dvr, "#EXT-OATCLS-SCTE35:/DAlAAAAAAAAAP/wFAUAAA+if+/+INAJ0P4AKTLgAAAAAAAA9UTkTA==\n#EXT-X-CUE-OUT:30.000\n"...)
		case 101, 102, 103:
			dvr = fmt.Appendf(dvr, "#EXT-X-CUE-OUT-CONT:%d/30\n", (i%225-100)*8)
		case 104:
			dvr = append(dvr, "#EXT-X-CUE-IN\n"...)
		}
		dvr = fmt.Appendf(dvr, "#EXTINF:8.000,\nvideo/1080p/segment_%d.m4s\n", 100000+i)
	}
	return map[string][]byte{"live-10": live, "vod-1000": vod, "dvr-10800": dvr}
}

func BenchmarkReset(b *testing.B) {
	for name, src := range benchmarkInputs() {
		b.Run(name, func(b *testing.B) {
			m := new(hls.Media)
			if err := m.Reset(src); err != nil {
				b.Fatal(err)
			}
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			for b.Loop() {
				if err := m.Reset(src); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(m.Len()), "ns/segment")
		})
	}
}

func BenchmarkParseMedia(b *testing.B) {
	for name, src := range benchmarkInputs() {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := hls.ParseMedia(src); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkSegments(b *testing.B) {
	src := benchmarkInputs()["dvr-10800"]
	m, err := hls.ParseMedia(src)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		for s := range m.Segments() {
			x, _ := s.Map()
			n += len(s.URI()) + int(s.Duration()) + s.Keys().Len() + x.Tag.Index()
		}
	}
	b.ReportMetric(float64(n%2), "x")
}

func BenchmarkMarkers(b *testing.B) {
	src := benchmarkInputs()["dvr-10800"]
	m, err := hls.ParseMedia(src)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		for k := range m.Markers() {
			n += k.Segment()
		}
	}
	b.ReportMetric(float64(n%2), "x")
}

func BenchmarkWarnings(b *testing.B) {
	src := benchmarkInputs()["dvr-10800"]
	m, err := hls.ParseMedia(src)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		m.Warnings()
	}
}

func BenchmarkParseMultivariant(b *testing.B) {
	src := []byte(multivariant)
	m := new(hls.Multivariant)
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		if err := m.Reset(src); err != nil {
			b.Fatal(err)
		}
	}
}
