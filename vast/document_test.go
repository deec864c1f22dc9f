package vast_test

import (
	"flag"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/vast"
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
			doc, err := vast.Parse(src)
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

func TestMalformed(t *testing.T) {
	for _, tt := range malformed {
		t.Run(tt.name, func(t *testing.T) {
			doc, err := vast.Parse([]byte(tt.src))
			require.Nil(t, doc)
			var syntax *vast.SyntaxError
			require.ErrorAs(t, err, &syntax, tt.why)
			require.ErrorIs(t, err, tt.want, tt.why)
			assert.Equal(t, [2]int{tt.line, tt.column}, [2]int{syntax.Line, syntax.Column}, "%v", err)
			assert.Equal(t, tt.path, syntax.Path)
			assert.Equal(t, tt.code, syntax.Code())
			lines := strings.Split(tt.src[:syntax.Offset], "\n")
			assert.Len(t, lines, syntax.Line, "the offset is that of the line")
			assert.Len(t, lines[len(lines)-1], syntax.Column-1)

			d, err := vast.Parse([]byte("<VAST><Ad/></VAST>"))
			require.NoError(t, err)
			require.Error(t, d.Reset([]byte(tt.src)))
			assert.Zero(t, d.Len(), "after an error the document is empty")
			assert.Zero(t, d.Ad(0))
			assert.Empty(t, d.Version())
		})
	}
}

var malformed = []struct {
	name, src    string
	want         error
	line, column int
	path         string
	code         int
	why          string
}{
	{"JSON", "\n{ \"vast\": null }", vast.ErrSyntax, 2, 1, "", 100, ""},
	{"HTML error page", "<html><body>503</body></html>", vast.ErrNotVAST, 1, 1, "", 101, ""},
	{"HTML 5 page", "<!DOCTYPE html>\n<html><head><meta charset=utf-8></head></html>", vast.ErrNotVAST, 2, 1, "", 101, ""},
	{"VMAP", "<?xml version='1.0'?>\n<vmap:VMAP version='1.0'/>", vast.ErrIsVMAP, 2, 1, "", 101, ""},
	{"VAST 1", "<VideoAdServingTemplate><Ad/></VideoAdServingTemplate>", vast.ErrUnsupportedVersion, 1, 1, "", 102, ""},
	{"another root", "<VAST-1 version='3.0'/>", vast.ErrNotVAST, 1, 1, "", 101, ""},
	{"DASH", "<MPD/>", vast.ErrNotVAST, 1, 1, "", 101, ""},
	{"cut in a tag", "<VAST>\n<Ad id='1", vast.ErrSyntax, 2, 8, "", 100, "responses are cut off"},
	{"cut in CDATA", "<VAST><Ad><InLine><Error><![CDATA[http", vast.ErrSyntax, 1, 26, "Ad/InLine/Error", 100, ""},
	{"cut between tags", "<VAST>\n <Ad>\n  <InLine>\n", vast.ErrSyntax, 4, 1, "Ad/InLine", 100, ""},
	{"cut in text", "<VAST><Error>http://", vast.ErrSyntax, 1, 21, "Error", 100, ""},
	{"mismatch", "<VAST>\n<Ad>\n<InLine></Inline>\n</Ad></VAST>", vast.ErrSyntax, 3, 9, "Ad/InLine", 100, ""},
	{"crossing", "<VAST><Ad><Wrapper></Ad></Wrapper></VAST>", vast.ErrSyntax, 1, 20, "Ad/Wrapper", 100, ""},
	{"end tag alone", "</VAST>", vast.ErrSyntax, 1, 1, "", 100, ""},
	{"open comment", "<VAST><!-- <Ad/></VAST>", vast.ErrSyntax, 1, 7, "", 100, ""},
	{"lost quote", "<VAST>\n<Ad id=\"1>\n<InLine x=\"2\"/></Ad></VAST>", vast.ErrSyntax, 3, 1, "", 100, "the value swallows a tag"},
	{"less than in text", "<VAST><Ad><InLine><AdTitle>1 < 2</AdTitle>", vast.ErrSyntax, 1, 30, "Ad/InLine/AdTitle", 100, ""},
	{"entities", "<!DOCTYPE VAST [\n<!ENTITY a \"b\">]>\n<VAST>&a;</VAST>", vast.ErrDoctype, 2, 1, "", 100, "never expanded"},
	{"external entity", "<!DOCTYPE VAST [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><VAST/>", vast.ErrDoctype, 1, 17, "", 100, ""},
	{"late doctype", "<VAST><!DOCTYPE VAST></VAST>", vast.ErrDoctype, 1, 7, "", 100, ""},
	{"UTF-16", "\xFF\xFE<\x00V\x00", vast.ErrEncoding, 1, 1, "", 100, ""},
	{"Shift_JIS", "<?xml version='1.0' encoding='Shift_JIS'?>\n<VAST>\x83\x41</VAST>", vast.ErrEncoding, 1, 31, "", 100, ""},
	{"nesting", "<VAST>" + strings.Repeat("<a>", 200), vast.ErrTooDeep, 1, 6 + 3*127 + 1, strings.Repeat("a/", 99) + "...", 100, ""},
	{"ads", "<VAST>" + strings.Repeat("<Ad/>", vast.MaxAds+1) + "</VAST>", vast.ErrTooManyAds, 1, 6 + 5*vast.MaxAds + 1, "", 101, ""},
}

func TestErrorText(t *testing.T) {
	_, err := vast.Parse([]byte("<VAST>\n<Ad><InLine><Foo></Bar>"))
	require.EqualError(t, err, `vast: line 2: Ad/InLine/Foo: end tag "Bar" does not match start tag "Foo"`)
	_, err = vast.Parse([]byte("<" + strings.Repeat("x", 500) + "/>"))
	require.EqualError(t, err, `vast: line 1: not a VAST document: root element "`+strings.Repeat("x", 64)+`"...`)
}

// TestNoAd has the ways in which ad servers say that they have no ad.
func TestNoAd(t *testing.T) {
	for _, src := range []string{
		"", " \r\n\t ", "\uFEFF", "<VAST/>", "<VAST version='3.0'></VAST>", "<?xml version='1.0'?>", "<!-- no ad -->",
		"<VAST><Error>http://x</Error></VAST>", "<VAST><Extensions/></VAST>",
	} {
		doc, err := vast.Parse([]byte(src))
		require.NoError(t, err, src)
		assert.Zero(t, doc.Len(), src)
		for range doc.Ads() {
			t.Error("an ad")
		}
	}
	var zero vast.Document
	assert.Zero(t, zero.Len())
	assert.Empty(t, zero.Version())
	assert.True(t, zero.Element().IsZero())
}

// TestZeroValues reads everything from an ad that is not there.
func TestZeroValues(t *testing.T) {
	var w dumper
	w.ad(vast.Ad{})
	w.creative(vast.Creative{})
	w.linear(vast.Linear{})
	assert.NotContains(t, w.out.String(), "http")
	var a vast.Ad
	require.NoError(t, a.Err())
	assert.Equal(t, vast.ReasonNone, a.Reason())
	var e vast.Element
	assert.Equal(t, -1, e.Offset())
	assert.Empty(t, e.Name()+e.Text()+e.Path()+string(e.InnerXML())+string(e.AppendText(nil)))
	for range e.Children() {
		t.Error("a child")
	}
	for range e.Attrs() {
		t.Error("an attribute")
	}
	assert.Equal(t, vast.MediaNoURL, vast.MediaFile{}.Problem())
	assert.Empty(t, vast.Wrapper{}.AdTagURI().URL())
}

func TestUnknownIsKept(t *testing.T) {
	src := []byte(`<VAST version="9.9" future="&lt;yes"><Ad id="1" attempt="2"><InLine><NewThing x:a="b">c<d/></NewThing></InLine></Ad></VAST>`)
	doc, err := vast.Parse(src)
	require.NoError(t, err)
	assert.Equal(t, "9.9", doc.Version(), "a newer version is no error")
	v, ok := doc.Element().Attr("FUTURE")
	assert.True(t, ok)
	assert.Equal(t, "<yes", v)
	v, _ = doc.Ad(0).Attr("attempt")
	assert.Equal(t, "2", v)
	for e := range doc.Ad(0).Body().Children() {
		assert.Equal(t, "NewThing", e.Name())
		assert.Equal(t, "Ad/InLine/NewThing", e.Path())
		assert.Equal(t, "c<d/>", string(e.InnerXML()))
		assert.Equal(t, strings.Index(string(src), "<NewThing"), e.Offset())
		for name, value := range e.Attrs() {
			assert.Equal(t, "x:a=b", name+"="+value)
		}
	}
}

// TestSubslicesAreCapped checks that appending to what is handed out does not change the source.
func TestSubslicesAreCapped(t *testing.T) {
	src := []byte("<VAST><Ad><InLine><Extensions><Extension>x</Extension></Extensions></InLine></Ad></VAST>")
	before := string(src)
	doc, err := vast.Parse(src)
	require.NoError(t, err)
	for x := range doc.Ad(0).Extensions() {
		_ = append(x.InnerXML(), "yyy"...)
	}
	assert.Equal(t, before, string(src))
}

func TestResetAllocatesNothing(t *testing.T) {
	docs := testdata(t)
	var d vast.Document
	for _, src := range docs {
		require.NoError(t, d.Reset(src))
	}
	for name, src := range docs {
		assert.Zero(t, testing.AllocsPerRun(10, func() {
			if d.Reset(src) != nil {
				t.Fail()
			}
		}), name)
	}
}

func TestAppendAllocatesNothing(t *testing.T) {
	doc, err := vast.Parse(testdata(t)["testdata/inline-4.2.xml"])
	require.NoError(t, err)
	ad := doc.Ad(0)
	linear, _ := ad.Linear()
	buf := make([]byte, 0, 4096)
	media := make([]vast.MediaFile, 0, 16)
	assert.Zero(t, testing.AllocsPerRun(10, func() {
		buf, media = buf[:0], media[:0]
		for i := range ad.Impressions() {
			buf = i.AppendURL(buf)
		}
		for e := range linear.TrackingEvents() {
			buf = e.AppendURL(buf)
		}
		media = linear.AppendUsableMediaFiles(media)
		for _, m := range media {
			buf = m.AppendURL(buf)
		}
	}))
	assert.NotEmpty(t, buf)
}

// TestResetIsParse checks that a document that held another one reads as a fresh one.
func TestResetIsParse(t *testing.T) {
	var d vast.Document
	docs := testdata(t)
	for range 2 {
		for name, src := range docs {
			require.NoError(t, d.Reset(src))
			fresh, err := vast.Parse(src)
			require.NoError(t, err)
			require.Equal(t, dump(fresh), dump(&d), name)
		}
	}
}

func TestConcurrentReads(t *testing.T) {
	for _, src := range testdata(t) {
		doc, err := vast.Parse(src)
		require.NoError(t, err)
		want := dump(doc)
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() { assert.Equal(t, want, dump(doc)) })
		}
		wg.Wait()
	}
}

