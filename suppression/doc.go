// Package suppression reads AWS Elemental MediaTailor's avail-suppression
// settings and says which ad breaks of a live session they leave to the content.
//
// Settings come from three sources: the AvailSuppression object of a playback
// configuration ([FromConfig]), the aws.availSuppression parameters of a playback
// request's query ([FromQuery]) and the availSuppression object in the body of a
// client-side session request ([FromBody]). [Resolve] chooses one of them for the
// whole session; sources are never mixed. [Settings.Judge] is then asked once for
// each break:
//
//	config, err := suppression.FromConfig("BEHIND_LIVE_EDGE", "00:10:00", "")
//	if err != nil {
//		return err // a configuration must be valid
//	}
//	query := suppression.FromQuery(request.URL.RawQuery)
//	for _, p := range query.Problems {
//		warn(p) // a request never fails
//	}
//	s := suppression.Resolve(config, suppression.Set{}, query)
//	from, ok := s.Judge(edge, start, length)
//
// Suppression is for live streams: not for video on demand, nor for live to video
// on demand. It is fixed when a session begins, and so is the live edge it is
// measured from: that of the session's first manifest. As the edge is fixed, the
// answer for a break changes from one refresh to the next only if what is signalled
// of its start or length does; a caller keeps the first answer.
//
// MediaTailor's documentation describes both modes twice, and its page on service
// variables has them the other way round. This package follows the API reference,
// the figures and the worked examples.
//
// Everything here is a pure function of its arguments: no I/O, no clock. All types
// are plain values. Nothing that is passed in is changed or kept. Any input gives a
// usable result; none panics.
//
// Deliberately not checked: whether the stream is live, and whether a query
// belongs to the session's initial request, the only one that counts.
package suppression
