package xmlscan

import (
	"bytes"
	"slices"
)

// declare records the attribute if it declares a namespace.
func (s *Scanner) declare(a Attr) bool {
	name := s.src[a.NameStart:a.NameEnd]
	const xmlns = "xmlns"
	if !bytes.HasPrefix(name, []byte(xmlns)) {
		return true
	}
	prefix := span{uint32(a.NameEnd), uint32(a.NameEnd)}
	if len(name) > len(xmlns) {
		if name[len(xmlns)] != ':' {
			return true
		}
		prefix.start -= uint32(len(name) - len(xmlns) - 1)
	}
	if len(s.ns) >= MaxNamespaces {
		return s.fail(a.NameStart, ErrTooLarge, "too many namespace declarations")
	}
	s.ns = append(s.ns, binding{
		prefix: prefix,
		uri:    span{uint32(a.ValueStart), uint32(a.ValueEnd)},
		depth:  len(s.stack) + 1,
	})
	return true
}

// leavesNamespaces reports whether the element that just ended declared namespaces.
func (s *Scanner) leavesNamespaces() bool {
	n := len(s.ns)
	return n > 0 && s.ns[n-1].depth > len(s.stack)
}

// popNamespaces forgets the declarations of the element that ended with the last token.
func (s *Scanner) popNamespaces() {
	s.pending = false
	n := len(s.ns)
	for n > 0 && s.ns[n-1].depth > len(s.stack) {
		n--
	}
	s.ns = s.ns[:n]
}

// Prefix is the prefix of the name of a tag, without the colon, in source bytes; empty if there is none.
func (s *Scanner) Prefix() []byte {
	colon := s.colonOffset()
	if colon == s.nameStart {
		return nil
	}
	return s.src[s.nameStart : colon-1 : colon-1]
}

// colonOffset gives the offset after the colon in the name of the tag, or its start.
func (s *Scanner) colonOffset() int {
	if s.colon >= 0 {
		return s.colon
	}
	at := s.nameStart + bytes.LastIndexByte(s.src[s.nameStart:s.nameEnd], ':') + 1
	if at == s.nameEnd || at == s.nameStart+1 {
		return s.nameStart
	}
	return at
}

// Namespace gives the namespace URI of the current tag. If its prefix is not declared ok is false
// and the URI is the prefix itself; without a prefix and a default namespace it is empty and ok.
func (s *Scanner) Namespace() (uri []byte, ok bool) {
	return s.Resolve(s.Prefix())
}

// Resolve gives the namespace URI that a prefix has at the current tag; the empty prefix stands for
// the default namespace. If the prefix is not declared ok is false and the URI is the prefix itself.
func (s *Scanner) Resolve(prefix []byte) (uri []byte, ok bool) {
	switch string(prefix) {
	case "xml":
		return []byte("http://www.w3.org/XML/1998/namespace"), true
	case "xmlns":
		return prefix, false
	}
	for _, b := range slices.Backward(s.ns) {
		if string(s.src[b.prefix.start:b.prefix.end]) == string(prefix) {
			return s.Value(Attr{ValueStart: int(b.uri.start), ValueEnd: int(b.uri.end)}), true
		}
	}
	return prefix, len(prefix) == 0
}
