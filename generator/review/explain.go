package review

// This file relates the Go symbols that differ to the changes of the description.
//
// A symbol belongs to the changes of the most specific part of the API from which it
// was made: that of a field to the changes of its property, that of a call to the
// changes of its operation. If its text differs in the name of a type, it also
// belongs to the changes of that type. A symbol that belongs to no change is a
// finding of its own.

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
)

// explainer has the changes by the parts of the API whose symbols they explain.
type explainer struct {
	*comparer
	ofOld, ofNew map[any][]*change
	naming       map[*api.Type][]*change // changes that also change the names of types
}

// explain adds the symbols that differ to the changes.
func (c *comparer) explain(symbols []*symbolChange) {
	e := &explainer{c, map[any][]*change{}, map[any][]*change{}, map[*api.Type][]*change{}}
	for _, x := range c.changes {
		e.index(x)
	}
	for _, s := range symbols {
		found := e.explanations(s)
		for _, x := range found {
			x.symbols = append(x.symbols, s)
		}
		if len(found) == 0 {
			c.add(c.unexplained(s))
		}
	}
}

func (e *explainer) index(x *change) {
	for _, part := range x.oldTree {
		e.ofOld[part] = append(e.ofOld[part], x)
		if t, ok := part.(*api.Type); ok && x.naming {
			e.naming[t] = append(e.naming[t], x)
		}
	}
	for _, part := range x.newTree {
		e.ofNew[part] = append(e.ofNew[part], x)
		if t, ok := part.(*api.Type); ok && x.naming {
			e.naming[t] = append(e.naming[t], x)
		}
	}
}

// explanations returns the changes to which a symbol belongs.
func (e *explainer) explanations(s *symbolChange) []*change {
	var found []*change
	if s.Old != nil && s.New != nil {
		found = e.ofNames(s, false)
		for _, x := range e.ofName(s) {
			if !slices.Contains(found, x) {
				found = append(found, x)
			}
		}
	} else if x := cmp.Or(e.counterpart(s), e.renamedMarker(s), e.ofRenamedType(s)); x != nil {
		return []*change{x}
	}
	if len(found) > 0 && e.onlyNames(s) {
		return found
	}
	for _, x := range e.ofOwners(s) {
		if !slices.Contains(found, x) {
			found = append(found, x)
		}
	}
	if len(found) == 0 && s.Old != nil && s.New != nil {
		found = e.ofNames(s, true)
	}
	isReplaced := s.Old == nil || s.New == nil
	found = preferred(found, func(x *change) bool { return x.moves == isReplaced })
	if s.breaks() {
		found = preferred(found, func(x *change) bool { return len(x.oldTree) > 0 })
		found = preferred(found, func(x *change) bool { return !x.quiet })
	}
	return found
}

// ofRenamedType returns the change of the name of a type if a member of the type is on one
// side only because of it:
//
//	Wallet became EWallet, and its property "type" has another value  →  Wallet.Type is gone
func (e *explainer) ofRenamedType(s *symbolChange) *change {
	here, there, matches, symbols, changes, symbol := e.old, e.now, e.types, e.nowSymbols, e.ofOld, s.Old
	if s.Old == nil {
		here, there, matches, symbols, changes, symbol = e.now, e.old, e.back, e.oldSymbols, e.ofNew, s.New
	}
	receiver, member, _ := strings.Cut(s.Key.Name, ".")
	for _, part := range here.named[receiver] {
		name := there.names[matches[part.(*api.Type)]]
		twin := symbols[symbolKey{s.Key.Dir, name + "." + member}]
		if name == "" || name == receiver || twin == nil || twin.Kind != symbol.Kind ||
			twin.Type != translated(symbol.Type, here, there, matches) {
			continue
		}
		for _, x := range changes[part] {
			if x.rule == "schema.renamed" || x.rule == "schema.moved" || x.rule == "name.changed" {
				return x
			}
		}
	}
	return nil
}

// translated returns a type with the names that the other side has for its types.
func translated(text string, here, there *side, matches map[*api.Type]*api.Type) string {
	words := splitWords(text)
	for i, word := range words {
		for _, part := range here.named[word] {
			if name := there.names[matches[part.(*api.Type)]]; name != "" {
				words[i] = name
			}
		}
	}
	return strings.Join(words, "")
}

