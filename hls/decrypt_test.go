package hls_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/hls"
	"github.com/adsplice/adsplice/internal/checktest"
)

// The server of the test: what is behind each URI. A key is made of its URI,
// so is the plain text of a segment.

func keyOf(uri string) []byte {
	sum := sha256.Sum256([]byte(uri))
	return sum[:16]
}

func plainOf(uri string) []byte {
	n := 20 + len(uri)*7%40
	return bytes.Repeat([]byte("media of "+uri+"; "), n)[:n*5]
}

func encrypt(tb testing.TB, plain, key, iv []byte) []byte {
	tb.Helper()
	block, err := aes.NewCipher(key)
	require.NoError(tb, err)
	pad := aes.BlockSize - len(plain)%aes.BlockSize // PKCS7
	b := append(bytes.Clone(plain), bytes.Repeat([]byte{byte(pad)}, pad)...)
	cipher.NewCBCEncrypter(block, iv).CryptBlocks(b, b)
	return b
}

func decrypt(tb testing.TB, b, key, iv []byte) ([]byte, bool) {
	tb.Helper()
	block, err := aes.NewCipher(key)
	require.NoError(tb, err)
	if len(b) == 0 || len(b)%aes.BlockSize != 0 {
		return nil, false
	}
	b = bytes.Clone(b)
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(b, b)
	pad := int(b[len(b)-1])
	if pad == 0 || pad > aes.BlockSize {
		return nil, false
	}
	return b[:len(b)-pad], true
}

func numberIV(n uint64) []byte {
	iv := make([]byte, 16)
	binary.BigEndian.PutUint64(iv[8:], n)
	return iv
}

// A tinySegment is what a reader that has nothing in common with package hls
// finds in a playlist: enough to decrypt.
type tinySegment struct {
	uri, key, iv, method string // iv as text, "" if absent
	other                string // KEY lines of other formats in force
	number               uint64
}

// tinyRead reads lines from the top, as RFC 8216 sections 4.3.2.4 and 4.3.3.2
// say.
func tinyRead(tb testing.TB, text string) (all []tinySegment) {
	tb.Helper()
	var cur tinySegment
	others := map[string]string{}
	number := uint64(0)
	for line := range strings.SplitSeq(text, "\n") {
		switch {
		case strings.HasPrefix(line, "#EXT-X-MEDIA-SEQUENCE:"):
			n, err := strconv.ParseUint(line[len("#EXT-X-MEDIA-SEQUENCE:"):], 10, 64)
			require.NoError(tb, err)
			number = n
		case line == "#EXT-X-KEY:METHOD=NONE":
			cur, others = tinySegment{}, map[string]string{}
		case strings.HasPrefix(line, "#EXT-X-KEY:"):
			a := map[string]string{}
			for kv := range strings.SplitSeq(line[len("#EXT-X-KEY:"):], ",") {
				k, v, _ := strings.Cut(kv, "=")
				a[k] = strings.Trim(v, `"`)
			}
			if f := a["KEYFORMAT"]; f != "" && f != "identity" {
				others[f] = line
				break
			}
			cur = tinySegment{key: a["URI"], iv: a["IV"], method: a["METHOD"]}
		case line != "" && line[0] != '#':
			s := cur
			s.uri, s.number = line, number
			for _, f := range []string{"x", "y"} {
				s.other += others[f]
			}
			all = append(all, s)
			number++
		}
	}
	return all
}

// serve returns the bytes of all segments as the server has them: encrypted as
// the playlist of its own says.
func serve(tb testing.TB, playlists ...string) map[string][]byte {
	tb.Helper()
	files := map[string][]byte{}
	for _, p := range playlists {
		for _, s := range tinyRead(tb, p) {
			require.NotContains(tb, files, s.uri)
			files[s.uri] = plainOf(s.uri)
			if s.method == "AES-128" {
				files[s.uri] = encrypt(tb, plainOf(s.uri), keyOf(s.key), s.vector(tb))
			}
		}
	}
	return files
}

func (s tinySegment) vector(tb testing.TB) []byte {
	tb.Helper()
	if s.iv == "" {
		return numberIV(s.number)
	}
	digits := strings.TrimPrefix(s.iv, "0x")
	b, err := hex.DecodeString(strings.Repeat("0", 32-len(digits)) + digits)
	require.NoError(tb, err)
	return b
}

