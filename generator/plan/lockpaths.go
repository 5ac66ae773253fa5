package plan

// This file translates path templates between the API description and
// fragen.lock. The names of path parameters are not part of a request, so the
// lock replaces them with {}, and renaming one renames nothing in the SDK:
//
//	/items/{item-id}/archive → /items/{}/archive
//
// Prefixes of templates can differ in nothing but these names, such as
// /users/{id} and /users/{name} for /users/{id}/posts and /users/{name}/badge.
// One of them then is /users/{} in the lock, and the others keep their own text.
// The names of the lock's methods show which one it was: the method Posts belongs
// to the request builder of /users/{}.
//
// Locks of format 1 contain the names of parameters. Their templates are found in
// the same way.

import (
	"slices"
	"strings"
)

const (
	pathsPrefix   = "/paths/"
	packagePrefix = rolePackage + "/"
)

// pathKeys maps the templates of paths and their prefixes, escaped as in JSON
// pointers: "~1items~1{item-id}".
type pathKeys struct {
	toLock map[string]string
	toPlan map[string]string
}

// cutTemplate splits a key around its template. The template is empty if the key
// has none.
func cutTemplate(key string) (before, template, after string) {
	rest, ok := strings.CutPrefix(key, pathsPrefix)
	if !ok {
		if word, ok := strings.CutPrefix(key, packagePrefix); ok {
			return packagePrefix, "~1" + word, ""
		}
		return key, "", ""
	}
	end := strings.IndexByte(rest, '/')
	if end < 0 {
		end = len(rest)
		for _, role := range []string{roleBuilder, roleEntry} {
			end -= len(rest) - len(strings.TrimSuffix(rest, role))
		}
	}
	return pathsPrefix, rest[:end], rest[end:]
}

// joinTemplate is the inverse of cutTemplate.
func joinTemplate(before, template, after string) string {
	if before == packagePrefix {
		template = strings.TrimPrefix(template, "~1")
	}
	return before + template + after
}

// plainTemplate replaces the names of parameters with {}.
func plainTemplate(template string) string {
	if !strings.Contains(template, "{") {
		return template
	}
	var plain strings.Builder
	for template != "" {
		open := strings.IndexByte(template, '{')
		if open < 0 {
			break
		}
		length := strings.IndexByte(template[open:], '}')
		if length < 0 {
			break
		}
		plain.WriteString(template[:open] + "{}")
		template = template[open+length+1:]
	}
	plain.WriteString(template)
	return plain.String()
}

// lockedPaths matches the templates in the keys of planned symbols with those in
// the keys of locked ones.
func lockedPaths(planned, locked []Symbol) *pathKeys {
	now, before := templateGroups(planned), templateGroups(locked)
	keys := &pathKeys{toLock: map[string]string{}, toPlan: map[string]string{}}
	contested := map[string]bool{} // plain forms with several templates
	for plain, templates := range now {
		old := before[plain]
		if len(templates) > 1 || len(old) > 1 {
			contested[plain] = true
			continue
		}
		keys.toLock[templates[0]] = plain
		if len(old) == 1 {
			keys.toPlan[old[0]] = templates[0]
		}
	}
	evidence := templateEvidence{entriesOf(planned, contested), entriesOf(locked, contested)}
	for plain := range contested {
		keys.matchGroup(plain, now[plain], before[plain], evidence)
	}
	return keys
}

// templateGroups returns the templates in the keys of symbols that have
// parameters, sorted, by their plain form.
func templateGroups(symbols []Symbol) map[string][]string {
	seen, groups := map[string]bool{}, map[string][]string{}
	for _, s := range symbols {
		_, template, _ := cutTemplate(s.Key)
		if seen[template] || !strings.Contains(template, "{") {
			continue
		}
		seen[template] = true
		plain := plainTemplate(template)
		groups[plain] = append(groups[plain], template)
	}
	for _, templates := range groups {
		slices.Sort(templates)
	}
	return groups
}

// templateEvidence holds the entries of the templates to match, by template.
type templateEvidence struct {
	planned, locked map[string]*templateEntries
}

// templateEntries holds the entries of one template.
type templateEntries struct {
	names    map[string]string // by the rest of the key: "@builder", "/get@options"
	children map[string]bool   // plain forms of the templates one segment longer
}

// entriesOf returns the entries of the templates whose plain forms are contested.
// A child belongs to the template whose request builder has the method for it,
// because the parent's text in the child's key may be a plain form.
func entriesOf(symbols []Symbol, contested map[string]bool) map[string]*templateEntries {
	found := map[string]*templateEntries{}
	if len(contested) == 0 {
		return found
	}
	byBuilder := map[string]*templateEntries{}
	children := map[string][]string{} // by the name of the parent's builder
	for _, s := range symbols {
		before, template, after := cutTemplate(s.Key)
		if before != pathsPrefix {
			continue
		}
		plain := plainTemplate(template)
		if owner, _, isMethod := strings.Cut(s.Name, "."); isMethod && after == "" {
			parent := plain[:max(0, strings.LastIndex(plain, "~1"))]
			if contested[parent] {
				children[owner] = append(children[owner], plain)
			}
		}
		if !contested[plain] {
			continue
		}
		if found[template] == nil {
			found[template] = &templateEntries{map[string]string{}, map[string]bool{}}
		}
		found[template].names[after] = s.Name
		if after == roleBuilder {
			byBuilder[s.Name] = found[template]
		}
	}
	for builder, entries := range byBuilder {
		for _, child := range children[builder] {
			entries.children[child] = true
		}
	}
	return found
}

// matchGroup matches the templates of one plain form. In the lock, one of them has
// the plain form: the one that had it before, or else the first.
func (k *pathKeys) matchGroup(plain string, now, old []string, evidence templateEvidence) {
	pairs := bestPairs(len(now), len(old), func(i, j int) int {
		return similarTemplates(now[i], old[j], evidence.planned[now[i]], evidence.locked[old[j]])
	})
	holder := -1
	for i, j := range pairs {
		if j < 0 {
			continue
		}
		k.toPlan[old[j]] = now[i]
		if old[j] == plain {
			holder = i
		}
	}
	for i, template := range now {
		k.toLock[template] = template
		if i == max(holder, 0) {
			k.toLock[template] = plain
		}
	}
}

// similarTemplates returns how well a planned template fits a locked one of the
// same plain form. The result is positive, since the templates accept the same
// paths.
func similarTemplates(now, old string, planned, locked *templateEntries) int {
	score := 1
	if now == old {
		score += 1000
	}
	if planned == nil || locked == nil {
		return score
	}
	for child := range planned.children {
		if locked.children[child] {
			score += 10
		}
	}
	for rest, name := range planned.names {
		switch old, ok := locked.names[rest]; {
		case ok && strings.HasPrefix(rest, "/"):
			score += 10
		case ok && old == name:
			score++
		}
	}
	return score
}

// lockKey returns the key in fragen.lock of a planned symbol.
func (k *pathKeys) lockKey(key string) string { return translateTemplate(key, k.toLock) }

// planKey returns the key of a locked symbol in this plan.
func (k *pathKeys) planKey(key string) string { return translateTemplate(key, k.toPlan) }

func translateTemplate(key string, templates map[string]string) string {
	before, template, after := cutTemplate(key)
	if to, ok := templates[template]; ok {
		return joinTemplate(before, to, after)
	}
	return key
}
