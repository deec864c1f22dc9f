package stitch_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/adsplice/adsplice/hls"
	"github.com/adsplice/adsplice/stitch"
	"github.com/adsplice/adsplice/suppression"
)

// lowLatency is an origin of segments of four seconds and parts of one, with
// two renditions, v and a, whose numbers differ.
type lowLatency struct {
	tags  map[int]string // in front of segments
	dated bool
}

const (
	partsEach = 4
	llWindow  = 9
)

func (lowLatency) base(name string) int {
	if name == "a" {
		return 5000
	}
	return 100
}

// at writes a playlist when n parts have been published.
func (c lowLatency) at(name string, n int) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	done := n / partsEach
	from := max(done-llWindow, 0)
	line("#EXTM3U\n#EXT-X-VERSION:9\n#EXT-X-TARGETDURATION:4")
	line("#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,CAN-SKIP-UNTIL=24.0,PART-HOLD-BACK=3.0,HOLD-BACK=12.0")
	line("#EXT-X-PART-INF:PART-TARGET=1.0\n#EXT-X-MEDIA-SEQUENCE:%d", c.base(name)+from)
	part := func(i, k int) string { return fmt.Sprintf("%s%d.%d.ts", name, i, k) }
	for i := from; i <= done; i++ {
		if t := c.tags[i]; t != "" && name == "v" {
			line("#%s", t)
		}
		parts := partsEach
		if i == done {
			parts = n % partsEach
		}
		if c.dated && (parts > 0 || i < done) {
			line("#EXT-X-PROGRAM-DATE-TIME:%s", time.Date(2026, 1, 1, 0, 0, 4*i, 0, time.UTC).Format("2006-01-02T15:04:05.000Z07:00"))
		}
		for k := 0; k < parts && i >= done-3; k++ {
			line(`#EXT-X-PART:DURATION=1.0,URI="%s"`, part(i, k))
		}
		if i < done {
			line("#EXTINF:4.0,\n%s%d.ts", name, i)
		}
	}
	line(`#EXT-X-PRELOAD-HINT:TYPE=PART,URI="%s"`, part(done, n%partsEach))
	for _, other := range []string{"v", "a"} {
		if other != name {
			line(`#EXT-X-RENDITION-REPORT:URI="%s.m3u8",LAST-MSN=%d,LAST-PART=%d`, other, c.base(other)+(n-1)/partsEach, (n-1)%partsEach)
		}
	}
	return b.String()
}

// published tells when segment msn of a rendition has part parts, or all of it.
func (c lowLatency) published(name string, msn int64, part int) int {
	i := int(msn) - c.base(name)
	if part < 0 {
		return partsEach * (i + 1)
	}
	return partsEach*i + part + 1
}

// see answers both renditions, twice, so that reports are of the newest answers.
func (c lowLatency) see(t *testing.T, a *audience, n int) map[string]string {
	t.Helper()
	out := map[string]string{}
	for range 2 {
		for _, name := range []string{"v", "a"} {
			o := a.options[name]
			o.Reports = map[string]stitch.Cursor{}
			for other, cursor := range a.cursors {
				o.Reports[other+".m3u8"] = cursor
			}
			a.options[name] = o
			out[name] = a.seeBy(t, "v", c.at("v", n), name, c.at(name, n))
		}
	}
	return out
}

func newLowLatencyAudience(t *testing.T, breaks ...[]string) *audience {
	t.Helper()
	lib := stitch.Creatives{}
	for key, list := range map[string][]string{"p": {"4.0", "3.0", "3.0"}, "q": {"4.0", "2.0"}} {
		lib[key] = creative(t, key, list...)
	}
	asked := map[string][]string{}
	a := newAudience(lib, nil)
	a.ads = func(r stitch.Request) (stitch.Answer, bool) {
		if _, ok := asked[r.Key]; !ok {
			asked[r.Key] = breaks[len(asked)]
		}
		return offer(t, asked[r.Key]...)(r)
	}
	return a
}

