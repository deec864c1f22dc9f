package xmlscan

import (
	"math"
	"slices"
)

// Node is one element of a Tree. Offsets are into the source.
type Node struct {
	// Start is where the start tag begins, End where the end tag ends.
	Start, End uint32
	// Inner and InnerEnd are what stands between the tags; for an empty-element tag both are End.
	Inner, InnerEnd uint32
	// Next is the index after the last node of the subtree; the children of node n are n+1, then the
	// Next of that, and so on while smaller than the Next of n.
	Next int32
	// Parent is the index of the parent, -1 for the root.
	Parent int32
	// Kind is what the user of the Tree calls elements of this name.
	Kind uint16
	// nameLen is the length of the name, or longName.
	nameLen uint16
}

const longName = math.MaxUint16

// Tree is a flat index of the elements of a document, in document order. Fill it with Add and End;
// then it may be read by any number of goroutines. The zero value is empty.
type Tree struct {
	// Src is the source, Enc its encoding.
	Src []byte
	Enc Encoding
	// Nodes are the elements. Node 0 is the root.
	Nodes []Node

	open int32
}

// Reset empties the Tree for the source that s reads, and makes room for some nodes.
func (t *Tree) Reset(s *Scanner) {
	t.Src, t.Enc, t.open = s.src, s.enc, -1
	t.Nodes = t.Nodes[:0]
}

// Clear forgets the source too.
func (t *Tree) Clear() {
	t.Src, t.Enc, t.open = nil, UTF8, -1
	t.Nodes = t.Nodes[:0]
}

// Add adds the element of the current start or empty-element tag below the open element.
func (t *Tree) Add(s *Scanner, kind uint16) {
	n := len(t.Nodes)
	if n == cap(t.Nodes) {
		t.Nodes = slices.Grow(t.Nodes, max(n, 64))
	}
	t.Nodes = t.Nodes[:n+1]
	node := &t.Nodes[n]
	end := uint32(s.end)
	node.Start, node.End, node.Inner, node.InnerEnd = uint32(s.start), end, end, end
	node.Next, node.Parent, node.Kind = int32(n+1), t.open, kind
	node.nameLen = uint16(min(s.nameEnd-s.nameStart, longName))
	if s.kind == StartTag {
		t.open = int32(n)
	}
}

// Close closes the open element at the current end tag. It gives the index of the element.
func (t *Tree) Close(s *Scanner) int32 {
	n := t.open
	node := &t.Nodes[n]
	node.InnerEnd, node.End, node.Next = uint32(s.start), uint32(s.end), int32(len(t.Nodes))
	t.open = node.Parent
	return n
}

// Open is the index of the innermost open element, -1 if there is none.
func (t *Tree) Open() int32 { return t.open }

// Child gives the first child of n of a kind, -1 if there is none; also if n is negative.
func (t *Tree) Child(n int32, kind uint16) int32 {
	if n < 0 || n >= int32(len(t.Nodes)) {
		return -1
	}
	return t.from(n+1, t.Nodes[n].Next, kind)
}

// Sibling gives the next sibling of n that is of its kind, -1 if there is none.
func (t *Tree) Sibling(n int32) int32 {
	node := &t.Nodes[n]
	if node.Parent < 0 {
		return -1
	}
	return t.from(node.Next, t.Nodes[node.Parent].Next, node.Kind)
}

func (t *Tree) from(c, end int32, kind uint16) int32 {
	for c < end {
		if t.Nodes[c].Kind == kind {
			return c
		}
		c = t.Nodes[c].Next
	}
	return -1
}

// NameEnd gives the offset after the name in the start tag of n.
func (t *Tree) NameEnd(n int32) int {
	node := &t.Nodes[n]
	start := int(node.Start) + 1
	if node.nameLen == longName {
		return nameEnd(t.Src, start)
	}
	return start + int(node.nameLen)
}

// Name is the name of n with its prefix, in source bytes.
func (t *Tree) Name(n int32) []byte {
	end := t.NameEnd(n)
	return t.Src[t.Nodes[n].Start+1 : end : end]
}

// Attr gives the raw value of the first attribute of n with a name, which is matched without case
// and, if it is not there as it stands, without prefix.
func (t *Tree) Attr(n int32, name string) (raw []byte, ok bool) {
	for i := t.NameEnd(n); ; {
		a, next, found := NextAttr(t.Src, i)
		if !found {
			return nil, false
		}
		if a.NameEnd-a.NameStart >= len(name) {
			at := a.NameEnd - len(name)
			if EqualFold(t.Src[at:a.NameEnd], name) && (at == a.NameStart || t.Src[at-1] == ':') {
				return t.Src[a.ValueStart:a.ValueEnd:a.ValueEnd], true
			}
		}
		i = next
	}
}

// AttrValue gives the decoded value of an attribute, blanks at both ends cut off: a part of the
// source if nothing has to be decoded. It is empty if there is no such attribute.
func (t *Tree) AttrValue(n int32, name string) []byte {
	raw, _ := t.Attr(n, name)
	if raw = Trim(raw); t.Enc.Plain(raw) {
		return raw
	}
	return Trim(t.Enc.AppendText(nil, raw))
}

