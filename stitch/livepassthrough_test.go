package stitch_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// cueLines returns the cue tags and what stands in front of and behind them: tags by
// name, segments by URI.
func cueLines(playlist string) string {
	var words []string
	for line := range strings.Lines(playlist) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "#EXT-X-DISCONTINUITY") && !strings.Contains(line, ":"):
			words = append(words, "|")
		case strings.HasPrefix(line, "#EXT-X-CUE"), strings.HasPrefix(line, "#EXT-OATCLS"), strings.HasPrefix(line, "#EXT-X-SPLICEPOINT"):
			words = append(words, line)
		case line != "" && line[0] != '#':
			u := strings.TrimPrefix(line, "https://ads.example/")
			words = append(words, strings.TrimSuffix(u, ".ts"))
		}
	}
	return strings.Join(words, " ")
}

// TestPassthrough has the numbered examples of ad marker passthrough.
func TestPassthrough(t *testing.T) {
	origin := breakAt20("EXT-X-CUE-OUT:60", 12, "EXT-X-CUE-IN")
	for i, w := range origin {
		if w == "c6:5.0" {
			origin[i] = "EXT-X-CUE-OUT-CONT:10/60"
			origin = append(origin[:i+1], append([]string{w}, origin[i+1:]...)...)
			break
		}
	}
	for i, w := range origin {
		if strings.HasPrefix(w, "EXT-X-CUE-OUT:") {
			origin = append(origin[:i], append([]string{"EXT-OATCLS-SCTE35:" + oatcls10}, origin[i:]...)...)
			break
		}
	}
	c := channel{words: origin}

	t.Run("PASS-1", func(t *testing.T) {
		for _, on := range []bool{true, false} { // of a break that is not filled nothing is taken
			a := newAudience(nil, offer(t))
			a.policy.AdMarkerPassthrough = on
			for n := 6; n <= 34; n++ {
				assert.Equal(t, c.at(t, n), a.see(t, "main", c.at(t, n)))
			}
		}
	})
	t.Run("PASS-2", func(t *testing.T) {
		a := newAudience(library(clip5(t, "p", 30), clip5(t, "q", 30)), offer(t, "p", "q"))
		for n := 6; n <= 34; n++ {
			out := a.see(t, "main", c.at(t, n))
			assert.NotContains(t, out, "CUE")
			assert.NotContains(t, out, "OATCLS")
		}
		assert.Equal(t, "c0-3 | p/1-6 | q/1-6 | c16-33", a.story("main"))
	})
	t.Run("PASS-3", func(t *testing.T) {
		a := newAudience(library(clip5(t, "p", 30), clip5(t, "q", 30)), offer(t, "p", "q"))
		a.policy.AdMarkerPassthrough = true
		a.ignore = []string{"H52"} // it knows all cue tags or none
		for n := 6; n <= 34; n++ {
			out := a.see(t, "main", c.at(t, n))
			assert.NotContains(t, out, "CUE-OUT-CONT")
			assert.NotContains(t, out, "OATCLS")
			got := cueLines(out)
			assert.Equal(t, strings.Contains(got, "p/1 "), strings.Contains(got, "c3 | #EXT-X-CUE-OUT:60 p/1") || strings.HasPrefix(got, "| #EXT-X-CUE-OUT:60 p/1"), got)
			assert.Equal(t, strings.Contains(out, "c16.ts"), strings.Contains(got, "| #EXT-X-CUE-IN c16"), got)
			assert.Equal(t, strings.Contains(got, "p/1"), strings.Contains(got, "CUE-OUT"), "no marker without its segment: %s", got)
			assert.Equal(t, strings.Contains(out, "c16.ts"), strings.Contains(got, "CUE-IN"), got)
		}
		assert.Equal(t, "c0-3 | p/1-6 | q/1-6 | c16-33", a.story("main"))
	})
	t.Run("PASS-3 underfilled", func(t *testing.T) {
		a := newAudience(library(clip5(t, "p", 30)), offer(t, "p"))
		a.policy.AdMarkerPassthrough = true
		a.ignore = []string{"H52"}
		for n := 6; n <= 34; n++ {
			out := a.see(t, "main", c.at(t, n))
			got := cueLines(out)
			assert.Equal(t, strings.Contains(out, "c16.ts"), strings.Contains(got, "#EXT-X-CUE-IN c16"), "each stays where its time is (AMB-26): %s", got)
			assert.Equal(t, strings.Contains(got, "p/1"), strings.Contains(got, "#EXT-X-CUE-OUT:60 p/1"), got)
		}
		assert.Equal(t, "c0-3 | p/1-6 | c10-33", a.story("main"))
	})
	t.Run("splicepoint", func(t *testing.T) {
		const out = "EXT-X-SPLICEPOINT-SCTE35:/DA9AAAAAAAAAP/wBQb+uYbZqwAnAiVDVUVJAAAKqX//AAEjW4AMEU1EU05CMDAxMTMyMjE5M19ONAAAmXz5JA=="
		const in = "EXT-X-SPLICEPOINT-SCTE35:/DA4AAAAAAAAAP/wBQb+tTeaawAiAiBDVUVJAAAKqH+/DBFNRFNOQjAwMTEzMjIxOTJfTjUAAIiGK1s="
		a := newAudience(library(clip5(t, "p", 60)), offer(t, "p"))
		a.policy.AdMarkerPassthrough = true
		a.ignore = []string{"H52"}
		c := channel{words: breakAt20(out, 12, in), size: 30}
		got := cueLines(a.see(t, "main", c.at(t, 30)))
		assert.Contains(t, got, "c3 | #"+out+" p/1 ")
		assert.Contains(t, got, "p/12 | #"+in+" c16")
	})
}
