package rest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// echoes are further forms in which a service may repeat a token.
var echoes = map[string]func(string) string{
	"Go, twice":       func(s string) string { return strconv.Quote(strconv.Quote(s)) },
	"JSON, twice":     func(s string) string { return inJSON(inJSON(s)) },
	"JSON in HTML":    func(s string) string { return html.EscapeString(inJSON(s)) },
	"query, twice":    func(s string) string { return url.QueryEscape(url.QueryEscape(s)) },
	"query with plus": func(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "%2B", "+") },
	"digits":          func(s string) string { return fmt.Sprintf("%x", s) },
	"capital digits":  func(s string) string { return fmt.Sprintf("%X", s) },
	"capitals":        strings.ToUpper,
	"small letters":   strings.ToLower,
	"lines":           func(s string) string { return s[:len(s)/2] + "\n" + s[len(s)/2:] },
	"indented lines":  func(s string) string { return s[:len(s)/2] + "\n  " + s[len(s)/2:] },
	"line break":      func(s string) string { return s[:len(s)/2] + "<br>" + s[len(s)/2:] },
	"tail":            func(s string) string { return s[len(s)/3:] },
	"tail, JSON":      func(s string) string { return inJSON(s[len(s)/3:]) },
	"UTF-16":          func(s string) string { return strings.Join(strings.Split(s, ""), "\\u0000") },
	"mixture":         strings.NewReplacer("<", "%3c", "&", "&amp;", `"`, `\"`).Replace,
	"cut off":         func(s string) string { return strings.Repeat("x", 25) + s },
	"cut off, JSON":   func(s string) string { return strings.Repeat("x", 20) + inJSON(s) },
	"cut off, base64": func(s string) string { return strings.Repeat("x", 17) + escapings["base64, 1"](s) },
	"cut off, escape": func(s string) string {
		return strings.Repeat("x", 20) + s[:14] + escapings["HTML, all characters"](s[14:])
	},
}

func inJSON(s string) string {
	data, _ := json.Marshal(s)
	return string(data)
}

// echoers send a response that repeats a text in one of its parts.
var echoers = map[string]func(text string) http.HandlerFunc{
	"value":     func(text string) http.HandlerFunc { return body(`{"l": {"m": ` + inJSON(text) + `}}`) },
	"path":      func(text string) http.HandlerFunc { return body(inObjects(text, 2)) },
	"long path": func(text string) http.HandlerFunc { return body(inObjects(text, 12)) },
	"body":      body,
	"word":      func(text string) http.HandlerFunc { return body("5" + text) },
	"problem": func(text string) http.HandlerFunc {
		return refusal(fmt.Sprintf(`{"error": {"code": %s, "message": %[1]s}}`, inJSON(text)))
	},
	"excerpt":    func(text string) http.HandlerFunc { return refusal(strings.Repeat("x", maxExcerpt-12) + text) },
	"request ID": func(text string) http.HandlerFunc { return status(400, "X-Request-Id", text) },
	"media type": func(text string) http.HandlerFunc { return typed("text/"+text, "x") },
	"charset": func(text string) http.HandlerFunc {
		return typed("text/plain; charset="+strconv.Quote(text), "x")
	},
	"redirect":      func(text string) http.HandlerFunc { return status(302, "Location", "http://x:y/"+text+"?x="+text) },
	"redirect host": func(text string) http.HandlerFunc { return status(302, "Location", "ftp://"+text) },
	"length": func(text string) http.HandlerFunc {
		return raw("HTTP/1.1 200 OK\r\nContent-Length: " + text + "\r\n\r\n")
	},
	"encoding": func(text string) http.HandlerFunc {
		return raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: " + text + "\r\n\r\n")
	},
	"header":   func(text string) http.HandlerFunc { return raw("HTTP/1.1 200 OK\r\n" + text + "\r\n\r\n") },
	"protocol": func(text string) http.HandlerFunc { return raw(text + "\r\n\r\n") },
	"status":   func(text string) http.HandlerFunc { return raw("HTTP/1.1 " + text + "\r\n\r\n") },
	"event": func(text string) http.HandlerFunc {
		return typed("text/event-stream", "data: {\"a\": "+inJSON(text)+"}\n\n")
	},
	"error event": func(text string) http.HandlerFunc {
		return typed("text/event-stream", "event: error\ndata: "+inJSON(text)+"\n\n")
	},
	"no events": func(text string) http.HandlerFunc { return typed("text/"+text, "x") },
}

// inObjects returns nested objects whose members have the given name.
func inObjects(name string, depth int) string {
	return strings.Repeat("{"+inJSON(name)+":", depth) + "1" + strings.Repeat("}", depth)
}

func refusal(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(400)
		body(text)(w, r)
	}
}

func typed(contentType, text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		_, _ = io.WriteString(w, text)
	}
}

// readNested reads nested objects with a boolean.
func readNested(d *Decoder) bool {
	if d.Kind() != KindObject {
		return d.Bool()
	}
	for d.Object(); d.Next(); {
		readNested(d)
	}
	return true
}

