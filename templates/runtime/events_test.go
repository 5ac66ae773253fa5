package rest

// These tests cover streams of events and lines. They do not wait for a clock:
// the server and the loop take turns through channels.

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// events returns the events of a GET request with the options o. Their data is
// a resultInfo.
func (w *world) events(ctx context.Context, o *Options) iter.Seq2[*Event[*resultInfo], error] {
	q := w.request("GET")
	q.Accept("text/event-stream")
	q.Apply(o)
	return Events(ctx, q, ReadModelPointer[resultInfo])
}

// write sends a part of a stream at once.
func write(w http.ResponseWriter, text string) {
	_, _ = io.WriteString(w, text)
	_ = http.NewResponseController(w).Flush()
}

// streamed sends a stream in the given parts.
func streamed(contentType string, parts ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		for _, part := range parts {
			write(w, part)
		}
	}
}

const eventStream = "text/event-stream; charset=utf-8"

// codesOf returns the codes of events and the error that ended them.
func codesOf(events iter.Seq2[*Event[*resultInfo], error]) (codes []int32, err error) {
	for e, err := range events {
		if err != nil {
			return codes, err
		}
		codes = append(codes, e.Data.Code)
	}
	return codes, nil
}

func TestEventsArriveAsTheyAreSent(t *testing.T) {
	sendNext, closed := make(chan bool), make(chan bool)
	w := newWorld(t, func(rw http.ResponseWriter, r *http.Request) {
		defer close(closed)
		rw.Header().Set("Content-Type", eventStream)
		for i := 1; i <= 3; i++ {
			write(rw, fmt.Sprintf(": keep alive\nevent: step\nid: %d\ndata: {\"code\":\ndata: %d}\n\n", i, i))
			<-sendNext
		}
	})
	n := int32(0)
	for e, err := range w.events(context.Background(), nil) {
		if err != nil {
			t.Fatal(err)
		}
		n++
		raw := fmt.Sprintf("{\"code\":\n%d}", n)
		if e.Type != "step" || e.ID != fmt.Sprint(n) || e.Data.Code != n || string(e.Raw) != raw {
			t.Errorf("got %+v", e)
		}
		sendNext <- true // the server waits until the event has arrived
	}
	<-closed
	if n != 3 {
		t.Errorf("got %d events", n)
	}
}

// The loop ends the call: by a break, by the end of the context, and by the
// event that marks the end. The server sees that the connection is closed
// without another write.
func TestEventsEndTheCall(t *testing.T) {
	const burst = "data: {\"code\":1}\n\ndata: {\"code\":2}\n\ndata: {\"code\":3}\n\n"
	for _, c := range []struct {
		name, body string
		leave      func(cancel context.CancelFunc) bool // reports whether to break after the first event
		want       error
	}{
		{"break", burst, func(context.CancelFunc) bool { return true }, nil},
		{"cancel", burst, func(cancel context.CancelFunc) bool { cancel(); return false }, context.Canceled},
		{
			"the end", strings.Replace(burst, `{"code":2}`, "[DONE]", 1),
			func(context.CancelFunc) bool { return false }, nil,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			gone := make(chan bool)
			w := newWorld(t, func(rw http.ResponseWriter, r *http.Request) {
				defer close(gone)
				rw.Header().Set("Content-Type", eventStream)
				write(rw, c.body)
				<-r.Context().Done() // ends when the connection is closed
			})
			before := runtime.NumGoroutine()
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			n, end := 0, error(nil)
			for _, err := range w.events(ctx, nil) {
				if err != nil {
					end = err
					continue
				}
				if n++; c.leave(cancel) {
					break
				}
			}
			<-gone
			if n != 1 || !errors.Is(end, c.want) {
				t.Errorf("got %d events, %v; want one, %v", n, end, c.want)
			}
			settle(t, before+1) // the server's goroutine for the next connection
		})
	}
}

