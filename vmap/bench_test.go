package vmap_test

import (
	"path/filepath"
	"testing"

	"github.com/adsplice/adsplice/vmap"
)

func BenchmarkReset(b *testing.B) {
	for name, src := range testdata(b) {
		b.Run(filepath.Base(name), func(b *testing.B) {
			var d vmap.Document
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
	src := testdata(b)["testdata/schedule.xml"]
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := vmap.Parse(src); err != nil {
			b.Fatal(err)
		}
	}
}
