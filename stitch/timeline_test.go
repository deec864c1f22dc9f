package stitch_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/stitch"
)

var update = flag.Bool("update", false, "rewrite golden files")

// TestTimeline compares drawings with testdata/timeline, which were looked at.
func TestTimeline(t *testing.T) {
	three := func(r stitch.Request) stitch.Answer {
		n, err := strconv.Atoi(r.Variables["avail.index"])
		require.NoError(t, err)
		return [...]stitch.Answer{vastAnswer(t, "a15", "a10"), {}, vastAnswer(t, "a10", "a40", "lost"), {Err: errors.New("time-out")}}[n%4]
	}
	long := func(hours int) []string {
		var w []string
		for i := range hours * 600 {
			if i%50 == 40 {
				w = append(w, "EXT-X-CUE-OUT:0", "EXT-X-CUE-IN")
			}
			w = append(w, fmt.Sprintf("s%d:6.0", i))
		}
		return w
	}
	mixed := segments("a", 5, "2.0")
	for i := range 12 {
		mixed = append(mixed, "EXT-X-CUE-OUT:30")
		mixed = append(mixed, segments(fmt.Sprintf("b%d-", i), 15, "2.0")...)
		mixed = append(mixed, "EXT-X-CUE-IN")
		mixed = append(mixed, segments(fmt.Sprintf("c%d-", i), 9+i%3, "2.0")...)
	}
	all := library(whole(t, "a10", 10), whole(t, "a15", 15), whole(t, "a40", 40), whole(t, "slate", 4), whole(t, "in", 3), whole(t, "out", 2))
	hostile := `<a href="x">&'` + "\x01\u202e]]>" + strings.Repeat("long ", 30)
	rows := []struct {
		name    string
		origin  []string
		options stitch.Options
	}{
		{name: "30s", origin: segments("s", 5, "6.0"), options: stitch.Options{ADS: always(vmapAnswer(t, "start=a10", "00:00:15=a15,a10", "end=a15"))}},
		{name: "10min", origin: mixed, options: stitch.Options{
			Policy: stitch.Policy{Slate: "slate", BumperStart: "in", BumperEnd: "out", PersonalizationThreshold: sec(20)}, ADS: three,
		}},
		{name: "10min-content", origin: mixed, options: stitch.Options{ADS: three}},
		{name: "3h", origin: long(3), options: stitch.Options{ADS: always(vastAnswer(t, "a15", "a10", "a40"))}},
		{name: "empty", origin: segments("s", 5, "6.0")},
		{name: "hostile", origin: segments("s", 50, "6.0"), options: stitch.Options{
			ADS:       func(stitch.Request) stitch.Answer { return hostileAnswer(t, hostile) },
			Creatives: library(creative(t, "m", "10.0")),
		}},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			if r.options.Creatives == nil {
				r.options.Creatives = all
			}
			_, plan, err := stitch.Stitch(nil, []byte(playlist(r.origin...)), r.options)
			require.NoError(t, err)
			golden(t, r.name, plan)
		})
	}
	t.Run("a century", func(t *testing.T) {
		century := "#EXTM3U\n#EXT-X-TARGETDURATION:1000000000\n" + strings.Repeat("#EXTINF:1000000000,\na.ts\n", 3) + "#EXT-X-ENDLIST\n"
		_, plan, err := stitch.Stitch(nil, []byte(century), stitch.Options{ADS: always(vmapAnswer(t, "50%=a10")), Creatives: all})
		require.NoError(t, err)
		golden(t, "century", plan)
	})
	t.Run("no plan", func(t *testing.T) {
		golden(t, "no-plan", new(stitch.Plan))
	})
}

// hostileAnswer is a VAST with an ad of a strange id.
func hostileAnswer(t *testing.T, id string) stitch.Answer {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, xml.EscapeText(&b, []byte(id)))
	text := strings.ReplaceAll(vastXML("m", "lost"), `<Ad id="m">`, `<Ad id="`+b.String()+`">`)
	text = strings.ReplaceAll(text, `<Ad id="lost">`, `<Ad id="lost `+b.String()+`">`)
	return answerOf([]byte(text))
}

// golden compares a drawing with its golden file and checks that it is XML.
func golden(t *testing.T, name string, plan *stitch.Plan) {
	t.Helper()
	out := plan.AppendSVG([]byte("x"))
	require.Equal(t, byte('x'), out[0], "dst is kept")
	out = out[1:]
	assert.Equal(t, string(out), string(plan.AppendSVG(nil)), "the same again")
	d := xml.NewDecoder(bytes.NewReader(out))
	for {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
	}
	file := filepath.Join("testdata", "timeline", name+".svg")
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, out, 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, string(want), string(out))
}
