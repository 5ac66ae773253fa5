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
	known := map[securityPair]*securityDifference{}
	for old, now := range c.pairedOperations() {
		pair := securityPair{firstAlternative(old), firstAlternative(now), old.Undeclared, now.Undeclared}
		if known[pair] == nil {
			known[pair] = newSecurityDifference(c.withNewSchemes(old), now)
		}
		c.compareRequirements(old, now, known[pair], anonymous)
	}
}

// securityPair identifies the requirements of an operation in both APIs by the addresses of
// their first alternatives, because most operations of an API share one list.
type securityPair struct {
	old, now                      *api.SecurityAlternative
	oldIsUndeclared, isUndeclared bool
}

// firstAlternative returns nil if an operation requires no credentials.
func firstAlternative(op *api.Operation) *api.SecurityAlternative {
	if len(op.Security) == 0 {
		return nil
	}
	return &op.Security[0]
}

// securityDifference is the difference of the requirements of an operation.
type securityDifference struct {
	was, is     string // equal if the requirements have the same effect
	text        string // describes both
	first, then string // the credentials that a client with several prefers, if they differ
	onlyScopes  bool
	isCovered   bool // credentials that sufficed still suffice
}

func newSecurityDifference(old, now *api.Operation) *securityDifference {
	d := &securityDifference{}
	if orderedText(old) == orderedText(now) {
		return d
	}
	d.was, d.is = requirementText(old), requirementText(now)
	d.onlyScopes = d.was != d.is && plainRequirement(old) == plainRequirement(now)
	d.first, d.then = preferredCredentials(old, now)
	if d.was == d.is && d.first != d.then {
		d.was, d.is = orderedText(old), orderedText(now)
	}
	d.text = d.is + ", not " + d.was
	d.isCovered = covers(old, now)
	return d
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
func (c *comparer) compareRequirements(old, now *api.Operation, d *securityDifference, anonymous bool) {
	if d.was == d.is {
		return
	}
	x := (&change{
		rule: "security.changed", subject: operationLabel(now), was: d.was, is: d.is,
		text:  "the call requires " + d.text,
		reach: c.operationReach(now, true, false), oldTree: []any{clientPart{"client"}},
		newTree: []any{clientPart{"client"}}, uses: []any{clientPart{"new"}},
	}).between(&old.Origin, &now.Origin)
	x.old, x.now = cmp.Or(old.SecurityAt.Pos, x.old), cmp.Or(now.SecurityAt.Pos, x.now)
	if isGlobal(old) && isGlobal(now) {
		x.at, x.subject = globalSecurity, "credentials"
		x.text = "calls require " + d.text
		x.old, x.now = old.SecurityAt.Pos, now.SecurityAt.Pos
	} else {
		x.at = x.at.Child("security")
		x.like = strings.Join([]string{"security", d.was, d.is}, "\x00")
	}
	switch {
	case d.onlyScopes:
		x.rule = "security.scopes"
		x.wire = severityIf(!d.isCovered, Risk)
	case needsCredentials(old) && len(now.Security) == 0 && (anonymous || !now.Unsecured && !now.Undeclared):
		x.rule, x.wire, x.behaviour = "security.removed", Risk, Risk
		x.text = "the client no longer sends " + d.was
	case !d.isCovered:
		x.rule, x.wire, x.behaviour = "security.added", Risk, Risk
	case d.first != d.then:
		x.behaviour = Risk
		x.text += "; a client with all of them sends " + d.then + " now, not " + d.first
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
// returns two empty strings if both calls send the same for each of them. It considers only
// the first maxPreferred alternatives of each.
func preferredCredentials(old, now *api.Operation) (first, then string) {
	oldList, newList := old.Security, now.Security
	oldList, newList = oldList[:min(len(oldList), maxPreferred)], newList[:min(len(newList), maxPreferred)]
	for _, a := range oldList {
		for _, b := range newList {
			held := map[string]bool{}
			for _, r := range slices.Concat(a, b) {
				held[r.Scheme] = true
			}
			x, y := firstHeld(oldList, held), firstHeld(newList, held)
			if x != y && x != "" && y != "" {
				return x, y
			}
		}
	}
	return "", ""
}

// maxPreferred limits the work of preferredCredentials, which grows with its cube. Real
// operations have at most ten alternatives.
const maxPreferred = 16

// firstHeld describes the first alternative whose schemes a client holds. It returns "" if
// there is none. An alternative without schemes is the last choice.
func firstHeld(alternatives []api.SecurityAlternative, held map[string]bool) string {
	for _, alternative := range alternatives {
		isMissing := func(r api.SecurityRequirement) bool { return !held[r.Scheme] }
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
func covers(old, now *api.Operation) bool {
	if len(now.Security) == 0 {
		return true
	}
	before := old.Security
	if len(before) == 0 {
		before = []api.SecurityAlternative{nil}
	}
	return !slices.ContainsFunc(before, func(mine api.SecurityAlternative) bool {
		scopes := map[string][]string{}
		for _, r := range mine {
			scopes[r.Scheme] = r.Scopes
		}
		isMissing := func(r api.SecurityRequirement) bool {
			held, found := scopes[r.Scheme]
			return !found || !containsAll(held, r.Scopes)
		}
		return !slices.ContainsFunc(now.Security,
			func(theirs api.SecurityAlternative) bool { return !slices.ContainsFunc(theirs, isMissing) })
	})
}

func (c *comparer) compareSchemes() {
	var gone, added []*api.SecurityScheme
	for _, s := range c.old.api.Security {
		if i, found := c.now.api.FindScheme(s.Name); found {
			c.compareScheme(s, c.now.api.Security[i])
		} else {
			gone = append(gone, s)
		}
	}
	for _, s := range c.now.api.Security {
		if _, found := c.old.api.FindScheme(s.Name); !found {
			added = append(added, s)
		}
	}
	uses := schemeUses{}
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
			uses: []any{clientPart{"new"}, optionPart(s)}, bySelection: c.isOfSelected(c.old, uses.of(s)),
		}).between(&s.Origin, nil))
	}
	for _, s := range added {
		if !replaced[s] {
			c.add((&change{
				rule: "security.scheme.added", subject: s.Name, is: schemeText(s),
				text: "the API accepts these credentials now", newTree: client,
				bySelection: c.isOfSelected(c.now, uses.of(s)),
			}).between(nil, &s.Origin))
		}
	}
}

// isSameScheme reports whether two security schemes differ only in their names. Any two OAuth
// 2.0 schemes are sent alike, so their flows must be equal too.
func isSameScheme(a, b *api.SecurityScheme) bool {
	return a.Kind == b.Kind && a.Scheme == b.Scheme && a.In == b.In && a.Param == b.Param &&
		a.Issuer == b.Issuer && a.Doc.Description == b.Doc.Description
}

// schemeUses has the names of the schemes of lists of alternatives, by the address of their
// first alternative.
type schemeUses map[*api.SecurityAlternative]map[string]bool

// of returns a function that reports whether an operation accepts credentials.
func (u schemeUses) of(s *api.SecurityScheme) func(*api.Operation) bool {
	return func(op *api.Operation) bool {
		first := firstAlternative(op)
		if u[first] == nil {
			u[first] = map[string]bool{}
			for _, r := range slices.Concat(op.Security...) {
				u[first][r.Scheme] = true
			}
		}
		return u[first][s.Name]
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
