package stitch_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestREADME: the code in the README is that of the examples, which compile
// and run.
func TestREADME(t *testing.T) {
	read := func(name string) string {
		b, err := os.ReadFile(name)
		require.NoError(t, err)
		return string(b)
	}
	between := func(text, from, to string) string {
		_, text, ok := strings.Cut(text, from)
		require.True(t, ok, from)
		text, _, ok = strings.Cut(text, to)
		require.True(t, ok, to)
		return text
	}
	readme := read("../README.md")
	require.Equal(t, between(read("example_test.go"), "func Example() {\n", "\t// Output:"), between(readme, "func main() {\n", "}\n```"))
	const serve = "func (s *store) serve("
	require.Equal(t, between(read("example_session_test.go"), serve, "\n}\n"), between(readme, serve, "\n}\n```"))
	const refresh = "func (v *liveSession) refresh("
	require.Equal(t, between(read("example_live_test.go"), refresh, "\n}\n"), between(readme, refresh, "\n}\n```"))
}
