package generator_test

// This file has the limits of TestEdits: how many lines an edit may change, and which
// symbols. A symbol may change only at the place of the edit, which is found by its JSON
// pointer: the keys of fragen.lock are JSON pointers too.

import (
	"cmp"
	"fmt"
	"go/ast"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/output"
)

// Limits of the changed lines.
const (
	propertyLines  = 9 // in the file of each struct with the property, or of its union
	enumValueLines = 3 // for each enum with the value
	codeRowLines   = 4 // without the texts of locales, which have a line each
)

// medianLines are limits of the median of the changed lines, for each struct or enum.
var medianLines = map[string]int{"add-property": 6, "add-required-property": 7, "add-enum-value": 3}

// medianFaults returns the kinds of edits whose median exceeds the limit.
func medianFaults(all []*editResult) []string {
	lines := map[string][]int{}
	for _, r := range all {
		if medianLines[r.edit.Kind] > 0 {
			lines[r.edit.Kind] = append(lines[r.edit.Kind], r.total()/max(1, r.places()))
		}
	}
	var faults []string
	for _, kind := range slices.Sorted(maps.Keys(lines)) {
		if got := median(lines[kind]); got > medianLines[kind] {
			faults = append(faults, fmt.Sprintf("%s: the median is %d lines, expected at most %d", kind, got, medianLines[kind]))
		}
	}
	return faults
}

func median(list []int) int {
	return slices.Sorted(slices.Values(list))[len(list)/2]
}

// lineFaults returns the limits that the changed lines exceed.
func (r *editResult) lineFaults() []string {
	var faults []string
	limit := func(lines, most int) {
		if lines > most {
			faults = append(faults, fmt.Sprintf("%d changed lines, expected at most %d: %v", lines, most, r.lines))
		}
	}
	switch r.edit.Kind {
	case "add-property", "add-required-property":
		for file, lines := range r.lines {
			if path.Base(file) == "example_test.go" {
				limit(lines, propertyLines*r.places())
			} else {
				limit(lines, propertyLines)
			}
		}
	case "add-enum-value":
		lines := 0
		for file, n := range r.lines {
			if path.Base(file) != "example_test.go" { // examples show the first value
				lines += n
			}
		}
		limit(lines, enumValueLines*r.places())
	case "add-code-row":
		texts := 0
		for file, lines := range r.lines {
			if path.Base(file) == "texts.go" {
				limit(lines, 1)
				texts += lines
			}
		}
		limit(r.total()-texts, codeRowLines)
	case "add-operation":
		faults = append(faults, r.operationFaults()...)
	}
	return faults
}

// operationFaults reports files that a new operation should not change: all but its own
// file, its parent's, its example, and the fake.
func (r *editResult) operationFaults() []string {
	var faults []string
	own, parents := 0, 0
	for file := range r.lines {
		switch isNew := r.document.files[file] == nil; {
		case isNew:
			own++
		case strings.HasSuffix(file, "request_builder.go") || path.Base(file) == "client.go":
			parents++
		case path.Base(file) != "example_test.go" && !strings.HasPrefix(file, "api/apitest/"):
			faults = append(faults, "changes the file "+file)
		}
	}
	if own != 1 || parents > 1 {
		faults = append(faults, fmt.Sprintf("changes %d new files and %d parents, expected 1 and at most 1: %v", own, parents, r.lines))
	}
	return faults
}

// places returns the number of structs or enums that gained a field or a value.
func (r *editResult) places() int {
	count := 0
	for _, c := range r.symbols {
		if c.before == "" && (strings.Contains(c.after, "`json:") || strings.HasPrefix(c.after, "const ")) {
			count++
		}
	}
	return count
}

// symbolFaults returns the symbols that must not change.
func (r *editResult) symbolFaults() []string {
	var faults []string
	for _, c := range r.symbolsExpected() {
		if !r.allows(c) {
			faults = append(faults, c.String())
		}
	}
	return faults
}

