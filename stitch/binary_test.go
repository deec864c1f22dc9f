package stitch_test

import (
	"encoding"
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/adsplice/adsplice/stitch"
)

// state is a stored value, by pointer.
type state interface {
	encoding.BinaryAppender
	encoding.BinaryMarshaler
	encoding.BinaryUnmarshaler
}

// states returns an empty value of each kind.
func states() map[string]func() state {
	return map[string]func() state{
		"session":  func() state { return new(stitch.Session) },
		"decision": func() state { return new(stitch.Decision) },
		"closure":  func() state { return new(stitch.Closure) },
		"cursor":   func() state { return new(stitch.Cursor) },
	}
}

// drawValue sets every field to a value of any size that its type has: a field
// that a form forgets shows.
func drawValue(t *rapid.T, v reflect.Value, name string) {
	switch v.Kind() {
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			if rapid.Bool().Draw(t, name) {
				sec := rapid.Int64Range(-60_000_000_000, 250_000_000_000).Draw(t, name) // years 68 to 9892
				v.Set(reflect.ValueOf(time.Unix(sec, rapid.Int64Range(0, 999_999_999).Draw(t, name)).UTC()))
			}
			return
		}
		for i := range v.NumField() {
			drawValue(t, v.Field(i), v.Type().Field(i).Name)
		}
	case reflect.Slice:
		if n := rapid.IntRange(0, 5).Draw(t, name); n > 0 {
			v.Set(reflect.MakeSlice(v.Type(), n, n))
		}
		for i := range v.Len() {
			drawValue(t, v.Index(i), name)
		}
	case reflect.String:
		v.SetString(rapid.StringN(0, -1, 60).Draw(t, name))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, name))
	case reflect.Uint8:
		v.SetUint(uint64(rapid.Uint8().Draw(t, name)))
	case reflect.Uint32, reflect.Uint64:
		n := rapid.Uint64().Draw(t, name)
		if v.Kind() == reflect.Uint32 {
			n &= math.MaxUint32
		}
		v.SetUint(n)
	case reflect.Int, reflect.Int64:
		n := int64(rapid.Int32().Draw(t, name))
		if v.Kind() == reflect.Int64 && rapid.IntRange(0, 3).Draw(t, name) == 0 {
			n = rapid.Int64().Draw(t, name)
		}
		v.SetInt(n)
	default:
		t.Fatalf("%s: a field of kind %v", name, v.Kind())
	}
}

// bare returns a decision as its binary form holds it.
func bare(d stitch.Decision) stitch.Decision {
	d.Items, d.Skips = slices.Clone(d.Items), slices.Clone(d.Skips)
	for i := range d.Items {
		d.Items[i].ID, d.Items[i].Creative = "", ""
	}
	for i := range d.Skips {
		d.Skips[i].ID = ""
	}
	return d
}

// TestBinaryRoundTrip: each field comes back, or the form is refused for its
// size.
func TestBinaryRoundTrip(t *testing.T) {
	for name, empty := range states() {
		t.Run(name, rapid.MakeCheck(func(rt *rapid.T) {
			x, y := empty(), empty()
			drawValue(rt, reflect.ValueOf(x).Elem(), name)
			if d, ok := x.(*stitch.Decision); ok {
				*d = bare(*d)
			}
			head := []byte("head")
			b, err := x.AppendBinary(head)
			require.Equal(rt, "head", string(b[:4]))
			if err != nil {
				require.ErrorIs(rt, err, stitch.ErrBadState)
				require.Equal(rt, "head", string(b))
				_, err = x.MarshalBinary()
				require.ErrorIs(rt, err, stitch.ErrBadState)
				return
			}
			require.NoError(rt, y.UnmarshalBinary(b[4:]))
			require.Equal(rt, x, y)
			again, err := y.MarshalBinary()
			require.NoError(rt, err)
			require.Equal(rt, b[4:], again)
		}))
	}
}

