package stitch

import (
	"fmt"
	"strconv"
	"strings"
)

// name returns the name of an enumeration's value.
func name(names []string, v uint8) string {
	if int(v) < len(names) {
		return names[v]
	}
	return fmt.Sprintf("UNKNOWN_%d", v)
}

// parseName finds the value of a name, also of one that name gives to a value
// without any.
func parseName(names []string, v *uint8, b []byte) error {
	for i, n := range names {
		if n == string(b) {
			*v = uint8(i)
			return nil
		}
	}
	if n, ok := strings.CutPrefix(string(b), "UNKNOWN_"); ok {
		x, err := strconv.ParseUint(n, 10, 8)
		if err == nil && int(x) >= len(names) {
			*v = uint8(x)
			return nil
		}
	}
	return fmt.Errorf("stitch: unknown value %.64q", b)
}

// StreamType tells video on demand from live. It holds for a whole session.
type StreamType uint8

// The types of stream.
const (
	VOD StreamType = iota
	Live
)

func streamTypes() []string {
	return []string{"vod", "live"}
}

// String returns vod or live.
func (t StreamType) String() string { return name(streamTypes(), uint8(t)) }

// MarshalText returns the same as String.
func (t StreamType) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (t *StreamType) UnmarshalText(b []byte) error { return parseName(streamTypes(), (*uint8)(t), b) }

// Mode tells what ads do to the content.
type Mode uint8

const (
	// Insert has ads go in where no content is; the timeline grows.
	Insert Mode = iota
	// Replace has ads take the place of content.
	Replace
)

func modes() []string {
	return []string{"insert", "replace"}
}

// String returns insert or replace.
func (m Mode) String() string { return name(modes(), uint8(m)) }

// MarshalText returns the same as String.
func (m Mode) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (m *Mode) UnmarshalText(b []byte) error { return parseName(modes(), (*uint8)(m), b) }

// Position tells where in the content a break lies.
type Position uint8

// The positions of breaks.
const (
	Midroll Position = iota
	Preroll
	Postroll
)

func positions() []string {
	return []string{"midroll", "preroll", "postroll"}
}

// String returns midroll, preroll or postroll.
func (p Position) String() string { return name(positions(), uint8(p)) }

// MarshalText returns the same as String.
func (p Position) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (p *Position) UnmarshalText(b []byte) error { return parseName(positions(), (*uint8)(p), b) }

// Source tells what a break was made from.
type Source uint8

// The sources of breaks.
const (
	SourceCueOut      Source = iota // EXT-X-CUE-OUT, also Adobe's EXT-X-CUE
	SourceDateRange                 // EXT-X-DATERANGE with SCTE35-OUT
	SourceOATCLS                    // EXT-OATCLS-SCTE35 alone
	SourceSCTE35                    // EXT-X-SCTE35 or EXT-SCTE35
	SourceSplicepoint               // EXT-X-SPLICEPOINT-SCTE35
	SourceAsset                     // EXT-X-ASSET
	SourceEvent                     // an MPD event
	SourcePeriod                    // an MPD period
	SourceVAST                      // a VAST answer for the whole asset
	SourceVMAP                      // an ad break of a VMAP answer
	SourcePreroll                   // the live pre-roll
	SourceRestart                   // no break: the origin has started again
)

func sources() []string {
	return []string{
		"cue-out", "daterange", "oatcls-scte35", "scte35", "splicepoint", "asset", "event", "period", "vast", "vmap", "preroll", "restart",
	}
}

// String returns the source as it stands in JSON, such as cue-out.
func (s Source) String() string { return name(sources(), uint8(s)) }

// MarshalText returns the same as String.
func (s Source) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (s *Source) UnmarshalText(b []byte) error { return parseName(sources(), (*uint8)(s), b) }

// ItemKind tells what fills a part of a break.
type ItemKind uint8

// What a break is filled with.
const (
	KindAd ItemKind = iota
	KindSlate
	KindBumper
)

func itemKinds() []string {
	return []string{"ad", "slate", "bumper"}
}

// String returns ad, slate or bumper.
func (k ItemKind) String() string { return name(itemKinds(), uint8(k)) }

// MarshalText returns the same as String.
func (k ItemKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (k *ItemKind) UnmarshalText(b []byte) error { return parseName(itemKinds(), (*uint8)(k), b) }
