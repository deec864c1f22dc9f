package hls_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/hls"
)

func TestDefinitions(t *testing.T) {
	t.Parallel()
	m := parseMedia(t, playlist(
		`#EXT-X-DEFINE:NAME="a",VALUE="1,2"`,
		`#EXT-X-DEFINE:IMPORT="b"`,
		`#EXT-X-DEFINE:QUERYPARAM="c"`,
		`#EXT-X-DEFINE:VALUE="d",NAME="e"`,
		`#EXT-X-DEFINE:FROM="f"`,
		`#EXT-X-DEFINE:NAME="g"`))
	type def struct {
		source      hls.DefineSource
		name, value string
		hasValue    bool
	}
	got := make([]def, 0, 6)
	for d := range m.Definitions() {
		v, ok := d.Value()
		got = append(got, def{d.Source(), string(d.Name()), string(v), ok})
	}
	require.Equal(t, []def{
		{hls.DefineValue, "a", "1,2", true},
		{hls.DefineImport, "b", "", false},
		{hls.DefineQueryParam, "c", "", false},
		{hls.DefineValue, "e", "d", true},
		{hls.DefineUnknown, "", "", false},
		{hls.DefineValue, "g", "", false},
	}, got)
}

func TestAppendSubstituted(t *testing.T) {
	t.Parallel()
	lookup := func(name []byte) ([]byte, bool) {
		v, ok := map[string]string{"a": "A", "long-Name_9": "x", "twice": "{$a}", "empty": ""}[string(name)]
		return []byte(v), ok
	}
	tests := []struct {
		text, want string
		why        string
	}{
		{"", "", "nothing"},
		{"plain", "plain", "no reference"},
		{"{$a}", "A", "whole"},
		{"x{$a}y{$a}z", "xAyAz", "several"},
		{"{$long-Name_9}", "x", "all characters of names"},
		{"{$twice}", "{$a}", "replacements are not looked into (bis section 4.3)"},
		{"[{$empty}]", "[]", "empty value"},
		{"{$}", "{$}", "no name"},
		{"{$a", "{$a", "not closed"},
		{"{$a b}", "{$a b}", "no name of a variable"},
		{"{$", "{$", "ends behind the sign"},
		{"{{$a}}", "{A}", "braces around"},
		{"{$b{$a}", "{$bA", "a reference within what is none"},
		{"{a}", "{a}", "no sign"},
	}
	for _, tt := range tests {
		got, err := hls.AppendSubstituted([]byte("<"), []byte(tt.text), lookup)
		require.NoError(t, err, tt.why)
		require.Equal(t, "<"+tt.want, string(got), tt.why)
	}

	dst, err := hls.AppendSubstituted([]byte("<"), []byte("ab{$a}{$nope}{$a}"), lookup)
	require.ErrorIs(t, err, hls.ErrUndefined)
	require.Equal(t, "<", string(dst))
	var se *hls.SyntaxError
	require.ErrorAs(t, err, &se)
	require.Equal(t, 6, se.Offset)
	require.Equal(t, 7, se.Column)
	require.Equal(t, "{$nope}", se.Text)
}
