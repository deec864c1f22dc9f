package hls_test

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/hls"
	"github.com/adsplice/adsplice/internal/checktest"
)

// newClip makes a clip of the lines of a playlist without its head.
func newClip(tb testing.TB, lines string) *hls.Clip {
	tb.Helper()
	c, err := hls.NewClip(parseMedia(tb, "#EXTM3U\n#EXT-X-TARGETDURATION:6\n"+lines), hls.ClipOptions{Base: "https://ads.example/"})
	require.NoError(tb, err)
	return c
}

func oneCut(from, to int, c *hls.Clip) *hls.Splice {
	return &hls.Splice{Cuts: []hls.Cut{{From: from, To: to, Clips: []hls.ClipRange{{Clip: c}}}}}
}

func TestAppendSpliceRefuses(t *testing.T) {
	t.Parallel()
	const (
		head = "#EXTM3U\n#EXT-X-TARGETDURATION:6\n"
		ts   = head + "#EXTINF:6,\nc0.ts\n#EXTINF:6,\nc1.ts\n#EXTINF:6,\nc2.ts\n"
		mp4  = head + "#EXT-X-MAP:URI=\"i.mp4\"\n#EXTINF:6,\nc0.m4s\n#EXTINF:6,\nc1.m4s\n"
		late = head + "#EXTINF:6,\nc0\n#EXTINF:6,\nc1\n#EXT-X-MAP:URI=\"i.mp4\"\n#EXTINF:6,\nc2\n"
	)
	var (
		ad      = newClip(t, "#EXTINF:3,\n1.ts\n#EXTINF:3,\n2.ts\n")
		adMP4   = newClip(t, "#EXT-X-MAP:URI=\"i.mp4\"\n#EXTINF:3,\n1.m4s\n")
		adVTT   = newClip(t, "#EXTINF:3,\n1.vtt\n")
		plain   = newClip(t, "#EXTINF:3,\n1\n")
		mapped  = newClip(t, "#EXT-X-MAP:URI=\"i.mp4\"\n#EXTINF:3,\n1\n")
		later   = newClip(t, "#EXTINF:3,\n1\n#EXT-X-MAP:URI=\"i.mp4\"\n#EXTINF:3,\n2\n")
		iframes = newClip(t, "#EXT-X-I-FRAMES-ONLY\n#EXTINF:3,\n1.ts\n")
	)
	whole := func(c *hls.Clip) []hls.ClipRange { return []hls.ClipRange{{Clip: c}} }
	tests := []struct {
		name, src string
		splice    hls.Splice
		kind      error
		cut, clip int
		why       string
	}{
		{"delta update", head + "#EXT-X-SKIP:SKIPPED-SEGMENTS=3\n#EXTINF:6,\nc.ts\n", *oneCut(0, 0, ad), hls.ErrDelta, -1, -1, "H38: it must be refetched"},
		{"delta update, no cuts", head + "#EXT-X-SKIP:SKIPPED-SEGMENTS=3\n#EXTINF:6,\nc.ts\n", hls.Splice{}, hls.ErrDelta, -1, -1, "the caller is told always, not on some refreshes"},
		{"no segments", head, *oneCut(0, 0, ad), hls.ErrBadCut, 0, -1, "nothing tells what fits"},
		{"from below zero", ts, *oneCut(-1, 1, ad), hls.ErrBadCut, 0, -1, ""},
		{"to beyond the end", ts, *oneCut(1, 4, ad), hls.ErrBadCut, 0, -1, ""},
		{"from beyond the end", ts, *oneCut(4, 4, ad), hls.ErrBadCut, 0, -1, ""},
		{"backwards", ts, *oneCut(2, 1, ad), hls.ErrBadCut, 0, -1, ""},
		{"overlapping", ts, hls.Splice{Cuts: []hls.Cut{{From: 0, To: 2, Clips: whole(ad)}, {From: 1, To: 3, Clips: whole(ad)}}}, hls.ErrBadCut, 1, -1, "content can't be left twice"},
		{"out of order", ts, hls.Splice{Cuts: []hls.Cut{{From: 2, To: 2, Clips: whole(ad)}, {From: 1, To: 1, Clips: whole(ad)}}}, hls.ErrBadCut, 1, -1, ""},
		{"no clips", ts, hls.Splice{Cuts: []hls.Cut{{From: 1, To: 2, Clips: nil}}}, hls.ErrBadCut, 0, -1, "H12: content only goes for ads"},
		{"nil clip", ts, hls.Splice{Cuts: []hls.Cut{{From: 1, To: 2, Clips: []hls.ClipRange{{Clip: ad}, {}}}}}, hls.ErrBadCut, 0, 1, ""},
		{"first below zero", ts, hls.Splice{Cuts: []hls.Cut{{From: 1, To: 1, Clips: []hls.ClipRange{{ad, -1, 1}}}}}, hls.ErrBadCut, 0, 0, ""},
		{"empty range", ts, hls.Splice{Cuts: []hls.Cut{{From: 1, To: 1, Clips: []hls.ClipRange{{ad, 1, 1}}}}}, hls.ErrBadCut, 0, 0, ""},
		{"backward range", ts, hls.Splice{Cuts: []hls.Cut{{From: 1, To: 1, Clips: []hls.ClipRange{{ad, 2, 1}}}}}, hls.ErrBadCut, 0, 0, ""},
		{"last beyond the end", ts, hls.Splice{Cuts: []hls.Cut{{From: 1, To: 1, Clips: []hls.ClipRange{{ad, 0, 3}}}}}, hls.ErrBadCut, 0, 0, ""},
		{"first beyond the end", ts, hls.Splice{Cuts: []hls.Cut{{From: 1, To: 1, Clips: []hls.ClipRange{{Clip: ad, First: 2}}}}}, hls.ErrBadCut, 0, 0, ""},
		{"fMP4 into TS", ts, *oneCut(1, 1, adMP4), hls.ErrIncompatible, 0, 0, "H14 iv"},
		{"TS into fMP4", mp4, hls.Splice{Cuts: []hls.Cut{{From: 0, To: 0, Clips: whole(adMP4)}, {From: 1, To: 1, Clips: []hls.ClipRange{{Clip: adMP4}, {Clip: ad}}}}}, hls.ErrIncompatible, 1, 1, "H14 iv"},
		{"WebVTT into TS", ts, *oneCut(1, 1, adVTT), hls.ErrIncompatible, 0, 0, "H42"},
		{"map into content without", ts, *oneCut(1, 1, mapped), hls.ErrIncompatible, 0, 0, "H14 iv: nothing unsets the map"},
		{"no map into content with", mp4, *oneCut(1, 1, plain), hls.ErrIncompatible, 0, 0, "H14 iv: it would stand under the content's"},
		{"map behind the first ad segment", ts, *oneCut(1, 1, later), hls.ErrIncompatible, 0, 0, "it would reach into content"},
		{"map behind the first ad segment, content with one", mp4, *oneCut(1, 1, later), hls.ErrIncompatible, 0, 0, "its first segment would stand under the content's"},
		{"map in front of the content's first", late, *oneCut(1, 1, mapped), hls.ErrIncompatible, 0, 0, "it would reach into content without"},
		{"no map behind the content's first", late, *oneCut(2, 3, plain), hls.ErrIncompatible, 0, 0, "it would stand under the content's"},
		{"I-frames into video", ts, *oneCut(1, 1, iframes), hls.ErrIncompatible, 0, 0, "H35"},
		{"video into I-frames", head + "#EXT-X-I-FRAMES-ONLY\n#EXTINF:6,\nc.ts\n", *oneCut(1, 1, ad), hls.ErrIncompatible, 0, 0, "H35"},
		{"drop below zero", ts, hls.Splice{Drop: []int{-1}}, hls.ErrBadCut, -1, -1, ""},
		{"drop beyond the end", ts, hls.Splice{Drop: []int{2}}, hls.ErrBadCut, -1, -1, ""},
		{"drop out of order", head + "#EXT-X-CUE-IN\n#EXT-X-CUE-IN\n#EXTINF:6,\nc.ts\n", hls.Splice{Drop: []int{3, 2}}, hls.ErrBadCut, -1, -1, ""},
		{"drop twice", head + "#EXT-X-CUE-IN\n#EXTINF:6,\nc.ts\n", hls.Splice{Drop: []int{2, 2}}, hls.ErrBadCut, -1, -1, ""},
		{"drop EXTM3U", ts, hls.Splice{Drop: []int{0}}, hls.ErrBadCut, -1, -1, "H1"},
		{"drop a key", head + "#EXT-X-KEY:METHOD=AES-128,URI=\"k\"\n#EXTINF:6,\nc.ts\n", hls.Splice{Drop: []int{2}}, hls.ErrBadCut, -1, -1, "H15"},
		{"quote in a prefix", ts, hls.Splice{Rebase: hls.Rebase{From: "c", To: `"`}}, hls.ErrBadValue, -1, -1, "it would end the attribute"},
		{"line end in a base", ts, hls.Splice{Rebase: hls.Rebase{URL: "http://x/\n#EXT-X-ENDLIST\n"}}, hls.ErrBadValue, -1, -1, "it would be a line"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m := parseMedia(t, tt.src)
			dst := append(make([]byte, 0, 64), "kept"...)
			got, err := m.AppendSplice(dst, &tt.splice)
			require.ErrorIs(t, err, tt.kind, tt.why)
			var e *hls.SpliceError
			require.ErrorAs(t, err, &e)
			assert.Equal(t, tt.cut, e.Cut)
			assert.Equal(t, tt.clip, e.Clip)
			assert.NotEmpty(t, e.Reason)
			assert.Equal(t, "kept", string(got))
			assert.Equal(t, make([]byte, 60), dst[4:64], "nothing is written before the check is over")
		})
	}
}

