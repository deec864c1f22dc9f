package hls

// A Variant is one EXT-X-STREAM-INF with its URI line, or one
// EXT-X-I-FRAME-STREAM-INF or EXT-X-IMAGE-STREAM-INF, which have fewer
// attributes (RFC 8216 sections 4.3.4.2 and 4.3.4.3, bis sections 4.4.6.2 and
// 4.4.6.3). It is a small value, decoded on each call; attributes that have no
// method are read with [Tag.Attributes].
type Variant struct {
	Tag Tag
	uri []byte
}

// URI returns the URI of the media playlist as it stands; nil if an
// EXT-X-I-FRAME-STREAM-INF lacks it.
func (v Variant) URI() []byte { return v.uri }

func (v Variant) text(name string) []byte { return v.Tag.Attributes().Text(name) }

// Bandwidth returns BANDWIDTH, the peak segment bit rate in bit/s; 0 if it is
// absent, although required, or unreadable.
func (v Variant) Bandwidth() int64 {
	n, _ := v.Tag.Attributes().uint("BANDWIDTH")
	return n
}

// AverageBandwidth returns AVERAGE-BANDWIDTH in bit/s, 0 if absent or
// unreadable.
func (v Variant) AverageBandwidth() int64 {
	n, _ := v.Tag.Attributes().uint("AVERAGE-BANDWIDTH")
	return n
}

// Score returns SCORE. ok is false if it is absent or unreadable.
func (v Variant) Score() (score float64, ok bool) {
	x, ok := v.Tag.Attributes().Get("SCORE")
	if !ok {
		return 0, false
	}
	return x.Float()
}

// Codecs returns CODECS, nil if absent.
func (v Variant) Codecs() List { return List(v.text("CODECS")) }

// SupplementalCodecs returns SUPPLEMENTAL-CODECS, entries like
// dvh1.08.07/db4h; nil if absent.
func (v Variant) SupplementalCodecs() List { return List(v.text("SUPPLEMENTAL-CODECS")) }

// Resolution returns RESOLUTION in pixels. ok is false if it is absent or
// unreadable.
func (v Variant) Resolution() (width, height int, ok bool) {
	x, ok := v.Tag.Attributes().Get("RESOLUTION")
	if !ok {
		return 0, 0, false
	}
	return x.Resolution()
}

// FrameRate returns FRAME-RATE, the maximum in frames per second; 0 if absent
// or unreadable.
func (v Variant) FrameRate() float64 {
	x, _ := v.Tag.Attributes().Get("FRAME-RATE")
	f, _ := x.Float()
	return f
}

// HDCPLevel returns HDCP-LEVEL: TYPE-0, TYPE-1, NONE; nil if absent.
func (v Variant) HDCPLevel() []byte { return v.text("HDCP-LEVEL") }

// AllowedCPC returns ALLOWED-CPC, nil if absent.
func (v Variant) AllowedCPC() List { return List(v.text("ALLOWED-CPC")) }

// VideoRange returns VIDEO-RANGE: SDR, HLG, PQ; nil if absent.
func (v Variant) VideoRange() []byte { return v.text("VIDEO-RANGE") }

// VideoLayout returns REQ-VIDEO-LAYOUT, nil if absent.
func (v Variant) VideoLayout() []byte { return v.text("REQ-VIDEO-LAYOUT") }

// StableVariantID returns STABLE-VARIANT-ID, nil if absent.
func (v Variant) StableVariantID() []byte { return v.text("STABLE-VARIANT-ID") }

// PathwayID returns PATHWAY-ID, nil if absent: then it is ".".
func (v Variant) PathwayID() []byte { return v.text("PATHWAY-ID") }

// Name returns NAME, nil if absent. No RFC defines it; packagers write it.
func (v Variant) Name() []byte { return v.text("NAME") }

// Audio returns AUDIO, the GROUP-ID of its audio renditions; nil if absent.
func (v Variant) Audio() []byte { return v.text("AUDIO") }

// Video returns VIDEO, the GROUP-ID of its video renditions; nil if absent.
func (v Variant) Video() []byte { return v.text("VIDEO") }

// Subtitles returns SUBTITLES, the GROUP-ID of its subtitles; nil if absent.
func (v Variant) Subtitles() []byte { return v.text("SUBTITLES") }

// ClosedCaptions returns CLOSED-CAPTIONS, the GROUP-ID of its captions; nil if
// absent or NONE.
func (v Variant) ClosedCaptions() []byte {
	if v.NoClosedCaptions() {
		return nil
	}
	return v.text("CLOSED-CAPTIONS")
}