func TestEventErrors(t *testing.T) {
	long := "data: \"" + strings.Repeat("x", 2<<20) + "\"\n\n"
	one := "data: {\"code\":1}\n\n"
	cut := func(rw http.ResponseWriter, r *http.Request) {
		streamed(eventStream, one, "data: {\"co")(rw, r)
		panic(http.ErrAbortHandler)
	}
	for _, c := range []struct {
		name   string
		handle http.HandlerFunc
		codes  int // before the error
		want   string
	}{
		{"a refusal", status(404), 0, "404 Not Found"},
		{"no body", status(204), 0, "the response has no body"},
		{"cut off", cut, 1, "event 2: the response ended after 28 bytes: unexpected EOF"},
		{"cut off without a length", raw("HTTP/1.0 200 OK\r\n\r\n" + one + "data: {\"code\":2}"), 1, "event 2: unexpected EOF"},
		{"a wrong kind", streamed(eventStream, one, one, "data: {\"code\":[]}\n\n"), 2, "event 3: json: code: expected a 32-bit integer"},
		{"no JSON", streamed(eventStream, one, "data: hello\n\n"), 1, "event 2: "},
		{"too long", streamed(eventStream, one, long), 1, "event 2: longer than 1048576 bytes: see StreamOptions.MaxEventBytes"},
		{
			"another type", streamed("application/json", `{"code":1}`), 0,
			"the content type of the response is application/json, not text/event-stream",
		},
		{
			"an event of the type error", streamed(eventStream, one, "event: error\ndata: {\"error\":{\"code\":\"busy\"}}\n\n"),
			1, "event 2: GET ",
		},
		{
			"an object with an error", streamed(eventStream, one, "data: {\"error\":{\"message\":\"Overloaded.\"}}\n\n"),
			1, "200 OK: Overloaded.",
		},
	} {
		w := newWorld(t, c.handle)
		codes, err := codesOf(w.events(context.Background(), nil))
		if len(codes) != c.codes || err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, %v, want %s", c.name, codes, err, c.want)
		}
		w.isClean(err)
		if n := len(w.sent()); n != 1 {
			t.Errorf("%s: sent %d requests", c.name, n)
		}
	}
}

// An error of the service is an *Error, whether it arrives before the stream or
// within it.
func TestEventServiceErrors(t *testing.T) {
	w := newWorld(t, streamed(eventStream, "event: error\ndata: {\"error\":{\"code\":\"busy\",\"message\":\"Later.\"}}\n\n"))
	_, err := codesOf(w.events(context.Background(), nil))
	var e *Error
	if !errors.As(err, &e) || e.StatusCode != 200 || e.Code != "busy" || e.Message != "Later." {
		t.Errorf("got %#v", err)
	}
}

// Text is data without quotation marks, and empty data is a text too.
func TestTextEvents(t *testing.T) {
	w := newWorld(t, streamed(eventStream, "data: a \"b\"\n\ndata:\n\ndata: c\ndata: {}\n\n"))
	q := w.request("GET")
	var got []string
	for e, err := range Events(context.Background(), q, TextData((*Decoder).String)) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, e.Data)
	}
	if want := []string{`a "b"`, "", "c\n{}"}; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

// Events without data are signals that JSON cannot express. A null is data.
func TestEventsWithoutData(t *testing.T) {
	w := newWorld(t, streamed(eventStream, "event: ping\ndata:\n\ndata: null\n\n"))
	n := 0
	for e, err := range w.events(context.Background(), nil) {
		if n++; err != nil || e.Data != nil || string(e.Raw) != "null" {
			t.Errorf("got %v, %v", e, err)
		}
	}
	if n != 1 {
		t.Errorf("got %d events", n)
	}
}

// TestDeclaredEventsWithoutData checks that only events of declared types need no data.
func TestDeclaredEventsWithoutData(t *testing.T) {
	w := newWorld(t, streamed(eventStream,
		"event: ping\n\nid: 1\n\nevent: other\n\n: ping\n\nevent: ping\r\n\r\nevent: ping\ndata:\n\n",
		"event: ping\ndata: {\"code\":1}\n\nevent: ping\nevent: step\n\nretry: 5\n\nevent: step\ndata: {\"code\":2}\n\n",
		"event: ping"))
	q := w.request("GET")
	q.EventsWithoutData("pong", "ping")
	var got []string
	for e, err := range Events(context.Background(), q, ReadModelPointer[resultInfo]) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprintf("%s %s %t", e.Type, e.ID, e.Data == nil))
	}
	if want := "ping  true,ping 1 true,ping 1 true,ping 1 false,step 1 false,ping 1 true"; strings.Join(got, ",") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, ","), want)
	}
}

