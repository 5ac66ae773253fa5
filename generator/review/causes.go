package review

// This file finds the changes that follow from others: a component is gone because the
// last operation that used it is, or a method for all pages is gone because a property
// is.

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
)

// linkCauses sets the causes of changes.
func (c *comparer) linkCauses() {
	users := map[any]*change{} // first change of a part that uses a type
	for _, x := range c.changes {
		if x.rule == "schema.removed" || x.rule == "schema.added" {
			continue
		}
		for _, t := range x.types {
			users[t] = cmp.Or(users[t], x)
		}
		for _, part := range slices.Concat(x.oldTree, x.newTree) {
			for _, t := range typesUsedBy(part) {
				if users[t] == nil && part != any(t) {
					users[t] = x
				}
			}
		}
	}
	for range maxCauses {
		if !c.linkOrphans(users) {
			break
		}
	}
	c.linkPages()
	c.linkSelection()
	c.linkLost()
	c.linkPackages()
	for _, x := range c.changes {
		for x.cause != nil && x.cause.cause != nil && x.cause.cause != x {
			x.cause = x.cause.cause
		}
	}
}

// maxCauses limits the length of a chain of components that only use each other.
const maxCauses = 20

// linkOrphans sets the causes of components without a use, and reports whether it set
// any.
func (c *comparer) linkOrphans(users map[any]*change) bool {
	found := false
	for _, x := range c.changes {
		if x.rule != "schema.removed" && x.rule != "schema.added" || x.cause != nil {
			continue
		}
		for _, part := range slices.Concat(x.oldTree, x.newTree) {
			if cause := users[part]; cause != nil && cause != x {
				x.cause, found = cause, true
			}
		}
		if x.cause == nil {
			continue
		}
		for _, part := range slices.Concat(x.oldTree, x.newTree) {
			for _, t := range typesUsedBy(part) {
				if users[t] == nil {
					users[t] = x.cause
				}
			}
		}
	}
	return found
}

// typesUsedBy returns the declared types that a part uses directly, and those inside of
// its inline types.
func typesUsedBy(part any) []*api.Type {
	u := &usedTypes{seen: map[*api.Type]bool{}}
	switch part := part.(type) {
	case *api.Field:
		u.add(part.Type)
	case *api.Param:
		u.add(part.Type)
	case *api.Variant:
		u.add(part.Type)
	case *api.Callback:
		u.add(part.Payload)
	case *api.Type:
		u.content(part)
	case *api.Operation:
		u.operation(part)
	}
	return u.list
}

// usedTypes collects types.
type usedTypes struct {
	list []*api.Type
	seen map[*api.Type]bool
}

func (u *usedTypes) add(use api.Use) {
	t := declaredWithin(use)
	if t == nil || u.seen[t] {
		return
	}
	u.seen[t] = true
	u.list = append(u.list, t)
	if t.Key == "" {
		u.content(t)
	}
}

func (u *usedTypes) content(t *api.Type) {
	for _, f := range t.Fields {
		u.add(f.Type)
	}
	for _, v := range slices.Concat(t.Variants, t.Subtypes) {
		u.add(v.Type)
	}
	for _, base := range t.Extends {
		u.add(api.Use{Type: base})
	}
	if t.Content != nil {
		u.add(*t.Content.Elem)
	}
}

func (u *usedTypes) operation(op *api.Operation) {
	for _, p := range allParams(op) {
		u.add(p.Type)
	}
	for _, b := range allBodies(op) {
		u.add(b.Type)
	}
	for _, r := range slices.Concat(op.Success, op.Errors) {
		for _, content := range contentsOf(r) {
			if content.Type != nil {
				u.add(*content.Type)
			}
			if content.Sequence != nil {
				for _, e := range content.Sequence.Events {
					u.add(e.Type)
				}
			}
		}
	}
}

// linkPages sets the causes of methods for all pages that are gone or new, and of the
// warnings about them.
func (c *comparer) linkPages() {
	byPart := map[any]*change{}
	for _, x := range c.changes {
		for _, part := range slices.Concat(x.oldTree, x.newTree) {
			switch part.(type) {
			case *api.Field, *api.Param:
				byPart[part] = x
			}
		}
	}
	var pages *change
	for _, x := range c.changes {
		if x.rule != "paging.lost" && x.rule != "paging.gained" && x.rule != "paging.changed" {
			continue
		}
		pages = x
		for _, part := range slices.Concat(x.oldTree, x.newTree) {
			if p, ok := part.(pagesOf); ok && p.op.Paging != nil {
				for _, used := range pagingParts(p.op.Paging) {
					if cause := byPart[used]; cause != nil {
						x.cause = cause
					}
				}
			}
		}
		if x.cause == nil && !slices.Equal(c.old.gen.Settings.Pages, c.now.gen.Settings.Pages) {
			c.atSetting(x, "pages")
		}
	}
	for _, x := range c.changes {
		switch {
		case x.rule != "warning.new" && x.rule != "warning.gone":
		case x.subject == "paging":
			x.cause = pages
		case x.subject == "missing-text":
			x.cause = c.missingText(x)
		}
	}
}

// missingText returns the first change of a translation, in the locale of a warning about missing
// messages, that causes the warning. It returns nil if there is none.
func (c *comparer) missingText(warning *change) *change {
	locale, _, _ := strings.Cut(warning.text, ":")
	rule := "codes.translation.removed"
	if warning.rule == "warning.gone" {
		rule = "codes.translation.added"
	}
	i := slices.IndexFunc(c.changes, func(x *change) bool {
		return x.rule == rule && strings.HasSuffix(string(x.at), "/"+locale)
	})
	if i < 0 {
		return nil
	}
	return c.changes[i]
}

// pagingParts returns the properties and the parameter that pages need.
func pagingParts(p *api.Paging) []any {
	var parts []any
	for _, f := range slices.Concat(p.Items, p.Next, p.NextItem, p.More, p.End) {
		parts = append(parts, f)
	}
	if p.Param != nil {
		parts = append(parts, p.Param)
	}
	return parts
}

// linkLost makes parts that are left out, or not any more, the cause of the changes in
// these parts.
func (c *comparer) linkLost() {
	for _, lost := range c.changes {
		if lost.rule != "part.lost" && lost.rule != "part.back" {
			continue
		}
		for _, x := range c.changes {
			if x != lost && x.cause == nil && isInside(x.at, lost.at) {
				x.cause = lost
			}
		}
	}
}

// linkPackages makes another layout, or another name of the target, the cause of packages that are
// gone or new. The fake of the target shop is in the package shoptest.
func (c *comparer) linkPackages() {
	for _, cause := range c.changes {
		isName := cause.rule == "config.package"
		if !isName && cause.rule != "config.layout" {
			continue
		}
		for _, x := range c.changes {
			if x.rule == "package.added" && (!isName || x.is == cause.is+"test") ||
				x.rule == "package.removed" && (!isName || x.was == cause.was+"test") {
				x.cause = cause
			}
		}
	}
}
