package cases

// This file edits YAML files by JSON pointers. An edit does one of these:
//
//   - {set: POINTER, to: VALUE} sets a value; the token "-" appends to a list
//   - {insert: POINTER, to: VALUE} inserts an element into a list
//   - {remove: POINTER} removes a value
//   - {move: POINTER, to: POINTER} and {copy: POINTER, to: POINTER}
//   - {replace: TEXT, with: TEXT} replaces all occurrences of a text

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// Edit is an edit of a file.
type Edit struct {
	File    string // openapi.yaml if empty
	Set     string
	Insert  string
	Remove  string
	Move    string
	Copy    string
	To      yaml.Node
	Replace string
	With    string
}

// Apply returns a file with the edit.
func (e Edit) Apply(text string) (string, error) {
	if e.Replace != "" {
		if !strings.Contains(text, e.Replace) {
			return "", fmt.Errorf("there is no text %q", e.Replace)
		}
		return strings.ReplaceAll(text, e.Replace, e.With), nil
	}
	var document yaml.Node
	if err := yaml.Unmarshal([]byte(text), &document); err != nil {
		return "", err
	}
	if err := e.apply(document.Content[0]); err != nil {
		return "", err
	}
	out, err := yaml.Marshal(&document)
	return string(out), err
}

func (e Edit) apply(root *yaml.Node) error {
	switch {
	case e.Set != "":
		return put(root, e.Set, &e.To, false)
	case e.Insert != "":
		return put(root, e.Insert, &e.To, true)
	case e.Remove != "":
		_, err := take(root, e.Remove, true)
		return err
	case e.Move != "", e.Copy != "":
		value, err := take(root, e.Move+e.Copy, e.Move != "")
		if err != nil {
			return err
		}
		return put(root, e.To.Value, value, false)
	}
	return fmt.Errorf("the edit is empty")
}

// split returns the parent of a pointer and its last token.
func split(root *yaml.Node, pointer string) (parent *yaml.Node, last string, err error) {
	tokens := strings.Split(strings.TrimPrefix(pointer, "/"), "/")
	for i, token := range tokens {
		tokens[i] = strings.NewReplacer("~1", "/", "~0", "~").Replace(token)
	}
	node := root
	for _, token := range tokens[:len(tokens)-1] {
		i := find(node, token)
		if i < 0 {
			return nil, "", fmt.Errorf("%s: there is no %q", pointer, token)
		}
		node = node.Content[i]
	}
	return node, tokens[len(tokens)-1], nil
}

// find returns the index of a value in the content of a node, or -1. An element of a
// list can have the name of a parameter as its token.
func find(node *yaml.Node, token string) int {
	if node.Kind == yaml.SequenceNode {
		if i, err := strconv.Atoi(token); err == nil && i < len(node.Content) {
			return i
		}
		return slices.IndexFunc(node.Content, func(n *yaml.Node) bool {
			i := find(n, "name")
			return n.Kind == yaml.MappingNode && i >= 0 && n.Content[i].Value == token
		})
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i].Value == token {
			return i + 1
		}
	}
	return -1
}

func put(root *yaml.Node, pointer string, value *yaml.Node, insert bool) error {
	parent, last, err := split(root, pointer)
	if err != nil {
		return err
	}
	if parent.Kind == yaml.SequenceNode {
		i := len(parent.Content)
		if last != "-" {
			if i = find(parent, last); i < 0 {
				return fmt.Errorf("%s: there is no %q", pointer, last)
			}
			if !insert {
				parent.Content[i] = value
				return nil
			}
		}
		parent.Content = slices.Insert(parent.Content, i, value)
		return nil
	}
	if i := find(parent, last); i >= 0 {
		parent.Content[i] = value
		return nil
	}
	key := yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: last}
	parent.Content = append(parent.Content, &key, value)
	return nil
}

func take(root *yaml.Node, pointer string, remove bool) (*yaml.Node, error) {
	parent, last, err := split(root, pointer)
	if err != nil {
		return nil, err
	}
	i := find(parent, last)
	if i < 0 {
		return nil, fmt.Errorf("%s: there is no %q", pointer, last)
	}
	value := parent.Content[i]
	if !remove {
		return value, nil
	}
	first := i
	if parent.Kind == yaml.MappingNode {
		first--
	}
	parent.Content = slices.Delete(parent.Content, first, i+1)
	return value, nil
}
