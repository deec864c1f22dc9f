package xmlscan_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/internal/xmlscan"
)

var wellFormed = []struct{ name, src, why string }{
	{"nothing", "", "no document is no error here"},
	{"blank", " \r\n\t", ""},
	{"smallest", "<a/>", ""},
	{"declaration", `<?xml version="1.0" encoding="UTF-8" standalone='yes'?><a></a>`, ""},
	{"BOM", "\uFEFF<?xml version=\"1.0\"?>\n<a/>\n", "encoding/xml takes it for text"},
	{"blank lines first", "\r\n \n<?xml version=\"1.0\"?><a/>", "VAST servers do so"},
	{"attributes", "<a b='1' c = \"2\"\n\td:e=\"x>y\" f='\"'/>", "'>' may stand in a value"},
	{"no blank between attributes", `<a b="1"c="2"/>`, ""},
	{"entities", "<a t='&lt;&#65;&amp;'>&lt;b&gt; &amp;&apos;&quot;&#x41;&#66;</a>", ""},
	{"line ends", "<a b='1\r\n2\r3'>x\r\ny\rz<![CDATA[\r\n\r]]></a>", "XML 1.0 section 2.11"},
	{"CDATA", "<a><![CDATA[http://x/?a=1&b=[C]>d]]>\n<![CDATA[]]]]><![CDATA[>]]></a>", "brackets of macros"},
	{"comments", "<!-- a --><a><!----><!-- <b> & --></a><!-- z -->", ""},
	{"instructions", "<?go a?><a><?x?></a><?y z?>", ""},
	{"instruction with an odd target", "<?V\x7F~ml?><a/>", "the target ends where the name ends"},
	{"doctype", "<!DOCTYPE a SYSTEM \"x>y\" [<!ELEMENT a ANY><!-- > -->]><a/>", ""},
	{"prefixes", `<v:a xmlns:v="u:1" xmlns="u:2"><b v:c="d"><v:d xmlns:v="u:3"/><e xmlns=""/></b><v:f/></v:a>`, ""},
	{"undeclared prefix", `<a x:b="c"><x:d></x:d></a>`, "real VMAP documents"},
	{"entity in a namespace", `<a xmlns="u&amp;1"/>`, ""},
	{"long names and values", "<" + strings.Repeat("n", 70) + " " + strings.Repeat("m", 70) + `="` + strings.Repeat("v", 300) + `"/>`, ""},
	{"names with digits", `<a1-b.c d2="e" f-g.h="i"></a1-b.c >`, ""},
	{"letters beyond ASCII", "<é ü='ß'>漢字</é>", ""},
	{"indentation", "<a>\n" + strings.Repeat(" ", 23) + "<b>\n\t\t\t<c/>\r\n  </b></a>", ""},
	{"colon at an end", "<a:><:b/></a:>", ""},
}

