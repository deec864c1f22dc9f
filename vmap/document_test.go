package vmap_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/vast"
	"github.com/adsplice/adsplice/vmap"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func testdata(tb testing.TB) map[string][]byte {
	tb.Helper()
	files, err := filepath.Glob("testdata/*.xml")
	require.NoError(tb, err)
	require.NotEmpty(tb, files)
	docs := map[string][]byte{}
	for _, f := range files {
		src, err := os.ReadFile(f)
		require.NoError(tb, err)
		docs[f] = src
	}
	return docs
}

func TestGolden(t *testing.T) {
	for name, src := range testdata(t) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			doc, err := vmap.Parse(src)
			require.NoError(t, err)
			got := dump(doc)
			golden := strings.TrimSuffix(name, ".xml") + ".golden"
			if *update {
				require.NoError(t, os.WriteFile(golden, []byte(got), 0o644))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			assert.Equal(t, string(want), got)
		})
	}
}

const vm = `<vmap:VMAP xmlns:vmap="http://www.iab.net/videosuite/vmap" version="1.0">`

var malformed = []struct {
	name, src    string
	want         error
	line, column int
	path         string
	why          string
}{
	{"JSON", "[]", vmap.ErrSyntax, 1, 1, "", ""},
	{"VAST", "\n<VAST version='3.0'/>", vmap.ErrIsVAST, 2, 1, "", "an ad server's mistake"},
	{"prefixed VAST", "<v:VAST/>", vmap.ErrIsVAST, 1, 1, "", ""},
	{"another root", "<vmap:WRONG/>", vmap.ErrNotVMAP, 1, 1, "", ""},
	{"HTML", "<!doctype html>\n<html/>", vmap.ErrNotVMAP, 2, 1, "", ""},
	{"wrong end", vm + "\n</vmap:VMAPPP>EOF", vmap.ErrSyntax, 2, 1, "", "corpus madman-corrupt"},
	{"wrong prefix at the end", vm + "\n <vmap:AdBreak></AdBreak>", vmap.ErrSyntax, 2, 16, "vmap:AdBreak", ""},
	{"cut", vm + "\n<vmap:AdBreak>\n<vmap:AdSource>", vmap.ErrSyntax, 3, 16, "vmap:AdBreak/vmap:AdSource", ""},
	{"cut in the VAST", vm + "<vmap:AdBreak><vmap:AdSource><vmap:VASTAdData>\n<VAST><Ad>", vmap.ErrSyntax, 2, 11, "vmap:AdBreak/vmap:AdSource/vmap:VASTAdData/VAST/Ad", ""},
	{"mismatch in the VAST", vm + "<vmap:AdBreak><vmap:AdSource><vmap:VASTAdData>\n<VAST><Ad></VAST>", vmap.ErrSyntax, 2, 11, "vmap:AdBreak/vmap:AdSource/vmap:VASTAdData/VAST/Ad", ""},
	{"mismatch behind the VAST", vm + "<vmap:AdBreak><vmap:AdSource><vmap:VASTAdData>\n<VAST></VAST></vmap:AdSource>", vmap.ErrSyntax, 2, 14, "vmap:AdBreak/vmap:AdSource/vmap:VASTAdData", ""},
	{"nested CDATA", vm + "<vmap:AdBreak><vmap:AdSource><vmap:VASTAdData>\n<![CDATA[<VAST><Error><![CDATA[x]]></Error>", vmap.ErrSyntax, 2, 36, "vmap:AdBreak/vmap:AdSource/vmap:VASTAdData", "sections don't nest"},
	{"lost quote", vm + "\n<vmap:AdBreak timeOffset=\"start>\n<vmap:AdSource id=\"1\"/>", vmap.ErrSyntax, 3, 1, "", ""},
	{"two values", vm + "\n<vmap:AdBreak timeOffset=\"start\" =\"2\"/>", vmap.ErrSyntax, 2, 34, "", ""},
	{"entities", "<!DOCTYPE x [<!ENTITY a 'b'>]>" + vm, vmap.ErrDoctype, 1, 14, "", "never expanded"},
	{"open comment", vm + "<!--", vmap.ErrSyntax, 1, len(vm) + 1, "", ""},
	{"open instruction", vm + "<?x", vmap.ErrSyntax, 1, len(vm) + 1, "", ""},
	{"UTF-16", "\xFE\xFF\x00<", vmap.ErrEncoding, 1, 1, "", ""},
	{"unknown encoding", "<?xml version='1.0' encoding='EUC-JP'?>\n<VMAP>\xA4\xA2</VMAP>", vmap.ErrEncoding, 1, 31, "", ""},
	{"nesting", "<VMAP>" + strings.Repeat("<a>", 128), vmap.ErrTooDeep, 1, 6 + 3*127 + 1, strings.Repeat("a/", 99) + "...", ""},
	{"breaks", "<VMAP>" + strings.Repeat("<AdBreak/>", vmap.MaxBreaks+1) + "</VMAP>", vmap.ErrTooManyBreaks, 1, 6 + 10*vmap.MaxBreaks + 1, "", ""},
}

