package plan

import "slices"

// This file plans the fields of forms that a call checks. A form has no null: a property
// whose value is null is not sent. If the property is required, the call fails instead.

// RequiredParts returns the names of the required properties of a form whose Go values
// may be nil, although null is not a value of the property. If the body has several types,
// a property that may be null in one of them is not among them.
func (b *Body) RequiredParts() []string {
	var required, nullable []string
	for _, s := range structsOf(b.Type) {
		for _, f := range s.Fields {
			switch {
			case mayBeNull(f.API.Type):
				nullable = append(nullable, f.API.Name)
			case f.Send == SendAlways && f.Type.sendsNull() && !slices.Contains(required, f.API.Name):
				required = append(required, f.API.Name)
			}
		}
	}
	return slices.DeleteFunc(required, func(name string) bool { return slices.Contains(nullable, name) })
}

// sendsNull reports whether nil is encoded as null.
func (t *Type) sendsNull() bool {
	return t.Nilable() && t.Form != Slice && t.Form != StringMap && t.Form != Defined && t.Form != FilePart
}

// structsOf returns the structs that a value of a type may be, including the base types
// and subtypes of unions.
func structsOf(t *Type) []*Struct {
	var list []*Struct
	add := func(s *Struct) {
		if !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	for t.Form == Pointer {
		t = t.Elem
	}
	if t.Form == Model {
		add(t.Struct)
	}
	for _, u := range unionsOf(t) {
		if u.Base != nil {
			add(u.Base)
		}
		for _, v := range u.Variants {
			inner := v.Type
			for inner.Form == Pointer {
				inner = inner.Elem
			}
			if v.Wrapper == "" && inner.Form == Model {
				add(inner.Struct)
			}
		}
	}
	return list
}
