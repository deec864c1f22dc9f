package checktest

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// Root returns the folder of this module's go.mod, above the working folder.
func Root(tb testing.TB) string {
	tb.Helper()
	dir, err := os.Getwd()
	if err != nil {
		tb.Fatal(err)
	}
	for {
		mod, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if err == nil && bytes.Contains(mod, []byte("module github.com/adsplice/adsplice\n")) {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			tb.Fatal("go.mod of the module not found above the working folder")
		}
		dir = up
	}
}

// Corpus returns the folder with real manifests, one folder in it for each
// format. It skips the test when there is none.
func Corpus(tb testing.TB) string {
	tb.Helper()
	dir := beside(tb, "ADSPLICE_CORPUS", "corpus")
	if dir == "" {
		tb.Skip("no corpus; ADSPLICE_CORPUS names its folder")
	}
	return dir
}

// beside returns the folder that an environment variable names, by default the
// one of that name beside the module; "" when it does not exist.
func beside(tb testing.TB, env, name string) string {
	tb.Helper()
	dir := os.Getenv(env)
	if dir == "" {
		dir = filepath.Join(Root(tb), "..", "shared", name)
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return ""
	}
	return dir
}