// AttrString gives the decoded value of an attribute, blanks at both ends cut off; it is empty if
// there is no such attribute.
func (t *Tree) AttrString(n int32, name string) string {
	return string(t.AttrValue(n, name))
}

// TextString decodes raw text or a raw attribute value.
func (e Encoding) TextString(raw []byte) string {
	if e.Plain(raw) {
		return string(raw)
	}
	return string(e.AppendText(nil, raw))
}

// Text gives the character data directly inside n: texts and CDATA sections joined, those of child
// elements left out, blanks at both ends cut off.
//
// It is a part of the source if nothing has to be decoded or joined, which is the usual case.
func (t *Tree) Text(n int32) []byte {
	if c, ok := t.Only(n); ok {
		raw := Trim(t.Src[c.Start:c.End])
		if c.CDATA && t.Enc.plainCDATA(raw) || !c.CDATA && t.Enc.Plain(raw) {
			return raw
		}
	}
	return t.AppendText(nil, n)
}

// AppendText appends what Text gives.
func (t *Tree) AppendText(dst []byte, n int32) []byte {
	if c, ok := t.Only(n); ok && c.CDATA {
		return t.Enc.AppendCDATA(dst, Trim(t.Src[c.Start:c.End]))
	} else if ok {
		return trimTail(t.Enc.AppendText(dst, Trim(t.Src[c.Start:c.End])), len(dst))
	}
	base := len(dst)
	node := &t.Nodes[n]
	from := int(node.Inner)
	for c := n + 1; c < node.Next; c = t.Nodes[c].Next {
		dst = t.appendRuns(dst, from, int(t.Nodes[c].Start))
		from = int(t.Nodes[c].End)
	}
	return trimTail(t.appendRuns(dst, from, int(node.InnerEnd)), base)
}

func (t *Tree) appendRuns(dst []byte, from, to int) []byte {
	for {
		c, next, ok := NextContent(t.Src, from, to)
		if !ok {
			return dst
		}
		raw := t.Src[c.Start:c.End]
		switch {
		case c.CDATA:
			dst = t.Enc.AppendCDATA(dst, raw)
		case len(Trim(raw)) > 0:
			dst = t.Enc.AppendText(dst, raw)
		}
		from = next
	}
}

// trimTail cuts blanks off both ends of dst[base:].
func trimTail(dst []byte, base int) []byte {
	tail := Trim(dst[base:])
	if len(tail) == 0 {
		return dst[:base]
	}
	if !isBlank(dst[base]) {
		return dst[:base+len(tail)]
	}
	return append(dst[:base], tail...)
}

// Only gives the one run of character data inside n that is not blank, if there is exactly one and
// no child element. An element with nothing but blanks has an empty one.
func (t *Tree) Only(n int32) (found Content, ok bool) {
	node := &t.Nodes[n]
	if node.Next != n+1 {
		return Content{}, false
	}
	from, to := int(node.Inner), int(node.InnerEnd)
	found = Content{Start: from, End: from}
	seen := false
	for {
		c, next, more := NextContent(t.Src, from, to)
		if !more {
			return found, true
		}
		if c.CDATA || len(Trim(t.Src[c.Start:c.End])) > 0 {
			if seen {
				return Content{}, false
			}
			found, seen = c, true
		}
		from = next
	}
}

// InnerXML is what stands between the tags of n, verbatim.
func (t *Tree) InnerXML(n int32) []byte {
	node := &t.Nodes[n]
	return t.Src[node.Inner:node.InnerEnd:node.InnerEnd]
}

// Path names n and its ancestors from below the root, as in "Ad/InLine"; the root itself gives its name.
func (t *Tree) Path(n int32) string {
	if n < 0 || n >= int32(len(t.Nodes)) {
		return ""
	}
	if t.Nodes[n].Parent < 0 {
		return string(appendPathName(nil, t.Enc, t.Name(n)))
	}
	var chain [DefaultMaxDepth]int32
	depth := 0
	for ; t.Nodes[n].Parent >= 0 && depth < len(chain); n = t.Nodes[n].Parent {
		chain[depth] = n
		depth++
	}
	var path []byte
	for i := depth - 1; i >= 0 && len(path) <= 200; i-- {
		if len(path) > 0 {
			path = append(path, '/')
		}
		path = appendPathName(path, t.Enc, t.Name(chain[i]))
	}
	return string(path)
}

// At gives the index of the innermost element around an offset, -1 if there is none.
func (t *Tree) At(offset int) int32 {
	found := int32(-1)
	for n, end := int32(0), int32(len(t.Nodes)); n < end; {
		node := &t.Nodes[n]
		switch {
		case offset < int(node.Start):
			return found
		case offset < int(node.End):
			found, n, end = n, n+1, node.Next
		default:
			n = node.Next
		}
	}
	return found
}
