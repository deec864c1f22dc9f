package stitch

import (
	"fmt"
	"math/bits"
	"strconv"
	"strings"
	"time"
)

// The layout of a timeline, in pixels.
const (
	svgWidth    = 1200
	svgLeft     = 70 // of the lanes
	svgRight    = svgWidth - 20
	originTop   = 74
	originEnd   = originTop + 28
	viewerTop   = originEnd + 36
	viewerEnd   = viewerTop + 34
	tableTop    = viewerEnd + 76
	rowHeight   = 26
	stripLeft   = 470
	stripWidth  = 400
	notesLeft   = stripLeft + stripWidth + 16
	maxRows     = 500
	labelLevels = 3
)

const svgStyle = `<style>
text{font:11px Helvetica,Arial,sans-serif;fill:#1b2733}
.h{font-weight:bold}.m{text-anchor:middle}.e{text-anchor:end}.q{fill:#5b6b7a}.w{fill:#fff}
.content{fill:#c3d3e3}.out{fill:#e9eef3}.ad{fill:#c8571b}.ad2{fill:#a5440f}.slate{fill:#6a5aa8}.bumper{fill:#1f7a70}
.avail{fill:#f3b083}.none{fill:#b9bdc1}.link{fill:#f7dcc8}.tick{stroke:#dde3e9}.lead{stroke:#8a98a5}.gap{stroke:#fff}
</style>
`

