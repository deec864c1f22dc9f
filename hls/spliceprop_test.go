package hls_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/adsplice/adsplice/hls"
	"github.com/adsplice/adsplice/internal/checktest"
)

// playlistGen draws media playlists that use all that splicing must mind.
type playlistGen struct {
	t      *rapid.T
	b      strings.Builder
	name   string // of its segments
	ext    string
	ad     bool
	maps   bool
	ranged bool

	n       int
	offset  int // of the byte range before, -1 if there is none
	rangeID int
	date    time.Time
}

func (g *playlistGen) chance(percent int) bool {
	return rapid.IntRange(1, 100).Draw(g.t, "chance") <= percent
}

func (g *playlistGen) pick(all ...string) string { return rapid.SampledFrom(all).Draw(g.t, "pick") }

func (g *playlistGen) line(format string, args ...any) { fmt.Fprintf(&g.b, format+"\n", args...) }

func (g *playlistGen) key() string {
	return "#EXT-X-KEY:" + g.pick(
		`METHOD=NONE`,
		`METHOD=NONE`,
		`METHOD=AES-128,URI="`+g.name+`k1"`,
		`METHOD=AES-128,URI="`+g.name+`k2"`,
		`METHOD=AES-128,URI="`+g.name+`k3",IV=0x0000000000000000000000000000ABCD`,
		`METHOD=SAMPLE-AES,URI="`+g.name+`k4"`,
		`METHOD=SAMPLE-AES,URI="`+g.name+`k5",KEYFORMAT="identity",KEYFORMATVERSIONS="1"`,
		`METHOD=SAMPLE-AES,URI="skd://`+g.name+`1",KEYFORMAT="x",KEYFORMATVERSIONS="1"`,
		`METHOD=SAMPLE-AES,URI="skd://`+g.name+`2",KEYFORMAT="x"`,
		`METHOD=SAMPLE-AES,URI="data:`+g.name+`",KEYFORMAT="y"`,
	)
}

func (g *playlistGen) mapTag() string {
	return fmt.Sprintf(`#EXT-X-MAP:URI="%si%d.mp4"`, g.name, rapid.IntRange(1, 3).Draw(g.t, "map")) + g.pick("", `,BYTERANGE="700@10"`)
}

// segment draws the lines in front of a segment, in any order that has the
// same meaning, and the segment.
func (g *playlistGen) segment(first bool) {
	var lines []string
	add := func(percent int, line func() string) {
		if g.chance(percent) {
			lines = append(lines, line())
		}
	}
	text := func(s string) func() string { return func() string { return s } }
	add(12, text("#EXT-X-DISCONTINUITY"))
	if !g.ad {
		add(3, text("#EXT-X-DISCONTINUITY"))
		add(15, text(fmt.Sprintf("#EXT-X-VENDOR:%d", g.n)))
		add(10, text("## a comment"))
		add(10, func() string {
			g.rangeID++
			return fmt.Sprintf(`#EXT-X-DATERANGE:ID="%d",START-DATE="2026-01-01T00:00:00Z",X-ASSET-LIST="l%d"`, g.rangeID, g.rangeID)
		})
		add(10, func() string {
			return g.pick("#EXT-X-CUE-OUT:12", "#EXT-X-CUE-IN", "#EXT-X-CUE-OUT-CONT:6/12", "#EXT-OATCLS-SCTE35:/DAl")
		})
	}
	add(12, func() string {
		g.date = g.date.Add(time.Duration(rapid.IntRange(6000, 20000).Draw(g.t, "gap")) * time.Millisecond)
		return "#EXT-X-PROGRAM-DATE-TIME:" + g.date.Format(g.pick("2006-01-02T15:04:05.000Z07:00", "2006-01-02T15:04:05.999"))
	})
	add(10, text(fmt.Sprintf("#EXT-X-BITRATE:%d", 500+100*(g.n%5))))
	add(8, text("#EXT-X-GAP"))
	add(18, g.key)
	add(10, g.key)
	if g.maps {
		p := 12
		if first {
			p = 100
		}
		add(p, g.mapTag)
		add(10, g.key)
	}
	uri := fmt.Sprintf("%ss%d.%s", g.name, g.n, g.ext)
	if g.ranged && g.chance(70) {
		uri = fmt.Sprintf("%sall.%s", g.name, g.ext)
		length := rapid.IntRange(1, 1000).Draw(g.t, "length")
		if g.offset >= 0 && g.chance(60) {
			lines = append(lines, fmt.Sprintf("#EXT-X-BYTERANGE:%d", length))
		} else {
			g.offset = 10000 * (g.n + 1)
			lines = append(lines, fmt.Sprintf("#EXT-X-BYTERANGE:%d@%d", length, g.offset))
		}
		g.offset += length
	} else {
		g.offset = -1
	}
	inf := fmt.Sprintf("#EXTINF:%d.%03d,%s", rapid.IntRange(1, 5).Draw(g.t, "s"), rapid.IntRange(0, 999).Draw(g.t, "ms"), g.pick("", "", "title", "a, b"))
	lines = slices.Insert(lines, rapid.IntRange(0, len(lines)).Draw(g.t, "inf"), inf)
	if !g.ad && g.chance(15) {
		// bis section 4.4.4.9: behind what is in force for the segment.
		at := 0
		for i, l := range lines {
			if !strings.HasPrefix(l, "#EXTINF") && !strings.HasPrefix(l, "#EXT-X-BYTERANGE") {
				at = i + 1
			}
		}
		lines = slices.Insert(lines, at, `#EXT-X-PART:DURATION=0.5,URI="part0"`, `#EXT-X-PART:DURATION=0.5,URI="part1"`)
	}
	for _, l := range lines {
		g.line("%s", l)
	}
	g.line("%s", uri)
	g.n++
}

