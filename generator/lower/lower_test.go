package lower_test

import (
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/internal/golden"
	"github.com/fragen-go/fragen/generator/lower"
	"github.com/fragen-go/fragen/generator/openapi"
	"github.com/fragen-go/fragen/generator/source"
)

// TestGolden lowers the description in each testdata/<behaviour>.txtar:
// openapi.yaml or openapi.json, optionally with codes.yaml. It compares the IR
// with want/ir.txt and the diagnostics with want/diagnostics.txt. A comment
// line such as "options: odata locales=en,de domains=x" sets the options.
func TestGolden(t *testing.T) {
	golden.Run(t, func(t *testing.T, in *txtar.Archive) []txtar.File {
		input := map[string][]byte{}
		for _, f := range in.Files {
			input[f.Name] = f.Data
		}
		ir, diags := lowerFiles(t, input, options(t, string(in.Comment)))
		if diags.HasErrors() {
			ir = ""
		}
		return []txtar.File{golden.Result("diagnostics.txt", diags.String()), golden.Result("ir.txt", ir)}
	})
}

func lowerFiles(t *testing.T, input map[string][]byte, opt lower.Options) (string, *diag.List) {
	t.Helper()
	all := &diag.List{}
	name := "openapi.yaml"
	if input[name] == nil {
		name = "openapi.json"
	}
	doc, diags := load(name, input[name])
	all.Merge(diags)
	if doc == nil {
		return "", all
	}
	var tables []*codes.Table
	if data := input["codes.yaml"]; data != nil {
		var diags *diag.List
		tables, diags = codes.Parse("codes.yaml", data)
		all.Merge(diags)
	}
	a, diags := lower.Lower(doc, tables, opt)
	all.Merge(diags)
	return api.Dump(a), all
}

// load reads and slices a description for Lower.
func load(name string, data []byte) (*openapi.Document, *diag.List) {
	all := &diag.List{}
	whole, diags := source.Read(name, data)
	all.Merge(diags)
	if whole == nil || all.HasErrors() {
		return nil, all
	}
	slice, _, repairs, diags := whole.Slice(source.Selection{})
	all.Merge(diags)
	if slice == nil || all.HasErrors() {
		return nil, all
	}
	doc, diags := openapi.Load(slice, repairs, diag.Limits{})
	all.Merge(diags)
	return doc, all
}

// texts returns the values of a list in fragen.yaml, on one line of it.
func texts(list string) (out []diag.Text) {
	for i, value := range strings.Split(list, ",") {
		out = append(out, diag.Text{Value: value, Pos: diag.Pos{File: "fragen.yaml", Line: 9, Col: i + 1}})
	}
	return out
}

func options(t *testing.T, comment string) lower.Options {
	var opt lower.Options
	for line := range strings.Lines(comment) {
		rest, ok := strings.CutPrefix(line, "options:")
		if !ok {
			continue
		}
		for _, word := range strings.Fields(rest) {
			key, value, _ := strings.Cut(word, "=")
			switch key {
			case "odata":
				opt.OData = true
			case "schemas":
				opt.Schemas = func() ([]string, bool) { return strings.Split(value, ","), true }
			case "stream-property":
				opt.Streams = []lower.StreamRule{{Property: &texts(value)[0]}}
			case "locales":
				opt.Locales = texts(value)
			case "domains":
				opt.Domains = texts(value)
			default:
				t.Fatalf("unknown option %q", word)
			}
		}
	}
	return opt
}
