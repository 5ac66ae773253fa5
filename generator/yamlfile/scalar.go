package yamlfile

// This file reads scalars: strings, integers and booleans. Scalar reads any of them
// as it is written in the file.

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/fragen-go/fragen/generator/diag"
)

// Source returns a scalar as it is written in the file, without quotes: "1.30"
// for the number 1.30. It is empty for lists and maps.
func (n Node) Source() string { return n.value().Value }

// String reads a string that is not blank. Dates count as strings. ok is false
// if an error was reported.
func (n Node) String(label string) (text diag.Text, ok bool) {
	node := n.value()
	isString := node.Kind == yaml.ScalarNode && (node.ShortTag() == "!!str" || node.ShortTag() == "!!timestamp")
	switch {
	case !isString:
		n.wrongKind(label, "a string")
	case strings.TrimSpace(node.Value) == "":
		n.Errorf("empty-text", "%s: expected text, found an empty string", label)
	default:
		return diag.Text{Value: node.Value, Pos: n.Pos()}, true
	}
	return diag.Text{Pos: n.Pos()}, false
}

// Scalar reads a scalar of any kind as it is written in the file, without quotes:
// 00000 and 1e5 are strings of these characters. ok is false if an error was
// reported.
func (n Node) Scalar(label string) (text diag.Text, ok bool) {
	if n.IsMap() || n.IsList() || n.isNull() {
		n.wrongKind(label, "a string")
		return diag.Text{Pos: n.Pos()}, false
	}
	return diag.Text{Value: n.value().Value, Pos: n.Pos()}, true
}

// IsString reports whether n is a string for all YAML parsers: it is in quotes,
// or looks like no number, boolean or null. Some parsers read NO as false.
func (n Node) IsString() bool {
	node := n.value()
	if node.Kind != yaml.ScalarNode {
		return false
	}
	isQuoted := node.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0
	return isQuoted || node.ShortTag() == "!!str" && !slices.Contains(oldBooleans, strings.ToLower(node.Value))
}

// oldBooleans are the booleans of YAML 1.1 that are strings in YAML 1.2.
var oldBooleans = []string{"y", "n", "yes", "no", "on", "off"}

// StringOrEmpty is like String, but it accepts "".
func (n Node) StringOrEmpty(label string) (text diag.Text, ok bool) {
	if node := n.value(); node.Kind == yaml.ScalarNode && node.ShortTag() == "!!str" && node.Value == "" {
		return diag.Text{Pos: n.Pos()}, true
	}
	return n.String(label)
}

// OneOf reads one of the known strings. The noun names the value in the
// message: unknown layout "heap".
func (n Node) OneOf(label, noun string, known []string) (text diag.Text, ok bool) {
	text, ok = n.String(label)
	return text, ok && IsKnown(n.file.diags, text, noun, known)
}

// IsKnown returns whether text is one of the known strings, and reports it if
// it is not.
func IsKnown(diags *diag.List, text diag.Text, noun string, known []string) bool {
	if slices.Contains(known, text.Value) {
		return true
	}
	diags.Errorf(text.Pos, "unknown-value", "unknown %s %q%s", noun, diag.Excerpt(text.Value),
		Choices(text.Value, known))
	return false
}

var decimal = regexp.MustCompile(`^-?(0|[1-9][0-9]*)$`)

// Int reads a decimal integer from low to high. ok is false if an error was
// reported.
func (n Node) Int(label string, low, high int64) (value int64, ok bool) {
	node := n.value()
	tag := node.ShortTag()
	isInt := tag == "!!int" || tag == "!!float" && decimal.MatchString(node.Value) // a float for YAML if it is large
	switch {
	case node.Kind == yaml.ScalarNode && tag == "!!float" && !isInt:
		n.Errorf("wrong-kind", "%s: expected an integer, found %s", label, diag.Excerpt(node.Value))
		return 0, false
	case node.Kind != yaml.ScalarNode || !isInt:
		n.wrongKind(label, "an integer")
		return 0, false
	case !decimal.MatchString(node.Value):
		n.Errorf("wrong-kind", "%s: expected a decimal integer, found %s", label, diag.Excerpt(node.Value))
		return 0, false
	}
	value, err := strconv.ParseInt(node.Value, 10, 64)
	if err != nil || value < low || value > high {
		n.Errorf("out-of-range", "%s: expected an integer from %d to %d, found %s", label, low, high,
			diag.Excerpt(node.Value))
		return 0, false
	}
	return value, true
}

// Bool reads true or false. ok is false if an error was reported.
func (n Node) Bool(label string) (value, ok bool) {
	node := n.value()
	if node.Kind != yaml.ScalarNode || node.ShortTag() != "!!bool" {
		n.wrongKind(label, "true or false")
		return false, false
	}
	return strings.EqualFold(node.Value, "true"), true
}

// wrongKind reports that n is not of the expected kind.
func (n Node) wrongKind(label, expected string) {
	n.Errorf("wrong-kind", "%s: expected %s, found %s%s", label, expected, n.kind(), after(n.kindRemedy(expected)))
}

// kind returns the kind of n with an article.
func (n Node) kind() string {
	switch n.value().Kind {
	case yaml.MappingNode:
		return "a map"
	case yaml.SequenceNode:
		return "a list"
	}
	switch n.value().ShortTag() {
	case "!!null":
		return "null"
	case "!!int", "!!float":
		return "a number"
	case "!!bool":
		return "a boolean"
	}
	return "a string"
}

// kindRemedy returns how to turn a scalar into the expected kind, "" if that is
// not obvious.
func (n Node) kindRemedy(expected string) string {
	value := n.value()
	switch {
	case value.Kind != yaml.ScalarNode || n.isNull():
	case expected == "a string":
		return fmt.Sprintf("write it in quotes: %q", diag.Excerpt(value.Value))
	case expected == "an integer" && decimal.MatchString(value.Value),
		expected == "true or false" && (value.Value == "true" || value.Value == "false"):
		return "remove the quotes"
	}
	return ""
}
