package review

// This file compares credentials: the security schemes and the requirements of
// operations. The change of the requirements of the whole API is one finding, and so are
// equal changes of operations with their own requirements.

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/plan"
)

func (c *comparer) compareSecurity() {
	c.compareSchemes()
	anonymous := !slices.ContainsFunc(c.now.api.Operations, needsCredentials)
	for old, now := range c.pairedOperations() {
		c.compareRequirements(c.withNewSchemes(old), now, anonymous)
	}
}

// withNewSchemes returns an operation of the old API with the new names of the security
// schemes.
func (c *comparer) withNewSchemes(op *api.Operation) *api.Operation {
	if len(c.schemes) == 0 {
		return op
	}
	renamed := *op
	renamed.Security = nil
	for _, alternative := range op.Security {
		alternative = slices.Clone(alternative)
		for i := range alternative {
			alternative[i].Scheme = cmp.Or(c.schemes[alternative[i].Scheme], alternative[i].Scheme)
		}
		renamed.Security = append(renamed.Security, alternative)
	}
	return &renamed
}

// globalSecurity is the pointer of the credentials of operations without their own.
const globalSecurity diag.Pointer = "/security"

// compareRequirements compares the credentials of an operation. If anonymous is true, no
// operation of the new API needs credentials.
func (c *comparer) compareRequirements(old, now *api.Operation, anonymous bool) {
	if orderedText(old) == orderedText(now) {
		return
	}
	was, is := requirementText(old), requirementText(now)
	first, then := preferredCredentials(old, now)
	if was == is && first != then {
		was, is = orderedText(old), orderedText(now)
	}
	if was == is {
		return
	}
	x := (&change{
		rule: "security.changed", subject: operationLabel(now), was: was, is: is,
		text:  "the call requires " + is + ", not " + was,
		reach: c.operationReach(now, true, false), oldTree: []any{clientPart{"client"}},
		newTree: []any{clientPart{"client"}}, uses: []any{clientPart{"new"}},
	}).between(&old.Origin, &now.Origin)
	x.old, x.now = cmp.Or(old.SecurityAt.Pos, x.old), cmp.Or(now.SecurityAt.Pos, x.now)
	if isGlobal(old) && isGlobal(now) {
		x.at, x.subject = globalSecurity, "credentials"
		x.text = "calls require " + is + ", not " + was
		x.old, x.now = old.SecurityAt.Pos, now.SecurityAt.Pos
	} else {
		x.at = x.at.Child("security")
		x.like = strings.Join([]string{"security", was, is}, "\x00")
	}
	switch {
	case requirementText(old) != requirementText(now) && plainRequirement(old) == plainRequirement(now):
		x.rule = "security.scopes"
		x.wire = severityIf(!c.covers(old, now), Risk)
	case needsCredentials(old) && len(now.Security) == 0 && (anonymous || !now.Unsecured && !now.Undeclared):
		x.rule, x.wire, x.behaviour = "security.removed", Risk, Risk
		x.text = "the client no longer sends " + was
	case !c.covers(old, now):
		x.rule, x.wire, x.behaviour = "security.added", Risk, Risk
	case first != then:
		x.behaviour = Risk
		x.text += "; a client with all of them sends " + then + " now, not " + first
	}
	c.add(x)
}

// isGlobal reports whether an operation has no credentials of its own.
func isGlobal(op *api.Operation) bool {
	return op.SecurityAt.Pointer == "" || op.SecurityAt.Pointer == globalSecurity
}

// preferredCredentials returns the credentials that the old and the new call send for a client
// with several credentials, if they are not the same. A call sends the first alternative for
// which its client has all credentials:
//
//	bearer  →  apiKey or bearer    a client with both sent the token, and sends the key now
//
// The clients that it considers have the credentials of one old and of one new alternative. It
// returns two empty strings if both calls send the same for each of them.
func preferredCredentials(old, now *api.Operation) (first, then string) {
	for _, a := range old.Security {
		for _, b := range now.Security {
			held := slices.Concat(a, b)
			x, y := firstHeld(old, held), firstHeld(now, held)
			if x != y && x != "" && y != "" {
				return x, y
			}
		}
	}
	return "", ""
}

