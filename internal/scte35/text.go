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
	acc, bits, padded := uint32(0), 0, false
	n := 0
	for i := start; i < len(text); i++ {
		c := text[i]
		if isBlank(c) {
			continue
		}
		if c == '=' {
			padded = true
			continue
		}
		d, ok := base64Digit(c)
		if !ok || padded {
			return nil, badText(i)
		}
		n++
		acc = acc<<6 | uint32(d)
		if bits += 6; bits >= 8 {
			bits -= 8
			out = append(out, byte(acc>>bits))
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

func base64Digit(c byte) (byte, bool) {
	switch {
	case 'A' <= c && c <= 'Z':
		return c - 'A', true
	case 'a' <= c && c <= 'z':
		return c - 'a' + 26, true
	case '0' <= c && c <= '9':
		return c - '0' + 52, true
	case c == '+' || c == '-':
		return 62, true
	case c == '/' || c == '_':
		return 63, true
	}
	return 0, false
}
