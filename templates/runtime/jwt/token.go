package jwt

// A token as it is written: three parts in base64url with dots between them,
// the first two JSON objects. Reading is strict, since two readers that
// disagree about a token are a hole: no padding and no stray bits, no member
// that is there twice, no names in other cases, no invalid text.

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

const (
	maxToken = 16 << 10 // bytes
	maxDepth = 16       // of JSON in JSON
	maxQuote = 64       // bytes of a foreign text in an error
)

// token is what stands in a token, with nothing verified.
type token struct {
	algorithm *algorithm
	keyID     string
	claims    *Claims
	signed    []byte // what the signature is of
	signature []byte
}

// parse reads a token in its compact form.
func parse(text string) (*token, error) {
	if len(text) > maxToken {
		return nil, fmt.Errorf("it has %d bytes, more than %d", len(text), maxToken)
	}
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		return nil, fmt.Errorf("it has %d parts, not 3", len(parts))
	}
	t := &token{signed: []byte(text[:len(text)-len(parts[2])-1])}
	var err error
	if t.signature, err = decode(parts[2]); err != nil {
		return nil, fmt.Errorf("its signature is %w", err)
	}
	header, err := object(parts[0])
	if err != nil {
		return nil, fmt.Errorf("its header is %w", err)
	}
	if err := t.readHeader(header); err != nil {
		return nil, err
	}
	claims, err := object(parts[1])
	if err != nil {
		return nil, fmt.Errorf("its payload is %w", err)
	}
	t.claims, err = readClaims(claims)
	return t, err
}

// readHeader reads what the token says of its signature. Keys and addresses of
// keys in a header are never followed: whoever forges a token would name his
// own.
func (t *token) readHeader(header map[string]json.RawMessage) error {
	if _, ok := header["crit"]; ok {
		return errors.New(`its header wants extensions understood ("crit"), and none is`)
	}
	name, err := textMember(header, "alg")
	if err != nil {
		return err
	}
	if t.keyID, err = textMember(header, "kid"); err != nil {
		return err
	}
	t.algorithm, err = algorithmOf(name)
	return err
}

// textMember returns a member that is a text, "" when it is not there.
func textMember(members map[string]json.RawMessage, name string) (string, error) {
	raw, ok := members[name]
	if !ok {
		return "", nil
	}
	var text *string
	if err := json.Unmarshal(raw, &text); err != nil || text == nil {
		return "", fmt.Errorf("its member %q is no text", name)
	}
	return *text, nil
}

var errBase64 = errors.New("no base64url")

// decode reads base64url without padding. The package base64 would skip line
// breaks.
func decode(text string) ([]byte, error) {
	if strings.ContainsAny(text, "\r\n") {
		return nil, errBase64
	}
	data, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil {
		return nil, errBase64
	}
	return data, nil
}

// object reads a JSON object in base64url by its members.
func object(text string) (map[string]json.RawMessage, error) {
	data, err := decode(text)
	if err != nil {
		return nil, err
	}
	if !utf8.Valid(data) {
		return nil, errors.New("no valid text")
	}
	if err := strict(data); err != nil {
		return nil, err
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(data, &members); err != nil || members == nil {
		return nil, errors.New("no JSON object")
	}
	return members, nil
}

// level is an array or object that is being read.
type level struct {
	names map[string]bool // seen in it; nil for an array
	value bool            // a value comes next, not a name
}

// strict looks for objects in data that have a member twice, and limits how
// deep they go.
func strict(data []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var stack []level
	for {
		word, err := decoder.Token()
		if err != nil {
			return errors.New("no JSON")
		}
		top := len(stack) - 1
		name, isText := word.(string)
		switch {
		case word == json.Delim('}') || word == json.Delim(']'):
			stack = stack[:top]
		case top >= 0 && stack[top].names != nil && !stack[top].value && isText:
			if stack[top].names[name] {
				return fmt.Errorf("no clear JSON: the member %s is there twice", quote(name))
			}
			stack[top].names[name], stack[top].value = true, true
			continue
		default:
			if top >= 0 {
				stack[top].value = false
			}
			switch word {
			case json.Delim('{'):
				stack = append(stack, level{names: map[string]bool{}})
			case json.Delim('['):
				stack = append(stack, level{})
			}
		}
		switch {
		case len(stack) == 0:
			return nil // what may follow, json.Unmarshal sees
		case len(stack) > maxDepth:
			return fmt.Errorf("deeper than %d levels", maxDepth)
		}
	}
}

// quote returns a text of a stranger for an error: short, on one line, and
// marked as such.
func quote(text string) string {
	if len(text) > maxQuote {
		text = text[:maxQuote] + "…"
	}
	return fmt.Sprintf("%+q", text)
}
