package stitch_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/adsplice/adsplice/hls"
	"github.com/adsplice/adsplice/internal/livetest"
	"github.com/adsplice/adsplice/stitch"
	"github.com/adsplice/adsplice/vast"
	"github.com/adsplice/adsplice/vmap"
)

// storeBinary puts decisions through their binary form and makes them whole
// again.
func storeBinary(t require.TestingT, list stitch.Decisions, a stitch.Answers, c stitch.Creatives, p *stitch.Policy) stitch.Decisions {
	var out stitch.Decisions
	for _, d := range list {
		var got stitch.Decision
		require.NoError(t, got.UnmarshalBinary(form(t, d)))
		require.NoError(t, got.Resolve(a, c, p))
		require.Equal(t, d, got)
		out.Put(got)
	}
	require.Equal(t, list, out)
	return out
}

// throughBinary and throughJSON put all that is stored of a viewer through a
// form.
func (v *viewer) throughBinary(t require.TestingT) {
	var s stitch.Session
	require.NoError(t, s.UnmarshalBinary(form(t, v.session)))
	require.Equal(t, v.session, s)
	v.session = s
	v.decisions = storeBinary(t, v.decisions, v.answers, v.creatives, &v.policy)
	for k, x := range v.closures {
		var c stitch.Closure
		require.NoError(t, c.UnmarshalBinary(form(t, x)))
		require.Equal(t, x, c)
		v.closures[k] = c
	}
	for k, x := range v.cursors {
		var c stitch.Cursor
		require.NoError(t, c.UnmarshalBinary(form(t, x)))
		require.Equal(t, x, c)
		v.cursors[k] = c
	}
}

func (v *viewer) throughJSON(t require.TestingT) {
	s, d, c, k := v.session, v.decisions, v.closures, v.cursors
	v.session, v.decisions, v.closures, v.cursors = stitch.Session{}, nil, nil, nil
	copyJSON(t, s, &v.session)
	copyJSON(t, d, &v.decisions)
	copyJSON(t, c, &v.closures)
	copyJSON(t, k, &v.cursors)
}

func copyJSON[T any](t require.TestingT, from T, to *T) {
	b, err := json.Marshal(from)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(b, to))
	require.Equal(t, from, *to)
}

// TestBinaryLive: a session whose state goes through storage after every refresh
// gets the same manifests and plans as one that is kept in memory.
func TestBinaryLive(t *testing.T) {
	stored := 0
	rapid.Check(t, func(rt *rapid.T) {
		c := livetest.Draw(rt)
		memory := drawViewer(t, rt, c)
		memory.ads = rapid.SampledFrom([]func(stitch.Request) (stitch.Answer, bool){memory.ads, breaksOf(t, memory.creatives)}).Draw(rt, "answer")
		viewers := []*viewer{memory}
		for range 2 {
			v := newViewer(memory.creatives, memory.ads)
			v.policy, v.renditions = memory.policy, memory.renditions
			viewers = append(viewers, v)
		}
		names := c.Renditions()
		for at, n := c.Settled(), 0; at < c.Length() && n < 40; n++ {
			name := rapid.SampledFrom(names).Draw(rt, "rendition")
			video, origin := string(c.Playlist(nil, names[0], at)), string(c.Playlist(nil, name, at))
			want, plan := "", []byte(nil)
			var failed error
			for i, v := range viewers {
				out, err := v.refreshBy(names[0], video, name, origin)
				if i == 0 {
					failed = err
				}
				require.Equal(rt, failed, err)
				if failed != nil {
					continue // the origin's playlist is served; TestLiveProperties is about that
				}
				j, err := v.plan.AppendJSON(nil, &v.rendered)
				require.NoError(rt, err)
				switch i {
				case 0:
					want, plan = out, j
				case 1:
					v.throughBinary(rt)
				case 2:
					v.throughJSON(rt)
				}
				require.Equal(rt, want, out, "at %v", at)
				require.Equal(rt, string(plan), string(j), "at %v", at)
			}
			at += time.Duration(rapid.IntRange(500, 9000).Draw(rt, "poll")) * time.Millisecond
		}
		for _, d := range memory.decisions {
			stored += len(d.Items)
		}
	})
	assert.Positive(t, stored, "some breaks are filled")
}

