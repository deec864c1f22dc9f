package hls_test

import (
	"encoding/hex"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/hls"
)

// keyURIs returns the URIs of a set in order.
func keyURIs(s hls.KeySet) string {
	var uris []string
	for k := range s.All() {
		uris = append(uris, string(k.URI()))
	}
	return strings.Join(uris, " ")
}

func TestKeySets(t *testing.T) {
	t.Parallel()
	const (
		identity1 = "#EXT-X-KEY:METHOD=AES-128,URI=\"i1\"\n"
		identity2 = "#EXT-X-KEY:METHOD=AES-128,URI=\"i2\",KEYFORMAT=\"identity\"\n"
		fairplay1 = "#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"f1\",KEYFORMAT=\"com.apple.streamingkeydelivery\"\n"
		fairplay2 = "#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"f2\",KEYFORMAT=\"com.apple.streamingkeydelivery\"\n"
		widevine1 = "#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"w1\",KEYFORMAT=\"urn:uuid:edef8ba9-79d6-4ace-a3c8-27dcd51d21ed\"\n"
		none      = "#EXT-X-KEY:METHOD=NONE\n"
		seg       = "#EXTINF:6,\ns\n"
		disc      = "#EXT-X-DISCONTINUITY\n"
	)
	tests := []struct {
		name string
		body string
		want []string
	}{
		{"no keys", seg, []string{""}},
		{"behind its tag", seg + identity1 + seg + seg, []string{"", "i1", "i1"}},
		{"replaced by the same format", identity1 + seg + identity2 + seg, []string{"i1", "i2"}},
		{"one per format", fairplay1 + widevine1 + seg, []string{"f1 w1"}},
		{"one of two replaced, by place", fairplay1 + widevine1 + seg + fairplay2 + seg, []string{"f1 w1", "w1 f2"}},
		{"NONE ends all formats", fairplay1 + widevine1 + seg + none + seg + fairplay2 + seg, []string{"f1 w1", "", "f2"}},
		{"NONE first", none + seg, []string{""}},
		{"a discontinuity ends nothing", identity1 + seg + disc + seg, []string{"i1", "i1"}},
		{"several in front of one segment", identity1 + identity2 + fairplay1 + seg, []string{"i2 f1"}},
		{"NONE and keys in front of one segment", fairplay1 + none + widevine1 + seg, []string{"w1"}},
		{"behind the last segment", seg + identity1, []string{""}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m := parseMedia(t, "#EXTM3U\n#EXT-X-TARGETDURATION:6\n"+tt.body)
			var got []string
			for s := range m.Segments() {
				uris := keyURIs(s.Keys())
				got = append(got, uris)
				require.Equal(t, len(strings.Fields(uris)), s.Keys().Len())
				for range s.Keys().All() {
					break
				}
			}
			require.Equal(t, tt.want, got)
		})
	}
}

func TestKeySetEqual(t *testing.T) {
	t.Parallel()
	src := "#EXTM3U\n#EXT-X-TARGETDURATION:6\n" +
		"#EXT-X-KEY:METHOD=AES-128,URI=\"a\"\n#EXTINF:6,\n0\n#EXTINF:6,\n1\n" +
		"#EXT-X-KEY:METHOD=AES-128,URI=\"b\"\n#EXTINF:6,\n2\n" +
		"#EXT-X-KEY:METHOD=AES-128,URI=\"a\"\n#EXTINF:6,\n3\n" +
		"#EXT-X-KEY:METHOD=NONE\n#EXTINF:6,\n4\n"
	m, o := parseMedia(t, src), parseMedia(t, src)
	keys := func(i int) hls.KeySet { return m.Segment(i).Keys() }
	require.True(t, keys(0).Equal(keys(1)))
	require.False(t, keys(1).Equal(keys(2)))
	require.True(t, keys(0).Equal(keys(3)), "another tag of the same text")
	require.False(t, keys(3).Equal(keys(4)))
	require.True(t, keys(4).Equal(hls.KeySet{}))
	require.True(t, keys(2).Equal(o.Segment(2).Keys()), "of another playlist")
	require.False(t, keys(0).Equal(o.Segment(2).Keys()))
}

