// Package rest is the runtime of a generated API client: requests, retries,
// errors, pages, notification handlers, and a JSON codec without reflection.
// It imports the standard library only.
//
// It may be used under the terms of 0BSD: permission to use, copy, modify,
// and distribute this software for any purpose with or without fee is hereby
// granted. The software is provided "as is" and the author disclaims all
// warranties with regard to it.
//
// Nothing in here is global or running: there is no package state, no init
// function and no goroutine of its own. A [Client] is safe for concurrent
// use, and so is every value made from it but a [Request], [Decoder] or
// [Encoder], which belong to one call.
package rest
