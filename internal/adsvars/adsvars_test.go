package adsvars_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/adsplice/adsplice/internal/adsvars"
)

func TestAppend(t *testing.T) {
	values := map[string]string{
		"session.id": "s1", "scte.event_id": "100", "player_params.a-b": "x y", "nested.x": "[session.id]", "asset.SERIES": "Series%2520Name",
	}
	rows := []struct{ template, want, why string }{
		{"", "", ""},
		{"https://ads.example/?s=[session.id]&e=[scte.event_id]", "https://ads.example/?s=s1&e=100", ""},
		{"[player_params.a-b][session.id]", "x ys1", "several may stand together"},
		{"?u=[session.unknown]&v", "?u=&v", "an unknown variable is empty"},
		{"[nested.x]", "[session.id]", "values are not expanded again"},
		{"?k=[asset.SERIES]", "?k=Series%2520Name", "values pass as they stand (HLS-9)"},
		{"https://[2001:db8::1]/a[1]", "https://[2001:db8::1]/a[1]", "brackets around what is no name stay"},
		{"[session.id", "[session.id", "not closed"},
		{"[]", "[]", ""},
		{"[.id] [session.] [a..b]", "[.id] [session.] [a..b]", "no words"},
		{"[[session.id]]", "[s1]", ""},
		{"[CACHEBUSTING]", "[CACHEBUSTING]", "a VAST macro is left alone"},
	}
	for _, r := range rows {
		t.Run(r.template, func(t *testing.T) {
			got := adsvars.Append([]byte("kept:"), r.template, func(n string) string { return values[n] })
			assert.Equal(t, "kept:"+r.want, string(got), r.why)
		})
	}
}
