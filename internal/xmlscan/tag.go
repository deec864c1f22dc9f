package xmlscan

import "bytes"

// startTag reads the start tag or empty-element tag at i.
func (s *Scanner) startTag(i int) bool {
	src := s.src
	j := i + 1
	s.nameStart, s.colon = j, j
	for {
		j = skipLetters(src, j)
		if j >= len(src) {
			break
		}
		c := src[j]
		if c == ':' {
			s.colon = j + 1
		} else if c-'0' >= 10 && c != '-' && c != '.' {
			break
		}
		j++
	}
	s.nameEnd = j
	if s.colon == j || s.colon == i+2 {
		s.colon = i + 1 // a colon at either end is no prefix
	}
	if j == i+1 || !isNameStart(src[i+1]) {
		return s.badTag(i, "invalid markup ")
	}
	if j >= len(src) {
		return s.badTag(j, "")
	}
	kind := StartTag
	if src[j] != '>' {
		end, empty := s.attributes(j)
		if end < 0 {
			return false
		}
		j = end
		if empty {
			kind = EmptyTag
		}
	}
	if len(s.stack) == 0 {
		if s.rooted {
			return s.fail(i, ErrSyntax, "second root element "+Quote(s.Name()))
		}
		s.rooted = true
	}
	if kind == StartTag {
		if len(s.stack) >= s.opts.MaxDepth {
			return s.fail(i, ErrTooDeep, "")
		}
		s.stack = append(s.stack, span{uint32(s.nameStart), uint32(s.nameEnd)})
	} else {
		s.pending = s.leavesNamespaces()
	}
	s.kind, s.start, s.end = kind, i, j+1
	return true
}

// attributes checks the attributes after the name of a tag and gives the offset of its '>', or -1.
func (s *Scanner) attributes(i int) (end int, empty bool) {
	src := s.src
	for {
		if next := usualAttr(src, i); next != i {
			if i = next; i < len(src) && src[i] == '>' {
				return i, false
			}
			continue
		}
		a, next, form := nextAttr(src, i)
		switch form {
		case attrNone:
			if src[next] == '/' {
				return next + 1, true
			}
			return next, false
		case attrBad:
			s.badTag(next, "invalid attribute ")
			return -1, false
		case attrUnquoted, attrNoValue:
			if !s.opts.Lax {
				s.badTag(a.NameStart, "attribute without quotes ")
				return -1, false
			}
			if form == attrUnquoted {
				s.defect(DefectUnquoted, a.NameStart)
			} else {
				s.defect(DefectNoValue, a.NameStart)
			}
		case attrQuoted:
		}
		if !s.value(a) || src[a.NameStart] == 'x' && !s.declare(a) {
			return -1, false
		}
		i = next
	}
}

// badTag fails at i, quoting what stands there.
func (s *Scanner) badTag(i int, detail string) bool {
	if i >= len(s.src) {
		return s.fail(len(s.src), ErrSyntax, "unexpected end inside a tag")
	}
	return s.fail(i, ErrSyntax, detail+Quote(s.src[i:]))
}

// value checks the value of an attribute.
func (s *Scanner) value(a Attr) bool {
	if k := bytes.IndexByte(s.src[a.ValueStart:a.ValueEnd], '<'); k >= 0 {
		return s.badTag(a.ValueStart+k, "'<' in an attribute value ")
	}
	return s.amp >= a.ValueEnd || s.references(a.ValueStart, a.ValueEnd)
}

// endTag reads the end tag at i.
func (s *Scanner) endTag(i int) bool {
	src := s.src
	if len(s.stack) == 0 {
		return s.fail(i, ErrSyntax, "end tag without a start tag: "+Quote(src[i:]))
	}
	open := s.stack[len(s.stack)-1]
	start := i + 2
	end := start + int(open.end-open.start)
	if end < len(src) && src[end] == '>' && string(src[start:end]) == string(src[open.start:open.end]) {
		s.end = end + 1
	} else {
		end = nameEnd(src, start)
		after := skipBlanks(src, end)
		if after >= len(src) || src[after] != '>' {
			return s.badTag(min(i, after), "invalid end tag ")
		}
		if string(src[start:end]) != string(src[open.start:open.end]) {
			return s.fail(i, ErrSyntax, "end tag "+Quote(src[start:end])+" does not match start tag "+
				Quote(src[open.start:open.end]))
		}
		s.end = after + 1
	}
	s.kind, s.start = EndTag, i
	s.nameStart, s.nameEnd = start, end
	s.colon = -1
	s.stack = s.stack[:len(s.stack)-1]
	s.pending = s.leavesNamespaces()
	return true
}
