package report

// These tests check the JSON formats against schemas: that of this project for JSON,
// the published schema of SARIF, and a schema of GitLab's documented format.
//
// sarif-schema-2.1.0.json is the schema of the SARIF standard, errata 01, copyright
// OASIS Open. It was copied from the module github.com/owenrumney/go-sarif/v3.

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/fragen-go/fragen/generator/internal/golden"
	"github.com/fragen-go/fragen/generator/review"
)

var schemaFiles = map[Format]string{
	JSON:        "../../docs/schema/review.schema.json",
	SARIF:       "testdata/sarif-schema-2.1.0.json",
	CodeQuality: "testdata/codequality.schema.json",
}

func compileSchema(t *testing.T, format Format) *jsonschema.Schema {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	schema, err := compiler.Compile(schemaFiles[format])
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func validate(schema *jsonschema.Schema, data []byte) error {
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return err
	}
	return schema.Validate(value)
}

func TestSchemas(t *testing.T) {
	for format := range schemaFiles {
		schema := compileSchema(t, format)
		for _, file := range golden.Files(t) {
			name := strings.TrimSuffix(filepath.Base(file), ".txtar")
			r, options := caseReport(t, name)
			if err := validate(schema, render(t, r, format, options)); err != nil {
				t.Errorf("%s of %s: %v", format, name, err)
			}
		}
		if err := validate(schema, render(t, &review.Report{Tool: review.Tool{Name: "fragen"}}, format, Options{})); err != nil {
			t.Errorf("%s of an empty report: %v", format, err)
		}
	}
}

// TestSchemaIsStrict checks that the schema of JSON does not accept other members, so
// that a new field of a report needs a line in the schema.
func TestSchemaIsStrict(t *testing.T) {
	r, options := caseReport(t, "breaking")
	schema := compileSchema(t, JSON)
	data := render(t, r, JSON, options)
	for _, member := range []string{"version", "revision", "differs", "dir", "inserted", "modulePath", "subject", "pointer", "line", "oldType", "kind", "reason", "uses"} {
		quoted := []byte(`"` + member + `":`)
		if !bytes.Contains(data, quoted) {
			t.Errorf("the report has no member %q", member)
		}
		changed := bytes.Replace(data, quoted, []byte(`"more": 1, "`+member+`":`), 1)
		if validate(schema, changed) == nil {
			t.Errorf("a member beside %q is accepted", member)
		}
	}
}
