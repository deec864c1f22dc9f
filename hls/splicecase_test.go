package hls_test

import (
	"maps"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/hls"
	"github.com/adsplice/adsplice/internal/checktest"
)

// A spliceCase is one case of testdata/splice/*.txt. A file begins with what its
// cases share; a line "=== name" begins a case, and "--- word ..." a section:
//
//	--- origin [crlf] [bom] [noeol]  the playlist that is spliced
//	--- clip NAME [base=URL] [rate=KBPS] [gaps] [gapsmap] [filler=URI]
//	--- splice                       cut FROM TO CLIP[FIRST:LAST]..., drop TAG...,
//	                                 version N, target S, rebase URL [FROM TO], live,
//	                                 strip, report URI MSN PART
//	--- check                        what hlscheck is told: ads, origin-base,
//	                                 stitched-base, ignore, off
//	--- want [crlf] [noeol]          the spliced playlist
//
// What stands between the name and the first section says why.
type spliceCase struct {
	name, why    string
	origin, want string
	clips        map[string]*hls.Clip
	splice       []string
	check        []string
}

func readSpliceCases(tb testing.TB) []spliceCase {
	tb.Helper()
	files, err := filepath.Glob("testdata/splice/*.txt")
	require.NoError(tb, err)
	require.NotEmpty(tb, files)
	var all []spliceCase
	for _, f := range files {
		text, err := os.ReadFile(f)
		require.NoError(tb, err)
		parts := strings.Split("\n"+string(text), "\n=== ")
		var shared spliceCase
		shared.clips = map[string]*hls.Clip{}
		shared.read(tb, parts[0])
		for _, p := range parts[1:] {
			name, rest, _ := strings.Cut(p, "\n")
			c := spliceCase{name: strings.TrimSuffix(filepath.Base(f), ".txt") + "/" + name, origin: shared.origin, clips: map[string]*hls.Clip{}}
			maps.Copy(c.clips, shared.clips)
			c.read(tb, rest)
			require.NotEmpty(tb, c.why, c.name)
			require.NotEmpty(tb, c.want, c.name)
			all = append(all, c)
		}
	}
	return all
}

func (c *spliceCase) read(tb testing.TB, text string) {
	tb.Helper()
	parts := strings.Split("\n"+text, "\n--- ")
	c.why = strings.TrimSpace(parts[0])
	for _, p := range parts[1:] {
		head, body, _ := strings.Cut(p, "\n")
		if body != "" {
			body = strings.TrimRight(body, "\n") + "\n"
		}
		words := strings.Fields(head)
		for _, w := range words[1:] {
			switch w {
			case "crlf":
				body = strings.ReplaceAll(body, "\n", "\r\n")
			case "bom":
				body = "\ufeff" + body
			case "noeol":
				body = strings.TrimRight(body, "\r\n")
			}
		}
		switch words[0] {
		case "origin":
			c.origin = body
		case "want":
			c.want = body
		case "splice":
			c.splice = strings.Split(strings.TrimSpace(body), "\n")
		case "check":
			c.check = strings.Split(strings.TrimSpace(body), "\n")
		case "clip":
			c.clips[words[1]] = readClip(tb, body, words[2:])
		default:
			require.Fail(tb, "unknown section", head)
		}
	}
}

func readClip(tb testing.TB, body string, words []string) *hls.Clip {
	tb.Helper()
	var o hls.ClipOptions
	for _, w := range words {
		k, v, _ := strings.Cut(w, "=")
		switch k {
		case "base":
			o.Base = v
		case "rate":
			o.Bitrate = int64(atoi(tb, v))
		}
	}
	m, err := hls.ParseMedia([]byte(body))
	require.NoError(tb, err)
	c, err := hls.NewClip(m, o)
	require.NoError(tb, err)
	for _, w := range words {
		k, v, _ := strings.Cut(w, "=")
		switch k {
		case "filler":
			c, err = c.Filler(v)
			require.NoError(tb, err)
		case "gaps":
			c = c.Gaps(hls.GapOptions{})
		case "gapsmap":
			c = c.Gaps(hls.GapOptions{KeepMap: true})
		}
	}
	return c
}

func atoi(tb testing.TB, s string) int {
	tb.Helper()
	n, err := strconv.Atoi(s)
	require.NoError(tb, err)
	return n
}

// build makes the Splice value of the case.
func (c *spliceCase) build(t *testing.T, m *hls.Media) *hls.Splice {
	t.Helper()
	s := &hls.Splice{}
	for _, line := range c.splice {
		f := strings.Fields(line)
		if len(f) == 0 {
			continue
		}
		switch f[0] {
		case "cut":
			cut := hls.Cut{From: atoi(t, f[1]), To: atoi(t, f[2])}
			for _, w := range f[3:] {
				cut.Clips = append(cut.Clips, c.clipRange(t, w))
			}
			s.Cuts = append(s.Cuts, cut)
		case "drop":
			for tag := range m.Tags() {
				for _, name := range f[1:] {
					if string(tag.Name()) == name {
						s.Drop = append(s.Drop, tag.Index())
					}
				}
			}
		case "live":
			s.Live = true
		case "strip":
			s.LowLatency = hls.StripLowLatency
		case "report":
			for r := range m.RenditionReports() {
				if string(r.URI()) == f[1] {
					s.Reports = append(s.Reports, hls.Report{Tag: r.Tag.Index(), LastMSN: int64(atoi(t, f[2])), LastPart: int64(atoi(t, f[3]))})
				}
			}
		case "version":
			s.Version = atoi(t, f[1])
		case "target":
			d, err := time.ParseDuration(f[1] + "s")
			require.NoError(t, err)
			s.TargetDuration = d
		case "rebase":
			s.Rebase.URL = strings.TrimSuffix(f[1], "-")
			if len(f) > 2 {
				s.Rebase.From, s.Rebase.To = f[2], f[3]
			}
		default:
			require.Fail(t, "unknown line", line)
		}
	}
	return s
}

func (c *spliceCase) clipRange(t *testing.T, w string) hls.ClipRange {
	t.Helper()
	name, rest, ranged := strings.Cut(w, "[")
	r := hls.ClipRange{Clip: c.clips[name]}
	require.NotNil(t, r.Clip, w)
	if ranged {
		from, to, _ := strings.Cut(strings.TrimSuffix(rest, "]"), ":")
		r.First, r.Last = atoi(t, from), atoi(t, to)
	}
	return r
}

func (c *spliceCase) options() (opts []checktest.Option, off bool) {
	for _, line := range c.check {
		f := strings.Fields(line)
		switch f[0] {
		case "off":
			return nil, true
		case "ads":
			opts = append(opts, checktest.Ads(f[1:]...))
		case "origin-base":
			opts = append(opts, checktest.OriginBase(f[1]))
		case "stitched-base":
			opts = append(opts, checktest.StitchedBase(f[1]))
		case "ignore":
			opts = append(opts, checktest.Ignore(f[1:]...))
		}
	}
	return opts, false
}

func TestAppendSplice(t *testing.T) {
	t.Parallel()
	t.Cleanup(func() { checktest.Report(t) })
	for _, c := range readSpliceCases(t) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m, err := hls.ParseMedia([]byte(c.origin))
			require.NoError(t, err)
			s := c.build(t, m)
			got, err := m.AppendSplice(nil, s)
			require.NoError(t, err)
			require.Equal(t, c.want, string(got), c.why)
			_, err = hls.ParseMedia(got)
			require.NoError(t, err)
			if opts, off := c.options(); !off {
				checktest.HLS(t, []byte(c.origin), got, opts...)
			}
		})
	}
}
