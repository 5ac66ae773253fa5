package lower

// Extensions beyond the specification: x-permissions, x-limits,
// x-ms-deprecation and x-replaced-by, with x-ms-pageable in paging.go and
// x-when-missing in callbacks.go. Extensions are read from the description's
// own tree, so that errors in them have exact positions.

import (
	"cmp"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/source"
)

// extension returns the node of an extension of the object at at, or nil.
// Calling Get on nil is safe.
func (l *lowerer) extension(at diag.Pointer, key string) *source.Node {
	return l.doc.Source.At(at.Child(key))
}

// entries calls visit for each entry of an extension that is a list of maps.
func (l *lowerer) entries(at diag.Pointer, key string, visit func(at diag.Pointer, n *source.Node)) {
	n := l.extension(at, key)
	if n == nil {
		return
	}
	at = at.Child(key)
	if n.Kind != source.Seq {
		l.warnf(at, "extension", "%s: expected a list of maps, found %s", key, n.Kind)
		return
	}
	for i, item := range n.Items {
		if item.Kind != source.Map {
			l.warnf(at.Index(i), "extension", "an entry of %s: expected a map, found %s", key, item.Kind)
			continue
		}
		visit(at.Index(i), item)
	}
}

// keys returns the string values of an extension's map and warns about unknown
// keys.
func (l *lowerer) keys(at diag.Pointer, extension string, n *source.Node, known ...string) map[string]string {
	found := map[string]string{}
	for _, f := range n.Fields {
		switch {
		case !contains(known, f.Key):
			l.warnf(at.Child(f.Key), "extension", "unknown key %q in %s%s", f.Key, extension, diag.DidYouMean(f.Key, known))
		case f.Value.Kind == source.Map || f.Value.Kind == source.Seq:
			l.warnf(at.Child(f.Key), "extension", "%q in %s: expected a string, found %s", f.Key, extension, f.Value.Kind)
		default:
			found[f.Key] = f.Value.Text
		}
	}
	return found
}

func contains(list []string, s string) bool {
	for _, item := range list {
		if item == s {
			return true
		}
	}
	return false
}

// permissions reads x-permissions of an operation.
func (l *lowerer) permissions(at diag.Pointer) []api.Permission {
	var list []api.Permission
	l.entries(at, "x-permissions", func(at diag.Pointer, n *source.Node) {
		p := api.Permission{At: at, Names: l.names(at, n.Get("names"))}
		plain := *n
		plain.Fields = nil
		for _, f := range n.Fields {
			if f.Key != "names" {
				plain.Fields = append(plain.Fields, f)
			}
		}
		texts := l.keys(at, "x-permissions", &plain, "type", "note")
		p.Kind, p.Note = texts["type"], texts["note"]
		if p.Kind == "" {
			l.warnf(at, "extension", `missing key "type" in an entry of x-permissions; write "type: application" for example`)
			return
		}
		list = append(list, p)
	})
	return list
}

// names reads the list of strings under "names".
func (l *lowerer) names(at diag.Pointer, n *source.Node) []string {
	if n == nil {
		return nil
	}
	at = at.Child("names")
	if n.Kind != source.Seq {
		l.warnf(at, "extension", "names: expected a list of strings, found %s", n.Kind)
		return nil
	}
	var list []string
	for i, item := range n.Items {
		if item.Kind != source.String {
			l.warnf(at.Index(i), "extension", "an entry of names: expected a string, found %s", item.Kind)
			continue
		}
		list = append(list, item.Text)
	}
	return list
}

// declaredLimits reads x-limits of an operation or a property.
func (l *lowerer) declaredLimits(at diag.Pointer) []api.Limit {
	var list []api.Limit
	l.entries(at, "x-limits", func(at diag.Pointer, n *source.Node) {
		texts := l.keys(at, "x-limits", n, "name", "value", "note")
		if texts["name"] == "" || texts["value"] == "" {
			l.warnf(at, "extension", "an entry of x-limits needs the keys name and value; give the value a unit")
			return
		}
		list = append(list, api.Limit{At: at, Name: texts["name"], Value: texts["value"], Note: texts["note"]})
	})
	return list
}

// deprecation returns the deprecation of the object at at, or nil if it is not
// deprecated.
func (l *lowerer) deprecation(at diag.Pointer, deprecated bool) *api.Deprecation {
	replacement := l.extension(at, "x-replaced-by")
	ms := l.extension(at, "x-ms-deprecation")
	if !deprecated && replacement == nil && ms == nil {
		return nil
	}
	d := &api.Deprecation{}
	if replacement != nil {
		if replacement.Kind != source.String {
			l.warnf(at.Child("x-replaced-by"), "extension", "x-replaced-by: expected a string, found %s", replacement.Kind)
		}
		d.Replacement = text(replacement)
	}
	if ms != nil && ms.Kind != source.Map {
		l.warnf(at.Child("x-ms-deprecation"), "extension", "x-ms-deprecation: expected a map, found %s", ms.Kind)
	}
	d.Message = text(ms.Get("description"))
	d.Since = cmp.Or(text(ms.Get("date")), text(ms.Get("version")))
	d.Removal = text(ms.Get("removalDate"))
	return d
}

// textAt returns the pointer of the description of the object at at.
func textAt(at diag.Pointer) diag.Pointer { return at.Child("description") }

// addDoc fills the empty parts of doc from the schema at s.
func (l *lowerer) addDoc(doc *api.Doc, s spot) {
	if s.schema == nil {
		return
	}
	if doc.Description == "" && s.schema.Description != "" {
		doc.Description, doc.At = s.schema.Description, textAt(s.at)
	}
	if docs := s.schema.ExternalDocs; docs != nil && doc.URL == "" {
		doc.URL, doc.URLTitle = strings.TrimSpace(docs.URL), docs.Description
	}
	if doc.Deprecated == nil {
		doc.Deprecated = l.deprecation(s.at, s.schema.Deprecated)
	}
}
