package source

// How a description of several files becomes one document.
//
// Gather walks from the description's top along the grammar, into every file
// that a reference names, and from there on. What such a reference leads to
// becomes a component of the description, and the reference names that, so that
// everything after this sees one document. A component that is nothing but a
// reference to another file is where the target goes; a path item goes to its
// path; all else gets a name (filenames.go). Positions stay those of the file
// where a thing stands.
//
// Only a description that refers out is walked. What cannot be followed stays,
// with the reason, and is reported where a selection needs it.

import (
	"fmt"
	"net/url"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
)

// maxFiles is the number of files that one description may consist of.
const maxFiles = 10_000

// Opener reads the file at a path with slashes, from the folder that references
// must not lead out of, and says what it is called in positions.
type Opener func(path string) (file, text string, err error)

// Gather returns the description with what its references to other files lead
// to. at is its own path in the folder that open reads from. The list holds
// faults of the other files.
func (d *Document) Gather(at string, open Opener) (*Document, *diag.List) {
	diags := &diag.List{}
	if !d.refersOut {
		return d, diags
	}
	d.Load()
	out := d.with(d.Root)
	out.problems = map[*Node]problem{}
	g := &gatherer{
		doc: out, open: open, diags: diags, files: map[string]*file{},
		imports: map[place]*imported{}, inside: map[*Node]*imported{},
	}
	g.main = &file{path: path.Clean(at), root: d.Root}
	g.files[g.main.path] = g.main
	g.slots()
	g.items()
	g.walk(d.Root, rootObject, g.main)
	for i := 0; i < len(g.order); i++ {
		g.walk(g.order[i].node, g.order[i].class, g.order[i].file)
	}
	g.name()
	out.Root = g.assemble()
	return out, diags
}

// problem says why a reference is not followed.
type problem struct{ rule, text string }

// file is one of the files.
type file struct {
	path string
	root *Node  // nil when it could not be read
	why  string // then
}

// place is where a reference leads. The same place may be used as several
// classes.
type place struct {
	file  *file
	at    diag.Pointer
	class class
}

// imported is what becomes part of the description.
type imported struct {
	place
	node      *Node
	line, col int32        // of the node or its key
	refers    bool         // something refers to it, so that it must be a component
	slot      diag.Pointer // which one, "" for a part of another
}

type gatherer struct {
	doc     *Document
	open    Opener
	diags   *diag.List
	files   map[string]*file
	main    *file
	size    int // of all files but the description itself, in bytes
	imports map[place]*imported
	order   []*imported

	uses   []use
	inside map[*Node]*imported // path items of the description that stand elsewhere
}

// use is the text of a reference, or a value of a discriminator mapping, that
// leads to another place than its words say.
type use struct {
	text  *Node
	of    *imported
	local diag.Pointer // when of is nil: a place in the description
}

// walk looks at n, of class k in a file, and all below.
func (g *gatherer) walk(n *Node, k class, in *file) {
	if ref := refOf(n, k); ref != nil && g.inside[n] == nil {
		g.refer(ref, k, in)
	}
	if k == discriminatorObject {
		for _, f := range n.Get("mapping").fields() {
			g.mapping(f.Value, in)
		}
	}
	eachChild(n, k, "", func(child *Node, class class, _ diag.Pointer) { g.walk(child, class, in) })
}

// refer follows a reference.
func (g *gatherer) refer(ref *Node, k class, in *file) {
	if in == g.main && strings.HasPrefix(ref.Text, "#") {
		return
	}
	if to, ok := g.resolve(ref, k, in); ok {
		g.use(ref, to)
	}
}

// use notes that text is to name what it leads to.
func (g *gatherer) use(text *Node, to imported) {
	if to.file == g.main {
		g.uses = append(g.uses, use{text: text, local: to.at})
		return
	}
	of := g.take(to)
	of.refers = true
	g.uses = append(g.uses, use{text: text, of: of})
}

// take notes that something is needed.
func (g *gatherer) take(what imported) *imported {
	known := g.imports[what.place]
	if known == nil {
		known = &what
		g.imports[what.place] = known
		g.order = append(g.order, known)
	}
	return known
}

// mapping follows an entry of a discriminator mapping, which is a reference or
// a name. What cannot be followed is reported as any name that is no schema.
func (g *gatherer) mapping(n *Node, in *file) {
	text := n.text()
	isName := !strings.ContainsAny(text, "/#") && !slices.Contains([]string{".json", ".yaml", ".yml"}, extension(text))
	switch {
	case isName && in != g.main && in.root.Get("components").Get("schemas").Get(text) != nil:
		text = "#" + string(diag.Pointer("/components/schemas").Child(text))
	case isName, in == g.main && strings.HasPrefix(text, "#"):
		return
	}
	ref := n.blank()
	ref.Text = text
	if to, ok := g.resolve(ref, schemaObject, in); ok {
		g.use(n, to)
	}
}

