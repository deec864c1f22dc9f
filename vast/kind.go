package vast

// kind is the name of an element, as far as VAST knows it.
type kind uint16

const (
	kOther kind = iota
	kVAST
	kAd
	kInLine
	kWrapper
	kAdParameters
	kAdServingID
	kAdSystem
	kAdTitle
	kAdVerifications
	kAdvertiser
	kAltText
	kBlockedAdCategories
	kCategory
	kClickThrough
	kClickTracking
	kClosedCaptionFile
	kClosedCaptionFiles
	kCompanion
	kCompanionAds
	kCompanionClickThrough
	kCompanionClickTracking
	kCreative
	kCreativeExtension
	kCreativeExtensions
	kCreatives
	kCustomClick
	kDescription
	kDuration
	kError
	kExecutableResource
	kExpires
	kExtension
	kExtensions
	kFlashResource
	kHTMLResource
	kIFrameResource
	kIcon
	kIconClickFallbackImage
	kIconClickFallbackImages
	kIconClickThrough
	kIconClickTracking
	kIconClicks
	kIconViewTracking
	kIcons
	kImpression
	kInteractiveCreativeFile
	kJavaScriptResource
	kLinear
	kMediaFile
	kMediaFiles
	kMezzanine
	kNonLinear
	kNonLinearAds
	kNonLinearClickThrough
	kNonLinearClickTracking
	kNotViewable
	kPricing
	kStaticResource
	kSurvey
	kTracking
	kTrackingEvents
	kURL
	kUniversalAdID
	kVASTAdTagURI
	kVASTAdTagURL
	kVerification
	kVerificationParameters
	kVideoClicks
	kViewUndetermined
	kViewable
	kViewableImpression
)

// kindOf gives the kind of an element by its name without prefix. Names are matched as they are
// spelled in the standard, else without case.
func kindOf(name []byte) kind {
	switch string(name) {
	case "VAST":
		return kVAST
	case "Ad":
		return kAd
	case "InLine":
		return kInLine
	case "Wrapper":
		return kWrapper
	case "AdParameters":
		return kAdParameters
	case "AdServingId":
		return kAdServingID
	case "AdSystem":
		return kAdSystem
	case "AdTitle":
		return kAdTitle
	case "AdVerifications":
		return kAdVerifications
	case "Advertiser":
		return kAdvertiser
	case "AltText":
		return kAltText
	case "BlockedAdCategories":
		return kBlockedAdCategories
	case "Category":
		return kCategory
	case "ClickThrough":
		return kClickThrough
	case "ClickTracking":
		return kClickTracking
	case "ClosedCaptionFile":
		return kClosedCaptionFile
	case "ClosedCaptionFiles":
		return kClosedCaptionFiles
	case "Companion":
		return kCompanion
	case "CompanionAds":
		return kCompanionAds
	case "CompanionClickThrough":
		return kCompanionClickThrough
	case "CompanionClickTracking":
		return kCompanionClickTracking
	case "Creative":
		return kCreative
	case "CreativeExtension":
		return kCreativeExtension
	case "CreativeExtensions":
		return kCreativeExtensions
	case "Creatives":
		return kCreatives
	case "CustomClick":
		return kCustomClick
	case "Description":
		return kDescription
	case "Duration":
		return kDuration
	case "Error":
		return kError
	case "ExecutableResource":
		return kExecutableResource
	case "Expires":
		return kExpires
	case "Extension":
		return kExtension
	case "Extensions":
		return kExtensions
	case "FlashResource":
		return kFlashResource
	case "HTMLResource":
		return kHTMLResource
	case "IFrameResource":
		return kIFrameResource
	case "Icon":
		return kIcon
	case "IconClickFallbackImage":
		return kIconClickFallbackImage
	case "IconClickFallbackImages":
		return kIconClickFallbackImages
	case "IconClickThrough":
		return kIconClickThrough
	case "IconClickTracking":
		return kIconClickTracking
	case "IconClicks":
		return kIconClicks
	case "IconViewTracking":
		return kIconViewTracking
	case "Icons":
		return kIcons
	case "Impression":
		return kImpression
	case "InteractiveCreativeFile":
		return kInteractiveCreativeFile
	case "JavaScriptResource":
		return kJavaScriptResource
	case "Linear":
		return kLinear
	case "MediaFile":
		return kMediaFile
	case "MediaFiles":
		return kMediaFiles
	case "Mezzanine":
		return kMezzanine
	case "NonLinear":
		return kNonLinear
	case "NonLinearAds":
		return kNonLinearAds
	case "NonLinearClickThrough":
		return kNonLinearClickThrough
	case "NonLinearClickTracking":
		return kNonLinearClickTracking
	case "NotViewable":
		return kNotViewable
	case "Pricing":
		return kPricing
	case "StaticResource":
		return kStaticResource
	case "Survey":
		return kSurvey
	case "Tracking":
		return kTracking
	case "TrackingEvents":
		return kTrackingEvents
	case "URL":
		return kURL
	case "UniversalAdId":
		return kUniversalAdID
	case "VASTAdTagURI":
		return kVASTAdTagURI
	case "VASTAdTagURL":
		return kVASTAdTagURL
	case "Verification":
		return kVerification
	case "VerificationParameters":
		return kVerificationParameters
	case "VideoClicks":
		return kVideoClicks
	case "ViewUndetermined":
		return kViewUndetermined
	case "Viewable":
		return kViewable
	case "ViewableImpression":
		return kViewableImpression
	}
	return foldedKind(name)
}

