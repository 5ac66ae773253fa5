package review

// This file finds the changes that fragen.yaml causes, so that they are not reported as
// changes of the API: operations and schemas that are no longer selected, or that are
// selected now, and names that naming.rename sets.

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/names"
)

// isDeselected reports whether the new description has a part that the new side lacks.
func (c *comparer) isDeselected(at diag.Pointer) bool {
	describes := c.now.gen.Settings.Describes
	return describes != nil && at != "" && describes(at)
}

// isNewlySelected reports whether the old description has a part that the old side lacks.
func (c *comparer) isNewlySelected(at diag.Pointer) bool {
	describes := c.old.gen.Settings.Describes
	return describes != nil && at != "" && describes(at)
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
			*tree(x) = append(*tree(x), op)
			c.extendReach(x, c.operationReach(op, true, true))
		}
		return x
	}
	if len(gone) > 0 {
		text := "fragen.yaml no longer selects " + operationsText(gone)
		x := add(gone, false, text, func(x *change) *[]any { return &x.oldTree })
		x.was = sortedText(labelsOf(gone))
	}
	if len(added) > 0 {
		text := "fragen.yaml selects " + operationsText(added) + " now"
		x := add(added, true, text, func(x *change) *[]any { return &x.newTree })
		x.is = sortedText(labelsOf(added))
	}
}

func labelsOf(list []*api.Operation) []string {
	var labels []string
	for _, op := range list {
		labels = append(labels, operationLabel(op))
	}
	return labels
}

// operationsText lists the first operations: "GET /logs", "GET /logs, POST /logs and 1 more
// operation".
func operationsText(list []*api.Operation) string {
	const most = 3
	labels := labelsOf(list)
	text := strings.Join(labels[:min(most, len(labels))], ", ")
	switch more := len(labels) - most; {
	case more == 1:
		text += " and 1 more operation"
	case more > 1:
		text += " and " + strconv.Itoa(more) + " more operations"
	}
	return text
}

// selectionChange returns the change of the selection that adds or removes parts.
func (c *comparer) selectionChange(isNew bool) *change {
	x := &change{
		rule: "config.deselected", subject: "fragen.yaml", order: "~select",
		text: "fragen.yaml no longer selects some parts of the description",
	}
	if isNew {
		x.rule, x.text = "config.selected", "fragen.yaml selects more parts of the description now"
	}
	for _, known := range c.changes {
		if known.rule == x.rule {
			return known
		}
	}
	x.old, x.now = c.selectionPositions()
	return c.add(x)
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
	for _, x := range slices.Clone(c.changes) {
		isNew := selectable[x.rule]
		_, ok := selectable[x.rule]
		if !ok || x.cause != nil || isNew && !c.isNewlySelected(x.at) || !isNew && !c.isDeselected(x.at) {
			continue
		}
		x.cause, x.wire = c.selectionChange(isNew), ""
		x.cause.source = x.cause.source || slices.ContainsFunc(x.symbols, (*symbolChange).breaks)
		switch x.rule {
		case "webhook.removed":
			x.text = "fragen.yaml no longer selects the webhook"
		case "webhook.added":
			x.text = "fragen.yaml selects the webhook now"
		}
		if value := &x.cause.was; len(x.cause.oldTree)+len(x.cause.newTree) == 0 { // no operations identify it
			if isNew {
				value = &x.cause.is
			}
			*value = strings.TrimPrefix(*value+", "+string(x.at), ", ")
		}
	}
}

// selectable has the rules about parts that a selection adds or leaves out, and whether the
// part is new.
var selectable = map[string]bool{
	"server.removed": false, "security.scheme.removed": false, "schema.removed": false, "prop.removed": false,
	"poly.removed": false, "union.member.removed": false, "webhook.removed": false,
	"server.added": true, "security.scheme.added": true, "schema.added": true, "prop.added": true,
	"prop.added.required": true, "poly.added": true, "union.member.added": true, "webhook.added": true,
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
