package rest

// These tests send forms, multipart bodies and streams to a server. They check
// the received bodies with net/http and mime/multipart, the number of attempts,
// and that nothing is left behind.

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// arrival is a request as the server received it.
type arrival struct {
	ContentType string
	Length      int64
	Body        string
}

// receiver is a server that records requests and responds with the given
// statuses in order, then with 204.
func receiver(t *testing.T, statuses ...int) (*world, *[]arrival) {
	var got []arrival
	w := newWorld(t, status(204))
	w.server.Config.Handler = http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		data, _ := io.ReadAll(r.Body)
		w.mu.Lock()
		defer w.mu.Unlock()
		got = append(got, arrival{r.Header.Get("Content-Type"), r.ContentLength, string(data)})
		if n := len(got); n <= len(statuses) {
			if statuses[n-1] == 0 {
				panic(http.ErrAbortHandler)
			}
			if statuses[n-1] == http.StatusTemporaryRedirect {
				rw.Header().Set("Location", "/calls")
			}
			rw.WriteHeader(statuses[n-1])
			return
		}
		rw.WriteHeader(http.StatusNoContent)
	})
	return w, &got
}

func TestBehaviorForms(t *testing.T) {
	w, got := receiver(t)
	q := w.client.Root().Segment("calls").Request("POST", "")
	q.BodyForm("application/x-www-form-urlencoded", jsonOf(`{"To":"+1 555","Note":"a&b=c; é","Tags":["x","y z"],"Meta":{"k":1},"None":null,"Empty":[],
		"metadata":{"order":{"id":7},"items":[{"sku":"a"},{"sku":"b"}]},"ids":[1,2],"url":"https://x/?y=1"}`),
		Param{Name: "metadata", Style: StyleDeepObject, Explode: true}, Param{Name: "ids", Style: StyleForm},
		Param{Name: "url", Style: StyleForm, AllowReserved: true})
	if err := q.Send(context.Background()); err != nil {
		t.Fatal(err)
	}
	want := url.Values{
		"To": {"+1 555"}, "Note": {"a&b=c; é"}, "Tags": {"x", "y z"}, "Meta": {`{"k":1}`}, "metadata[order][id]": {"7"},
		"metadata[items][0][sku]": {"a"}, "metadata[items][1][sku]": {"b"}, "ids": {"1,2"}, "url": {"https://x/?y=1"},
	}
	r := httptest.NewRequest("POST", "/", strings.NewReader((*got)[0].Body))
	r.Header.Set("Content-Type", (*got)[0].ContentType)
	if err := r.ParseForm(); err != nil || !cmp.Equal(r.PostForm, want) {
		t.Errorf("%v\n%s\n%s", err, (*got)[0].Body, cmp.Diff(want, r.PostForm))
	}
	if !strings.Contains((*got)[0].Body, "url=https://x/?y=1") || !strings.Contains((*got)[0].Body, "To=%2B1+555&") {
		t.Error((*got)[0].Body)
	}

	q = w.client.Root().Request("POST", "")
	if q.BodyForm("application/x-www-form-urlencoded", jsonOf(`[1]`)); q.err == nil {
		t.Error("a list is a form")
	}
	for _, set := range []func(q *Request){
		func(q *Request) {
			q.BodyForm("application/x-www-form-urlencoded", jsonOf(`{"a":null,"b":1}`), Param{Name: "b", Required: true})
			q.BodyForm("application/x-www-form-urlencoded", jsonOf(`{"a":null,"b":1}`), Param{Name: "a", Required: true})
		},
		func(q *Request) {
			q.BodyMultipart("multipart/form-data", FormParts(jsonOf(`{"a":null}`)), Param{Name: "a", Required: true})
		},
		func(q *Request) {
			q.BodyMultipart("multipart/form-data", func(p *Parts) { p.Value("a", (*Encoder).Null) }, Param{Name: "a", Required: true})
		},
	} {
		q = w.client.Root().Request("POST", "")
		if set(q); q.err == nil || !strings.Contains(q.err.Error(), `the field "a" is nil, but the operation requires one`) {
			t.Errorf("got %v", q.err)
		}
	}
}

// part is a part as mime/multipart reads it.
type part struct {
	Name, File, ContentType, Content string
}

