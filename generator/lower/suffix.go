package lower

// Path templates with a query or a fragment.
//
// OpenAPI does not allow them, but services that choose an operation by a query
// parameter cannot be described otherwise:
//
//	/forecast?units=metric&lat={lat}   units=metric is always sent, lat is a parameter
//	/files/{id}#copy                   a fragment only distinguishes operations
//
// Such a suffix becomes a segment of its own, which adds nothing to the path of
// a request.

import (
	"net/url"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
)

// splitSuffix splits a template before its query or fragment. A question mark
// within braces is part of a parameter's name.
func splitSuffix(template string) (path, suffix string) {
	depth := 0
	for i, c := range template {
		switch c {
		case '{':
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

// queryPairs returns the pairs of the query in a suffix.
func queryPairs(suffix string) (pairs []api.QueryPair) {
	query, _, _ := strings.Cut(suffix, "#")
	for text := range strings.SplitSeq(strings.TrimPrefix(query, "?"), "&") {
		name, value, _ := strings.Cut(text, "=")
		if name = unescapeQuery(name); name != "" {
			pairs = append(pairs, api.QueryPair{Name: name, Value: unescapeQuery(value)})
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
			o.Query = append(o.Query, pair)
			if i := find(pair.Name, api.InQuery); i >= 0 {
				params = slices.Delete(slices.Clone(params), i, i+1)
			}
		case declared >= 0 && pair.Value == "{"+name+"}":
			p := params[declared]
			if p.In == api.InPath {
				p.Style, p.Explode = "form", true
			}
			p.Name, p.In, p.Required = pair.Name, api.InQuery, true
		default:
			params = append(params, &api.Param{
				Origin: o.Origin, Name: pair.Name, In: api.InQuery, Required: true, Style: "form", Explode: true,
				Type: api.Use{Type: &api.Type{Origin: o.Origin, Kind: api.String}},
			})
		}
	}
	return params
}

// suffixSegment returns the segment for the suffix of a template. Its literal is
// the words of the suffix: "with lat and lon" for "?lat={lat}&lon={lon}".
func (l *lowerer) suffixSegment(template, suffix string) api.Segment {
	query, fragment, _ := strings.Cut(suffix, "#")
	var words, names []string
	for _, pair := range queryPairs(query) {
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
