package edit

import (
	"slices"
	"strconv"

	"gopkg.in/yaml.v3"
)

// This file edits code tables.

// addCodeRow inserts a row at a random place of a random table, with a message in
// each locale of the table. Its code is not in the table.
func addCodeRow(d *document) (Edit, bool) {
	table, ok := pick(d.choose, d.top().elements("tables"))
	if !ok {
		return Edit{}, false
	}
	rows := elements(table.node, "codes")
	model, ok := pick(d.choose, rows)
	if !ok {
		return Edit{}, false
	}
	row := fragment("{id: zq-new, code: " + unusedCode(rows) + ", retryable: false, message: {}}")
	setMember(row, "category", scalar(textOf(model, "category")))
	if resolver := textOf(model, "resolvedBy"); resolver != "" {
		setMember(row, "resolvedBy", scalar(resolver))
	}
	for _, locale := range elements(table.node, "locales") {
		setMember(member(row, "message"), locale.Value, scalar("A new message in "+locale.Value+"."))
	}
	list := member(table.node, "codes")
	list.Content = slices.Insert(rows, d.choose(len(rows)+1), row)
	return Edit{At: table.at, Name: "zq-new"}, true
}

// unusedCode returns a code that no row has by itself.
func unusedCode(rows []*yaml.Node) string {
	code := 9000
	for slices.ContainsFunc(rows, func(row *yaml.Node) bool { return textOf(row, "code") == strconv.Itoa(code) }) {
		code++
	}
	return strconv.Itoa(code)
}
