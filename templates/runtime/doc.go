// Package rest is the runtime of a generated API client. It sends requests,
// retries them, reports errors, follows pages and streams, serves notifications,
// and reads and writes JSON without reflection. It imports only the standard library.
//
// # For programs
//
// A program works with the generated package and uses these names from package
// rest:
//
//   - Client options: [Option], [WithBaseURL], [WithHTTPClient], [WithToken],
//     [WithTokenFor], [WithBasicAuth], [WithAPIKey], [KeyLocation], [WithUserAgent],
//     [WithLogger], [WithRetry], [RetryPolicy], [DefaultRetryPolicy],
//     [WithMiddleware], [WithMaxResponseBytes], [DefaultMaxResponseBytes]
//   - Servers: [Server], [WithServer], [WithServerVariable], [WithServerURL]
//   - Call options: [Options], [StreamOptions], [Response], [OperationOf]
//   - Requests that the API description does not list: [CustomRequest]
//   - Errors: [Error], [BodyAs], [DecodeError]
//   - Values: [Ptr], [Value], [ValueOr], [Date], [TimeOfDay], [Duration],
//     [Decimal], [RawJSON], [File], [Stream], [Event]
//   - Notifications: [HandlerOptions], [IncomingRequest], [DefaultMaxRequestBytes]
//   - Result codes: [Texts], [Match]
//
// # For generated code
//
// All other names are for generated code, as their comments say. These names
// may change in a new version of the generator, which then also renames
// [Generation2].
//
// # Concurrency
//
// The package declares no variables and no init function, and it starts no
// background goroutines. A [Client] and almost all values derived from it are
// safe for concurrent use. The exceptions are [Request], [Decoder] and
// [Encoder], whose values must not be shared between calls.
//
// # License
//
// Package rest may be used under the terms of 0BSD: permission to use, copy,
// modify, and distribute this software for any purpose with or without fee is
// hereby granted. The software is provided "as is" and the author disclaims all
// warranties with regard to it.
package rest
