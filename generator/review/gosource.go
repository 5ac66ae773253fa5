package review

// This file compares the syntax of generated Go files. Generated code is regular
// and its imports rarely change, so comparing the text of signatures finds every
// incompatibility that a comparison of types finds, in milliseconds and without the
// Go command. It also sees tags, the names of arguments and the methods that make a
// type a member of a sealed interface.

import (
	"bytes"
	"cmp"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/scanner"
	"go/token"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
)

// goSymbol is a symbol that callers can see: an exported declaration, field or
// method, or the unexported method that marks a member of a sealed interface.
type goSymbol struct {
	Kind string // "func", "method", "field", "type", "const" or "var"
	Type string // type or signature without the names of parameters
	Full string // signature with the names of parameters, or the value of a constant
	Tag  string // of a field
	File string
	Line int
}

// isAlias reports whether a symbol is an alias of a type.
func (g *goSymbol) isAlias() bool { return strings.HasPrefix(g.Type, "= ") }

// symbolKey identifies a symbol: the folder of its package and its name, such as
// "Call.Subject".
type symbolKey struct{ Dir, Name string }

// symbolChange is a symbol that differs between the sides. Old or New is nil if the
// symbol exists on one side only.
type symbolChange struct {
	Key      symbolKey
	Old, New *goSymbol

	was, is string // types without the names of aliases
	isKept  bool   // all old names of the type are names of the new one
}

// breaks reports whether callers may stop compiling: the symbol is gone or has
// another type.
func (s *symbolChange) breaks() bool {
	if s.Old == nil || s.New == nil {
		return s.Old != nil
	}
	return s.Old.Kind != s.New.Kind || s.was != s.is && !s.isKept && !s.New.isAlias() && s.Old.Kind != "const"
}

// goFiles returns the symbols of Go files by package. Tests and examples have none.
func goFiles(files map[string][]byte) map[symbolKey]*goSymbol {
	out := map[symbolKey]*goSymbol{}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		r := &sourceReader{file: name, dir: folderOf(name), set: token.NewFileSet(), symbols: out}
		f, err := parser.ParseFile(r.set, name, files[name], parser.SkipObjectResolution)
		if err != nil {
			continue // a file that another program wrote
		}
		for _, decl := range f.Decls {
			r.decl(decl)
		}
	}
	return out
}

// folderOf returns the folder of a path, "" for the top.
func folderOf(name string) string {
	if dir := path.Dir(name); dir != "." {
		return dir
	}
	return ""
}

// diffSymbols returns the symbols that differ, sorted by package and name. An alias
// has the symbols of its type.
func (c *comparer) diffSymbols() []*symbolChange {
	old, now := goFiles(c.old.files()), goFiles(c.now.files())
	c.oldSymbols, c.nowSymbols = old, now
	var out []*symbolChange
	for key, was := range old {
		is := c.now.find(now, key, was)
		if is == nil || was.Kind != is.Kind || c.old.plainType(was) != c.now.plainType(is) || was.Full != is.Full ||
			was.Tag != is.Tag {
			out = append(out, &symbolChange{
				key, was, is, c.old.plainType(was), c.now.plainType(is), c.keepsType(key, was, is),
			})
		}
	}
	for key, is := range now {
		if c.old.find(old, key, is) == nil {
			out = append(out, &symbolChange{Key: key, New: is, is: c.now.plainType(is)})
		}
	}
	slices.SortFunc(out, func(a, b *symbolChange) int {
		return cmp.Or(strings.Compare(a.Key.Dir, b.Key.Dir), strings.Compare(a.Key.Name, b.Key.Name))
	})
	return out
}

// find returns the symbol of a side that corresponds to a symbol of the other side. A
// symbol of an alias is that of its type. If the file of that type is the same on both
// sides, the symbol is the same too.
func (s *side) find(symbols map[symbolKey]*goSymbol, key symbolKey, other *goSymbol) *goSymbol {
	if found := symbols[key]; found != nil && (!found.isAlias() || other.isAlias()) {
		return found
	}
	receiver, member, isMember := strings.Cut(key.Name, ".")
	shared := s.aliases[symbolKey{key.Dir, receiver}]
	if shared == "" {
		return symbols[key]
	}
	name := shared
	if isMember {
		name += "." + member
	}
	if found := symbols[symbolKey{key.Dir, name}]; found != nil {
		return found
	}
	if symbols[symbolKey{key.Dir, shared}] != nil {
		return nil
	}
	return other
}

// keepsType reports whether callers that use an old name of a symbol's type compile with the
// new type: types on both sides differ only in which name is an alias.
func (c *comparer) keepsType(key symbolKey, was, is *goSymbol) bool {
	if is == nil || len(c.old.aliases)+len(c.now.aliases) == 0 {
		return false
	}
	x, y := splitWords(was.Type), splitWords(is.Type)
	if was.Kind == "type" && (was.isAlias() || is.isAlias()) {
		x, y = []string{key.Name}, []string{key.Name}
	}
	for i := range x {
		if len(x) != len(y) || x[i] != y[i] && !isWord(x[i][0]) || !c.keepsNames(folderOf(was.File), x[i], y[i]) {
			return false
		}
	}
	return true
}

