package stitch_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/internal/checktest"
	"github.com/adsplice/adsplice/internal/livetest"
	"github.com/adsplice/adsplice/stitch"
)

// channel is a live origin of one playlist: what its window slides over. Words are
// those of playlist.
type channel struct {
	words   []string
	first   int      // media sequence number of the first segment
	size    int      // of the window, in segments; default 6
	target  int      // default 6
	version int      // default 3
	head    []string // more tags about the whole playlist
	ext     string   // of the segments' URIs; default ts
	dated   bool     // each segment has its date, from 2026-01-01T00:00:00Z on
	ahead   bool     // tags are listed before the segment that they stand in front of
}

// channelSegment is one segment with the tags in front of it.
type channelSegment struct {
	tags      []string
	name, sec string
	at        time.Duration
}

func (c channel) segments(tb testing.TB) (list []channelSegment) {
	tb.Helper()
	var tags []string
	end := time.Duration(0)
	for _, w := range c.words {
		if strings.HasPrefix(w, "EXT") {
			tags = append(tags, w)
			continue
		}
		name, length, _ := strings.Cut(w, ":")
		list = append(list, channelSegment{tags, name, length, end})
		d, err := time.ParseDuration(length + "s")
		require.NoError(tb, err)
		end += d
		tags = nil
	}
	return list
}

