package scte35_test

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/internal/scte35"
)

// sample is one case of testdata/samples.txt.
type sample struct {
	name    string
	payload string
	want    string // the remaining lines
}

func samples(tb testing.TB) []sample {
	tb.Helper()
	text, err := os.ReadFile("testdata/samples.txt")
	require.NoError(tb, err)
	var list []sample
	for block := range strings.SplitSeq(strings.TrimSpace(string(text)), "\n\n") {
		if strings.HasPrefix(block, "#") {
			continue
		}
		part := strings.SplitN(block, "\n", 3)
		require.Len(tb, part, 3, block)
		list = append(list, sample{name: part[0], payload: part[1], want: part[2]})
	}
	return list
}

// outcome is what samples.txt says of a case.
func outcome(s *scte35.Section, err error) string {
	text := describe(s)
	if pts, ok := s.EffectivePTS(); ok {
		text += fmt.Sprintf("\neffective PTS = %d", pts)
	}
	if s.Missing > 0 {
		text += fmt.Sprintf("\nmissing = %d", s.Missing)
	}
	if err != nil {
		text += "\nerror = " + err.Error()
	}
	return text
}

func TestSamples(t *testing.T) {
	list := samples(t)
	assert.GreaterOrEqual(t, len(list), 39)
	for i, c := range list {
		t.Run(c.name, func(t *testing.T) {
			if i < 39 {
				assert.True(t, strings.HasPrefix(c.name, strconv.Itoa(i+1)+" "), "cases are in order")
			}
			s, err := scte35.DecodeString(c.payload)
			assert.Equal(t, c.want, outcome(&s, err))
		})
	}
}

// TestSampleForms decodes each sample in every accepted spelling, with
// stuffing behind it, and expects the same outcome.
func TestSampleForms(t *testing.T) {
	for _, c := range samples(t) {
		t.Run(c.name, func(t *testing.T) {
			section := binary(t, c.payload)
			forms := map[string]string{
				"padded":        base64.StdEncoding.EncodeToString(section),
				"unpadded":      base64.RawStdEncoding.EncodeToString(section),
				"URL alphabet":  base64.URLEncoding.EncodeToString(section),
				"URL, unpadded": base64.RawURLEncoding.EncodeToString(section),
				"hex":           hex.EncodeToString(section),
				"0x":            "0x" + hex.EncodeToString(section),
				"0X, capitals":  "0X" + strings.ToUpper(hex.EncodeToString(section)),
				"blanks":        " \r\n\t" + base64.StdEncoding.EncodeToString(section) + "\n  ",
				"broken lines":  wrapped(base64.StdEncoding.EncodeToString(section), 20),
			}
			for name, form := range forms {
				s, err := scte35.DecodeString(form)
				assert.Equal(t, c.want, outcome(&s, err), name)
				s, err = scte35.DecodeString([]byte(form))
				assert.Equal(t, c.want, outcome(&s, err), name)
			}
			if strings.Contains(c.want, "missing") {
				return // stuffing hides where such a section ends
			}
			s, err := scte35.Decode(append(section, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF))
			assert.Equal(t, c.want, outcome(&s, err), "stuffing")
		})
	}
}

// binary returns the bytes of a sample's payload.
func binary(tb testing.TB, payload string) []byte {
	tb.Helper()
	var b []byte
	var err error
	if digits, ok := strings.CutPrefix(payload, "0x"); ok {
		b, err = hex.DecodeString(digits)
	} else {
		b, err = base64.StdEncoding.DecodeString(payload)
	}
	require.NoError(tb, err)
	return b
}

func wrapped(s string, n int) string {
	var b strings.Builder
	for len(s) > n {
		b.WriteString(s[:n] + "\n    ")
		s = s[n:]
	}
	return b.String() + s
}
