package source

// Gather: merging a description of several files into one document.
//
// Gather walks from the top of the description along the grammar, follows
// references into other files, and continues there. Each target in another
// file becomes a component of the description, and the references to it are
// rewritten so that later steps see one document. A component that consists
// only of a reference is replaced by its target, and a path item goes to its
// path. Any other target gets a new component name (filenames.go). Nodes keep
// the positions of the files they come from.
//
// Only a description with references to other files is walked. A reference
// that cannot be followed stays in place with the reason, which is reported if
// a selection needs the reference.

import (
	"cmp"
	"fmt"
	"net/url"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/fragen-go/fragen/generator/diag"
)

// maxFiles limits the number of files of one description.
const maxFiles = 10_000

// Opener reads the file at a slash-separated path, relative to the folder that
// references must stay in. It returns the file's name for positions and its
// text.
type Opener func(path string) (file, text string, err error)

// Gather returns the description with the targets of its references to other
// files merged in. The path at is the description's own path, relative to the
// folder that open reads from. The list holds the errors in the other files.
func (d *Document) Gather(at string, open Opener) (*Document, *diag.List) {
	diags := &diag.List{}
	if !d.refersOut && !d.refersOddly {
		return d, diags
	}
	d.Load()
	out := d.withRoot(d.Root)
	out.problems = map[*Node]problem{}
	g := &gatherer{
		doc: out, open: open, diags: diags, files: map[string]*sourceFile{}, texts: map[string]*sourceFile{},
		imports: map[refTarget]*imported{}, importedItems: map[*Node]*imported{},
		byNumber: map[uint16]*sourceFile{}, inlined: map[*Node]*Node{},
	}
	g.main = &sourceFile{path: path.Clean(at), root: d.Root}
	g.files[g.main.path] = g.main
	g.inlineSections()
	g.assignSlots()
	g.findPathItems()
	g.walk(g.main.root, rootObject)
	for i := 0; i < len(g.importList); i++ {
		g.walk(g.importList[i].node, g.importList[i].class)
	}
	g.assignNames()
	out.Root = g.assemble()
	return out, diags
}

// problem is the reason why a reference is not followed.
type problem struct {
	rule, text string
	ref        string // the reference as written; "" for its text
	unreadable bool   // the file cannot be read or has errors
}

// message returns the problem of ref for a diagnostic.
func (p problem) message(ref *Node) string {
	text := cmp.Or(p.ref, ref.Text)
	if p.rule == "dangling-ref" {
		return fmt.Sprintf("reference %q does not resolve%s", text, p.text)
	}
	return fmt.Sprintf("reference %q: %s", text, p.text)
}

// sourceFile is one of the description's files.
type sourceFile struct {
	path    string
	root    *Node  // nil if the file could not be read
	problem string // the reason, if root is nil
}

// refTarget is the target of a reference. The same node may be the target of
// references of several classes.
type refTarget struct {
	file  *sourceFile
	at    diag.Pointer
	class class
}

// imported is a node that becomes part of the description.
type imported struct {
	refTarget
	node      *Node
	line, col int32        // position of the node or its key
	refers    bool         // a reference names it, so it must be a component
	slot      diag.Pointer // its component; "" for a part of another component
}

type gatherer struct {
	doc        *Document
	open       Opener
	diags      *diag.List
	files      map[string]*sourceFile
	texts      map[string]*sourceFile // files that are read as strings
	main       *sourceFile
	size       int // total size of the other files in bytes
	imports    map[refTarget]*imported
	importList []*imported

	rewrites      []refRewrite
	byNumber      map[uint16]*sourceFile // the other files, by Node.File
	inlined       map[*Node]*Node        // references in places where OpenAPI allows none → their targets
	sections      []inlinedSection
	inlining      []*Node             // targets that are being walked
	importedItems map[*Node]*imported // path items of the description that are in other files
}

// refRewrite is a reference, or a value of a discriminator mapping, to be
// rewritten.
type refRewrite struct {
	text  *Node
	of    *imported
	local diag.Pointer // target within the description, if of is nil
}

// walk walks n, an object of class k, and everything below it.
func (g *gatherer) walk(n *Node, k class) {
	if target := g.inlined[n]; target != nil {
		return // walked when it was inlined
	}
	in := g.fileOf(n)
	if ref := refOf(n, k); ref != nil && g.importedItems[n] == nil {
		g.rewriteRef(ref, k, in)
	}
	if k == discriminatorObject {
		for _, f := range n.Get("mapping").fields() {
			g.rewriteMapping(f.Value, in)
		}
	}
	g.inlineMembers(n, k)
	eachChild(n, k, "", func(child *Node, class class, _ diag.Pointer) { g.walk(child, class) })
}

