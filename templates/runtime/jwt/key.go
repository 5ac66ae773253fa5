package jwt

// Keys as they come, JSON Web Keys of RFC 7517, and as they are used. A key
// that cannot be used stays in the set with the reason, so that a token signed
// with it is refused for what is wrong.

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

// Lengths of RSA keys, in bits. Below, they can be broken; above, a signature
// takes long enough to wear the verifier out.
const (
	minRSA = 2048
	maxRSA = 8192
)

// webKey is a JSON Web Key. What is not here is of no matter.
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
	Endorsements []string `json:"endorsements"` // Bot Framework: the channels the key may speak for
}

// key is a key to verify signatures with.
type key struct {
	webKey
	public crypto.PublicKey
	fault  error // why it cannot be used
}

// readKeys reads a JSON Web Key Set.
func readKeys(data []byte) ([]key, error) {
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(data, &set); err != nil {
		return nil, errors.New("no JSON object with keys in it")
	}
	var keys []key
	usable := false
	for _, text := range set.Keys {
		var k key
		if err := json.Unmarshal(text, &k.webKey); err != nil {
			continue // not even its name can be trusted
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

// read returns the key's value.
func (k *webKey) read() (crypto.PublicKey, error) {
	switch {
	case k.Use != "" && k.Use != "sig":
		return nil, fmt.Errorf("it is for the use %s and not for signatures", quote(k.Use))
	case k.Operations != nil && !slices.Contains(k.Operations, "verify"):
		return nil, errors.New("it is not there to verify signatures")
	}
	switch k.Kind {
	case "RSA":
		return k.rsa()
	case "EC":
		return k.ec()
	case "OKP":
		return k.okp()
	}
	return nil, fmt.Errorf("it is of the kind %s, which has no use here", quote(k.Kind))
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
		return nil, fmt.Errorf("it has %d bits, which are not between %d and %d", bits, minRSA, maxRSA)
	case e.BitLen() > 31 || e.Int64() < 3 || e.Bit(0) == 0 || n.Bit(0) == 0:
		return nil, errors.New("it is no RSA key")
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
		return nil, fmt.Errorf("its curve is %s, which has no use here", quote(k.Curve))
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
		return nil, fmt.Errorf("its coordinates have %d and %d bytes, not %d", len(x), len(y), size)
	}
	point, err := curve.NewPublicKey(slices.Concat([]byte{4}, x, y))
	if err != nil {
		return nil, errors.New("its point is not on the curve")
	}
	// The way to a key for signatures that takes no number on trust.
	der, err := x509.MarshalPKIXPublicKey(point)
	if err != nil {
		return nil, err
	}
	return x509.ParsePKIXPublicKey(der)
}

func (k *webKey) okp() (crypto.PublicKey, error) {
	if k.Curve != "Ed25519" {
		return nil, fmt.Errorf("its curve is %s, which has no use here", quote(k.Curve))
	}
	x, err := decode(k.X)
	switch {
	case err != nil:
		return nil, fmt.Errorf("its member x is %w", err)
	case len(x) != ed25519.PublicKeySize:
		return nil, fmt.Errorf("it has %d bytes, not %d", len(x), ed25519.PublicKeySize)
	}
	return ed25519.PublicKey(x), nil
}

// fits says why the key cannot have signed with a; nil when it can.
func (k *key) fits(a *algorithm) error {
	switch {
	case k.fault != nil:
		return k.fault
	case k.Algorithm != "" && k.Algorithm != a.name:
		return fmt.Errorf("it is for %s, not for %s", quote(k.Algorithm), a.name)
	case k.Kind != a.kind:
		return fmt.Errorf("it is of the kind %s, and %s needs %s", k.Kind, a.name, a.kind)
	case a.curve != "" && k.Curve != a.curve:
		return fmt.Errorf("its curve is %s, and %s needs %s", k.Curve, a.name, a.curve)
	}
	return nil
}

// pick finds the key that signed a token with a, whose name is id. known says
// whether there is any key with that name. A token without a name is taken
// when there is but one key for it.
func pick(keys []key, id string, a *algorithm) (found *key, known bool, err error) {
	err = fmt.Errorf("there is no key called %s", quote(id))
	if id == "" {
		err = errors.New("it does not name its key, and there is none for " + a.name)
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
			return nil, true, errors.New("it does not name its key, and there are several for " + a.name)
		default:
			found = k
		}
	}
	if found != nil {
		return found, true, nil
	}
	return nil, known, err
}
