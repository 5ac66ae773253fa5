package source

// What the user asked for, matched against the description: which operations,
// which schemas. A rule that selects nothing is an error, since it is a slip
// of the pen nearly always.

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/fragen-go/fragen/generator/diag"
)

// Selection says what of a description is wanted. Without Paths, Operations,
// Tags and Schemas it is all of it; otherwise an operation is in when any of
// Paths, Operations and Tags names it.
type Selection struct {
	Paths      []PathRule
	Operations []string // operationIds
	Tags       []string
	Schemas    []string // names under components/schemas, or what follows their last dot
	Subtypes   []string // the same; kept in discriminator mappings, see Slice

	// Pos says where the entries of the lists were written, by "operation ID",
	// "tag NAME", "schema NAME" and "subtype NAME". Those that are not in it are
	// reported at the description.
	Pos map[string]diag.Pos
}

// PathRule selects operations by their path.
type PathRule struct {
	Glob    string   // doublestar pattern; {name} stands for itself; a webhook's path is "webhooks/NAME"
	Methods []string // lower case; empty: all
	Pos     diag.Pos // where the rule was written
}

func (s Selection) all() bool {
	return len(s.Paths)+len(s.Operations)+len(s.Tags)+len(s.Schemas) == 0
}

// OperationInfo describes an operation for lists.
type OperationInfo struct {
	Path    string
	Method  string // lower case
	ID      string // operationId, may be ""
	Summary string
	Tags    []string
}

