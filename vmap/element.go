package vmap

import (
	"iter"
	"strings"

	"github.com/adsplice/adsplice/internal/xmlscan"
)

// Element is one element of a document, whatever its name. Every typed value of this package embeds
// one, so that attributes and elements this package has no name for are readable too. Elements
// inside a VAST that stands in VASTAdData are read from its [vast.Document] instead.
//
// The zero Element stands for one that is not there: it has no name, no attributes, no text and no
// children.
type Element struct {
	d *Document
	n int32
}

// IsZero reports whether the element is not there.
func (e Element) IsZero() bool { return e.d == nil }

// Name is the name as it is written, without prefix.
func (e Element) Name() string {
	if e.d == nil {
		return ""
	}
	name := e.d.tree.Enc.TextString(e.d.tree.Name(e.n))
	return name[strings.LastIndexByte(name, ':')+1:]
}

// Attr gives the decoded value of an attribute, blanks at both ends cut off, and whether the
// attribute is there. Names are matched without case and without prefix.
func (e Element) Attr(name string) (string, bool) {
	if e.d == nil {
		return "", false
	}
	if _, ok := e.d.tree.Attr(e.n, name); !ok {
		return "", false
	}
	return e.d.tree.AttrString(e.n, name), true
}

// Attrs iterates over all attributes as they are written: name with its prefix, decoded value.
func (e Element) Attrs() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		if e.d == nil {
			return
		}
		t := &e.d.tree
		for i := t.NameEnd(e.n); ; {
			a, next, ok := xmlscan.NextAttr(t.Src, i)
			if !ok || !yield(t.Enc.TextString(t.Src[a.NameStart:a.NameEnd]), t.Enc.TextString(t.Src[a.ValueStart:a.ValueEnd])) {
				return
			}
			i = next
		}
	}
}

// Text is the decoded character data directly inside the element: texts and CDATA sections joined,
// runs of nothing but blanks between them and blanks at both ends left out.
func (e Element) Text() string {
	if e.d == nil {
		return ""
	}
	return string(e.d.tree.Text(e.n))
}

// AppendText appends what Text gives, without allocating if dst has room.
func (e Element) AppendText(dst []byte) []byte {
	if e.d == nil {
		return dst
	}
	return e.d.tree.AppendText(dst, e.n)
}

// InnerXML is what stands between the tags, verbatim in source bytes. It is part of the source that
// was parsed: don't change it. Prefixes in it may be declared outside.
func (e Element) InnerXML() []byte {
	if e.d == nil {
		return nil
	}
	return e.d.tree.InnerXML(e.n)
}

// Children iterates over the child elements in document order.
func (e Element) Children() iter.Seq[Element] {
	return func(yield func(Element) bool) {
		if e.d == nil {
			return
		}
		nodes := e.d.tree.Nodes
		for c := e.n + 1; c < nodes[e.n].Next; c = nodes[c].Next {
			if !yield(Element{e.d, c}) {
				return
			}
		}
	}
}

// Offset is where the element starts in the source, in bytes. It is -1 for the zero Element.
func (e Element) Offset() int {
	if e.d == nil {
		return -1
	}
	return int(e.d.tree.Nodes[e.n].Start)
}

// Path names the element and its ancestors from below the root, with their prefixes.
func (e Element) Path() string {
	if e.d == nil {
		return ""
	}
	return e.d.tree.Path(e.n)
}

// child gives the first child of a kind, or the zero Element.
func (e Element) child(k kind) Element {
	if e.d == nil {
		return Element{}
	}
	if c := e.d.tree.Child(e.n, uint16(k)); c >= 0 {
		return Element{e.d, c}
	}
	return Element{}
}

func (e Element) attr(name string) string {
	v, _ := e.Attr(name)
	return v
}

// boolean gives the value of an xs:boolean attribute in any case; ok is false if it is none.
func (e Element) boolean(name string) (v, ok bool) {
	switch strings.ToLower(e.attr(name)) {
	case "true", "1":
		return true, true
	case "false", "0":
		return false, true
	}
	return false, false
}

// eachBelow iterates over the elements of kind k in all children of e of kind parent.
func eachBelow[T any](e Element, parent, k kind, wrap func(Element) T) iter.Seq[T] {
	return func(yield func(T) bool) {
		if e.d == nil {
			return
		}
		t := &e.d.tree
		for p := t.Child(e.n, uint16(parent)); p >= 0; p = t.Sibling(p) {
			for c := t.Child(p, uint16(k)); c >= 0; c = t.Sibling(c) {
				if !yield(wrap(Element{e.d, c})) {
					return
				}
			}
		}
	}
}
