package config

// This file writes a fragen.yaml to start with, for "fragen init". The file is
// short, valid, and lists the possible selections in comments: the operations of
// the description or, if there are many, the first segments of their paths.

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/source"
)

// maxListed is the maximum number of operations that are listed one by one.
const maxListed = 200

// schemaURL is the address of the JSON Schema that editors use for completion.
const schemaURL = "https://raw.githubusercontent.com/fragen-go/fragen/main/docs/schema/fragen.schema.json"

// Starter returns the content of a fragen.yaml for a description. spec is the
// path of the description relative to the folder of fragen.yaml, with slashes.
// The result is nil if the list has errors.
func Starter(from source.Description, spec string) ([]byte, *diag.List) {
	doc, diags := from.Document()
	if doc == nil {
		return nil, diags
	}
	name, operations := starterName(doc, spec), doc.Operations()
	var b strings.Builder
	fmt.Fprintf(&b, `# yaml-language-server: $schema=%[1]s
#
# Run "fragen generate" after each change, and "fragen check" in CI. All paths
# are relative to this file.
version: 1

# The package that all targets share: requests, errors, retries, JSON.
runtime: generated/rest

targets:
  - name: %[2]s
    spec: %[3]s
    out: generated/%[2]s

%[4]s
    # naming:
    #   initialisms: false   # ByCallId instead of ByCallID
    #   calls: operations    # one method per operation, named after its operationId, for RPC-like APIs
    # wire:
    #   odata: true          # types in @odata.type, pages by @odata.nextLink
    # pages:                 # methods that iterate over all pages; styles: cursor, offset, page, link, nextLink
    #   - {style: cursor, param: cursor, items: data, next: next_cursor}
    # codes:
    #   table: codes.yaml    # result codes with messages in several languages
    #   locales: [en]
    # fake: true             # a fake service for tests, in generated/%[2]s/%[2]stest

`, schemaURL, name, strconv.Quote(spec), starterLayout(operations))
	writeSelect(&b, operations)
	return []byte(b.String()), diags
}

// starterLayout returns the line with the layout. A large description becomes a tree,
// unless all paths have the same first segment and so would be in one package.
func starterLayout(operations []source.OperationInfo) string {
	prefixes := map[string]bool{}
	for _, op := range operations {
		prefixes[prefixOf(op.Path)] = true
	}
	if len(operations) > maxListed && len(prefixes) > 1 {
		return "    layout: tree             # one package per first path segment, since the description is large"
	}
	return "    # layout: tree           # one package per first path segment, for large descriptions"
}

func writeSelect(b *strings.Builder, operations []source.OperationInfo) {
	b.WriteString("    # By default the whole description is generated. To keep the package small,\n" +
		"    # select the operations that you use:\n")
	example := "/**"
	if len(operations) > 0 {
		example = prefixOf(operations[0].Path) + "/**"
	}
	fmt.Fprintf(b, "    # select:\n    #   paths: [%s]\n    #\n", strconv.Quote(inComment(example)))
	if len(operations) > maxListed {
		fmt.Fprintf(b, "    # The %d operations of the description, by first path segment:\n", len(operations))
		writePrefixes(b, operations)
		return
	}
	fmt.Fprintf(b, "    # Operations of the description: %d\n", len(operations))
	for _, op := range operations {
		line := fmt.Sprintf("    #   %-7s %s", strings.ToUpper(op.Method), inComment(op.Path))
		if op.Summary != "" {
			line += "   " + inComment(op.Summary)
		}
		b.WriteString(line + "\n")
	}
}

// writePrefixes lists the first path segments, each with its number of
// operations.
func writePrefixes(b *strings.Builder, operations []source.OperationInfo) {
	counts := map[string]int{}
	for _, op := range operations {
		counts[prefixOf(op.Path)]++
	}
	for _, prefix := range slices.Sorted(maps.Keys(counts)) {
		fmt.Fprintf(b, "    #   %6d  %s\n", counts[prefix], inComment(prefix+"/**"))
	}
}

// prefixOf returns the first segment of a path: "/pets" for "/pets/{id}", and
// "webhooks" for "webhooks/newPet".
func prefixOf(p string) string {
	slash := ""
	if strings.HasPrefix(p, "/") {
		slash = "/"
	}
	first, _, _ := strings.Cut(p[len(slash):], "/")
	return slash + first
}

// inComment makes a string from a description safe for a one-line comment: it
// replaces control characters and limits the length to 120 characters.
func inComment(text string) string {
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

var invalidInName = regexp.MustCompile(`[^a-z0-9]+`)

// starterName derives a package name from the title of the description or from
// the name of its file: "petstore" from "Pet Store API". If neither gives a valid
// name, it returns "client".
func starterName(doc *source.Document, spec string) string {
	base := path.Base(spec)
	title := ""
	if n := doc.At("/info/title"); n != nil {
		title = n.Text
	}
	for _, text := range []string{title, strings.TrimSuffix(base, path.Ext(base))} {
		name := strings.TrimLeft(invalidInName.ReplaceAllString(strings.ToLower(text), ""), "0123456789")
		for _, suffix := range []string{"openapi", "api"} {
			name = strings.TrimSuffix(name, suffix)
		}
		if len(name) <= 20 && isTargetName(name) {
			return name
		}
	}
	return "client"
}

// isTargetName reports whether a starter with a target of that name is valid. A
// target called "rest" would have the folder of the runtime, for example.
func isTargetName(name string) bool {
	const minimal = "version: 1\nruntime: generated/rest\n" +
		"targets: [{name: %[1]q, spec: a.yaml, out: generated/%[1]s}]\n"
	_, diags := Parse("fragen.yaml", fmt.Appendf(nil, minimal, name))
	return !diags.HasErrors()
}
