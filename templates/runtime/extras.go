package rest

// This file writes what a model does not know: values that were kept as text,
// and the members that come at the end of an object, but for those that the
// model has written itself. Most names have nothing to do with them, so a name
// is compared only when a bit that is made of it fits.

import "slices"

// extras are the members that wait for the end of their objects.
type extras struct {
	objects []extraObject // those that are open and have some, the innermost last
	names   []string      // of the members, sorted, object after object

	// One allocation is enough for most.
	objectsRoom [2]extraObject
	namesRoom   [6]string
}

// extraObject is an object with extra members.
type extraObject struct {
	members map[string]RawJSON
	depth   int    // how many brackets are open within it
	first   int    // index of its names
	bits    uint64 // of its names, see bitOf
}

// keepExtras takes the extra members of the object that was begun.
func (e *Encoder) keepExtras(members map[string]RawJSON) {
	x := e.extras
	if x == nil {
		x = new(extras)
		x.objects, x.names = x.objectsRoom[:0], x.namesRoom[:0]
		e.extras = x
	}
	o := extraObject{members: members, depth: len(e.open), first: len(x.names)}
	for name := range members {
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

// depth returns that of the innermost object with extra members, 0 for none.
func (x *extras) depth() int {
	if len(x.objects) == 0 {
		return 0
	}
	return x.objects[len(x.objects)-1].depth
}

// written takes out a name that the innermost object has now.
func (x *extras) written(name string) {
	o := &x.objects[len(x.objects)-1]
	if o.bits&bitOf(name) == 0 {
		return
	}
	if i, found := slices.BinarySearch(x.names[o.first:], name); found {
		x.names = slices.Delete(x.names, o.first+i, o.first+i+1)
	}
}

// writeExtras writes the members that are left of the innermost object.
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

// Raw writes a JSON value without the white space in it, null for an empty
// one. A text that is not JSON is an error.
func (e *Encoder) Raw(v RawJSON) {
	if len(v) == 0 {
		e.Null()
		return
	}
	if v[0] == '"' && passPlain(v, 1) == len(v)-1 && v[len(v)-1] == '"' { // as most are
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

// appendCompact appends a JSON text that is known to be well-formed.
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