func TestTypedEvents(t *testing.T) {
	w := newWorld(t, streamed(eventStream, "event: code\ndata: 7\n\nevent: text\ndata: 7\n\nevent: error\ndata: 8\n\n"))
	var got []any
	for e, err := range TypedEvents(context.Background(), w.request("GET"), func(event string, d *Decoder) any {
		if event == "text" {
			return TextData((*Decoder).String)(d)
		}
		return d.Int32()
	}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, e.Data)
	}
	if fmt.Sprintf("%#v", got) != `[]interface {}{7, "7", 8}` {
		t.Errorf("got %#v", got)
	}
}

func TestEventsOfUnknownTypes(t *testing.T) {
	w := newWorld(t, streamed(eventStream, "data: nothing\n\ndata: null\n\ndata: [1]\n\n",
		"data: [1] 2\n\ndata:\n\ndata: a\xff\n\n"))
	var got []string
	for e, err := range TypedEvents(context.Background(), w.request("GET"), func(_ string, d *Decoder) RawJSON {
		if NullData(d) {
			return nil
		}
		return RawData(d)
	}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, string(e.Raw)+" as "+string(e.Data))
	}
	want := []string{`nothing as "nothing"`, `null as `, `[1] as [1]`, `[1] 2 as "[1] 2"`, "a\xff as \"a\\ufffd\""}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// TestEventsOfUnions checks that data that is not JSON does not end a stream of a union.
func TestEventsOfUnions(t *testing.T) {
	const text = "data: {\"code\":1}\n\ndata: hello\n\ndata: [END]\n\ndata:\n\ndata: 12 apples\n\ndata: {\"code\":2}\n\n"
	var got []string
	w := newWorld(t, streamed(eventStream, text))
	for e, err := range Events(context.Background(), w.request("GET"), func(d *Decoder) any {
		if d.Kind() == KindObject {
			return ReadModelPointer[resultInfo](d).Code
		}
		return string(d.Raw())
	}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprint(e.Data))
	}
	if want := []string{"1", `"hello"`, `"[END]"`, `"12 apples"`, "2"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	w = newWorld(t, streamed(eventStream, text))
	if codes, err := codesOf(w.events(context.Background(), nil)); len(codes) != 1 || !strings.Contains(fmt.Sprint(err), "event 2: ") {
		t.Errorf("got %v, %v", codes, err)
	}
}

// itemUnion and unlistedItem are like the types of generated unions.
type (
	itemUnion interface{ EncodeJSON(e *Encoder) }

	unlistedItem RawJSON
	bytesItem    []byte
	baseItem     struct{ text RawJSON }
)

func (v unlistedItem) EncodeJSON(e *Encoder) { e.Raw(RawJSON(v)) }
func (v bytesItem) EncodeJSON(e *Encoder)    { e.Bytes(v) }
func (v *baseItem) EncodeJSON(e *Encoder)    { e.Raw(v.text) }

// readItemUnion describes objects that begin with a code or, as a base type, with a kind,
// and bytes.
func readItemUnion(d *Decoder) itemUnion {
	text := string(d.data[d.pos:])
	switch {
	case d.Null():
		return nil
	case strings.HasPrefix(text, `{"code"`):
		return ReadModelPointer[resultInfo](d)
	case strings.HasPrefix(text, `{"kind"`):
		return &baseItem{d.Raw()}
	case strings.HasSuffix(text, `="`):
		return bytesItem(d.Bytes())
	}
	return unlistedItem(d.Raw())
}

