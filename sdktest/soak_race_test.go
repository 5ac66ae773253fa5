//go:build race

package sdktest

// soakCalls is smaller here: the race detector makes everything ten times
// slower.
const soakCalls = 3_000
