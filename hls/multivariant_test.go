package hls_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/hls"
)

func parseMultivariant(tb testing.TB, src string) *hls.Multivariant {
	tb.Helper()
	m, err := hls.ParseMultivariant([]byte(src))
	require.NoError(tb, err)
	return m
}

const multivariant = `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-DEFINE:NAME="host",VALUE="cdn.example"
#EXT-X-CONTENT-STEERING:SERVER-URI="/steer?x=1",PATHWAY-ID="CDN-A"
#EXT-X-START:TIME-OFFSET=-12.5,PRECISE=YES
#EXT-X-SESSION-DATA:DATA-ID="com.example.title",VALUE="One, two",LANGUAGE="en"
#EXT-X-SESSION-DATA:DATA-ID="com.example.list",URI="list.json",FORMAT=RAW
#EXT-X-SESSION-KEY:METHOD=SAMPLE-AES,URI="skd://k",KEYFORMAT="com.apple.streamingkeydelivery",KEYFORMATVERSIONS="1"
#EXT-X-VENDOR:a=b

#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="aac",NAME="English",LANGUAGE="en",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="audio/en.m3u8",STABLE-RENDITION-ID="a1",SAMPLE-RATE=48000,BIT-DEPTH=16
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="aac",NAME="Français",LANGUAGE="fr",ASSOC-LANGUAGE="fr-CA",AUTOSELECT=YES,CHANNELS="2",URI="audio/fr.m3u8"
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="ac3",NAME="English",CHANNELS="6",URI="audio/en6.m3u8"
#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="sub",NAME="English",FORCED=YES,URI="sub.m3u8",CHARACTERISTICS="public.accessibility.transcribes-spoken-dialog, public.easy-to-read"
#EXT-X-MEDIA:TYPE=CLOSED-CAPTIONS,GROUP-ID="cc",NAME="CC1",INSTREAM-ID="CC1"

# a comment
#EXT-X-STREAM-INF:BANDWIDTH=5000000,AVERAGE-BANDWIDTH=4000000,CODECS="avc1.64001f,mp4a.40.2",SUPPLEMENTAL-CODECS="dvh1.08.07/db4h",RESOLUTION=1280x720,FRAME-RATE=29.970,HDCP-LEVEL=TYPE-0,ALLOWED-CPC="com.example.drm:A/B",VIDEO-RANGE=PQ,REQ-VIDEO-LAYOUT="CH-STEREO",STABLE-VARIANT-ID="v1",PATHWAY-ID="CDN-A",SCORE=1.5,NAME="720p",AUDIO="aac",VIDEO="vid",SUBTITLES="sub",CLOSED-CAPTIONS="cc"
# another one
  720p.m3u8?a=1 
#EXT-X-STREAM-INF:BANDWIDTH=128000,CLOSED-CAPTIONS=NONE
https://cdn.example/audio.m3u8
#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=90000,RESOLUTION=640x360,URI="iframe.m3u8"
#EXT-X-IMAGE-STREAM-INF:BANDWIDTH=9000,RESOLUTION=160x90,URI="image.m3u8"
`

func TestMultivariant(t *testing.T) {
	t.Parallel()
	m := parseMultivariant(t, multivariant)
	require.Equal(t, 7, m.Version())
	require.True(t, m.IndependentSegments())
	require.Equal(t, 2, m.Len())
	start, ok := m.Start()
	require.True(t, ok)
	require.Equal(t, -sec(12.5), orNone(start.TimeOffset()))
	require.True(t, start.Precise())
	cs, ok := m.ContentSteering()
	require.True(t, ok)
	require.Equal(t, "/steer?x=1", string(cs.ServerURI()))
	require.Equal(t, "CDN-A", string(cs.PathwayID()))
	defs := slices.Collect(m.Definitions())
	require.Len(t, defs, 1)
	require.Equal(t, "host", string(defs[0].Name()))
	require.Contains(t, string(m.Bytes()), "#EXT-X-VENDOR")
	unknown := 0
	for tag := range m.Tags() {
		if tag.Kind() == hls.TagUnknown {
			unknown++
			require.Equal(t, "EXT-X-VENDOR", string(tag.Name()))
			require.Equal(t, "a=b", string(tag.Value()))
			require.Equal(t, "EXT-X-VENDOR", string(m.Tag(tag.Index()).Name()))
		}
	}
	require.Equal(t, 1, unknown)

	data := slices.Collect(m.SessionData())
	require.Len(t, data, 2)
	require.Equal(t, "com.example.title One, two en", string(data[0].DataID())+" "+string(data[0].Value())+" "+string(data[0].Language()))
	require.Nil(t, data[0].URI())
	require.Equal(t, "list.json RAW", string(data[1].URI())+" "+string(data[1].Format()))
	keys := slices.Collect(m.SessionKeys())
	require.Len(t, keys, 1)
	require.Equal(t, "skd://k", string(keys[0].URI()))
	require.Equal(t, "com.apple.streamingkeydelivery", string(keys[0].Format()))
}

