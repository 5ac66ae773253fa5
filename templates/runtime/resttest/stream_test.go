package resttest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"strings"
	"testing"

	"github.com/fragen-go/fragen/templates/runtime"
)

const feed Operation = "GET /feed"

// streamServer returns a server with a stream of strings beside a JSON result.
func streamServer(t TB, contentType string) *Server {
	return NewServer(t, Service{Routes: []Route{{
		Operation: feed, Status: http.StatusOK, Stream: contentType,
		Result: func(e *rest.Encoder) { e.String("whole") },
	}}})
}

// fetch returns a response, and an error if it is incomplete.
func fetch(t *testing.T, s *Server, accept string) (string, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/feed", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", accept)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	return fmt.Sprintf("%d %s %s", res.StatusCode, res.Header.Get("Content-Type"), data), err
}

// onEvents sets a hook that returns events, whose data is text if texts are
// given.
func onEvents(s *Server, events iter.Seq2[*rest.Event[string], error], texts ...string) {
	s.HandleStream(feed, func(q *Request) error { return Events(q, (*rest.Encoder).String, texts...)(events) })
}

func TestStreamFormats(t *testing.T) {
	s := streamServer(t, "text/event-stream")
	expect := func(accept, want string) {
		t.Helper()
		if got, err := fetch(t, s, accept); got != want || err != nil {
			t.Errorf("got  %q, %v\nwant %q", got, err, want)
		}
	}
	const stream = "200 text/event-stream "
	expect("application/json", `200 application/json "whole"`)
	expect("text/event-stream", stream)
	onEvents(s, EventsOf("a", "b\nc"))
	expect("text/event-stream", stream+"data: \"a\"\n\ndata: \"b\\nc\"\n\n")
	onEvents(s, EventsOf("a", "b\nc\r\nd\re", ""), "*")
	expect("text/event-stream", stream+"data: a\n\ndata: b\ndata: c\ndata: d\ndata: e\n\ndata: \n\n")
	onEvents(s, func(yield func(*rest.Event[string], error) bool) {
		_ = yield(&rest.Event[string]{Type: "note", ID: "1", Data: "x"}, nil) &&
			yield(&rest.Event[string]{Type: "message", Data: "y"}, nil) &&
			yield(&rest.Event[string]{Type: "other", Raw: []byte("[z]")}, nil)
	}, "note")
	expect("text/event-stream", stream+"event: note\nid: 1\ndata: x\n\ndata: \"y\"\n\nevent: other\ndata: [z]\n\n")
	s.Handle(feed, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "own") }))
	expect("text/event-stream", "200 text/plain; charset=utf-8 own")
	expect("application/json", "200 text/plain; charset=utf-8 own")

	s = streamServer(t, "application/json-seq")
	s.HandleStream(feed, func(q *Request) error { return Lines(q, (*rest.Encoder).String)(LinesOf("a", "b")) })
	expect("application/json-seq", "200 application/json-seq \x1e\"a\"\n\x1e\"b\"\n")
}

func TestStreamErrors(t *testing.T) {
	s := streamServer(nil, "text/event-stream")
	defer s.Close()
	yielding := func(first bool, err error) iter.Seq2[*rest.Event[string], error] {
		return func(yield func(*rest.Event[string], error) bool) {
			_ = first && !yield(&rest.Event[string]{Data: "a"}, nil) || yield(nil, err)
		}
	}
	onEvents(s, yielding(false, Status(http.StatusConflict, "busy", "Later.")))
	got, err := fetch(t, s, "text/event-stream")
	if want := `409 application/json {"error":{"code":"busy","message":"Later."}}`; got != want || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	for name, events := range map[string]iter.Seq2[*rest.Event[string], error]{
		"an error":         yielding(true, errors.New("broken")),
		"a line break":     func(yield func(*rest.Event[string], error) bool) { yield(&rest.Event[string]{Type: "a\nb"}, nil) },
		"a panic":          func(func(*rest.Event[string], error) bool) { panic("oops") },
		"a panic in a row": func(yield func(*rest.Event[string], error) bool) { yield(&rest.Event[string]{}, nil); panic("oops") },
	} {
		onEvents(s, events)
		if got, err := fetch(t, s, "text/event-stream"); err == nil && !strings.HasPrefix(got, "500 ") {
			t.Errorf("%s: got the complete response %q", name, got)
		}
	}
	s.Close() // waits until the hooks have ended and their errors are recorded
	s.mu.Lock()
	defer s.mu.Unlock()
	if text := strings.Join(s.wrongs, "\n"); strings.Count(text, "panicked: oops") < 2 ||
		!strings.Contains(text, "contains a line break") {
		t.Errorf("reported %s", text)
	}
}

