package hls

import "time"

// Start is EXT-X-START: where to begin playing (RFC 8216 section 4.3.5.2).
type Start struct{ Tag Tag }

// Start returns the first EXT-X-START.
func (m *Media) Start() (s Start, ok bool) {
	t, ok := m.headerTag(m.header.startTag)
	return Start{t}, ok
}

// TimeOffset returns TIME-OFFSET: from the start of the playlist, or from its
// end when negative. ok is false if it is absent, although required, or
// unreadable.
func (s Start) TimeOffset() (d time.Duration, ok bool) {
	v, ok := s.Tag.Attributes().Get("TIME-OFFSET")
	if !ok {
		return 0, false
	}
	return v.Duration()
}

// Precise tells whether PRECISE is YES: samples in front of the offset are not
// to be shown.
func (s Start) Precise() bool { return s.Tag.Attributes().yes("PRECISE") }

// yes tells whether the attribute is YES.
func (a Attributes) yes(name string) bool { return string(a.Text(name)) == "YES" }

// headerTag returns the tag with index n-1, and false if n is 0.
func (m *Media) headerTag(n uint32) (Tag, bool) {
	if n == 0 {
		return Tag{}, false
	}
	return m.Tag(int(n - 1)), true
}

// firstOf returns the first tag of kind k.
func firstOf(src []byte, tags []tag, k TagKind) (Tag, bool) {
	for i, t := range tags {
		if t.kind == k {
			return Tag{src, t, i}, true
		}
	}
	return Tag{}, false
}
