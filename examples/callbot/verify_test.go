package main

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestVerify runs the program with the keys of a local issuer: it takes the
// notifications that were signed for it and no others.
func TestVerify(t *testing.T) {
	b64 := base64.RawURLEncoding.EncodeToString
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	issuer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/keys" {
			_, _ = fmt.Fprintf(w, `{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"k","x":%q}]}`, b64(public))
			return
		}
		_, _ = fmt.Fprintf(w, `{"jwks_uri":%q}`, "http://"+r.Host+"/keys")
	}))
	defer issuer.Close()
	sign := func(audience string) string {
		claims := fmt.Sprintf(`{"iss":"https://api.botframework.com","aud":%q,"exp":%d}`, audience, time.Now().Add(time.Hour).Unix())
		text := b64([]byte(`{"alg":"EdDSA","kid":"k"}`)) + "." + b64([]byte(claims))
		return text + "." + b64(ed25519.Sign(private, []byte(text)))
	}

	out := &lines{}
	in, commands := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		ended <- run(context.Background(), []string{"-listen", "127.0.0.1:0", "-callback", "https://bot.contoso.com/api/calls", "-app", "bot", "-openid", issuer.URL},
			func(string) string { return "" }, in, out)
	}()
	for !strings.Contains(out.String(), "listening on ") {
		select {
		case err := <-ended:
			t.Fatal(err)
		case <-time.After(time.Millisecond):
		}
	}
	_, address, _ := strings.Cut(strings.TrimSpace(out.String()), "listening on ")
	for _, test := range []struct {
		token, body string
		status      int
	}{
		{sign("bot"), callNotification("updated", "c-1", `"state":"established"`), http.StatusOK},
		{sign("bot"), `{"legacy":true}`, http.StatusNoContent},
		{sign("another"), callNotification("updated", "c-2", `"state":"established"`), http.StatusUnauthorized},
		{sign("bot") + "A", callNotification("updated", "c-3", `"state":"established"`), http.StatusUnauthorized},
	} {
		r, err := http.NewRequest(http.MethodPost, "http://"+address+"/api/calls", strings.NewReader(test.body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer "+test.token)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode != test.status {
			t.Errorf("%s: %d, want %d", test.body, answer.StatusCode, test.status)
		}
	}
	if said := out.String(); !strings.Contains(said, "c-1: connected") || strings.Contains(said, "c-2") || strings.Contains(said, "c-3") {
		t.Errorf("said %s", said)
	}
	if _, err := io.WriteString(commands, "quit\n"); err != nil {
		t.Error(err)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
