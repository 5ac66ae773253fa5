package yamlfile

// Node is a value of a file. Its methods read the value as a list or a map, or
// as a scalar (scalar.go). A method that finds something else reports it at the
// node's position under one of the rules
//
//	wrong-kind     "targets": expected a list, found a string
//	missing-key    missing key "out" in target; …
//	unknown-key    unknown key "nmae" in target, did you mean "name"?
//	duplicate-key  duplicate key "name", first at 5:5; remove one
//	empty-list     "tables" is an empty list; add an item or remove the key
//
// The parameter label names the value in messages: a key in quotation marks, or
// a noun such as "target".

import (
	"slices"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/fragen-go/fragen/generator/diag"
)

// Node is a value of a file. The zero value is not usable; nodes come from
// [Read].
type Node struct {
	file *file
	node *yaml.Node
}

// value returns the YAML node, for an alias the anchored one.
func (n Node) value() *yaml.Node {
	node := n.node
	for node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	return node
}

// Pos returns the position of n; for an alias it is that of the alias. Columns
// count bytes, except beyond column 4096, where they count characters to keep
// long lines cheap.
func (n Node) Pos() diag.Pos {
	pos := diag.Pos{File: n.file.name, Line: n.node.Line, Col: n.node.Column}
	if n.node.Line < 1 || n.node.Line > len(n.file.lines) || n.node.Column > 4096 {
		return pos
	}
	rest := n.file.text[n.file.lines[n.node.Line-1]:]
	pos.Col = 1
	for i := 1; i < n.node.Column && rest != ""; i++ {
		_, size := utf8.DecodeRuneInString(rest)
		rest = rest[size:]
		pos.Col += size
	}
	return pos
}

// Errorf reports an error at n.
func (n Node) Errorf(rule, format string, args ...any) {
	n.file.diags.Errorf(n.Pos(), rule, format, args...)
}

// IsMap reports whether n is a map.
func (n Node) IsMap() bool { return n.value().Kind == yaml.MappingNode }

// IsList reports whether n is a list.
func (n Node) IsList() bool { return n.value().Kind == yaml.SequenceNode }

// isNull reports whether n is null, such as the value of a key with nothing
// after the colon.
func (n Node) isNull() bool {
	node := n.value()
	return node.Kind == yaml.ScalarNode && node.ShortTag() == "!!null"
}

// Keys returns the keys of the map n, nil if it is not a map.
func (n Node) Keys() []string {
	if !n.IsMap() {
		return nil
	}
	var keys []string
	for i := 0; i+1 < len(n.value().Content); i += 2 {
		keys = append(keys, Node{n.file, n.value().Content[i]}.Source())
	}
	return keys
}

// KeyPositions returns the positions of the keys of the map n, nil if it is not a map.
func (n Node) KeyPositions() map[string]diag.Pos {
	if !n.IsMap() {
		return nil
	}
	positions := map[string]diag.Pos{}
	for i := 0; i+1 < len(n.value().Content); i += 2 {
		key := Node{n.file, n.value().Content[i]}
		positions[key.Source()] = key.Pos()
	}
	return positions
}

// Lookup returns the value of a key in the map n. ok is false if n is not a map
// or has no such key.
func (n Node) Lookup(key string) (value Node, ok bool) {
	i := slices.Index(n.Keys(), key)
	if i < 0 {
		return Node{}, false
	}
	return Node{n.file, n.value().Content[2*i+1]}, true
}

// Key is a key that a map may have.
type Key struct {
	Name    string
	Read    func(value Node) // is not called for null, which is an error
	Missing string           // remedy if the key is missing; "" if it is optional
	Former  string           // name of the key in earlier versions of the format, "" if it had none
}

// Optional returns a key that may be missing.
func Optional(name string, read func(value Node)) Key { return Key{Name: name, Read: read} }

// Renamed returns an optional key that had the name former in earlier versions.
func Renamed(name, former string, read func(value Node)) Key {
	return Key{Name: name, Read: read, Former: former}
}

