package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
)

// This file writes docs/conformance.md.

// writeExamples writes the section about the examples of all descriptions.
func (s *summary) writeExamples(file, _ string) error {
	if file == "" {
		return nil
	}
	old, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	before, leftOut, _ := strings.Cut(string(old), leftOutHead)
	before, _, _ = strings.Cut(before, examplesHead)
	var b strings.Builder
	b.WriteString(before + examplesHead)
	fmt.Fprintf(&b, examplesText, s.Documents)
	s.writeRows(&b)
	fmt.Fprintf(&b, examplesRest, s.Total.Unfit)
	for _, r := range s.Results {
		var lines []string
		counts := map[string]int{}
		for _, f := range r.Failures {
			if counts[f.Reason]++; counts[f.Reason] == 1 {
				lines = append(lines, f.Reason)
			}
		}
		for _, reason := range lines {
			fmt.Fprintf(&b, "| %s | %d | `%s` |\n", r.Name, counts[reason], inTable(reason))
		}
	}
	return os.WriteFile(file, []byte(b.String()+leftOutHead+leftOut), 0o666)
}

// examplesHead begins the section that the option -examples writes.
const examplesHead = "\n## Examples of all descriptions\n"

const examplesText = `
The command ` + "`go -C conformance run . -examples -n 0`" + ` tests the examples in all %d
descriptions: the examples of schemas, of properties, and of JSON bodies in requests and
responses. An example passes if it is equal after a round trip and if each union in it
decodes as a variant that matches the value. The SDKs have no clients, so these results do
not include the examples of parameters and headers, which are not JSON.

`

const examplesRest = `
The results do not include %d examples that are not valid against their schema. The
table lists the examples that fail. The reasons are:

- An integer has more than 64 bits.
- A base64 string has no padding, or decoding its last letter loses bits.
- A date and time does not have the RFC 3339 format, which OpenAPI 3.1 validators do not
  check.
- A schema has properties but no type, so kin-openapi accepts a string that contains JSON.
- The SDK omits an optional property that is null, or adds a missing discriminator.
- kin-openapi rejects the variant that has the most members in common with the value,
  because a nested value matches several alternatives of a ` + "`oneOf`" + ` or is an undeclared
  null.
- The example belongs to one part of an ` + "`allOf`" + ` and does not match the whole ` + "`allOf`" + `.

| description | examples | reason |
|---|---:|---|
`

// writeRows writes the table of totals.
func (s *summary) writeRows(b *strings.Builder) {
	b.WriteString("| | passed | total | share |\n|---|---:|---:|---:|\n")
	for _, r := range s.rows() {
		fmt.Fprintf(b, "| %s | %d | %d | %.2f %% |\n", r.name, r.tally.Good, r.tally.Total, r.tally.share())
	}
}

// writeDocs writes the tables as Markdown. The parameter beside is a comma-separated
// list of NAME=FILE pairs. Each file holds the results of another generator, as
// written by -json.
func (s *summary) writeDocs(file, beside string) error {
	if file == "" {
		return nil
	}
	var b strings.Builder
	fmt.Fprintf(&b, docsHead, s.Documents)
	s.writeRows(&b)
	t := &s.Total
	fmt.Fprintf(&b, docsRest, t.Untried, t.Types, t.Unfit, t.Uncheckable)
	s.writeReasons(&b)
	if err := s.writeRivals(&b, beside); err != nil {
		return err
	}
	b.WriteString("\n## Features\n\nThe table shows how many instances contain each schema feature, and the share of these\n" +
		"instances that are equal and valid after a round trip.\n\n| feature | instances | share |\n|---|---:|---:|\n")
	other := Tally{}
	for _, name := range slices.Sorted(maps.Keys(t.Features)) {
		tally := t.Features[name]
		if strings.HasPrefix(name, "format ") && (tally.Total < minFormat || strings.Contains(name, "_")) {
			other.merge(tally)
			continue
		}
		fmt.Fprintf(&b, "| %s | %d | %.2f %% |\n", strings.ReplaceAll(name, "|", `\|`), tally.Total, tally.share())
	}
	fmt.Fprintf(&b, "| other formats | %d | %.2f %% |\n", other.Total, other.share())
	if old, err := os.ReadFile(file); err == nil {
		for _, head := range []string{examplesHead, leftOutHead} {
			if _, sections, ok := strings.Cut(string(old), head); ok {
				b.WriteString(head + sections)
				break
			}
		}
	}
	return os.WriteFile(file, []byte(b.String()), 0o666)
}

// leftOutHead begins the last section, which a test of the package generator writes.
const leftOutHead = "\n## Parts that are left out\n"

// minFormat is the minimum number of instances for which a format has its own row.
// A format with an underscore in its name is specific to a vendor and never has one.
const minFormat = 100

