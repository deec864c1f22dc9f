package vmap

// kind is the name of an element, as far as VMAP knows it.
type kind uint16

const (
	kOther kind = iota
	kVMAP
	kAdBreak
	kAdSource
	kAdTagURI
	kCustomAdData
	kExtension
	kExtensions
	kTracking
	kTrackingEvents
	kVASTAdData
)

// kindOf gives the kind of an element by its name without prefix. Names are matched as they are
// spelled in the standard, else without case.
func kindOf(name []byte) kind {
	switch string(name) {
	case "AdBreak":
		return kAdBreak
	case "AdSource":
		return kAdSource
	case "VASTAdData", "VASTData":
		return kVASTAdData
	case "AdTagURI", "VASTAdTagURI":
		return kAdTagURI
	case "CustomAdData":
		return kCustomAdData
	case "TrackingEvents":
		return kTrackingEvents
	case "Tracking":
		return kTracking
	case "Extensions":
		return kExtensions
	case "Extension":
		return kExtension
	case "VAST":
		return kOther
	}
	var buf [14]byte
	if len(name) > len(buf) {
		return kOther
	}
	for i, c := range name {
		if c-'A' < 26 {
			c += 'a' - 'A'
		}
		buf[i] = c
	}
	switch string(buf[:len(name)]) {
	case "adbreak":
		return kAdBreak
	case "adsource":
		return kAdSource
	case "vastaddata", "vastdata":
		return kVASTAdData
	case "adtaguri", "vastadtaguri":
		return kAdTagURI
	case "customaddata":
		return kCustomAdData
	case "trackingevents":
		return kTrackingEvents
	case "tracking":
		return kTracking
	case "extensions":
		return kExtensions
	case "extension":
		return kExtension
	}
	return kOther
}
