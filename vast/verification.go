package vast

import "iter"

// Verification is a vendor's measurement of the ad (VAST 4.3 section 3.17).
type Verification struct{ Element }

func asVerification(e Element) Verification { return Verification{e} }

// Verifications iterates over the Verification elements: those of AdVerifications, then those that
// versions before 4.1 carry in an extension of type "AdVerifications".
func (a Ad) Verifications() iter.Seq[Verification] {
	return func(yield func(Verification) bool) {
		for v := range eachBelow(a.Body(), kAdVerifications, kVerification, asVerification) {
			if !yield(v) {
				return
			}
		}
		for x := range a.Extensions() {
			if !x.hasType("AdVerifications") {
				continue
			}
			for v := range eachBelow(x.Element, kAdVerifications, kVerification, asVerification) {
				if !yield(v) {
					return
				}
			}
		}
	}
}

// Vendor names the vendor.
func (v Verification) Vendor() string { return v.attr("vendor") }

// VerificationResource is a script or program of a vendor.
type VerificationResource struct{ Link }

// APIFramework is the apiFramework attribute, for example "omid".
func (r VerificationResource) APIFramework() string { return r.attr("apiFramework") }

// BrowserOptional reports whether a script runs without a browser too.
func (r VerificationResource) BrowserOptional() bool {
	v, _ := r.boolean("browserOptional")
	return v
}

func asVerificationResource(e Element) VerificationResource { return VerificationResource{Link{e}} }

// JavaScriptResources iterates over the JavaScriptResource elements.
func (v Verification) JavaScriptResources() iter.Seq[VerificationResource] {
	return each(v.Element, kJavaScriptResource, asVerificationResource)
}

// ExecutableResources iterates over the ExecutableResource elements.
func (v Verification) ExecutableResources() iter.Seq[VerificationResource] {
	return each(v.Element, kExecutableResource, asVerificationResource)
}

// FlashResources iterates over the FlashResource elements (VAST 4.0 only).
func (v Verification) FlashResources() iter.Seq[VerificationResource] {
	return each(v.Element, kFlashResource, asVerificationResource)
}

// TrackingEvents iterates over the Tracking elements; only verificationNotExecuted is defined.
func (v Verification) TrackingEvents() iter.Seq[Tracking] { return trackings(v.Element) }

// Parameters is the text of VerificationParameters.
func (v Verification) Parameters() string { return v.child(kVerificationParameters).Text() }

// ViewableImpressions iterates over the ViewableImpression elements that VAST 4.0 has here.
func (v Verification) ViewableImpressions() iter.Seq[ViewableImpression] {
	return each(v.Element, kViewableImpression, func(e Element) ViewableImpression { return ViewableImpression{e} })
}
