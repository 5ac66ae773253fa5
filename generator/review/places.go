package review

// This file finds positions in the new side for parts and Go symbols that are gone: the
// position of the closest part that contained them and that is still there. Annotations are
// at lines of the new files, where the position in an old file would be meaningless.
//
//	a property was removed  →  the schema in the description, the struct in the Go file
//
// Some changes, such as those of texts, have a pointer and no part. Their position is that
// of the closest part above the pointer, on both sides.

import (
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
)

// placeIndex has the positions of the parts of an API by pointer.
type placeIndex struct {
	positions  map[diag.Pointer]diag.Pos
	types      map[diag.Pointer]*api.Type
	operations map[diag.Pointer]*api.Operation
}

// placesOf returns the positions of the parts of an API.
func placesOf(a *api.API) *placeIndex {
	x := &placeIndex{
		map[diag.Pointer]diag.Pos{}, map[diag.Pointer]*api.Type{}, map[diag.Pointer]*api.Operation{},
	}
	for _, o := range a.Places {
		x.add(o)
	}
	for _, t := range a.Types {
		x.types[t.Origin.Pointer] = t
		x.add(t.Origin)
		for _, f := range t.Fields {
			x.add(f.Origin)
		}
		for _, m := range t.Members {
			x.add(m.Origin)
		}
		for _, v := range slices.Concat(t.Variants, t.Subtypes) {
			x.add(v.Origin)
		}
	}
	for _, op := range a.Operations {
		x.operations[op.Origin.Pointer] = op
		x.addOperation(op)
	}
	for _, cb := range a.Callbacks {
		x.add(cb.Origin)
	}
	for _, s := range a.Servers {
		x.add(s.Origin)
	}
	for _, s := range a.Security {
		x.add(s.Origin)
	}
	for _, t := range a.Tables {
		x.add(api.Origin{Pointer: codesAt.Child(t.Name), Pos: t.Origin.Pos})
	}
	return x
}

func (x *placeIndex) add(o api.Origin) {
	if _, known := x.positions[o.Pointer]; !known && o.Pos.Line > 0 {
		x.positions[o.Pointer] = o.Pos
	}
}

func (x *placeIndex) addOperation(op *api.Operation) {
	x.add(op.Origin)
	x.add(op.Path.Origin)
	x.add(op.SecurityAt)
	for _, p := range allParams(op) {
		x.add(p.Origin)
	}
	for _, b := range allBodies(op) {
		x.add(b.Origin)
	}
	for _, r := range slices.Concat(op.Success, op.Errors) {
		x.add(r.Origin)
		for _, h := range r.Headers {
			x.add(h.Origin)
		}
	}
}

// codesAt is the pointer above those of the code tables.
const codesAt diag.Pointer = "/codes"

// near returns the position of the part at a pointer, or else of the closest one above it.
// The function returns the pointer that a part has on this side.
func (x *placeIndex) near(p diag.Pointer, moved func(diag.Pointer) diag.Pointer) diag.Pos {
	for ; p != "" && p != codesAt; p = above(p) {
		if pos, ok := x.positions[moved(p)]; ok {
			return pos
		}
	}
	if p == codesAt {
		return diag.Pos{} // the description does not contain the code tables
	}
	return x.positions[""]
}

// above returns the pointer without its last token.
func above(p diag.Pointer) diag.Pointer { return p[:max(strings.LastIndexByte(string(p), '/'), 0)] }

// isInside reports whether the part at a pointer is the outer one or inside of it.
func isInside(p, outer diag.Pointer) bool {
	inside, ok := strings.CutPrefix(string(p), string(outer))
	return ok && (inside == "" || inside[0] == '/')
}

// setPlaces sets the missing positions of a change.
func (c *comparer) setPlaces(x *change) {
	if x.at == "" || x.now.Line > 0 {
		return
	}
	if c.places[0] == nil {
		c.places = [2]*placeIndex{placesOf(c.old.api), placesOf(c.now.api)}
	}
	switch {
	case x.old.Line > 0:
		x.near = c.places[1].near(x.at, c.newPointer)
	default:
		x.now = c.places[1].near(x.at, func(p diag.Pointer) diag.Pointer { return p })
		x.old = c.places[0].near(x.at, c.oldPointer)
	}
}

// newPointer returns the pointer that the new side has for a type or an operation at a
// pointer of the old side. It returns p for other parts.
func (c *comparer) newPointer(p diag.Pointer) diag.Pointer {
	if t := c.types[c.places[0].types[p]]; t != nil {
		return t.Origin.Pointer
	}
	if op := c.operations[c.places[0].operations[p]]; op != nil {
		return op.Origin.Pointer
	}
	return p
}

// oldPointer is newPointer for the other direction. It knows only types.
func (c *comparer) oldPointer(p diag.Pointer) diag.Pointer {
	if t := c.back[c.places[1].types[p]]; t != nil {
		return t.Origin.Pointer
	}
	return p
}

// nearSymbol returns the symbol of the new side that contained a symbol that is gone, or else
// the first one of its file. It returns nil if the file is gone too. Only symbols in files
// that differ are found.
func (c *comparer) nearSymbol(key symbolKey, gone *goSymbol) *goSymbol {
	receiver, _, isMember := strings.Cut(key.Name, ".")
	if s := c.nowSymbols[symbolKey{key.Dir, receiver}]; isMember && s != nil {
		return s
	}
	for _, part := range c.old.ownersOf(key) {
		for _, other := range c.symbolsOfPart(part) {
			if s := c.nowSymbols[other]; s != nil {
				return s
			}
		}
	}
	if c.firstInFile == nil {
		c.firstInFile = map[string]*goSymbol{}
		for _, s := range c.nowSymbols {
			if first := c.firstInFile[s.File]; first == nil || s.Line < first.Line {
				c.firstInFile[s.File] = s
			}
		}
	}
	return c.firstInFile[gone.File]
}

// symbolsOfPart returns the symbols of the new side that were made from a part of the old
// side, or from the closest part that contained it.
func (c *comparer) symbolsOfPart(part any) []symbolKey {
	switch part := part.(type) {
	case *api.Type:
		if now := c.types[part]; now != nil {
			return c.now.symbolsAt(now.Origin.Pointer)
		}
	case *api.Operation:
		if now := c.operations[part]; now != nil {
			return c.now.symbolsAt(now.Origin.Pointer)
		}
	case memberPart:
		return c.symbolsOfPart(part.union)
	case clientPart, *api.Server:
		return []symbolKey{{"", "Client"}}
	case *api.Field:
		return c.now.symbolsAt(part.Origin.Pointer)
	}
	return nil
}
