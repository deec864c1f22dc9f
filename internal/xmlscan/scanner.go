package xmlscan

import (
	"bytes"
	"fmt"
	"math"
	"unicode/utf8"
)

// Kind is the kind of a token.
type Kind uint8

// The kinds of tokens.
const (
	// None is no token: before the first, after the last, or after an error.
	None Kind = iota
	// StartTag is a start tag.
	StartTag
	// EndTag is an end tag.
	EndTag
	// EmptyTag is an empty-element tag, as in <a/>: start and end in one.
	EmptyTag
	// Text is character data up to the next markup. A byte order mark is part of the first one.
	Text
	// CDATA is a CDATA section with its delimiters.
	CDATA
	// Comment is a comment with its delimiters.
	Comment
	// PI is a processing instruction or the XML declaration.
	PI
	// Doctype is a document type declaration.
	Doctype
)

const (
	// DefaultMaxDepth is the limit on nesting if Options names none.
	DefaultMaxDepth = 128
	// MaxNamespaces is how many namespace declarations may be in scope at one place.
	MaxNamespaces = 256

	maxDefects = 32
)

// Options are the choices of a reader. The zero value is strict.
type Options struct {
	// MaxDepth is how many elements may be open at once; 0 means DefaultMaxDepth.
	MaxDepth int
	// Lax tolerates what is not well-formed and yet has one obvious reading; see the package comment.
	Lax bool
}

type span struct{ start, end uint32 }

type binding struct {
	prefix, uri span
	depth       int
}

// Scanner reads the tokens of one document. The zero value reads nothing; call Reset first.
type Scanner struct {
	src   []byte // the source up to the end of the window
	first int    // start of the window
	opts  Options
	enc   Encoding

	kind       Kind
	start, end int // of the token
	nameStart  int
	nameEnd    int
	colon      int // offset after the prefix's colon, or nameStart

	amp     int // the first '&' at or after some offset not after the token
	rooted  bool
	pending bool // an element ended with this token: its namespaces go with the next
	stack   []span
	ns      []binding
	defects []Defect
	err     *Error
	where   Locator
}

// Reset starts reading src, forgetting all else. The Scanner keeps src; don't change it. An error of
// the encoding is reported by the first call of Next.
func (s *Scanner) Reset(src []byte, opts Options) {
	s.reset(src, 0, len(src), opts)
	if s.err != nil {
		return
	}
	if bytes.HasPrefix(src, []byte("\xFE\xFF")) || bytes.HasPrefix(src, []byte("\xFF\xFE")) {
		s.fail(0, ErrEncoding, "UTF-16 is not supported")
		return
	}
	body, bom := src, 0
	if bytes.HasPrefix(src, []byte("\uFEFF")) {
		bom = 3
		body = src[bom:]
	}
	name, at := declaredEncoding(body)
	kind := classifyLabel(name)
	switch {
	case kind == labelLatin1 && bom == 0:
		s.enc = Windows1252
		return
	case kind == labelUTF8 || kind == labelLatin1:
	case !opts.Lax:
		s.fail(bom+at, ErrEncoding, "encoding "+Quote(name)+" is not supported")
		return
	default:
		s.defect(DefectDeclaration, bom+at)
	}
	if utf8.Valid(src) {
		return
	}
	bad := firstInvalid(src)
	if kind == labelOther {
		s.fail(bom+at, ErrEncoding, "encoding "+Quote(name)+" is not supported")
		return
	}
	if !opts.Lax {
		s.fail(bad, ErrEncoding, fmt.Sprintf("byte 0x%02X is not UTF-8", src[bad]))
		return
	}
	s.enc = MixedUTF8
	s.defect(DefectUTF8, bad)
}

// ResetWindow starts reading src[from:to], a document inside another, whose encoding is enc whatever
// it declares. All offsets are those of src. The window is moved into the source if it is not.
//
// Windows of one source that only go forward are counted for positions once altogether; call Reset
// in between if the source changed.
func (s *Scanner) ResetWindow(src []byte, from, to int, enc Encoding, opts Options) {
	to = min(max(to, 0), len(src))
	from = min(max(from, 0), to)
	where := s.where
	if len(src) == 0 || len(s.src) == 0 || &src[0] != &s.src[0] || where.offset > from {
		where = Locator{}
	}
	s.reset(src, from, to, opts)
	s.enc, s.where = enc, where
}

