package stitch

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// table draws a row for each break, with what fills it on a scale of its own.
func (t *timeline) table(rows int) {
	y := tableTop
	for _, c := range [...]struct {
		x    int
		name string
	}{
		{20, "#"}, {48, "avail"}, {190, "at"}, {262, "what"}, {375, "filled"}, {stripLeft, "plays"}, {notesLeft, "notes"},
	} {
		t.text(c.x, y, "q", c.name)
	}
	scale := timeScale{left: stripLeft, width: stripWidth, length: 1}
	for i := range t.plan.Breaks[:rows] {
		b := &t.plan.Breaks[i]
		scale.length = max(scale.length, b.Ads+b.End-b.In, b.End-b.Start)
	}
	for i := range t.plan.Breaks[:rows] {
		b := &t.plan.Breaks[i]
		top := tableTop + 10 + i*rowHeight
		t.b = append(t.b, "<g><title>"...)
		t.escape(b.tooltip(i))
		t.b = append(t.b, "</title>\n"...)
		t.text(20, top+16, "", strconv.Itoa(i+1))
		t.fitText(48, top+16, 134, b.ID)
		t.fitText(190, top+16, 66, clock(b.Start))
		t.fitText(262, top+16, 106, b.Mode.String()+", "+b.Source.String())
		t.fitText(375, top+16, 92, b.amount())
		t.strip(b, scale, top)
		t.fitText(notesLeft, top+16, svgWidth-notesLeft-8, b.notes())
		t.b = append(t.b, "</g>\n"...)
	}
	if n := len(t.plan.Breaks) - rows; n > 0 {
		t.text(20, tableTop+26+rows*rowHeight, "q", fmt.Sprintf("and %d more", n))
	}
}

// strip draws what fills a break, and the content that is left of it.
func (t *timeline) strip(b *Break, scale timeScale, top int) {
	box := func(from, to duration, class, label, text string) {
		x, w := scale.x(from), scale.x(to)-scale.x(from)
		if w == 0 {
			return
		}
		t.line(`<rect class="%s" x="%s" y="%d" width="%s" height="%d"/>`, class, px(x), top+3, px(w), rowHeight-6)
		for _, s := range [...]string{cutText(label, 32) + " " + text, cutText(label, 32), text} {
			if textWidth(s) <= w-600 {
				style := "w"
				if class == "content" || class == "none" {
					style = ""
				}
				t.textAt(x+300, top+17, style, s)
				break
			}
		}
		if from > 0 {
			t.line(`<path class="gap" d="M%s %dv%d"/>`, px(x), top+3, rowHeight-6)
		}
	}
	for _, r := range b.runs() {
		box(r.start, r.end, r.class, r.label(), lasting(r.end-r.start))
	}
	switch left := b.End - b.In; {
	case b.Mode == Replace && b.Ads == 0:
		box(0, b.End-b.Start, "none", "content", lasting(b.End-b.Start))
	case b.Mode == Replace && left > 0:
		box(b.Ads, b.Ads+left, "content", "content", lasting(left))
	}
}

// amount tells how much of a break is filled.
func (b *Break) amount() string {
	switch {
	case b.Mode == Replace:
		return lasting(b.Filled) + " of " + lasting(b.Filled+b.Unfilled)
	case b.Ads == 0:
		return "nothing"
	}
	return lasting(b.Ads)
}

// notes tells why what does not play does not.
func (b *Break) notes() string {
	var parts []string
	if b.Reason != ReasonNone {
		parts = append(parts, b.Reason.String())
	}
	for i, s := range b.Skipped {
		if i == 3 {
			parts = append(parts, fmt.Sprintf("and %d more", len(b.Skipped)-i))
			break
		}
		parts = append(parts, cutText(s.ID, 40)+" "+s.Reason.String())
	}
	return strings.Join(parts, "; ")
}

// tooltip tells all about a break.
func (b *Break) tooltip(i int) string {
	s := fmt.Sprintf("break %d: avail %s, %s, %s, %s at %s", i+1, cutText(b.ID, 200), b.Position, b.Mode, b.Source, clock(b.Start))
	if b.Duration > 0 {
		s += ", signalled " + lasting(b.Duration)
	}
	s += ", filled " + b.amount()
	if n := b.notes(); n != "" {
		s += "\n" + n
	}
	return s
}

