package rest

// This file distinguishes lost connections from errors that another attempt would
// only repeat, such as an invalid certificate or a malformed response. Most of these
// errors of net/http have no types, so they are recognized by their messages. If a later
// version of Go changes a message, the only effect is unnecessary attempts.

import (
	"compress/flate"
	"compress/gzip"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/textproto"
	"slices"
	"strings"
)

// lost reports whether err is a lost connection or another error that may not
// recur.
func lost(err error) bool {
	var dns *net.DNSError
	if errors.As(err, &dns) {
		return dns.IsTemporary || dns.IsTimeout
	}
	return !isRefusal(err) && !isUntrusted(err) && !isMalformed(err)
}

// isRefusal reports whether the client refuses to send a request or to read a
// response.
func isRefusal(err error) bool {
	return errors.As(err, new(redirectError)) || errors.As(err, new(tooLargeError)) ||
		errors.As(err, new(*net.AddrError)) || contains(err, []string{
		"failed to parse Location header",
		"unsupported protocol scheme",
		"no Host in request URL",
		"net/http: invalid ",
		"http: invalid Host header",
		"RoundTripper implementation (",
	})
}

// isUntrusted reports whether there is no TLS connection with the server, because
// one side does not accept the other's certificate, version or algorithms.
func isUntrusted(err error) bool {
	var operation *net.OpError
	if errors.As(err, &operation) && operation.Op == "remote error" { // an alert of the server
		return !contains(operation.Err, []string{"internal error", "user canceled"})
	}
	return errors.As(err, new(*tls.CertificateVerificationError)) || errors.As(err, new(tls.RecordHeaderError)) ||
		errors.Is(err, http.ErrSchemeMismatch) || errors.As(err, new(x509.UnknownAuthorityError)) ||
		errors.As(err, new(x509.HostnameError)) || errors.As(err, new(x509.CertificateInvalidError)) ||
		contains(err, []string{"tls: server selected ", "tls: no supported versions", "tls: no cipher suite"})
}

// isMalformed reports whether a response violates HTTP or its compression. A
// response that ends early is not malformed.
func isMalformed(err error) bool {
	return errors.As(err, new(textproto.ProtocolError)) || errors.As(err, new(flate.CorruptInputError)) ||
		errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) || contains(err, []string{
		"malformed HTTP ",
		"malformed response from server",
		"malformed chunked encoding",
		"bad Content-Length",
		"invalid empty Content-Length",
		"message cannot contain multiple Content-Length headers",
		"server response headers exceeded",
		"response header list larger than advertised limit",
		"unsupported transfer encoding",
		"too many transfer encodings",
		"invalid byte in chunk length",
		"empty hex number for chunk length",
		"http chunk length too large",
		"header line too long",
		"chunked line ends with bare LF",
		"invalid CR in chunked line",
		"chunked encoding contains too much non-data",
		"suspiciously long trailer",
		"bad trailer key",
		"invalid Trailer key",
	})
}

// contains reports whether the message of err contains one of the texts.
func contains(err error, texts []string) bool {
	message := err.Error()
	return slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(message, text) })
}