// NoClosedCaptions tells whether CLOSED-CAPTIONS is NONE: no variant has any.
func (v Variant) NoClosedCaptions() bool {
	x, _ := v.Tag.Attributes().Get("CLOSED-CAPTIONS")
	return string(x) == "NONE" // a group may be called "NONE", in quotes
}

// A Rendition is one EXT-X-MEDIA (RFC 8216 section 4.3.4.1, bis section
// 4.4.6.1). It is a small value, decoded on each call.
type Rendition struct{ Tag Tag }

func (r Rendition) text(name string) []byte { return r.Tag.Attributes().Text(name) }

// Type returns TYPE: AUDIO, VIDEO, SUBTITLES or CLOSED-CAPTIONS.
func (r Rendition) Type() []byte { return r.text("TYPE") }

// GroupID returns GROUP-ID.
func (r Rendition) GroupID() []byte { return r.text("GROUP-ID") }

// Name returns NAME.
func (r Rendition) Name() []byte { return r.text("NAME") }

// URI returns URI as it stands; nil if absent: then the rendition is within
// the variants that name its group.
func (r Rendition) URI() []byte { return r.text("URI") }

// Language returns LANGUAGE, nil if absent.
func (r Rendition) Language() []byte { return r.text("LANGUAGE") }

// AssocLanguage returns ASSOC-LANGUAGE, nil if absent.
func (r Rendition) AssocLanguage() []byte { return r.text("ASSOC-LANGUAGE") }

// StableRenditionID returns STABLE-RENDITION-ID, nil if absent.
func (r Rendition) StableRenditionID() []byte { return r.text("STABLE-RENDITION-ID") }

// Default tells whether DEFAULT is YES.
func (r Rendition) Default() bool { return r.Tag.Attributes().yes("DEFAULT") }

// Autoselect tells whether AUTOSELECT is YES.
func (r Rendition) Autoselect() bool { return r.Tag.Attributes().yes("AUTOSELECT") }

// Forced tells whether FORCED is YES.
func (r Rendition) Forced() bool { return r.Tag.Attributes().yes("FORCED") }

// InstreamID returns INSTREAM-ID: CC1 to CC4 or SERVICE1 to SERVICE63; nil if
// absent.
func (r Rendition) InstreamID() []byte { return r.text("INSTREAM-ID") }

// Characteristics returns CHARACTERISTICS, nil if absent.
func (r Rendition) Characteristics() List { return List(r.text("CHARACTERISTICS")) }

// Channels returns CHANNELS, such as 6 or 16/JOC; nil if absent.
func (r Rendition) Channels() []byte { return r.text("CHANNELS") }

// BitDepth returns BIT-DEPTH, 0 if absent or unreadable.
func (r Rendition) BitDepth() int64 {
	n, _ := r.Tag.Attributes().uint("BIT-DEPTH")
	return n
}

// SampleRate returns SAMPLE-RATE in Hz, 0 if absent or unreadable.
func (r Rendition) SampleRate() int64 {
	n, _ := r.Tag.Attributes().uint("SAMPLE-RATE")
	return n
}

// SessionData is one EXT-X-SESSION-DATA (RFC 8216 section 4.3.4.4).
type SessionData struct{ Tag Tag }

// DataID returns DATA-ID.
func (d SessionData) DataID() []byte { return d.Tag.Attributes().Text("DATA-ID") }

// Value returns VALUE, nil if absent.
func (d SessionData) Value() []byte { return d.Tag.Attributes().Text("VALUE") }

// URI returns URI as it stands, nil if absent.
func (d SessionData) URI() []byte { return d.Tag.Attributes().Text("URI") }

// Format returns FORMAT, nil if absent: then it is JSON (bis section 4.4.6.4).
func (d SessionData) Format() []byte { return d.Tag.Attributes().Text("FORMAT") }

// Language returns LANGUAGE, nil if absent.
func (d SessionData) Language() []byte { return d.Tag.Attributes().Text("LANGUAGE") }

// ContentSteering is EXT-X-CONTENT-STEERING (bis section 4.4.6.6).
type ContentSteering struct{ Tag Tag }

// ServerURI returns SERVER-URI as it stands.
func (c ContentSteering) ServerURI() []byte { return c.Tag.Attributes().Text("SERVER-URI") }

// PathwayID returns PATHWAY-ID, the pathway to begin with; nil if absent.
func (c ContentSteering) PathwayID() []byte { return c.Tag.Attributes().Text("PATHWAY-ID") }