func TestMalformed(t *testing.T) {
	for _, tt := range malformed {
		t.Run(tt.name, func(t *testing.T) {
			doc, err := vmap.Parse([]byte(tt.src))
			require.Nil(t, doc)
			var syntax *vmap.SyntaxError
			require.ErrorAs(t, err, &syntax, tt.why)
			require.ErrorIs(t, err, tt.want, tt.why)
			assert.Equal(t, [2]int{tt.line, tt.column}, [2]int{syntax.Line, syntax.Column}, "%v", err)
			assert.Equal(t, tt.path, syntax.Path)

			d, err := vmap.Parse([]byte(vm + "<vmap:AdBreak/></vmap:VMAP>"))
			require.NoError(t, err)
			require.Error(t, d.Reset([]byte(tt.src)))
			assert.Zero(t, d.Len(), "after an error the document is empty")
			assert.Zero(t, d.Break(0))
		})
	}
}

func TestErrorText(t *testing.T) {
	_, err := vmap.Parse([]byte(vm + "\n<vmap:AdBreak></x>"))
	require.EqualError(t, err, `vmap: line 2: vmap:AdBreak: end tag "x" does not match start tag "vmap:AdBreak"`)
	_, err = vmap.Parse([]byte("<VAST/>"))
	require.EqualError(t, err, `vmap: line 1: a VAST document, not VMAP: root element "VAST"`)
}

func TestNoBreaks(t *testing.T) {
	for _, src := range []string{"", " \n", "\uFEFF", "<VMAP/>", vm + "</vmap:VMAP>", "<VMAP><Extensions/></VMAP>"} {
		doc, err := vmap.Parse([]byte(src))
		require.NoError(t, err, src)
		assert.Zero(t, doc.Len(), src)
	}
	var zero vmap.Document
	assert.Zero(t, zero.Len())
	assert.Empty(t, zero.Version())
}

func TestZeroValues(t *testing.T) {
	var b vmap.AdBreak
	assert.False(t, b.Linear())
	assert.Equal(t, vmap.OffsetInvalid, b.TimeOffset().Kind())
	_, ok := b.Source()
	assert.False(t, ok)
	var s vmap.AdSource
	doc, err := s.VAST()
	require.NoError(t, err)
	assert.Nil(t, doc)
	assert.Equal(t, vmap.SourceNone, s.Kind())
	assert.True(t, s.AllowMultipleAds())
	var e vmap.Element
	assert.Equal(t, -1, e.Offset())
	assert.Empty(t, e.Name()+e.Text()+e.Path()+string(e.InnerXML())+string(e.AppendText(nil)))
}

// TestEmbeddedOffsets checks that positions in embedded documents are those of the VMAP source.
func TestEmbeddedOffsets(t *testing.T) {
	src := testdata(t)["testdata/cdata-vast.xml"]
	doc, err := vmap.Parse(src)
	require.NoError(t, err)
	s, _ := doc.Break(0).Source()
	v, err := s.VAST()
	require.NoError(t, err)
	assert.Equal(t, strings.Index(string(src), `<Ad id="inside"`), v.Ad(0).Offset())
	var problem *vast.AdError
	require.ErrorAs(t, v.Ad(1).Err(), &problem)
	assert.Equal(t, 9, problem.Line)
	assert.Equal(t, strings.Index(string(src), `<Ad id="broken"`), problem.Offset)
	s, _ = doc.Break(2).Source()
	_, err = s.VAST()
	var syntax *vast.SyntaxError
	require.ErrorAs(t, err, &syntax)
	assert.Equal(t, strings.Index(string(src), `</VAST>]]></vmap:VASTAdData></vmap:AdSource>
  </vmap:AdBreak>
  <vmap:AdBreak timeOffset="#4"`), syntax.Offset)
}

