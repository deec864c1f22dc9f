package livetest_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/internal/livetest"
)

func day(tb testing.TB) *livetest.Channel {
	tb.Helper()
	config := base()
	config.Length = 24 * time.Hour
	config.Window = 10
	config.Keys = livetest.Keys{Every: 10, IV: livetest.IVImplicit}
	c, err := livetest.New(config)
	require.NoError(tb, err)
	return c
}

func BenchmarkPlaylist(b *testing.B) {
	c := day(b)
	dst := c.Playlist(nil, "v", time.Hour)
	b.SetBytes(int64(len(dst)))
	b.ReportAllocs()
	at := time.Hour
	for b.Loop() {
		dst = c.Playlist(dst[:0], "v", at)
		at = (at + 6*s) % c.Length()
	}
}

func BenchmarkWatcher(b *testing.B) {
	c := day(b)
	dst := c.Playlist(nil, "v", time.Hour)
	b.SetBytes(int64(len(dst)))
	b.ReportAllocs()
	var w livetest.Watcher
	for b.Loop() {
		if err := w.Saw("v", dst); err != nil {
			b.Fatal(err)
		}
	}
}

// TestPlaylistAllocations: a large enough buffer is all that it takes.
func TestPlaylistAllocations(t *testing.T) {
	c := day(t)
	dst := make([]byte, 0, 1<<14)
	require.Zero(t, testing.AllocsPerRun(100, func() { dst = c.Playlist(dst[:0], "a", time.Hour) }))
}
