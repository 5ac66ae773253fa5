package review

// This file compares validation keywords and defaults. The SDK does not check them,
// so they leave no trace in the Go code, but the service refuses values beyond them.

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
)

// limitPlace is a place with limits.
type limitPlace struct {
	rule     string // prefix of the rules
	what     string
	subject  string
	old, now api.Origin
	reach    reach
	group    string // as in change
	like     string // as in change
	sameType bool   // the type did not change, so formats and enums are compared
}

func (p limitPlace) change(x change) *change {
	x.subject, x.reach, x.group, x.like = p.subject, p.reach, p.group, p.like
	return x.between(&p.old, &p.now)
}

// compareConstraints compares the validation keywords of a place, one by one.
func (c *comparer) compareConstraints(p limitPlace, old, now []api.Constraint) {
	for _, keyword := range constraintNames(old, now) {
		was, is := constraintValue(old, keyword), constraintValue(now, keyword)
		isFormat := keyword == "format" || strings.HasSuffix(keyword, " format")
		if was == is || (isFormat || keyword == "enum") && !p.sameType {
			continue
		}
		x := change{rule: p.rule + ".limit", was: keyword + " " + was, is: keyword + " " + is}
		if isFormat {
			x.rule = p.rule + ".format"
		}
		switch {
		case keyword == otherProperties:
			x.text = otherPropertiesText(was, is)
		case keyword == "enum" && is == "":
			x.text = p.what + " may have other values than " + was + " now"
		case keyword == "enum":
			x.text = p.what + " may only be " + is + " now"
		case was == "" && isFormat:
			x.text = p.what + " has the " + keyword + " " + is + " now"
		case is == "" && isFormat:
			x.text = p.what + " no longer has the " + keyword + " " + was
		case was == "":
			x.text = p.what + " has the limit " + keyword + " " + is + " now"
		case is == "":
			x.text = p.what + " no longer has the limit " + keyword + " " + was
		default:
			x.text = keyword + " of " + p.what + " is " + is + " now, not " + was
		}
		if was == "" {
			x.was = ""
		}
		if is == "" {
			x.is = ""
		}
		if tightens(keyword, was, is) {
			x.wire, x.only = p.reach.sent(Risk), Request
		}
		c.add(p.change(x))
	}
}

func constraintNames(old, now []api.Constraint) []string {
	var list []string
	for _, r := range slices.Concat(old, now) {
		if !slices.Contains(list, r.Keyword) {
			list = append(list, r.Keyword)
		}
	}
	return list
}

// constraintValue returns the value of a keyword. Of several, the list has them all.
func constraintValue(list []api.Constraint, keyword string) string {
	var values []string
	for _, r := range list {
		if r.Keyword == keyword {
			values = append(values, r.Value)
		}
	}
	return strings.Join(values, " and ")
}

// otherProperties is the keyword for the types of the properties that an object does not
// list.
const otherProperties = "additionalProperties"

// otherPropertiesText describes the change of the types of the properties that an object does
// not list.
func otherPropertiesText(was, is string) string {
	switch "" {
	case was:
		return "properties that the schema does not list have the type " + is + " now"
	case is:
		return "properties that the schema does not list may have any type now"
	}
	return "properties that the schema does not list have the type " + is + " now, not " + was
}

// looseFormats are formats that refuse no value of the Go type, which is the same on both sides.
var looseFormats = []string{"int64", "double", "binary", "password"}

// tightens reports whether a keyword refuses values that it accepted before.
func tightens(keyword, was, is string) bool {
	if i := strings.LastIndexByte(keyword, ' '); i >= 0 {
		keyword = keyword[i+1:]
	}
	if is == "" || keyword == "format" && slices.Contains(looseFormats, is) {
		return false
	}
	if keyword == "enum" {
		return was == "" || !containsAll(strings.Split(is, " or "), strings.Split(was, " or "))
	}
	if keyword == otherProperties {
		accepted := strings.Split(is, " or ")
		if slices.Contains(accepted, "number") {
			accepted = append(accepted, "integer")
		}
		return was == "" || !containsAll(accepted, strings.Split(was, " or "))
	}
	if keyword == "anyOf" && was != "" {
		return tightensAnyOf(was, is)
	}
	a, errA := strconv.ParseFloat(was, 64)
	b, errB := strconv.ParseFloat(is, 64)
	if was == "" || errA != nil || errB != nil {
		return true
	}
	switch {
	case strings.HasPrefix(keyword, "max"), keyword == "exclusiveMaximum":
		return b < a
	case strings.HasPrefix(keyword, "min"), keyword == "exclusiveMinimum":
		return b > a
	}
	return true
}

// tightensAnyOf reports whether alternatives of required properties refuse objects that they accepted
// before: an old alternative is not met by one of the new ones.
//
//	[{"required":["email","name"]}]  →  [{"required":["email"]},{"required":["phone"]}]    false
func tightensAnyOf(was, is string) bool {
	type alternative struct{ Required []string }
	var old, now []alternative
	if json.Unmarshal([]byte(was), &old) != nil || json.Unmarshal([]byte(is), &now) != nil {
		return true // several keywords
	}
	return slices.ContainsFunc(old, func(o alternative) bool {
		return !slices.ContainsFunc(now, func(n alternative) bool { return containsAll(o.Required, n.Required) })
	})
}

// compareLimits compares the limits that the author of the description wrote
// (x-limits). Those computed from keywords are compared as keywords.
func (c *comparer) compareLimits(p limitPlace, old, now []api.Limit) {
	declared := func(list []api.Limit) []api.Limit {
		return slices.DeleteFunc(slices.Clone(list), func(l api.Limit) bool { return l.At == "" })
	}
	was, is := limitText(declared(old)), limitText(declared(now))
	if was == is {
		return
	}
	x := p.change(change{rule: p.rule + ".limit", was: was, is: is, text: "the limits of " + p.what + " changed"})
	x.wire, x.only = p.reach.sent(Risk), Request
	c.add(x)
}

// limitText lists limits in alphabetical order.
func limitText(list []api.Limit) string {
	var out []string
	for _, l := range list {
		out = append(out, strings.TrimSpace(l.Name+": "+l.Value+" "+l.Note))
	}
	slices.Sort(out)
	return strings.Join(out, "; ")
}

// compareDefault compares the values that the service assumes for missing ones.
func (c *comparer) compareDefault(p limitPlace, was, is string) {
	if was == is {
		return
	}
	x := change{rule: p.rule + ".default", was: was, is: is, text: "the default of " + p.what + " is " + is + " now"}
	switch {
	case is == "":
		x.text = p.what + " no longer has a default"
	case was != "":
		x.text += ", not " + was
	}
	y := p.change(x)
	y.wire, y.only = p.reach.sent(Risk), Request
	c.add(y)
}
