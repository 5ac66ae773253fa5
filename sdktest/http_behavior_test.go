package sdktest

// This file tests URLs, options, responses, and paging against a local server.

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/fragen-go/fragen/generated/graph"
	"github.com/fragen-go/fragen/generated/rest"
)

func pathKeys(t *testing.T) {
	client, rec := serve(t, status(204, ""))
	calls := client.Communications().Calls()
	ctx := context.Background()
	for _, key := range []string{"", ".", ".."} {
		for _, err := range []error{
			calls.ByCallId(key).Delete(ctx, nil),
			calls.ByCallId(key).Participants().ByParticipantId("p").Delete(ctx, nil),
			calls.ByCallId("1").Participants().ByParticipantId(key).Delete(ctx, nil),
		} {
			if err == nil || !strings.Contains(err.Error(), "the path parameter") {
				t.Errorf("key %q: error %v", key, err)
			}
		}
	}
	if err := calls.ByCallId("").Delete(ctx, nil); err == nil || !strings.Contains(err.Error(), "call-id is empty") {
		t.Errorf("the error does not name the parameter: %v", err)
	}
	if rec.count() != 0 {
		t.Fatalf("%d requests, want none", rec.count())
	}
	if err := calls.ByCallId("../../users/me?x=1#f").Delete(ctx, nil); err != nil {
		t.Fatal(err)
	}
	const escaped = "/v1.0/communications/calls/..%2F..%2Fusers%2Fme%3Fx=1%23f"
	if got := rec.only(t); strings.Replace(got.path, "x%3D1", "x=1", 1) != escaped {
		t.Errorf("path %s", got.path)
	}
}

func noClient(t *testing.T) {
	if err := (graph.CallItemRequestBuilder{}).Delete(context.Background(), nil); err == nil {
		t.Error("no error from a builder without a client")
	}
	if _, err := graph.New(rest.WithBaseURL("no address")); err == nil {
		t.Error("no error from New with an invalid base URL")
	}
}

func nilBody(t *testing.T) {
	client, rec := serve(t, status(204, ""))
	one := client.Communications().Calls().ByCallId("1")
	_, invite := one.Participants().Invite().Post(context.Background(), nil, nil)
	reject := one.Reject().Post(context.Background(), nil, nil)
	answer := one.Answer().Post(context.Background(), nil, nil)
	for _, err := range []error{reject, answer, invite} {
		if err == nil || !strings.Contains(err.Error(), "the body is nil") {
			t.Errorf("nil body: error %v", err)
		}
	}
	if rec.count() != 0 {
		t.Errorf("%d requests, want none", rec.count())
	}
}

func errorBodies(t *testing.T) {
	for _, code := range []int{401, 403, 404, 409, 412, 500} {
		body := fmt.Sprintf(`{"error":{"code":"C%d","message":"no","target":"t","details":[{"code":"d","message":"m"}],`+
			`"innerError":{"date":"2024-01-02T03:04:05","request-id":"r-1","client-request-id":"c-1"}}}`, code)
		client, _ := serve(t, status(code, body))
		err := client.Communications().Calls().ByCallId("1").Delete(context.Background(), nil)
		e := asError(t, err)
		if e.StatusCode != code || e.Code != fmt.Sprintf("C%d", code) || e.Message != "no" || e.RequestID != "r-1" || e.Method != "DELETE" ||
			!strings.HasSuffix(e.URL, "/communications/calls/1") || e.Excerpt != body {
			t.Errorf("%d: error %+v", code, e)
		}
		typed, ok := rest.BodyAs[graph.ODataError](err)
		if !ok || rest.Value(typed.Error.InnerError.ClientRequestId) != "c-1" || len(typed.Error.Details) != 1 || rest.Value(typed.Error.Target) != "t" {
			t.Errorf("%d: body %+v %v", code, typed, ok)
		}
		if _, ok := rest.BodyAs[graph.Call](err); ok {
			t.Errorf("%d: BodyAs returned a call", code)
		}
		if strings.Contains(fmt.Sprintf("%v %+v", err, err), "secret-token") {
			t.Errorf("%d: the error contains the token: %v", code, err)
		}
	}
	client, _ := serve(t, status(403, `{"message":"no error key"}`))
	e := asError(t, client.Communications().Calls().ByCallId("1").Delete(context.Background(), nil))
	if e.StatusCode != 403 || e.Message != "no error key" || e.Error() == "" {
		t.Errorf("without the key error: %+v", e)
	}
}

