package hls_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/hls"
)

const clipHead = "#EXTM3U\n#EXT-X-TARGETDURATION:6\n"

func TestClip(t *testing.T) {
	t.Parallel()
	src := []byte(clipHead + "#EXTINF:6.4999,\n1.ts\n#EXTINF:2.5,\n2.ts\n#EXTINF:0.0000000004,\n3.ts\n#EXTINF:0.0000000006,\n4.ts\n#EXT-X-ENDLIST\n")
	m, err := hls.ParseMedia(src)
	require.NoError(t, err)
	c, err := hls.NewClip(m, hls.ClipOptions{})
	require.NoError(t, err)
	for i := range src {
		src[i] = 'x' // the clip does not alias it
	}
	assert.Equal(t, 4, c.Len())
	assert.Equal(t, 8999900001*time.Nanosecond, c.Duration(), "exact until it is rounded")
	assert.Equal(t, 6*time.Second, c.TargetDuration())
	assert.Equal(t, hls.ContainerTS, c.Container())
	var at []time.Duration
	for i := range c.Len() + 1 {
		at = append(at, c.Boundary(i))
	}
	assert.Equal(t, []time.Duration{0, 6499900000, 8999900000, 8999900000, 8999900001}, at)
	for _, f := range []struct {
		d    time.Duration
		want int
	}{{-1, 0}, {0, 0}, {6499899999, 0}, {6499900000, 1}, {8999900000, 3}, {8999900001, 4}, {time.Hour, 4}} {
		assert.Equal(t, f.want, c.Fill(f.d), f.d)
	}
	assert.Equal(t, "#EXTINF:6.4999,\n1.ts\n#EXTINF:2.5,\n2.ts\n#EXTINF:0.0000000004,\n3.ts\n#EXTINF:0.0000000006,\n4.ts\n", string(c.Bytes()))
	r := hls.ClipRange{Clip: c, First: 1}
	assert.Equal(t, 2500000001*time.Nanosecond, r.Duration())
	r.Last = 2
	assert.Equal(t, 2500*time.Millisecond, r.Duration())
}

