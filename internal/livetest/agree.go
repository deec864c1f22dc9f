package livetest

import (
	"fmt"
	"slices"
	"time"
)

// Agree checks the newest playlists of all renditions with each other: at the
// same date they have the same discontinuity sequence number (H10). The borders
// of one number lie at most skew apart, and further than skew from a border
// there is no other number. Skew is about the longest segment; a window's own
// ends are not borders.
//
// Without dates the numbers that two renditions both pass are the same ones,
// and what each holds of a number that they both list whole differs by no more
// than skew at either end.
//
// Whoever calls it after each rendition was served once finds most; playlists
// that do not overlap are never wrong.
func (w *Watcher) Agree(skew time.Duration) error {
	for i, a := range w.names {
		for _, b := range w.names[i+1:] {
			if err := w.agree(a, b, skew); err != nil {
				return err
			}
		}
	}
	return nil
}

// A run is a run of segments with one discontinuity sequence number. from and to
// are dates in ns, or a time with any origin.
type run struct {
	dsn      int64
	line     int
	from, to int64
	border   [2]bool
}

// runs returns what a list holds; dated tells whether its times are dates.
func (l *list) runs() (runs []run, dated bool) {
	at := int64(0)
	for i := range l.items {
		s := &l.items[i]
		if s.dated {
			at = s.date
		}
		if i == 0 || s.dsn != l.items[i-1].dsn {
			if i > 0 {
				runs[len(runs)-1].border[1] = true
			}
			runs = append(runs, run{dsn: s.dsn, line: s.line, from: at, border: [2]bool{i > 0 || s.disc, false}})
		}
		at += int64(s.dur)
		runs[len(runs)-1].to = at
		dated = s.dated
	}
	return runs, dated
}

func (w *Watcher) agree(a, b string, skew time.Duration) error {
	la, lb := w.seen[a].last, w.seen[b].last
	if la == nil || lb == nil || len(la.items) == 0 || len(lb.items) == 0 {
		return nil
	}
	fail := func(rule string, line int, what string, had, has any) error {
		return &RuleError{
			Rule: rule, Rendition: a + " and " + b, Refresh: w.seen[b].refresh, Line: line, What: what,
			Had: fmt.Sprint(had), Has: fmt.Sprint(has),
		}
	}
	ra, datedA := la.runs()
	rb, datedB := lb.runs()
	switch {
	case la.target != lb.target:
		return fail("H4", 0, "EXT-X-TARGETDURATION differs", la.target, lb.target)
	case datedA != datedB:
		return fail("H25", 0, "only one of them has dates", datedA, datedB)
	case !datedA:
		return agreeUndated(ra, rb, skew, fail)
	}
	for _, x := range ra {
		for _, y := range rb {
			if x.dsn == y.dsn {
				if d := time.Duration(x.from - y.from); x.border[0] && y.border[0] && max(d, -d) > skew {
					what := fmt.Sprintf("date of discontinuity sequence number %d", x.dsn)
					return fail("H10", y.line, what, date(x.from), date(y.from))
				}
				continue
			}
			xf, xt := x.inner(skew)
			yf, yt := y.inner(skew)
			if from, to := max(xf, yf), min(xt, yt); from < to {
				return fail("H10", y.line, "discontinuity sequence number at "+date(from), x.dsn, y.dsn)
			}
		}
	}
	return nil
}

// date writes a date given in ns.
func date(ns int64) string { return time.Unix(0, ns).UTC().Format(time.RFC3339Nano) }

// inner returns what is further than skew from a border.
func (r run) inner(skew time.Duration) (from, to int64) {
	from, to = r.from, r.to
	if r.border[0] {
		from += int64(skew)
	}
	if r.border[1] {
		to -= int64(skew)
	}
	return from, to
}

// A failure makes an error of two values.
type failure func(rule string, line int, what string, had, has any) error

// agreeUndated compares what order alone tells.
func agreeUndated(ra, rb []run, skew time.Duration, fail failure) error {
	lo, hi := max(ra[0].dsn, rb[0].dsn), min(ra[len(ra)-1].dsn, rb[len(rb)-1].dsn)
	outside := func(r run) bool { return r.dsn < lo || r.dsn > hi }
	ra, rb = slices.DeleteFunc(ra, outside), slices.DeleteFunc(rb, outside)
	for i := range min(len(ra), len(rb)) {
		x, y := ra[i], rb[i]
		dx, dy := time.Duration(x.to-x.from), time.Duration(y.to-y.from)
		whole := x.border == [2]bool{true, true} && y.border == x.border
		switch {
		case x.dsn != y.dsn:
			return fail("H10", y.line, "next discontinuity sequence number", x.dsn, y.dsn)
		case whole && (dx-dy > 2*skew || dy-dx > 2*skew):
			return fail("H10", y.line, fmt.Sprintf("what has discontinuity sequence number %d", x.dsn), dx, dy)
		}
	}
	if len(ra) != len(rb) {
		return fail("H10", 0, "count of discontinuity sequence numbers", len(ra), len(rb))
	}
	return nil
}
