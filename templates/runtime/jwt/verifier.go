package jwt

// This file verifies tokens. Cheap checks come first: a token with a wrong
// audience or time is rejected before keys are fetched or a signature is
// computed, so an attacker can cause neither.

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// DefaultSkew is the default tolerance for differences between the issuer's
// clock and this machine's clock.
const DefaultSkew = 5 * time.Minute

// DefaultRefresh is the default lifetime of cached keys.
const DefaultRefresh = 24 * time.Hour

// Config defines which tokens are accepted.
type Config struct {
	// OpenIDConfiguration is the URL of the OpenID configuration, a
	// document that contains the URL of the keys. Both URLs must use https
	// or refer to this machine. The issuer in the document is ignored; see
	// Issuers.
	OpenIDConfiguration string
	// Issuers lists the accepted issuers. Issuers are compared exactly.
	Issuers []string
	// Audiences lists the accepted audiences, such as the ID of the
	// application. At least one audience of a token must be in the list.
	Audiences []string
	// Algorithms lists the accepted algorithms. If it is nil, all
	// algorithms of this package are accepted.
	Algorithms []string
	// Skew is the tolerance for clock differences. 0 means [DefaultSkew]; a
	// negative value means no tolerance.
	Skew time.Duration
	// Refresh is how long keys are used before they are fetched again. 0
	// means [DefaultRefresh]. A shorter max-age in the Cache-Control header
	// takes precedence, with a minimum of 5 minutes. If a refresh fails,
	// the old keys stay in use.
	Refresh time.Duration
	// HTTPClient fetches keys. If it is nil, a client with
	// http.DefaultTransport is used. A fetch takes at most 10 seconds.
	HTTPClient *http.Client
	// Check performs additional checks on a valid token, such as whether
	// its tenant is known. It may be nil.
	Check func(ctx context.Context, claims *Claims) error
}

// Verifier verifies tokens. It is safe for concurrent use. It fetches keys when
// they are first needed and caches them.
type Verifier struct {
	config Config
	skew   time.Duration
	keys   cache
	now    func() time.Time
}

// New returns a verifier. The error reports missing or invalid fields in
// config. New makes no network requests.
func New(config Config) (*Verifier, error) {
	config.Issuers, config.Audiences = slices.Clone(config.Issuers), slices.Clone(config.Audiences)
	config.Algorithms = slices.Clone(config.Algorithms)
	for _, name := range config.Algorithms {
		if _, err := algorithmOf(name); err != nil {
			return nil, fmt.Errorf("jwt: %w", err)
		}
	}
	if err := listed("issuer", config.Issuers); err != nil {
		return nil, err
	}
	if err := listed("audience", config.Audiences); err != nil {
		return nil, err
	}
	v := &Verifier{config: config, skew: config.Skew, now: time.Now}
	switch {
	case v.skew == 0:
		v.skew = DefaultSkew
	case v.skew < 0:
		v.skew = 0
	}
	return v, v.keys.init(&config)
}

// listed returns an error if names is empty, which a missing setting would
// cause, or contains an empty name.
func listed(what string, names []string) error {
	switch {
	case len(names) == 0:
		return fmt.Errorf("jwt: no %s is configured", what)
	case slices.Contains(names, ""):
		return fmt.Errorf("jwt: an empty %s is configured", what)
	}
	return nil
}

// Verify checks the bearer token in a request's Authorization header. Errors
// may contain individual names from the token, but never the whole token.
//
// An issuer may introduce a key, or replace a key without a new ID. So if the
// cached keys do not verify the signature, they are fetched again, at most once
// in 5 minutes or 30 seconds after a failed fetch, and the new keys decide. With keys that were fetched less than 5
// minutes ago, an invalid signature is final, because anyone can send one.
//
// The error has a Temporary method that returns true if no keys are available,
// if the last fetch failed and the older keys do not verify the signature, or if
// the key of the token is unknown and keys were fetched less than 5 minutes ago.
func (v *Verifier) Verify(r *http.Request) error {
	values := r.Header.Values("Authorization")
	if len(values) > 1 {
		return fmt.Errorf("jwt: the request has %d Authorization headers", len(values))
	}
	var text string
	if len(values) == 1 {
		scheme, rest, _ := strings.Cut(values[0], " ")
		if strings.EqualFold(scheme, "Bearer") {
			text = strings.Trim(rest, " ")
		}
	}
	if text == "" {
		return errors.New("jwt: the request has no bearer token")
	}
	_, err := v.VerifyToken(r.Context(), text)
	return err
}

// VerifyToken checks a token and returns its claims. The context limits the
// wait for keys and is passed to Check.
func (v *Verifier) VerifyToken(ctx context.Context, text string) (*Claims, error) {
	claims, err := v.verify(ctx, text)
	if err != nil {
		return nil, fmt.Errorf("jwt: invalid token: %w", err)
	}
	return claims, nil
}

func (v *Verifier) verify(ctx context.Context, text string) (*Claims, error) {
	t, err := parse(text)
	if err != nil {
		return nil, err
	}
	if len(v.config.Algorithms) > 0 && !slices.Contains(v.config.Algorithms, t.algorithm.name) {
		return nil, fmt.Errorf("the algorithm %s is not accepted", t.algorithm.name)
	}
	if err := t.claims.check(v, v.now()); err != nil {
		return nil, err
	}
	k, err := v.keys.find(ctx, t, v.now)
	if err != nil {
		return nil, err
	}
	t.claims.KeyID, t.claims.Endorsements = k.ID, slices.Clone(k.Endorsements)
	if v.config.Check != nil {
		if err := v.config.Check(ctx, t.claims); err != nil {
			return nil, err
		}
	}
	return t.claims, nil
}