func readParts(t *testing.T, contentType, body string) []part {
	t.Helper()
	r := httptest.NewRequest("POST", "/", strings.NewReader(body))
	r.Header.Set("Content-Type", contentType)
	m, err := r.MultipartReader()
	if err != nil {
		t.Fatalf("%v: %s", err, contentType)
	}
	var parts []part
	for {
		p, err := m.NextPart()
		if err == io.EOF {
			return parts
		}
		if err != nil {
			t.Fatalf("%v in %q", err, body)
		}
		data, err := io.ReadAll(p)
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, part{p.FormName(), p.FileName(), p.Header.Get("Content-Type"), string(data)})
	}
}

// plain hides all methods of a reader except Read.
type plain struct{ io.Reader }

func TestBehaviorMultipart(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.txt")
	if err := os.WriteFile(name, []byte("skipped, on disk"), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.Seek(9, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	w, got := receiver(t)
	send := func(last *File) {
		q := w.client.Root().Segment("calls").Request("POST", "")
		q.BodyMultipart("multipart/form-data", func(p *Parts) {
			p.Value("title", func(e *Encoder) { e.String("é\r\n--x") })
			p.Value("tags", jsonOf(`["a",2]`))
			p.Value("meta", jsonOf(`{"k":[1]}`))
			p.Value("list", jsonOf(`["a","b"]`))
			p.Value("deep", jsonOf(`{"a":"b"}`))
			p.Value("none", jsonOf(`null`))
			p.File("doc", &File{Name: "a \"b\".txt", Content: file})
			p.File("gone", nil)
			p.Files("pages", []*File{{Content: strings.NewReader("1"), ContentType: "text/plain"}, last})
			p.AdditionalProperties(map[string]RawJSON{"z": RawJSON("1"), "y": RawJSON(`"2"`)})
		}, Param{Name: "list", Style: StyleJSON}, Param{Name: "pages", ContentType: "image/png"}, Param{Name: "deep", Style: StyleDeepObject, Explode: true})
		if err := q.Send(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	want := []part{
		{"title", "", "", "é\r\n--x"},
		{"tags", "", "", "a"},
		{"tags", "", "", "2"},
		{"meta", "", "application/json", `{"k":[1]}`},
		{"list", "", "application/json", `["a","b"]`},
		{"deep[a]", "", "", "b"},
		{"doc", "a %22b%22.txt", "application/octet-stream", "on disk"},
		{"pages", "pages", "text/plain", "1"},
		{"pages", "b.png", "image/png", "\x89PNG"},
		{"y", "", "", "2"},
		{"z", "", "", "1"},
	}
	send(&File{Name: "b.png", Content: bytes.NewBufferString("\x89PNG")})
	a := (*got)[0]
	if parts := readParts(t, a.ContentType, a.Body); !cmp.Equal(parts, want) {
		t.Error(cmp.Diff(want, parts))
	}
	if a.Length != int64(len(a.Body)) {
		t.Errorf("the length is %d, want %d", a.Length, len(a.Body))
	}

	want[6].Content = "" // the file was read to its end
	send(&File{Name: "b.png", Content: plain{strings.NewReader("\x89PNG")}})
	a = (*got)[1]
	if parts := readParts(t, a.ContentType, a.Body); a.Length != -1 || !cmp.Equal(parts, want) {
		t.Errorf("length %d: %s", a.Length, cmp.Diff(want, parts))
	}
	send(&File{Name: "b.png", Content: plain{strings.NewReader("\x89PNG")}, Size: 4, Header: http.Header{"X-Page": {"2"}, "content-type": {"no"}}})
	if a = (*got)[2]; a.Length != -1 { // the file on disk has length 0, which is ignored
		t.Errorf("length %d", a.Length)
	}
	if !strings.Contains(a.Body, "Content-Type: image/png\r\nX-Page: 2\r\n\r\n") || strings.Contains(a.Body, ": no") {
		t.Error(a.Body)
	}
}

func TestBehaviorMultipartThatFails(t *testing.T) {
	for want, write := range map[string]func(*Parts){
		`the file "f" has no content`:     func(p *Parts) { p.File("f", &File{}) },
		`invalid header "A: b" of a part`: func(p *Parts) { p.File("f", &File{Content: strings.NewReader(""), Header: http.Header{"A: b": {"c"}}}) },
		`invalid header "A" of a part`: func(p *Parts) {
			p.File("f", &File{Content: strings.NewReader(""), Header: http.Header{"A": {"b\r\nC: d"}}})
		},
		`invalid header "Content-Type" of a part`: func(p *Parts) {
			p.File("f", &File{Content: strings.NewReader(""), ContentType: "a\r\nb"})
		},
		"the body is not an object; a form needs one": FormParts(jsonOf("7")),
	} {
		w := newWorld(t, status(204))
		q := w.client.Root().Request("POST", "")
		q.BodyMultipart("multipart/form-data", write)
		if err := q.Send(context.Background()); err == nil || !strings.HasSuffix(err.Error(), want) || len(w.sent()) != 0 {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// Mixed bodies preserve the subtype and its parameters.
func TestBehaviorMultipartOther(t *testing.T) {
	w, got := receiver(t)
	q := w.client.Root().Request("POST", "")
	q.BodyMultipart(`multipart/related; type="application/json"`, FormParts(jsonOf(`{"meta":{"a":1},"text":"x"}`)))
	if err := q.Send(context.Background()); err != nil {
		t.Fatal(err)
	}
	a := (*got)[0]
	if !strings.HasPrefix(a.ContentType, "multipart/related; boundary=") || !strings.Contains(a.ContentType, `; type="application/json"`) {
		t.Error(a.ContentType)
	}
	_, boundary, _ := strings.Cut(a.ContentType, "boundary=")
	boundary, _, _ = strings.Cut(boundary, ";")
	p, err := multipart.NewReader(strings.NewReader(a.Body), boundary).NextPart()
	if err != nil || p.FormName() != "meta" || p.Header.Get("Content-Type") != "application/json" {
		t.Errorf("%v: %q", err, a.Body)
	}
}

func TestBehaviorUploads(t *testing.T) {
	at := func(r io.ReadSeeker) io.Reader {
		_, _ = r.Seek(2, io.SeekStart)
		return r
	}
	tests := []struct {
		name     string
		statuses []int
		method   string
		body     io.Reader
		sent     []int64 // lengths
		status   int     // of the error; 0 for none, -1 for another error
	}{
		{"wound back after 503", []int{429, 503}, "PUT", at(strings.NewReader("--data")), []int64{4, 4, 4}, 0},
		{"wound back after a lost connection", []int{0}, "PUT", at(bytes.NewReader([]byte("--data"))), []int64{4, 4}, 0},
		{"redirected", []int{307}, "POST", strings.NewReader("data"), []int64{4, 4}, 0},
		{"a buffer has a length but is sent once", []int{429}, "PUT", bytes.NewBufferString("data"), []int64{4}, 429},
		{"a pipe is sent once", []int{429}, "PUT", plain{strings.NewReader("data")}, []int64{-1}, 429},
		{"empty", nil, "POST", strings.NewReader(""), []int64{0}, 0},
		{"nil", nil, "POST", nil, []int64{0}, 0},
	}
	for _, tt := range tests {
		w, got := receiver(t, tt.statuses...)
		q := w.client.Root().Segment("calls").Request(tt.method, "")
		q.BodyReader("image/png", tt.body)
		err := q.Send(context.Background())
		var e *Error
		if tt.status == 0 && err != nil || tt.status > 0 && (!errors.As(err, &e) || e.StatusCode != tt.status) {
			t.Errorf("%s: %v", tt.name, err)
		}
		var lengths []int64
		for _, a := range *got {
			lengths = append(lengths, a.Length)
			if a.ContentType != "image/png" || tt.body != nil && tt.name != "empty" && a.Body != "data" {
				t.Errorf("%s: %+v", tt.name, a)
			}
		}
		if !cmp.Equal(lengths, tt.sent) {
			t.Errorf("%s: lengths %v, want %v", tt.name, lengths, tt.sent)
		}
	}
}

// A refused connection has not read the body, so the call can be retried.
func TestBehaviorUploadNotBegun(t *testing.T) {
	w, got := receiver(t)
	fail := true
	c := w.newClient(w.server.URL, WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(r *http.Request) (*http.Response, error) {
			if fail {
				fail = false
				return nil, errors.New("refused")
			}
			return next.RoundTrip(r)
		})
	}))
	q := c.Root().Request("PUT", "")
	q.BodyReader("a/b", plain{strings.NewReader("data")})
	if err := q.Send(context.Background()); err != nil || len(*got) != 1 || (*got)[0].Body != "data" {
		t.Error(err, *got)
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// An error of the caller's reader is the error of the call, without a retry.
func TestBehaviorUploadThatFails(t *testing.T) {
	w, got := receiver(t)
	torn := errors.New("torn")
	q := w.client.Root().Request("PUT", "")
	q.BodyReader("a/b", io.MultiReader(strings.NewReader("da"), failingReader{torn}))
	err := q.Send(context.Background())
	w.mu.Lock() // the server may still be handling the aborted request
	requests := len(*got)
	w.mu.Unlock()
	if !errors.Is(err, torn) || !strings.HasSuffix(err.Error(), "reading the body: torn") || requests > 1 {
		t.Errorf("%v, %d requests", err, requests)
	}
	for _, contentType := range []string{"", "image/*", "a/b\r\nX: y", "text"} {
		q := w.client.Root().Request("PUT", "")
		if q.BodyReader(contentType, strings.NewReader("")); q.err == nil {
			t.Errorf("the content type %q is sent", contentType)
		}
	}
}

// A caller may use its reader again after the call, even if the service
// responded before it had read everything. The race detector checks this.
func TestBehaviorUploadCutOff(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusRequestEntityTooLarge)
	}))
	defer server.Close()
	w := &world{t: t}
	c := w.newClient(server.URL)
	file := bytes.NewReader(make([]byte, 16<<20))
	for range 5 {
		q := c.Root().Request("POST", "")
		q.BodyMultipart("multipart/form-data", func(p *Parts) { p.File("f", &File{Content: file}) })
		_ = q.Send(context.Background()) // 413, or a connection that the server closed
		if _, err := file.Seek(0, io.SeekStart); err != nil {
			t.Fatal(err)
		}
	}
}

// A reader that never returns does not block a cancelled call, and no goroutine
// remains in it.
func TestBehaviorUploadCancelled(t *testing.T) {
	before := runtime.NumGoroutine()
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) }))
	w := &world{t: t}
	transport := &http.Transport{}
	c := w.newClient(server.URL, WithHTTPClient(&http.Client{Transport: transport}))
	reader, _ := io.Pipe()
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(20*time.Millisecond, cancel)
	q := c.Root().Request("POST", "")
	q.BodyReader("a/b", reader)
	begin := time.Now()
	if err := q.Send(ctx); !errors.Is(err, context.Canceled) || time.Since(begin) > 2*time.Second {
		t.Errorf("%v after %v", err, time.Since(begin))
	}
	transport.CloseIdleConnections()
	server.Close()
	settle(t, before)
}

