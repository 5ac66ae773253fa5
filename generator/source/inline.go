package source

// References in places where OpenAPI allows none.
//
// Descriptions in several files often refer to an operation, the members of a
// section or a text:
//
//	get: {$ref: operations/list.yaml}
//	schemas: {$ref: schemas/index.yaml}
//	description: {$ref: texts.yaml#/introduction}
//	description: {$ref: README.md}
//
// Such a reference is replaced by its target. Whether a description has any is
// decided by its text so that other descriptions stay unread.

import (
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/fragen-go/fragen/generator/diag"
)

// refersOddly reports whether a reference in text may be in a place where
// OpenAPI allows none. It compares the key before each reference. The key may
// also be the name of a property or a path.
func refersOddly(text string) bool {
	for at := 0; ; {
		i := strings.Index(text[at:], "$ref")
		if i < 0 {
			return false
		}
		i += at
		at = i + len("$ref")
		before := strings.TrimRight(text[max(0, i-200):i], "\"' \t\r\n{")
		key, ok := strings.CutSuffix(before, ":")
		if !ok {
			continue
		}
		key = strings.TrimRight(key, "\"'")
		key = key[strings.LastIndexAny(key, "\"' \t\r\n{,")+1:]
		isOdd := slices.Contains(oddKeys, key) || isMethod(key)
		if isOdd && !namesSchema(text[at:]) || strings.Contains(key, "/") {
			return true
		}
	}
}

// namesSchema reports whether text, which follows the key "$ref", begins with a
// reference to a schema component. The key before is then the name of a
// property, such as "content" or "info". Without this rule, a single property
// of that name would have all of a large description read.
func namesSchema(text string) bool {
	const schemas = "#/components/schemas/"
	text = strings.TrimLeft(text, "\"': \t\r\n")
	name, ok := strings.CutPrefix(text[:min(len(text), maxReference)], schemas)
	end := strings.IndexAny(name, "\"'/ \t\r\n}")
	return ok && end > 0 && name[end] != '/'
}

// maxReference limits the bytes of a reference that namesSchema looks at.
const maxReference = 500

// oddKeys are keys whose values OpenAPI does not allow to be references.
var oddKeys = []string{
	"description", "summary", "content", "paths", "components", "parameters", "responses", "schemas", "headers",
	"requestBodies", "securitySchemes", "examples", "links", "callbacks", "properties", "encoding", "info", "tags",
	"servers", "security", "externalDocs", "discriminator", "enum", "required", "allOf", "anyOf", "oneOf",
}

// schemaBelow returns the pointer of the schema of n, which is at p: of a
// parameter or header, or of the content of a response or request body, JSON
// preferred.
func schemaBelow(n *Node, p diag.Pointer) (at diag.Pointer, found bool) {
	if n.Get("schema") != nil {
		return p.Child("schema"), true
	}
	for _, f := range n.Get("content").fields() {
		if f.Value.Get("schema") == nil {
			continue
		}
		if json := strings.Contains(f.Key, "json"); json || !found {
			at, found = p.Child("content").Child(f.Key).Child("schema"), true
			if json {
				break
			}
		}
	}
	return at, found
}

// oddRef returns the reference that n consists of, if a value of rule r cannot be
// one, or nil.
func oddRef(n *Node, r rule) *Node {
	ref := n.Get("$ref")
	if ref == nil || ref.Kind != String || len(n.Fields) != 1 {
		return nil
	}
	switch r.form {
	case anyForm, stringMapForm, stringListMapForm:
		return nil
	case objectForm:
		if referableClasses[r.class] {
			return nil
		}
	}
	return ref
}

// inlineSections replaces the sections of the description that are references,
// before anything else reads them.
func (g *gatherer) inlineSections() {
	root := *g.main.root
	root.Fields = slices.Clone(root.Fields)
	for i, f := range root.Fields {
		r, ok := ruleOf(rootObject, f.Key)
		if !ok {
			continue
		}
		root.Fields[i].Value = g.sectionTarget(f.Value, r, diag.Pointer("").Child(f.Key))
		if f.Key != "components" {
			continue
		}
		components := *root.Fields[i].Value
		components.Fields = slices.Clone(components.Fields)
		for j, section := range components.Fields {
			if r, ok := ruleOf(componentsObject, section.Key); ok {
				at := diag.Pointer("/components").Child(section.Key)
				components.Fields[j].Value = g.sectionTarget(section.Value, r, at)
			}
		}
		root.Fields[i].Value = &components
	}
	g.main.root, g.doc.Root = &root, &root
}

