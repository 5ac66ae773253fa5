package rest

// This file writes values that a model does not know: raw JSON values and the
// additional properties of an object. Additional properties come last, without
// those that the model wrote itself. Each object has a bit set over its names.
// Most written names do not match it and need no comparison.

import "slices"

// extras holds the additional properties that are written at the end of their
// objects.
type extras struct {
	objects []extraObject // open objects with additional properties, the innermost last
	names   []string      // names of the properties, sorted within each object

	// Room for most values so that they need only one allocation.
	objectsRoom [2]extraObject
	namesRoom   [6]string
}

// extraObject is an object with additional properties.
type extraObject struct {
	members map[string]RawJSON
	depth   int    // number of open brackets, including its own
	first   int    // index of its first name
	bits    uint64 // bit set over its names, see bitOf
}

// keepExtras records the additional properties of the object that has just
// begun, except those that [KeepMissing] has marked.
func (e *Encoder) keepExtras(members map[string]RawJSON) {
	x := e.extras
	if x == nil {
		x = new(extras)
		x.objects, x.names = x.objectsRoom[:0], x.namesRoom[:0]
		e.extras = x
	}
	o := extraObject{members: members, depth: len(e.open), first: len(x.names)}
	for name, value := range members {
		if value != nil && len(value) == 0 {
			continue
		}
		x.names = append(x.names, name)
		o.bits |= bitOf(name)
	}
	slices.Sort(x.names[o.first:])
	x.objects = append(x.objects, o)
}

// bitOf returns one of 64 bits for a name.
func bitOf(name string) uint64 {
	if name == "" {
		return 1
	}
	return 1 << ((len(name)*7 + int(name[0]) + int(name[len(name)-1])) & 63)
}

// depth returns the depth of the innermost object with additional properties,
// or 0.
func (x *extras) depth() int {
	if len(x.objects) == 0 {
		return 0
	}
	return x.objects[len(x.objects)-1].depth
}

// written removes a name that the innermost object now has.
func (x *extras) written(name string) {
	o := &x.objects[len(x.objects)-1]
	if o.bits&bitOf(name) == 0 {
		return
	}
	if i, found := slices.BinarySearch(x.names[o.first:], name); found {
		x.names = slices.Delete(x.names, o.first+i, o.first+i+1)
	}
}

// HasExtra reports whether the additional properties of the innermost object have an
// entry for a declared property, whose default is then not sent: a value, which is sent in
// its place, or the mark of [KeepMissing]. It is for generated code.
func (e *Encoder) HasExtra(name string) bool {
	if !e.extra {
		return false
	}
	_, ok := e.extras.objects[len(e.extras.objects)-1].members[name]
	return ok
}

// writeExtras writes the remaining properties of the innermost object.
func (e *Encoder) writeExtras() {
	x := e.extras
	last := len(x.objects) - 1
	o := x.objects[last]
	e.extra = false
	for _, name := range x.names[o.first:] {
		e.Key(name)
		e.Raw(o.members[name])
	}
	clear(x.names[o.first:])
	x.names, x.objects = x.names[:o.first], x.objects[:last]
}

// Raw writes a JSON value without white space. It writes an empty value as
// null. Invalid JSON is an error.
func (e *Encoder) Raw(v RawJSON) {
	if len(v) == 0 {
		e.Null()
		return
	}
	if v[0] == '"' && passPlain(v, 1) == len(v)-1 && v[len(v)-1] == '"' { // the most common case
		e.value()
		e.buf = append(e.buf, v...)
		return
	}
	d := Decoder{data: v}
	d.Skip()
	if err := d.Finish(); err != nil {
		e.Fail(err)
		return
	}
	e.value()
	e.buf = appendCompact(e.buf, v)
}

// appendCompact appends valid JSON without its white space.
func appendCompact(dst []byte, text []byte) []byte {
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case c == '"':
			end := passString(text, i)
			dst = appendUTF8(dst, text[i:end])
			i = end
		case c <= ' ':
			i++
		default:
			dst = append(dst, c)
			i++
		}
	}
	return dst
}
