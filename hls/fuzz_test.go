package hls_test

import (
	"bytes"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/adsplice/adsplice/hls"
)

// seeds returns the fixtures that are no larger than a fuzzer likes.
func seeds(tb testing.TB) [][]byte {
	tb.Helper()
	names, err := filepath.Glob("testdata/*.m3u8")
	require.NoError(tb, err)
	var all [][]byte
	for _, name := range names {
		src, err := os.ReadFile(name)
		require.NoError(tb, err)
		all = append(all, src)
	}
	return all
}

// FuzzParseMedia: what parses comes out as it went in, is tiled by its lines
// and blocks, reads the same with a naive reader and when parsed again, and has
// an index no larger than its lines.
func FuzzParseMedia(f *testing.F) {
	for _, src := range seeds(f) {
		f.Add(src)
	}
	for _, src := range []string{
		threeSegments, lowLatency, multivariant, "", "#EXTM3U", "\xef\xbb\xbf#EXTM3U\n",
		"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1\n#EXTINF:2\n x \n#EXTINF 3",
		playlist("# EXT-X-CUE-OUT : 30", "#EXT-OATCLS-SCTE35:"+adEndStart, `#EXT-X-DATERANGE:ID="a",SCTE35-OUT=0xFC`),
		"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:6,\na\n#EXTINF:6.5,title\r\nb\r\n#EXTINF:0000001,\nc \n#EXTINF:1.0000000001,x,\nd\r\r\n#EXTINF:2.,\n\ne\n#EXTINF:3,\n#f\n#EXTINF:4,\n",
		"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:999999.999999999,\n" + strings.Repeat("a", 60) + "\n#EXTINF:9223372035,\nb\n#EXTINF:1,\nc",
		playlist("#EXT-X-KEY:METHOD=NONE", "#EXT-X-BYTERANGE:1@2", "#EXT-X-DISCONTINUITY"),
	} {
		f.Add([]byte(src))
	}
	again := new(hls.Media)
	f.Fuzz(func(t *testing.T, src []byte) {
		keep := string(src)
		m, err := hls.ParseMedia(src)
		require.Equal(t, keep, string(src))
		if err != nil {
			requirePlaced(t, src, err)
			require.Nil(t, m)
			return
		}
		requireMediaIdentity(t, src, m)
		requireNaive(t, src, m)
		lines := bytes.Count(src, []byte("\n")) + 1
		index := m.Len()
		for range m.Tags() {
			index++
		}
		require.LessOrEqual(t, index, lines)
		text := describeMedia(m) // reads everything
		require.LessOrEqual(t, len(m.Warnings()), 8*lines)
		require.NoError(t, again.Reset(src))
		require.Equal(t, text, describeMedia(again))
		for i, w := range m.Warnings() {
			require.True(t, i == 0 || m.Warnings()[i-1].Line <= w.Line)
			if i > 8 {
				break
			}
		}
	})
}

// requirePlaced checks that an error is within the input.
func requirePlaced(tb testing.TB, src []byte, err error) {
	tb.Helper()
	var e *hls.SyntaxError
	require.ErrorAs(tb, err, &e)
	require.LessOrEqual(tb, e.Offset, len(src))
	require.Equal(tb, bytes.Count(src[:e.Offset], []byte("\n"))+1, e.Line)
	require.Equal(tb, e.Offset-bytes.LastIndexByte(src[:e.Offset], '\n'), e.Column)
	require.LessOrEqual(tb, len(e.Text), 64)
}

// naiveTag takes a line apart.
var naiveTag = regexp.MustCompile(`(?s)^[ \t]*#([ \t]*)(EXT[^: \t]+)[ \t]*(:?)[ \t]*(.*)$`)

