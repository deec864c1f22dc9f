// Package livetest holds what tests of live stitching share: a simulated
// origin, and a watcher of what a viewer is served.
//
// A [Channel] is a live origin as a pure function of time: the same [Config]
// and the same time give the same bytes. It has no clock and does no I/O. [Draw]
// makes random ones.
//
// A [Watcher] is told each playlist of a session and says what no player may
// see: a segment that changes its number, key or date, a number that falls,
// renditions that disagree. It reads playlists with a parser of its own, so that
// it is a second opinion about those that package hls wrote. Rules are named by
// the numbers that hlscheck uses too: H7 and H8 are the sequence numbers, for
// example.
package livetest