const docsHead = `<!-- Written by: bash bench/conformance.sh -->

# Conformance with real descriptions

The [conformance](../conformance) command generates an SDK from each of %d published
API descriptions, compiles the SDK and runs it.

- **Instances.** At least 20 random instances of each schema are decoded and encoded.
  Together, the instances contain each optional property, enum value, union variant and
  null at least once. An instance passes if the encoded JSON is valid against the schema
  and has the same value as the instance. Numbers are compared by value and date-times by
  instant. The order of members does not matter. An optional property that is null in the
  instance may be missing from the encoded JSON.
- **Examples.** Examples in the description are decoded, encoded and compared in the same
  way, if they are valid against their schema.
- **Requests.** Each operation is called four times. A local server checks each request
  with kin-openapi.
- **Responses.** For each call, the server responds with an instance of the response schema. The SDK
  must return an equal value.

`

const docsRest = `
These results do not include:

- %d of %d types, because no valid instance was found
- %d examples, because they are not valid against their schema
- %d calls, because no valid arguments were found or kin-openapi cannot check the request
`

// writeReasons writes the number of failures by description.
func (s *summary) writeReasons(b *strings.Builder) {
	b.WriteString("\n## Failures\n\n| description | failures | first failure |\n|---|---:|---|\n")
	for _, r := range s.Results {
		first := ""
		if len(r.Failures) > 0 {
			first = r.Failures[0].Kind + ": " + r.Failures[0].Reason
		}
		n := 0
		for _, t := range []Tally{r.Instances, r.Examples, r.Requests, r.Responses} {
			n += t.Total - t.Good
		}
		if r.Error != "" {
			first = firstLine(r.Error)
			if i := strings.Index(first, "/spec/"); i >= 0 {
				first = first[i+len("/spec/"):]
			}
		}
		if n > 0 || r.Error != "" {
			fmt.Fprintf(b, "| %s | %d | `%s` |\n", r.Name, n, inTable(first))
		}
	}
}

// inTable returns text in a form that fits in a code span in a table cell.
func inTable(text string) string {
	text = strings.NewReplacer("`", "'", "|", `\|`, "\n", " ").Replace(text)
	if runes := []rune(text); len(runes) > 100 {
		return string(runes[:100]) + "…"
	}
	return text
}

// writeRivals writes a table that compares the results of other generators with
// fragen's results for the same descriptions.
func (s *summary) writeRivals(b *strings.Builder, beside string) error {
	if beside == "" {
		return nil
	}
	heads, columns := []string{}, []*summary{}
	var names []string
	for _, item := range strings.Split(beside, ",") {
		name, file, _ := strings.Cut(item, "=")
		data, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		other := &summary{}
		if err := json.Unmarshal(data, other); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		heads, columns = append(heads, name), append(columns, other)
		for _, r := range other.Results {
			names = append(names, r.Name)
		}
	}
	own := newSummary(slices.DeleteFunc(slices.Clone(s.Results), func(r *Result) bool {
		return !slices.Contains(names, r.Name)
	}))
	heads, columns = append([]string{"fragen"}, heads...), append([]*summary{own}, columns...)
	fmt.Fprintf(b, rivalsHead, own.Documents)
	fmt.Fprintf(b, "| | %s |\n|---|%s\n", strings.Join(heads, " | "), strings.Repeat("---:|", len(heads)))
	for _, r := range []struct {
		name string
		cell func(*summary) string
	}{
		{"descriptions for which code is generated", func(s *summary) string { return fmt.Sprint(s.Generated) }},
		{"descriptions whose generated code compiles", func(s *summary) string { return fmt.Sprint(s.Compiled) }},
		{"instances of components", func(s *summary) string { return fmt.Sprint(s.Total.Components.Total) }},
		{"instances that are equal and valid after a round trip", func(s *summary) string { return fmt.Sprintf("%.2f %%", s.Total.Components.share()) }},
		{"instances without unknown properties that are equal and valid after a round trip", func(s *summary) string { return fmt.Sprintf("%.2f %%", s.Total.Listed.share()) }},
	} {
		fmt.Fprintf(b, "| %s |", r.name)
		for _, column := range columns {
			fmt.Fprintf(b, " %s |", r.cell(column))
		}
		b.WriteString("\n")
	}
	return nil
}

const rivalsHead = `
## Other generators

The table compares three generators on the first %d of these descriptions. The settings
let each generator accept as many descriptions as possible: oapi-codegen 2.8 renames types
whose names collide, and ogen 1.25 leaves out operations that it does not support. A
generator is tested only with instances of components for which it has a type, so a
generator that accepts fewer descriptions has fewer instances. oapi-codegen-dd is missing
because the Go module proxy did not offer it.

`