// TestJSONRoundTrip: a JSON form holds all of a value.
func TestJSONRoundTrip(t *testing.T) {
	for name, empty := range states() {
		t.Run(name, rapid.MakeCheck(func(rt *rapid.T) {
			x, y := empty(), empty()
			drawValue(rt, reflect.ValueOf(x).Elem(), name)
			b, err := json.Marshal(x)
			require.NoError(rt, err)
			require.NoError(rt, json.Unmarshal(b, y))
			require.Equal(rt, x, y, string(b))
		}))
	}
}

// seeds are values that sessions have.
func seeds() []state {
	zero := time.Date(2026, 1, 1, 0, 0, 0, 123e6, time.UTC)
	return []state{
		&stitch.Session{},
		&stitch.Session{
			Type: stitch.Live, Began: zero.Add(5), Zero: zero, MediaSequence: 1e6, Edge: 36e9, Preroll: 24e9,
			TargetDuration: 6e9, Version: 6, Seed: math.MaxUint64,
		},
		&stitch.Decision{},
		&stitch.Decision{
			Key: "id@1767225606123", ID: "id", Source: stitch.SourceDateRange, Start: 6e9, From: 1, Duration: 30e9, Epoch: 1,
			Discontinuity: 8, Discontinuities: 7, Carry: -3e9,
			Items: []stitch.Item{{Kind: stitch.KindBumper, Digest: math.MaxUint64, Ad: -1}, {Digest: 5, Ad: 2}},
			Skips: []stitch.SkippedAd{{Reason: stitch.SkipNewCreative, Ad: 1}},
		},
		&stitch.Decision{Key: "@m5#2", ID: "m5", Source: stitch.SourceVMAP, Reason: stitch.ReasonEmptyResponse, Break: 3},
		&stitch.Decision{Key: "b1@1767225606123", ID: "t1767225606123"},
		&stitch.Decision{Key: "preroll", ID: "t1767225606123", Source: stitch.SourcePreroll},
		&stitch.Closure{},
		&stitch.Closure{Key: "id@1", Why: stitch.ClosedCueIn, In: 30e9, Until: 1, Discontinuities: -1, Carry: 3e9},
		&stitch.Cursor{},
		&stitch.Cursor{First: 100, Next: 106, Start: -6e9, Edge: 30e9, Digest: 1, Out: 100, Stitched: 100},
		&stitch.Cursor{
			Epoch: 2, First: 100, Next: 106, Start: 6e9, Edge: 42e9, Digest: 1, Discontinuity: 9, Out: 90, Stitched: 95, Cut: true,
			CutStart: -12e9, CutSegments: 12, CutSkipped: 2, CutIn: 98, CutDiscontinuity: 7, CutBefore: 8, Offset: 9,
		},
	}
}

func form(t require.TestingT, x encoding.BinaryMarshaler) []byte {
	b, err := x.MarshalBinary()
	require.NoError(t, err)
	return b
}

// TestBinaryDamaged: what is not a form as it was written is refused, and where
// it goes wrong is told.
func TestBinaryDamaged(t *testing.T) {
	for _, x := range seeds() {
		name := strings.ToLower(reflect.TypeOf(x).Elem().Name())
		b := form(t, x)
		got := states()[name]()
		require.NoError(t, got.UnmarshalBinary(b))
		require.Equal(t, x, got)
		refused := func(b []byte, offset int) {
			t.Helper()
			y := states()[name]()
			err := y.UnmarshalBinary(b)
			require.ErrorIs(t, err, stitch.ErrBadState)
			var e *stitch.StateError
			require.ErrorAs(t, err, &e)
			assert.Equal(t, name, e.State)
			assert.LessOrEqual(t, e.Offset, len(b), "%x", b)
			if offset >= 0 {
				assert.Equal(t, offset, e.Offset, "%v", e)
			}
			assert.Equal(t, states()[name](), y, "unchanged")
		}
		for i := range b {
			refused(b[:i], -1)
		}
		refused(append(slices.Clone(b), 0), len(b))
		refused(append([]byte{2}, b[1:]...), 0)
		refused(append([]byte{0}, b[1:]...), 0)
		for kind := range byte(8) {
			if b[1]&7 != kind {
				refused(append([]byte{b[0], b[1]&^7 | kind}, b[2:]...), 1)
			}
		}
	}
	var d stitch.Decision
	err := d.UnmarshalBinary([]byte{1, 2 | 8, 1, 'x', 0, 0, 0, 0, 0})
	assert.EqualError(t, err, `stitch: decision: byte 2: no id in key "x"`)
	err = d.UnmarshalBinary([]byte{1, 2, 1, 'x', 0, 0, 0, 0x80, 0, 0, 0})
	assert.EqualError(t, err, "stitch: decision: byte 7: not as it would be written", "0 in two bytes")
	err = d.UnmarshalBinary([]byte{1, 2 | 128, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0x0f})
	assert.EqualError(t, err, "stitch: decision: byte 9: ends too early", "4 billion items")
	var s stitch.Session
	err = s.UnmarshalBinary([]byte{1, 1 | 8, 1, 0, 0xff, 0xff, 0xff, 0xff, 0x0f, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0})
	assert.EqualError(t, err, "stitch: session: byte 4: nanoseconds of a date out of range")
}

