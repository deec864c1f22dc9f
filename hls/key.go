package hls

import (
	"bytes"
	"iter"
	"sort"
)

// maxKeyFormats bounds how many KEYFORMATs may be in force at once. Real
// playlists have one per key system.
const maxKeyFormats = 32

// keyTag is the index entry of one EXT-X-KEY.
type keyTag struct {
	tag      uint32 // index in tags
	implicit uint32 // index plus one of the key in force behind it that has no IV of its own, 0 for none
	live     uint8  // number of keys in force behind it, 0 after METHOD=NONE
}

// A Key is one EXT-X-KEY (RFC 8216 section 4.3.2.4, bis section 4.4.4.4).
type Key struct{ Tag Tag }

// Method returns METHOD: NONE, AES-128, SAMPLE-AES, SAMPLE-AES-CTR, ...
func (k Key) Method() []byte { return k.Tag.Attributes().Text("METHOD") }

// URI returns URI as it stands, nil if absent.
func (k Key) URI() []byte { return k.Tag.Attributes().Text("URI") }

// Format returns KEYFORMAT, identity if absent.
func (k Key) Format() []byte { return keyFormat(k.Tag.Attributes()) }

// FormatVersions returns KEYFORMATVERSIONS, 1 if absent.
func (k Key) FormatVersions() []byte {
	if v := k.Tag.Attributes().Text("KEYFORMATVERSIONS"); len(v) > 0 {
		return v
	}
	return []byte("1")
}

// IV returns the explicit initialization vector.
func (k Key) IV() (iv [16]byte, ok bool) {
	v, ok := k.Tag.Attributes().Get("IV")
	if !ok {
		return iv, false
	}
	b, ok := v.Hex()
	if !ok || len(b) > len(iv) {
		return iv, false
	}
	copy(iv[len(iv)-len(b):], b)
	return iv, true
}

// ImplicitIV tells whether the media sequence number of a segment is its IV:
// there is no IV attribute, the format is identity, and the method is one that
// takes it from there (RFC 8216 section 5.2).
func (k Key) ImplicitIV() bool {
	a := k.Tag.Attributes()
	if _, ok := a.Get("IV"); ok {
		return false
	}
	method := a.Text("METHOD")
	return (string(method) == "AES-128" || string(method) == "SAMPLE-AES") && string(keyFormat(a)) == "identity"
}

func keyFormat(a Attributes) []byte {
	if v := a.Text("KEYFORMAT"); len(v) > 0 {
		return v
	}
	return []byte("identity")
}

// KeySet is the set of keys in force at some place: one per KEYFORMAT, none
// where segments are clear. The zero value is empty.
type KeySet struct {
	m *Media
	n int // keys of m.keys in front of the place
}

// Len returns the number of keys, 0 when segments are clear.
func (s KeySet) Len() int {
	if s.n == 0 {
		return 0
	}
	return int(s.m.keys[s.n-1].live)
}

// All yields the keys in the order of their tags.
func (s KeySet) All() iter.Seq[Key] {
	return func(yield func(Key) bool) {
		var buf [maxKeyFormats]uint32
		for _, t := range s.tags(buf[:0]) {
			if !yield(Key{s.m.Tag(int(t))}) {
				return
			}
		}
	}
}

// tags appends the indexes of the tags of the set in order.
func (s KeySet) tags(buf []uint32) []uint32 {
	want := s.Len()
	for i := s.n - 1; i >= 0 && len(buf) < want; i-- {
		t := s.m.keys[i].tag
		if !s.m.hasFormat(buf, keyFormat(s.m.Tag(int(t)).Attributes())) {
			buf = append(buf, t)
		}
	}
	for i, j := 0, len(buf)-1; i < j; i, j = i+1, j-1 {
		buf[i], buf[j] = buf[j], buf[i]
	}
	return buf
}

// hasFormat tells whether one of the key tags has the format.
func (m *Media) hasFormat(tags []uint32, format []byte) bool {
	for _, t := range tags {
		if bytes.Equal(keyFormat(m.Tag(int(t)).Attributes()), format) {
			return true
		}
	}
	return false
}

// Equal tells whether both sets have the same tags, text for text and in the
// same order.
func (s KeySet) Equal(o KeySet) bool {
	if s.Len() != o.Len() {
		return false
	}
	if s.m == o.m && s.n == o.n {
		return true
	}
	var b1, b2 [maxKeyFormats]uint32
	t1, t2 := s.tags(b1[:0]), o.tags(b2[:0])
	for i := range t1 {
		if !bytes.Equal(s.m.Tag(int(t1[i])).Value(), o.m.Tag(int(t2[i])).Value()) {
			return false
		}
	}
	return true
}

// covers tells whether every format of o is also in s, so that declaring s
// leaves no key of o in force.
func (s KeySet) covers(o KeySet) bool {
	var b1, b2 [maxKeyFormats]uint32
	t1 := s.tags(b1[:0])
	for _, t := range o.tags(b2[:0]) {
		if !s.m.hasFormat(t1, keyFormat(o.m.Tag(int(t)).Attributes())) {
			return false
		}
	}
	return true
}

// implicit returns the key of the set whose IV is the media sequence number:
// at most one, since only the format identity has such keys.
func (s KeySet) implicit() (k Key, ok bool) {
	if s.n == 0 || s.m.keys[s.n-1].implicit == 0 {
		return k, false
	}
	return Key{s.m.Tag(int(s.m.keys[s.n-1].implicit - 1))}, true
}

// keysBefore returns the keys in force in front of tag n.
func (m *Media) keysBefore(n uint32) KeySet {
	return KeySet{m, sort.Search(len(m.keys), func(i int) bool { return m.keys[i].tag >= n })}
}

// parseKey indexes the key tag n.
func (m *Media) parseKey(n int) error {
	a := m.Tag(n).Attributes()
	method := a.Text("METHOD")
	k := keyTag{tag: uint32(n)}
	if len(method) == 0 {
		return m.tagError(m.tags[n], ErrMissing)
	}
	if string(method) != "NONE" {
		before, format := KeySet{m, len(m.keys)}, keyFormat(a)
		var buf [maxKeyFormats]uint32
		k.live = uint8(before.Len())
		switch {
		case (Key{m.Tag(n)}).ImplicitIV():
			k.implicit = uint32(n) + 1
		case string(format) != "identity" && before.n > 0:
			k.implicit = m.keys[before.n-1].implicit
		}
		if !m.hasFormat(before.tags(buf[:0]), format) {
			if k.live == maxKeyFormats {
				return m.tagError(m.tags[n], ErrTooLarge)
			}
			k.live++
		}
	}
	m.keys = append(m.keys, k)
	return nil
}
