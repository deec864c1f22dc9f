//go:build race

package stitch_test

// maxRefreshes bounds how long random sessions are watched: the race detector makes
// them ten times as slow, and finds nothing more in a longer one.
const maxRefreshes = 20
