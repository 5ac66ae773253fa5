package plan

// This file joins path segments that differ only in the names of their
// parameters. A description may declare
//
//	GET    /pets/{id}    id is an integer
//	DELETE /pets/{petId} petId is an integer
//	PUT    /pets/{name}  name is a string
//
// These are one resource, so they share one request builder, which has a method
// for each type of the parameter: ByID(int64) and ByName(string). The method is
// named after the parameter that most operations below it use, and the builder
// after the most common of all. A name in fragen.lock takes precedence.
//
// Two segments stay apart if joining them would give a builder two operations
// with one HTTP method, or if fragen.lock has a builder for each of them.

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/names"
)

// segmentUse is a segment of the path templates with the operations that pass
// through it.
type segmentUse struct {
	segment    api.Segment
	operations int
}

// addUse adds the use of a segment to r. Uses whose parameters have the same
// names and types are counted together.
func (r *resource) addUse(add segmentUse) {
	for i := range r.uses {
		u := &r.uses[i]
		if hasNamesOf(u.segment, add.segment) && segmentTypes(u.segment) == segmentTypes(add.segment) {
			u.operations += add.operations
			return
		}
	}
	r.uses = append(r.uses, add)
}

// hasNamesOf reports whether the parameters of a and b, which are alike, have
// the same names.
func hasNamesOf(a, b api.Segment) bool { return a.Origin.Pointer == b.Origin.Pointer }

// segmentTypes returns a text that is equal for segments whose parameters have
// the same types and are written the same way.
func segmentTypes(s api.Segment) string {
	var text strings.Builder
	for _, part := range s.Parts {
		if p := part.Param; p != nil {
			text.WriteString("{" + typeText(p.Type.Type) + " " + p.Style + " " + strconv.FormatBool(p.Explode) + "}")
		}
	}
	return text.String()
}

// typeText returns a text that is equal for equal types of path parameters.
// Enums are equal if their values are.
func typeText(t *api.Type) string {
	switch {
	case t.Elem != nil:
		return string(t.Kind) + " of " + typeText(t.Elem.Type)
	case t.Kind == api.Enum:
		values := make([]string, len(t.Members))
		for i, m := range t.Members {
			values[i] = m.Value
		}
		slices.Sort(values)
		return string(t.Kind) + " of " + string(t.MemberKind) + " " + strings.Join(values, "|")
	case t.Kind == api.Collection, t.Kind == api.Object, t.Kind == api.Union:
		return string(t.Kind) + " " + string(t.Origin.Pointer)
	}
	return string(t.Kind)
}

// segmentShape returns a segment without the names of its parameters: "v{}".
func segmentShape(s api.Segment) string {
	if s.Suffix != "" {
		return s.Suffix
	}
	var text strings.Builder
	for _, part := range s.Parts {
		if part.Param != nil {
			text.WriteString("{}")
		}
		text.WriteString(part.Literal)
	}
	return text.String()
}

// joinAlike joins the children of r that are alike, and so on below them.
func (pl *planner) joinAlike(r *resource) {
	var joined []*resource
	byShape := map[string][]*resource{}
	for _, child := range r.children {
		shape := segmentShape(child.uses[0].segment)
		i := slices.IndexFunc(byShape[shape], func(other *resource) bool { return pl.canJoin(other, child) })
		if i >= 0 {
			byShape[shape][i].join(child)
			continue
		}
		byShape[shape] = append(byShape[shape], child)
		joined = append(joined, child)
	}
	r.children = joined
	for _, child := range joined {
		pl.joinAlike(child)
	}
}

// join adds the operations of other, and the resources below it, to r.
func (r *resource) join(other *resource) {
	for _, use := range other.uses {
		r.addUse(use)
	}
	r.calls = append(r.calls, other.calls...)
	for _, below := range other.children {
		below.parent = r
		r.children = append(r.children, below)
	}
}

// canJoin reports whether b, whose segment is like that of a, can share the
// request builder of a.
func (pl *planner) canJoin(a, b *resource) bool {
	sameNames := pl.paramWords(a.uses[0].segment) == pl.paramWords(b.uses[0].segment)
	if !sameNames && pl.hasLockedBuilder(a) && pl.hasLockedBuilder(b) {
		return false
	}
	requests := map[string]bool{}
	a.visitRequests("", func(request string) bool {
		requests[request] = true
		return true
	})
	return b.visitRequests("", func(request string) bool { return !requests[request] })
}

