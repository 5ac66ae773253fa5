package review

// This file describes the Go symbols of a finding: a renamed symbol has both names, and a
// symbol whose uses a mechanical edit corrects has that edit.

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
)

// symbolsOf returns the symbols of a change for the report.
func (c *comparer) symbolsOf(x *change) []Symbol {
	newNames := c.renamedSymbols(x)
	taken := map[*symbolChange]bool{}
	for _, added := range newNames {
		taken[added] = true
	}
	whole := wholeTypes(x.symbols)
	var out []Symbol
	for _, s := range x.symbols {
		if taken[s] || whole.includes(s) {
			continue
		}
		symbol := c.symbol(s)
		if added := newNames[s]; added != nil {
			other := c.symbol(added)
			symbol.New, symbol.NewType = other.New, other.NewType
			symbol.NewLine, symbol.File = other.NewLine, other.File
			symbol.NearFile, symbol.NearLine = "", 0
			symbol.Edit = nil
			if added.New.Type == s.Old.Type || !isRetyped(x) {
				symbol.Edit = &Edit{Kind: Rename}
			}
		}
		if symbol.Edit != nil && !x.allows(symbol.Edit.Kind) {
			symbol.Edit = nil
		}
		out = append(out, symbol)
	}
	return out
}

// isRetyped reports whether a change is about a property of a type that may have another
// name too, so that its field is another symbol.
func isRetyped(x *change) bool {
	return strings.HasPrefix(x.rule, "prop.") && !strings.HasSuffix(x.rule, "renamed") &&
		len(x.oldTree) > 0 && len(x.newTree) > 0
}

// typeSet is the set of types that are gone or new.
type typeSet map[symbolKey]*symbolChange

// wholeTypes returns the types of a list of symbols that are gone or new. Their fields and
// methods are not listed, since callers that use these use the type too.
func wholeTypes(symbols []*symbolChange) typeSet {
	out := typeSet{}
	for _, s := range symbols {
		if s.Old == nil && s.New.Kind == "type" || s.New == nil && s.Old.Kind == "type" {
			out[s.Key] = s
		}
	}
	return out
}

// includes reports whether a symbol is gone or new with its type.
func (types typeSet) includes(s *symbolChange) bool {
	receiver, _, isMember := strings.Cut(s.Key.Name, ".")
	t := types[symbolKey{s.Key.Dir, receiver}]
	return isMember && t != nil && (t.Old == nil) == (s.Old == nil) && (t.New == nil) == (s.New == nil)
}

// allows reports whether an edit of a kind is correct for a change: nil is an error for a
// required body, and a struct that became an interface is not dereferenced.
func (x *change) allows(kind EditKind) bool {
	switch kind {
	case AddNilArgument:
		return x.rule == "body.added"
	case Dereference, TakeAddress:
		return strings.HasPrefix(x.rule, "prop.") || strings.HasPrefix(x.rule, "param.")
	}
	return true
}

// renamedSymbols returns the new symbols by the gone ones that they replace.
func (c *comparer) renamedSymbols(x *change) map[*symbolChange]*symbolChange {
	if !strings.HasSuffix(x.rule, "renamed") && x.rule != "schema.moved" && len(c.names.ofChange[x]) == 0 &&
		x.rule != "name.changed" && !isRetyped(x) {
		return nil
	}
	gone, added := map[symbolKey]*symbolChange{}, map[symbolKey]*symbolChange{}
	var goneMembers, addedMembers []*symbolChange
	for _, s := range x.symbols {
		switch {
		case s.New == nil:
			gone[s.Key] = s
			if s.Old.Kind == "const" || s.Old.Kind == "field" {
				goneMembers = append(goneMembers, s)
			}
		case s.Old == nil:
			added[s.Key] = s
			if s.New.Kind == "const" || s.New.Kind == "field" {
				addedMembers = append(addedMembers, s)
			}
		}
	}
	out := map[*symbolChange]*symbolChange{}
	if len(goneMembers) == 1 && len(addedMembers) == 1 && goneMembers[0].Old.Kind == addedMembers[0].New.Kind {
		out[goneMembers[0]] = addedMembers[0]
	}
	for _, r := range c.names.ofChange[x] {
		if was, is := gone[r.old], added[r.now]; was != nil && is != nil && was.Old.Kind == is.New.Kind {
			out[was] = is
		}
	}
	for _, names := range c.typeRenames(x) {
		for key, s := range gone {
			rest, ok := strings.CutPrefix(key.Name, names[0])
			if other := added[symbolKey{key.Dir, names[1] + rest}]; ok && other != nil && out[s] == nil &&
				other.New.Kind == s.Old.Kind {
				out[s] = other
			}
		}
	}
	return out
}

