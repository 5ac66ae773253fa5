package rest

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"unicode/utf16"
)

// escapings are the forms in which a service may repeat a token.
var escapings = map[string]func(string) string{
	"plain": func(s string) string { return s },
	"JSON":  func(s string) string { data, _ := json.Marshal(s); return string(data) },
	"JSON, all characters": func(s string) string {
		var b strings.Builder
		for _, c := range utf16.Encode([]rune(s)) {
			fmt.Fprintf(&b, `\u%04x`, c)
		}
		return b.String()
	},
	"JSON with slashes": func(s string) string { return strings.ReplaceAll(s, "/", `\/`) },
	"Go":                func(s string) string { return fmt.Sprintf("%q", s) },
	"hexadecimal": func(s string) string {
		var b strings.Builder
		for i := range len(s) {
			fmt.Fprintf(&b, `\x%02X`, s[i])
		}
		return b.String()
	},
	"query":            url.QueryEscape,
	"path":             url.PathEscape,
	"lower-case query": func(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "%2F", "%2f") },
	"HTML":             html.EscapeString,
	"HTML, all characters": func(s string) string {
		var b strings.Builder
		for i, c := range s {
			fmt.Fprintf(&b, []string{"&#%d;", "&#x%x;", "&#X%05X;"}[i%3], c)
		}
		return b.String()
	},
	"base64":          func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
	"base64, 1":       func(s string) string { return base64.StdEncoding.EncodeToString([]byte("u" + s + "!")) },
	"base64, 2":       func(s string) string { return base64.StdEncoding.EncodeToString([]byte("u:" + s)) },
	"base64 for URLs": func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte("abc" + s + "abcd")) },
}

