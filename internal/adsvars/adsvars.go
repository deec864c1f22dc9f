// Package adsvars expands the dynamic variables of ad server URL templates.
package adsvars

import "strings"

// Append appends the template with each [name] replaced by what lookup returns
// for it. A name is two or more words joined by points, each of letters, digits,
// '_' and '-', as in [session.avail_duration_secs]; other brackets stay as they
// are. Values are not expanded again.
func Append(dst []byte, template string, lookup func(name string) string) []byte {
	for {
		i := strings.IndexByte(template, '[')
		if i < 0 {
			return append(dst, template...)
		}
		dst = append(dst, template[:i]...)
		template = template[i:]
		n := nameLen(template[1:])
		if n == 0 {
			dst = append(dst, '[')
			template = template[1:]
			continue
		}
		dst = append(dst, lookup(template[1:1+n])...)
		template = template[n+2:]
	}
}

// nameLen returns the length of the variable name that s begins with and that
// a closing bracket ends, 0 if there is none.
func nameLen(s string) int {
	points, word := 0, 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '.':
			if word == 0 {
				return 0
			}
			points++
			word = 0
		case c == ']':
			if points == 0 || word == 0 {
				return 0
			}
			return i
		case c == '_' || c == '-' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z':
			word++
		default:
			return 0
		}
	}
	return 0
}