// TestHostileClips: what an ad's playlist says must not become a line of its
// own, nor text with a meaning that URIs, titles, keys and maps do not have.
func TestHostileClips(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, lines string
		want        string // the clip's text, "" if it is refused
		kind        error
		line        int
	}{
		{"carriage return in a URI", "#EXTINF:6,\na\r#EXT-X-ENDLIST\rb.ts\n", "", hls.ErrBadValue, 4},
		{"NUL in a URI", "#EXTINF:6,\na\x00b.ts\n", "", hls.ErrBadValue, 4},
		{"DEL in a URI", "#EXTINF:6,\na\x7fb.ts\n", "", hls.ErrBadValue, 4},
		{"carriage return in a title", "#EXTINF:6,a\r#EXT-X-ENDLIST\n1.ts\n", "#EXTINF:6,\n1.ts\n", nil, 0},
		{"blanks around the number", "#EXTINF: 6.0 ,a, b \n1.ts\n", "#EXTINF:6.0,a, b \n1.ts\n", nil, 0},
		{"no comma", "#EXTINF:6\n1.ts\n", "#EXTINF:6,\n1.ts\n", nil, 0},
		{"CRLF", "#EXTINF:6,a\r\n1.ts\r\n", "#EXTINF:6,a\n1.ts\n", nil, 0},
		{"a variable that makes a tag", "#EXT-X-DEFINE:NAME=\"x\",VALUE=\"#EXT-X-ENDLIST\"\n#EXTINF:6,\n{$x}\n", "", hls.ErrBadValue, 5},
		{"a variable that makes a tag behind a blank", "#EXT-X-DEFINE:NAME=\"x\",VALUE=\" #EXT-X-ENDLIST\"\n#EXTINF:6,\n{$x}\n", "", hls.ErrBadValue, 5},
		{"a variable that makes nothing", "#EXT-X-DEFINE:NAME=\"x\",VALUE=\"\"\n#EXTINF:6,\n{$x}\n", "", hls.ErrBadValue, 5},
		{"a variable that makes a variable", "#EXT-X-DEFINE:NAME=\"x\",VALUE=\"{\"\n#EXTINF:6,\n{$x}$y}.ts\n", "#EXTINF:6,\n%7B$y}.ts\n", nil, 0},
		{"an undefined variable", "#EXT-X-DEFINE:NAME=\"x\",VALUE=\"1\"\n#EXTINF:6,\n{$y}.ts\n", "", hls.ErrUndefined, 5},
		{"a variable from elsewhere", "#EXT-X-DEFINE:IMPORT=\"y\"\n#EXTINF:6,\n{$y}.ts\n", "", hls.ErrUndefined, 5},
		{"something like a variable", "#EXTINF:6,\n{$y}.ts\n", "#EXTINF:6,\n%7B$y}.ts\n", nil, 0},
		{"control character in a key", "#EXT-X-KEY:METHOD=AES-128,URI=\"a\x01\",IV=0x01\n#EXTINF:6,\n1.ts\n", "", hls.ErrBadValue, 3},
		{"carriage return in a map", "#EXT-X-MAP:URI=\"a\r#EXT-X-ENDLIST\"\n#EXTINF:6,\n1.mp4\n", "", hls.ErrBadValue, 3},
		{"a variable in a map", "#EXT-X-DEFINE:NAME=\"x\",VALUE=\"\r\"\n#EXT-X-MAP:URI=\"{$x}\"\n#EXTINF:6,\n1.mp4\n", "", hls.ErrBadValue, 4},
		{"blanks in front of a key", " \t#EXT-X-KEY:METHOD=AES-128,URI=\"k\",IV=0x01 \n#EXTINF:6,\n1.ts\n", "#EXT-X-KEY:METHOD=AES-128,URI=\"k\",IV=0x01\n#EXTINF:6,\n1.ts\n", nil, 0},
		{"dates, markers, unknown tags", "#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00Z\n#EXT-X-CUE-IN\n#EXT-X-VENDOR:1\n#EXT-X-PART:DURATION=1,URI=\"p\"\n#c\n#EXTINF:6,\n1.ts\n", "#EXTINF:6,\n1.ts\n", nil, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, err := hls.NewClip(parseMedia(t, clipHead+tt.lines), hls.ClipOptions{})
			if tt.kind == nil {
				require.NoError(t, err)
				require.Equal(t, tt.want, string(c.Bytes()))
				return
			}
			require.ErrorIs(t, err, tt.kind)
			var e *hls.SyntaxError
			require.ErrorAs(t, err, &e)
			require.Equal(t, tt.line, e.Line)
			require.Nil(t, c)
		})
	}
}

func TestNewClipRefuses(t *testing.T) {
	t.Parallel()
	_, err := hls.NewClip(parseMedia(t, clipHead), hls.ClipOptions{})
	require.ErrorIs(t, err, hls.ErrMissing, "no segments")
	_, err = hls.NewClip(parseMedia(t, clipHead+"#EXT-X-SKIP:SKIPPED-SEGMENTS=3\n#EXTINF:6,\n1.ts\n"), hls.ClipOptions{})
	require.ErrorIs(t, err, hls.ErrDelta)
	for _, base := range []string{"http://x/\n", "http://x/\"", "\x00"} {
		_, err = hls.NewClip(parseMedia(t, clipHead+"#EXTINF:6,\n1.ts\n"), hls.ClipOptions{Base: base})
		require.ErrorIs(t, err, hls.ErrBadValue, base)
	}
}

