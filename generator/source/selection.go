package source

// What the user asked for, matched against the description: which operations,
// which schemas. A rule that selects nothing is an error, since it is a slip
// of the pen nearly always; one that leaves nothing out is a warning, since
// what it names may be gone for good.
//
// An operation is in when a selector names it, its type is among those wanted,
// and no exception takes it out again. Operations, tags and schemas are named
// by globs too; names.go has these.

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
)

// Selection says what of a description is wanted. The zero value wants all of
// it; otherwise it is the operations that any of Paths, Operations and Tags
// names, or all of them where these are empty, less those that Types and Except
// take away, with everything they refer to. Schemas alone select no operation.
// Names may be globs.
type Selection struct {
	Paths      []PathRule
	Operations []string // operationIds
	Tags       []string
	Types      []string   // of OperationTypes; empty: all
	Except     []PathRule // operations to leave out, whatever selects them
	Schemas    []string   // names under components/schemas, or what follows their last dot
	Subtypes   []string   // the same; kept in discriminator mappings, see Slice
	Drop       []string   // the same; not kept there, though Subtypes has them
	Navigation Navigation
	Depth      *int // how many properties away a schema may be, see Slice; nil: any number

	// Pos says where the entries of the lists were written, by "operation ID",
	// "tag NAME", "type NAME", "schema NAME", "subtype NAME" and "drop NAME", and
	// "navigation" and "depth". Those that are not in it are reported at the
	// description.
	Pos map[string]diag.Pos
}

// Navigation says what becomes of the properties that x-ms-navigationProperty
// marks: those that lead from one resource to others.
type Navigation bool

// What Navigation can be.
const (
	KeepNavigation Navigation = false
	CutNavigation  Navigation = true
)

// PathRule selects operations by their path.
type PathRule struct {
	Glob    string   // doublestar pattern; {name} stands for itself; a webhook's path is "webhooks/NAME"
	Methods []string // lower case; empty: all
	Pos     diag.Pos // where the rule was written
}

// OperationTypes are what x-ms-docs-operation-type tells apart. Operations that
// do not have it are of the first.
var OperationTypes = []string{"operation", "function", "action"}

// all reports whether every operation is wanted.
func (s Selection) all() bool {
	return s.anyName() && len(s.Types)+len(s.Except)+len(s.Schemas) == 0
}

// whole reports whether components are wanted although nothing refers to them.
func (s Selection) whole() bool {
	return s.all() && s.Navigation == KeepNavigation && s.Depth == nil
}

// anyName reports whether no selector names operations.
func (s Selection) anyName() bool { return len(s.Paths)+len(s.Operations)+len(s.Tags) == 0 }

// noOperation reports whether only schemas are wanted.
func (s Selection) noOperation() bool {
	return s.anyName() && len(s.Types)+len(s.Except) == 0 && len(s.Schemas) > 0
}

// OperationInfo describes an operation for lists.
type OperationInfo struct {
	Path    string
	Method  string // lower case
	ID      string // operationId, may be ""
	Type    string // of OperationTypes
	Summary string
	Tags    []string
}