// foldedKind is kindOf for names that are spelled in another case, or unknown.
func foldedKind(name []byte) kind {
	var buf [24]byte
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
	case "vast":
		return kVAST
	case "ad":
		return kAd
	case "inline":
		return kInLine
	case "wrapper":
		return kWrapper
	case "adparameters":
		return kAdParameters
	case "adservingid":
		return kAdServingID
	case "adsystem":
		return kAdSystem
	case "adtitle":
		return kAdTitle
	case "adverifications":
		return kAdVerifications
	case "advertiser":
		return kAdvertiser
	case "alttext":
		return kAltText
	case "blockedadcategories":
		return kBlockedAdCategories
	case "category":
		return kCategory
	case "clickthrough":
		return kClickThrough
	case "clicktracking":
		return kClickTracking
	case "closedcaptionfile":
		return kClosedCaptionFile
	case "closedcaptionfiles":
		return kClosedCaptionFiles
	case "companion":
		return kCompanion
	case "companionads":
		return kCompanionAds
	case "companionclickthrough":
		return kCompanionClickThrough
	case "companionclicktracking":
		return kCompanionClickTracking
	case "creative":
		return kCreative
	case "creativeextension":
		return kCreativeExtension
	case "creativeextensions":
		return kCreativeExtensions
	case "creatives":
		return kCreatives
	case "customclick":
		return kCustomClick
	case "description":
		return kDescription
	case "duration":
		return kDuration
	case "error":
		return kError
	case "executableresource":
		return kExecutableResource
	case "expires":
		return kExpires
	case "extension":
		return kExtension
	case "extensions":
		return kExtensions
	case "flashresource":
		return kFlashResource
	case "htmlresource":
		return kHTMLResource
	case "iframeresource":
		return kIFrameResource
	case "icon":
		return kIcon
	case "iconclickfallbackimage":
		return kIconClickFallbackImage
	case "iconclickfallbackimages":
		return kIconClickFallbackImages
	case "iconclickthrough":
		return kIconClickThrough
	case "iconclicktracking":
		return kIconClickTracking
	case "iconclicks":
		return kIconClicks
	case "iconviewtracking":
		return kIconViewTracking
	case "icons":
		return kIcons
	case "impression":
		return kImpression
	case "interactivecreativefile":
		return kInteractiveCreativeFile
	case "javascriptresource":
		return kJavaScriptResource
	case "linear":
		return kLinear
	case "mediafile":
		return kMediaFile
	case "mediafiles":
		return kMediaFiles
	case "mezzanine":
		return kMezzanine
	case "nonlinear":
		return kNonLinear
	case "nonlinearads":
		return kNonLinearAds
	case "nonlinearclickthrough":
		return kNonLinearClickThrough
	case "nonlinearclicktracking":
		return kNonLinearClickTracking
	case "notviewable":
		return kNotViewable
	case "pricing":
		return kPricing
	case "staticresource":
		return kStaticResource
	case "survey":
		return kSurvey
	case "tracking":
		return kTracking
	case "trackingevents":
		return kTrackingEvents
	case "url":
		return kURL
	case "universaladid":
		return kUniversalAdID
	case "vastadtaguri":
		return kVASTAdTagURI
	case "vastadtagurl":
		return kVASTAdTagURL
	case "verification":
		return kVerification
	case "verificationparameters":
		return kVerificationParameters
	case "videoclicks":
		return kVideoClicks
	case "viewundetermined":
		return kViewUndetermined
	case "viewable":
		return kViewable
	case "viewableimpression":
		return kViewableImpression
	}
	return kOther
}
