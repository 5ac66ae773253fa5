package gosdk_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/gosdk"
	"github.com/fragen-go/fragen/generator/lower"
	"github.com/fragen-go/fragen/generator/names"
	"github.com/fragen-go/fragen/generator/openapi"
	"github.com/fragen-go/fragen/generator/plan"
	"github.com/fragen-go/fragen/generator/source"
)

// layouts are the layouts of the selected case with the given number: one of the two by
// turns, or both with FRAGEN_LONG.
func layouts(number int) []string {
	both := []string{"case", "tree"}
	if os.Getenv("FRAGEN_LONG") != "" {
		return both
	}
	return both[number%2 : number%2+1]
}

// packageNames are names of packages that are also those of an import or a variable in
// their code, which is the harder case.
var packageNames = []names.Ident{"sdk", "client", "rest", "log", "time", "strings"}

// TestCompiles renders the SDK of every eighth case of plan and lower and compiles them,
// including their examples. With FRAGEN_LONG, it renders the SDKs of all cases and also
// vets them.
func TestCompiles(t *testing.T) {
	if testing.Short() {
		t.Skip("builds many packages")
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, "go.mod"), "module example.com\n\ngo 1.26\n")
	copyRuntime(t, filepath.Join(dir, "rest"))
	files, _ := filepath.Glob("../plan/testdata/*.txtar")
	more, _ := filepath.Glob("../lower/testdata/*.txtar")
	if len(files) == 0 || len(more) == 0 {
		t.Fatal("no cases")
	}
	files = append(files, more...)
	selected, built := 0, 0
	for i, file := range files {
		if i%8 > 0 && os.Getenv("FRAGEN_LONG") == "" {
			continue
		}
		number := selected
		selected++
		name := packageNames[(number+number/len(packageNames))%len(packageNames)] // in each layout by turns
		for _, layout := range layouts(number) {
			folder := fmt.Sprintf("%s%d/%s", layout, i, name)
			p := planned(t, file, plan.Options{
				Package: name, Import: plan.ImportPath("example.com/" + folder), Runtime: "example.com/rest",
				NewExpr: number/2%2 == 0, RejectStringNumbers: number%3 == 0, Tree: layout == "tree",
			})
			if p == nil {
				continue // the case is about diagnostics
			}
			built++
			t.Logf("%s: %s", folder, file)
			for f, err := range gosdk.Render(t.Context(), p, 0) {
				if err != nil {
					t.Errorf("%s: %v", file, err)
					break
				}
				write(t, filepath.Join(dir, filepath.FromSlash(folder), filepath.FromSlash(f.Path)), string(f.Data))
			}
		}
	}
	if built < selected/2 {
		t.Errorf("rendered %d SDKs for %d cases", built, selected)
	}
	commands := [][]string{{"list", "-export", "-test", "./..."}}
	if os.Getenv("FRAGEN_LONG") != "" {
		commands = append(commands, []string{"vet", "./..."})
	}
	for _, args := range commands {
		cmd := exec.Command("go", args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("go %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
}

func write(t *testing.T, name, data string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(data), 0o644); err != nil {
		t.Fatal(err)
	}
}

func copyRuntime(t *testing.T, to string) {
	t.Helper()
	files, err := filepath.Glob("../../templates/runtime/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(to, filepath.Base(file)), string(data))
	}
}

// planned returns the plan of a case. It is nil if the case's inputs are invalid.
func planned(t *testing.T, file string, opt plan.Options) *plan.Plan {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	input := map[string][]byte{}
	for _, f := range archive.Files {
		input[f.Name] = f.Data
	}
	whole, diags := source.Read("openapi.yaml", append(input["openapi.yaml"], input["openapi.json"]...))
	if diags.HasErrors() {
		return nil
	}
	slice, _, repairs, diags := whole.Slice(source.Selection{})
	if diags.HasErrors() {
		return nil
	}
	doc, diags := openapi.Load(slice, repairs, diag.Limits{})
	if diags.HasErrors() {
		return nil
	}
	var tables []*codes.Table
	if input["codes.yaml"] != nil {
		tables, diags = codes.Parse("codes.yaml", input["codes.yaml"])
		if diags.HasErrors() {
			return nil
		}
	}
	odata := strings.Contains(string(archive.Comment), "options: odata")
	ir, diags := lower.Lower(doc, tables, lower.Options{OData: odata})
	if diags.HasErrors() {
		return nil
	}
	for line := range strings.Lines(string(input["renames.txt"])) {
		if pointer, name, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			opt.Renames = append(opt.Renames, names.Rename{Pointer: pointer, Name: name})
		}
	}
	p, _ := plan.Build(ir, opt)
	return p
}
