package scte35

// DecodeString decodes a section from the text forms found in manifests:
// base64 of either alphabet (RFC 4648 sections 4 and 5), padded or not, and
// hexadecimal of any case, with or without 0x before it. Blanks and line ends
// are skipped wherever they are. It returns what [Decode] returns, or
// [ErrEncoding].
//
// The two forms can't be confused: a section starts with the byte 0xFC, so
// its base64 starts with a slash or an underscore and its hexadecimal with FC.
func DecodeString[T ~string | ~[]byte](text T) (Section, error) {
	b, err := decodeText(text)
	if err != nil {
		return Section{}, err
	}
	return Decode(b)
}

// decodeText turns text into bytes.
func decodeText[T ~string | ~[]byte](text T) ([]byte, error) {
	start := 0
	for start < len(text) && isBlank(text[start]) {
		start++
	}
	if len(text)-start >= 2 && text[start] == '0' && text[start+1]|0x20 == 'x' {
		return decodeHex(text, start+2)
	}
	for i := start; i < len(text); i++ {
		if _, ok := hexDigit(text[i]); !ok && !isBlank(text[i]) {
			return decodeBase64(text, start)
		}
	}
	return decodeHex(text, start)
}

func decodeHex[T ~string | ~[]byte](text T, start int) ([]byte, error) {
	out := make([]byte, 0, (len(text)-start)/2)
	half, odd := byte(0), false
	for i := start; i < len(text); i++ {
		if isBlank(text[i]) {
			continue
		}
		d, ok := hexDigit(text[i])
		if !ok {
			return nil, badText(i)
		}
		if odd {
			out = append(out, half<<4|d)
		}
		half, odd = d, !odd
	}
	if odd {
		return nil, badText(len(text))
	}
	return out, nil
}

// decodeBase64 takes both alphabets, even mixed, and ends at the padding, of
// which it doesn't count the characters: published cues have too few or none.
func decodeBase64[T ~string | ~[]byte](text T, start int) ([]byte, error) {
	out := make([]byte, 0, (len(text)-start)/4*3+2)
	acc, n, padded := uint32(0), 0, false
	for i := start; i < len(text); i++ {
		if n%4 == 0 && !padded && len(text)-i >= 4 {
			a, b, c, d := base64Digits[text[i]], base64Digits[text[i+1]], base64Digits[text[i+2]], base64Digits[text[i+3]]
			if a|b|c|d < 64 {
				acc = uint32(a)<<18 | uint32(b)<<12 | uint32(c)<<6 | uint32(d)
				out = append(out, byte(acc>>16), byte(acc>>8), byte(acc))
				n += 4
				i += 3
				continue
			}
		}
		switch d := base64Digits[text[i]]; {
		case d == blank:
		case d == padding:
			padded = true
		case d > 63 || padded:
			return nil, badText(i)
		default:
			acc = acc<<6 | uint32(d)
			if n++; n%4 != 1 {
				out = append(out, byte(acc>>(6-2*((n-1)&3))))
			}
		}
	}
	if n%4 == 1 {
		return nil, badText(len(text))
	}
	return out, nil
}

func badText(offset int) error {
	return &SyntaxError{Offset: offset, Field: "text", Err: ErrEncoding}
}

func isBlank(c byte) bool {
	return c == ' ' || c == '\t' || c == '\n' || c == '\r'
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case '0' <= c && c <= '9':
		return c - '0', true
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10, true
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

// What base64Digits has for bytes that aren't digits; 0xFF is anything else.
const (
	blank   = 0x80
	padding = 0x81
)

// base64Digits has the value of each byte as a digit of either alphabet.
const base64Digits = "" +
	"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x80\x80\xff\xff\x80\xff\xff" +
	"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff" +
	"\x80\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x3e\xff\x3e\xff\x3f" +
	"\x34\x35\x36\x37\x38\x39\x3a\x3b\x3c\x3d\xff\xff\xff\x81\xff\xff" +
	"\xff\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e" +
	"\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\xff\xff\xff\xff\x3f" +
	"\xff\x1a\x1b\x1c\x1d\x1e\x1f\x20\x21\x22\x23\x24\x25\x26\x27\x28" +
	"\x29\x2a\x2b\x2c\x2d\x2e\x2f\x30\x31\x32\x33\xff\xff\xff\xff\xff" +
	"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff" +
	"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff" +
	"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff" +
	"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff" +
	"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff" +
	"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff" +
	"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff" +
	"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
