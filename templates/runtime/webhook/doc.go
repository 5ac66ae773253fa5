// Package webhook verifies the sender of a webhook by the signature in the
// request's headers, as the Standard Webhooks specification defines it
// (https://www.standardwebhooks.com). The sender and the receiver share a
// secret. Assign [Verifier.Verify] to rest.HandlerOptions.Verify.
//
//	verifier, err := webhook.New(webhook.Config{
//		Secrets: []string{os.Getenv("WEBHOOK_SECRET")}, // "whsec_" and base64
//	})
//
// A request has these headers:
//
//	webhook-id: msg_2KWPBgLlAfxdpx2AI54pPJ85f4W
//	webhook-timestamp: 1674087231
//	webhook-signature: v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=
//
// The signature is the HMAC-SHA256 of the ID, the timestamp and the body, joined
// by dots. While a sender changes its secret, the last header has a signature
// for each secret, separated by spaces. Asymmetric signatures (v1a) are ignored.
//
// If a sender receives no response, it resends the webhook with the same ID. A
// receiver that must not handle a webhook twice can store the IDs.
//
// The package imports only the standard library. It may be used under the terms
// of 0BSD: permission to use, copy, modify, and distribute this software for
// any purpose with or without fee is hereby granted. The software is provided
// "as is" and the author disclaims all warranties with regard to it.
package webhook
