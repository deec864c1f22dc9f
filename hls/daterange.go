package hls

import (
	"iter"
	"time"
)

// A DateRange is one EXT-X-DATERANGE (RFC 8216 section 4.3.2.7, bis section
// 4.4.5.1). Several tags with one ID describe one range and complete each
// other; this type is one of the tags. It is a small value, decoded on each call.
type DateRange struct{ Tag Tag }

// DateRanges yields the EXT-X-DATERANGE tags in order, those behind the last
// segment included.
func (m *Media) DateRanges() iter.Seq[DateRange] {
	return func(yield func(DateRange) bool) {
		for i, t := range m.tags {
			if t.kind == TagDateRange && !yield(DateRange{Tag{m.src, t, i}}) {
				return
			}
		}
	}
}

// ID returns ID, nil if absent. It is required in every tag.
func (d DateRange) ID() []byte { return d.text("ID") }

// Class returns CLASS, nil if absent; com.apple.hls.interstitial marks an
// interstitial (bis appendix D).
func (d DateRange) Class() []byte { return d.text("CLASS") }

// StartDate returns START-DATE in its own zone, UTC if it has none. ok is
// false if it is absent, as it may be in a tag that completes an earlier one,
// or unreadable.
func (d DateRange) StartDate() (t time.Time, ok bool) { return d.date("START-DATE") }

// EndDate returns END-DATE in its own zone, UTC if it has none. ok is false if
// it is absent or unreadable.
func (d DateRange) EndDate() (t time.Time, ok bool) { return d.date("END-DATE") }

// Duration returns DURATION, the actual one. ok is false if it is absent,
// negative or unreadable.
func (d DateRange) Duration() (t time.Duration, ok bool) { return d.duration("DURATION") }

// PlannedDuration returns PLANNED-DURATION, the expected one. ok is false if
// it is absent, negative or unreadable.
func (d DateRange) PlannedDuration() (t time.Duration, ok bool) {
	return d.duration("PLANNED-DURATION")
}

// SCTE35Out returns the text of SCTE35-OUT, hexadecimal with 0x in front, nil
// if absent (RFC 8216 section 4.3.2.7.1).
func (d DateRange) SCTE35Out() []byte { return d.text("SCTE35-OUT") }

// SCTE35In returns the text of SCTE35-IN, nil if absent.
func (d DateRange) SCTE35In() []byte { return d.text("SCTE35-IN") }

// SCTE35Cmd returns the text of SCTE35-CMD, nil if absent.
func (d DateRange) SCTE35Cmd() []byte { return d.text("SCTE35-CMD") }

// EndOnNext tells whether END-ON-NEXT is YES: the range ends where the next of
// its class starts.
func (d DateRange) EndOnNext() bool { return d.Tag.Attributes().yes("END-ON-NEXT") }

// Cue returns CUE, a list of PRE, POST and ONCE, nil if absent (bis section
// 4.4.5.1).
func (d DateRange) Cue() List { return List(d.text("CUE")) }

// Client yields the attributes whose names begin with X-, in order.
func (d DateRange) Client() iter.Seq[Attribute] {
	return func(yield func(Attribute) bool) {
		for a := range d.Tag.Attributes().All() {
			if hasPrefix(a.Name, "X-") && !yield(a) {
				return
			}
		}
	}
}

func (d DateRange) text(name string) []byte { return d.Tag.Attributes().Text(name) }

func (d DateRange) date(name string) (time.Time, bool) {
	x, ok := parseDate(d.text(name))
	return x.time(), ok
}

func (d DateRange) duration(name string) (time.Duration, bool) {
	return d.Tag.Attributes().seconds(name)
}

// seconds returns an attribute that is a number of seconds, not negative.
func (a Attributes) seconds(name string) (time.Duration, bool) {
	v, ok := a.Get(name)
	if !ok {
		return 0, false
	}
	d, ok := v.Duration()
	if !ok || d < 0 {
		return 0, false
	}
	return d, true
}

// List is the text of a comma-separated list, as in CODECS or CUE.
type List []byte

// All yields the entries in order, without blanks around them; empty ones are
// skipped.
func (l List) All() iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for rest := []byte(l); len(rest) > 0; {
			var entry []byte
			entry, rest = cut(rest, ',')
			if entry = trim(entry); len(entry) > 0 && !yield(entry) {
				return
			}
		}
	}
}

// Has tells whether the list has the entry.
func (l List) Has(entry string) bool {
	for e := range l.All() {
		if string(e) == entry {
			return true
		}
	}
	return false
}
