package rest

// RawJSON is the text of one JSON value as it was received, or as it is to be
// sent. An empty one stands for null.
type RawJSON []byte

// String returns the text.
func (r RawJSON) String() string {
	if len(r) == 0 {
		return "null"
	}
	return string(r)
}

// Decode reads the value with the given function, as [Decode] does.
func (r RawJSON) Decode(read func(*Decoder)) error {
	return Decode([]byte(r.String()), read)
}

// MarshalJSON returns the text.
func (r RawJSON) MarshalJSON() ([]byte, error) {
	return Encode(func(e *Encoder) { e.Raw(r) })
}

// UnmarshalJSON keeps a copy of the text.
func (r *RawJSON) UnmarshalJSON(data []byte) error {
	return Decode(data, func(d *Decoder) { *r = d.Raw() })
}