// keepsNames reports whether all names that an old type has are names of a new type, unless
// they are gone. A word that is no type is its own name.
func (c *comparer) keepsNames(dir, old, now string) bool {
	if old != now && len(c.now.named[old]) == 0 {
		return false
	}
	shared := c.old.typeOf(dir, old)
	for _, name := range slices.Concat(c.old.synonyms[symbolKey{dir, shared}], []string{shared, old}) {
		if name != old && len(c.now.named[name]) == 0 {
			continue
		}
		if c.now.typeOf(dir, name) != c.now.typeOf(dir, now) {
			return false
		}
	}
	return true
}

// typeOf returns the name of the type of an alias, and other names as they are.
func (s *side) typeOf(dir, name string) string {
	return cmp.Or(s.aliases[symbolKey{dir, name}], name)
}

// plainType returns the type of a symbol without the names of aliases.
func (s *side) plainType(g *goSymbol) string {
	if g == nil {
		return ""
	}
	text := g.Type
	if g.Kind == "const" && text == "" {
		text = g.Full // the constant of the type of an alias
	}
	if len(s.aliases) == 0 {
		return text
	}
	words := splitWords(text)
	for i, word := range words {
		if shared := s.aliases[symbolKey{folderOf(g.File), word}]; shared != "" {
			words[i] = shared
		}
	}
	return strings.Join(words, "")
}

// sourceReader reads the symbols of a file.
type sourceReader struct {
	file, dir string
	set       *token.FileSet
	symbols   map[symbolKey]*goSymbol
}

func (r *sourceReader) add(name string, at token.Pos, s goSymbol) {
	s.File, s.Line = r.file, r.set.Position(at).Line
	r.symbols[symbolKey{r.dir, name}] = &s
}

// code returns the source of a node on one line.
func (r *sourceReader) code(n any) string {
	var b bytes.Buffer
	if printer.Fprint(&b, r.set, n) != nil {
		return ""
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func (r *sourceReader) decl(decl ast.Decl) {
	switch d := decl.(type) {
	case *ast.FuncDecl:
		r.function(d)
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				if s.Name.IsExported() {
					r.typeSpec(s)
				}
			case *ast.ValueSpec:
				r.values(d.Tok, s)
			}
		}
	}
}

func (r *sourceReader) function(d *ast.FuncDecl) {
	name, kind := d.Name.Name, "func"
	if d.Recv != nil {
		receiver := strings.TrimPrefix(r.code(d.Recv.List[0].Type), "*")
		if !ast.IsExported(receiver) || !d.Name.IsExported() && !isMarker(name) {
			return
		}
		name, kind = receiver+"."+name, "method"
	} else if !d.Name.IsExported() {
		return
	}
	r.add(name, d.Pos(), goSymbol{Kind: kind, Type: r.signature(d.Type), Full: r.code(d.Type)})
}

// isMarker reports whether an unexported method marks a member of an interface.
func isMarker(name string) bool { return strings.HasPrefix(name, "is") }

// signature returns a function type without the names of parameters.
func (r *sourceReader) signature(t *ast.FuncType) string {
	list := func(fields *ast.FieldList) string {
		var types []string
		if fields != nil {
			for _, f := range fields.List {
				for range max(1, len(f.Names)) {
					types = append(types, r.parameterType(f.Type))
				}
			}
		}
		return strings.Join(types, ", ")
	}
	return strings.TrimSpace("func(" + list(t.Params) + ") (" + list(t.Results) + ")")
}

// parameterType returns the type of a parameter, also without names if it is a
// function.
func (r *sourceReader) parameterType(t ast.Expr) string {
	if f, ok := t.(*ast.FuncType); ok {
		return r.signature(f)
	}
	return r.code(t)
}

func (r *sourceReader) typeSpec(s *ast.TypeSpec) {
	switch t := s.Type.(type) {
	case *ast.StructType:
		r.add(s.Name.Name, s.Pos(), goSymbol{Kind: "type", Type: "struct"})
		for _, f := range t.Fields.List {
			tag := ""
			if f.Tag != nil {
				tag = f.Tag.Value
			}
			for _, n := range f.Names {
				if n.IsExported() {
					r.add(s.Name.Name+"."+n.Name, n.Pos(), goSymbol{Kind: "field", Type: r.code(f.Type), Tag: tag})
				}
			}
		}
	case *ast.InterfaceType:
		r.add(s.Name.Name, s.Pos(), goSymbol{Kind: "type", Type: "interface"})
		for _, m := range t.Methods.List {
			for _, n := range m.Names {
				if f, ok := m.Type.(*ast.FuncType); ok {
					r.add(s.Name.Name+"."+n.Name, n.Pos(), goSymbol{Kind: "method", Type: r.signature(f)})
				}
			}
			if len(m.Names) == 0 {
				name := r.code(m.Type)
				r.add(s.Name.Name+"."+name, m.Pos(), goSymbol{Kind: "method", Type: name})
			}
		}
	default:
		text := r.code(s.Type)
		if s.Assign.IsValid() {
			text = "= " + text
		}
		r.add(s.Name.Name, s.Pos(), goSymbol{Kind: "type", Type: text})
	}
}

