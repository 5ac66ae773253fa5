// Package places has a description and a code table whose strings are all replaceable:
// each of them contains a word that begins with "zp" or "zd". Tests put hostile text in
// these places.
//
// It takes the text for each word and gives the files. It may import no other package of
// this module. Only tests import it. The files are openapi.yaml and codes.yaml.
package places

import (
	_ "embed" // for the files
	"fmt"
	"io/fs"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

//go:embed openapi.yaml
var description string

//go:embed codes.yaml
var table string

var word = regexp.MustCompile(`z[pd][A-Z][A-Za-z]*`)

// Words returns the words of all places in order.
func Words() []string {
	words := word.FindAllString(description+table, -1)
	slices.Sort(words)
	return slices.Compact(words)
}

// IsMarkdown reports whether the text in a place is Markdown.
func IsMarkdown(word string) bool { return strings.HasPrefix(word, "zd") }

// structural are the words that are part of a path, a media type, or the value that
// selects a variant.
var structural = strings.Fields("zpSegment zpPathParameter zpFunctionParameter zpMediaType zpResponseType zpPartType " +
	"zpCatValue zpDogValue zpReplacement zpChoiceReplacement zpOldReplacement")

// IsStructural reports whether the text in a place can add other elements than its own,
// because it is part of a path, for example.
func IsStructural(word string) bool { return slices.Contains(structural, word) }

// IsLink reports whether a place is the address of a link, which pages omit if it is not
// valid.
func IsLink(word string) bool { return strings.HasSuffix(word, "URL") }

// IsNarrow reports whether some texts are invalid in a place: those of code tables have
// no control characters, and those of servers are URLs.
func IsNarrow(word string) bool {
	return IsStructural(word) || strings.Contains(table, word) || strings.HasPrefix(word, "zpVariable") ||
		word == "zpServerPath"
}

// Files returns the description and the code table. Each word is replaced by the result
// of text.
func Files(text func(word string) string) (openapi, codes string, err error) {
	if openapi, err = replaceAll(description, text); err != nil {
		return "", "", err
	}
	codes, err = replaceAll(table, text)
	return openapi, codes, err
}

// replaceAll replaces the words in the keys and values of a YAML file.
func replaceAll(file string, text func(word string) string) (string, error) {
	var root yaml.Node
	if err := yaml.Unmarshal([]byte(file), &root); err != nil {
		return "", fmt.Errorf("parsing a file of places: %w", err)
	}
	replace(&root, text)
	out, err := yaml.Marshal(&root)
	if err != nil {
		return "", fmt.Errorf("writing a file of places: %w", err)
	}
	return string(out), nil
}

func replace(n *yaml.Node, text func(word string) string) {
	for _, child := range n.Content {
		replace(child, text)
	}
	if n.Kind != yaml.ScalarNode || !word.MatchString(n.Value) {
		return
	}
	isReference := strings.HasPrefix(n.Value, "#/")
	n.Value = word.ReplaceAllStringFunc(n.Value, func(word string) string {
		if isReference {
			return url.PathEscape(pointerToken.Replace(text(word)))
		}
		return text(word)
	})
	n.Tag, n.Style = "!!str", yaml.DoubleQuotedStyle
}

var pointerToken = strings.NewReplacer("~", "~0", "/", "~1")

// Reader returns a function that reads openapi.yaml and codes.yaml with text before the
// words of some places, and fragen.yaml by the function config. There are no other files.
func Reader(texts map[string]string, config func(root, name string) (string, error)) (
	func(root, name string) (string, error), error,
) {
	openapi, codes, err := Files(func(word string) string {
		if texts[word] == "" {
			return word
		}
		return texts[word] + " " + word
	})
	return func(root, name string) (string, error) {
		switch filepath.Base(name) {
		case "openapi.yaml":
			return openapi, nil
		case "codes.yaml":
			return codes, nil
		case "fragen.yaml":
			return config(root, name)
		}
		return "", fs.ErrNotExist
	}, err
}
