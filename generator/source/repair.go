package source

// Repairs: the parts of a description that are left out because of an error in
// them.
//
// An error in one part does not make a description of a thousand operations
// useless. Slice therefore leaves out the smallest part that contains the error
// and reports it as a Repair. For example, a property whose reference does not
// resolve accepts any value, and a path with an operation that is not a map
// loses that operation. A repair never adds to a description. parts.go finds the
// part, edit.go applies the repairs.
//
// Slips that no part depends on, for example a title that is a list, are
// warnings of the checker (check.go) and not repairs.

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
)

// Part is the kind of a part that is left out.
type Part string

// The kinds of parts.
const (
	PartOperation   Part = "operation"
	PartPath        Part = "path"
	PartCallback    Part = "callback"
	PartParameter   Part = "parameter"
	PartBody        Part = "request body"
	PartResponse    Part = "response"
	PartHeader      Part = "header"
	PartEncoding    Part = "encoding"
	PartSchema      Part = "schema"
	PartProperty    Part = "property"
	PartAlternative Part = "alternative"
	PartSecurity    Part = "security requirement"
	PartReference   Part = "reference"
	PartKeyword     Part = "key"

	partHarmless Part = "" // no part of an SDK depends on it
)

// Repair describes a part of a description that is left out.
type Repair struct {
	At      diag.Pointer // in the original description, through its references
	Written diag.Pointer // where the text of the description has the part, if At is behind a reference; "" for At
	Pos     diag.Pos     // position of the error
	Rule    string
	Why     string // the error, with a remedy if there is one
	Part    Part
	Instead *Node // replaces the part; nil if the part is removed

	scalar bool // overlays of version 1.0 cannot remove the part
}

// written returns the pointer of the part in the text of the description.
func (r Repair) written() diag.Pointer { return cmp.Or(r.Written, r.At) }

// Name returns the name of the part for messages, such as "GET /pets" or
// "response 404 of GET /pets".
func (r Repair) Name() string {
	if r.At == "" {
		return "the description"
	}
	owner, rest := splitOwner(r.At)
	switch {
	case len(rest) == 0 && r.Part == PartPath:
		return string(r.Part) + " " + displayName(owner)
	case len(rest) == 0:
		return displayName(owner)
	case r.Part == PartReference:
		return "the reference of path " + displayName(owner)
	case r.Part == PartResponse && rest[len(rest)-1] == "responses":
		return "the result of " + displayName(owner)
	}
	name := describePart(rest)
	switch {
	case r.isMember():
		key := fmt.Sprintf("the key %q of ", lastToken(r.At))
		return key + objectName(owner, rest[:len(rest)-1])
	case r.Part == PartAlternative && len(rest) > 1 && r.Instead == nil:
		return "an alternative of " + objectName(owner, rest[:len(rest)-2])
	case r.Part == PartAlternative && len(rest) > 1: // the whole union accepts any value
		return objectName(owner, rest[:len(rest)-2])
	case r.Part == PartSecurity:
		name = "a " + string(r.Part)
	case name == "reference" || name == "allOf":
		name = "a " + string(r.Part)
	}
	return name + " of " + displayName(owner)
}

// isMember reports whether the part is a member of an object, such as the
// discriminator of a schema, and not the object.
func (r Repair) isMember() bool {
	steps := stepsTo(parentOf(r.At))
	return r.Part == PartKeyword && steps[len(steps)-1].at == parentOf(r.At)
}

// objectName returns the name of the object at the tokens below its owner.
func objectName(owner diag.Pointer, rest []string) string {
	switch name := describePart(rest); name {
	case "reference", "content":
		return displayName(owner)
	case "allOf", "oneOf", "anyOf":
		return "a schema of " + displayName(owner)
	default:
		return name + " of " + displayName(owner)
	}
}

// Outcome returns the effect of the repair as a sentence without a full stop.
func (r Repair) Outcome() string {
	switch {
	case r.Part == PartSecurity:
		return r.Name() + " cannot be met and is left out"
	case r.Instead == nil:
		return r.Name() + " is left out"
	case r.Part == PartParameter:
		return r.Name() + " is a string"
	case r.Part == PartBody || r.Part == PartResponse:
		return r.Name() + " is not decoded"
	}
	return r.Name() + " accepts any value"
}

// Remedy returns the change of the user's files that has the same effect: a line
// for "except" in fragen.yaml, or an action of an overlay.
func (r Repair) Remedy() string {
	tokens := r.At.Tokens()
	switch {
	case r.Part == PartSecurity && r.Instead != nil:
		return "write a list of requirements such as [{scheme: []}], for example by an overlay"
	case r.Part == PartSecurity:
		return "declare the scheme, for example by an overlay"
	case r.Part == PartOperation && len(tokens) == 3:
		return fmt.Sprintf("to accept this, add {path: %q, methods: [%s]} under except", exceptPath(tokens), tokens[2])
	}
	return overlayRemedy([]Repair{r})
}