// settle waits until no more goroutines run than before.
func settle(t *testing.T, before int) {
	t.Helper()
	for range 200 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	stack := make([]byte, 1<<20)
	t.Errorf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), before, stack[:runtime.Stack(stack, true)])
}

func TestBehaviorStreams(t *testing.T) {
	w := newWorld(t, func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Content-Type", "image/png")
		switch r.URL.Path {
		case "/cut":
			rw.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(rw, "some")
			rw.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		case "/hang":
			_, _ = io.WriteString(rw, "some")
			rw.(http.Flusher).Flush()
			<-r.Context().Done()
		case "/none":
			rw.WriteHeader(http.StatusNoContent)
		case "/bad":
			rw.WriteHeader(http.StatusBadRequest)
		default:
			_, _ = io.WriteString(rw, "data")
		}
	}, WithMaxResponseBytes(3))
	open := func(path string, d time.Duration) (*Stream, error) {
		q := w.client.Root().Segment(path).Request("GET", "")
		q.Apply(&Options{Timeout: d})
		return q.ReceiveStream(context.Background())
	}

	s, err := open("whole", time.Minute)
	if err != nil || s.ContentType != "image/png" || s.Length != 4 || s.Header.Get("Content-Type") != "image/png" {
		t.Fatalf("%+v, %v", s, err)
	}
	if data, err := io.ReadAll(s); string(data) != "data" || err != nil || s.Close() != nil {
		t.Errorf("%q, %v", data, err)
	}
	if s, err = open("whole", 0); err != nil {
		t.Fatal(err)
	}
	if data, err := s.Bytes(); data != nil || err == nil || !strings.Contains(err.Error(), "longer than 3 bytes") {
		t.Errorf("over the limit: %q, %v", data, err)
	}
	if s, err = open("cut", 0); err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf("rest: GET %s/cut: the response ended after 4 bytes: unexpected EOF", w.server.URL)
	if data, err := io.ReadAll(s); string(data) != "some" || err == nil || err.Error() != want || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("cut: %q, %v, want %s", data, err, want)
	}
	_ = s.Close()
	if s, err = open("hang", 50*time.Millisecond); err != nil {
		t.Fatal(err)
	}
	if data, err := io.ReadAll(s); string(data) != "some" || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the time-out does not last: %q, %v", data, err)
	}
	_ = s.Close()
	if s, err = open("none", 0); s != nil || err == nil {
		t.Errorf("204: %v, %v", s, err)
	}
	var e *Error
	if s, err = open("bad", 0); s != nil || !errors.As(err, &e) || e.StatusCode != 400 {
		t.Errorf("400: %v, %v", s, err)
	}
	q := w.client.Root().Request("GET", "")
	var none context.Context // an error, not a panic
	if s, err := q.ReceiveStream(none); s != nil || err == nil {
		t.Errorf("no context: %v, %v", s, err)
	}
}

