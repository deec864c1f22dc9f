package vast

import (
	"fmt"
	"iter"
	"slices"
	"strconv"

	"github.com/adsplice/adsplice/internal/xmlscan"
)

// WarningCode says what is odd about a document that could be read.
type WarningCode uint8

// The codes. Their numbers may change, their names don't.
const (
	// WarnAmpersand is an ampersand that starts no reference. It is taken as it stands.
	WarnAmpersand WarningCode = iota + 1
	// WarnEntity is a reference to an entity that XML does not define, such as &nbsp;. It is taken as
	// it stands, never expanded.
	WarnEntity
	// WarnAttribute is an attribute value that is missing or not in quotes.
	WarnAttribute
	// WarnEncoding is an encoding declaration that is not true, or bytes that are not UTF-8, which
	// are read as windows-1252.
	WarnEncoding
	// WarnTrailing is something after the root element. It is left out.
	WarnTrailing
	// WarnVersion is a VAST element without version.
	WarnVersion
	// WarnBody is an Ad with more than one InLine or Wrapper. The first counts.
	WarnBody
)

// String gives the stable name of the code.
func (c WarningCode) String() string {
	switch c {
	case WarnAmpersand:
		return "BARE_AMPERSAND"
	case WarnEntity:
		return "UNKNOWN_ENTITY"
	case WarnAttribute:
		return "MALFORMED_ATTRIBUTE"
	case WarnEncoding:
		return "WRONG_ENCODING"
	case WarnTrailing:
		return "TRAILING_CONTENT"
	case WarnVersion:
		return "MISSING_VERSION"
	case WarnBody:
		return "SEVERAL_BODIES"
	}
	return "WARNING_" + strconv.Itoa(int(c))
}

// MarshalText gives the stable name of the code.
func (c WarningCode) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// Warning is something odd in a document that could be read.
type Warning struct {
	Code WarningCode
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
	return fmt.Sprintf("vast: line %d: %s%s", w.Line, path, w.Code)
}

const maxWarnings = 64

type warning struct {
	offset int
	code   WarningCode
}

func (d *Document) warn(code WarningCode, offset int) {
	if len(d.warnings) < maxWarnings {
		d.warnings = append(d.warnings, warning{offset, code})
	}
}

func (d *Document) warnDefects(defects []xmlscan.Defect) {
	for _, f := range defects {
		code := WarnEncoding
		switch f.Kind {
		case xmlscan.DefectAmpersand:
			code = WarnAmpersand
		case xmlscan.DefectEntity:
			code = WarnEntity
		case xmlscan.DefectUnquoted, xmlscan.DefectNoValue:
			code = WarnAttribute
		case xmlscan.DefectUTF8, xmlscan.DefectDeclaration:
		}
		d.warn(code, f.Offset)
	}
	slices.SortStableFunc(d.warnings, func(a, b warning) int { return a.offset - b.offset })
}

// Warnings iterates over what is odd about the document in the order of the source, the first 64 findings at most.
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
