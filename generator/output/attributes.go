package output

import (
	"strconv"
	"strings"
)

// Attributes adds lines for the files that `fragen init` configures to
// the content of a .gitattributes beside it. config is the name of the
// fragen.yaml. It returns the new content and the added lines, which are none if
// text has a line for each pattern.
//
// Reviews fold files with linguist-generated. The lock and the sums have no
// readable diff, and hashes need the same line endings on every system.
func Attributes(text, config string) (after string, added []string) {
	lock := LockName(config)
	known := map[string]bool{}
	for line := range strings.Lines(text) {
		if fields := strings.Fields(line); len(fields) > 0 {
			known[fields[0]] = true
		}
	}
	for _, line := range []struct{ pattern, attributes string }{
		{"generated/**", "linguist-generated text eol=lf"},
		{attributePattern(lock), "linguist-generated -diff"},
		{attributePattern(SumName(lock)), "linguist-generated -diff"},
	} {
		if !known[line.pattern] {
			added = append(added, line.pattern+" "+line.attributes)
		}
	}
	if added == nil {
		return text, nil
	}
	if text != "" && !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	return text + strings.Join(added, "\n") + "\n", added
}

// attributePattern returns the pattern for a file name, in quotes if it has a
// space.
func attributePattern(name string) string {
	if strings.ContainsAny(name, " \"\\") {
		return strconv.Quote(name)
	}
	return name
}
