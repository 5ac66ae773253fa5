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

// writeDocs writes the tables as Markdown. beside is a list of NAME=FILE with the
// results of other generators, as -json writes them.
func (s *summary) writeDocs(file, beside string) error {
	if file == "" {
		return nil
	}
	var b strings.Builder
	fmt.Fprintf(&b, docsHead, s.Documents)
	b.WriteString("| | good | of | share |\n|---|---:|---:|---:|\n")
	for _, r := range s.rows() {
		fmt.Fprintf(&b, "| %s | %d | %d | %.2f %% |\n", r.name, r.tally.Good, r.tally.Total, r.tally.share())
	}
	t := &s.Total
	fmt.Fprintf(&b, docsRest, t.Untried, t.Types, t.Unfit, t.Uncheckable)
	s.writeReasons(&b)
	if err := s.writeRivals(&b, beside); err != nil {
		return err
	}
	b.WriteString("\n## Features\n\nThe number of instances in which each feature of a schema occurs, and the share of those\n" +
		"that are equal and valid.\n\n| feature | instances | share |\n|---|---:|---:|\n")
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
	return os.WriteFile(file, []byte(b.String()), 0o666)
}

// minFormat is the number of instances from which on a format has a row. Formats with
// an underscore are a vendor's own.
const minFormat = 100

const docsHead = `<!-- Written by: bash bench/conformance.sh -->

# Conformance with real descriptions

The command [conformance](../conformance) generates an SDK from each of %d published API
descriptions, compiles it and runs it.

- **Instances.** Each type decodes and encodes at least 20 random instances of its schema.
  They contain each optional property, value of an enum, variant and null at least once.
  An instance is equal if the output has the same JSON value: numbers are compared by
  value, date-times by instant, and the order of members does not matter. An optional
  property may be missing if it was null. The output must fit the schema, like the input.
- **Examples.** The examples of the description do the same, if they fit their schema.
- **Requests.** Each operation is called four times. A local server checks the request
  with kin-openapi.
- **Responses.** The server returns an instance of the response, which the call must
  return.

`

const docsRest = `
Not counted: %d of %d types, because no instance was found that fits the schema; %d examples
that do not fit their schema; and %d calls for which no arguments were found or whose
request kin-openapi cannot check.
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

// inTable returns a text for a cell with code.
func inTable(text string) string {
	text = strings.NewReplacer("`", "'", "|", `\|`, "\n", " ").Replace(text)
	if runes := []rune(text); len(runes) > 100 {
		return string(runes[:100]) + "…"
	}
	return text
}

// writeRivals writes the results of other generators beside those of fragen on the
// same descriptions.
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
		{"of these, code that compiles", func(s *summary) string { return fmt.Sprint(s.Compiled) }},
		{"instances of components", func(s *summary) string { return fmt.Sprint(s.Total.Components.Total) }},
		{"equal and valid", func(s *summary) string { return fmt.Sprintf("%.2f %%", s.Total.Components.share()) }},
		{"the same without unknown properties", func(s *summary) string { return fmt.Sprintf("%.2f %%", s.Total.Listed.share()) }},
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

The first %d of these descriptions, with the settings that let each generator accept the
most: oapi-codegen 2.8 renames types whose names collide, and ogen 1.25 leaves out
operations that it does not support. The instances are those of the components for which
the generator has a type, so a generator that accepts fewer descriptions has fewer.
oapi-codegen-dd is missing because the module proxy did not offer it.

`
