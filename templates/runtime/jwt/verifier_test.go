package jwt

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

// kindOf maps an algorithm to the key that it needs.
var kindOf = map[string]string{
	"RS256": "RSA", "RS384": "RSA", "RS512": "RSA", "PS256": "RSA", "PS384": "RSA", "PS512": "RSA",
	"ES256": "P-256", "ES384": "P-384", "ES512": "P-521", "EdDSA": "Ed25519",
}

func TestBehaviorJWTAlgorithms(t *testing.T) {
	s := newIssuer(t, "RSA", "P-256", "P-384", "P-521", "Ed25519")
	v := s.verifier(t, nil)
	for _, a := range algorithms {
		t.Run(a.name, func(t *testing.T) {
			token := s.token(kindOf[a.name], a.name, claims())
			got, err := v.VerifyToken(t.Context(), token)
			if err != nil {
				t.Fatal(err)
			}
			if got.Issuer != "https://api.example" || got.Text("tid") != "contoso" || got.Text("exp") != "" || got.KeyID != kindOf[a.name] {
				t.Errorf("claims %+v", got)
			}
			only := s.verifier(t, func(c *Config) { c.Algorithms = []string{a.name} })
			if _, err := only.VerifyToken(t.Context(), token); err != nil {
				t.Error(err)
			}
			others := s.verifier(t, func(c *Config) {
				for _, other := range algorithms {
					if other.name != a.name {
						c.Algorithms = append(c.Algorithms, other.name)
					}
				}
			})
			if _, err := others.VerifyToken(t.Context(), token); err == nil || !strings.Contains(err.Error(), "is not accepted") {
				t.Errorf("refused algorithm: %v", err)
			}
		})
	}
	if n := s.fetched.Load(); n != int32(1+len(algorithms)) {
		t.Errorf("keys fetched %d times for %d verifiers", n, 1+len(algorithms))
	}
}

