package lower

// What vendors, and we, say beyond the specification: x-permissions,
// x-limits, x-ms-deprecation, x-replaced-by, in paging.go x-ms-pageable, and in
// callbacks.go x-when-missing. Extensions are
// read from the text of the description, so that what has the wrong shape is
// reported where it stands.

import (
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/source"
)

// extension is the node of an extension of what stands at at, nil when there
// is none. Get is safe on it.
func (l *lowerer) extension(at diag.Pointer, key string) *source.Node {
	return l.doc.Source.At(at.Child(key))
}

// entries reads an extension that is a list of maps and visits each.
func (l *lowerer) entries(at diag.Pointer, key string, visit func(at diag.Pointer, n *source.Node)) {
	n := l.extension(at, key)
	if n == nil {
		return
	}
	at = at.Child(key)
	if n.Kind != source.Seq {
		l.warnf(at, "extension", "%s is %s; it must be a list of maps", key, n.Kind)
		return
	}
	for i, item := range n.Items {
		if item.Kind != source.Map {
			l.warnf(at.Index(i), "extension", "an entry of %s is %s; it must be a map", key, item.Kind)
			continue
		}
		visit(at.Index(i), item)
	}
}

// keys checks the keys of an extension's map and gives their texts.
func (l *lowerer) keys(at diag.Pointer, what string, n *source.Node, known ...string) map[string]string {
	found := map[string]string{}
	for _, f := range n.Fields {
		switch {
		case !contains(known, f.Key):
			l.warnf(at.Child(f.Key), "extension", "%s has no key %q%s", what, f.Key, diag.DidYouMean(f.Key, known))
		case f.Value.Kind == source.Map || f.Value.Kind == source.Seq:
			l.warnf(at.Child(f.Key), "extension", "%s of %s is %s; it must be a text", f.Key, what, f.Value.Kind)
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
			l.warnf(at, "extension", "an entry of x-permissions needs a type, such as application")
			return
		}
		list = append(list, p)
	})
	return list
}

// names reads a list of texts.
func (l *lowerer) names(at diag.Pointer, n *source.Node) []string {
	if n == nil {
		return nil
	}
	at = at.Child("names")
	if n.Kind != source.Seq {
		l.warnf(at, "extension", "names is %s; it must be a list of texts", n.Kind)
		return nil
	}
	var list []string
	for i, item := range n.Items {
		if item.Kind != source.String {
			l.warnf(at.Index(i), "extension", "a name is %s; it must be a text", item.Kind)
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
			l.warnf(at, "extension", "an entry of x-limits needs a name and a value with its unit")
			return
		}
		list = append(list, api.Limit{At: at, Name: texts["name"], Value: texts["value"], Note: texts["note"]})
	})
	return list
}

// deprecation says whether what stands at at goes away.
func (l *lowerer) deprecation(at diag.Pointer, deprecated bool) *api.Deprecation {
	replacement := l.extension(at, "x-replaced-by")
	ms := l.extension(at, "x-ms-deprecation")
	if !deprecated && replacement == nil && ms == nil {
		return nil
	}
	d := &api.Deprecation{}
	if replacement != nil {
		if replacement.Kind != source.String {
			l.warnf(at.Child("x-replaced-by"), "extension", "x-replaced-by is %s; it must be a text", replacement.Kind)
		}
		d.Replacement = text(replacement)
	}
	if ms != nil && ms.Kind != source.Map {
		l.warnf(at.Child("x-ms-deprecation"), "extension", "x-ms-deprecation is %s; it must be a map", ms.Kind)
	}
	d.Message = text(ms.Get("description"))
	d.Since = first(text(ms.Get("date")), text(ms.Get("version")))
	d.Removal = text(ms.Get("removalDate"))
	return d
}

// textAt is where the description of what stands at at is.
func textAt(at diag.Pointer) diag.Pointer { return at.Child("description") }

// addDoc fills what is still missing in doc from the schema at s.
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
