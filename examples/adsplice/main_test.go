package main

import (
	"bytes"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/hls"
	"github.com/adsplice/adsplice/internal/checktest"
	"github.com/adsplice/adsplice/internal/livetest"
)

var update = flag.Bool("update", false, "rewrite golden files")

// TestScenarios replays each scenario of testdata and compares the files that it
// writes with its folder want, what goes to standard error with messages.txt,
// and the exit status with exit, by default 0.
func TestScenarios(t *testing.T) {
	files, err := filepath.Glob("testdata/*/scenario.json")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		dir := filepath.Dir(file)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			out := t.TempDir()
			var stdout, stderr bytes.Buffer
			status := run([]string{"-out", out, file}, &stdout, &stderr)
			assert.Empty(t, stdout.String())
			messages := filepath.Join(dir, "messages.txt")
			if *update {
				require.NoError(t, os.WriteFile(messages, stderr.Bytes(), 0o644))
			}
			assert.Equal(t, string(read(t, messages)), stderr.String())
			wantStatus := "0"
			if b, err := os.ReadFile(filepath.Join(dir, "exit")); err == nil {
				wantStatus = strings.TrimSpace(string(b))
			}
			assert.Equal(t, wantStatus, strconv.Itoa(status))
			compare(t, filepath.Join(dir, "want"), out)
			checkAll(t, file, out)

			// Without -out the last manifest goes to standard output.
			assert.Equal(t, status, run([]string{file}, &stdout, &stderr))
			all, err := filepath.Glob(filepath.Join(out, "*.m3u8"))
			require.NoError(t, err)
			assert.Equal(t, string(read(t, all[len(all)-1])), stdout.String())
		})
	}
	checktest.Report(t)
}

// compare compares two folders of files, after rewriting the first if asked to.
func compare(t *testing.T, want, got string) {
	t.Helper()
	if *update {
		require.NoError(t, os.RemoveAll(want))
		require.NoError(t, os.CopyFS(want, os.DirFS(got)))
	}
	list := func(dir string) (names []string) {
		require.NoError(t, fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				names = append(names, path)
			}
			return err
		}))
		return names
	}
	names := list(want)
	require.Equal(t, names, list(got))
	for _, name := range names {
		assert.Equal(t, string(read(t, filepath.Join(want, name))), string(read(t, filepath.Join(got, name))), name)
	}
}

// checkAll has an independent checker compare each stitched playlist with its
// origin.
func checkAll(t *testing.T, file, out string) {
	t.Helper()
	sc, err := loadScenario(file)
	require.NoError(t, err)
	before := map[string][]byte{} // by playlist
	var watcher livetest.Watcher
	for i, r := range sc.requests {
		doc, err := hls.ParseMedia(r.origin)
		if r.multivariant || err != nil {
			continue
		}
		stitched := read(t, filepath.Join(out, fmt.Sprintf("%03d.m3u8", i+1)))
		var options []checktest.Option
		if !doc.VOD() {
			require.NoError(t, watcher.Saw(r.playlist, stitched), "request %d", i+1)
			if prev := before[r.playlist]; prev != nil {
				options = append(options, checktest.Prev(prev))
			}
			before[r.playlist] = stitched
		}
		if sc.policy.AdMarkerPassthrough {
			options = append(options, checktest.Ignore("H52")) // it knows all cue tags or none
		}
		if r.url != "" {
			// What the network prefix replaces is put back: the checker knows URLs only.
			rebase := sc.config.Rebase(r.url)
			if rebase.From != "" {
				stitched = bytes.ReplaceAll(stitched, []byte(rebase.To), []byte(rebase.From))
			}
			options = append(options, checktest.OriginBase(r.url))
		}
		found := checktest.HLSViolations(t, r.origin, stitched, options...)
		if plan := read(t, filepath.Join(out, fmt.Sprintf("%03d.plan.json", i+1))); bytes.Contains(plan, []byte(`"in": null`)) {
			// While a break is open, content in its place is held back until an ad segment
			// is due; the checker wants at least one.
			end := fmt.Sprintf("H12 line %d:", bytes.Count(stitched, []byte("\n"))+1)
			found = slices.DeleteFunc(found, func(s string) bool {
				return strings.HasPrefix(s, end) && strings.Contains(s, "missing without an ad")
			})
		}
		assert.Empty(t, found, "request %d: hlscheck\n%s", i+1, stitched)
	}
	require.NoError(t, watcher.Agree(sc.longest()))
}

