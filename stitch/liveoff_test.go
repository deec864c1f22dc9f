package stitch_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestLiveOff: when the policy passes everything, the open break ends, numbers go
// on, and no new break is asked for.
func TestLiveOff(t *testing.T) {
	v := newViewer(library(whole(t, "a", 30)), offer(t, "a"))
	v.must(t, "v", window(1, "a:6", "b:6", "EXT-X-CUE-OUT:30", "c:6", "d:6"))
	v.policy.Off = true
	out := v.must(t, "v", window(2, "b:6", "EXT-X-CUE-OUT:30", "c:6", "d:6", "e:6", "f:6"))
	assert.Equal(t, "b | a/1 a/2 a/3 a/4 a/5 a/6 | e f", show(t, []byte(out)), "what was listed stays")
	out = v.must(t, "v", window(4, "d:6", "e:6", "f:6", "g:6", "EXT-X-CUE-OUT:30", "h:6"))
	assert.Contains(t, out, "f.ts")
	assert.Contains(t, out, "h.ts", "a new break is content")
	asked := len(v.asked)
	v.must(t, "v", window(5, "e:6", "f:6", "g:6", "EXT-X-CUE-OUT:30", "h:6", "i:6"))
	require.Len(t, v.asked, asked)
	assert.Equal(t, 1, asked)
}
