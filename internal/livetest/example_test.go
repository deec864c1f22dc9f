package livetest_test

import (
	"fmt"
	"strings"
	"time"

	"github.com/adsplice/adsplice/internal/livetest"
)

// A session is polled for ten minutes. Here it passes the origin on, and at the
// end loses a discontinuity; a test stitches in between.
func Example() {
	c, err := livetest.New(livetest.Config{
		Start: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
		Renditions: []livetest.Rendition{
			{Name: "v", Segments: []time.Duration{6006 * ms, 6006 * ms, 5372 * ms}, Cut: livetest.CutSplit},
			{Name: "a", Segments: []time.Duration{1920 * ms}, Unmarked: true},
		},
		Breaks:          []livetest.Break{{Start: 2 * time.Minute, Signalled: 30 * s, In: 149 * s, Form: livetest.CueDuration}},
		Discontinuities: []time.Duration{595 * s},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	var w livetest.Watcher
	for at := c.Settled(); at < 10*time.Minute; at += 6 * s {
		for _, name := range c.Renditions() {
			if err := w.Saw(name, c.Playlist(nil, name, at)); err != nil {
				fmt.Println(at, err)
			}
		}
		if err := w.Agree(c.Longest()); err != nil {
			fmt.Println(at, err)
		}
	}
	lost := strings.Replace(string(c.Playlist(nil, "v", 610*s)), "#EXT-X-DISCONTINUITY\n", "", 1)
	fmt.Println(w.Saw("v", c.Playlist(nil, "v", 606*s)), w.Saw("v", []byte(lost)))
	// Output:
	// <nil> livetest: v refresh 94 line 20: H8: discontinuity sequence number of segment 105 changed: had 1, has 0
}