// TestTooManyAds checks that an embedded document over a limit touches its break alone.
func TestTooManyAds(t *testing.T) {
	for _, ad := range []string{"<Ad/>", "<Ad></Ad>"} {
		src := vm + "<AdBreak><AdSource><VASTAdData><VAST>" + strings.Repeat(ad, vast.MaxAds+1) +
			"</VAST></VASTAdData></AdSource></AdBreak><AdBreak breakId='next'/></vmap:VMAP>"
		doc, err := vmap.Parse([]byte(src))
		require.NoError(t, err)
		require.Equal(t, 2, doc.Len())
		assert.Equal(t, "next", doc.Break(1).ID())
		s, _ := doc.Break(0).Source()
		_, err = s.VAST()
		require.ErrorIs(t, err, vast.ErrTooManyAds)
	}
}

func TestResetAllocatesNothing(t *testing.T) {
	var d vmap.Document
	docs := testdata(t)
	for name, src := range docs {
		if name == "testdata/deviations.xml" || name == "testdata/cdata-vast.xml" {
			continue // errors of single breaks are allocated
		}
		require.NoError(t, d.Reset(src))
		assert.Zero(t, testing.AllocsPerRun(10, func() {
			if d.Reset(src) != nil {
				t.Fail()
			}
		}), name)
	}
}

// TestResetIsParse checks that a document that held another one reads as a fresh one.
func TestResetIsParse(t *testing.T) {
	var d vmap.Document
	docs := testdata(t)
	for range 3 {
		for name, src := range docs {
			require.NoError(t, d.Reset(src))
			fresh, err := vmap.Parse(src)
			require.NoError(t, err)
			require.Equal(t, dump(fresh), dump(&d), name)
		}
	}
}

func TestConcurrentReads(t *testing.T) {
	for _, src := range testdata(t) {
		doc, err := vmap.Parse(src)
		require.NoError(t, err)
		want := dump(doc)
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() { assert.Equal(t, want, dump(doc)) })
		}
		wg.Wait()
	}
}

// TestHostile reads documents that punish a reader whose work is not linear.
func TestHostile(t *testing.T) {
	for name, unit := range map[string]string{
		"breaks":      `<AdBreak timeOffset="#1"><AdSource><VASTAdData><VAST/></VASTAdData></AdSource></AdBreak>`,
		"text":        "<AdBreak><AdSource><VASTAdData><![CDATA[<VAST/>]]></VASTAdData></AdSource></AdBreak>",
		"split text":  "<AdBreak><AdSource><VASTAdData><![CDATA[<VAST]]><![CDATA[/>]]></VASTAdData></AdSource></AdBreak>",
		"errors":      "<AdBreak><AdSource><VASTAdData>x</VASTAdData></AdSource></AdBreak>",
		"data in one": "<AdBreak><AdSource>" + strings.Repeat("<VASTAdData><VAST/></VASTAdData>", 5000) + "</AdSource></AdBreak>",
	} {
		src := []byte(vm + strings.Repeat(unit, min(500_000/len(unit), vmap.MaxBreaks)) + "</vmap:VMAP>")
		doc, err := vmap.Parse(src)
		require.NoError(t, err, name)
		_ = dump(doc)
	}
}

// TestCorpus reads every document of the corpus. What fails is listed with its error.
func TestCorpus(t *testing.T) {
	dir := os.Getenv("ADSPLICE_CORPUS")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared", "corpus")
	}
	files, _ := filepath.Glob(filepath.Join(dir, "v*", "*.xml"))
	if len(files) == 0 {
		t.Skip("no corpus: set ADSPLICE_CORPUS to its directory")
	}
	fails := map[string]string{
		"androidx-preroll-vast.xml": `vmap: line 1: a VAST document, not VMAP: root element "VAST"`,
		"madman-corrupt.xml":        `vmap: line 3: end tag "vmap:VMAPPP" does not match start tag "vmap:VMAP"`,
		"vmapjs-incorrect-root.xml": `vmap: line 1: not a VMAP document: root element "vmap:WRONG"`,
	}
	for _, f := range files {
		t.Run(filepath.Base(f), func(t *testing.T) {
			src, err := os.ReadFile(f)
			require.NoError(t, err)
			doc, err := vmap.Parse(src)
			if filepath.Base(filepath.Dir(f)) == "vast" {
				var syntax *vmap.SyntaxError
				require.ErrorAs(t, err, &syntax)
				return
			}
			if want := fails[filepath.Base(f)]; want != "" {
				require.EqualError(t, err, want)
				return
			}
			require.NoError(t, err)
			assert.Positive(t, doc.Len())
			for w := range doc.Warnings() {
				t.Error(w)
			}
			for b := range doc.Breaks() {
				assert.NotEqual(t, vmap.OffsetInvalid, b.TimeOffset().Kind())
			}
			checkAgainstNaive(t, src, doc)
		})
	}
}
