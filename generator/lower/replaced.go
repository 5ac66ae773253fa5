package lower

// Types that others replace.
//
// The type of a parameter or of a part of a multipart body is sometimes simpler than its
// schema: a string in place of a union. The types that were made for the schema are
// left out unless another part of the API refers to them.

import (
	"slices"

	"github.com/fragen-go/fragen/generator/api"
)

// dropReplaced removes the inline types in l.replaced, and the inline types in them, if
// they are unused.
func (l *lowerer) dropReplaced() {
	unused := map[*api.Type]bool{}
	var collect func(t *api.Type)
	collect = func(t *api.Type) {
		if unused[t] || isComponent(t) {
			return
		}
		unused[t] = true
		eachPart(t, collect)
	}
	for _, t := range l.replaced {
		collect(t)
	}
	if len(unused) == 0 {
		return
	}
	used := map[*api.Type]bool{}
	var use func(t *api.Type)
	use = func(t *api.Type) {
		if used[t] {
			return
		}
		used[t] = true
		eachPart(t, use)
		if t.Parent != nil && t.Parent.Type != nil {
			use(t.Parent.Type) // the name of t begins with that of its parent
		}
	}
	for _, t := range l.api.Types {
		if !unused[t] {
			use(t)
		}
	}
	for _, o := range l.api.Operations {
		eachUse(o, use)
	}
	for _, c := range l.api.Callbacks {
		use(c.Payload.Type)
	}
	l.api.Types = slices.DeleteFunc(l.api.Types, func(t *api.Type) bool { return unused[t] && !used[t] })
}

// eachPart calls visit for each type that t refers to.
func eachPart(t *api.Type, visit func(*api.Type)) {
	if t.Elem != nil {
		visit(t.Elem.Type)
	}
	if t.Content != nil {
		visit(t.Content)
	}
	if t.Enum != nil {
		visit(t.Enum)
	}
	for _, f := range t.Fields {
		visit(f.Type.Type)
	}
	for _, v := range slices.Concat(t.Variants, t.Subtypes) {
		visit(v.Type.Type)
	}
	for _, base := range t.Extends {
		visit(base)
	}
}

// eachUse calls visit for the type of each parameter and body of an operation.
func eachUse(o *api.Operation, visit func(*api.Type)) {
	for _, segment := range o.Path.Segments {
		for _, part := range segment.Parts {
			if part.Param != nil {
				visit(part.Param.Type.Type)
			}
		}
	}
	for _, p := range o.Params {
		visit(p.Type.Type)
	}
	if o.Body != nil {
		visit(o.Body.Type.Type)
	}
	for _, b := range o.OtherBodies {
		visit(b.Type.Type)
	}
	for _, r := range slices.Concat(o.Success, o.Errors) {
		for _, c := range append([]api.Content{r.Content}, r.OtherContents...) {
			if c.Type != nil {
				visit(c.Type.Type)
			}
			if c.Sequence != nil {
				for _, e := range c.Sequence.Events {
					if e.Type.Type != nil {
						visit(e.Type.Type)
					}
				}
			}
		}
	}
}
