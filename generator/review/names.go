package review

// This file compares the decisions about the Go code that are not in the description:
// packages, settings of fragen.yaml, and which inline types are one Go type. It joins
// equal changes of equal inline types.

import (
	"maps"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/plan"
)

func (c *comparer) comparePackages() {
	for _, dir := range slices.Sorted(maps.Keys(c.old.imports)) {
		if _, ok := c.now.imports[dir]; ok || c.joinLocale(c.old, dir) {
			continue
		}
		c.add(c.bySettings(c.old, dir, &change{
			rule: "package.removed", subject: c.old.imports[dir], was: dir, text: "the package was removed",
			oldTree: []any{folder{dir}}, order: "~" + dir,
		}))
	}
	for _, dir := range slices.Sorted(maps.Keys(c.now.imports)) {
		if _, ok := c.old.imports[dir]; ok || c.joinLocale(c.now, dir) {
			continue
		}
		c.add(c.bySettings(c.now, dir, &change{
			rule: "package.added", subject: c.now.imports[dir], is: dir, text: "the package is new",
			newTree: []any{folder{dir}}, order: "~" + dir,
		}))
	}
	c.compareSettings()
}

// bySettings sets the positions of the change of a package to those of the key fake or layout
// of fragen.yaml if this setting adds or removes the package. In the tree layout, the paths of
// the API do so too.
func (c *comparer) bySettings(s *side, dir string, x *change) *change {
	isFake := slices.Contains(s.owners[symbolKey{dir, "Server"}], any(clientPart{"fake"}))
	switch {
	case isFake && c.old.hasFake() != c.now.hasFake():
		return c.atSetting(x, "fake")
	case layoutOf(c.old.gen.Plan) != layoutOf(c.now.gen.Plan):
		return c.atSetting(x, "layout")
	}
	return x
}

// hasFake reports whether a package of the side has a fake service.
func (s *side) hasFake() bool {
	for dir := range s.imports {
		if slices.Contains(s.owners[symbolKey{dir, "Server"}], any(clientPart{"fake"})) {
			return true
		}
	}
	return false
}

// joinLocale adds the package of a locale to the change of the locale or of the tables,
// and reports whether there is one.
func (c *comparer) joinLocale(s *side, dir string) bool {
	locale, ok := s.locales[dir]
	if !ok {
		return false
	}
	for _, x := range c.changes {
		isLocale := strings.HasPrefix(x.rule, "codes.locale.") && x.was+x.is == locale
		isTable := x.rule == "codes.table.removed" || x.rule == "codes.table.added"
		if !isLocale && !isTable {
			continue
		}
		if s == c.old {
			x.oldTree = append(x.oldTree, folder{dir})
		} else {
			x.newTree = append(x.newTree, folder{dir})
		}
		return true
	}
	return false
}

// compareSettings compares settings of fragen.yaml that the plan has.
func (c *comparer) compareSettings() {
	a, b := c.old.gen.Plan, c.now.gen.Plan
	if a.RejectStringNumbers != b.RejectStringNumbers {
		x := &change{
			rule: "config.wire", subject: "wire", was: "accepted", is: "rejected", behaviour: Risk,
			text:   "numbers and booleans that are encoded as strings are rejected now",
			remedy: "check that the service does not send such values", order: "~wire",
		}
		if a.RejectStringNumbers {
			x.was, x.is, x.behaviour, x.remedy = "rejected", "accepted", "", ""
			x.text = "numbers and booleans that are encoded as strings are accepted now"
		}
		c.add(c.atSetting(x, "wire"))
	}
	if a.Runtime != b.Runtime {
		c.add(c.atSetting(&change{
			rule: "config.runtime", subject: "runtime", was: string(a.Runtime), is: string(b.Runtime), source: true,
			text:  "the import path of the runtime is " + string(b.Runtime) + " now, not " + string(a.Runtime),
			order: "~runtime",
		}, "runtime"))
	}
	c.compareImports()
	if was, is := layoutOf(a), layoutOf(b); was != is {
		c.add(c.atSetting(&change{
			rule: "config.layout", subject: "layout", was: was, is: is, order: "~layout",
			text:    "the calls are " + is + " now, not " + was,
			oldTree: []any{surface{}}, newTree: []any{surface{}},
		}, "layout"))
	}
	x, y := userAgent(a), userAgent(b)
	if x != y && c.old.api.Version == c.now.api.Version {
		c.add(c.atSetting(&change{
			rule: "config.agent", subject: "User-Agent", was: x, is: y, order: "~agent",
			text: "the User-Agent is " + quoted(y) + " now, not " + quoted(x),
		}, "name"))
	}
}

