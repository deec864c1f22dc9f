package hls_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/hls"
	"github.com/adsplice/adsplice/internal/scte35"
)

// Payloads of public documents and samples; what they decode to is asserted
// below.
const (
	insertOut  = "/DAlAAAAAAAAAP/wFAUAAA+if+/+INAJ0P4AKTLgAAAAAAAA9UTkTA==" // splice_insert 4002, out, 30 s
	insertIn   = "/DAgAAAAAAAAAP/wDwUAAA+if0/+IPk8sAAAAAAAAH3XbUE="         // the same event, in
	poStart    = "/DAnAAAAAAAAAP/wBQb+AA27oAARAg9DVUVJAAAAAX+HCQA0AAE0xUZn" // 0x34
	poEnd      = "/DAnAAAAAAAAAP/wBQb+ADbugAARAg9DVUVJAAAAAX+HCQA1AAA3v5+Q" // 0x35
	breakStart = "/DAxAAAAAAAAAP/wBQb+AkQ9OQAbAhlDVUVJAAAAAX//AAD3SLYOBTExMTExIgEWcfMKWg=="
	adEndStart = "/DBeAAAAAAAAAP/wBQb/FFKUFwBIAhRDVUVJAAX6C3//AAApMuAAADAKDwIfQ1VFSQAF+v9/vwwQQURGUgEzogE0sXwF+gWXQAIAAAIPQ1VFSQAF+gp/vwAAMQkP2DtRqg=="
	programEnd = "/DAxAAAAAAAAAP/wBQb+AKhAlAAbAhlDVUVJAAAAAn//AAGbR0cOBTExMTExEAEA/GG2rg==" // 0x10
	spliceNull = "/DARAAAAAAAAAP/wAAAAAHpPv/8="
	cancelled  = "/DAWAAAAAAAA///wBQUAAA+i/wAAhRT+ag=="
	badCRC     = "/DAgAAAAAAAAAP/wDwUA2bk0f//+ADS8AMAAAAAAAORhJCQ=" // insert, out
	hexOut     = "0xFC302500000000000000FFF01405000003E77FEFFE0011FB9EFE002932E00001010100004D192A59"
)

// playlist wraps lines in a media playlist: they stand in front of the second
// of three segments.
func playlist(lines ...string) string {
	return "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\na.ts\n" +
		strings.Join(lines, "\n") + "\n#EXTINF:6,\nb.ts\n#EXTINF:6,\nc.ts\n"
}

func parseMedia(tb testing.TB, src string) *hls.Media {
	tb.Helper()
	m, err := hls.ParseMedia([]byte(src))
	require.NoError(tb, err)
	return m
}

func markers(tb testing.TB, lines ...string) []hls.Marker {
	tb.Helper()
	return slices.Collect(parseMedia(tb, playlist(lines...)).Markers())
}

func marker(tb testing.TB, line string) hls.Marker {
	tb.Helper()
	all := markers(tb, line)
	require.Len(tb, all, 1)
	return all[0]
}

// sec is a duration of seconds and milliseconds.
func sec(s float64) time.Duration { return time.Duration(s*1e9 + 0.5).Round(time.Microsecond) }

// none stands for a duration that is not stated.
const none = time.Duration(-1)

func orNone(d time.Duration, ok bool) time.Duration {
	if !ok {
		return none
	}
	return d
}

