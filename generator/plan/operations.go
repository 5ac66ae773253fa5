package plan

import (
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/names"
)

// This file plans SDKs without request builders, in which each operation is a method of
// a client. The method is named after the operationId, and the parameters of the path
// are its first arguments:
//
//	GET /accounts/{id}    operationId accounts.get  ->  client.AccountsGet(ctx, id, options)
//	DELETE /accounts/{id} without operationId       ->  client.DeleteAccountsByID(ctx, id, options)
//
// In a tree of packages, the package of a path has a client of its own:
//
//	accounts.New(client).AccountsGet(ctx, id, options)

// gatherClients adds the operations to the root or, in a tree of packages, to a resource
// for the word that begins their paths.
func (pl *planner) gatherClients(operations []*api.Operation) {
	byWord := map[string]*resource{}
	for _, op := range operations {
		if !pl.opt.Tree || len(op.Path.Segments) == 0 {
			pl.addCall(pl.root, op)
			continue
		}
		first := op.Path.Segments[0]
		r := byWord[topWord(first)]
		if r == nil {
			builder := &Builder{Name: "Client", Self: "c", Path: pathUpTo([]api.Segment{first}), Operations: true}
			r = &resource{builder: builder, parent: pl.root, segment: first, segments: []api.Segment{first}}
			byWord[topWord(first)] = r
			pl.root.children = append(pl.root.children, r)
			pl.resources = append(pl.resources, r)
		}
		pl.addCall(r, op)
	}
	pl.root.builder.Operations = true
}

// clientMethods are the method names that an operation cannot have.
var clientMethods = []names.Ident{"WithURL", "Root"}

// claimOperations claims the names of the methods that send the operations.
func (pl *planner) claimOperations() {
	if !pl.opt.Operations {
		return
	}
	for _, r := range pl.allResources() {
		r.members = pl.memberScope(r.home, r.builder.Name, clientMethods...)
		r.members.multiRound = true
		for _, call := range r.calls {
			r.members.claim(string(call.Operation.Origin.Pointer), &call.base, pl.wantedOperation(call.Operation)...)
		}
		r.members.resolve()
		for _, call := range r.calls {
			call.verb = call.base
		}
	}
}

// wantedOperation returns the candidates for the method of an operation: the
// operationId, then the HTTP method with the words of the path, then both. A long name
// is shortened so that the suffix of its options fits:
//
//	organizations-organizationId-environments-environmentId-snapshots-list-with-filters ->
//	OrganizationsEnvironmentIDSnapshotsListWithFilters
func (pl *planner) wantedOperation(op *api.Operation) []names.Ident {
	steps := []string{string(methodName(op.Method))}
	for _, s := range op.Path.Segments {
		steps = append(steps, string(pl.wantedMethod(s)[0]))
	}
	if len(op.Path.Segments) == 0 {
		steps = append(steps, "Root")
	}
	id, place := pl.namer.style.Exported(op.ID), names.Ident(strings.Join(steps, ""))
	suffix := len("Options")
	byID, byPlace := names.ShortenParts(pl.namer.style.Parts(op.ID), suffix), names.ShortenParts(steps, suffix)
	return append(slices.Concat(byID, byPlace), id+place, place+"Operation")
}

// claimAll claims the name of the method that iterates over the pages of a call.
func (pl *planner) claimAll(scope *scope, c *Call) {
	c.all = "All"
	if pl.opt.Operations && c.Operation.Paging != nil {
		key := string(c.Operation.Origin.Pointer) + roleAll
		scope.claim(key, &c.all, c.verb+"All", c.verb+"AllPages")
	}
}

// pathSteps returns the segments of an operation's path, with parameters that have no
// names yet.
func (pl *planner) pathSteps(op *api.Operation) []*Child {
	var steps []*Child
	var all []Part
	for _, s := range op.Path.Segments {
		step := &Child{SamePath: s.Suffix != ""}
		for _, part := range s.Parts {
			p := Part{Literal: part.Literal}
			if part.Param != nil {
				if p.Param = paramOf(all, part.Param); p.Param == nil {
					p.Param = &Param{API: part.Param, Type: pl.paramType(part.Param)}
				}
			}
			step.Parts, all = append(step.Parts, p), append(all, p)
		}
		steps = append(steps, step)
	}
	return steps
}

// Keys returns the parameters of the path that are arguments of the call, without
// duplicates. There are none if methods before the call have them.
func (c *Call) Keys() []*Param {
	var keys []*Param
	for _, step := range c.Path {
		for _, p := range step.Params() {
			if !slices.Contains(keys, p) {
				keys = append(keys, p)
			}
		}
	}
	return keys
}

// Arguments returns the parameters that are arguments of the call, in order.
func (c *Call) Arguments() []*Param { return append(c.Keys(), c.Required...) }