// firstHeld describes the first alternative of an operation whose schemes a client holds.
// It returns "" if there is none. An alternative without schemes is the last choice.
func firstHeld(op *api.Operation, held api.SecurityAlternative) string {
	for _, alternative := range op.Security {
		isMissing := func(r api.SecurityRequirement) bool {
			return !slices.ContainsFunc(held, func(h api.SecurityRequirement) bool { return h.Scheme == r.Scheme })
		}
		if len(alternative) > 0 && !slices.ContainsFunc(alternative, isMissing) {
			return alternativeText(alternative, schemeName)
		}
	}
	return ""
}

// needsCredentials reports whether every alternative of an operation has credentials.
func needsCredentials(op *api.Operation) bool {
	isEmpty := func(a api.SecurityAlternative) bool { return len(a) == 0 }
	return len(op.Security) > 0 && !slices.ContainsFunc(op.Security, isEmpty)
}

// requirementText describes the credentials of an operation.
func requirementText(op *api.Operation) string {
	return sortedAlternatives(op, scopedName)
}

// orderedText describes the credentials of an operation in the order of the description.
func orderedText(op *api.Operation) string {
	return describeSecurity(op, alternativeTexts(op, scopedName))
}

// plainRequirement describes the credentials of an operation without scopes.
func plainRequirement(op *api.Operation) string {
	return sortedAlternatives(op, schemeName)
}

func schemeName(r api.SecurityRequirement) string { return r.Scheme }

// scopedName returns the name of a scheme with the required scopes.
func scopedName(r api.SecurityRequirement) string {
	if len(r.Scopes) == 0 {
		return r.Scheme
	}
	return r.Scheme + " (" + sortedText(r.Scopes) + ")"
}

// sortedAlternatives describes the credentials of an operation in alphabetical order.
func sortedAlternatives(op *api.Operation, show func(api.SecurityRequirement) string) string {
	sets := alternativeTexts(op, show)
	slices.Sort(sets)
	return describeSecurity(op, slices.Compact(sets))
}

func describeSecurity(op *api.Operation, alternatives []string) string {
	if len(op.Security) == 0 {
		if op.Undeclared {
			return "unknown credentials"
		}
		return "no credentials"
	}
	return strings.Join(alternatives, " or ")
}

// alternativeTexts describes the alternatives of an operation.
func alternativeTexts(op *api.Operation, show func(api.SecurityRequirement) string) []string {
	var sets []string
	for _, alternative := range op.Security {
		sets = append(sets, alternativeText(alternative, show))
	}
	return sets
}

// alternativeText describes the credentials that are required together.
func alternativeText(alternative api.SecurityAlternative, show func(api.SecurityRequirement) string) string {
	var list []string
	for _, r := range alternative {
		list = append(list, show(r))
	}
	slices.Sort(list)
	if len(list) == 0 {
		return "no credentials"
	}
	return strings.Join(list, " and ")
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
	var gone, added []*api.SecurityScheme
	for _, s := range c.old.api.Security {
		if other := find(c.now.api.Security, s.Name); other != nil {
			c.compareScheme(s, other)
		} else {
			gone = append(gone, s)
		}
	}
	for _, s := range c.now.api.Security {
		if find(c.old.api.Security, s.Name) == nil {
			added = append(added, s)
		}
	}
	client, replaced := []any{clientPart{"client"}}, map[*api.SecurityScheme]bool{}
	for _, s := range gone {
		if other := onlyPair(s, gone, added, isSameScheme); other != nil {
			replaced[other] = true
			c.schemeRenamed(s, other)
			continue
		}
		c.add((&change{
			rule: "security.scheme.removed", subject: s.Name, was: schemeText(s),
			text: "the credentials are no longer used", oldTree: client,
			uses: []any{clientPart{"new"}, optionPart(s)}, bySelection: c.isOfSelected(c.old, usesScheme(s)),
		}).between(&s.Origin, nil))
	}
	for _, s := range added {
		if !replaced[s] {
			c.add((&change{
				rule: "security.scheme.added", subject: s.Name, is: schemeText(s),
				text: "the API accepts these credentials now", newTree: client,
				bySelection: c.isOfSelected(c.now, usesScheme(s)),
			}).between(nil, &s.Origin))
		}
	}
}