var malformed = []struct {
	name, src string
	opts      xmlscan.Options
	want      error
	offset    int
	why       string
}{
	{"text alone", "{ vast: null }", xmlscan.Options{}, xmlscan.ErrSyntax, 0, "an ad server's JSON"},
	{"text behind", "<a/>EOF", xmlscan.Options{}, xmlscan.ErrSyntax, 4, ""},
	{"second root", "<a/><b/>", xmlscan.Options{}, xmlscan.ErrSyntax, 4, ""},
	{"CDATA outside", "<![CDATA[]]><a/>", xmlscan.Options{}, xmlscan.ErrSyntax, 0, ""},
	{"open", "<a><b>", xmlscan.Options{}, xmlscan.ErrSyntax, 6, "a response cut off"},
	{"open tag", "<a><b", xmlscan.Options{}, xmlscan.ErrSyntax, 5, ""},
	{"open value", `<a b="c></a>`, xmlscan.Options{}, xmlscan.ErrSyntax, 5, ""},
	{"lone bracket", "<a><", xmlscan.Options{}, xmlscan.ErrSyntax, 3, ""},
	{"bad name", "<a><1/></a>", xmlscan.Options{}, xmlscan.ErrSyntax, 3, ""},
	{"less than", "<a>1 < 2</a>", xmlscan.Options{}, xmlscan.ErrSyntax, 5, ""},
	{"less than in a value", `<a b="1<2"/>`, xmlscan.Options{Lax: true}, xmlscan.ErrSyntax, 7, "mostly a lost quote"},
	{"mismatch", "<a><b></a></b>", xmlscan.Options{}, xmlscan.ErrSyntax, 6, ""},
	{"mismatch by case", "<a></A>", xmlscan.Options{Lax: true}, xmlscan.ErrSyntax, 3, ""},
	{"longer end tag", "<a></ab>", xmlscan.Options{}, xmlscan.ErrSyntax, 3, ""},
	{"end tag alone", "</a>", xmlscan.Options{}, xmlscan.ErrSyntax, 0, ""},
	{"end tag with attribute", "<a></a b='c'>", xmlscan.Options{}, xmlscan.ErrSyntax, 3, ""},
	{"open comment", "<a><!-- </a>", xmlscan.Options{}, xmlscan.ErrSyntax, 3, ""},
	{"open CDATA", "<a><![CDATA[ ]] ></a>", xmlscan.Options{}, xmlscan.ErrSyntax, 3, ""},
	{"open instruction", "<a><?b </a>", xmlscan.Options{}, xmlscan.ErrSyntax, 3, ""},
	{"declaration inside", "<a><!ELEMENT b></a>", xmlscan.Options{}, xmlscan.ErrSyntax, 3, ""},
	{"conditional section", "<a><![IGNORE[ ]]></a>", xmlscan.Options{}, xmlscan.ErrSyntax, 3, ""},
	{"ampersand", "<a>b & c</a>", xmlscan.Options{}, xmlscan.ErrSyntax, 5, ""},
	{"ampersand in a value", "<a b='?c=1&d=2'/>", xmlscan.Options{}, xmlscan.ErrSyntax, 10, ""},
	{"entity", "<a>b&nbsp;c</a>", xmlscan.Options{}, xmlscan.ErrEntity, 4, ""},
	{"entity in a value", `<a b="c&d;"/>`, xmlscan.Options{}, xmlscan.ErrEntity, 7, ""},
	{"character", "<a>&#0;</a>", xmlscan.Options{}, xmlscan.ErrEntity, 3, ""},
	{"character beyond Unicode", "<a>&#x110000;</a>", xmlscan.Options{}, xmlscan.ErrEntity, 3, ""},
	{"surrogate", "<a>&#xD800;</a>", xmlscan.Options{}, xmlscan.ErrEntity, 3, ""},
	{"unquoted", "<a b=c/>", xmlscan.Options{}, xmlscan.ErrSyntax, 3, ""},
	{"no value", "<a b/>", xmlscan.Options{}, xmlscan.ErrSyntax, 3, ""},
	{"empty value", "<a b= />", xmlscan.Options{Lax: true}, xmlscan.ErrSyntax, 6, ""},
	{"quote in an unquoted value", `<a b=c"d/>`, xmlscan.Options{Lax: true}, xmlscan.ErrSyntax, 6, ""},
	{"entities declared", `<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`, xmlscan.Options{Lax: true}, xmlscan.ErrDoctype, 13, "never expanded"},
	{"parameter entity declared", "<!DOCTYPE a [<!entity % b SYSTEM 'c'>]><a/>", xmlscan.Options{Lax: true}, xmlscan.ErrDoctype, 13, ""},
	{"doctype inside", "<a><!DOCTYPE a></a>", xmlscan.Options{}, xmlscan.ErrDoctype, 3, ""},
	{"open doctype", "<!DOCTYPE a [<a/>", xmlscan.Options{}, xmlscan.ErrDoctype, 0, ""},
	{"UTF-16", "\xFF\xFE<\x00a\x00/\x00>\x00", xmlscan.Options{Lax: true}, xmlscan.ErrEncoding, 0, ""},
	{"UTF-16 declared", `<?xml version="1.0" encoding="UTF-16"?><a/>`, xmlscan.Options{}, xmlscan.ErrEncoding, 30, ""},
	{"unknown encoding", `<?xml version="1.0" encoding="Shift_JIS"?><a/>`, xmlscan.Options{}, xmlscan.ErrEncoding, 30, ""},
	{"unknown encoding in use", "<?xml version='1.0' encoding='Shift_JIS'?><a>\x83\x41</a>", xmlscan.Options{Lax: true}, xmlscan.ErrEncoding, 30, ""},
	{"not UTF-8", "<a>caf\xE9</a>", xmlscan.Options{}, xmlscan.ErrEncoding, 6, ""},
	{"not UTF-8 in a comment", "<!-- \x80 --><a/>", xmlscan.Options{}, xmlscan.ErrEncoding, 5, "encoding/xml accepts it"},
	{"too deep", strings.Repeat("<a>", 5), xmlscan.Options{MaxDepth: 4}, xmlscan.ErrTooDeep, 12, ""},
	{"too deep by default", strings.Repeat("<a>", 1000), xmlscan.Options{}, xmlscan.ErrTooDeep, 3 * xmlscan.DefaultMaxDepth, ""},
}

