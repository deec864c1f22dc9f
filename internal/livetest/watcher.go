package livetest

import (
	"fmt"
	"strconv"
	"time"
)

// A RuleError is a breach of a rule in a playlist that a viewer was served.
type RuleError struct {
	// Rule is the number of the rule, such as H8.
	Rule string
	// Rendition is that of the playlist, or of both.
	Rendition string
	// Refresh counts the playlists of the rendition, from 1.
	Refresh int
	// Line in the playlist, from 1; 0 when it is about none.
	Line int
	// What differs.
	What string
	// Had and Has are the values before and now, or those of two renditions.
	// Both are empty when the playlist alone is wrong.
	Had, Has string
}

// Error returns rendition, refresh, line, rule and both values.
func (e *RuleError) Error() string {
	s := fmt.Sprintf("livetest: %s refresh %d", e.Rendition, e.Refresh)
	if e.Line > 0 {
		s += " line " + strconv.Itoa(e.Line)
	}
	s += ": " + e.Rule + ": " + e.What
	if e.Had != e.Has {
		s += fmt.Sprintf(": had %s, has %s", e.Had, e.Has)
	}
	return s
}

// A Watcher checks what one session was served: that of each rendition over its
// refreshes, and that of the renditions with each other. It remembers the newest
// playlist of each rendition and no more. The zero value is ready. It is not
// safe for use by several goroutines at once.
type Watcher struct {
	names []string
	seen  map[string]*history
}

// A history is what is known of a rendition.
type history struct {
	refresh int
	last    *list
	spare   *list
}

// Saw checks the playlist that a rendition was served next. It is a [RuleError]
// when
//
//   - EXT-X-VERSION or EXT-X-TARGETDURATION changed (H2, H4) or an EXTINF rounds
//     above the target (H3),
//   - EXT-X-MEDIA-SEQUENCE or EXT-X-DISCONTINUITY-SEQUENCE fell (H7, H8),
//   - a segment left from elsewhere than the front or came elsewhere than at
//     the end, which shows as another URI, byte range or EXTINF at the same
//     media sequence number (H7), or as an end that fell (H7),
//   - a segment has another EXT-X-GAP (H12),
//   - a segment has another discontinuity sequence number (H8), EXT-X-MAP (H14,
//     with the keys that it stands under), keys (H15), effective IV (H18:
//     explicit, or the media sequence number) or date (H23, by more than 1 ms),
//   - anything follows EXT-X-ENDLIST (H31),
//   - the playlist alone breaks a rule: a header tag twice, a byte range or IV
//     that nothing defines.
//
// A playlist that is refused is not remembered.
func (w *Watcher) Saw(rendition string, playlist []byte) error {
	return w.check(rendition, playlist, false)
}

// Stale checks a playlist that may be an older one, made of a stale copy of the
// origin's: what is still known of its segments has to be the same. If it is
// older than the newest playlist it is not remembered, else it is as for Saw.
func (w *Watcher) Stale(rendition string, playlist []byte) error {
	return w.check(rendition, playlist, true)
}

// Forget ends what is known of a rendition, as when a player starts anew.
func (w *Watcher) Forget(rendition string) {
	if h := w.seen[rendition]; h != nil {
		h.last, h.spare = nil, h.last
	}
}

func (w *Watcher) check(rendition string, playlist []byte, stale bool) error {
	h := w.seen[rendition]
	if h == nil {
		if w.seen == nil {
			w.seen = map[string]*history{}
		}
		h = &history{}
		w.seen[rendition] = h
		w.names = append(w.names, rendition)
	}
	h.refresh++
	next := h.spare
	if next == nil {
		next = &list{}
	}
	h.spare = next
	if line, rule, err := next.parse(string(playlist)); err != nil {
		return &RuleError{Rule: rule, Rendition: rendition, Refresh: h.refresh, Line: line, What: err.Error()}
	}
	stale = stale && h.last != nil && (next.msn < h.last.msn || next.end() < h.last.end())
	if e := h.compare(next, stale); e != nil {
		e.Rendition, e.Refresh = rendition, h.refresh
		return e
	}
	if !stale {
		h.last, h.spare = next, h.last
	}
	return nil
}

