package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/hls"
	"github.com/adsplice/adsplice/internal/checktest"
	"github.com/adsplice/adsplice/internal/livetest"
	"github.com/adsplice/adsplice/stitch"
)

const host = "http://live.example"

// layout is how clips are made.
type layout struct {
	demuxed, mapped bool
	video, audio    int // length of a segment in ms
}

// clips writes the playlists of a channel: a minute of content, and three ads.
// There is no media.
func (l layout) clips() fstest.MapFS {
	files := fstest.MapFS{}
	add := func(name, text string) { files[name] = &fstest.MapFile{Data: []byte(text)} }
	playlist := func(name string, length, segment int) string {
		var b strings.Builder
		fmt.Fprintf(&b, "#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-TARGETDURATION:%d\n#EXT-X-PLAYLIST-TYPE:VOD\n", (segment+999)/1000)
		ext := "ts"
		if l.mapped {
			ext = "m4s"
			fmt.Fprintf(&b, "#EXT-X-MAP:URI=\"%s.mp4\"\n", name)
		}
		for i := 0; length > 0; i++ {
			ms := min(length, segment)
			fmt.Fprintf(&b, "#EXTINF:%d.%03d,\n%s%d.%s\n", ms/1000, ms%1000, name, i, ext)
			length -= ms
		}
		b.WriteString("#EXT-X-ENDLIST\n")
		return b.String()
	}
	for name, length := range map[string]int{"content": 60000, "ad1": 6400, "ad2": 10000, "ad3": 15000} {
		media, audio := "", ""
		if l.demuxed {
			media = "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"aac\",NAME=\"English\",LANGUAGE=\"en\",URI=\"a.m3u8\"\n"
			audio = ",AUDIO=\"aac\""
			add(name+"/a.m3u8", playlist("a", length, l.audio))
		}
		add(name+"/index.m3u8", "#EXTM3U\n"+media+"#EXT-X-STREAM-INF:BANDWIDTH=120000,CODECS=\"avc1.4d400c,mp4a.40.2\""+audio+"\nv.m3u8\n")
		add(name+"/v.m3u8", playlist("v", length, l.video))
	}
	return files
}

// clock is a time that the test sets.
type clock struct{ ns atomic.Int64 }

func (c *clock) now() time.Time       { return epoch().Add(time.Duration(c.ns.Load())) }
func (c *clock) add(d time.Duration)  { c.ns.Add(int64(d)) }
func (c *clock) since() time.Duration { return time.Duration(c.ns.Load()) }
func (l layout) longest() time.Duration {
	return time.Duration(max(l.video, l.audio)) * time.Millisecond
}

// bench is a server with a clock that the test sets.
type bench struct {
	*clock
	*server
	http http.Handler
}

func newBench(tb testing.TB, l layout, every, length time.Duration) *bench {
	tb.Helper()
	b := &bench{clock: new(clock)}
	s, err := newServer(l.clips(), every, length, b.clock.now)
	require.NoError(tb, err)
	s.logf = tb.Errorf // nothing may go wrong
	b.server, b.http = s, s.handler()
	b.add(time.Hour)
	return b
}

// get asks for a playlist.
func (b *bench) get(tb testing.TB, path string) string {
	tb.Helper()
	w := httptest.NewRecorder()
	b.http.ServeHTTP(w, httptest.NewRequest(http.MethodGet, host+path, nil))
	assert.Equal(tb, http.StatusOK, w.Code, path)
	return w.Body.String()
}

// player is one viewer: it asks for all renditions, and looks at what it gets.
type player struct {
	id    string
	uris  []string // of its media playlists
	watch livetest.Watcher
	prev  map[string]string
	ads   map[string]string // by rendition: ads in the order in which they came
}

func (b *bench) join(tb testing.TB, id string) *player {
	tb.Helper()
	p := &player{id: id, prev: map[string]string{}, ads: map[string]string{}}
	m, err := hls.ParseMultivariant([]byte(b.get(tb, "/live/index.m3u8?session="+id)))
	require.NoError(tb, err)
	for _, r := range stitch.Renditions(m) {
		p.uris = append(p.uris, r.URI)
	}
	return p
}

func isAd(uri string) bool { return strings.HasPrefix(uri, "/clips/ad") }

