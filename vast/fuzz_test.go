package vast_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/vast"
)

func FuzzVAST(f *testing.F) {
	for _, src := range testdata(f) {
		f.Add(src)
	}
	for _, doc := range malformed {
		if len(doc.src) < 1000 {
			f.Add([]byte(doc.src))
		}
	}
	var reused vast.Document
	f.Fuzz(func(t *testing.T, src []byte) {
		before := string(src)
		doc, err := vast.Parse(src)
		again := reused.Reset(src)
		require.Equal(t, err, again)
		require.Equal(t, before, string(src), "the source is not written to")
		if err != nil {
			var syntax *vast.SyntaxError
			require.ErrorAs(t, err, &syntax)
			require.Truef(t, isKind(err), "%v", err)
			lines := strings.Split(string(src[:syntax.Offset]), "\n")
			require.Len(t, lines, syntax.Line)
			require.Len(t, lines[len(lines)-1], syntax.Column-1)
			require.Less(t, len(err.Error()), 2000)
			return
		}
		read := dump(doc)
		require.Equal(t, read, dump(&reused), "a reused document reads as a fresh one")
		require.Less(t, len(read), 4000+300*len(src), "what is read is bounded by the input")
		checkAgainstNaive(t, src, doc)
		for a := range doc.Ads() {
			if l, ok := a.Linear(); ok {
				checkOrder(t, l)
			}
		}
	})
}

func isKind(err error) bool {
	for _, kind := range []error{
		vast.ErrNotVAST, vast.ErrIsVMAP, vast.ErrUnsupportedVersion, vast.ErrTooManyAds, vast.ErrSyntax,
		vast.ErrTooDeep, vast.ErrTooLarge, vast.ErrDoctype, vast.ErrEncoding,
	} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
}

// checkOrder checks that the usable media files are in order and that the best is the first.
func checkOrder(t *testing.T, l vast.Linear) {
	t.Helper()
	files := l.UsableMediaFiles()
	best, ok := l.BestMediaFile()
	require.Equal(t, len(files) > 0, ok)
	for i, m := range files {
		require.Equal(t, vast.MediaOK, m.Problem())
		if i == 0 {
			require.Equal(t, m, best)
			continue
		}
		require.GreaterOrEqual(t, files[i-1].Bandwidth(), m.Bandwidth())
	}
}

func FuzzDuration(f *testing.F) {
	for _, tt := range durations {
		f.Add(tt.in)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, ok := vast.ParseDuration(s)
		if !ok {
			require.Zero(t, d)
			return
		}
		require.GreaterOrEqual(t, d, 0*d)
		again, ok := vast.ParseDuration(string(vast.AppendDuration(nil, d)))
		require.True(t, ok)
		require.Equal(t, d.Milliseconds(), again.Milliseconds())
		require.Equal(t, exactDuration(s), d.Nanoseconds())
	})
}
