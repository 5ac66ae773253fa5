package webhook

// This file signs and verifies requests. The cheap check of the time comes
// first, so an old request causes no computation. The comparison of signatures
// takes the same time for every signature of the same length, so the time does
// not help an attacker to guess one.

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// The headers of a signed request, without a prefix of [Config.HeaderPrefix].
const (
	HeaderID        = "webhook-id"
	HeaderTimestamp = "webhook-timestamp"
	HeaderSignature = "webhook-signature"
)

// DefaultTolerance is the default limit for the age of a request.
const DefaultTolerance = 5 * time.Minute

const (
	defaultPrefix = "webhook-"
	secretPrefix  = "whsec_"
	version       = "v1"
	minSecret     = 16 // bytes; the specification recommends 24 to 64
	maxSignatures = 32 // more than any sender has secrets
)

// Config defines which requests are accepted.
type Config struct {
	// Secrets lists the accepted secrets, each in base64, with or without the
	// prefix "whsec_". While the sender changes its secret, list both.
	Secrets []string
	// Tolerance limits the difference between the timestamp of a request and
	// the current time, in the past and in the future. 0 means
	// [DefaultTolerance].
	Tolerance time.Duration
	// HeaderPrefix replaces "webhook-" in the names of the headers, for senders
	// that use the same signatures but other header names, such as "svix-".
	HeaderPrefix string
}

// Verifier verifies requests. It is safe for concurrent use.
type Verifier struct {
	secrets   [][]byte
	tolerance time.Duration
	prefix    string
	now       func() time.Time
}

// New returns a verifier. The error reports missing or invalid parts of config;
// it does not contain secrets.
func New(config Config) (*Verifier, error) {
	v := &Verifier{tolerance: config.Tolerance, prefix: config.HeaderPrefix, now: time.Now}
	if len(config.Secrets) == 0 {
		return nil, errors.New("webhook: no secret is configured")
	}
	for i, text := range config.Secrets {
		secret, err := readSecret(text)
		if err != nil {
			return nil, fmt.Errorf("webhook: secret %d: %w", i+1, err)
		}
		v.secrets = append(v.secrets, secret)
	}
	switch {
	case v.tolerance == 0:
		v.tolerance = DefaultTolerance
	case v.tolerance < 0:
		return nil, errors.New("webhook: the tolerance is negative")
	}
	if v.prefix == "" {
		v.prefix = defaultPrefix
	}
	return v, nil
}

// readSecret decodes a secret.
func readSecret(text string) ([]byte, error) {
	encoded := strings.TrimRight(strings.TrimPrefix(text, secretPrefix), "=")
	secret, err := base64.RawStdEncoding.DecodeString(encoded)
	switch {
	case text == "":
		return nil, errors.New("it is empty")
	case err != nil:
		return nil, errors.New("it is not base64") // err would quote a part of it
	case len(secret) < minSecret:
		return nil, fmt.Errorf("it has %d bytes; expected at least %d", len(secret), minSecret)
	}
	return secret, nil
}

// Verify checks the signature of a request. It reads the body and replaces it
// with a copy, so that the handler can read it again. The handlers of the
// generated package limit its size; for other handlers, use
// [http.MaxBytesReader].
func (v *Verifier) Verify(r *http.Request) error {
	claim, err := v.readHeader(r.Header)
	if err != nil {
		return fmt.Errorf("webhook: %w", err)
	}
	var body []byte
	if r.Body != nil {
		if body, err = io.ReadAll(r.Body); err != nil {
			return fmt.Errorf("webhook: reading the body: %w", err)
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	return v.compare(claim, body)
}

// VerifyBody is like [Verifier.Verify], but for a body that has already been
// read.
func (v *Verifier) VerifyBody(header http.Header, body []byte) error {
	claim, err := v.readHeader(header)
	if err != nil {
		return fmt.Errorf("webhook: %w", err)
	}
	return v.compare(claim, body)
}

// claim holds the values of the headers.
type claim struct {
	id, timestamp string
	signatures    []string // in base64
}

// readHeader reads the headers and checks the time.
func (v *Verifier) readHeader(header http.Header) (claim, error) {
	var c claim
	var signatures string
	for _, text := range []struct {
		name string
		to   *string
	}{{"id", &c.id}, {"timestamp", &c.timestamp}, {"signature", &signatures}} {
		values := header.Values(v.prefix + text.name)
		switch {
		case len(values) != 1:
			return c, fmt.Errorf("expected one header %s%s, found %d", v.prefix, text.name, len(values))
		case values[0] == "":
			return c, fmt.Errorf("the header %s%s is empty", v.prefix, text.name)
		}
		*text.to = values[0]
	}
	if strings.Contains(c.id, ".") { // a dot would make the signed text ambiguous
		return c, fmt.Errorf("the header %sid contains a dot", v.prefix)
	}
	if err := v.checkTime(c.timestamp); err != nil {
		return c, err
	}
	for signature := range strings.FieldsSeq(signatures) {
		if text, ok := strings.CutPrefix(signature, version+","); ok && len(c.signatures) < maxSignatures {
			c.signatures = append(c.signatures, text)
		}
	}
	if c.signatures == nil {
		return c, fmt.Errorf("the header %ssignature has no signature of version %s", v.prefix, version)
	}
	return c, nil
}

// checkTime compares a number of seconds since 1970 with the current time.
func (v *Verifier) checkTime(text string) error {
	seconds, err := strconv.ParseInt(text, 10, 64)
	if err != nil || strconv.FormatInt(seconds, 10) != text {
		return fmt.Errorf("the header %stimestamp is not a number of seconds", v.prefix)
	}
	now := v.now()
	switch sent := time.Unix(seconds, 0); {
	case sent.Before(now.Add(-v.tolerance)):
		return fmt.Errorf("the request was sent at %s, which is too long ago", sent.UTC().Format(time.RFC3339))
	case sent.After(now.Add(v.tolerance)):
		return fmt.Errorf("the request was sent at %s, which is in the future", sent.UTC().Format(time.RFC3339))
	}
	return nil
}

// compare compares the signatures of a request with those for each secret.
func (v *Verifier) compare(c claim, body []byte) error {
	for _, secret := range v.secrets {
		want := []byte(sign(secret, c.id, c.timestamp, body))
		for _, signature := range c.signatures {
			if hmac.Equal([]byte(signature), want) {
				return nil
			}
		}
	}
	return errors.New("webhook: the signature is invalid")
}

// Sign adds the headers of a signed request, for tests and for senders. The
// secret is in base64, with or without the prefix "whsec_".
func Sign(header http.Header, secret, id string, at time.Time, body []byte) error {
	key, err := readSecret(secret)
	switch {
	case err != nil:
		return fmt.Errorf("webhook: the secret: %w", err)
	case id == "" || strings.ContainsAny(id, ". \r\n"):
		return errors.New("webhook: the ID is empty or contains a dot or white space")
	}
	timestamp := strconv.FormatInt(at.Unix(), 10)
	header.Set(HeaderID, id)
	header.Set(HeaderTimestamp, timestamp)
	header.Set(HeaderSignature, version+","+sign(key, id, timestamp, body))
	return nil
}

// sign returns the signature in base64.
func sign(secret []byte, id, timestamp string, body []byte) string {
	h := hmac.New(sha256.New, secret)
	h.Write([]byte(id + "." + timestamp + "."))
	h.Write(body)
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}
