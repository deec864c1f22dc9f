package grafov_test

import (
	"fmt"

	"github.com/grafov/m3u8"

	"github.com/adsplice/adsplice/hls/grafov"
)

func ExampleFromMedia() {
	p, err := m3u8.NewMediaPlaylist(3, 3)
	if err != nil {
		fmt.Println(err)
		return
	}
	for i := range 5 {
		p.Slide(fmt.Sprintf("%d.ts", i), 6.006, "")
	}
	m, err := grafov.FromMedia(p)
	if err != nil {
		fmt.Println(err)
		return
	}
	for s := range m.Segments() {
		fmt.Println(s.MediaSequence(), string(s.URI()), s.Start())
	}
	// Output:
	// 2 2.ts 0s
	// 3 3.ts 6.006s
	// 4 4.ts 12.012s
}