// Operations lists the operations, those of webhooks too, by path, then method.
func (d *Document) Operations() []OperationInfo {
	var out []OperationInfo
	for _, item := range d.pathItems(nil) {
		for _, f := range item.node.fields() {
			if slices.Contains(methods, f.Key) {
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
		ID:      method.Value.Get("operationId").text(),
		Type:    cmp.Or(method.Value.Get("x-ms-docs-operation-type").text(), OperationTypes[0]),
		Summary: method.Value.Get("summary").text(),
	}
	for _, tag := range method.Value.Get("tags").items() {
		info.Tags = append(info.Tags, tag.text())
	}
	return info
}

// pathItem is a path item or a webhook with its reference resolved.
type pathItem struct {
	field   Field
	webhook bool
	node    *Node // what field.Value stands for
}

// path is what globs are matched against.
func (i pathItem) path() string {
	if i.webhook {
		return "webhooks/" + i.field.Key
	}
	return i.field.Key
}

// pathItems lists the path items, then the webhooks, in the document's order.
// Those whose path is not wanted are left out, and left unread; nil wants all.
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

// resolveItem replaces a path item that is a reference by what it refers to,
// merged with the members beside the reference, which win. A reference that
// cannot be followed stays; the closure reports it.
func (d *Document) resolveItem(n *Node) *Node {
	for range 10 { // no honest chain is longer
		ref := n.Get("$ref")
		if _, unfollowed := d.problems[ref]; ref == nil || unfollowed {
			return n
		}
		target, problem := resolveRef(ref.text())
		next := d.At(target)
		if problem != "" || next == nil || next.Kind != Map {
			return n
		}
		n = n.over(next)
	}
	return n
}

// over returns the members of n, a reference, beside it, then those of its
// target that n has not.
func (n *Node) over(target *Node) *Node {
	merged := n.blank()
	for _, f := range n.Fields {
		if f.Key != "$ref" {
			merged.Fields = append(merged.Fields, f)
		}
	}
	for _, f := range target.Fields {
		if merged.index(f.Key) < 0 {
			merged.Fields = append(merged.Fields, f)
		}
	}
	return merged
}

// selector matches one selection against one document.
type selector struct {
	doc    *Document
	sel    Selection
	paths  []glob // of sel.Paths
	except []glob // of sel.Except
	used   map[string]bool
	diags  *diag.List
}

func newSelector(doc *Document, sel Selection, diags *diag.List) *selector {
	s := &selector{doc: doc, sel: sel, diags: diags, used: map[string]bool{}}
	s.paths = s.globs("path", sel.Paths)
	s.except = s.globs("except", sel.Except)
	for _, name := range sel.Types {
		if !slices.Contains(OperationTypes, name) {
			diags.Errorf(s.entryPos("type "+name), "operation-type", "%q is no type of operations%s; known are %s",
				name, diag.DidYouMean(name, OperationTypes), strings.Join(OperationTypes, ", "))
			s.used["type "+name] = true
		}
	}
	return s
}

// selectItems returns the path items that hold a selected operation, without
// the others, and reports rules that match nothing.
func (s *selector) selectItems() []pathItem {
	if s.sel.all() {
		return s.doc.pathItems(nil)
	}
	var out []pathItem
	for _, item := range s.doc.pathItems(s.wanted()) {
		kept := item.node.blank()
		operations := 0
		for _, f := range item.node.fields() {
			if slices.Contains(methods, f.Key) {
				if !s.selects(item.path(), f) {
					continue
				}
				operations++
			}
			kept.Fields = append(kept.Fields, f)
		}
		if operations > 0 {
			item.node = kept
			out = append(out, item)
		}
	}
	s.reportUnused()
	if len(out) == 0 && len(s.sel.Schemas) == 0 && !s.diags.HasErrors() {
		s.diags.Errorf(diag.Pos{File: s.doc.File}, "selects-nothing", "no operation is left of those that are selected")
	}
	return out
}

// wanted tells by its path that an item has nothing to select. Identifiers,
// tags and types stand inside, so that all are looked at where these count.
func (s *selector) wanted() func(path string) bool {
	switch {
	case s.sel.noOperation():
		return func(string) bool { return false }
	case len(s.sel.Paths) == 0 || len(s.sel.Operations)+len(s.sel.Tags) > 0:
		return nil
	}
	return func(path string) bool {
		return slices.ContainsFunc(s.paths, func(g glob) bool { return g.fits(path) })
	}
}

// selects reports whether the operation f on path is wanted and notes by which
// rules. All rules are tried, so that each that matches counts as used.
func (s *selector) selects(path string, f Field) bool {
	info := infoOf(path, f)
	if !s.names(info) {
		return false
	}
	if len(s.sel.Types) > 0 {
		if !slices.Contains(s.sel.Types, info.Type) {
			return false
		}
		s.used["type "+info.Type] = true
	}
	for _, g := range s.except {
		if g.fits(path) && g.has(f.Key) {
			s.used[g.key] = true
			return false
		}
	}
	return true
}

// names reports whether a selector names an operation.
func (s *selector) names(info OperationInfo) bool {
	wanted := s.sel.anyName()
	use := func(what string) {
		wanted = true
		s.used[what] = true
	}
	for _, g := range s.paths {
		if !g.fits(info.Path) {
			continue
		}
		s.used["glob "+g.key] = true
		if g.has(info.Method) {
			use(g.key)
		}
	}
	for _, id := range s.sel.Operations {
		if info.ID != "" && fitsName(id, info.ID) {
			use("operation " + id)
		}
	}
	for _, tag := range s.sel.Tags {
		if slices.ContainsFunc(info.Tags, func(t string) bool { return fitsName(tag, t) }) {
			use("tag " + tag)
		}
	}
	return wanted
}

// posOf returns where rule was written, or the description where that is not
// known.
func (s *selector) posOf(rule PathRule) diag.Pos {
	return cmp.Or(rule.Pos, diag.Pos{File: s.doc.File})
}

// entryPos is posOf for entries of lists.
func (s *selector) entryPos(entry string) diag.Pos {
	return cmp.Or(s.sel.Pos[entry], diag.Pos{File: s.doc.File})
}

// reportUnused reports what selected no operation, and exceptions without
// effect.
func (s *selector) reportUnused() {
	for _, g := range s.except {
		if !s.used[g.key] {
			s.diags.Warnf(s.posOf(g.rule), "unused-except", "no selected operation matches %q", g.rule.Glob)
		}
	}
	if !s.unused() {
		return
	}
	var paths, ids, tags []string
	for _, item := range s.doc.pathItems(nil) {
		paths = append(paths, item.path())
		for _, f := range item.node.fields() {
			if slices.Contains(methods, f.Key) {
				info := infoOf("", f)
				ids = append(ids, info.ID)
				tags = append(tags, info.Tags...)
			}
		}
	}
	for _, g := range s.paths {
		s.reportPath(g, paths)
	}
	report := func(kind string, entries []string, format string, known []string) {
		for _, entry := range entries {
			if !s.used[kind+" "+entry] {
				s.diags.Errorf(s.entryPos(kind+" "+entry), "selects-nothing", format, entry, diag.DidYouMean(entry, known))
			}
		}
	}
	report("operation", s.sel.Operations, "no operation has the operationId %q%s", ids)
	report("tag", s.sel.Tags, "no operation has the tag %q%s", tags)
	report("type", s.sel.Types, "no selected operation is of the type %q%s", nil)
}

func (s *selector) reportPath(g glob, paths []string) {
	glob := g.rule.Glob
	switch {
	case s.used[g.key]:
	case s.used["glob "+g.key]:
		s.diags.Errorf(s.posOf(g.rule), "selects-nothing", "paths that match %q have none of the methods %s",
			glob, strings.Join(g.rule.Methods, ", "))
	case strings.HasPrefix(glob, "!"):
		s.diags.Errorf(s.posOf(g.rule), "selects-nothing", "no path matches %q; to leave operations out, name %q under except", glob, glob[1:])
	default:
		s.diags.Errorf(s.posOf(g.rule), "selects-nothing", "no path matches %q%s", glob, diag.DidYouMean(glob, paths))
	}
}

// unused reports whether anything selected nothing.
func (s *selector) unused() bool {
	unused := func(kind string, entries []string) bool {
		return slices.ContainsFunc(entries, func(entry string) bool { return !s.used[kind+" "+entry] })
	}
	return slices.ContainsFunc(s.paths, func(g glob) bool { return !s.used[g.key] }) ||
		unused("operation", s.sel.Operations) || unused("tag", s.sel.Tags) || unused("type", s.sel.Types)
}
