package source

// Matching the user's selection against the description: which operations,
// which schemas. A selector that matches nothing is an error, because it is
// almost always a typing error. An exception that matches nothing is a
// warning, because its target may have been removed from the description.
//
// An operation is selected if a selector matches it, its type is among the
// selected types, and no exception excludes it. Operations, tags and schemas
// can also be named by globs (globs.go).

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
)

// Selection is the wanted part of a description. The zero value selects
// everything. Otherwise a selection has the operations that match any of
// Paths, Operations and Tags, or all operations if these three are empty.
// Types and Except restrict it further. A selection includes everything that
// its operations refer to. Schemas on its own selects no operation, unless it has
// the entry "*". Names may be globs.
type Selection struct {
	Paths      []PathRule
	Operations []string // operationIds
	Tags       []string
	Types      []string   // values of OperationTypes; empty means all
	Except     []PathRule // operations to leave out although a selector matches them
	Schemas    []string   // names under components/schemas, or the parts after their last dot
	Subtypes   []string   // schema names like those in Schemas, kept in discriminator mappings; see Slice
	Drop       []string   // schema names like those in Schemas, removed from mappings even if Subtypes lists them
	Navigation Navigation
	OnlyUsed   bool // a selection without restrictions leaves out schemas that no operation uses
	Depth      *int // maximum distance of a schema in properties, see Slice; nil means no limit

	// Pos holds the positions of the list entries, under the keys "operation
	// ID", "tag NAME", "type NAME", "schema NAME", "subtype NAME", "drop
	// NAME", "navigation" and "depth". Diagnostics about an entry without a
	// position name the description.
	Pos map[string]diag.Pos
}

// Navigation selects the treatment of properties that x-ms-navigationProperty
// marks. They lead from one resource to others.
type Navigation bool

// The values of Navigation.
const (
	KeepNavigation Navigation = false
	CutNavigation  Navigation = true
)

// PathRule selects operations by their path.
type PathRule struct {
	Glob    string   // doublestar pattern; {name} matches itself; the path of a webhook is "webhooks/NAME"
	Methods []string // lower case; empty means all
	Pos     diag.Pos // position of the rule in the configuration
}

// OperationTypes are the values of x-ms-docs-operation-type. Operations
// without the extension have the first type.
var OperationTypes = []string{"operation", "function", "action"}

// selectsAll reports whether the selection has every operation.
func (s Selection) selectsAll() bool {
	return s.hasNoSelector() && len(s.Types)+len(s.Except) == 0 && (len(s.Schemas) == 0 || s.hasAllSchemas())
}

// keepsComponents reports whether the selection also has components that no
// operation refers to.
func (s Selection) keepsComponents() bool {
	return s.selectsAll() && s.Navigation == KeepNavigation && s.Depth == nil
}

// hasNoSelector reports whether no selector restricts the operations.
func (s Selection) hasNoSelector() bool { return len(s.Paths)+len(s.Operations)+len(s.Tags) == 0 }

// hasOnlySchemas reports whether the selection has only schemas.
func (s Selection) hasOnlySchemas() bool {
	return s.hasNoSelector() && len(s.Types)+len(s.Except) == 0 && len(s.Schemas) > 0 && !s.hasAllSchemas()
}

// hasAllSchemas reports whether the selection names all schemas.
func (s Selection) hasAllSchemas() bool { return slices.Contains(s.Schemas, "*") }

// OperationInfo describes an operation for listings.
type OperationInfo struct {
	Path    string
	Method  string // lower case
	ID      string // operationId, may be ""
	Type    string // a value of OperationTypes
	Summary string
	Tags    []string
}

// Operations returns the operations, including those of webhooks, sorted by
// path, then method.
func (d *Document) Operations() []OperationInfo {
	var out []OperationInfo
	for _, item := range d.pathItems(nil) {
		for _, f := range item.node.fields() {
			if isMethod(f.Key) {
				out = append(out, infoOf(item.path(), f))
			}
		}
	}
	slices.SortStableFunc(out, func(a, b OperationInfo) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Method, b.Method))
	})
	return out
}

func infoOf(path string, method Field) OperationInfo {
	info := OperationInfo{
		Path:    path,
		Method:  method.Key,
		ID:      method.Value.Get("operationId").stringValue(),
		Type:    cmp.Or(method.Value.Get("x-ms-docs-operation-type").stringValue(), OperationTypes[0]),
		Summary: method.Value.Get("summary").stringValue(),
	}
	for _, tag := range method.Value.Get("tags").items() {
		info.Tags = append(info.Tags, tag.stringValue())
	}
	return info
}

// pathItem is a path item or a webhook with its reference resolved.
type pathItem struct {
	field   Field
	webhook bool
	node    *Node // field.Value with its reference resolved
}

// isFaulty reports whether the operations of the item are unknown because of an error.
func (i pathItem) isFaulty() bool { return i.node.Kind != Map || i.node.Get("$ref") != nil }

// path returns the path that globs are matched against.
func (i pathItem) path() string {
	if i.webhook {
		return "webhooks/" + i.field.Key
	}
	return i.field.Key
}

