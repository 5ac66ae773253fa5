package generator_test

// This file checks with random unions that the chosen variant is right. Each union has
// two to four variants of all kinds: scalars, constants, enums, lists, maps, nested and
// closed objects, and other unions. Some enums have values of several types, some unions
// have a single object, and the objects of others differ only in an optional constant.
// kin-openapi's validator decides which variants an instance fits. If it fits any, the
// SDK must choose one of them, and encode the same value. If it fits none, the SDK may
// choose a variant only by the rules that need no exact fit: a single variant has the
// JSON kind and is no object, a stated value decides, or an enum, a null or a string is
// readable although the schema does not allow it. Decoding fails only for members of
// objects. In a quarter of the unions, the objects contain themselves, or are base types
// with a mapping.
//
// The environment variable FRAGEN_LONG checks 1,000 unions instead of 50.

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

const unionsInPackage = 25

func TestRandomUnions(t *testing.T) {
	packages := 2
	if os.Getenv("FRAGEN_LONG") != "" {
		packages = 1000 / unionsInPackage
	}
	outputs := newOutputModule(t)
	var unions []*randomUnion
	for p := range packages {
		name := fmt.Sprintf("p%03d", p)
		random := &randomSchemas{rand.New(rand.NewPCG(uint64(p), 7))}
		components := map[string]any{}
		for n := range unionsInPackage {
			u := random.union(n, components)
			u.pkg = name
			unions = append(unions, u)
		}
		spec, err := json.Marshal(map[string]any{
			"openapi": "3.0.3", "info": map[string]any{"title": "Unions", "version": "1"}, "paths": map[string]any{},
			"components": map[string]any{"schemas": components},
		})
		if err != nil {
			t.Fatal(err)
		}
		inputs := map[string][]byte{"openapi.json": spec}
		inputs["fragen.yaml"] = defaultConfig(inputs, false)
		r := generate(t, outputs.add(t, name, inputs))
		if r.out == nil {
			t.Fatalf("%s: %v", name, r.diags)
		}
		outputs.writeOutput(t, name, r.out, nil)
		for _, u := range unions[p*unionsInPackage:] {
			u.readTypes(t, files(r.out))
		}
	}
	results := runUnions(t, outputs, unions)
	fitting, others := 0, 0
	for i, result := range results.lines {
		if results.unions[i].check(t, results.instances[i], result) {
			fitting++
		} else {
			others++
		}
	}
	t.Logf("%d instances fit a variant, %d fit none", fitting, others)
	if fitting < 1000 {
		t.Errorf("only %d instances fit a variant", fitting)
	}
}

// randomUnion is a union with its variants.
type randomUnion struct {
	pkg, name string
	variants  []map[string]any
	instances []any
	types     []string // Go types of the variants, as printed with %T
	strict    []*openapi3.Schema
	loose     []*openapi3.Schema // of values that the decoder can read
}

var variantLine = regexp.MustCompile(`(?m)^//   - \[(.+)\]$`)

// readTypes reads the Go types of the variants from the comment of the union.
func (u *randomUnion) readTypes(t *testing.T, files map[string][]byte) {
	t.Helper()
	for name, data := range files {
		if !bytes.Contains(data, []byte("\nfunc Decode"+u.name+"(")) {
			continue
		}
		for _, m := range variantLine.FindAllSubmatch(data, -1) {
			goType := "api." + strings.TrimPrefix(string(m[1]), "Any") // of a base type
			if pointer, ok := strings.CutPrefix(string(m[1]), "*"); ok {
				goType = "*api." + pointer
			}
			u.types = append(u.types, goType)
		}
		if len(u.types) != len(u.variants)+1 {
			t.Errorf("%s of %s has the types %v for %d variants", u.name, name, u.types, len(u.variants))
			u.types = nil
		}
	}
}

// randomSchemas makes random schemas and instances of them.
type randomSchemas struct{ *rand.Rand }

var memberNames = []string{"a", "b", "c", "d", "kind"}

