package rest

// This file returns a decoder to an earlier position. A union does so if the variant
// that it has chosen cannot hold the value.

// Mark is a position of a [Decoder]. It is for generated code.
type Mark struct {
	pos, depth int
	end        byte
	first      bool
}

// Mark returns the current position, for [Decoder.Rewind]. It is for generated
// code.
func (d *Decoder) Mark() Mark { return Mark{d.pos, d.depth, d.end, d.first} }

// Rewind reports whether the value at m, which has been read, is no value of the
// type of which it was read. In this case, the decoder returns to m. Such a value is
// a scalar of another type, an array with an element of another type, or an object
// in which a constant has another value. The constants are pairs of the name and the
// JSON text of the value. All other errors, such as those in other members of an
// object, remain. It is for generated code.
func (d *Decoder) Rewind(m Mark, constants ...string) bool {
	return d.failed != nil && d.rewind(m, constants) // inlined, because decoding rarely fails
}

func (d *Decoder) rewind(m Mark, constants []string) bool {
	if d.object > m.depth && !d.contradicts(m, constants) {
		return false
	}
	d.ahead += int(d.failed.Offset) - m.pos // read twice
	if d.ahead/mostAhead > len(d.document) {
		return false
	}
	d.data, d.pos, d.depth, d.end, d.first = d.document, m.pos, m.depth, m.end, m.first
	d.err, d.failed, d.document, d.object = nil, nil, nil, 0
	return true
}

// contradicts reports whether a constant of the object at m has another value.
func (d *Decoder) contradicts(m Mark, constants []string) bool {
	start := space(d.document, m.pos)
	for i := 0; i < len(constants); i += 2 {
		at, passed := lookup(d.document, start, constants[i])
		d.ahead += passed - start
		if at >= 0 && at < len(d.document) && !d.isConstant(d.document[at:passValue(d.document, at)], constants[i+1]) {
			return true
		}
	}
	return false
}

// innermostObject returns the depth of the innermost object that has begun, or 0.
func (d *Decoder) innermostObject() int {
	if d.end == '}' {
		return d.depth
	}
	for depth := d.depth - 1; depth > 0; depth-- {
		if d.arrays[depth>>6]>>(depth&63)&1 == 0 {
			return depth
		}
	}
	return 0
}
