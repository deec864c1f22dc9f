package hls

import (
	"iter"
	"sort"
)

// mapTag is the index entry of one EXT-X-MAP.
type mapTag struct {
	tag  uint32
	keys uint32 // number of EXT-X-KEY tags in front of it
}

// A Map is one EXT-X-MAP (RFC 8216 section 4.3.2.5, bis section 4.4.4.5).
type Map struct {
	Tag  Tag
	Keys KeySet // in force where the tag stands: they encrypt the initialization section
}

// URI returns URI as it stands.
func (x Map) URI() []byte { return x.Tag.Attributes().Text("URI") }

// ByteRange returns BYTERANGE; a missing offset is read as 0, as players do.
func (x Map) ByteRange() (ByteRange, bool) {
	v, ok := x.Tag.Attributes().Get("BYTERANGE")
	if !ok {
		return ByteRange{}, false
	}
	length, offset, _, ok := parseRange(v.Text())
	return ByteRange{length, offset}, ok
}

// Maps yields every EXT-X-MAP in order. Which is in force for a segment is told by
// [Segment.Map].
func (m *Media) Maps() iter.Seq[Map] {
	return func(yield func(Map) bool) {
		for _, x := range m.maps {
			if y, ok := m.mapBefore(x.tag + 1); ok && !yield(y) {
				return
			}
		}
	}
}

// mapBefore returns the map in force in front of tag n.
func (m *Media) mapBefore(n uint32) (Map, bool) {
	i := sort.Search(len(m.maps), func(i int) bool { return m.maps[i].tag >= n })
	if i == 0 {
		return Map{}, false
	}
	x := m.maps[i-1]
	return Map{m.Tag(int(x.tag)), KeySet{m, int(x.keys)}}, true
}

func (m *Media) parseMap(n int) error {
	a := m.Tag(n).Attributes()
	switch {
	case len(a.Text("URI")) == 0:
		return m.tagError(m.tags[n], ErrMissing)
	case !a.closed():
		return m.tagError(m.tags[n], ErrBadValue)
	}
	m.maps = append(m.maps, mapTag{uint32(n), uint32(len(m.keys))})
	return nil
}