// A hook learns that the client has gone when it yields the next item: yield
// returns false, and the code after the loop of the hook runs.
func TestStreamIsAbandoned(t *testing.T) {
	s := streamServer(t, "text/event-stream")
	next, ended, returned := make(chan bool), make(chan bool), false
	onEvents(s, func(yield func(*rest.Event[string], error) bool) {
		defer close(ended)
		for yield(&rest.Event[string]{Data: "a"}, nil) {
			<-next
		}
		returned = true
	})
	ctx, cancel := context.WithCancel(t.Context())
	r, _ := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+"/feed", nil)
	r.Header.Set("Accept", "text/event-stream")
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	_ = res.Body.Close()
	for waiting := true; waiting; {
		select {
		case next <- true:
		case <-ended:
			waiting = false
		}
	}
	if !returned {
		t.Error("yield did not return")
	}
}

// Yield returns whenever a stream ends early: after a fault, after an error of
// the hook, and after an error that becomes the response.
func TestStreamEndsEarly(t *testing.T) {
	for _, c := range []struct {
		name  string
		fault Fault
		err   error // at the first item
	}{
		{"cut", CutBody(), nil},
		{"an error", Fault{}, errors.New("broken")},
		{"an error and a cut", CutBody(), errors.New("broken")},
	} {
		s := streamServer(nil, "text/event-stream")
		left := make(chan bool, 1)
		onEvents(s, func(yield func(*rest.Event[string], error) bool) {
			for yield(&rest.Event[string]{Data: "a"}, c.err) {
			}
			left <- true
		})
		s.Fail(c.fault, feed)
		_, _ = fetch(t, s, "text/event-stream")
		s.Close() // waits for the hook
		select {
		case <-left:
		default:
			t.Errorf("%s: yield did not return", c.name)
		}
	}
}

// TestEventTypes checks that the data of an event determines its type.
func TestEventTypes(t *testing.T) {
	s := streamServer(nil, "text/event-stream")
	defer s.Close()
	kind := func(data string) string { return map[string]string{"a": "add"}[data] }
	for _, test := range []struct{ kind, data, want, wrong string }{
		{"", "a", "event: add\n", ""},
		{"add", "a", "event: add\n", ""},
		{"other", "b", "event: other\n", ""},
		{"other", "a", "500 ", `an event of type "other" cannot have the data string, whose type is "add"`},
		{"", "b", "500 ", "the data string does not determine the type of its event"},
	} {
		s.HandleStream(feed, func(q *Request) error {
			return TypedEvents(q, (*rest.Encoder).String, kind)(func(yield func(*rest.Event[string], error) bool) {
				yield(&rest.Event[string]{Type: test.kind, Data: test.data}, nil)
			})
		})
		if got, err := fetch(t, s, "text/event-stream"); err != nil || !strings.Contains(got, test.want) {
			t.Errorf("%+v: got %q, %v", test, got, err)
		}
		s.mu.Lock()
		if text := strings.Join(s.wrongs, "\n"); (text == "") != (test.wrong == "") || !strings.Contains(text, test.wrong) {
			t.Errorf("%+v: reported %q", test, text)
		}
		s.wrongs = nil
		s.mu.Unlock()
	}
}
