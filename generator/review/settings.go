package review

// This file finds the changes that fragen.yaml causes, so that they are not reported as
// changes of the API: operations and schemas that are no longer selected, or that are
// selected now, and names that naming.rename sets.

import (
	"maps"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/names"
)

// isDeselected reports whether the new description has a part that the new side lacks.
func (c *comparer) isDeselected(at diag.Pointer) bool { return c.now.describes(at) }

// isNewlySelected reports whether the old description has a part that the old side lacks.
func (c *comparer) isNewlySelected(at diag.Pointer) bool { return c.old.describes(at) }

// describes reports whether the description of a side has a part, selected or not. The result
// is false if both sides have the same selection. A pointer with an index can be that of
// another part on the other side, so such a part does not count. Neither does a part that is
// left out because of an error.
func (s *side) describes(at diag.Pointer) bool {
	describes := s.gen.Settings.Describes
	return describes != nil && at != "" && !hasMovingIndex(at) && describes(at) && !s.leavesOut(at)
}

// hasMovingIndex reports whether a pointer has an index that other changes move. The parts
// of an allOf are merged, so their indices do not matter.
func hasMovingIndex(at diag.Pointer) bool {
	tokens := at.Tokens()
	for i, token := range tokens {
		if i == 0 || !isIndex(token) || tokens[i-1] == "allOf" {
			continue
		}
		if isAlternatives(tokens[i-1]) || tokens[i-1] == "servers" {
			return true
		}
	}
	return false
}

// leavesOut reports whether a part, or one that contains it, is left out because of an error
// in the description.
func (s *side) leavesOut(at diag.Pointer) bool {
	return slices.ContainsFunc(s.api.LeftOut, func(o api.LeftOut) bool { return isInside(at, o.Origin.Pointer) })
}

// isSelectedSubtype reports whether a subtype is on one side only because of the selection. The
// description of the other side, which the function describes searches, has the entry of the
// mapping then. A subtype without an entry must also be missing from the types of the other
// side, which match has.
func isSelectedSubtype(v *api.Variant, match map[*api.Type]*api.Type, describes func(diag.Pointer) bool) bool {
	isEntry := strings.Contains(string(v.Origin.Pointer), "/discriminator/mapping/")
	return (isEntry || match[v.Type.Type] == nil) && describes(v.Origin.Pointer)
}

// isOfSelected reports whether operations of a side use a part, and all of them are on this
// side only because of the selection.
func (c *comparer) isOfSelected(s *side, uses func(*api.Operation) bool) bool {
	found := false
	for _, op := range s.api.Operations {
		if uses(op) {
			if !c.selected[op] {
				return false
			}
			found = true
		}
	}
	return found
}

// takeOperations returns the operations of a list without those for which is returns true,
// and these.
func takeOperations(list []*api.Operation, is func(diag.Pointer) bool) (rest, taken []*api.Operation) {
	for _, op := range list {
		if is(op.Origin.Pointer) {
			taken = append(taken, op)
		} else {
			rest = append(rest, op)
		}
	}
	return rest, taken
}

// selectionChanged adds the changes of operations that are on one side only because of the
// selection.
func (c *comparer) selectionChanged(gone, added []*api.Operation) {
	add := func(list []*api.Operation, isNew bool, text string, tree func(*change) *[]any) *change {
		x := c.selectionChange(isNew)
		x.text = text
		for _, op := range list {
			c.selected[op] = true
			*tree(x) = append(*tree(x), op)
			c.extendReach(x, c.operationReach(op, true, true))
		}
		return x
	}
	if len(gone) > 0 {
		text := "fragen.yaml no longer selects " + andMore(labelsOf(gone), maxOperations, "operation")
		x := add(gone, false, text, func(x *change) *[]any { return &x.oldTree })
		x.identify(&x.was, sortedSet(labelsOf(gone)))
	}
	if len(added) > 0 {
		text := "fragen.yaml selects " + andMore(labelsOf(added), maxOperations, "operation") + " now"
		x := add(added, true, text, func(x *change) *[]any { return &x.newTree })
		x.identify(&x.is, sortedSet(labelsOf(added)))
	}
}

func labelsOf(list []*api.Operation) []string {
	var labels []string
	for _, op := range list {
		labels = append(labels, operationLabel(op))
	}
	return labels
}

// maxOperations is the number of operations that a text lists.
const maxOperations = 3

// selectionChange returns the change of the selection that adds or removes parts.
func (c *comparer) selectionChange(isNew bool) *change {
	x := &change{
		rule: "config.deselected", subject: "fragen.yaml", order: "~select",
		text: "fragen.yaml no longer selects some parts of the description",
	}
	if isNew {
		x.rule, x.text = "config.selected", "fragen.yaml selects more parts of the description now"
	}
	if known := c.selections[x.rule]; known != nil {
		return known
	}
	x.old, x.now = c.selectionPositions()
	x = c.add(x)
	c.selections[x.rule] = x
	return x
}

