package gosdk

// This file holds the sentences about types: models and their fields, enums and
// unions. A type with a description begins with it (named in docs.go); one
// without is named by its schema, or by the request or response that declares
// it. The methods of all models share their sentences.

import (
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/names"
	"github.com/fragen-go/fragen/generator/plan"
)

// typeDoc is the comment of a model, an enum, a collection or a union.
func (e *emitter) typeDoc(name names.Ident, title string, t *api.Type) []jen.Code {
	out := append(typeIntro(name, title, t), e.placeDoc(t)...)
	return doc(append(out, closing(t.Doc)...)...)
}

// placeDoc says where the API description declares an inline type with a shortened
// name.
func (e *emitter) placeDoc(t *api.Type) []paragraph {
	place := e.plan.Places[t]
	if place == "" {
		return nil
	}
	return []paragraph{sentencef("Place in the API description: %s.", shown(place))}
}

// typeIntro is the paragraphs about a type before the closing ones.
func typeIntro(name names.Ident, title string, t *api.Type) []paragraph {
	kind := string(name) + " is " + typeKind(t) + "."
	if text := textOf(t.Doc); text != "" {
		return named(name, verbOf(t, text), text, kind)
	}
	if title != "" {
		return []paragraph{sentencef("%s is the schema %s of the API description.", name, shown(title))}
	}
	return []paragraph{fixed(kind)}
}

// verbOf returns the verb between the name of a type and its description. The
// description of a request body usually names its contents, often in the plural.
func verbOf(t *api.Type, text string) string {
	first := strings.ToLower(sentence(text))
	isBody := t.Parent != nil && t.Parent.Role == "requestBody" && !t.Parent.Item
	if isBody && strings.HasPrefix(first, "the ") && !strings.Contains(first, "body") {
		return "contains"
	}
	return "is"
}

// typeKind names the kind of a type, or the role of an inline one.
func typeKind(t *api.Type) string {
	if in := t.Parent; in != nil && in.Operation != nil && !in.Item {
		request := in.Operation.Method + " " + in.Operation.Path.Template
		switch {
		case in.Role == "requestBody":
			return "the request body of " + request
		case in.Role == "response":
			return "the response body of " + request
		}
	}
	switch t.Kind {
	case api.Enum:
		return "an enumeration"
	case api.Union:
		return "one of several types"
	case api.Collection:
		return "a " + string(t.Content.Kind) + " that can contain itself"
	}
	return "an API object"
}

// fieldDoc is the comment of a property. A property without a text is described
// by its type: OpenAPI 3.0 does not allow a text beside a reference.
func fieldDoc(f *plan.Field) []jen.Code {
	text := textOf(f.API.Doc)
	if text == "" {
		text = sentence(textOf(f.API.Type.Type.Doc))
	}
	out := []paragraph{described(text)}
	if text == "" {
		out = []paragraph{sentencef("%s is the property %s.", f.Name, shown(f.API.Name))}
	}
	if f.API.ReadOnly {
		out = append(out, fixed("Read-only: set by the service."))
	}
	if constant := f.API.Constant; constant != "" {
		out = append(out, constantNote(f, constant))
	} else if f.API.Fill != "" && f.Type.Kind == api.Any {
		out = append(out, sentencef("The only value is %s, which is not checked. It is sent if the field is empty.",
			shown(f.API.Fill)))
	}
	if len(f.API.Choices) > 0 {
		out = append(out, choicesNote(f.API.Choices))
	}
	out = append(out, constantElements(f.Type)...)
	out = append(out, limitsAndDefault("", f.API.Limits, f.API.Default)...)
	return doc(append(out, closing(f.API.Doc)...)...)
}

// choicesNote is the sentence about the values of a discriminator of several unions.
func choicesNote(values []string) paragraph {
	if len(values) == 1 {
		return sentencef("Set the field to %s in a union that this property distinguishes.", shown(values[0]))
	}
	return sentencef("Set the field to %s. An empty field is not sent.", orList(shownAll(values)))
}

// constantNote is the sentence about the only value of a property.
func constantNote(f *plan.Field, constant string) paragraph {
	if constant == "null" {
		return fixed("The only value is null.")
	}
	if f.Send == plan.SendDefault {
		return sentencef("The only value is %s. It is sent if the field is empty.", shown(constant))
	}
	if f.API.Type.Nullable {
		return sentencef("The only value except null is %s.", shown(constant))
	}
	return sentencef("The only value is %s.", shown(constant))
}

// constantElements is the sentence about the only value of the elements of a list or map.
func constantElements(t *plan.Type) []paragraph {
	for t.Form == plan.Slice || t.Form == plan.StringMap {
		if t = t.Elem; t.Constant != "" {
			return []paragraph{sentencef("The only value of an element is %s. It is sent for an empty element.",
				shown(t.Constant))}
		}
	}
	return nil
}

func extraDoc(s *plan.Struct) []jen.Code {
	text := extra + " holds the properties that the API description does not list." +
		" Decoding and encoding preserve them."
	if slices.ContainsFunc(s.Fields, mayBeMissing) {
		text += " An empty value that is not nil marks a listed property that was missing. Encoding omits it too."
	}
	return about("%s", text)
}

