package plan

import (
	"fmt"
	"slices"
	"strings"
)

// planErrors moves the error bodies that most calls share to the client so
// that generated code declares them once. A call whose bodies differ keeps its
// own. Bodies in a package that imports the client's package cannot move.
func (pl *planner) planErrors(client *Client) {
	var calls []*Call
	for _, r := range pl.allResources() {
		for _, c := range r.calls {
			calls = append(append(calls, c), c.Alternatives...)
		}
	}
	count, best := map[string]int{}, 0
	for _, c := range calls {
		key := errorsKey(c.Errors)
		count[key]++
		if count[key] > best && pl.clientCanImport(c.Errors) {
			client.Errors, best = c.Errors, count[key]
		}
	}
	if best < 2 {
		client.Errors = nil
	}
	for _, c := range calls {
		c.OwnErrors = errorsKey(c.Errors) != errorsKey(client.Errors)
	}
}

// clientCanImport reports whether the client's package can name the types of
// bodies without an import cycle.
func (pl *planner) clientCanImport(bodies []ErrorBody) bool {
	return !slices.ContainsFunc(bodies, func(e ErrorBody) bool {
		pkg := innermost(e.Type).Package()
		return pkg != nil && pkg != pl.clientHome.pkg && pkg != pl.modelsHome.pkg
	})
}

// errorsKey identifies a list of error bodies: two lists with the same key have
// the same types for the same statuses.
func errorsKey(bodies []ErrorBody) string {
	var key strings.Builder
	for _, e := range bodies {
		fmt.Fprintf(&key, "%q %s", e.Status, e.Type)
		if pkg := innermost(e.Type).Package(); pkg != nil {
			fmt.Fprintf(&key, " of %s", pkg.Import)
		}
		key.WriteByte('\n')
	}
	return key.String()
}

// innermost returns the type of the elements of t and of lists and maps in it, or t.
func innermost(t *Type) *Type {
	for t.Elem != nil {
		t = t.Elem
	}
	return t
}