func (g *playlistGen) draw(minLen, maxLen int) []byte {
	g.offset = -1
	g.date = time.Date(2026, 1, 1, 0, 0, 0, 0, time.FixedZone("", 3600*rapid.IntRange(-1, 2).Draw(g.t, "zone")))
	g.line("#EXTM3U")
	g.line("#EXT-X-VERSION:8")
	if !g.ad && g.chance(10) {
		g.line("%s", g.key())
		g.line("## head")
	}
	g.line("#EXT-X-TARGETDURATION:6")
	g.line("#EXT-X-PART-INF:PART-TARGET=0.5")
	g.line("#EXT-X-SERVER-CONTROL:PART-HOLD-BACK=1.5")
	if g.chance(60) {
		g.line("#EXT-X-MEDIA-SEQUENCE:%d", rapid.IntRange(0, 100000).Draw(g.t, "number"))
	}
	ended := g.chance(60)
	if ended && g.chance(30) {
		g.line("#EXT-X-START:TIME-OFFSET=%s", g.pick("0", "7.5", "-6", "1000"))
	}
	n := rapid.IntRange(minLen, maxLen).Draw(g.t, "segments")
	for i := range n {
		g.segment(i == 0)
	}
	if ended {
		g.line("#EXT-X-ENDLIST")
	} else if !g.ad && g.chance(30) {
		g.line(`#EXT-X-DATERANGE:ID="tail",START-DATE="2026-01-01T00:00:00Z"`)
		g.line("%s", g.key())
		g.line(`#EXT-X-PART:DURATION=0.5,URI="tail0"`)
		g.line(`#EXT-X-PRELOAD-HINT:TYPE=PART,URI="tail1"`)
	}
	text := g.b.String()
	if g.chance(15) {
		text = strings.TrimSuffix(text, "\n")
	}
	if g.chance(20) {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	if g.chance(10) {
		text = "\ufeff" + text
	}
	return []byte(text)
}

// spliceGen is a drawn splice with what it was made of.
type spliceGen struct {
	origin  []byte
	m       *hls.Media
	clips   map[*hls.Clip]*hls.Media
	sources [][]byte
	splice  hls.Splice
}

const originBase = "https://o.example/a/i.m3u8"

func drawSplice(t *rapid.T) *spliceGen {
	g := playlistGen{t: t, name: "c"}
	g.maps, g.ranged = g.chance(40), g.chance(40)
	g.ext = "ts"
	if g.maps {
		g.ext = "m4s"
	}
	x := &spliceGen{origin: guarded(g.draw(1, 12)), clips: map[*hls.Clip]*hls.Media{}}
	var err error
	if x.m, err = hls.ParseMedia(x.origin); err != nil {
		t.Fatalf("%v\n%s", err, x.origin)
	}
	var all []*hls.Clip
	for i := range rapid.IntRange(1, 3).Draw(t, "clips") {
		ad := playlistGen{t: t, name: fmt.Sprintf("ad%d-", i), ext: g.ext, ad: true, maps: g.maps}
		ad.ranged = ad.chance(30)
		src := guarded(ad.draw(1, 4))
		m, err := hls.ParseMedia(src)
		if err != nil {
			t.Fatalf("%v\n%s", err, src)
		}
		c, err := hls.NewClip(m, hls.ClipOptions{Base: adBase(i), Bitrate: rapid.SampledFrom([]int64{0, 0, 450}).Draw(t, "rate")})
		if err != nil {
			t.Fatalf("%v\n%s", err, src)
		}
		x.clips[c] = m
		x.sources = append(x.sources, src)
		all = append(all, c)
	}
	at := 0
	for range rapid.IntRange(0, 4).Draw(t, "cuts") {
		c := hls.Cut{From: rapid.IntRange(at, x.m.Len()).Draw(t, "from")}
		c.To = min(c.From+rapid.SampledFrom([]int{0, 0, 1, 2, 5}).Draw(t, "cut"), x.m.Len())
		for range rapid.IntRange(1, 3).Draw(t, "pod") {
			r := hls.ClipRange{Clip: rapid.SampledFrom(all).Draw(t, "clip")}
			if g.chance(30) {
				r.First = rapid.IntRange(0, r.Clip.Len()-1).Draw(t, "first")
				r.Last = rapid.IntRange(r.First+1, r.Clip.Len()).Draw(t, "last")
			}
			c.Clips = append(c.Clips, r)
		}
		x.splice.Cuts = append(x.splice.Cuts, c)
		at = c.To
	}
	if g.chance(30) { // all ad markers or none
		for tag := range x.m.Tags() {
			if tag.Kind().Cue() {
				x.splice.Drop = append(x.splice.Drop, tag.Index())
			}
		}
	}
	if g.chance(30) {
		x.splice.Rebase.URL = originBase
	}
	return x
}

func adBase(i int) string { return fmt.Sprintf("https://ads.example/%d/", i) }

// guarded returns b with spare capacity that must not be written to.
func guarded(b []byte) []byte {
	g := append(make([]byte, 0, len(b)+64), b...)
	copy(g[len(g):cap(g)], bytes.Repeat([]byte{'?'}, 64))
	return g
}

func unguarded(b []byte) bool {
	return !bytes.Equal(b[len(b):cap(b)], bytes.Repeat([]byte{'?'}, cap(b)-len(b)))
}

// wanted is what a segment of the result has to be.
type wanted struct {
	s       hls.Segment // in the origin, or in the playlist of the clip
	ad      bool
	splice  bool // a clip begins, or content returns
	dated   bool
	date    time.Time
	returns int // the segment that content returns with
}

func (x *spliceGen) want() (all []wanted) {
	content := func(from, to int, returns bool) {
		for i := from; i < to; i++ {
			all = append(all, wanted{s: x.m.Segment(i), splice: returns && i == from})
		}
	}
	at := 0
	returns := false
	for i := range x.splice.Cuts {
		c := &x.splice.Cuts[i]
		content(at, c.From, returns)
		end := c.To
		for _, next := range x.splice.Cuts[i+1:] {
			if next.From == end {
				end = next.To
			}
		}
		var date time.Time
		dated := false
		if c.To > c.From {
			date, dated = x.m.Segment(c.From).Time()
		}
		for _, r := range c.Clips {
			last := r.Last
			if last == 0 {
				last = r.Clip.Len()
			}
			for k := r.First; k < last; k++ {
				all = append(all, wanted{s: x.clips[r.Clip].Segment(k), ad: true, splice: k == r.First, dated: dated, date: date, returns: end})
				date = date.Add(r.Clip.Boundary(k+1) - r.Clip.Boundary(k))
			}
		}
		at, returns = c.To, true
	}
	content(at, x.m.Len(), returns)
	return all
}

func infText(s hls.Segment) string {
	for line := range strings.SplitSeq(string(s.Bytes()), "\n") {
		if strings.HasPrefix(line, "#EXTINF:") {
			return strings.TrimSuffix(line, "\r")
		}
	}
	return ""
}

func countKind(s hls.Segment, k hls.TagKind) (n int) {
	for t := range s.Tags() {
		if t.Kind() == k {
			n++
		}
	}
	return n
}

// describeKeys writes a key set so that equal texts decrypt alike: with the IV
// that a segment has under it.
func describeKeys(set hls.KeySet, s hls.Segment, withIV bool, base string) string {
	var all []string
	for k := range set.All() {
		iv := ""
		if v, ok := k.IV(); ok {
			iv = hex.EncodeToString(v[:])
		}
		if v, ok := s.IV(k); ok && withIV {
			iv = hex.EncodeToString(v[:])
		}
		all = append(all, fmt.Sprintf("%s %s %s %s %s", k.Format(), k.Method(), resolve(base, k.URI()), k.FormatVersions(), iv))
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}

func describeMap(s hls.Segment, base string) string {
	x, ok := s.Map()
	if !ok {
		return ""
	}
	r, ranged := x.ByteRange()
	return fmt.Sprintf("%s %v %v under\n%s", resolve(base, x.URI()), r, ranged, describeKeys(x.Keys, s, false, base))
}

func resolve(base string, ref []byte) string {
	b, err := url.Parse(base)
	if err != nil {
		return "?"
	}
	r, err := url.Parse(string(ref))
	if err != nil {
		return "?"
	}
	return b.ResolveReference(r).String()
}

// describe writes what a player needs to know of a segment.
func describe(s hls.Segment, base string) string {
	r, ranged := s.ByteRange()
	return fmt.Sprintf("%s\n%s %v %v gap %v\nkeys %s\nmap %s", infText(s), resolve(base, s.URI()), r, ranged, s.Gap(),
		describeKeys(s.Keys(), s, true, base), describeMap(s, base))
}

func TestSpliceProperties(t *testing.T) {
	t.Parallel()
	t.Cleanup(func() { checktest.Report(t) })
	rapid.Check(t, func(rt *rapid.T) {
		x := drawSplice(rt)
		x.check(rt)
		if found := checktest.HLSViolations(t, x.origin, x.result(rt), x.checkOptions()...); len(found) > 0 {
			rt.Fatalf("hlscheck: %s\norigin:\n%s\nresult:\n%s", strings.Join(found, "\n"), x.origin, x.result(rt))
		}
	})
}

// checkOptions leaves out what drawn cuts can't keep: how long the ads are, and
// that they come whole.
func (x *spliceGen) checkOptions() []checktest.Option {
	opts := []checktest.Option{
		checktest.Ads("https://ads.example/"), checktest.Ignore("H11", "H13", "H46", "H52"),
		checktest.OriginBase(originBase),
	}
	if x.splice.Rebase.URL != "" {
		opts = append(opts, checktest.StitchedBase("https://s.example/b/i.m3u8"))
	}
	return opts
}

func (x *spliceGen) result(t *rapid.T) []byte {
	out, err := x.m.AppendSplice(nil, &x.splice)
	if err != nil {
		t.Fatalf("%v\n%s", err, x.origin)
	}
	return out
}

// check holds the result against the origin and the clips.
func (x *spliceGen) check(t *rapid.T) {
	out := x.result(t)
	fail := func(format string, args ...any) {
		t.Helper()
		t.Fatalf("%s\ncuts: %+v\norigin:\n%s\nclips:\n%s\nresult:\n%s", fmt.Sprintf(format, args...), x.splice.Cuts, x.origin, bytes.Join(x.sources, []byte("\n")), out)
	}
	x.checkBuffers(out, fail)
	got, err := hls.ParseMedia(out)
	if err != nil {
		fail("%v", err)
	}
	want := x.want()
	if got.Len() != len(want) {
		fail("%d segments, want %d", got.Len(), len(want))
	}
	base := originBase
	if x.splice.Rebase.URL != "" {
		base = "https://s.example/b/i.m3u8"
	}
	for j, w := range want {
		s := got.Segment(j)
		wantBase := originBase
		if w.ad {
			wantBase = adBaseOf(w.s)
		}
		wantText, gotText := describe(w.s, wantBase), describe(s, base)
		if wantText != gotText {
			fail("segment %d is\n%s\nwant\n%s", j, gotText, wantText)
		}
		x.checkDiscontinuity(j, w, s, fail)
		x.checkDate(j, w, s, fail)
		x.checkRate(j, w, s, fail)
		x.checkParts(j, w, s, base, fail)
	}
	x.checkTags(got, fail)
}

// adBaseOf finds the base of the clip that a segment is from by its name.
func adBaseOf(s hls.Segment) string {
	return "https://ads.example/" + string(s.URI()[2]) + "/"
}

func (x *spliceGen) checkBuffers(out []byte, fail func(string, ...any)) {
	dst := append(make([]byte, 0, 2*len(out)+8), "kept"...)
	again, err := x.m.AppendSplice(dst, &x.splice)
	switch {
	case err != nil:
		fail("%v", err)
	case string(again[:4]) != "kept" || !bytes.Equal(again[4:], out):
		fail("another result behind a prefix:\n%s", again)
	case &again[0] != &dst[0]:
		fail("dst had room")
	case len(x.splice.Cuts) == 0 && len(x.splice.Drop) == 0 && x.splice.Rebase.IsZero() && !bytes.Equal(out, x.origin):
		fail("nothing to do, but another text")
	case unguarded(x.origin) || slices.ContainsFunc(x.sources, unguarded):
		fail("a source was written to")
	}
}

func (x *spliceGen) checkDiscontinuity(j int, w wanted, s hls.Segment, fail func(string, ...any)) {
	n := countKind(s, hls.TagDiscontinuity)
	want := countKind(w.s, hls.TagDiscontinuity)
	if w.ad {
		want = min(want, 1)
	}
	if w.splice {
		want = min(j, 1)
	}
	if n != want {
		fail("segment %d has %d discontinuities, want %d", j, n, want)
	}
}

func (x *spliceGen) checkDate(j int, w wanted, s hls.Segment, fail func(string, ...any)) {
	date, ok := s.Time()
	want, wantOK := w.s.Time()
	if w.ad {
		if !w.dated {
			if _, own := s.ExplicitTime(); own {
				fail("segment %d of an inserted ad has a date", j)
			}
			return
		}
		want, wantOK = w.date, true
	}
	if _, own := s.ExplicitTime(); w.splice && wantOK && !own {
		fail("segment %d has no date of its own", j)
	}
	if d := date.Sub(want); ok != wantOK || d > 2 || d < -2 {
		fail("segment %d is of %v %v, want %v %v", j, date, ok, want, wantOK)
	}
}

func (x *spliceGen) checkRate(j int, w wanted, s hls.Segment, fail func(string, ...any)) {
	rate, ok := s.Bitrate()
	if !w.ad {
		want, wantOK := w.s.Bitrate()
		if rate != want || ok != wantOK {
			fail("segment %d has bit rate %d %v, want %d %v", j, rate, ok, want, wantOK)
		}
		return
	}
	if _, rated := x.m.Segment(min(w.returns, x.m.Len()-1)).Bitrate(); !rated && ok {
		fail("segment %d has a bit rate that content will not be rid of", j)
	}
}

// checkParts: a segment's parts go where it goes, and nothing in front of it
// begins to count behind its first part.
func (x *spliceGen) checkParts(j int, w wanted, s hls.Segment, base string, fail func(string, ...any)) {
	parts := func(s hls.Segment, base string) (all []string) {
		for tag := range s.Tags() {
			switch tag.Kind() {
			case hls.TagPart:
				all = append(all, resolve(base, tag.Attributes().Text("URI")))
			case hls.TagKey, hls.TagMap, hls.TagDiscontinuity, hls.TagProgramDateTime:
				if len(all) > 0 {
					fail("segment %d: %s behind a part", j, tag.Bytes())
				}
			default:
			}
		}
		return all
	}
	var want []string
	if !w.ad {
		want = parts(w.s, originBase)
	}
	if got := parts(s, base); !slices.Equal(got, want) {
		fail("segment %d has parts %q, want %q", j, got, want)
	}
}

// checkTags: tags about the playlist, date ranges and ad markers are all there,
// in order; unknown tags go with their segments.
func (x *spliceGen) checkTags(got *hls.Media, fail func(string, ...any)) {
	text := func(tag hls.Tag, base string) string {
		b := string(tag.Bytes())
		if before, list, ok := strings.Cut(b, `X-ASSET-LIST="`); ok {
			b = before + resolve(base, []byte(strings.TrimSuffix(list, `"`)))
		}
		return b
	}
	collect := func(m *hls.Media, base string, pick func(hls.Tag) bool) (all []string) {
		for tag := range m.Tags() {
			if pick(tag) {
				all = append(all, text(tag, base))
			}
		}
		return all
	}
	base := originBase
	if x.splice.Rebase.URL != "" {
		base = "https://s.example/b/i.m3u8"
	}
	compare := func(what string, pick func(hls.Tag) bool) {
		var want []string
		for tag := range x.m.Tags() {
			if pick(tag) && !slices.Contains(x.splice.Drop, tag.Index()) {
				want = append(want, text(tag, originBase))
			}
		}
		if g := collect(got, base, pick); !slices.Equal(g, want) {
			fail("%s: %q, want %q", what, g, want)
		}
	}
	compare("head", func(t hls.Tag) bool {
		return t.Kind() >= hls.TagM3U && t.Kind() <= hls.TagSkip && t.Kind() != hls.TagStart
	})
	compare("markers", func(t hls.Tag) bool { return t.Kind().Cue() || t.Kind() == hls.TagDateRange })
	replaced := func(i int) bool {
		return slices.ContainsFunc(x.splice.Cuts, func(c hls.Cut) bool { return c.From <= i && i < c.To })
	}
	var want []string
	for tag := range x.m.Tags() {
		if tag.Kind() == hls.TagUnknown && !replaced(tag.Segment()) {
			want = append(want, string(tag.Bytes()))
		}
	}
	if g := collect(got, base, func(t hls.Tag) bool { return t.Kind() == hls.TagUnknown }); !slices.Equal(g, want) {
		fail("unknown tags: %q, want %q", g, want)
	}
}