func setNullDoc() []jen.Code {
	return about("SetNull sets the property with the given JSON name to an explicit null." +
		" It has no effect while the property's field has a value.")
}

func decodeJSONDoc() []jen.Code {
	return about("DecodeJSON reads %[1]s from d. Fields missing from the JSON keep their values.", self)
}

func encodeModelDoc() []jen.Code {
	return about("EncodeJSON writes %[1]s to e, or null if %[1]s is nil.", self)
}

func encodeValueDoc() []jen.Code { return about("EncodeJSON writes %s to e.", self) }

func encodeUnionDoc() []jen.Code { return about("EncodeJSON writes the value to e.") }

func baseDoc(s *plan.Struct, base *plan.Base) []jen.Code {
	if base.Struct == s {
		return about("%s returns %s.", base.Method, self)
	}
	return about("%[1]s returns the fields that %[2]s shares with every %[3]s. The result is a copy:"+
		" setting its fields does not change %[2]s, but the two share lists and maps.",
		base.Method, self, link(base.Struct.Name))
}

func baseMethodDoc(base *plan.Base) []jen.Code {
	return about("%s returns the fields of every %s.", base.Method, link(base.Struct.Name))
}

func extraPartsDoc() []jen.Code { return about(extra + " holds additional parts to send.") }

func encodePartsDoc() []jen.Code {
	return about("EncodeParts writes each field that has a value as a part of the multipart body p.")
}

// memberDoc is the comment of an enum's constant.
func memberDoc(m *plan.Member) []jen.Code {
	text := textOf(m.API.Doc)
	first := described(text)
	if text == "" {
		first = sentencef("%s is the value %s.", m.Name, shown(m.API.Value))
	}
	return doc(append([]paragraph{first}, closing(m.API.Doc)...)...)
}

func membersDoc(n *plan.Enum) []jen.Code {
	return about("Values of %s listed in the API description. Other values are preserved as received.", link(n.Name))
}

func valuesDoc(n *plan.Enum) []jen.Code {
	return about("%s returns the values of %s in the order of the API description.", n.Values, link(n.Name))
}

func isKnownDoc() []jen.Code {
	return about("IsKnown reports whether the API description lists %s.", self)
}

func hasDoc(n *plan.Enum) []jen.Code {
	if n.Type.MemberKind != api.String {
		return about("Has reports whether all bits of flag are set in %s.", self)
	}
	return about("Has reports whether flag is one of the comma-separated values of %s.", self)
}

// unionDoc is the comment of a sealed interface. It lists the types one a line so
// that a new one adds a line.
func (e *emitter) unionDoc(u *plan.Union) []jen.Code {
	if u.Base != nil {
		intro := sentencef("%s is an interface that [*%s] and its subtypes implement."+
			" Use a type switch to distinguish these types.", u.Name, u.Base.Name)
		unlisted := sentencef("Any other subtype is read as [*%s].", u.Base.Name)
		if len(u.Variants) == 0 {
			return doc(intro, unlisted)
		}
		return doc(intro, fixed("The subtypes in the API description are:"), bullets(variantLinks(u)), unlisted)
	}
	intro := typeIntro(u.Name, u.Title, u.Type)
	switched := fixed("Use a type switch to distinguish these types:")
	out := append(intro[:1:1], switched, bullets(append(variantLinks(u), link(u.Unknown))))
	out = append(append(out, intro[1:]...), e.placeDoc(u.Type)...)
	return doc(append(out, closing(u.Type.Doc)...)...)
}

// variantLinks are links to the types of a union.
func variantLinks(u *plan.Union) []string {
	var list []string
	for _, v := range u.Variants {
		switch {
		case v.Wrapper != "":
			list = append(list, link(v.Wrapper))
		case v.Type.Form == plan.Model:
			list = append(list, "[*"+string(v.Type.Name())+"]")
		default:
			list = append(list, link(v.Type.Name()))
		}
	}
	return list
}

func wrapperDoc(u *plan.Union, v *plan.Variant) []jen.Code {
	out := []paragraph{sentencef("%s is the variant of %s that is %s.",
		v.Wrapper, link(u.Name), jsonWord(v.API.Type.Type.Kind))}
	if value := v.MapValue(); value != "" {
		out = append(out, sentencef("If it has no member %s, %s is sent.", shown(u.Type.Discriminator), shown(value)))
	}
	return doc(out...)
}

func unknownDoc(u *plan.Union) []jen.Code {
	return about("%s is the variant of %s for values that match no listed type."+
		" It preserves the JSON as received.", u.Unknown, link(u.Name))
}

func decodeUnionDoc(u *plan.Union) []jen.Code {
	return about("%s decodes a value from JSON. Use it instead of json.Unmarshal,"+
		" which cannot choose between the types of %s.", u.Decode, link(u.Name))
}

func readUnionDoc(u *plan.Union) []jen.Code {
	if !u.Open {
		return nil
	}
	return about("%s reads a value from d. It returns nil for null.", u.Read)
}
