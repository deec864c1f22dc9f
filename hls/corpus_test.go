package hls_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/adsplice/adsplice/hls"
)

// corpusDir returns the folder of playlists of other projects, which are not
// part of this module: that of the environment variable ADSPLICE_CORPUS, or a
// default beside the module. The test is skipped when there is none.
func corpusDir(tb testing.TB) string {
	tb.Helper()
	dir := os.Getenv("ADSPLICE_CORPUS")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared", "corpus")
	}
	dir = filepath.Join(dir, "hls")
	if _, err := os.Stat(dir); err != nil {
		tb.Skipf("no corpus: set ADSPLICE_CORPUS to a folder with hls/*.m3u8 (%v)", err)
	}
	return dir
}

// playlists returns all *.m3u8 below dir by name.
func playlists(tb testing.TB, dir string) map[string][]byte {
	tb.Helper()
	all := make(map[string][]byte)
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || filepath.Ext(path) != ".m3u8" {
			return err
		}
		src, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		all[filepath.ToSlash(name)] = src
		return err
	})
	require.NoError(tb, err)
	return all
}

// refused are the files of the corpus that do not parse, and why.
var refused = map[string]error{
	"malformed/carlanton-m3u8-parser__twoMediaPlaylists.m3u8":               hls.ErrDuplicate,
	"malformed/go-m3u8__withBreakInsideBreak.m3u8":                          hls.ErrNotPlaylist,
	"malformed/hls-m3u8__bad-media-playlist-with-gap.m3u8":                  hls.ErrMissing,
	"malformed/hls-parser__8.10-EXT-X-DATERANGE-carrying-SCTE-35-tags.m3u8": hls.ErrNotPlaylist,
	"malformed/hls-parser__SCTE-35_07.m3u8":                                 hls.ErrNotPlaylist,
	"malformed/videojs-m3u8-parser__empty.m3u8":                             hls.ErrNotPlaylist,
	"malformed/videojs-m3u8-parser__invalidTargetDuration.m3u8":             hls.ErrBadValue,
	"malformed/videojs-m3u8-parser__manifestNoExtM3u.m3u8":                  hls.ErrNotPlaylist,
	"malformed/videojs-m3u8-parser__missingExtinf.m3u8":                     hls.ErrMissing,
	"malformed/videojs-m3u8-parser__multipleTargetDurations.m3u8":           hls.ErrMissing,
	"malformed/videojs-m3u8-parser__negativeMediaSequence.m3u8":             hls.ErrBadValue,
}

// TestCorpus parses playlists of many packagers: what goes in comes out, and
// what is refused is refused for a known reason.
func TestCorpus(t *testing.T) {
	t.Parallel()
	all := playlists(t, corpusDir(t))
	require.NotEmpty(t, all)
	for name, src := range all {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kind := refused[name]
			if hls.IsMultivariant(src) {
				m, err := hls.ParseMultivariant(src)
				require.ErrorIs(t, err, kind)
				if err == nil {
					requireMultivariantIdentity(t, src, m)
				}
				return
			}
			m, err := hls.ParseMedia(src)
			require.ErrorIs(t, err, kind)
			if err == nil {
				requireMediaIdentity(t, src, m)
			}
		})
	}
}

// TestFixtures does the same with the playlists of this package.
func TestFixtures(t *testing.T) {
	t.Parallel()
	for name, src := range playlists(t, "testdata") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if strings.HasPrefix(name, "multivariant") {
				requireMultivariantIdentity(t, src, parseMultivariant(t, string(src)))
				return
			}
			requireMediaIdentity(t, src, parseMedia(t, string(src)))
		})
	}
}

// requireMediaIdentity checks that nothing is lost: appending gives the source,
// and lines, and the blocks of segments with the tail, tile it.
func requireMediaIdentity(tb rapid.TB, src []byte, m *hls.Media) {
	tb.Helper()
	out, err := m.AppendText([]byte("before"))
	require.NoError(tb, err)
	require.True(tb, bytes.Equal(append([]byte("before"), src...), out))
	require.True(tb, bytes.Equal(src, m.Bytes()))
	src = m.Bytes()
	require.True(tb, bytes.Equal(src, slices.Concat(slices.Collect(m.Lines())...)), "lines tile")

	var blocks []byte
	tags := 0
	for s := range m.Segments() {
		require.True(tb, standsAt(src, len(blocks), s.Bytes()))
		blocks = append(blocks, s.Bytes()...)
		require.True(tb, bytes.Contains(s.Bytes(), s.URI()))
		for t := range s.Tags() {
			require.Equal(tb, tags, t.Index())
			require.Equal(tb, s.Index(), t.Segment())
			requireTag(tb, src, t)
			tags++
		}
	}
	blocks = append(blocks, m.Tail()...)
	require.True(tb, bytes.Equal(src, blocks), "blocks tile")
	for t := range m.TailTags() {
		require.Equal(tb, tags, t.Index())
		requireTag(tb, src, t)
		tags++
	}
	all := 0
	for t := range m.Tags() {
		require.Equal(tb, all, t.Index())
		all++
	}
	require.Equal(tb, all, tags, "each tag stands in one block")
}

func requireMultivariantIdentity(tb testing.TB, src []byte, m *hls.Multivariant) {
	tb.Helper()
	out, err := m.AppendText([]byte("before"))
	require.NoError(tb, err)
	require.True(tb, bytes.Equal(append([]byte("before"), src...), out))
	require.True(tb, bytes.Equal(src, m.Bytes()))
	src = m.Bytes()
	require.True(tb, bytes.Equal(src, slices.Concat(slices.Collect(m.Lines())...)), "lines tile")
	for t := range m.Tags() {
		requireTag(tb, src, t)
	}
	for v := range m.Variants() {
		require.NotEmpty(tb, v.URI())
	}
}

// requireTag checks that a tag is where it says it is.
func requireTag(tb rapid.TB, src []byte, t hls.Tag) {
	tb.Helper()
	line := t.Bytes()
	require.True(tb, standsAt(src, t.Offset(), line))
	require.True(tb, t.Offset() == 0 || src[t.Offset()-1] == '\n' || t.Offset() == 3, "a line begins there")
	require.NotContains(tb, string(line), "\n")
	require.True(tb, bytes.HasPrefix(t.Name(), []byte("EXT")))
	require.True(tb, bytes.Contains(line, t.Name()))
	require.True(tb, bytes.HasSuffix(line, t.Value()))
}

// standsAt tells whether b is the part of src that begins at off.
func standsAt(src []byte, off int, b []byte) bool {
	return off < len(src) && len(b) > 0 && &src[off] == &b[0]
}