var tolerated = []struct {
	name, src, text string
	attr            string
	want            []xmlscan.Defect
}{
	{"ampersands", "<a b='?c=1&d=2'>x?e=1&f=2 & g</a>", "x?e=1&f=2 & g", "?c=1&d=2", []xmlscan.Defect{
		{Kind: xmlscan.DefectAmpersand, Offset: 10}, {Kind: xmlscan.DefectAmpersand, Offset: 21}, {Kind: xmlscan.DefectAmpersand, Offset: 26},
	}},
	{"entity", "<a b='&copy;'>x&nbsp;y&lt;</a>", "x&nbsp;y<", "&copy;", []xmlscan.Defect{
		{Kind: xmlscan.DefectEntity, Offset: 6}, {Kind: xmlscan.DefectEntity, Offset: 15},
	}},
	{"unquoted", "<a b=c:/d/e></a>", "", "c:/d/e", []xmlscan.Defect{{Kind: xmlscan.DefectUnquoted, Offset: 3}}},
	{"unquoted before the slash", "<a b=c/>", "", "c", []xmlscan.Defect{{Kind: xmlscan.DefectUnquoted, Offset: 3}}},
	{"no value", "<a b ></a>", "", "", []xmlscan.Defect{{Kind: xmlscan.DefectNoValue, Offset: 3}}},
	{"Latin-1 undeclared", "<a b='\xE4'>caf\xE9 \x80 ü</a>", "café € ü", "ä", []xmlscan.Defect{{Kind: xmlscan.DefectUTF8, Offset: 6}}},
	{"UTF-16 declared", `<?xml encoding="UTF-16"?><a b="ü">é</a>`, "é", "ü", []xmlscan.Defect{{Kind: xmlscan.DefectDeclaration, Offset: 16}}},
	{"unknown encoding not in use", `<?xml encoding='koi8-r'?><a b="c">d</a>`, "d", "c", []xmlscan.Defect{{Kind: xmlscan.DefectDeclaration, Offset: 16}}},
}

func TestWellFormed(t *testing.T) {
	for _, tt := range wellFormed {
		t.Run(tt.name, func(t *testing.T) {
			var s xmlscan.Scanner
			s.Reset([]byte(tt.src), xmlscan.Options{})
			for s.Next() {
			}
			require.Nil(t, s.Err(), tt.why)
			checkTiles(t, []byte(tt.src), xmlscan.Options{})
			checkAgainstPeer(t, []byte(tt.src))
			checkLaxKeepsStrict(t, []byte(tt.src))
			checkTree(t, []byte(tt.src))
		})
	}
}

func TestMalformed(t *testing.T) {
	for _, tt := range malformed {
		t.Run(tt.name, func(t *testing.T) {
			var s xmlscan.Scanner
			s.Reset([]byte(tt.src), tt.opts)
			for s.Next() {
			}
			require.NotNil(t, s.Err(), tt.why)
			require.ErrorIs(t, s.Err(), tt.want, tt.why)
			assert.Equal(t, tt.offset, s.Err().Offset, "%v", s.Err())
			checkTiles(t, []byte(tt.src), xmlscan.Options{})
		})
	}
}

