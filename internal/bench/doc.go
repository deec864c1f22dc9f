// Package bench measures adsplice against other libraries and compares its
// decoders with theirs. It is a module of its own, so that nobody who imports
// adsplice downloads those libraries.
package bench
