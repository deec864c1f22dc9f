package stitch_test

import (
	"flag"
	"os"
	"testing"
)

// TestMain draws the same random sessions each time, so that a change is what
// breaks a test; -rapid.seed and -rapid.checks draw others.
func TestMain(m *testing.M) {
	if err := flag.Set("rapid.seed", "1"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}
