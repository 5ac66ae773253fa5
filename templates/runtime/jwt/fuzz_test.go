package jwt

import (
	"strings"
	"testing"
)

// FuzzJWT verifies mutated tokens. None may cause a panic, and only tokens that
// the issuer signed are accepted. (An ECDSA signature has a second valid form.)
func FuzzJWT(f *testing.F) {
	s := newIssuer(f, "RSA", "P-256", "P-384", "P-521", "Ed25519")
	v := s.verifier(f, nil)
	signed := map[string]bool{}
	for _, a := range algorithms {
		token := s.token(kindOf[a.name], a.name, claims())
		if _, err := v.VerifyToken(f.Context(), token); err != nil {
			f.Fatal(err)
		}
		signed[token[:strings.LastIndex(token, ".")]] = true
		parts := strings.Split(token, ".")
		f.Add(parts[0], parts[1], parts[2])
		f.Add(b64([]byte(`{"alg":"none"}`)), parts[1], "")
	}
	f.Add(b64([]byte(`{"alg":"RS256","alg":"none","crit":[{"a":[null,1.5e3,"\u0000"]}]}`)), "", "e30")
	f.Fuzz(func(t *testing.T, header, payload, signature string) {
		token := header + "." + payload + "." + signature
		claims, err := v.VerifyToken(t.Context(), token)
		if err == nil && (!signed[header+"."+payload] || claims == nil) {
			t.Errorf("accepted: %s", token)
		}
	})
}

// FuzzJWTParts fuzzes the decoded parts so that the fuzzer need not learn
// base64.
func FuzzJWTParts(f *testing.F) {
	f.Add([]byte(`{"alg":"RS256","kid":"x"}`), []byte(claims()), []byte("x"))
	f.Add([]byte(`{"alg":"ES256"}`), []byte(`{"aud":["a"],"exp":1.5,"x":{"y":[[]]}}`), []byte(nil))
	f.Add([]byte(`{"alg":"EdDSA"}`), []byte(`{"exp":1e999}`), []byte(nil))
	s := newIssuer(f, "RSA", "P-256", "Ed25519")
	v := s.verifier(f, nil)
	f.Fuzz(func(t *testing.T, header, payload, signature []byte) {
		if _, err := v.VerifyToken(t.Context(), b64(header)+"."+b64(payload)+"."+b64(signature)); err == nil {
			t.Errorf("accepted: %s %s", header, payload)
		}
	})
}

// FuzzJWTKeys fuzzes key sets. A usable key must not make verification panic.
func FuzzJWTKeys(f *testing.F) {
	for _, v := range vectors {
		f.Add([]byte(`{"keys":[` + v.key + `]}`))
	}
	f.Add([]byte(`{"keys":[{"kty":"oct"},{"kty":5},null]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		keys, err := readKeys(data)
		if err != nil {
			return
		}
		for i := range keys {
			for j := range algorithms {
				if a := &algorithms[j]; keys[i].fits(a) == nil && a.verify(keys[i].public, []byte("text"), []byte("signature")) == nil {
					t.Errorf("%s is a signature with %+v", a.name, keys[i].webKey)
				}
			}
		}
	})
}
