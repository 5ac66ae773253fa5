package rest

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
)

// ticketed returns a request whose result is a resultInfo. The status 202
// returns a key, 204 nothing.
func (w *world) ticketed() *Request {
	q := w.request("GET")
	q.OtherResult("202", OtherValue((*Decoder).String))
	q.NoContent("204")
	return q
}

func TestOtherResult(t *testing.T) {
	answer := func(code int, text string) http.HandlerFunc {
		return func(rw http.ResponseWriter, _ *http.Request) {
			rw.Header().Set("X-Request-Id", "r7")
			rw.WriteHeader(code)
			_, _ = rw.Write([]byte(text))
		}
	}
	w := newWorld(t, turns(answer(200, `{"code":"7"}`), answer(202, `"k1"`), answer(202, `{}`), status(204),
		answer(206, `{"code":8}`)))
	get := func() (*resultInfo, error) {
		return Receive(context.Background(), w.ticketed(), ReadModelPointer[resultInfo])
	}
	if v, err := get(); err != nil || v.Code != 7 {
		t.Errorf("200: got %v, %v", v, err)
	}
	v, err := get()
	var e *Error
	if v != nil || !errors.As(err, &e) || !e.IsSuccess() || e.RequestID != "r7" || e.Excerpt != `"k1"` {
		t.Fatalf("202: got %v, %#v", v, err)
	}
	if key, ok := BodyAs[string](err); !ok || *key != "k1" {
		t.Errorf("202: the body is %v", e.Body)
	}
	want := "GET " + w.server.URL + "/calls: 202 Accepted: " +
		"the response is a *string, not a *resultInfo; read it with rest.BodyAs (request id r7)"
	if err.Error() != want {
		t.Errorf("202: got the message\n%s, want\n%s", err, want)
	}
	v, err = get()
	if v != nil || err == nil || !strings.Contains(err.Error(), "does not have the type") {
		t.Errorf("202 with another type: got %v, %v", v, err)
	}
	if v, err := get(); v != nil || err != nil {
		t.Errorf("204: got %v, %v", v, err)
	}
	if v, err := get(); err != nil || v.Code != 8 {
		t.Errorf("an undeclared status: got %v, %v", v, err)
	}
	if n := len(w.sent()); n != 5 {
		t.Errorf("sent %d requests; want no retries", n)
	}
}

func TestOtherResultsOfARange(t *testing.T) {
	w := newWorld(t, turns(
		func(rw http.ResponseWriter, _ *http.Request) {
			rw.WriteHeader(201)
			_, _ = rw.Write([]byte(`{"code":1}`))
		},
		func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(202); _, _ = rw.Write([]byte("queued")) },
	))
	get := func() (*resultInfo, error) {
		q := w.request("GET")
		q.ResultStatus("201")
		q.OtherText("2XX")
		return Receive(context.Background(), q, ReadModelPointer[resultInfo])
	}
	if v, err := get(); err != nil || v.Code != 1 {
		t.Errorf("201: got %v, %v", v, err)
	}
	v, err := get()
	if text, ok := BodyAs[string](err); v != nil || !ok || *text != "queued" {
		t.Errorf("202: got %v, %v", v, err)
	}
}

func TestNoContentWithABody(t *testing.T) {
	w := newWorld(t, turns(
		func(rw http.ResponseWriter, _ *http.Request) {
			rw.WriteHeader(202)
			_, _ = rw.Write([]byte(`{"id":1}`))
		},
		func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(202); _, _ = rw.Write([]byte("\n")) },
	))
	get := func() (*resultInfo, error) {
		q := w.request("GET")
		q.NoContent("202")
		return Receive(context.Background(), q, ReadModelPointer[resultInfo])
	}
	v, err := get()
	raw, ok := BodyAs[RawJSON](err)
	if v != nil || !ok || raw.String() != `{"id":1}` || !strings.Contains(err.Error(), "declares none") {
		t.Errorf("a body: got %v, %v", v, err)
	}
	if v, err := get(); v != nil || err != nil {
		t.Errorf("a blank body: got %v, %v", v, err)
	}
}

func TestAllowNull(t *testing.T) {
	w := newWorld(t, body("null"))
	q := w.request("GET")
	q.AllowNull()
	if v, err := Receive(context.Background(), q, ReadModelPointer[resultInfo]); v != nil || err != nil {
		t.Errorf("a model: got %v, %v", v, err)
	}
	q = w.request("GET")
	q.AllowNull()
	if v, err := Receive(context.Background(), q, (*Decoder).Raw); v.String() != "null" || err != nil {
		t.Errorf("raw JSON: got %v, %v", v, err)
	}
}

func TestStreamsWithOtherResults(t *testing.T) {
	w := newWorld(t, turns(status(204),
		func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(202); _, _ = rw.Write([]byte(`"k1"`)) },
		func(rw http.ResponseWriter, _ *http.Request) { _, _ = rw.Write([]byte("abc")) },
	))
	s, err := w.ticketed().ReceiveStream(context.Background())
	if s != nil || err != nil {
		t.Errorf("204: got %v, %v", s, err)
	}
	if data, err := s.Bytes(); data != nil || err != nil || s.Close() != nil {
		t.Errorf("a nil Stream: got %q, %v", data, err)
	}
	s, err = w.ticketed().ReceiveStream(context.Background())
	if key, ok := BodyAs[string](err); s != nil || !ok || *key != "k1" || !strings.Contains(err.Error(), "not a *Stream") {
		t.Errorf("202: got %v, %v", s, err)
	}
	s, err = w.ticketed().ReceiveStream(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if data, err := s.Bytes(); string(data) != "abc" || err != nil {
		t.Errorf("200: got %q, %v", data, err)
	}
}

// TestStreamIsNotTheResult checks that a call that is not for a stream reads only its
// beginning. The stream does not end.
func TestStreamIsNotTheResult(t *testing.T) {
	w := newWorld(t, func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Content-Type", eventStream)
		rw.WriteHeader(202)
		_, _ = rw.Write([]byte("data: 1\n\n"))
		_ = http.NewResponseController(rw).Flush()
		<-r.Context().Done()
	})
	q := w.client.Root().Request("GET", "")
	q.OtherStream("202", "GetStream")
	v, err := Receive(context.Background(), q, (*Decoder).String)
	var e *Error
	if v != "" || !errors.As(err, &e) || !e.IsSuccess() || e.Body != nil || e.Excerpt != "data: 1\n\n" ||
		e.Message != "the response is a stream: call GetStream instead" {
		t.Errorf("got %q, %v", v, err)
	}
}

func TestPlainName(t *testing.T) {
	for name, want := range map[string]string{
		"*api.Ticket": "*Ticket", "[]api.Ticket": "[]Ticket", "[]byte": "[]byte", "map[string]*rest.Date": "map[string]*Date",
		"api.AnyPet": "AnyPet", "*string": "*string",
	} {
		if got := plainName(name); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}