// compareImports adds the changes of the import path and of the name of the packages that both
// sides have. The packages of a target move together, so there is one change for the first one.
func (c *comparer) compareImports() {
	for _, dir := range slices.Sorted(maps.Keys(c.old.imports)) {
		was, is := c.old.imports[dir], c.now.imports[dir]
		if is == "" {
			continue
		}
		if was != is {
			c.add(c.atSetting(&change{
				rule: "config.out", subject: "out", was: was, is: is, source: true,
				text: "the import path is " + is + " now, not " + was, order: "~out",
			}, "out"))
		}
		if was, is := packageName(c.old.gen.Plan, dir), packageName(c.now.gen.Plan, dir); was != is {
			c.add(c.atSetting(&change{
				rule: "config.package", subject: "package " + is, was: was, is: is, source: true,
				text: "the name of the package is " + is + " now, not " + was, order: "~package",
			}, "name"))
		}
		return
	}
}

// packageName returns the name of the package in a folder.
func packageName(p *plan.Plan, dir string) string {
	for _, pkg := range p.Packages {
		if pkg.Dir == dir {
			return string(pkg.Name)
		}
	}
	return ""
}

func userAgent(p *plan.Plan) string {
	for _, pkg := range p.Packages {
		for _, f := range pkg.Files {
			for _, d := range f.Decls {
				if client, ok := d.(*plan.Client); ok {
					return client.UserAgent
				}
			}
		}
	}
	return ""
}

// compareSharing adds the changes of inline types that were one Go type and are two now,
// or the reverse.
func (c *comparer) compareSharing() {
	for _, old := range c.old.api.Types {
		now := c.types[old]
		if now == nil || old.Kind != now.Kind {
			continue
		}
		was, is := c.old.shared[old], c.now.shared[now]
		if r := c.names.oldWords[was]; was == is || r != nil && r.now.Name == is {
			continue
		}
		x := c.typeChange(old, now, change{rule: "name.shared", was: was, is: is, naming: true, quiet: true})
		x.text = c.now.goName(now) + " is an alias of " + is + " now"
		if is == "" {
			x.rule, x.text = "name.unshared", c.now.goName(now)+" is a type of its own now, not an alias of "+was
		}
		for _, m := range old.Members {
			x.oldTree = append(x.oldTree, m)
		}
		for _, m := range now.Members {
			x.newTree = append(x.newTree, m)
		}
		c.add(x)
	}
}

// explains adds the types to the change of the property or operation that names them.
func (c *comparer) explains(old, now *api.Type) bool {
	for _, x := range c.changes {
		if slices.Contains(x.oldTree, any(old)) && slices.Contains(x.newTree, any(now)) {
			x.naming = true
			return true
		}
	}
	return false
}

// addTo adds the types to the change of a renamed type that contains them.
func (c *comparer) addTo(rule string, renamed, old, now *api.Type) bool {
	for _, x := range c.changes {
		if len(x.rule) > len(rule) && x.rule[:len(rule)] == rule && slices.Contains(x.oldTree, any(renamed)) {
			x.oldTree, x.newTree, x.naming = append(x.oldTree, old), append(x.newTree, now), true
			return true
		}
	}
	return false
}

// joinPlaces joins equal changes of equal inline types: the same inline schema is often
// in several operations.
func (c *comparer) joinPlaces() {
	first := map[string]*change{}
	var kept []*change
	for _, x := range c.changes {
		key := c.inlineKey(x)
		if key == "" {
			kept = append(kept, x)
			continue
		}
		if known := first[key]; known != nil {
			c.join(known, x)
			known.joined = append(known.joined, c.stablePointer(x))
			if x.within != nil && x.subject != known.subject && !slices.Contains(known.subjects, x.subject) {
				known.subjects = append(known.subjects, x.subject)
			}
			known.symbols = append(known.symbols, x.symbols...)
			c.replaceCause(x, known)
			continue
		}
		first[key] = x
		kept = append(kept, x)
	}
	c.changes = kept
}

func (c *comparer) replaceCause(x, known *change) {
	for _, other := range c.changes {
		if other.cause == x {
			other.cause = known
		}
	}
}

// inlineKey returns a key that equal changes of equal inline types or parameters have in
// common. It is "" for other changes.
func (c *comparer) inlineKey(x *change) string {
	if x.like != "" {
		return strings.Join([]string{x.rule, x.was, x.is, x.text, x.like}, "\x00")
	}
	t := x.within
	if t == nil || t.Key != "" || t.Parent == nil || x.rule == "schema.moved" || x.rule == "name.changed" {
		return ""
	}
	return strings.Join([]string{x.rule, x.was, x.is, x.text, strings.Join(contentNames(t), ",")}, "\x00")
}