// union makes a union, adds it to the components with its variants, and makes
// instances.
func (r *randomSchemas) union(number int, components map[string]any) *randomUnion {
	name := fmt.Sprintf("Union%d", number)
	u := &randomUnion{name: name}
	form := r.IntN(6)
	if number%4 == 3 {
		form = 6 + number/4%2
	}
	var refs []any
	for n := range 2 + r.IntN(3) {
		s := r.variant(form, n)
		if slices.ContainsFunc(u.variants, func(v map[string]any) bool { return reflect.DeepEqual(v, s) || !isObject(s) && !isObject(v) }) {
			continue // equal variants become one
		}
		component := fmt.Sprintf("%sVariant%d", name, n)
		components[component] = s
		switch {
		case form == 6:
			s = r.recursive(s, component, components)
		case form == 7 && n != 1:
			s = base(s, component, components)
		}
		u.variants = append(u.variants, s)
		refs = append(refs, map[string]any{"$ref": "#/components/schemas/" + component})
	}
	components[name] = map[string]any{[]string{"oneOf", "anyOf"}[r.IntN(2)]: refs}
	for _, v := range u.variants {
		u.strict = append(u.strict, kinSchema(v))
		u.loose = append(u.loose, kinSchema(relaxed(v)))
	}
	for range 30 {
		v := r.instance(u.variants[r.IntN(len(u.variants))])
		if r.IntN(3) == 0 {
			v = r.mutate(v)
		}
		u.instances = append(u.instances, v)
	}
	return u
}

// variant makes the variant of a union with the given number. Half of the unions have a
// constant in each object.
func (r *randomSchemas) variant(form, number int) map[string]any {
	if form >= 6 {
		return r.object(1)
	}
	s := r.object(2)
	switch properties := s["properties"].(map[string]any); {
	case form == 0 && number > 0: // a single object
		return []map[string]any{{"type": "integer"}, {"type": "boolean"}, {"type": "array", "items": r.schema(1)}}[number-1]
	case form == 1: // optional constants alone
		constants := []map[string]any{
			{"type": "string", "enum": []any{"k0"}},
			{"type": "integer", "enum": []any{1}},
			{"type": "boolean", "enum": []any{r.IntN(2) == 0}},
			{"enum": []any{"k1", 2}},
		}
		return map[string]any{"type": "object", "required": []any{}, "properties": map[string]any{
			"kind": constants[number], "a": map[string]any{"type": "string"},
		}}
	case form < 4:
		properties["kind"] = map[string]any{"type": "string", "enum": []any{fmt.Sprintf("k%d", number-r.IntN(2))}}
		if r.IntN(4) > 0 {
			s["required"] = append(slices.DeleteFunc(s["required"].([]any), func(m any) bool { return m == "kind" }), "kind")
		}
	case r.IntN(4) == 0:
		return r.schema(2)
	}
	return s
}

// recursive adds an object that contains itself to the components, and returns the same
// schema without the recursion, for two levels.
func (r *randomSchemas) recursive(s map[string]any, component string, components map[string]any) map[string]any {
	wrap := func(s map[string]any) map[string]any { return s }
	if r.IntN(3) == 0 {
		wrap = func(s map[string]any) map[string]any { return map[string]any{"type": "array", "items": s} }
	}
	components[component] = with(s, self, wrap(map[string]any{"$ref": "#/components/schemas/" + component}))
	return with(s, self, wrap(s))
}

const self = "self" // the property of an object that contains itself

// base adds an object to the components as a base type with two subtypes, and returns it
// with the values that select it or a subtype.
func base(s map[string]any, component string, components map[string]any) map[string]any {
	ref := "#/components/schemas/" + component
	s = with(s, "kind", map[string]any{"type": "string"})
	s["required"] = []any{"kind"}
	delete(s, "additionalProperties")
	mapping, values := map[string]any{}, []any{component}
	for n := range 2 {
		value, subtype := fmt.Sprintf("%s%d", strings.ToLower(component), n), fmt.Sprintf("%sSub%d", component, n)
		mapping[value] = subtype
		values = append(values, value)
		components[subtype] = map[string]any{"allOf": []any{map[string]any{"$ref": ref}, map[string]any{
			"properties": map[string]any{fmt.Sprintf("m%d", n): map[string]any{"type": "integer"}},
		}}}
	}
	described := maps.Clone(s)
	described["discriminator"] = map[string]any{"propertyName": "kind", "mapping": mapping}
	components[component] = described
	return with(s, "kind", map[string]any{"type": "string", "enum": values})
}

// with returns a copy of an object with another property.
func with(s map[string]any, name string, property map[string]any) map[string]any {
	s = maps.Clone(s)
	properties := maps.Clone(s["properties"].(map[string]any))
	properties[name] = property
	s["properties"] = properties
	return s
}

func isObject(s map[string]any) bool { return s["properties"] != nil }

// kinSchema converts a schema to kin-openapi's type.
func kinSchema(s map[string]any) *openapi3.Schema {
	data, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	schema := &openapi3.Schema{}
	if err := json.Unmarshal(data, schema); err != nil {
		panic(err)
	}
	return schema
}

