package bench

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/hls"
)

// TestSplices: every side writes the same segments with the discontinuities in
// the same places.
func TestSplices(t *testing.T) {
	for _, p := range playlists() {
		ours, err := newSplicer(p)
		require.NoError(t, err)
		sides := map[string]func() ([]byte, error){Ours: ours.splice}
		sides["grafov/m3u8"], err = spliceGrafov(p)
		require.NoError(t, err)
		sides["Eyevinn/hls-m3u8"], err = spliceEyevinn(p)
		require.NoError(t, err)
		sides["gohlslib"], err = spliceGohlslib(p)
		require.NoError(t, err)
		for side, splice := range sides {
			t.Run(p.name+"/"+side, func(t *testing.T) {
				for range 2 {
					out, err := splice()
					require.NoError(t, err)
					m, err := hls.ParseMedia(out)
					require.NoError(t, err)
					assert.Equal(t, p.segments+len(p.cuts)*adsPerBreak*adSegments, m.Len())
					var at []int
					for i := range m.Len() {
						if m.Segment(i).Discontinuity() {
							at = append(at, i)
						}
					}
					var want []int
					for n, cut := range p.cuts {
						cut += n * adsPerBreak * adSegments
						for i := range adsPerBreak + 1 {
							want = append(want, cut+i*adSegments)
						}
					}
					assert.Equal(t, want, at)
				}
			})
		}
	}
}
