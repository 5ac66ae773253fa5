// Package catalog keeps codes.yaml: it changes the file without touching what
// is not changed, fills it from the vendor's documentation pages, and hands its
// texts to translators and takes them back.
//
// It takes the bytes of codes.yaml, of pages in Markdown, HTML or plain text,
// and translators' documents, gives changed bytes, documents, reports and
// diagnostics, and may import codes, exchange and diag. It reads and writes no
// files itself.
//
// An Editor (edit.go) collects changes and turns them into splices (splice.go)
// of the file's bytes, at positions that end.go finds; write.go makes the new
// YAML. Comments, blank lines, order and quoting of all else stay, which no
// encoder keeps.
package catalog