func (s *Scanner) reset(src []byte, from, to int, opts Options) {
	if opts.MaxDepth <= 0 {
		opts.MaxDepth = DefaultMaxDepth
	}
	*s = Scanner{
		src: src[:to], first: from, opts: opts, start: from, end: from, amp: from - 1,
		stack: s.stack[:0], ns: s.ns[:0], defects: s.defects[:0],
	}
	if len(src) >= math.MaxInt32 {
		s.fail(0, ErrTooLarge, "document of 2 GiB or more")
	}
}

// Kind is the kind of the token.
func (s *Scanner) Kind() Kind { return s.kind }

// Span gives the offsets of the token: its first byte and the byte after its last.
func (s *Scanner) Span() (start, end int) { return s.start, s.end }

// NameSpan gives the offsets of the name of a tag, prefix included, or of the target of a PI.
func (s *Scanner) NameSpan() (start, end int) { return s.nameStart, s.nameEnd }

// Name is the name of a tag, prefix included, or the target of a PI, in source bytes.
func (s *Scanner) Name() []byte { return s.src[s.nameStart:s.nameEnd:s.nameEnd] }

// Local is the name of a tag without its prefix, in source bytes.
func (s *Scanner) Local() []byte { return s.src[s.colonOffset():s.nameEnd:s.nameEnd] }

// Depth is how many elements are open after the token; an empty-element tag opens none.
func (s *Scanner) Depth() int { return len(s.stack) }

// Encoding is the encoding of the source.
func (s *Scanner) Encoding() Encoding { return s.enc }

// Source is what is being read, up to the end of the window.
func (s *Scanner) Source() []byte { return s.src }

// Defects are the first few places where a document read in lax mode was not well-formed, in the
// order they were met. The slice is valid until the next Reset.
func (s *Scanner) Defects() []Defect { return s.defects }

// Err gives the error that ended the scan, nil at the end of the input.
func (s *Scanner) Err() *Error { return s.err }

// Path names the open elements from the root, as in "VAST/Ad". Only as much of it is given as is
// useful to people.
func (s *Scanner) Path() string {
	var path []byte
	for i, e := range s.stack {
		if len(path) > 200 {
			return string(append(path, "/..."...))
		}
		if i > 0 {
			path = append(path, '/')
		}
		path = appendPathName(path, s.enc, s.src[e.start:e.end])
	}
	return string(path)
}

func appendPathName(path []byte, enc Encoding, name []byte) []byte {
	const most = 64
	if len(name) > most {
		name = name[:most]
	}
	return bytes.ToValidUTF8(enc.AppendCDATA(path, name), []byte("\uFFFD"))
}

// Content gives the decoded character data of a Text or CDATA token, a part of the source if nothing
// has to be decoded; for other tokens it is nil.
func (s *Scanner) Content() []byte {
	switch s.kind {
	case Text:
		raw := s.src[s.start:s.end:s.end]
		if s.enc.Plain(raw) {
			return raw
		}
		return s.enc.AppendText(nil, raw)
	case CDATA:
		raw := s.src[s.start+len(cdataOpen) : s.end-len(cdataClose) : s.end-len(cdataClose)]
		if s.enc.plainCDATA(raw) {
			return raw
		}
		return s.enc.AppendCDATA(nil, raw)
	case None, StartTag, EndTag, EmptyTag, Comment, PI, Doctype:
	}
	return nil
}

// Next goes to the next token. It gives false at the end of the input and at an error; then Err
// tells which.
func (s *Scanner) Next() bool {
	if s.pending {
		s.popNamespaces()
	}
	i := s.end
	s.start = i
	if s.err != nil || i >= len(s.src) {
		return s.finish()
	}
	if s.src[i] == '<' {
		return s.markup(i)
	}
	if i = s.text(i); i < 0 {
		return false
	}
	s.kind, s.end = Text, i
	return true
}

