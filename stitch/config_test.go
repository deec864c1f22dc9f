package stitch_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/hls"
	"github.com/adsplice/adsplice/stitch"
	"github.com/adsplice/adsplice/suppression"
)

// everyField has every field of a PlaybackConfiguration as GetPlaybackConfiguration gives it.
const everyField = `{
  "AdConditioningConfiguration": {"StreamingMediaFileConditioning": "TRANSCODE"},
  "AdDecisionServerConfiguration": {
    "HttpRequest": {"Body": "{}", "CompressRequest": "NONE", "Headers": {"x-key": "1"}, "Method": "POST"},
    "VastResponse": {"AdSequencingMode": "FOLLOW_AD_SEQUENCE"}
  },
  "AdDecisionServerUrl": "https://ads.example/vast?d=[session.avail_duration_secs]",
  "AdsPersonalizationTimeouts": {
    "AdsRequestTimeoutMilliseconds": 3000, "LiveMaximumAdsPersonalizationTimeMilliseconds": 10000,
    "PrefetchAdsRequestTimeoutMilliseconds": 3000, "PrefetchMaximumAdsPersonalizationTimeMilliseconds": 60000,
    "VodMaximumAdsPersonalizationTimeMilliseconds": 10000
  },
  "AvailSuppression": {"FillPolicy": "PARTIAL_AVAIL", "Mode": "AFTER_LIVE_EDGE", "Value": "00:30:00"},
  "Bumper": {"EndUrl": "https://ads.example/out.mp4", "StartUrl": "https://ads.example/in.mp4"},
  "CdnConfiguration": {"AdSegmentUrlPrefix": "https://cdn.example/ads/", "ContentSegmentUrlPrefix": "https://CDN_Hostname/"},
  "ConfigurationAliases": {"player_params.region": {"pdx": "us-west-2"}},
  "DashConfiguration": {"ManifestEndpointPrefix": "https://x/v1/dash/", "MpdLocation": "EMT_DEFAULT", "OriginManifestType": "MULTI_PERIOD"},
  "HlsConfiguration": {"ManifestEndpointPrefix": "https://x/v1/master/"},
  "InsertionMode": "STITCHED_ONLY",
  "LivePreRollConfiguration": {
    "AdDecisionServerConfiguration": {"VastResponse": {"AdSequencingMode": "IGNORE_AD_SEQUENCE"}},
    "AdDecisionServerUrl": "https://ads.example/pre", "MaxDurationSeconds": 30
  },
  "LogConfiguration": {
    "AdsInteractionLog": {"ExcludeEventTypes": ["BEACON_FIRED"], "PublishOptInEventTypes": ["RAW_ADS_RESPONSE"]},
    "EnabledLoggingStrategies": ["LEGACY_CLOUDWATCH"], "ManifestServiceInteractionLog": {"ExcludeEventTypes": ["ORIGIN_MANIFEST"]},
    "PercentEnabled": 10
  },
  "ManifestProcessingRules": {"AdMarkerPassthrough": {"Enabled": true}},
  "Name": "channel",
  "PersonalizationThresholdSeconds": 8,
  "PlaybackConfigurationArn": "arn:aws:mediatailor:x",
  "PlaybackEndpointPrefix": "https://x", "SessionInitializationEndpointPrefix": "https://x/v1/session/",
  "SlateAdUrl": "https://ads.example/slate.mp4",
  "Tags": {"team": "video"},
  "TranscodeProfileName": "profile",
  "VideoContentSourceUrl": "http://origin.com/contentpath/"
}`

func TestDecodeConfig(t *testing.T) {
	c, err := stitch.DecodeConfig([]byte(everyField))
	require.NoError(t, err)
	back, err := json.Marshal(c)
	require.NoError(t, err)
	assert.JSONEq(t, everyField, string(back), "nothing is lost")

	assert.Equal(t, stitch.Policy{
		PersonalizationThreshold: 8 * time.Second, Slate: "https://ads.example/slate.mp4",
		BumperStart: "https://ads.example/in.mp4", BumperEnd: "https://ads.example/out.mp4", AdMarkerPassthrough: true,
		Preroll: stitch.PrerollPolicy{MaxDuration: 30 * time.Second},
		Suppression: suppression.Settings{
			Mode: suppression.AfterLiveEdge, Value: 30 * time.Minute, FillPolicy: suppression.PartialAvail,
		},
	}, c.Policy())

	c, err = stitch.DecodeConfig([]byte("{}"))
	require.NoError(t, err)
	assert.Equal(t, stitch.Policy{}, c.Policy(), "nothing configured is the zero policy")
	back, err = json.Marshal(c)
	require.NoError(t, err)
	assert.Equal(t, "{}", string(back))
}

