// Package vmap reads VMAP 1.0 and 1.0.1 documents: which ad breaks a programme has and where.
//
//	doc, err := vmap.Parse(body)
//	if errors.Is(err, vmap.ErrIsVAST) {
//		// an ad server's mistake: one VAST instead of a schedule; use package vast
//	}
//	for b := range doc.Breaks() {
//		source, ok := b.Source()
//		if !ok || !b.Linear() {
//			continue
//		}
//		fmt.Println(b.TimeOffset(), b.ID(), source.AdTagURI().URI())
//	}
//
// Parse is zero-copy: it keeps the source and indexes all its elements, those of embedded VAST
// documents included; accessors decode what they are asked for on each call. Don't change the source
// afterwards. A [Document] is immutable and safe for any number of goroutines; Reset reads another
// document into the same memory, allocates nothing once that has grown, and needs a sole owner. All
// other types are small values that refer to their document; their zero values stand for elements
// that are not there.
//
// Embedded VAST documents are [vast.Document] values whose offsets and lines are those of the VMAP
// source. One that cannot be used is an error of its break alone, see [AdSource.VAST].
//
// # What is tolerated
//
// Elements are matched by their local names, without case, in any namespace or none, with any prefix
// or an undeclared one. VASTData is read as VASTAdData, VASTAdTagURI as AdTagURI, and a VAST that
// stands in VASTAdData as the text of one CDATA section is read as if it stood there itself. What
// package vast says on encodings, references and unquoted attributes holds here too, with a
// [Warning] for each.
//
// A document without ad breaks is no error, nor is an empty source or one of blanks only.
//
// # What is not checked
//
// The schema: an ad break may be without breakType, breakId, source or a readable timeOffset. The
// accessors say so.
package vmap
