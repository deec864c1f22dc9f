// Package uri resolves URI references against a base without allocating and
// without touching a byte that need not change: query strings of signed URLs
// stay as they are (RFC 3986 section 5.2).
package uri

import (
	"bytes"
	"strings"
)

// Base is a base URI taken apart. The zero value resolves nothing: references
// are appended as they are.
type Base struct {
	s      string
	scheme int  // length of "https:", 0 if there is none
	auth   int  // end of "https://host"
	dir    int  // behind the last slash of the path
	path   int  // end of the path
	plain  bool // the path has slashes, and no dot segments
}

// Parse takes a base URI apart. A base without a scheme or an authority is
// allowed: what it lacks, the result lacks. Its query and fragment do not count.
func Parse(s string) Base {
	b := Base{s: s}
	b.scheme = schemeLen(s)
	b.auth = b.scheme
	if rest := s[b.scheme:]; len(rest) >= 2 && rest[:2] == "//" {
		b.auth += 2
		for b.auth < len(s) && s[b.auth] != '/' && s[b.auth] != '?' && s[b.auth] != '#' {
			b.auth++
		}
	}
	b.path = b.auth
	b.dir = b.auth
	for b.path < len(s) && s[b.path] != '?' && s[b.path] != '#' {
		b.path++
		if s[b.path-1] == '/' {
			b.dir = b.path
		}
	}
	b.plain = b.dir > b.auth && !strings.Contains(s[b.auth:b.dir], "/.") && s[b.auth] != '.'
	return b
}

// IsZero tells whether there is no base.
func (b Base) IsZero() bool { return b.s == "" }

// schemeLen returns the length of the scheme with its colon, 0 if s has none.
func schemeLen[T string | []byte](s T) int {
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c|0x20 >= 'a' && c|0x20 <= 'z':
		case i > 0 && (c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.'):
		case i > 0 && c == ':':
			return i + 1
		default:
			return 0
		}
	}
	return 0
}

// Absolute tells whether the reference has a scheme.
func Absolute(ref []byte) bool { return schemeLen(ref) > 0 }

// Append appends ref resolved against the base.
func (b Base) Append(dst, ref []byte) []byte {
	if b.plain && simple(ref) {
		return append(append(dst, b.s[:b.dir]...), ref...)
	}
	if b.IsZero() || Absolute(ref) {
		return append(dst, ref...)
	}
	if bytes.HasPrefix(ref, []byte("//")) {
		return append(append(dst, b.s[:b.scheme]...), ref...)
	}
	path := ref
	for i, c := range ref {
		if c == '?' || c == '#' {
			path = ref[:i]
			break
		}
	}
	rest := ref[len(path):]
	dst = append(dst, b.s[:b.auth]...)
	switch {
	case len(path) == 0:
		dst = append(dst, b.s[b.auth:b.path]...)
		if len(rest) == 0 || rest[0] == '#' {
			end := len(b.s)
			for i := b.path; i < len(b.s); i++ {
				if b.s[i] == '#' {
					end = i
					break
				}
			}
			dst = append(dst, b.s[b.path:end]...)
		}
		return append(dst, rest...)
	case path[0] == '/':
		start := len(dst)
		return append(removeDots(append(dst, path...), start), rest...)
	}
	start := len(dst)
	dst = append(dst, b.s[b.auth:b.dir]...)
	if b.dir == b.auth && b.auth > b.scheme {
		dst = append(dst, '/') // RFC 3986 section 5.2.3: an authority and an empty path
	}
	return append(removeDots(append(dst, path...), start), rest...)
}

// simple tells whether ref is a relative path without dot segments, perhaps with
// a query: to resolve it is to put it behind the base's folder.
func simple(ref []byte) bool {
	path, _, _ := bytes.Cut(ref, []byte{'?'})
	n := len(path)
	return n > 0 && path[0] != '/' && path[0] != '.' && path[n-1] != '.' &&
		bytes.IndexByte(path, ':') < 0 && bytes.IndexByte(path, '#') < 0 && !bytes.Contains(path, []byte("/."))
}

// removeDots removes the dot segments of the path dst[start:] in place (RFC
// 3986 section 5.2.4). A path without a leading slash keeps the ".." that it
// can't resolve.
func removeDots(dst []byte, start int) []byte {
	p := dst[start:]
	if !bytes.Contains(p, []byte("./")) && !bytes.HasSuffix(p, []byte(".")) {
		return dst
	}
	rooted := len(p) > 0 && p[0] == '/'
	w := 0
	if rooted {
		w = 1
	}
	floor := w // what lies before is never taken back
	for r := w; r < len(p); {
		end := r
		for end < len(p) && p[end] != '/' {
			end++
		}
		seg, slash := p[r:end], end < len(p)
		r = min(end+1, len(p))
		switch {
		case string(seg) == ".":
		case string(seg) == ".." && (rooted || w > floor):
			if w > floor {
				w--
				for w > floor && p[w-1] != '/' {
					w--
				}
			}
		default:
			dots := string(seg) == ".."
			w += copy(p[w:], seg)
			if slash {
				p[w] = '/'
				w++
			}
			if dots {
				floor = w
			}
		}
	}
	return dst[:start+w]
}
