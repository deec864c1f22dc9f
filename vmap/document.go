package vmap

import (
	"iter"

	"github.com/adsplice/adsplice/internal/xmlscan"
	"github.com/adsplice/adsplice/vast"
)

// Document is a VMAP document. It is immutable from the return of Parse or Reset until the next
// Reset, and may be read by any number of goroutines. The zero value is a document without breaks.
type Document struct {
	tree     xmlscan.Tree
	scan     xmlscan.Scanner
	inner    xmlscan.Scanner
	breaks   []breakRecord
	warnings []warning

	// embedded are the VAST documents; the first used ones belong to this source, the others are
	// memory for the next.
	embedded []*embedded
	used     int
	held     int    // how many may still refer to a source
	text     []byte // decoded text of VASTAdData, if it had to be decoded
}

// embedded is what a VASTAdData element holds.
type embedded struct {
	node int32 // the VASTAdData
	doc  vast.Document
	err  error
}

// breakRecord is what is known of an ad break when the document has been read. Indexes are -1 if
// there is none.
type breakRecord struct {
	node, source, data int32
	embedded           int32
}

// Parse reads a VMAP document. It keeps src; don't change it afterwards.
//
// A document without ad breaks is no error: an empty VMAP element, an empty source, one of blanks
// only. An ad break that cannot be used is no error either: its accessors tell.
//
// The error is a *SyntaxError; then there is no document.
func Parse(src []byte) (*Document, error) {
	d := new(Document)
	if err := d.Reset(src); err != nil {
		return nil, err
	}
	return d, nil
}

// Reset is Parse into the memory of d, which it invalidates with all values read from it, embedded
// VAST documents included. It needs a sole owner and, once d has grown, allocates nothing. After an
// error d is empty.
func (d *Document) Reset(src []byte) error {
	d.clear()
	err := d.parse(src)
	if err != nil {
		d.clear()
	}
	for _, e := range d.embedded[d.used:d.held] {
		_ = e.doc.Reset(nil) // lets go of its source
	}
	d.held = d.used
	return err
}

func (d *Document) parse(src []byte) error {
	d.inner.Reset(nil, xmlscan.Options{})
	s := &d.scan
	s.Reset(src, xmlscan.Options{Lax: true})
	if !s.NextTag() {
		if err := s.Err(); err != nil {
			return scanError(err)
		}
		return nil
	}
	if err := d.root(s); err != nil {
		return err
	}
	if err := d.build(s); err != nil {
		return err
	}
	_, end := s.Span()
	if !s.Epilogue() {
		d.warn(vast.WarnTrailing, end)
	}
	d.warnDefects(s.Defects())
	return nil
}

func (d *Document) clear() {
	d.tree.Clear()
	d.breaks, d.warnings, d.text, d.used = d.breaks[:0], d.warnings[:0], d.text[:0], 0
}

// root adds the root element, or tells why it is not VMAP.
func (d *Document) root(s *xmlscan.Scanner) error {
	if cause := rootError(s.Local()); cause != nil {
		err := d.errorAt(s, cause)
		err.Detail = cause.Error() + ": root element " + xmlscan.Quote(s.Name())
		return err
	}
	d.tree.Reset(s)
	d.tree.Add(s, uint16(kVMAP))
	return nil
}

func (d *Document) errorAt(s *xmlscan.Scanner, cause error) *SyntaxError {
	start, _ := s.Span()
	line, column := s.Position(start)
	return &SyntaxError{Offset: start, Line: line, Column: column, Err: cause}
}

// build reads what is below the root element.
func (d *Document) build(s *xmlscan.Scanner) error {
	t := &d.tree
	breaks := 0
	for t.Open() >= 0 {
		if !s.NextTag() {
			return scanError(s.Err())
		}
		if s.Kind() == xmlscan.EndTag {
			t.Close(s)
			continue
		}
		k := kindOf(s.Local())
		if k == kAdBreak && t.Open() == 0 {
			if breaks++; breaks > MaxBreaks {
				return d.errorAt(s, ErrTooManyBreaks)
			}
		}
		parent := t.Open()
		t.Add(s, uint16(k))
		if kind(t.Nodes[parent].Kind) == kVASTAdData && d.isSource(t.Nodes[parent].Parent) {
			if err := d.embed(s, parent); err != nil {
				return err
			}
		}
	}
	d.collect()
	return nil
}

