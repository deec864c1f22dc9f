package xmlscan

import (
	"bytes"
	"unicode/utf8"
)

// maxReference bounds the length of a reference, "&" and ";" included, so that a search for its end
// is not repeated over the whole document. XML sets no limit on leading zeros; we do.
const maxReference = 32

// reference reads the reference at the start of b, which starts with '&': its character and length.
// n is 0 if it is no reference at all (a bare ampersand), r is negative if it is one that XML does not define.
func reference(b []byte) (r rune, n int) {
	most := min(len(b), maxReference)
	semi := bytes.IndexByte(b[:most], ';')
	if semi < 2 {
		return -1, 0
	}
	name := b[1:semi]
	if name[0] != '#' {
		switch string(name) {
		case "amp":
			return '&', semi + 1
		case "lt":
			return '<', semi + 1
		case "gt":
			return '>', semi + 1
		case "quot":
			return '"', semi + 1
		case "apos":
			return '\'', semi + 1
		}
		for i, c := range name {
			if !isNameByte(c) || i == 0 && !isNameStart(c) {
				return -1, 0
			}
		}
		return -1, semi + 1
	}
	digits, base := name[1:], rune(10)
	if len(digits) > 0 && digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	if len(digits) == 0 {
		return -1, 0
	}
	r = 0
	for _, c := range digits {
		var d rune
		switch {
		case c-'0' < 10:
			d = rune(c - '0')
		case base == 16 && lower(c)-'a' < 6:
			d = rune(lower(c)-'a') + 10
		default:
			return -1, 0
		}
		r = min(r*base+d, utf8.MaxRune+1)
	}
	if !isChar(r) {
		return -1, semi + 1
	}
	return r, semi + 1
}

// isChar is the production Char of XML 1.0.
func isChar(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || r >= 0x20 && r <= 0xD7FF ||
		r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 && r <= 0x10FFFF
}

func isNameStart(c byte) bool {
	return lower(c)-'a' < 26 || c == '_' || c == ':' || c >= utf8.RuneSelf
}

func isNameByte(c byte) bool {
	return isNameStart(c) || c-'0' < 10 || c == '-' || c == '.'
}

// Plain reports whether raw text or an attribute value stands for itself, so that it may be used
// without decoding.
func (e Encoding) Plain(raw []byte) bool {
	return bytes.IndexByte(raw, '&') < 0 && e.plainCDATA(raw)
}

// plainCDATA is Plain for the inside of a CDATA section.
func (e Encoding) plainCDATA(raw []byte) bool {
	return bytes.IndexByte(raw, '\r') < 0 && (e == UTF8 || isASCII(raw))
}

func isASCII(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// AppendText appends raw text or a raw attribute value, decoded to UTF-8: references resolved, line
// ends normalised to LF (XML 1.0 section 2.11). A reference that cannot be resolved stays as it is
// written; the Scanner has reported it as an error, or in lax mode as a defect.
func (e Encoding) AppendText(dst, raw []byte) []byte {
	for len(raw) > 0 {
		amp := bytes.IndexByte(raw, '&')
		if amp < 0 {
			return e.AppendCDATA(dst, raw)
		}
		dst = e.AppendCDATA(dst, raw[:amp])
		raw = raw[amp:]
		r, n := reference(raw)
		switch {
		case r >= 0:
			dst = utf8.AppendRune(dst, r)
			raw = raw[n:]
		default:
			dst = append(dst, '&')
			raw = raw[1:]
		}
	}
	return dst
}

// AppendCDATA appends the inside of a CDATA section, decoded to UTF-8, line ends normalised to LF.
func (e Encoding) AppendCDATA(dst, raw []byte) []byte {
	for len(raw) > 0 {
		cr := bytes.IndexByte(raw, '\r')
		if cr < 0 {
			return e.appendConverted(dst, raw)
		}
		dst = e.appendConverted(dst, raw[:cr])
		dst = append(dst, '\n')
		raw = raw[cr+1:]
		if len(raw) > 0 && raw[0] == '\n' {
			raw = raw[1:]
		}
	}
	return dst
}

const (
	cdataOpen  = "<![CDATA["
	cdataClose = "]]>"
)

// Content is a run of character data inside an element: text or the inside of a CDATA section.
type Content struct {
	// Start and End are the offsets of the raw characters, without the CDATA delimiters.
	Start, End int
	// CDATA is whether the run stands in a CDATA section, where references are not resolved.
	CDATA bool
}

// NextContent gives the first run of character data in src[from:to], which must hold no elements,
// and the offset to go on from. Comments and processing instructions are passed over. It gives ok
// false at the end.
func NextContent(src []byte, from, to int) (c Content, next int, ok bool) {
	for from < to {
		if src[from] != '<' {
			end := bytes.IndexByte(src[from:to], '<')
			if end < 0 {
				return Content{from, to, false}, to, true
			}
			return Content{from, from + end, false}, from + end, true
		}
		rest := src[from:to]
		switch {
		case len(rest) > 1 && rest[1] == '?':
			end := bytes.Index(rest, []byte("?>"))
			if end < 0 {
				return Content{}, to, false
			}
			from += end + 2
		case bytes.HasPrefix(rest, []byte(cdataOpen)):
			end := closeCDATA(src[:to], from+len(cdataOpen))
			if end < 0 {
				return Content{}, to, false
			}
			return Content{from + len(cdataOpen), end, true}, end + len(cdataClose), true
		case len(rest) > 4:
			end := bytes.Index(rest[4:], []byte("-->"))
			if end < 0 {
				return Content{}, to, false
			}
			from += 4 + end + 3
		default:
			return Content{}, to, false
		}
	}
	return Content{}, to, false
}

// closeCDATA gives the offset of the "]]>" that closes the section whose inside starts at i, or -1.
// It looks for '>' because ']' is frequent in URLs with macros.
func closeCDATA(src []byte, i int) int {
	for j := i; ; {
		k := bytes.IndexByte(src[j:], '>')
		if k < 0 {
			return -1
		}
		j += k
		if j-2 >= i && src[j-1] == ']' && src[j-2] == ']' {
			return j - 2
		}
		j++
	}
}
