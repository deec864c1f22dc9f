package hls

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Days are counted as package time counts them, through every leap rule.
func TestDays(t *testing.T) {
	day := time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC)
	for n := int64(firstDate / 86_400); n < lastDate/86_400; n++ {
		y, m, d := dayOf(n)
		wy, wm, wd := day.Date()
		require.Equal(t, [3]int{wy, int(wm), wd}, [3]int{y, m, d}, "day %d", n)
		require.Equal(t, n, daysOf(y, m, d), "%s", day)
		day = day.AddDate(0, 0, 1)
		n += 16 // coprime to the cycles of months and years
		day = day.AddDate(0, 0, 16)
	}
}
