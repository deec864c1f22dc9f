// Package xmlscan reads VAST, VMAP and MPD documents without copying them.
//
// A [Scanner] is a pull scanner: each call of Next gives one token as a pair of offsets into the
// source. Its contract, which the tests check:
//
//   - The spans of the tokens tile the input: each byte belongs to exactly one token, in order, from
//     the first byte (or the start of the window) to the last, or to the position of the error.
//   - Start and end tags match and nesting is at most [Options.MaxDepth].
//   - Where encoding/xml in its strict mode accepts a document, the tokens, their offsets, names,
//     attribute values and texts are the same. What is refused although encoding/xml accepts it:
//     entity declarations, declarations outside the prologue, content outside the root element, and
//     the limits on depth, size and namespaces.
//   - Nothing is ever expanded but the five predefined entities and character references, so output
//     is never larger than input, and time is linear.
//   - A Scanner allocates nothing once its stacks have grown: call Reset again to reuse it.
//
// Input is UTF-8, ISO-8859-1 or windows-1252, by the declaration. Spans are over the source bytes
// in any case; text is converted when it is decoded. A byte order mark and blank lines before the
// declaration are accepted.
//
// An undeclared prefix is no error: real VMAP and DASH documents have them. Its namespace is
// reported as the prefix itself, with ok false.
//
// Deliberately not checked: characters of names beyond their delimiters, duplicate attributes,
// blanks between attributes, "]]>" in text, "--" in comments, control characters, and that the
// XML version is 1.0.
//
// [Options.Lax] tolerates, with a [Defect] for each, what is not well-formed and yet has one
// obvious reading: a bare ampersand, an unknown entity (both stay as they are written), attribute
// values without quotes or missing, and bytes that are not UTF-8 in a document that should be.
//
// A [Tree] is a flat index of the elements of a document, filled from a Scanner.
//
// A Scanner has a sole owner; a Tree that is no longer filled may be read by any number of goroutines.
package xmlscan
