//go:build race

package graph_test

// soakCalls is smaller here: the race detector makes everything ten times
// slower.
const soakCalls = 3_000
