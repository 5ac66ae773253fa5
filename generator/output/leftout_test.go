package output

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

const leftOutText = `format 2
# Go names and their order, by JSON pointer. Commit this file. DO NOT EDIT.
gen/x	x
	/paths
		/~1x	.X
	leftOut
		/paths/~1x~1{id}/get	path-template
		"/paths/~1y\t/get"	wrong-kind
gen/y	y
	/paths
		/~1x	.X
`

func TestLeftOutInLock(t *testing.T) {
	m, err := decodeLock(leftOutText)
	if err != nil {
		t.Fatal(err)
	}
	want := []LeftOut{{"/paths/~1x~1{id}/get", "path-template"}, {"/paths/~1y\t/get", "wrong-kind"}}
	if diff := cmp.Diff(want, m.Targets[0].LeftOut); diff != "" || m.Targets[1].LeftOut != nil {
		t.Errorf("%v\n%s", m.Targets[1].LeftOut, diff)
	}
	if diff := cmp.Diff(leftOutText, string(m.EncodeLock())); diff != "" {
		t.Error(diff)
	}
	for _, bad := range []string{"\t\t/paths/~1z\n", "\t\t\t/a\tb\n", "\t\t/a\t\"\n"} {
		if m, err := decodeLock(leftOutText[:len(leftOutText)-len("gen/y\ty\n\t/paths\n\t\t/~1x\t.X\n")] + bad); err == nil {
			t.Errorf("%q is read as %v", bad, m.Targets[0].LeftOut)
		}
	}
}
