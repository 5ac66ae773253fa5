package resttest

// This file sends streams. The hook of a stream returns the sequence that the
// call returns on the other side:
//
//	s.OnChatStream(func(*api.Ask) iter.Seq2[*rest.Event[*api.Piece], error] {
//		return resttest.EventsOf(&api.Piece{Text: "Hel"}, &api.Piece{Text: "lo"})
//	})
//
// Each item is sent as soon as the sequence yields it. An error before the first
// item becomes the response, as the error of any hook. A later error breaks the
// connection.

import (
	"bytes"
	"cmp"
	"fmt"
	"iter"
	"net/http"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/templates/runtime"
)

// EventsOf returns a sequence of events with the given data, for a hook.
func EventsOf[T any](data ...T) iter.Seq2[*rest.Event[T], error] {
	return func(yield func(*rest.Event[T], error) bool) {
		for _, d := range data {
			if !yield(&rest.Event[T]{Data: d}, nil) {
				return
			}
		}
	}
}

// LinesOf returns a sequence of the given values, for a hook.
func LinesOf[T any](values ...T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, v := range values {
			if !yield(v, nil) {
				return
			}
		}
	}
}

// Events returns a function that turns the result of a hook into the response.
// The data of an event is encoded with write unless the event's Raw field is
// set. For events of the given types, the data is a string without quotation
// marks; the type * means any type. Events of the types in [Route.Dataless]
// are sent without data unless they have some. It is for generated code.
func Events[T any](
	q *Request, write func(*rest.Encoder, T), texts ...string,
) func(iter.Seq2[*rest.Event[T], error]) error {
	return func(events iter.Seq2[*rest.Event[T], error]) error {
		return streamItems(q, events, func(e *rest.Event[T]) ([]byte, error) {
			data := e.Raw
			if data == nil {
				var err error
				if data, err = rest.Encode(func(w *rest.Encoder) { write(w, e.Data) }); err != nil {
					return nil, err
				}
				if isEmpty(data) && slices.Contains(q.route.Dataless, e.Type) {
					return formatEvent(e.Type, e.ID, nil)
				}
				if slices.Contains(texts, e.Type) || slices.Contains(texts, "*") {
					text, err := rest.DecodeValue(data, (*rest.Decoder).String)
					if err != nil {
						return nil, err
					}
					data = []byte(text)
				}
			}
			return formatEvent(e.Type, e.ID, data)
		})
	}
}

// isEmpty reports whether data is null or an empty string.
func isEmpty(data []byte) bool { return string(data) == "null" || string(data) == `""` }

// TypedEvents is like [Events], but the type of an event determines the type
// of its data. The kind function returns the type of the events that have the
// given data, or "" if there are several. It is the type of an event that has
// none. Another type is an error, and so is an empty one. It is for generated
// code.
func TypedEvents[T any](
	q *Request, write func(*rest.Encoder, T), kind func(T) string, texts ...string,
) func(iter.Seq2[*rest.Event[T], error]) error {
	send := Events(q, write, texts...)
	return func(events iter.Seq2[*rest.Event[T], error]) error {
		if events == nil {
			return send(nil)
		}
		return send(func(yield func(*rest.Event[T], error) bool) {
			for e, err := range events {
				if err == nil && e.Raw == nil {
					typed := *e
					if typed.Type, err = eventType(e, kind(e.Data)); err != nil {
						q.server.wrong(fmt.Sprintf("resttest: the stream of %s: %v", q.route.Operation, err))
					}
					e = &typed
				}
				if !yield(e, err) {
					return
				}
			}
		})
	}
}

// eventType returns the type of an event, given the type that its data determines or
// "". It is an error if there is no type, or if the two differ.
func eventType[T any](e *rest.Event[T], determined string) (string, error) {
	switch {
	case e.Type == "" && determined == "":
		return "", fmt.Errorf("the data %T does not determine the type of its event; set Type", e.Data)
	case e.Type != "" && determined != "" && e.Type != determined:
		return "", fmt.Errorf("an event of type %q cannot have the data %T, whose type is %q; correct Type",
			e.Type, e.Data, determined)
	}
	return cmp.Or(e.Type, determined), nil
}

