package hls_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDateRange(t *testing.T) {
	t.Parallel()
	m := parseMedia(t, playlist(
		`#EXT-X-DATERANGE:ID="1",CLASS="com.apple.hls.interstitial",START-DATE="2024-11-11T04:35:19.353-08:00",END-DATE="2024-11-11T12:36:19.353Z",DURATION=60,PLANNED-DURATION=59.9,CUE="PRE, ONCE",X-ASSET-URI="a.m3u8",X-NUM=-1.5,X-HEX=0xAB,SCTE35-CMD=0xFC,SCTE35-OUT=0xFD,SCTE35-IN=0xFE,END-ON-NEXT=YES`,
		`#EXT-X-DATERANGE:ID="2",START-DATE="soon",DURATION=-1`)+`#EXT-X-DATERANGE:ID="3"`)
	all := slices.Collect(m.DateRanges())
	require.Len(t, all, 3)
	d := all[0]
	require.Equal(t, "1", string(d.ID()))
	require.Equal(t, "com.apple.hls.interstitial", string(d.Class()))
	start, ok := d.StartDate()
	require.True(t, ok)
	require.Equal(t, "2024-11-11T04:35:19.353-08:00", start.Format("2006-01-02T15:04:05.999Z07:00"))
	end, ok := d.EndDate()
	require.True(t, ok)
	require.Equal(t, sec(60), end.Sub(start))
	require.Equal(t, sec(60), orNone(d.Duration()))
	require.Equal(t, sec(59.9), orNone(d.PlannedDuration()))
	require.Equal(t, "0xFC 0xFD 0xFE", string(d.SCTE35Cmd())+" "+string(d.SCTE35Out())+" "+string(d.SCTE35In()))
	require.True(t, d.EndOnNext())
	require.True(t, d.Cue().Has("PRE"))
	require.True(t, d.Cue().Has("ONCE"))
	require.False(t, d.Cue().Has("POST"))
	var client []string
	for a := range d.Client() {
		client = append(client, string(a.Name)+"="+string(a.Value))
	}
	require.Equal(t, []string{`X-ASSET-URI="a.m3u8"`, "X-NUM=-1.5", "X-HEX=0xAB"}, client)

	_, ok = all[1].StartDate()
	require.False(t, ok)
	_, ok = all[1].EndDate()
	require.False(t, ok)
	require.Equal(t, none, orNone(all[1].Duration()))
	require.Equal(t, none, orNone(all[1].PlannedDuration()))
	require.Equal(t, m.Len(), all[2].Tag.Segment())
	for range m.DateRanges() {
		break
	}
	for range d.Client() {
		break
	}
}