// longest returns the longest target duration of all playlists.
func (sc *scenario) longest() (d time.Duration) {
	for i := range sc.requests {
		if doc, err := hls.ParseMedia(sc.requests[i].origin); err == nil {
			d = max(d, doc.TargetDuration())
		}
	}
	return d
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	require.NoError(t, err)
	return b
}

// TestSameAgain: a session gives the same bytes to the same request, and each
// file to each run.
func TestSameAgain(t *testing.T) {
	sc, err := loadScenario("testdata/vod/scenario.json")
	require.NoError(t, err)
	sc.requests = append(sc.requests, sc.requests...)
	s := newSession(sc, &bytes.Buffer{})
	first, err := s.answer(&sc.requests[0])
	require.NoError(t, err)
	second, err := s.answer(&sc.requests[1])
	require.NoError(t, err)
	assert.Equal(t, string(first.manifest), string(second.manifest))
	assert.Len(t, first.asked, 1)
	assert.Empty(t, second.asked, "the ad server is asked once")
	assert.Len(t, s.answers, 1)
	assert.Len(t, s.decisions, 4)
}

const (
	asset = "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXT-X-PLAYLIST-TYPE:VOD\n#EXTINF:6,\na.ts\n#EXTINF:6,\nb.ts\n#EXT-X-ENDLIST\n"
	live  = "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\na.ts\n"
	one   = `"requests": [{"origin": "asset.m3u8"}]`
)

// replay runs a scenario in a folder of its own, which has asset.m3u8,
// live.m3u8, bad.m3u8, long.m3u8 (12 s) and some more files.
func replay(t *testing.T, scenario string, files map[string]string) (status int, stdout, stderr string) {
	t.Helper()
	dir := t.TempDir()
	all := map[string]string{
		"scenario.json": scenario, "asset.m3u8": asset, "live.m3u8": live, "bad.m3u8": "#EXTM3U\n#EXTINF:6,\na.ts\n",
		"a.mpd": "<MPD/>", "master.m3u8": "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nv.m3u8\n", "ok.xml": "<VAST version='3.0'/>",
	}
	maps.Copy(all, files)
	for name, text := range all {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
	}
	var out, msg bytes.Buffer
	status = run([]string{filepath.Join(dir, "scenario.json")}, &out, &msg)
	return status, out.String(), strings.ReplaceAll(msg.String(), dir, "")
}

