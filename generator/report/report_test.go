package report

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/fragen-go/fragen/generator/internal/golden"
	"github.com/fragen-go/fragen/generator/review"
)

// results are the file names of the formats in golden cases.
var results = map[Format]string{
	Text: "terminal.txt", Markdown: "comment.md", JSON: "report.json", SARIF: "report.sarif",
	GitHub: "github.txt", CodeQuality: "gl-code-quality-report.json", HTML: "body.html",
}

// TestGolden renders report.json with options.json in all formats. Of the HTML page, the
// case has the body without the script; of SARIF, it has the results without the rules.
func TestGolden(t *testing.T) {
	golden.Run(t, func(t *testing.T, in *txtar.Archive) []txtar.File {
		r, options := caseInput(t, in)
		var list []txtar.File
		for _, format := range Formats {
			text := string(render(t, r, format, options))
			switch format {
			case HTML:
				text = bodyOf(t, text)
			case SARIF:
				text = withoutRules(text)
			}
			list = append(list, golden.Result(results[format], text))
		}
		return list
	})
}

// withoutRules removes the rules from SARIF. Their texts are those of the catalogue.
func withoutRules(text string) string {
	before, rest, _ := strings.Cut(text, `"rules": [`)
	_, after, _ := strings.Cut(rest, "\n          ]")
	return before + `"rules": [` + after
}

// caseInput returns the report and the options of a golden case.
func caseInput(t *testing.T, in *txtar.Archive) (*review.Report, Options) {
	t.Helper()
	r, options := &review.Report{}, Options{}
	for _, f := range in.Files {
		var to any = r
		if f.Name == "options.json" {
			to = &options
		}
		d := json.NewDecoder(strings.NewReader(string(f.Data)))
		d.DisallowUnknownFields()
		if err := d.Decode(to); err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
	}
	return r, options
}

// caseReport returns the report and the options of a golden case by its name.
func caseReport(t *testing.T, name string) (*review.Report, Options) {
	t.Helper()
	archive, err := txtar.ParseFile("testdata/" + name + ".txtar")
	if err != nil {
		t.Fatal(err)
	}
	in := &txtar.Archive{}
	for _, f := range archive.Files {
		if f.Name == "report.json" || f.Name == "options.json" {
			in.Files = append(in.Files, f)
		}
	}
	return caseInput(t, in)
}

func render(t *testing.T, r *review.Report, format Format, options Options) []byte {
	t.Helper()
	data, err := Render(r, format, options)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

var bodyPattern = regexp.MustCompile(`(?s)<body>\n(.*)<script>.*</script>\n</body>`)

func bodyOf(t *testing.T, page string) string {
	t.Helper()
	found := bodyPattern.FindStringSubmatch(page)
	if found == nil {
		t.Fatalf("the page has no body:\n%s", page)
	}
	return found[1]
}

func TestFormatOf(t *testing.T) {
	for name, want := range map[string]Format{
		"a/report.md": Markdown, "report.html": HTML, "report.json": JSON, "gl.codequality.json": CodeQuality,
		"x.sarif": SARIF, "x.txt": Text, "x.xml": "", "md": "", ".codequality.json/x": "",
	} {
		if got, ok := FormatOf(name); got != want || ok != (want != "") {
			t.Errorf("FormatOf(%q) = %q, %v", name, got, ok)
		}
	}
	if _, err := Render(&review.Report{}, "xml", Options{}); err == nil {
		t.Error("an unknown format is rendered")
	}
}
