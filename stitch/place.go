package stitch

import "fmt"

// maxLoops bounds how often slate is repeated in one plan.
const maxLoops = 10_000

// place sets what fills a break and where it is cut. It depends on the decision
// and the content alone.
func (d *decider) place(b *Break, items []Item) error {
	length := b.End - b.Start
	if err := d.fill(b, items, length); err != nil {
		return err
	}
	d.account(b, length)
	if b.filled() && b.Mode == Replace {
		d.resume(b)
	}
	return nil
}

// fill sets what plays in a break: slate as far as length, less what comes behind
// it.
func (d *decider) fill(b *Break, items []Item, length duration) error {
	var at duration // from the start of the break
	var tail duration
	for i := len(items) - 1; i >= 0 && items[i].Kind == KindBumper && i > 0; i-- {
		if c := d.item(&items[i]); c != nil {
			tail += c.Duration()
		}
	}
	for i := range items {
		x := items[i]
		c := d.item(&x)
		if c == nil && x.Creative == "" {
			return fmt.Errorf("stitch: avail %.64q: %w", b.Key, ErrUnresolved)
		}
		if c == nil {
			return fmt.Errorf("stitch: avail %.64q, creative %.64q: %w", b.Key, x.Creative, ErrCreativeChanged)
		}
		if x.Kind == KindSlate {
			at = d.slateLoops(b, x, c, at, length-tail)
			continue
		}
		if x.Kind == KindAd {
			b.Personalized = true
		}
		d.add(b, Fill{Item: x, Start: at, Duration: c.Duration(), creative: c})
		at += c.Duration()
	}
	return nil
}

// item finds the creative of an item, nil if it has changed.
func (d *decider) item(x *Item) *Creative {
	c := d.in.Creatives[x.Creative]
	if c == nil || c.Digest() != x.Digest {
		return nil
	}
	return c
}

// slateLoops fills the time from at to end with slate, the last loop cut there,
// and returns end. What is written is whole segments.
func (d *decider) slateLoops(b *Break, x Item, c *Creative, at, end duration) duration {
	room := end - b.Ads - d.carry // for whole segments, on the reference grid
	for ; at < end && d.loops < maxLoops; d.loops++ {
		f := Fill{Item: x, Start: at, Duration: min(c.Duration(), end-at), creative: c}
		f.Truncated = f.Duration < c.Duration()
		before := b.Ads
		d.addCut(b, f, room)
		room -= b.Ads - before
		at += f.Duration
	}
	return max(at, end)
}

// add adds a creative that plays in full.
func (d *decider) add(b *Break, f Fill) {
	ref := f.creative.reference().clip
	f.segments, f.played = ref.Len(), ref.Duration()
	b.Ads += f.played
	d.append(b, f)
}

// addCut adds a creative of which the segments that end within room are written.
func (d *decider) addCut(b *Break, f Fill, room duration) {
	ref := f.creative.reference().clip
	f.segments = ref.Fill(room)
	f.played, f.partial = ref.Boundary(f.segments), f.segments < ref.Len()
	b.Ads += f.played
	d.append(b, f)
}

func (d *decider) append(b *Break, f Fill) {
	if p := d.in.Policy.EmptyVTT; p != "" {
		f.empty, _ = f.creative.reference().clip.Filler(p)
	}
	b.Fill = append(b.Fill, f)
}

// account sets Filled and Unfilled.
func (d *decider) account(b *Break, length duration) {
	for _, f := range b.Fill {
		b.Filled += f.Duration
	}
	switch {
	case b.Mode == Replace:
		b.Filled = min(b.Filled, length)
		b.Unfilled = max(b.Duration, length) - b.Filled
	case b.Duration > 0:
		b.Filled = min(b.Filled, b.Duration)
		b.Unfilled = b.Duration - b.Filled
	}
}

// resume sets where the reference rendition rejoins the content behind ads that
// replace it: at the boundary that keeps the carry smallest, never past the
// break's end.
func (d *decider) resume(b *Break) {
	doc := d.in.Doc
	from, end := b.at, max(doc.NearestBoundary(b.End), b.at)
	r := min(max(doc.NearestBoundary(b.Start+d.carry+b.Ads), from), end)
	if d.in.Policy.Resume == ResumeDated && r < end && doc.HasDates() {
		back := b.Ads - (doc.Boundary(r) - b.Start)
		next := d.carry + b.Ads - (doc.Boundary(r+1) - b.Start)
		if back >= second && next >= -doc.TargetDuration() {
			r++
		}
	}
	b.In, b.to = doc.Boundary(r), r
	d.carry += b.Ads - (b.In - b.Start)
}

const second = duration(1e9)
