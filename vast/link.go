package vast

// Link is an element that holds a URL: an impression, an error, a click, a resource. The zero Link
// is one that is not there.
type Link struct{ Element }

func asLink(e Element) Link { return Link{e} }

// ID is the id attribute.
func (l Link) ID() string { return l.attr("id") }

// Type is the type attribute.
func (l Link) Type() string { return l.attr("type") }

// URL is the URL as it stands, blanks around it cut off. It is not validated, may be empty, relative
// or without scheme, and may hold macros.
func (l Link) URL() string { return l.Text() }

// AppendURL appends URL, without allocating if dst has room.
func (l Link) AppendURL(dst []byte) []byte { return l.AppendText(dst) }

// Extension is an Extension or CreativeExtension element: anything in any namespace. InnerXML gives
// it verbatim.
type Extension struct{ Element }

func asExtension(e Element) Extension { return Extension{e} }

// Type is the type attribute.
func (x Extension) Type() string { return x.attr("type") }