// requireNaive compares a playlist with what a slow and simple reader finds.
func requireNaive(tb rapid.TB, src []byte, m *hls.Media) {
	tb.Helper()
	var uris, infs []string
	var discontinuities []int
	inf, disc, tags := "", 0, 0
	for line := range strings.SplitSeq(strings.TrimPrefix(string(src), "\xef\xbb\xbf"), "\n") {
		text := strings.Trim(line, " \t\r")
		if text == "" {
			continue
		}
		if text[0] != '#' {
			uris, infs, discontinuities = append(uris, text), append(infs, inf), append(discontinuities, disc)
			continue
		}
		if len(line) > 200 {
			return // names have a limit that a naive reader need not know
		}
		p := naiveTag.FindStringSubmatch(strings.TrimRight(line, " \t\r"))
		if p == nil {
			continue
		}
		switch cue := strings.Contains(p[2], "CUE") || strings.Contains(p[2], "SCTE35") || strings.Contains(p[2], "ASSET"); {
		case p[1] != "" && !cue:
			continue
		case p[1] != "":
			return // which of them count is told by a table
		case p[2] == "EXTINF":
			inf, _, _ = strings.Cut(p[4], ",")
			inf = strings.Trim(inf, " \t\r")
			continue
		case p[2] == "EXT-X-DISCONTINUITY":
			disc++
		}
		tags++
	}
	require.Equal(tb, len(uris), m.Len())
	sum := new(big.Rat)
	for i, uri := range uris {
		s := m.Segment(i)
		require.Equal(tb, uri, string(s.URI()))
		require.Equal(tb, m.DiscontinuitySequence()+int64(discontinuities[i]), s.DiscontinuitySequence())
		require.InDelta(tb, nanoseconds(sum), int64(s.Start()), 1, "digits beyond the 18th do not count")
		d, ok := new(big.Rat).SetString(strings.TrimSuffix(infs[i], "."))
		require.True(tb, ok, infs[i])
		sum.Add(sum, d)
	}
	n := 0
	for range m.Tags() {
		n++
	}
	require.Equal(tb, tags, n)
}

// FuzzParseMultivariant: what parses comes out as it went in, and all of it can
// be read.
func FuzzParseMultivariant(f *testing.F) {
	for _, src := range seeds(f) {
		f.Add(src)
	}
	f.Add([]byte(multivariant))
	f.Add([]byte("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n#EXT-X-STREAM-INF:\nx\n"))
	again := new(hls.Multivariant)
	f.Fuzz(func(t *testing.T, src []byte) {
		m, err := hls.ParseMultivariant(src)
		if err != nil {
			requirePlaced(t, src, err)
			require.Nil(t, m)
			return
		}
		require.True(t, hls.IsMultivariant(src) || bytes.Contains(src, []byte("#EXT-X-")))
		requireMultivariantIdentity(t, src, m)
		text := describeMultivariant(m)
		require.NoError(t, again.Reset(src))
		require.Equal(t, text, describeMultivariant(again))
		if _, err := hls.ParseMedia(src); err == nil {
			t.Fatal("both a media and a multivariant playlist")
		}
	})
}

// FuzzAttributes compares with a reader that splits at commas outside quotes.
func FuzzAttributes(f *testing.F) {
	for _, s := range []string{
		`METHOD=AES-128,URI="a,b",IV=0x01`, ` A = "x" , B=y `, `A`, `=`, `,,`, `A="`, `A="x"y,B=z`, `A="a"b"c,d"`, `A=B=C`, "A=\tb\t,\r",
		`RESOLUTION=1280x720,FRAME-RATE=29.97`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a := hls.Attributes(s)
		var got [][2]string
		first := make(map[string]string)
		for x := range a.All() {
			got = append(got, [2]string{string(x.Name), string(x.Value)})
			if _, ok := first[string(x.Name)]; !ok {
				first[string(x.Name)] = string(x.Value)
			}
			x.Value.Int()
			x.Value.Hex()
			x.Value.Float()
			x.Value.Duration()
			if w, h, ok := x.Value.Resolution(); ok {
				require.True(t, w >= 0 && h >= 0)
			}
			require.LessOrEqual(t, len(x.Value.Text()), len(x.Value))
		}
		require.Equal(t, naiveAttributes(s), got)
		for name, want := range first {
			v, ok := a.Get(name)
			require.True(t, ok)
			require.Equal(t, want, string(v))
		}
	})
}

