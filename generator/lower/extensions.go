package lower

// Extensions beyond the specification: x-permissions, x-limits,
// x-ms-deprecation and x-replaced-by, with x-ms-pageable in paging.go and
// x-when-missing in callbacks.go. Extensions are read from the description's
// own tree so that errors in them have exact positions.

import (
	"cmp"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/source"
)

// extension returns the node of an extension of the object at the given
// pointer, or nil. Calling Get on nil is safe.
func (l *lowerer) extension(at diag.Pointer, key string) *source.Node {
	return l.doc.Source.Member(at, key)
}

// eachEntry calls visit for each entry of an extension that is a list of maps.
func (l *lowerer) eachEntry(at diag.Pointer, key string, visit func(at diag.Pointer, n *source.Node)) {
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
			l.warnf(at.Index(i), "extension", "an %s entry: expected a map, found %s", key, item.Kind)
			continue
		}
		visit(at.Index(i), item)
	}
}

// readKeys returns the string values of an extension's map and warns about
// unknown keys.
func (l *lowerer) readKeys(at diag.Pointer, extension string, n *source.Node, known ...string) map[string]string {
	found := map[string]string{}
	for _, f := range n.Fields {
		switch {
		case !containsString(known, f.Key):
			l.warnf(at.Child(f.Key), "extension", "unknown key %q in %s%s", f.Key, extension,
				diag.DidYouMean(f.Key, known))
		case f.Value.Kind == source.Map || f.Value.Kind == source.Seq:
			l.warnf(at.Child(f.Key), "extension", "%q in %s: expected a string, found %s", f.Key, extension,
				f.Value.Kind)
		default:
			found[f.Key] = f.Value.Text
		}
	}
	return found
}

func containsString(list []string, s string) bool {
	for _, item := range list {
		if item == s {
			return true
		}
	}
	return false
}

// readPermissions reads x-permissions of an operation.
func (l *lowerer) readPermissions(at diag.Pointer) []api.Permission {
	var list []api.Permission
	l.eachEntry(at, "x-permissions", func(at diag.Pointer, n *source.Node) {
		p := api.Permission{At: at, Names: l.readNames(at, n.Get("names"))}
		plain := *n
		plain.Fields = nil
		for _, f := range n.Fields {
			if f.Key != "names" {
				plain.Fields = append(plain.Fields, f)
			}
		}
		texts := l.readKeys(at, "x-permissions", &plain, "type", "note")
		p.Kind, p.Note = texts["type"], texts["note"]
		if p.Kind == "" {
			l.warnf(at, "extension",
				`missing key "type" in an x-permissions entry; write, for example, "type: application"`)
			return
		}
		list = append(list, p)
	})
	return list
}

// readNames reads the list of strings under "names".
func (l *lowerer) readNames(at diag.Pointer, n *source.Node) []string {
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
			l.warnf(at.Index(i), "extension", "a name in the list: expected a string, found %s", item.Kind)
			continue
		}
		list = append(list, item.Text)
	}
	return list
}

// readLimits reads x-limits of an operation or a property.
func (l *lowerer) readLimits(at diag.Pointer) []api.Limit {
	var list []api.Limit
	l.eachEntry(at, "x-limits", func(at diag.Pointer, n *source.Node) {
		texts := l.readKeys(at, "x-limits", n, "name", "value", "note")
		if texts["name"] == "" || texts["value"] == "" {
			l.warnf(at, "extension", "an x-limits entry requires a name and a value; include the unit in the value")
			return
		}
		list = append(list, api.Limit{At: at, Name: texts["name"], Value: texts["value"], Note: texts["note"]})
	})
	return list
}

// readDeprecation returns the deprecation of the object at the given pointer,
// or nil if it is not deprecated.
func (l *lowerer) readDeprecation(at diag.Pointer, deprecated bool) *api.Deprecation {
	replacement := l.extension(at, "x-replaced-by")
	ms := l.extension(at, "x-ms-deprecation")
	if !deprecated && replacement == nil && ms == nil {
		return nil
	}
	d := &api.Deprecation{}
	if replacement != nil {
		if replacement.Kind != source.String {
			l.warnf(at.Child("x-replaced-by"), "extension", "x-replaced-by: expected a string, found %s",
				replacement.Kind)
		}
		d.Replacement = scalarText(replacement)
	}
	if ms != nil && ms.Kind != source.Map {
		l.warnf(at.Child("x-ms-deprecation"), "extension", "x-ms-deprecation: expected a map, found %s", ms.Kind)
	}
	d.Message = scalarText(ms.Get("description"))
	d.Since = cmp.Or(scalarText(ms.Get("date")), scalarText(ms.Get("version")))
	d.Removal = scalarText(ms.Get("removalDate"))
	return d
}

// descriptionAt returns the pointer of the description of the object at
// the given pointer.
func descriptionAt(at diag.Pointer) diag.Pointer { return at.Child("description") }

// addDoc fills the empty parts of doc from the schema at s.
func (l *lowerer) addDoc(doc *api.Doc, s schemaNode) {
	if s.schema == nil {
		return
	}
	if doc.Description == "" && s.schema.Description != "" {
		doc.Description, doc.At = s.schema.Description, descriptionAt(s.at)
	}
	if docs := s.schema.ExternalDocs; docs != nil && doc.URL == "" {
		doc.URL, doc.URLTitle = strings.TrimSpace(docs.URL), docs.Description
	}
	if doc.Deprecated == nil {
		doc.Deprecated = l.readDeprecation(s.at, s.schema.Deprecated)
	}
}
