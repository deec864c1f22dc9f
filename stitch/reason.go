package stitch

// Reason says why an avail was not personalised. It is stable in JSON. The zero
// value means that there is none to give.
type Reason uint8

// The reasons why an avail has no ad in it. Slate may fill it all the same.
const (
	ReasonNone Reason = iota
	// ReasonSuppressed: avail suppression covers it.
	ReasonSuppressed
	// ReasonLeftoverExceeded: the ads would leave more time unfilled than the
	// personalization threshold allows.
	ReasonLeftoverExceeded
	// ReasonPrerollOverlap: the live pre-roll covers it.
	ReasonPrerollOverlap
	// ReasonEmptyResponse: the ad server offered no ad.
	ReasonEmptyResponse
	// ReasonADSError: no answer of the ad server, or none that can be read.
	ReasonADSError
	// ReasonNothingFits: ads were offered, and at least one was too long.
	ReasonNothingFits
	// ReasonNoCreative: ads were offered, and all were skipped for other reasons.
	ReasonNoCreative
	// ReasonInvalidMarker: the origin's marker makes no break.
	ReasonInvalidMarker
	// ReasonPending: the answer has not come yet.
	ReasonPending
)

func reasons() []string {
	return []string{
		"", "SUPPRESSED", "LEFTOVER_AVAIL_EXCEEDED_THRESHOLD", "PREROLL_OVERLAP", "EMPTY_RESPONSE",
		"ADS_ERROR", "NOTHING_FITS", "NO_CREATIVE", "INVALID_MARKER", "PENDING",
	}
}

// String returns the reason as it stands in JSON, "" for none.
func (r Reason) String() string { return name(reasons(), uint8(r)) }

// MarshalText returns the same as String.
func (r Reason) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (r *Reason) UnmarshalText(b []byte) error { return parseName(reasons(), (*uint8)(r), b) }

// SkipReason says why an ad that was offered does not play, in MediaTailor's
// words. It is stable in JSON.
type SkipReason uint8

// The reasons why an ad is skipped.
const (
	SkipNone SkipReason = iota
	// SkipDurationExceeded: it does not fit in what is left of the break.
	SkipDurationExceeded
	// SkipNewCreative: there is no conditioned creative for it.
	SkipNewCreative
	// SkipNoVariantMatch: its creative lacks a rendition that the content needs.
	SkipNoVariantMatch
	// SkipEarlyCueIn: the break ended before it began.
	SkipEarlyCueIn
	// SkipParsingError: the ad's VAST is not usable.
	SkipParsingError
	// SkipInvalidWrapper: a wrapper that does not lead to an ad.
	SkipInvalidWrapper
	// SkipMediaFile: the ad has no media file that can be stitched.
	SkipMediaFile
	// SkipLeftoverExceeded: the whole break is left to the content, since the
	// ads leave too much of it unfilled.
	SkipLeftoverExceeded
)

func skipReasons() []string {
	return []string{
		"", "AVAIL_DURATION_EXCEEDED", "NEW_CREATIVE", "NO_VARIANT_MATCH", "EARLY_CUE_IN", "VAST_PARSING_ERROR",
		"INVALID_VAST_WRAPPER_AD", "MEDIA_FILE_UNAVAILABLE", "LEFTOVER_AVAIL_EXCEEDED_THRESHOLD",
	}
}

// String returns the reason as it stands in JSON.
func (r SkipReason) String() string { return name(skipReasons(), uint8(r)) }

// MarshalText returns the same as String.
func (r SkipReason) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (r *SkipReason) UnmarshalText(b []byte) error { return parseName(skipReasons(), (*uint8)(r), b) }