// NextTag goes to the next start tag, end tag or empty-element tag. Tokens in between are checked
// as Next checks them.
func (s *Scanner) NextTag() bool {
	if s.pending {
		s.popNamespaces()
	}
	if s.err != nil {
		return s.finish()
	}
	src, i := s.src, s.end
	for {
		if i < len(src) && src[i] != '<' {
			// Indentation is passed over at once; all else is checked as text.
			if j := skipIndent(src, i); j < len(src) && src[j] == '<' {
				i = j
			} else if i = s.text(i); i < 0 {
				return false
			}
		}
		s.start = i
		if i+1 >= len(src) {
			s.end = i
			if i < len(src) {
				return s.markup(i)
			}
			return s.finish()
		}
		switch src[i+1] {
		case '/':
			return s.endTag(i)
		case '!', '?':
			if len(s.stack) > 0 && bytes.HasPrefix(src[i:], []byte(cdataOpen)) {
				if end := closeCDATA(src, i+len(cdataOpen)); end >= 0 {
					i = end + len(cdataClose)
					continue
				}
			}
			if !s.markup(i) {
				return false
			}
			i = s.end
		default:
			return s.startTag(i)
		}
	}
}

// Epilogue reports whether nothing but blanks, comments and processing instructions follow the
// token. It reads nothing.
func (s *Scanner) Epilogue() bool {
	for i := s.end; ; {
		i = skipBlanks(s.src, i)
		rest, open, end := s.src[i:], "<!--", "-->"
		if len(rest) == 0 {
			return true
		}
		if !bytes.HasPrefix(rest, []byte(open)) {
			open, end = "<?", "?>"
		}
		if !bytes.HasPrefix(rest, []byte(open)) {
			return false
		}
		k := bytes.Index(rest[len(open):], []byte(end))
		if k < 0 {
			return false
		}
		i += len(open) + k + len(end)
	}
}

// finish ends the scan.
func (s *Scanner) finish() bool {
	s.kind = None
	if s.err == nil && len(s.stack) > 0 {
		top := s.stack[len(s.stack)-1]
		s.fail(len(s.src), ErrSyntax, "unexpected end, element "+Quote(s.src[top.start:top.end])+" is open")
	}
	return false
}

// Position gives line and column of an offset, both from 1. Asked for offsets that only grow it
// takes time linear in the source altogether.
func (s *Scanner) Position(offset int) (line, column int) {
	if offset < s.where.offset {
		s.where = Locator{}
	}
	return s.where.Position(s.src, offset)
}

// fail ends the scan with an error.
func (s *Scanner) fail(at int, kind error, detail string) bool {
	s.kind = None
	if s.err == nil {
		line, column := s.Position(at)
		s.err = &Error{
			Offset: at, Line: line, Column: column, Path: s.Path(), Detail: detail, Err: kind,
		}
	}
	return false
}

func (s *Scanner) defect(kind DefectKind, at int) {
	if len(s.defects) < maxDefects {
		s.defects = append(s.defects, Defect{kind, at})
	}
}

// text checks the character data at i and gives its end, or -1.
func (s *Scanner) text(i int) int {
	end := len(s.src)
	if k := bytes.IndexByte(s.src[i:], '<'); k >= 0 {
		end = i + k
	}
	if s.amp < end && !s.references(i, end) {
		return -1
	}
	if len(s.stack) == 0 {
		from := i
		if i == s.first && bytes.HasPrefix(s.src[i:end], []byte("\uFEFF")) {
			from += 3
		}
		if at := skipBlanks(s.src[:end], from); at < end {
			where := "before"
			if s.rooted {
				where = "after"
			}
			s.fail(at, ErrSyntax, "text "+where+" the root element: "+Quote(s.src[at:end]))
			return -1
		}
	}
	return end
}

// references checks the references in src[from:to]. s.amp remembers the next ampersand, so that
// the whole document is searched only once.
func (s *Scanner) references(from, to int) bool {
	if s.amp < from {
		s.amp = s.nextAmp(from)
	}
	for s.amp < to {
		at := s.amp
		r, n := reference(s.src[at:to])
		if r < 0 {
			switch {
			case !s.opts.Lax && n == 0:
				return s.fail(at, ErrSyntax, "ampersand without a reference: "+Quote(s.src[at:to]))
			case !s.opts.Lax:
				return s.fail(at, ErrEntity, "unknown entity "+Quote(s.src[at:at+n]))
			case n == 0:
				s.defect(DefectAmpersand, at)
			default:
				s.defect(DefectEntity, at)
			}
		}
		s.amp = s.nextAmp(at + 1)
	}
	return true
}

