package lower

import (
	"github.com/fragen-go/fragen/generator/source"
)

// checkKeywords reports unsupported keywords. A keyword that only narrows the values
// gets a note if it is rarely used for more: ignoring it makes the SDK more permissive,
// not wrong.
func (l *lowerer) checkKeywords(s schemaNode) {
	warn := func(present bool, keyword, outcome string) {
		if present {
			l.warnf(s.at.Child(keyword), "unsupported", "the keyword %q is not supported; %s", keyword, outcome)
		}
	}
	note := func(present bool, keyword, outcome string) {
		if present {
			l.notef(s.at.Child(keyword), "unsupported", "the keyword %q is not checked; %s", keyword, outcome)
		}
	}
	const excluded = "values that it excludes are accepted"
	warn(s.schema.Not != nil, "not", excluded)
	warn(s.schema.If != nil, "if", excluded)
	warn(len(s.schema.DependentSchemas) > 0, "dependentSchemas",
		"properties that it adds are preserved as additional properties")
	warn(len(s.schema.PatternProperties) > 0, "patternProperties",
		"names are not checked, and the values are preserved as additional properties "+
			"if the schema also has properties")
	note(s.schema.Contains != nil, "contains", excluded)
	note(s.schema.PropertyNames != nil, "propertyNames", "any name is accepted")
	note(len(s.schema.DependentRequired) > 0, "dependentRequired", excluded)
	note(s.schema.ContentSchema != nil, "contentSchema", "the content is a string that the caller decodes")
	if s.schema.DynamicRef != "" {
		l.leaveOut(source.PartKeyword, s.at.Child("$dynamicRef"), "unsupported",
			"$dynamicRef to an anchor that several schemas or none have is not supported; use $ref")
	}
}
