package generator_test

import (
	"os"
	"runtime/debug"
	"testing"
)

// TestMain lets the tests use more memory, which shortens them: they generate thousands of
// small SDKs, and some keep all of them.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	os.Exit(m.Run())
}