func fuzzBinary(f *testing.F, name string) {
	f.Helper()
	empty := states()[name]
	for _, x := range seeds() {
		if b := form(f, x); reflect.TypeOf(x) == reflect.TypeOf(empty()) {
			f.Add(b)
			f.Add(b[:len(b)-1])
			f.Add(append(b, 1))
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		x := empty()
		err := x.UnmarshalBinary(b)
		if err != nil {
			var e *stitch.StateError
			require.ErrorAs(t, err, &e)
			require.True(t, e.Offset >= 0 && e.Offset <= max(len(b), stitch.MaxDecisionSize))
			require.Equal(t, empty(), x)
			return
		}
		require.Equal(t, b, form(t, x), "one value has one form")
		y := empty()
		require.NoError(t, y.UnmarshalBinary(b))
		require.Equal(t, x, y)
	})
}

func FuzzSessionBinary(f *testing.F)  { fuzzBinary(f, "session") }
func FuzzDecisionBinary(f *testing.F) { fuzzBinary(f, "decision") }
func FuzzClosureBinary(f *testing.F)  { fuzzBinary(f, "closure") }
func FuzzCursorBinary(f *testing.F)   { fuzzBinary(f, "cursor") }

const year = 365 * 24 * time.Hour

// TestBinaryCursorSize: the values that the documentation promises fit, and none
// that is larger gets out.
func TestBinaryCursorSize(t *testing.T) {
	since := stitch.Cursor{ // a hundred years of 2-second segments since its newest break
		Epoch: 63, First: 1<<62 + 50*365*86400, Start: 100 * year, Edge: 100*year + 24*time.Hour - 1, Digest: math.MaxUint32,
		Discontinuity: 1 << 32, Offset: 8191, Out: 1 << 62, Cut: true, CutStart: -1, CutSegments: 127, CutSkipped: 127,
	}
	since.Next, since.Stitched, since.CutIn = since.First+43200, since.Out+8191, since.Out+127
	all := stitch.Cursor{ // thirty years of breaks
		Epoch: 63, First: 1 << 62, Next: 1<<62 + 43200, Start: 30 * year, Edge: 30*year + 24*time.Hour - 1, Digest: math.MaxUint32,
		Discontinuity: 1<<27 - 1, Offset: 1<<27 - 1, Out: 1<<62 - 3*43200, Cut: true, CutStart: 30*year - 3*24*time.Hour, CutSegments: 8191,
		CutSkipped: 8191, CutDiscontinuity: 1<<27 - 1 - 8191, CutBefore: 1<<27 - 1 - 8191 - 63,
	}
	all.Stitched, all.CutIn = all.Out+1<<27-1, all.Out+8191
	open := all // a break that never ends
	open.Out, open.CutStart, open.CutDiscontinuity = open.First-15*365*86400, 0, 0
	open.CutBefore, open.CutSegments, open.CutIn, open.CutSkipped = 0, 1<<27, 0, 0
	open.Stitched = open.Out
	numbered := stitch.Cursor{ // every number near 2^62, in a session of a year
		Epoch: 63, First: 1 << 62, Next: 1<<62 + 600, Start: year, Edge: year + time.Hour, Digest: math.MaxUint32, Discontinuity: 1<<62 - 1,
		Offset: 1 << 24, Out: 1<<62 - 43200, Stitched: 1<<62 + 1<<24, Cut: true, CutStart: year - 24*time.Hour, CutSegments: 1000,
		CutDiscontinuity: 1<<62 - 1000, CutBefore: 1<<62 - 1000,
	}
	numbered.CutIn = numbered.Out + 1000
	before := stitch.Cursor{First: 1<<62 - 1, Next: 1<<62 + 1, Start: -100 * year, Edge: 100 * year, Digest: 1, Out: 1 << 62, Stitched: 0}
	day := stitch.Cursor{
		First: 900_000_000, Next: 900_000_900, Start: 24 * time.Hour, Edge: 24*time.Hour + 30*time.Minute, Digest: math.MaxUint32,
		Discontinuity: 400, Offset: 300, Out: 899_999_000, Stitched: 899_999_100, Cut: true, CutStart: 24*time.Hour - 33*time.Minute,
		CutSegments: 20, CutIn: 899_999_020, CutDiscontinuity: 392, CutBefore: 392,
	}
	sizes := map[string]int{}
	for name, c := range map[string]stitch.Cursor{"since": since, "all": all, "open": open, "numbered": numbered, "before": before, "day": day} {
		b, err := c.MarshalBinary()
		require.NoError(t, err, name)
		sizes[name] = len(b)
		assert.LessOrEqual(t, len(b), stitch.MaxCursorSize)
		var got stitch.Cursor
		require.NoError(t, got.UnmarshalBinary(b))
		assert.Equal(t, c, got)
	}
	t.Log(sizes)
	assert.Equal(t, map[string]int{"since": 64, "all": 64, "open": 64, "numbered": 64, "before": 44, "day": 47}, sizes)

	past := all
	past.Epoch = 64
	_, err := past.MarshalBinary()
	assert.EqualError(t, err, "stitch: cursor: byte 64: longer than any real one")
	past = stitch.Cursor{CutIn: 1}
	_, err = past.MarshalBinary()
	assert.EqualError(t, err, "stitch: cursor: byte 0: ads of no cut")
}