// breaksOf answers with a VMAP that has each ad in a break of its own, behind a
// wrapper in a break that takes one ad alone, and an ad tag.
func breaksOf(tb testing.TB, lib stitch.Creatives) func(stitch.Request) (stitch.Answer, bool) {
	tb.Helper()
	var b strings.Builder
	b.WriteString(`<vmap:VMAP xmlns:vmap="http://www.iab.net/videosuite/vmap" version="1.0">`)
	add := func(kind, source string) {
		fmt.Fprintf(&b, `<vmap:AdBreak timeOffset="start" breakType="%s">%s</vmap:AdBreak>`, kind, source)
	}
	add("linear", `<vmap:AdSource><vmap:AdTagURI templateType="vast3"><![CDATA[https://ads.example/]]></vmap:AdTagURI></vmap:AdSource>`)
	add("nonlinear", `<vmap:AdSource><vmap:VASTAdData>`+vastXML("ad0")+`</vmap:VASTAdData></vmap:AdSource>`)
	add("linear", "")
	for i := range len(lib) {
		add("linear", `<vmap:AdSource allowMultipleAds="false"><vmap:VASTAdData>`+
			strings.ReplaceAll(vastXML("no such ad", fmt.Sprint("ad", i), "ad0"), ` id="ad1"`, "")+`</vmap:VASTAdData></vmap:AdSource>`)
	}
	b.WriteString(`</vmap:VMAP>`)
	doc, err := vmap.Parse([]byte(b.String()))
	require.NoError(tb, err)
	return func(stitch.Request) (stitch.Answer, bool) { return stitch.Answer{VMAP: doc}, true }
}

// TestBinaryVOD: plans from stored decisions are those that were stored.
func TestBinaryVOD(t *testing.T) {
	lib := library(whole(t, "a", 8), whole(t, "b", 10), whole(t, "c", 12), whole(t, "slate", 4), creative(t, "in", "1.0"), creative(t, "out", "1.0"))
	policy := stitch.Policy{Slate: "slate", BumperStart: "in", BumperEnd: "out", PersonalizationThreshold: 15 * time.Second}
	marked := append(segments("s", 2, "6.0"), "EXT-X-CUE-OUT:30")
	marked = append(append(marked, segments("t", 5, "6.0")...), "EXT-X-CUE-IN", "u:6.0", "EXT-X-CUE-OUT:60")
	marked = append(append(marked, segments("v", 10, "6.0")...), "EXT-X-CUE-IN", "w:6.0", "EXT-X-CUE-OUT:0", "EXT-X-CUE-IN", "x:6.0", "y:6.0")
	plain := playlist(segments("s", 20, "6.0")...)
	for _, x := range []struct {
		name, origin string
		answer       stitch.Answer
		ads, skipped int
	}{
		{"markers", playlist(marked...), vastAnswer(t, "c", "none", "c", "b"), 5, 7},
		{"markers, VMAP", playlist(marked...), vmapAnswer(t, "start=none,a", "00:00:20=b", "end=c,a"), 7, 8},
		{"nothing", playlist(marked...), stitch.Answer{}, 0, 0},
		{"VAST", plain, vastAnswer(t, "none", "b", "a"), 2, 1},
		{"VMAP", plain, vmapAnswer(t, "start=none,a", "00:00:30=b", "00:00:30=c,none", "end=a,c,b"), 6, 2},
	} {
		t.Run(x.name, func(t *testing.T) {
			doc := parse(t, x.origin)
			in := stitch.Input{Session: stitch.NewSession(doc, stitch.SessionOptions{}), Doc: doc, Policy: policy, Answers: stitch.Answers{}, Creatives: lib}
			plan, err := stitch.Decide(in)
			require.NoError(t, err)
			for _, r := range plan.Due {
				in.Answers[r.Key] = x.answer
			}
			plan, err = stitch.Decide(in)
			require.NoError(t, err)
			want, err := plan.AppendHLS(nil, doc, &stitch.HLSOptions{}, new(stitch.Rendered))
			require.NoError(t, err)
			var list stitch.Decisions
			ads, skipped := 0, 0
			for _, d := range plan.New {
				require.True(t, list.Put(d))
				for _, i := range d.Items {
					if i.Kind == stitch.KindAd {
						ads++
					}
				}
				skipped += len(d.Skips)
			}
			assert.Equal(t, []int{x.ads, x.skipped}, []int{ads, skipped})

			in.Decisions = storeBinary(t, list, in.Answers, lib, &policy)
			again, err := stitch.Decide(in)
			require.NoError(t, err)
			assert.Empty(t, again.New)
			assert.Equal(t, planText(t, plan), planText(t, again))
			got, err := again.AppendHLS(nil, doc, &stitch.HLSOptions{}, new(stitch.Rendered))
			require.NoError(t, err)
			assert.Equal(t, string(want), string(got))
		})
	}
}

