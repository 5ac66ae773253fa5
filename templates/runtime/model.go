package rest

// The functions here combine readers and writers of single values. A reader
// is a func(*Decoder) T, a writer a func(*Encoder, T), so methods fit as they
// are: ReadList(d, (*Decoder).String).

// Model is what a pointer to a generated struct can do.
type Model[T any] interface {
	*T
	DecodeJSON(*Decoder)
	EncodeJSON(*Encoder)
}

// ReadModel reads a model. Null reads as the zero value.
func ReadModel[T any, P Model[T]](d *Decoder) T {
	var v T
	P(&v).DecodeJSON(d)
	return v
}

// ReadModelPointer reads a model. Null reads as nil.
func ReadModelPointer[T any, P Model[T]](d *Decoder) *T {
	if d.noObject() {
		return nil
	}
	v := new(T)
	P(v).DecodeJSON(d)
	return v
}

// ReadModelList reads an array of models in place, with fewer allocations than
// [ReadList] with [ReadModel]. Null reads as nil, an empty array as an empty
// slice.
func ReadModelList[T any, P Model[T]](d *Decoder) []T {
	if !d.Array() {
		return nil
	}
	list := []T{}
	for d.Next() {
		if len(list) == cap(list) { // as roomFor, which would be one more function for each model
			more := make([]T, len(list), 2+2*len(list))
			copy(more, list)
			list = more
		}
		list = list[:len(list)+1]
		P(&list[len(list)-1]).DecodeJSON(d)
	}
	return list
}

// Maybe reads a value. Null reads as nil.
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

// ReadList reads an array. Null reads as nil, an empty array as an empty
// slice.
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

// roomFor makes room for another element. Most lists are short; the others
// grow in large steps.
func roomFor[T any](list []T) []T {
	if len(list) < cap(list) {
		return list
	}
	more := make([]T, len(list), 2+2*len(list))
	copy(more, list)
	return more
}

// ReadMap reads an object whose members are all of one type. Null reads as
// nil; of members with the same name the last counts.
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

// WriteModel writes a model.
func WriteModel[T any, P Model[T]](e *Encoder, v T) {
	P(&v).EncodeJSON(e)
}

// WriteModelPointer writes a model, null for nil.
func WriteModelPointer[T any, P Model[T]](e *Encoder, v *T) {
	if v == nil {
		e.Null()
		return
	}
	P(v).EncodeJSON(e)
}

// Union is what the values of a generated union can do.
type Union interface {
	comparable
	EncodeJSON(*Encoder)
}

// WriteUnion writes the value of a union, null for nil.
func WriteUnion[T Union](e *Encoder, v T) {
	var none T
	if v == none {
		e.Null()
		return
	}
	v.EncodeJSON(e)
}

// WriteModelList writes an array of models in place, with fewer allocations than
// [WriteList] with [WriteModel]; [] for nil.
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

// WriteMaybe writes what p points to, null for nil.
func WriteMaybe[T any](e *Encoder, p *T, write func(*Encoder, T)) {
	if p == nil {
		e.Null()
		return
	}
	write(e, *p)
}

// WriteList writes an array, [] for nil.
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

// WriteMap writes an object with the members sorted by name, {} for nil.
func WriteMap[T any](e *Encoder, m map[string]T, write func(*Encoder, T)) {
	e.Object(nil)
	for _, key := range sortedKeys(m) {
		e.Key(key)
		write(e, m[key])
	}
	e.End()
}

// SetNull adds a member with the value null to the additional properties of a
// model, which sends an explicit null. A declared property that has a value
// goes before it.
//
//go:noinline
func SetNull(to *map[string]RawJSON, name string) {
	if *to == nil {
		*to = make(map[string]RawJSON)
	}
	(*to)[name] = RawJSON("null")
}

// Value returns what p points to, the zero value for nil.
func Value[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

// Ptr returns a pointer to v. From Go 1.26 on new(v) does the same.
func Ptr[T any](v T) *T { return &v }
