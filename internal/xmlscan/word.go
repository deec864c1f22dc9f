package xmlscan

import (
	"encoding/binary"
	"math/bits"
)

// The short runs that markup is made of (names, values, indentation) are searched eight bytes at a
// time in plain Go; bytes.IndexByte pays off for longer ones only.

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

func word(src []byte, i int) uint64 { return binary.LittleEndian.Uint64(src[i:]) }

// zeros marks the zero bytes of w with their high bits. The lowest mark is exact; above it there may
// be false ones.
func zeros(w uint64) uint64 { return (w - ones) &^ w & highs }

// nonLetters marks the bytes of w that are below '@', so surely no letters.
func nonLetters(w uint64) uint64 { return ^(w | w>>1) & (ones << 6) }

// first gives the index of the lowest mark.
func first(marks uint64) int { return bits.TrailingZeros64(marks) >> 3 }

// skipLetters gives the first offset from i on whose byte is below '@'.
func skipLetters(src []byte, i int) int {
	for i+8 <= len(src) {
		if t := nonLetters(word(src, i)); t != 0 {
			return i + first(t)
		}
		i += 8
	}
	for i < len(src) && src[i] >= '@' {
		i++
	}
	return i
}

// skipIndent gives the first offset from i on that is no blank.
func skipIndent(src []byte, i int) int {
	if src[i] == '\n' {
		i++
	}
	for i+8 <= len(src) {
		t := word(src, i) ^ ones*' '
		if t == 0 {
			i += 8
			continue
		}
		i += bits.TrailingZeros64(t) >> 3
		if !isBlank(src[i]) {
			return i
		}
		i++
	}
	return skipBlanks(src, i)
}

// specials marks the bytes of w that are '"', '&' or '<'; the lowest mark is exact. The first two
// differ in one bit only.
func specials(w uint64) uint64 {
	return zeros((w|ones*4)^ones*'&') | zeros(w^ones*'<')
}

// usualAttr passes over an attribute in its usual form at i: one blank, a name of letters in ASCII
// with or without a prefix, '=', and a value in double quotes of not many bytes, without '&' and '<'.
// It gives the offset behind, or i if the attribute has another form or may declare a namespace.
func usualAttr(src []byte, i int) int {
	if i+18 > len(src) || src[i] != ' ' || lower(src[i+1])-'a' >= 26 || src[i+1] == 'x' && src[i+2] == 'm' {
		return i
	}
	j := i + 2
	if t := nonLetters(word(src, j)); t != 0 {
		j += first(t)
	} else {
		j = skipLetters(src, j+8)
	}
	if j+10 > len(src) {
		return i
	}
	if src[j] == ':' {
		if j = skipLetters(src, j+1); j+10 > len(src) {
			return i
		}
	}
	if src[j] != '=' || src[j+1] != '"' {
		return i
	}
	j += 2
	for range 8 {
		if t := specials(word(src, j)); t != 0 {
			if j += first(t); src[j] == '"' {
				return j + 1
			}
			return i
		}
		if j += 8; j+8 > len(src) {
			return i
		}
	}
	return i
}