// pointer returns the pointer of the item.
func (i pathItem) pointer() diag.Pointer {
	if i.webhook {
		return diag.Pointer("/webhooks").Child(i.field.Key)
	}
	return diag.Pointer("/paths").Child(i.field.Key)
}

// pathItems returns the path items, then the webhooks, in document order.
// Items whose path wanted rejects are omitted and stay unread. If wanted is
// nil, no item is omitted.
func (d *Document) pathItems(wanted func(path string) bool) []pathItem {
	var out []pathItem
	add := func(item pathItem) {
		if wanted == nil || wanted(item.path()) {
			item.node = d.resolveItem(item.field.Value)
			out = append(out, item)
		}
	}
	for _, f := range d.Root.Get("paths").fields() {
		if !isExtension(f.Key) {
			add(pathItem{field: f})
		}
	}
	for _, f := range d.Root.Get("webhooks").fields() {
		add(pathItem{field: f, webhook: true})
	}
	return out
}

// resolveItem replaces a path item that is a reference by its target, merged
// with the members beside the reference, which take precedence. A reference
// that cannot be followed stays in place and is reported by the closure.
func (d *Document) resolveItem(n *Node) *Node {
	for range 10 { // a longer chain is not realistic
		ref := n.Get("$ref")
		if _, unfollowed := d.problems[ref]; ref == nil || unfollowed {
			return n
		}
		target, problem := resolveRef(ref.stringValue())
		next := d.At(target)
		if problem != "" || next == nil || next.Kind != Map {
			return n
		}
		n = n.mergedOver(next)
	}
	return n
}

// mergedOver returns a map of the members beside the reference n and those
// members of target that n lacks.
func (n *Node) mergedOver(target *Node) *Node {
	merged := n.emptyCopy()
	for _, f := range n.Fields {
		if f.Key != "$ref" {
			merged.Fields = append(merged.Fields, f)
		}
	}
	for _, f := range target.Fields {
		if merged.fieldIndex(f.Key) < 0 {
			merged.Fields = append(merged.Fields, f)
		}
	}
	return merged
}

// selector matches a selection against a document.
type selector struct {
	doc         *Document
	sel         Selection
	paths       *pathGlobs // from sel.Paths
	except      *pathGlobs // from sel.Except
	operations  *nameList
	tags        *nameList
	usedEntries map[string]bool
	tooCostly   bool // the globs need too many steps, which has been reported
	diags       *diag.List
}

func newSelector(doc *Document, sel Selection, diags *diag.List) *selector {
	if doc.globSteps == nil {
		doc.globSteps = newGlobSteps(doc)
	}
	s := &selector{doc: doc, sel: sel, diags: diags, usedEntries: map[string]bool{}}
	s.paths = s.prepareGlobs(sel.Paths)
	s.except = s.prepareGlobs(sel.Except)
	s.operations = s.newNameList("operation", sel.Operations)
	s.tags = s.newNameList("tag", sel.Tags)
	for _, name := range sel.Types {
		if !slices.Contains(OperationTypes, name) {
			diags.Errorf(s.entryPos("type "+name), "operation-type", "unknown operation type %q%s; known types are %s",
				name, diag.DidYouMean(name, OperationTypes), strings.Join(OperationTypes, ", "))
			s.usedEntries["type "+name] = true
		}
	}
	return s
}

// selectItems returns the path items that have a selected operation, without
// their other operations, and reports selectors that match nothing. Items whose
// operations are unknown because of an error are selected too.
func (s *selector) selectItems() []pathItem {
	if s.sel.selectsAll() {
		return s.doc.withoutLeftOut(s.doc.pathItems(nil))
	}
	var out []pathItem
	for _, item := range s.doc.pathItems(s.pathFilter()) {
		kept, operations := keepOperations(item.node, item.pointer(), func(f Field, _ diag.Pointer) bool {
			return s.selects(item.path(), f)
		})
		switch {
		case operations > 0:
			item.node = kept
			out = append(out, item)
		case item.isFaulty() && s.maySelect(item.path()):
			out = append(out, item)
		}
	}
	if !s.tooCostly {
		s.reportUnused()
	}
	if len(out) == 0 && len(s.sel.Schemas) == 0 && !s.diags.HasErrors() {
		s.diags.Errorf(diag.Pos{File: s.doc.File}, "selects-nothing",
			"the selection matches no operation; select more with \"types\" or remove entries from \"except\"")
	}
	return s.doc.withoutLeftOut(out)
}

// withoutLeftOut removes the operations that are left out from items, and path
// items without any operation left.
func (d *Document) withoutLeftOut(items []pathItem) []pathItem {
	if len(d.leftOut) == 0 {
		return items
	}
	var out []pathItem
	for _, item := range items {
		lost := false
		kept, operations := keepOperations(item.node, item.pointer(), func(_ Field, at diag.Pointer) bool {
			lost = lost || d.leftOut[at]
			return !d.leftOut[at]
		})
		switch {
		case !lost:
			out = append(out, item)
		case operations > 0:
			item.node = kept
			out = append(out, item)
		}
	}
	return out
}