func TestMarkerForms(t *testing.T) {
	t.Parallel()
	const (
		info = hls.MarkerInfo
		out  = hls.MarkerOut
		in   = hls.MarkerIn
		cont = hls.MarkerCont
	)
	tests := []struct {
		line     string
		role     hls.MarkerRole
		duration time.Duration
		elapsed  time.Duration
		id       string
		scte35   string
		why      string
	}{
		{"#EXT-X-CUE-OUT", out, none, none, "", "", "open break"},
		{"#EXT-X-CUE-OUT:", out, none, none, "", "", "nothing behind the colon"},
		{"#EXT-X-CUE-OUT:30", out, sec(30), none, "", "", "integer"},
		{"#EXT-X-CUE-OUT:30.000", out, sec(30), none, "", "", "HLS-2"},
		{"#EXT-X-CUE-OUT: 0", out, 0, none, "", "", "zero is a statement: insert, replace nothing"},
		{"#EXT-X-CUE-OUT:0.000", out, 0, none, "", "", "zero with digits"},
		{`#EXT-X-CUE-OUT:"60.000"`, out, sec(60), none, "", "", "quoted number"},
		{"#EXT-X-CUE-OUT:DURATION=30", out, sec(30), none, "", "", "attribute"},
		{"#EXT-X-CUE-OUT:Duration=30.5", out, sec(30.5), none, "", "", "attribute in mixed case"},
		{`#EXT-X-CUE-OUT:DURATION="60.000"`, out, sec(60), none, "", "", "quoted attribute"},
		{"#EXT-X-CUE-OUT:DURATION=150,BREAKID=0x0", out, sec(150), none, "0x0", "", "break id"},
		{"#EXT-X-CUE-OUT:BREAKID=0x0,DURATION=150", out, sec(150), none, "0x0", "", "any order"},
		{`#EXT-X-CUE-OUT:DURATION=366,ID=16777323,CUE="` + insertOut + `"`, out, sec(366), none, "16777323", insertOut, "Envivio"},
		{"#EXT-X-CUE-OUT:4,SpliceType=VOD_DAI,Action=REPLACE, PAID=example.com/2024,Acds=BA", out, sec(4), none, "", "", "MediaConvert"},
		{"#EXT-X-CUE-OUT:177.100,SignalID=abc", out, sec(177.1), none, "abc", "", "Primetime"},
		{"#EXT-X-CUE-OUT:INVALID", out, none, none, "", "", "unreadable duration is an open break"},
		{"#EXT-X-CUE-OUT:-5", out, none, none, "", "", "negative duration is none"},
		{"#EXT-X-CUE-OUT:30s", out, none, none, "", "", "a unit is no number"},
		{"#EXT-X-CUE-OUT 13.4", out, sec(13.4), none, "", "", "blank for the colon"},
		{"# EXT-X-CUE-OUT: 30.000", out, sec(30), none, "", "", "blank behind #"},
		{" #EXT-X-CUE-OUT:30 ", out, sec(30), none, "", "", "blanks around the line"},

		{"#EXT-X-CUE-OUT-CONT", cont, none, none, "", "", "bare"},
		{"#EXT-X-CUE-OUT-CONT:8/30.0", cont, sec(30), sec(8), "", "", "elapsed/duration"},
		{"#EXT-X-CUE-OUT-CONT:2.436/120", cont, sec(120), sec(2.436), "", "", "elapsed/duration"},
		{"# EXT-X-CUE-OUT-CONT: 8.308/30", cont, sec(30), sec(8.308), "", "", "blanks"},
		{"#EXT-X-CUE-OUT-CONT:8.308 / 30", cont, sec(30), sec(8.308), "", "", "blanks around the slash"},
		{"#EXT-X-CUE-OUT-CONT:8", cont, none, sec(8), "", "", "elapsed alone"},
		{"#EXT-X-CUE-OUT-CONT:/30", cont, sec(30), none, "", "", "duration alone"},
		{"#EXT-X-CUE-OUT-CONT:ElapsedTime=5.939,Duration=201.467,SCTE35=" + insertOut, cont, sec(201.467), sec(5.939), "", insertOut, "enhanced form; = in an unquoted payload"},
		{"#EXT-X-CUE-OUT-CONT:ElapsedTime=2,Duration=50", cont, sec(50), sec(2), "", "", "without payload"},
		{"#EXT-X-CUE-OUT-CONT:CAID=0x0000000020FB6501,ElapsedTime=2, Duration=50,SCTE35=" + poStart, cont, sec(50), sec(2), "", poStart, "CAID in front, blank behind a comma"},
		{"#EXT-X-CUE-OUT-CONT:10/4, SpliceType=VOD_DAI,Action=REPLACE", cont, sec(4), sec(10), "", "", "MediaConvert"},
		{"#EXT-X-CUE-OUT-CONT:5.005/177.100,SignalID=", cont, sec(177.1), sec(5.005), "", "", "empty id"},

		{"#EXT-X-CUE-IN", in, none, none, "", "", "bare"},
		{"#EXT-X-CUE-IN:", in, none, none, "", "", "colon"},
		{"#EXT-X-CUE-IN:15", in, none, none, "", "", "no one says what the number is"},
		{"#EXT-X-CUE-IN:ID=16777323", in, none, none, "16777323", "", "Envivio"},
		{"#EXT-X-CUE-IN:4,SpliceType=VOD_DAI", in, none, none, "", "", "MediaConvert"},
		{"#EXT-X-CUE-IN None", in, none, none, "", "", "x9k3"},
		{"# EXT-X-CUE-IN", in, none, none, "", "", "blank behind #"},

		{"#EXT-X-CUE-SPAN:TIMEFROMSIGNAL=PT10S,ID=16777323", cont, none, sec(10), "16777323", "", "Envivio"},
		{"#EXT-X-CUE-SPAN:TIMEFROMSIGNAL=PT1M2.5S", cont, none, sec(62.5), "", "", "minutes"},
		{"#EXT-X-CUE-SPAN:TIMEFROMSIGNAL=PT1H", cont, none, sec(3600), "", "", "hours"},
		{"#EXT-X-CUE-SPAN:TIMEFROMSIGNAL=PT1S2M", cont, none, none, "", "", "units out of order"},
		{"#EXT-X-CUE-SPAN:TIMEFROMSIGNAL=10", cont, none, none, "", "", "no period"},
		{"#EXT-X-CUE-SPAN:TIMEFROMSIGNAL=PT9999999999999999999H", cont, none, none, "", "", "too long"},
		{"#EXT-X-CUE-SPAN:TIMEFROMSIGNAL=PT9223372035H", cont, none, none, "", "", "overflows"},

		{"#EXT-OATCLS-SCTE35:" + insertOut, out, none, none, "", insertOut, "splice_insert out"},
		{"#EXT-OATCLS-SCTE35:" + insertIn, in, none, none, "", insertIn, "splice_insert in"},
		{"#EXT-OATCLS-SCTE35:" + poStart, out, none, none, "", poStart, "0x34"},
		{"#EXT-OATCLS-SCTE35: " + poEnd, in, none, none, "", poEnd, "0x35, blank behind the colon"},
		{"#EXT-OATCLS-SCTE35:" + adEndStart, out, none, none, "", adEndStart, "one ad ends, the next starts"},
		{"#EXT-OATCLS-SCTE35:" + programEnd, info, none, none, "", programEnd, "a programme is no break"},
		{"#EXT-OATCLS-SCTE35:" + spliceNull, info, none, none, "", spliceNull, "no splice point"},
		{"#EXT-OATCLS-SCTE35:" + cancelled, info, none, none, "", cancelled, "cancelled"},
		{"#EXT-OATCLS-SCTE35:" + badCRC, out, none, none, "", badCRC, "a wrong CRC is no reason to miss a break"},
		{"#EXT-OATCLS-SCTE35:garbage!", info, none, none, "", "garbage!", "undecodable"},
		{"#EXT-OATCLS-SCTE35", info, none, none, "", "", "empty"},
		{"#EXT-X-SPLICEPOINT-SCTE35:" + poStart, out, none, none, "", poStart, "HLS-7"},
		{"#EXT-X-SPLICEPOINT-SCTE35:" + strings.TrimRight(insertOut, "="), out, none, none, "", strings.TrimRight(insertOut, "="), "unpadded"},
		{"#EXT-X-SPLICEPOINT-SCTE35:" + hexOut, out, none, none, "", hexOut, "hexadecimal"},
		{`#EXT-X-SPLICEPOINT-SCTE35:"` + poEnd + `"`, in, none, none, "", poEnd, "quoted"},

		{"#EXT-X-ASSET:CAID=0x0000000020FB6501", info, none, none, "", "", "asset"},
		{`#EXT-X-ASSET:GENRE=CV,CAID=1,EPISODE="a%20b",DURATION=3,ID=7`, info, none, none, "", "", "keys of an asset are not the break's"},

		{`#EXT-X-SCTE35:CUE="` + insertOut + `"`, out, none, none, "", insertOut, "payload alone"},
		{`#EXT-X-SCTE35:CUE="` + insertIn + `"`, in, none, none, "", insertIn, "payload alone"},
		{`#EXT-X-SCTE35:CUE="garbage!"`, info, none, none, "", "garbage!", "nothing to go by"},
		{`#EXT-X-SCTE35:CUE="` + insertIn + `",CUE-OUT=YES`, out, none, none, "", insertIn, "attribute before payload"},
		{`#EXT-X-SCTE35:CUE="` + insertOut + `" ,CUE-OUT=CONT`, cont, none, none, "", insertOut, "x9k3: blank before the comma"},
		{`#EXT-X-SCTE35:CUE="` + insertOut + `",CUE-OUT=NO`, info, none, none, "", insertOut, "not an out, says the attribute"},
		{`#EXT-X-SCTE35:CUE="` + insertOut + `",CUE-IN=YES`, in, none, none, "", insertOut, "attribute before payload"},
		{`#EXT-X-SCTE35:TYPE=0x30,ELAPSED=77.611,UPID="0x0E:0x3131313131",ID="5",DURATION=180.067,BLACKOUT=NO,CUE-OUT=CONT,CUE="x"`, cont, sec(180.067), sec(77.611), "5", "x", "full form"},
		{`#EXT-X-SCTE35:TYPE=0x22,ELAPSED=0.000,ID="1",DURATION=180.067,CUE="` + breakStart + `"`, out, sec(180.067), 0, "1", breakStart, "start"},
		{`#EXT-X-SCTE35:TYPE=0x22,ELAPSED=7.140,ID="1",DURATION=180.067,CUE="` + breakStart + `"`, cont, sec(180.067), sec(7.14), "1", breakStart, "the start again, later"},
		{"#EXT-X-SCTE35:TYPE=0x34,DURATION=15.0,CUE=”/DA0…”,ID=”pIViS5”", out, sec(15), none, "”pIViS5”", "”/DA0…”", "typographic quotes: TYPE is left"},
		{"#EXT-X-SCTE35:TYPE=0x35,CUE=”/DA0…”", in, none, none, "", "”/DA0…”", "TYPE is left"},
		{"#EXT-X-SCTE35:TYPE=0x10,CUE=”/DA0…”", info, none, none, "", "”/DA0…”", "a programme"},
		{"#EXT-X-SCTE35:TYPE=52", info, none, none, "", "", "TYPE is hexadecimal"},
		{`#EXT-SCTE35:CUE="` + insertOut + `",ID="123",TIME=123.12`, out, none, none, "123", insertOut, "SCTE 67"},
		{`#EXT-SCTE35:CUE="` + spliceNull + `",ID="123"`, info, none, none, "123", spliceNull, "no splice point"},
		{"#EXT-SCTE35-OUT:" + hexOut, out, none, none, "", hexOut, "role in the name"},
		{"#EXT-SCTE35-IN:0xFC", in, none, none, "", "0xFC", "role in the name"},

		{`#EXT-X-CUE:DURATION="201.467",ID="0",TYPE="SpliceOut",TIME="414.171"`, out, sec(201.467), none, "0", "", "Adobe"},
		{"#EXT-X-CUE:TYPE=SpliceOut,ID=a2,TIME=33.3,DURATION=10.0", out, sec(10), none, "a2", "", "unquoted"},
		{"#EXT-X-CUE:TYPE=SpliceOut,ID=a2,DURATION=0", out, none, none, "a2", "", "0 is unknown here"},
		{`#EXT-X-CUE:TYPE="SpliceOut",ID="a2",DURATION="60",ELAPSED="12.5"`, cont, sec(60), sec(12.5), "a2", "", "repeated within the break"},
		{"#EXT-X-CUE:TYPE=SpliceInsert,ID=a3,TIME=40.0", out, none, none, "a3", "", "older name"},
		{`#EXT-X-CUE:TYPE="SpliceIn",ID="a2",TIME="50"`, in, none, none, "a2", "", "return"},
		{`#EXT-X-CUE:TYPE="ProgramStart",ID="p"`, info, none, none, "p", "", "other events"},
		{`#EXT-X-CUE:ID="p",CUE="` + insertOut + `"`, out, none, none, "p", insertOut, "no TYPE: payload"},
		{"#EXT-X-CUE-CONT:ID=1,AVAIL-DUR-ELAPSED=5.8", cont, none, sec(5.8), "1", "", "Adobe"},
		{"#EXT-X-CUE-CONT:ID=a2", cont, none, none, "a2", "", "Adobe"},

		{`#EXT-X-DATERANGE:ID="1",START-DATE="2020-01-01T00:00:00Z",DURATION=60,SCTE35-OUT=` + hexOut, out, sec(60), none, "1", hexOut, "RFC 8216 section 4.3.2.7.1"},
		{`#EXT-X-DATERANGE:ID="1",DURATION=59.993,SCTE35-IN=` + hexOut, in, sec(59.993), none, "1", hexOut, "without START-DATE"},
		{`#EXT-X-DATERANGE:ID="1",SCTE35-OUT="0xfc"`, out, none, none, "1", "0xfc", "quoted, lower case, undecodable"},
		{`#EXT-X-DATERANGE:ID="1", SCTE35-OUT=0xF`, out, none, none, "1", "0xF", "odd number of digits, blank behind the comma"},
		{`#EXT-X-DATERANGE:ID="1",SCTE35-OUT={$cue}`, out, none, none, "1", "{$cue}", "a variable"},
		{`#EXT-X-DATERANGE:ID="1",SCTE35-CMD=` + hexOut, info, none, none, "1", hexOut, "commands are neither out nor in"},
		{`#EXT-X-DATERANGE:ID="1",DURATION="30",SCTE35-OUT=0xFC`, out, sec(30), none, "1", "0xFC", "quoted number"},
		{`#EXT-X-DATERANGE:ID="1",DURATION=-1,SCTE35-OUT=0xFC`, out, none, none, "1", "0xFC", "negative"},
		{`#EXT-X-DATERANGE:SCTE35-OUT=0xFC`, out, none, none, "", "0xFC", "ID missing"},
		{`#EXT-X-DATERANGE:ID="1",START-DATE="2020-01-01T00:00:00Z",END-DATE="2020-01-01T00:00:30Z",DURATION=30,SCTE35-OUT=0xFC`, out, sec(30), none, "1", "0xFC", "out and end at once: an out of known length"},
		{`#EXT-X-DATERANGE:ID="1",DURATION=30,SCTE35-OUT=0xFC,SCTE35-IN=0xFD`, out, sec(30), none, "1", "0xFC", "merged tag stands where the break starts"},
	}
	for _, tt := range tests {
		t.Run(tt.line, func(t *testing.T) {
			t.Parallel()
			m := marker(t, tt.line)
			require.Equal(t, tt.role, m.Role(), tt.why)
			require.Equal(t, tt.duration, orNone(m.Duration()), "duration: %s", tt.why)
			require.Equal(t, tt.elapsed, orNone(m.Elapsed()), "elapsed: %s", tt.why)
			require.Equal(t, tt.id, string(m.ID()), "id: %s", tt.why)
			require.Equal(t, tt.scte35, string(m.SCTE35()), "payload: %s", tt.why)
			require.Equal(t, 1, m.Segment())
			require.Equal(t, 5, m.Tag().Line())
		})
	}
}

