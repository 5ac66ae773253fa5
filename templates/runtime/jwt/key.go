package jwt

// This file reads JSON Web Keys (RFC 7517). A key that cannot be used stays in
// the set with its error so that the rejection of a token signed with it names
// that error.

import (
	"crypto"
	"crypto/ecdh"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"slices"
)

// Limits for the length of RSA keys in bits. Shorter keys can be broken. Longer
// keys make verification so slow that it could be abused.
const (
	minRSA = 2048
	maxRSA = 8192
)

// webKey is a JSON Web Key with the members that are used here.
type webKey struct {
	Kind         string   `json:"kty"`
	ID           string   `json:"kid"`
	Use          string   `json:"use"`
	Operations   []string `json:"key_ops"`
	Algorithm    string   `json:"alg"`
	Curve        string   `json:"crv"`
	N            string   `json:"n"`
	E            string   `json:"e"`
	X            string   `json:"x"`
	Y            string   `json:"y"`
	Endorsements []string `json:"endorsements"` // Bot Framework: channels that the key is valid for
}

// key is a key that verifies signatures.
type key struct {
	webKey
	public crypto.PublicKey
	fault  error // why the key cannot be used
}

// readKeys reads a JSON Web Key Set.
func readKeys(data []byte) ([]key, error) {
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(data, &set); err != nil {
		return nil, errors.New("it is not a JSON object with keys")
	}
	var keys []key
	usable := false
	for _, text := range set.Keys {
		var k key
		if err := json.Unmarshal(text, &k.webKey); err != nil {
			continue // even its ID cannot be trusted
		}
		k.public, k.fault = k.read()
		usable = usable || k.fault == nil
		keys = append(keys, k)
	}
	if !usable {
		return nil, fmt.Errorf("none of its %d keys can verify a signature", len(set.Keys))
	}
	return keys, nil
}

// read returns the public key.
func (k *webKey) read() (crypto.PublicKey, error) {
	switch {
	case k.Use != "" && k.Use != "sig":
		return nil, fmt.Errorf("its use is %s instead of signatures", quote(k.Use))
	case k.Operations != nil && !slices.Contains(k.Operations, "verify"):
		return nil, errors.New("it must not be used to verify signatures")
	}
	switch k.Kind {
	case "RSA":
		return k.rsa()
	case "EC":
		return k.ec()
	case "OKP":
		return k.okp()
	}
	return nil, fmt.Errorf("unsupported key type %s", quote(k.Kind))
}

func (k *webKey) rsa() (crypto.PublicKey, error) {
	modulus, err := decode(k.N)
	if err != nil {
		return nil, fmt.Errorf("its member n is %w", err)
	}
	exponent, err := decode(k.E)
	if err != nil {
		return nil, fmt.Errorf("its member e is %w", err)
	}
	n, e := new(big.Int).SetBytes(modulus), new(big.Int).SetBytes(exponent)
	switch bits := n.BitLen(); {
	case bits < minRSA || bits > maxRSA:
		return nil, fmt.Errorf("it has %d bits; expected %d to %d", bits, minRSA, maxRSA)
	case e.BitLen() > 31 || e.Int64() < 3 || e.Bit(0) == 0 || n.Bit(0) == 0:
		return nil, errors.New("not an RSA key")
	}
	return &rsa.PublicKey{N: n, E: int(e.Int64())}, nil
}

func (k *webKey) ec() (crypto.PublicKey, error) {
	var curve ecdh.Curve
	var size int
	switch k.Curve {
	case "P-256":
		curve, size = ecdh.P256(), 32
	case "P-384":
		curve, size = ecdh.P384(), 48
	case "P-521":
		curve, size = ecdh.P521(), 66
	default:
		return nil, fmt.Errorf("unsupported curve %s", quote(k.Curve))
	}
	x, err := decode(k.X)
	if err != nil {
		return nil, fmt.Errorf("its member x is %w", err)
	}
	y, err := decode(k.Y)
	if err != nil {
		return nil, fmt.Errorf("its member y is %w", err)
	}
	if len(x) != size || len(y) != size {
		return nil, fmt.Errorf("its coordinates have %d and %d bytes; expected %d", len(x), len(y), size)
	}
	point, err := curve.NewPublicKey(slices.Concat([]byte{4}, x, y))
	if err != nil {
		return nil, errors.New("its point is not on the curve")
	}
	// Parsing the DER form validates the numbers of the key.
	der, err := x509.MarshalPKIXPublicKey(point)
	if err != nil {
		return nil, err
	}
	return x509.ParsePKIXPublicKey(der)
}

func (k *webKey) okp() (crypto.PublicKey, error) {
	if k.Curve != "Ed25519" {
		return nil, fmt.Errorf("unsupported curve %s", quote(k.Curve))
	}
	x, err := decode(k.X)
	switch {
	case err != nil:
		return nil, fmt.Errorf("its member x is %w", err)
	case len(x) != ed25519.PublicKeySize:
		return nil, fmt.Errorf("it has %d bytes; expected %d", len(x), ed25519.PublicKeySize)
	}
	return ed25519.PublicKey(x), nil
}

// fits returns an error if the key cannot have signed with a.
func (k *key) fits(a *algorithm) error {
	switch {
	case k.fault != nil:
		return k.fault
	case k.Algorithm != "" && k.Algorithm != a.name:
		return fmt.Errorf("it is for %s, not for %s", quote(k.Algorithm), a.name)
	case k.Kind != a.kind:
		return fmt.Errorf("its type is %s; %s requires %s", k.Kind, a.name, a.kind)
	case a.curve != "" && k.Curve != a.curve:
		return fmt.Errorf("its curve is %s; %s requires %s", k.Curve, a.name, a.curve)
	}
	return nil
}

// pick returns the key with the given ID for signatures with a. known reports
// whether any key has that ID. A token without a key ID is accepted if exactly
// one key fits.
func pick(keys []key, id string, a *algorithm) (found *key, known bool, err error) {
	err = fmt.Errorf("there is no key with the ID %s", quote(id))
	if id == "" {
		err = errors.New("it has no key ID, and there is no key for " + a.name)
	}
	for i := range keys {
		k := &keys[i]
		if id != "" && k.ID != id {
			continue
		}
		known = known || id != ""
		switch fault := k.fits(a); {
		case fault != nil && id != "":
			err = fmt.Errorf("the key %s cannot be used: %w", quote(id), fault)
		case fault != nil:
		case found != nil:
			return nil, true, errors.New("it has no key ID, and there are several keys for " + a.name)
		default:
			found = k
		}
	}
	if found != nil {
		return found, true, nil
	}
	return nil, known, err
}
