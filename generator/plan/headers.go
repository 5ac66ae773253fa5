package plan

// This file plans the type that reads the headers of responses. It has a method
// for each header that the description declares, whatever the operation:
//
//	X-Rate-Limit: {schema: {type: integer}}   XRateLimit() (int64, bool)
//
// Services declare the same headers for most operations and errors, so a type
// for each operation would mostly repeat the others. A header with different
// types is a string. The type is named last, like servers: a header that the
// service adds never takes a name that another declaration has or wants.

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

// Header is a response header.
type Header struct {
	API    *api.Param
	Method names.Ident
	Type   *Type // a Scalar, or a Slice of strings
}

// claimHeaders creates the type and claims its name. There is none if the
// description declares no headers.
func (pl *planner) claimHeaders() {
	byName := map[string]*api.Param{}
	for _, op := range pl.api.Operations {
		for _, r := range slices.Concat(op.Success, op.Errors) {
			for _, h := range r.Headers {
				name := strings.ToLower(h.Name)
				byName[name] = joinHeaders(byName[name], h)
			}
		}
	}
	if len(byName) == 0 {
		return
	}
	pl.headers = &Headers{Package: pl.modelsHome.pkg}
	for _, h := range byName {
		pl.headers.Headers = append(pl.headers.Headers, &Header{API: h, Type: pl.typeOf(h.Type.Type)})
	}
	slices.SortFunc(pl.headers.Headers, func(a, b *Header) int { return cmp.Compare(a.API.Name, b.API.Name) })
	pl.modelsHome.scope.claim(string(headersAt)+roleHeader, &pl.headers.Name, "ResponseHeaders", "APIResponseHeaders")
}

// joinHeaders joins two declarations of one header. The first one that has a
// description wins. Limits that not all declarations have are left out.
func joinHeaders(a, b *api.Param) *api.Param {
	if a == nil {
		return b
	}
	joined := *a
	if a.Doc.Description == "" {
		joined = *b
	}
	if !a.Type.Type.Equal(b.Type.Type) {
		joined.Type = api.Use{Type: &api.Type{Origin: joined.Origin, Kind: api.String}}
	}
	if !slices.Equal(a.Limits, b.Limits) {
		joined.Limits = nil
	}
	return &joined
}

// fillHeaders names the methods.
func (pl *planner) fillHeaders() {
	if pl.headers == nil {
		return
	}
	scope := pl.memberScope(pl.modelsHome, pl.headers.Name)
	for _, h := range pl.headers.Headers {
		word := cmp.Or(pl.namer.style.Exported(h.API.Name), "Header")
		key := string(headersAt.Child(strings.ToLower(h.API.Name))) + roleHeader
		scope.claim(key, &h.Method, word, word+"Header")
	}
	scope.resolve()
}
