package driver

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"strings"
)

var (
	readerType      = reflect.TypeFor[io.Reader]()
	unmarshalerType = reflect.TypeFor[json.Unmarshaler]()
)

// decode returns the value of type t that a JSON text represents. A stream or a
// file is represented by a string with its content.
func (p *program) decode(t reflect.Type, text json.RawMessage) (reflect.Value, error) {
	if decode, ok := p.decoders[t]; ok {
		results := decode.Call([]reflect.Value{reflect.ValueOf([]byte(text))})
		err, _ := results[1].Interface().(error)
		return results[0], err
	}
	v := reflect.New(t).Elem()
	switch {
	case t == readerType && !isNull(text):
		content, err := contentOf(text)
		v.Set(reflect.ValueOf(content))
		return v, err
	case t.Kind() == reflect.Pointer:
		if isNull(text) {
			return v, nil
		}
		elem, err := p.decode(t.Elem(), text)
		if err != nil {
			return v, err
		}
		v.Set(reflect.New(t.Elem()))
		v.Elem().Set(elem)
		return v, nil
	case reflect.PointerTo(t).Implements(unmarshalerType):
		return v, json.Unmarshal(text, v.Addr().Interface())
	}
	return v, p.decodePlain(v, text)
}

// decodePlain sets v, whose type has no method to decode it.
func (p *program) decodePlain(v reflect.Value, text json.RawMessage) error {
	t := v.Type()
	switch {
	case isNull(text):
		return nil
	case t.Kind() == reflect.Struct && t.Name() == "File":
		content, err := contentOf(text)
		v.FieldByName("Name").SetString("file.bin")
		v.FieldByName("Content").Set(reflect.ValueOf(content))
		return err
	case t.Kind() == reflect.Struct:
		return p.decodeFields(v, text)
	case t.Kind() == reflect.Slice && t.Elem().Kind() != reflect.Uint8:
		return p.decodeList(v, text)
	case t.Kind() == reflect.Map:
		return p.decodeMap(v, text)
	case t.Kind() == reflect.String && text[0] != '"':
		v.SetString(string(text)) // a decimal number
		return nil
	}
	return json.Unmarshal(text, v.Addr().Interface())
}

// decodeFields sets the fields of a struct by their JSON names or, without those, by
// their Go names.
func (p *program) decodeFields(v reflect.Value, text json.RawMessage) error {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(text, &members); err != nil {
		return err
	}
	t := v.Type()
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if name == "" { // multipart bodies have no JSON names
			name = t.Field(i).Name
		}
		member, ok := members[name]
		if !ok || name == "-" {
			continue
		}
		field, err := p.decode(t.Field(i).Type, member)
		if err != nil {
			return err
		}
		v.Field(i).Set(field)
	}
	return nil
}

// decodeList sets a list. A scalar is its only element: a parameter that accepts a scalar
// or a list is a list in the SDK.
func (p *program) decodeList(v reflect.Value, text json.RawMessage) error {
	texts := []json.RawMessage{text}
	if bytes.HasPrefix(bytes.TrimSpace(text), []byte("[")) {
		if err := json.Unmarshal(text, &texts); err != nil {
			return err
		}
	}
	v.Set(reflect.MakeSlice(v.Type(), 0, len(texts)))
	for _, text := range texts {
		elem, err := p.decode(v.Type().Elem(), text)
		if err != nil {
			return err
		}
		v.Set(reflect.Append(v, elem))
	}
	return nil
}

func (p *program) decodeMap(v reflect.Value, text json.RawMessage) error {
	var texts map[string]json.RawMessage
	if err := json.Unmarshal(text, &texts); err != nil {
		return err
	}
	v.Set(reflect.MakeMap(v.Type()))
	for name, text := range texts {
		elem, err := p.decode(v.Type().Elem(), text)
		if err != nil {
			return err
		}
		v.SetMapIndex(reflect.ValueOf(name), elem)
	}
	return nil
}

// contentOf returns a reader for the content in a JSON string.
func contentOf(text json.RawMessage) (*strings.Reader, error) {
	var content string
	if err := json.Unmarshal(text, &content); err != nil {
		return nil, errors.New("expected a string with the content of a stream or file")
	}
	return strings.NewReader(content), nil
}
