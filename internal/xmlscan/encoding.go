package xmlscan

import (
	"bytes"
	"slices"
	"strconv"
	"unicode/utf8"
)

// Encoding is how the bytes of a document stand for characters.
type Encoding uint8

// The encodings.
const (
	// UTF8 is valid UTF-8. It is the zero value.
	UTF8 Encoding = iota
	// Windows1252 is windows-1252, which is also what a declared ISO-8859-1 is read as (the C1
	// controls that make the difference do not occur in text).
	Windows1252
	// MixedUTF8 is UTF-8 with bytes that are not; those are read as windows-1252.
	MixedUTF8
)

// String gives the name of the encoding.
func (e Encoding) String() string {
	switch e {
	case UTF8:
		return "UTF-8"
	case Windows1252:
		return "windows-1252"
	case MixedUTF8:
		return "UTF-8 with windows-1252"
	}
	return "Encoding(" + strconv.Itoa(int(e)) + ")"
}

// windows1252C1 gives the characters of the bytes 0x80 to 0x9F; unassigned ones stay C1 controls, as
// the WHATWG encoding standard says.
const windows1252C1 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ"

func appendWindows1252(dst []byte, c byte) []byte {
	switch {
	case c < 0x80:
		return append(dst, c)
	case c >= 0xA0:
		return utf8.AppendRune(dst, rune(c))
	}
	at := int(c - 0x80)
	for _, r := range windows1252C1 {
		if at == 0 {
			return utf8.AppendRune(dst, r)
		}
		at--
	}
	return dst
}

// appendConverted appends raw as UTF-8.
func (e Encoding) appendConverted(dst, raw []byte) []byte {
	switch e {
	case Windows1252:
		for _, c := range raw {
			dst = appendWindows1252(dst, c)
		}
		return dst
	case MixedUTF8:
		for len(raw) > 0 {
			r, n := utf8.DecodeRune(raw)
			if r == utf8.RuneError && n == 1 {
				dst = appendWindows1252(dst, raw[0])
			} else {
				dst = append(dst, raw[:n]...)
			}
			raw = raw[n:]
		}
		return dst
	case UTF8:
	}
	return append(dst, raw...)
}

// declaredEncoding finds the encoding in an XML declaration at the start of src, after blanks; at is
// where the name stands. It is empty if there is none.
func declaredEncoding(src []byte) (name []byte, at int) {
	i := skipBlanks(src, 0)
	if !bytes.HasPrefix(src[i:], []byte("<?xml")) || i+5 >= len(src) || !isBlank(src[i+5]) {
		return nil, 0
	}
	decl := src[i:]
	if end := bytes.Index(decl, []byte("?>")); end >= 0 {
		decl = decl[:end]
	}
	const key = "encoding"
	for from := 0; ; {
		k := bytes.Index(decl[from:], []byte(key))
		if k < 0 {
			return nil, 0
		}
		j := skipBlanks(decl, from+k+len(key))
		from += k + len(key)
		if j >= len(decl) || decl[j] != '=' {
			continue
		}
		j = skipBlanks(decl, j+1)
		if j >= len(decl) || decl[j] != '"' && decl[j] != '\'' {
			continue
		}
		end := bytes.IndexByte(decl[j+1:], decl[j])
		if end < 0 {
			return nil, 0
		}
		return decl[j+1 : j+1+end], i + j + 1
	}
}

// label sorts the names of encodings.
type label uint8

const (
	labelUTF8 label = iota
	labelLatin1
	labelUTF16
	labelOther
)

func classifyLabel(name []byte) label {
	var buf [16]byte
	if len(name) > len(buf) {
		return labelOther
	}
	for i, c := range name {
		buf[i] = lower(c)
	}
	switch string(buf[:len(name)]) {
	case "", "utf-8", "utf8", "utf_8", "us-ascii", "ascii":
		return labelUTF8
	case "iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "latin-1", "l1", "windows-1252", "cp1252",
		"cp-1252":
		return labelLatin1
	case "utf-16", "utf16", "utf-16le", "utf-16be", "ucs-2", "iso-10646-ucs-2":
		return labelUTF16
	}
	return labelOther
}

// firstInvalid gives the offset of the first byte of b that is not UTF-8.
func firstInvalid(b []byte) int {
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return len(b)
}

func isBlank(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

func skipBlanks(b []byte, i int) int {
	for i < len(b) && isBlank(b[i]) {
		i++
	}
	return i
}

func lower(c byte) byte {
	if c-'A' < 26 {
		return c + ('a' - 'A')
	}
	return c
}

// Trim cuts blanks off both ends.
func Trim(b []byte) []byte {
	for len(b) > 0 && isBlank(b[0]) {
		b = b[1:]
	}
	for len(b) > 0 && isBlank(b[len(b)-1]) {
		b = b[:len(b)-1]
	}
	return slices.Clip(b)
}

// EqualFold reports whether name is want, ASCII letters in either case.
func EqualFold(name []byte, want string) bool {
	if len(name) != len(want) {
		return false
	}
	for i := range len(name) {
		if name[i] != want[i] && lower(name[i]) != lower(want[i]) {
			return false
		}
	}
	return true
}
