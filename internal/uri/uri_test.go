package uri_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/internal/uri"
)

func TestAppend(t *testing.T) {
	// RFC 3986 section 5.4, and what playlists hold.
	const rfc = "http://a/b/c/d;p?q"
	rows := []struct{ base, ref, want string }{
		{rfc, "g:h", "g:h"},
		{rfc, "g", "http://a/b/c/g"},
		{rfc, "./g", "http://a/b/c/g"},
		{rfc, "g/", "http://a/b/c/g/"},
		{rfc, "/g", "http://a/g"},
		{rfc, "//g", "http://g"},
		{rfc, "?y", "http://a/b/c/d;p?y"},
		{rfc, "g?y", "http://a/b/c/g?y"},
		{rfc, "#s", "http://a/b/c/d;p?q#s"},
		{rfc, ";x", "http://a/b/c/;x"},
		{rfc, "", "http://a/b/c/d;p?q"},
		{rfc, ".", "http://a/b/c/"},
		{rfc, "..", "http://a/b/"},
		{rfc, "../g", "http://a/b/g"},
		{rfc, "../..", "http://a/"},
		{rfc, "../../g", "http://a/g"},
		{rfc, "../../../g", "http://a/g"},
		{rfc, "/./g", "http://a/g"},
		{rfc, "/../g", "http://a/g"},
		{rfc, "g.", "http://a/b/c/g."},
		{rfc, "..g", "http://a/b/c/..g"},
		{rfc, "./g/.", "http://a/b/c/g/"},
		{rfc, "g/./h", "http://a/b/c/g/h"},
		{rfc, "g/../h", "http://a/b/c/h"},
		{rfc, "g;x=1/../y", "http://a/b/c/y"},
		{rfc, "g?y/../x", "http://a/b/c/g?y/../x"},
		{"https://o.example/live/v1/i.m3u8", "../k.key", "https://o.example/live/k.key"},
		{"https://o.example/live/v1/i.m3u8", "//cdn/x.ts", "https://cdn/x.ts"},
		{"https://o.example/i.m3u8", "s.ts?sig=a%2Fb==&x", "https://o.example/s.ts?sig=a%2Fb==&x"},
		{"https://o.example", "s.ts", "https://o.example/s.ts"},
		{"https://o.example/a/i.m3u8", "skd://key", "skd://key"},
		{"https://o.example/a/i.m3u8", "data:text/plain,x", "data:text/plain,x"},
		{"/ads/a15/", "1.ts", "/ads/a15/1.ts"},
		{"ads/a15/", "../b/1.ts", "ads/b/1.ts"},
		{"ads/", "../../b/1.ts", "../b/1.ts"},
		{"", "1.ts", "1.ts"},
	}
	for _, r := range rows {
		t.Run(r.base+" "+r.ref, func(t *testing.T) {
			got := uri.Parse(r.base).Append([]byte("kept:"), []byte(r.ref))
			require.Equal(t, "kept:"+r.want, string(got))
		})
	}
}

// FuzzAppend compares with net/url where that keeps the bytes.
func FuzzAppend(f *testing.F) {
	f.Add("http://a/b/c/d;p?q", "../g/./h?x")
	f.Add("https://o.example/live/v1/i.m3u8", "../../../../x/../y/.")
	f.Fuzz(func(t *testing.T, base, ref string) {
		got := string(uri.Parse(base).Append(nil, []byte(ref)))
		b, err := url.Parse(base)
		if err != nil || b.Scheme != strings.ToLower(b.Scheme) || (b.Scheme != "http" && b.Scheme != "https") || b.Host == "" || b.User != nil {
			return
		}
		r, err := url.Parse(ref)
		if err != nil || b.String() != base || r.String() != ref || r.Opaque != "" || r.IsAbs() || strings.ContainsAny(base+ref, "%#") || strings.Contains(base+ref, "//"+"/") {
			return
		}
		if strings.Contains(b.Path, "/.") || strings.Contains(b.Path, "//") || strings.HasPrefix(ref, "//") || strings.Contains(ref, "//") {
			return // net/url cleans the base, too
		}
		if want := b.ResolveReference(r).String(); want != got {
			t.Errorf("%q + %q = %q, want %q", base, ref, got, want)
		}
	})
}

func TestAppendAllocates(t *testing.T) {
	base, dst := uri.Parse("https://o.example/live/v1/i.m3u8"), make([]byte, 0, 256)
	ref := []byte("../x/../s.ts?a=b")
	require.Zero(t, testing.AllocsPerRun(100, func() { dst = base.Append(dst[:0], ref) }))
}
