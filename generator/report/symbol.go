package report

// This file writes Go symbols as code. A finding has the name of a symbol and its type
// on both sides: the signature of a function, the kind of a type, or the type and the
// value of a constant.

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/review"
)

// declaration returns a Go symbol as a line of code: "func (T) Get(ctx) error",
// "type T struct", "T.Field *string". The type of a context is left out, because it is
// the same everywhere.
func declaration(name, typ string) string {
	name, typ = clean(name), strings.ReplaceAll(clean(typ), "ctx context.Context", "ctx")
	if rest, ok := strings.CutPrefix(typ, "func("); ok {
		if receiver, method, ok := strings.Cut(name, "."); ok {
			return "func (" + receiver + ") " + method + "(" + rest
		}
		return "func " + name + "(" + rest
	}
	switch {
	case typ == "":
		return name
	case strings.HasPrefix(typ, "const = "):
		return "const " + name + strings.TrimPrefix(typ, "const")
	case strings.HasPrefix(typ, "= "):
		if c := typ[2]; c == '"' || c == '-' || c >= '0' && c <= '9' {
			return "const " + name + " " + typ
		}
		return "type " + name + " " + typ // an alias
	case isDeclared(typ) && !strings.Contains(name, "."):
		return "type " + name + " " + typ
	}
	return name + " " + typ
}

func isDeclared(typ string) bool {
	word, _, _ := strings.Cut(typ, " ")
	word, _, _ = strings.Cut(word, "{")
	return word == "struct" || word == "interface"
}

// telling returns the symbols of a finding that a reader needs, those on both sides first.
// If a type is gone or new, its members are too, and are left out. If something was
// renamed, its old and its new symbol are one.
func telling(f *review.Finding) []review.Symbol {
	whole := map[string]bool{} // types that are on one side only
	for _, s := range f.Symbols {
		if s.Old == "" || s.New == "" {
			whole[s.Package+" "+s.Old+s.New] = true
		}
	}
	var both, gone, added []review.Symbol
	for _, s := range f.Symbols {
		owner, _, isMember := strings.Cut(s.Old+s.New, ".")
		switch {
		case s.Old != "" && s.New != "":
			both = append(both, s)
		case isMember && whole[s.Package+" "+owner]:
		case s.New == "":
			gone = append(gone, s)
		default:
			added = append(added, s)
		}
	}
	if len(gone) == 1 && len(added) == 1 && strings.HasSuffix(f.Rule, ".renamed") {
		was, is := gone[0], added[0]
		is.Old, is.OldType, is.OldLine = was.Old, was.OldType, was.OldLine
		return append([]review.Symbol{is}, both...)
	}
	for _, list := range [][]review.Symbol{gone, added} {
		slices.SortStableFunc(list, func(a, b review.Symbol) int { return cmp.Compare(weight(a), weight(b)) })
	}
	return slices.Concat(both, gone, added)
}

// weight orders the symbols of one side: the members of types first, then types, then
// aliases, constants and functions, which often come with a type.
func weight(s review.Symbol) int {
	switch {
	case strings.Contains(s.Old+s.New, "."):
		return 0
	case isDeclared(s.OldType + s.NewType):
		return 1
	}
	return 2
}

// shortChange returns both sides of a symbol as short as their difference allows:
//
//	T.Get(ctx, options)  →  Get(ctx, body, options)
//	T.Field *string      →  string
//	T.Get(…) error       →  (*Order, error)
//	KindA                →  KindB, for constants
//
// A side without the symbol is "".
func shortChange(s review.Symbol) (was, is string) {
	was, is = declaration(s.Old, s.OldType), declaration(s.New, s.NewType)
	if s.Old == "" || s.New == "" || was == is {
		return was, is
	}
	if a, b := callOf(s.Old, s.OldType), callOf(s.New, s.NewType); a != "" && b != "" && a != b {
		if receiver, method, ok := strings.Cut(b, "."); ok && s.Old == s.New && !strings.Contains(receiver, "(") {
			b = method
		}
		return a, b
	}
	if results := resultsOf(s.NewType); results != "" && s.Old == s.New && paramsOf(s.OldType) == paramsOf(s.NewType) {
		return clean(s.Old) + "(…) " + resultsOf(s.OldType), results
	}
	oldType, _, isConst := strings.Cut(s.OldType, " = ")
	if newType, _, _ := strings.Cut(s.NewType, " = "); isConst && s.Old != s.New && oldType == newType {
		return clean(s.Old), clean(s.New) // constants of the same type
	}
	if s.Old == s.New && s.NewType != "" && !strings.HasPrefix(s.NewType, "func(") {
		return was, clean(s.NewType)
	}
	return was, is
}

// callOf returns a call of a function with the names of its parameters: "T.Get(ctx,
// options)". The result is "" for other symbols.
func callOf(name, typ string) string {
	rest, ok := strings.CutPrefix(clean(typ), "func(")
	if !ok {
		return ""
	}
	list, _, ok := parameters(rest)
	if !ok {
		return ""
	}
	for i, parameter := range list {
		list[i], _, _ = strings.Cut(parameter, " ")
	}
	return clean(name) + "(" + strings.Join(list, ", ") + ")"
}

// paramsOf returns the parameters of a function's type, "" for other types.
func paramsOf(typ string) string {
	rest, ok := strings.CutPrefix(clean(typ), "func(")
	list, _, closed := parameters(rest)
	if !ok || !closed {
		return ""
	}
	return "(" + strings.Join(list, ", ") + ")"
}

// resultsOf returns the results of a function's type, "" for other types.
func resultsOf(typ string) string {
	rest, ok := strings.CutPrefix(clean(typ), "func(")
	_, results, closed := parameters(rest)
	if !ok || !closed {
		return ""
	}
	return strings.TrimSpace(results)
}

// changeSentence returns a sentence about the first symbol of a finding that differs,
// "" if there is none.
func changeSentence(f *review.Finding) string {
	for _, s := range telling(f) {
		was, is := shortChange(s)
		switch {
		case was == is:
			continue
		case was == "":
			return is + " is new."
		case is == "":
			return was + " was removed."
		}
		return was + " became " + is + "."
	}
	return ""
}

// broken returns a long signature with a line for each parameter.
func broken(line string) string {
	const most = 60
	if len(line) <= most || !strings.HasPrefix(line, "func ") {
		return line
	}
	open := strings.Index(line, "(")
	if strings.HasPrefix(line, "func (") { // after the receiver
		end := strings.Index(line, ") ")
		if end < 0 {
			return line
		}
		open = end + 2 + strings.Index(line[end+2:], "(")
	}
	params, rest, ok := parameters(line[open+1:])
	if !ok || len(params) == 0 {
		return line
	}
	return line[:open+1] + "\n\t" + strings.Join(params, ",\n\t") + ",\n)" + rest
}

// parameters splits the parameters up to the closing parenthesis from the rest of a
// signature.
func parameters(s string) (list []string, rest string, ok bool) {
	depth, start := 0, 0
	for i := range len(s) {
		switch s[i] {
		case '(', '[', '{':
			depth++
		case ']', '}':
			depth--
		case ',':
			if depth == 0 {
				list = append(list, strings.TrimSpace(s[start:i]))
				start = i + 1
			}
		case ')':
			if depth == 0 {
				if last := strings.TrimSpace(s[start:i]); last != "" {
					list = append(list, last)
				}
				return list, s[i+1:], true
			}
			depth--
		}
	}
	return nil, "", false
}