// compare checks a playlist against the newest one.
func (h *history) compare(next *list, stale bool) *RuleError {
	last := h.last
	if last == nil {
		return nil
	}
	differ := func(rule, what string, had, has int64) *RuleError {
		return &RuleError{Rule: rule, What: what, Had: strconv.FormatInt(had, 10), Has: strconv.FormatInt(has, 10)}
	}
	switch {
	case next.version != last.version:
		return differ("H2", "EXT-X-VERSION changed", last.version, next.version)
	case next.target != last.target:
		return differ("H4", "EXT-X-TARGETDURATION changed", last.target, next.target)
	case stale && next.end() > last.end():
		return &RuleError{
			Rule: "H7", What: "an older playlist ends later, segments went " +
				fmt.Sprintf("from %d..%d to %d..%d", last.msn, last.end()-1, next.msn, next.end()-1),
		}
	}
	from, to := max(last.msn, next.msn), min(last.end(), next.end())
	for n := from; n < to; n++ {
		if e := last.items[n-last.msn].compare(&next.items[n-next.msn]); e != nil {
			e.Line = next.line(n)
			e.What = fmt.Sprintf("%s of segment %d changed", e.What, n)
			return e
		}
	}
	if stale {
		return nil
	}
	switch {
	case next.msn < last.msn:
		return differ("H7", "EXT-X-MEDIA-SEQUENCE fell", last.msn, next.msn)
	case next.end() < last.end():
		return differ("H7", "segments left from the end, it fell", last.end(), next.end())
	case next.dsn < last.dsn:
		return differ("H8", "EXT-X-DISCONTINUITY-SEQUENCE fell", last.dsn, next.dsn)
	case last.ended && (!next.ended || next.end() != last.end()):
		return differ("H31", "the playlist goes on behind EXT-X-ENDLIST, its end", last.end(), next.end())
	}
	// Windows that do not meet have only their order in common.
	if from >= to && len(last.items) > 0 && len(next.items) > 0 {
		had, has := last.items[len(last.items)-1].dsn, next.items[0].dsn
		if has < had {
			return differ("H8", "the discontinuity sequence fell", had, has)
		}
	}
	return nil
}

// compare returns what is no longer the same about a segment.
func (s *item) compare(now *item) *RuleError {
	when := func(s *item) string {
		if !s.dated {
			return "none"
		}
		return date(s.date)
	}
	switch {
	case s.uri != now.uri:
		return &RuleError{Rule: "H7", What: "URI", Had: s.uri, Has: now.uri}
	case s.dur != now.dur:
		return &RuleError{Rule: "H7", What: "EXTINF", Had: s.dur.String(), Has: now.dur.String()}
	case s.dsn != now.dsn:
		return &RuleError{
			Rule: "H8", What: "discontinuity sequence number",
			Had: strconv.FormatInt(s.dsn, 10), Has: strconv.FormatInt(now.dsn, 10),
		}
	case s.gap != now.gap:
		return &RuleError{Rule: "H12", What: "EXT-X-GAP", Had: strconv.FormatBool(s.gap), Has: strconv.FormatBool(now.gap)}
	case s.keys != now.keys:
		return &RuleError{Rule: "H15", What: "EXT-X-KEY", Had: orNone(s.keys), Has: orNone(now.keys)}
	case s.iv != now.iv:
		return &RuleError{Rule: "H18", What: "IV", Had: s.iv.String(), Has: now.iv.String()}
	case s.mapp != now.mapp:
		return &RuleError{Rule: "H14", What: "EXT-X-MAP", Had: orNone(s.mapp), Has: orNone(now.mapp)}
	case s.dated != now.dated || s.date-now.date > int64(time.Millisecond) || now.date-s.date > int64(time.Millisecond):
		return &RuleError{Rule: "H23", What: "EXT-X-PROGRAM-DATE-TIME", Had: when(s), Has: when(now)}
	}
	return nil
}

// orNone names what is absent.
func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}