// refresh asks for all renditions once.
func (p *player) refresh(t *testing.T, b *bench, l layout) {
	t.Helper()
	for _, uri := range p.uris {
		name, query, _ := strings.Cut(uri, "?")
		require.Equal(t, "session="+p.id, query)
		origin, out := b.get(t, "/live/"+name), b.get(t, "/live/"+uri)
		fail := func(err error) {
			require.NoError(t, err, "%s, %s at %v\norigin:\n%s\nstitched:\n%s\nbefore:\n%s", p.id, name, b.since(), origin, out, p.prev[name])
		}
		fail(p.watch.Saw(name, []byte(out)))
		fail(livetest.Pacing([]byte(origin), []byte(out), isAd, stitch.DefaultFitTolerance))
		check := []checktest.Option{checktest.OriginBase(host + "/live/" + name), checktest.Ads(host + "/clips/ad"), checktest.Ignore("H13")}
		if prev := p.prev[name]; prev != "" {
			check = append(check, checktest.Prev([]byte(prev)))
		}
		found := checktest.HLSViolations(t, []byte(origin), []byte(out), check...)
		found = slices.DeleteFunc(found, func(s string) bool { return atEnd(s, out) })
		require.Empty(t, found, "%s, %s at %v\norigin:\n%s\nstitched:\n%s", p.id, name, b.since(), origin, out)
		p.note(t, name, out)
		p.prev[name] = out
	}
	require.NoError(t, p.watch.Agree(l.longest()), "%s at %v", p.id, b.since())
}

// atEnd tells whether a finding is that content at one end of a playlist has no ad
// in its place: at the live edge it is held back until an ad segment is due, at the
// other end the ads may have left the window a little earlier.
func atEnd(finding, playlist string) bool {
	line := 0
	if _, err := fmt.Sscanf(finding, "H12 line %d:", &line); err != nil || !strings.Contains(finding, "missing without an ad") {
		return false
	}
	lines := strings.Split(playlist, "\n")
	return line == len(lines) || strings.Count(strings.Join(lines[:line], "\n"), "#EXTINF") <= 1
}

// note remembers the ads that begin in a playlist.
func (p *player) note(t *testing.T, name, playlist string) {
	t.Helper()
	doc, err := hls.ParseMedia([]byte(playlist))
	require.NoError(t, err)
	for s := range doc.Segments() {
		if ad, ok := strings.CutPrefix(string(s.URI()), "/clips/ad"); ok && s.Discontinuity() {
			if at := fmt.Sprintf(" %d:ad%c", s.DiscontinuitySequence(), ad[0]); !strings.Contains(p.ads[name], at) {
				p.ads[name] += at
			}
		}
	}
}

// Every response to two viewers holds, over minutes of a channel.
func TestViewers(t *testing.T) {
	for _, tt := range []struct {
		name          string
		layout        layout
		every, length time.Duration
	}{
		{"cmaf", layout{true, true, 2000, 1920}, 30 * time.Second, 16 * time.Second},
		{"cmaf, odd segments", layout{true, true, 3700, 1920}, 37 * time.Second, 13 * time.Second},
		{"ts", layout{false, false, 2000, 0}, 30 * time.Second, 16 * time.Second},
		{"fmp4, break at the loop", layout{false, true, 4000, 0}, 45 * time.Second, 10 * time.Second},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, tt.layout, tt.every, tt.length)
			alice := b.join(t, "alice")
			var bob *player
			for i := range 120 {
				alice.refresh(t, b, tt.layout)
				if i == 25 {
					bob = b.join(t, "bob")
				}
				if i >= 25 && i%2 == 1 {
					bob.refresh(t, b, tt.layout)
				}
				b.add(1900 * time.Millisecond)
			}
			for _, p := range []*player{alice, bob} {
				ads := p.ads["v.m3u8"]
				assert.GreaterOrEqual(t, strings.Count(ads, ":"), 4, p.id)
				for name, x := range p.ads {
					assert.Equal(t, ads, x, "%s: %s plays the same ads", p.id, name)
				}
				t.Logf("%s:%s", p.id, ads)
			}
		})
	}
	t.Cleanup(func() { checktest.Report(t) })
}

// However many requests come at once, all get the same.
func TestAtOnce(t *testing.T) {
	l := layout{true, true, 2000, 1920}
	b := newBench(t, l, 30*time.Second, 16*time.Second)
	type viewer struct {
		player *player
		watch  *livetest.Watcher
	}
	viewers := make([]viewer, 4)
	for i := range viewers {
		viewers[i] = viewer{b.join(t, fmt.Sprint("viewer", i)), new(livetest.Watcher)}
	}
	for range 60 {
		out := make([]string, 64)
		var wg sync.WaitGroup
		for i := range out {
			wg.Go(func() {
				p := viewers[i%len(viewers)].player
				out[i] = b.get(t, "/live/"+p.uris[i/len(viewers)%len(p.uris)])
			})
		}
		wg.Wait()
		for i := range out {
			v := viewers[i%len(viewers)]
			if i >= 2*len(viewers) {
				require.Equal(t, out[i%(2*len(viewers))], out[i], "request %d at %v", i, b.since())
				continue
			}
			require.NoError(t, v.watch.Saw(v.player.uris[i/len(viewers)], []byte(out[i])), "at %v\n%s", b.since(), out[i])
		}
		for _, v := range viewers {
			require.NoError(t, v.watch.Agree(l.longest()))
		}
		b.add(2100 * time.Millisecond)
	}
}