// relaxed returns a copy of a schema without enums of several values, and with nulls
// and with numbers and booleans in strings.
func relaxed(s map[string]any) map[string]any {
	out := map[string]any{"nullable": true}
	for key, value := range s {
		switch value := value.(type) {
		case map[string]any:
			if key == "properties" {
				properties := map[string]any{}
				for name, p := range value {
					properties[name] = relaxed(p.(map[string]any))
				}
				out[key] = properties
				continue
			}
			out[key] = relaxed(value)
		case []any:
			if key == "anyOf" {
				out["description"] = "any value of a union is readable"
				continue
			}
			if key != "enum" || len(value) == 1 {
				out[key] = value
			}
		default:
			out[key] = value
		}
	}
	if isMixed(s) {
		return map[string]any{"anyOf": []any{map[string]any{"type": "string"}, map[string]any{"type": "number"}}, "nullable": true}
	}
	if values, ok := out["enum"].([]any); ok {
		out["enum"] = append(slices.Clone(values), nil)
	}
	if kind := s["type"]; kind == "integer" || kind == "number" || kind == "boolean" {
		text := map[string]any{"type": "string", "pattern": `^(-?[0-9.]+|true|false)$`}
		return map[string]any{"anyOf": []any{out, text}, "nullable": true}
	}
	return out
}

// isMixed reports whether a schema is an enum with values of several types.
func isMixed(s map[string]any) bool { return s["enum"] != nil && s["type"] == nil }

func (r *randomSchemas) schema(depth int) map[string]any {
	switch n := r.IntN(11); {
	case n < 2:
		return map[string]any{"type": "string"}
	case n < 3:
		return map[string]any{"type": "integer"}
	case n < 4:
		return map[string]any{"type": "number"}
	case n < 5:
		return map[string]any{"type": "boolean"}
	case n < 6:
		return map[string]any{"type": "string", "enum": []any{"x" + fmt.Sprint(r.IntN(3))}}
	case n < 7:
		return map[string]any{"type": "string", "enum": []any{"x0", "x1", "x2"}[r.IntN(2):]}
	case n < 8 && r.IntN(2) == 0:
		return map[string]any{"enum": []any{"x0", 0, "x1", 1}[r.IntN(3):]}
	case n < 8 || depth == 0:
		return map[string]any{"type": "integer", "enum": []any{r.IntN(3)}}
	case n < 9:
		return map[string]any{"type": "array", "items": r.schema(depth - 1)}
	case n < 10 && r.IntN(2) == 0:
		return map[string]any{"type": "object", "additionalProperties": r.schema(depth - 1)}
	case r.IntN(6) == 0:
		return map[string]any{"anyOf": []any{r.object(depth - 1), map[string]any{"type": "string"}}}
	}
	return r.object(depth - 1)
}

func (r *randomSchemas) object(depth int) map[string]any {
	properties, required := map[string]any{}, []any{}
	for _, name := range memberNames {
		if r.IntN(2) == 0 {
			continue
		}
		properties[name] = r.schema(max(depth, 0))
		if r.IntN(2) == 0 {
			required = append(required, name)
		}
	}
	if len(properties) == 0 {
		properties["a"] = map[string]any{"type": "integer"}
	}
	s := map[string]any{"type": "object", "properties": properties, "required": required}
	if r.IntN(3) == 0 {
		s["additionalProperties"] = false
	}
	return s
}

// instance returns a random value of a schema.
func (r *randomSchemas) instance(s map[string]any) any {
	if values, ok := s["enum"].([]any); ok {
		return values[r.IntN(len(values))]
	}
	if variants, ok := s["anyOf"].([]any); ok {
		return r.instance(variants[r.IntN(len(variants))].(map[string]any))
	}
	switch s["type"] {
	case "string":
		return []string{"x0", "x1", "text", "", "1"}[r.IntN(5)]
	case "integer":
		return r.IntN(4) - 1
	case "number":
		return []any{0.5, 1, -2.25, 1e-7}[r.IntN(4)] // larger numbers can be integers that Go cannot hold
	case "boolean":
		return r.IntN(2) == 0
	case "array":
		list := []any{}
		for range r.IntN(3) {
			list = append(list, r.instance(s["items"].(map[string]any)))
		}
		return list
	}
	return r.objectInstance(s)
}