// overlayRemedy returns the actions of an overlay that have the effect of the repairs.
func overlayRemedy(repairs []Repair) string {
	var actions []string
	version := ""
	for _, r := range repairs {
		actions = append(actions, r.actions()...)
		if r.scalar {
			version = " with \"overlay: 1.1.0\""
		}
	}
	return "to accept this, add to an overlay" + version + ": " + strings.Join(actions, ", ")
}

// Remedies returns the remedy of each repair. If several actions depend on the indexes of
// a list from which an element is removed, the first of these remedies has all of them,
// the last elements first, and the others refer to it.
func Remedies(repairs []Repair) []string {
	shortened := map[diag.Pointer]bool{}
	for _, r := range repairs {
		if r.removesElement() {
			shortened[parentOf(r.written())] = true
		}
	}
	groups := map[diag.Pointer][]Repair{}
	for _, r := range repairs {
		if list := r.listOf(shortened); list != "" {
			groups[list] = append(groups[list], r)
		}
	}
	remedies := make([]string, len(repairs))
	first := map[diag.Pointer]string{}
	for i, r := range repairs {
		list := r.listOf(shortened)
		switch group := withoutCopies(groups[list]); {
		case len(group) < 2:
			remedies[i] = r.Remedy()
		case first[list] == "":
			first[list], remedies[i] = r.Name(), overlayRemedy(group)
		default:
			remedies[i] = "the overlay for " + first[list] + " includes this change"
		}
	}
	return remedies
}

// removesElement reports whether the repair removes an element of a list.
func (r Repair) removesElement() bool {
	paths := jsonPaths(r.written())
	part := paths[len(paths)-1]
	return !r.hasException() && strings.HasSuffix(part, "]") && !strings.HasSuffix(part, "']")
}

// listOf returns the outermost of the lists that contains the part, or "".
func (r Repair) listOf(lists map[diag.Pointer]bool) diag.Pointer {
	if r.hasException() {
		return ""
	}
	tokens := r.written().Tokens()
	for i := range tokens {
		if p := pointerTo(tokens[:i]); lists[p] {
			return p
		}
	}
	return ""
}

// hasException reports whether the remedy of the repair is not an action of an overlay.
func (r Repair) hasException() bool {
	return r.Part == PartSecurity || r.Part == PartOperation && len(r.At.Tokens()) == 3
}

// exceptPath returns the path of an operation as it is written under except, with
// the characters of globs escaped.
func exceptPath(tokens []string) string {
	path := strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(tokens[1])
	if strings.ContainsAny(braces.ReplaceAllString(path, ""), "{}") {
		path = strings.NewReplacer("{", `\{`, "}", `\}`).Replace(path)
	}
	if tokens[0] == "webhooks" {
		return "webhooks/" + path
	}
	return path
}

// Diagnostic returns the repair as a diagnostic.
func (r Repair) Diagnostic(severity diag.Severity) diag.Diagnostic {
	return diag.Diagnostic{
		Pos: r.Pos, Severity: severity, Rule: r.Rule,
		Message: r.Why + "; " + r.Outcome() + "; " + r.Remedy(),
	}
}

// RepairWarnings returns a warning for each repair.
func RepairWarnings(repairs []Repair) *diag.List {
	diags := &diag.List{}
	for i, remedy := range Remedies(repairs) {
		d := repairs[i].Diagnostic(diag.Warning)
		d.Message = repairs[i].Why + "; " + repairs[i].Outcome() + "; " + remedy
		diags.Add(d)
	}
	return diags
}

// Overlay returns the actions of an overlay that have the same effect as the
// repair, one on each line, in YAML.
func (r Repair) Overlay() string {
	var b strings.Builder
	for _, action := range r.actions() {
		b.WriteString("- " + action + "\n")
	}
	return b.String()
}

// actions returns the actions of the overlay, each as a YAML map on one line.
func (r Repair) actions() []string {
	paths := jsonPaths(r.written())
	if len(paths) < 2 {
		return nil
	}
	part, holder := paths[len(paths)-1], paths[len(paths)-2]
	actions := []string{"{target: " + quoteJSON(part) + ", remove: true}"}
	switch {
	case r.Instead == nil:
		return actions
	case strings.HasSuffix(part, "]") && !strings.HasSuffix(part, "']"):
		if r.Part == PartAlternative { // an index cannot be inserted, but the order does not matter
			actions = append(actions, "{target: "+quoteJSON(holder)+", update: {}}")
		}
		return actions
	}
	var value strings.Builder
	if err := (&Document{Root: r.Instead}).JSON(&value); err != nil {
		panic("internal: writing to memory: " + err.Error())
	}
	return append(actions, fmt.Sprintf("{target: %s, update: {%s: %s}}",
		quoteJSON(holder), quoteJSON(lastToken(r.written())), value.String()))
}