// A request that was held up is answered with an older playlist, by the same
// numbers.
func TestLate(t *testing.T) {
	for _, l := range []layout{{true, true, 2000, 1920}, {false, false, 2000, 0}} {
		b := newBench(t, l, 30*time.Second, 16*time.Second)
		p := b.join(t, "alice")
		var old []*refresh
		for range 120 {
			for i, f := range old {
				for n, r := range b.channel.renditions {
					out, err := b.stitch("alice", n, f)
					require.NoError(t, err)
					require.NoError(t, p.watch.Stale(r.URI, out), "%s, %d refreshes late at %v\n%s", r.URI, len(old)-i, b.since(), out)
				}
			}
			p.refresh(t, b, l)
			old = append(old[max(len(old)-4, 0):], b.newest)
			b.add(1900 * time.Millisecond)
		}
	}
}

// Requests that race a clock that goes on get what is right, or a little older.
func TestWhileTimeGoesOn(t *testing.T) {
	b := newBench(t, layout{true, true, 2000, 1920}, 30*time.Second, 16*time.Second)
	p := b.join(t, "alice")
	var mu sync.Mutex
	var wg sync.WaitGroup
	for i := range 64 {
		wg.Go(func() {
			for range 60 {
				uri := p.uris[i%len(p.uris)]
				out := b.get(t, "/live/"+uri)
				mu.Lock()
				err := p.watch.Stale(uri, []byte(out))
				mu.Unlock()
				if !assert.NoError(t, err, "at %v\n%s", b.since(), out) {
					return
				}
				b.add(50 * time.Millisecond)
			}
		})
	}
	wg.Wait()
	assert.GreaterOrEqual(t, b.since(), time.Hour+3*time.Minute)
}

// Each viewer gets a session, whatever it is called.
func TestSession(t *testing.T) {
	b := newBench(t, layout{true, true, 2000, 1920}, 30*time.Second, 16*time.Second)
	first, second := b.get(t, "/live/index.m3u8"), b.get(t, "/live/index.m3u8")
	assert.NotEqual(t, first, second)
	hostile := b.get(t, "/live/index.m3u8?session=x%22%0A%23EXT-X-ENDLIST")
	assert.Equal(t, strings.Count(first, "\n"), strings.Count(hostile, "\n"), hostile)
	w := httptest.NewRecorder()
	b.http.ServeHTTP(w, httptest.NewRequest(http.MethodGet, host+"/live/w.m3u8", nil))
	assert.Equal(t, http.StatusNotFound, w.Code)
}

// An ad server may be slow, down or wrong: the viewer sees the content.
func TestBadAds(t *testing.T) {
	b := newBench(t, layout{false, false, 2000, 0}, 30*time.Second, 16*time.Second)
	b.vast = []byte("<VAST")
	b.add(20 * time.Second) // in a break
	assert.NotContains(t, b.get(t, "/live/v.m3u8?session=alice"), "/clips/ad")
	b.vast = b.vastOf([]string{"https://ads.example/ad2.mp4"})
	assert.NotContains(t, b.get(t, "/live/v.m3u8?session=alice"), "/clips/ad", "what was decided holds")
	assert.Contains(t, b.get(t, "/live/v.m3u8?session=bob"), "/clips/ad2/")
}

// If something goes wrong, the origin's playlist is what plays.
func TestOriginOnError(t *testing.T) {
	b := newBench(t, layout{false, false, 2000, 0}, 30*time.Second, 16*time.Second)
	b.add(20 * time.Second) // in a break
	origin := b.get(t, "/live/v.m3u8")
	assert.Contains(t, b.get(t, "/live/v.m3u8?session=alice"), "/clips/ad")
	assert.NotContains(t, origin, "/clips/ad")
	failed := ""
	b.logf = func(format string, args ...any) { failed = fmt.Sprintf(format, args...) }
	b.creatives = nil // the transcoder has lost all ads
	assert.Equal(t, origin, b.get(t, "/live/v.m3u8?session=alice"))
	assert.Contains(t, failed, stitch.ErrCreativeChanged.Error())
}

// What is kept of a viewer does not grow with time.
func TestForget(t *testing.T) {
	b := newBench(t, layout{false, false, 2000, 0}, 30*time.Second, 16*time.Second)
	b.get(t, "/live/v.m3u8?session=bob")
	for range 400 {
		b.get(t, "/live/v.m3u8?session=alice")
		b.add(4 * time.Second)
	}
	v := b.viewers["alice"]
	assert.LessOrEqual(t, len(v.decisions), 12)
	assert.LessOrEqual(t, len(v.answers), len(v.decisions)+1)
	assert.LessOrEqual(t, len(v.closures), len(v.decisions))
	b.get(t, "/live/v.m3u8?session=carol")
	assert.NotContains(t, b.viewers, "bob")
	assert.Contains(t, b.viewers, "alice")
}
