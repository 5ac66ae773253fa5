package resttest

// This file signs requests from the service, either with a function of the test
// or with tokens (JWT, RFC 7519, RS256).
// It publishes the keys through an OpenID configuration. A program can be
// tested with its verifier enabled, and with tokens that it must reject.

import (
	"cmp"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// Claims holds the claims of a token. Claims such as exp are times in seconds
// since January 1, 1970 UTC.
type Claims map[string]any

const (
	configurationPath = "/.well-known/openid-configuration"
	keysPath          = "/.well-known/jwks"
)

// signer holds the keys of the service, the newest last.
type signer struct {
	mu     sync.Mutex
	keys   []*rsa.PrivateKey
	claims Claims // of the tokens in requests; nil: no tokens
	sign   func(header http.Header, body []byte) error
}

// Sign adds a token to the requests that the service sends. The token has the
// given issuer and audience and is valid for one hour. Use [Server.SignClaims]
// for other claims, such as an expiry time in the past.
func (s *Server) Sign(issuer, audience string) {
	s.SignClaims(Claims{"iss": issuer, "aud": audience})
}

// SignClaims is like [Server.Sign], but it accepts any claims. It adds the time
// claims nbf, iat and exp if they are missing. If claims is nil, subsequent
// requests have no token.
func (s *Server) SignClaims(claims Claims) {
	s.signer.mu.Lock()
	defer s.signer.mu.Unlock()
	s.signer.claims = maps.Clone(claims)
}

// SignWith calls sign for each request that the service sends. The function
// adds a signature of the body to the headers, as webhook.Sign does. If sign
// returns an error, the function that sends the request returns it. After
// SignWith(nil), requests have no signature.
func (s *Server) SignWith(sign func(header http.Header, body []byte) error) {
	s.signer.mu.Lock()
	defer s.signer.mu.Unlock()
	s.signer.sign = sign
}

// OpenIDConfiguration returns the URL of the OpenID configuration, a document
// that contains the URL of the keys.
func (s *Server) OpenIDConfiguration() string { return s.URL + configurationPath }

// RotateKeys creates a new key for subsequent tokens. The old keys stay
// published. A verifier from package jwt fetches keys at most once every five
// minutes, so it finds the new key only if it has not fetched keys recently.
func (s *Server) RotateKeys() error {
	s.signer.mu.Lock()
	defer s.signer.mu.Unlock()
	return s.signer.add()
}

// Token returns a token with the given claims. It adds the time claims nbf, iat
// and exp if they are missing.
func (s *Server) Token(claims Claims) (string, error) {
	s.signer.mu.Lock()
	defer s.signer.mu.Unlock()
	return s.signer.token(claims)
}

// current returns the token for a request, or "".
func (g *signer) current() (string, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.claims == nil {
		return "", nil
	}
	return g.token(g.claims)
}

// signWith adds a signature if there is a function for it.
func (g *signer) signWith(header http.Header, body []byte) error {
	g.mu.Lock()
	sign := g.sign
	g.mu.Unlock()
	if sign == nil {
		return nil
	}
	return sign(header, body)
}

func (g *signer) token(claims Claims) (string, error) {
	if err := g.ready(); err != nil {
		return "", err
	}
	now := time.Now()
	whole := Claims{"iat": now.Unix(), "nbf": now.Add(-time.Minute).Unix(), "exp": now.Add(time.Hour).Unix()}
	maps.Copy(whole, claims)
	head, err := part(map[string]string{"alg": "RS256", "typ": "JWT", "kid": keyID(len(g.keys))})
	if err != nil {
		return "", err
	}
	body, err := part(whole)
	if err != nil {
		return "", fmt.Errorf("resttest: the claims: %w", err)
	}
	text := head + "." + body
	sum := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, g.keys[len(g.keys)-1], crypto.SHA256, sum[:])
	if err != nil {
		return "", fmt.Errorf("resttest: %w", err)
	}
	return text + "." + base64.RawURLEncoding.EncodeToString(signature), nil
}

func part(v any) (string, error) {
	data, err := json.Marshal(v)
	return base64.RawURLEncoding.EncodeToString(data), err
}

// ready creates the first key when it is needed, because that is slow.
func (g *signer) ready() error {
	if len(g.keys) > 0 {
		return nil
	}
	return g.add()
}

func (g *signer) add() error {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return fmt.Errorf("resttest: %w", err)
	}
	g.keys = append(g.keys, key)
	return nil
}

func keyID(n int) string { return "key-" + strconv.Itoa(n) }

// serve handles requests for the OpenID configuration and the keys. It reports
// whether r was one.
func (g *signer) serve(s *Server, w http.ResponseWriter, r *http.Request) bool {
	if r.Method != http.MethodGet || r.URL.Path != configurationPath && r.URL.Path != keysPath {
		return false
	}
	document, err := g.document(s, r.URL.Path)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return true
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(document) // the client may have disconnected
	return true
}

func (g *signer) document(s *Server, path string) ([]byte, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if path == configurationPath {
		issuer, _ := g.claims["iss"].(string)
		return json.Marshal(map[string]any{
			"issuer": cmp.Or(issuer, s.URL), "jwks_uri": s.URL + keysPath,
			"id_token_signing_alg_values_supported": []string{"RS256"},
		})
	}
	if err := g.ready(); err != nil {
		return nil, err
	}
	var keys []map[string]string
	for i, key := range g.keys {
		keys = append(keys, map[string]string{
			"kty": "RSA", "use": "sig", "alg": "RS256", "kid": keyID(i + 1),
			"n": base64.RawURLEncoding.EncodeToString(key.N.Bytes()),
			"e": base64.RawURLEncoding.EncodeToString(big.NewInt(int64(key.E)).Bytes()),
		})
	}
	return json.Marshal(map[string]any{"keys": keys})
}
