package vmap_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/vast"
	"github.com/adsplice/adsplice/vmap"
)

func FuzzVMAP(f *testing.F) {
	for _, src := range testdata(f) {
		f.Add(src)
	}
	for _, doc := range malformed {
		if len(doc.src) < 1000 {
			f.Add([]byte(doc.src))
		}
	}
	var reused vmap.Document
	f.Fuzz(func(t *testing.T, src []byte) {
		before := string(src)
		doc, err := vmap.Parse(src)
		again := reused.Reset(src)
		require.Equal(t, err, again)
		require.Equal(t, before, string(src), "the source is not written to")
		if err != nil {
			var syntax *vmap.SyntaxError
			require.ErrorAs(t, err, &syntax)
			require.Truef(t, isKind(err), "%v", err)
			lines := strings.Split(string(src[:syntax.Offset]), "\n")
			require.Len(t, lines, syntax.Line)
			require.Len(t, lines[len(lines)-1], syntax.Column-1)
			return
		}
		read := dump(doc)
		require.Equal(t, read, dump(&reused), "a reused document reads as a fresh one")
		require.Less(t, len(read), 4000+300*len(src), "what is read is bounded by the input")
		checkAgainstNaive(t, src, doc)
		checkEmbedded(t, doc)
	})
}

func isKind(err error) bool {
	for _, kind := range []error{
		vmap.ErrNotVMAP, vmap.ErrIsVAST, vmap.ErrTooManyBreaks, vmap.ErrSyntax, vmap.ErrTooDeep, vmap.ErrTooLarge,
		vmap.ErrDoctype, vmap.ErrEncoding,
	} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
}

// checkEmbedded checks that an embedded VAST reads as the same bytes alone.
func checkEmbedded(t *testing.T, doc *vmap.Document) {
	t.Helper()
	for b := range doc.Breaks() {
		s, _ := b.Source()
		v, err := s.VAST()
		if err != nil || v == nil || v.Len() == 0 {
			continue
		}
		for child := range s.Children() {
			inner := bytes.TrimSpace(child.InnerXML())
			if !strings.EqualFold(child.Name(), "VASTAdData") || !bytes.HasPrefix(inner, []byte("<VAST")) {
				continue
			}
			if !strings.HasPrefix(string(inner), "<VAST>") && !strings.HasPrefix(string(inner), "<VAST ") || bytes.Contains(inner[1:], []byte("<VAST")) {
				break
			}
			alone, err := vast.Parse(inner)
			if err != nil {
				break // such as text behind it, or another encoding
			}
			require.Equal(t, alone.Len(), v.Len())
			for i := range v.Len() {
				require.Equal(t, alone.Ad(i).Reason(), v.Ad(i).Reason())
				if doc.Element().Text() == "" && alone.Ad(i).ID() != v.Ad(i).ID() {
					require.NotEmpty(t, nonASCII(alone.Ad(i).ID()), "only the encoding may differ")
				}
			}
			break
		}
	}
}

func nonASCII(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 {
			return -1
		}
		return r
	}, s)
}

// checkAgainstNaive compares what a document has with what encoding/xml reads, if that accepts it:
// the breaks with their attributes, and the URIs of their sources.
func checkAgainstNaive(t *testing.T, src []byte, doc *vmap.Document) {
	t.Helper()
	dec := xml.NewDecoder(bytes.NewReader(src))
	type brk struct{ offset, id, uri string }
	var want []brk
	var stack []string
	roots, tag, tags := 0, "", 0
	text := ""
	for {
		tok, err := dec.Token()
		if err != nil {
			if err.Error() != "EOF" {
				return
			}
			break
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			if len(stack) == 0 {
				roots++
			}
			name := strings.ToLower(tok.Name.Local)
			for _, r := range tok.Name.Local {
				if r >= 0x80 {
					name = tok.Name.Local // only ASCII letters are matched without case
				}
			}
			stack = append(stack, name)
			path := strings.Join(stack, "/")
			if path == "vmap/adbreak" {
				want = append(want, brk{offset: attr(tok, "timeOffset"), id: attr(tok, "breakId")})
				tags = 0
			}
			if path == "vmap/adbreak/adsource" {
				tags++
			}
			tag = ""
			if len(stack) == 4 && tags == 1 && strings.HasPrefix(path, "vmap/adbreak/adsource/") && (name == "adtaguri" || name == "vastadtaguri") {
				tag, text = path, ""
			}
		case xml.CharData:
			if len(stack) == 4 && tag != "" {
				text += string(tok)
			}
		case xml.EndElement:
			if len(stack) == 4 && tag != "" && want[len(want)-1].uri == "" {
				want[len(want)-1].uri = strings.Trim(text, " \t\r\n")
			}
			tag = ""
			stack = stack[:len(stack)-1]
		}
	}
	if roots != 1 || bytes.ContainsAny(src, "\r") || bytes.Contains(src, []byte("]]>")) && bytes.Count(src, []byte("<![CDATA[")) > 1 {
		return // the naive reading is too simple for these
	}
	require.Len(t, want, doc.Len())
	for i, w := range want {
		b := doc.Break(i)
		require.Equal(t, vmap.ParseTimeOffset(w.offset), b.TimeOffset())
		if w.id != "" {
			require.Equal(t, w.id, b.ID())
		}
		s, _ := b.Source()
		if uri := s.AdTagURI(); w.uri != "" && !strings.ContainsAny(string(uri.InnerXML()), "<") {
			require.Equal(t, w.uri, uri.URI())
		}
	}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if strings.EqualFold(a.Name.Local, name) {
			return strings.Trim(a.Value, " \t\r\n")
		}
	}
	return ""
}
