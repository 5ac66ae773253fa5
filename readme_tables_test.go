package fragen_test

// The tables of the documentation that list everything of a kind: the keys of
// fragen.yaml and codes.yaml, the commands and their flags, the extensions of
// OpenAPI, the faults of a fake, and the direct dependencies. Each is compared
// in both directions. The names of Go declarations in running text must exist.

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// section is a heading of a document with the rows of the tables below it.
type section struct {
	title string
	rows  []string // first cells
}

// sections returns the sections of a document. Backquotes are left out of
// titles.
func sections(t *testing.T, file string) []section {
	t.Helper()
	list := []section{{}}
	for line := range strings.Lines(fence.ReplaceAllString(readDocument(t, file), "")) {
		if title, ok := strings.CutPrefix(strings.TrimLeft(line, "#"), " "); ok && line[0] == '#' {
			list = append(list, section{title: strings.ReplaceAll(strings.TrimSpace(title), "`", "")})
		} else if cell, ok := strings.CutPrefix(line, "| "); ok {
			cell, _, _ = strings.Cut(cell, " |")
			last := &list[len(list)-1]
			last.rows = append(last.rows, cell)
		}
	}
	return list
}

// quoted are names between backquotes.
var quoted = regexp.MustCompile("`([^`]*)`")

// names returns the names between backquotes in the first cells of a section.
func (s section) names() []string {
	var list []string
	for _, row := range s.rows {
		for _, match := range quoted.FindAllStringSubmatch(row, -1) {
			list = append(list, match[1])
		}
	}
	return list
}

// compare reports names that one side lacks.
func compare(t *testing.T, where string, documented, real []string) {
	t.Helper()
	for _, name := range real {
		if !slices.Contains(documented, name) {
			t.Errorf("%s: no row for %s", where, name)
		}
	}
	for _, name := range documented {
		if !slices.Contains(real, name) {
			t.Errorf("%s: the row for %s describes nothing that exists", where, name)
		}
	}
}

// TestDocumentedKeys compares the keys of fragen.yaml and codes.yaml with the
// rows of their tables.
func TestDocumentedKeys(t *testing.T) {
	for _, row := range []struct{ file, schema string }{
		{"docs/configuration.md", "docs/schema/fragen.schema.json"},
		{"docs/codes.md", "docs/schema/codes.schema.json"},
	} {
		documented := map[string][]string{}
		inside := false
		for _, s := range sections(t, row.file) {
			inside = s.title == "Keys" || inside && !slices.Contains([]string{"Selections", "Lookups"}, s.title)
			if inside && len(s.rows) > 0 {
				documented[s.title] = s.names()
			}
		}
		real := schemaKeys(t, row.schema)
		compare(t, row.file, slices.Sorted(maps.Keys(documented)), slices.Sorted(maps.Keys(real)))
		for _, title := range slices.Sorted(maps.Keys(real)) {
			compare(t, row.file+", "+title, documented[title], real[title])
		}
	}
}

// sharedSchemas are definitions that several keys refer to, with the titles of
// their sections.
var sharedSchemas = map[string]string{
	"#/$defs/paths":        "paths[]",
	"#/$defs/texts":        "Messages",
	"#/$defs/translations": "Messages",
}

// schemaKeys returns the keys of each object in a JSON Schema, by the path to
// the object: "targets[].select". The path of the whole file is "Top level".
func schemaKeys(t *testing.T, file string) map[string][]string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var root map[string]any
	if err := json.Unmarshal(data, &root); err != nil {
		t.Fatal(err)
	}
	keys := map[string][]string{}
	var walk func(node any, path string)
	walk = func(node any, path string) {
		schema, ok := node.(map[string]any)
		if !ok {
			return
		}
		if ref, ok := schema["$ref"].(string); ok {
			if title, shared := sharedSchemas[ref]; shared {
				path = title
			}
			definition := root["$defs"].(map[string]any)[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any)
			if path == "paths[]" || path == "Messages" {
				for _, way := range []string{"items", "additionalProperties"} {
					walk(definition[way], path)
				}
				return
			}
			walk(definition, path)
		}
		properties, _ := schema["properties"].(map[string]any)
		for _, name := range slices.Sorted(maps.Keys(properties)) {
			if !slices.Contains(keys[path], name) {
				keys[path] = append(keys[path], name)
			}
			walk(properties[name], strings.TrimPrefix(path+"."+name, "Top level."))
		}
		walk(schema["items"], path+"[]")
		walk(schema["additionalProperties"], path+".*")
		alternatives, _ := schema["oneOf"].([]any)
		for _, alternative := range alternatives {
			walk(alternative, path)
		}
	}
	walk(root, "Top level")
	return keys
}

// commonFlags are the flags of all commands. The first table of docs/cli.md lists them.
var commonFlags = []string{"--config", "--quiet", "--diagnostics", "--all"}

