package edit

import (
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// member returns the value of key in the mapping n, or nil.
func member(n *yaml.Node, key string) *yaml.Node {
	if i := indexOf(n, key); i >= 0 {
		return n.Content[i+1]
	}
	return nil
}

// indexOf returns the index of key in the contents of the mapping n, or -1.
func indexOf(n *yaml.Node, key string) int {
	if n == nil || n.Kind != yaml.MappingNode {
		return -1
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return i
		}
	}
	return -1
}

// textOf returns the scalar at key in the mapping n, or "".
func textOf(n *yaml.Node, key string) string {
	if value := member(n, key); value != nil && value.Kind == yaml.ScalarNode {
		return value.Value
	}
	return ""
}

// elements returns the elements of the sequence at key in the mapping n.
func elements(n *yaml.Node, key string) []*yaml.Node {
	if list := member(n, key); list != nil && list.Kind == yaml.SequenceNode {
		return list.Content
	}
	return nil
}

// keys returns the keys of the mapping n.
func keys(n *yaml.Node) []string {
	var list []string
	if n != nil && n.Kind == yaml.MappingNode {
		for i := 0; i < len(n.Content); i += 2 {
			list = append(list, n.Content[i].Value)
		}
	}
	return list
}

// insertMember inserts a member before the member at position in the mapping n.
func insertMember(n *yaml.Node, position int, key string, value *yaml.Node) {
	n.Content = slices.Insert(n.Content, 2*position, scalar(key), value)
}

// setMember replaces the value of key, or adds key at the end of the mapping n.
func setMember(n *yaml.Node, key string, value *yaml.Node) {
	if i := indexOf(n, key); i >= 0 {
		n.Content[i+1] = value
		return
	}
	n.Content = append(n.Content, scalar(key), value)
}

// removeMember removes key from the mapping n.
func removeMember(n *yaml.Node, key string) {
	if i := indexOf(n, key); i >= 0 {
		n.Content = slices.Delete(n.Content, i, i+2)
	}
}

// appendElement appends to the sequence at key, which it adds if it is missing.
func appendElement(n *yaml.Node, key string, value *yaml.Node) {
	list := member(n, key)
	if list == nil {
		list = fragment("[]")
		setMember(n, key, list)
	}
	list.Content = append(list.Content, value)
}

// removeText removes the scalar with the given value from the sequence at key. It
// removes the key with the last element, since some lists must not be empty.
func removeText(n *yaml.Node, key, value string) {
	list := member(n, key)
	if list == nil {
		return
	}
	list.Content = slices.DeleteFunc(list.Content, func(e *yaml.Node) bool { return e.Value == value })
	if len(list.Content) == 0 {
		removeMember(n, key)
	}
}

// hasText reports whether the sequence at key has the scalar with the given value.
func hasText(n *yaml.Node, key, value string) bool {
	return slices.ContainsFunc(elements(n, key), func(e *yaml.Node) bool { return e.Value == value })
}

// scalar returns a string node.
func scalar(value string) *yaml.Node {
	n := &yaml.Node{}
	n.SetString(value)
	return n
}

// fragment parses a YAML text that is part of this package.
func fragment(text string) *yaml.Node {
	var file yaml.Node
	if err := yaml.Unmarshal([]byte(text), &file); err != nil {
		panic("internal: " + err.Error())
	}
	return file.Content[0]
}

// copyOf returns a deep copy of n, without anchors.
func copyOf(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return copyOf(n.Alias)
	}
	c := *n
	c.Anchor = ""
	c.Content = nil
	for _, child := range n.Content {
		c.Content = append(c.Content, copyOf(child))
	}
	return &c
}

// pointerEscapes escapes the name of a member in a JSON pointer.
var pointerEscapes = strings.NewReplacer("~", "~0", "/", "~1")

// child returns the JSON pointer of a member of the element at pointer.
func child(pointer string, path ...string) string {
	for _, name := range path {
		pointer += "/" + pointerEscapes.Replace(name)
	}
	return pointer
}
