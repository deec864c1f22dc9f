package checktest

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// An Option says what a check does not find in the playlists.
type Option func(*options)

type options struct {
	args   []string
	prev   []byte
	ignore []string
}

// OriginBase is the URL of the origin playlist.
func OriginBase(url string) Option {
	return func(o *options) { o.args = append(o.args, "-origin-base", url) }
}

// StitchedBase is the URL of the stitched playlist; by default the origin's.
func StitchedBase(url string) Option {
	return func(o *options) { o.args = append(o.args, "-stitched-base", url) }
}

// Ads are prefixes of the URLs of ad segments; by default whatever the origin
// does not list is an ad.
func Ads(prefixes ...string) Option {
	return func(o *options) { o.args = append(o.args, "-ads", strings.Join(prefixes, ",")) }
}

// Prev is the refresh of the same session before.
func Prev(playlist []byte) Option { return func(o *options) { o.prev = playlist } }

// Ignore leaves rules out, such as H13, that bind who chooses the ads and not
// what the test is about.
func Ignore(rules ...string) Option {
	return func(o *options) { o.ignore = append(o.ignore, rules...) }
}

// HLS fails the test when the checker finds that a stitched media playlist
// breaks a rule. It does nothing when there is no checker.
func HLS(tb testing.TB, origin, stitched []byte, opts ...Option) {
	tb.Helper()
	if found := HLSViolations(tb, origin, stitched, opts...); len(found) > 0 {
		tb.Errorf("hlscheck:\n%s\nstitched:\n%s", strings.Join(found, "\n"), stitched)
	}
}

// HLSViolations returns a line for each rule that a stitched media playlist
// breaks; none when there is no checker.
func HLSViolations(tb testing.TB, origin, stitched []byte, opts ...Option) []string {
	tb.Helper()
	program, err := hlscheck(tb)
	if err != nil {
		tb.Fatal(err)
	}
	if program == "" {
		return nil
	}
	var o options
	for _, f := range opts {
		f(&o)
	}
	dir, err := os.MkdirTemp("", "checktest")
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	file := func(name string, text []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, text, 0o600); err != nil {
			tb.Fatal(err)
		}
		return path
	}
	args := append([]string{"-origin", file("origin.m3u8", origin), "-stitched", file("stitched.m3u8", stitched)}, o.args...)
	if o.prev != nil {
		args = append(args, "-prev", file("prev.m3u8", o.prev))
	}
	out, err := exec.Command(program, args...).CombinedOutput()
	checked.Add(1)
	var exit *exec.ExitError
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &exit) || exit.ExitCode() != 1:
		tb.Fatalf("%s: %v\n%s", program, err, out)
	}
	found := strings.Split(strings.TrimSpace(string(out)), "\n")
	return slices.DeleteFunc(found, func(line string) bool {
		rule, _, _ := strings.Cut(line, " ")
		return slices.Contains(o.ignore, rule)
	})
}

var checked atomic.Int64

// Report logs how many playlists this process has checked.
func Report(tb testing.TB) {
	tb.Helper()
	tb.Logf("hlscheck: %d stitched playlists checked", checked.Load())
}

var build struct {
	once    sync.Once
	program string
	err     error
}

// hlscheck returns the path of the checker, built once; "" when there is none.
func hlscheck(tb testing.TB) (string, error) {
	tb.Helper()
	build.once.Do(func() {
		dir := filepath.Join(beside(tb, "ADSPLICE_CHECK", "check"), "hlscheck")
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			build.program, build.err = compile(dir)
		}
	})
	return build.program, build.err
}

// compile builds the program of a folder. The settings of the go command that
// runs the tests are about another module and do not count.
func compile(dir string) (string, error) {
	// go test removes the folder of the test program.
	in, err := os.Executable()
	if err != nil || !strings.Contains(in, "go-build") {
		in = ""
	} else {
		in = filepath.Dir(in)
	}
	out, err := os.MkdirTemp(in, "checktest")
	if err != nil {
		return "", err
	}
	program := filepath.Join(out, filepath.Base(dir)+".exe")
	cmd := exec.Command("go", "build", "-o", program, ".")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=readonly", "GOWORK=off", "CGO_ENABLED=0", "GOOS=", "GOARCH=")
	if text, err := cmd.CombinedOutput(); err != nil {
		return "", errors.New(strings.TrimSpace(string(text)) + ": " + err.Error())
	}
	return program, nil
}