func TestMarkerPlaceAndOrder(t *testing.T) {
	t.Parallel()
	src := "#EXTM3U\r\n#EXT-X-TARGETDURATION:6\r\n" +
		"#EXT-X-CUE-OUT-CONT:10/30\r\n#EXTINF:6,\r\na.ts\r\n" +
		"#EXT-X-CUE-IN\r\n#EXT-X-KEY:METHOD=NONE\r\n#EXTINF:6,\r\n#EXT-X-CUE-OUT:12\r\nb.ts\r\n" +
		"#EXT-X-VENDOR:1\r\n#EXT-X-CUE-IN\r\n"
	m := parseMedia(t, src)
	type place struct {
		role    hls.MarkerRole
		segment int
		line    int
	}
	got := make([]place, 0, 4)
	for k := range m.Markers() {
		got = append(got, place{k.Role(), k.Segment(), k.Tag().Line()})
		require.Equal(t, string(k.Tag().Bytes()), string(m.Tag(k.Tag().Index()).Bytes()))
	}
	require.Equal(t, []place{
		{hls.MarkerCont, 0, 3},
		{hls.MarkerIn, 1, 6},
		{hls.MarkerOut, 1, 9}, // between EXTINF and URI is still in front of the segment
		{hls.MarkerIn, m.Len(), 12},
	}, got)
	for range m.Markers() {
		break // stopping early is fine
	}
}