func planText(t *testing.T, p *stitch.Plan) string {
	t.Helper()
	b, err := p.AppendJSON(nil, nil)
	require.NoError(t, err)
	return string(b)
}

// TestResolve: what has changed since is refused, and nothing is set then.
func TestResolve(t *testing.T) {
	lib := library(whole(t, "a", 8), whole(t, "b", 10), whole(t, "slate", 4), creative(t, "in", "1.0"), creative(t, "out", "1.5"))
	policy := stitch.Policy{Slate: "slate", BumperStart: "in", BumperEnd: "out"}
	whole := stitch.Decision{
		Key: "k@1", ID: "k", Duration: 30 * time.Second,
		Items: []stitch.Item{
			{stitch.KindBumper, "in", "in", lib["in"].Digest(), -1},
			{stitch.KindAd, "a", "a", lib["a"].Digest(), 0},
			{stitch.KindAd, "b", "b", lib["b"].Digest(), 2},
			{stitch.KindSlate, "slate", "slate", lib["slate"].Digest(), -1},
			{stitch.KindBumper, "out", "out", lib["out"].Digest(), -1},
		},
		Skips: []stitch.SkippedAd{{"none", stitch.SkipNewCreative, 1}},
	}
	answers := stitch.Answers{"k@1": vastAnswer(t, "a", "none", "b")}
	resolve := func(a stitch.Answers, c stitch.Creatives, p stitch.Policy) (stitch.Decision, error) {
		d := bare(whole)
		err := d.Resolve(a, c, &p)
		if err != nil {
			require.Equal(t, bare(whole), d, "unchanged")
		}
		return d, err
	}
	got, err := resolve(answers, lib, policy)
	require.NoError(t, err)
	assert.Equal(t, whole, got)
	require.NoError(t, got.Resolve(answers, lib, &policy))
	assert.Equal(t, whole, got, "it is whole already")

	without := func(key string, put ...*stitch.Creative) stitch.Creatives {
		c := stitch.Creatives{}
		for k, v := range lib {
			if k != key {
				c[k] = v
			}
		}
		for _, v := range put {
			c[key] = v
		}
		return c
	}
	for _, x := range []struct {
		name      string
		answers   stitch.Answers
		creatives stitch.Creatives
		policy    stitch.Policy
		want      error
		text      string
	}{
		{"no answer", nil, lib, policy, stitch.ErrNoAnswer, `stitch: decision "k@1": the ad answer of the decision is missing`},
		{"an error", stitch.Answers{"k@1": {Err: errors.New("late")}}, lib, policy, stitch.ErrNoAnswer, ""},
		{"no ads", stitch.Answers{"k@1": {}}, lib, policy, stitch.ErrCreativeChanged, `stitch: decision "k@1", ad 1: creative has changed since it was decided on`},
		{"other ads", stitch.Answers{"k@1": vastAnswer(t, "b", "none", "a")}, lib, policy, stitch.ErrCreativeChanged, ""},
		{"fewer ads", stitch.Answers{"k@1": vastAnswer(t, "a", "none")}, lib, policy, stitch.ErrCreativeChanged, ""},
		{"creative gone", answers, without("a"), policy, stitch.ErrCreativeChanged, ""},
		{"creative changed", answers, without("a", creative(t, "a", "8.0")), policy, stitch.ErrCreativeChanged, ""},
		{"other slate", answers, lib, stitch.Policy{Slate: "a", BumperStart: "in", BumperEnd: "out"}, stitch.ErrCreativeChanged, `stitch: decision "k@1", slate 3: creative has changed since it was decided on`},
		{"no bumper", answers, lib, stitch.Policy{Slate: "slate", BumperStart: "in"}, stitch.ErrCreativeChanged, `stitch: decision "k@1", bumper 4: creative has changed since it was decided on`},
	} {
		t.Run(x.name, func(t *testing.T) {
			_, err := resolve(x.answers, x.creatives, x.policy)
			require.ErrorIs(t, err, x.want)
			if x.text != "" {
				assert.EqualError(t, err, x.text)
			}
		})
	}
	d := stitch.Decision{Key: "k@1", Skips: []stitch.SkippedAd{{Ad: 7}}}
	assert.ErrorIs(t, d.Resolve(answers, lib, &policy), stitch.ErrCreativeChanged)
	d = stitch.Decision{Key: "k@1", Reason: stitch.ReasonSuppressed}
	assert.NoError(t, d.Resolve(nil, nil, &policy), "nothing to look for")
	d = stitch.Decision{Key: "b@1", Source: stitch.SourceVMAP, Break: -1, Items: []stitch.Item{{}}}
	assert.ErrorIs(t, d.Resolve(stitch.Answers{stitch.VODKey: vmapAnswer(t, "start=a")}, lib, &policy), stitch.ErrCreativeChanged)

	doc, err := hls.ParseMedia([]byte(playlist("EXT-X-CUE-OUT:30", "a:30.0", "EXT-X-CUE-IN", "b:6.0")))
	require.NoError(t, err)
	avails, _ := stitch.Avails(doc)
	d = bare(whole)
	d.Key = avails[0].Key
	_, err = stitch.Decide(stitch.Input{Doc: doc, Decisions: stitch.Decisions{d}, Creatives: lib, Policy: policy})
	assert.ErrorIs(t, err, stitch.ErrUnresolved, "a decision that is not whole is not played")
}