// TestHostile reads documents that punish a reader whose work is not linear, and bounds the memory
// that is taken for them.
func TestHostile(t *testing.T) {
	unit := map[string]string{
		"broken ads":  `<Ad id="x"><InLine><Impression/><Creatives><Creative><Linear><Duration/><MediaFiles/></Linear></Creative></Creatives></InLine></Ad>`,
		"small":       "<a/>",
		"ads":         "<Ad/>",
		"attributes":  "<Ad " + strings.Repeat("a='b' ", 200) + "/>",
		"ampersands":  "<Error>&&&&&&&&&&&&&&&&</Error>",
		"megabytes":   "<Ad id='" + strings.Repeat("x", 1<<20) + "'/>",
		"many bodies": "<Ad><InLine/><InLine/></Ad>",
	}
	for name, u := range unit {
		n := min(1_000_000/len(u)+1, 90_000)
		src := []byte("<VAST version='3.0'>" + strings.Repeat(u, n) + "</VAST>")
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		doc, err := vast.Parse(src)
		require.NoError(t, err, name)
		runtime.ReadMemStats(&after)
		assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(30*len(src)), name)
		for a := range doc.Ads() {
			_ = a.Err()
		}
		for w := range doc.Warnings() {
			_ = w.Line
		}
	}
}

