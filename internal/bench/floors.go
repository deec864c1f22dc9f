package bench

// A Floor is what the project promises of a task.
type Floor struct {
	Task Task
	// Inputs are those that the floor holds for; none are all.
	Inputs []string
	// Times is how many times as fast as the fastest peer ours is at least,
	// and Aim what we want. In HLSRender it is the other way round: how many
	// times as long as a copy ours takes at most.
	Times, Aim float64
	// NoAllocs tells that ours allocates nothing.
	NoAllocs bool
}

// Floors returns the promises.
func Floors() []Floor {
	return []Floor{
		{Task: HLSParse, Times: 10, Aim: 20, NoAllocs: true},
		{Task: HLSSplice, Times: 15, Aim: 30, NoAllocs: true},
		{Task: HLSRender, Inputs: []string{"VOD-1000", "DVR-10800"}, Times: 3, Aim: 1.5, NoAllocs: true},
		{Task: HLSLive, Times: 20, Aim: 30, NoAllocs: true},
		{Task: VASTParse, Times: 25, Aim: 50, NoAllocs: true},
		{Task: VMAPParse, Times: 25, Aim: 50, NoAllocs: true},
	}
}
