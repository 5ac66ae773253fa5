package generator

// This file reports the parts of a description that an SDK lacks, because of errors in
// the description or because fragen does not support them. Each is a warning, or an error
// in a strict target. An operation that an earlier run generated must not disappear
// silently, so its loss is an error until the user excludes it.

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/config"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/lower"
	"github.com/fragen-go/fragen/generator/output"
	"github.com/fragen-go/fragen/generator/source"
)

// reportLeftOut adds a diagnostic for each part that the SDK of t lacks, and the
// summary of the run.
func (in *inputs) reportLeftOut(t *config.Target, ir *api.API, old *output.Target) {
	for _, part := range withLockedOperations(ir, old) {
		d := diag.Diagnostic{Pos: part.Origin.Pos, Severity: diag.Warning, Rule: part.Rule, Message: part.Message()}
		switch {
		case in.reviewed:
		case part.Operation && hasOperation(old, part.Origin.Pointer):
			d.Severity, d.Rule = diag.Error, "operation-lost"
			d.Message = fmt.Sprintf("%s is in fragen.lock and would be left out: %s; %s",
				part.Name, part.Why, part.Remedy)
		case t.Strict:
			d.Severity = diag.Error
		}
		in.diags.Add(d)
	}
	if lost := countOperations(ir.LeftOut); lost > 0 && len(ir.Operations)+len(ir.Callbacks) == 0 {
		in.diags.Errorf(t.Spec.Pos, "nothing-left",
			"%s: every selected operation is left out; fix the errors or select other operations", t.Spec.Value)
	}
	if len(ir.LeftOut) > 0 {
		in.summary = append(in.summary, summarize(t.Name, ir))
	}
}

// withLockedOperations returns the parts that are left out. It replaces paths, and
// references of paths, by the lost operations that the last run generated. Paths and
// references without such an operation stay.
func withLockedOperations(ir *api.API, old *output.Target) []api.LeftOut {
	present := map[diag.Pointer]bool{}
	for _, op := range ir.Operations {
		present[op.Origin.Pointer] = true
	}
	for _, c := range ir.Callbacks {
		present[c.Origin.Pointer] = true
	}
	var out []api.LeftOut
	for _, part := range ir.LeftOut {
		known := len(out)
		path := diag.Pointer(strings.TrimSuffix(string(part.Origin.Pointer), "/$ref"))
		for _, method := range lockedMethods(old, path) {
			op := part
			if op.Origin.Pointer, op.Operation = path.Child(method), true; present[op.Origin.Pointer] {
				continue
			}
			_, name, _ := strings.Cut(part.Name, string(source.PartPath))
			op.Name = strings.ToUpper(method) + name
			out = append(out, op)
		}
		if len(out) == known {
			out = append(out, part)
		}
	}
	return out
}

// lockedMethods returns the methods, in lower case, of the operations that the last run
// generated for the path or webhook at p. It returns nil for other pointers.
func lockedMethods(old *output.Target, p diag.Pointer) []string {
	tokens := p.Tokens()
	if old == nil || len(tokens) != 2 || tokens[0] != "paths" && tokens[0] != "webhooks" {
		return nil
	}
	var methods []string
	for _, s := range old.Symbols {
		rest, below := strings.CutPrefix(withoutParameters(s.Key), withoutParameters(string(p))+"/")
		method, _, _ := strings.Cut(rest, "@")
		if below && !strings.Contains(rest, "/") && hasOperation(old, p.Child(method)) {
			methods = append(methods, method)
		}
	}
	slices.Sort(methods)
	return slices.Compact(methods)
}

// hasOperation reports whether the last run generated the operation at p, which may be a
// webhook. Names of its call are below p; its callbacks and types may remain for other
// reasons.
func hasOperation(old *output.Target, p diag.Pointer) bool {
	if old == nil {
		return false
	}
	suffix := "@options"
	if p.Tokens()[0] == "webhooks" {
		suffix = "@handle"
	}
	key := withoutParameters(string(p)) + suffix
	return slices.ContainsFunc(old.Symbols, func(s output.Symbol) bool { return withoutParameters(s.Key) == key })
}

