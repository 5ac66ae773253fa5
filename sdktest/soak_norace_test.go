//go:build !race

package sdktest

const soakCalls = 20_000
