package callers

// This file relates the compile errors of the new version to the uses of symbols. An
// error is at an expression; the symbol that causes it is in the expression, or in the
// call or statement around it:
//
//	calls.Post(ctx, nil)       error at ")": too few arguments; the use is Post
//	reason = order.Reason      error at order.Reason: wrong type; the use is Reason
//
// If there is no use, the expression may have a local variable whose declaration has one,
// or a value whose type has a method that changed:
//
//	id := order.ID; show(id)   error at id; the use is in the declaration
//	for _, v := range list     likewise for the elements of a list
//	var g getter = orders      error at orders: wrong type for method Get

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/review"
)

// blame marks the uses that do not compile. Errors that belong to no use are kept apart.
func (s *search) blame(users []*checked) {
	s.broken = map[place]bool{}
	for _, p := range users {
		for _, e := range p.errs {
			if s.known[s.describe(e)] {
				continue
			}
			b := &blamer{s, p, e}
			found := b.uses()
			for _, u := range found {
				s.broken[u.place] = true
			}
			if len(found) == 0 && !p.isConsequence(e) {
				pos := p.set.PositionFor(e.Pos, false)
				s.other = append(s.other, review.CallerError{
					File: s.relative(pos.Filename), Line: pos.Line, Column: pos.Column, Message: firstLine(e.Msg),
				})
			}
		}
	}
}

// isConsequence reports whether an error is about an import that is unused only because
// of another error in the file: the name of the imported package's symbol is unknown.
func (p *checked) isConsequence(e types.Error) bool {
	file := func(e types.Error) string { return p.set.PositionFor(e.Pos, false).Filename }
	inFile := func(other types.Error) bool { return other.Pos != e.Pos && file(other) == file(e) }
	return strings.HasSuffix(e.Msg, "imported and not used") && slices.ContainsFunc(p.errs, inFile)
}

// describe returns an error with its position.
func (s *search) describe(e types.Error) string {
	return e.Fset.PositionFor(e.Pos, false).String() + " " + e.Msg
}

// blamer relates an error to uses.
type blamer struct {
	*search
	*checked
	err types.Error
}

// maxDeclarations limits the number of variables between an error and its cause.
const maxDeclarations = 3

// uses returns the uses that cause the error.
func (b *blamer) uses() []use {
	outer := b.enclosing(b.err.Pos)
	for _, n := range outer {
		if list := b.within(b.checked, n); len(list) > 0 {
			return b.named(list)
		}
	}
	if len(outer) == 0 {
		return nil
	}
	statement := outer[len(outer)-1]
	if list := b.ofVariables(statement, maxDeclarations); len(list) > 0 {
		return b.here(list)
	}
	return b.here(b.inMessage(b.ofTypes(statement)))
}

// named returns the uses whose names are in the message of the error, or all if there are
// none.
func (b *blamer) named(list []use) []use {
	if some := b.inMessage(list); len(some) > 0 {
		return some
	}
	return list
}

// here returns the uses as uses at the place of the error, and adds them.
func (b *blamer) here(list []use) []use {
	pos := b.set.PositionFor(b.err.Pos, false)
	var out []use
	for _, u := range list {
		u.place, u.line, u.column = place{pos.Filename, pos.Offset}, pos.Line, pos.Column
		out = append(out, u)
	}
	b.search.uses[pos.Filename] = append(b.search.uses[pos.Filename], out...)
	sortUses(b.search.uses[pos.Filename])
	return out
}

// inMessage returns the uses whose names are in the message of the error.
func (b *blamer) inMessage(list []use) []use {
	words := strings.FieldsFunc(b.err.Msg, func(c rune) bool {
		return c != '_' && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z')
	})
	isNamed := func(u use) bool { return slices.Contains(words, lastName(u.symbol.name)) }
	return slices.DeleteFunc(slices.Clone(list), func(u use) bool { return !isNamed(u) })
}

// lastName returns the part of a symbol that callers write: "ID" for "Order.ID".
func lastName(symbol string) string { return symbol[strings.LastIndex(symbol, ".")+1:] }