func TestTolerated(t *testing.T) {
	for _, tt := range tolerated {
		t.Run(tt.name, func(t *testing.T) {
			src := []byte(tt.src)
			var s xmlscan.Scanner
			s.Reset(src, xmlscan.Options{Lax: true})
			var tree xmlscan.Tree
			tree.Reset(&s)
			for s.NextTag() {
				if s.Kind() == xmlscan.EndTag {
					tree.Close(&s)
				} else {
					tree.Add(&s, 0)
				}
			}
			require.Nil(t, s.Err())
			assert.Equal(t, tt.want, s.Defects())
			assert.Equal(t, tt.text, string(tree.Text(0)))
			assert.Equal(t, tt.attr, tree.AttrString(0, "b"))
			s.Reset(src, xmlscan.Options{})
			for s.Next() {
			}
			require.NotNil(t, s.Err(), "strict refuses it")
		})
	}
}

func TestErrorPosition(t *testing.T) {
	var s xmlscan.Scanner
	s.Reset([]byte("<VAST>\n <Ad>\r\n  <x></y>\n"), xmlscan.Options{})
	for s.Next() {
	}
	err := s.Err()
	require.NotNil(t, err)
	assert.Equal(t, 3, err.Line)
	assert.Equal(t, 6, err.Column)
	assert.Equal(t, "VAST/Ad/x", err.Path)
	assert.Equal(t, "Ad/x", err.PathBelowRoot())
	assert.Equal(t, `line 3: VAST/Ad/x: end tag "y" does not match start tag "x"`, err.Error())
	assert.Equal(t, `"`+strings.Repeat("a", 64)+`"...`, xmlscan.Quote([]byte(strings.Repeat("a", 100))))
}

func TestLatin1(t *testing.T) {
	for _, name := range []string{"ISO-8859-1", "iso-8859-1", "windows-1252", "Latin1"} {
		src := []byte("<?xml version=\"1.0\" encoding=\"" + name + "\"?><a b='\xFC&amp;'>\x80 caf\xE9<![CDATA[\xDF\r\n]]></a>")
		var s xmlscan.Scanner
		s.Reset(src, xmlscan.Options{})
		var got []string
		for s.Next() {
			for a := range s.Attrs() {
				got = append(got, string(s.Value(a)))
			}
			if c := s.Content(); c != nil {
				got = append(got, string(c))
			}
		}
		require.Nil(t, s.Err())
		assert.Equal(t, []string{"ü&", "€ café", "ß\n"}, got, name)
		assert.Equal(t, xmlscan.Windows1252, s.Encoding())
		checkTiles(t, src, xmlscan.Options{})
	}
	t.Run("a byte order mark wins", func(t *testing.T) {
		var s xmlscan.Scanner
		s.Reset([]byte("\uFEFF<?xml version='1.0' encoding='ISO-8859-1'?><a>é</a>"), xmlscan.Options{})
		for s.Next() && s.Kind() != xmlscan.StartTag {
		}
		require.True(t, s.Next())
		assert.Equal(t, "é", string(s.Content()))
	})
}

func TestNamespaces(t *testing.T) {
	var s xmlscan.Scanner
	s.Reset([]byte(`<v:a xmlns:v="u:1" xmlns="u:2"><b><v:d xmlns:v="u:3"/><e xmlns=""/><w:f/></b><v:f/></v:a>`), xmlscan.Options{})
	var got []string
	for s.NextTag() {
		uri, ok := s.Namespace()
		state := ""
		if !ok {
			state = "?"
		}
		got = append(got, string(uri)+state+" "+string(s.Local()))
	}
	assert.Equal(t, []string{"u:1 a", "u:2 b", "u:3 d", " e", "w? f", "u:2 b", "u:1 f", "u:1 a"}, got)

	var many strings.Builder
	many.WriteString("<a")
	for range xmlscan.MaxNamespaces + 1 {
		many.WriteString(` xmlns:p="u"`)
	}
	many.WriteString("/>")
	s.Reset([]byte(many.String()), xmlscan.Options{})
	require.False(t, s.NextTag())
	require.ErrorIs(t, s.Err(), xmlscan.ErrTooLarge, "lookups would take quadratic time")
}