// jsonPaths returns the JSONPath of a pointer and of all pointers above it, the
// root first.
func jsonPaths(p diag.Pointer) []string {
	items := map[diag.Pointer]bool{} // elements of lists
	for _, s := range stepsTo(p)[1:] {
		if r, _ := ruleOf(s.parent, s.key); r.form == objectListForm {
			items[s.at] = true
		}
	}
	path, at := "$", diag.Pointer("")
	paths := []string{path}
	for _, token := range p.Tokens() {
		at = at.Child(token)
		switch {
		case items[at]:
			path += "[" + token + "]"
		case isPlainName(token):
			path += "." + token
		default:
			path += "['" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(token) + "']"
		}
		paths = append(paths, path)
	}
	return paths
}

// isIndex reports whether a token of a pointer can be an index.
func isIndex(token string) bool {
	n, err := strconv.Atoi(token)
	return err == nil && n >= 0 && strconv.Itoa(n) == token
}

func isPlainName(token string) bool {
	return token != "" && strings.Trim(token, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

func quoteJSON(text string) string {
	quoted, err := json.Marshal(text)
	if err != nil {
		panic("internal: a string has no JSON: " + err.Error())
	}
	return string(quoted)
}

// RepairOverlay returns an overlay that has the same effect as all repairs, which led to
// d. The last elements of lists come first, because each removal changes the indexes of
// later elements. References to later elements get the new indexes.
func RepairOverlay(repairs []Repair, d *Document) string {
	ordered := withoutCopies(repairs)
	var b strings.Builder
	b.WriteString("overlay: 1.1.0\ninfo: {title: Parts to leave out, version: \"1\"}\nactions:\n")
	for _, at := range slices.Sorted(maps.Keys(d.movedRefs)) {
		isWithin := func(r Repair) bool { return strings.HasPrefix(string(at)+"/", string(r.At)+"/") }
		if path := jsonPaths(at); !slices.ContainsFunc(repairs, isWithin) {
			fmt.Fprintf(&b, "  - {target: %s, update: {\"$ref\": %s}}\n",
				quoteJSON(path[len(path)-1]), quoteJSON(d.movedRefs[at]))
		}
	}
	for _, r := range ordered {
		if r.Part == PartSecurity {
			continue // without it the operation could be open
		}
		fmt.Fprintf(&b, "  # %s: %s\n", r.Pos, r.Rule)
		for _, action := range r.actions() {
			b.WriteString("  - " + action + "\n")
		}
	}
	return b.String()
}

// withoutCopies returns the repairs in the order in which an overlay can apply them, each
// part once although the description may have it in two copies.
func withoutCopies(repairs []Repair) []Repair {
	ordered := slices.Clone(repairs)
	slices.SortStableFunc(ordered, func(a, b Repair) int {
		return compareTokens(b.written().Tokens(), a.written().Tokens())
	})
	return slices.CompactFunc(ordered, func(a, b Repair) bool {
		return a.written() == b.written() && a.Part == b.Part
	})
}

// compareTokens compares pointers, with indexes compared as numbers.
func compareTokens(a, b []string) int {
	return slices.CompareFunc(a, b, func(x, y string) int {
		i, errX := strconv.Atoi(x)
		j, errY := strconv.Atoi(y)
		if errX == nil && errY == nil {
			return cmp.Compare(i, j)
		}
		return strings.Compare(x, y)
	})
}

// fault is an error in the part of a description that contains the pointer.
type fault struct {
	at    diag.Pointer // in the document that was sliced
	class class        // the object at the pointer, for one outside of the grammar; noClass if it is unknown
	pos   diag.Pos
	rule  string
	why   string
}

// faults collects the errors of one slice.
type faults struct {
	list  []fault
	unmet []Repair // security requirements that name missing schemes
}

func (f *faults) addf(at diag.Pointer, pos diag.Pos, rule, format string, args ...any) {
	f.list = append(f.list, fault{at: at, pos: pos, rule: rule, why: fmt.Sprintf(format, args...)})
}

// ofClass sets the class of the last error's object.
func (f *faults) ofClass(c class) { f.list[len(f.list)-1].class = c }

// diagnostics returns the faults with a severity.
func (f *faults) diagnostics(severity diag.Severity) *diag.List {
	diags := &diag.List{}
	for _, x := range f.list {
		diags.Add(diag.Diagnostic{Pos: x.pos, Severity: severity, Rule: x.rule, Message: x.why})
	}
	for _, r := range f.unmet {
		diags.Add(r.Diagnostic(severity))
	}
	return diags
}