func TestSpliceErrorText(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "hls: cut 2, clip 0: clip does not fit the playlist: no", (&hls.SpliceError{Cut: 2, Reason: "no", Err: hls.ErrIncompatible}).Error())
	assert.Equal(t, "hls: cut 2: bad cut: no", (&hls.SpliceError{Cut: 2, Clip: -1, Reason: "no", Err: hls.ErrBadCut}).Error())
	assert.Equal(t, "hls: playlist delta update: no", (&hls.SpliceError{Cut: -1, Clip: -1, Reason: "no", Err: hls.ErrDelta}).Error())
}

func TestFits(t *testing.T) {
	t.Parallel()
	mp4 := parseMedia(t, "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXT-X-MAP:URI=\"i.mp4\"\n#EXTINF:6,\nc0.m4s\n")
	late := parseMedia(t, "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\nc0\n#EXT-X-MAP:URI=\"i.mp4\"\n#EXTINF:6,\nc1\n")
	ad := newClip(t, "#EXTINF:3,\n1.ts\n")
	mapped := newClip(t, "#EXT-X-MAP:URI=\"i.mp4\"\n#EXTINF:3,\n1\n")
	assert.Equal(t, "MPEG-TS clip in fMP4 content", mp4.Fits(ad))
	assert.Empty(t, mp4.Fits(mapped))
	assert.Empty(t, late.Fits(mapped))
	assert.NotEmpty(t, late.Fits(ad))
	assert.Empty(t, parseMedia(t, "#EXTM3U\n#EXT-X-TARGETDURATION:6\n").Fits(ad), "nothing speaks against it")
}

