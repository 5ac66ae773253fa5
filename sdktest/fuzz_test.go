package sdktest

// Whatever the service sends is read and written without a loss.

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"testing"

	"github.com/fragen-go/fragen/generated/graph"
	"github.com/fragen-go/fragen/generated/rest"
)

func FuzzCall(f *testing.F) { fuzzModel[graph.Call](f) }

func FuzzNotifications(f *testing.F) { fuzzModel[graph.CommsNotifications](f) }

func fuzzModel[T any, P rest.Model[T]](f *testing.F) {
	f.Fuzz(func(t *testing.T, data []byte) {
		v, err := decoded[T, P](data)
		var e *rest.DecodeError
		if err != nil && !errors.As(err, &e) {
			t.Fatalf("%q: the error is %#v", data, err)
		}
		if err == nil {
			lossless(t, v, data)
		}
	})
}

// decoded reads a copy of data, which is wiped out afterwards: nothing may
// share memory with it.
func decoded[T any, P rest.Model[T]](data []byte) (P, error) {
	v := P(new(T))
	text := bytes.Clone(data)
	err := rest.Decode(text, v.DecodeJSON)
	clear(text)
	return v, err
}

// lossless fails unless v, which was read from text, holds all members of it
// that the description does not know, and is written and read the same.
func lossless[T any, P rest.Model[T]](t *testing.T, v P, text []byte) {
	t.Helper()
	unknownKept(t, reflect.ValueOf(v), text)
	first := encoded(t, v)
	v, err := decoded[T, P](first)
	if err != nil {
		t.Fatalf("%q is written as %q, which cannot be read: %v", text, first, err)
	}
	// Of a repeated type the first decides what is read and the last is kept,
	// so that the next reading may differ once.
	second := encoded(t, v)
	if !bytes.Equal(first, second) && !repeatsType(json.NewDecoder(bytes.NewReader(text))) {
		t.Fatalf("%q is written as %q and then as %q", text, first, second)
	}
	if v, err = decoded[T, P](second); err != nil || !bytes.Equal(second, encoded(t, v)) {
		t.Fatalf("%q is written as %q and then as %q, %v", text, second, encoded(t, v), err)
	}
}

func encoded[T any, P rest.Model[T]](t *testing.T, v P) []byte {
	t.Helper()
	text, err := rest.Encode(v.EncodeJSON)
	if err != nil || !json.Valid(text) {
		t.Fatalf("%+v is written as %q, %v", v, text, err)
	}
	return text
}

// repeatsType reports whether any object in the value that is next has more
// than one type.
func repeatsType(d *json.Decoder) bool {
	token, _ := d.Token()
	open, ok := token.(json.Delim)
	if !ok {
		return false
	}
	types, within := 0, false
	for d.More() {
		if open == '{' {
			if name, _ := d.Token(); name == "@odata.type" {
				types++
			}
		}
		within = repeatsType(d) || within
	}
	_, _ = d.Token()
	return types > 1 || within
}

// unknownKept walks through a value and the text it was read from.
func unknownKept(t *testing.T, v reflect.Value, text []byte) {
	t.Helper()
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.Slice:
		var elements []json.RawMessage
		if v.Len() == 0 || text[0] != '[' {
			return
		}
		if err := json.Unmarshal(text, &elements); err != nil || len(elements) != v.Len() {
			t.Fatalf("%q has become %d elements, %v", text, v.Len(), err)
		}
		for i, element := range elements {
			unknownKept(t, v.Index(i), element)
		}
	case reflect.Struct:
		if kept := v.FieldByName("AdditionalProperties"); kept.IsValid() {
			membersKept(t, v, kept.Interface().(map[string]rest.RawJSON), text)
		}
	}
}

func membersKept(t *testing.T, v reflect.Value, kept map[string]rest.RawJSON, text []byte) {
	t.Helper()
	var members map[string]json.RawMessage
	if err := json.Unmarshal(text, &members); err != nil {
		t.Fatalf("%q has become a %s: %v", text, v.Type(), err)
	}
	unknown := 0
	for name, member := range members {
		if field := fieldOf(v, name); field.IsValid() {
			unknownKept(t, field, member)
			continue
		}
		if unknown++; string(kept[name]) != string(member) {
			t.Fatalf("%q: of %s %q there is left %q", text, name, member, kept[name])
		}
	}
	if len(kept) != unknown {
		t.Fatalf("%q: %d unknown properties, %d kept", text, unknown, len(kept))
	}
}

// fieldOf returns the field for a property.
func fieldOf(v reflect.Value, name string) reflect.Value {
	for i := range v.NumField() {
		tag := v.Type().Field(i).Tag.Get("json")
		if tag != "-" && (tag == name || tag == name+",omitempty") {
			return v.Field(i)
		}
	}
	return reflect.Value{}
}