// symbolsExpected returns the changed symbols. For a renamed schema, it first gives the
// symbols before the edit the new names of the schema's types.
func (r *editResult) symbolsExpected() []symbolChange {
	if r.edit.Kind != "rename-schema" {
		return r.symbols
	}
	renamed := r.newNames()
	before, after := surface{}, surface{}
	for _, c := range r.symbols {
		if c.before != "" {
			before[replaceNames(c.symbol, renamed)] = replaceNames(c.before, renamed)
		}
		if c.after != "" {
			after[c.symbol] = c.after
		}
	}
	return changesOf(before, after)
}

// newNames returns the names of the types, functions and constants of a renamed schema,
// after the edit by those before it.
func (r *editResult) newNames() map[string]string {
	now := map[string]string{}
	for _, s := range r.symbolsOf(r.lock) {
		now[s.Key] = s.Name
	}
	list, _ := path.Split(r.edit.At)
	names := map[string]string{}
	for _, s := range r.symbolsOf(r.document.lock) {
		rest, found := strings.CutPrefix(s.Key, r.edit.At)
		name := now[list+escapePointer(r.edit.Name)+rest]
		if was, is := declared(s.Name), declared(name); found && was != "" && is != "" {
			names[was], names["is"+was] = is, "is"+is // and the method that makes a type a member
		}
	}
	return names
}

// declared returns the name of a symbol that is declared by itself: "Pet" for "Pet" and
// "models.Pet", and "" for "Pet.Name".
func declared(symbol string) string {
	pkg, name, found := strings.Cut(symbol, ".")
	switch {
	case !found:
		return symbol
	case strings.Contains(name, ".") || ast.IsExported(pkg):
		return ""
	}
	return name
}

var goName = regexp.MustCompile(`\.?\w+`)

// replaceNames replaces the Go names in text, except after a dot: "Mode" but not the
// field in "Pet.Mode". Names after a package are replaced, as in "models.Mode".
func replaceNames(text string, names map[string]string) string {
	previous := ""
	return goName.ReplaceAllStringFunc(text, func(name string) string {
		bare := strings.TrimPrefix(name, ".")
		member := bare != name && ast.IsExported(previous)
		previous = bare
		if renamed, ok := names[bare]; ok && (!member || strings.HasPrefix(bare, "is")) {
			return strings.TrimSuffix(name, bare) + renamed
		}
		return name
	})
}

// allows reports whether the edit may make the change.
func (r *editResult) allows(c symbolChange) bool {
	added, removed := c.before == "", c.after == ""
	switch r.edit.Kind {
	case "add-property", "add-required-property", "add-enum-value", "add-union-member", "insert-alternative",
		"add-operation", "add-code-row":
		return added
	case "add-optional-parameter":
		return added || !removed && isFirstOption(c)
	case "rename-path-parameter":
		return !added && !removed && (isOperationTemplate(c) || r.isKeyOfPackage() && isRenamedArgument(c))
	case "add-required-parameter":
		return added || !removed && isNewArgument(c)
	case "remove-property":
		return removed && r.isProperty(c.symbol)
	case "toggle-required":
		return !added && !removed && r.isProperty(c.symbol)
	case "remove-enum-value":
		return removed && strings.HasSuffix(r.keyOf(c.symbol), "/enum/"+escapePointer(r.edit.Name))
	case "delete-operation":
		return removed && r.isDeleted(c.symbol)
	}
	return false
}

// newArgument is the name of an added or renamed argument.
const newArgument = "zq"

// isNewArgument reports whether a function gained the argument zq after the other
// parameters, before the body and the options.
func isNewArgument(c symbolChange) bool {
	without := regexp.MustCompile(`(, )?\b`+newArgument+` string(, body |, options |\))`).ReplaceAllString(c.after, "$1$2")
	return strings.NewReplacer("(, ", "(", ", )", ")", ", , ", ", ").Replace(without) == c.before
}

