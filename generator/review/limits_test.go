package review_test

import (
	"fmt"
	"strings"
	"testing"
)

// TestRequiredAlternatives checks that only alternatives that refuse more objects than before are
// a risk, and that their order does not matter.
func TestRequiredAlternatives(t *testing.T) {
	const (
		email = "{required: [email]}"
		phone = "{required: [phone]}"
		both  = "{required: [email, phone]}"
		turn  = "{required: [phone, email]}"
	)
	for _, test := range []struct{ name, keyword, old, now, want string }{
		{"other order", "anyOf", email + ", " + phone, phone + ", " + email, ""},
		{"other order of names", "oneOf", both, turn, ""},
		{"alternative added", "anyOf", email, phone + ", " + email, "none"},
		{"fewer names", "anyOf", both, email, "none"},
		{"more names", "anyOf", email, both, "risk"},
		{"alternative removed", "anyOf", email + ", " + phone, email, "risk"},
		{"alternative of oneOf added", "oneOf", email, email + ", " + phone, "risk"},
	} {
		t.Run(test.name, func(t *testing.T) {
			edit := func(list string) string {
				return "[{set: /components/schemas/Acquisition/" + test.keyword + ", to: [" + list + "]}]"
			}
			checkLimit(t, edit(test.old), edit(test.now), test.want)
		})
	}
}

// TestEnumOfTextBody checks that the order of the values of a text does not matter.
func TestEnumOfTextBody(t *testing.T) {
	edit := func(values string) string {
		return "[{set: /paths/~1shelf, to: {post: {requestBody: {required: true, content: {text/plain: " +
			"{schema: {type: string, enum: [" + values + "]}}}}, responses: {\"204\": {description: Done.}}}}}]"
	}
	checkLimit(t, edit("near, far"), edit("far, near, far"), "")
	checkLimit(t, edit("near, far, off"), edit("far, off"), "risk")
	checkLimit(t, edit("near, far"), edit("far"), "") // the type is the constant now
}

// checkLimit checks the severity of the only finding about a limit, or that there is none.
func checkLimit(t *testing.T, before, edits, want string) {
	t.Helper()
	var got []string
	for _, f := range reviewEdits(t, before, edits).Findings {
		if strings.HasSuffix(f.Rule, ".limit") {
			got = append(got, fmt.Sprint(f.Severity))
		}
	}
	if strings.Join(got, " ") != want {
		t.Errorf("the severities are %q, expected %q", got, want)
	}
}

// TestNullableListOfResponses checks that the finding about a list that requests never contain
// does not describe requests.
func TestNullableListOfResponses(t *testing.T) {
	const schema = `{set: /components/schemas/Shelf, to: {type: object, required: [books], properties: {books: {type: %s, items: {type: string}}}}}`
	const path = `{set: /paths/~1shelf, to: {%s}}`
	const content = `content: {application/json: {schema: {$ref: "#/components/schemas/Shelf"}}}`
	const get = `get: {responses: {"200": {description: Fine., ` + content + `}}}`
	const post = `post: {requestBody: {required: true, ` + content + `}, responses: {"204": {description: Done.}}}`
	for _, test := range []struct {
		operations string
		isSent     bool
	}{{get, false}, {get + ", " + post, true}} {
		before := "[" + fmt.Sprintf(schema, "array") + ", " + fmt.Sprintf(path, test.operations) + "]"
		f := onlyFinding(t, reviewEdits(t, before, "["+fmt.Sprintf(schema, `[array, "null"]`)+"]"), "prop.nullable")
		if strings.Contains(f.Text, "sent as null") != test.isSent || strings.Contains(f.Remedy, "to send one") != test.isSent {
			t.Errorf("the text is %q and the remedy %q", f.Text, f.Remedy)
		}
	}
}
