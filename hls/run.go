package hls

import (
	"bytes"
	"encoding/binary"
	"slices"
	"time"
)

// infWord is #EXTINF: as a little-endian word.
const infWord = 0x3a464e4954584523

// infWindow is how many bytes behind #EXTINF: parseRun looks for the number in.
const infWindow = 24

// lineEnd returns where the line that goes on at b[i] ends, and where the next
// one begins.
func lineEnd(b []byte, i int) (end, next int) {
	if j := bytes.IndexByte(b[i:], '\n'); j >= 0 {
		return i + j, i + j + 1
	}
	return len(b), len(b)
}

// parseRun indexes a run of segments of the commonest shape, an EXTINF line and
// the URI line behind it, from pos on, and returns where the run ends. It does
// what parseInf and parseURI do, in one pass over each line, and leaves to them
// whatever it does not take: blanks, an odd number, an overflow, any other line.
// The line at pos is that of an EXTINF as a rule; no other one is pending.
func (m *Media) parseRun(pos int) int {
	src, segs := m.src, m.segs
	total := m.total.ns
	tag := uint32(len(m.tags))
	length := 0 // of the URI line before, which is never empty
	for len(src)-pos > len(infPrefix)+infWindow && binary.LittleEndian.Uint64(src[pos:]) == infWord {
		w := (*[infWindow]byte)(src[pos+len(infPrefix):]) // one bounds check for all its bytes
		k := 0
		n := int64(0)
		for k < infWindow && w[k]-'0' <= 9 {
			n = n*10 + int64(w[k]-'0')
			k++
		}
		if k == 0 || k > 6 {
			break
		}
		n *= int64(time.Second)
		if w[k] == '.' {
			k++
			point := k
			frac := int64(0)
			for k < infWindow && w[k]-'0' <= 9 {
				frac = frac*10 + int64(w[k]-'0')
				k++
			}
			if k-point > 9 || k >= infWindow {
				break
			}
			n += frac * pow10[9-(k-point)]
		}
		if w[k] != ',' {
			break
		}
		i := pos + len(infPrefix) + k + 1
		if src[i] == '\n' {
			i++
		} else {
			_, i = lineEnd(src, i)
		}
		if i == len(src) || src[i] <= ' ' || src[i] == '#' {
			break
		}
		if j := bytes.IndexByte(src[i:], '\n'); j != length {
			if j < 0 {
				break
			}
			length = j
		}
		// As a rule that is the length of the URI before. Taking that one, behind a
		// branch that is foreseen, lets the processor go on before the end is found.
		next := i + length + 1
		if total+n < total {
			break
		}
		if len(segs) == cap(segs) {
			segs = slices.Grow(segs, 1)
		}
		segs = segs[:len(segs)+1]
		g := &segs[len(segs)-1] // field by field: a literal would be put together elsewhere and copied
		g.start = total
		g.inf = uint32(pos)
		g.uri = uint32(i)
		g.end = uint32(next)
		g.tag = tag
		total += n
		pos = next
	}
	m.segs, m.total.ns = segs, total
	return pos
}
