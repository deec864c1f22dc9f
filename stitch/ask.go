package stitch

// Ask returns the ad requests that are due: [Plan.Due] of the plan that [Decide]
// makes without their answers. In a live session there may be more once these are
// answered: ask until there are none.
func Ask(in Input) ([]Request, error) {
	p, err := Decide(in)
	if err != nil {
		return nil, err
	}
	return p.Due, nil
}
