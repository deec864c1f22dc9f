package livetest

import (
	"fmt"
	"strings"
	"time"
)

// Pacing checks that a stitched playlist reveals no more ad time than the origin
// has revealed of the break (H46, floor), but for slack. It is about the ads at
// the live edge: the run of them that no content follows yet. What the origin
// has revealed is all that it lists behind the last content in front of them.
// A segment of the stitched playlist is one of the origin when its URI ends with
// that one's.
//
// When that content has left either window, the ads are held against all that
// the origin lists and the first ad, of which part may have left the window
// with it.
func Pacing(origin, stitched []byte, isAd func(uri string) bool, slack time.Duration) error {
	var o, s list
	for _, x := range []struct {
		name string
		list *list
		text []byte
	}{{"origin", &o, origin}, {"stitched", &s, stitched}} {
		if line, rule, err := x.list.parse(string(x.text)); err != nil {
			return &RuleError{Rule: rule, Rendition: x.name, Line: line, What: err.Error()}
		}
	}
	var ads, revealed time.Duration
	first := len(s.items)
	for first > 0 && isAd(s.items[first-1].uri) {
		first--
		ads += s.items[first].dur
	}
	if first == len(s.items) {
		return nil
	}
	known := false
	for i := len(o.items) - 1; i >= 0 && !known; i-- {
		if known = first > 0 && strings.HasSuffix(s.items[first-1].uri, o.items[i].uri); !known {
			revealed += o.items[i].dur
		}
	}
	if !known {
		revealed += s.items[first].dur
	}
	if ads > revealed+slack {
		return &RuleError{
			Rule: "H46", Rendition: "stitched", Line: s.items[first].line, What: "ads at the live edge",
			Had: revealed.String() + " of the break", Has: fmt.Sprintf("%v of ads", ads),
		}
	}
	return nil
}
