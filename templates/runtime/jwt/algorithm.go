package jwt

// This file verifies signatures with the public-key algorithms of RFC 7518 and
// RFC 8037. The kind and the curve of a key must match the algorithm; other
// combinations are never tried.

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	_ "crypto/sha256" // for crypto.SHA256
	_ "crypto/sha512" // for crypto.SHA384 and crypto.SHA512
	"errors"
	"fmt"
	"math/big"
	"strings"
)

// algorithm is a signature algorithm.
type algorithm struct {
	name  string
	kind  string      // kind of key, as in a JSON Web Key
	curve string      // curve of the key, or ""
	hash  crypto.Hash // 0 if the signature covers the text itself
	pss   bool
}

// algorithms lists all supported algorithms.
var algorithms = [...]algorithm{
	{name: "RS256", kind: "RSA", hash: crypto.SHA256},
	{name: "RS384", kind: "RSA", hash: crypto.SHA384},
	{name: "RS512", kind: "RSA", hash: crypto.SHA512},
	{name: "PS256", kind: "RSA", hash: crypto.SHA256, pss: true},
	{name: "PS384", kind: "RSA", hash: crypto.SHA384, pss: true},
	{name: "PS512", kind: "RSA", hash: crypto.SHA512, pss: true},
	{name: "ES256", kind: "EC", curve: "P-256", hash: crypto.SHA256},
	{name: "ES384", kind: "EC", curve: "P-384", hash: crypto.SHA384},
	{name: "ES512", kind: "EC", curve: "P-521", hash: crypto.SHA512},
	{name: "EdDSA", kind: "OKP", curve: "Ed25519"},
}

// algorithmOf returns the algorithm with the given name, which is
// case-sensitive.
func algorithmOf(name string) (*algorithm, error) {
	for i := range algorithms {
		if algorithms[i].name == name {
			return &algorithms[i], nil
		}
	}
	switch {
	case strings.EqualFold(name, "none"):
		return nil, errors.New(`the algorithm "none" does not sign`)
	case strings.HasPrefix(strings.ToUpper(name), "HS"):
		return nil, fmt.Errorf("the algorithm %s uses a shared secret instead of a public key", quote(name))
	}
	return nil, fmt.Errorf("unknown algorithm %s", quote(name))
}

var errSignature = errors.New("the signature is invalid")

// verify checks the signature of text. The key must have the algorithm's kind
// and curve.
func (a *algorithm) verify(public crypto.PublicKey, text, signature []byte) error {
	digest := text
	if a.hash != 0 {
		h := a.hash.New()
		h.Write(text)
		digest = h.Sum(nil)
	}
	good := false
	switch key := public.(type) {
	case *rsa.PublicKey:
		if a.pss {
			options := &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash}
			good = rsa.VerifyPSS(key, a.hash, digest, signature, options) == nil
		} else {
			good = rsa.VerifyPKCS1v15(key, a.hash, digest, signature) == nil
		}
	case *ecdsa.PublicKey:
		// The signature is two numbers of the size of the curve.
		half := (key.Curve.Params().BitSize + 7) / 8
		good = len(signature) == 2*half &&
			ecdsa.Verify(key, digest, new(big.Int).SetBytes(signature[:half]), new(big.Int).SetBytes(signature[half:]))
	case ed25519.PublicKey:
		good = ed25519.Verify(key, digest, signature)
	}
	if !good {
		return errSignature
	}
	return nil
}