// AppendSVG appends a drawing of the plan, 1200 pixels wide: time from left to
// right, a lane for the origin's playlist with its avails and one for what the
// viewer gets, on one scale, and below a row for each break. Avails without ads are
// grey. What has no room for its label has it, and the reasons, as a tooltip.
// The same plan always gives the same bytes.
func (p *Plan) AppendSVG(dst []byte) []byte {
	t := timeline{svg: svg{b: dst}, plan: p}
	t.runs = p.viewerRuns()
	end := p.duration
	if n := len(t.runs); n > 0 {
		t.viewer = t.runs[n-1].end
		end = max(end, t.viewer)
	}
	t.scale = timeScale{left: svgLeft, width: svgRight - svgLeft, length: max(end, 1)}

	rows := min(len(p.Breaks), maxRows)
	height := tableTop + 14 + (rows+1)*rowHeight
	t.line(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img">`, svgWidth, height, svgWidth, height)
	t.b = append(t.b, svgStyle...)
	t.line(`<rect width="%d" height="%d" fill="#fff"/>`, svgWidth, height)
	t.heading()
	t.axis()
	t.originLane()
	t.viewerLane()
	t.table(rows)
	t.line(`</svg>`)
	return t.b
}

// timeline draws one plan.
type timeline struct {
	svg
	plan   *Plan
	scale  timeScale
	runs   []viewerRun
	viewer duration // how long the viewer's timeline is
}

// A viewerRun is a stretch of what the viewer gets: content, or one ad, bumper
// or run of slate loops.
type viewerRun struct {
	start, end duration // on the stitched timeline
	brk        int      // index of the break, -1 for content
	class      string
	name       string
	cut        bool // less than the whole creative plays
}

// viewerRuns lists what the viewer gets.
func (p *Plan) viewerRuns() []viewerRun {
	var runs []viewerRun
	var at, origin duration
	content := func(to duration) {
		if to > origin {
			runs = append(runs, viewerRun{at, at + to - origin, -1, "content", "content", false})
			at += to - origin
		}
		origin = max(origin, to)
	}
	for i := range p.Breaks {
		b := &p.Breaks[i]
		if !b.filled() {
			continue
		}
		content(b.Out)
		for _, r := range b.runs() {
			runs = append(runs, viewerRun{at + r.start, at + r.end, i, r.class, r.name, r.cut})
		}
		at += b.Ads
		origin = max(origin, b.In)
	}
	content(p.duration)
	return runs
}

// runs lists what a break plays, from its start. Loops of slate are one run.
func (b *Break) runs() []viewerRun {
	var runs []viewerRun
	var at duration
	for i := range b.Fill {
		f := &b.Fill[i]
		if f.played == 0 {
			continue
		}
		r := viewerRun{start: at, end: at + f.played, class: f.Kind.String(), name: f.ID, cut: f.Truncated}
		at = r.end
		if n := len(runs); n > 0 {
			switch last := &runs[n-1]; {
			case f.Kind == KindSlate && last.class == "slate":
				last.end, last.cut = r.end, last.cut || r.cut
				continue
			case f.Kind == KindAd && last.class == "ad":
				r.class = "ad2"
			}
		}
		runs = append(runs, r)
	}
	return runs
}

// heading writes what the drawing is about and what the colours mean.
func (t *timeline) heading() {
	s := fmt.Sprintf("%s, origin %s, viewer %s, %d break", t.plan.Type, clock(t.plan.duration), clock(t.viewer), len(t.plan.Breaks))
	if len(t.plan.Breaks) != 1 {
		s += "s"
	}
	t.line(`<title>%s</title>`, s)
	t.text(20, 22, "h", s)
	x := svgRight - 430
	for _, k := range [...]struct{ class, name string }{
		{"content", "content"}, {"ad", "ad"}, {"slate", "slate"}, {"bumper", "bumper"}, {"avail", "avail"}, {"none", "without ads"},
	} {
		t.line(`<rect class="%s" x="%d" y="12" width="12" height="12"/>`, k.class, x)
		t.text(x+17, 22, "", k.name)
		x += 17 + textWidth(k.name)/100 + 20
	}
}

// axis draws the scale of both lanes.
func (t *timeline) axis() {
	step := tickStep(t.scale.length)
	for at := duration(0); at <= t.scale.length; at += step {
		x := t.scale.x(at)
		t.line(`<line class="tick" x1="%s" y1="46" x2="%s" y2="%d"/>`, px(x), px(x), viewerEnd+4)
		class := "q m"
		if x > 100*(svgRight-20) {
			class = "q e"
		}
		t.textAt(x, 42, class, clockTick(at))
	}
}

// tickStep returns a round time that gives at most a dozen ticks.
func tickStep(length duration) duration {
	step := time.Millisecond
	for _, f := range [...]duration{10, 10, 10, 2, 5, 3, 2, 2, 5, 3, 2, 2, 3, 4} {
		if length/step <= 12 {
			return step
		}
		step *= f
	}
	for length/step > 12 {
		step *= 2
	}
	return step
}

// originLane draws the origin's playlist with its avails.
func (t *timeline) originLane() {
	t.text(20, originTop+18, "h", "origin")
	t.box(0, t.plan.duration, originTop, originEnd, "out", "origin content, "+clock(t.plan.duration))
	free := 0 // hundredths of a pixel up to which labels stand
	for i := range t.plan.Breaks {
		b := &t.plan.Breaks[i]
		class := "avail"
		if !b.Personalized {
			class = "none"
		}
		from, to := t.scale.x(b.Start), t.scale.x(max(b.End, b.Start))
		t.b = append(t.b, "<g><title>"...)
		t.escape(b.tooltip(i))
		t.b = append(t.b, "</title>"...)
		if to-from > 100 {
			t.line(`<rect class="%s" x="%s" y="%d" width="%s" height="%d"/>`, class, px(from), originTop, px(to-from), originEnd-originTop)
		} else {
			t.line(`<path class="%s" d="M%s %dh4v%dh-4z"/>`, class, px(from-200), originTop-2, originEnd-originTop+4)
		}
		t.b = append(t.b, "</g>\n"...)
		next := 100 * svgRight
		if i+1 < len(t.plan.Breaks) {
			next = t.scale.x(t.plan.Breaks[i+1].Start)
		}
		if from < free {
			continue
		}
		number := strconv.Itoa(i + 1)
		label := cutText(number+" "+b.ID, 24)
		if from+textWidth(label)+300 > next {
			label = number
		}
		if w := textWidth(label); from+w <= 100*svgWidth {
			t.textAt(from, originTop-8, "", label)
			free = from + w + 400
		}
	}
}

// viewerLane draws what the viewer gets, and links it to where it came from.
func (t *timeline) viewerLane() {
	t.text(20, viewerTop+21, "h", "viewer")
	var at duration // of the runs
	for i := range t.runs {
		r := &t.runs[i]
		at = r.start
		if r.brk >= 0 && (i == 0 || t.runs[i-1].brk != r.brk) {
			b := &t.plan.Breaks[r.brk]
			t.line(`<polygon class="link" points="%s,%d %s,%d %s,%d %s,%d"/>`, px(t.scale.x(b.Out)), originEnd,
				px(t.scale.x(b.In)), originEnd, px(t.scale.x(at+b.Ads)), viewerTop, px(t.scale.x(at)), viewerTop)
		}
	}
	for i := range t.runs {
		r := &t.runs[i]
		t.box(r.start, r.end, viewerTop, viewerEnd, r.class, r.tooltip())
		t.boxLabel(r)
	}
	t.breakLabels()
}

func (r *viewerRun) tooltip() string {
	s := strings.TrimSuffix(r.class, "2")
	if r.brk >= 0 {
		s = fmt.Sprintf("break %d: %s %s", r.brk+1, s, cutText(r.name, 200))
	}
	s += fmt.Sprintf(", %s from %s", lasting(r.end-r.start), clock(r.start))
	if r.cut {
		s += ", cut"
	}
	return s
}

// label names what plays; the keys of slate and bumpers are long URLs.
func (r *viewerRun) label() string {
	if r.class == "slate" || r.class == "bumper" {
		return r.class
	}
	return r.name
}

// boxLabel writes name and duration into a box of the viewer's lane, as far as
// they fit.
func (t *timeline) boxLabel(r *viewerRun) {
	from, to := t.scale.x(r.start), t.scale.x(r.end)
	room, mid := to-from-600, (from+to)/2
	class := "m"
	if r.brk >= 0 {
		class = "m w"
	}
	name, d := cutText(r.label(), 24), lasting(r.end-r.start)
	switch {
	case textWidth(d) > room:
	case textWidth(name) <= room:
		t.textAt(mid, viewerTop+14, class, name)
		t.textAt(mid, viewerTop+27, class, d)
	default:
		t.textAt(mid, viewerTop+21, class, d)
	}
}

// breakLabels writes number and duration of each break below the viewer's lane,
// on as many levels as there are, as far as they fit.
func (t *timeline) breakLabels() {
	var free [labelLevels]int
	last := -1
	for i := range t.runs {
		r := &t.runs[i]
		if r.brk < 0 || r.brk == last {
			continue
		}
		last = r.brk
		b := &t.plan.Breaks[r.brk]
		label := fmt.Sprintf("%d: %s", r.brk+1, lasting(b.Ads))
		x := (t.scale.x(r.start) + t.scale.x(r.start+b.Ads)) / 2
		w := textWidth(label)
		left := min(max(x-w/2, 100*svgLeft), 100*svgRight-w)
		for level := range free {
			if left < free[level] {
				continue
			}
			free[level] = left + w + 900
			y := viewerEnd + 20 + 14*level
			t.line(`<line class="lead" x1="%s" y1="%d" x2="%s" y2="%d"/>`, px(x), viewerEnd+2, px(x), y-10)
			t.textAt(left, y, "", label)
			break
		}
	}
}

// timeScale maps time to hundredths of a pixel.
type timeScale struct {
	left, width int // pixels
	length      duration
}

func (s timeScale) x(d duration) int {
	length := max(s.length, 1)
	at := min(max(d, 0), length)
	hi, lo := bits.Mul64(uint64(at), uint64(100*s.width))
	x, _ := bits.Div64(hi, lo, uint64(length))
	return 100*s.left + int(x)
}
