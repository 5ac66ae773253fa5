package report

// This file builds the navigation of the HTML page: the tree of the resources, by the
// segments of their paths. Each operation links to its most severe finding, and each
// node shows the severity of the most severe finding below it.
//
//	● orders
//	    {id}  GET PUT
//	      cancel  POST

import (
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/review"
)

// node is a segment of paths.
type node struct {
	Label      string
	Severity   review.Severity // of the most severe finding of the node or below
	Phrase     string          // name of the severity
	To         string          // ID of the finding that the label links to, or ""
	Operations []operationView
	Nodes      []*node

	byLabel map[string]*node
}

// operationView is a link to a finding of an operation.
type operationView struct {
	Name     string // verb
	Severity review.Severity
	To       string // ID of the finding
}

// maxLeaves limits the links of the navigation.
const maxLeaves = 400

// treeOf returns the nodes at the top of the tree. Findings without operations are
// below their subject.
func treeOf(findings []*review.Finding, ids map[string]string) []*node {
	root := &node{}
	leaves := 0
	for _, f := range findings {
		places := f.Operations[:min(maxOperations, len(f.Operations))]
		if len(places) == 0 && f.Subject != "" {
			places = []string{f.Subject}
		}
		for _, place := range places {
			segments, verb := segmentsOf(clean(place))
			at := root
			for _, label := range segments {
				at = at.child(label)
				at.Severity = worse(at.Severity, f.Severity)
			}
			if verb == "" {
				if at.To == "" {
					at.To = ids[f.Fingerprint]
				}
				continue
			}
			known := slices.ContainsFunc(at.Operations, func(o operationView) bool { return o.Name == verb })
			if !known && leaves < maxLeaves {
				at.Operations = append(at.Operations, operationView{verb, f.Severity, ids[f.Fingerprint]})
				leaves++
			}
		}
	}
	root.finish()
	return root.Nodes
}

// segmentsOf splits an operation such as "GET /orders/{id}" into the segments of its
// path and its verb. The verb of other places is "".
func segmentsOf(place string) (segments []string, verb string) {
	verb, path, found := strings.Cut(place, " ")
	switch {
	case found && strings.HasPrefix(path, "/"):
		for segment := range strings.SplitSeq(strings.Trim(path, "/"), "/") {
			segments = append(segments, segment)
		}
		if path == "/" {
			segments = []string{"/"}
		}
		return segments, verb
	case found && (verb == "webhook" || verb == "callback"):
		return []string{verb + "s", path}, ""
	}
	return []string{"types and codes", place}, ""
}

// child returns the node for a label below n.
func (n *node) child(label string) *node {
	c := n.byLabel[label]
	if c == nil {
		c = &node{Label: label}
		if n.byLabel == nil {
			n.byLabel = map[string]*node{}
		}
		n.byLabel[label] = c
		n.Nodes = append(n.Nodes, c)
	}
	return c
}

// worse returns the more severe of two severities. "" is the least severe.
func worse(a, b review.Severity) review.Severity {
	if a == "" || slices.Index(review.Severities, b) < slices.Index(review.Severities, a) {
		return b
	}
	return a
}

// finish removes the nodes without links and names the severities of the others.
func (n *node) finish() {
	for _, c := range n.Nodes {
		c.finish()
		c.Phrase = headings[c.Severity]
	}
	n.Nodes = slices.DeleteFunc(n.Nodes, func(c *node) bool {
		return len(c.Operations) == 0 && len(c.Nodes) == 0 && c.To == ""
	})
}
