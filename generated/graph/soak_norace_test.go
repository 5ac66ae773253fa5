//go:build !race

package graph_test

const soakCalls = 20_000