// requirePlays plays a playlist: each segment must decrypt to its plain text
// with the key and the IV that the playlist says.
func requirePlays(tb testing.TB, files map[string][]byte, playlist string) (encrypted int) {
	tb.Helper()
	for _, s := range tinyRead(tb, playlist) {
		b, ok := files[s.uri], true
		require.Contains(tb, files, s.uri)
		if s.method == "AES-128" {
			b, ok = decrypt(tb, b, keyOf(s.key), s.vector(tb))
			encrypted++
		}
		require.True(tb, ok && bytes.Equal(plainOf(s.uri), b), "%s does not decrypt with key %q, IV %q, number %d", s.uri, s.key, s.iv, s.number)
	}
	return encrypted
}

// TestDecrypt: H15, H16, H18. Real bytes, encrypted as the origin's playlist
// says, have to come out of the stitched playlist. A wrong IV garbles only the
// first 16 bytes, so players don't show it.
func TestDecrypt(t *testing.T) {
	t.Parallel()
	const ad = "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:3,\nhttps://ads.example/ad/1.ts\n#EXTINF:3,\nhttps://ads.example/ad/2.ts\n"
	const secret = "#EXTM3U\n#EXT-X-VERSION:2\n#EXT-X-TARGETDURATION:6\n#EXT-X-MEDIA-SEQUENCE:77\n#EXT-X-KEY:METHOD=AES-128,URI=\"adkey\"\n" +
		"#EXTINF:3,\nhttps://ads.example/secret/1.ts\n#EXTINF:3,\nhttps://ads.example/secret/2.ts\n#EXT-X-KEY:METHOD=AES-128,URI=\"adkey2\",IV=0x0102\n#EXTINF:3,\nhttps://ads.example/secret/3.ts\n"
	head := "#EXTM3U\n#EXT-X-VERSION:5\n#EXT-X-TARGETDURATION:6\n#EXT-X-MEDIA-SEQUENCE:%d\n"
	lines := func(first int64, count int, keys map[int]string) string {
		var b strings.Builder
		fmt.Fprintf(&b, head, first)
		for i := range count {
			b.WriteString(keys[i])
			fmt.Fprintf(&b, "#EXTINF:6,\nc%d.ts\n", first+int64(i))
		}
		return b.String() + "#EXT-X-ENDLIST\n"
	}
	key := func(uri, more string) string { return "#EXT-X-KEY:METHOD=AES-128,URI=\"" + uri + "\"" + more + "\n" }
	origins := []struct{ name, text string }{
		{"one key, implicit IV", lines(7794, 10, map[int]string{0: key("k1", "")})},
		{"numbers from 0", lines(0, 10, map[int]string{0: key("k1", "")})},
		{"large numbers", lines(1<<40+255, 10, map[int]string{0: key("k1", "")})},
		{"rotated keys", lines(9, 10, map[int]string{0: key("k1", ""), 3: key("k2", ""), 4: key("k3", ""), 8: key("k4", "")})},
		{"explicit and implicit in turns", lines(9, 10, map[int]string{0: key("k1", ""), 2: key("k2", ",IV=0x0A"), 5: key("k3", ""), 7: key("k3", ",IV=0x0B0C")})},
		{"clear stretches", lines(9, 10, map[int]string{2: key("k1", ""), 4: "#EXT-X-KEY:METHOD=NONE\n", 6: key("k1", "")})},
		{"clear, then encrypted", lines(9, 10, map[int]string{4: key("k1", "")})},
		{"identity spelt out", lines(9, 10, map[int]string{0: key("k1", ",KEYFORMAT=\"identity\"")})},
		{"beside another format", lines(9, 10, map[int]string{0: key("k1", "") + "#EXT-X-KEY:METHOD=AES-128,URI=\"skd://1\",KEYFORMAT=\"x\"\n", 5: "#EXT-X-KEY:METHOD=AES-128,URI=\"skd://2\",KEYFORMAT=\"x\"\n"})},
	}
	clip := func(text string) []hls.ClipRange {
		c, err := hls.NewClip(parseMedia(t, text), hls.ClipOptions{})
		require.NoError(t, err)
		return []hls.ClipRange{{Clip: c}}
	}
	plain, dark := clip(ad), clip(secret)
	both := []hls.ClipRange{dark[0], plain[0]}
	splices := map[string][]hls.Cut{
		"pre-roll":              {{From: 0, To: 0, Clips: plain}},
		"replaced by more":      {{From: 3, To: 4, Clips: plain}},
		"replaced by less":      {{From: 2, To: 6, Clips: plain}},
		"replaced by as many":   {{From: 2, To: 4, Clips: plain}},
		"three breaks":          {{From: 0, To: 1, Clips: plain}, {From: 3, To: 3, Clips: plain}, {From: 6, To: 9, Clips: plain}},
		"head and tail":         {{From: 0, To: 3, Clips: plain}, {From: 9, To: 10, Clips: plain}},
		"moved and moved back":  {{From: 1, To: 1, Clips: plain}, {From: 4, To: 8, Clips: plain}},
		"encrypted ads":         {{From: 0, To: 0, Clips: dark}, {From: 2, To: 3, Clips: both}, {From: 5, To: 5, Clips: dark}, {From: 9, To: 9, Clips: []hls.ClipRange{plain[0], dark[0]}}},
		"parts of an ad":        {{From: 4, To: 4, Clips: []hls.ClipRange{{dark[0].Clip, 1, 3}, {dark[0].Clip, 2, 3}, {dark[0].Clip, 0, 1}}}},
		"every second segment":  {{From: 1, To: 2, Clips: plain}, {From: 3, To: 4, Clips: plain}, {From: 5, To: 6, Clips: plain}, {From: 7, To: 8, Clips: plain}},
		"cuts that touch":       {{From: 2, To: 3, Clips: dark}, {From: 3, To: 3, Clips: plain}, {From: 3, To: 5, Clips: dark}},
		"everything but a tail": {{From: 0, To: 9, Clips: plain}},
	}
	for _, o := range origins {
		files := serve(t, o.text, ad, secret)
		require.Positive(t, requirePlays(t, files, o.text), "the test's own reader and server agree")
		for name, cuts := range splices {
			t.Run(o.name+"/"+name, func(t *testing.T) {
				t.Parallel()
				out, err := parseMedia(t, o.text).AppendSplice(nil, &hls.Splice{Cuts: cuts})
				require.NoError(t, err)
				requirePlays(t, files, string(out))
				// Keys of other formats are those of the origin, to the byte.
				origin := map[string]tinySegment{}
				for _, s := range tinyRead(t, o.text) {
					origin[s.uri] = s
				}
				for _, s := range tinyRead(t, string(out)) {
					require.Equal(t, origin[s.uri].other, s.other, s.uri)
				}
				checktest.HLS(t, []byte(o.text), out, checktest.Ads("https://ads.example/"), checktest.Ignore("H13"))
			})
		}
	}
}