// isSource reports whether node n is the AdSource of an AdBreak below the root.
func (d *Document) isSource(n int32) bool {
	if n < 0 || kind(d.tree.Nodes[n].Kind) != kAdSource {
		return false
	}
	b := d.tree.Nodes[n].Parent
	return b >= 0 && kind(d.tree.Nodes[b].Kind) == kAdBreak && d.tree.Nodes[b].Parent == 0
}

// next gives the memory for the VAST document of the VASTAdData at node n.
func (d *Document) next(n int32) *embedded {
	if d.used == len(d.embedded) {
		d.embedded = append(d.embedded, new(embedded))
	}
	e := d.embedded[d.used]
	d.used++
	d.held = max(d.held, d.used)
	e.node, e.err = n, nil
	return e
}

// embed reads the element inside the VASTAdData at node n, whose start tag was just added. Only the
// first one counts.
func (d *Document) embed(s *xmlscan.Scanner, n int32) error {
	if d.used > 0 && d.embedded[d.used-1].node == n {
		return nil
	}
	e := d.next(n)
	depth, empty := s.Depth(), s.Kind() == xmlscan.EmptyTag
	e.err = e.doc.ResetFrom(s)
	if err := s.Err(); err != nil {
		return scanError(err)
	}
	if empty || d.tree.Open() == n {
		return nil
	}
	if s.Kind() == xmlscan.StartTag && e.err != nil && s.Depth() == depth {
		return nil // not VAST: its children are added as those of any element
	}
	for s.Depth() >= depth {
		if !s.NextTag() {
			return scanError(s.Err())
		}
	}
	d.tree.Close(s)
	return nil
}

// collect fills d.breaks from the tree, and reads the VAST documents that stand as text.
func (d *Document) collect() {
	t := &d.tree
	found := d.used
	at := 0
	for n := t.Child(0, uint16(kAdBreak)); n >= 0; n = t.Sibling(n) {
		r := breakRecord{node: n, source: t.Child(n, uint16(kAdSource)), data: -1, embedded: -1}
		if r.source >= 0 {
			r.data = t.Child(r.source, uint16(kVASTAdData))
		}
		for at < found && d.embedded[at].node < r.data {
			at++
		}
		switch {
		case r.data < 0:
		case at < found && d.embedded[at].node == r.data:
			r.embedded = int32(at)
		default:
			r.embedded = int32(d.used)
			d.parseText(r.data)
		}
		d.breaks = append(d.breaks, r)
	}
}

// parseText reads the VAST document that stands as text in the VASTAdData at node n, without copying
// it if it is one CDATA section or text without references.
func (d *Document) parseText(n int32) {
	t := &d.tree
	e := d.next(n)
	if c, ok := t.Only(n); ok && (c.CDATA || t.Enc.Plain(t.Src[c.Start:c.End])) {
		d.inner.ResetWindow(t.Src, c.Start, c.End, t.Enc, xmlscan.Options{Lax: true})
		e.err = e.doc.ResetWindow(&d.inner)
		return
	}
	base := len(d.text)
	d.text = t.AppendText(d.text, n)
	e.err = e.doc.Reset(d.text[base:len(d.text):len(d.text)])
}

// Element is the VMAP element itself; the zero Element if the source was empty.
func (d *Document) Element() Element {
	if len(d.tree.Nodes) == 0 {
		return Element{}
	}
	return Element{d, 0}
}

// Version is the version attribute as it stands, empty if there is none. VMAP 1.0.1 says "1.0" too.
func (d *Document) Version() string { return d.Element().attr("version") }

// Len is the number of AdBreak elements.
func (d *Document) Len() int { return len(d.breaks) }

// Break gives the ad break at index i, from 0 in document order. Out of range it gives the zero
// AdBreak.
func (d *Document) Break(i int) AdBreak {
	if i < 0 || i >= len(d.breaks) {
		return AdBreak{}
	}
	return AdBreak{Element{d, d.breaks[i].node}, int32(i)}
}

// Breaks iterates over the ad breaks in document order, which is the order of those with the same
// time offset too.
func (d *Document) Breaks() iter.Seq[AdBreak] {
	return func(yield func(AdBreak) bool) {
		for i := range d.breaks {
			if !yield(d.Break(i)) {
				return
			}
		}
	}
}

// Extensions iterates over the Extension elements of the document.
func (d *Document) Extensions() iter.Seq[Extension] {
	return eachBelow(d.Element(), kExtensions, kExtension, asExtension)
}

// embeddedAt gives the VAST document at an index, nil if there is none.
func (d *Document) embeddedAt(i int32) *embedded {
	if i < 0 {
		return nil
	}
	return d.embedded[i]
}
