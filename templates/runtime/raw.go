package rest

// RawJSON is one JSON value as it was received or will be sent. An empty
// RawJSON means null. In the additional properties of a model, only nil means null, and
// an empty value that is not nil marks a property that is not sent.
type RawJSON []byte

// String returns the JSON text.
func (r RawJSON) String() string {
	if len(r) == 0 {
		return "null"
	}
	return string(r)
}

// Decode decodes the value by calling the read function. It is for generated
// code.
func (r RawJSON) Decode(read func(*Decoder)) error {
	return Decode([]byte(r.String()), read)
}

// MarshalJSON implements [encoding/json.Marshaler].
func (r RawJSON) MarshalJSON() ([]byte, error) {
	return Encode(func(e *Encoder) { e.Raw(r) })
}

// UnmarshalJSON implements [encoding/json.Unmarshaler]. It copies data.
func (r *RawJSON) UnmarshalJSON(data []byte) error {
	return Decode(data, func(d *Decoder) { *r = d.Raw() })
}