// TestBinaryCursorSizeProperty: no cursor of thirty years with breaks needs more.
func TestBinaryCursorSizeProperty(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := func(lo, hi int64, name string) int64 { return rapid.Int64Range(lo, hi).Draw(rt, name) }
		size := time.Duration(n(2e9, 10e9, "segment"))
		age := n(0, int64(30*year/size), "segments since the session began")
		since := n(0, min(age, int64(72*time.Hour/size)), "segments since the newest break began")
		window := n(1, int64(24*time.Hour/size), "window")
		c := stitch.Cursor{
			Epoch: int(n(0, 63, "restarts")), First: n(0, 1<<62, "number") + age, Start: time.Duration(age) * size,
			Digest: rapid.Uint32().Draw(rt, "digest"), Offset: n(0, 1<<26, "offset"), Cut: rapid.Bool().Draw(rt, "cut"),
		}
		c.Discontinuity = c.Offset + n(0, 1<<26-1, "discontinuity")
		c.Next, c.Edge = c.First+window, c.Start+time.Duration(window)*size
		c.Out = c.First - since
		c.Stitched = c.Out + n(-1<<27, 1<<27-1, "shift")
		if c.Cut {
			c.CutStart = c.Start - time.Duration(since)*size
			c.CutSegments = n(0, 8191, "ad segments")
			c.CutSkipped = min(n(0, 8191, "skipped"), c.CutSegments)
			c.CutDiscontinuity = c.Discontinuity - n(0, 8191, "discontinuities since")
			c.CutBefore = c.CutDiscontinuity + n(-63, 63, "before")
			if rapid.Bool().Draw(rt, "returned") {
				c.CutIn = c.Out + n(1, 8191, "replaced")
			}
		}
		require.LessOrEqual(rt, len(form(rt, c)), stitch.MaxCursorSize)
	})
}

