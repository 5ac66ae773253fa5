package rest

// Mark is a position of a [Decoder]. It is for generated code.
type Mark struct {
	pos, depth int
	end        byte
	first      bool
}

// Mark returns the current position, for [Decoder.Rewind]. It is for generated
// code.
func (d *Decoder) Mark() Mark { return Mark{d.pos, d.depth, d.end, d.first} }

// Rewind reports whether decoding has failed since m because a value does not have
// the expected type. In this case, it returns to m, and decoding can continue. A
// union calls it if the variant that it has chosen cannot hold the value. It is for
// generated code.
func (d *Decoder) Rewind(m Mark) bool {
	return d.failed != nil && d.rewind(m) // inlined, because decoding rarely fails
}

func (d *Decoder) rewind(m Mark) bool {
	d.ahead += int(d.failed.Offset) - m.pos // read twice
	if d.ahead/mostAhead > len(d.document) {
		return false
	}
	d.data, d.pos, d.depth, d.end, d.first = d.document, m.pos, m.depth, m.end, m.first
	d.err, d.failed, d.document, d.constant = nil, nil, nil, 0
	return true
}

// RewindConstant is like [Decoder.Rewind], but it returns to m only if a constant of
// the object at m has another value. It is for generated code.
func (d *Decoder) RewindConstant(m Mark) bool {
	return d.constant != 0 && d.constant == m.depth+1 && d.rewind(m)
}
