package stitch

// A Warning tells of something odd that did not stop the work.
type Warning struct {
	Code WarningCode `json:"code"`
	Text string      `json:"text"`          // in words
	Key  string      `json:"key,omitempty"` // of the avail it is about
	Line int         `json:"line,omitempty"`
}

// WarningCode is a stable name of a kind of warning.
type WarningCode string

// The codes of warnings that planning gives.
const (
	// WarnRepeatedPairs: several CUE-OUT/CUE-IN pairs on one segment make one break.
	WarnRepeatedPairs WarningCode = "REPEATED_PAIRS"
	// WarnUnmatchedCueOut: a cue-out with neither a duration nor a cue-in.
	WarnUnmatchedCueOut WarningCode = "UNMATCHED_CUE_OUT"
	// WarnUnmatchedCueIn: a cue-in or a continuation without a cue-out.
	WarnUnmatchedCueIn WarningCode = "UNMATCHED_CUE_IN"
	// WarnNestedCueOut: a cue-out inside a break of known duration; the outer goes on.
	WarnNestedCueOut WarningCode = "NESTED_CUE_OUT"
	// WarnPositionOffset: a VMAP offset #n, which means nothing without markers.
	WarnPositionOffset WarningCode = "VMAP_POSITION_OFFSET"
	// WarnUnresolvedAdTag: a VMAP AdTagURI or a VAST wrapper whose document was not given.
	WarnUnresolvedAdTag WarningCode = "UNRESOLVED_AD_TAG"
	// WarnBadOffset: a VMAP timeOffset that can't be read.
	WarnBadOffset WarningCode = "VMAP_BAD_OFFSET"
	// WarnADS: the ad server's answer could not be read, in full or in part.
	WarnADS WarningCode = "ADS_ANSWER"
	// WarnMissingCreative: slate or a bumper that is configured has no usable creative.
	WarnMissingCreative WarningCode = "MISSING_CREATIVE"
	// WarnTooManyBreaks: more breaks than a plan takes; the rest is ignored.
	WarnTooManyBreaks WarningCode = "TOO_MANY_BREAKS"
	// WarnTooManyAds: more ads than a plan takes; the rest is ignored.
	WarnTooManyAds WarningCode = "TOO_MANY_ADS"
)
