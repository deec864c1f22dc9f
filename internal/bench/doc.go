// Package bench measures adsplice against other libraries and compares its
// decoders with theirs. It is a module of its own, so that nobody who imports
// adsplice downloads those libraries.
//
// From this directory
//
//	go run ./cmd/ratios
//
// measures every task on every input and prints the ratios to the peers, the
// allocations and the floors; it exits with 1 if a floor is not reached. The
// sides take turns within one process, so that a busy machine slows all of
// them, and each figure is a median over many turns. On Linux it is the CPU time
// of one thread: neither what else the machine does nor what the collector does
// for the peers' garbage on other threads is in it. The same cases are
// benchmarks, for profiles and for benchstat:
//
//	go test -run='^$' -bench=HLSSplice/DVR-10800 -cpuprofile=cpu.out
//
// # Inputs
//
// All inputs are made in code and are the same on every run: a live window of
// 10 segments, a VOD of 1000 and a DVR window of 10,800 segments of 2 s (6 h)
// with dates and cues; VAST documents with one ad and with a pod of six with 20
// tracking URLs each; a VMAP with five breaks.
//
// # What the sides do
//
//   - parse: our Reset into a document in use before, against what a peer
//     offers that is fastest: the playlist's capacity is given where it can be,
//     the list type isn't guessed, nothing is copied first. Our documents are
//     an index that decodes on demand, theirs are decoded values; "parse+read"
//     levels that: every segment's URI and duration is read, or every URL that
//     a stitcher needs of an ad.
//   - splice: parse, insert four breaks of three ads (15 segments) and write.
//     The ads were parsed before on every side, and peers put the values into
//     a list of the right capacity.
//   - render: write a spliced playlist that is parsed already, against a copy of
//     the same bytes into the same buffer.
//
// None of the peers writes what a splice needs beyond the discontinuities, so
// the comparison is in their favour.
package bench
