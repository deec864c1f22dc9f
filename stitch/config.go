package stitch

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/adsplice/adsplice/hls"
	"github.com/adsplice/adsplice/suppression"
)

// Config is AWS Elemental MediaTailor's PlaybackConfiguration, with its JSON
// names, so that one that exists can be pasted. Every field is optional; the zero
// value is a field that is not set. [DecodeConfig] reads it. What it does not yet
// act on is kept.
type Config struct {
	Name                            string                        `json:",omitempty"` // at most 512 characters
	VideoContentSourceURL           string                        `json:"VideoContentSourceUrl,omitempty"`
	AdDecisionServerURL             string                        `json:"AdDecisionServerUrl,omitempty"` // a template, see [ExpandURL]
	AdDecisionServerConfiguration   AdDecisionServerConfiguration `json:",omitzero"`
	AdsPersonalizationTimeouts      AdsPersonalizationTimeouts    `json:",omitzero"`
	AdConditioningConfiguration     AdConditioningConfiguration   `json:",omitzero"`
	AvailSuppression                AvailSuppression              `json:",omitzero"`
	Bumper                          Bumper                        `json:",omitzero"`
	CdnConfiguration                CdnConfiguration              `json:",omitzero"`
	ConfigurationAliases            map[string]map[string]string  `json:",omitempty"` // player_params.X: alias: value
	DashConfiguration               DashConfiguration             `json:",omitzero"`
	HlsConfiguration                HlsConfiguration              `json:",omitzero"`
	InsertionMode                   string                        `json:",omitempty"` // STITCHED_ONLY or PLAYER_SELECT
	LivePreRollConfiguration        LivePreRollConfiguration      `json:",omitzero"`
	LogConfiguration                LogConfiguration              `json:",omitzero"`
	ManifestProcessingRules         ManifestProcessingRules       `json:",omitzero"`
	PersonalizationThresholdSeconds int                           `json:",omitempty"` // 1 or more
	SlateAdURL                      string                        `json:"SlateAdUrl,omitempty"`
	TranscodeProfileName            string                        `json:",omitempty"`
	Tags                            map[string]string             `json:",omitempty"`

	// Read-only in MediaTailor.
	PlaybackConfigurationArn            string `json:",omitempty"`
	PlaybackEndpointPrefix              string `json:",omitempty"`
	SessionInitializationEndpointPrefix string `json:",omitempty"`
}

// AdDecisionServerConfiguration says how the ad server is asked and its answer
// is read.
type AdDecisionServerConfiguration struct {
	HTTPRequest  HTTPRequest  `json:"HttpRequest,omitzero"`
	VastResponse VastResponse `json:",omitzero"`
}

// HTTPRequest says how the ad server is asked.
type HTTPRequest struct {
	Method          string            `json:",omitempty"` // GET or POST
	Body            string            `json:",omitempty"`
	Headers         map[string]string `json:",omitempty"`
	CompressRequest string            `json:",omitempty"` // NONE or GZIP
}

// VastResponse says how a VAST answer is read.
type VastResponse struct {
	AdSequencingMode string `json:",omitempty"` // IGNORE_AD_SEQUENCE or FOLLOW_AD_SEQUENCE
}

// AdsPersonalizationTimeouts are for whoever asks the ad server, in
// milliseconds.
type AdsPersonalizationTimeouts struct {
	AdsRequestTimeoutMilliseconds                     int `json:",omitempty"`
	LiveMaximumAdsPersonalizationTimeMilliseconds     int `json:",omitempty"`
	PrefetchAdsRequestTimeoutMilliseconds             int `json:",omitempty"`
	PrefetchMaximumAdsPersonalizationTimeMilliseconds int `json:",omitempty"`
	VodMaximumAdsPersonalizationTimeMilliseconds      int `json:",omitempty"`
}

// AdConditioningConfiguration says what is transcoded.
type AdConditioningConfiguration struct {
	StreamingMediaFileConditioning string `json:",omitempty"` // TRANSCODE or NONE
}

// AvailSuppression is for live streams.
type AvailSuppression struct {
	Mode       string `json:",omitempty"` // OFF, BEHIND_LIVE_EDGE or AFTER_LIVE_EDGE
	Value      string `json:",omitempty"` // HH:MM:SS
	FillPolicy string `json:",omitempty"` // FULL_AVAIL_ONLY or PARTIAL_AVAIL
}

// Bumper names the clips that open and close breaks, at most [MaxBumper] long.
type Bumper struct {
	StartURL string `json:"StartUrl,omitempty"`
	EndURL   string `json:"EndUrl,omitempty"`
}

// MaxBumper is how long a bumper may be.
const MaxBumper = 10 * time.Second

// CdnConfiguration has the URL prefixes that segments are written with.
type CdnConfiguration struct {
	AdSegmentURLPrefix      string `json:"AdSegmentUrlPrefix,omitempty"`
	ContentSegmentURLPrefix string `json:"ContentSegmentUrlPrefix,omitempty"`
}

