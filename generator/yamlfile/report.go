package yamlfile

import (
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
)

// ReportTooLarge reports a file of size bytes.
func ReportTooLarge(diags *diag.List, file string, size, limit int) {
	diags.Errorf(diag.Pos{File: file}, "too-large", "the file has %d bytes; the limit is %d bytes", size, limit)
}

// ReportEncoding reports a byte that is not valid UTF-8.
func ReportEncoding(diags *diag.List, pos diag.Pos, b byte) {
	diags.Errorf(pos, "encoding", "byte 0x%02x is not valid UTF-8; convert the file to UTF-8", b)
}

// ReportEmpty reports a file without content. The remedy may be empty.
func ReportEmpty(diags *diag.List, file, remedy string) {
	diags.Errorf(diag.Pos{File: file, Line: 1, Col: 1}, "empty", "the file is empty%s", after(remedy))
}

// ReportSecondDocument reports the YAML document that begins at pos.
func ReportSecondDocument(diags *diag.List, pos diag.Pos) {
	diags.Errorf(pos, "several-documents", "expected one YAML document, found a second one; keep one document per file")
}

// ReportDuplicateKey reports a key that is already at line and col in the same
// map.
func ReportDuplicateKey(diags *diag.List, pos diag.Pos, key string, line, col int) {
	diags.Errorf(pos, "duplicate-key", "duplicate key %q, first at %d:%d; remove one", diag.Excerpt(key), line, col)
}

// after returns a remedy as the second part of a message.
func after(remedy string) string {
	if remedy == "" {
		return ""
	}
	return "; " + remedy
}

// Choices returns the second part of a message about an unknown value: the
// known value that is most like it, or else all of them.
//
//	unknown layout "pakage", did you mean "package"?
//	unknown layout "heap"; expected package or tree
func Choices(value string, known []string) string {
	if near := diag.DidYouMean(value, known); near != "" {
		return near
	}
	return "; expected " + Or(known)
}

// Or joins words with commas and, before the last one, "or".
func Or(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}
