package bench

import (
	"fmt"
	"time"
)

// A playlist is an HLS input.
type playlist struct {
	name     string
	text     []byte
	segments int
	// cuts are the segments in front of which breaks are inserted.
	cuts []int
}

// playlists returns the HLS inputs.
func playlists() []playlist {
	return []playlist{
		{"live-10", live10(), 10, []int{2, 4, 6, 8}},
		{"VOD-1000", vod1000(), 1000, []int{150, 350, 600, 900}},
		{"DVR-10800", dvr10800(), 10800, []int{1000, 4000, 7000, 10000}},
	}
}

// date is a date t after the start of all inputs.
func date(t time.Duration) string {
	return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(t).Format("2006-01-02T15:04:05.000Z07:00")
}

// live10 is a live window: a date for each segment, an open break.
func live10() []byte {
	b := []byte("#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-TARGETDURATION:7\n" +
		"#EXT-X-MEDIA-SEQUENCE:8779957\n#EXT-X-DISCONTINUITY-SEQUENCE:14\n")
	const ms = 6006
	for i := range 10 {
		switch i {
		case 5:
			b = append(b, "#EXT-OATCLS-SCTE35:/DAlAAAAAsvhAP/wFAXwAAAGf+/+AdLfiP4AG3dAAAEBAQAAXytxmQ==\n#EXT-X-CUE-OUT:30.030\n"...)
		case 6, 7, 8, 9:
			b = fmt.Appendf(b, "#EXT-X-CUE-OUT-CONT:ElapsedTime=%d.%03d,Duration=30.030,SCTE35=/DAlAAAAAsvhAP/wFAXwAAAGf+/+AdLfiP4AG3dAAAEBAQAAXytxmQ==\n", (i-5)*ms/1000, (i-5)*ms%1000)
		}
		b = fmt.Appendf(b, "#EXT-X-PROGRAM-DATE-TIME:%s\n#EXTINF:6.006,\nvideo/1080p/index_1_%d.ts?m=1566416212\n",
			date(time.Duration(i*ms)*time.Millisecond), 8779957+i)
	}
	return b
}

// vod1000 is a VOD of 100 minutes with durations that vary.
func vod1000() []byte {
	b := []byte("#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-TARGETDURATION:7\n" +
		"#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:VOD\n")
	for i := range 1000 {
		b = fmt.Appendf(b, "#EXTINF:%d.%03d,\nvideo/1080p/segment_%05d.ts\n", 5+i%2, (i*i*37)%500, i)
	}
	return append(b, "#EXT-X-ENDLIST\n"...)
}

// dvr10800 is a window of six hours in segments of 2 s: a date every ten
// segments, and a break of 60 s signalled every quarter of an hour.
func dvr10800() []byte {
	b := []byte("#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:48213377\n")
	for i := range 10800 {
		if i%10 == 0 {
			b = fmt.Appendf(b, "#EXT-X-PROGRAM-DATE-TIME:%s\n", date(time.Duration(2*i)*time.Second))
		}
		switch in := i % 450; {
		case in == 200:
			b = append(b, "#EXT-X-CUE-OUT:60.000\n"...)
		case in > 200 && in < 230:
			b = fmt.Appendf(b, "#EXT-X-CUE-OUT-CONT:%d/60\n", 2*(in-200))
		case in == 230:
			b = append(b, "#EXT-X-CUE-IN\n"...)
		}
		b = fmt.Appendf(b, "#EXTINF:2.000,\nchannel1/v1080/2026/01/01/%02d/%d.ts\n", i/1800, 48213377+i)
	}
	return b
}

// adPlaylist is ad i of a break: five segments of 3 s.
func adPlaylist(i int) []byte {
	b := []byte("#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:3\n#EXT-X-PLAYLIST-TYPE:VOD\n")
	for n := range adSegments {
		b = fmt.Appendf(b, "#EXTINF:3.000,\nhttps://cdn.example/ads/%c15/1080p/segment_%d.ts\n", 'a'+i, n)
	}
	return append(b, "#EXT-X-ENDLIST\n"...)
}

const (
	adsPerBreak = 3
	adSegments  = 5
)
