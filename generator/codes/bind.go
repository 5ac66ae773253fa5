package codes

// This file reads the section "bind" of a table. A binding has one of these forms:
//
//	{property: Call.resultInfo, code: code, method: endReason}   an object with a code
//	{property: Charge.failure_code, method: decline}             a code
//	{schemas: [Refund, Payout], code: failure_code, method: …}   a code in several schemas
//	{error: Problem, code: code, func: declineOf}                the body of an error
//	{code: $code, func: declineOf}                               an error of any body
//
// Bindings of errors can also have the HTTP status as a code: $status.

import (
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/codekey"
	"github.com/fragen-go/fragen/generator/yamlfile"
)

func (p *parser) bindings(n yamlfile.Node, t *pendingTable) {
	n.NonEmptyList(`"bind"`, func(item yamlfile.Node) {
		b := Binding{Pos: item.Pos()}
		before := p.diags.Len()
		isMap := item.Map("binding",
			yamlfile.Optional("property", p.name(&b.Property, "property", propertyPath)),
			yamlfile.Optional("schemas", func(v yamlfile.Node) { p.schemas(v, &b) }),
			yamlfile.Optional("error", p.name(&b.Error, "error", schemaName)),
			yamlfile.Optional("code", p.name(&b.Code, "code", propertyName)),
			yamlfile.Optional("subcode", p.name(&b.Subcode, "subcode", propertyName)),
			yamlfile.Optional("message", p.name(&b.Message, "message", propertyName)),
			yamlfile.Optional("method", p.name(&b.Method, "method", camelName)),
			yamlfile.Optional("func", p.name(&b.Func, "func", camelName)),
		)
		if isMap && p.diags.Len() == before && checkBinding(item, b, t.Keys) {
			t.Bindings = append(t.Bindings, b)
		}
	})
}

func (p *parser) schemas(n yamlfile.Node, b *Binding) {
	n.NonEmptyList(`"schemas"`, func(item yamlfile.Node) {
		name := ""
		p.name(&name, "schemas", schemaName)(item)
		switch {
		case name == "":
		case slices.Contains(b.Schemas, name):
			item.Errorf("duplicate-entry", "duplicate item %q in \"schemas\"; remove one", name)
		default:
			b.Schemas = append(b.Schemas, name)
		}
	})
}

// checkBinding returns whether a binding has one of the forms, and reports it if
// it has not.
func checkBinding(n yamlfile.Node, b Binding, forms codekey.Forms) bool {
	missing := func(key, remedy string) bool {
		n.Errorf("missing-key", "missing key %q in binding; %s", key, remedy)
		return false
	}
	var places []string
	for _, key := range []string{"property", "schemas", "error"} {
		if slices.Contains(n.Keys(), key) {
			places = append(places, quote(key))
		}
	}
	isSpecial := b.Code == Status || b.Code == ErrorCode || b.Subcode == Status || b.Subcode == ErrorCode
	forErrors := b.Error != "" || len(places) == 0 && isSpecial
	switch {
	case len(places) > 1:
		n.Errorf("ambiguous-binding", "%s are mutually exclusive; keep one", strings.Join(places, " and "))
	case len(places) == 0 && !forErrors && unknownSpecial(b) != "":
		name := unknownSpecial(b)
		n.Errorf("unknown-name", "unknown name %q%s", name, yamlfile.Choices(name, []string{Status, ErrorCode}))
	case len(places) == 0 && !forErrors:
		return missing("property", `set it to a schema and its property, or add "schemas" or "error"`)
	case forErrors && b.Func == "":
		return missing("func", "set it to the name of a function such as declineOf")
	case forErrors && b.Method != "":
		n.Errorf("ambiguous-binding", `a binding of errors has a function and no method; remove "method"`)
	case !forErrors && b.Func != "":
		n.Errorf("ambiguous-binding", `a binding of a property has a method and no function; remove "func"`)
	case !forErrors && b.Method == "":
		return missing("method", "set it to a name such as endReason")
	case b.Code == "" && (b.Property == "" || b.Subcode != ""):
		return missing("code", "set it to the property with the code")
	case !forErrors && isSpecial:
		n.Errorf("ambiguous-binding",
			`$status and $code are parts of an error; write "error" or the name of a property`)
	case forErrors && b.Message != "":
		n.Errorf("wrong-key", `functions for errors read the message from rest.Error; remove "message"`)
	case b.Subcode != "" && !forms.HasSubcodes():
		n.Errorf("wrong-key", `the table has no subcodes; remove "subcode" from the binding`)
	case b.Subcode != "" && b.Subcode == b.Code:
		n.Errorf("wrong-key", `"code" and "subcode" are both %q; write the property with the subcode`, b.Code)
	case forms.Code.Kind == codekey.Text && b.Code == Status,
		forms.Subcode.Kind == codekey.Text && b.Subcode == Status:
		n.Errorf("wrong-key", `$status is a number; write "number" in the table's "keys"`)
	default:
		return true
	}
	return false
}

// unknownSpecial returns the first place of a code that is written like a part of an
// error, but is none, or "".
func unknownSpecial(b Binding) string {
	for _, name := range []string{b.Code, b.Subcode} {
		if strings.HasPrefix(name, "$") && name != Status && name != ErrorCode {
			return name
		}
	}
	return ""
}

// names returns the names that a binding adds to generated code, for the messages
// about duplicates.
func (b Binding) names() [][2]string {
	switch {
	case b.Func != "":
		return [][2]string{{"errors", b.Func}}
	case b.Property != "":
		return [][2]string{{b.Property, b.Method}}
	}
	var list [][2]string
	for _, schema := range b.Schemas {
		list = append(list, [2]string{schema + "." + b.Code, b.Method})
	}
	return list
}