// lines returns the lines of a playlist that begin like that.
func lines(playlist string, prefix ...string) (all []string) {
	for l := range strings.Lines(playlist) {
		if slices.ContainsFunc(prefix, func(p string) bool { return strings.HasPrefix(l, p) }) {
			all = append(all, strings.TrimSpace(l))
		}
	}
	return all
}

func partsOf(tags func(func(hls.Tag) bool)) (all []string) {
	for tag := range tags {
		if tag.Kind() == hls.TagPart {
			all = append(all, string(tag.Bytes()))
		}
	}
	return all
}

// TestLowLatency plays sessions part by part through breaks: one that is filled,
// one that ends early, one for which there are no ads.
func TestLowLatency(t *testing.T) {
	tags := map[int]string{
		12: "EXT-X-CUE-OUT:16", 16: "EXT-X-CUE-IN",
		24: "EXT-X-CUE-OUT:40", 28: "EXT-X-CUE-IN",
		34: "EXT-X-CUE-OUT:12", 37: "EXT-X-CUE-IN",
	}
	replaced := func(i int) bool { return i >= 12 && i < 16 || i >= 24 && i < 28 }
	// held: also the segment that content returns with, until it is complete, and the
	// break without ads until its first segment is there, and nobody has asked before.
	held := func(open int) bool { return open >= 12 && open <= 16 || open >= 24 && open <= 28 || open == 34 }
	for _, dated := range []bool{true, false} {
		t.Run(fmt.Sprintf("dated %v", dated), func(t *testing.T) {
			c := lowLatency{tags: tags, dated: dated}
			a := newLowLatencyAudience(t, []string{"p", "q"}, []string{"p", "q", "p"}, nil)
			a.renditions["a"] = stitch.Rendition{Type: stitch.Video} // with the same ads
			for n := 40; n < 170; n++ {
				docs := map[string]*hls.Media{}
				for name, out := range c.see(t, a, n) {
					origin, doc := parse(t, c.at(name, n)), parse(t, out)
					docs[name] = doc
					require.Equal(t, []string{"#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=3.0,HOLD-BACK=12.0", "#EXT-X-PART-INF:PART-TARGET=1.0"},
						lines(out, "#EXT-X-SERVER-CONTROL", "#EXT-X-PART-INF"))
					byURI := map[string]hls.Segment{}
					for s := range origin.Segments() {
						byURI[string(s.URI())] = s
					}
					for s := range doc.Segments() {
						if isAd(string(s.URI())) {
							require.Empty(t, partsOf(s.Tags()), "an ad with parts at %d\n%s", n, out)
						} else {
							require.Equal(t, partsOf(byURI[string(s.URI())].Tags()), partsOf(s.Tags()), "at %d\n%s", n, out)
						}
					}
					hint, tail := lines(string(origin.Tail()), "#EXT-X-PRELOAD-HINT"), partsOf(origin.TailTags())
					if held(n / partsEach) {
						hint, tail = nil, nil
					}
					require.Equal(t, hint, lines(out, "#EXT-X-PRELOAD-HINT"), "at %d\n%s", n, out)
					require.Equal(t, tail, partsOf(doc.TailTags()), "at %d\n%s", n, out)
					for _, h := range append(lines(out, "#EXT-X-PRELOAD-HINT"), partsOf(doc.Tags())...) {
						var i, k int
						_, u, _ := strings.Cut(h, `URI="`)
						_, err := fmt.Sscanf(u[1:], "%d.%d", &i, &k)
						require.NoError(t, err)
						require.False(t, replaced(i), h)
					}
				}
				for name, doc := range docs {
					other := map[string]string{"v": "a", "a": "v"}[name]
					x := docs[other]
					msn, part := x.MediaSequence()+int64(x.Len())-1, len(partsOf(x.Segment(x.Len()-1).Tags()))-1
					if k := len(partsOf(x.TailTags())); k > 0 {
						msn, part = msn+1, k-1
					}
					want := fmt.Sprintf(`#EXT-X-RENDITION-REPORT:URI="%s.m3u8",LAST-MSN=%d,LAST-PART=%d`, other, msn, max(part, 0))
					require.Equal(t, []string{want}, lines(string(doc.Bytes()), "#EXT-X-RENDITION-REPORT"), "at %d", n)
				}
			}
			assert.Equal(t, "v1-11 | p/1-3 | q/1-2 | v16-23 | p/1-3 | q/1-2 | v28-41", a.story("v"))
		})
	}
}

