package jwt

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"
)

// Claims holds the claims of a token.
type Claims struct {
	Issuer    string    // iss: the issuer of the token
	Subject   string    // sub: the subject of the token
	Audience  []string  // aud: the intended recipients
	ID        string    // jti: the identifier of the token
	Expires   time.Time // exp: the expiry time
	NotBefore time.Time // nbf: the start of validity; zero if absent
	IssuedAt  time.Time // iat: the time of issue; zero if absent

	// All holds every claim as JSON, keyed by name.
	All map[string]json.RawMessage
	// KeyID identifies the key that signed the token.
	KeyID string
	// Endorsements lists the purposes for which the issuer allows this key.
	// The Bot Framework lists channels such as "msteams". Most key sets
	// have no endorsements.
	Endorsements []string
}

// Text returns a string claim, such as "tid" for the tenant. It returns "" if
// the claim is missing or not a string.
func (c *Claims) Text(name string) string {
	text, _ := textMember(c.All, name)
	return text
}

// readClaims reads the registered claims.
func readClaims(members map[string]json.RawMessage) (*Claims, error) {
	c := &Claims{All: members}
	for _, text := range []struct {
		name string
		to   *string
	}{{"iss", &c.Issuer}, {"sub", &c.Subject}, {"jti", &c.ID}} {
		value, err := textMember(members, text.name)
		if err != nil {
			return nil, err
		}
		*text.to = value
	}
	for _, at := range []struct {
		name string
		to   *time.Time
	}{{"exp", &c.Expires}, {"nbf", &c.NotBefore}, {"iat", &c.IssuedAt}} {
		value, err := timeMember(members, at.name)
		if err != nil {
			return nil, err
		}
		*at.to = value
	}
	var err error
	c.Audience, err = audience(members["aud"])
	return c, err
}

// audience reads a string or a list of strings.
func audience(raw json.RawMessage) ([]string, error) {
	if raw == nil {
		return nil, nil
	}
	var one *string
	if err := json.Unmarshal(raw, &one); err == nil && one != nil {
		return []string{*one}, nil
	}
	var several []*string
	if err := json.Unmarshal(raw, &several); err != nil || several == nil || slices.Contains(several, nil) {
		return nil, errors.New(`its member "aud" is neither a string nor a list of strings`)
	}
	var list []string
	for _, text := range several {
		list = append(list, *text)
	}
	return list, nil
}

// lastSecond is the end of the year 9999 in seconds since 1970.
const lastSecond = 253402300799

// timeMember reads a number of seconds since 1970, which may have a fraction.
func timeMember(members map[string]json.RawMessage, name string) (time.Time, error) {
	raw, ok := members[name]
	if !ok {
		return time.Time{}, nil
	}
	seconds, err := strconv.ParseFloat(string(raw), 64)
	if err != nil || seconds < 0 || seconds > lastSecond {
		return time.Time{}, fmt.Errorf("its member %q is not a time", name)
	}
	whole, fraction := math.Modf(seconds)
	return time.Unix(int64(whole), int64(fraction*1e9)), nil
}

// check compares the claims with the configuration of v at the time now.
func (c *Claims) check(v *Verifier, now time.Time) error {
	switch {
	case !slices.Contains(v.config.Issuers, c.Issuer):
		return fmt.Errorf("its issuer %s is not accepted", quote(c.Issuer))
	case !slices.ContainsFunc(c.Audience, func(one string) bool { return slices.Contains(v.config.Audiences, one) }):
		return errors.New("its audience is not accepted")
	case c.Expires.IsZero():
		return errors.New("it has no expiry time")
	case !now.Before(c.Expires.Add(v.skew)):
		return fmt.Errorf("it expired at %s", c.Expires.UTC().Format(time.RFC3339))
	case now.Before(c.NotBefore.Add(-v.skew)):
		return fmt.Errorf("it is not valid before %s", c.NotBefore.UTC().Format(time.RFC3339))
	case now.Before(c.IssuedAt.Add(-v.skew)):
		return fmt.Errorf("it was issued at %s, which is in the future", c.IssuedAt.UTC().Format(time.RFC3339))
	}
	return nil
}