// formatEvent returns an event in the format text/event-stream. It has no data if data
// is nil.
func formatEvent(kind, id string, data []byte) ([]byte, error) {
	if strings.ContainsAny(kind+id, "\r\n\x00") {
		return nil, fmt.Errorf("the type %q or the ID %q contains a line break", kind, id)
	}
	var b strings.Builder
	if kind != "" && kind != "message" {
		b.WriteString("event: " + kind + "\n")
	}
	if id != "" {
		b.WriteString("id: " + id + "\n")
	}
	if data != nil {
		for line := range strings.SplitSeq(strings.ReplaceAll(string(data), "\r\n", "\n"), "\n") {
			b.WriteString("data: " + strings.ReplaceAll(line, "\r", "\ndata: ") + "\n")
		}
	}
	b.WriteString("\n")
	return []byte(b.String()), nil
}

// Lines is like [Events], but it writes one JSON value per line. It is for
// generated code.
func Lines[T any](q *Request, write func(*rest.Encoder, T)) func(iter.Seq2[T, error]) error {
	return func(values iter.Seq2[T, error]) error {
		return streamItems(q, values, func(v T) ([]byte, error) {
			data, err := rest.Encode(func(w *rest.Encoder) { write(w, v) })
			if strings.HasSuffix(q.route.Stream, "json-seq") {
				data = append([]byte{0x1e}, data...)
			}
			return append(data, '\n'), err
		})
	}
}

// streamItems sets the response to a stream. If items is nil, the stream is
// empty.
func streamItems[T any](q *Request, items iter.Seq2[T, error], format func(T) ([]byte, error)) error {
	q.response.status = cmp.Or(q.route.StreamStatus, q.route.Status, http.StatusOK)
	q.response.header = http.Header{"Content-Type": {q.route.Stream}}
	q.response.items = func(yield func([]byte, error) bool) {
		if items == nil {
			return
		}
		for item, err := range items {
			if err != nil {
				yield(nil, err)
				return
			}
			data, err := format(item)
			if err != nil {
				q.server.wrong(fmt.Sprintf("resttest: the stream of %s: %v", q.route.Operation, err))
			}
			if !yield(data, err) || err != nil {
				return
			}
		}
	}
	return nil
}

// streams reports whether a request is for the stream of its operation.
func (r *route) streams(header http.Header) bool {
	only := r.Result == nil && r.ContentType == ""
	return r.Stream != "" && (only || strings.Contains(header.Get("Accept"), r.Stream))
}

// HandleStream sets the hook that handles an operation's requests for a stream.
// It is for generated code, whose methods may have any name that begins with On.
func (s *Server) HandleStream(op Operation, hook func(*Request) error) {
	s.setHook(op, hook, s.streams)
}

// stream sends the items of a response one by one. It leaves the loop before it
// aborts the connection, so that the sequence ends normally.
func (s *Server) stream(w http.ResponseWriter, call *Call, fault Fault, q *Request) {
	defer s.blameStream(q)
	begun, broken, number := false, false, 0
	var failed error // before the first item
	begin := func() {
		if begun {
			return
		}
		begun = true
		s.done(call, q.response.status)
		for name, values := range q.response.header {
			w.Header()[name] = values
		}
		w.WriteHeader(q.response.status)
	}
	for item, err := range q.response.items {
		if err != nil && !begun {
			failed = err
			break
		}
		if broken = err != nil || q.http.Context().Err() != nil || s.isClosed(); broken {
			break
		}
		begin()
		number++
		item = fault.spoilItem(item, number)
		_, _ = w.Write(item) // the client may have disconnected
		_ = http.NewResponseController(w).Flush()
		if broken = fault.spoils == byCut && number > 1; broken {
			break
		}
	}
	if failed != nil {
		q.response = response{}
		q.response.fail(q.route.Errors, failed)
		s.send(w, call, fault, q)
		return
	}
	begin()
	if broken || fault.spoils == byCut {
		panic(http.ErrAbortHandler)
	}
}

// spoilItem damages an item of a stream: a broken connection cuts the second
// item, and garbage is the first item without the end of its data.
func (f Fault) spoilItem(item []byte, number int) []byte {
	switch {
	case f.spoils == byCut && number == 2:
		return item[:len(item)/2]
	case f.spoils == byGarbage && number == 1:
		data := bytes.TrimRight(item, "\n")
		return append(bytes.Clone(data[:len(data)-1]), item[len(data):]...)
	}
	return item
}

// blameStream reports a panic of a sequence.
func (s *Server) blameStream(q *Request) {
	if v := recover(); v != nil {
		if v != http.ErrAbortHandler {
			s.wrong(fmt.Sprintf("resttest: the stream of %s panicked: %v\n%s", q.route.Operation, v, stack()))
		}
		panic(http.ErrAbortHandler)
	}
}

// isClosed reports whether Close was called.
func (s *Server) isClosed() bool {
	select {
	case <-s.closing:
		return true
	default:
		return false
	}
}
