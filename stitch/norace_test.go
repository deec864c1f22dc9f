//go:build !race

package stitch_test

// maxRefreshes bounds how long random sessions are watched.
const maxRefreshes = 300