func (r *randomSchemas) objectInstance(s map[string]any) any {
	out := map[string]any{}
	if elem, ok := s["additionalProperties"].(map[string]any); ok {
		for _, name := range memberNames[:r.IntN(3)] {
			out[name] = r.instance(elem)
		}
		return out
	}
	properties := s["properties"].(map[string]any)
	for _, name := range slices.Concat(memberNames, []string{self}) {
		p, known := properties[name]
		switch {
		case name == self && !known:
		case known && (slices.Contains(s["required"].([]any), any(name)) || r.IntN(2) == 0):
			out[name] = r.instance(p.(map[string]any))
		case !known && s["additionalProperties"] == nil && r.IntN(6) == 0:
			out[name] = r.instance(r.schema(1))
		}
	}
	return out
}

// mutate changes a value or a part of it at random.
func (r *randomSchemas) mutate(v any) any {
	switch v := v.(type) {
	case map[string]any:
		if len(v) > 0 && r.IntN(4) > 0 {
			names := make([]string, 0, len(v))
			for name := range v {
				names = append(names, name)
			}
			slices.Sort(names)
			name := names[r.IntN(len(names))]
			if r.IntN(4) == 0 {
				delete(v, name)
			} else {
				v[name] = r.mutate(v[name])
			}
			return v
		}
	case []any:
		if len(v) > 0 {
			v[r.IntN(len(v))] = r.mutate(v[0])
			return v
		}
	}
	return []any{nil, "new", 7, 1.5, true, []any{}, map[string]any{}, []any{"x"}}[r.IntN(8)]
}

// unionResults are the results of the program that decodes the instances.
type unionResults struct {
	unions    []*randomUnion
	instances []string
	lines     []unionResult
}

// unionResult is the Go type of a decoded instance and its encoding, or an error.
type unionResult struct{ Type, JSON, Error string }

// runUnions compiles all packages with a program that decodes and encodes instances.
func runUnions(t *testing.T, outputs *outputModule, unions []*randomUnion) unionResults {
	t.Helper()
	var results unionResults
	var input bytes.Buffer
	var imports, decoders strings.Builder
	pkg := ""
	for _, u := range unions {
		if u.types == nil {
			continue
		}
		if u.pkg != pkg {
			pkg = u.pkg
			fmt.Fprintf(&imports, "\t%s %q\n", pkg, moduleName+"/"+pkg+"/api")
		}
		key := u.pkg + u.name
		fmt.Fprintf(&decoders, "\t%q: decoder(%s.Decode%s),\n", key, u.pkg, u.name)
		for _, instance := range u.instances {
			data, err := json.Marshal(instance)
			if err != nil {
				t.Fatal(err)
			}
			results.unions = append(results.unions, u)
			results.instances = append(results.instances, string(data))
			fmt.Fprintf(&input, "%s %s\n", key, data)
		}
	}
	dir := filepath.Join(outputs.dir, "driver")
	write(t, filepath.Join(dir, "main.go"), fmt.Appendf(nil, unionDriver, imports.String(), decoders.String()))
	program := filepath.Join(outputs.dir, "driver.exe")
	if text := outputs.goCommand("build", "-ldflags=-s -w", "-o", program, "./driver"); text != "" {
		t.Fatal(text)
	}
	cmd := exec.Command(program)
	cmd.Stdin = &input
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(out) {
		var r unionResult
		if err := json.Unmarshal(line, &r); err != nil {
			t.Fatal(err)
		}
		results.lines = append(results.lines, r)
	}
	if len(results.lines) != len(results.instances) {
		t.Fatalf("%d results for %d instances", len(results.lines), len(results.instances))
	}
	return results
}

const unionDriver = `package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"

%s)

type result struct{ Type, JSON, Error string }

func decoder[T any](decode func([]byte) (T, error)) func([]byte) result {
	return func(data []byte) result {
		v, err := decode(data)
		if err != nil {
			return result{Error: err.Error()}
		}
		text, err := json.Marshal(v)
		if err != nil {
			return result{Error: err.Error()}
		}
		return result{Type: fmt.Sprintf("%%T", v), JSON: string(text)}
	}
}

var decoders = map[string]func([]byte) result{
%s}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for lines.Scan() {
		name, text, _ := strings.Cut(lines.Text(), " ")
		if err := json.NewEncoder(out).Encode(decoders[name]([]byte(text))); err != nil {
			panic(err)
		}
	}
}
`

