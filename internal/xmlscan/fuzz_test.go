package xmlscan_test

import (
	"testing"

	"github.com/adsplice/adsplice/internal/xmlscan"
)

func FuzzScan(f *testing.F) {
	for _, doc := range wellFormed {
		f.Add([]byte(doc.src))
	}
	for _, doc := range malformed {
		f.Add([]byte(doc.src))
	}
	for _, doc := range tolerated {
		f.Add([]byte(doc.src))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		checkTiles(t, src, xmlscan.Options{})
		checkTiles(t, src, xmlscan.Options{Lax: true})
		checkAgainstPeer(t, src)
		checkLaxKeepsStrict(t, src)
		checkTree(t, src)
	})
}
