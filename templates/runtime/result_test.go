package rest

import (
	"context"
	"net/http"
	"slices"
	"testing"
)

func TestReceive(t *testing.T) {
	w := newWorld(t, turns(body(`{"code":"7"}`), body(" null"), body(`{"code":{}}`), status(204)))
	get := func() (*resultInfo, error) {
		return Receive(context.Background(), w.request("GET"), ReadModelPointer[resultInfo])
	}
	if v, err := get(); err != nil || v.Code != 7 {
		t.Errorf("got %v, %v", v, err)
	}
	for _, want := range []string{
		"the response is null; expected a result",
		"json: code: expected a 32-bit integer, found an object (offset 8)",
		"204 No Content: the response has no body; expected a result",
	} {
		v, err := get()
		if want = "rest: GET " + w.server.URL + "/calls: " + want; v != nil || err == nil || err.Error() != want {
			t.Errorf("got %v, %v, want %s", v, err, want)
		}
	}
}

func TestDecodeValue(t *testing.T) {
	if v, err := DecodeValue([]byte(`"x"`), (*Decoder).String); v != "x" || err != nil {
		t.Errorf("got %q, %v", v, err)
	}
	if v, err := DecodeValue([]byte(`"x" 1`), (*Decoder).String); v != "" || err == nil {
		t.Errorf("got %q, %v", v, err)
	}
}

func TestValues(t *testing.T) {
	known := []string{"red", "green"}
	values := Values[color](known)
	if !slices.Equal(values, []color{"red", "green"}) {
		t.Errorf("got %v", values)
	}
	if values[0] = "blue"; known[0] != "red" {
		t.Error("the result shares its elements with the list")
	}
	if values := Values[color](nil); values == nil || len(values) != 0 {
		t.Errorf("no known values: got %#v", values)
	}
}

func TestTextBodyAndUserAgent(t *testing.T) {
	var got http.Header
	w := newWorld(t, func(_ http.ResponseWriter, r *http.Request) { got = r.Header }, WithUserAgent("mine/2"))
	q := w.client.Root().Request("PUT", "")
	q.BodyText("text/plain", "häng up")
	q.ErrorBody("default", ErrorModel[resultInfo])
	if err := q.Send(context.Background()); err != nil {
		t.Fatal(err)
	}
	if w.sent()[0] != "PUT / häng up" || got.Get("Content-Type") != "text/plain" || got.Get("User-Agent") != "mine/2" {
		t.Errorf("sent %v with %v", w.sent(), got)
	}
	w.client = w.newClient(w.server.URL, WithUserAgent(""))
	if err := w.send("GET"); err != nil || got["User-Agent"] != nil {
		t.Errorf("no user agent: %v, %v", got["User-Agent"], err)
	}
}
