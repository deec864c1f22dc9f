// Package stitch decides which ads play where and writes them into manifests.
//
// The work is five verbs, each a pure function: no I/O, no clock, no
// randomness. The same input gives the same bytes on every machine.
//
//	Parse    hls.ParseMedia, vast.Parse, vmap.Parse: bytes to immutable documents
//	Ask      Ask: the ad requests that are due; the caller fetches them
//	Decide   Decide: avails, answers and stored decisions to a Plan and new decisions
//	Render   Plan.AppendHLS: a document and the Plan to manifest bytes
//	Report   Plan.AppendJSON, Plan.AppendSVG, Plan.TimeMap
//
// Everything a viewer sees follows from the [Plan]. It has two layers: the
// intent (which ads, in which order, how long) that holds for any format, and
// the cuts, on the reference rendition's segment boundaries, that every other
// rendition follows by time. A Plan says why: each avail that was not
// personalised and each ad that was left out carries a reason.
//
// What a session must remember are values for the caller to store: a [Session]
// and a [Decision] for each avail, put if absent; and the ad server's answers. A
// live session also has a [Closure] for each break that has ended, put if absent,
// and a [Cursor] for each playlist, merged. With the same values any process
// renders the same bytes for any rendition.
//
// [Stitch] runs the verbs in a row for one playlist. Whatever goes wrong, its
// result is a playable manifest: the origin's, if need be, beside the error.
//
// Supported now: HLS, live and on demand. See the README for the table.
package stitch