// staysInMain reports whether ref is in the main file and names a part of it.
func (g *gatherer) staysInMain(ref *Node) bool {
	return g.fileOf(ref) == g.main && strings.HasPrefix(ref.Text, "#")
}

// rewriteRef resolves the reference ref and records its new target.
func (g *gatherer) rewriteRef(ref *Node, k class, in *sourceFile) {
	if g.staysInMain(ref) {
		return
	}
	if to, ok := g.resolveTarget(ref, k, in); ok {
		g.recordRewrite(ref, to)
	}
}

// recordRewrite records that text is to be rewritten to name the target to.
func (g *gatherer) recordRewrite(text *Node, to imported) {
	if to.file == g.main {
		g.rewrites = append(g.rewrites, refRewrite{text: text, local: to.at})
		return
	}
	if at, ok := g.sectionPointer(to); ok {
		g.rewrites = append(g.rewrites, refRewrite{text: text, local: at})
		return
	}
	of := g.addImport(to)
	of.refers = true
	g.rewrites = append(g.rewrites, refRewrite{text: text, of: of})
}

// addImport adds a target to the imported nodes.
func (g *gatherer) addImport(to imported) *imported {
	known := g.imports[to.refTarget]
	if known == nil {
		known = &to
		g.imports[to.refTarget] = known
		g.importList = append(g.importList, known)
	}
	return known
}

// rewriteMapping follows an entry of a discriminator mapping, which is a
// reference or a schema name. An entry that cannot be followed is later
// reported like an unknown name.
func (g *gatherer) rewriteMapping(n *Node, in *sourceFile) {
	text := n.stringValue()
	isName := !strings.ContainsAny(text, "/#") && !slices.Contains(dataExtensions, extension(text))
	switch {
	case isName && in != g.main && in.root.Get("components").Get("schemas").Get(text) != nil:
		text = "#" + string(diag.Pointer("/components/schemas").Child(text))
	case isName, in == g.main && strings.HasPrefix(text, "#"):
		return
	}
	ref := n.emptyCopy()
	ref.Text = text
	if to, ok := g.resolveTarget(ref, schemaObject, in); ok {
		g.recordRewrite(n, to)
	}
}

// resolveTarget finds the target of ref, a reference to an object of class k.
func (g *gatherer) resolveTarget(ref *Node, k class, in *sourceFile) (to imported, ok bool) {
	if to, ok = g.findTarget(ref, in); !ok {
		return to, false
	}
	whole, class := component(to.at)
	if whole != "" && whole == to.at && class != k {
		if at, found := schemaBelow(to.node, to.at); found && k == schemaObject {
			to.node, to.line, to.col = (&Document{Root: to.file.root}).findNode(at)
			to.at, to.class = at, k
			return to, true
		}
		g.doc.problems[ref] = problem{
			rule: "ref", text: fmt.Sprintf("expected %s, found %s", classNames[k], classNames[class]),
		}
		return imported{}, false
	}
	to.class = k
	return to, true
}

// findTarget finds the target of ref, whose class is not known.
func (g *gatherer) findTarget(ref *Node, in *sourceFile) (to imported, ok bool) {
	fail := func(rule, why string) (imported, bool) {
		g.doc.problems[ref] = problem{rule: rule, text: why}
		return imported{}, false
	}
	name, at, why := splitRef(ref.Text)
	if why != "" {
		return fail("ref", why)
	}
	target := in
	if name != "" {
		if target, why = g.readOnce(path.Join(path.Dir(in.path), name)); why != "" {
			g.doc.problems[ref] = problem{rule: "ref", text: why, unreadable: true}
			return imported{}, false
		}
	}
	doc := &Document{Root: target.root}
	node, line, col := doc.findNode(at)
	if node == nil {
		return fail("dangling-ref", g.suggestMainFile(name, at, in)+doc.dangling(at))
	}
	return imported{refTarget: refTarget{file: target, at: at}, node: node, line: line, col: col}, true
}

// suggestMainFile returns a hint if a reference searches its own file for a
// target that exists in the main file.
func (g *gatherer) suggestMainFile(name string, at diag.Pointer, in *sourceFile) string {
	if name != "" || in == g.main || g.doc.At(at) == nil {
		return ""
	}
	back, err := filepath.Rel(path.Dir(in.path), g.main.path)
	if err != nil {
		return ""
	}
	return fmt.Sprintf(" in this file; the main file has the target, so write %s#%s", filepath.ToSlash(back), at)
}

