package output

import (
	"slices"
	"testing"
)

func TestAttributes(t *testing.T) {
	const generated = "generated/** linguist-generated text eol=lf"
	const lock, sum = "fragen.lock linguist-generated -diff", "fragen.sum linguist-generated -diff"
	tests := []struct {
		text, config, after string
		added               []string
	}{
		{"", "fragen.yaml", generated + "\n" + lock + "\n" + sum + "\n", []string{generated, lock, sum}},
		{"* text=auto", "fragen.yaml", "* text=auto\n" + generated + "\n" + lock + "\n" + sum + "\n", []string{generated, lock, sum}},
		{"fragen.lock -text\ngenerated/** x\n", "fragen.yaml", "fragen.lock -text\ngenerated/** x\n" + sum + "\n", []string{sum}},
		{generated + "\r\n" + lock + "\r\n" + sum + "\r\n", "fragen.yaml", generated + "\r\n" + lock + "\r\n" + sum + "\r\n", nil},
		{
			generated + "\n", "my api.yaml", generated + "\n\"my api.lock\" linguist-generated -diff\n\"my api.sum\" linguist-generated -diff\n",
			[]string{`"my api.lock" linguist-generated -diff`, `"my api.sum" linguist-generated -diff`},
		},
	}
	for _, test := range tests {
		after, added := Attributes(test.text, test.config)
		if after != test.after || !slices.Equal(added, test.added) {
			t.Errorf("%q, %s: %q, %q", test.text, test.config, after, added)
		}
	}
}