// typeRenames returns pairs of the old and the new Go names of the types of a change, the
// longest first.
func (c *comparer) typeRenames(x *change) [][2]string {
	var pairs [][2]string
	for _, part := range x.oldTree {
		old, ok := part.(*api.Type)
		if !ok || c.types[old] == nil {
			continue
		}
		was, is := c.old.names[old], c.now.names[c.types[old]]
		if was != "" && is != "" && was != is {
			pairs = append(pairs, [2]string{was, is})
		}
	}
	for _, r := range c.names.ofChange[x] {
		pairs = append(pairs, [2]string{r.old.Name, r.now.Name})
	}
	slices.SortStableFunc(pairs, func(a, b [2]string) int { return cmp.Compare(len(b[0]), len(a[0])) })
	return pairs
}

// symbol returns a changed symbol for the report.
func (c *comparer) symbol(s *symbolChange) Symbol {
	out := Symbol{Package: cmp.Or(c.now.imports[s.Key.Dir], c.old.imports[s.Key.Dir])}
	if s.Old != nil {
		out.Old, out.OldType, out.OldLine, out.File = s.Key.Name, s.Old.shown(), s.Old.Line, s.Old.File
	}
	if s.New != nil {
		out.New, out.NewType, out.NewLine, out.File = s.Key.Name, s.New.shown(), s.New.Line, s.New.File
	} else if near := c.nearSymbol(s.Key, s.Old); near != nil {
		out.NearFile, out.NearLine = near.File, near.Line
	}
	out.Edit = s.edit()
	return out
}

// shown returns the type of a symbol as in the source.
func (g *goSymbol) shown() string {
	switch g.Kind {
	case "func", "method":
		return cmp.Or(g.Full, g.Type)
	case "const":
		if g.Full != "" && g.Type == "" && isWord(g.Full[0]) {
			return "const = " + g.Full // the constant of an alias, which would look like a type
		}
		if g.Full != "" {
			return strings.TrimSpace(g.Type + " = " + g.Full)
		}
	}
	return g.Type
}

// edit returns the mechanical edit of the uses of a symbol, or nil.
func (s *symbolChange) edit() *Edit {
	if s.Old == nil || s.New == nil || s.Old.Kind != s.New.Kind {
		return nil
	}
	switch {
	case s.Old.Type == "*"+s.New.Type:
		return &Edit{Kind: Dereference}
	case "*"+s.Old.Type == s.New.Type:
		return &Edit{Kind: TakeAddress}
	}
	old, oldResults := arguments(s.Old.Type)
	now, newResults := arguments(s.New.Type)
	if oldResults != newResults {
		return nil
	}
	if i := additional(now, old); i >= 0 && isNilable(now[i]) {
		return &Edit{Kind: AddNilArgument, Argument: i + 1}
	}
	if i := additional(old, now); i >= 0 {
		return &Edit{Kind: RemoveArgument, Argument: i + 1}
	}
	return nil
}

// isNilable reports whether nil is a value of a Go type.
func isNilable(text string) bool {
	return strings.HasPrefix(text, "*") || strings.HasPrefix(text, "[]") || strings.HasPrefix(text, "map[")
}

// additional returns the index of the only element of list that other lacks, or -1.
func additional(list, other []string) int {
	if len(list) != len(other)+1 {
		return -1
	}
	for i := range list {
		if slices.Equal(slices.Delete(slices.Clone(list), i, i+1), other) {
			return i
		}
	}
	return -1
}

// arguments splits a signature, as returned by sourceReader.signature, into the types of
// its parameters and the rest.
func arguments(signature string) (list []string, results string) {
	rest, ok := strings.CutPrefix(signature, "func(")
	if !ok {
		return nil, signature
	}
	depth, start := 0, 0
	for i, r := range rest {
		switch r {
		case '(', '[', '{':
			depth++
		case ']', '}':
			depth--
		case ')':
			if depth == 0 {
				if i > start {
					list = append(list, strings.TrimSpace(rest[start:i]))
				}
				return list, rest[i:]
			}
			depth--
		case ',':
			if depth == 0 {
				list = append(list, strings.TrimSpace(rest[start:i]))
				start = i + 1
			}
		}
	}
	return nil, signature
}