// preferred returns the changes for which is returns true, or all if there are none.
func preferred(list []*change, is func(*change) bool) []*change {
	if some := slices.DeleteFunc(slices.Clone(list), func(x *change) bool { return !is(x) }); len(some) > 0 {
		return some
	}
	return list
}

// ofOwners returns the changes of the most specific part from which a symbol was
// made.
func (e *explainer) ofOwners(s *symbolChange) []*change {
	var old, now []any
	if s.Old != nil {
		old = e.old.ownersOf(s.Key)
	}
	if s.New != nil {
		now = e.now.ownersOf(s.Key)
	}
	for i := range max(len(old), len(now)) {
		var found []*change
		if i < len(old) {
			found = append(found, e.ofOld[old[i]]...)
		}
		if i < len(now) {
			for _, x := range e.ofNew[now[i]] {
				if !slices.Contains(found, x) {
					found = append(found, x)
				}
			}
		}
		if len(found) > 0 {
			return found
		}
	}
	return nil
}

// ofNames returns the changes of the types whose names are only in one of the texts
// of a symbol, or of those in both: a struct that became an interface keeps its name
// and loses its asterisk.
func (e *explainer) ofNames(s *symbolChange, inBoth bool) []*change {
	var found []*change
	a, b := typeWords(s.was), typeWords(s.is)
	collect := func(words, others []string, side *side) {
		for _, word := range words {
			if slices.Contains(others, word) != inBoth {
				continue
			}
			if r := e.renamedWord(side, word); r != nil && !slices.Contains(found, r.cause) {
				found = append(found, r.cause)
			}
			for _, part := range side.named[word] {
				for _, x := range e.naming[part.(*api.Type)] {
					if !slices.Contains(found, x) {
						found = append(found, x)
					}
				}
			}
		}
	}
	collect(a, b, e.old)
	collect(b, a, e.now)
	return found
}

// onlyNames reports whether the texts of a symbol differ only in the names of types
// whose changes explain it.
func (e *explainer) onlyNames(s *symbolChange) bool {
	shape := func(text string, side *side) string {
		var b strings.Builder
		for _, word := range splitWords(text) {
			if len(side.named[word]) > 0 && e.isNaming(side.named[word]) || e.renamedWord(side, word) != nil {
				word = "*T"
			}
			b.WriteString(word)
		}
		return strings.ReplaceAll(b.String(), "**T", "*T")
	}
	return shape(s.was, e.old) == shape(s.is, e.now)
}

// renamedWord returns the rename of a type or function with a name, or nil.
func (e *explainer) renamedWord(side *side, word string) *goRename {
	if side == e.old {
		return e.comparer.names.oldWords[word]
	}
	return e.comparer.names.nowWords[word]
}

func (e *explainer) isNaming(parts []any) bool {
	return slices.ContainsFunc(parts, func(part any) bool { return len(e.naming[part.(*api.Type)]) > 0 })
}

// typeWords returns the identifiers in a type.
func typeWords(text string) []string {
	return slices.DeleteFunc(splitWords(text), func(word string) bool { return !isWord(word[0]) })
}

// splitWords splits text into identifiers and the characters between them.
func splitWords(text string) []string {
	var out []string
	for i := 0; i < len(text); {
		end := i + 1
		for isWord(text[i]) && end < len(text) && isWord(text[end]) {
			end++
		}
		out = append(out, text[i:end])
		i = end
	}
	return out
}

func isWord(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '_' || b >= 0x80
}

// unexplained returns the change for a symbol that belongs to no other.
func (c *comparer) unexplained(s *symbolChange) *change {
	x := &change{
		rule: "go.unexplained", at: "", subject: s.Key.Name, severity: Add,
		text: "the Go symbol is new", order: "~", symbols: []*symbolChange{s},
	}
	x.is = s.Key.Dir + "." + s.Key.Name
	switch {
	case s.New == nil:
		x.text = "the Go symbol was removed"
	case s.Old != nil:
		x.text = "the Go symbol changed"
	}
	if s.Old != nil {
		x.severity = Break
	}
	return x
}