// sectionTarget returns the target of the section n if it is a reference, or n.
// The section is at the given pointer.
func (g *gatherer) sectionTarget(n *Node, r rule, at diag.Pointer) *Node {
	for range maxSectionHops {
		ref := oddRef(n, r)
		if ref == nil {
			break
		}
		target, ok := g.findTarget(ref, g.fileOf(ref))
		if !ok {
			break
		}
		n = target.node
		g.sections = append(g.sections, inlinedSection{target.file, target.at, at})
	}
	return n
}

// inlinedSection is a part of a file that became a section of the description.
type inlinedSection struct {
	file *sourceFile
	at   diag.Pointer
	slot diag.Pointer // of the section
}

// sectionPointer returns the pointer in the description of a target that is in
// an inlined section.
func (g *gatherer) sectionPointer(to imported) (diag.Pointer, bool) {
	for _, s := range g.sections {
		if rest, ok := strings.CutPrefix(string(to.at), string(s.at)+"/"); ok && s.file == to.file {
			return s.slot + diag.Pointer("/"+rest), true
		}
	}
	return "", false
}

// maxSectionHops limits the references that follow one another.
const maxSectionHops = 10

// fileOf returns the file that n is in.
func (g *gatherer) fileOf(n *Node) *sourceFile {
	if file := g.byNumber[n.File]; file != nil {
		return file
	}
	return g.main
}

// inlineMembers replaces the members of n, an object of class k, that are
// references where OpenAPI allows none. It walks their targets.
func (g *gatherer) inlineMembers(n *Node, k class) {
	for _, f := range n.fields() {
		r, ok := ruleOf(k, f.Key)
		if !ok {
			continue
		}
		g.inline(f.Value, r)
		for _, entry := range f.Value.fields() {
			if r.form == objectMapForm || r.form == patternMapForm {
				g.inline(entry.Value, rule{objectForm, r.class})
			}
		}
	}
}

// inline replaces n if it is a reference and a value of rule r cannot be one.
func (g *gatherer) inline(n *Node, r rule) {
	ref := oddRef(n, r)
	if ref == nil || g.inlined[n] != nil {
		return
	}
	find := g.findTarget
	if r.form == stringForm {
		find = g.findText
	}
	target, ok := find(ref, g.fileOf(ref))
	if !ok || slices.Contains(g.inlining, target.node) {
		return
	}
	g.inlined[n] = target.node
	g.inlining = append(g.inlining, target.node)
	g.inline(target.node, r)
	g.walkValue(target.node, r)
	g.inlining = g.inlining[:len(g.inlining)-1]
}

// findText finds the target of ref, which replaces a text. The target can be a whole
// file, such as README.md.
func (g *gatherer) findText(ref *Node, in *sourceFile) (to imported, ok bool) {
	name, at, why := splitRef(ref.Text)
	if why != "" || name == "" || at != "" || slices.Contains(dataExtensions, extension(name)) {
		return g.findTarget(ref, in)
	}
	file := g.readText(path.Join(path.Dir(in.path), name))
	if file.problem != "" {
		g.doc.problems[ref] = problem{rule: "ref", text: file.problem, unreadable: true}
		return imported{}, false
	}
	return imported{refTarget: refTarget{file: file}, node: file.root, line: 1, col: 1}, true
}

// dataExtensions are the extensions of files that contain YAML or JSON.
var dataExtensions = []string{".json", ".yaml", ".yml"}

// readText returns the file at a path as a string. Like readOnce, it reads the file
// at most once.
func (g *gatherer) readText(at string) *sourceFile {
	f := g.texts[at]
	if f != nil {
		return f
	}
	f = &sourceFile{path: at}
	g.texts[at] = f
	name, text, ok := g.openFile(f)
	switch {
	case !ok:
	case !utf8.ValidString(text):
		f.problem = "the file is not valid UTF-8"
	default:
		text = strings.ReplaceAll(strings.TrimPrefix(text, "\uFEFF"), "\r\n", "\n")
		g.addFile(f, name, &Node{Kind: String, Text: text, Line: 1, Col: 1})
	}
	return f
}

// walkValue walks a value of rule r and everything below it.
func (g *gatherer) walkValue(n *Node, r rule) {
	switch r.form {
	case objectForm:
		g.walk(n, r.class)
	case objectListForm:
		for _, item := range n.items() {
			g.walk(item, r.class)
		}
	case objectMapForm, patternMapForm:
		for _, entry := range n.fields() {
			g.inline(entry.Value, rule{objectForm, r.class})
			g.walk(entry.Value, r.class)
		}
	}
}
