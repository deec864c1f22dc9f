package livetest

import (
	"fmt"
	"hash/fnv"
	"math"
	"time"
)

// A Channel is a simulated live origin. It is immutable and safe for any number
// of goroutines. It keeps 40 bytes for each segment of its length.
type Channel struct {
	config Config
	grids  []*grid
	target time.Duration
	long   time.Duration // longest segment
	window int
	floor  time.Duration // what the windows of all renditions hold
	eol    string
	head   string
	dsn    bool // the channel has discontinuity sequence numbers
}

// New returns the channel of a configuration, or an error that says why there
// is none. It keeps the slices of the configuration.
func New(config Config) (*Channel, error) {
	if config.Length == 0 {
		config.Length = time.Hour
	}
	if err := config.check(); err != nil {
		return nil, err
	}
	c := &Channel{config: config, eol: "\n", window: config.Window}
	if config.CRLF {
		c.eol = "\r\n"
	}
	c.target = max(config.Target, time.Second)
	for _, r := range config.Renditions {
		g, err := newGrid(&config, r)
		if err != nil {
			return nil, err
		}
		for i := range g.segs {
			c.long = max(c.long, g.segs[i].dur)
		}
		c.grids = append(c.grids, g)
	}
	c.target = max(c.target, (c.long + time.Second/2).Truncate(time.Second))
	if c.window == 0 {
		c.window = c.grids[0].cover(5 * c.target)
	}
	c.floor = min(max(c.grids[0].hold(c.window), 3*c.target), 5*c.target)
	c.dsn = config.DiscontinuitySequence > 0 || len(config.Discontinuities)+len(config.Restarts) > 0
	version := max(config.Version, 3)
	if len(config.Keys.Formats) > 0 {
		version = max(version, 5)
	}
	if config.Maps != MapNone {
		version = max(version, 6)
	}
	c.head = fmt.Sprintf("#EXTM3U%[1]s#EXT-X-VERSION:%[2]d%[1]s#EXT-X-TARGETDURATION:%[3]d%[1]s#EXT-X-MEDIA-SEQUENCE:",
		c.eol, version, c.target/time.Second)
	return c, nil
}

// Config returns what the channel was made of, with defaults filled in.
func (c *Channel) Config() Config {
	config := c.config
	config.Window = c.window
	return config
}

// String returns the configuration, for messages of failed tests.
func (c *Channel) String() string { return fmt.Sprintf("%+v", c.Config()) }

// Target returns the target duration.
func (c *Channel) Target() time.Duration { return c.target }

// Longest returns the duration of the longest segment of any rendition, which is
// as far as their borders can be apart.
func (c *Channel) Longest() time.Duration { return c.long }

// Length returns how long the channel is.
func (c *Channel) Length() time.Duration { return c.config.Length }

// Renditions returns the names of the renditions, the reference first.
func (c *Channel) Renditions() []string {
	names := make([]string, len(c.grids))
	for i, g := range c.grids {
		names[i] = g.Name
	}
	return names
}

// Settled returns the time from which on all renditions list a whole window.
func (c *Channel) Settled() time.Duration {
	g := c.grids[0]
	if len(g.segs) == 0 {
		return c.config.Length
	}
	at := g.segs[min(c.window, len(g.segs))-1].end()
	return min(max(at, c.floor)+2*c.long, c.config.Length)
}

// Edge returns the end of the newest segment that a rendition lists at a time
// if the answer is not stale; 0 when it lists none.
func (c *Channel) Edge(rendition string, at time.Duration) time.Duration {
	g := c.grid(rendition)
	if n := g.done(at); n > 0 {
		return g.segs[n-1].end()
	}
	return 0
}

// Revealed returns how much of a break a rendition has listed by a time: the
// segments from the first at or after the break's start to the last before its
// end. A break without an end, neither signalled nor by cue-in, goes on until
// the next one starts.
func (c *Channel) Revealed(rendition string, brk int, at time.Duration) time.Duration {
	g, b := c.grid(rendition), c.config.Breaks[brk]
	end := b.End()
	if end == b.Start && b.In == 0 {
		end = c.config.Length
		if brk+1 < len(c.config.Breaks) {
			end = c.config.Breaks[brk+1].Start
		}
	}
	from, to := int(g.outs[brk]), min(g.at(end), g.done(at))
	var sum time.Duration
	for i := from; i < to; i++ {
		sum += g.segs[i].dur
	}
	return sum
}

// Age returns how old the answer is that a rendition gives at a time; 0 when it
// is not stale.
func (c *Channel) Age(rendition string, at time.Duration) time.Duration {
	s := c.config.Stale
	if s.OneIn <= 0 || s.By <= 0 {
		return 0
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(rendition))
	x := mix(c.config.Seed ^ h.Sum64() ^ uint64(at))
	if x%uint64(s.OneIn) != 0 {
		return 0
	}
	return min(time.Duration(mix(x)%uint64(s.By))+1, max(at, 0))
}

// grid returns a rendition by its name.
func (c *Channel) grid(name string) *grid {
	for _, g := range c.grids {
		if g.Name == name {
			return g
		}
	}
	panic("BUG: no rendition " + name)
}

// listed returns the segments that a rendition lists at a time.
func (c *Channel) listed(g *grid, at time.Duration) (lo, hi int) {
	hi = g.done(at)
	if hi == 0 {
		return 0, 0
	}
	first := g.eras[g.segs[hi-1].era].first
	switch ref := c.grids[0]; {
	case g.Window > 0:
		lo = hi - g.Window
	case g == ref:
		lo = hi - c.window
	default:
		from, to := c.listed(ref, at)
		if from == to || ref.segs[from].era < g.segs[hi-1].era {
			return first, hi
		}
		lo = g.at(ref.segs[from].start + 1)
		lo = min(lo-1, hi-1)
	}
	lo = max(lo, first)
	for lo > first && g.segs[hi-1].end()-g.segs[lo].start < c.floor {
		lo--
	}
	return lo, hi
}

// mix spreads a number over 64 bits (splitmix64).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// gap tells whether a segment is missing.
func (c *Channel) gap(g *grid, i int) bool {
	if c.config.Gaps <= 0 {
		return false
	}
	return mix(c.config.Seed^uint64(g.msn(i))^math.MaxUint32)%uint64(c.config.Gaps) == 0
}