// isSameScheme reports whether two security schemes differ only in their names. Any two OAuth
// 2.0 schemes are sent alike, so their flows must be equal too.
func isSameScheme(a, b *api.SecurityScheme) bool {
	return schemeText(a) == schemeText(b) && a.Issuer == b.Issuer && a.Doc.Description == b.Doc.Description
}

// usesScheme returns a function that reports whether an operation accepts credentials.
func usesScheme(s *api.SecurityScheme) func(*api.Operation) bool {
	return func(op *api.Operation) bool {
		return slices.ContainsFunc(op.Security, func(alternative api.SecurityAlternative) bool {
			return slices.ContainsFunc(alternative, func(r api.SecurityRequirement) bool { return r.Scheme == s.Name })
		})
	}
}

// schemeRenamed adds the change of the name of a security scheme, which callers do not use.
func (c *comparer) schemeRenamed(old, now *api.SecurityScheme) {
	c.schemes[old.Name] = now.Name
	client := []any{clientPart{"client"}}
	c.add((&change{
		rule: "security.scheme.renamed", subject: now.Name, was: old.Name, is: now.Name,
		text:    "the security scheme " + quoted(old.Name) + " is " + quoted(now.Name) + " now",
		oldTree: client, newTree: client,
	}).between(&old.Origin, &now.Origin))
	c.compareScheme(old, now)
}

// compareScheme compares how credentials are sent, and their documentation.
func (c *comparer) compareScheme(old, now *api.SecurityScheme) {
	client := []any{clientPart{"client"}}
	if was, is := schemeText(old), schemeText(now); was != is {
		x := (&change{
			rule: "security.scheme", subject: old.Name, was: was, is: is, wire: Risk, behaviour: Risk,
			text: "the credentials are sent as " + is + ", not as " + was, oldTree: client, newTree: client,
			uses: []any{clientPart{"new"}, optionPart(old), optionPart(now)},
		}).between(&old.Origin, &now.Origin)
		switch option := schemeOption(now); {
		case isSameKey(old, now):
			x.wire, x.behaviour = "", ""
		case option != schemeOption(old):
			x.wire, x.behaviour = Break, Break
			x.remedy = "pass " + option + " to New in place of " + schemeOption(old)
		}
		c.add(x)
	}
	c.compareDocs(docPlace{subject: now.Name, what: "the security scheme", pointer: now.Origin.Pointer},
		old.Doc, now.Doc, deprecation{"security", old.Origin, now.Origin, reach{request: true}})
}

// isSameKey reports whether two schemes have the same header, whose name is not
// case-sensitive.
func isSameKey(a, b *api.SecurityScheme) bool {
	return a.Kind == "apiKey" && b.Kind == "apiKey" && a.In == api.InHeader && b.In == api.InHeader &&
		strings.EqualFold(a.Param, b.Param)
}

// schemeText describes how credentials are sent.
func schemeText(s *api.SecurityScheme) string {
	return strings.Join(strings.Fields(strings.Join([]string{s.Kind, s.Scheme, string(s.In), s.Param}, " ")), " ")
}

// optionName returns the name of the option of New that sets credentials.
func optionName(s *api.SecurityScheme) string {
	switch credential := (&plan.Credential{Scheme: s}); {
	case s.Kind == "apiKey":
		return "WithAPIKey"
	case credential.FromTransport():
		return "WithHTTPClient"
	case s.Kind == "http" && s.Scheme == "basic":
		return "WithBasicAuth"
	}
	return "WithToken"
}

// schemeOption describes the option of New that sets credentials.
func schemeOption(s *api.SecurityScheme) string {
	switch name := optionName(s); name {
	case "WithAPIKey":
		location := map[api.ParamIn]string{api.InHeader: "InHeader", api.InQuery: "InQuery", api.InCookie: "InCookie"}
		return fmt.Sprintf("%s(%s, %q, …)", name, location[s.In], s.Param)
	case "WithHTTPClient":
		return "an HTTP client with " + name
	default:
		return name
	}
}

// optionPart returns the function of the runtime that sets credentials.
func optionPart(s *api.SecurityScheme) any { return runtimePart{optionName(s)} }

// schemeNames describes security schemes. The map has other names for some of them.
func schemeNames(list []*api.SecurityScheme, renamed map[string]string) string {
	var names []string
	for _, s := range list {
		names = append(names, cmp.Or(renamed[s.Name], s.Name)+" "+schemeText(s))
	}
	return sortedText(names)
}
