package main

// This file has the command "inspect", which prints a summary of a description or
// lists of its parts. The summary of a large description must fit on a screen or two,
// and the summary of a small one should be complete. So the summary shows the largest
// parts of each kind, and names the flag that lists the others.

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fragen-go/fragen/generator/source"
)

var sortings = []string{"name", "size"}

// view selects the output of inspect.
type view struct {
	operations, tags, segments, schemas bool
	sort                                string
}

func newInspect(o *options) *cobra.Command {
	var (
		from   selectionFlags
		show   view
		asJSON bool
	)
	cmd := &cobra.Command{
		Use:   "inspect DESCRIPTION",
		Short: "Show the parts of an API description and their sizes",
		Long: `inspect prints a summary of an API description. With selection flags, the summary covers
only the part that the selection requires. With --operations, --tags, --segments or
--schemas, inspect prints a list instead of the summary. Sizes are in bytes of JSON
without white space, even for descriptions in YAML.

Errors in the description are printed to standard error as warnings, unless the
description cannot be parsed. Parts that "fragen generate" would leave out because of
errors are not counted.

To read the description from standard input, use "-" as the file name.`,
		Example: `  fragen inspect openapi.yaml
  fragen inspect openapi.yaml --schemas --sort size
  fragen inspect openapi.yaml --tag 'users.*' --operations
  fragen inspect openapi.yaml --path '/communications/calls/**' --json`,
		Args: oneFile,
		RunE: func(cmd *cobra.Command, args []string) error {
			if show.sort != "" && !slices.Contains(sortings, show.sort) {
				return usagef("unknown --sort %q%s", show.sort, orKnown(show.sort, sortings))
			}
			sel, err := from.selection(cmd)
			if err != nil {
				return err
			}
			description, err := from.description(cmd, args[0])
			if err != nil {
				return err
			}
			found, diags := description.Inspect(sel)
			if err := o.report(cmd, diags); err != nil {
				return err
			}
			show.order(found)
			if asJSON {
				return writeJSON(cmd.OutOrStdout(), show.overviewOf(found))
			}
			return show.write(cmd.OutOrStdout(), found)
		},
	}
	from.addTo(cmd)
	flags := cmd.Flags()
	flags.BoolVar(&show.operations, "operations", false, "list the operations")
	flags.BoolVar(&show.tags, "tags", false, "list the tags")
	flags.BoolVar(&show.segments, "segments", false, "list the first path segments")
	flags.BoolVar(&show.schemas, "schemas", false, "list the schemas, with the number of references to each")
	flags.StringVar(&show.sort, "sort", "", "sort by `name or size` (default: name for lists, size for the summary)")
	jsonFlag(cmd, &asJSON)
	completeWords(cmd, "sort", sortings)
	return cmd
}

// summary reports whether no list is selected.
func (v view) summary() bool { return !v.operations && !v.tags && !v.segments && !v.schemas }

// order sorts the parts by size, if the flags or the summary require it. Before, they
// are sorted by name.
func (v view) order(found *source.Overview) {
	if v.sort == "name" || v.sort == "" && !v.summary() {
		return
	}
	groups := func(a, b source.Group) int { return cmp.Compare(b.Bytes, a.Bytes) }
	slices.SortStableFunc(found.Tags, groups)
	slices.SortStableFunc(found.Segments, groups)
	slices.SortStableFunc(found.Schemas, func(a, b source.SchemaSize) int { return cmp.Compare(b.Bytes, a.Bytes) })
	if v.sort == "size" {
		slices.SortStableFunc(found.Operations, func(a, b source.OperationSize) int {
			return cmp.Compare(b.Bytes, a.Bytes)
		})
	}
}

// summaryRows is the maximum number of rows of each kind in the summary. With more
// operations than that, the summary lists segments and tags instead.
const summaryRows = 20