func TestWindow(t *testing.T) {
	src := []byte("<o><![CDATA[ <a>caf\xE9<b></a> ]]></o>")
	from, to := 12, 31
	var s xmlscan.Scanner
	s.ResetWindow(src, from, to, xmlscan.Windows1252, xmlscan.Options{})
	require.True(t, s.NextTag())
	start, _ := s.Span()
	assert.Equal(t, 13, start, "offsets are those of the source")
	require.True(t, s.Next())
	assert.Equal(t, "café", string(s.Content()))
	for s.Next() {
	}
	require.NotNil(t, s.Err())
	assert.Equal(t, 23, s.Err().Offset)
	s.ResetWindow(src, -1, 1000, xmlscan.UTF8, xmlscan.Options{})
	require.True(t, s.NextTag(), "a window is moved into the source")
}

func TestNoAllocations(t *testing.T) {
	src := []byte(strings.Repeat("<!-- c -->", 10) + "<r xmlns='u'>" + strings.Repeat("\n  <a b='c' d=\"e\"><![CDATA[f]]> &amp; </a>", 50) + "</r>")
	var s xmlscan.Scanner
	scan := func() {
		s.Reset(src, xmlscan.Options{})
		for s.Next() {
			for a := range s.Attrs() {
				_ = s.Value(a)
			}
		}
	}
	scan()
	require.Nil(t, s.Err())
	assert.Zero(t, testing.AllocsPerRun(10, scan))
}

// TestHostile scans documents that punish a scanner whose work is not linear.
func TestHostile(t *testing.T) {
	for name, unit := range map[string]string{
		"ampersands":       "<a b='&'>&</a>",
		"open references":  "&#000000000000000000000000",
		"quotes":           `<a b="'" c='"'/>`,
		"comments":         "<!-- - - -->",
		"CDATA":            "<![CDATA[]>]>]]]]>",
		"namespaces":       `<a xmlns="b"/>`,
		"attributes":       "<a " + strings.Repeat("b='c' ", 100) + "/>",
		"nothing but text": "]]>",
	} {
		src := []byte("<r>" + strings.Repeat(unit, 1_000_000/len(unit)) + "</r>")
		var s xmlscan.Scanner
		s.Reset(src, xmlscan.Options{Lax: true})
		for s.Next() {
		}
		require.Nil(t, s.Err(), name)
	}
}

// checkLaxKeepsStrict checks that lax mode reads what strict mode accepts in the same way.
func checkLaxKeepsStrict(t *testing.T, src []byte) {
	t.Helper()
	var strict, lax xmlscan.Scanner
	strict.Reset(src, xmlscan.Options{})
	for strict.Next() {
	}
	if strict.Err() != nil {
		return
	}
	strict.Reset(src, xmlscan.Options{})
	lax.Reset(src, xmlscan.Options{Lax: true})
	for strict.Next() {
		require.True(t, lax.Next())
		s0, e0 := strict.Span()
		s1, e1 := lax.Span()
		require.Equal(t, [2]int{s0, e0}, [2]int{s1, e1})
		require.Equal(t, string(strict.Content()), string(lax.Content()))
	}
	require.Empty(t, lax.Defects())
}

func corpusDir(tb testing.TB) string {
	tb.Helper()
	dir := os.Getenv("ADSPLICE_CORPUS")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "corpus")
	}
	if _, err := os.Stat(dir); err != nil {
		tb.Skip("no corpus: set ADSPLICE_CORPUS to its directory")
	}
	return dir
}

func TestCorpus(t *testing.T) {
	dir := corpusDir(t)
	files := 0
	require.NoError(t, filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		switch filepath.Ext(path) {
		case ".xml", ".mpd", ".mpp", ".xsd":
		default:
			return err
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files++
		t.Run(filepath.Base(path), func(t *testing.T) {
			checkTiles(t, src, xmlscan.Options{})
			checkTiles(t, src, xmlscan.Options{Lax: true})
			checkAgainstPeer(t, src)
			checkTree(t, src)
			var s xmlscan.Scanner
			s.Reset(src, xmlscan.Options{Lax: true})
			for s.Next() {
			}
			if s.Err() != nil {
				t.Log(s.Err())
				require.True(t, errors.Is(s.Err(), xmlscan.ErrSyntax) || errors.Is(s.Err(), xmlscan.ErrDoctype))
			}
		})
		return nil
	}))
	require.Greater(t, files, 50)
}