func (r *sourceReader) values(tok token.Token, s *ast.ValueSpec) {
	for i, n := range s.Names {
		if !n.IsExported() {
			continue
		}
		symbol := goSymbol{Kind: "var"}
		if tok == token.CONST {
			symbol.Kind = "const"
		}
		if s.Type != nil {
			symbol.Type = r.code(s.Type)
		}
		if i < len(s.Values) {
			symbol.Full = r.code(s.Values[i])
		}
		r.add(n.Name, n.Pos(), symbol)
	}
}

// sameCode reports whether two Go files differ only in comments and white space.
func sameCode(a, b []byte) bool {
	x, y := newTokens(a), newTokens(b)
	for {
		tok, lit := x.next()
		tok2, lit2 := y.next()
		if tok != tok2 || lit != lit2 {
			return false
		}
		if tok == token.EOF {
			return true
		}
	}
}

// goTokens reads the tokens of a file without comments.
type goTokens struct{ scanner.Scanner }

func newTokens(code []byte) *goTokens {
	t := &goTokens{}
	file := token.NewFileSet().AddFile("", -1, len(code))
	t.Init(file, code, func(token.Position, string) {}, 0)
	return t
}

func (t *goTokens) next() (token.Token, string) {
	_, tok, lit := t.Scan()
	if tok == token.SEMICOLON {
		lit = "" // written or implied
	}
	return tok, lit
}

// countFiles counts the files and lines that differ.
func countFiles(old, now map[string][]byte) Files {
	var out Files
	for name, was := range old {
		is, ok := now[name]
		switch {
		case !ok:
			out.Removed++
			out.Deleted += lineCount(was)
			continue
		case bytes.Equal(was, is):
			continue
		}
		out.Changed++
		if strings.HasSuffix(name, ".go") && sameCode(was, is) {
			out.CommentsOnly++
		}
		inserted, deleted := countLines(was, is)
		out.Inserted += inserted
		out.Deleted += deleted
	}
	for name, is := range now {
		if _, ok := old[name]; !ok {
			out.Added++
			out.Inserted += lineCount(is)
		}
	}
	return out
}

func lineCount(data []byte) int { return bytes.Count(data, []byte("\n")) }

// maxEdits limits the work of countLines on files that have little in common.
const maxEdits = 4000

// countLines returns the numbers of inserted and deleted lines of a shortest edit.
// For files with more than maxEdits edits, it counts the lines that the other file
// lacks.
func countLines(a, b []byte) (inserted, deleted int) {
	old, now := bytes.SplitAfter(a, []byte("\n")), bytes.SplitAfter(b, []byte("\n"))
	for len(old) > 0 && len(now) > 0 && bytes.Equal(old[0], now[0]) {
		old, now = old[1:], now[1:]
	}
	for len(old) > 0 && len(now) > 0 && bytes.Equal(old[len(old)-1], now[len(now)-1]) {
		old, now = old[:len(old)-1], now[:len(now)-1]
	}
	x, y := lineNumbers(old, now)
	if edits := editDistance(x, y); edits >= 0 {
		return (edits + len(y) - len(x)) / 2, (edits - len(y) + len(x)) / 2
	}
	return lacking(y, x), lacking(x, y)
}

// lineNumbers replaces equal lines by equal numbers.
func lineNumbers(a, b [][]byte) (x, y []int) {
	known := map[string]int{}
	numbers := func(lines [][]byte) []int {
		var out []int
		for _, line := range lines {
			n, ok := known[string(line)]
			if !ok {
				n = len(known)
				known[string(line)] = n
			}
			out = append(out, n)
		}
		return out
	}
	return numbers(a), numbers(b)
}

// editDistance returns the length of a shortest edit by insertions and deletions, or
// -1 if there are more than maxEdits (the algorithm of Myers).
func editDistance(x, y []int) int {
	limit := min(len(x)+len(y), maxEdits)
	ends := make([]int, 2*limit+3)
	for d := 0; d <= limit; d++ {
		for k := -d; k <= d; k += 2 {
			i := ends[limit+k] + 1
			if k == -d || k != d && ends[limit+k] < ends[limit+k+2] {
				i = ends[limit+k+2]
			}
			for i < len(x) && i-k < len(y) && x[i] == y[i-k] {
				i++
			}
			ends[limit+k+1] = i
			if i >= len(x) && i-k >= len(y) {
				return d
			}
		}
	}
	return -1
}

// lacking counts the numbers of list that other does not have as often.
func lacking(list, other []int) int {
	count := map[int]int{}
	for _, n := range other {
		count[n]++
	}
	missing := 0
	for _, n := range list {
		if count[n]--; count[n] < 0 {
			missing++
		}
	}
	return missing
}

// quoted returns a name in quotation marks for a sentence.
func quoted(name string) string { return strconv.Quote(name) }
