package config

import (
	"fmt"
	"strings"
	"testing"

	"github.com/fragen-go/fragen/generator/source"
)

// description returns a description with n operations and three different first path
// segments.
func description(title string, n int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "openapi: 3.0.3\ninfo: {title: %q, version: \"1\"}\npaths:\n", title)
	for i := range n {
		fmt.Fprintf(&b, "  /%s/x%d: {get: {summary: Get it, responses: {\"204\": {description: none}}}}\n", []string{"a", "a-b", "b"}[i%3], i)
	}
	return b.String()
}

// TestStarter checks that a starter is a valid configuration for any description.
func TestStarter(t *testing.T) {
	tests := []struct {
		title, spec string
		operations  int
		want        []string
	}{
		{"Pet Store API", "spec.yaml", 0, []string{"name: petstore\n", "description: 0"}},
		{"OpenAPI", "my-spec.yaml", 3, []string{"name: myspec\n", "#   GET     /a/x0   Get it\n"}},
		{"type", "main.yaml", maxListed, []string{"name: client\n", "description: 200\n", "    # layout: tree "}},
		{"Rest", "shop.yaml", 0, []string{"name: shop\n"}},
		{"Vendor API", "testdata.yaml", 0, []string{"name: client\n"}},
		{"3D: \"shapes\"\n# x", "dir with space/3 'q'.yaml", maxListed + 1, []string{"name: dshapesx\n", "    layout: tree ", "#       67  /a/**\n", "#       67  /a-b/**\n", "#       67  /b/**\n"}},
	}
	for _, test := range tests {
		text, diags := Starter(source.Description{File: "spec.yaml", Text: string(description(test.title, test.operations))}, test.spec)
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		cfg, diags := Parse("fragen.yaml", text)
		if diags.Len() > 0 {
			t.Errorf("%s: %v in\n%s", test.title, diags, text)
			continue
		}
		if got := cfg.Targets[0].Spec.Value; got != test.spec {
			t.Errorf("%s: spec %q, want %q", test.title, got, test.spec)
		}
		for _, want := range test.want {
			if !strings.Contains(string(text), want) {
				t.Errorf("%s: %q is not in\n%s", test.title, want, text)
			}
		}
	}
}
