package generator

// A configuration to begin with, for `fragen init`. It is short, works as it
// is, and shows in comments what can be chosen from: the operations that the
// description has or, where these are very many, the beginnings of their paths.

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/fragen-go/fragen/generator/config"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/source"
)

// maxListed is how many operations are listed one by one.
const maxListed = 200

// schemaURL is where editors find what may stand in the file.
const schemaURL = "https://raw.githubusercontent.com/fragen-go/fragen/main/docs/schema/fragen.schema.json"

// Starter returns the text of a fragen.yaml for a description. spec is its file
// as the configuration is to name it: with slashes and relative to the
// configuration's folder. The text is nil when the list has errors.
func Starter(from Description, spec string) ([]byte, *diag.List) {
	doc, diags := from.read()
	if doc == nil {
		return nil, diags
	}
	name := starterName(doc, spec)
	var b strings.Builder
	fmt.Fprintf(&b, `# yaml-language-server: $schema=%[1]s
#
# What fragen generates. Write it with "fragen generate", and let your CI run
# "fragen check". All paths are relative to this file.
version: 1

# The package that all generated ones share: requests, errors, retries, JSON.
runtime: generated/rest

targets:
  - name: %[2]s
    spec: %[3]s
    out: generated/%[2]s

    # layout: tree           # a package for each word that paths begin with, for large descriptions
    # naming:
    #   initialisms: false   # ByCallId instead of ByCallID
    # wire:
    #   odata: true          # types in @odata.type, pages by @odata.nextLink
    # pages:                 # methods that go through all pages; styles: cursor, offset, page, link, nextLink
    #   - {style: cursor, param: cursor, items: data, next: next_cursor}
    # codes:
    #   table: codes.yaml    # result codes with texts in several languages
    #   locales: [en]
    # fake: true             # a service for tests, in generated/%[2]s/%[2]stest

`, schemaURL, name, strconv.Quote(spec))
	writeSelect(&b, doc.Operations())
	return []byte(b.String()), diags
}

func writeSelect(b *strings.Builder, operations []source.OperationInfo) {
	b.WriteString("    # Without a selection everything is generated. Name what you use, and the\n" +
		"    # package stays small:\n")
	example := "/**"
	if len(operations) > 0 {
		example = prefixOf(operations[0].Path) + "/**"
	}
	fmt.Fprintf(b, "    # select:\n    #   paths: [%s]\n    #\n", strconv.Quote(comment(example)))
	if len(operations) > maxListed {
		fmt.Fprintf(b, "    # The %d operations of the description, by the beginnings of their paths:\n", len(operations))
		writePrefixes(b, operations)
		return
	}
	fmt.Fprintf(b, "    # What the description has, operations: %d\n", len(operations))
	for _, op := range operations {
		line := fmt.Sprintf("    #   %-7s %s", strings.ToUpper(op.Method), comment(op.Path))
		if op.Summary != "" {
			line += "   " + comment(op.Summary)
		}
		b.WriteString(line + "\n")
	}
}

// writePrefixes lists the first segments of the paths with the number of
// operations below each.
func writePrefixes(b *strings.Builder, operations []source.OperationInfo) {
	counts := map[string]int{}
	for _, op := range operations {
		counts[prefixOf(op.Path)]++
	}
	for _, prefix := range slices.Sorted(maps.Keys(counts)) {
		fmt.Fprintf(b, "    #   %6d  %s\n", counts[prefix], comment(prefix+"/**"))
	}
}

// prefixOf returns the first segment of a path, with the slash before it, or
// "webhooks".
func prefixOf(p string) string {
	slash := ""
	if strings.HasPrefix(p, "/") {
		slash = "/"
	}
	first, _, _ := strings.Cut(p[len(slash):], "/")
	return slash + first
}

// comment makes foreign text fit for a line of a comment.
func comment(text string) string {
	text = strings.Map(func(r rune) rune {
		if !strconv.IsPrint(r) {
			return ' '
		}
		return r
	}, text)
	if utf8.RuneCountInString(text) > 120 {
		text = string([]rune(text)[:119]) + "…"
	}
	return strings.TrimSpace(text)
}

var notInName = regexp.MustCompile(`[^a-z0-9]+`)

// starterName makes a package name of the description's title or, where that
// gives none, of its file's name.
func starterName(doc *source.Document, spec string) string {
	base := path.Base(spec)
	title := ""
	if n := doc.At("/info/title"); n != nil {
		title = n.Text
	}
	for _, text := range []string{title, strings.TrimSuffix(base, path.Ext(base))} {
		name := strings.TrimLeft(notInName.ReplaceAllString(strings.ToLower(text), ""), "0123456789")
		for _, suffix := range []string{"openapi", "api"} {
			name = strings.TrimSuffix(name, suffix)
		}
		if len(name) <= 20 && config.IsPackageName(name) {
			return name
		}
	}
	return "client"
}
