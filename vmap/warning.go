package vmap

import (
	"fmt"
	"iter"
	"slices"

	"github.com/adsplice/adsplice/internal/xmlscan"
	"github.com/adsplice/adsplice/vast"
)

// Warning is something odd in a document that could be read.
type Warning struct {
	// Code says what. Of those that package vast has, the ones on single ads don't occur.
	Code vast.WarningCode
	// Offset is the position in the source in bytes, from 0.
	Offset int
	// Line and Column are the position, both from 1; columns are bytes.
	Line, Column int
	// Path names the elements around, from below the root.
	Path string
}

// String gives the warning in the form of an error text.
func (w Warning) String() string {
	path := w.Path
	if path != "" {
		path += ": "
	}
	return fmt.Sprintf("vmap: line %d: %s%s", w.Line, path, w.Code)
}

const maxWarnings = 64

type warning struct {
	offset int
	code   vast.WarningCode
}

func (d *Document) warn(code vast.WarningCode, offset int) {
	if len(d.warnings) < maxWarnings {
		d.warnings = append(d.warnings, warning{offset, code})
	}
}

func (d *Document) warnDefects(defects []xmlscan.Defect) {
	for _, f := range defects {
		code := vast.WarnEncoding
		switch f.Kind {
		case xmlscan.DefectAmpersand:
			code = vast.WarnAmpersand
		case xmlscan.DefectEntity:
			code = vast.WarnEntity
		case xmlscan.DefectUnquoted, xmlscan.DefectNoValue:
			code = vast.WarnAttribute
		case xmlscan.DefectUTF8, xmlscan.DefectDeclaration:
		}
		d.warn(code, f.Offset)
	}
	slices.SortStableFunc(d.warnings, func(a, b warning) int { return a.offset - b.offset })
}

// Warnings iterates over what is odd about the document in the order of the source, the first 64 findings at most, those inside
// VASTAdData included. Of a VAST that stands there as text, its own document knows.
func (d *Document) Warnings() iter.Seq[Warning] {
	return func(yield func(Warning) bool) {
		for _, w := range d.warnings {
			line, column := xmlscan.Position(d.tree.Src, w.offset)
			out := Warning{Code: w.code, Offset: w.offset, Line: line, Column: column}
			if n := d.tree.At(w.offset); n >= 0 && d.tree.Nodes[n].Parent >= 0 {
				out.Path = d.tree.Path(n)
			}
			if !yield(out) {
				return
			}
		}
	}
}
