package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/adsplice/adsplice/stitch"
)

type rawJSON = json.RawMessage

// scenarioJSON is the scenario file. Parts are decoded on their own, so that
// errors can say where in the file they are.
type scenarioJSON struct {
	Config       rawJSON           `json:"config"`
	Options      rawJSON           `json:"options"`
	Multivariant string            `json:"multivariant"`
	Creatives    []rawJSON         `json:"creatives"`
	Ads          []rawJSON         `json:"ads"`
	Documents    map[string]string `json:"documents"`
	Prefetch     []string          `json:"prefetch"`
	Session      rawJSON           `json:"session"`
	Requests     []rawJSON         `json:"requests"`
}

type optionsJSON struct {
	Fit            string `json:"fit"`
	FitToleranceMs int64  `json:"fitToleranceMs"`
	Seed           int64  `json:"seed"`
	EmptyVTT       string `json:"emptyVTT"`
	Tracking       string `json:"tracking"`
}

type creativeJSON struct {
	Key     string `json:"key"`
	HLS     string `json:"hls"`
	DASH    string `json:"dash"`
	BaseURL string `json:"baseURL"`
}

type adRuleJSON struct {
	Preroll  bool              `json:"preroll"`
	Prefetch string            `json:"prefetch"`
	When     map[string]string `json:"when"`
	VAST     string            `json:"vast"`
	VMAP     string            `json:"vmap"`
}

type sessionJSON struct {
	ID           string            `json:"id"`
	Start        string            `json:"start"`
	Query        string            `json:"query"`
	Body         rawJSON           `json:"body"`
	PlayerParams map[string]string `json:"playerParams"`
}

type requestJSON struct {
	At        string  `json:"at"`
	Origin    string  `json:"origin"`
	Playlist  string  `json:"playlist"`
	URL       string  `json:"url"`
	Rendition rawJSON `json:"rendition"`
}

// adRequestJSON is one entry of NNN.requests.json.
type adRequestJSON struct {
	URL     string         `json:"url"`
	Purpose stitch.Purpose `json:"purpose"`
	Avail   string         `json:"avail"`
}

// decodeFile reads a whole JSON file; an error of syntax names the line.
func decodeFile(data []byte, v any) error {
	var all rawJSON
	err := json.Unmarshal(data, &all)
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return fmt.Errorf("line %d: %w", 1+bytes.Count(data[:min(int(syntax.Offset), len(data))], []byte("\n")), err)
	} else if err != nil {
		return err
	}
	return decode("", all, v)
}

// decode reads the JSON that stands at path into v, strictly. What is absent
// leaves v as it is.
func decode(path string, data rawJSON, v any) error {
	if len(data) == 0 {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	err := d.Decode(v)
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		return fmt.Errorf("%s: %s is not what belongs here", join(path, kind.Field), kind.Value)
	}
	if err == nil {
		return nil
	}
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return fmt.Errorf("%s: unknown field", join(path, strings.Trim(name, `"`)))
	}
	return fmt.Errorf("%s: %w", path, err)
}

// join puts a JSON path together.
func join(path, field string) string {
	switch {
	case path == "":
		return field
	case field == "":
		return path
	}
	return path + "." + field
}