// naiveAttributes is a slow twin of Attributes.All: an attribute ends at the
// first comma behind its value; a value that begins with a quote lasts at least
// to the next one.
func naiveAttributes(s string) (all [][2]string) {
	const blanks = " \t\r"
	for s != "" {
		i := strings.IndexAny(s, "=,")
		if i < 0 {
			return all
		}
		name, isName := strings.Trim(s[:i], blanks), s[i] == '='
		s = s[i+1:]
		if !isName {
			continue
		}
		end := 0
		if v := strings.TrimLeft(s, " \t"); strings.HasPrefix(v, `"`) {
			end = len(s) - len(v) + 1
			if j := strings.IndexByte(s[end:], '"'); j >= 0 {
				end += j
			} else {
				end = len(s)
			}
		}
		rest := ""
		if j := strings.IndexByte(s[end:], ','); j >= 0 {
			end += j
			rest = s[end+1:]
		} else {
			end = len(s)
		}
		all = append(all, [2]string{name, strings.Trim(s[:end], blanks)})
		s = rest
	}
	return all
}

// number is what a number of seconds looks like.
var number = regexp.MustCompile(`^-?([0-9]+\.?[0-9]*|\.[0-9]+)$`)

// FuzzSeconds compares with math/big.
func FuzzSeconds(f *testing.F) {
	for _, s := range []string{"0", "6.006", ".5", "5.", "9223372035.999999999", "9223372036", "-0.000000001", "0.1234567890123456789", "1e3", `"1"`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, ok := hls.Value(s).Duration()
		if len(s) >= 2 && s[0] == '"' && s[len(s)-1] == '"' {
			s = s[1 : len(s)-1]
		}
		if !number.MatchString(s) {
			require.False(t, ok, s)
			return
		}
		want, isRat := new(big.Rat).SetString(strings.TrimSuffix(s, "."))
		require.True(t, isRat, s)
		limit := big.NewRat(9223372036, 1)
		if new(big.Rat).Abs(want).Cmp(limit) >= 0 {
			require.False(t, ok, s)
			return
		}
		require.True(t, ok, s)
		require.Equal(t, nanoseconds(want), int64(d), s)
	})
}

// strict is a date of RFC 3339: package time takes hours of one digit, too, and
// a zone of 24 hours.
var strict = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-]([01][0-9]|2[0-3]):[0-9]{2})$`)

// FuzzDate compares with package time.
func FuzzDate(f *testing.F) {
	for _, s := range []string{
		"2025-01-02T21:55:40.000-0330", "2024-02-29T00:00:00Z", "2023-02-29T00:00:00Z", "2025-01-01T24:00:00Z", "2025-01-01T23:59:60Z",
		"2025-01-01 00:00:00,5+05", "2025-01-01t00:00:00.123456789z", "2025-01-01T00:00:00.1234567891Z", "2025-01-01T00:00:00", "0000-00-00T00:00:00Z",
		"2025-01-01T00:00:00+24:00", `"2025-01-01T00:00:00Z"`, "2025-01-01T00:00:00.Z",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if strings.ContainsAny(s, "\r\n") {
			return
		}
		m, err := hls.ParseMedia([]byte("#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXT-X-PROGRAM-DATE-TIME:" + s + "\n#EXTINF:6,\na\n"))
		require.NoError(t, err)
		got, ok := m.Segment(0).ExplicitTime()
		require.Equal(t, ok, m.HasDates())
		text := strings.Trim(s, " \t")
		if want, err := time.Parse(time.RFC3339Nano, text); err == nil && strict.MatchString(text) {
			require.True(t, ok, "a date of RFC 3339: %s", s)
			require.True(t, want.Equal(got), "%s: %v, not %v", s, got, want)
			_, offset := want.Zone()
			_, gotOffset := got.Zone()
			require.Equal(t, offset, gotOffset)
		}
		if !ok {
			return
		}
		require.GreaterOrEqual(t, len(text), 19)
		// The day is that of the text, but for what carries over from 24:00:00, a
		// leap second.
		if day, err := time.Parse(time.DateOnly, strings.Trim(text, `"`)[:10]); err == nil {
			_, offset := got.Zone()
			local := got.UTC().Add(time.Duration(offset) * time.Second)
			require.LessOrEqual(t, local.Sub(day), 24*time.Hour+time.Second)
			require.GreaterOrEqual(t, local.Sub(day), time.Duration(0))
		} else {
			t.Fatalf("%q is no day", text)
		}
	})
}