// TestResolveKeys: ads without an id are called by the key of their creative, as
// when they were decided on.
func TestResolveKeys(t *testing.T) {
	xml := strings.NewReplacer(` id="a"`, "", ` id="none"`, "", ` id="long"`, "", ` id="wrapper"`, "").Replace(vastXML("a", "none", "long"))
	xml = strings.Replace(xml, "</VAST>", `<Ad><Wrapper><VASTAdTagURI>https://w.example/</VASTAdTagURI></Wrapper></Ad><Ad><InLine/></Ad></VAST>`, 1)
	doc, err := vast.Parse([]byte(xml))
	require.NoError(t, err)
	lib := library(whole(t, "c-a", 8), whole(t, "long", 60))
	origin := parse(t, playlist("EXT-X-CUE-OUT:12", "a:6.0", "b:6.0", "EXT-X-CUE-IN", "c:6.0"))
	in := stitch.Input{Doc: origin, Creatives: lib, Answers: stitch.Answers{}}
	plan, err := stitch.Decide(in)
	require.NoError(t, err)
	in.Answers[plan.Due[0].Key] = stitch.Answer{VAST: doc}
	plan, err = stitch.Decide(in)
	require.NoError(t, err)
	require.Len(t, plan.New, 1)
	d := plan.New[0]
	assert.Equal(t, []stitch.Item{{stitch.KindAd, "c-a", "c-a", lib["c-a"].Digest(), 0}}, d.Items, "found by its creative id")
	assert.Equal(t, []stitch.SkippedAd{
		{"none", stitch.SkipNewCreative, 1}, {"long", stitch.SkipDurationExceeded, 2}, {"", stitch.SkipInvalidWrapper, 3}, {"", stitch.SkipParsingError, 4},
	}, d.Skips)
	storeBinary(t, plan.New, in.Answers, lib, &in.Policy)
}
