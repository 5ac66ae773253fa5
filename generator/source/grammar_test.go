package source

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestGrammarHasFieldsOfOpenAPI checks that each member of the grammar is a field of
// OpenAPI. $ref belongs to the Reference Object.
func TestGrammarHasFieldsOfOpenAPI(t *testing.T) {
	objects := map[class]string{
		rootObject: "OpenAPI", infoObject: "Info", contactObject: "Contact", licenseObject: "License",
		serverObject: "Server", variableObject: "Server Variable", tagObject: "Tag", docsObject: "External Docs",
		componentsObject: "Components", pathItemObject: "Path Item", operationObject: "Operation",
		parameterObject: "Parameter", headerObject: "Header", bodyObject: "Request Body", mediaObject: "Media Type",
		encodingObject: "Encoding", responseObject: "Response", callbackObject: "Callback", exampleObject: "Example",
		linkObject: "Link", schemeObject: "Security Scheme", flowsObject: "OAuth Flows", flowObject: "OAuth Flow",
		schemaObject: "Schema", discriminatorObject: "Discriminator", xmlObject: "XML",
	}
	data, err := os.ReadFile("../testdata/openapi/fields.txt")
	if err != nil {
		t.Fatal(err)
	}
	fields := map[string][]string{}
	for _, m := range regexp.MustCompile(`(?m)^([A-Z].*?) +3\.\d-? +(.*)$`).FindAllStringSubmatch(string(data), -1) {
		fields[m[1]] = append(fields[m[1]], strings.Fields(m[2])...)
	}
	for c, members := range grammar {
		name, ok := objects[c]
		if !ok {
			t.Errorf("class %d has no name", c)
		}
		for member := range members {
			if member != "$ref" && !slices.Contains(fields[name], member) {
				t.Errorf("%s.%s is not in fields.txt", name, member)
			}
		}
		for member := range unsupportedKeys[c] {
			if !slices.Contains(fields[name], member) {
				t.Errorf("%s.%s is not in fields.txt", name, member)
			}
		}
	}
}