// TestLowLatencyUnknown: a report on a playlist that was never answered is left out;
// a stripped session has nothing of low latency from its first answer on.
func TestLowLatencyUnknown(t *testing.T) {
	c := lowLatency{tags: map[int]string{12: "EXT-X-CUE-OUT:16", 16: "EXT-X-CUE-IN"}, dated: true}
	a := newLowLatencyAudience(t, []string{"p", "q"})
	out := a.see(t, "v", c.at("v", 42))
	assert.NotContains(t, out, "RENDITION-REPORT")
	assert.NotContains(t, out, "SKIP")

	a = newLowLatencyAudience(t, []string{"p", "q"})
	a.options["v"] = stitch.HLSOptions{LowLatency: hls.StripLowLatency}
	for n := 40; n < 80; n++ {
		out := a.see(t, "v", c.at("v", n))
		assert.Equal(t, []string{"#EXT-X-SERVER-CONTROL:HOLD-BACK=12.0"},
			lines(out, "#EXT-X-PART", "#EXT-X-PRELOAD", "#EXT-X-RENDITION", "#EXT-X-SERVER"))
		assert.Equal(t, stitch.Reload{}, a.rendered.Reload(1<<40, 0), "nothing to wait for")
	}
	assert.Equal(t, "v1-11 | p/1-3 | q/1-2 | v16-18", a.story("v"))
}

// TestLowLatencyPending: while it is not known whether ads play, parts are held
// back; when there are none, they are back with the next segment.
func TestLowLatencyPending(t *testing.T) {
	c := lowLatency{tags: map[int]string{12: "EXT-X-CUE-OUT:40"}, dated: true}
	a := newLowLatencyAudience(t)
	answer := false
	a.ads = func(r stitch.Request) (stitch.Answer, bool) {
		x, _ := offer(t)(r)
		return x, answer
	}
	for n := 40; n < 70; n++ {
		answer = n >= 58
		out := a.see(t, "v", c.at("v", n))
		want := 0
		if n < 48 || n >= 60 {
			want = n % partsEach
		}
		assert.Len(t, partsOf(parse(t, out).TailTags()), want, "at %d", n)
	}
	assert.Equal(t, "v1-16", a.story("v"))
}

// TestLowLatencySuppressed: a break that will not be personalised is content; of one
// that will be in part, what is in front of the ads.
func TestLowLatencySuppressed(t *testing.T) {
	c := lowLatency{tags: map[int]string{12: "EXT-X-CUE-OUT:40"}, dated: true}
	rows := []struct {
		name, why, want string
		policy          stitch.Policy
		content         int // segments in front of the ads
		hintless        int
	}{
		{"whole", "no ads for a minute", "v1-14", suppressed(time.Minute, suppression.FullAvailOnly), 99, 0},
		{"part", "ads from 55 s on, and no hint of what may be behind that", "v1-13 | p/1", suppressed(15*time.Second, suppression.PartialAvail), 14, 55},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			a := newLowLatencyAudience(t, []string{"p", "q"})
			a.policy = r.policy
			for n := 40; n < 62; n++ {
				out := a.see(t, "v", c.at("v", n))
				want, hints := n%partsEach, 1
				if n/partsEach >= r.content {
					want, hints = 0, 0
				}
				if n == r.hintless {
					hints = 0
				}
				assert.Len(t, partsOf(parse(t, out).TailTags()), want, "at %d", n)
				assert.Len(t, lines(out, "#EXT-X-PRELOAD-HINT"), hints, "at %d", n)
			}
			assert.Equal(t, r.want, a.story("v"), r.why)
		})
	}
}