func noJSON(t *testing.T) {
	tests := []struct {
		name   string
		answer http.HandlerFunc
		status int
	}{
		{"HTML", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(500)
			_, _ = io.WriteString(w, "<html>"+strings.Repeat("x", 9<<10))
		}, 500},
		{"nothing", status(502, ""), 502},
		{"half", status(404, `{"error":{"code":"x`), 404},
		{"null", status(409, `null`), 409},
	}
	for _, test := range tests {
		client, _ := serve(t, test.answer)
		got, err := client.Communications().Calls().ByCallId("1").Get(context.Background(), nil)
		e := asError(t, err)
		if got != nil || e.StatusCode != test.status || len(e.Excerpt) > 4<<10 || !strings.Contains(err.Error(), fmt.Sprint(test.status)) {
			t.Errorf("%s: %v, %v", test.name, got, err)
		}
		if body, ok := rest.BodyAs[graph.ODataError](err); ok != (body != nil) {
			t.Errorf("%s: body %v %v", test.name, body, ok)
		}
	}
}

func noResult(t *testing.T) {
	for _, answer := range []http.HandlerFunc{
		status(200, ""), status(204, ""), status(200, "null"), status(200, `{"id":`), status(200, `[]`),
	} {
		client, _ := serve(t, answer)
		got, err := client.Communications().Calls().ByCallId("1").Get(context.Background(), nil)
		if got != nil || err == nil {
			t.Errorf("got %v, %v", got, err)
		}
	}
}

// twoPages returns a handler for two pages of participants: 1 and 2, then 3. next
// replaces the link on the first page if it is not empty.
func twoPages(next string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		link := next
		if link == "" {
			link = "http://" + r.Host + r.URL.Path + "?$skiptoken=a%20b"
		}
		if r.URL.Query().Get("$skiptoken") == "" {
			_, _ = fmt.Fprintf(w, `{"value":[{"id":"1"},{"id":"2"}],"@odata.nextLink":%q}`, link)
			return
		}
		_, _ = io.WriteString(w, `{"value":[{"id":"3"}]}`)
	}
}

func pages(t *testing.T) {
	client, rec := serve(t, twoPages(""))
	participants := client.Communications().Calls().ByCallId("1").Participants()
	options := &graph.ParticipantsGetOptions{Top: new(int32(2))}
	var ids string
	for p, err := range participants.All(context.Background(), options) {
		if err != nil {
			t.Fatal(err)
		}
		ids += rest.Value(p.Id)
	}
	if ids != "123" || rec.count() != 2 {
		t.Errorf("participants %s from %d requests", ids, rec.count())
	}
	first, second := rec.requests[0].path, rec.requests[1].path
	if !strings.HasSuffix(first, "?$top=2") || !strings.HasSuffix(second, "?$skiptoken=a%20b") {
		t.Errorf("requested %s, then %s", first, second)
	}
	for range participants.All(context.Background(), nil) {
		break
	}
	if rec.count() != 3 {
		t.Errorf("%d requests after a break on the first page, want 3", rec.count())
	}
}

func pagesAstray(t *testing.T) {
	foreign := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("request to another host")
	}))
	defer foreign.Close()
	same := ""
	tests := []struct {
		name    string
		client  func() (*graph.Client, *recorder)
		message string
	}{
		{"foreign link", func() (*graph.Client, *recorder) {
			return serve(t, twoPages(foreign.URL+"/v1.0/x?$skiptoken=1"))
		}, "refused"},
		{"invalid link", func() (*graph.Client, *recorder) { return serve(t, twoPages("http://%zz")) }, "the link is invalid"},
		{"circular links", func() (*graph.Client, *recorder) {
			return serve(t, func(w http.ResponseWriter, r *http.Request) {
				same = "http://" + r.Host + r.URL.Path + "?page=2"
				_, _ = fmt.Fprintf(w, `{"value":[{"id":"1"}],"@odata.nextLink":%q}`, same)
			})
		}, "already read"},
		{"error on the second page", func() (*graph.Client, *recorder) {
			return serve(t, func(w http.ResponseWriter, r *http.Request) {
				if r.URL.RawQuery != "" {
					w.WriteHeader(http.StatusForbidden)
					return
				}
				twoPages("")(w, r)
			})
		}, "403 Forbidden"},
	}
	for _, test := range tests {
		client, _ := test.client()
		var last error
		count := 0
		for _, err := range client.Communications().Calls().ByCallId("1").Participants().All(context.Background(), nil) {
			if count++; count > 10 {
				t.Fatalf("%s: more than 10 participants", test.name)
			}
			if last != nil {
				t.Fatalf("%s: another element after the error %v", test.name, last)
			}
			last = err
		}
		if last == nil || !strings.Contains(last.Error(), test.message) {
			t.Errorf("%s: last error %v", test.name, last)
		}
	}
}