// All reasons for rejecting a token, and similar tokens that are accepted.
func TestBehaviorJWTRefused(t *testing.T) {
	s := newIssuer(t, "RSA", "P-256", "Ed25519")
	s.add(t, "weak", "weak", nil)
	s.add(t, "for encryption", "RSA", map[string]any{"use": "enc"})
	s.add(t, "RS384 only", "RSA", map[string]any{"alg": "RS384"})
	s.add(t, "twice", "P-256", nil)
	s.add(t, "twice", "P-384", nil)
	s.secrets["stranger"] = secret["Ed25519"]()
	rs := func(changes ...any) string { return s.token("RSA", "RS256", claims(changes...)) }
	header := func(text string) string { return s.sign("RSA", "RS256", text, claims()) }
	good := rs()
	parts := strings.Split(good, ".")
	unix := func(d time.Duration) any { return now.Add(d).Unix() }
	padded := s.sign("RSA", "RS256", `{"alg":"RS256","kid":"RSA" }`, claims("x", "yy"))
	tests := []struct{ name, token, want string }{ // want is "" if the token is accepted
		{"good", good, ""},
		{"audience in a list", rs("aud", []string{"x", "bot2"}), ""},
		{"other issuer", rs("iss", "https://other.example"), ""},
		{"no nbf, no iat", rs("nbf", nil, "iat", nil), ""},
		{"expired within skew", rs("exp", unix(-5*time.Minute+time.Second)), ""},
		{"time with a fraction", rs("exp", float64(now.Unix())+1.5), ""},
		{"typ of any kind", header(`{"typ":"at+jwt","alg":"RS256","kid":"RSA"}`), ""},
		{"foreign header members", header(`{"alg":"RS256","kid":"RSA","x5t":"x","jku":"http://evil.example/keys","jwk":{"kty":"RSA"}}`), ""},
		{"one kid, two kinds", s.token("twice", "ES384", claims()), ""},

		{"empty", "", "it has 1 parts; expected 3"},
		{"two parts", parts[0] + "." + parts[1], "it has 2 parts; expected 3"},
		{"five parts", good + ".x.y", "it has 5 parts; expected 3"},
		{"too long", good + strings.Repeat("A", 16<<10), "the limit is 16384"},
		{"no signature", parts[0] + "." + parts[1] + ".", "the signature is invalid"},
		{"cut signature", good[:len(good)-2], "the signature is invalid"},
		{"other signature", parts[0] + "." + parts[1] + "." + strings.Split(rs("jti", "x"), ".")[2], "the signature is invalid"},
		{"other payload", parts[0] + "." + strings.Split(rs("jti", "x"), ".")[1] + "." + parts[2], "the signature is invalid"},
		{"padding", strings.Replace(padded, ".", "=.", 1), "its header is not base64url"},
		{"line break", good[:9] + "\n" + good[9:], "its header is not base64url"},
		{"line break in the signature", good + "\r\n", "its signature is not base64url"},
		{"standard base64", parts[0] + "." + parts[1] + "." + strings.NewReplacer("-", "+", "_", "/").Replace(parts[2]) + "+/", "its signature is not base64url"},
		{"stray bits", parts[0] + "." + parts[1] + "." + parts[2][:len(parts[2])-1] + "B", "its signature is not base64url"},

		{"alg none", b64([]byte(`{"alg":"none"}`)) + "." + parts[1] + ".", `the algorithm "none" does not sign`},
		{"alg nOnE", b64([]byte(`{"alg":"nOnE","kid":"RSA"}`)) + "." + parts[1] + "." + parts[2], `the algorithm "none" does not sign`},
		{"alg HS256", header(`{"alg":"HS256","kid":"RSA"}`), `the algorithm "HS256" uses a shared secret`},
		{"alg hs512", header(`{"alg":"hs512","kid":"RSA"}`), `the algorithm "hs512" uses a shared secret`},
		{"alg unknown", header(`{"alg":"RS1","kid":"RSA"}`), `unknown algorithm "RS1"`},
		{"alg in other case", header(`{"alg":"rs256","kid":"RSA"}`), `unknown algorithm "rs256"`},
		{"no alg", header(`{"kid":"RSA"}`), `unknown algorithm ""`},
		{"ALG", header(`{"ALG":"RS256","kid":"RSA"}`), `unknown algorithm ""`},
		{"alg null", header(`{"alg":null,"kid":"RSA"}`), `its member "alg" is not a string`},
		{"alg a list", header(`{"alg":["RS256"],"kid":"RSA"}`), `its member "alg" is not a string`},
		{"alg twice", header(`{"alg":"none","alg":"RS256","kid":"RSA"}`), `the member "alg" occurs twice`},
		{"alg twice, escaped", header(`{"alg":"none","\u0061lg":"RS256","kid":"RSA"}`), `the member "alg" occurs twice`},
		{"crit", header(`{"alg":"RS256","kid":"RSA","crit":["exp"]}`), "its header requires extensions"},
		{"crit, empty", header(`{"alg":"RS256","kid":"RSA","crit":[]}`), "its header requires extensions"},
		{"header not an object", header(`["RS256"]`), "its header is not a JSON object"},
		{"header null", header(`null`), "its header is not a JSON object"},
		{"header not JSON", header(`{"alg":"RS256"`), "its header is not JSON"},
		{"header and more", header(`{"alg":"RS256","kid":"RSA"}{}`), "its header is not a JSON object"},
		{"header not UTF-8", header("{\"alg\":\"RS256\",\"kid\":\"RSA\xff\"}"), "its header is not valid UTF-8"},
		{"header empty", header(``), "its header is not JSON"},

		{"RSA key, ES256", header(`{"alg":"ES256","kid":"RSA"}`), `the key "RSA" cannot be used: its type is RSA; ES256 requires EC`},
		{"EC key, RS256", header(`{"alg":"RS256","kid":"P-256"}`), "its type is EC; RS256 requires RSA"},
		{"P-256 key, ES384", header(`{"alg":"ES384","kid":"P-256"}`), "its curve is P-256; ES384 requires P-384"},
		{"RS256 as PS256", header(`{"alg":"PS256","kid":"RSA"}`), "the signature is invalid"},
		{"RS384 as RS256", s.sign("RSA", "RS384", `{"alg":"RS256","kid":"RSA"}`, claims()), "the signature is invalid"},
		{"the key's alg is another", s.token("RS384 only", "RS256", claims()), `it is for "RS384", not for RS256`},
		{"the key's use is another", s.token("for encryption", "RS256", claims()), `its use is "enc"`},
		{"weak key", s.token("weak", "RS256", claims()), "it has 1024 bits"},
		{"unknown key", s.token("stranger", "EdDSA", claims()), `there is no key with the ID "stranger"`},
		{"another's kid", s.sign("twice", "ES384", `{"alg":"ES256","kid":"P-256"}`, claims()), "the signature is invalid"},
		{"no kid, one key", s.sign("Ed25519", "EdDSA", `{"alg":"EdDSA"}`, claims()), ""},
		{"no kid, several keys", s.sign("P-256", "ES256", `{"alg":"ES256"}`, claims()), "it has no key ID, and there are several keys for ES256"},
		{"no kid, no key", s.sign("RSA", "RS256", `{"alg":"ES512"}`, claims()), "it has no key ID, and there is no key for ES512"},
		{"kid a number", header(`{"alg":"RS256","kid":1}`), `its member "kid" is not a string`},

		{"no issuer", rs("iss", nil), "its issuer"},
		{"wrong issuer", rs("iss", "https://api.example/"), `its issuer "https://api.example/" is not accepted`},
		{"issuer in other case", rs("iss", "https://API.example"), "its issuer"},
		{"issuer a list", rs("iss", []string{"https://api.example"}), `its member "iss" is not a string`},
		{"no audience", rs("aud", nil), "its audience is not accepted"},
		{"wrong audience", rs("aud", "bo"), "its audience is not accepted"},
		{"empty audience", rs("aud", []string{}), "its audience is not accepted"},
		{"audience a number", rs("aud", 1), `its member "aud" is neither`},
		{"audience null", s.token("RSA", "RS256", strings.Replace(claims(), `"bot"`, `null`, 1)), `its member "aud" is neither`},
		{"null in the audience", rs("aud", []any{"bot", nil}), `its member "aud" is neither`},
		{"no exp", rs("exp", nil), "it has no expiry time"},
		{"exp a text", rs("exp", "9999999999"), `its member "exp" is not a time`},
		{"exp too far", rs("exp", 1e300), `its member "exp" is not a time`},
		{"exp negative", rs("exp", -1), `its member "exp" is not a time`},
		{"expired", rs("exp", unix(-5*time.Minute)), "it expired at 2026-03-01T11:55:00Z"},
		{"not yet", rs("nbf", unix(5*time.Minute+time.Second)), "it is not valid before 2026-03-01T12:05:01Z"},
		{"made tomorrow", rs("iat", unix(24*time.Hour)), "it was issued at 2026-03-02T12:00:00Z"},
		{"claim twice", s.token("RSA", "RS256", strings.Replace(claims(), "{", `{"aud":"x",`, 1)), `its payload is ambiguous JSON: the member "aud" occurs twice`},
		{"claim twice, deep", s.token("RSA", "RS256", strings.Replace(claims(), "{", `{"a":[{"b":1,"b":2}],`, 1)), `the member "b" occurs twice`},
		{"deep", s.token("RSA", "RS256", strings.Replace(claims(), "{", `{"a":`+strings.Repeat("[", 20)+strings.Repeat("]", 20)+`,`, 1)), "its payload is nested more than 16 levels deep"},
		{"payload not an object", s.token("RSA", "RS256", `"x"`), "its payload is not a JSON object"},
	}
	v := s.verifier(t, nil)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := v.VerifyToken(t.Context(), test.token)
			switch {
			case test.want == "":
				if err != nil {
					t.Error(err)
				}
			case err == nil || !strings.Contains(err.Error(), test.want):
				t.Errorf("got %v, want %s", err, test.want)
			default:
				for part := range strings.SplitSeq(test.token, ".") {
					if len(part) > 8 && strings.Contains(err.Error(), part) {
						t.Errorf("the error contains a part of the token: %v", err)
					}
				}
			}
		})
	}
	if n := s.fetched.Load(); n != 1 {
		t.Errorf("all these tokens made it fetch keys %d times", n)
	}
}

