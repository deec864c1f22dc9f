package stitch

// AskInput is what [Ask] goes by.
type AskInput struct {
	Avails []Avail
	// Answers are those stored already: what they hold is not asked again.
	Answers Answers
	// Decisions are those stored already: an avail that is decided is not asked
	// for again. The breaks of an asset without markers are in the answer alone, so
	// that is asked for when it is lost.
	Decisions Decisions
}

// Ask returns the ad requests that are due, by start: one for each avail, or one
// for the whole asset when its playlist has no markers. An avail that makes no
// break asks for nothing. A video-on-demand playlist with an invalid marker
// alone has markers, so it is not asked for as a whole.
func Ask(in AskInput) []Request {
	if len(in.Avails) == 0 {
		if _, known := in.Answers[VODKey]; known {
			return nil
		}
		v := map[string]string{}
		baseVariables(v, 0, 0)
		return []Request{{Key: VODKey, Purpose: PurposeVOD, Variables: v}}
	}
	var due []Request
	for i := range in.Avails {
		a := &in.Avails[i]
		if a.Invalid != ReasonNone {
			continue
		}
		if _, known := in.Answers[a.Key]; known {
			continue
		}
		if _, known := in.Decisions[a.Key]; known {
			continue
		}
		due = append(due, Request{Key: a.Key, Purpose: PurposeAvail, Avail: a.ID, Variables: a.Variables})
	}
	return due
}