// TestUnionErrors checks that items that report errors are errors in a stream of
// a union too, unless a variant describes them.
func TestUnionErrors(t *testing.T) {
	const over = `{"error":{"message":"Overloaded."}}`
	for _, c := range []struct{ name, stream, items, err string }{
		{"a type", "event: error\ndata: {\"type\":\"error\",\"message\":\"Busy.\"}\n\n", "", "event 1: GET "},
		{"a text", "event: error\ndata: Busy.\n\n", "", "event 1: GET "},
		{"no data", "event: error\n\nevent: error\ndata:\n\n", "", "event 1: GET "},
		{"a member", "data: 1\n\ndata: " + over + "\n\n", "rest.unlistedItem 1", "200 OK: Overloaded."},
		{"a variant", "event: error\ndata: {\"code\":1,\"error\":{}}\n\n", `*rest.resultInfo {"code":1,"error":{}}`, ""},
		{"no error", "data: {\"error\":null}\n\n", `rest.unlistedItem {"error":null}`, ""},
		{"null", "event: error\ndata: null\n\n", "", "event 1: GET "},
		{"a base type", "event: error\ndata: {\"kind\":\"new\"}\n\n", "", "event 1: GET "},
		{"a member of a base type", "data: {\"kind\":1,\"error\":{}}\n\n", "", "event 1: GET "},
		{"bytes", "event: error\ndata: \"AQI=\"\n\n", `rest.bytesItem "AQI="`, ""},
		{"a value of a base type", "event: error\ndata: {\"kind\":\"base\"}\n\n", `*rest.baseItem {"kind":"base"}`, ""},
	} {
		w := newWorld(t, streamed(eventStream, c.stream))
		q := w.request("GET")
		UnknownItem[unlistedItem](q)
		UnknownBase[*baseItem](q, "kind", `"base"`, `"fault"`)
		var items []string
		var last error
		for e, err := range Events(context.Background(), q, readItemUnion) {
			if last = err; err == nil {
				items = append(items, fmt.Sprintf("%T %s", e.Data, e.Raw))
			}
		}
		if got := strings.Join(items, ", "); got != c.items || (last == nil) != (c.err == "") ||
			last != nil && (!strings.Contains(last.Error(), c.err) || !errors.As(last, new(*Error))) {
			t.Errorf("%s: got %s, %v", c.name, got, last)
		}
	}
	w := newWorld(t, streamed("application/x-ndjson", "{\"code\":1}\n2\n"+over+"\n"))
	q := w.request("GET")
	UnknownItem[unlistedItem](q)
	n, last := 0, error(nil)
	for _, err := range Lines(context.Background(), q, readItemUnion) {
		if last = err; err == nil {
			n++
		}
	}
	if n != 2 || last == nil || !strings.Contains(last.Error(), "Overloaded.") {
		t.Errorf("got %d lines, %v", n, last)
	}
}

// TestEventsCutOff checks events at the end of a response that no blank line ends.
func TestEventsCutOff(t *testing.T) {
	const cut = "event 2: the stream ended within the event: unexpected EOF"
	for _, c := range []struct{ data, model, union, typed string }{
		{`{"code":2}`, "2", "2", "2"},
		{`{"code":2}` + "\n", "2", "2", "2"},
		{`{"code":`, cut, cut, cut},
		{`["`, cut, cut, cut},
		{`{"code":[]}`, "event 2: json: code: expected", "event 2: json: code: expected", "2"},
		{"hello", cut, "2", "2"},
	} {
		w := newWorld(t, streamed(eventStream, "id: 1\ndata: {\"code\":1}\n\nid: 2\ndata: "+c.data))
		model := lastOf(Events(context.Background(), w.request("GET"), ReadModelPointer[resultInfo]))
		union := lastOf(Events(context.Background(), w.request("GET"), readItemUnion))
		typed := lastOf(TypedEvents(context.Background(), w.request("GET"), func(_ string, d *Decoder) itemUnion {
			return unlistedItem(RawData(d))
		}))
		for i, got := range []string{model, union, typed} {
			if want := []string{c.model, c.union, c.typed}[i]; !strings.Contains(got, want) || len(want) == 1 && got != want {
				t.Errorf("%q: got %s, want %s", c.data, got, want)
			}
		}
	}
}

// lastOf returns the ID of the last event, or the error that ended the events.
func lastOf[T any](events iter.Seq2[*Event[T], error]) (last string) {
	for e, err := range events {
		if err != nil {
			return err.Error()
		}
		last = e.ID
	}
	return last
}

func TestLines(t *testing.T) {
	for contentType, text := range map[string]string{
		"application/x-ndjson":     "{\"code\":1}\r\n\n{\"code\":2}\n{\"code\":3}",
		"application/jsonl":        "{\"code\":1}\n{\"code\":2}\n{\"code\":3}\n",
		"application/json-seq":     "\x1e{\"code\":1}\n\x1e{\"code\":\n2}\n\x1e{\"code\":3}\n",
		"application/geo+json-seq": "\x1e{\"code\":1}\n\x1e{\"code\":2}\n\x1e{\"code\":3}",
		"text/plain":               "{\"code\":1}\n{\"code\":2}\n{\"code\":3}\n[DONE]\n",
	} {
		w := newWorld(t, streamed(contentType, text))
		var codes []int32
		for v, err := range Lines(context.Background(), w.request("GET"), ReadModelPointer[resultInfo]) {
			if err != nil {
				t.Fatalf("%s: %v", contentType, err)
			}
			codes = append(codes, v.Code)
		}
		if !slices.Equal(codes, []int32{1, 2, 3}) {
			t.Errorf("%s: got %v", contentType, codes)
		}
	}
	w := newWorld(t, streamed("application/x-ndjson", "{}\n{]\n"))
	for v, err := range Lines(context.Background(), w.request("GET"), ReadModelPointer[resultInfo]) {
		if v == nil && !strings.Contains(err.Error(), "line 2: ") {
			t.Error(err)
		}
	}
}