// at writes the playlist once n segments are complete.
func (c channel) at(tb testing.TB, n int) string {
	tb.Helper()
	list := c.segments(tb)
	from := max(n-c.window(), 0)
	gone := 0
	for _, s := range list[:from] {
		if slices.Contains(s.tags, "EXT-X-DISCONTINUITY") {
			gone++
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "#EXTM3U\n#EXT-X-VERSION:%d\n#EXT-X-TARGETDURATION:%d\n#EXT-X-MEDIA-SEQUENCE:%d\n",
		or(c.version, 3), or(c.target, 6), c.first+from)
	if gone > 0 {
		fmt.Fprintf(&b, "#EXT-X-DISCONTINUITY-SEQUENCE:%d\n", gone)
	}
	write := func(tags []string) {
		for _, t := range tags {
			fmt.Fprintf(&b, "#%s\n", t)
		}
	}
	write(c.head)
	ext := c.ext
	if ext == "" {
		ext = "ts"
	}
	for i := from; i < n; i++ {
		s := &list[i]
		write(s.tags)
		if c.dated {
			date := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(s.at)
			fmt.Fprintf(&b, "#EXT-X-PROGRAM-DATE-TIME:%s\n", date.Format("2006-01-02T15:04:05.000Z07:00"))
		}
		fmt.Fprintf(&b, "#EXTINF:%s,\n%s.%s\n", s.sec, s.name, ext)
	}
	if c.ahead && n < len(list) {
		write(list[n].tags)
	}
	return b.String()
}

func (c channel) window() int { return or(c.size, 6) }

func or(n, otherwise int) int {
	if n == 0 {
		return otherwise
	}
	return n
}

// run5 are segments of five seconds: c and the numbers from first to last.
func run5(first, last int) (words []string) {
	for i := first; i <= last; i++ {
		words = append(words, fmt.Sprintf("c%d:5.0", i))
	}
	return words
}

func join(parts ...[]string) (all []string) {
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}

// continued puts an EXT-X-CUE-OUT-CONT in front of all segments of a break but the
// first: n segments from one on, each so many seconds long.
func continued(words []string, first, n, seconds int) (all []string) {
	for _, w := range words {
		for i := 1; i < n; i++ {
			if strings.HasPrefix(w, fmt.Sprintf("c%d:", first+i)) {
				all = append(all, fmt.Sprintf("EXT-X-CUE-OUT-CONT:%d/%d", seconds*i, seconds*n))
			}
		}
		all = append(all, w)
	}
	return all
}

// clip5 is a creative of segments of five seconds, and a shorter one at the end if
// need be.
func clip5(tb testing.TB, key string, seconds int) *stitch.Creative {
	tb.Helper()
	var list []string
	for ; seconds > 0; seconds -= 5 {
		list = append(list, fmt.Sprintf("%d.0", min(seconds, 5)))
	}
	return creative(tb, key, list...)
}

// audience is a viewer to whom nothing may be told that does not hold: each answer
// goes through the independent checker, with the one before it, and through a watcher.
type audience struct {
	*viewer
	watcher livetest.Watcher
	before  map[string]string
	told    map[string]map[int64]string // by playlist and media sequence number
	breaks  map[string]stitch.Break     // as they were planned last
	keys    []string                    // of breaks, in the order in which they were met
	ignore  []string                    // rules of the checker that the origin itself breaks
}

func newAudience(lib stitch.Creatives, ads func(stitch.Request) (stitch.Answer, bool)) *audience {
	return &audience{
		viewer: newViewer(lib, ads), before: map[string]string{}, told: map[string]map[int64]string{}, breaks: map[string]stitch.Break{},
	}
}

// see answers a refresh of a playlist that is planned by itself.
func (a *audience) see(tb testing.TB, name, origin string) string {
	tb.Helper()
	return a.seeBy(tb, name, origin, name, origin)
}

// seeBy answers a refresh of a playlist with a plan of the reference.
func (a *audience) seeBy(tb testing.TB, reference, video, name, origin string) string {
	tb.Helper()
	out, err := a.refreshBy(reference, video, name, origin)
	require.NoError(tb, err)
	options := []checktest.Option{checktest.Ads("https://ads.example/", "https://empty.example/"), checktest.Ignore(a.ignore...)}
	if prev, ok := a.before[name]; ok {
		options = append(options, checktest.Prev([]byte(prev)))
	}
	found := checktest.HLSViolations(tb, []byte(origin), []byte(out), options...)
	if n := len(a.rendered.Breaks); n > 0 && a.rendered.Breaks[n-1].Open {
		// While a break is open, content in its place is held back until an ad segment is
		// due; the checker wants at least one.
		found = slices.DeleteFunc(found, func(s string) bool {
			return strings.HasPrefix(s, fmt.Sprintf("H12 line %d:", strings.Count(out, "\n")+1)) && strings.Contains(s, "missing without an ad")
		})
	}
	if len(found) > 0 {
		assert.Fail(tb, "hlscheck", "%s\norigin:\n%s\nstitched:\n%s", strings.Join(found, "\n"), origin, out)
	}
	require.NoError(tb, a.watcher.Saw(name, []byte(out)), "origin:\n%s\nstitched:\n%s", origin, out)
	if a.renditions[name].Type == stitch.Video {
		require.NoError(tb, livetest.Pacing([]byte(origin), []byte(out), isAd, stitch.DefaultFitTolerance), "origin:\n%s\nstitched:\n%s", origin, out)
	}
	a.before[name] = out
	a.note(tb, name, out)
	for _, b := range a.plan.Breaks {
		if _, met := a.breaks[b.Key]; !met {
			a.keys = append(a.keys, b.Key)
		}
		if old := a.breaks[b.Key]; old.EndKnown && !b.EndKnown {
			continue // it has gone by, and its cue-in has left the window
		}
		b.Fill, b.Skipped = slices.Clone(b.Fill), slices.Clone(b.Skipped)
		a.breaks[b.Key] = b
	}
	return out
}

// note remembers what a playlist lists.
func (a *audience) note(tb testing.TB, name, out string) {
	tb.Helper()
	doc := parse(tb, out)
	told := a.told[name]
	if told == nil {
		told = map[int64]string{}
		a.told[name] = told
	}
	n := doc.MediaSequence()
	for s := range doc.Segments() {
		u := strings.TrimPrefix(string(s.URI()), "https://ads.example/")
		u = u[:strings.LastIndexByte(u, '.')]
		if s.Discontinuity() {
			u = "|" + u
		}
		told[n] = u
		n++
	}
	if doc.Ended() {
		told[n] = "|$"
	}
}

// play answers a refresh for each new segment of a channel, from its first whole
// window on.
func (a *audience) play(tb testing.TB, c channel) {
	tb.Helper()
	list := c.segments(tb)
	for n := c.window(); n <= len(list); n++ {
		a.see(tb, "main", c.at(tb, n))
	}
}

// story returns all segments that a playlist ever listed, in order: c0-3 are four
// of them, | is a discontinuity, $ the end.
func (a *audience) story(name string) string {
	var numbers []int64
	for n := range a.told[name] {
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	var words []string
	prefix, last, first := "", -2, -2
	flush := func() {
		switch {
		case first < 0:
		case first == last:
			words = append(words, fmt.Sprintf("%s%d", prefix, first))
		default:
			words = append(words, fmt.Sprintf("%s%d-%d", prefix, first, last))
		}
		first = -2
	}
	for i, n := range numbers {
		u, splice := strings.CutPrefix(a.told[name][n], "|")
		p := strings.TrimRight(u, "0123456789")
		k, err := strconv.Atoi(u[len(p):])
		if i > 0 && n != numbers[i-1]+1 {
			flush()
			words = append(words, "?")
		}
		if splice || err != nil || p != prefix || k != last+1 {
			flush()
		}
		switch {
		case splice && u != "$":
			words = append(words, "|")
			if err != nil {
				words = append(words, u)
			}
		case err != nil:
			words = append(words, u)
		}
		if err == nil {
			if first < 0 {
				prefix, first = p, k
			}
			last = k
		}
	}
	flush()
	return strings.Join(words, " ")
}

// only returns the only break there was.
func (a *audience) only(tb testing.TB) stitch.Break {
	tb.Helper()
	require.Len(tb, a.keys, 1)
	return a.breaks[a.keys[0]]
}

// header returns the value of a tag about the whole playlist, "" if it is absent.
func header(playlist, tag string) string {
	for line := range strings.Lines(playlist) {
		if v, ok := strings.CutPrefix(strings.TrimSpace(line), "#"+tag+":"); ok {
			return v
		}
	}
	return ""
}

func TestStory(t *testing.T) {
	a := newAudience(nil, offer(t))
	a.note(t, "x", window(3, "c8:5.0", "c9:5.0", "EXT-X-DISCONTINUITY", "c10:5.0", "c12:5.0"))
	assert.Equal(t, "c8-9 | c10 c12", a.story("x"))
	a.note(t, "x", window(8, "q:5.0", "EXT-X-DISCONTINUITY", "q:5.0")+"#EXT-X-ENDLIST\n")
	assert.Equal(t, "c8-9 | c10 c12 ? q | q $", a.story("x"))
}

// skips writes skipped ads as id and reason.
func skips(list []stitch.SkippedAd) (words []string) {
	for _, x := range list {
		words = append(words, x.ID+" "+x.Reason.String())
	}
	return words
}
