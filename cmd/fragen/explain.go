package main

// This file prints the output of "slice --explain". Package source returns a chain
// of references for each schema. The chains are printed as a tree, or unchanged as
// JSON.

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/source"
)

func (o *options) explain(
	cmd *cobra.Command, from source.Description, sel source.Selection, name string, asJSON bool,
) error {
	sel.Pos["explain "+name] = diag.Pos{File: "--explain"}
	var names []string
	if name != "*" {
		names = []string{name}
	}
	found, diags := from.Explain(sel, names)
	if err := o.report(cmd, diags); err != nil {
		return err
	}
	if asJSON {
		return writeJSON(cmd.OutOrStdout(), explanationOf(found))
	}
	return writeExplanation(cmd.OutOrStdout(), found)
}

// branch is a node of the tree of references.
type branch struct {
	link  source.Link
	bytes int // size of an explained schema; 0: only a link of a chain
	below []*branch
}

// treeOf joins chains with the same beginning to a tree.
func treeOf(found *source.Explanation) *branch {
	root := &branch{}
	for _, reason := range found.Reasons {
		at := root
		for _, link := range reason.Chain {
			next := at.find(link.Name)
			if next == nil {
				next = &branch{link: link}
				at.below = append(at.below, next)
			}
			at = next
		}
		at.bytes = reason.Bytes
	}
	root.sort()
	return root
}

func (b *branch) find(name string) *branch {
	for _, next := range b.below {
		if next.link.Name == name {
			return next
		}
	}
	return nil
}

// sort sorts operations by path, then all branches by name.
func (b *branch) sort() {
	slices.SortFunc(b.below, func(x, y *branch) int {
		_, one, _ := strings.Cut(x.link.Name, " ")
		_, other, _ := strings.Cut(y.link.Name, " ")
		return cmp.Or(cmp.Compare(one, other), cmp.Compare(x.link.Name, y.link.Name))
	})
	for _, next := range b.below {
		next.sort()
	}
}

func (b *branch) rows(indent string) [][]string {
	var out [][]string
	for _, next := range b.below {
		size := ""
		if next.bytes > 0 {
			size = thousands(next.bytes)
		}
		out = append(out, []string{indent + shown(next.link.Name), shown(next.link.Via), size, next.link.Pos.String()})
		out = append(out, next.rows(indent+"  ")...)
	}
	return out
}

func writeExplanation(w io.Writer, found *source.Explanation) error {
	var b strings.Builder
	table{[]int{2}, treeOf(found).rows("")}.write(&b)
	fmt.Fprintf(&b, "\n%s by %s, %s bytes.\n",
		counted(found.Schemas, "schema"), counted(found.Operations, "operation"), thousands(found.Bytes))
	if len(found.Savings) > 0 {
		b.WriteString("Without these cuts, the slice would also contain:\n")
		cuts := table{right: []int{1, 2}, rows: [][]string{{"  CUT", "SCHEMAS", "BYTES"}}}
		for _, s := range found.Savings {
			cuts.rows = append(cuts.rows, []string{"  " + cutName(s), thousands(s.Schemas), thousands(s.Bytes)})
		}
		cuts.write(&b)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func cutName(s source.Saving) string {
	switch {
	case s.Kind != source.CutMapping:
		return string(s.Kind)
	case s.Schema == "":
		return "all subtypes"
	}
	return "subtypes of " + shown(s.Schema)
}

// explanation is the JSON form of source.Explanation.
type explanation struct {
	Operations int      `json:"operations"`
	Schemas    int      `json:"schemas"`
	Bytes      int      `json:"bytes"`
	Reasons    []reason `json:"reasons"`
	Savings    []saving `json:"savings"`
}

type reason struct {
	Schema string `json:"schema"`
	Bytes  int    `json:"bytes"`
	Depth  int    `json:"depth"`
	Chain  []link `json:"chain"`
}

type link struct {
	Name string `json:"name"`
	Via  string `json:"via,omitempty"`
	At   string `json:"at"`
}

type saving struct {
	Cut     string `json:"cut"`
	Schema  string `json:"schema,omitempty"`
	Schemas int    `json:"schemas"`
	Bytes   int    `json:"bytes"`
}

func explanationOf(found *source.Explanation) explanation {
	out := explanation{Operations: found.Operations, Schemas: found.Schemas, Bytes: found.Bytes, Reasons: []reason{}, Savings: []saving{}}
	for _, r := range found.Reasons {
		chain := []link{}
		for _, l := range r.Chain {
			chain = append(chain, link{l.Name, l.Via, l.Pos.String()})
		}
		out.Reasons = append(out.Reasons, reason{r.Schema, r.Bytes, r.Depth, chain})
	}
	for _, s := range found.Savings {
		out.Savings = append(out.Savings, saving{string(s.Kind), s.Schema, s.Schemas, s.Bytes})
	}
	return out
}