// Nothing is sent before the loop, and each loop sends one request.
func TestEventsAreSentByTheLoop(t *testing.T) {
	w := newWorld(t, streamed(eventStream, "data: {\"code\":1}\n\n"))
	q := w.request("POST")
	events := Events(context.Background(), q, ReadModelPointer[resultInfo])
	for want := range 3 {
		if n := len(w.sent()); n != want {
			t.Errorf("sent %d requests, want %d", n, want)
		}
		if codes, err := codesOf(events); len(codes) != 1 || err != nil {
			t.Errorf("got %v, %v", codes, err)
		}
	}
	q.WithoutStream(true, "PostStream")
	err := q.Send(context.Background())
	if err == nil || !strings.Contains(err.Error(), "the body requests a stream: call PostStream instead") {
		t.Error(err)
	}
	var none context.Context
	if _, err := codesOf(w.events(none, nil)); err == nil || !strings.Contains(err.Error(), "the context is nil") {
		t.Error(err)
	}
}

func TestEventOptions(t *testing.T) {
	var last []string
	w := newWorld(t, func(rw http.ResponseWriter, r *http.Request) {
		last = r.Header["Last-Event-Id"]
		streamed(eventStream, "data: {\"code\":1}\n\n")(rw, r)
	})
	o := &Options{Stream: StreamOptions{LastEventID: "41", MaxEventBytes: 8}}
	codes, err := codesOf(w.events(context.Background(), o))
	if err == nil || !strings.Contains(err.Error(), "event 1: longer than 8 bytes") || !slices.Equal(last, []string{"41"}) {
		t.Errorf("got %v, %v, the ID %q", codes, err, last)
	}
	q := w.request("POST")
	q.Apply(&Options{Stream: StreamOptions{Reconnect: true}})
	if _, err := codesOf(Events(context.Background(), q, ReadModelPointer[resultInfo])); err == nil ||
		!strings.Contains(err.Error(), "Reconnect requires GET") {
		t.Error(err)
	}
	q = w.request("GET")
	q.StreamEnd(`{"code":1}`)
	if codes, err := codesOf(Events(context.Background(), q, ReadModelPointer[resultInfo])); codes != nil || err != nil {
		t.Errorf("the end: got %v, %v", codes, err)
	}
}

func TestEventsReconnect(t *testing.T) {
	var ids []string
	step := func(handle http.HandlerFunc) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			ids = append(ids, r.Header.Get("Last-Event-ID"))
			handle(w, r)
		}
	}
	cut := func(parts ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			streamed(eventStream, parts...)(w, r)
			panic(http.ErrAbortHandler)
		}
	}
	for _, c := range []struct {
		name  string
		last  http.HandlerFunc
		waits int
		err   string
	}{
		{"until 204", status(204), 4, ""},
		{"until the end", streamed(eventStream, "data: [DONE]\n\n"), 4, ""},
		{"until a refusal", status(410), 4, "410 Gone"},
		{"until an event is invalid", streamed(eventStream, "data: {]\n\n"), 4, "event 4: "},
	} {
		ids = nil
		w := newWorld(t, turns(
			step(cut("id: a\ndata: {\"code\":1}\n\ndata: {\"co")),
			step(cut("retry: 7000\n\n")),
			step(streamed(eventStream, "id: b\ndata: {\"code\":2}\n\ndata: {\"code\":3}\n\nretry: 0\n\n")),
			step(streamed(eventStream)), step(c.last)))
		codes, err := codesOf(w.events(context.Background(), &Options{Stream: StreamOptions{Reconnect: true}}))
		if !slices.Equal(codes, []int32{1, 2, 3}) || (err == nil) != (c.err == "") ||
			err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%s: got %v, %v", c.name, codes, err)
		}
		if want := []string{"", "a", "a", "b", "b"}; !slices.Equal(ids, want) {
			t.Errorf("%s: sent the IDs %q", c.name, ids)
		}
		want := []time.Duration{3 * time.Second, 7 * time.Second, 0, time.Second}
		if !slices.Equal(w.waits, want) {
			t.Errorf("%s: waited %v", c.name, w.waits)
		}
	}
}

