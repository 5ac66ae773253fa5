package main

import (
	"math"
	"runtime/debug"
	"runtime/metrics"
	"sync"
	"time"
)

// reviewMemory is the size of the heap in bytes from which a review collects garbage more
// often.
const reviewMemory = 1700 << 20

// limitMemory sets the memory limit of the runtime unless GOMEMLIMIT sets one, and returns a
// function that removes it. If the live objects alone come near the limit, the garbage
// collector would run all the time and take half of the CPU time, so the limit is removed
// early then.
func limitMemory(limit int64) (restore func()) {
	if debug.SetMemoryLimit(-1) != math.MaxInt64 {
		return func() {}
	}
	debug.SetMemoryLimit(limit)
	remove := sync.OnceFunc(func() { debug.SetMemoryLimit(math.MaxInt64) })
	done := make(chan struct{})
	go func() {
		tick := time.NewTicker(200 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				if liveMemory() > limit/8*7 {
					remove()
					return
				}
			}
		}
	}()
	return func() {
		close(done)
		remove()
	}
}

// liveMemory returns the size in bytes of the objects that survived the last garbage
// collection.
func liveMemory() int64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	return int64(sample[0].Value.Uint64())
}