// selectionPositions returns the position of the first entry of the key select that the new
// side lacks, and of the first one that the old side lacks. Without such an entry, they are
// those of the key, or of the target.
func (c *comparer) selectionPositions() (old, now diag.Pos) {
	first := func(a, b Settings) diag.Pos {
		var found diag.Pos
		for _, entry := range slices.Sorted(maps.Keys(a.Select)) {
			pos := a.Select[entry]
			if _, ok := b.Select[entry]; !ok && (found.Line == 0 || pos.Line < found.Line) {
				found = pos
			}
		}
		if found.Line == 0 {
			found = a.position("select")
		}
		return found
	}
	a, b := c.old.gen.Settings, c.now.gen.Settings
	return first(a, b), first(b, a)
}

// position returns the position of a key of the target, or else of the target.
func (s Settings) position(key string) diag.Pos {
	if pos, ok := s.Keys[key]; ok {
		return pos
	}
	return s.Pos
}

// atSetting sets the positions of a change to those of a key of the target.
func (c *comparer) atSetting(x *change, key string) *change {
	x.old, x.now = c.old.gen.Settings.position(key), c.now.gen.Settings.position(key)
	return x
}

// isCodesSetting reports whether a code table or a locale is on one side only because of the
// key codes. The kind is "domain" or "locale".
func (c *comparer) isCodesSetting(kind, value string) bool {
	a, b := c.old.gen.Settings.Codes, c.now.gen.Settings.Codes
	if a == nil || b == nil {
		return (a == nil) != (b == nil)
	}
	has := func(entries map[string]diag.Pos) bool {
		isListed := false
		for entry := range entries {
			isListed = isListed || strings.HasPrefix(entry, kind+" ")
		}
		_, ok := entries[kind+" "+value]
		return ok || !isListed
	}
	return has(a) != has(b)
}

// byCodesSetting sets the text and the positions of the change of a code table or a locale if
// the key codes causes it. The texts are those for a part that is gone and for a new one.
func (c *comparer) byCodesSetting(x *change, kind, value, gone, added string) *change {
	switch {
	case !c.isCodesSetting(kind, value):
		return x
	case len(x.newTree) == 0:
		x.text = gone
	default:
		x.text = added
	}
	return c.atSetting(x, "codes")
}

// linkSelection makes the selection the cause of parts that are on one side only although
// both descriptions have them. The service did not change.
func (c *comparer) linkSelection() {
	parts := map[*change][]string{}
	for _, x := range slices.Clone(c.changes) {
		if !x.bySelection || x.cause != nil {
			continue
		}
		isNew := !strings.HasSuffix(x.rule, ".removed")
		x.cause, x.wire = c.selectionChange(isNew), ""
		x.cause.source = x.cause.source || x.breaksCallers()
		switch x.rule {
		case "webhook.removed":
			x.text = "fragen.yaml no longer selects the webhook"
		case "webhook.added":
			x.text = "fragen.yaml selects the webhook now"
		}
		part := string(x.at)
		if strings.HasPrefix(x.rule, "poly.") { // the pointer is that of the base type
			part += " " + x.was + x.is
		}
		parts[x.cause] = append(parts[x.cause], part)
	}
	for _, cause := range c.selections {
		if len(cause.oldTree)+len(cause.newTree) > 0 { // operations identify it
			continue
		}
		value := &cause.was
		if cause.rule == "config.selected" {
			value = &cause.is
		}
		cause.identify(value, sortedSet(parts[cause]))
	}
}

// maxParts is the number of parts that the old or the new value of a finding lists.
const maxParts = 50

// identify sets a value of a change, which is part of its fingerprint, to a list of parts. If
// the value cannot show all parts, the group identifies the change.
func (x *change) identify(value *string, parts []string) {
	*value = andMore(parts, maxParts, "")
	if len(parts) > maxParts {
		x.group = x.rule + " " + strings.Join(parts, ", ")
	}
}

// renamedBySetting sets the positions and the texts of the change of a name that naming.rename of one
// side sets, and reports whether there is such an entry.
func (c *comparer) renamedBySetting(x *change, pointer string) bool {
	key := RenameKey(pointer)
	old, wasSet := c.old.gen.Settings.Renames[key]
	now, isSet := c.now.gen.Settings.Renames[key]
	if wasSet == isSet && old.Name == now.Name {
		return false
	}
	position := func(s Settings, r names.Rename, ok bool) diag.Pos {
		if ok {
			return r.Pos
		}
		return s.position("naming")
	}
	x.old, x.now = position(c.old.gen.Settings, old, wasSet), position(c.now.gen.Settings, now, isSet)
	x.remedy = "use " + x.is + ", or restore naming.rename in fragen.yaml"
	x.text = "fragen.yaml renames " + x.was + " to " + x.is
	if !isSet {
		x.text = "fragen.yaml no longer has the name " + x.was + ", so the name is " + x.is
	}
	return true
}
