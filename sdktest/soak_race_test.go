//go:build race

package sdktest

// soakCalls is smaller, because the race detector makes the test ten times slower.
const soakCalls = 3_000