// resolve finds what ref, a reference to a k in a file, leads to.
func (g *gatherer) resolve(ref *Node, k class, in *file) (to imported, ok bool) {
	fail := func(rule, why string) (imported, bool) {
		g.doc.problems[ref] = problem{rule, why}
		return imported{}, false
	}
	name, at, why := splitRef(ref.Text)
	if why != "" {
		return fail("ref", why)
	}
	target := in
	if name != "" {
		if target, why = g.file(path.Join(path.Dir(in.path), name)); why != "" {
			return fail("ref", why)
		}
	}
	doc := &Document{Root: target.root}
	node, line, col := doc.find(at)
	if node == nil {
		return fail("dangling-ref", g.meant(name, at, in)+doc.dangling(at))
	}
	if whole, class := component(at); whole != "" && whole == at && class != k {
		return fail("ref", fmt.Sprintf("it leads to %s, but %s is due here", titles[class], titles[k]))
	}
	return imported{place: place{target, at, k}, node: node, line: line, col: col}, true
}

// meant says how to refer to the description, when that has what a reference
// looks for in its own file.
func (g *gatherer) meant(name string, at diag.Pointer, in *file) string {
	if name != "" || in == g.main || g.doc.At(at) == nil {
		return ""
	}
	back, err := filepath.Rel(path.Dir(in.path), g.main.path)
	if err != nil {
		return ""
	}
	return fmt.Sprintf(" in this file; the description has it, so write %s#%s", filepath.ToSlash(back), at)
}

// find returns the node at exactly p, nil when there is none, and where it or
// its key stands.
func (d *Document) find(p diag.Pointer) (n *Node, line, col int32) {
	n, line, col = d.Root, d.Root.Line, d.Root.Col
	for _, token := range p.Tokens() {
		if n, line, col = d.child(n, token); n == nil {
			break
		}
	}
	return n, line, col
}

// splitRef splits a reference into the path of a file, "" for the same one, and
// a pointer, or says why it cannot be followed, with the remedy.
func splitRef(text string) (name string, at diag.Pointer, why string) {
	u, err := url.Parse(text)
	switch {
	case text == "":
		return "", "", "an empty reference; write #/components/… with the name"
	case err != nil:
		return "", "", "no valid URI; write characters such as spaces as %20"
	case u.Scheme == "http" || u.Scheme == "https" || u.Host != "":
		return "", "", "the network is not asked, so that every run reads the same; download the file and refer to it there, or take the reference out by an overlay"
	case u.Scheme != "" || u.Opaque != "" || u.RawQuery != "" || u.ForceQuery:
		return "", "", "this is no path of a file; write one that begins at the file where it stands, such as ./schemas.yaml#/Pet"
	case strings.HasPrefix(u.Path, "/"):
		return "", "", "a path must begin at the file where it stands, such as ./schemas.yaml#/Pet, so that it is good on every machine"
	case strings.ContainsAny(u.Path, "\\\x00"):
		return "", "", "a path of a file has no backslashes and no control characters; write / between folders"
	case u.Fragment != "" && u.Fragment[0] != '/':
		return "", "", "anchors are not supported; write a pointer such as #/components/schemas/Name"
	}
	return u.Path, diag.Pointer(u.Fragment), ""
}

// file reads a file once.
func (g *gatherer) file(name string) (*file, string) {
	f := g.files[name]
	if f == nil {
		f = &file{path: name}
		g.files[name] = f
		g.read(f)
	}
	return f, f.why
}

func (g *gatherer) read(f *file) {
	switch {
	case f.path == ".." || strings.HasPrefix(f.path, "../"):
		f.why = "this leads out of the folder that is read; move the file into it"
		return
	case len(g.files) > maxFiles:
		f.why = fmt.Sprintf("more than %d files are too many", maxFiles)
		return
	}
	name, text, err := g.open(f.path)
	if g.size += len(text); err == nil && g.size > maxSize {
		err = fmt.Errorf("all files together have more than %d bytes", maxSize)
	}
	if err != nil {
		f.why = "the file cannot be read: " + err.Error()
		return
	}
	doc, diags := openText(name, text)
	g.diags.Merge(diags)
	if doc == nil {
		f.why = "the file has faults of its own"
		return
	}
	doc.Load()
	g.doc.more = append(slices.Clip(g.doc.more), name)
	belong(doc.Root, uint16(len(g.doc.more)), map[*Node]bool{})
	f.root = doc.Root
}

// belong makes nodes, which nobody else has seen yet, those of a file.
func belong(n *Node, file uint16, seen map[*Node]bool) {
	if seen[n] {
		return
	}
	if n.size() > 0 {
		seen[n] = true
	}
	n.File = file
	for i := range n.size() {
		belong(n.child(i), file, seen)
	}
}