// keepLeftOut records the parts that are left out in the manifest's entry of a target. The
// names in these parts stay in the manifest so that they are the same when the error is
// fixed.
func keepLeftOut(entry *output.Target, parts []api.LeftOut, old *output.Target) {
	for _, part := range parts {
		entry.LeftOut = append(entry.LeftOut, output.LeftOut{At: string(part.Origin.Pointer), Rule: part.Rule})
	}
	// Parts are in the order of the description, which must not matter.
	slices.SortFunc(entry.LeftOut, func(a, b output.LeftOut) int {
		return cmp.Or(strings.Compare(a.At, b.At), strings.Compare(a.Rule, b.Rule))
	})
	if len(parts) == 0 || old == nil {
		return
	}
	known := map[string]bool{}
	for _, s := range entry.Symbols {
		known[s.Key] = true
	}
	for _, s := range old.Symbols {
		if !known[s.Key] && slices.ContainsFunc(parts, func(part api.LeftOut) bool { return isWithin(s.Key, part) }) {
			entry.Symbols = append(entry.Symbols, s)
		}
	}
}

// isWithin reports whether the key of a name belongs to a part.
func isWithin(key string, part api.LeftOut) bool {
	rest, ok := strings.CutPrefix(withoutParameters(key), withoutParameters(string(part.Origin.Pointer)))
	return ok && (rest == "" || rest[0] == '/' || rest[0] == '@')
}

// withoutParameters returns a pointer without the names of path parameters, which the
// manifest does not have.
func withoutParameters(p string) string { return pathParameter.ReplaceAllString(p, "{}") }

// pathParameter matches a parameter of a path.
var pathParameter = regexp.MustCompile(`\{[^{}]*\}`)

func countOperations(list []api.LeftOut) int {
	n := 0
	for _, part := range list {
		if part.Operation {
			n++
		}
	}
	return n
}

// maxNamed limits the names in a summary.
const maxNamed = 5

// summarize returns a line such as "graph: 1,221 of 1,223 operations; left out: GET
// /pets, DELETE /pets; 3 other parts".
func summarize(name string, ir *api.API) string {
	emitted := len(ir.Operations)
	for _, c := range ir.Callbacks {
		if c.Owner == nil { // a webhook, which counts as an operation
			emitted++
		}
	}
	var lost []string
	for _, part := range ir.LeftOut {
		if part.Operation {
			lost = append(lost, part.Name)
		}
	}
	others := len(ir.LeftOut) - len(lost)
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s of %s operations", name,
		groupDigits(emitted), groupDigits(emitted+len(lost)))
	separator := "; left out: "
	if len(lost) > 0 {
		b.WriteString(separator + strings.Join(lost[:min(len(lost), maxNamed)], ", "))
		if more := len(lost) - maxNamed; more > 0 {
			b.WriteString(" and " + groupDigits(more) + " more")
		}
		separator = ", "
	}
	switch {
	case others == 1:
		b.WriteString(separator + "1 part of an operation or schema")
	case others > 1:
		b.WriteString(separator + groupDigits(others) + " parts of operations and schemas")
	}
	return b.String()
}

// groupDigits returns n with commas between groups of three digits.
func groupDigits(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// Repairs returns an overlay, as YAML, that leaves out the parts of the selected
// description that a run would leave out because of errors. The result is nil if the
// list has errors.
func Repairs(from source.Description, sel source.Selection) ([]byte, *diag.List) {
	doc, diags := loadSelected(from, sel)
	if doc == nil {
		return nil, diags
	}
	return []byte(source.RepairOverlay(lower.Repairs(doc, lower.Options{}), doc.Source)), diags
}