// TestEventsReconnectAfterCutEvents checks that the ID of an event counts only once a
// blank line has ended the event.
func TestEventsReconnectAfterCutEvents(t *testing.T) {
	const first = "id: 1\ndata: {\"code\":1}\n\n"
	for _, part := range []string{
		"id: 2\n", "id: 2\ndata: {\"co", "id: 2\ndata: {\"code\":2}\n", "id: 2\ndata: {\"code\":2}\nid: 3",
	} {
		for _, abort := range []bool{false, true} {
			var ids []string
			w := newWorld(t, func(rw http.ResponseWriter, r *http.Request) {
				if ids = append(ids, r.Header.Get("Last-Event-ID")); len(ids) > 1 {
					streamed(eventStream, "id: 2\ndata: {\"code\":2}\n\ndata: [DONE]")(rw, r)
				} else if streamed(eventStream, first, part)(rw, r); abort {
					panic(http.ErrAbortHandler)
				}
			})
			codes, err := codesOf(w.events(context.Background(), &Options{Stream: StreamOptions{Reconnect: true}}))
			if err != nil || !slices.Equal(codes, []int32{1, 2}) || !slices.Equal(ids, []string{"", "1"}) {
				t.Errorf("%q, aborted %t: got %v, %v, sent the IDs %q", part, abort, codes, err, ids)
			}
		}
	}
}

// TestEventsIdle runs in a bubble whose clock moves when everything waits.
func TestEventsIdle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const part = 4 * time.Second
		body, server := io.Pipe()
		client, err := NewClient("http://127.0.0.1", "", WithHTTPClient(&http.Client{Transport: transportFunc(
			func(r *http.Request) (*http.Response, error) {
				stop := context.AfterFunc(r.Context(), func() { _ = server.CloseWithError(r.Context().Err()) })
				t.Cleanup(func() { stop() })
				header := http.Header{"Content-Type": {eventStream}}
				return &http.Response{StatusCode: 200, ProtoMajor: 2, Header: header, Body: body, Request: r}, nil
			})}))
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			for _, text := range []string{"data: 1\n\n", ": alive\n", ": alive\n", "data: 2\n\n"} {
				time.Sleep(part)
				_, _ = io.WriteString(server, text)
			}
		}()
		q := client.Root().Request("GET", "")
		q.Apply(&Options{Stream: StreamOptions{Idle: part + time.Second}})
		begin, n := time.Now(), 0
		for _, err = range Events(context.Background(), q, (*Decoder).Int32) {
			if n++; n == 1 {
				time.Sleep(time.Hour) // in the loop
			}
		}
		if n != 3 || err == nil || !strings.Contains(err.Error(), "event 3: no data for 5s: see StreamOptions.Idle") {
			t.Errorf("got %d events, %v", n, err)
		}
		if d := time.Since(begin); d > time.Hour+30*time.Second {
			t.Errorf("took %v", d)
		}
	})
}