// Closing a stream early closes the connection and leaves nothing else behind.
func TestBehaviorStreamsLeaveNothing(t *testing.T) {
	before := runtime.NumGoroutine()
	var connections atomic.Int64
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		for range 1 << 20 {
			if _, err := rw.Write(make([]byte, 1<<10)); err != nil {
				return
			}
		}
	}))
	server.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		switch s {
		case http.StateNew:
			connections.Add(1)
		case http.StateClosed:
			connections.Add(-1)
		}
	}
	server.Start()
	w := &world{t: t}
	transport := &http.Transport{}
	c := w.newClient(server.URL, WithHTTPClient(&http.Client{Transport: transport}))
	for i := range 20 {
		q := c.Root().Request("POST", "")
		q.BodyReader("a/b", plain{strings.NewReader("data")})
		q.Apply(&Options{Timeout: time.Minute})
		s, err := q.ReceiveStream(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(s, make([]byte, i)); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for range 200 {
		if connections.Load() == 0 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if n := connections.Load(); n != 0 {
		t.Errorf("%d connections are open", n)
	}
	transport.CloseIdleConnections()
	server.Close()
	settle(t, before)
}

func TestBehaviorTexts(t *testing.T) {
	for contentType, want := range map[string]string{
		"text/plain": "gr\xfcn", "text/plain; charset=UTF-8": "gr\xfcn", "": "gr\xfcn",
		"text/plain; charset=iso-8859-1": "grün", `text/plain; charset="ISO-8859-1"`: "grün", "text/html; charset=us-ascii": "grün",
		"text/plain; charset=koi8-r": "",
	} {
		w := newWorld(t, func(rw http.ResponseWriter, _ *http.Request) {
			rw.Header()["Content-Type"] = []string{contentType}
			_, _ = io.WriteString(rw, "gr\xfcn")
		})
		got, err := w.request("GET").ReceiveText(context.Background())
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%s: %q, %v", contentType, got, err)
		}
	}
}

// mime/multipart reads parts back with any names and contents.
func FuzzMultipart(f *testing.F) {
	f.Add("name", "file.txt", "text\r\n--", []byte("content"))
	f.Add("a\"b", "c\\", "", []byte("\r\n"))
	f.Fuzz(func(t *testing.T, name, file, text string, content []byte) {
		q := &Request{}
		q.BodyMultipart("multipart/form-data", func(p *Parts) {
			p.Value("text", func(e *Encoder) { e.String(text) })
			p.File(name, &File{Name: file, Content: bytes.NewReader(content)})
			p.Value("end", func(e *Encoder) { e.String("1") })
		})
		if q.err != nil {
			t.Fatal(q.err)
		}
		body, err := q.upload.open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(body)
		if err != nil || int64(len(data)) != q.upload.length && q.upload.length >= 0 {
			t.Fatalf("%d bytes, want %d, %v", len(data), q.upload.length, err)
		}
		parts := readParts(t, q.contentType, string(data))
		if len(parts) != 3 || parts[0].Content != string([]rune(text)) || parts[1].Content != string(content) || parts[2].Name != "end" {
			t.Errorf("%q", parts)
		}
	})
}

// TestFalseSize gives files a wrong length. A retry cannot help, so the call fails
// after the first attempt.
func TestFalseSize(t *testing.T) {
	for size, want := range map[int64]string{10: "ended after 3 of 10 bytes", 2: "longer than its size of 2 bytes"} {
		var attempts atomic.Int64
		w := newWorld(t, status(200), WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
			return roundTrip(func(r *http.Request) (*http.Response, error) {
				attempts.Add(1)
				return next.RoundTrip(r)
			})
		}))
		q := w.client.Root().Segment("files").Request("PUT", "")
		q.BodyMultipart("multipart/form-data", func(p *Parts) {
			p.File("a", &File{Content: strings.NewReader("abc"), Size: size})
			p.File("b", &File{Content: strings.NewReader("def")})
		})
		if err := q.Send(t.Context()); err == nil || !strings.Contains(err.Error(), want) || attempts.Load() != 1 {
			t.Errorf("%d: %d attempts, %v", size, attempts.Load(), err)
		}
	}
}
