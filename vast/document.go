package vast

import (
	"bytes"
	"iter"
	"slices"

	"github.com/adsplice/adsplice/internal/xmlscan"
)

// Document is a VAST document. It is immutable from the return of Parse or Reset until the next
// Reset, and may be read by any number of goroutines. The zero value is a document without ads.
type Document struct {
	tree     xmlscan.Tree
	scan     xmlscan.Scanner
	ads      []adRecord
	warnings []warning
}

// Parse reads a VAST document. It keeps src; don't change it afterwards.
//
// A document without ads is no error: an empty VAST element, one with nothing but Error elements,
// and also an empty source or one of blanks only, which is how ad servers say "no ad". An ad that
// cannot be stitched is no error either, see [Ad.Err].
//
// The error is a *SyntaxError; then there is no document.
func Parse(src []byte) (*Document, error) {
	d := new(Document)
	if err := d.Reset(src); err != nil {
		return nil, err
	}
	return d, nil
}

// Reset is Parse into the memory of d, which it invalidates with all values read from it. It needs a
// sole owner and, once d has grown, allocates nothing. After an error d is empty.
func (d *Document) Reset(src []byte) error {
	if d.tree.Nodes == nil {
		// Half of all '<' start an element, unless most are empty-element tags or CDATA sections.
		d.tree.Nodes = make([]xmlscan.Node, 0, bytes.Count(src, []byte{'<'})/2+2)
	}
	d.scan.Reset(src, xmlscan.Options{Lax: true})
	return d.ResetWindow(&d.scan)
}

// ResetWindow is Reset for the document that s, which was just reset, is about to read. It is for
// package vmap.
func (d *Document) ResetWindow(s *xmlscan.Scanner) error {
	d.warnings = d.warnings[:0]
	if !s.NextTag() {
		d.clear()
		if err := s.Err(); err != nil {
			return scanError(err)
		}
		return nil
	}
	if err := d.build(s); err != nil {
		return err
	}
	_, end := s.Span()
	if !s.Epilogue() {
		d.warn(WarnTrailing, end)
	}
	d.warnDefects(s.Defects())
	return nil
}

// ResetFrom is Reset for a VAST element inside another document, whose scanner stands at its start
// tag. It leaves the scanner at its end tag; after an error where that was met. Offsets are those of
// the outer document. It is for package vmap.
func (d *Document) ResetFrom(s *xmlscan.Scanner) error {
	d.warnings = d.warnings[:0]
	return d.build(s)
}

func (d *Document) clear() {
	d.tree.Clear()
	d.ads = d.ads[:0]
}

// build reads the element at whose start tag s stands.
func (d *Document) build(s *xmlscan.Scanner) error {
	t := &d.tree
	t.Reset(s)
	d.ads = d.ads[:0]
	if cause := rootError(s.Local()); cause != nil {
		start, _ := s.Span()
		line, column := s.Position(start)
		err := &SyntaxError{
			Offset: start, Line: line, Column: column, Err: cause,
			Detail: cause.Error() + ": root element " + xmlscan.Quote(s.Name()),
		}
		d.clear()
		return err
	}
	t.Add(s, uint16(kVAST))
	ads := 0
	for t.Open() >= 0 {
		if !s.NextTag() {
			err := s.Err()
			d.clear()
			return scanError(err)
		}
		if s.Kind() == xmlscan.EndTag {
			t.Close(s)
			continue
		}
		k := kindOf(s.Local())
		if k == kAd && t.Open() == 0 {
			if ads++; ads > MaxAds {
				return d.tooManyAds(s)
			}
		}
		t.Add(s, uint16(k))
	}
	d.ads = slices.Grow(d.ads, ads)
	d.classify()
	return nil
}

func (d *Document) tooManyAds(s *xmlscan.Scanner) error {
	start, _ := s.Span()
	line, column := s.Position(start)
	d.clear()
	return &SyntaxError{Offset: start, Line: line, Column: column, Err: ErrTooManyAds}
}

// rootError tells why a root element is not VAST, nil if it is.
func rootError(local []byte) error {
	switch {
	case xmlscan.EqualFold(local, "VAST"):
		return nil
	case xmlscan.EqualFold(local, "VMAP"):
		return ErrIsVMAP
	case xmlscan.EqualFold(local, "VideoAdServingTemplate"):
		return ErrUnsupportedVersion
	}
	return ErrNotVAST
}

// Element is the VAST element itself; the zero Element if the source was empty.
func (d *Document) Element() Element {
	if len(d.tree.Nodes) == 0 {
		return Element{}
	}
	return Element{d, 0}
}

// Version is the version attribute as it stands, empty if there is none. Any version is read.
func (d *Document) Version() string { return d.Element().attr("version") }

// Len is the number of Ad elements.
func (d *Document) Len() int { return len(d.ads) }

// Ad gives the ad at index i, from 0 in document order. Out of range it gives the zero Ad.
func (d *Document) Ad(i int) Ad {
	if i < 0 || i >= len(d.ads) {
		return Ad{}
	}
	return Ad{Element{d, d.ads[i].node}, int32(i)}
}

// Ads iterates over the ads in document order, unusable ones included.
func (d *Document) Ads() iter.Seq[Ad] {
	return func(yield func(Ad) bool) {
		for i := range d.ads {
			if !yield(d.Ad(i)) {
				return
			}
		}
	}
}

// Errors iterates over the Error elements of the root, whose URLs are to be requested when the
// document has no ad (VAST 4.3 section 3.2.1).
func (d *Document) Errors() iter.Seq[Link] { return each(d.Element(), kError, asLink) }
