package generator_test

// This file makes random edits and reviews them. A review must find the edit by its rule
// and nothing else, except changes that can follow from the edit. The environment variable
// FRAGEN_LONG makes 500 edits instead of 23.

import (
	"bytes"
	"context"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fragen-go/fragen/generator"
	"github.com/fragen-go/fragen/generator/config"
	"github.com/fragen-go/fragen/generator/gosdk"
	"github.com/fragen-go/fragen/generator/internal/edit"
	"github.com/fragen-go/fragen/generator/review"
)

// maxReviewedEdits limits the attempts to make an edit. An edit of a kind has no place in
// some descriptions.
const maxReviewedEdits = 5000

// editRules has the rules that a review applies to an edit of a kind. One of the rules
// before the bar must apply, those after it may. If the text begins with "-", none must.
var editRules = map[string]string{
	"add-property":             "prop.added | ",
	"add-required-property":    "prop.added.required prop.added | union.decode",
	"remove-property":          "prop.removed | schema.removed paging.lost union.decode name.shared name.unshared",
	"toggle-required":          "prop.required prop.optional | union.decode name.shared name.unshared",
	"add-enum-value":           "enum.value.added enum.value.refused enum.closed | name.shared name.unshared prop.constant prop.fill param.constant",
	"remove-enum-value":        "enum.value.removed enum.open prop.type | name.shared name.unshared prop.constant prop.fill param.constant",
	"reorder-enum":             "enum.order | ",
	"add-word":                 "docs.text docs.punctuation | ",
	"change-word":              "docs.text docs.punctuation | ",
	"change-version":           "info.version | ",
	"add-tag":                  "- | ",
	"rename-schema":            "schema.renamed | prop.fill union.decode",
	"add-union-member":         "union.member.added | schema.added union.decode",
	"reorder-union":            "- | union.order",
	"insert-alternative":       "union.member.added | union.decode",
	"add-operation":            "op.added | ",
	"delete-operation":         "op.removed | schema.removed poly.removed header.removed paging.lost name.unshared name.shared",
	"deprecate-operation":      "op.deprecated | ",
	"add-optional-parameter":   "param.added | ",
	"add-required-parameter":   "param.added.required | ",
	"swap-required-parameters": "- | ",
	"rename-path-parameter":    "path.param.renamed | ",
	"add-code-row":             "codes.row.added | ",
}

func TestReviewEdits(t *testing.T) {
	documents := editedDocuments(t)
	generations := map[*editedDocument]*review.Generation{}
	kinds := edit.Kinds()
	made, want := 0, 23
	if os.Getenv("FRAGEN_LONG") != "" {
		want = 500
	}
	for i := 0; made < want; i++ {
		if i == maxReviewedEdits {
			t.Fatalf("only %d of %d edits could be made", made, want)
		}
		kind := kinds[i%len(kinds)]
		random := rand.New(rand.NewPCG(uint64(i), 14))
		d := documents[random.IntN(len(documents))]
		file := "openapi.yaml"
		if kind.Tables {
			file = "codes.yaml"
		}
		if d.inputs[file] == "" {
			continue
		}
		text, change, err := kind.Apply(d.inputs[file], random.IntN)
		if err != nil || text == "" {
			continue // there is no place for the edit
		}
		if generations[d] == nil {
			generations[d] = d.generation(t, d.inputs)
		}
		inputs := maps.Clone(d.inputs)
		inputs[file] = text
		now := d.generation(t, inputs)
		if now == nil {
			continue // the edit is an error
		}
		made++
		for _, pair := range [][2]*review.Generation{{generations[d], now}, {now, generations[d]}} {
			target := review.Compare(withoutEqualFiles(pair[0], pair[1]))
			for _, f := range target.Findings {
				if f.Rule == "go.unexplained" {
					t.Errorf("%s: %s: %s: %s", d.name, change, f.Subject, f.Text)
				}
			}
			if pair[0] == generations[d] {
				checkEditRules(t, d.name+": "+change.String(), editRules[kind.Name], target)
			}
		}
	}
}

// checkEditRules compares the rules of findings with those of the kind of an edit.
func checkEditRules(t *testing.T, name, rules string, target *review.Target) {
	t.Helper()
	before, after, _ := strings.Cut(rules, "|")
	wanted, allowed := strings.Fields(before), strings.Fields(after)
	found := slices.Contains(wanted, "-")
	for _, f := range target.Findings {
		switch {
		case slices.Contains(wanted, f.Rule):
			found = true
		case !slices.Contains(allowed, f.Rule):
			t.Errorf("%s: unexpected finding %s: %s: %s", name, f.Rule, f.Subject, f.Text)
		}
	}
	if !found {
		t.Errorf("%s: no finding has one of the rules %s", name, before)
	}
}

// generation plans and renders the inputs of a document, or returns nil if they have
// errors.
func (d *editedDocument) generation(t *testing.T, inputs map[string]string) *review.Generation {
	t.Helper()
	cfg, diags := config.Load(filepath.Join(d.dir, "fragen.yaml"))
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	read := func(root, name string) (string, error) {
		if text, ok := inputs[filepath.Base(name)]; ok {
			return text, nil
		}
		return generator.ReadDisk(root, name)
	}
	planned, diags, err := generator.Explore(context.Background(), cfg, d.lock, read)
	if err != nil {
		t.Fatal(err)
	}
	if planned == nil || diags.Len() != d.diags {
		return nil
	}
	g := &review.Generation{Name: d.name, Plan: planned[0].Plan, Files: map[string][]byte{}, Diags: diags.Sorted()}
	for f, err := range gosdk.Render(context.Background(), g.Plan, 1) {
		if err != nil {
			t.Fatal(err)
		}
		g.Files[f.Path] = bytes.Clone(f.Data)
	}
	return g
}

// withoutEqualFiles returns copies of two generations without the files that are equal.
func withoutEqualFiles(old, now *review.Generation) (a, b *review.Generation) {
	x, y := *old, *now
	x.Files, y.Files = maps.Clone(old.Files), maps.Clone(now.Files)
	for name, data := range old.Files {
		if other, ok := now.Files[name]; ok && bytes.Equal(data, other) {
			delete(x.Files, name)
			delete(y.Files, name)
		}
	}
	return &x, &y
}
