package jwt

// The verifier. What costs least comes first: a token that is not meant for us
// or not of this time is refused before any key is fetched or signature
// computed, so that a stranger can cause neither.

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// DefaultSkew is how far the clocks of the issuer and of this machine may be
// apart unless [Config] says something else.
const DefaultSkew = 5 * time.Minute

// DefaultRefresh is how long keys are used unless [Config] says something
// else: a day.
const DefaultRefresh = 24 * time.Hour

// Config says which tokens are good.
type Config struct {
	// OpenIDConfiguration is the address of the document that names the
	// address of the keys, https or on this machine. The issuer in it is not
	// looked at: Issuers says more.
	OpenIDConfiguration string
	// Issuers are the issuers whose tokens are taken, letter for letter.
	Issuers []string
	// Audiences are the names that a token may be meant for, such as the id
	// of one's own application. One of the token's must be among them.
	Audiences []string
	// Algorithms are those that a token may be signed with; nil means all
	// that this package knows.
	Algorithms []string
	// Skew is how far clocks may be apart; 0 means 5 minutes, and less than 0
	// not at all.
	Skew time.Duration
	// Refresh is how long keys are used before they are fetched again; 0
	// means 24 hours. A shorter time in the answer's Cache-Control goes
	// first, if it is not below 5 minutes. When a refresh fails, the keys at
	// hand stay in use.
	Refresh time.Duration
	// HTTPClient fetches keys; nil means one with http.DefaultTransport. A
	// fetch takes 10 seconds at most, whatever the client says.
	HTTPClient *http.Client
	// Check, when it is there, is asked last about a token that is otherwise
	// good, for example whether its tenant is known.
	Check func(ctx context.Context, claims *Claims) error
}

// Verifier verifies tokens. It is safe for concurrent use, fetches keys when
// they are first needed and keeps them. See [New].
type Verifier struct {
	config Config
	skew   time.Duration
	keys   cache
	now    func() time.Time
}

// New returns a verifier. The error says what is missing or wrong in config;
// nothing is fetched.
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

// listed wants names in a list, since an empty one could only come from a
// setting that is missing.
func listed(what string, names []string) error {
	switch {
	case len(names) == 0:
		return fmt.Errorf("jwt: no %s is configured", what)
	case slices.Contains(names, ""):
		return fmt.Errorf("jwt: an %s that is configured is empty", what)
	}
	return nil
}

// Verify checks the bearer token in a request's header Authorization. The
// error says what is wrong, and holds nothing of the token but names in it
// that tell where it went astray. When there are no keys to verify with, it has
// a method Temporary that returns true.
func (v *Verifier) Verify(r *http.Request) error {
	values := r.Header.Values("Authorization")
	if len(values) > 1 {
		return fmt.Errorf("jwt: there are %d headers Authorization", len(values))
	}
	var text string
	if len(values) == 1 {
		scheme, rest, _ := strings.Cut(values[0], " ")
		if strings.EqualFold(scheme, "Bearer") {
			text = strings.Trim(rest, " ")
		}
	}
	if text == "" {
		return errors.New("jwt: there is no bearer token")
	}
	_, err := v.VerifyToken(r.Context(), text)
	return err
}

// VerifyToken checks a token and returns what it says. The context is for
// waiting on keys, and for Check.
func (v *Verifier) VerifyToken(ctx context.Context, text string) (*Claims, error) {
	claims, err := v.verify(ctx, text)
	if err != nil {
		return nil, fmt.Errorf("jwt: the token is refused: %w", err)
	}
	return claims, nil
}

func (v *Verifier) verify(ctx context.Context, text string) (*Claims, error) {
	t, err := parse(text)
	if err != nil {
		return nil, err
	}
	if len(v.config.Algorithms) > 0 && !slices.Contains(v.config.Algorithms, t.algorithm.name) {
		return nil, fmt.Errorf("the algorithm %s is not among those expected", t.algorithm.name)
	}
	if err := t.claims.check(v, v.now()); err != nil {
		return nil, err
	}
	k, err := v.keys.find(ctx, t.keyID, t.algorithm, v.now)
	if err != nil {
		return nil, err
	}
	if err := t.algorithm.verify(k.public, t.signed, t.signature); err != nil {
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