func suppressed(d time.Duration, fill suppression.FillPolicy) (p stitch.Policy) {
	p.Suppression = suppression.Settings{Mode: suppression.AfterLiveEdge, Value: d, FillPolicy: fill}
	return p
}

// TestReload plays a session of blocking requests: each is answered with what was
// asked for, by the origin's playlist that it says to wait for, and no later than
// the origin allows.
func TestReload(t *testing.T) {
	c := lowLatency{tags: map[int]string{12: "EXT-X-CUE-OUT:16", 16: "EXT-X-CUE-IN", 24: "EXT-X-CUE-OUT:8", 26: "EXT-X-CUE-IN"}, dated: true}
	a := newLowLatencyAudience(t, []string{"p", "q"}, []string{"q"})
	n, asked := 40, 0
	out := a.see(t, "v", c.at("v", n))
	for n < 160 {
		doc := parse(t, out)
		last := doc.MediaSequence() + int64(doc.Len()) - 1
		tail := len(partsOf(doc.TailTags()))
		whole := len(partsOf(doc.Segment(doc.Len() - 1).Tags()))
		r := &a.rendered
		for _, at := range []int64{-1, 0, last - 1, last} {
			require.Equal(t, stitch.Reload{}, r.Reload(at, -1))
		}
		require.Equal(t, stitch.Reload{}, r.Reload(last-1, 99))
		require.Equal(t, stitch.Reload{}, r.Reload(last, max(whole-1, 0)))
		require.Equal(t, stitch.Reload{Action: stitch.ReloadRefuse}, r.Reload(-1, 0), "_HLS_part alone")
		require.Equal(t, stitch.Reload{Action: stitch.ReloadRefuse}, r.Reload(last+3, -1))
		require.Equal(t, stitch.ReloadWait, r.Reload(last+2, -1).Action)
		switch {
		case tail > 0:
			require.Equal(t, stitch.Reload{}, r.Reload(last+1, tail-1))
			require.Equal(t, stitch.Reload{}, r.Reload(last, whole), "the first part of the next")
		case whole > 0:
			require.Equal(t, r.Reload(last+1, 0), r.Reload(last, whole), "the first part of the next")
		default:
			require.Equal(t, stitch.Reload{}, r.Reload(last, 3), "an ad has no parts to wait for")
		}
		asked++
		for from := n; ; {
			x := r.Reload(last+1, tail)
			if x.Action == stitch.ReloadAnswer {
				break
			}
			require.Equal(t, stitch.ReloadWait, x.Action)
			until := c.published("v", x.MSN, x.Part)
			require.Greater(t, until, n, "there already: %+v", x)
			n = until
			require.LessOrEqual(t, n-from, 12, "too long")
			out = a.see(t, "v", c.at("v", n))
		}
		doc = parse(t, out)
		next := doc.MediaSequence() + int64(doc.Len())
		require.True(t, next > last+1 || len(partsOf(doc.TailTags())) > tail, "not there")
	}
	assert.Greater(t, asked, 60, "parts, one by one")
	assert.Equal(t, "v1-11 | p/1-3 | q/1-2 | v16-23 | q/1-2 | v25-39", a.story("v"))
	a.see(t, "v", c.at("v", n)+"#EXT-X-ENDLIST\n")
	assert.Equal(t, stitch.Reload{}, a.rendered.Reload(1<<40, 0), "it has ended")
	assert.Equal(t, []string{"answer", "wait", "refuse"}, []string{stitch.ReloadAnswer.String(), stitch.ReloadWait.String(), stitch.ReloadRefuse.String()})
}

