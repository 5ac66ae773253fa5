// Package edit makes small random edits of API descriptions and code tables,
// for tests that compare the output before and after an edit.
//
// It takes the text of a YAML or JSON file and a source of random numbers. It
// gives the edited text as YAML and the place of the edit. It may import only
// yaml.v3. Only tests import it.
//
// # Files
//
//   - edit.go: the kinds of edits, and how an edit is made
//   - tree.go: reads and changes YAML trees
//   - description.go: finds the schemas and operations of a description
//   - schemas.go: edits of schemas and their texts
//   - operations.go: edits of paths, operations and parameters
//   - tables.go: edits of code tables
package edit

import (
	"fmt"

	"gopkg.in/yaml.v3"
)

// Chooser returns a number in [0, n), such as the method IntN of a rand.Rand. An
// edit depends only on the text and the returned numbers.
type Chooser func(n int) int

// Edit is the place of an edit.
type Edit struct {
	Kind string // name of the Kind
	At   string // JSON pointer to the edited schema, operation, path, text or table
	Name string // of the edited property, value, parameter, row or path; "" if the edit has none

	// Owners are JSON pointers to the schemas that have the edited property or value:
	// the schema at At, which may be a part of an allOf, and the schemas composed of it.
	Owners []string
}

// String returns the edit in the form "add-property /components/schemas/Pet zq".
func (e Edit) String() string {
	text := e.Kind + " " + e.At
	if e.Name != "" {
		text += " " + e.Name
	}
	return text
}

// Kind is a kind of edit.
type Kind struct {
	Name   string
	Tables bool // edits a file of code tables instead of a description
	apply  func(*document) (Edit, bool)
}

// Kinds returns all kinds of edits.
func Kinds() []Kind {
	return []Kind{
		{Name: "add-property", apply: addProperty},
		{Name: "add-required-property", apply: addRequiredProperty},
		{Name: "remove-property", apply: removeProperty},
		{Name: "toggle-required", apply: toggleRequired},
		{Name: "add-enum-value", apply: addEnumValue},
		{Name: "remove-enum-value", apply: removeEnumValue},
		{Name: "reorder-enum", apply: reorderEnum},
		{Name: "add-word", apply: addWord},
		{Name: "change-word", apply: changeWord},
		{Name: "change-version", apply: changeVersion},
		{Name: "add-tag", apply: addTag},
		{Name: "rename-schema", apply: renameSchema},
		{Name: "add-union-member", apply: addUnionMember},
		{Name: "reorder-union", apply: reorderUnion},
		{Name: "insert-alternative", apply: insertAlternative},
		{Name: "add-operation", apply: addOperation},
		{Name: "delete-operation", apply: deleteOperation},
		{Name: "deprecate-operation", apply: deprecateOperation},
		{Name: "add-optional-parameter", apply: addOptionalParameter},
		{Name: "add-required-parameter", apply: addRequiredParameter},
		{Name: "swap-required-parameters", apply: swapRequiredParameters},
		{Name: "rename-path-parameter", apply: renamePathParameter},
		{Name: "add-code-row", Tables: true, apply: addCodeRow},
	}
}

// Apply makes an edit of this kind at a random place of text. The keys that it
// does not edit stay in their order. It returns an empty text if no place fits
// the kind, and an error if text is not YAML.
func (k Kind) Apply(text string, choose Chooser) (string, Edit, error) {
	var file yaml.Node
	if err := yaml.Unmarshal([]byte(text), &file); err != nil {
		return "", Edit{}, err
	}
	if len(file.Content) == 0 || file.Content[0].Kind != yaml.MappingNode {
		return "", Edit{}, fmt.Errorf("expected a mapping at the top of the file")
	}
	e, ok := k.apply(&document{root: file.Content[0], choose: choose})
	if !ok {
		return "", Edit{}, nil
	}
	e.Kind = k.Name
	edited, err := yaml.Marshal(&file)
	return string(edited), e, err
}

// newWord is the name of each added element. It is unlikely to be in a text, and
// an element whose name begins with it is after most others in alphabetical order.
const newWord = "zq"

// pick returns a random element of list, or false if list is empty.
func pick[T any](choose Chooser, list []T) (element T, ok bool) {
	if len(list) == 0 {
		return element, false
	}
	return list[choose(len(list))], true
}
