package sdktest

// This file fuzzes decoding: a decoded document must encode without loss.

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
			t.Fatalf("%q: unexpected error type %#v", data, err)
		}
		if err == nil {
			lossless(t, v, data)
		}
	})
}

// decoded decodes a copy of data and then clears the copy, because the result must not
// share memory with the input.
func decoded[T any, P rest.Model[T]](data []byte) (P, error) {
	v := P(new(T))
	text := bytes.Clone(data)
	err := rest.Decode(text, v.DecodeJSON)
	clear(text)
	return v, err
}

// lossless checks that v, which was decoded from text, has all undeclared members of
// text, and that encoding and decoding do not change it.
func lossless[T any, P rest.Model[T]](t *testing.T, v P, text []byte) {
	t.Helper()
	checkUndeclared(t, reflect.ValueOf(v), text)
	first := encoded(t, v)
	v, err := decoded[T, P](first)
	if err != nil {
		t.Fatalf("%q is encoded as %q, which does not decode: %v", text, first, err)
	}
	// If a type is repeated, the first one selects the Go type but the last one is
	// stored, so the second decoding can differ.
	second := encoded(t, v)
	if !bytes.Equal(first, second) && !repeatsType(json.NewDecoder(bytes.NewReader(text))) {
		t.Fatalf("%q is encoded as %q, then as %q", text, first, second)
	}
	if v, err = decoded[T, P](second); err != nil || !bytes.Equal(second, encoded(t, v)) {
		t.Fatalf("%q is encoded as %q, then as %q, %v", text, second, encoded(t, v), err)
	}
}

func encoded[T any, P rest.Model[T]](t *testing.T, v P) []byte {
	t.Helper()
	text, err := rest.Encode(v.EncodeJSON)
	if err != nil || !json.Valid(text) {
		t.Fatalf("%+v is encoded as %q, %v", v, text, err)
	}
	return text
}

// repeatsType reports whether an object in the next value has more than one type.
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

// checkUndeclared checks that v has all undeclared members of text.
func checkUndeclared(t *testing.T, v reflect.Value, text []byte) {
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
			t.Fatalf("%q: decoded %d elements, %v", text, v.Len(), err)
		}
		for i, element := range elements {
			checkUndeclared(t, v.Index(i), element)
		}
	case reflect.Struct:
		if preserved := v.FieldByName("AdditionalProperties"); preserved.IsValid() {
			checkMembers(t, v, preserved.Interface().(map[string]rest.RawJSON), text)
		}
	}
}

func checkMembers(t *testing.T, v reflect.Value, preserved map[string]rest.RawJSON, text []byte) {
	t.Helper()
	var members map[string]json.RawMessage
	if err := json.Unmarshal(text, &members); err != nil {
		t.Fatalf("%q: decoded a %s, %v", text, v.Type(), err)
	}
	unknown := 0
	for name, member := range members {
		if field := fieldOf(v, name); field.IsValid() {
			checkUndeclared(t, field, member)
			continue
		}
		if unknown++; string(preserved[name]) != string(member) {
			t.Fatalf("%q: member %s is %q, want %q", text, name, preserved[name], member)
		}
	}
	if len(preserved) != unknown {
		t.Fatalf("%q: %d undeclared members, but %d preserved", text, unknown, len(preserved))
	}
}

// fieldOf returns the field for a property, or the zero Value.
func fieldOf(v reflect.Value, name string) reflect.Value {
	for i := range v.NumField() {
		tag := v.Type().Field(i).Tag.Get("json")
		if tag != "-" && (tag == name || tag == name+",omitempty") {
			return v.Field(i)
		}
	}
	return reflect.Value{}
}