// TestOtherKeyFormats: the key system supplies the IV, so nothing is added,
// however far the numbers move.
func TestOtherKeyFormats(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		"#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"skd://1\",KEYFORMAT=\"com.apple.streamingkeydelivery\",KEYFORMATVERSIONS=\"1\"",
		"#EXT-X-KEY:METHOD=AES-128,URI=\"k\",KEYFORMAT=\"org.w3.clearkey\"",
		"#EXT-X-KEY:METHOD=SAMPLE-AES-CTR,URI=\"k\"",
		"#EXT-X-KEY:METHOD=AES-256-GCM,URI=\"k\"",
		"#EXT-X-KEY:METHOD=AES-128,URI=\"k\",IV=unreadable",
	} {
		src := "#EXTM3U\n#EXT-X-VERSION:5\n#EXT-X-TARGETDURATION:6\n" + line + "\n#EXTINF:6,\nc0.ts\n#EXTINF:6,\nc1.ts\n#EXTINF:6,\nc2.ts\n#EXT-X-ENDLIST\n"
		out, err := parseMedia(t, src).AppendSplice(nil, oneCut(1, 1, newClip(t, "#EXTINF:6,\n1.ts\n")))
		require.NoError(t, err)
		require.Equal(t, "#EXTM3U\n#EXT-X-VERSION:5\n#EXT-X-TARGETDURATION:6\n"+line+"\n#EXTINF:6,\nc0.ts\n"+
			"#EXT-X-DISCONTINUITY\n#EXT-X-KEY:METHOD=NONE\n#EXTINF:6,\nhttps://ads.example/1.ts\n"+
			"#EXT-X-DISCONTINUITY\n"+line+"\n#EXTINF:6,\nc1.ts\n#EXTINF:6,\nc2.ts\n#EXT-X-ENDLIST\n", string(out))
		checktest.HLS(t, []byte(src), out)
	}
}
