package webhook

import (
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

// The example of the Standard Webhooks specification.
const (
	secret    = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	id        = "msg_p5jXN8AQM9LWM0D4loKWxJek"
	timestamp = "1614265330"
	body      = `{"test": 2432232314}`
	signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
)

var sent = time.Unix(1614265330, 0)

func newVerifier(t *testing.T, config Config, now time.Time) *Verifier {
	t.Helper()
	v, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	v.now = func() time.Time { return now }
	return v
}

func TestVerify(t *testing.T) {
	const other = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	signed := func(change ...string) http.Header {
		h := http.Header{"Webhook-Id": {id}, "Webhook-Timestamp": {timestamp}, "Webhook-Signature": {signature}}
		for i := 0; i < len(change); i += 2 {
			h.Set("webhook-"+change[i], change[i+1])
		}
		return h
	}
	twice := signed()
	twice.Add("webhook-id", id)
	missing := signed()
	missing.Del("webhook-timestamp")
	tests := []struct {
		name   string
		header http.Header
		body   string
		config Config
		after  time.Duration // since the request was sent
		want   string        // error; "" if the request is accepted
	}{
		{name: "the example", header: signed()},
		{name: "a secret without a prefix", header: signed(), config: Config{Secrets: []string{secret[len("whsec_"):]}}},
		{name: "the second secret", header: signed(), config: Config{Secrets: []string{other, secret}}},
		{name: "the second signature", header: signed("signature", "v1,AAAA v1a,BBBB "+signature+" v2,CCCC")},
		{name: "just in time", header: signed(), after: 5 * time.Minute},
		{name: "a slow clock", header: signed(), after: -5 * time.Minute},
		{name: "a longer tolerance", header: signed(), after: time.Hour, config: Config{Tolerance: 2 * time.Hour}},

		{name: "another secret", header: signed(), config: Config{Secrets: []string{other}}, want: "the signature is invalid"},
		{name: "another body", header: signed(), body: body + " ", want: "the signature is invalid"},
		{name: "another ID", header: signed("id", "msg_1"), want: "the signature is invalid"},
		{name: "another time", header: signed("timestamp", "1614265331"), want: "the signature is invalid"},
		{name: "a cut signature", header: signed("signature", signature[:len(signature)-1]), want: "the signature is invalid"},
		{name: "an empty signature", header: signed("signature", "v1,"), want: "the signature is invalid"},
		{name: "another version", header: signed("signature", "v2"+signature[2:]), want: "no signature of version v1"},
		{name: "no version", header: signed("signature", signature[3:]), want: "no signature of version v1"},
		{name: "an old request", header: signed(), after: 5*time.Minute + time.Second, want: "sent at 2021-02-25T15:02:10Z, which is too long ago"},
		{name: "a request from the future", header: signed(), after: -5*time.Minute - time.Second, want: "which is in the future"},
		{name: "a time with a fraction", header: signed("timestamp", timestamp+".0"), want: "not a number of seconds"},
		{name: "a time with a sign", header: signed("timestamp", "+"+timestamp), want: "not a number of seconds"},
		{name: "a time beyond the range", header: signed("timestamp", "9223372036854775807"), want: "too long ago"},
		{name: "two IDs", header: twice, want: "expected one header webhook-id, found 2"},
		{name: "an empty ID", header: signed("id", ""), want: "the header webhook-id is empty"},
		{name: "an ID with a dot", header: signed("id", "a.1"), want: "the header webhook-id contains a dot"},
		{name: "no time", header: missing, want: "expected one header webhook-timestamp, found 0"},
		{name: "other names", header: signed(), config: Config{HeaderPrefix: "svix-"}, want: "expected one header svix-id, found 0"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if test.config.Secrets == nil {
				test.config.Secrets = []string{secret}
			}
			if test.body == "" {
				test.body = body
			}
			v := newVerifier(t, test.config, sent.Add(test.after))
			r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(test.body))
			r.Header = test.header
			err := v.Verify(r)
			if text := errorText(err); test.want == "" && err != nil || !strings.Contains(text, test.want) ||
				strings.Contains(text, signature[3:]) || strings.Contains(text, secret[6:]) {
				t.Errorf("got %v, want %q", err, test.want)
			}
			if bodyErr := v.VerifyBody(test.header, []byte(test.body)); errorText(bodyErr) != errorText(err) {
				t.Errorf("VerifyBody: %v, Verify: %v", bodyErr, err)
			}
			if rest, readErr := io.ReadAll(r.Body); readErr != nil || string(rest) != test.body {
				t.Errorf("the body is %q afterwards, %v", rest, readErr)
			}
		})
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// TestVerifyBodyErrors checks that errors of the body are returned so that a
// handler can respond 413, and that a request may have no body.
func TestVerifyBodyErrors(t *testing.T) {
	v := newVerifier(t, Config{Secrets: []string{secret}}, sent)
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	if err := Sign(r.Header, secret, id, sent, []byte(body)); err != nil {
		t.Fatal(err)
	}
	r.Body = http.MaxBytesReader(httptest.NewRecorder(), r.Body, 4)
	if err := v.Verify(r); !errors.As(err, new(*http.MaxBytesError)) {
		t.Errorf("a body over the limit: %v", err)
	}
	failure := errors.New("lost")
	r.Body = io.NopCloser(iotest.ErrReader(failure))
	if err := v.Verify(r); !errors.Is(err, failure) {
		t.Errorf("a body that cannot be read: %v", err)
	}
	r.Body = nil
	if err := Sign(r.Header, secret, id, sent, nil); err != nil {
		t.Fatal(err)
	}
	if err := v.Verify(r); err != nil {
		t.Errorf("no body: %v", err)
	}
}

func TestSign(t *testing.T) {
	h := http.Header{}
	if err := Sign(h, secret, id, sent, []byte(body)); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{HeaderID: id, HeaderTimestamp: timestamp, HeaderSignature: signature} {
		if got := h.Get(name); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
	for _, id := range []string{"", "a.b", "a b", "a\nb"} {
		if err := Sign(h, secret, id, sent, nil); err == nil {
			t.Errorf("the ID %q is accepted", id)
		}
	}
	if err := Sign(h, "", "a", sent, nil); err == nil {
		t.Error("an empty secret is accepted")
	}
}

func TestNew(t *testing.T) {
	tests := []struct {
		config Config
		want   string // error
	}{
		{Config{}, "webhook: no secret is configured"},
		{Config{Secrets: []string{secret, ""}}, "webhook: secret 2: it is empty"},
		{Config{Secrets: []string{"whsec_"}}, "webhook: secret 1: it has 0 bytes; expected at least 16"},
		{Config{Secrets: []string{"whsec_c2hvcnQ="}}, "webhook: secret 1: it has 5 bytes; expected at least 16"},
		{Config{Secrets: []string{"a secret that is not base64"}}, "webhook: secret 1: it is not base64"},
		{Config{Secrets: []string{secret}, Tolerance: -1}, "webhook: the tolerance is negative"},
	}
	for _, test := range tests {
		if _, err := New(test.config); errorText(err) != test.want {
			t.Errorf("got %v, want %s", err, test.want)
		}
	}
	padded := base64.StdEncoding.EncodeToString([]byte("0123456789abcdef"))
	for _, text := range []string{padded, "whsec_" + padded, strings.TrimRight(padded, "=")} {
		if _, err := New(Config{Secrets: []string{text}}); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}
