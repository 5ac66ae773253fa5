package lower

// Path templates with a query or a fragment.
//
// OpenAPI does not allow them, but services that choose an operation by a query
// parameter cannot be described otherwise:
//
//	/forecast?units=metric&lat={lat}   units=metric is always sent, lat is a parameter
//	/forecast{?lat,lon}                lat and lon are query parameters, as in RFC 6570
//	/files/{id}#copy, /files/{id}{#x}  a fragment only distinguishes operations
//
// Such a suffix becomes a segment of its own, which adds nothing to the path of
// a request.

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
)

// queryExpressions matches expressions of RFC 6570 for a query or fragment at the
// end of a template.
var queryExpressions = regexp.MustCompile(`^(\{[?&][^{}]*\})*(\{#[^{}]*\}|#.*)?$`)

// splitSuffix splits a template before its query or fragment. Any other question
// mark within braces is part of a parameter's name.
func splitSuffix(template string) (path, suffix string) {
	depth := 0
	for i, c := range template {
		switch c {
		case '{':
			if queryExpressions.MatchString(template[i:]) {
				return template[:i], template[i:]
			}
			depth++
		case '}':
			depth--
		case '?', '#':
			if depth <= 0 {
				return template[:i], template[i:]
			}
		}
	}
	return template, ""
}

// suffixPair is a pair of the query in a suffix.
type suffixPair struct {
	api.QueryPair
	expanded bool // of an expression such as {?lat,lon}, whose parameters are optional
	explode  bool // of an expression such as {?list*}
}

// splitQuery splits a suffix without its fragment into pairs and expressions:
// ?units=metric{&lat,lon} gives units=metric and {&lat,lon}.
func splitQuery(suffix string) (parts []string, fragment string) {
	start, depth := 0, 0
	end := func(i int) {
		if i > start {
			parts = append(parts, suffix[start:i])
		}
	}
	for i, c := range suffix {
		switch {
		case c == '#':
			end(i - depth) // without the brace of {#x}
			return parts, strings.Trim(suffix[i:], "#{}")
		case c == '{' && depth == 0 && (strings.HasPrefix(suffix[i:], "{?") || strings.HasPrefix(suffix[i:], "{&")):
			end(i)
			start, depth = i, 1
		case c == '{':
			depth++
		case c == '}':
			if depth--; depth == 0 && suffix[start] == '{' {
				end(i + 1)
				start = i + 1
			}
		case (c == '?' || c == '&') && depth == 0:
			end(i)
			start = i + 1
		}
	}
	end(len(suffix))
	return parts, ""
}

// queryPairs returns the pairs of the query in a suffix.
func queryPairs(suffix string) (pairs []suffixPair) {
	parts, _ := splitQuery(suffix)
	for _, text := range parts {
		if text[0] == '{' {
			for name := range strings.SplitSeq(strings.Trim(text, "{?&}"), ",") {
				name, _, _ = strings.Cut(name, ":") // the prefix of a value cannot be declared
				plain := strings.TrimRight(name, "*")
				if plain != "" {
					pair := api.QueryPair{Name: plain, Value: "{" + plain + "}"}
					pairs = append(pairs, suffixPair{pair, true, plain != name})
				}
			}
			continue
		}
		name, value, _ := strings.Cut(text, "=")
		if name = unescapeQuery(name); name != "" {
			pair := api.QueryPair{Name: name, Value: unescapeQuery(value)}
			pairs = append(pairs, suffixPair{QueryPair: pair, explode: true})
		}
	}
	return pairs
}

func unescapeQuery(text string) string {
	if plain, err := url.QueryUnescape(text); err == nil {
		return plain
	}
	return text
}

// lowerSuffix moves the query of a template to the operation. It returns the
// parameters with those that the query names.
func (l *lowerer) lowerSuffix(o *api.Operation, template string, params []*api.Param) []*api.Param {
	_, suffix := splitSuffix(template)
	for _, pair := range queryPairs(suffix) {
		open := strings.IndexByte(pair.Value, '{')
		name := strings.Trim(pair.Value, "{}")
		find := func(name string, in api.ParamIn) int {
			return slices.IndexFunc(params, func(p *api.Param) bool { return p.Name == name && p.In == in })
		}
		declared := max(find(name, api.InPath), find(name, api.InQuery), find(pair.Name, api.InQuery))
		switch {
		case open < 0:
			o.Query = append(o.Query, pair.QueryPair)
			if i := find(pair.Name, api.InQuery); i >= 0 {
				params = slices.Delete(slices.Clone(params), i, i+1)
			}
		case declared >= 0 && pair.Value == "{"+name+"}":
			p := params[declared]
			if p.In == api.InPath {
				p.Style, p.Explode = "form", pair.explode
			}
			p.Name, p.In, p.Required = pair.Name, api.InQuery, p.Required || !pair.expanded
		default:
			params = append(params, &api.Param{
				Origin: o.Origin, Name: pair.Name, In: api.InQuery, Required: !pair.expanded,
				Style: "form", Explode: pair.explode,
				Type: api.Use{Type: &api.Type{Origin: o.Origin, Kind: api.String}},
			})
		}
	}
	return l.withoutDuplicates(params)
}

// withoutDuplicates returns params without the parameters that have the name and location
// of an earlier one: /forecast?units={system} beside the query parameter units.
func (l *lowerer) withoutDuplicates(params []*api.Param) []*api.Param {
	known := map[string]bool{}
	return slices.DeleteFunc(slices.Clone(params), func(p *api.Param) bool {
		key := string(p.In) + " " + p.Name
		if known[key] {
			l.warnf(p.Origin.Pointer, "duplicate-parameter",
				"duplicate %s parameter %q; the first one is used, so remove this one", p.In, p.Name)
		}
		defer func() { known[key] = true }()
		return known[key]
	})
}

// suffixSegment returns the segment for the suffix of a template. Its literal is
// the words of the suffix: "with lat and lon" for "?lat={lat}&lon={lon}".
func (l *lowerer) suffixSegment(template, suffix string) api.Segment {
	_, fragment := splitQuery(suffix)
	var words, names []string
	for _, pair := range queryPairs(suffix) {
		if strings.Contains(pair.Value, "{") {
			names = append(names, pair.Name)
		} else {
			words = append(words, pair.Name, pair.Value)
		}
	}
	if len(names) > 0 {
		words = append(words, "with", strings.Join(names, " and "))
	}
	words = append(words, fragment)
	at := pathsAt.Child(template)
	return api.Segment{
		Origin: l.origin(at), Suffix: suffix, Parts: []api.Part{{Literal: strings.TrimSpace(strings.Join(words, " "))}},
	}
}
