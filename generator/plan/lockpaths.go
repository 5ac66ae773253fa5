package plan

// This file translates path templates between the API description and
// fragen.lock. The names of path parameters are not part of a request, so the
// lock replaces them with {}, and renaming one renames nothing in the SDK:
//
//	/items/{item-id}/archive → /items/{}/archive
//
// Templates may differ in nothing but these names, such as /pets/{id} and
// /pets/{name}, see alike.go. If their entries would have the same key, one of
// them has {}, and the others have their own names. Locks of format 1 contain the
// names of all parameters.

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/names"
)

const (
	pathsPrefix   = "/paths/"
	packagePrefix = rolePackage + "/"
)

// templateKey identifies a template in the entries of one slot. The slot is
// "/get" for the operation GET and everything in it, and "" for the request
// builder and the methods that return it.
type templateKey struct{ template, slot string }

// pathKeys translates the templates of locked entries. Templates are escaped as
// in JSON pointers: "~1items~1{item-id}".
type pathKeys struct{ toPlan map[templateKey]string }

// cutTemplate splits a key around its template. The template is empty if the key
// has none with parameters.
func cutTemplate(key string) (before, template, after string) {
	if !strings.Contains(key, "{") {
		return key, "", ""
	}
	rest, ok := strings.CutPrefix(key, pathsPrefix)
	if !ok {
		if word, ok := strings.CutPrefix(key, packagePrefix); ok {
			return packagePrefix, "~1" + word, ""
		}
		return key, "", ""
	}
	end := strings.IndexByte(rest, '/')
	if end < 0 {
		end = len(strings.TrimSuffix(strings.TrimSuffix(rest, roleBuilder), roleEntry))
		if i := strings.LastIndex(rest[:end], roleOfType); i > 0 {
			end = i
		}
	}
	if !strings.Contains(rest[:end], "{") {
		return key, "", ""
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

// slotOf returns the slot of a key, given the part after the template.
func slotOf(after string) string {
	if !strings.HasPrefix(after, "/") {
		return ""
	}
	if end := strings.IndexAny(after[1:], "/@"); end >= 0 {
		return after[:end+1]
	}
	return after
}

// plainTemplate replaces the names of parameters with {}.
func plainTemplate(template string) string {
	var plain strings.Builder
	for {
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

// templateGroups returns the templates with parameters in the keys of symbols by
// their plain form and slot, sorted.
func templateGroups(symbols []Symbol) map[templateKey][]string {
	groups := map[templateKey][]string{}
	plains := map[string]string{}
	for _, s := range symbols {
		_, template, after := cutTemplate(s.Key)
		if template == "" {
			continue
		}
		plain, ok := plains[template]
		if !ok {
			plain = plainTemplate(template)
			plains[template] = plain
		}
		group := templateKey{plain, slotOf(after)}
		if !slices.Contains(groups[group], template) {
			groups[group] = append(groups[group], template)
		}
	}
	for _, templates := range groups {
		slices.Sort(templates)
	}
	return groups
}

// lockedPaths matches the templates of locked entries with those of a.
func lockedPaths(a *api.API, style names.Style, locked []Symbol) *pathKeys {
	keys := &pathKeys{toPlan: map[templateKey]string{}}
	groups := templateGroups(locked)
	if len(groups) == 0 {
		return keys
	}
	now := templatesOf(a, style)
	evidence := lockedEvidence(locked)
	order := make([]templateKey, 0, len(groups))
	for group := range groups {
		order = append(order, group)
	}
	slices.SortFunc(order, func(a, b templateKey) int { // builders first
		return cmp.Or(cmp.Compare(a.slot, b.slot), cmp.Compare(a.template, b.template))
	})
	for _, group := range order {
		planned, old := now[group.template].in(group.slot), groups[group]
		pairs := bestPairs(len(planned), len(old), func(i, j int) int {
			return keys.similarTemplates(group, planned[i], old[j], evidence)
		})
		for i, j := range pairs {
			if j >= 0 {
				keys.toPlan[templateKey{old[j], group.slot}] = planned[i].text
			}
		}
	}
	return keys
}

// plannedTemplate is a path template of the API description or a prefix of one.
type plannedTemplate struct {
	text     string
	words    string              // names of the parameters in the last segment, as in a method's name
	slots    map[string]bool     // those of its operations
	children map[string]struct{} // plain forms of the templates one segment longer
}

// plannedTemplates are the templates of one plain form, sorted.
type plannedTemplates []*plannedTemplate

// in returns the templates that have entries in a slot. If none has an operation
// for it, all may have such entries.
func (list plannedTemplates) in(slot string) plannedTemplates {
	var found plannedTemplates
	for _, t := range list {
		if t.slots[slot] {
			found = append(found, t)
		}
	}
	if slot == "" || found == nil {
		return list
	}
	return found
}

// templatesOf returns the templates with parameters in a, and their prefixes, by
// plain form.
func templatesOf(a *api.API, style names.Style) map[string]plannedTemplates {
	byText, byPlain := map[string]*plannedTemplate{}, map[string]plannedTemplates{}
	for _, op := range a.Operations {
		var parent *plannedTemplate
		for _, s := range op.Path.Segments {
			text := strings.TrimPrefix(string(s.Origin.Pointer), pathsPrefix)
			if parent != nil {
				parent.children[plainTemplate(text)] = struct{}{}
			}
			parent = byText[text]
			if parent == nil && strings.Contains(text, "{") {
				parent = &plannedTemplate{
					text: text, words: segmentWords(s, style), slots: map[string]bool{}, children: map[string]struct{}{},
				}
				byText[text] = parent
				plain := plainTemplate(text)
				byPlain[plain] = append(byPlain[plain], parent)
			}
		}
		if parent != nil {
			parent.slots["/"+strings.ToLower(op.Method)] = true
		}
	}
	for _, list := range byPlain {
		slices.SortFunc(list, func(a, b *plannedTemplate) int { return cmp.Compare(a.text, b.text) })
	}
	return byPlain
}

// segmentWords joins the names of a segment's parameters.
func segmentWords(s api.Segment, style names.Style) string {
	words := ""
	for _, part := range s.Parts {
		if part.Param != nil {
			words += string(style.Exported(part.Param.Name))
		}
	}
	return words
}

// templateEvidence holds the names of the methods and builders in the lock, which
// show which entries belong together.
type templateEvidence struct {
	methods  map[string]string              // by template
	builders map[string]string              // by template
	children map[string]map[string]struct{} // plain forms of the templates that a builder's methods return
}

func lockedEvidence(locked []Symbol) templateEvidence {
	e := templateEvidence{map[string]string{}, map[string]string{}, map[string]map[string]struct{}{}}
	for _, s := range locked {
		before, template, after := cutTemplate(s.Key)
		switch {
		case before != pathsPrefix:
		case after == roleBuilder:
			e.builders[template] = s.Name
		case after == "":
			e.methods[template] = s.Name
			owner, _, _ := strings.Cut(s.Name, ".")
			if e.children[owner] == nil {
				e.children[owner] = map[string]struct{}{}
			}
			e.children[owner][plainTemplate(template)] = struct{}{}
		}
	}
	return e
}

// similarTemplates returns how well a planned template fits a locked one of the
// same plain form. The result is positive, since both accept the same paths.
func (k *pathKeys) similarTemplates(
	group templateKey, planned *plannedTemplate, old string, evidence templateEvidence,
) int {
	score := 1
	if planned.text == old {
		score += 10_000
	}
	if group.slot != "" { // the operation of the template whose builder has this key
		if k.toPlan[templateKey{old, ""}] == planned.text {
			score++
		}
		return score
	}
	children := evidence.children[evidence.builders[old]]
	for child := range planned.children {
		if _, ok := children[child]; ok {
			score += 10
		}
	}
	if planned.words != "" && isMethodFor(evidence.methods[old], planned.words) {
		score++
	}
	return score
}

// isMethodFor reports whether a method is for parameters with these words. Its name may
// continue with their type or with Key: ByPetIDString, ByPetIDKey.
func isMethodFor(method, words string) bool {
	_, name, _ := strings.Cut(method, ".By")
	return strings.HasPrefix(name, words) || strings.HasSuffix(method, words)
}

// planKeys returns symbols with the templates of the description in their keys.
func (k *pathKeys) planKeys(symbols []Symbol) []Symbol {
	list := slices.Clone(symbols)
	for i, s := range list {
		before, template, after := cutTemplate(s.Key)
		if to, ok := k.toPlan[templateKey{template, slotOf(after)}]; ok && template != "" {
			list[i].Key = joinTemplate(before, to, after)
		}
	}
	return list
}

// lockKeys replaces the names of path parameters in the keys of symbols.
func (k *pathKeys) lockKeys(symbols []Symbol) {
	toLock := map[templateKey]string{}
	for group, templates := range templateGroups(symbols) {
		holder := max(0, slices.Index(templates, k.toPlan[group]))
		for i, template := range templates {
			if i != holder {
				toLock[templateKey{template, group.slot}] = template
				continue
			}
			toLock[templateKey{template, group.slot}] = group.template
		}
	}
	for i, s := range symbols {
		before, template, after := cutTemplate(s.Key)
		if template != "" {
			symbols[i].Key = joinTemplate(before, toLock[templateKey{template, slotOf(after)}], after)
		}
	}
}

// LockedStructs returns a function that reports whether a lock has a type but no interface
// for the component at a pointer.
func LockedStructs(locked []Symbol) func(diag.Pointer) bool {
	known := map[string]bool{}
	for _, s := range locked {
		known[s.Key] = true
	}
	return func(at diag.Pointer) bool { return known[string(at)] && !known[string(at)+roleAny] }
}

// LockedEnums returns a function that reports whether a lock has an enum type for the
// schema at a pointer.
func LockedEnums(locked []Symbol) func(diag.Pointer) bool {
	plain := func(key string) string {
		before, template, after := cutTemplate(key)
		return joinTemplate(before, plainTemplate(template), after)
	}
	known := map[string]bool{}
	for _, s := range locked {
		if strings.HasSuffix(s.Key, roleValues) {
			known[plain(s.Key)] = true
		}
	}
	return func(at diag.Pointer) bool { return known[plain(string(at)+roleValues)] }
}
