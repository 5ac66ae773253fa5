package plan

// This file plans the type that reads the headers of responses. It has a method
// for each header that the description declares, whatever the operation:
//
//	X-Rate-Limit: {schema: {type: integer}}   XRateLimit() (int64, bool)
//
// Services declare the same headers for most operations and errors, so a type
// for each operation would mostly repeat the others. If operations declare
// different types for a header, it has a method for each of them:
//
//	GET /a: {schema: {type: integer}}   XRateInt64() (int64, bool)
//	GET /b: {schema: {type: string}}    XRateString() (string, bool)
//
// fragen.lock has the type in the key of a method, so XRate keeps its type if
// another operation declares a different one. The type is named last, like
// servers: a header that the service adds never takes a name that another
// declaration has or wants.

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/names"
)

const (
	headersAt  = diag.Pointer("/components/headers")
	roleHeader = "@header"
)

// Headers is the type with a method for each response header.
type Headers struct {
	Package *Package
	Name    names.Ident
	Headers []*Header // by name
}

// Header is a response header with one of its types.
type Header struct {
	API        *api.Param
	Method     names.Ident
	Type       *Type            // a Scalar, or a Slice of strings
	Operations []*api.Operation // that declare the type
	Shared     bool             // other operations declare a different type
}

// claimHeaders creates the type and claims its name. There is none if the
// description declares no headers.
func (pl *planner) claimHeaders() {
	list := &Headers{Package: pl.modelsHome.pkg}
	for _, op := range pl.api.Operations {
		for _, r := range slices.Concat(op.Success, op.Errors) {
			for _, h := range r.Headers {
				list.add(op, h)
			}
		}
	}
	if list.Headers == nil {
		return
	}
	pl.headers = list
	for _, h := range list.Headers {
		h.Type = pl.typeOf(h.API.Type.Type)
	}
	slices.SortFunc(list.Headers, func(a, b *Header) int {
		return cmp.Or(cmp.Compare(a.API.Name, b.API.Name), cmp.Compare(a.kind(), b.kind()))
	})
	pl.modelsHome.scope.claim(string(headersAt)+roleHeader, &pl.headers.Name, "ResponseHeaders", "APIResponseHeaders")
}

// add adds a declaration of a header. The first one that has a description wins.
// Limits that not all declarations have are left out.
func (list *Headers) add(op *api.Operation, declared *api.Param) {
	var same *Header
	shared := false
	for _, h := range list.Headers {
		switch {
		case !strings.EqualFold(h.API.Name, declared.Name):
		case h.API.Type.Type.Equal(declared.Type.Type):
			same = h
		default:
			h.Shared, shared = true, true
		}
	}
	if same == nil {
		same = &Header{API: declared, Shared: shared}
		list.Headers = append(list.Headers, same)
	}
	joined := *same.API
	if joined.Doc.Description == "" {
		joined = *declared
	}
	if !slices.Equal(same.API.Limits, declared.Limits) {
		joined.Limits = nil
	}
	same.API = &joined
	if n := len(same.Operations); n == 0 || same.Operations[n-1] != op {
		same.Operations = append(same.Operations, op)
	}
}

// kind is the type of a header as a word.
func (h *Header) kind() string { return string(h.API.Type.Type.Kind) }

// fillHeaders names the methods.
func (pl *planner) fillHeaders() {
	if pl.headers == nil {
		return
	}
	scope := pl.memberScope(pl.modelsHome, pl.headers.Name)
	for _, h := range pl.headers.Headers {
		word := cmp.Or(pl.namer.style.Exported(h.API.Name), "Header")
		plain := string(headersAt.Child(strings.ToLower(h.API.Name))) + roleHeader
		key := plain + "-" + h.kind()
		if !h.Shared || h.kind() == string(api.String) {
			pl.namer.alias(plain, key) // older locks have one method for each header
		}
		spelled, cased := pl.namer.style.Distinct(h.API.Name)
		scope.claim(key, &h.Method, word, word+pl.namer.style.Exported(h.kind()), word+"Header", spelled, cased)
	}
	scope.resolve()
}