// TestCursorNumbers: whatever the channel, the newest numbers of a playlist are
// those of the origin's segments that are listed there, both ways.
func TestCursorNumbers(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := drawChannel(rt)
		v := drawViewer(t, rt, c)
		names := c.Renditions()
		for at, n := c.Settled(), 0; at < c.Length() && n < 60; n++ {
			video := string(c.Playlist(nil, names[0], at))
			for _, name := range names {
				origin := string(c.Playlist(nil, name, at))
				out, err := v.refreshBy(names[0], video, name, origin)
				if err != nil {
					rt.Fatalf("%s at %v: %v\n%s", name, at, err, origin)
				}
				if err := sameNumbers(v.cursors[name], parse(t, origin), parse(t, out)); err != nil {
					rt.Fatalf("%s at %v: %v\n%+v\norigin:\n%s\nstitched:\n%s", name, at, err, v.cursors[name], origin, out)
				}
			}
			at += time.Duration(rapid.IntRange(500, 9000).Draw(rt, "poll")) * time.Millisecond
		}
	})
}

// sameNumbers checks the numbers of the newest break, of content behind it, and of
// content in front of it.
func sameNumbers(c stitch.Cursor, origin, out *hls.Media) error {
	numbers := map[string]int64{}
	for s := range origin.Segments() {
		numbers[string(s.URI())] = s.MediaSequence()
	}
	wasContent := false
	for i := out.Len() - 1; i >= 0; i-- {
		s := out.Segment(i)
		msn := s.MediaSequence()
		n, listed := numbers[string(s.URI())]
		if !listed && wasContent && msn < c.Stitched || !listed && !c.Cut {
			return nil // an older break
		}
		if msn < c.Stitched {
			wasContent = wasContent || listed
			if !listed {
				return nil
			}
		}
		got, content := c.OriginMSN(msn)
		if content != listed || listed && got != n {
			return fmt.Errorf("number %d is of segment %d %v, not of %d %v", msn, n, listed, got, content)
		}
		if !listed {
			continue
		}
		if back, ok := c.StitchedMSN(n); !ok || back != msn {
			return fmt.Errorf("segment %d is number %d, not %d %v", n, msn, back, ok)
		}
	}
	if !c.Cut {
		return nil
	}
	for n := c.Out; n < c.Next && (c.CutIn == 0 || n < c.CutIn); n++ {
		if at, ok := c.StitchedMSN(n); ok || at != c.Stitched+c.CutSegments-c.CutSkipped-1 {
			return fmt.Errorf("segment %d is replaced, not number %d", n, at)
		}
	}
	return nil
}

func TestCursorNumbersUnseen(t *testing.T) {
	var c stitch.Cursor
	n, ok := c.StitchedMSN(7)
	assert.Equal(t, int64(7), n)
	assert.False(t, ok)
	n, ok = c.OriginMSN(7)
	assert.Equal(t, int64(7), n)
	assert.False(t, ok)
}

// TestLowLatencyAllocates: not on the render path.
func TestLowLatencyAllocates(t *testing.T) {
	c := lowLatency{tags: map[int]string{12: "EXT-X-CUE-OUT:16", 16: "EXT-X-CUE-IN"}, dated: true}
	for _, n := range []int{47, 50, 54, 66, 75} {
		a := newLowLatencyAudience(t, []string{"p", "q"})
		a.renditions["a"] = stitch.Rendition{Type: stitch.Video}
		for i := 40; i <= n; i++ {
			c.see(t, a, i)
		}
		doc := parse(t, c.at("v", n))
		in := stitch.Input{
			Session: a.session, Doc: doc, Answers: a.answers, Decisions: a.decisions, Closures: a.closures, Cursor: a.cursors["v"], Creatives: a.creatives,
		}
		for _, mode := range []hls.LowLatency{hls.KeepLowLatency, hls.StripLowLatency} {
			o := stitch.HLSOptions{LowLatency: mode, Cursor: a.cursors["v"], Reports: map[string]stitch.Cursor{"a.m3u8": a.cursors["a"]}}
			var plan stitch.Plan
			var r stitch.Rendered
			var dst []byte
			refresh := func() {
				err := plan.Decide(&in)
				if err == nil {
					dst, err = plan.AppendHLS(dst[:0], doc, &o, &r)
				}
				r.Reload(1000, 0)
				require.NoError(t, err)
			}
			refresh()
			assert.Zero(t, testing.AllocsPerRun(20, refresh), "at %d", n)
		}
	}
}
