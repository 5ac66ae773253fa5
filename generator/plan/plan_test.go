package plan_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/internal/golden"
	"github.com/fragen-go/fragen/generator/lower"
	"github.com/fragen-go/fragen/generator/names"
	"github.com/fragen-go/fragen/generator/openapi"
	"github.com/fragen-go/fragen/generator/plan"
	"github.com/fragen-go/fragen/generator/source"
)

// TestGolden runs the cases in testdata. Each testdata/<behavior>.txtar holds
// openapi.yaml, optionally codes.yaml, and the expected want/plan.txt,
// want/diagnostics.txt or both. Its comment describes the case. A line
// "options: odata initialisms" in the comment sets options. renames.txt has
// lines "pointer name", lock.txt has lines "key = name" as at the end of
// want/plan.txt.
func TestGolden(t *testing.T) {
	golden.Run(t, func(t *testing.T, archive *txtar.Archive) []txtar.File {
		in := prepare(t, archive)
		p, diags := plan.Build(in.ir, in.opt)
		in.diags.Merge(diags)
		dump := ""
		if p != nil {
			dump = plan.Dump(p)
		}
		return []txtar.File{golden.Result("diagnostics.txt", in.diags.String()), golden.Result("plan.txt", dump)}
	})
}

// input is the input of a case after all steps before this package.
type input struct {
	archive *txtar.Archive
	ir      *api.API
	opt     plan.Options
	diags   *diag.List
}

func readCase(t *testing.T, file string) *input {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return prepare(t, archive)
}

func prepare(t *testing.T, archive *txtar.Archive) *input {
	t.Helper()
	in := &input{archive: archive, diags: &diag.List{}, opt: plan.Options{
		Package: "sdk", Import: "example.com/sdk", Runtime: "example.com/rest", UserAgent: "sdk/1", NewExpr: true,
	}}
	var lowering lower.Options
	for line := range strings.Lines(string(archive.Comment)) {
		words, ok := strings.CutPrefix(line, "options:")
		for _, word := range strings.Fields(words) {
			switch {
			case !ok:
			case word == "odata":
				lowering.OData = true
			case word == "fake":
				in.opt.Fake = true
			case word == "tree":
				in.opt.Tree, in.opt.Taken = true, []string{"taken"}
			case word == "initialisms":
				in.opt.Style.Initialisms = true
			default:
				t.Fatalf("unknown option %q", word)
			}
		}
	}
	in.ir = in.lower(t, lowering)
	in.opt.Renames = renames(in.file("renames.txt"))
	in.opt.Lock = symbols(in.file("lock.txt"))
	return in
}

func (in *input) file(name string) []byte {
	for _, f := range in.archive.Files {
		if f.Name == name {
			return f.Data
		}
	}
	return nil
}

func (in *input) lower(t *testing.T, opt lower.Options) *api.API {
	t.Helper()
	must := func(diags *diag.List) {
		t.Helper()
		in.diags.Merge(diags)
		if in.diags.HasErrors() {
			t.Fatalf("the input has errors before the plan:\n%s", in.diags)
		}
	}
	whole, diags := source.Read("openapi.yaml", in.file("openapi.yaml"))
	must(diags)
	slice, _, repairs, diags := whole.Slice(source.Selection{})
	must(diags)
	doc, diags := openapi.Load(slice, repairs, diag.Limits{})
	must(diags)
	var tables []*codes.Table
	if data := in.file("codes.yaml"); data != nil {
		tables, diags = codes.Parse("codes.yaml", data)
		must(diags)
	}
	ir, diags := lower.Lower(doc, tables, opt)
	must(diags)
	return ir
}

func renames(data []byte) []names.Rename {
	var list []names.Rename
	for line := range strings.Lines(string(data)) {
		pointer, name, ok := strings.Cut(strings.TrimSpace(line), " ")
		if ok {
			pos := diag.Pos{File: "fragen.yaml", Line: len(list) + 1}
			list = append(list, names.Rename{Pointer: pointer, Name: name, Pos: pos})
		}
	}
	return list
}

func symbols(data []byte) []plan.Symbol {
	var list []plan.Symbol
	for line := range strings.Lines(string(data)) {
		key, value, ok := strings.Cut(strings.TrimSpace(line), " = ")
		if !ok {
			continue
		}
		symbol := plan.Symbol{Key: key}
		for word := range strings.FieldsSeq(value) { // a name, a number, or both
			if number, err := strconv.Atoi(word); err == nil {
				symbol.Number = number
			} else {
				symbol.Name = word
			}
		}
		list = append(list, symbol)
	}
	return list
}

// TestGoldensHaveDescriptions checks that each case begins with a comment.
func TestGoldensHaveDescriptions(t *testing.T) {
	for _, file := range golden.Files(t) {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		first, _, _ := strings.Cut(string(archive.Comment), "\n")
		if strings.TrimSpace(first) == "" || strings.HasPrefix(first, "options:") {
			t.Errorf("%s does not begin with a description of the case", file)
		}
	}
}

// TestOrderDoesNotMatter shuffles the lists of the IR whose order has no
// meaning and checks that the plan stays the same.
func TestOrderDoesNotMatter(t *testing.T) {
	for _, file := range golden.Files(t) {
		in := readCase(t, file)
		first, _ := plan.Build(in.ir, in.opt)
		if first == nil {
			continue
		}
		want := plan.Dump(first)
		for seed := range uint64(5) {
			next := readCase(t, file)
			shuffle(next.ir, seed)
			p, _ := plan.Build(next.ir, next.opt)
			if p == nil {
				t.Fatalf("%s: no plan for the shuffled IR", file)
			}
			if diff := cmp.Diff(want, plan.Dump(p)); diff != "" {
				t.Errorf("%s: seed %d: %s", file, seed, diff)
			}
		}
	}
}

// TestLockChangesNothing plans again with the names of the first run.
func TestLockChangesNothing(t *testing.T) {
	for _, file := range golden.Files(t) {
		in := readCase(t, file)
		first, _ := plan.Build(in.ir, in.opt)
		if first == nil {
			continue
		}
		in.opt.Lock, in.opt.Renames = first.Symbols, nil
		again, diags := plan.Build(readCase(t, file).ir, in.opt)
		if again == nil {
			t.Fatalf("%s: %s", file, diags)
		}
		if diff := cmp.Diff(plan.Dump(first), plan.Dump(again)); diff != "" {
			t.Errorf("%s: %s", file, diff)
		}
	}
}

// TestSymbolsAreUnique checks that neither keys nor names of symbols repeat.
func TestSymbolsAreUnique(t *testing.T) {
	for _, file := range golden.Files(t) {
		in := readCase(t, file)
		p, _ := plan.Build(in.ir, in.opt)
		if p == nil {
			continue
		}
		keys, names := map[string]string{}, map[string]string{}
		for _, s := range p.Symbols {
			if other, again := keys[s.Key]; again {
				t.Errorf("%s: %s is %s and %s", file, s.Key, other, s.Name)
			}
			if other, again := names[s.Name]; again && s.Name != "" {
				t.Errorf("%s: %s is the name of %s and %s", file, s.Name, other, s.Key)
			}
			keys[s.Key], names[s.Name] = s.Name, s.Key
		}
	}
}
