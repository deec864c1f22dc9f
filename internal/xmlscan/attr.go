package xmlscan

import (
	"bytes"
	"iter"
)

// Attr is an attribute of a tag, as offsets into the source.
type Attr struct {
	// NameStart and NameEnd are the name with its prefix.
	NameStart, NameEnd int
	// ValueStart and ValueEnd are the raw value without quotes.
	ValueStart, ValueEnd int
}

// attrForm says how an attribute is written.
type attrForm uint8

const (
	attrNone     attrForm = iota // there is none: the tag ends here
	attrQuoted                   // name="value" or name='value'
	attrUnquoted                 // name=value
	attrNoValue                  // name
	attrBad                      // not an attribute
)

// NextAttr gives the attribute of a tag that starts at or after i, where i is the end of the tag's
// name or the offset that NextAttr gave, and the offset to go on from. It gives ok false at the end
// of the tag.
func NextAttr(src []byte, i int) (a Attr, next int, ok bool) {
	a, next, form := nextAttr(src, i)
	return a, next, form != attrNone && form != attrBad
}

func nextAttr(src []byte, i int) (a Attr, next int, form attrForm) {
	if i+18 <= len(src) && src[i] == ' ' && isNameStart(src[i+1]) {
		// The usual form: name="value", with a name of letters.
		j := skipLetters(src, i+2)
		if j+1 < len(src) && src[j] == '=' && src[j+1] == '"' {
			if k := bytes.IndexByte(src[j+2:], '"'); k >= 0 {
				return Attr{i + 1, j, j + 2, j + 2 + k}, j + 2 + k + 1, attrQuoted
			}
		}
	}
	i = skipBlanks(src, i)
	if i >= len(src) {
		return a, i, attrBad
	}
	if src[i] == '>' || src[i] == '/' && i+1 < len(src) && src[i+1] == '>' {
		return a, i, attrNone
	}
	if !isNameStart(src[i]) {
		return a, i, attrBad
	}
	a.NameStart = i
	i = nameEnd(src, i)
	a.NameEnd = i
	i = skipBlanks(src, i)
	if i >= len(src) {
		return a, i, attrBad
	}
	if src[i] != '=' {
		a.ValueStart, a.ValueEnd = a.NameEnd, a.NameEnd
		return a, a.NameEnd, attrNoValue
	}
	i = skipBlanks(src, i+1)
	if i >= len(src) {
		return a, i, attrBad
	}
	if q := src[i]; q == '"' || q == '\'' {
		end := bytes.IndexByte(src[i+1:], q)
		if end < 0 {
			return a, i, attrBad
		}
		a.ValueStart, a.ValueEnd = i+1, i+1+end
		return a, a.ValueEnd + 1, attrQuoted
	}
	a.ValueStart = i
	for i < len(src) && !isBlank(src[i]) && src[i] != '>' {
		if src[i] == '"' || src[i] == '\'' || src[i] == '<' || src[i] == '=' {
			return a, i, attrBad
		}
		i++
	}
	if i >= len(src) {
		return a, i, attrBad
	}
	if src[i] == '>' && i > a.ValueStart && src[i-1] == '/' {
		i--
	}
	a.ValueEnd = i
	if i == a.ValueStart {
		return a, i, attrBad
	}
	return a, i, attrUnquoted
}

// nameEnd gives the end of the name that starts at i. It is lenient: a name runs to a blank or to a
// character that delimits markup.
func nameEnd(src []byte, i int) int {
	for {
		i = skipLetters(src, i)
		if i >= len(src) || src[i]-'0' > ':'-'0' && src[i] != '-' && src[i] != '.' {
			return i
		}
		i++
	}
}

// Attrs iterates over the attributes of the current start or empty-element tag, namespace
// declarations included.
func (s *Scanner) Attrs() iter.Seq[Attr] {
	return func(yield func(Attr) bool) {
		if s.kind != StartTag && s.kind != EmptyTag {
			return
		}
		for i := s.nameEnd; ; {
			a, next, ok := NextAttr(s.src[:s.end], i)
			if !ok || !yield(a) {
				return
			}
			i = next
		}
	}
}

// Value gives the decoded value of an attribute: a part of the source if nothing has to be decoded.
func (s *Scanner) Value(a Attr) []byte {
	raw := s.src[a.ValueStart:a.ValueEnd:a.ValueEnd]
	if s.enc.Plain(raw) {
		return raw
	}
	return s.enc.AppendText(nil, raw)
}
