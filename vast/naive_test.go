package vast_test

import (
	"bytes"
	"encoding/xml"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/vast"
)

// node is an element as encoding/xml reads it.
type node struct {
	name     string
	attrs    []string // name, value, name, value
	text     string
	children []*node
}

// naive reads a document with encoding/xml. It gives nil if that refuses it.
func naive(src []byte) *node {
	dec := xml.NewDecoder(bytes.NewReader(src))
	for {
		_, err := dec.Token() // checks that tags match
		if err != nil {
			if err.Error() != "EOF" {
				return nil
			}
			break
		}
	}
	dec = xml.NewDecoder(bytes.NewReader(src))
	root := &node{}
	stack := []*node{root}
	for {
		start := dec.InputOffset()
		tok, err := dec.RawToken()
		if err != nil {
			break
		}
		top := stack[len(stack)-1]
		switch tok := tok.(type) {
		case xml.StartElement:
			n := &node{name: tok.Name.Local}
			for _, a := range tok.Attr {
				name := a.Name.Local
				if a.Name.Space != "" {
					name = a.Name.Space + ":" + name
				}
				n.attrs = append(n.attrs, name, a.Value)
			}
			top.children = append(top.children, n)
			stack = append(stack, n)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			if bytes.HasPrefix(src[start:], []byte("<![CDATA[")) || strings.Trim(string(src[start:dec.InputOffset()]), blanks) != "" {
				top.text += string(tok)
			}
		}
	}
	if len(root.children) != 1 || strings.Trim(strings.TrimPrefix(root.text, "\uFEFF"), blanks) != "" {
		return nil
	}
	return root.children[0]
}

const blanks = " \t\r\n"

func (n *node) attr(name string) string {
	for i := 0; i < len(n.attrs); i += 2 {
		if local := n.attrs[i][strings.LastIndexByte(n.attrs[i], ':')+1:]; asciiEqualFold(local, name) {
			return strings.Trim(n.attrs[i+1], blanks)
		}
	}
	return ""
}

func (n *node) all(name string) (found []*node) {
	if n == nil {
		return nil
	}
	for _, c := range n.children {
		if asciiEqualFold(c.name, name) {
			found = append(found, c)
		}
	}
	return found
}

func asciiEqualFold(a, b string) bool {
	lower := func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}
	return strings.Map(lower, a) == strings.Map(lower, b)
}

// checkAgainstNaive compares a document with what encoding/xml reads, if that accepts it.
func checkAgainstNaive(t *testing.T, src []byte, doc *vast.Document) {
	t.Helper()
	root := naive(src)
	if root == nil {
		return
	}
	compare(t, root, doc.Element())
	ads := root.all("Ad")
	require.Equal(t, len(ads), doc.Len())
	for i, want := range ads {
		got := doc.Ad(i)
		require.Equal(t, want.attr("id"), got.ID())
		var body *node
		for _, c := range want.children {
			if asciiEqualFold(c.name, "InLine") || asciiEqualFold(c.name, "Wrapper") {
				body = c
				break
			}
		}
		var urls []string
		for _, imp := range body.all("Impression") {
			urls = append(urls, strings.Trim(imp.text, blanks))
		}
		var gotURLs []string
		for l := range got.Impressions() {
			gotURLs = append(gotURLs, l.URL())
		}
		require.Equal(t, urls, gotURLs)
		var linear *node
		for _, cs := range body.all("Creatives") {
			for _, c := range cs.all("Creative") {
				if l := c.all("Linear"); linear == nil && len(l) > 0 {
					linear = l[0]
				}
			}
		}
		l, ok := got.Linear()
		require.Equal(t, linear != nil, ok)
		if !ok {
			continue
		}
		urls, gotURLs = nil, nil
		for _, mf := range linear.all("MediaFiles") {
			for _, m := range mf.all("MediaFile") {
				urls = append(urls, m.attr("type")+" "+strings.Trim(m.text, blanks))
			}
		}
		for m := range l.MediaFiles() {
			gotURLs = append(gotURLs, m.Type()+" "+m.URL())
		}
		require.Equal(t, urls, gotURLs)
		if d := linear.all("Duration"); len(d) > 0 {
			want, wantOK := vast.ParseDuration(strings.Trim(d[0].text, blanks))
			have, haveOK := l.Duration()
			require.Equal(t, wantOK, haveOK)
			require.Equal(t, want, have)
		}
	}
}

// compare compares an element and all below it.
func compare(t *testing.T, want *node, got vast.Element) {
	t.Helper()
	require.Equal(t, want.name, got.Name())
	require.Equal(t, strings.Trim(want.text, blanks), got.Text(), got.Path())
	var attrs []string
	for name, value := range got.Attrs() {
		attrs = append(attrs, name, value)
	}
	require.Equal(t, want.attrs, attrs)
	i := 0
	for c := range got.Children() {
		require.Less(t, i, len(want.children))
		compare(t, want.children[i], c)
		i++
	}
	require.Len(t, want.children, i)
}
