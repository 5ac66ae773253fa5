package source

// Reading and checking OpenAPI Overlays.
//
// An overlay is a list of actions. Each action updates or removes the nodes of
// a description that a JSONPath selects, or copies a node to them (from
// version 1.1 on). Errors in the overlay itself are all reported here. Errors
// that depend on the description are reported when the overlay is applied
// (apply.go, with jsonpath.go for the targets).

import (
	"regexp"
	"strings"

	"github.com/theory/jsonpath"

	"github.com/fragen-go/fragen/generator/diag"
)

// Overlay is a checked overlay, to be applied by Document.Overlay.
type Overlay struct {
	doc     *Document // the overlay's own tree, for positions
	scalars bool      // scalars may be updated and removed, as in version 1.1
	actions []action

	functions *textFunctions // of the queries
}

// action is one entry of the overlay's actions.
type action struct {
	target query
	update *Node  // nil if absent
	copy   *query // nil if absent
	remove bool
}

// query is a JSONPath with the node it was read from.
type query struct {
	node *Node
	path *jsonpath.Path
}

// maxQuery limits the length of a JSONPath in bytes.
const maxQuery = 10_000

// ReadOverlay reads an overlay from text, which is JSON or YAML. The argument
// file is a name for positions only. The overlay is nil if the list has errors.
func ReadOverlay(file, text string) (*Overlay, *diag.List) {
	doc, diags := openText(file, text)
	if doc == nil {
		return nil, diags
	}
	doc.Load()
	r := &overlayReader{doc: doc, diags: diags, functions: newTextFunctions()}
	overlay := r.readRoot(doc.Root)
	if diags.HasErrors() {
		return nil, diags
	}
	return overlay, diags
}

type overlayReader struct {
	doc       *Document
	diags     *diag.List
	functions *textFunctions
}

var overlayVersion = regexp.MustCompile(`^1\.([01])\.\d+$`)

func (r *overlayReader) readRoot(root *Node) *Overlay {
	version := root.Get("overlay")
	if root.Kind != Map || version == nil {
		r.diags.Errorf(r.doc.nodePos(root), "not-overlay",
			`not an OpenAPI overlay: missing key "overlay", which specifies the version%s`,
			suggestMisspelled("overlay", root))
		return nil
	}
	found := overlayVersion.FindStringSubmatch(version.stringValue())
	if found == nil {
		r.diags.Errorf(r.doc.nodePos(version), "overlay-version",
			`overlay version %q is not supported; write a string such as "1.0.0" or "1.1.0"`, version.Text)
		return nil
	}
	overlay := &Overlay{doc: r.doc, scalars: found[1] == "1", functions: r.functions}
	r.checkKeys(root, []string{"overlay", "info", "extends", "actions"}, "overlay", "info", "actions")
	r.checkKind(root, "extends", String)
	if info := root.Get("info"); info != nil && r.checkKind(root, "info", Map) {
		known := []string{"title", "version"}
		if overlay.scalars {
			known = append(known, "description")
		}
		r.checkKeys(info, known, "title", "version")
		for _, key := range known {
			r.checkKind(info, key, String)
		}
	}
	if actions := root.Get("actions"); actions != nil && r.checkKind(root, "actions", Seq) {
		if len(actions.Items) == 0 {
			r.diags.Errorf(r.doc.nodePos(actions), "missing-key", "the overlay has no actions; list at least one")
		}
		for _, item := range actions.Items {
			if a := r.readAction(item, overlay.scalars); a != nil {
				overlay.actions = append(overlay.actions, *a)
			}
		}
	}
	return overlay
}