func TestDecodeConfigErrors(t *testing.T) {
	rows := []struct {
		name, in, field string
		kind            error
	}{
		{"unknown field", `{"SlateUrl": "x"}`, "SlateUrl", stitch.ErrUnknownField},
		{"unknown field inside", `{"Bumper": {"MidUrl": "x"}}`, "MidUrl", stitch.ErrUnknownField},
		{"wrong type", `{"Bumper": {"StartUrl": 1}}`, "Bumper.StartUrl", stitch.ErrBadFieldValue},
		{"wrong type of object", `{"ManifestProcessingRules": {"AdMarkerPassthrough": true}}`, "ManifestProcessingRules.AdMarkerPassthrough", stitch.ErrBadFieldValue},
		{"not a whole number", `{"PersonalizationThresholdSeconds": 1.5}`, "PersonalizationThresholdSeconds", stitch.ErrBadFieldValue},
		{"zero threshold", `{"PersonalizationThresholdSeconds": 0}`, "PersonalizationThresholdSeconds", stitch.ErrBadFieldValue},
		{"negative threshold", `{"PersonalizationThresholdSeconds": -1}`, "PersonalizationThresholdSeconds", stitch.ErrBadFieldValue},
		{"huge threshold", `{"PersonalizationThresholdSeconds": 10000000000}`, "PersonalizationThresholdSeconds", stitch.ErrBadFieldValue},
		{"zero pre-roll", `{"LivePreRollConfiguration": {"MaxDurationSeconds": 0}}`, "LivePreRollConfiguration.MaxDurationSeconds", stitch.ErrBadFieldValue},
		{"mode", `{"AvailSuppression": {"Mode": "ON"}}`, "AvailSuppression.Mode", stitch.ErrBadFieldValue},
		{"fill policy", `{"AvailSuppression": {"FillPolicy": "full_avail_only"}}`, "AvailSuppression.FillPolicy", stitch.ErrBadFieldValue},
		{"value of seconds", `{"AvailSuppression": {"Mode": "BEHIND_LIVE_EDGE", "Value": "90"}}`, "AvailSuppression.Value", stitch.ErrBadFieldValue},
		{"value of 61 minutes", `{"AvailSuppression": {"Value": "00:61:00"}}`, "AvailSuppression.Value", stitch.ErrBadFieldValue},
		{"value with letters", `{"AvailSuppression": {"Value": "00:0x:00"}}`, "AvailSuppression.Value", stitch.ErrBadFieldValue},
		{"insertion mode", `{"InsertionMode": "GUIDED"}`, "InsertionMode", stitch.ErrBadFieldValue},
		{"manifest type", `{"DashConfiguration": {"OriginManifestType": "BOTH"}}`, "DashConfiguration.OriginManifestType", stitch.ErrBadFieldValue},
		{"percentage", `{"LogConfiguration": {"PercentEnabled": 101}}`, "LogConfiguration.PercentEnabled", stitch.ErrBadFieldValue},
		{"long name", `{"Name": "` + strings.Repeat("n", 513) + `"}`, "Name", stitch.ErrBadFieldValue},
		{"long source", `{"VideoContentSourceUrl": "` + strings.Repeat("n", 513) + `"}`, "VideoContentSourceUrl", stitch.ErrBadFieldValue},
		{"long template", `{"AdDecisionServerUrl": "` + strings.Repeat("n", 25_001) + `"}`, "AdDecisionServerUrl", stitch.ErrBadFieldValue},
		{"no object", `[]`, "", stitch.ErrBadFieldValue},
		{"two objects", `{} {}`, "", stitch.ErrBadFieldValue},
		{"no JSON", `{`, "", nil},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			c, err := stitch.DecodeConfig([]byte(r.in))
			var bad *stitch.ConfigError
			require.ErrorAs(t, err, &bad)
			assert.Equal(t, r.field, bad.Field)
			if r.kind != nil {
				require.ErrorIs(t, err, r.kind)
			}
			assert.Contains(t, err.Error(), r.field)
			assert.Equal(t, stitch.Config{}, c)
		})
	}
	_, err := stitch.DecodeConfig([]byte(`{"Name": "` + strings.Repeat("\u00e9", 512) + `", "AvailSuppression": {"Value": "23:59:59"}}`))
	require.NoError(t, err, "limits are in characters and inclusive")
}

// TestConfigRebase has the numbered examples of URL prefixes.
func TestConfigRebase(t *testing.T) {
	const origin = "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\nsubdir/content.ts\n#EXT-X-ENDLIST\n"
	rows := []struct{ name, why, source, prefix, url, want string }{
		{"OUT-6", "the source prefix is replaced, the rest kept", "http://origin.com/contentpath/", "https://CDN_Hostname/", "http://origin.com/contentpath/i.m3u8", "https://CDN_Hostname/subdir/content.ts"},
		{"OUT-6 without slashes", "prefixes end with a slash whether written or not", "http://origin.com/contentpath", "https://CDN_Hostname", "http://origin.com/contentpath/i.m3u8", "https://CDN_Hostname/subdir/content.ts"},
		{"OUT-6 deeper", "an asset's own folder stays", "http://origin.com/contentpath/", "https://CDN_Hostname/c/", "http://origin.com/contentpath/a/i.m3u8", "https://CDN_Hostname/c/a/subdir/content.ts"},
		{"OUT-6 elsewhere", "what is not under the source stays", "http://origin.com/contentpath/", "https://CDN_Hostname/", "http://other.com/i.m3u8", "http://other.com/subdir/content.ts"},
		{"OUT-6 similar", "a prefix ends with a path segment", "http://origin.com/content", "https://CDN_Hostname/", "http://origin.com/contentpath/i.m3u8", "http://origin.com/contentpath/subdir/content.ts"},
		{"OUT-7", "no content prefix: absolute origin URLs", "http://origin.com/contentpath/", "", "http://origin.com/contentpath/i.m3u8", "http://origin.com/contentpath/subdir/content.ts"},
		{"no URL", "relative URIs stay", "http://origin.com/contentpath/", "https://CDN_Hostname/", "", "subdir/content.ts"},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			c := stitch.Config{VideoContentSourceURL: r.source, CdnConfiguration: stitch.CdnConfiguration{ContentSegmentURLPrefix: r.prefix}}
			out, err := parse(t, origin).AppendSplice(nil, &hls.Splice{Rebase: c.Rebase(r.url)})
			require.NoError(t, err)
			assert.Equal(t, r.want, string(parse(t, string(out)).Segment(0).URI()), r.why)
		})
	}
}
