package source

// Functions of filters that read strings.
//
// The jsonpath library compiles the regular expression of match and search for every node,
// and the time for a regular expression can grow with the product of its size and the
// length of the string: `(.*a.{0,900})*b` has 2,000 instructions. The functions of an
// overlay compile each regular expression once and count this work as steps of the query.

import (
	"regexp"
	"regexp/syntax"

	"github.com/theory/jsonpath"
	"github.com/theory/jsonpath/registry"
	"github.com/theory/jsonpath/spec"
)

// textFunctions has the functions of the queries of an overlay.
type textFunctions struct {
	parser   *jsonpath.Parser
	spend    func(steps float64) bool // counts steps; it returns false if they are too many
	programs map[programKey]program
}

// programKey identifies a regular expression.
type programKey struct {
	pattern string
	isWhole bool // it matches only whole strings
}

// program is a compiled regular expression.
type program struct {
	*regexp.Regexp     // nil if the pattern is invalid
	instructions   int // at least those that compiling it makes
}

const (
	compileSteps = 128 // to compile an instruction
	matchSteps   = 0.5 // to match a byte with an instruction
	lengthSteps  = 1.0 / 16
)

// newTextFunctions replaces the library's functions by ours.
func newTextFunctions() *textFunctions {
	t := &textFunctions{programs: map[programKey]program{}}
	all := registry.New()
	t.parser = jsonpath.NewParser(jsonpath.WithRegistry(all))
	replace := func(name string, function func(library spec.FuncExtension, args []spec.PathValue) spec.PathValue) {
		library := *all.Get(name)
		*all.Get(name) = *spec.Extension(name, library.ReturnType(), library.Validate,
			func(args []spec.PathValue) spec.PathValue { return function(library, args) })
	}
	replace("length", func(library spec.FuncExtension, args []spec.PathValue) spec.PathValue {
		if text, ok := stringArgument(args[0]); ok && !t.spend(float64(len(text))*lengthSteps) {
			return nil
		}
		return library.Evaluate(args)
	})
	replace("match", func(_ spec.FuncExtension, args []spec.PathValue) spec.PathValue { return t.match(args, true) })
	replace("search", func(_ spec.FuncExtension, args []spec.PathValue) spec.PathValue { return t.match(args, false) })
	return t
}

// stringArgument returns an argument that is a string.
func stringArgument(arg spec.PathValue) (text string, ok bool) {
	if value, _ := arg.(*spec.ValueType); value != nil {
		text, ok = value.Value().(string)
	}
	return text, ok
}

// match reports whether a string matches a regular expression. An argument that is no string
// and an invalid regular expression match nothing.
func (t *textFunctions) match(args []spec.PathValue, isWhole bool) spec.PathValue {
	text, isString := stringArgument(args[0])
	pattern, isPattern := stringArgument(args[1])
	if !isString || !isPattern {
		return spec.LogicalFalse
	}
	p := t.program(programKey{pattern, isWhole})
	if p.Regexp == nil || !t.spend(float64(1+len(text))*float64(p.instructions)*matchSteps) {
		return spec.LogicalFalse
	}
	return spec.Logical(p.MatchString(text))
}

// program compiles a regular expression of RFC 9485, in which a dot matches neither a line
// feed nor a carriage return.
func (t *textFunctions) program(key programKey) program {
	if known, ok := t.programs[key]; ok {
		return known
	}
	var p program
	if tree, err := syntax.Parse(key.pattern, syntax.Perl|syntax.DotNL); err == nil {
		replaceDots(tree)
		p.instructions = instructionsOf(tree)
		if !t.spend(float64(p.instructions) * compileSteps) {
			return program{}
		}
		pattern := tree.String()
		if key.isWhole {
			pattern = `\A(?:` + pattern + `)\z`
		}
		p.Regexp, _ = regexp.Compile(pattern)
	}
	t.programs[key] = p
	return p
}

// replaceDots replaces each dot by the class of characters that it matches.
func replaceDots(tree *syntax.Regexp) {
	if tree.Op == syntax.OpAnyChar {
		class, _ := syntax.Parse(`[^\n\r]`, syntax.Perl)
		*tree = *class
	}
	for _, sub := range tree.Sub {
		replaceDots(sub)
	}
}

// instructionsOf returns the number of instructions of a regular expression, in which a
// repetition such as x{3} contains its part three times.
func instructionsOf(tree *syntax.Regexp) int {
	n := 1 + len(tree.Rune)
	for _, sub := range tree.Sub {
		n += 1 + instructionsOf(sub)
	}
	if tree.Op == syntax.OpRepeat {
		n *= max(tree.Min, tree.Max, 1)
	}
	return n
}
