package vast_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/vast"
)

// TestNamesWithoutCase reads documents whose element names are in another case.
func TestNamesWithoutCase(t *testing.T) {
	tag := regexp.MustCompile(`</?[A-Za-z:]+`)
	for name, src := range testdata(t) {
		want, err := vast.Parse(src)
		require.NoError(t, err)
		for _, change := range []func(string) string{strings.ToLower, strings.ToUpper} {
			other, err := vast.Parse([]byte(tag.ReplaceAllStringFunc(string(src), change)))
			require.NoError(t, err, name)
			assert.Equal(t, strings.ToLower(dump(want)), strings.ToLower(dump(other)), name)
		}
	}
}

// TestStopIterating leaves each iterator at its first value.
func TestStopIterating(t *testing.T) {
	left := 0
	for _, src := range testdata(t) {
		doc, err := vast.Parse(src)
		require.NoError(t, err)
		for range doc.Warnings() {
			left++
			break
		}
		for a := range doc.Ads() {
			for c := range a.Creatives() {
				for range c.UniversalAdIDs() {
					left++
					break
				}
				for range c.Extensions() {
					left++
					break
				}
				l, _ := c.Linear()
				for range l.Mezzanines() {
					left++
					break
				}
				for range l.ClosedCaptionFiles() {
					left++
					break
				}
			}
			for range a.Verifications() {
				left++
				break
			}
			for range a.Attrs() {
				left++
				break
			}
			break
		}
	}
	assert.Positive(t, left)
}

func TestMediaProblem(t *testing.T) {
	for _, tt := range []struct {
		attrs string
		want  vast.MediaProblem
	}{
		{`type="video/mp4"`, vast.MediaOK},
		{`type="video/mp4" apiFramework=""`, vast.MediaOK},
		{`type="video/mp4" apiFramework="OMID"`, vast.MediaOK},
		{`type="video/mp4" apiFramework="none"`, vast.MediaOK},
		{`type="video/mp4" apiFramework="MRAID"`, vast.MediaInteractive},
		{`type="video/mp4" apiFramework="abcd"`, vast.MediaInteractive},
		{`type="video/mp4" APIFRAMEWORK="vpaid"`, vast.MediaInteractive},
		{`type="text/ecmascript"`, vast.MediaScript},
		{`type="text/javascript"`, vast.MediaScript},
		{`type="application/ecmascript"`, vast.MediaScript},
		{`type="application/x-javascript"`, vast.MediaScript},
		{`type="application/xhtml+xml"`, vast.MediaScript},
		{`type=" Application/X-Shockwave-Flash "`, vast.MediaFlash},
		{`type="video/x-flv"`, vast.MediaOK},
		{`type="text/htmx"`, vast.MediaOK},
		{``, vast.MediaOK},
	} {
		doc, err := vast.Parse([]byte("<VAST><Ad><InLine><Creatives><Creative><Linear><MediaFiles><MediaFile " + tt.attrs +
			">x</MediaFile></MediaFiles></Linear></Creative></Creatives></InLine></Ad></VAST>"))
		require.NoError(t, err)
		l, _ := doc.Ad(0).Linear()
		for m := range l.MediaFiles() {
			assert.Equal(t, tt.want, m.Problem(), tt.attrs)
		}
	}
}

func TestStreaming(t *testing.T) {
	for typ, want := range map[string]vast.StreamingFormat{
		"application/vnd.apple.mpegurl": vast.StreamingHLS,
		"application/x-mpegURL":         vast.StreamingHLS,
		"Audio/MpegURL":                 vast.StreamingHLS,
		"application/dash+xml":          vast.StreamingDASH,
		"video/mp4":                     vast.NotStreaming,
	} {
		doc, err := vast.Parse([]byte("<VAST><Ad><InLine><Creatives><Creative><Linear><MediaFiles><MediaFile delivery='progressive' type='" + typ +
			"'>x</MediaFile></MediaFiles></Linear></Creative></Creatives></InLine></Ad></VAST>"))
		require.NoError(t, err)
		l, _ := doc.Ad(0).Linear()
		m, _ := l.BestMediaFile()
		assert.Equal(t, want, m.Streaming(), typ)
	}
}
