package rest

// The functions in this file combine functions that read or write single
// values. A reader is a func(*Decoder) T and a writer is a func(*Encoder, T),
// so methods can be passed directly: ReadList(d, (*Decoder).String).

// Model is implemented by pointers to generated structs. It is for generated
// code.
type Model[T any] interface {
	*T
	DecodeJSON(*Decoder)
	EncodeJSON(*Encoder)
}

// ReadModel reads a model. It reads null as the zero value. It is for generated
// code.
func ReadModel[T any, P Model[T]](d *Decoder) T {
	var v T
	P(&v).DecodeJSON(d)
	return v
}

// ReadModelPointer reads a model. It reads null as nil. It is for generated
// code.
func ReadModelPointer[T any, P Model[T]](d *Decoder) *T {
	if d.noObject() {
		return nil
	}
	v := new(T)
	P(v).DecodeJSON(d)
	return v
}

// ReadModelList reads an array of models. It reads null as nil and an empty
// array as an empty slice. It decodes the elements in place and therefore
// allocates less often than [ReadList] with [ReadModel]. It is for generated
// code.
func ReadModelList[T any, P Model[T]](d *Decoder) []T {
	if !d.Array() {
		return nil
	}
	list := []T{}
	for d.Next() {
		if len(list) == cap(list) { // inlined roomFor, which would be another function for each model
			more := make([]T, len(list), 2+2*len(list))
			copy(more, list)
			list = more
		}
		list = list[:len(list)+1]
		P(&list[len(list)-1]).DecodeJSON(d)
	}
	return list
}

// ReadConstant reads a value that must have the given JSON text, see
// [Decoder.Constant]. It is for generated code.
func ReadConstant[T any](d *Decoder, text string, read func(*Decoder) T) T {
	d.Constant(text)
	return read(d)
}

// Maybe reads a value and returns a pointer to it, or nil if the value is null.
// It is for generated code.
func Maybe[T any](d *Decoder, read func(*Decoder) T) *T {
	if d.Null() {
		return nil
	}
	v := read(d)
	if d.err != nil {
		return nil
	}
	return &v
}

// ReadList reads an array. It reads null as nil and an empty array as an empty
// slice. It is for generated code.
func ReadList[T any](d *Decoder, read func(*Decoder) T) []T {
	if !d.Array() {
		return nil
	}
	list := []T{}
	for d.Next() {
		list = append(roomFor(list), read(d))
	}
	return list
}

// roomFor returns list with capacity for another element. Most lists are short;
// others grow in large steps.
func roomFor[T any](list []T) []T {
	if len(list) < cap(list) {
		return list
	}
	more := make([]T, len(list), 2+2*len(list))
	copy(more, list)
	return more
}

// ReadMap reads an object whose members have the same type. It reads null as
// nil. If a name occurs twice, the last value wins. It is for generated code.
func ReadMap[T any](d *Decoder, read func(*Decoder) T) map[string]T {
	if !d.Object() {
		return nil
	}
	m := make(map[string]T)
	for d.Next() {
		key := d.keep(d.Key())
		m[key] = read(d)
	}
	return m
}

// WriteModel writes a model. It is for generated code.
func WriteModel[T any, P Model[T]](e *Encoder, v T) {
	P(&v).EncodeJSON(e)
}

// WriteModelPointer writes a model, or null for nil. It is for generated code.
func WriteModelPointer[T any, P Model[T]](e *Encoder, v *T) {
	if v == nil {
		e.Null()
		return
	}
	P(v).EncodeJSON(e)
}

// Union is implemented by the values of a generated union. It is for generated
// code.
type Union interface {
	comparable
	EncodeJSON(*Encoder)
}

// WriteUnion writes the value of a union, or null for nil. It is for generated
// code.
func WriteUnion[T Union](e *Encoder, v T) {
	var none T
	if v == none {
		e.Null()
		return
	}
	v.EncodeJSON(e)
}

// WriteModelList writes an array of models, or [] for nil. It encodes the
// elements in place and therefore allocates less often than [WriteList] with
// [WriteModel]. It is for generated code.
func WriteModelList[T any, P Model[T]](e *Encoder, list []T) {
	e.Array()
	start := len(e.buf)
	for i := range list {
		P(&list[i]).EncodeJSON(e)
		if i == 0 {
			e.foresee(start, len(list)-1)
		}
	}
	e.End()
}

// WriteMaybe writes the value that p points to, or null for nil. It is for
// generated code.
func WriteMaybe[T any](e *Encoder, p *T, write func(*Encoder, T)) {
	if p == nil {
		e.Null()
		return
	}
	write(e, *p)
}

// WriteList writes an array, or [] for nil. It is for generated code.
func WriteList[T any](e *Encoder, list []T, write func(*Encoder, T)) {
	e.Array()
	start := len(e.buf)
	for i, v := range list {
		write(e, v)
		if i == 0 {
			e.foresee(start, len(list)-1)
		}
	}
	e.End()
}

// WriteMap writes an object with its members sorted by name, or {} for nil. It
// is for generated code.
func WriteMap[T any](e *Encoder, m map[string]T, write func(*Encoder, T)) {
	e.Object(nil)
	for _, key := range sortedKeys(m) {
		e.Key(key)
		write(e, m[key])
	}
	e.End()
}

// WriteTypedMap writes a map like [WriteMap]. If the map has no member with the given
// name, WriteTypedMap adds it with the given JSON text. It is for generated code.
func WriteTypedMap[T any](e *Encoder, m map[string]T, name, text string, write func(*Encoder, T)) {
	e.Object(nil)
	if _, ok := m[name]; !ok {
		e.Key(name)
		e.Raw(RawJSON(text))
	}
	for _, key := range sortedKeys(m) {
		e.Key(key)
		write(e, m[key])
	}
	e.End()
}

// SetNull adds a member with the value null to the additional properties of a
// model so that the model contains an explicit null when it is encoded. A
// declared property with a value takes precedence. It is for generated code;
// programs call a model's SetNull method instead.
//
//go:noinline
func SetNull(to *map[string]RawJSON, name string) {
	if *to == nil {
		*to = make(map[string]RawJSON)
	}
	(*to)[name] = RawJSON("null")
}

// KeepMissing records in the additional properties of a model that a property is missing,
// so that the encoder does not send its default: it adds an empty value that is not nil,
// unless there is an entry. It is for generated code.
//
//go:noinline
func KeepMissing(to *map[string]RawJSON, name string) {
	if _, ok := (*to)[name]; ok {
		return
	}
	if *to == nil {
		*to = make(map[string]RawJSON)
	}
	(*to)[name] = RawJSON{}
}

// Value returns the value that p points to, or the zero value if p is nil.
func Value[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

// Ptr returns a pointer to v. Go 1.26 and later can use new(v) instead.
func Ptr[T any](v T) *T { return &v }
