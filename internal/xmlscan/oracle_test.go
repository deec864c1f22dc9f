package xmlscan_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/internal/xmlscan"
)

// peer is a token as encoding/xml reads it, in the terms of this package.
type peer struct {
	kind       xmlscan.Kind
	start, end int
	name       string
	attrs      []string // name=value
	text       string
}

// oddReference matches references that encoding/xml takes and we don't: surrogates, which it
// replaces, and numbers with absurdly many digits.
var oddReference = regexp.MustCompile(`(?i)&#(0*5(5[3-9]|[67])\d{2,3}|x0*d[89a-f]..);|&#x?[0-9a-f]{20,};`)

// peers gives the tokens that encoding/xml reads, and whether the document is one that we promise to
// accept as well.
func peers(src []byte) (tokens []peer, ok bool) {
	dec := xml.NewDecoder(bytes.NewReader(src))
	depth, rooted := 0, false
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, false
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			if depth == 0 && rooted {
				return nil, false
			}
			rooted = true
			if depth++; depth > xmlscan.DefaultMaxDepth {
				return nil, false
			}
		case xml.EndElement:
			depth--
		case xml.CharData:
			text := string(tok)
			if depth == 0 && strings.Trim(strings.TrimPrefix(text, "\uFEFF"), " \t\r\n") != "" {
				return nil, false
			}
		case xml.Directive:
			if rooted || !strings.HasPrefix(string(tok), "DOCTYPE") || bytes.Contains(bytes.ToUpper(src), []byte("<!ENTITY")) {
				return nil, false
			}
		}
	}
	dec = xml.NewDecoder(bytes.NewReader(src))
	depth = 0
	for {
		start := int(dec.InputOffset())
		tok, err := dec.RawToken()
		if err != nil {
			return tokens, true
		}
		p := peer{start: start, end: int(dec.InputOffset())}
		switch tok := tok.(type) {
		case xml.StartElement:
			p.kind, p.name = xmlscan.StartTag, joined(tok.Name)
			for _, a := range tok.Attr {
				p.attrs = append(p.attrs, joined(a.Name)+"="+a.Value)
			}
			depth++
		case xml.EndElement:
			depth--
			if p.start == p.end {
				tokens[len(tokens)-1].kind = xmlscan.EmptyTag
				continue
			}
			p.kind, p.name = xmlscan.EndTag, joined(tok.Name)
		case xml.CharData:
			p.kind, p.text = xmlscan.Text, string(tok)
			if bytes.HasPrefix(src[start:], []byte("<![CDATA[")) {
				p.kind = xmlscan.CDATA
				if depth == 0 {
					return nil, false
				}
			}
		case xml.Comment:
			p.kind = xmlscan.Comment
		case xml.ProcInst:
			p.kind, p.name = xmlscan.PI, tok.Target
		case xml.Directive:
			p.kind = xmlscan.Doctype
		}
		tokens = append(tokens, p)
	}
}

func isTag(k xmlscan.Kind) bool {
	return k == xmlscan.StartTag || k == xmlscan.EndTag || k == xmlscan.EmptyTag
}

func joined(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	return n.Space + ":" + n.Local
}

// checkAgainstPeer compares a scan with what encoding/xml reads, if that accepts the document.
func checkAgainstPeer(t *testing.T, src []byte) {
	t.Helper()
	want, ok := peers(src)
	if !ok || oddReference.Match(src) {
		return
	}
	var s xmlscan.Scanner
	s.Reset(src, xmlscan.Options{})
	if s.Err() != nil {
		// encoding/xml does not look at the bytes of comments and instructions, nor at all forms of
		// the encoding declaration.
		require.ErrorIs(t, s.Err(), xmlscan.ErrEncoding)
		return
	}
	for i, w := range want {
		require.True(t, s.Next(), "token %d of %d: %v", i, len(want), s.Err())
		start, end := s.Span()
		got := peer{kind: s.Kind(), start: start, end: end, text: string(s.Content())}
		if isTag(s.Kind()) || s.Kind() == xmlscan.PI {
			got.name = string(s.Name())
		}
		for a := range s.Attrs() {
			got.attrs = append(got.attrs, string(src[a.NameStart:a.NameEnd])+"="+string(s.Value(a)))
		}
		require.Equal(t, w, got, "token %d", i)
	}
	require.False(t, s.Next())
	require.Nil(t, s.Err())
	checkNamespaces(t, src)
}

// checkNamespaces compares the namespaces of elements.
func checkNamespaces(t *testing.T, src []byte) {
	t.Helper()
	var s xmlscan.Scanner
	s.Reset(src, xmlscan.Options{})
	dec := xml.NewDecoder(bytes.NewReader(src))
	for {
		tok, err := dec.Token()
		if err != nil {
			return
		}
		elem, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		for s.NextTag() && s.Kind() == xmlscan.EndTag {
		}
		if s.Err() != nil && errors.Is(s.Err(), xmlscan.ErrTooLarge) {
			return
		}
		uri, _ := s.Namespace()
		require.Equal(t, elem.Name.Space, string(uri))
		require.Equal(t, elem.Name.Local, string(s.Local()))
	}
}

// checkTiles checks that the spans of the tokens tile the input, that NextTag meets the same tags,
// and that the end of the scan is as it should be.
func checkTiles(t *testing.T, src []byte, opts xmlscan.Options) {
	t.Helper()
	var s, tags xmlscan.Scanner
	s.Reset(src, opts)
	tags.Reset(src, opts)
	at, depth := 0, 0
	for s.Next() {
		start, end := s.Span()
		require.Equal(t, at, start)
		require.Greater(t, end, start)
		at = end
		if isTag(s.Kind()) {
			require.True(t, tags.NextTag(), "%v", tags.Err())
			tagStart, tagEnd := tags.Span()
			require.Equal(t, [2]int{start, end}, [2]int{tagStart, tagEnd})
			require.Equal(t, s.Kind(), tags.Kind())
			require.Equal(t, string(s.Name()), string(tags.Name()))
			require.Equal(t, string(s.Local()), string(tags.Local()))
			require.Equal(t, src[start], byte('<'))
			require.Equal(t, src[end-1], byte('>'))
		}
		if s.Kind() == xmlscan.StartTag {
			depth++
		}
		if s.Kind() == xmlscan.EndTag {
			depth--
		}
		require.Equal(t, depth, s.Depth())
		require.LessOrEqual(t, depth, xmlscan.DefaultMaxDepth)
	}
	require.False(t, tags.NextTag())
	err := s.Err()
	if err == nil {
		require.Nil(t, tags.Err())
		require.Equal(t, len(src), at, "the tokens tile the input")
		require.Zero(t, depth)
		require.Equal(t, s.Defects(), tags.Defects())
		return
	}
	require.Equal(t, err, tags.Err())
	require.GreaterOrEqual(t, err.Offset, 0)
	require.LessOrEqual(t, err.Offset, len(src))
	line, column := xmlscan.Position(src, err.Offset)
	require.Equal(t, [2]int{line, column}, [2]int{err.Line, err.Column})
	require.NotNil(t, err.Err)
	require.Less(t, len(err.Error()), 2000)
	require.False(t, s.Next(), "an error is final")
}