// TestSpliceVersion: H2, the features of clips.
func TestSpliceVersion(t *testing.T) {
	t.Parallel()
	tests := []struct {
		lines string
		want  int
		why   string
	}{
		{"#EXTINF:6,\n1.ts\n", 1, "nothing"},
		{"#EXTINF:6,1.5\n1.ts\n", 1, "a point in the title"},
		{"#EXT-X-KEY:METHOD=NONE\n#EXTINF:6,\n1.ts\n", 1, "clear"},
		{"#EXT-X-KEY:METHOD=AES-128,URI=\"k\",IV=0x01\n#EXTINF:6,\n1.ts\n", 2, "IV"},
		{"#EXT-X-KEY:METHOD=AES-128,URI=\"k\"\n#EXTINF:6,\n1.ts\n", 2, "the IV that we write"},
		{"#EXTINF:6,\n1.ts\n#EXTINF:6.0,\n2.ts\n", 3, "fraction"},
		{"#EXTINF:6,\n#EXT-X-BYTERANGE:10\n1.ts\n", 4, "byte range"},
		{"#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"k\",IV=0x01\n#EXTINF:6,\n1.ts\n", 5, "SAMPLE-AES"},
		{"#EXT-X-KEY:METHOD=AES-128,URI=\"k\",IV=0x01,KEYFORMAT=\"identity\"\n#EXTINF:6,\n1.ts\n", 5, "KEYFORMAT"},
		{"#EXT-X-KEY:METHOD=AES-128,URI=\"k\",IV=0x01,KEYFORMATVERSIONS=\"1\"\n#EXTINF:6,\n1.ts\n", 5, "KEYFORMATVERSIONS"},
		{"#EXT-X-I-FRAMES-ONLY\n#EXT-X-MAP:URI=\"i.mp4\"\n#EXTINF:6,\n1.m4s\n", 5, "a map among I-frames"},
		{"#EXT-X-MAP:URI=\"i.mp4\"\n#EXTINF:6,\n1.m4s\n", 6, "a map"},
		{"#EXT-X-VERSION:9\n#EXT-X-INDEPENDENT-SEGMENTS\n#EXTINF:6,\n1.ts\n", 1, "what it says of itself does not count"},
		{"#EXT-X-DEFINE:NAME=\"a\",VALUE=\"b\"\n#EXTINF:6,\n{$a}.ts\n", 1, "variables are substituted"},
		{"#EXT-X-GAP\n#EXTINF:6,\n1.ts\n", 1, "no version is asked for"},
	}
	for _, tt := range tests {
		c := newClip(t, tt.lines)
		require.Equal(t, tt.want, c.Version(), tt.why)
		if strings.Contains(tt.lines, "I-FRAMES") || strings.Contains(tt.lines, "MAP") {
			continue
		}
		src := []byte("#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\nc.ts\n#EXT-X-ENDLIST\n")
		m := parseMedia(t, string(src))
		out, err := m.AppendSplice(nil, oneCut(1, 1, c))
		require.NoError(t, err)
		require.Equal(t, tt.want, parseMedia(t, string(out)).Version(), tt.why)
		checktest.HLS(t, src, out)
	}
}

