package hls

import "testing"

// FuzzQuickTag: the quick way reads what the long way reads.
func FuzzQuickTag(f *testing.F) {
	for _, s := range []string{
		"#EXT-X-VERSION:3", "#EXT-X-TARGETDURATION:6", "#EXT-X-MEDIA-SEQUENCE:17", "#EXT-X-DISCONTINUITY", "#EXT-X-DISCONTINUITY-SEQUENCE:2",
		"#EXT-X-INDEPENDENT-SEGMENTS", "#EXT-X-PLAYLIST-TYPE:VOD", "#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00Z", "#EXT-X-BYTERANGE:10@20",
		"#EXT-X-DATERANGE:ID=\"a\"", "#EXT-X-CUE-OUT:30.0000", "#EXT-X-CUE-OUT-CONT:8/30", "#EXT-X-KEY:METHOD=NONE", "#EXT-X-MAP:URI=\"i.mp4\"",
		"#EXT-X-PART:DURATION=1,URI=\"p\"", "#EXT-X-DISCONTINUITY ", "#EXT-X-VERSION: 10", " #EXT-X-VERSION:10", "# EXT-X-CUE-OUT:30000",
		"#EXT-X-MAP:URI=\"i.mp4\"\r", "#EXT-X-INDEPENDENT-SEGMENTS:", "#EXT-X-PROGRAM-DATE-TIMES:1",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		if _, _, _, ok := quickTag(line); !ok {
			return
		}
		got, ok1 := readTag(line, 5, 7)
		want, ok2 := readAnyTag(line, 5, 7)
		if got != want || ok1 != ok2 {
			t.Fatalf("%q: %+v, want %+v", line, got, want)
		}
	})
}
