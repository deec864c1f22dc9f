package main

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const head = "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXT-X-PLAYLIST-TYPE:VOD\n"

// TestMalformedOrigins: an origin that can't be read is handed on byte for byte,
// with exit status 1 and a message that names the file and the line.
func TestMalformedOrigins(t *testing.T) {
	tail := "#EXT-X-ENDLIST\n"
	rows := []struct {
		name, text string
		line       string
	}{
		{"empty", "", "1"},
		{"a web page", "<!DOCTYPE html>\n<html></html>\n", "1"},
		{"JSON", `{"error": "not found"}`, "1"},
		{"binary", "G@\x00\x10\x00\x00\xb0\r\x00\x01\xc1", "1"},
		{"UTF-16", "\xff\xfe#\x00E\x00X\x00T\x00M\x003\x00U\x00\n\x00", "1"},
		{"text in front", "hello\n" + head + "#EXTINF:6,\na.ts\n" + tail, "1"},
		{"almost #EXTM3U", "#EXTM3U8\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\na.ts\n" + tail, "1"},
		{"no target duration", "#EXTM3U\n#EXTINF:6,\na.ts\n" + tail, "1"},
		{"target duration of words", "#EXTM3U\n#EXT-X-TARGETDURATION:six\n#EXTINF:6,\na.ts\n" + tail, "2"},
		{"negative target duration", "#EXTM3U\n#EXT-X-TARGETDURATION:-6\n#EXTINF:6,\na.ts\n" + tail, "2"},
		{"two target durations", head + "#EXT-X-TARGETDURATION:7\n#EXTINF:6,\na.ts\n" + tail, "4"},
		{"no EXTINF", head + "a.ts\n" + tail, "4"},
		{"EXTINF of words", head + "#EXTINF:six,\na.ts\n" + tail, "4"},
		{"EXTINF empty", head + "#EXTINF:,\na.ts\n" + tail, "4"},
		{"EXTINF negative", head + "#EXTINF:6,\na.ts\n#EXTINF:-1,\nb.ts\n" + tail, "6"},
		{"EXTINF not finite", head + "#EXTINF:1e999,\na.ts\n" + tail, "4"},
		{"EXTINF enormous", head + "#EXTINF:99999999999999999999,\na.ts\n" + tail, "4"},
		{"second URI", head + "#EXTINF:6,\na.ts\nb.ts\n" + tail, "6"},
		{"media sequence of words", head + "#EXT-X-MEDIA-SEQUENCE:first\n#EXTINF:6,\na.ts\n" + tail, "4"},
		{"media sequence enormous", head + "#EXT-X-MEDIA-SEQUENCE:99999999999999999999\n#EXTINF:6,\na.ts\n" + tail, "4"},
		{"two media sequences", head + "#EXT-X-MEDIA-SEQUENCE:1\n#EXT-X-MEDIA-SEQUENCE:2\n#EXTINF:6,\na.ts\n" + tail, "5"},
		{"byte range of words", head + "#EXTINF:6,\n#EXT-X-BYTERANGE:all\na.ts\n" + tail, "5"},
		{"byte range negative", head + "#EXTINF:6,\n#EXT-X-BYTERANGE:-5@3\na.ts\n" + tail, "5"},
		{"map without URI", head + "#EXT-X-MAP:BYTERANGE=\"100@0\"\n#EXTINF:6,\na.mp4\n" + tail, "4"},
		{"key without method", head + "#EXT-X-KEY:URI=\"k\"\n#EXTINF:6,\na.ts\n" + tail, "4"},
		{"multivariant without URI", "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1000\n", "2"},
	}
	position := regexp.MustCompile(`requests\[0\]\.origin: o\.m3u8: .*line (\d+): `)
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			status, stdout, stderr := replay(t, `{"requests": [{"origin": "o.m3u8"}]}`, map[string]string{"o.m3u8": r.text})
			assert.Equal(t, 1, status)
			assert.Equal(t, r.text, stdout, "the origin, as it was")
			if m := position.FindStringSubmatch(stderr); assert.NotNil(t, m, stderr) {
				assert.Equal(t, r.line, m[1], stderr)
			}
		})
	}
}

