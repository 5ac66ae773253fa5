package main

import (
	"math"
	"runtime"
	"runtime/debug"
	"testing"
	"time"
)

// TestLimitMemory checks that a review neither changes the memory limit of the user nor keeps
// its own if the live objects exceed it.
func TestLimitMemory(t *testing.T) {
	limit := func() int64 { return debug.SetMemoryLimit(-1) }
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(4 << 30))
	restore := limitMemory(3 << 30)
	if limit() != 4<<30 {
		t.Error("the limit of the user changed")
	}
	restore()
	debug.SetMemoryLimit(math.MaxInt64)
	restore = limitMemory(3 << 30)
	if limit() != 3<<30 {
		t.Error("there is no limit")
	}
	restore()
	if limit() != math.MaxInt64 {
		t.Error("the limit remains after the review")
	}
	live := make([]byte, 32<<20)
	restore = limitMemory(16 << 20)
	defer restore()
	for range 100 {
		runtime.GC()
		if limit() == math.MaxInt64 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if limit() != math.MaxInt64 {
		t.Errorf("the limit remains although %d bytes are live", len(live))
	}
	runtime.KeepAlive(live)
}
