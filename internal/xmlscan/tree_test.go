package xmlscan_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/internal/xmlscan"
)

func buildTree(tb testing.TB, src []byte, opts xmlscan.Options) (tree xmlscan.Tree, ok bool) {
	tb.Helper()
	var s xmlscan.Scanner
	s.Reset(src, opts)
	tree.Reset(&s)
	for s.NextTag() {
		if s.Kind() == xmlscan.EndTag {
			tree.Close(&s)
		} else {
			tree.Add(&s, uint16(s.Local()[0]))
		}
	}
	return tree, s.Err() == nil
}

// naiveText gives the text directly inside the element at a node, by its tokens.
func naiveText(tree *xmlscan.Tree, n int32) string {
	node := tree.Nodes[n]
	var s xmlscan.Scanner
	s.ResetWindow(tree.Src, int(node.Start), int(node.End), tree.Enc, xmlscan.Options{MaxDepth: 1 << 20, Lax: true})
	var out []byte
	for s.Next() {
		if s.Depth() != 1 {
			continue
		}
		start, end := s.Span()
		if s.Kind() == xmlscan.Text && len(bytes.Trim(tree.Src[start:end], " \t\r\n")) == 0 {
			continue
		}
		out = append(out, s.Content()...)
	}
	return strings.Trim(string(out), " \t\r\n")
}

// checkTree checks the index of a document against the document itself.
func checkTree(t *testing.T, src []byte) {
	t.Helper()
	tree, ok := buildTree(t, src, xmlscan.Options{Lax: true})
	if !ok {
		return
	}
	for i := range tree.Nodes {
		n := int32(i)
		node := tree.Nodes[i]
		require.LessOrEqual(t, node.Start, node.Inner)
		require.LessOrEqual(t, node.Inner, node.InnerEnd)
		require.LessOrEqual(t, node.InnerEnd, node.End)
		require.Greater(t, node.Next, n)
		if node.Parent >= 0 {
			p := tree.Nodes[node.Parent]
			require.GreaterOrEqual(t, node.Start, p.Inner)
			require.LessOrEqual(t, node.End, p.InnerEnd)
			require.LessOrEqual(t, node.Next, p.Next)
		}
		require.Equal(t, n, tree.At(int(node.Start)))
		if i < 200 {
			want := naiveText(&tree, n)
			require.Equal(t, want, string(tree.Text(n)))
			require.Equal(t, "x"+want, string(tree.AppendText([]byte("x"), n)))
		}
		for j := tree.NameEnd(n); ; {
			a, next, more := xmlscan.NextAttr(src, j)
			if !more {
				break
			}
			j = next
			_, found := tree.Attr(n, string(src[a.NameStart:a.NameEnd]))
			require.True(t, found)
		}
	}
}

func TestTreeText(t *testing.T) {
	for _, tt := range []struct{ name, src, want, why string }{
		{"text", "<a> x </a>", "x", ""},
		{"empty", "<a/>", "", ""},
		{"blank", "<a> \n </a>", "", ""},
		{"blank CDATA", "<a>\n<![CDATA[ \n ]]></a>", "", "AdParameters in the field"},
		{"CDATA", "<a>\n <![CDATA[ x&amp;y ]]>\n</a>", "x&amp;y", "a reference in CDATA is literal"},
		{"joined", "<a>x<![CDATA[y]]>z</a>", "xyz", ""},
		{"several CDATA", "<a><![CDATA[http://x/]]>\n  <![CDATA[y]]></a>", "http://x/y", "blanks between are layout"},
		{"comment", "<a>x<!-- c -->y<?p?>z</a>", "xyz", ""},
		{"children", "<a>x<b>no</b>y<c/>z</a>", "xyz", ""},
		{"entities", "<a>&lt;&#x20;</a>", "<", ""},
		{"end marker", "<a><![CDATA[]]]]><![CDATA[>]]></a>", "]]>", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tree, ok := buildTree(t, []byte(tt.src), xmlscan.Options{})
			require.True(t, ok)
			assert.Equal(t, tt.want, string(tree.Text(0)), tt.why)
		})
	}
}

func TestTreeNavigation(t *testing.T) {
	src := []byte(`<r><a i="1"/><b><a i="2"/></b><p:a x:i=" 3 " I='4'/></r>`)
	tree, ok := buildTree(t, src, xmlscan.Options{})
	require.True(t, ok)
	var got []string
	for n := tree.Child(0, 'a'); n >= 0; n = tree.Sibling(n) {
		got = append(got, string(tree.Name(n))+tree.AttrString(n, "i"))
	}
	assert.Equal(t, []string{"a1", "p:a3"}, got, "without prefix and case")
	assert.Equal(t, int32(-1), tree.Child(0, 'z'))
	assert.Equal(t, int32(-1), tree.Child(-1, 'a'))
	assert.Equal(t, int32(-1), tree.Sibling(0))
	assert.Equal(t, `<a i="2"/>`, string(tree.InnerXML(2)))
	assert.Equal(t, "b/a", tree.Path(3))
	assert.Equal(t, "r", tree.Path(0))
	assert.Empty(t, tree.Path(99))
	assert.Equal(t, int32(-1), tree.At(len(src)))
	tree.Clear()
	assert.Empty(t, tree.Nodes)
}

func TestLocator(t *testing.T) {
	src := []byte("a\nbc\r\n\nd")
	var l xmlscan.Locator
	for i := range len(src) + 3 {
		line, column := xmlscan.Position(src, i)
		gotLine, gotColumn := l.Position(src, i)
		assert.Equal(t, [2]int{line, column}, [2]int{gotLine, gotColumn}, i)
	}
	from := xmlscan.LocatorAt(3, 2, 2)
	line, column := from.Position(src, 7)
	assert.Equal(t, [2]int{4, 1}, [2]int{line, column})
}

func BenchmarkScan(b *testing.B) {
	unit := "\n      <Tracking event=\"start\"><![CDATA[https://ads.example.com/t?e=start&c=8881&s=[CACHEBUSTING]]]></Tracking>" +
		"\n      <SegmentTemplate timescale=\"90000\" media=\"$RepresentationID$/$Time$.m4s\" startNumber=\"1\"/>"
	src := []byte("<r>" + strings.Repeat(unit, 200) + "\n</r>")
	var s xmlscan.Scanner
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		s.Reset(src, xmlscan.Options{})
		for s.Next() {
		}
	}
	if s.Err() != nil {
		b.Fatal(s.Err())
	}
}