// isFirstOption reports whether a hook of the fake gained the argument options, since the
// new parameter is the first that is optional.
func isFirstOption(c symbolChange) bool {
	return strings.HasPrefix(c.symbol, "apitest.Server.On") && regexp.MustCompile(`(, )?options \*\w+\.\w+\)`).
		ReplaceAllString(c.after, ")") == c.before
}

// isOperationTemplate reports whether a symbol is an operation of the fake, whose value
// is a path: the path has the new name.
func isOperationTemplate(c symbolChange) bool {
	const operation = "const resttest.Operation = "
	return strings.HasPrefix(c.before, operation) && strings.HasPrefix(c.after, operation)
}

// isKeyOfPackage reports whether the edit renames the key at the start of a path. In the
// layout tree it is an argument of New, whose name does not contain the key.
func (r *editResult) isKeyOfPackage() bool { return strings.Count(r.edit.At, "~1") == 1 }

// isRenamedArgument reports whether only the name of an argument changed.
func isRenamedArgument(c symbolChange) bool {
	name := regexp.QuoteMeta(newArgument)
	pattern := "^" + strings.ReplaceAll(regexp.QuoteMeta(c.after), name+" ", `\w+ `) + "$"
	return regexp.MustCompile(pattern).MatchString(c.before)
}

// isProperty reports whether a symbol is the edited property or a type below it.
func (r *editResult) isProperty(symbol string) bool {
	return slices.ContainsFunc(r.edit.Owners, func(owner string) bool {
		return isBelow(r.keyOf(symbol), lockKey(owner)+"/properties/"+escapePointer(r.edit.Name))
	})
}

// isDeleted reports whether a symbol belongs to the deleted operation, or to a segment of
// its path below which no symbol is left.
func (r *editResult) isDeleted(symbol string) bool {
	key, at := r.keyOf(symbol), lockKey(r.edit.At)
	if isBelow(key, at) {
		return true
	}
	item, method := path.Split(at)
	item = strings.TrimSuffix(item, "/")
	segment, _, _ := strings.Cut(key, "@")
	if segment == item || segment == "" && item == "/paths/~1" {
		verb := symbol[strings.LastIndex(symbol, ".")+1:]
		if strings.EqualFold(verb, method) || method == "get" && (verb == "All" || verb == "WithURL") {
			return true
		}
	}
	return segment != "" && strings.HasPrefix(at, segment) && !slices.ContainsFunc(r.symbolsOf(r.lock),
		func(s output.Symbol) bool { return strings.HasPrefix(s.Key, segment) })
}

var keyParameter = regexp.MustCompile(`\{[^{}/$]*\}`)

// lockKey returns the key of the element at pointer in fragen.lock, which does not have
// the names of path parameters: "/paths/~1pets~1{}".
func lockKey(pointer string) string { return keyParameter.ReplaceAllString(pointer, "{}") }

// keyOf returns the key of a symbol in fragen.lock before the edit, or that of its type.
// The hook of an operation in the fake has the key of the operation, and the method that
// makes a type a member of a union has the key of the union.
func (r *editResult) keyOf(symbol string) string {
	keys := map[string]string{}
	for _, s := range r.symbolsOf(r.document.lock) {
		keys[s.Name] = s.Key
	}
	symbol = strings.Replace(symbol, "apitest.Server.On", "apitest.", 1)
	if owner, union, found := strings.Cut(symbol, ".is"); found {
		pkg, _, _ := strings.Cut(owner, ".")
		if key := cmp.Or(keys[union], keys[pkg+"."+union]); key != "" {
			return key
		}
	}
	for name := symbol; ; name = name[:strings.LastIndex(name, ".")] {
		if key := keys[name]; key != "" || !strings.Contains(name, ".") {
			return key
		}
	}
}

func (r *editResult) symbolsOf(m *output.Manifest) []output.Symbol { return m.Target("api").Symbols }

// isBelow reports whether key is pointer, a role of its element, or below it.
func isBelow(key, pointer string) bool {
	rest, found := strings.CutPrefix(key, pointer)
	return found && (rest == "" || rest[0] == '/' || rest[0] == '@')
}

func escapePointer(name string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}
