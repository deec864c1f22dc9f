// Package vast reads VAST 2.0 to 4.3 documents: ad servers' answers that say which ads to play.
//
//	doc, err := vast.Parse(body)
//	if err != nil {
//		return err // a *vast.SyntaxError, with position and kind
//	}
//	for ad := range doc.Ads() {
//		if err := ad.Err(); err != nil {
//			log.Print(err) // this ad cannot be stitched; the others can
//			continue
//		}
//		linear, _ := ad.Linear()
//		best, _ := linear.BestMediaFile()
//		fmt.Println(ad.ID(), best.URL())
//	}
//
// Parse is zero-copy: it keeps the source and indexes all its elements; accessors decode what they
// are asked for on each call. Don't change the source afterwards. A [Document] is immutable and safe
// for any number of goroutines; Reset reads another document into the same memory, allocates
// nothing once that has grown, and needs a sole owner. All other types are small values that refer
// to their document; their zero values stand for elements that are not there, and give zero values.
//
// Nothing is lost: each typed value embeds its [Element], which gives all attributes, the verbatim
// inner XML, and the children, known or not. URLs come as they stand, blanks around them cut off:
// whoever writes one into a manifest or requests it has to validate it and to escape it.
//
// # What is tolerated
//
// Real documents deviate from the schemas. Read as if nothing was wrong: element and attribute names
// in another case, any namespace or prefix or an undeclared one, unknown elements and attributes,
// any version, missing elements, several elements where one is allowed, text and CDATA sections and
// comments mixed (joined; blank runs between them are left out), blank lines or a byte order mark at
// the start. Times are read as [ParseDuration] says. ISO-8859-1 and windows-1252 are converted when
// text is decoded, by the windows-1252 table for both.
//
// Read with a [Warning], because there is one obvious reading: bare ampersands and unknown entities
// (both stay as they are written; nothing is ever expanded but the five predefined entities and
// character references), attribute values without quotes, bytes that are not UTF-8 (read as
// windows-1252), untrue encoding declarations, and anything behind the root element.
//
// All else that is not well-formed is a [*SyntaxError]. VAST 1 is refused ([ErrUnsupportedVersion]),
// and so is a VMAP ([ErrIsVMAP]) and a document type declaration with entities ([ErrDoctype]).
//
// # What is not checked
//
// The schema, beyond what [Ad.Err] reports; that URLs are URLs, beyond the form of VASTAdTagURI;
// control characters in text.
package vast