func corpus(tb testing.TB, sub string) []string {
	tb.Helper()
	dir := os.Getenv("ADSPLICE_CORPUS")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared", "corpus")
	}
	files, _ := filepath.Glob(filepath.Join(dir, sub, "*.xml"))
	if len(files) == 0 {
		tb.Skip("no corpus: set ADSPLICE_CORPUS to its directory")
	}
	return files
}

// TestCorpus reads every document of the corpus. What fails is listed with its error.
func TestCorpus(t *testing.T) {
	fails := map[string]string{
		"dm-invalid-xml.xml":          `vast: line 1: text before the root element: "{ vast: null }\n"`,
		"dm-outdated-vast.xml":        `vast: line 1: unsupported VAST version: root element "VideoAdServingTemplate"`,
		"iab-1.0-regular-linear.xml":  `vast: line 1: unsupported VAST version: root element "VideoAdServingTemplate"`,
		"madman-corrupt-vast.xml":     `vast: line 1: not a VAST document: root element "VAST-1"`,
		"androidx-pre-mid-post.xml":   `vast: line 1: a VMAP document, not VAST: root element "vmap:VMAP"`,
		"androidx-two-midrolls.xml":   `vast: line 1: a VMAP document, not VAST: root element "vmap:VMAP"`,
		"madman-ad-uri.xml":           `vast: line 1: a VMAP document, not VAST: root element "vmap:VMAP"`,
		"madman-corrupt.xml":          `vast: line 1: a VMAP document, not VAST: root element "vmap:VMAP"`,
		"madman-no-ad-source.xml":     `vast: line 1: a VMAP document, not VAST: root element "vmap:VMAP"`,
		"madman-preroll-vastdata.xml": `vast: line 1: a VMAP document, not VAST: root element "vmap:VMAP"`,
		"madman-reordered.xml":        `vast: line 1: a VMAP document, not VAST: root element "vmap:VMAP"`,
		"madman-vmap.xml":             `vast: line 1: a VMAP document, not VAST: root element "vmap:VMAP"`,
		"vmapjs-correct.xml":          `vast: line 1: a VMAP document, not VAST: root element "vmap:VMAP"`,
		"vmapjs-extension.xml":        `vast: line 1: a VMAP document, not VAST: root element "vmap:VMAP"`,
		"vmapjs-incorrect-root.xml":   `vast: line 1: not a VAST document: root element "vmap:WRONG"`,
	}
	for _, f := range append(corpus(t, "vast"), corpus(t, "vmap")...) {
		t.Run(filepath.Base(f), func(t *testing.T) {
			src, err := os.ReadFile(f)
			require.NoError(t, err)
			doc, err := vast.Parse(src)
			if want := fails[filepath.Base(f)]; want != "" {
				require.EqualError(t, err, want)
				return
			}
			require.NoError(t, err)
			for w := range doc.Warnings() {
				t.Error(w)
			}
			checkAgainstNaive(t, src, doc)
			_ = dump(doc)
		})
	}
}