func TestMask(t *testing.T) {
	secrets := []string{"s3cr3t/+&=<>~", `q"\u0041%41 &amp;x`, "ключ-9", "\U0001f511-emoji", "eyJhbGciOiJub25lIn0.e30."}
	m := newMasker(secrets)
	for _, secret := range secrets {
		for first, inner := range escapings {
			for second, outer := range escapings {
				escaped := inner(secret)
				if !strings.HasPrefix(second, "base64") { // of a text in base64, only the plain form is known
					escaped = outer(escaped)
				}
				longest := len(`before \u005c"***\u005c" after`)
				if strings.HasPrefix(first, "base64") { // its neighbors are not masked
					longest += 10 * len(`\u005cu0000`)
				}
				got := m.mask("before " + escaped + " after")
				if !strings.HasPrefix(got, "before ") || !strings.HasSuffix(got, " after") ||
					!strings.Contains(got, "***") || len(got) > longest {
					t.Errorf("%s, %s in %s: %s becomes %s", secret, first, second, escaped, got)
				}
			}
		}
	}
	for text, want := range map[string]string{
		"":                                   "",
		"nothing % & \\":                     "nothing % & \\",
		`"eyJhbGciOiJub2"… and "eyJhbGciO"…`: `"***"… and "***"…`,
		`the end eyJhbGciOiJub25lIn0`:        "the end ***",
		`"s3cr3t\\u00"…`:                     `"s3cr3t\\u00"…`, // shorter than a secret that is worth masking
		`"s3cr3t\\/+&amp;\\u00"…`:            `"***\\u00"…`,
	} {
		if got := m.mask(text); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

// A service may send only a part of a secret, or put other text into it. Parts that may
// be ordinary words are not masked.
func TestMaskParts(t *testing.T) {
	m := newMasker([]string{"k7Qz-password-91xTbW4m", "production-key"}, "some-user-name-1")
	for text, want := range map[string]string{
		"…assword-91xTbW4m is old":                          "…*** is old",
		"k7Qz-password\n  -91xTbW4m":                        "***  ***",
		"k7Qz-passw<br>ord-91xTbW4m":                        "***<br>***",
		"k7Qz-pas\u200bsword-91\u200bxTbW4m":                "***\u200b***\u200bxTbW4m", // the rest is too short
		`"k7Qz-pass" + "word-91xTbW4m"`:                     `"***" + "***"`,
		`%2D91%78TbW4m`:                                     `***`,
		"the PASSWORD is wrong, see password- and so":       "the PASSWORD is wrong, see password- and so",
		"in production, set the production-key":             "in production, set the ***",
		"the user-name-1":                                   "the user-name-1",
		strings.Join(strings.Split("91xTbW4m", ""), "\x00"): "***",
		`&#4557&#0000000049&#x78;TbW4m k7Qz&#045;pas`:       `&#4557&#0000000049&#x78;TbW4m ***`,
		`&#45;91&#0000000120TbW4m, k7Q\172\055password`:     `***, ***`,
	} {
		if got := m.mask(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// The beginning of a secret may be an ordinary word, and a short secret may be the beginning
// of one. Masking them would make ordinary messages unreadable.
func TestMaskShowsOrdinaryWords(t *testing.T) {
	const message = "invalid_order: The latest order 2024-01-15 was not found in production: see " +
		"https://docs.example.com/orders?x=application+test: password reset; Invalid token; " +
		"customer service; Administrator; development; secret; bGF0ZXN0; 746573"
	for _, secret := range []string{
		"test1", "token1", "order-7", "admin1", "password123", "production-x7Kq93mZ", "application-4f81c",
		"customer-service-9912", "development_key", "https://x", "test-1234", "secret99", "%74%65%73%741",
	} {
		mask := newMasker([]string{secret}).mask
		if got := mask(message); got != message {
			t.Errorf("%s: got %s", secret, got)
		}
		for name, escape := range escapings {
			if escaped := escape(secret); !strings.Contains(mask("is "+escaped+" old"), "***") {
				t.Errorf("%s, %s: %s is not masked", secret, name, escaped)
			}
		}
		digits := fmt.Sprintf("%x", secret)
		if got := mask("is " + digits + " old"); got != "is *** old" {
			t.Errorf("%s in digits: got %s", secret, got)
		}
	}
}

// A text may be cut off in a secret. A beginning is masked from three quarters of a secret
// or from 8 characters, but then also to the first one that no ordinary word contains.
func TestMaskBeginnings(t *testing.T) {
	for secret, shortest := range map[string]int{
		"k7Qz9Wm": 7, "k7Qz9WmX": 6, "k7Qz9WmXbT": 7, "k7Qz9WmXbT4v": 8,
		"password123": 9, "customer-service-9912": 16, "abcdefghijklmnopqrstuvwxyz": 16, "production": 10,
	} {
		mask := newMasker([]string{secret}).mask
		for n := 1; n <= len(secret); n++ {
			want := secret[:n] + "…"
			if n >= shortest {
				want = "***…"
			}
			if got := mask(secret[:n] + "…"); got != want {
				t.Errorf("%s: got %s, want %s", secret, got, want)
			}
		}
	}
}

// The work for a text is proportional to its length. If it were proportional to the
// square of the length, each of these texts would take minutes.
func TestMaskHostileTexts(t *testing.T) {
	const many = 1 << 20
	m := newMasker([]string{strings.Repeat("a", 16<<10) + "b", "%25%25%25%25%25%25"})
	c, err := NewClient("https://x", "")
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"a", "?", "@", "&", "#", "?a", "://@", "%25", `\`, "&#", "=", "61", "YWFh", "token ", "eyJ"} {
		text := strings.Repeat(part, many)
		for name, mask := range map[string]func(string) string{
			"secrets": m.mask, "tokens": maskTokens,
			"addresses": func(text string) string { return maskAddresses(text, c) },
		} {
			if mask(text) == "" {
				t.Errorf("%s in %s: nothing is left", name, part)
			}
		}
	}
}

// An error shows only the beginning of a long link or address, and the text that it
// does not show was not searched for secrets, so no error in it shows it either.
func TestBehaviorLongAddressesInErrors(t *testing.T) {
	const most = 2*maxShown + 1<<10
	long := strings.Repeat("?", 800_000)
	w := newWorld(t, raw("HTTP/1.1 302 Found\r\nLocation: http://[/"+long+"\r\n\r\n"), WithRetry(RetryPolicy{}))
	path := strings.Repeat("a/", 30_000)
	for name, err := range map[string]error{
		"redirect":   w.send("GET"),
		"link":       w.client.Root().WithURL("/n?"+long).Request("GET", "").Send(t.Context()),
		"fixed link": w.client.Root().FixedURL("/n?"+long).Request("GET", "").Send(t.Context()),
		"path":       w.client.Root().WithURL("/"+path).Request("GET", "").Send(t.Context()),
	} {
		if err == nil {
			t.Fatalf("%s: no error", name)
		}
		for _, shown := range messages(err) {
			if len(shown) > most {
				t.Errorf("%s: a message of %d bytes", name, len(shown))
			}
		}
	}
	w.server.Config.Handler = status(404)
	var e *Error
	err := w.client.Root().WithURL("/"+path+"?sig=secret").Request("GET", "").Send(t.Context())
	if !errors.As(err, &e) || len(e.URL) > maxShown+len("…") || !strings.HasSuffix(e.URL, "a/a…") {
		t.Errorf("%v, %T", len(fmt.Sprint(err)), err)
	}
}

func TestMaskTokens(t *testing.T) {
	for text, want := range map[string]string{
		"no credentials":                                                       "no credentials",
		"invalid token: expired":                                               "invalid token: expired",
		"Bearer authentication is required":                                    "Bearer authentication is required",
		"token eyJhbGciOiJub25lIn0.e30. old":                                   "token *** old",
		`header "Authorization: Bearer a1b2c3d4e5": refused`:                   `header "Authorization: Bearer ***": refused`,
		"POST client_id=web&client_secret=abc.def_ghi: 401":                    "POST client_id=web&client_secret=***: 401",
		`400: {"error":"invalid_grant","refresh_token":"0.AXoA-defghi","a":1}`: `400: {"error":"invalid_grant","refresh_token":"***","a":1}`,
		`{\"access_token\": \"abcdefgh\"}`:                                     `{\"access_token\": \"***\"}`,
	} {
		if got := maskTokens(text); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

// A token source may return another token for each attempt. Errors and logs show
// none of them, in any form.
func TestBehaviorTokensOfAllAttempts(t *testing.T) {
	attempt := 0
	tokens := []string{"f1rst/token+of=all", "sec0nd/token+of=all", "th1rd/token+of=all"}
	source := WithToken(func(context.Context) (string, error) {
		attempt++
		if attempt > len(tokens) {
			return tokens[2], fmt.Errorf("cannot refresh %q, after %s", tokens[2], url.QueryEscape(tokens[0]))
		}
		return tokens[attempt-1], nil
	})
	echo := func(w http.ResponseWriter, _ *http.Request) {
		var all []string
		for _, token := range tokens {
			for _, escape := range escapings {
				all = append(all, escape(token))
			}
		}
		w.Header().Set("X-Request-Id", url.QueryEscape(tokens[0]))
		w.WriteHeader(400)
		_ = json.NewEncoder(w).Encode(map[string]any{"message": strings.Join(all, " "), "code": tokens[1]})
	}
	w := newWorld(t, turns(status(503, "Retry-After", "0"), status(503, "Retry-After", "0"), echo), source)
	var e *Error
	if err := w.send("GET"); !errors.As(err, &e) {
		t.Fatal(err)
	}
	texts := []string{e.Error(), e.Message, e.Excerpt, e.Code, e.RequestID}
	w.client.retry.MaxRetries, attempt = 3, 0
	w.server.Config.Handler = status(503, "Retry-After", "0")
	err := w.send("GET")
	if err == nil || !strings.Contains(err.Error(), "token source: cannot refresh") {
		t.Error(err)
	}
	for _, text := range append(texts, err.Error()) {
		for _, token := range tokens {
			for name, escape := range escapings {
				if part := strings.TrimRight(escape(token)[4:10], "="); strings.Contains(text, part) {
					t.Errorf("%s: a text shows %s: %s", name, part, text)
				}
			}
		}
	}
}

// A decoding error shows only the beginning of a string, which may be a token.
func TestBehaviorTokenIsCutOff(t *testing.T) {
	token := strings.Repeat("Zq9/", 20)
	w := newWorld(t, body(`{"code": "`+strings.ReplaceAll(token, "/", `\/`)+`"}`),
		WithToken(func(context.Context) (string, error) { return token, nil }))
	err := w.request("GET").Receive(t.Context(), func(d *Decoder) {
		for d.Object(); d.Next(); {
			d.Key()
			d.Int32()
		}
	})
	if err == nil || strings.Contains(err.Error(), "Zq9") || !strings.Contains(err.Error(), "***") {
		t.Error(err)
	}
}
