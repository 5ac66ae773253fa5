package driver

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// TaskHeader is the header of a request that holds the ID of its task.
const TaskHeader = "X-Conformance-Task"

// Call is a call of an operation.
type Call struct {
	Steps       []Step                     `json:"steps"` // from the client to the request builder
	Method      string                     `json:"method"`
	Required    []json.RawMessage          `json:"required,omitempty"`
	ContentType string                     `json:"contentType,omitempty"` // an argument, unless it is empty
	Body        json.RawMessage            `json:"body,omitempty"`        // of a call with HasBody; nil: a nil argument
	HasBody     bool                       `json:"hasBody,omitempty"`
	Options     map[string]json.RawMessage `json:"options,omitempty"` // optional parameters by field
}

// Step is a method that returns the request builder of the next path segment.
type Step struct {
	Method string            `json:"method"`
	Args   []json.RawMessage `json:"args,omitempty"`
}

// call runs a call and returns its result as JSON, or nil if it has none.
func (p *program) call(id int, c *Call) (json.RawMessage, error) {
	at := p.client
	for _, step := range c.Steps {
		results, err := p.invoke(at, step.Method, step.Args)
		if err != nil {
			return nil, err
		}
		at = results[0]
	}
	method, err := methodOf(at, c.Method)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	args, err := p.arguments(method.Type(), id, c)
	if err != nil {
		return nil, fmt.Errorf("arguments: %w", err)
	}
	results := method.Call(append([]reflect.Value{reflect.ValueOf(ctx)}, args...))
	if err, _ := results[len(results)-1].Interface().(error); err != nil {
		return nil, err
	}
	if results[0].Kind() == reflect.Func {
		return collect(results[0])
	}
	if len(results) == 1 {
		return nil, nil
	}
	return encodeResult(results[0].Interface())
}

// collect returns the items of a sequence as a JSON array: the data of events, or lines.
func collect(sequence reflect.Value) (json.RawMessage, error) {
	items := []any{}
	for item, err := range sequence.Seq2() {
		if err, _ := err.Interface().(error); err != nil {
			return nil, err
		}
		if t := item.Type(); t.Kind() == reflect.Pointer && strings.HasPrefix(t.Elem().Name(), "Event[") {
			item = item.Elem().FieldByName("Data")
		}
		items = append(items, item.Interface())
	}
	return json.Marshal(items)
}

// encodeResult encodes the result of a call. A stream becomes a string.
func encodeResult(v any) (json.RawMessage, error) {
	if stream, ok := v.(io.ReadCloser); ok {
		data, err := io.ReadAll(stream)
		if err != nil {
			return nil, err
		}
		v = string(data)
		if err := stream.Close(); err != nil {
			return nil, err
		}
	}
	return json.Marshal(v)
}

// arguments returns the arguments of a verb after the context.
func (p *program) arguments(method reflect.Type, id int, c *Call) ([]reflect.Value, error) {
	texts := c.Required
	if c.ContentType != "" {
		texts = append(texts, json.RawMessage(strconv.Quote(c.ContentType)))
	}
	if c.HasBody {
		texts = append(texts, c.Body)
	}
	if want := method.NumIn() - 2; len(texts) != want {
		return nil, fmt.Errorf("got %d arguments, want %d", len(texts), want)
	}
	var args []reflect.Value
	for i, text := range texts {
		v, err := p.decode(method.In(i+1), text)
		if err != nil {
			return nil, fmt.Errorf("%d: %w", i, err)
		}
		args = append(args, v)
	}
	options, err := p.options(method.In(method.NumIn()-1), id, c.Options)
	return append(args, options), err
}

// options returns the last argument of a verb.
func (p *program) options(t reflect.Type, id int, fields map[string]json.RawMessage) (reflect.Value, error) {
	v := reflect.New(t.Elem())
	for name, text := range fields {
		field := v.Elem().FieldByName(name)
		if !field.IsValid() {
			return v, fmt.Errorf("%v has no field %s", t, name)
		}
		value, err := p.decode(field.Type(), text)
		if err != nil {
			return v, fmt.Errorf("%s: %w", name, err)
		}
		field.Set(value)
	}
	common := v.Elem().FieldByName("Options")
	common.FieldByName("Header").Set(reflect.ValueOf(http.Header{TaskHeader: {strconv.Itoa(id)}}))
	return v, nil
}

// invoke calls a method with arguments given as JSON.
func (p *program) invoke(at reflect.Value, name string, texts []json.RawMessage) ([]reflect.Value, error) {
	method, err := methodOf(at, name)
	if err != nil {
		return nil, err
	}
	if method.Type().NumIn() != len(texts) {
		return nil, fmt.Errorf("%v.%s: got %d arguments, want %d", at.Type(), name, len(texts), method.Type().NumIn())
	}
	var args []reflect.Value
	for i, text := range texts {
		v, err := p.decode(method.Type().In(i), text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		args = append(args, v)
	}
	return method.Call(args), nil
}

func methodOf(at reflect.Value, name string) (reflect.Value, error) {
	method := at.MethodByName(name)
	if !method.IsValid() {
		return method, fmt.Errorf("%v has no method %s", at.Type(), name)
	}
	return method, nil
}

func isNull(text json.RawMessage) bool {
	return len(text) == 0 || bytes.Equal(bytes.TrimSpace(text), []byte("null"))
}
