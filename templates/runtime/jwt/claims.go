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

// Claims are what a token says.
type Claims struct {
	Issuer    string    // iss: who made the token
	Subject   string    // sub: whom it is about
	Audience  []string  // aud: whom it is for
	ID        string    // jti: its own name
	Expires   time.Time // exp: the end of its time
	NotBefore time.Time // nbf: the beginning; zero when it does not say
	IssuedAt  time.Time // iat: when it was made; zero when it does not say

	// All has every claim by its name, as JSON.
	All map[string]json.RawMessage
	// KeyID is the name of the key that the token was signed with.
	KeyID string
	// Endorsements are what the owner of the keys lets that key speak for;
	// Bot Framework lists channels such as "msteams". Mostly there are none.
	Endorsements []string
}

// Text returns a claim that is a text, such as "tid", the tenant; "" when it
// is not there or something else.
func (c *Claims) Text(name string) string {
	text, _ := textMember(c.All, name)
	return text
}

// readClaims reads the claims that have a meaning for all tokens.
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

// audience reads a text or a list of texts.
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
		return nil, errors.New(`its member "aud" is neither a text nor a list of texts`)
	}
	var list []string
	for _, text := range several {
		list = append(list, *text)
	}
	return list, nil
}

// lastSecond is the end of the year 9999, in seconds since 1970.
const lastSecond = 253402300799

// timeMember reads a number of seconds since 1970, which may have a fraction.
func timeMember(members map[string]json.RawMessage, name string) (time.Time, error) {
	raw, ok := members[name]
	if !ok {
		return time.Time{}, nil
	}
	seconds, err := strconv.ParseFloat(string(raw), 64)
	if err != nil || seconds < 0 || seconds > lastSecond {
		return time.Time{}, fmt.Errorf("its member %q is no time", name)
	}
	whole, fraction := math.Modf(seconds)
	return time.Unix(int64(whole), int64(fraction*1e9)), nil
}

// check holds the claims against what v wants, at the time now.
func (c *Claims) check(v *Verifier, now time.Time) error {
	switch {
	case !slices.Contains(v.config.Issuers, c.Issuer):
		return fmt.Errorf("its issuer %s is not among those expected", quote(c.Issuer))
	case !slices.ContainsFunc(c.Audience, func(one string) bool { return slices.Contains(v.config.Audiences, one) }):
		return errors.New("it is meant for somebody else")
	case c.Expires.IsZero():
		return errors.New("it does not say when it expires")
	case !now.Before(c.Expires.Add(v.skew)):
		return fmt.Errorf("it expired at %s", c.Expires.UTC().Format(time.RFC3339))
	case now.Before(c.NotBefore.Add(-v.skew)):
		return fmt.Errorf("it is not valid before %s", c.NotBefore.UTC().Format(time.RFC3339))
	case now.Before(c.IssuedAt.Add(-v.skew)):
		return fmt.Errorf("it was made at %s, which is still to come", c.IssuedAt.UTC().Format(time.RFC3339))
	}
	return nil
}
