package jwt

// This file parses tokens: three base64url parts separated by dots, the first
// two of which are JSON objects. Parsing is strict because two parsers that
// disagree about a token are a security hole. It rejects padding, non-zero
// trailing bits, duplicate members, names in another case, and invalid UTF-8.

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
	maxDepth = 16       // nesting depth of JSON
	maxQuote = 64       // bytes of a foreign string in an error
)

// token is a parsed, unverified token.
type token struct {
	algorithm *algorithm
	keyID     string
	claims    *Claims
	signed    []byte // the text that the signature covers
	signature []byte
}

// parse parses a token in the compact form.
func parse(text string) (*token, error) {
	if len(text) > maxToken {
		return nil, fmt.Errorf("it has %d bytes; the limit is %d", len(text), maxToken)
	}
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		return nil, fmt.Errorf("it has %d parts; expected 3", len(parts))
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

// readHeader reads the header. It never uses keys or URLs of keys in a header,
// because an attacker could name their own.
func (t *token) readHeader(header map[string]json.RawMessage) error {
	if _, ok := header["crit"]; ok {
		return errors.New(`its header requires extensions ("crit"), which are not supported`)
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

// textMember returns a string member, or "" if it is missing.
func textMember(members map[string]json.RawMessage, name string) (string, error) {
	raw, ok := members[name]
	if !ok {
		return "", nil
	}
	var text *string
	if err := json.Unmarshal(raw, &text); err != nil || text == nil {
		return "", fmt.Errorf("its member %q is not a string", name)
	}
	return *text, nil
}

var errBase64 = errors.New("not base64url")

// decode decodes base64url without padding. It rejects line breaks, which the
// package base64 would skip.
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

// object decodes a JSON object in base64url.
func object(text string) (map[string]json.RawMessage, error) {
	data, err := decode(text)
	if err != nil {
		return nil, err
	}
	if !utf8.Valid(data) {
		return nil, errors.New("not valid UTF-8")
	}
	if err := strict(data); err != nil {
		return nil, err
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(data, &members); err != nil || members == nil {
		return nil, errors.New("not a JSON object")
	}
	return members, nil
}

// level is an array or object that is being read.
type level struct {
	names map[string]bool // names read so far; nil for an array
	value bool            // a value comes next, not a name
}

// strict returns an error for duplicate members and for JSON that is nested too
// deeply.
func strict(data []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var stack []level
	for {
		word, err := decoder.Token()
		if err != nil {
			return errors.New("not JSON")
		}
		top := len(stack) - 1
		name, isText := word.(string)
		switch {
		case word == json.Delim('}') || word == json.Delim(']'):
			stack = stack[:top]
		case top >= 0 && stack[top].names != nil && !stack[top].value && isText:
			if stack[top].names[name] {
				return fmt.Errorf("ambiguous JSON: the member %s occurs twice", quote(name))
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
			return nil // json.Unmarshal reports anything that follows
		case len(stack) > maxDepth:
			return fmt.Errorf("nested more than %d levels deep", maxDepth)
		}
	}
}

// quote quotes a foreign string for an error. The result is short and has no
// line breaks.
func quote(text string) string {
	if len(text) > maxQuote {
		text = text[:maxQuote] + "…"
	}
	return fmt.Sprintf("%+q", text)
}