// visitRequests calls visit for each operation of r and below, with its method
// and its path below r, until visit returns false.
func (r *resource) visitRequests(path string, visit func(request string) bool) bool {
	for _, call := range r.calls {
		if !visit(call.Operation.Method + " " + path) {
			return false
		}
	}
	for _, child := range r.children {
		if !child.visitRequests(path+"/"+segmentShape(child.uses[0].segment), visit) {
			return false
		}
	}
	return true
}

func (pl *planner) hasLockedBuilder(r *resource) bool {
	return slices.ContainsFunc(r.uses, func(u segmentUse) bool { return pl.namer.lock.all[builderKey(u.segment)] })
}

func builderKey(s api.Segment) string { return string(s.Origin.Pointer) + roleBuilder }

// chooseSegments sets the segments of r, one for each type of its parameters.
// The first one names the builder. It must run before names are claimed.
func (pl *planner) chooseSegments(r *resource) {
	slices.SortStableFunc(r.uses, func(a, b segmentUse) int {
		return cmp.Or(
			cmp.Compare(pl.lockRank(a.segment), pl.lockRank(b.segment)),
			cmp.Compare(b.operations, a.operations),
			cmp.Compare(a.segment.Origin.Pointer, b.segment.Origin.Pointer),
		)
	})
	r.segment = r.uses[0].segment
	types := map[string]bool{}
	for _, u := range r.uses {
		if text := segmentTypes(u.segment); !types[text] {
			types[text] = true
			r.segments = append(r.segments, u.segment)
		}
	}
}

// lockRank returns the rank of a segment among those that are alike. Segments
// with a builder in fragen.lock come first, then those with a method.
func (pl *planner) lockRank(s api.Segment) int {
	switch {
	case pl.namer.lock.all[typedKey(s)]:
		return 1
	case pl.namer.lock.all[builderKey(s)]:
		return 0
	case pl.namer.lock.all[string(s.Origin.Pointer)]:
		return 1
	}
	return 2
}

// roleOfType is the role of a method that differs from another one only in the
// type of its parameter.
const roleOfType = "@of:"

// typedKey returns the key of a method for a segment if the resource has a
// segment with the same names before it.
func typedKey(s api.Segment) string {
	return string(s.Origin.Pointer) + roleOfType + string(typeWord(s))
}

// claimChild claims the name of the method at index i of child.
func (pl *planner) claimChild(scope *scope, child *resource, i int) {
	segment := child.segments[i]
	key, wanted := string(segment.Origin.Pointer), pl.wantedMethod(segment)
	if suffix, ok := typeSuffix(child.segments, i); ok {
		key += roleOfType + string(suffix)
		wanted = []names.Ident{wanted[0] + suffix, wanted[0] + suffix + "Key"}
	}
	scope.claim(key, &child.methods[i].Method, wanted...)
}

// typeSuffix returns the suffix of the method for the segment at index i. It
// reports false if the segment is the first one with its names. Enums with
// different values are numbered.
func typeSuffix(segments []api.Segment, i int) (names.Ident, bool) {
	word, named, number := typeWord(segments[i]), false, 1
	for _, s := range segments[:i] {
		if !hasNamesOf(s, segments[i]) {
			continue
		}
		if named && typeWord(s) == word {
			number++
		}
		named = true
	}
	if number > 1 {
		word += names.Ident(strconv.Itoa(number))
	}
	return word, named
}

// typeWord joins the types of a segment's parameters: String, Int64AndString.
func typeWord(s api.Segment) names.Ident {
	var words []string
	for _, part := range s.Parts {
		if part.Param != nil {
			words = append(words, string(kindsWord(part.Param.Type.Type)))
		}
	}
	return names.Ident(strings.Join(words, "And"))
}

// kindsWord returns a word for a type: Int64, or Strings for a list of strings.
func kindsWord(t *api.Type) names.Ident {
	if t.Elem != nil {
		return kindsWord(t.Elem.Type) + "s"
	}
	return names.Style{}.Exported(string(t.Kind))
}

// chainOf returns the methods from the client to the builder of an operation.
func (pl *planner) chainOf(op *api.Operation) []*Child {
	if pl.opt.Operations {
		return pl.resourceOf[op].methods
	}
	segments := pl.builderSegments(op)
	chain := make([]*Child, len(segments))
	at := pl.resourceOf[op]
	for i, segment := range slices.Backward(segments) {
		chain[i] = at.methodOf(segment)
		at = at.parent
	}
	return chain
}

// methodOf returns the method of r for an operation whose path has the given
// segment.
func (r *resource) methodOf(s api.Segment) *Child {
	text := segmentTypes(s)
	for i, own := range r.segments {
		if segmentTypes(own) == text {
			return r.methods[i]
		}
	}
	panic("internal: no method for the segment " + string(s.Origin.Pointer))
}
