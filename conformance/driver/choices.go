package driver

import (
	"encoding/json"
	"fmt"
	"reflect"
)

// Choice is a value of a union inside of a decoded value.
type Choice struct {
	Union   string          `json:"union"`   // Go name of the interface
	Variant string          `json:"variant"` // Go name of the value's type, without "*"
	JSON    json.RawMessage `json:"json"`
}

// choices returns the values of unions in v.
func (p *program) choices(v reflect.Value) ([]Choice, error) {
	var out []Choice
	err := p.addChoices(&out, v)
	return out, err
}

func (p *program) addChoices(out *[]Choice, v reflect.Value) error {
	var inner []reflect.Value
	switch v.Kind() {
	case reflect.Interface:
		if _, ok := p.decoders[v.Type()]; !ok || v.IsNil() {
			return nil
		}
		text, err := json.Marshal(v.Interface())
		if err != nil {
			return fmt.Errorf("encode a variant of %v: %w", v.Type(), err)
		}
		*out = append(*out, Choice{v.Type().Name(), reflect.Indirect(v.Elem()).Type().Name(), text})
		inner = append(inner, v.Elem())
	case reflect.Pointer:
		if !v.IsNil() {
			inner = append(inner, v.Elem())
		}
	case reflect.Slice:
		for i := 0; v.Type().Elem().Kind() != reflect.Uint8 && i < v.Len(); i++ {
			inner = append(inner, v.Index(i))
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			inner = append(inner, v.MapIndex(key))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				inner = append(inner, v.Field(i))
			}
		}
	}
	for _, v := range inner {
		if err := p.addChoices(out, v); err != nil {
			return err
		}
	}
	return nil
}