func TestManyKeyFormats(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("#EXTM3U\n#EXT-X-TARGETDURATION:6\n")
	for i := range 32 {
		b.WriteString("#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"u\",KEYFORMAT=\"f" + strconv.Itoa(i) + "\"\n")
	}
	b.WriteString("#EXTINF:6,\ns\n")
	require.Equal(t, 32, parseMedia(t, b.String()).Segment(0).Keys().Len())
	_, err := hls.ParseMedia([]byte(b.String() + "#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"u\",KEYFORMAT=\"one more\"\n"))
	require.ErrorIs(t, err, hls.ErrTooLarge)
}

func TestIV(t *testing.T) {
	t.Parallel()
	tests := []struct {
		attributes string
		want       string // of the segment with number 0x1E72
		implicit   bool
		why        string
	}{
		{"METHOD=AES-128", "00000000000000000000000000001e72", true, "RFC 8216 section 5.2"},
		{"METHOD=SAMPLE-AES", "00000000000000000000000000001e72", true, "identity"},
		{`METHOD=AES-128,KEYFORMAT="identity"`, "00000000000000000000000000001e72", true, "identity spelt out"},
		{"METHOD=AES-128,IV=0x000102030405060708090A0B0C0D0E0F", "000102030405060708090a0b0c0d0e0f", false, "explicit"},
		{"METHOD=AES-128,IV=0Xff", "000000000000000000000000000000ff", false, "short: a number"},
		{"METHOD=AES-128,IV=0x00000000000000000000000000000000ff", "", false, "17 bytes are none"},
		{"METHOD=AES-128,IV=0x123", "", false, "odd number of digits"},
		{"METHOD=AES-128,IV=abc", "", false, "unreadable, but there"},
		{`METHOD=SAMPLE-AES,KEYFORMAT="com.apple.streamingkeydelivery"`, "", false, "the key system supplies it"},
		{"METHOD=SAMPLE-AES-CTR", "", false, "never the number (bis section 4.4.4.4)"},
		{"METHOD=AES-256-GCM", "", false, "never the number"},
	}
	for _, tt := range tests {
		m := parseMedia(t, "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXT-X-MEDIA-SEQUENCE:7794\n#EXT-X-KEY:"+tt.attributes+",URI=\"k\"\n#EXTINF:6,\ns\n")
		for k := range m.Segment(0).Keys().All() {
			iv, ok := m.Segment(0).IV(k)
			require.Equal(t, tt.want != "", ok, tt.why)
			if ok {
				require.Equal(t, tt.want, hex.EncodeToString(iv[:]), tt.why)
			}
			require.Equal(t, tt.implicit, k.ImplicitIV(), tt.why)
			require.Equal(t, "1", string(k.FormatVersions()))
		}
	}
}

func TestMapScope(t *testing.T) {
	t.Parallel()
	m := parseMedia(t, "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\n0\n"+
		"#EXT-X-KEY:METHOD=AES-128,URI=\"k1\",IV=0x01\n#EXT-X-MAP:URI=\"m1\",BYTERANGE=\"10\"\n#EXT-X-KEY:METHOD=AES-128,URI=\"k2\"\n#EXTINF:6,\n1\n"+
		"#EXT-X-DISCONTINUITY\n#EXTINF:6,\n2\n"+
		"#EXT-X-MAP:URI=\"m2\",BYTERANGE=\"10@20\"\n#EXT-X-MAP:URI=\"m3\",BYTERANGE=\"x\"\n#EXTINF:6,\n3\n#EXT-X-MAP:URI=\"m4\"\n")
	_, ok := m.Segment(0).Map()
	require.False(t, ok)
	x, ok := m.Segment(1).Map()
	require.True(t, ok)
	require.Equal(t, "m1", string(x.URI()))
	require.Equal(t, "k1", keyURIs(x.Keys), "the key in force where the tag stands encrypts it")
	require.Equal(t, "k2", keyURIs(m.Segment(1).Keys()))
	r, ok := x.ByteRange()
	require.True(t, ok)
	require.Equal(t, hls.ByteRange{Length: 10}, r, "a missing offset is 0")
	x, _ = m.Segment(2).Map()
	require.Equal(t, "m1", string(x.URI()), "a discontinuity does not end it")
	x, _ = m.Segment(3).Map()
	require.Equal(t, "m3", string(x.URI()))
	_, ok = x.ByteRange()
	require.False(t, ok)
}