// TestBinaryDecisionSize: the longest key and the largest numbers of a session of a
// hundred years.
func TestBinaryDecisionSize(t *testing.T) {
	id := strings.Repeat("i", 48)
	d := stitch.Decision{
		Key: id + "@m" + strings.Repeat("9", 19), ID: id, Source: stitch.SourceDateRange, Reason: stitch.ReasonLeftoverExceeded,
		Start: 100 * year, From: 24*time.Hour - 1, Duration: 24*time.Hour - 1, Epoch: 8191,
		Discontinuity: 1<<34 - 1, Discontinuities: 1<<34 - 1, Carry: -24 * time.Hour,
	}
	sizes := map[string]int{}
	sizes["empty"] = len(form(t, d))
	for i := range 1000 {
		d.Items = append(d.Items, stitch.Item{Kind: stitch.KindAd, Digest: math.MaxUint64, Ad: 99_999 - i})
	}
	sizes["1000 items"] = len(form(t, d))
	items := d.Items
	d.Items = nil
	for i := range 1000 {
		d.Skips = append(d.Skips, stitch.SkippedAd{Reason: stitch.SkipNewCreative, Ad: 99_999 - i})
	}
	sizes["1000 skipped"] = len(form(t, d))
	d.Items, d.Skips = items[:1], nil
	sizes["1 item"] = len(form(t, d))
	t.Log(sizes)
	assert.Equal(t, map[string]int{"empty": 117, "1 item": 131, "1000 items": 12120, "1000 skipped": 4120}, sizes)
	assert.LessOrEqual(t, sizes["empty"], stitch.MaxDecisionSize)
	assert.LessOrEqual(t, sizes["1 item"], stitch.MaxDecisionSize+stitch.MaxItemSize)

	vod := stitch.Decision{ // the longest key there is
		Key: id + "@m" + strings.Repeat("9", 19) + "#9999", ID: "m" + strings.Repeat("9", 19), Source: stitch.SourceVMAP,
		Start: 100 * year, Duration: math.MaxInt64, Break: 1999,
	}
	assert.Equal(t, 102, len(form(t, vod)))

	d = stitch.Decision{Key: id + "@m1", ID: strings.Repeat("x", 100)}
	b, err := d.AppendBinary([]byte("x"))
	assert.EqualError(t, err, "stitch: decision: byte 120: longer than any real one")
	assert.Equal(t, "x", string(b))
}

// TestBinaryKeys: the keys and ids that an origin can make fit, whatever it
// sends.
func TestBinaryKeys(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		id := strings.Map(func(r rune) rune {
			if r < ' ' || r == '"' || r == 0x7f {
				return '-'
			}
			return r
		}, rapid.OneOf(rapid.String(), rapid.StringN(40, 60, -1)).Draw(rt, "id"))
		if rapid.IntRange(0, 3).Draw(rt, "bad") == 0 {
			id += "\xff\xfe"
		}
		start := "2026-01-01T00:00:00.123Z"
		origin := window(1<<30, "EXT-X-PROGRAM-DATE-TIME:"+start, "a:6.0",
			`EXT-X-DATERANGE:ID="`+id+`",START-DATE="2026-01-01T00:00:06.123Z",DURATION=30.0,SCTE35-OUT=0xFC00`, "b:6.0", "c:6.0")
		v := newViewer(library(whole(t, "ad", 12)), offer(t, "ad"))
		_, err := v.refresh("v", origin)
		require.NoError(rt, err)
		for _, d := range v.decisions {
			b := form(rt, d)
			require.LessOrEqual(rt, len(b), stitch.MaxDecisionSize+stitch.MaxItemSize*(len(d.Items)+len(d.Skips)))
			var got stitch.Decision
			require.NoError(rt, got.UnmarshalBinary(b))
			require.Equal(rt, bare(d), got)
			j, err := json.Marshal(d)
			require.NoError(rt, err)
			got = stitch.Decision{}
			require.NoError(rt, json.Unmarshal(j, &got))
			require.Equal(rt, d, got)
		}
		require.NotEmpty(rt, v.decisions)
	})
}