// Operations lists the operations under paths, by path, then method.
func (d *Document) Operations() []OperationInfo {
	var out []OperationInfo
	for _, item := range d.pathItems(nil) {
		if item.webhook {
			continue
		}
		for _, f := range item.node.fields() {
			if slices.Contains(methods, f.Key) {
				out = append(out, infoOf(item.field.Key, f))
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
		if ref == nil {
			return n
		}
		target, problem := resolveRef(ref.text())
		next := d.At(target)
		if problem != "" || next == nil || next.Kind != Map {
			return n
		}
		merged := n.blank()
		for _, f := range n.Fields {
			if f.Key != "$ref" {
				merged.Fields = append(merged.Fields, f)
			}
		}
		for _, f := range next.Fields {
			if merged.index(f.Key) < 0 {
				merged.Fields = append(merged.Fields, f)
			}
		}
		n = merged
	}
	return n
}

// selector matches one selection against one document.
type selector struct {
	doc   *Document
	sel   Selection
	globs []string // of sel.Paths, ready for doublestar
	used  map[string]bool
	diags *diag.List
}

// selectItems returns the path items that hold a selected operation, without
// the others, and reports rules that match nothing.
func (s *selector) selectItems() []pathItem {
	s.used = map[string]bool{}
	s.prepareGlobs()
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
	return out
}

// wanted tells by its path that an item has nothing to select. Identifiers and
// tags stand inside, so that all are looked at where these count.
func (s *selector) wanted() func(path string) bool {
	if len(s.sel.Operations)+len(s.sel.Tags) > 0 {
		return nil
	}
	return func(path string) bool {
		for i := range s.sel.Paths {
			if s.fits(i, path) {
				return true
			}
		}
		return false
	}
}

// fits reports whether rule i has a glob for path.
func (s *selector) fits(i int, path string) bool {
	return s.sel.Paths[i].Glob == path || doublestar.MatchUnvalidated(s.globs[i], path)
}

// Matches reports whether the rule names an operation by its path and method,
// a lower-case one.
func (r PathRule) Matches(path, method string) bool {
	return (r.Glob == path || doublestar.MatchUnvalidated(readyGlob(r.Glob), path)) &&
		(len(r.Methods) == 0 || slices.Contains(r.Methods, method))
}

// readyGlob takes braces for what they are in paths.
func readyGlob(glob string) string { return braces.ReplaceAllString(glob, `\{$1\}`) }

var braces = regexp.MustCompile(`\{([^{},]*)\}`)

func (s *selector) prepareGlobs() {
	for i, rule := range s.sel.Paths {
		glob := readyGlob(rule.Glob)
		if !doublestar.ValidatePattern(glob) {
			s.diags.Errorf(s.posOf(rule), "glob", "%q is no valid pattern; * matches within a segment, ** across them", rule.Glob)
			s.used["path "+strconv.Itoa(i)] = true
		}
		for _, method := range rule.Methods {
			if !slices.Contains(methods, method) {
				s.diags.Errorf(s.posOf(rule), "method", "%q is no method%s", method, diag.DidYouMean(method, methods))
				s.used["path "+strconv.Itoa(i)] = true
			}
		}
		s.globs = append(s.globs, glob)
	}
}

// selects reports whether the operation f on path is wanted and notes by which
// rules. All rules are tried, so that each that matches counts as used.
func (s *selector) selects(path string, f Field) bool {
	wanted := false
	use := func(what string) {
		wanted = true
		s.used[what] = true
	}
	for i, rule := range s.sel.Paths {
		if !s.fits(i, path) {
			continue
		}
		s.used["glob "+strconv.Itoa(i)] = true
		if len(rule.Methods) == 0 || slices.Contains(rule.Methods, f.Key) {
			use("path " + strconv.Itoa(i))
		}
	}
	info := infoOf(path, f)
	if info.ID != "" && slices.Contains(s.sel.Operations, info.ID) {
		use("operation " + info.ID)
	}
	for _, tag := range info.Tags {
		if slices.Contains(s.sel.Tags, tag) {
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

// reportUnused reports what selected no operation.
func (s *selector) reportUnused() {
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
	for i, rule := range s.sel.Paths {
		switch {
		case s.used["path "+strconv.Itoa(i)]:
		case s.used["glob "+strconv.Itoa(i)]:
			s.diags.Errorf(s.posOf(rule), "selects-nothing", "paths that match %q have none of the methods %s",
				rule.Glob, strings.Join(rule.Methods, ", "))
		default:
			s.diags.Errorf(s.posOf(rule), "selects-nothing", "no path matches %q%s", rule.Glob, diag.DidYouMean(rule.Glob, paths))
		}
	}
	for _, id := range s.sel.Operations {
		if !s.used["operation "+id] {
			s.diags.Errorf(s.entryPos("operation "+id), "selects-nothing", "no operation has the operationId %q%s", id, diag.DidYouMean(id, ids))
		}
	}
	for _, tag := range s.sel.Tags {
		if !s.used["tag "+tag] {
			s.diags.Errorf(s.entryPos("tag "+tag), "selects-nothing", "no operation has the tag %q%s", tag, diag.DidYouMean(tag, tags))
		}
	}
}

// unused reports whether anything selected nothing.
func (s *selector) unused() bool {
	for i := range s.sel.Paths {
		if !s.used["path "+strconv.Itoa(i)] {
			return true
		}
	}
	return slices.ContainsFunc(s.sel.Operations, func(id string) bool { return !s.used["operation "+id] }) ||
		slices.ContainsFunc(s.sel.Tags, func(tag string) bool { return !s.used["tag "+tag] })
}

// schemas returns the names of the component schemas that wanted names, and
// reports those that name none. A name is whole or what follows the last dot.
func (s *selector) schemas(wanted []string, what string) []string {
	known := keysOf(s.doc.At("/components/schemas"))
	var out []string
	for _, name := range wanted {
		found := false
		for _, key := range known {
			if key == name || key[strings.LastIndexByte(key, '.')+1:] == name && !slices.Contains(known, name) {
				out = append(out, key)
				found = true
			}
		}
		if !found {
			s.diags.Errorf(s.entryPos(what+" "+name), "selects-nothing", "%s %q names no schema under components/schemas%s",
				what, name, nearSchema(name, known))
		}
	}
	return out
}

// nearSchema suggests by whole names or, for a name without dots, by what
// follows their last dot.
func nearSchema(name string, known []string) string {
	if strings.Contains(name, ".") {
		return diag.DidYouMean(name, known)
	}
	var short []string
	for _, key := range known {
		short = append(short, key[strings.LastIndexByte(key, '.')+1:])
	}
	return diag.DidYouMean(name, short)
}