func TestBehaviorJWTSkew(t *testing.T) {
	s := newIssuer(t, "Ed25519")
	token := s.token("Ed25519", "EdDSA", claims("exp", now.Unix(), "nbf", now.Unix(), "iat", now.Unix()))
	for _, test := range []struct {
		skew  time.Duration
		after time.Duration
		ok    bool
	}{
		{0, DefaultSkew - 1, true},
		{0, DefaultSkew, false},
		{0, -DefaultSkew, true},
		{0, -DefaultSkew - 1, false},
		{-1, -1, false},
		{-1, 0, false},
		{time.Second, time.Second - 1, true},
		{time.Second, -time.Second - 1, false},
	} {
		v := s.verifier(t, func(c *Config) { c.Skew = test.skew })
		v.now = func() time.Time { return now.Add(test.after) }
		if _, err := v.VerifyToken(t.Context(), token); (err == nil) != test.ok {
			t.Errorf("skew %v, %v after: %v", test.skew, test.after, err)
		}
	}
}

func TestBehaviorJWTHeader(t *testing.T) {
	s := newIssuer(t, "Ed25519")
	v := s.verifier(t, nil)
	token := s.token("Ed25519", "EdDSA", claims())
	for _, test := range []struct {
		values []string
		want   string
	}{
		{[]string{"Bearer " + token}, ""},
		{[]string{"bEARER   " + token + " "}, ""},
		{nil, "the request has no bearer token"},
		{[]string{""}, "the request has no bearer token"},
		{[]string{"Bearer"}, "the request has no bearer token"},
		{[]string{"Bearer  "}, "the request has no bearer token"},
		{[]string{token}, "the request has no bearer token"},
		{[]string{"Basic " + token}, "the request has no bearer token"},
		{[]string{"Bearer\t" + token}, "the request has no bearer token"},
		{[]string{"Bearer " + token + ", Bearer x"}, "is not base64url"},
		{[]string{"Bearer " + token, "Bearer " + token}, "2 Authorization headers"},
	} {
		r := httptest.NewRequest(http.MethodPost, "/", nil)
		r.Header["Authorization"] = test.values
		err := v.Verify(r)
		if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%.20q: %v, want %q", test.values, err, test.want)
		}
	}
}

