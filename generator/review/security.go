package review

// This file compares credentials: the security schemes and the requirements of
// operations. Operations with the same change are one finding.

import (
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/plan"
)

func (c *comparer) compareSecurity() {
	c.compareSchemes()
	anonymous := !slices.ContainsFunc(c.now.api.Operations, needsCredentials)
	pairs := map[[2]string]int{} // numbers of operations by both requirements
	for old, now := range c.pairedOperations() {
		pairs[[2]string{requirementText(old), requirementText(now)}]++
	}
	for old, now := range c.pairedOperations() {
		was, is := requirementText(old), requirementText(now)
		if was == is {
			continue
		}
		x := (&change{
			rule: "security.changed", subject: operationLabel(now), was: was, is: is,
			text:  "the call requires " + is + ", not " + was,
			reach: c.operationReach(now, true, false), oldTree: []any{clientPart{"client"}},
			newTree: []any{clientPart{"client"}},
		}).between(&old.Origin, &now.Origin)
		if pairs[[2]string{was, is}] > 1 {
			x.at, x.subject = "/security", "credentials"
		}
		switch {
		case plainRequirement(old) == plainRequirement(now):
			x.rule, x.text = "security.scopes", "the required scopes changed"
			x.wire = severityIf(!c.covers(old, now), Risk)
		case needsCredentials(old) && len(now.Security) == 0 && (anonymous || !now.Unsecured && !now.Undeclared):
			x.rule, x.wire, x.behaviour = "security.removed", Risk, Risk
			x.text = "the client no longer sends " + was
		case !c.covers(old, now):
			x.rule, x.wire, x.behaviour = "security.added", Risk, Risk
		}
		c.add(x)
	}
}

// needsCredentials reports whether every alternative of an operation has credentials.
func needsCredentials(op *api.Operation) bool {
	isEmpty := func(a api.SecurityAlternative) bool { return len(a) == 0 }
	return len(op.Security) > 0 && !slices.ContainsFunc(op.Security, isEmpty)
}

// requirementText describes the credentials of an operation.
func requirementText(op *api.Operation) string {
	return describeSecurity(op, func(r api.SecurityRequirement) string {
		if len(r.Scopes) == 0 {
			return r.Scheme
		}
		return r.Scheme + " (" + sortedText(r.Scopes) + ")"
	})
}

// plainRequirement describes the credentials of an operation without scopes.
func plainRequirement(op *api.Operation) string {
	return describeSecurity(op, func(r api.SecurityRequirement) string { return r.Scheme })
}

func describeSecurity(op *api.Operation, show func(api.SecurityRequirement) string) string {
	if len(op.Security) == 0 {
		if op.Undeclared {
			return "unknown credentials"
		}
		return "no credentials"
	}
	var sets []string
	for _, alternative := range op.Security {
		var list []string
		for _, r := range alternative {
			list = append(list, show(r))
		}
		slices.Sort(list)
		if len(list) == 0 {
			list = []string{"nothing"}
		}
		sets = append(sets, strings.Join(list, " and "))
	}
	slices.Sort(sets)
	return strings.Join(slices.Compact(sets), " or ")
}

// covers reports whether each set of credentials that sufficed is still sufficient.
func (c *comparer) covers(old, now *api.Operation) bool {
	if len(now.Security) == 0 {
		return true
	}
	within := func(mine, theirs api.SecurityAlternative) bool {
		return !slices.ContainsFunc(theirs, func(r api.SecurityRequirement) bool {
			return !slices.ContainsFunc(mine, func(m api.SecurityRequirement) bool {
				return m.Scheme == r.Scheme && containsAll(m.Scopes, r.Scopes)
			})
		})
	}
	before := old.Security
	if len(before) == 0 {
		before = []api.SecurityAlternative{nil}
	}
	return !slices.ContainsFunc(before, func(mine api.SecurityAlternative) bool {
		return !slices.ContainsFunc(now.Security,
			func(theirs api.SecurityAlternative) bool { return within(mine, theirs) })
	})
}

func (c *comparer) compareSchemes() {
	find := func(list []*api.SecurityScheme, name string) *api.SecurityScheme {
		i := slices.IndexFunc(list, func(s *api.SecurityScheme) bool { return s.Name == name })
		if i < 0 {
			return nil
		}
		return list[i]
	}
	client := []any{clientPart{"client"}}
	for _, s := range c.old.api.Security {
		other := find(c.now.api.Security, s.Name)
		if other == nil {
			c.add((&change{
				rule: "security.scheme.removed", subject: s.Name, was: schemeText(s),
				text: "the credentials are no longer used", oldTree: client,
			}).between(&s.Origin, nil))
			continue
		}
		if was, is := schemeText(s), schemeText(other); was != is {
			x := (&change{
				rule: "security.scheme", subject: s.Name, was: was, is: is, wire: Risk, behaviour: Risk,
				text: "the credentials are sent as " + is + ", not as " + was, oldTree: client, newTree: client,
			}).between(&s.Origin, &other.Origin)
			if option := schemeOption(other); option != schemeOption(s) {
				x.wire, x.behaviour = Break, Break
				x.remedy = "pass " + option + " to New in place of " + schemeOption(s)
			}
			c.add(x)
		}
		c.compareDocs(docPlace{subject: s.Name, what: "the security scheme", pointer: other.Origin.Pointer}, s.Doc,
			other.Doc,
			deprecation{"security", s.Origin, other.Origin, reach{request: true}})
	}
	for _, s := range c.now.api.Security {
		if find(c.old.api.Security, s.Name) == nil {
			c.add((&change{
				rule: "security.scheme.added", subject: s.Name, is: schemeText(s),
				text:    "other credentials can be used",
				newTree: client,
			}).between(nil, &s.Origin))
		}
	}
}

// schemeText describes how credentials are sent.
func schemeText(s *api.SecurityScheme) string {
	return strings.Join(strings.Fields(strings.Join([]string{s.Kind, s.Scheme, string(s.In), s.Param}, " ")), " ")
}

// schemeOption returns the option of New that sets credentials.
func schemeOption(s *api.SecurityScheme) string {
	switch credential := (&plan.Credential{Scheme: s}); {
	case s.Kind == "apiKey":
		return "WithAPIKey"
	case credential.FromTransport():
		return "an HTTP client with WithHTTPClient"
	case s.Kind == "http" && s.Scheme == "basic":
		return "WithBasicAuth"
	}
	return "WithToken"
}

func schemeNames(list []*api.SecurityScheme) string {
	var names []string
	for _, s := range list {
		names = append(names, s.Name+" "+schemeText(s))
	}
	return sortedText(names)
}
