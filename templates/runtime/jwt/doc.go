// Package jwt verifies who sends a request, by the signed token in its header
// Authorization: a JSON Web Token whose keys an OpenID configuration names. A
// [Verifier] has the method that rest.HandlerOptions asks for.
//
//	verifier, err := jwt.New(jwt.Config{
//		OpenIDConfiguration: "https://login.example.com/.well-known/openid-configuration",
//		Issuers:             []string{"https://login.example.com"},
//		Audiences:           []string{appID},
//	})
//
// It imports the standard library only, and may be used under the terms of
// 0BSD: permission to use, copy, modify, and distribute this software for any
// purpose with or without fee is hereby granted. The software is provided "as
// is" and the author disclaims all warranties with regard to it.
//
// Signatures are those of public keys: RSA (RS256, PS256 and their longer
// kin), ECDSA (ES256, ES384, ES512) and Ed25519 (EdDSA). Tokens without a
// signature and those with a shared secret (none, HS256) are refused whatever
// the configuration says, since whoever can check such a token can forge it.
package jwt