// callAs sends a request and reads the result that the part is in.
func (w *world) callAs(part string) (err error) {
	ctx := context.Background()
	switch part {
	case "charset":
		_, err = w.request("GET").ReceiveText(ctx)
	case "event", "error event", "no events":
		q := w.request("GET")
		q.Accept("text/event-stream")
		for _, err = range Events(ctx, q, readNested) {
		}
	default:
		_, err = Receive(ctx, w.request("GET"), readNested)
	}
	return err
}

// messages returns the messages of err and of the errors that programs find in it.
func messages(err error) []string {
	var texts []string
	for e := err; e != nil; e = errors.Unwrap(e) {
		texts = append(texts, e.Error())
	}
	if e := (*Error)(nil); errors.As(err, &e) {
		texts = append(texts, e.Error(), e.URL, e.Code, e.Message, e.RequestID, e.Excerpt)
	}
	if e := (*DecodeError)(nil); errors.As(err, &e) {
		texts = append(texts, e.Error(), e.Path, e.Got)
	}
	return texts
}

// leak returns the characters of a token that are in text, escaped or not.
func leak(text, token string) string {
	const size = 12 // a shorter beginning may be before the place where a text is cut off
	digits := fmt.Sprintf("%x", token)
	for v := range (view{text: text}).levels {
		shown := foldCase(v.text)
		for _, form := range []string{token, digits, escapings["base64"](token)} {
			for i := range len(form) - size {
				if part := form[i : i+size]; strings.Contains(shown, foldCase(part)) {
					return part
				}
			}
		}
	}
	return ""
}

// A service repeats a token in each part of its response and in each form. Neither
// errors, nor the errors in them, nor the log show more than its beginning. Without
// FRAGEN_LONG, the test takes only some combinations.
func TestBehaviorErrorsShowNoToken(t *testing.T) {
	tokens := []string{
		`Zx9"\<&>+/=%~secretTOKEN'q`, "5f4dcc3b5aa765d61d8327deb882cf99",
		"eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiI0In0.secretTOKEN-_abcdefghijklm",
	}
	var log strings.Builder
	logger := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	var token string
	var handle http.HandlerFunc
	w := newWorld(t, func(w http.ResponseWriter, r *http.Request) { handle(w, r) },
		WithLogger(logger), WithRetry(RetryPolicy{}),
		WithToken(func(context.Context) (string, error) { return token, nil }))
	forms := maps.Clone(escapings)
	maps.Copy(forms, echoes)
	for i, form := range slices.Sorted(maps.Keys(forms)) {
		for j, part := range slices.Sorted(maps.Keys(echoers)) {
			for k := range tokens {
				if token = tokens[k]; os.Getenv("FRAGEN_LONG") == "" && (i+7*j+13*k)%30 != 0 {
					continue
				}
				text := forms[form](token)
				if strings.Contains(text, "\n") && !slices.Contains([]string{"value", "path", "problem", "event"}, part) {
					continue // a header cannot have a second line
				}
				log.Reset()
				handle = echoers[part](text)
				for _, shown := range append(messages(w.callAs(part)), log.String()) {
					if found := leak(shown, token); found != "" {
						t.Errorf("%s, %s, %s: %s is in %s", token, form, part, found, shown)
						break
					}
				}
			}
		}
	}
}

// A service repeats the token in a link. Errors of the call that follows the link do
// not show it, even if the call fails before it has a token.
func TestBehaviorLinkShowsNoToken(t *testing.T) {
	const token = "s3cr3t-t0ken+/="
	w := newWorld(t, status(404), WithToken(func(context.Context) (string, error) { return token, nil }))
	if err := w.send("GET"); err == nil {
		t.Fatal("no error")
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	links := []string{"/a/" + token, "/a?next=" + url.QueryEscape(token), "https://" + token, "https://x/%" + token}
	for _, link := range links {
		for _, ctx := range []context.Context{t.Context(), cancelled} {
			err := w.client.Root().WithURL(link).Request("GET", "").Send(ctx)
			for _, shown := range messages(err) {
				if strings.Contains(shown, "t0ken") || strings.Contains(shown, "s3cr3t") {
					t.Errorf("%s: %s", link, shown)
				}
			}
			if err == nil {
				t.Errorf("%s: no error", link)
			}
		}
	}
}

// Programs find the errors in an error whose message was masked.
func TestMaskedError(t *testing.T) {
	inner := &DecodeError{Path: "a.t0p-secret", Want: "a number", Got: `the string "t0p-sec"…`}
	mask := newMasker([]string{"t0p-secret"}).mask
	err := maskError("prefix: ", fmt.Errorf("outer: %w", errors.Join(context.Canceled, inner)), mask)
	want := "prefix: outer: context canceled\n" +
		`json: a.***: expected a number, found the string "***"… (offset 0)`
	if err.Error() != want {
		t.Errorf("got %s", err)
	}
	var found *DecodeError
	if !errors.As(err, &found) || found.Path != "a.***" || found.Got != `the string "***"…` ||
		inner.Path != "a.t0p-secret" {
		t.Errorf("got %v", found)
	}
	if !errors.Is(err, context.Canceled) || errors.Is(err, errNull) || errors.As(err, new(*Error)) ||
		errors.Unwrap(err) != nil {
		t.Errorf("got %#v", err)
	}
	if err := maskError("prefix: ", errNull, mask); errors.Unwrap(err) != errNull {
		t.Errorf("got %#v", err)
	}
}