// DashConfiguration is for MPDs.
type DashConfiguration struct {
	MpdLocation            string `json:",omitempty"` // EMT_DEFAULT or DISABLED
	OriginManifestType     string `json:",omitempty"` // MULTI_PERIOD or SINGLE_PERIOD
	ManifestEndpointPrefix string `json:",omitempty"` // read-only
}

// HlsConfiguration is for playlists.
type HlsConfiguration struct {
	ManifestEndpointPrefix string `json:",omitempty"` // read-only
}

// LivePreRollConfiguration is for live streams.
type LivePreRollConfiguration struct {
	AdDecisionServerURL           string                        `json:"AdDecisionServerUrl,omitempty"`
	AdDecisionServerConfiguration AdDecisionServerConfiguration `json:",omitzero"`
	MaxDurationSeconds            int                           `json:",omitempty"`
}

// LogConfiguration says what MediaTailor logs.
type LogConfiguration struct {
	PercentEnabled                int            `json:",omitempty"` // 0 to 100
	EnabledLoggingStrategies      []string       `json:",omitempty"` // LEGACY_CLOUDWATCH, VENDED_LOGS
	AdsInteractionLog             InteractionLog `json:",omitzero"`
	ManifestServiceInteractionLog InteractionLog `json:",omitzero"`
}

// InteractionLog chooses events.
type InteractionLog struct {
	ExcludeEventTypes      []string `json:",omitempty"`
	PublishOptInEventTypes []string `json:",omitempty"`
}

// ManifestProcessingRules say what is done with the origin's manifest.
type ManifestProcessingRules struct {
	AdMarkerPassthrough AdMarkerPassthrough `json:",omitzero"`
}

// AdMarkerPassthrough tells whether cue tags of filled breaks are kept.
type AdMarkerPassthrough struct {
	Enabled bool `json:",omitempty"`
}

// Kinds of error in a configuration.
var (
	ErrUnknownField  = errors.New("unknown field")
	ErrBadFieldValue = errors.New("bad value")
)

// A ConfigError says what is wrong in a configuration.
type ConfigError struct {
	Field string // JSON path, such as Bumper.StartUrl; "" for the whole
	Err   error  // wraps [ErrUnknownField], [ErrBadFieldValue] or an error of encoding/json
}

// Error returns text like: stitch: Bumper.StartUrl: bad value ....
func (e *ConfigError) Error() string {
	if e.Field == "" {
		return "stitch: configuration: " + e.Err.Error()
	}
	return "stitch: " + e.Field + ": " + e.Err.Error()
}

// Unwrap returns the cause.
func (e *ConfigError) Unwrap() error { return e.Err }

// DecodeConfig reads a configuration from JSON and validates it. The error is a
// [*ConfigError]; a field that MediaTailor does not have is one.
func DecodeConfig(data []byte) (Config, error) {
	var c Config
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&c); err != nil {
		return Config{}, configError(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return Config{}, &ConfigError{"", fmt.Errorf("%w: text behind the object", ErrBadFieldValue)}
	}
	// Zero means absent in Config, but these may not be given as zero.
	var given struct {
		PersonalizationThresholdSeconds *int
		LivePreRollConfiguration        struct{ MaxDurationSeconds *int }
	}
	if err := json.Unmarshal(data, &given); err != nil {
		return Config{}, configError(err)
	}
	if p := given.PersonalizationThresholdSeconds; p != nil && *p == 0 {
		return Config{}, badField("PersonalizationThresholdSeconds", "0: the least is 1")
	}
	if p := given.LivePreRollConfiguration.MaxDurationSeconds; p != nil && *p == 0 {
		return Config{}, badField("LivePreRollConfiguration.MaxDurationSeconds", "0: the least is 1")
	}
	if err := c.Validate(); err != nil {
		return Config{}, err
	}
	return c, nil
}

func configError(err error) *ConfigError {
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		return badField(kind.Field, fmt.Sprintf("%s: want %s", kind.Value, jsonType(kind.Type.Kind().String())))
	}
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return &ConfigError{strings.Trim(name, `"`), ErrUnknownField}
	}
	return &ConfigError{"", err}
}

// jsonType returns what JSON calls a kind of Go type.
func jsonType(kind string) string {
	switch kind {
	case "struct", "map":
		return "object"
	case "slice":
		return "array"
	case "bool":
		return "boolean"
	}
	return kind
}

func badField(field, text string) *ConfigError {
	return &ConfigError{field, fmt.Errorf("%w %s", ErrBadFieldValue, text)}
}