// check checks the result for an instance. It reports whether the instance fits a
// variant.
func (u *randomUnion) check(t *testing.T, text string, result unionResult) bool {
	t.Helper()
	var instance any
	if err := json.Unmarshal([]byte(text), &instance); err != nil {
		t.Fatal(err)
	}
	if instance == nil {
		return false
	}
	fits := func(s *openapi3.Schema) bool { return s.VisitJSON(instance) == nil }
	chosen := u.indexOf(result.Type)
	problem := ""
	some := slices.ContainsFunc(u.strict, fits)
	switch {
	case some && result.Error != "":
		problem = result.Error
	case some && (chosen < 0 || chosen == len(u.variants)):
		problem = "it fits a variant, but is " + result.Type
	case some && !fits(u.strict[chosen]):
		problem = "it does not fit " + result.Type
	case some && !u.sameJSON(instance, result.JSON, chosen):
		problem = "it became " + result.JSON
	case !some && result.Error != "" && (!hasObject(instance) || u.contradicts(instance)):
		problem = "it fits no variant, but is an error: " + result.Error
	case !some && result.Error == "" && chosen >= 0 && chosen < len(u.variants) &&
		!fits(u.loose[chosen]) && !u.mayDecide(instance, chosen):
		problem = "it fits no variant, but is " + result.Type
	}
	if problem != "" {
		schemas, _ := json.Marshal(u.variants)
		t.Errorf("%s of %s: %s\ninstance %s\nvariants %s", u.name, u.pkg, problem, text, schemas)
	}
	return some
}

// indexOf returns the index of the variant with a Go type. A variant that is a union
// itself has the types of its own variants.
func (u *randomUnion) indexOf(goType string) int {
	if i := slices.Index(u.types, goType); i >= 0 || strings.HasSuffix(goType, "Unknown") {
		return i
	}
	return slices.IndexFunc(u.types, func(name string) bool {
		return !strings.HasPrefix(name, "*") && strings.HasPrefix(strings.TrimPrefix(goType, "*"), name)
	})
}

// mayDecide reports whether a variant may be chosen for an instance that does not
// fit it: it alone has the JSON kind and is no object, or it states a value of the instance.
func (u *randomUnion) mayDecide(instance any, chosen int) bool {
	_, object := instance.(map[string]any)
	alone := !object
	for i, v := range u.variants {
		alone = alone && (i == chosen || jsonKind(v) != kindOfInstance(instance))
	}
	return alone || statesValue(u.variants[chosen], instance)
}

// hasObject reports whether a value is an object or a list with an object.
func hasObject(v any) bool {
	_, object := v.(map[string]any)
	list, _ := v.([]any)
	return object || slices.ContainsFunc(list, hasObject)
}

// contradicts reports whether an object contradicts a constant of each variant.
func (u *randomUnion) contradicts(instance any) bool {
	object, _ := instance.(map[string]any)
	return !slices.ContainsFunc(u.variants, func(v map[string]any) bool {
		properties, _ := v["properties"].(map[string]any)
		for name, p := range properties {
			values, _ := p.(map[string]any)["enum"].([]any)
			if value, present := object[name]; present && len(values) == 1 && fmt.Sprint(value) != fmt.Sprint(values[0]) {
				return false
			}
		}
		return isObject(v)
	})
}

// statesValue reports whether a schema lists the value of a property of an instance.
func statesValue(schema map[string]any, instance any) bool {
	object, _ := instance.(map[string]any)
	properties, _ := schema["properties"].(map[string]any)
	for name, p := range properties {
		values, _ := p.(map[string]any)["enum"].([]any)
		for _, value := range values {
			if fmt.Sprint(object[name]) == fmt.Sprint(value) {
				return true
			}
		}
	}
	return false
}

func jsonKind(s map[string]any) string {
	if s["anyOf"] != nil {
		return "object or string"
	}
	switch {
	case isMixed(s):
		return "string or number"
	case s["type"] == "integer":
		return "number"
	}
	return s["type"].(string)
}

func kindOfInstance(v any) string {
	switch v.(type) {
	case bool:
		return "boolean"
	case float64:
		return "number"
	case string:
		return "string"
	case []any:
		return "array"
	}
	return "object"
}

// sameJSON reports whether text encodes a value, apart from missing nulls.
func (u *randomUnion) sameJSON(value any, text string, chosen int) bool {
	var got any
	if err := json.Unmarshal([]byte(text), &got); err != nil || u.strict[chosen].VisitJSON(got) != nil {
		return false
	}
	return reflect.DeepEqual(withoutNulls(value), withoutNulls(got))
}

func withoutNulls(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for name, member := range v {
			if member != nil {
				out[name] = withoutNulls(member)
			}
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, elem := range v {
			out[i] = withoutNulls(elem)
		}
		return out
	}
	return v
}
