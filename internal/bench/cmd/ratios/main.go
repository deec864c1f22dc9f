// The command ratios measures adsplice against its peers and prints a table of
// ratios. It exits with 1 if a floor of the project is not reached, and with 2
// if a case fails.
//
//	go run ./cmd/ratios [-rounds 41] [-turn 5ms] [TASK...]
//
// What is measured and how is in the package documentation of bench.
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/adsplice/adsplice/internal/bench"
)

func main() {
	var o bench.Options
	flag.IntVar(&o.Rounds, "rounds", 41, "turns of each side")
	flag.DurationVar(&o.Turn, "turn", 5*time.Millisecond, "length of a turn")
	flag.Parse()
	reached, err := run(o, flag.Args())
	if err != nil {
		fmt.Fprintln(os.Stderr, "ratios:", err)
		os.Exit(2)
	}
	if !reached {
		os.Exit(1)
	}
}

// run measures and prints, and tells whether all floors are reached.
func run(o bench.Options, tasks []string) (reached bool, err error) {
	cases, err := bench.Cases()
	if err != nil {
		return false, err
	}
	fmt.Printf("%s %s/%s, %d CPUs; medians of %d turns of %v, sides interleaved\n%s\n\n",
		runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), o.Rounds, o.Turn, bench.Clock)
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "task\tinput\tside\ttime/op\tMB/s\tallocs/op\ttimes ours")
	var verdicts []string
	reached = true
	for len(cases) > 0 {
		n := slices.IndexFunc(cases, func(c bench.Case) bool { return c.Task != cases[0].Task || c.Input != cases[0].Input })
		if n < 0 {
			n = len(cases)
		}
		group := cases[:n]
		cases = cases[n:]
		if len(tasks) > 0 && !slices.Contains(tasks, string(group[0].Task)) {
			continue
		}
		results, err := bench.Measure(group, o)
		if err != nil {
			return false, fmt.Errorf("%s: %w", group[0].Name(), err)
		}
		for _, r := range results {
			fmt.Fprintf(w, "%s\t%s\t%s\t%v\t%.0f\t%.0f\t%.2f\n",
				r.Task, r.Input, r.Side, r.Time, float64(r.Bytes)*1e3/float64(r.Time), r.Allocs, r.Ratio)
		}
		fmt.Fprintln(w, "\t\t\t\t\t\t")
		for _, f := range bench.Floors() {
			text, ok := verdict(f, results)
			if text != "" {
				verdicts = append(verdicts, text)
			}
			reached = reached && ok
		}
	}
	if err := w.Flush(); err != nil {
		return false, err
	}
	for _, text := range verdicts {
		fmt.Println(text)
	}
	return reached, nil
}

// verdict tells how the results stand to the floor; "" if it isn't about them.
func verdict(f bench.Floor, results []bench.Result) (text string, ok bool) {
	ours := results[0]
	if f.Task != ours.Task || len(f.Inputs) > 0 && !slices.Contains(f.Inputs, ours.Input) {
		return "", true
	}
	fastest := slices.MinFunc(results[1:], func(a, b bench.Result) int { return int(a.Time - b.Time) })
	var met bool
	if f.Task == bench.HLSRender {
		times := 1 / fastest.Ratio
		ok, met = times <= f.Times, times <= f.Aim
		text = fmt.Sprintf("%s %s: %.2f times a copy, at most %g (aim %g)", ours.Task, ours.Input, times, f.Times, f.Aim)
	} else {
		ok, met = fastest.Ratio >= f.Times, fastest.Ratio >= f.Aim
		text = fmt.Sprintf("%s %s: %.1f times as fast as %s, at least %g (aim %g)", ours.Task, ours.Input, fastest.Ratio, fastest.Side, f.Times, f.Aim)
	}
	switch {
	case !ok:
		text = "BELOW  " + text
	case met:
		text = "aim    " + text
	default:
		text = "floor  " + text
	}
	if f.NoAllocs && ours.Allocs > 0 {
		return fmt.Sprintf("%s\nBELOW  %s %s: %g allocs/op, 0 promised", text, ours.Task, ours.Input, ours.Allocs), false
	}
	return text, ok
}