// Required returns a key that must be there. The remedy says how to add it:
//
//	missing key "out" in target; set it to the folder to write to
func Required(name, remedy string, read func(value Node)) Key {
	return Key{Name: name, Read: read, Missing: remedy}
}

// Map reads a map with the given keys. It returns whether n is a map.
func (n Node) Map(label string, keys ...Key) bool {
	found := make(map[string]bool)
	ok := n.Members(label, func(name, value Node) {
		key := name.Source()
		found[key] = true
		i := slices.IndexFunc(keys, func(k Key) bool { return k.Name == key })
		switch {
		case i < 0:
			found[name.unknownKey(label, keys)] = true
		case value.isNull():
			name.Errorf("wrong-kind", "%q in %s: expected a value, found null; write a value or remove the key", key,
				label)
		default:
			keys[i].Read(value)
		}
	})
	for _, key := range keys {
		if ok && key.Missing != "" && !found[key.Name] {
			n.Errorf("missing-key", "missing key %q in %s; %s", key.Name, label, key.Missing)
		}
	}
	return ok
}

// unknownKey reports the key n. It returns the key that was probably meant, which is then
// not reported as missing, or "".
func (n Node) unknownKey(label string, keys []Key) string {
	if n.Source() == "<<" {
		n.Errorf("unknown-key", "merge keys are not supported in this file; write out the keys")
		return ""
	}
	var names []string
	for _, key := range keys {
		if key.Former != "" && key.Former == n.Source() {
			n.Errorf("renamed-key", "the key %q is now %q; rename it", key.Former, key.Name)
			return key.Name
		}
		names = append(names, key.Name)
	}
	n.Errorf("unknown-key", "unknown key %q in %s%s", diag.Excerpt(n.Source()), label, Choices(n.Source(), names))
	return diag.Near(n.Source(), names)
}

// Members calls visit for each member of the map n, except for duplicates and
// keys that are not scalars, which are errors. It returns whether n is a map.
func (n Node) Members(label string, visit func(key, value Node)) bool {
	if !n.IsMap() {
		n.wrongKind(label, "a map")
		return false
	}
	first := make(map[string]diag.Pos)
	content := n.value().Content
	for i := 0; i+1 < len(content); i += 2 {
		key, value := Node{n.file, content[i]}, Node{n.file, content[i+1]}
		if key.IsMap() || key.IsList() {
			key.wrongKind("key", "a string")
			continue
		}
		if pos, duplicate := first[key.Source()]; duplicate {
			ReportDuplicateKey(n.file.diags, key.Pos(), key.Source(), pos.Line, pos.Col)
			continue
		}
		first[key.Source()] = key.Pos()
		visit(key, value)
	}
	return true
}

// List calls visit for each item of the list n. It returns whether n is a list.
func (n Node) List(label string, visit func(item Node)) bool {
	if !n.IsList() {
		n.wrongKind(label, "a list")
		return false
	}
	for _, item := range n.value().Content {
		visit(Node{n.file, item})
	}
	return true
}

// NonEmptyList is like List, but an empty list is an error: it might mean
// everything as well as nothing.
func (n Node) NonEmptyList(label string, visit func(item Node)) {
	if n.List(label, visit) && len(n.value().Content) == 0 {
		n.Errorf("empty-list", "%s is an empty list; add an item or remove the key", label)
	}
}

// Strings reads a list of strings that are not empty and differ from each
// other. The list itself must not be empty.
func (n Node) Strings(label string) []diag.Text {
	var list []diag.Text
	n.NonEmptyList(label, func(item Node) {
		text, ok := item.String("an item of " + label)
		switch {
		case !ok:
		case slices.ContainsFunc(list, func(other diag.Text) bool { return other.Value == text.Value }):
			item.Errorf("duplicate-entry", "duplicate item %q in %s; remove one", diag.Excerpt(text.Value), label)
		default:
			list = append(list, text)
		}
	})
	return list
}
