package hls_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/hls"
)

func TestWarnings(t *testing.T) {
	t.Parallel()
	// vod wraps lines as lines 4.. of an ended playlist of target 6; what follows
	// are two segments.
	vod := func(lines ...string) string {
		return "#EXTM3U\n#EXT-X-VERSION:12\n#EXT-X-TARGETDURATION:6\n" + strings.Join(append(lines, ""), "\n") +
			"#EXTINF:6,\na.ts\n#EXTINF:6,\nb.ts\n#EXT-X-ENDLIST\n"
	}
	tests := []struct {
		name string
		src  string
		want string
	}{
		{"nothing odd", vod(), ""},
		{"byte order mark", "\xef\xbb\xbf" + vod(), "1 bom"},
		{"blank start", "\n \r\n" + vod(), "1 blank-start"},
		{"not UTF-8", vod("#EXT-X-TITLE:\xe9"), "4 not-utf8"},
		{"UTF-8 beyond ASCII", vod("#EXT-X-TITLE:é"), ""},
		{"version missing", strings.Replace(vod("#EXT-X-MAP:URI=\"i\""), "#EXT-X-VERSION:12\n", "", 1), "3 version-too-low"},
		{"version missing but not needed", strings.Replace(vod(), "#EXT-X-VERSION:12\n", "", 1), ""},
		{"fractional EXTINF", strings.NewReplacer("N:12", "N:2", "6,\nb", "5.9,\nb").Replace(vod()), "6 version-too-low"},
		{"the highest need is told", strings.Replace(vod("#EXT-X-KEY:METHOD=AES-128,URI=\"k\",IV=0x01", "#EXT-X-BYTERANGE:1@1", "#EXT-X-I-FRAMES-ONLY"), "N:12", "N:1", 1), "5 version-too-low"},
		{"IV", strings.Replace(vod("#EXT-X-KEY:METHOD=AES-128,URI=\"k\",IV=0x01"), "N:12", "N:1", 1), "4 version-too-low"},
		{"KEYFORMAT", strings.Replace(vod("#EXT-X-KEY:METHOD=SAMPLE-AES-CTR,URI=\"k\",KEYFORMAT=\"x\""), "N:12", "N:4", 1), "4 version-too-low"},
		{"MAP in an I-frame playlist", strings.Replace(vod("#EXT-X-I-FRAMES-ONLY", "#EXT-X-MAP:URI=\"i\""), "N:12", "N:5", 1), ""},
		{"DEFINE", strings.Replace(vod("#EXT-X-DEFINE:NAME=\"a\",VALUE=\"b\""), "N:12", "N:7", 1), "4 version-too-low"},
		{"DEFINE:QUERYPARAM", strings.Replace(vod("#EXT-X-DEFINE:QUERYPARAM=\"a\""), "N:12", "N:10", 1), "4 version-too-low"},
		{"SKIP", strings.Replace(vod("#EXT-X-SKIP:SKIPPED-SEGMENTS=3"), "N:12", "N:8", 1), "4 version-too-low"},
		{"SKIP of date ranges", strings.Replace(vod("#EXT-X-SKIP:SKIPPED-SEGMENTS=3,RECENTLY-REMOVED-DATERANGES=\"\""), "N:12", "N:9", 1), "4 version-too-low"},
		{"SKIP without a count", vod("#EXT-X-SKIP:SKIPPED-SEGMENTS=x"), "4 bad-skip"},
		{"duplicates", vod("#EXT-X-VERSION:12", "#EXT-X-ENDLIST", "#EXT-X-INDEPENDENT-SEGMENTS", "#EXT-X-INDEPENDENT-SEGMENTS"), "4 duplicate-tag, 5 endlist-early, 7 duplicate-tag, 12 duplicate-tag"},
		{"a tag that may repeat", vod("#EXT-X-DEFINE:NAME=\"a\",VALUE=\"1\"", "#EXT-X-DEFINE:NAME=\"b\",VALUE=\"1\""), ""},
		{"MEDIA-SEQUENCE late", strings.Replace(vod(), "#EXTINF:6,\nb", "#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-DISCONTINUITY-SEQUENCE:0\n#EXTINF:6,\nb", 1), "6 misplaced-tag, 7 misplaced-tag"},
		{"playlist type", vod("#EXT-X-PLAYLIST-TYPE:LIVE"), "4 bad-playlist-type"},
		{"ENDLIST missing", strings.Replace(vod("#EXT-X-PLAYLIST-TYPE:VOD"), "#EXT-X-ENDLIST\n", "", 1), "8 endlist-missing"},
		{"EVENT without ENDLIST", strings.Replace(vod("#EXT-X-PLAYLIST-TYPE:EVENT"), "#EXT-X-ENDLIST\n", "", 1), ""},
		{"no segments", "#EXTM3U\n#EXT-X-TARGETDURATION:6\n", "2 no-segments"},
		{"window", strings.Replace(vod("#EXT-X-MEDIA-SEQUENCE:1"), "#EXT-X-ENDLIST\n", "", 1), "8 window-too-short"},
		{"a window that has not slid", strings.Replace(vod("#EXT-X-MEDIA-SEQUENCE:0"), "#EXT-X-ENDLIST\n", "", 1), ""},
		{"EXTINF above target", strings.NewReplacer("6,\na", "6.49,\na", "6,\nb", "6.5,\nb").Replace(vod()), "6 extinf-above-target"},
		{"EXTINF twice", vod("#EXTINF:5,"), "4 extinf-unused"},
		{"EXTINF at the end", vod() + "#EXTINF:5,", "9 extinf-unused"},
		{"date", vod("#EXT-X-PROGRAM-DATE-TIME:yesterday"), "4 bad-date"},
		{"date jumps", strings.Replace(vod("#EXT-X-PROGRAM-DATE-TIME:2020-01-01T00:00:00Z"), "#EXTINF:6,\nb", "#EXT-X-PROGRAM-DATE-TIME:2020-01-01T00:00:07.001Z\n#EXTINF:6,\nb", 1), "7 date-jump"},
		{"date steps back", strings.Replace(vod("#EXT-X-PROGRAM-DATE-TIME:2020-01-01T00:00:00Z"), "#EXTINF:6,\nb", "#EXT-X-PROGRAM-DATE-TIME:2020-01-01T00:00:04.999Z\n#EXTINF:6,\nb", 1), "7 date-jump"},
		{"date off by a second", strings.Replace(vod("#EXT-X-PROGRAM-DATE-TIME:2020-01-01T00:00:00Z"), "#EXTINF:6,\nb", "#EXT-X-PROGRAM-DATE-TIME:2020-01-01T01:00:07+01:00\n#EXTINF:6,\nb", 1), ""},
		{"date jumps at a discontinuity", strings.Replace(vod("#EXT-X-PROGRAM-DATE-TIME:2020-01-01T00:00:00Z"), "#EXTINF:6,\nb", "#EXT-X-DISCONTINUITY\n#EXT-X-PROGRAM-DATE-TIME:2021-01-01T00:00:00Z\n#EXTINF:6,\nb", 1), ""},
		{"discontinuity twice", vod("#EXT-X-DISCONTINUITY", "#EXT-X-DISCONTINUITY"), "5 repeated-discontinuity"},
		{"discontinuity twice in the tail", vod() + "#EXT-X-DISCONTINUITY\n#EXT-X-DISCONTINUITY\n", "10 repeated-discontinuity"},
		{"implicit byte range first", vod("#EXT-X-BYTERANGE:100"), "4 implicit-byte-range"},
		{"implicit byte range continues", "#EXTM3U\n#EXT-X-VERSION:4\n#EXT-X-TARGETDURATION:6\n#EXT-X-BYTERANGE:9@0\n#EXTINF:6,\na.ts\n#EXT-X-BYTERANGE:9\n#EXTINF:6,\na.ts\n", ""},
		{"implicit byte range of another resource", "#EXTM3U\n#EXT-X-VERSION:4\n#EXT-X-TARGETDURATION:6\n#EXT-X-BYTERANGE:9@0\n#EXTINF:6,\na.ts\n#EXT-X-BYTERANGE:9\n#EXTINF:6,\nb.ts\n", "7 implicit-byte-range"},
		{"implicit byte range behind a whole resource", "#EXTM3U\n#EXT-X-VERSION:4\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\na.ts\n#EXT-X-BYTERANGE:9\n#EXTINF:6,\na.ts\n", "6 implicit-byte-range"},
		{"NONE with attributes", vod("#EXT-X-KEY:METHOD=NONE,URI=\"\""), "4 key-none-attributes"},
		{"NONE", vod("#EXT-X-KEY:METHOD=NONE"), ""},
		{"IV unreadable", vod("#EXT-X-KEY:METHOD=AES-128,URI=\"k\",IV=0x123"), "4 bad-iv"},
		{"DATERANGE", vod("#EXT-X-PROGRAM-DATE-TIME:2020-01-01T00:00:00Z", `#EXT-X-DATERANGE:ID="a",START-DATE="2020-01-01T00:00:00Z"`, `#EXT-X-DATERANGE:ID="a",DURATION=1`), ""},
		{"DATERANGE without ID", vod("#EXT-X-PROGRAM-DATE-TIME:2020-01-01T00:00:00Z", `#EXT-X-DATERANGE:START-DATE="2020-01-01T00:00:00Z"`), "5 daterange-without-id"},
		{"DATERANGE without START-DATE", vod("#EXT-X-PROGRAM-DATE-TIME:2020-01-01T00:00:00Z", `#EXT-X-DATERANGE:ID="a"`), "5 daterange-without-start"},
		{"DATERANGE without dates", vod(`#EXT-X-DATERANGE:ID="a",START-DATE="2020-01-01T00:00:00Z"`, `#EXT-X-DATERANGE:ID="b",START-DATE="2020-01-01T00:00:00Z"`), "4 daterange-without-dates"},
		{"DATERANGE in a delta update", vod("#EXT-X-SKIP:SKIPPED-SEGMENTS=3", `#EXT-X-DATERANGE:ID="a"`), ""},
		{"part", vod("#EXT-X-PART-INF:PART-TARGET=0.5", `#EXT-X-PART:DURATION=0.501,URI="p"`, `#EXT-X-PART:DURATION=0.5,URI="p"`), "5 part-above-target"},
		{"part target unreadable", vod("#EXT-X-PART-INF:PART-TARGET=x", `#EXT-X-PART:DURATION=0.501,URI="p"`), ""},
		{"variables", vod(`#EXT-X-KEY:METHOD=AES-128,URI="{$early}"`, `#EXT-X-DEFINE:NAME="early",VALUE="x"`, "#EXT-X-X:{$early}{$never}", "#EXT-X-X:{$early}"), "4 undefined-variable, 6 undefined-variable"},
		{"cue-out alone", vod("#EXT-X-CUE-OUT"), "4 unmatched-cue-out"},
		{"cue-out alone, with a duration", vod("#EXT-X-CUE-OUT:6"), ""},
		{"cue-out alone, live", strings.Replace(vod("#EXT-X-CUE-OUT"), "#EXT-X-ENDLIST\n", "", 1), ""},
		{"cue-in alone", vod("#EXT-X-CUE-IN"), "4 unmatched-cue-in"},
		{"cue-in alone in a slid window", vod("#EXT-X-MEDIA-SEQUENCE:9", "#EXT-X-CUE-IN"), ""},
		{"second cue-in in a slid window", strings.Replace(vod("#EXT-X-MEDIA-SEQUENCE:9", "#EXT-X-CUE-IN"), "#EXTINF:6,\nb", "#EXT-X-CUE-IN\n#EXTINF:6,\nb", 1), "8 unmatched-cue-in"},
		{"cue-in behind cont", vod("#EXT-X-CUE-OUT-CONT:3/6", "#EXT-X-CUE-IN"), ""},
		{"cue-out and cue-in on one segment", vod("#EXT-X-CUE-OUT: 0", "#EXT-X-CUE-IN"), ""},
		{"repeated pairs", vod("#EXT-X-CUE-OUT: 0", "#EXT-X-CUE-IN", "#EXT-X-CUE-OUT: 0", "#EXT-X-CUE-IN"), "6 repeated-cue"},
		{"cue-in twice", vod("#EXT-X-CUE-OUT: 0", "#EXT-X-CUE-IN", "#EXT-X-CUE-IN"), "6 repeated-cue"},
		{"a break ends where another is inserted", strings.Replace(vod("#EXT-X-CUE-OUT:6"), "#EXTINF:6,\nb", "#EXT-X-CUE-IN\n#EXT-X-CUE-OUT:0\n#EXT-X-CUE-IN\n#EXTINF:6,\nb", 1), ""},
		{"nested", strings.Replace(vod("#EXT-X-CUE-OUT:7"), "#EXTINF:6,\nb", "#EXT-X-CUE-OUT:3\n#EXTINF:6,\nb", 1), "7 nested-cue-out"},
		{"nested in an open break", strings.Replace(vod("#EXT-X-CUE-OUT"), "#EXTINF:6,\nb", "#EXT-X-CUE-OUT:3\n#EXTINF:6,\nb", 1), "7 nested-cue-out"},
		{"next break behind the end of one", strings.Replace(vod("#EXT-X-CUE-OUT:6"), "#EXTINF:6,\nb", "#EXT-X-CUE-OUT:3\n#EXTINF:6,\nb", 1), ""},
		{"duration unreadable", vod("#EXT-X-CUE-OUT:INVALID", "#EXT-X-CUE-IN"), "4 bad-cue-duration"},
		{"payload", vod("#EXT-OATCLS-SCTE35:"+insertOut, "#EXT-X-SPLICEPOINT-SCTE35:"+badCRC, "#EXT-OATCLS-SCTE35", `#EXT-X-CUE-OUT:DURATION=6,CUE="x!"`), "5 bad-scte35, 6 bad-scte35, 7 bad-scte35"},
		{"payload in a variable", vod(`#EXT-X-DEFINE:NAME="c",VALUE="0xFC"`, `#EXT-X-PROGRAM-DATE-TIME:2020-01-01T00:00:00Z`, `#EXT-X-DATERANGE:ID="a",START-DATE="2020-01-01T00:00:00Z",SCTE35-OUT={$c}`), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m := parseMedia(t, tt.src)
			warnings := m.Warnings()
			got := make([]string, len(warnings))
			for i, w := range warnings {
				got[i] = strconv.Itoa(w.Line) + " " + string(w.Code)
				require.NotEmpty(t, w.Text)
				require.LessOrEqual(t, len(w.Text), 400, "text is cut")
			}
			require.Equal(t, tt.want, strings.Join(got, ", "))
		})
	}
}

func TestWarningString(t *testing.T) {
	t.Parallel()
	w := parseMedia(t, "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:7,\na.ts\n").Warnings()
	require.Len(t, w, 1)
	require.Equal(t, hls.WarnTarget, w[0].Code)
	require.Equal(t, "line 3: extinf-above-target: 7s, target 6s", w[0].String())
}
