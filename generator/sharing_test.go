package generator_test

// This file makes random edits of a description whose inline types share Go types, and
// compares the names before and after each.

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/fragen-go/fragen/generator/internal/edit"
)

// TestEditsOfSharedTypes checks that sharing neither adds nor removes a name: an element
// that exists before and after an edit keeps its names, and all of them are declared.
func TestEditsOfSharedTypes(t *testing.T) {
	const name = "inline-types-with-the-same-content"
	d := newEditedDocument(t, name, goldenInputs(t, name))
	if got := len(sharedNames(d.names())); got < 5 {
		t.Fatalf("%d aliases", got)
	}
	kinds := slices.DeleteFunc(edit.Kinds(), func(k edit.Kind) bool { return k.Tables })
	before, made, changed := d.names(), 0, 0
	for i := 0; made < editCount && i < 4*editCount; i++ {
		random := rand.New(rand.NewPCG(uint64(i), 13))
		text, e, err := kinds[i%len(kinds)].Apply(d.inputs["openapi.yaml"], random.IntN)
		if err != nil {
			t.Fatal(err)
		}
		inputs := maps.Clone(d.inputs)
		inputs["openapi.yaml"] = text
		out, diags, err := d.generate(inputs)
		if text == "" || out == nil {
			continue // no place for the edit, or an edit with errors
		}
		if err != nil {
			t.Fatalf("%s: %v\n%v", e, err, diags)
		}
		made++
		after := &editedDocument{files: files(out), lock: out.New}
		now := after.names()
		for key, was := range before {
			isAlternative := strings.Contains(key, "/oneOf/") // whose index the edit may change
			if is, ok := now[key]; ok && is != was && !isAlternative {
				t.Errorf("%s: %s: the name %s became %s", e, key, was, is)
			}
		}
		if !maps.Equal(sharedNames(before), sharedNames(now)) {
			changed++
		}
		declared := surface{}
		for file, data := range after.files {
			if err := addExisting(declared, file, data); err != nil {
				t.Fatal(err)
			}
		}
		for key, is := range now {
			if !strings.Contains(is, ".") && is != "" && declared[is] == "" {
				t.Errorf("%s: %s: no declaration of %s", e, key, is)
			}
		}
	}
	if made < editCount || changed == 0 {
		t.Errorf("%d edits, of which %d changed aliases", made, changed)
	}
}

// names returns the names in the lock of a document by key. Entries without a name have
// the name "".
func (d *editedDocument) names() map[string]string {
	names := map[string]string{}
	for _, target := range d.lock.Targets {
		for _, s := range target.Symbols {
			names[s.Key] = s.Name
		}
	}
	return names
}

// sharedNames returns the keys of aliases among the keys of a lock.
func sharedNames(names map[string]string) map[string]string {
	shared := map[string]string{}
	for key := range names {
		if strings.Contains(key, "/as/") {
			shared[key] = ""
		}
	}
	return shared
}