func TestMarkerDateRange(t *testing.T) {
	t.Parallel()
	const (
		open   = `#EXT-X-DATERANGE:ID="2",START-DATE="2023-02-10T19:20:13Z",PLANNED-DURATION=59.993,SCTE35-OUT=0xFC30`
		endsIt = `#EXT-X-DATERANGE:ID="2",START-DATE="2023-02-10T19:20:13Z",END-DATE="2023-02-10T19:21:13+00:00",DURATION=59.993`
	)
	t.Run("END-DATE alone ends the break of its ID", func(t *testing.T) {
		t.Parallel()
		all := markers(t, open, endsIt)
		require.Len(t, all, 2)
		require.Equal(t, hls.MarkerOut, all[0].Role())
		require.Equal(t, sec(59.993), orNone(all[0].PlannedDuration()))
		require.Equal(t, none, orNone(all[0].Duration()))
		require.Equal(t, hls.MarkerIn, all[1].Role())
		require.Equal(t, sec(59.993), orNone(all[1].Duration()))
		require.Equal(t, none, orNone(all[1].PlannedDuration()))
		require.Nil(t, all[1].SCTE35())
		_, err := all[1].Section()
		require.Error(t, err)
		start, ok := all[1].StartDate()
		require.True(t, ok)
		end, ok := all[1].EndDate()
		require.True(t, ok)
		require.Equal(t, time.Minute, end.Sub(start))
	})
	t.Run("not without an out in front", func(t *testing.T) {
		t.Parallel()
		require.Empty(t, markers(t, endsIt))
		require.Len(t, markers(t, endsIt, open), 1)
	})
	t.Run("not of another ID", func(t *testing.T) {
		t.Parallel()
		require.Len(t, markers(t, open, strings.Replace(endsIt, `ID="2"`, `ID="3"`, 1)), 1)
	})
	t.Run("an empty ID pairs with nothing", func(t *testing.T) {
		t.Parallel()
		require.Len(t, markers(t, strings.Replace(open, `ID="2"`, `ID=""`, 1), strings.Replace(endsIt, `ID="2"`, `ID=""`, 1)), 1)
	})
	t.Run("OUT and IN on one tag behind an out is the in", func(t *testing.T) {
		t.Parallel()
		all := markers(t, open, `#EXT-X-DATERANGE:ID="2",DURATION=30,SCTE35-OUT=0xFC30,SCTE35-IN=0xFC31`)
		require.Len(t, all, 2)
		require.Equal(t, hls.MarkerIn, all[1].Role())
		require.Equal(t, "0xFC31", string(all[1].SCTE35()))
	})
	t.Run("OUT with END-DATE stays an out, even when repeated", func(t *testing.T) {
		t.Parallel()
		again := open + `,END-DATE="2023-02-10T19:21:13Z"`
		all := markers(t, again, again)
		require.Len(t, all, 2)
		require.Equal(t, hls.MarkerOut, all[0].Role())
		require.Equal(t, hls.MarkerOut, all[1].Role())
	})
	t.Run("other ranges are no markers", func(t *testing.T) {
		t.Parallel()
		require.Empty(t, markers(t,
			`#EXT-X-DATERANGE:ID="a",CLASS="com.apple.hls.interstitial",START-DATE="2020-01-02T21:55:44Z",DURATION=15,X-ASSET-URI="a.m3u8"`,
			`#EXT-X-DATERANGE:ID="b",START-DATE="2020-01-02T21:55:44Z",X-SCTE35-OUT=0xFC`,
			`#EXT-X-PROGRAM-DATE-TIME:2020-01-01T00:00:00Z`,
			`#EXT-X-DISCONTINUITY`))
	})
	t.Run("dates are those of DATERANGE only", func(t *testing.T) {
		t.Parallel()
		k := marker(t, `#EXT-X-CUE-OUT:START-DATE="2023-02-10T19:20:13Z",END-DATE="2023-02-10T19:20:13Z",PLANNED-DURATION=3`)
		_, ok := k.StartDate()
		require.False(t, ok)
		_, ok = k.EndDate()
		require.False(t, ok)
		require.Equal(t, none, orNone(k.PlannedDuration()))
	})
	t.Run("hundreds of breaks", func(t *testing.T) {
		t.Parallel()
		var lines []string
		for i := range 300 {
			id := `ID="` + strings.Repeat("x", i+1) + `"`
			lines = append(lines, strings.Replace(open, `ID="2"`, id, 1))
		}
		for i := range 300 {
			id := `ID="` + strings.Repeat("x", i+1) + `"`
			lines = append(lines, strings.Replace(endsIt, `ID="2"`, id, 1))
		}
		all := markers(t, lines...)
		require.Len(t, all, 600)
		for i, k := range all {
			want := hls.MarkerOut
			if i >= 300 {
				want = hls.MarkerIn
			}
			require.Equal(t, want, k.Role())
		}
	})
}

