//go:build !linux || !(amd64 || arm64)

package bench

import "time"

// Clock names what Measure reads.
const Clock = "elapsed time"

// now is a time from which others can be subtracted.
func now() time.Duration { return time.Duration(time.Now().UnixNano()) }
