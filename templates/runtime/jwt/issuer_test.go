package jwt

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// now is the time at which all tests run.
var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// issuer is a server with an OpenID configuration and keys, which signs tokens.
type issuer struct {
	*httptest.Server
	fetched atomic.Int32 // number of times the keys were fetched

	mu      sync.Mutex
	keys    []map[string]any
	secrets map[string]crypto.Signer // by key ID
	answer  func(w http.ResponseWriter, r *http.Request) bool
}

func newIssuer(t testing.TB, names ...string) *issuer {
	t.Helper()
	s := &issuer{secrets: map[string]crypto.Signer{}}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	for _, name := range names {
		s.add(t, name, name, nil)
	}
	return s
}

// ServeHTTP serves the two documents.
func (s *issuer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	answer, keys := s.answer, s.keys
	s.mu.Unlock()
	if r.URL.Path == "/keys" {
		s.fetched.Add(1)
	}
	if answer != nil && answer(w, r) {
		return
	}
	var document any
	switch r.URL.Path {
	case "/openid":
		document = map[string]any{"issuer": "https://other.example", "jwks_uri": s.URL + "/keys"}
	case "/keys":
		document = map[string]any{"keys": keys}
	default:
		w.WriteHeader(http.StatusNotFound)
	}
	_ = json.NewEncoder(w).Encode(document)
}

// on sets a handler that runs first. If it returns true, it has responded.
func (s *issuer) on(answer func(w http.ResponseWriter, r *http.Request) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer = answer
}

// secret returns a private key, which is created once.
var secret = map[string]func() crypto.Signer{
	"RSA":   sync.OnceValue(func() crypto.Signer { return must(rsa.GenerateKey(rand.Reader, 2048)) }),
	"weak":  sync.OnceValue(func() crypto.Signer { return must(rsa.GenerateKey(rand.Reader, 1024)) }),
	"P-256": sync.OnceValue(func() crypto.Signer { return must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader)) }),
	"P-384": sync.OnceValue(func() crypto.Signer { return must(ecdsa.GenerateKey(elliptic.P384(), rand.Reader)) }),
	"P-521": sync.OnceValue(func() crypto.Signer { return must(ecdsa.GenerateKey(elliptic.P521(), rand.Reader)) }),
	"Ed25519": sync.OnceValue(func() crypto.Signer {
		_, key, err := ed25519.GenerateKey(rand.Reader)
		return must(key, err)
	}),
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// add publishes a key of the kind with an ID and additional members.
func (s *issuer) add(t testing.TB, name, kind string, members map[string]any) {
	t.Helper()
	signer := secret[kind]()
	jwk := map[string]any{"kid": name}
	switch key := signer.Public().(type) {
	case *rsa.PublicKey:
		jwk["kty"], jwk["n"], jwk["e"] = "RSA", b64(key.N.Bytes()), b64(big.NewInt(int64(key.E)).Bytes())
	case *ecdsa.PublicKey:
		point := must(key.Bytes())[1:]
		jwk["kty"], jwk["crv"], jwk["x"], jwk["y"] = "EC", kind, b64(point[:len(point)/2]), b64(point[len(point)/2:])
	case ed25519.PublicKey:
		jwk["kty"], jwk["crv"], jwk["x"] = "OKP", kind, b64(key)
	}
	for member, value := range members {
		jwk[member] = value
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.secrets[name] = signer
	s.keys = append(s.keys[:len(s.keys):len(s.keys)], jwk)
}

// drop removes all keys from the set.
func (s *issuer) drop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keys = nil
}

// verifier returns a verifier that trusts s.
func (s *issuer) verifier(t testing.TB, change func(*Config)) *Verifier {
	t.Helper()
	config := Config{OpenIDConfiguration: s.URL + "/openid", Issuers: []string{"https://api.example", "https://other.example"}, Audiences: []string{"bot", "bot2"}}
	if change != nil {
		change(&config)
	}
	v, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	v.now = func() time.Time { return now }
	return v
}

// claims returns valid claims with the given changes. The value nil removes a
// claim.
func claims(changes ...any) string {
	all := map[string]any{
		"iss": "https://api.example", "aud": "bot", "sub": "service", "tid": "contoso",
		"exp": now.Add(time.Hour).Unix(), "nbf": now.Add(-time.Minute).Unix(), "iat": now.Add(-time.Minute).Unix(),
	}
	for i := 0; i < len(changes); i += 2 {
		name := changes[i].(string)
		if all[name] = changes[i+1]; changes[i+1] == nil {
			delete(all, name)
		}
	}
	return string(must(json.Marshal(all)))
}

// token returns a token signed with the given key.
func (s *issuer) token(name, algorithm, payload string) string {
	return s.sign(name, algorithm, fmt.Sprintf(`{"typ":"JWT","alg":%q,"kid":%q}`, algorithm, name), payload)
}

// sign signs any header and payload. It does not use the code under test.
func (s *issuer) sign(name, algorithm, header, payload string) string {
	s.mu.Lock()
	signer := s.secrets[name]
	s.mu.Unlock()
	text := b64([]byte(header)) + "." + b64([]byte(payload))
	hash := map[string]crypto.Hash{"256": crypto.SHA256, "384": crypto.SHA384, "512": crypto.SHA512}[algorithm[2:]]
	digest := []byte(text)
	if hash != 0 {
		h := hash.New()
		h.Write(digest)
		digest = h.Sum(nil)
	}
	var options crypto.SignerOpts = hash
	if algorithm[0] == 'P' {
		options = &rsa.PSSOptions{SaltLength: hash.Size(), Hash: hash}
	}
	if key, ok := signer.(*ecdsa.PrivateKey); ok {
		r, t, err := ecdsa.Sign(rand.Reader, key, digest)
		half := (key.Params().BitSize + 7) / 8
		signature := append(must(r, err).FillBytes(make([]byte, half)), t.FillBytes(make([]byte, half))...)
		return text + "." + b64(signature)
	}
	return text + "." + b64(must(signer.Sign(rand.Reader, digest, options)))
}

func b64(data []byte) string { return base64.RawURLEncoding.EncodeToString(data) }