// checkCommands compares the sections and tables of docs/cli.md with the
// commands and flags of the program.
func checkCommands(t *testing.T, commands map[string]*command) {
	flag := regexp.MustCompile(`--[a-z-]+`)
	var documented []string
	for _, s := range sections(t, "docs/cli.md") {
		name, ok := strings.CutPrefix(s.title, "fragen")
		name = strings.TrimSpace(name)
		c := commands[name]
		if !ok || name == "as a Go package" {
			continue
		}
		documented = append(documented, name)
		if c == nil {
			continue // reported below
		}
		real := slices.DeleteFunc(slices.Clone(c.flags), func(s string) bool { return slices.Contains(commonFlags, s) })
		compare(t, "docs/cli.md, fragen "+name, flag.FindAllString(strings.Join(s.names(), " "), -1), real)
	}
	var real []string
	for name := range commands {
		if !strings.HasPrefix(name, "completion ") {
			real = append(real, name)
		}
	}
	slices.Sort(real)
	compare(t, "docs/cli.md", documented, real)
}

// TestDocumentedExtensions compares the table of extensions with those that the
// generator reads.
func TestDocumentedExtensions(t *testing.T) {
	extension := regexp.MustCompile(`"(x-(?:ms-|enum|nullable|permissions|limits|replaced|when)[A-Za-z-]*)"`)
	var real []string
	for _, dir := range []string{"generator/lower", "generator/source", "generator/openapi"} {
		for _, file := range goFiles(t, dir) {
			for _, match := range extension.FindAllStringSubmatch(readDocument(t, file), -1) {
				if !slices.Contains(real, match[1]) {
					real = append(real, match[1])
				}
			}
		}
	}
	compare(t, "docs/configuration.md, Extensions", sectionNamed(t, "docs/configuration.md", "Extensions").names(), real)
}

// TestDocumentedFaults compares the table of faults with the functions of
// resttest that return one.
func TestDocumentedFaults(t *testing.T) {
	fault := regexp.MustCompile(`(?m)^func ([A-Z]\w*)\(.*\) Fault \{`)
	var real, documented []string
	for _, file := range goFiles(t, "generated/rest/resttest") {
		for _, match := range fault.FindAllStringSubmatch(readDocument(t, file), -1) {
			real = append(real, "resttest."+match[1])
		}
	}
	for _, name := range sectionNamed(t, "docs/testing.md", "Faults").names() {
		name, _, _ = strings.Cut(name, "(")
		documented = append(documented, name)
	}
	compare(t, "docs/testing.md, Faults", documented, real)
}

// namedPackages are the packages whose names running text may use.
var namedPackages = map[string]string{
	"fragen":    ".",
	"rest":      "generated/rest",
	"jwt":       "generated/rest/jwt",
	"resttest":  "generated/rest/resttest",
	"webhook":   "generated/rest/webhook",
	"graph":     "generated/graph",
	"graphtest": "generated/graph/graphtest",
	"catalog":   "generator/catalog",
	"diag":      "generator/diag",
	"names":     "generator/names",
	"source":    "generator/source",
}

// TestDocumentedNames checks that names such as `rest.WithToken` exist.
func TestDocumentedNames(t *testing.T) {
	qualified := regexp.MustCompile(`\b([a-z]+)\.([A-Z]\w*)`)
	code := map[string]string{}
	for name, dir := range namedPackages {
		for _, file := range goFiles(t, dir) {
			code[name] += readDocument(t, file)
		}
	}
	for _, file := range documents(t) {
		text := fence.ReplaceAllString(readDocument(t, file), "")
		for _, span := range quoted.FindAllString(text, -1) {
			for _, match := range qualified.FindAllStringSubmatch(span, -1) {
				if namedPackages[match[1]] == "" {
					continue
				}
				declaration := regexp.MustCompile(`(?m)^(?:func |type |const |var |\t)` + match[2] + `\b`)
				if !declaration.MatchString(code[match[1]]) {
					t.Errorf("%s: package %s does not declare %s", file, match[1], match[2])
				}
			}
		}
	}
}

// TestDocumentedFiles checks that Go files in running text, such as `root.go`,
// exist in some folder of the module.
func TestDocumentedFiles(t *testing.T) {
	known := map[string]bool{}
	for _, dir := range sourceDirs(t) {
		entries, err := os.ReadDir(filepath.FromSlash(dir))
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range entries {
			known[entry.Name()] = true
		}
	}
	goFile := regexp.MustCompile("`[^`]*?([a-z0-9_]+\\.go)`")
	for _, file := range documents(t) {
		for _, match := range goFile.FindAllStringSubmatch(readDocument(t, file), -1) {
			if !known[match[1]] {
				t.Errorf("%s: there is no file %s", file, match[1])
			}
		}
	}
}

// TestDocumentedDependencies compares the table of dependencies with go.mod.
func TestDocumentedDependencies(t *testing.T) {
	var real []string
	for _, match := range regexp.MustCompile(`(?m)^\t(\S+) v\S+$`).FindAllStringSubmatch(readDocument(t, "go.mod"), -1) {
		real = append(real, match[1])
	}
	compare(t, "CONTRIBUTING.md, Dependencies", sectionNamed(t, "CONTRIBUTING.md", "Dependencies").names(), real)
}

// sectionNamed returns the section of a document with the given title.
func sectionNamed(t *testing.T, file, title string) section {
	t.Helper()
	for _, s := range sections(t, file) {
		if s.title == title {
			return s
		}
	}
	t.Fatalf("%s has no section %q", file, title)
	return section{}
}
