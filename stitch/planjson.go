package stitch

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"time"
)

// jsonSeconds is a duration as a JSON number of seconds, exact to the
// microsecond, rounded to the nearest.
type jsonSeconds time.Duration

// MarshalJSON writes such as 12.5 or -0.25.
func (s jsonSeconds) MarshalJSON() ([]byte, error) {
	us := time.Duration(s).Round(time.Microsecond).Microseconds()
	var b []byte
	if us < 0 {
		b = append(b, '-')
		us = -us
	}
	b = strconv.AppendInt(b, us/1e6, 10)
	frac := strconv.AppendInt(nil, us%1e6+1e6, 10)[1:]
	for len(frac) > 1 && frac[len(frac)-1] == '0' {
		frac = frac[:len(frac)-1]
	}
	return append(append(b, '.'), frac...), nil
}

type planJSON struct {
	Type     StreamType  `json:"type"`
	LiveEdge *time.Time  `json:"liveEdge,omitempty"`
	Breaks   []breakJSON `json:"breaks"`
	Warnings []Warning   `json:"warnings,omitempty"`
}

type breakJSON struct {
	Avail        string            `json:"avail"`
	Key          string            `json:"key"`
	Source       Source            `json:"source"`
	Mode         Mode              `json:"mode"`
	Position     Position          `json:"position"`
	Start        jsonSeconds       `json:"start"`
	StartTime    *time.Time        `json:"startTime,omitempty"`
	Duration     *jsonSeconds      `json:"duration"`
	End          *jsonSeconds      `json:"end"`
	Ended        bool              `json:"ended"`
	Personalized bool              `json:"personalized"`
	Reason       Reason            `json:"reason"`
	Fill         []fillJSON        `json:"fill"`
	Filled       jsonSeconds       `json:"filled"`
	Unfilled     jsonSeconds       `json:"unfilled"`
	Rendered     *renderedJSON     `json:"rendered"`
	Skipped      []skippedJSON     `json:"skipped"`
	Prefetch     string            `json:"prefetch"`
	Variables    map[string]string `json:"variables"`

	gone bool
}

type fillJSON struct {
	Kind      ItemKind    `json:"kind"`
	ID        string      `json:"id"`
	Start     jsonSeconds `json:"start"`
	Duration  jsonSeconds `json:"duration"`
	Truncated bool        `json:"truncated"`
}

type skippedJSON struct {
	ID     string     `json:"id"`
	Reason SkipReason `json:"reason"`
}

type renderedJSON struct {
	Out      jsonSeconds  `json:"out"`
	In       *jsonSeconds `json:"in"`
	Duration jsonSeconds  `json:"duration"`
	Skew     jsonSeconds  `json:"skew"`
}

// MarshalJSON writes the plan without what a manifest made of it.
func (p *Plan) MarshalJSON() ([]byte, error) { return p.AppendJSON(nil, nil) }

// AppendJSON appends the plan as JSON: times in seconds, dates in RFC 3339. r
// tells what a manifest made of it, nil if there is none.
func (p *Plan) AppendJSON(dst []byte, r *Rendered) ([]byte, error) {
	out := planJSON{Type: p.Type, Breaks: make([]breakJSON, len(p.Breaks)), Warnings: p.Warnings}
	for i := range p.Breaks {
		out.Breaks[i] = p.Breaks[i].json()
		if p.Type == VOD {
			out.Breaks[i].StartTime = nil // its timeline starts at 0
		}
	}
	if r != nil {
		for _, x := range r.Breaks {
			j := &renderedJSON{Out: jsonSeconds(x.Out), In: pointer(x.In), Duration: jsonSeconds(x.Duration), Skew: jsonSeconds(x.Skew())}
			if x.Open {
				j.In = nil
			}
			out.Breaks[x.Index].Rendered = j
		}
	}
	if p.Type == Live {
		if t, ok := p.LiveEdge(); ok {
			out.LiveEdge = &t
		}
		out.Breaks = slices.DeleteFunc(out.Breaks, func(b breakJSON) bool {
			over := b.gone || b.End != nil && *b.End <= 0 || len(b.Fill) == 0 && b.Source == SourcePreroll
			return b.Rendered == nil && b.Start < 0 && over
		})
		slices.SortStableFunc(out.Breaks, func(a, b breakJSON) int { return cmp.Compare(a.Start, b.Start) })
	}
	b, err := json.MarshalIndent(out, "", "  ")
	return append(dst, b...), err
}

func pointer(d time.Duration) *jsonSeconds {
	s := jsonSeconds(d)
	return &s
}

func (b *Break) json() breakJSON {
	j := breakJSON{
		Avail: b.ID, Key: b.Key, Source: b.Source, Mode: b.Mode, Position: b.Position, Start: jsonSeconds(b.Start),
		End: pointer(b.End), Ended: b.Ended, Personalized: b.Personalized, Reason: b.Reason,
		Fill: make([]fillJSON, len(b.Fill)), Filled: jsonSeconds(b.Filled), Unfilled: jsonSeconds(b.Unfilled),
		Skipped: make([]skippedJSON, len(b.Skipped)), Variables: b.Variables, gone: b.gone,
	}
	if !b.EndKnown {
		j.End = nil
	}
	if j.Variables == nil {
		j.Variables = map[string]string{}
	}
	if !b.StartTime.IsZero() {
		j.StartTime = &b.StartTime
	}
	if b.Duration > 0 {
		j.Duration = pointer(b.Duration)
	}
	for i, x := range b.Skipped {
		j.Skipped[i] = skippedJSON{x.ID, x.Reason}
	}
	for i, f := range b.Fill {
		j.Fill[i] = fillJSON{f.Kind, f.ID, jsonSeconds(f.into + f.Start), jsonSeconds(f.Duration), f.Truncated}
	}
	return j
}
