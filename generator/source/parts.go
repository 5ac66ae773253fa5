package source

// Finding the smallest part of a description that contains an error.
//
// The walk follows the pointer along the grammar so that it also works for a
// node of the wrong kind. Each object on the path may be a part. The innermost
// one that can be left out is used. For example, an error in the type of the
// items of a property leaves out the schema of the items, not the property.

import (
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
)

// step is an object on the path to an error.
type step struct {
	at     diag.Pointer
	class  class
	parent class
	key    string // the member of the parent that holds the object
}

// stepsTo returns the objects on the path to p, the root first.
func stepsTo(p diag.Pointer) []step {
	steps := []step{{class: rootObject}}
	tokens := p.Tokens()
	at, c := diag.Pointer(""), rootObject
	for i := 0; i < len(tokens); {
		key := tokens[i]
		r, known := ruleOf(c, key)
		if !known || r.class == noClass {
			break
		}
		at = at.Child(key)
		i++
		if r.form != objectForm {
			if i == len(tokens) {
				break
			}
			at = at.Child(tokens[i])
			i++
		}
		steps = append(steps, step{at, r.class, c, key})
		c = r.class
	}
	return steps
}

// partAt returns the repair that leaves out the smallest part that contains the
// object at p. It returns false if only the whole description contains it.
func (d *Document) partAt(p diag.Pointer, c class) (Repair, bool) {
	steps := stepsTo(p)
	if c != noClass && steps[len(steps)-1].at != p {
		steps = append(steps, step{at: p, class: c})
	}
	for _, s := range slices.Backward(steps) {
		if r, ok := memberOf(s, p); ok {
			return r, true
		}
		if r, ok := d.partOf(s, steps); ok {
			return r, true
		}
	}
	tokens := p.Tokens()
	if len(tokens) < 1 || tokens[0] == "paths" {
		return Repair{}, false
	}
	at := diag.Pointer("").Child(tokens[0])
	if tokens[0] == "components" && len(tokens) > 1 {
		at = at.Child(tokens[1])
	}
	return Repair{At: at, Part: PartKeyword}, true
}

var (
	anyValue    = &Node{Kind: Map}
	stringValue = &Node{Kind: Map, Fields: []Field{{Key: "type", Value: &Node{Kind: String, Text: "string"}}}}
	rawContent  = &Node{Kind: Map, Fields: []Field{
		{Key: "description", Value: &Node{Kind: String}},
		{Key: "content", Value: &Node{Kind: Map, Fields: []Field{{Key: "*/*", Value: &Node{Kind: Map}}}}},
	}}
	rawResponses = &Node{Kind: Map, Fields: []Field{{Key: "default", Value: rawContent}}}

	// A requirement that no client can meet, so that a call is neither open nor uses the
	// requirements of the whole description.
	unmetRequirement = &Node{Kind: Map, Fields: []Field{{Key: unknownScheme, Value: &Node{Kind: Seq}}}}
	unmetSecurity    = &Node{Kind: Seq, Items: []*Node{unmetRequirement}}
)

// unknownScheme is the name of the security scheme of a requirement with an error.
const unknownScheme = "x-unknown"

// memberOf returns the repair that leaves out a member of the object s, which contains p
// and is no object itself. An operation without its parameters could not be called.
func memberOf(s step, p diag.Pointer) (Repair, bool) {
	rest, below := strings.CutPrefix(string(p), string(s.at)+"/")
	key, _, _ := strings.Cut(rest, "/")
	at := s.at.Child(key)
	switch isOperation := s.class == operationObject; {
	case !below:
	case isOperation && key == "responses":
		return Repair{At: at, Part: PartResponse, Instead: rawResponses}, true
	case isOperation && key == "security":
		return Repair{At: at, Part: PartSecurity, Instead: unmetSecurity}, true
	case s.class == securityObject: // without scopes
		return Repair{At: at, Part: partHarmless, Instead: &Node{Kind: Seq}}, true
	}
	return Repair{}, false
}

// partOf returns the repair that leaves out the object s, if it can be left out.
func (d *Document) partOf(s step, steps []step) (Repair, bool) {
	removed := func(part Part) (Repair, bool) { return Repair{At: s.at, Part: part}, true }
	switch s.class {
	case schemaObject:
		return schemaPart(s), true
	case mediaObject:
		return Repair{At: s.at, Part: bodyOrResponse(steps), Instead: anyValue}, true
	case bodyObject:
		return Repair{At: s.at, Part: PartBody, Instead: rawContent}, true
	case responseObject:
		r := Repair{At: s.at, Part: PartResponse}
		if d.isResult(s) {
			r.Instead = rawContent
		}
		return r, true
	case parameterObject:
		return removed(PartParameter)
	case headerObject:
		return removed(PartHeader)
	case encodingObject:
		return removed(PartEncoding)
	case callbackObject:
		return removed(PartCallback)
	case operationObject:
		return removed(PartOperation)
	case pathItemObject:
		return removed(PartPath)
	case schemeObject:
		return removed(PartSecurity)
	case securityObject:
		if s.parent == operationObject {
			return Repair{At: s.at, Part: PartSecurity, Instead: unmetRequirement}, true
		}
	case discriminatorObject, serverObject, variableObject:
		return removed(PartKeyword)
	case linkObject, exampleObject, xmlObject, docsObject, tagObject, contactObject, licenseObject, infoObject,
		flowsObject, flowObject:
		return removed(partHarmless)
	}
	return Repair{}, false
}

// schemaPart returns the repair of a schema.
func schemaPart(s step) Repair {
	r := Repair{At: s.at, Part: PartSchema, Instead: anyValue}
	switch {
	case s.parent == parameterObject:
		r.Part, r.Instead = PartParameter, stringValue
	case s.parent == headerObject:
		r.Part, r.Instead = PartHeader, stringValue
	case s.key == "properties" && s.parent == schemaObject:
		r.Part = PartProperty
	case s.key == "oneOf" || s.key == "anyOf":
		r.Part, r.Instead = PartAlternative, nil
	case slices.Contains([]string{"not", "if", "then", "else", "dependentSchemas", "contains", "propertyNames"}, s.key):
		r.Part, r.Instead = PartKeyword, nil
	}
	return r
}

// bodyOrResponse returns the part that the path's media type belongs to.
func bodyOrResponse(steps []step) Part {
	if slices.ContainsFunc(steps, func(s step) bool { return s.class == bodyObject }) {
		return PartBody
	}
	return PartResponse
}

// isResult reports whether the response s can be the result of its operation so
// that leaving it out would lose the result.
func (d *Document) isResult(s step) bool {
	status := lastToken(s.at)
	if s.parent == componentsObject || strings.HasPrefix(status, "2") {
		return true
	}
	tokens := s.at.Tokens()
	siblings := d.At(pointerTo(tokens[:len(tokens)-1]))
	return status == "default" && !slices.ContainsFunc(siblings.fields(), func(f Field) bool {
		return strings.HasPrefix(f.Key, "2")
	})
}

func pointerTo(tokens []string) diag.Pointer {
	var p diag.Pointer
	for _, token := range tokens {
		p = p.Child(token)
	}
	return p
}