func (v view) write(w io.Writer, found *source.Overview) error {
	var b strings.Builder
	if v.summary() {
		writeSummary(&b, found)
	}
	lists := []struct {
		asked bool
		table
	}{
		{v.segments, groupTable("SEGMENT", found.Segments)},
		{v.tags, groupTable("TAG", found.Tags)},
		{v.operations, operationTable(found.Operations)},
		{v.schemas, schemaTable(found.Schemas)},
	}
	for _, list := range lists {
		if list.asked {
			if b.Len() > 0 {
				b.WriteByte('\n')
			}
			list.write(&b)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func writeSummary(b *strings.Builder, found *source.Overview) {
	fmt.Fprintf(b, "%s %s, OpenAPI %s, %s bytes\n", shown(cmp.Or(found.Title, "(no title)")),
		shown(cmp.Or(found.Version, "(no version)")),
		shown(found.OpenAPI), thousands(found.Bytes))
	fmt.Fprintf(b, "%s on %s, %s, %s\n", counted(len(found.Operations), "operation"), counted(found.Paths, "path"),
		counted(len(tags(found)), "tag"), counted(len(found.Schemas), "schema"))
	part := func(t table, flag string) {
		if len(t.rows) < 2 {
			return
		}
		b.WriteByte('\n')
		more := len(t.rows) - 1 - summaryRows
		t.rows = t.rows[:min(len(t.rows), summaryRows+1)]
		t.write(b)
		if more > 0 {
			fmt.Fprintf(b, "… and %s more; use %s to list all\n", thousands(more), flag)
		}
	}
	if len(found.Operations) <= summaryRows {
		part(operationTable(found.Operations), "--operations")
	} else {
		part(groupTable("SEGMENT", found.Segments), "--segments")
		part(groupTable("TAG", found.Tags), "--tags")
	}
	part(schemaTable(found.Schemas), "--schemas")
}

func groupTable(title string, groups []source.Group) table {
	t := table{right: []int{1, 2}, rows: [][]string{{title, "OPERATIONS", "BYTES"}}}
	for _, g := range groups {
		t.rows = append(t.rows, []string{shown(cmp.Or(g.Name, "(none)")), thousands(g.Operations), thousands(g.Bytes)})
	}
	return t
}

func operationTable(operations []source.OperationSize) table {
	t := table{right: []int{1}, rows: [][]string{{"OPERATION", "BYTES", "OPERATION ID", "TYPE"}}}
	for _, op := range operations {
		name := fmt.Sprintf("%-7s %s", strings.ToUpper(op.Method), shown(op.Path))
		t.rows = append(t.rows, []string{name, thousands(op.Bytes), shown(op.ID), shown(op.Type)})
	}
	return t
}

func schemaTable(schemas []source.SchemaSize) table {
	t := table{right: []int{1, 2}, rows: [][]string{{"SCHEMA", "REFERENCES", "BYTES"}}}
	for _, s := range schemas {
		t.rows = append(t.rows, []string{shown(s.Name), thousands(s.References), thousands(s.Bytes)})
	}
	return t
}

// overview is the JSON form of source.Overview. It has the selected lists or, if none
// is selected, all except the schemas.
type overview struct {
	Title      string          `json:"title"`
	Version    string          `json:"version"`
	OpenAPI    string          `json:"openapi"`
	Bytes      int             `json:"bytes"`
	Paths      int             `json:"paths"`
	Counts     counts          `json:"counts"`
	Segments   []group         `json:"segments,omitempty"`
	Tags       []group         `json:"tags,omitempty"`
	Operations []operationSize `json:"operations,omitempty"`
	Schemas    []schemaSize    `json:"schemas,omitempty"`
}

type counts struct {
	Operations int `json:"operations"`
	Tags       int `json:"tags"`
	Schemas    int `json:"schemas"`
}

type group struct {
	Name       string `json:"name"`
	Operations int    `json:"operations"`
	Bytes      int    `json:"bytes"`
}

type operationSize struct {
	operation
	Type  string `json:"type"`
	Bytes int    `json:"bytes"`
	At    string `json:"at"`
}

type schemaSize struct {
	Name       string `json:"name"`
	Bytes      int    `json:"bytes"`
	References int    `json:"references"`
	At         string `json:"at"`
}

func (v view) overviewOf(found *source.Overview) overview {
	out := overview{
		Title: found.Title, Version: found.Version, OpenAPI: found.OpenAPI, Bytes: found.Bytes, Paths: found.Paths,
		Counts: counts{len(found.Operations), len(tags(found)), len(found.Schemas)},
	}
	groups := func(from []source.Group) (out []group) {
		for _, g := range from {
			out = append(out, group(g))
		}
		return out
	}
	if v.segments || v.summary() {
		out.Segments = groups(found.Segments)
	}
	if v.tags || v.summary() {
		out.Tags = groups(found.Tags)
	}
	if v.operations || v.summary() {
		for _, op := range found.Operations {
			info := operation{op.Method, op.Path, op.ID, op.Summary, op.Tags}
			out.Operations = append(out.Operations, operationSize{info, op.Type, op.Bytes, op.Pos.String()})
		}
	}
	if v.schemas || v.summary() {
		for _, s := range found.Schemas {
			out.Schemas = append(out.Schemas, schemaSize{s.Name, s.Bytes, s.References, s.Pos.String()})
		}
	}
	return out
}