// svg writes elements.
type svg struct{ b []byte }

// line writes a format whose arguments need no escaping, and ends the line.
func (s *svg) line(format string, args ...any) {
	s.b = fmt.Appendf(s.b, format, args...)
	s.b = append(s.b, '\n')
}

// text writes text at a place in pixels.
func (s *svg) text(x, y int, class, text string) { s.textAt(100*x, y, class, text) }

// textAt writes text at a place whose x is in hundredths of a pixel.
func (s *svg) textAt(x, y int, class, text string) {
	s.b = fmt.Appendf(s.b, `<text x="%s" y="%d"`, px(x), y)
	if class != "" {
		s.b = fmt.Appendf(s.b, ` class="%s"`, class)
	}
	s.b = append(s.b, '>')
	s.escape(text)
	s.b = append(s.b, "</text>\n"...)
}

// fitText writes as much of a text as fits in a width.
func (s *svg) fitText(x, y, width int, text string) {
	for n := utf8.RuneCountInString(text); n > 0; n-- {
		if cut := cutText(text, n); textWidth(cut) <= 100*width {
			s.text(x, y, "", cut)
			return
		}
	}
}

// escape writes text for an element: what XML 1.0 can't hold as U+FFFD.
func (s *svg) escape(text string) {
	for _, r := range text {
		switch {
		case r == '&':
			s.b = append(s.b, "&amp;"...)
		case r == '<':
			s.b = append(s.b, "&lt;"...)
		case r == '>':
			s.b = append(s.b, "&gt;"...)
		case r == '\n':
			s.b = append(s.b, '\n')
		case r < ' ' || r >= 0x7f && r <= 0x9f || r == 0xfffe || r == 0xffff || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069:
			s.b = utf8.AppendRune(s.b, utf8.RuneError)
		default:
			s.b = utf8.AppendRune(s.b, r)
		}
	}
}

// box writes a rectangle of time with a tooltip.
func (t *timeline) box(from, to duration, top, end int, class, tip string) {
	x, w := t.scale.x(from), t.scale.x(to)-t.scale.x(from)
	if to <= from {
		return
	}
	t.b = fmt.Appendf(t.b, `<rect class="%s" x="%s" y="%d" width="%s" height="%d"><title>`, class, px(x), top, px(max(w, 50)), end-top)
	t.escape(tip)
	t.b = append(t.b, "</title></rect>\n"...)
}

// px writes hundredths of a pixel.
func px(n int) string {
	if n%100 == 0 {
		return strconv.Itoa(n / 100)
	}
	return fmt.Sprintf("%d.%02d", n/100, n%100)
}

// cutText cuts a text to n characters.
func cutText(s string, n int) string {
	i := 0
	for at := range s {
		if i == n-1 && utf8.RuneCountInString(s[at:]) > 1 {
			return s[:at] + "\u2026"
		}
		i++
	}
	return s
}

// textWidth returns about how wide text is, rather more, in hundredths of a
// pixel.
func textWidth(s string) int {
	w := 0
	for _, r := range s {
		switch {
		case strings.ContainsRune(" .,:;'!|iljtfrI()[]/", r):
			w += 400
		case r == 'm' || r == 'w' || r == '_' || r >= 'A' && r <= 'Z' || r == '%' || r == '@':
			w += 850
		case r == '\u2026' || r > 0x24f:
			w += 1150
		default:
			w += 650
		}
	}
	return w
}

// clock writes a time as m:ss.s or h:mm:ss.s, rounded down.
func clock(d duration) string {
	tenth := d.Milliseconds() / 100
	return fmt.Sprintf("%s.%d", clockTick(d), tenth%10)
}

// clockTick writes a time as m:ss or h:mm:ss, rounded down.
func clockTick(d duration) string {
	sec := d.Milliseconds() / 1000
	if sec < 3600 {
		return fmt.Sprintf("%d:%02d", sec/60, sec%60)
	}
	return fmt.Sprintf("%d:%02d:%02d", sec/3600, sec/60%60, sec%60)
}

// lasting writes how long something is, rounded to a tenth of a second.
func lasting(d duration) string {
	if d < 60*second {
		ms := (d.Milliseconds() + 50) / 100
		return fmt.Sprintf("%d.%d s", ms/10, ms%10)
	}
	return clock(d + 50e6)
}