// pathFilter returns a function that rejects paths without any selected
// operation. It returns nil if the path does not decide, because operationIds,
// tags and types are inside the path items.
func (s *selector) pathFilter() func(path string) bool {
	switch {
	case s.sel.hasOnlySchemas():
		return func(string) bool { return false }
	case len(s.sel.Paths) == 0 || len(s.sel.Operations)+len(s.sel.Tags) > 0:
		return nil
	}
	return func(path string) bool { return len(s.globsOf(s.paths, path)) > 0 }
}

// maySelect reports whether an operation on path may be selected. It marks exceptions for
// the whole path as used.
func (s *selector) maySelect(path string) bool {
	for _, g := range s.globsOf(s.except, path) {
		if len(g.rule.Methods) == 0 {
			g.used = true
			return false
		}
	}
	return s.pathFilter() == nil || len(s.globsOf(s.paths, path)) > 0
}

// selects reports whether the operation f on path is selected. It tries all
// selectors and marks each one that matches as used.
func (s *selector) selects(path string, f Field) bool {
	info := infoOf(path, f)
	if !s.matchesSelector(info) {
		return false
	}
	if len(s.sel.Types) > 0 {
		if !slices.Contains(s.sel.Types, info.Type) {
			return false
		}
		s.usedEntries["type "+info.Type] = true
	}
	for _, g := range s.globsOf(s.except, path) {
		if g.matchesMethod(f.Key) {
			g.used = true
			return false
		}
	}
	return true
}

// matchesSelector reports whether a selector matches the operation.
func (s *selector) matchesSelector(info OperationInfo) bool {
	wanted := s.sel.hasNoSelector()
	for _, g := range s.globsOf(s.paths, info.Path) {
		g.matchesPath = true
		if g.matchesMethod(info.Method) {
			g.used, wanted = true, true
		}
	}
	if info.ID != "" && s.selectsName(s.operations, info.ID) {
		wanted = true
	}
	for _, tag := range info.Tags {
		if s.selectsName(s.tags, tag) {
			wanted = true
		}
	}
	return wanted
}

// rulePos returns the position of rule, or the description's file if the
// position is unknown.
func (s *selector) rulePos(rule PathRule) diag.Pos {
	return cmp.Or(rule.Pos, diag.Pos{File: s.doc.File})
}

// entryPos is rulePos for a list entry.
func (s *selector) entryPos(entry string) diag.Pos {
	return cmp.Or(s.sel.Pos[entry], diag.Pos{File: s.doc.File})
}

// reportUnused reports selectors that match no operation and exceptions
// without effect.
func (s *selector) reportUnused() {
	for _, g := range s.except.all {
		if !g.used {
			s.diags.Warnf(s.rulePos(g.rule), "unused-except",
				"%q matches no selected operation; remove the exception", g.rule.Glob)
		}
	}
	if !s.hasUnused() {
		return
	}
	var paths, ids, tags []string
	for _, item := range s.doc.pathItems(nil) {
		paths = append(paths, item.path())
		for _, f := range item.node.fields() {
			if isMethod(f.Key) {
				info := infoOf("", f)
				ids = append(ids, info.ID)
				tags = append(tags, info.Tags...)
			}
		}
	}
	slices.Sort(tags)
	tags = slices.Compact(tags)
	for _, g := range s.paths.all {
		s.reportPath(g, paths)
	}
	report := func(kind string, entries []string, format string, known []string) {
		for _, entry := range entries {
			if !s.usedEntries[kind+" "+entry] {
				s.diags.Errorf(s.entryPos(kind+" "+entry), "selects-nothing", format, entry,
					s.doc.suggester.DidYouMean(entry, func() []string { return known }))
			}
		}
	}
	report("operation", s.sel.Operations, "no operation has the operationId %q%s", ids)
	report("tag", s.sel.Tags, "no operation has the tag %q%s", tags)
	report("type", s.sel.Types, "no selected operation has the type %q%s", nil)
}

func (s *selector) reportPath(g *glob, paths []string) {
	glob := g.rule.Glob
	switch {
	case g.used:
	case g.matchesPath:
		s.diags.Errorf(s.rulePos(g.rule), "selects-nothing", "no path that matches %q has one of the methods %s",
			glob, strings.Join(g.rule.Methods, ", "))
	case strings.HasPrefix(glob, "!"):
		s.diags.Errorf(s.rulePos(g.rule), "selects-nothing",
			"no path matches %q; to exclude operations, list %q under except", glob, glob[1:])
	default:
		s.diags.Errorf(s.rulePos(g.rule), "selects-nothing", "no path matches %q%s", glob,
			s.doc.suggester.DidYouMean(glob, func() []string { return paths }))
	}
}

// hasUnused reports whether some selector matched nothing.
func (s *selector) hasUnused() bool {
	unused := func(kind string, entries []string) bool {
		return slices.ContainsFunc(entries, func(entry string) bool { return !s.usedEntries[kind+" "+entry] })
	}
	return slices.ContainsFunc(s.paths.all, func(g *glob) bool { return !g.used }) ||
		unused("operation", s.sel.Operations) || unused("tag", s.sel.Tags) || unused("type", s.sel.Types)
}
