package source

// OpenAPI Overlays, read and checked.
//
// An overlay is a list of actions, each of which updates or removes what a
// JSONPath selects in a description, or, from version 1.1 on, copies something
// there. How it is applied is told in apply.go, how a JSONPath finds its
// targets in jsonpath.go. All that is wrong with an overlay by itself is
// reported here, at once; what does not fit the description is reported when it
// is applied.

import (
	"regexp"
	"strings"

	"github.com/theory/jsonpath"

	"github.com/fragen-go/fragen/generator/diag"
)

// Overlay is an overlay that can be applied, see Document.Overlay.
type Overlay struct {
	doc     *Document // the overlay's own tree, for positions
	scalars bool      // scalars may be updated and removed, as from 1.1 on
	actions []action
}

// action is one change.
type action struct {
	target query
	update *Node  // nil for none
	copy   *query // nil for none
	remove bool
}

// query is a JSONPath with the place where it was written.
type query struct {
	node *Node
	path *jsonpath.Path
}

// maxQuery is the length in bytes of the longest JSONPath that is read.
const maxQuery = 10_000

// ReadOverlay reads the overlay text, JSON or YAML, that came from file, a name
// for positions only. It is nil when the list has errors.
func ReadOverlay(file, text string) (*Overlay, *diag.List) {
	doc, diags := openText(file, text)
	if doc == nil {
		return nil, diags
	}
	doc.Load()
	r := &overlayReader{doc: doc, diags: diags}
	overlay := r.overlay(doc.Root)
	if diags.HasErrors() {
		return nil, diags
	}
	return overlay, diags
}

type overlayReader struct {
	doc   *Document
	diags *diag.List
}

var overlayVersion = regexp.MustCompile(`^1\.([01])\.\d+$`)

func (r *overlayReader) overlay(root *Node) *Overlay {
	version := root.Get("overlay")
	if root.Kind != Map || version == nil {
		r.diags.Errorf(r.doc.at(root), "not-overlay", `not an OpenAPI overlay: the key "overlay" with its version is missing%s`, slip("overlay", root))
		return nil
	}
	found := overlayVersion.FindStringSubmatch(version.text())
	if found == nil {
		r.diags.Errorf(r.doc.at(version), "overlay-version", "overlay version %q is not supported; 1.0.x and 1.1.x are, written as a string with three parts", version.Text)
		return nil
	}
	overlay := &Overlay{doc: r.doc, scalars: found[1] == "1"}
	r.keys(root, []string{"overlay", "info", "extends", "actions"}, "overlay", "info", "actions")
	r.kind(root, "extends", String)
	if info := root.Get("info"); info != nil && r.kind(root, "info", Map) {
		known := []string{"title", "version"}
		if overlay.scalars {
			known = append(known, "description")
		}
		r.keys(info, known, "title", "version")
		for _, key := range known {
			r.kind(info, key, String)
		}
	}
	if actions := root.Get("actions"); actions != nil && r.kind(root, "actions", Seq) {
		if len(actions.Items) == 0 {
			r.diags.Errorf(r.doc.at(actions), "missing-key", "there is no action; list what is to be changed")
		}
		for _, item := range actions.Items {
			if a := r.action(item, overlay.scalars); a != nil {
				overlay.actions = append(overlay.actions, *a)
			}
		}
	}
	return overlay
}

// keys reports members of n that are not known, and those needed that are
// missing.
func (r *overlayReader) keys(n *Node, known []string, needed ...string) {
	for _, key := range needed {
		if n.Get(key) == nil {
			r.diags.Errorf(r.doc.at(n), "missing-key", "the key %q is missing here%s", key, slip(key, n))
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
			near = "; known are " + strings.Join(known, ", ") + " and extensions, which begin with x-"
		}
		r.diags.Errorf(r.doc.key(f), "unknown-key", "unknown key %q%s", f.Key, near)
	}
}

// kind reports whether the member key of n is there and is what it should be,
// and reports it when it is something else.
func (r *overlayReader) kind(n *Node, key string, due Kind) bool {
	value := n.Get(key)
	if value != nil && value.Kind != due {
		r.diags.Errorf(r.doc.at(value), "wrong-kind", "%q: %s is due here, not %s", key, due, value.Kind)
	}
	return value != nil && value.Kind == due
}

// action reads an action, nil when it cannot be carried out.
func (r *overlayReader) action(n *Node, copies bool) *action {
	if n.Kind != Map {
		r.diags.Errorf(r.doc.at(n), "wrong-kind", "an action: a map is due here, not %s", n.Kind)
		return nil
	}
	known := []string{"target", "description", "update", "remove"}
	if copies {
		known = append(known, "copy")
	} else if i := n.index("copy"); i >= 0 {
		r.diags.Errorf(r.doc.key(n.Fields[i]), "overlay-version", `overlays copy from version 1.1 on; write "overlay: 1.1.0"`)
		known = append(known, "copy")
	}
	r.keys(n, known, "target")
	r.kind(n, "description", String)
	a := &action{update: n.Get("update")}
	if target := r.query(n, "target"); target != nil {
		a.target = *target
		if len(target.path.Query().Segments()) == 0 && r.kind(n, "remove", Bool) && n.Get("remove").Text == "true" {
			r.diags.Errorf(r.doc.at(target.node), "remove-root", "the whole description cannot be removed")
			return nil
		}
	} else {
		return nil
	}
	a.copy = r.query(n, "copy")
	a.remove = r.kind(n, "remove", Bool) && n.Get("remove").Text == "true"
	switch {
	case a.update != nil && a.copy != nil:
		r.diags.Errorf(r.doc.at(a.copy.node), "both", "an action has update or copy, not both; make two of it")
	case a.remove && (a.update != nil || a.copy != nil):
		r.diags.Warnf(r.doc.at(n), "no-effect", "what is removed is neither updated nor copied to; make two actions of it")
	case n.Get("remove") == nil && a.update == nil && n.Get("copy") == nil:
		r.diags.Warnf(r.doc.at(n), "no-effect", "this action changes nothing; give it %s", strings.Join(known[2:], " or "))
	}
	return a
}

// query reads the JSONPath under key, nil when there is none that can be used.
func (r *overlayReader) query(n *Node, key string) *query {
	if n.Get(key) == nil || !r.kind(n, key, String) {
		return nil
	}
	node := n.Get(key)
	if len(node.Text) > maxQuery {
		r.diags.Errorf(r.doc.at(node), "jsonpath", "%d bytes are more than the limit of %d for a JSONPath", len(node.Text), maxQuery)
		return nil
	}
	path, err := jsonpath.Parse(node.Text)
	if err != nil {
		r.diags.Errorf(r.doc.at(node), "jsonpath", "%q is no JSONPath by RFC 9535: %s; names that are more than letters, digits and _ go in quotes, as in $.paths['/a/b'].get",
			node.Text, strings.TrimPrefix(err.Error(), "jsonpath: "))
		return nil
	}
	return &query{node, path}
}