// findNode returns the node at p with its position, or the position of its key.
// The node is nil if there is none.
func (d *Document) findNode(p diag.Pointer) (n *Node, line, col int32) {
	n, line, col = d.Root, d.Root.Line, d.Root.Col
	for _, token := range p.Tokens() {
		if n, line, col = d.childToken(n, token); n == nil {
			break
		}
	}
	return n, line, col
}

// splitRef splits a reference into a file path, "" for the same file, and a
// pointer: "parts/pet.yaml#/Pet" gives "parts/pet.yaml" and "/Pet". If the
// reference cannot be followed, why is the reason with a remedy.
func splitRef(text string) (name string, at diag.Pointer, why string) {
	u, err := url.Parse(text)
	switch {
	case text == "":
		return "", "", "empty reference; write #/components/… with the name"
	case err != nil:
		return "", "", "not a valid URI; write characters such as spaces as %20"
	case u.Scheme == "http" || u.Scheme == "https" || u.Host != "":
		return "", "", "fragen does not read from the network so that runs are reproducible; " +
			"download the file and refer to it there, or remove the reference by an overlay"
	case u.Scheme != "" || u.Opaque != "" || u.RawQuery != "" || u.ForceQuery:
		return "", "", "not a file path; write a path relative to this file, such as ./schemas.yaml#/Pet"
	case strings.HasPrefix(u.Path, "/"):
		return "", "",
			"absolute paths are not portable; write a path relative to this file, such as ./schemas.yaml#/Pet"
	case !utf8.ValidString(u.Path):
		return "", "", "file paths must be valid UTF-8"
	case strings.ContainsAny(u.Path, "\\\x00"):
		return "", "", "file paths cannot contain backslashes or control characters; write / between folders"
	case u.Fragment != "" && u.Fragment[0] != '/':
		return "", "", "fragen only follows an anchor that exactly one schema of the same file has; " +
			"write a pointer such as #/components/schemas/Name"
	}
	return u.Path, diag.Pointer(u.Fragment), ""
}

// readOnce returns the file at a path, which is read at most once, or the
// reason why it cannot be read.
func (g *gatherer) readOnce(name string) (*sourceFile, string) {
	f := g.files[name]
	if f == nil {
		f = &sourceFile{path: name}
		g.files[name] = f
		g.readFile(f)
	}
	return f, f.problem
}

// readFile reads f as YAML or JSON.
func (g *gatherer) readFile(f *sourceFile) {
	name, text, ok := g.openFile(f)
	if !ok {
		return
	}
	doc, diags := openText(name, text)
	g.diags.Merge(diags)
	if doc == nil {
		f.problem = "the file has errors, which are reported separately"
		return
	}
	doc.Load()
	g.addFile(f, name, doc.Root)
}

// openFile returns the name of f for positions and its text. It sets the problem of
// a file that cannot be read.
func (g *gatherer) openFile(f *sourceFile) (name, text string, ok bool) {
	switch {
	case f.path == ".." || strings.HasPrefix(f.path, "../"):
		f.problem = "the path is outside the folder of the description; move the file into the folder"
		return "", "", false
	case len(g.files)+len(g.texts) > maxFiles:
		f.problem = fmt.Sprintf("the description has more than the limit of %d files; join some of them", maxFiles)
		return "", "", false
	}
	name, text, err := g.open(f.path)
	if g.size += len(text); err == nil && g.size > maxSize {
		err = fmt.Errorf("the total size of all files exceeds the limit of %d bytes", maxSize)
	}
	if err != nil {
		f.problem = "the file cannot be read: " + err.Error()
		return "", "", false
	}
	return name, text, true
}

// addFile adds a file that has been read, with its tree.
func (g *gatherer) addFile(f *sourceFile, name string, root *Node) {
	g.doc.otherFiles = append(slices.Clip(g.doc.otherFiles), name)
	number := uint16(len(g.doc.otherFiles))
	g.byNumber[number] = f
	setFile(root, number, map[*Node]bool{})
	f.root = root
}

// setFile sets the file number of a new tree, which is not shared yet.
func setFile(n *Node, file uint16, seen map[*Node]bool) {
	if seen[n] {
		return
	}
	if n.childCount() > 0 {
		seen[n] = true
	}
	n.File = file
	for i := range n.childCount() {
		setFile(n.childAt(i), file, seen)
	}
}
