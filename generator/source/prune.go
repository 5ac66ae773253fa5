package source

// Pruning: copying the nodes that a closure reached into a new tree. Only the
// maps on the paths to a change are new, and the rest is shared with the
// original.

import (
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
)

type pruner struct {
	closure   *closure
	keepAll   bool            // keep all components
	onlyUsed  bool            // of these, keep only those that were reached
	edits     map[*Node]*Node // replacements for nodes
	rewriting []*Node         // nodes whose replacement is being rewritten, to detect cycles
	copies    *copyLimit      // of replacements in replacements; nil: no limit
}

// cutMappings prepares the edits of discriminator mappings.
func (p *pruner) cutMappings() []Cut {
	var cuts []Cut
	for _, m := range p.closure.mappings {
		kept := m.node.emptyCopy()
		for _, f := range m.node.Fields {
			name := p.closure.doc.mappedSchema(f)
			if name == "" && f.Value.Kind == String {
				p.danglingMapping(f)
			}
			if p.closure.reached(diag.Pointer("/components/schemas").Child(name)) || f.Value.Kind != String {
				kept.Fields = append(kept.Fields, f)
			}
		}
		if dropped := len(m.node.Fields) - len(kept.Fields); dropped > 0 {
			p.edits[m.node] = kept
			cuts = append(cuts, Cut{CutMapping, schemaName(m.at), m.at, len(kept.Fields), dropped})
		}
	}
	return cuts
}

func (p *pruner) danglingMapping(f Field) {
	known := func() []string { return keysOf(p.closure.doc.At("/components/schemas")) }
	name := f.Value.Text[strings.LastIndexByte(f.Value.Text, '/')+1:]
	p.closure.diags.Warnf(p.closure.doc.nodePos(f.Value), "dangling-mapping",
		"mapping entry %q does not refer to a schema under components/schemas and is left out%s",
		f.Value.Text, p.closure.doc.suggester.DidYouMean(name, known))
}

// pruneRoot builds the top level of the slice in the order of the original.
func (p *pruner) pruneRoot(items []pathItem) *Node {
	from := p.closure.doc.Root
	out := from.emptyCopy()
	for _, f := range from.Fields {
		f.Value.loaded() // an overlay may have put a path item there
		switch f.Key {
		case "paths", "webhooks":
			f.Value = p.pruneItems(f, items)
		case "components":
			f.Value = p.pruneComponents(f.Value)
		case "tags":
			f.Value = p.pruneTags(f.Value)
		case "security":
			if !p.keepAll && !p.closure.needsRootSecurity {
				continue
			}
		}
		empty := f.Value.Kind == Map && len(f.Value.Fields) == 0
		if empty && !p.keepAll && (f.Key == "webhooks" || f.Key == "components") {
			continue
		}
		out.Fields = append(out.Fields, f)
	}
	p.inlineOutside(out)
	out = p.applyEdits(out)
	p.copies = nil
	return out
}

// pruneItems builds the map of the selected path items or webhooks.
func (p *pruner) pruneItems(section Field, items []pathItem) *Node {
	if section.Value.Kind != Map {
		return section.Value
	}
	chosen := map[string]*Node{}
	for _, item := range items {
		if item.webhook == (section.Key == "webhooks") {
			chosen[item.field.Key] = item.node
		}
	}
	out := section.Value.emptyCopy()
	for _, f := range section.Value.Fields {
		node, ok := chosen[f.Key]
		switch {
		case ok:
			f.Value = node
		case section.Key != "paths" || !isExtension(f.Key):
			continue
		}
		out.Fields = append(out.Fields, f)
	}
	return out
}

// pruneComponents keeps the reached components, and extensions.
func (p *pruner) pruneComponents(from *Node) *Node {
	if from.Kind != Map || p.keepAll && !p.onlyUsed {
		return from
	}
	out := from.emptyCopy()
	for _, section := range from.Fields {
		at := diag.Pointer("/components").Child(section.Key)
		if _, known := grammar[componentsObject][section.Key]; known && section.Value.loaded().Kind == Map {
			kept := section.Value.emptyCopy()
			for _, f := range section.Value.Fields {
				if p.closure.reached(at.Child(f.Key)) {
					kept.Fields = append(kept.Fields, f)
				}
			}
			section.Value = kept
			if len(kept.Fields) == 0 {
				continue
			}
		}
		out.Fields = append(out.Fields, section)
	}
	return out
}

// pruneTags keeps the descriptions of tags that selected operations have.
func (p *pruner) pruneTags(from *Node) *Node {
	if from.Kind != Seq || p.keepAll {
		return from
	}
	out := from.emptyCopy()
	for _, item := range from.Items {
		if p.closure.tags[item.Get("name").stringValue()] {
			out.Items = append(out.Items, item)
		}
	}
	return out
}

// inlineOutside prepares the edits of references into operations that are not
// in the slice: each reference is replaced by its target.
func (p *pruner) inlineOutside(out *Node) {
	slice := &Document{Root: out}
	if doc := p.closure.doc; len(p.closure.outsideRefs) > 0 {
		p.copies = doc.newCopyLimit(doc.Size(), p.closure.diags,
			"the size of all references to parts of operations that are not selected")
	}
	for _, r := range p.closure.outsideRefs {
		if r.inline || p.closure.crossesCut(r.target) || slice.At(r.target) == nil {
			p.edits[r.holder] = p.closure.doc.At(r.target)
		}
	}
}

// outsideFrom returns the pointer of the reference in n to an operation that is
// not in the slice.
func (p *pruner) outsideFrom(n *Node) diag.Pointer {
	for _, r := range p.closure.outsideRefs {
		if r.holder == n {
			return r.from
		}
	}
	return ""
}

// applyEdits returns n with all edits below it applied, or nil if an edit removes
// it. It returns n itself if there are no edits.
func (p *pruner) applyEdits(n *Node) *Node {
	if len(p.edits) == 0 {
		return n
	}
	if edit, ok := p.edits[n]; ok {
		if edit == nil {
			return nil
		}
		if slices.Contains(p.rewriting, n) {
			if p.closure == nil {
				return n // the slice reports the reference
			}
			p.closure.faults.addf(p.outsideFrom(n), p.closure.doc.nodePos(n), "ref",
				"a reference contains itself, inside an operation that is not selected; move its target to components")
			return n
		}
		if p.copies != nil && !p.copies.spend(0, p.copies.doc.nodePos(n)) {
			return n
		}
		p.rewriting = append(p.rewriting, n)
		out := p.applyEdits(edit)
		p.rewriting = p.rewriting[:len(p.rewriting)-1]
		return out
	}
	if p.copies != nil && len(p.rewriting) > 0 {
		p.copies.budget.Spend(costOfValue + len(n.Text)/bytesOfCost)
	}
	out := n
	own := func() {
		if out == n {
			copied := *n
			copied.Fields = slices.Clone(n.Fields)
			copied.Items = slices.Clone(n.Items)
			out = &copied
		}
	}
	for i, f := range n.Fields {
		switch value := p.applyEdits(f.Value); value {
		case f.Value:
		case nil:
			own()
			out.Fields[i].Value = nil
		default:
			own()
			out.Fields[i] = f.withValue(value)
		}
	}
	for i, item := range n.Items {
		if value := p.applyEdits(item); value != item {
			own()
			out.Items[i] = value
		}
	}
	if out != n {
		out.Fields = slices.DeleteFunc(out.Fields, func(f Field) bool { return f.Value == nil })
		out.Items = slices.DeleteFunc(out.Items, func(item *Node) bool { return item == nil })
	}
	return out
}
