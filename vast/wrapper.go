package vast

import "iter"

// Wrapper is what a wrapper ad says about the ad it stands for (VAST 4.3 section 3.19).
type Wrapper struct{ Element }

// Wrapper gives the Wrapper element; ok is false for an inline ad.
func (a Ad) Wrapper() (w Wrapper, ok bool) {
	if !a.IsWrapper() {
		return Wrapper{}, false
	}
	return Wrapper{a.Body()}, true
}

// AdTagURI is where the next document is. Like that of VASTAdTagURI/URL and VASTAdTagURL, its
// predecessors, its text is given as it stands: it may be relative, and it may hold macros.
func (w Wrapper) AdTagURI() Link {
	for _, k := range [...]kind{kVASTAdTagURI, kVASTAdTagURL} {
		e := w.child(k)
		if e.IsZero() {
			continue
		}
		if u := e.child(kURL); !u.IsZero() && !e.hasText() {
			e = u
		}
		return Link{e}
	}
	return Link{}
}

// FollowAdditionalWrappers tells whether wrappers in the fetched document may be followed; absent
// means true.
func (w Wrapper) FollowAdditionalWrappers() bool {
	v, ok := w.boolean("followAdditionalWrappers")
	return v || !ok
}

// AllowMultipleAds tells whether a pod in the fetched document may play; absent means false. Before
// VAST 3 there was no such attribute: AllowMultipleAdsStated tells absent from false.
func (w Wrapper) AllowMultipleAds() bool {
	v, _ := w.boolean("allowMultipleAds")
	return v
}

// AllowMultipleAdsStated reports whether the attribute is there with a value.
func (w Wrapper) AllowMultipleAdsStated() bool {
	_, ok := w.boolean("allowMultipleAds")
	return ok
}

// FallbackOnNoAd tells what to do if the fetched document has no ad: true to use a stand-alone ad
// instead, false not to. Stated is false if the wrapper leaves it open.
func (w Wrapper) FallbackOnNoAd() (fallback, stated bool) { return w.boolean("fallbackOnNoAd") }

// BlockedAdCategories iterates over the categories that the inline ad must not have.
func (w Wrapper) BlockedAdCategories() iter.Seq[Category] {
	return each(w.Element, kBlockedAdCategories, asCategory)
}