// TestEventsIdleHeaders checks that Idle limits the wait for the headers of a
// response, but not the token source and the wait before the next attempt.
func TestEventsIdleHeaders(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var delays []time.Duration // before the headers; 0 means 429
		client, err := NewClient("http://127.0.0.1", "",
			WithToken(func(context.Context) (string, error) { time.Sleep(time.Hour); return "token", nil }),
			WithHTTPClient(&http.Client{Transport: transportFunc(func(r *http.Request) (*http.Response, error) {
				delay := delays[0]
				delays = delays[1:]
				header := http.Header{"Content-Type": {eventStream}, "Retry-After": {"30"}}
				res := &http.Response{StatusCode: 200, ProtoMajor: 2, Header: header, Request: r, Body: http.NoBody}
				if delay == 0 {
					res.StatusCode = 429
					return res, nil
				}
				select {
				case <-time.After(delay):
					res.Body = io.NopCloser(strings.NewReader("data: 1\n\ndata: [DONE]\n\n"))
					return res, nil
				case <-r.Context().Done():
					return nil, r.Context().Err()
				}
			})}))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			name   string
			delays []time.Duration
			want   string
		}{
			{"in time", []time.Duration{4 * time.Second}, "1 <nil>"},
			{"after another attempt", []time.Duration{0, 4 * time.Second}, "1 <nil>"},
			{
				"late",
				[]time.Duration{6 * time.Second},
				"0 rest: GET http://127.0.0.1/: event 1: no data for 5s: see StreamOptions.Idle",
			},
			{"late, then in time", []time.Duration{6 * time.Second, 4 * time.Second}, "1 <nil>"},
		} {
			delays = c.delays
			q := client.Root().Request("GET", "/")
			q.Apply(&Options{Stream: StreamOptions{Idle: 5 * time.Second, Reconnect: len(c.delays) > 1 && c.delays[0] > 0}})
			n, last := 0, error(nil)
			for _, err := range Events(context.Background(), q, (*Decoder).Int32) {
				if last = err; err == nil {
					n++
				}
			}
			if got := fmt.Sprint(n, " ", last); got != c.want || len(delays) != 0 {
				t.Errorf("%s: got %s, want %s", c.name, got, c.want)
			}
		}
	})
}

type transportFunc func(*http.Request) (*http.Response, error)

func (f transportFunc) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// TestEventsHeap checks that a stream costs the same memory however long it is.
// FRAGEN_LONG makes it long.
func TestEventsHeap(t *testing.T) {
	last := 100_000
	if os.Getenv("FRAGEN_LONG") != "" {
		last = 1_000_000
	}
	w := newWorld(t, func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", eventStream)
		var b bytes.Buffer
		for i := 1; i <= last; i++ {
			b.WriteString("event: token\nid: " + strconv.Itoa(i) + "\ndata: {\"code\":" + strconv.Itoa(i) + "}\n\n")
			if b.Len() > 32<<10 || i == last {
				_, _ = rw.Write(b.Bytes())
				b.Reset()
			}
		}
	})
	before, n := uint64(0), 0
	for e, err := range w.events(context.Background(), nil) {
		if err != nil {
			t.Fatal(err)
		}
		switch n++; n {
		case 1000:
			before = liveHeap()
		case last:
			if after := liveHeap(); after > before+before/10 {
				t.Errorf("the heap has %d bytes at event 1000 and %d at event %d", before, after, n)
			}
		}
		if int(e.Data.Code) != n {
			t.Fatalf("event %d has the code %d", n, e.Data.Code)
		}
	}
	if n != last {
		t.Errorf("got %d events", n)
	}
}

// liveHeap returns the size of the live heap.
func liveHeap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC() // pools survive one collection
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// BenchmarkEventLatency measures the time from the write of a server to the loop
// and reports the median, which is at most 10 ms.
func BenchmarkEventLatency(b *testing.B) {
	var sent atomic.Pointer[time.Time]
	next := make(chan bool)
	w := newWorld(&testing.T{}, func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", eventStream)
		for more := true; more; more = <-next {
			now := time.Now()
			sent.Store(&now)
			write(rw, "event: token\ndata: {\"code\":1,\"subcode\":2}\n\n")
		}
	})
	defer w.server.Close()
	defer close(next)
	var took []time.Duration
	for _, err := range w.events(context.Background(), nil) {
		if err != nil {
			b.Fatal(err)
		}
		if took = append(took, time.Since(*sent.Load())); len(took) == b.N {
			break
		}
		next <- true
	}
	slices.Sort(took)
	median := took[len(took)/2]
	b.ReportMetric(float64(median.Microseconds()), "µs/median")
	if median > 10*time.Millisecond {
		b.Errorf("the median is %v", median)
	}
}

// BenchmarkEvents measures the cost of an event that is already in memory.
func BenchmarkEvents(b *testing.B) {
	const event = "event: token\nid: 12345\ndata: {\"code\":1,\"subcode\":2}\n\n"
	body := strings.Repeat(event, 1000)
	b.SetBytes(int64(len(event)))
	b.ReportAllocs()
	for n := 0; n < b.N; {
		r := newFrameReader(strings.NewReader(body), eventFrames, maxEventBytes)
		for {
			f, ok, err := r.next()
			if !ok || err != nil {
				break
			}
			if _, err := DecodeValue(f.data, ReadModelPointer[resultInfo]); err != nil {
				b.Fatal(err)
			}
			n++
		}
	}
}
