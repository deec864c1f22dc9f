package bench

// A Task is what is measured.
type Task string

// The tasks.
const (
	HLSParse   Task = "HLSParse"
	HLSRead    Task = "HLSParse+Read"
	HLSSplice  Task = "HLSSplice"
	HLSRender  Task = "HLSRender"
	HLSLive    Task = "HLSLive"
	VASTParse  Task = "VASTParse"
	VASTRead   Task = "VASTParse+Read"
	VMAPParse  Task = "VMAPParse"
	SCTE35Read Task = "SCTE35"
)

// Ours is the side that the others are measured against.
const Ours = "adsplice"

// A Case is one side of a task on one input.
type Case struct {
	// Task, Input and Side name the case.
	Task        Task
	Input, Side string
	// Bytes is how many bytes one call of Run reads, or writes in HLSRender.
	Bytes int
	// Run does the task once.
	Run func() error
}

// Name is task/input/side, as the benchmarks are named.
func (c Case) Name() string { return string(c.Task) + "/" + c.Input + "/" + c.Side }

// Cases returns all cases, those of one task and input next to each other and
// ours first.
func Cases() ([]Case, error) {
	var list []Case
	for _, build := range []func() ([]Case, error){hlsCases, liveCases, xmlCases, scte35Cases} {
		cases, err := build()
		if err != nil {
			return nil, err
		}
		list = append(list, cases...)
	}
	return list, nil
}