// TestClipIsBounded: a small playlist does not make a huge clip.
func TestClipIsBounded(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 50_000)
	many := strings.Repeat("#EXTINF:1,\n{$v}\n", 2000)
	_, err := hls.NewClip(parseMedia(t, clipHead+"#EXT-X-DEFINE:NAME=\"v\",VALUE=\""+long+"\"\n"+many), hls.ClipOptions{})
	require.ErrorIs(t, err, hls.ErrTooLarge, "a long value, many references")

	_, err = hls.NewClip(parseMedia(t, clipHead+"#EXT-X-DEFINE:NAME=\"v\",VALUE=\""+long+"\"\n#EXTINF:1,\n"+strings.Repeat("{$v}", 1000)+"\n"), hls.ClipOptions{})
	require.ErrorIs(t, err, hls.ErrTooLarge, "the same in one URI")

	_, err = hls.NewClip(parseMedia(t, clipHead+"#EXT-X-KEY:METHOD=AES-128,URI=\""+long+"\"\n"+strings.Repeat("#EXTINF:1,\n1\n", 2000)), hls.ClipOptions{})
	require.ErrorIs(t, err, hls.ErrTooLarge, "a long key, many implicit IVs")

	c, err := hls.NewClip(parseMedia(t, clipHead+"#EXTINF:1,\n"+strings.Repeat("{$", 200_000)+"\n"), hls.ClipOptions{})
	require.NoError(t, err, "in linear time")
	require.Len(t, c.Bytes(), len("#EXTINF:1,\n\n")+200_000*len("%7B$"))
}

func TestStandIns(t *testing.T) {
	t.Parallel()
	c := newClip(t, "#EXT-X-MAP:URI=\"i.mp4\"\n#EXTINF:2.5,\n1.m4s\n#EXTINF:7.5,\n2.m4s\n")
	for _, ref := range []string{"", "#EXT-X-ENDLIST", "a b", "a\nb", "a\tb", "a\"b", " a", "a\x7f"} {
		_, err := c.Filler(ref)
		require.ErrorIs(t, err, hls.ErrBadValue, ref)
	}
	f, err := c.Filler("https://ads.example/empty.webvtt?x")
	require.NoError(t, err)
	gaps, mapped := c.Gaps(hls.GapOptions{}), c.Gaps(hls.GapOptions{KeepMap: true})
	for _, s := range []*hls.Clip{f, gaps, mapped} {
		assert.Equal(t, c.Len(), s.Len())
		assert.Equal(t, c.Duration(), s.Duration())
		assert.Equal(t, c.Boundary(1), s.Boundary(1))
		assert.Equal(t, c.TargetDuration(), s.TargetDuration())
	}
	assert.Equal(t, hls.ContainerWebVTT, f.Container())
	assert.Equal(t, hls.ContainerUnknown, gaps.Container())
	assert.Equal(t, hls.ContainerFMP4, mapped.Container())
	assert.Equal(t, []int{3, 3, 6}, []int{f.Version(), gaps.Version(), mapped.Version()})

	vtt := parseMedia(t, clipHead+"#EXTINF:6,\ns.vtt\n")
	mp4 := parseMedia(t, clipHead+"#EXT-X-MAP:URI=\"i.mp4\"\n#EXTINF:6,\ns.m4s\n")
	ts := parseMedia(t, clipHead+"#EXTINF:6,\ns.ts\n")
	iframes := parseMedia(t, clipHead+"#EXT-X-I-FRAMES-ONLY\n#EXTINF:6,\ns.ts\n")
	assert.Empty(t, vtt.Fits(f))
	assert.Empty(t, vtt.Fits(gaps))
	assert.NotEmpty(t, ts.Fits(f), "WebVTT is no stand-in for video")
	assert.NotEmpty(t, mp4.Fits(f), "H42: an empty WebVTT is the wrong container for fMP4 text")
	assert.NotEmpty(t, mp4.Fits(gaps))
	assert.Empty(t, mp4.Fits(mapped))
	assert.Empty(t, iframes.Fits(gaps))
	assert.True(t, bytes.Contains(mapped.Bytes(), []byte("#EXT-X-MAP:URI=\"https://ads.example/i.mp4\"\n#EXT-X-GAP\n")))
}