// TestMalformedAnswers: an ad server's answer that can't be read leaves the
// content as it was, with exit status 0 and a message that names the file and
// the line, or the offset.
func TestMalformedAnswers(t *testing.T) {
	const good = "<VAST version=\"3.0\">\n<Ad id=\"a\">\n<InLine>\n<AdSystem>s</AdSystem>\n<AdTitle>t</AdTitle>\n<Impression>https://t.example/</Impression>\n" +
		"<Creatives>\n<Creative>\n<Linear>\n<Duration>00:00:12</Duration>\n<MediaFiles>\n<MediaFile delivery=\"progressive\" type=\"video/mp4\" width=\"640\" height=\"360\">ad</MediaFile>\n" +
		"</MediaFiles>\n</Linear>\n</Creative>\n</Creatives>\n</InLine>\n</Ad>\n</VAST>\n"
	change := func(old, with string) string { return strings.Replace(good, old, with, 1) }
	until := func(text string) string {
		before, _, found := strings.Cut(good, text)
		require.True(t, found)
		return before
	}
	vmap := func(source string) string {
		return "<vmap:VMAP xmlns:vmap=\"http://www.iab.net/videosuite/vmap\" version=\"1.0\">\n<vmap:AdBreak timeOffset=\"start\" breakType=\"linear\">\n<vmap:AdSource>\n" +
			source + "\n</vmap:AdSource>\n</vmap:AdBreak>\n</vmap:VMAP>\n"
	}
	rows := []struct{ name, text, line string }{
		{"a web page", "<!DOCTYPE html>\n<html><body>502</body></html>\n", "2"},
		{"JSON", "{\"ads\": []}", "1"},
		{"plain text", "\nInternal Server Error\n", "2"},
		{"binary", "\x1f\x8b\x08\x00\x00\x00\x00\x00", "1"},
		{"UTF-16", "\xff\xfe<\x00V\x00A\x00S\x00T\x00/\x00>\x00", "1"},
		{"cut in a tag", until("type=\"video"), "12"},
		{"cut in text", until("</Duration>"), "10"},
		{"cut behind an element", until("</Creatives>"), "16"},
		{"wrong end tag", change("</InLine>", "</Inline2>"), "17"},
		{"crossed tags", change("</Linear>\n</Creative>", "</Creative>\n</Linear>"), "14"},
		{"no end of CDATA", change("https://t.example/", "<![CDATA[https://t.example/"), ""},
		{"no end of a comment", change("<AdTitle>", "<!-- <AdTitle>"), ""},
		{"bare angle bracket", change("<AdTitle>t", "<AdTitle>a < b"), "5"},
		{"entity bomb", "<!DOCTYPE VAST [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>\n" + good, "1"},
		{"too deep", strings.Repeat("<VAST>\n", 1000), ""},
		{"another document", "<rss version=\"2.0\">\n</rss>\n", "1"},
		{"VAST 1", "<VideoAdServingTemplate>\n</VideoAdServingTemplate>\n", "1"},
		{"ad without creatives", change("<Creatives>", "<Cr>"), ""},
		{"ad of nothing", "<VAST version=\"3.0\">\n<Ad id=\"a\"></Ad>\n</VAST>", "2"},
		{"ad without impression", change("<Impression>https://t.example/</Impression>", ""), ""},
		{"VMAP with bad offset", strings.Replace(vmap("<vmap:VASTAdData>"+good+"</vmap:VASTAdData>"), "start", "soon", 1), ""},
		{"VMAP cut", vmap("<vmap:VASTAdData>")[:150], ""},
		{"VMAP with a bad VAST", vmap("<vmap:VASTAdData>\n<HTML>\n</HTML>\n</vmap:VASTAdData>"), ""},
		{"VMAP with a VAST of bad text", vmap("<vmap:VASTAdData><![CDATA[<VAST><Ad></VAST>]]></vmap:VASTAdData>"), ""},
	}
	position := regexp.MustCompile(`warning: ads\[0\]\.vast: a\.xml: .*(?:line|byte) (\d+)`)
	scenario := `{"creatives": [{"key": "ad", "hls": "asset.m3u8", "baseURL": "https://cdn.example/"}], "ads": [{"vast": "a.xml"}], ` + one + `}`
	status, stdout, stderr := replay(t, scenario, map[string]string{"a.xml": good})
	assert.Zero(t, status)
	assert.Empty(t, stderr)
	assert.Contains(t, stdout, "https://cdn.example/a.ts", "the answer that the others are made of is good")
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			status, stdout, stderr := replay(t, scenario, map[string]string{"a.xml": r.text})
			assert.Zero(t, status)
			assert.Equal(t, asset, stdout, "the content, as it was")
			if m := position.FindStringSubmatch(stderr); assert.NotNil(t, m, stderr) && r.line != "" {
				assert.Equal(t, r.line, m[1], stderr)
			}
		})
	}
}
