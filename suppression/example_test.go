package suppression_test

import (
	"fmt"
	"time"

	"github.com/adsplice/adsplice/suppression"
)

func Example() {
	config, err := suppression.FromConfig("BEHIND_LIVE_EDGE", "00:10:00", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	query := suppression.FromQuery("aws.availSuppressionMode=AFTER_LIVE_EDGE" +
		"&aws.availSuppressionValue=00%3A30%3A00&aws.availSuppressionFillPolicy=partial_avail")
	s := suppression.Resolve(config, suppression.Set{}, query)
	fmt.Println(s.Mode, s.Value, s.FillPolicy)

	const edge = 2 * time.Hour // of the session's first manifest
	for _, start := range []time.Duration{edge + 10*time.Minute, edge + 29*time.Minute, edge + 40*time.Minute} {
		from, ok := s.Judge(edge, start, 2*time.Minute)
		fmt.Println(start, ok, from)
	}
	// Output:
	// AFTER_LIVE_EDGE 30m0s PARTIAL_AVAIL
	// 2h10m0s false 0s
	// 2h29m0s true 1m0s
	// 2h40m0s true 0s
}

// A request that makes no sense never fails; it falls back, with a warning.
func ExampleFromQuery() {
	set := suppression.FromQuery("aws.availSuppressionValue=00:00:21")
	for _, p := range set.Problems {
		fmt.Println(p)
	}
	fmt.Println(set.Complete)
	// Output:
	// suppression: aws.availSuppressionMode: required, but missing; the request's settings are ignored
	// false
}