// Validate tells what MediaTailor would refuse, as a [*ConfigError]: limits,
// enumerations and forms.
func (c *Config) Validate() error {
	for _, f := range []struct {
		name, value string
		most        int
	}{
		{"Name", c.Name, 512},
		{"VideoContentSourceUrl", c.VideoContentSourceURL, 512},
		{"AdDecisionServerUrl", c.AdDecisionServerURL, 25_000},
		{"LivePreRollConfiguration.AdDecisionServerUrl", c.LivePreRollConfiguration.AdDecisionServerURL, 25_000},
	} {
		if n := len([]rune(f.value)); n > f.most {
			return badField(f.name, fmt.Sprintf("of %d characters: the most is %d", n, f.most))
		}
	}
	live := c.LivePreRollConfiguration.AdDecisionServerConfiguration
	for _, f := range []struct {
		name, value string
		allowed     []string
	}{
		{"InsertionMode", c.InsertionMode, []string{"STITCHED_ONLY", "PLAYER_SELECT"}},
		{"AvailSuppression.Mode", c.AvailSuppression.Mode, []string{"OFF", "BEHIND_LIVE_EDGE", "AFTER_LIVE_EDGE"}},
		{"AvailSuppression.FillPolicy", c.AvailSuppression.FillPolicy, []string{"FULL_AVAIL_ONLY", "PARTIAL_AVAIL"}},
		{"DashConfiguration.MpdLocation", c.DashConfiguration.MpdLocation, []string{"EMT_DEFAULT", "DISABLED"}},
		{"DashConfiguration.OriginManifestType", c.DashConfiguration.OriginManifestType, []string{"MULTI_PERIOD", "SINGLE_PERIOD"}},
		{"AdConditioningConfiguration.StreamingMediaFileConditioning", c.AdConditioningConfiguration.StreamingMediaFileConditioning, []string{"TRANSCODE", "NONE"}},
		{"AdDecisionServerConfiguration.HttpRequest.Method", c.AdDecisionServerConfiguration.HTTPRequest.Method, []string{"GET", "POST"}},
		{"AdDecisionServerConfiguration.HttpRequest.CompressRequest", c.AdDecisionServerConfiguration.HTTPRequest.CompressRequest, []string{"NONE", "GZIP"}},
		{"AdDecisionServerConfiguration.VastResponse.AdSequencingMode", c.AdDecisionServerConfiguration.VastResponse.AdSequencingMode, []string{"IGNORE_AD_SEQUENCE", "FOLLOW_AD_SEQUENCE"}},
		{"LivePreRollConfiguration.AdDecisionServerConfiguration.VastResponse.AdSequencingMode", live.VastResponse.AdSequencingMode, []string{"IGNORE_AD_SEQUENCE", "FOLLOW_AD_SEQUENCE"}},
	} {
		if f.value != "" && !slices.Contains(f.allowed, f.value) {
			return badField(f.name, fmt.Sprintf("%.64q: want %s", f.value, strings.Join(f.allowed, " or ")))
		}
	}
	if v := c.AvailSuppression.Value; v != "" && !clockForm(v) {
		return badField("AvailSuppression.Value", fmt.Sprintf("%.64q: want HH:MM:SS", v))
	} else if m := c.AvailSuppression.Mode; v == "" && m != "" && m != "OFF" {
		return badField("AvailSuppression.Value", "is missing: "+m+" needs one")
	}
	for _, f := range []struct {
		name              string
		value, least, top int
	}{
		{"PersonalizationThresholdSeconds", c.PersonalizationThresholdSeconds, 0, math.MaxInt32},
		{"LivePreRollConfiguration.MaxDurationSeconds", c.LivePreRollConfiguration.MaxDurationSeconds, 0, math.MaxInt32},
		{"LogConfiguration.PercentEnabled", c.LogConfiguration.PercentEnabled, 0, 100},
	} {
		if f.value < f.least || f.value > f.top {
			return badField(f.name, fmt.Sprintf("%d: out of range", f.value))
		}
	}
	return nil
}

// clockForm tells whether s is HH:MM:SS.
func clockForm(s string) bool {
	if len(s) != 8 || s[2] != ':' || s[5] != ':' {
		return false
	}
	for i, c := range []byte(s) {
		if i != 2 && i != 5 && (c < '0' || c > '9') {
			return false
		}
	}
	return s[3] < '6' && s[6] < '6'
}

// Policy returns how the configuration wants breaks filled. What it has no name
// for is as in the zero Policy.
func (c *Config) Policy() Policy {
	s, _ := suppression.FromConfig(c.AvailSuppression.Mode, c.AvailSuppression.Value, c.AvailSuppression.FillPolicy)
	return Policy{
		Suppression:              s,
		Preroll:                  PrerollPolicy{MaxDuration: time.Duration(c.LivePreRollConfiguration.MaxDurationSeconds) * time.Second},
		PersonalizationThreshold: time.Duration(c.PersonalizationThresholdSeconds) * time.Second,
		Slate:                    c.SlateAdURL,
		BumperStart:              c.Bumper.StartURL,
		BumperEnd:                c.Bumper.EndURL,
		AdMarkerPassthrough:      c.ManifestProcessingRules.AdMarkerPassthrough.Enabled,
	}
}

// Rebase returns how the configuration wants the URIs of a content playlist
// written that was fetched at url: absolute, and with the content source's prefix
// replaced by that of the content delivery network, if there is one. Without a
// URL they stay as they are.
func (c *Config) Rebase(url string) hls.Rebase {
	if url == "" {
		return hls.Rebase{}
	}
	r := hls.Rebase{URL: url}
	if from, to := c.VideoContentSourceURL, c.CdnConfiguration.ContentSegmentURLPrefix; from != "" && to != "" {
		r.From, r.To = strings.TrimRight(from, "/")+"/", strings.TrimRight(to, "/")+"/"
	}
	return r
}
