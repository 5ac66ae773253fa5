package source

// This file writes a document in a canonical form: YAML in which the order of members
// does not depend on the order in the original. Two versions of a description then
// differ only where their content differs, whatever their format is.

import (
	"io"
	"slices"
	"strings"
)

// firstMembers are the members that a canonical document begins with.
var firstMembers = []string{"openapi", "info", "servers"}

// CanonicalYAML writes the document as YAML with sorted members. Lists, and values such
// as examples that the OpenAPI specification does not define, keep their order.
func (d *Document) CanonicalYAML(w io.Writer) error {
	root := sortedNode(d.Root, rootObject)
	slices.SortStableFunc(root.Fields, func(a, b Field) int { return firstRank(a.Key) - firstRank(b.Key) })
	return d.withRoot(root).YAML(w)
}

// firstRank returns the rank of a member among the first members.
func firstRank(key string) int {
	if i := slices.Index(firstMembers, key); i >= 0 {
		return i
	}
	return len(firstMembers)
}

// sortedNode returns a copy of n, an object of class c, with sorted members. It returns
// n itself if n is not a map.
func sortedNode(n *Node, c class) *Node {
	return sortedMap(n, func(key string, value *Node) *Node {
		r, ok := ruleOf(c, key)
		if !ok {
			return value
		}
		switch r.form {
		case objectForm:
			return sortedNode(value, r.class)
		case objectListForm:
			if value.loaded().Kind != Seq {
				return value
			}
			list := value.emptyCopy()
			for _, item := range value.Items {
				list.Items = append(list.Items, sortedNode(item, r.class))
			}
			return list
		case objectMapForm, patternMapForm:
			return sortedMap(value, func(_ string, entry *Node) *Node { return sortedNode(entry, r.class) })
		case stringMapForm, stringListMapForm:
			return sortedMap(value, func(_ string, entry *Node) *Node { return entry })
		}
		return value
	})
}

// sortedMap returns a copy of n with sorted members and replaced values. It returns n
// itself if n is not a map.
func sortedMap(n *Node, replace func(key string, value *Node) *Node) *Node {
	if n.loaded() == nil || n.Kind != Map {
		return n
	}
	out := n.emptyCopy()
	out.Fields = slices.Clone(n.Fields)
	for i, f := range out.Fields {
		out.Fields[i].Value = replace(f.Key, f.Value)
	}
	slices.SortStableFunc(out.Fields, func(a, b Field) int { return strings.Compare(a.Key, b.Key) })
	return out
}
