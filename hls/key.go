package hls

import (
	"bytes"
	"iter"
	"slices"
	"sort"
)

// maxKeyFormats bounds how many KEYFORMATs may be in force at once. Real
// playlists have one per key system.
const maxKeyFormats = 32

// keyTag is the index entry of one EXT-X-KEY, with the set of keys in force
// behind it.
type keyTag struct {
	tag      uint32 // index in tags
	format   span   // of KEYFORMAT, empty for identity
	set      int    // where the set begins in keySets
	implicit uint32 // index plus one of the key of the set that has no IV of its own, 0 for none
	live     uint8  // length of the set, 0 after METHOD=NONE
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

// Keys yields every EXT-X-KEY in order, METHOD=NONE included. What is in force for
// a segment is told by [Segment.Keys].
func (m *Media) Keys() iter.Seq[Key] {
	return func(yield func(Key) bool) {
		for _, k := range m.keys {
			if !yield(Key{m.Tag(int(k.tag))}) {
				return
			}
		}
	}
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
		for _, i := range s.list() {
			if !yield(s.m.key(i)) {
				return
			}
		}
	}
}

// list returns the indexes of the set's keys in m.keys, in order.
func (s KeySet) list() []uint32 {
	if s.n == 0 {
		return nil
	}
	k := &s.m.keys[s.n-1]
	return s.m.keySets[k.set : k.set+int(k.live)]
}

// key returns the key with index i in keys.
func (m *Media) key(i uint32) Key { return Key{m.Tag(int(m.keys[i].tag))} }

// withFormat returns the one of the keys that has the format of key i, -1 if
// there is none.
func (m *Media) withFormat(keys []uint32, i uint32) int {
	for at, k := range keys {
		if k == i || bytes.Equal(m.keys[k].format.of(m.src), m.keys[i].format.of(m.src)) {
			return at
		}
	}
	return -1
}

// Equal tells whether both sets have the same tags, text for text and in the
// same order.
func (s KeySet) Equal(o KeySet) bool {
	l1, l2 := s.list(), o.list()
	if len(l1) != len(l2) {
		return false
	}
	for i := range l1 {
		if s.m == o.m && l1[i] == l2[i] {
			continue
		}
		if !bytes.Equal(s.m.key(l1[i]).Tag.Value(), o.m.key(l2[i]).Tag.Value()) {
			return false
		}
	}
	return true
}

// covers tells whether every format of o, a set of the same playlist, is also
// in s, so that declaring s leaves no key of o in force.
func (s KeySet) covers(o KeySet) bool {
	l := s.list()
	for _, i := range o.list() {
		if s.m.withFormat(l, i) < 0 {
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
	return s.m.key(s.m.keys[s.n-1].implicit - 1), true
}

// keysBefore returns the keys in force in front of tag n.
func (m *Media) keysBefore(n uint32) KeySet {
	return KeySet{m, sort.Search(len(m.keys), func(i int) bool { return m.keys[i].tag >= n })}
}

// parseKey indexes the key tag n.
func (m *Media) parseKey(n int) error {
	t := m.Tag(n)
	a := t.Attributes()
	method := a.Text("METHOD")
	switch {
	case len(method) == 0:
		return m.tagError(m.tags[n], ErrMissing)
	case !a.closed():
		return m.tagError(m.tags[n], ErrBadValue)
	}
	i := uint32(len(m.keys))
	m.keys = append(m.keys, keyTag{tag: uint32(n), set: len(m.keySets)})
	if string(method) == "NONE" {
		return nil
	}
	before, k := KeySet{m, int(i)}, &m.keys[i]
	if format := m.attributeAt(uint32(n+1), "KEYFORMAT"); string(format.of(m.src)) != "identity" {
		k.format = format
	}
	old := m.withFormat(before.list(), i)
	m.keySets = append(m.keySets, before.list()...)
	if old >= 0 {
		m.keySets = slices.Delete(m.keySets, k.set+old, k.set+old+1)
	}
	m.keySets = append(m.keySets, i)
	if len(m.keySets)-k.set > maxKeyFormats {
		return m.tagError(m.tags[n], ErrTooLarge)
	}
	k.live = uint8(len(m.keySets) - k.set)
	switch {
	case (Key{t}).ImplicitIV():
		k.implicit = i + 1
	case k.format != span{} && i > 0 && before.Len() > 0:
		k.implicit = m.keys[i-1].implicit
	}
	return nil
}