// checkKeys reports unknown members of n and missing required ones.
func (r *overlayReader) checkKeys(n *Node, known []string, needed ...string) {
	for _, key := range needed {
		if n.Get(key) == nil {
			r.diags.Errorf(r.doc.nodePos(n), "missing-key", "missing key %q%s", key, suggestMisspelled(key, n))
		}
	}
next:
	for _, f := range n.Fields {
		for _, key := range known {
			if f.Key == key || isExtension(f.Key) {
				continue next
			}
		}
		near := diag.DidYouMean(f.Key, known)
		if near == "" {
			near = "; known keys are " + strings.Join(known, ", ") + ", and extensions that begin with x-"
		}
		r.diags.Errorf(r.doc.keyPos(f), "unknown-key", "unknown key %q%s", f.Key, near)
	}
}

// checkKind reports whether n has the member key with the expected kind, and
// adds a diagnostic if the kind differs.
func (r *overlayReader) checkKind(n *Node, key string, expected Kind) bool {
	value := n.Get(key)
	if value != nil && value.Kind != expected {
		r.diags.Errorf(r.doc.nodePos(value), "wrong-kind", "%q: expected %s, found %s", key, expected, value.Kind)
	}
	return value != nil && value.Kind == expected
}

// readAction reads an action. It returns nil if the action is unusable.
func (r *overlayReader) readAction(n *Node, copies bool) *action {
	if n.Kind != Map {
		r.diags.Errorf(r.doc.nodePos(n), "wrong-kind", "an action: expected a map, found %s", n.Kind)
		return nil
	}
	known := []string{"target", "description", "update", "remove"}
	if copies {
		known = append(known, "copy")
	} else if i := n.fieldIndex("copy"); i >= 0 {
		r.diags.Errorf(r.doc.keyPos(n.Fields[i]), "overlay-version",
			`"copy" requires overlay version 1.1; write "overlay: 1.1.0"`)
		known = append(known, "copy")
	}
	r.checkKeys(n, known, "target")
	r.checkKind(n, "description", String)
	a := &action{update: n.Get("update")}
	if target := r.readQuery(n, "target"); target != nil {
		a.target = *target
		if len(target.path.Query().Segments()) == 0 && r.checkKind(n, "remove", Bool) &&
			n.Get("remove").Text == "true" {
			r.diags.Errorf(r.doc.nodePos(target.node), "remove-root",
				"an action cannot remove the whole description; narrow its target")
			return nil
		}
	} else {
		return nil
	}
	a.copy = r.readQuery(n, "copy")
	a.remove = r.checkKind(n, "remove", Bool) && n.Get("remove").Text == "true"
	switch {
	case a.update != nil && a.copy != nil:
		r.diags.Errorf(r.doc.nodePos(a.copy.node), "both",
			"an action cannot have both update and copy; split it into two")
	case a.remove && (a.update != nil || a.copy != nil):
		r.diags.Warnf(r.doc.nodePos(n), "no-effect",
			"update and copy have no effect together with remove; split the action into two")
	case n.Get("remove") == nil && a.update == nil && n.Get("copy") == nil:
		r.diags.Warnf(r.doc.nodePos(n), "no-effect", "the action changes nothing; add %s",
			strings.Join(known[2:], " or "))
	}
	return a
}

// readQuery reads the JSONPath under key. It returns nil if the key is absent
// or the value is invalid.
func (r *overlayReader) readQuery(n *Node, key string) *query {
	if n.Get(key) == nil || !r.checkKind(n, key, String) {
		return nil
	}
	node := n.Get(key)
	if len(node.Text) > maxQuery {
		r.diags.Errorf(r.doc.nodePos(node), "jsonpath",
			"the JSONPath has %d bytes; the limit is %d", len(node.Text), maxQuery)
		return nil
	}
	path, err := r.functions.parser.Parse(node.Text)
	if err != nil {
		r.diags.Errorf(r.doc.nodePos(node), "jsonpath",
			"%q is not a valid JSONPath (RFC 9535): %s; "+
				"quote names that contain characters other than letters, digits and _, as in $.paths['/a/b'].get",
			node.Text, strings.TrimPrefix(err.Error(), "jsonpath: "))
		return nil
	}
	return &query{node, path}
}