// TestMediaTailorMarkers has the cases HLS-1 to HLS-12: the forms that AWS
// Elemental MediaTailor documents.
func TestMediaTailorMarkers(t *testing.T) {
	t.Parallel()
	type want struct {
		role     hls.MarkerRole
		duration time.Duration
	}
	forms := func(all []hls.Marker) (w []want) {
		for _, k := range all {
			w = append(w, want{k.Role(), orNone(k.Duration())})
		}
		return w
	}
	section := func(t *testing.T, k hls.Marker) scte35.Section {
		t.Helper()
		s, err := k.Section()
		require.NoError(t, err)
		return s
	}
	t.Run("HLS-1", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, []want{{hls.MarkerOut, sec(120)}, {hls.MarkerIn, none}},
			forms(markers(t, "#EXT-X-CUE-OUT:DURATION=120", "#EXT-X-CUE-IN")))
	})
	t.Run("HLS-2", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, []want{{hls.MarkerOut, sec(30)}, {hls.MarkerIn, none}},
			forms(markers(t, "#EXT-X-CUE-OUT:30.000", "#EXT-X-CUE-IN")))
	})
	t.Run("HLS-3", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, []want{{hls.MarkerOut, none}, {hls.MarkerIn, none}},
			forms(markers(t, "#EXT-X-CUE-OUT", "#EXT-X-CUE-IN")))
	})
	t.Run("HLS-4", func(t *testing.T) {
		t.Parallel()
		k := marker(t, `#EXT-X-DATERANGE:ID="splice-6FFFFFF0",START-DATE="2019-01T00:15:00Z\",DURATION=60.000,SCTE35-OUT=0xF`)
		require.Equal(t, []want{{hls.MarkerOut, sec(60)}}, forms([]hls.Marker{k}))
		_, ok := k.StartDate()
		require.False(t, ok, "malformed, and it does not matter")
		_, err := k.Section()
		require.ErrorIs(t, err, scte35.ErrEncoding, "0xF can't be decoded, and it does not matter")
	})
	const (
		out   = `#EXT-X-DATERANGE:ID="splice-6FFFFFF0",START-DATE="2019-01T00:15:00Z",SCTE35-OUT=0xF`
		inTag = `#EXT-X-DATERANGE:ID="splice-6FFFFFF0",SCTE35-IN=0xF`
	)
	t.Run("HLS-5", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, []want{{hls.MarkerOut, none}, {hls.MarkerIn, none}}, forms(markers(t, out, inTag)))
	})
	t.Run("HLS-6", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, []want{{hls.MarkerOut, sec(60)}, {hls.MarkerIn, none}},
			forms(markers(t, out+",DURATION=60.000", inTag)))
	})
	t.Run("HLS-7", func(t *testing.T) {
		t.Parallel()
		all := markers(t,
			"#EXT-X-SPLICEPOINT-SCTE35:/DA9AAAAAAAAAP/wBQb+uYbZqwAnAiVDVUVJAAAKqX//AAEjW4AMEU1EU05CMDAxMTMyMjE5M19ONAAAmXz5JA==",
			"#EXT-X-SPLICEPOINT-SCTE35:/DA4AAAAAAAAAP/wBQb+tTeaawAiAiBDVUVJAAAKqH+/DBFNRFNOQjAwMTEzMjIxOTJfTjUAAIiGK1s=")
		require.Equal(t, []want{{hls.MarkerOut, none}, {hls.MarkerIn, none}}, forms(all))
		s := section(t, all[0])
		require.Equal(t, scte35.TimeSignal, s.Command)
		require.EqualValues(t, 2729, s.Segmentations[0].EventID)
		require.EqualValues(t, 0x0C, s.Segmentations[0].UPID.Type)
		d, ok := s.BreakDuration()
		require.True(t, ok)
		require.Equal(t, sec(212.16), d.Duration())
		require.EqualValues(t, 2728, section(t, all[1]).Segmentations[0].EventID, "another event closes")
	})
	t.Run("HLS-8", func(t *testing.T) {
		t.Parallel()
		all := markers(t,
			"#EXT-OATCLS-SCTE35:/DA0AAAAAAAAAAAABQb+ADAQ6QAeAhxDVUVJQAAAO3/PAAEUrEoICAAAAAAg+2UBNAAANvrtoQ==",
			"#EXT-X-ASSET:CAID=0x0000000020FB6501",
			"#EXT-X-CUE-OUT:201.467")
		require.Equal(t, []want{{hls.MarkerOut, none}, {hls.MarkerInfo, none}, {hls.MarkerOut, sec(201.467)}}, forms(all))
		for _, k := range all {
			require.Equal(t, 1, k.Segment(), "all on one segment")
		}
		require.Equal(t, "0x0000000020FB6501", string(all[1].Attributes().Text("CAID")))
	})
	t.Run("HLS-9", func(t *testing.T) {
		t.Parallel()
		k := marker(t, `#EXT-X-ASSET:GENRE=CV,CAID=12345678,EPISODE="Episode%20Name%20Date",SEASON="Season%20Name%20and%20Number",SERIES="Series%2520Name"`)
		var keys []string
		for a := range k.Attributes().All() {
			keys = append(keys, string(a.Name)+" "+a.Value.String())
		}
		require.Equal(t, []string{
			"GENRE CV", "CAID 12345678", "EPISODE Episode%20Name%20Date",
			"SEASON Season%20Name%20and%20Number", "SERIES Series%2520Name",
		}, keys, "quotes stripped, values as they stand")
	})
	t.Run("HLS-10", func(t *testing.T) {
		t.Parallel()
		s := section(t, marker(t, "#EXT-OATCLS-SCTE35:/DA0AAAAAAAAAAAABQb+ADAQ6QAeAhxDVUVJQAAAO3/PAAEUrEoICAAAAAAg+2UBNAAANvrtoQ=="))
		require.Equal(t, scte35.TimeSignal, s.Command)
		g := s.Segmentations[0]
		require.Equal(t, scte35.ProviderPOStart, g.Type)
		require.EqualValues(t, 1073741883, g.EventID)
		require.EqualValues(t, 8, g.UPID.Type)
		require.Equal(t, sec(201.467), g.Duration.Duration().Round(time.Millisecond))
	})
	t.Run("HLS-11", func(t *testing.T) {
		t.Parallel()
		const payload = "/DAlAAAAAsvhAP/wFAXwAAAGf+/+AdLfiP4AG3dAAAEBAQAAXytxmQ=="
		all := markers(t, "#EXT-OATCLS-SCTE35:"+payload, "#EXT-X-CUE-OUT:20.020",
			"#EXT-X-CUE-OUT-CONT:ElapsedTime=0.634,Duration=21,SCTE35="+payload)
		require.Equal(t, []want{{hls.MarkerOut, none}, {hls.MarkerOut, sec(20.02)}, {hls.MarkerCont, sec(21)}}, forms(all))
		for _, k := range []hls.Marker{all[0], all[2]} {
			s := section(t, k)
			require.Equal(t, uint32(4026531846), s.Insert.EventID)
			require.Equal(t, sec(20), s.Insert.Duration.Duration())
			require.True(t, s.Insert.AutoReturn)
			require.EqualValues(t, 1, s.Insert.UniqueProgramID)
			require.EqualValues(t, 1, s.Insert.AvailNum)
			require.EqualValues(t, 1, s.Insert.AvailsExpected)
		}
		require.Equal(t, sec(0.634), orNone(all[2].Elapsed()))
	})
	t.Run("HLS-12", func(t *testing.T) {
		t.Parallel()
		all := markers(t, "#EXT-OATCLS-SCTE35:/DAlAAAAAyiYAP/wFAUAAAACf+//jPl97P4AUmNiAAEBAQAAse4/gA==", "#EXT-X-CUE-OUT:59.993")
		require.Equal(t, []want{{hls.MarkerOut, none}, {hls.MarkerOut, sec(59.993)}}, forms(all))
		s := section(t, all[0])
		require.EqualValues(t, 2, s.Insert.EventID)
		require.Equal(t, sec(59.9933), s.Insert.Duration.Duration().Round(100*time.Microsecond))
	})
}

func TestMarkersAllocate(t *testing.T) {
	m := parseMedia(t, playlist(
		"#EXT-OATCLS-SCTE35:"+insertOut, "#EXT-X-CUE-OUT:30",
		`#EXT-X-DATERANGE:ID="2",SCTE35-OUT=0xFC30`, `#EXT-X-DATERANGE:ID="2",END-DATE="2020-01-01T00:00:00Z"`))
	n := 0
	require.Zero(t, testing.AllocsPerRun(100, func() {
		for k := range m.Markers() {
			n += len(k.ID()) + k.Segment()
		}
	}))
	require.NotZero(t, n)
}

func TestMarkerRoleString(t *testing.T) {
	t.Parallel()
	require.Equal(t, "info out in cont", strings.Join([]string{
		hls.MarkerInfo.String(), hls.MarkerOut.String(), hls.MarkerIn.String(), hls.MarkerCont.String(),
	}, " "))
}