func queryOptions(t *testing.T) {
	client, rec := serve(t, status(200, `{"value":[]}`))
	_, err := client.Communications().Calls().Get(context.Background(), &graph.CallsGetOptions{
		Top: new(int32(5)), Skip: new(int32(0)), Search: new(`"a&b"`),
		Filter: new("state eq 'on hold' and id ne '1+1=2'"), Count: new(true),
		Orderby: []string{"state desc", "id"}, Select: []string{"id", "state"}, Expand: []string{"participants($select=id)"},
	})
	if err != nil {
		t.Fatal(err)
	}
	_, query, _ := strings.Cut(rec.only(t).path, "?")
	want := map[string]string{
		"$top": "5", "$skip": "0", "$search": `"a&b"`, "$filter": "state eq 'on hold' and id ne '1+1=2'", "$count": "true",
		"$orderby": "state desc,id", "$select": "id,state", "$expand": "participants($select=id)",
	}
	u, err := http.NewRequest("GET", "http://x/?"+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	got := u.URL.Query()
	for name, value := range want {
		if len(got[name]) != 1 || got.Get(name) != value {
			t.Errorf("%s is %q, want %q", name, got[name], value)
		}
	}
	ordered := strings.HasPrefix(query, "$top=5&$skip=0&") && strings.Contains(query, "$select=id,state")
	if len(got) != len(want) || !ordered {
		t.Errorf("query %s", query)
	}
	_, err = client.Communications().Calls().Get(context.Background(), &graph.CallsGetOptions{})
	if err != nil || strings.Contains(rec.requests[1].path, "?") {
		t.Errorf("empty options: request %s, %v", rec.requests[1].path, err)
	}
}

func headerOptions(t *testing.T) {
	client, rec := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "/operations/7")
		w.WriteHeader(http.StatusNoContent)
	})
	var seen *rest.Response
	err := client.Communications().Calls().ByCallId("1").Delete(context.Background(), &graph.CallItemDeleteOptions{
		IfMatch: new(`W/"7"`),
		Options: rest.Options{
			Header:   http.Header{"client-request-id": {"c-1"}},
			Response: func(r *rest.Response) { seen = r },
			Timeout:  5 * time.Second,
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	header := rec.only(t).header
	if header.Get("If-Match") != `W/"7"` || header.Get("Client-Request-Id") != "c-1" ||
		header.Get("Authorization") != "Bearer secret-token" {
		t.Errorf("headers %v", header)
	}
	if seen == nil || seen.StatusCode != 204 || seen.Header.Get("Location") != "/operations/7" || seen.Attempts != 1 {
		t.Errorf("the response hook received %+v", seen)
	}
}

func links(t *testing.T) {
	client, rec := serve(t, status(200, `{"value":[]}`))
	calls := client.Communications().Calls()
	if _, err := calls.Get(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	here := "http://" + hostOf(t, client) + "/v1.0/communications/calls?$skiptoken=x%2Fy&$top=1"
	if _, err := calls.WithURL(here).Get(context.Background(), &graph.CallsGetOptions{Top: new(int32(9))}); err != nil {
		t.Fatal(err)
	}
	if got := rec.requests[1].path; got != "/v1.0/communications/calls?$skiptoken=x%2Fy&$top=1" {
		t.Errorf("the link requested %s", got)
	}
	for _, link := range []string{
		"", "https://graph.example.com/v1.0/communications/calls",
		"http://user:pass@" + hostOf(t, client) + "/", "ftp://x", "http://%zz",
	} {
		if _, err := calls.WithURL(link).Get(context.Background(), nil); err == nil {
			t.Errorf("no error for the link %q", link)
		} else if strings.Contains(err.Error(), "pass") {
			t.Errorf("the error contains the password: %v", err)
		}
	}
	if rec.count() != 2 {
		t.Errorf("%d requests, want 2", rec.count())
	}
}

// hostOf returns the host and port of the service of a client.
func hostOf(t *testing.T, client *graph.Client) string {
	t.Helper()
	err := client.Communications().Calls().ByCallId("").Delete(context.Background(), nil)
	if err == nil {
		t.Fatal("no error for an empty key")
	}
	_, host, _ := strings.Cut(err.Error(), "http://")
	host, _, _ = strings.Cut(host, "/")
	return host
}