func TestVariant(t *testing.T) {
	t.Parallel()
	m := parseMultivariant(t, multivariant)
	v := m.Variant(0)
	require.Equal(t, "720p.m3u8?a=1", string(v.URI()), "blanks around it cut, a comment in front skipped")
	require.EqualValues(t, 5000000, v.Bandwidth())
	require.EqualValues(t, 4000000, v.AverageBandwidth())
	require.Equal(t, "avc1.64001f,mp4a.40.2", string(v.Codecs()))
	require.True(t, v.Codecs().Has("mp4a.40.2"))
	require.False(t, v.Codecs().Has("mp4a"))
	require.True(t, v.SupplementalCodecs().Has("dvh1.08.07/db4h"))
	w, h, ok := v.Resolution()
	require.True(t, ok)
	require.Equal(t, [2]int{1280, 720}, [2]int{w, h})
	require.InDelta(t, 29.97, v.FrameRate(), 1e-9)
	require.Equal(t, "TYPE-0", string(v.HDCPLevel()))
	require.Equal(t, "com.example.drm:A/B", string(v.AllowedCPC()))
	require.Equal(t, "PQ", string(v.VideoRange()))
	require.Equal(t, "CH-STEREO", string(v.VideoLayout()))
	require.Equal(t, "v1", string(v.StableVariantID()))
	require.Equal(t, "CDN-A", string(v.PathwayID()))
	require.Equal(t, "720p", string(v.Name()))
	require.Equal(t, "aac", string(v.Audio()))
	require.Equal(t, "vid", string(v.Video()))
	require.Equal(t, "sub", string(v.Subtitles()))
	require.Equal(t, "cc", string(v.ClosedCaptions()))
	require.False(t, v.NoClosedCaptions())
	score, ok := v.Score()
	require.True(t, ok)
	require.InDelta(t, 1.5, score, 0)

	bare := slices.Collect(m.Variants())[1]
	require.Equal(t, "https://cdn.example/audio.m3u8", string(bare.URI()))
	require.True(t, bare.NoClosedCaptions())
	require.Nil(t, bare.ClosedCaptions())
	require.Nil(t, bare.Codecs())
	require.Zero(t, bare.AverageBandwidth())
	require.Zero(t, bare.FrameRate())
	_, _, ok = bare.Resolution()
	require.False(t, ok)
	_, ok = bare.Score()
	require.False(t, ok)

	iframes := slices.Collect(m.IFrameVariants())
	require.Len(t, iframes, 1)
	require.Equal(t, "iframe.m3u8", string(iframes[0].URI()))
	require.EqualValues(t, 90000, iframes[0].Bandwidth())
	images := slices.Collect(m.ImageVariants())
	require.Len(t, images, 1)
	require.Equal(t, "image.m3u8", string(images[0].URI()))
}

func TestRendition(t *testing.T) {
	t.Parallel()
	m := parseMultivariant(t, multivariant)
	all := slices.Collect(m.Renditions())
	require.Len(t, all, 5)
	group := slices.Collect(m.Group("AUDIO", m.Variant(0).Audio()))
	require.Len(t, group, 2)
	en := group[0]
	require.Equal(t, []string{"AUDIO", "aac", "English", "en", "2", "audio/en.m3u8", "a1"}, []string{
		string(en.Type()), string(en.GroupID()), string(en.Name()), string(en.Language()),
		string(en.Channels()), string(en.URI()), string(en.StableRenditionID()),
	})
	require.True(t, en.Default())
	require.True(t, en.Autoselect())
	require.False(t, en.Forced())
	require.EqualValues(t, 48000, en.SampleRate())
	require.EqualValues(t, 16, en.BitDepth())
	require.Equal(t, "fr-CA", string(group[1].AssocLanguage()))
	require.True(t, all[3].Forced())
	require.True(t, all[3].Characteristics().Has("public.easy-to-read"), "blank behind the comma")
	require.Equal(t, "CC1", string(all[4].InstreamID()))
	require.Nil(t, all[4].URI())
}

func TestIsMultivariant(t *testing.T) {
	t.Parallel()
	tests := []struct {
		src  string
		want bool
	}{
		{multivariant, true},
		{playlist(), false},
		{"", false},
		{"#EXTM3U\n", false},
		{"#EXTM3U\nEXT-X-STREAM-INF:x\n", false},
		{"#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-DEFINE:NAME=\"a\",VALUE=\"b\"\n#EXT-X-MEDIA:TYPE=AUDIO\n", true},
		{"\xef\xbb\xbf#EXTM3U\r\n#EXT-X-STREAM-INF:BANDWIDTH=1\r\na\r\n", true},
		{"#EXTM3U\n#EXTINF:6,\na.ts\n#EXT-X-STREAM-INF:BANDWIDTH=1\n", false},
	}
	for _, tt := range tests {
		require.Equal(t, tt.want, hls.IsMultivariant([]byte(tt.src)), "%q", tt.src)
	}
}

func TestMultivariantReset(t *testing.T) {
	m := parseMultivariant(t, multivariant)
	src := []byte(multivariant)
	require.Error(t, m.Reset([]byte("#EXTM3U\n")))
	require.Zero(t, m.Len())
	require.Zero(t, testing.AllocsPerRun(100, func() {
		if m.Reset(src) != nil {
			t.Error("no error before")
		}
	}))
	require.Equal(t, 2, m.Len())
	dst, err := m.AppendText([]byte("x"))
	require.NoError(t, err)
	require.Equal(t, "x"+multivariant, string(dst))
	require.Equal(t, multivariant, string(slices.Concat(slices.Collect(m.Lines())...)))
	require.Equal(t, 1, parseMultivariant(t, strings.Replace(multivariant, "#EXT-X-VERSION:7\n", "", 1)).Version())
}