func TestBehaviorJWTCheck(t *testing.T) {
	s := newIssuer(t)
	s.add(t, "key", "Ed25519", map[string]any{"endorsements": []string{"msteams"}})
	asked := 0
	v := s.verifier(t, func(c *Config) {
		c.Check = func(_ context.Context, claims *Claims) error {
			asked++
			if claims.Text("tid") != "contoso" || !slices.Equal(claims.Endorsements, []string{"msteams"}) {
				return errors.New("unknown tenant")
			}
			return nil
		}
	})
	if _, err := v.VerifyToken(t.Context(), s.token("key", "EdDSA", claims())); err != nil || asked != 1 {
		t.Error(err, asked)
	}
	if _, err := v.VerifyToken(t.Context(), s.token("key", "EdDSA", claims("tid", "fabrikam"))); err == nil || !strings.Contains(err.Error(), "unknown tenant") {
		t.Error(err)
	}
	if _, err := v.VerifyToken(t.Context(), s.token("key", "EdDSA", claims())+"x"); err == nil || asked != 2 {
		t.Errorf("asked %d times, also about a forged token: %v", asked, err)
	}
}

func TestNew(t *testing.T) {
	good := Config{OpenIDConfiguration: "https://login.example/openid", Issuers: []string{"a"}, Audiences: []string{"b"}}
	if _, err := New(good); err != nil {
		t.Fatal(err)
	}
	for want, change := range map[string]func(*Config){
		"no issuer is configured":                        func(c *Config) { c.Issuers = nil },
		"an empty issuer is configured":                  func(c *Config) { c.Issuers = []string{"a", ""} },
		"no audience is configured":                      func(c *Config) { c.Audiences = nil },
		"an empty audience is configured":                func(c *Config) { c.Audiences = []string{""} },
		`the algorithm "HS256" uses a shared secret`:     func(c *Config) { c.Algorithms = []string{"RS256", "HS256"} },
		`the algorithm "none" does not sign`:             func(c *Config) { c.Algorithms = []string{"none"} },
		"the URL of the OpenID configuration is invalid": func(c *Config) { c.OpenIDConfiguration = "" },
		`"http://login.example" does not use https`:      func(c *Config) { c.OpenIDConfiguration = "http://login.example/x" },
		`"http://10.0.0.1" does not use https`:           func(c *Config) { c.OpenIDConfiguration = "http://10.0.0.1/x" },
	} {
		config := good
		change(&config)
		if _, err := New(config); err == nil || !strings.HasPrefix(err.Error(), "jwt: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	for _, address := range []string{"http://localhost:1/x", "http://127.0.0.1/x", "http://[::1]:8080/x"} {
		config := good
		config.OpenIDConfiguration = address
		if _, err := New(config); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
}
