package vmap

import "github.com/adsplice/adsplice/vast"

// SourceKind tells what an AdSource holds.
type SourceKind uint8

// The kinds.
const (
	// SourceNone is an AdSource that holds nothing known.
	SourceNone SourceKind = iota
	// SourceVAST is a VAST document, see AdSource.VAST.
	SourceVAST
	// SourceTag is a URI to fetch, see AdSource.AdTagURI.
	SourceTag
	// SourceCustom is data in another format, see AdSource.CustomAdData.
	SourceCustom
)

// String gives the stable name of the kind.
func (k SourceKind) String() string {
	switch k {
	case SourceVAST:
		return "VASTAdData"
	case SourceTag:
		return "AdTagURI"
	case SourceCustom:
		return "CustomAdData"
	case SourceNone:
	}
	return "none"
}

// AdSource is where the ads of a break come from (VMAP 1.0.1 section 2.3.2).
type AdSource struct {
	Element
	i int32 // of the break
}

// Kind tells what the source holds. If there are several, VAST goes before a tag before other data.
func (s AdSource) Kind() SourceKind {
	switch {
	case !s.child(kVASTAdData).IsZero():
		return SourceVAST
	case !s.child(kAdTagURI).IsZero():
		return SourceTag
	case !s.child(kCustomAdData).IsZero():
		return SourceCustom
	}
	return SourceNone
}

// ID is the id attribute, empty if there is none.
func (s AdSource) ID() string { return s.attr("id") }

// AllowMultipleAds tells whether more than one ad may play; absent means true. If not, one ad plays:
// the first of a pod.
func (s AdSource) AllowMultipleAds() bool {
	v, ok := s.boolean("allowMultipleAds")
	return v || !ok
}

// FollowRedirects tells whether wrappers in the response may be followed; stated is false if the
// source leaves it to the player.
func (s AdSource) FollowRedirects() (follow, stated bool) { return s.boolean("followRedirects") }

// VAST gives the VAST document that stands in VASTAdData. It is nil without error if there is no
// VASTAdData, and without ads if that is empty. An error is a *vast.SyntaxError and touches this
// break alone; then the document is nil.
//
// Offsets and lines are those of the VMAP source, also inside a CDATA section. Only a VAST that
// stands as escaped text, or in several CDATA sections, is decoded first; its positions are those of
// the decoded text.
//
// The document belongs to the VMAP document: don't reset it.
func (s AdSource) VAST() (*vast.Document, error) {
	if s.d == nil {
		return nil, nil
	}
	e := s.d.embeddedAt(s.d.breaks[s.i].embedded)
	switch {
	case e == nil:
		return nil, nil
	case e.err != nil:
		return nil, e.err
	}
	return &e.doc, nil
}

// AdTag is a URI to fetch ads from.
type AdTag struct{ Element }

// AdTagURI gives the AdTagURI element. The zero AdTag if there is none.
func (s AdSource) AdTagURI() AdTag { return AdTag{s.child(kAdTagURI)} }

// URI is the URI as it stands, blanks around it cut off. It is not validated, may be empty, relative
// or without scheme, and may hold macros.
func (t AdTag) URI() string { return t.Text() }

// AppendURI appends URI, without allocating if dst has room.
func (t AdTag) AppendURI(dst []byte) []byte { return t.AppendText(dst) }

// TemplateType is the templateType attribute as it stands: "vast", "vast1" to "vast4", or the name
// of another format. A missing one is commonly VAST.
func (t AdTag) TemplateType() string { return t.attr("templateType") }

// CustomData is ad data in another format. Text gives it.
type CustomData struct{ Element }

// CustomAdData gives the CustomAdData element. The zero CustomData if there is none.
func (s AdSource) CustomAdData() CustomData { return CustomData{s.child(kCustomAdData)} }

// TemplateType is the templateType attribute as it stands: the name of the format.
func (c CustomData) TemplateType() string { return c.attr("templateType") }