func (s *Scanner) nextAmp(from int) int {
	if k := bytes.IndexByte(s.src[from:], '&'); k >= 0 {
		return from + k
	}
	return len(s.src)
}

// markup reads the token at i, which starts with '<'.
func (s *Scanner) markup(i int) bool {
	src := s.src
	if i+1 >= len(src) {
		return s.fail(i, ErrSyntax, "unexpected end after '<'")
	}
	switch src[i+1] {
	case '/':
		return s.endTag(i)
	case '!':
		return s.declaration(i)
	case '?':
		s.nameStart = i + 2
		s.nameEnd = s.nameStart
		for s.nameEnd < len(src) && isNameByte(src[s.nameEnd]) {
			s.nameEnd++
		}
		s.colon = s.nameStart
		end := bytes.Index(src[i:], []byte("?>"))
		if end < 2 || s.nameEnd == s.nameStart || !isNameStart(src[s.nameStart]) {
			return s.fail(i, ErrSyntax, "processing instruction is not closed or has no target")
		}
		s.kind, s.end = PI, i+end+2
		return true
	}
	return s.startTag(i)
}

// declaration reads the token at i, which starts with "<!".
func (s *Scanner) declaration(i int) bool {
	src := s.src
	rest := src[i:]
	switch {
	case len(rest) > 2 && rest[2] == '[':
		if !bytes.HasPrefix(rest, []byte(cdataOpen)) {
			return s.fail(i, ErrSyntax, "invalid markup "+Quote(rest))
		}
		if len(s.stack) == 0 {
			return s.fail(i, ErrSyntax, "CDATA section outside the root element")
		}
		end := closeCDATA(src, i+len(cdataOpen))
		if end < 0 {
			return s.fail(i, ErrSyntax, "CDATA section is not closed")
		}
		s.kind, s.end = CDATA, end+len(cdataClose)
		return true
	case bytes.HasPrefix(rest, []byte("<!--")):
		end := bytes.Index(rest[4:], []byte("-->"))
		if end < 0 {
			return s.fail(i, ErrSyntax, "comment is not closed")
		}
		s.kind, s.end = Comment, i+4+end+3
		return true
	}
	const keyword = "<!DOCTYPE"
	if len(rest) < len(keyword) || !EqualFold(rest[:len(keyword)], keyword) {
		return s.fail(i, ErrSyntax, "invalid markup "+Quote(rest))
	}
	if s.rooted {
		return s.fail(i, ErrDoctype, "document type declaration inside or after the root element")
	}
	end := doctypeEnd(src, i)
	if end < 0 {
		return s.fail(i, ErrDoctype, "document type declaration is not closed")
	}
	const entity = "<!ENTITY"
	for at := i + len(keyword); ; {
		k := bytes.IndexByte(src[at:end], '<')
		if k < 0 {
			break
		}
		at += k
		if at+len(entity) <= end && EqualFold(src[at:at+len(entity)], entity) {
			return s.fail(at, ErrDoctype, "document type declaration declares an entity")
		}
		at++
	}
	s.kind, s.end = Doctype, end
	return true
}

// doctypeEnd gives the end of the declaration at i, or -1: the '>' that closes as many '<' as were
// opened, quoted strings and comments apart.
func doctypeEnd(src []byte, i int) int {
	depth := 0
	for ; i < len(src); i++ {
		switch c := src[i]; c {
		case '"', '\'':
			k := bytes.IndexByte(src[i+1:], c)
			if k < 0 {
				return -1
			}
			i += 1 + k
		case '<':
			if bytes.HasPrefix(src[i:], []byte("<!--")) {
				k := bytes.Index(src[i+4:], []byte("-->"))
				if k < 0 {
					return -1
				}
				i += 4 + k + 2
				continue
			}
			depth++
		case '>':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return -1
}
