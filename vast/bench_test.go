package vast_test

import (
	"path/filepath"
	"testing"

	"github.com/adsplice/adsplice/vast"
)

func BenchmarkReset(b *testing.B) {
	for name, src := range testdata(b) {
		b.Run(filepath.Base(name), func(b *testing.B) {
			var d vast.Document
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			for b.Loop() {
				if err := d.Reset(src); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkParse(b *testing.B) {
	src := testdata(b)["testdata/inline-4.2.xml"]
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := vast.Parse(src); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReadURLs(b *testing.B) {
	src := testdata(b)["testdata/inline-4.2.xml"]
	doc, err := vast.Parse(src)
	if err != nil {
		b.Fatal(err)
	}
	ad := doc.Ad(0)
	linear, _ := ad.Linear()
	var buf []byte
	b.ReportAllocs()
	for b.Loop() {
		buf = buf[:0]
		for i := range ad.Impressions() {
			buf = i.AppendURL(buf)
		}
		for e := range linear.TrackingEvents() {
			buf = e.AppendURL(buf)
		}
		for m := range linear.MediaFiles() {
			buf = m.AppendURL(buf)
		}
	}
}
