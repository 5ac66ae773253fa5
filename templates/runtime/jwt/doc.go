// Package jwt verifies the sender of a request using the signed token in the
// request's Authorization header. The token is a JSON Web Token. An OpenID
// configuration contains the URL of the keys that verify the token. Assign
// [Verifier.Verify] to rest.HandlerOptions.Verify.
//
//	verifier, err := jwt.New(jwt.Config{
//		OpenIDConfiguration: "https://login.example.com/.well-known/openid-configuration",
//		Issuers:             []string{"https://login.example.com"},
//		Audiences:           []string{appID},
//	})
//
// The package supports the public-key algorithms RSA (RS256, PS256 and their
// 384- and 512-bit variants), ECDSA (ES256, ES384, ES512) and Ed25519 (EdDSA).
// It always rejects unsigned tokens (none) and tokens with a shared secret
// (HS256), because anyone able to verify such a token can also forge one.
//
// The package imports only the standard library. It may be used under the terms
// of 0BSD: permission to use, copy, modify, and distribute this software for
// any purpose with or without fee is hereby granted. The software is provided
// "as is" and the author disclaims all warranties with regard to it.
package jwt