func TestSpliceRaisesWhatIsHuge(t *testing.T) {
	t.Parallel()
	c := newClip(t, "#EXTINF:9000000000,\n1.ts\n")
	m := parseMedia(t, "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXT-X-SERVER-CONTROL:HOLD-BACK=18\n#EXT-X-START:TIME-OFFSET=1\n#EXTINF:6,\nc.ts\n#EXT-X-ENDLIST\n")
	out, err := m.AppendSplice(nil, oneCut(0, 0, c))
	require.NoError(t, err)
	require.Equal(t, 9000000000*time.Second, parseMedia(t, string(out)).TargetDuration())
	require.Contains(t, string(out), "HOLD-BACK=9223372035\n", "as much as can be told")
	_, err = m.AppendSplice(nil, &hls.Splice{Cuts: []hls.Cut{{Clips: []hls.ClipRange{{Clip: c}, {Clip: c}}}}})
	require.ErrorIs(t, err, hls.ErrTooLarge, "the result would not parse")
}

// TestAppendSpliceConcurrently: documents and clips are shared by all viewers.
func TestAppendSpliceConcurrently(t *testing.T) {
	t.Parallel()
	m := parseMedia(t, "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXT-X-KEY:METHOD=AES-128,URI=\"k\"\n#EXTINF:6,\nc0.ts\n#EXTINF:6,\nc1.ts\n")
	s := oneCut(1, 1, newClip(t, "#EXT-X-KEY:METHOD=AES-128,URI=\"k\"\n#EXTINF:3,\n1.ts\n#EXTINF:3,\n2.ts\n"))
	s.Rebase.URL = "https://o.example/"
	want, err := m.AppendSplice(nil, s)
	require.NoError(t, err)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			dst := make([]byte, 0, 1024)
			for range 50 {
				got, err := m.AppendSplice(dst, s)
				if err != nil || !bytes.Equal(want, got) {
					t.Error("another result")
				}
			}
		})
	}
	wg.Wait()
}
