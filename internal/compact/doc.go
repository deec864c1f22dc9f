// Package compact reads the binary forms of stored values: fields one behind the
// other, whole numbers as varints (see encoding/binary), strings behind their
// length. Whatever the bytes are, reading neither panics nor allocates more than
// they are long.
package compact
