package bench_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/adsplice/adsplice/internal/bench"
)

// TestCases runs each case once: all sides read the same from the inputs.
func TestCases(t *testing.T) {
	cases, err := bench.Cases()
	require.NoError(t, err)
	for _, c := range cases {
		t.Run(c.Name(), func(t *testing.T) {
			require.NoError(t, c.Run())
			require.NoError(t, c.Run(), "again, with what the first run left")
		})
	}
}

func BenchmarkHLSParse(b *testing.B)  { run(b, bench.HLSParse) }
func BenchmarkHLSRead(b *testing.B)   { run(b, bench.HLSRead) }
func BenchmarkHLSSplice(b *testing.B) { run(b, bench.HLSSplice) }
func BenchmarkHLSRender(b *testing.B) { run(b, bench.HLSRender) }
func BenchmarkHLSLive(b *testing.B)   { run(b, bench.HLSLive) }
func BenchmarkVASTParse(b *testing.B) { run(b, bench.VASTParse) }
func BenchmarkVASTRead(b *testing.B)  { run(b, bench.VASTRead) }
func BenchmarkVMAPParse(b *testing.B) { run(b, bench.VMAPParse) }
func BenchmarkSCTE35(b *testing.B)    { run(b, bench.SCTE35Read) }

func run(b *testing.B, task bench.Task) {
	b.Helper()
	cases, err := bench.Cases()
	require.NoError(b, err)
	for _, c := range cases {
		if c.Task != task {
			continue
		}
		b.Run(c.Input+"/"+c.Side, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(c.Bytes))
			for b.Loop() {
				if err := c.Run(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