// enclosing returns the nodes around a position, the innermost first and the simple
// statement or the declaration last.
func (b *blamer) enclosing(pos token.Pos) []ast.Node {
	var path []ast.Node
	for _, f := range b.files {
		if pos < f.FileStart || pos > f.FileEnd {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if n == nil || pos < n.Pos() || pos >= n.End() {
				return false
			}
			if hasStatements(n) {
				path = nil
			} else {
				path = append(path, n)
			}
			return true
		})
	}
	slices.Reverse(path)
	return path
}

// hasStatements reports whether a node contains whole statements or declarations.
func hasStatements(n ast.Node) bool {
	switch n.(type) {
	case *ast.File, *ast.GenDecl, *ast.FuncDecl, *ast.FuncLit, *ast.BlockStmt, *ast.IfStmt, *ast.ForStmt,
		*ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt, *ast.CaseClause, *ast.CommClause:
		return true
	}
	return false
}

// ofVariables returns the uses in the declarations of the local variables of a node.
func (b *blamer) ofVariables(n ast.Node, depth int) []use {
	var found []use
	for _, id := range identifiers(n) {
		v, ok := b.info.Uses[id].(*types.Var)
		if !ok || v.IsField() || depth == 0 || len(found) > 0 {
			continue
		}
		declaration := b.declaration(v)
		if declaration == nil || declaration == n {
			continue
		}
		if found = b.named(b.within(b.checked, declaration)); len(found) == 0 {
			found = b.ofVariables(declaration, depth-1)
		}
	}
	return found
}

// declaration returns the statement that declares a local variable, or the expression over
// whose elements the variable ranges. It returns nil if there is none.
func (b *blamer) declaration(v *types.Var) ast.Node {
	outer := b.enclosing(v.Pos())
	if len(outer) == 0 {
		return nil
	}
	declaration := outer[len(outer)-1]
	for _, f := range b.files {
		ast.Inspect(f, func(n ast.Node) bool {
			if loop, ok := n.(*ast.RangeStmt); ok && (loop.Key == declaration || loop.Value == declaration) {
				declaration = loop.X
			}
			return n != nil && n.Pos() <= v.Pos() && v.Pos() < n.End()
		})
	}
	return declaration
}

// ofTypes returns uses of the symbols whose names, or the names of whose receivers, are
// types of expressions of a node. They have no place.
func (b *blamer) ofTypes(n ast.Node) []use {
	var found []use
	for _, t := range b.namedTypes(n) {
		pkg, prefix := t.Pkg().Path(), t.Name()+"."
		for _, names := range []nameIndex{b.search.index.old, b.search.index.new} {
			for name, findings := range names[pkg] {
				same := func(u use) bool { return u.symbol.name == name }
				if (name == t.Name() || strings.HasPrefix(name, prefix)) && !slices.ContainsFunc(found, same) {
					found = append(found, use{symbol: &symbol{name, findings}})
				}
			}
		}
	}
	return found
}

// namedTypes returns the named types of the expressions of a node.
func (b *blamer) namedTypes(n ast.Node) []*types.TypeName {
	var list []*types.TypeName
	ast.Inspect(n, func(n ast.Node) bool {
		expr, ok := n.(ast.Expr)
		if !ok {
			return true
		}
		t := types.Unalias(b.info.Types[expr].Type)
		for t != nil {
			switch of := t.(type) {
			case *types.Pointer:
				t = types.Unalias(of.Elem())
				continue
			case *types.Slice:
				t = types.Unalias(of.Elem())
				continue
			case *types.Map:
				t = types.Unalias(of.Elem())
				continue
			case *types.Named:
				if name := of.Obj(); name.Pkg() != nil && !slices.Contains(list, name) {
					list = append(list, name)
				}
			}
			break
		}
		return true
	})
	return list
}

// identifiers returns the identifiers in a node.
func identifiers(n ast.Node) []*ast.Ident {
	var list []*ast.Ident
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			list = append(list, id)
		}
		return true
	})
	return list
}
