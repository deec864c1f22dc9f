//go:build amd64 || arm64

package bench

import (
	"syscall"
	"time"
	"unsafe"
)

// Clock names what Measure reads.
const Clock = "CPU time of the measuring thread"

// now is the CPU time of this thread: what other programs take, and what the
// garbage collector does on other threads, is not in it. The goroutine must be
// locked to its thread.
func now() time.Duration {
	const threadCPU = 3 // CLOCK_THREAD_CPUTIME_ID of clock_gettime(2)
	var t syscall.Timespec
	if _, _, errno := syscall.RawSyscall(syscall.SYS_CLOCK_GETTIME, threadCPU, uintptr(unsafe.Pointer(&t)), 0); errno != 0 {
		return 0
	}
	return time.Duration(t.Nano())
}