// TestWrongScenarios: exit status 2, and the message names the JSON field.
func TestWrongScenarios(t *testing.T) {
	rows := []struct{ name, scenario, want string }{
		{"no requests", `{}`, "requests: missing"},
		{"not JSON", "{\n\"requests\": [\n}", "line 3"},
		{"two objects", `{` + one + `}{}`, "line 1"},
		{"not an object", `[]`, "array"},
		{"unknown field", `{"request": []}`, "request: unknown field"},
		{"wrong type", `{"requests": {}}`, "requests: object"},
		{"unknown field in a request", `{"requests": [{"origin": "asset.m3u8"}, {"origins": "x"}]}`, "requests[1].origins: unknown field"},
		{"wrong type in a request", `{"requests": [{"origin": 1}]}`, "requests[0].origin: number"},
		{"no origin", `{"requests": [{"origin": "asset.m3u8"}, {}]}`, "requests[1].origin: missing"},
		{"no such file", `{"requests": [{"origin": "none.m3u8"}]}`, "requests[0].origin: open"},
		{"bad time", `{"requests": [{"at": "noon", "origin": "asset.m3u8"}]}`, `requests[0].at: "noon"`},
		{"bad rendition", `{"requests": [{"origin": "asset.m3u8", "rendition": {"lang": "en"}}]}`, "requests[0].rendition.lang: unknown field"},
		{"bad rendition type", `{"requests": [{"origin": "asset.m3u8", "rendition": {"type": "SMELL"}}]}`, "requests[0].rendition"},
		{"DASH", `{"requests": [{"origin": "a.mpd"}]}`, "requests[0].origin: a.mpd: DASH is not supported yet"},
		{"long bumper, live (BUMP-6)", `{"config": {"Bumper": {"EndUrl": "b"}}, "creatives": [{"key": "b", "hls": "asset.m3u8"}], "requests": [{"origin": "live.m3u8"}]}`, "config.Bumper.EndUrl"},
		{"prefetch", `{"prefetch": ["p.json"], ` + one + `}`, "prefetch: not supported yet"},
		{"config", `{"config": {"SlateUrl": ""}, ` + one + `}`, `config: unknown field "SlateUrl"`},
		{"config value", `{"config": {"PersonalizationThresholdSeconds": 0}, ` + one + `}`, "config.PersonalizationThresholdSeconds"},
		{"config type", `{"config": {"Bumper": {"EndUrl": []}}, ` + one + `}`, "config.Bumper.EndUrl"},
		{"fit", `{"options": {"fit": "worst"}, ` + one + `}`, "options.fit"},
		{"tolerance", `{"options": {"fitToleranceMs": -1}, ` + one + `}`, "options.fitToleranceMs"},
		{"tracking", `{"options": {"tracking": "none"}, ` + one + `}`, "options.tracking"},
		{"option", `{"options": {"Seed": "x"}, ` + one + `}`, "options.seed"},
		{"session", `{"session": {"start": "now"}, ` + one + `}`, "session.start"},
		{"multivariant", `{"multivariant": "asset.m3u8", ` + one + `}`, "multivariant: asset.m3u8: hls: line 2"},
		{"multivariant file", `{"multivariant": "none.m3u8", ` + one + `}`, "multivariant: open"},
		{"creative without key", `{"creatives": [{"hls": "asset.m3u8"}], ` + one + `}`, "creatives[0].key: missing"},
		{"creative twice", `{"creatives": [{"key": "a", "hls": "asset.m3u8"}, {"key": "a", "hls": "asset.m3u8"}], ` + one + `}`, "creatives[1].key"},
		{"creative without file", `{"creatives": [{"key": "a"}], ` + one + `}`, "creatives[0].hls: missing"},
		{"bad creative", `{"creatives": [{"key": "a", "hls": "bad.m3u8"}], ` + one + `}`, "creatives[0].hls: bad.m3u8: hls: line"},
		{"bad creative inside", `{"creatives": [{"key": "a", "hls": "master.m3u8"}], ` + one + `}`, "creatives[0].hls: open"},
		{"long bumper", `{"config": {"Bumper": {"StartUrl": "b"}}, "creatives": [{"key": "b", "hls": "asset.m3u8"}], ` + one + `}`, "config.Bumper.StartUrl"},
		{"ads file", `{"ads": [{"vast": "none.xml"}], ` + one + `}`, "ads[0].vast: open"},
		{"two kinds of answer", `{"ads": [{"vast": "ok.xml", "vmap": "ok.xml"}], ` + one + `}`, "ads[0]: both"},
		{"when", `{"ads": [{"when": {"scte.event_id": 100}, "vast": "ok.xml"}], ` + one + `}`, "ads[0].when"},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			status, stdout, stderr := replay(t, r.scenario, nil)
			assert.Equal(t, 2, status)
			assert.Empty(t, stdout)
			assert.Contains(t, stderr, r.want)
		})
	}
}

func TestUsage(t *testing.T) {
	var out, msg bytes.Buffer
	assert.Equal(t, 2, run(nil, &out, &msg))
	assert.Equal(t, 2, run([]string{"-x"}, &out, &msg))
	assert.Equal(t, 0, run([]string{"-h"}, &out, &msg))
	assert.Equal(t, 2, run([]string{"testdata/none.json"}, &out, &msg))
	assert.Contains(t, msg.String(), "usage: adsplice [-out DIR] SCENARIO.json")
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o644))
	assert.Equal(t, 2, run([]string{"-out", file, "testdata/vod/scenario.json"}, &out, &msg))
	assert.Empty(t, out.String())
}
