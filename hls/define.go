package hls

import (
	"bytes"
	"iter"
)

// DefineSource says where a variable gets its value from.
type DefineSource uint8

const (
	// DefineUnknown is none of the ways that this package knows.
	DefineUnknown DefineSource = iota
	// DefineValue is from the tag, by NAME and VALUE.
	DefineValue
	// DefineImport is from the multivariant playlist, by IMPORT.
	DefineImport
	// DefineQueryParam is from the query of the playlist's URL, by QUERYPARAM.
	DefineQueryParam
)

// A Definition is one EXT-X-DEFINE (bis section 4.4.2.3).
type Definition struct{ Tag Tag }

// Definitions yields the EXT-X-DEFINE tags in order. A variable is defined from
// its tag on.
func (m *Media) Definitions() iter.Seq[Definition] { return definitions(m.src, m.tags) }

func definitions(src []byte, tags []tag) iter.Seq[Definition] {
	return func(yield func(Definition) bool) {
		for i, t := range tags {
			if t.kind == TagDefine && !yield(Definition{Tag{src, t, i}}) {
				return
			}
		}
	}
}

// Source returns where the value comes from.
func (d Definition) Source() DefineSource {
	s, _ := d.read()
	return s
}

// Name returns the name of the variable, whichever attribute has it; nil if
// there is none.
func (d Definition) Name() []byte {
	_, name := d.read()
	return name
}

// Value returns VALUE. ok is false if the value comes from elsewhere, or has a
// quote in it, as no quoted string has: it can't stand for a part of one.
func (d Definition) Value() (text []byte, ok bool) {
	if d.Source() != DefineValue {
		return nil, false
	}
	v, ok := d.Tag.Attributes().Get("VALUE")
	return v.Text(), ok && bytes.IndexByte(v.Text(), '"') < 0
}

func (d Definition) read() (DefineSource, []byte) {
	for a := range d.Tag.Attributes().All() {
		switch string(a.Name) {
		case "NAME":
			return DefineValue, a.Value.Text()
		case "IMPORT":
			return DefineImport, a.Value.Text()
		case "QUERYPARAM":
			return DefineQueryParam, a.Value.Text()
		}
	}
	return DefineUnknown, nil
}

// AppendSubstituted appends text with its variable references, {$name},
// replaced by what lookup returns for the name (bis section 4.3). Replacements
// are not looked into again. References count in URI lines, quoted strings and
// hexadecimal values. What looks like the beginning of one without a name of
// letters, digits, - and _ and a closing brace is no reference and stays.
//
// If lookup returns false the error is a [*SyntaxError], [ErrUndefined], whose
// place is counted from the start of text; dst is returned as it was then.
func AppendSubstituted(dst, text []byte, lookup func(name []byte) (value []byte, ok bool)) ([]byte, error) {
	start := len(dst)
	for i := 0; i < len(text); {
		j := bytes.Index(text[i:], []byte(reference))
		if j < 0 {
			return append(dst, text[i:]...), nil
		}
		at := i + j
		name := variableName(text[at+len(reference):])
		end := at + len(reference) + len(name)
		if len(name) == 0 || end == len(text) || text[end] != '}' {
			dst = append(dst, text[i:end]...)
			i = end
			continue
		}
		value, ok := lookup(name)
		if !ok {
			return dst[:start], syntaxError(text, at, nil, text[at:end+1], ErrUndefined)
		}
		dst = append(dst, text[i:at]...)
		dst = append(dst, value...)
		i = end + 1
	}
	return dst, nil
}

const reference = "{$"

// variableName returns the variable name that b begins with.
func variableName(b []byte) []byte {
	n := 0
	for n < len(b) {
		c := b[n]
		if c|0x20 < 'a' || c|0x20 > 'z' {
			if c != '-' && c != '_' && (c < '0' || c > '9') {
				break
			}
		}
		n++
	}
	return b[:n:n]
}
