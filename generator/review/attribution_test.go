package review_test

// This file checks to which finding a symbol, an operation or a consequence belongs if
// several findings have to do with it.

import (
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/fragen-go/fragen/generator/review"
)

// rulesOf returns the rules of the findings in order.
func rulesOf(target *review.Target) []string {
	var rules []string
	for _, f := range target.Findings {
		rules = append(rules, f.Rule)
	}
	return rules
}

// onlyFinding returns the only finding with a rule.
func onlyFinding(t *testing.T, target *review.Target, rule string) *review.Finding {
	t.Helper()
	var found []*review.Finding
	for _, f := range target.Findings {
		if f.Rule == rule {
			found = append(found, f)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d findings with the rule %s, expected 1; the rules are %q", len(found), rule, rulesOf(target))
	}
	return found[0]
}

// symbolNames returns the names of the symbols of a finding, the old ones if there are any.
func symbolNames(f *review.Finding) []string {
	var names []string
	for _, s := range f.Symbols {
		name := s.Old
		if name == "" {
			name = s.New
		}
		names = append(names, name)
	}
	return names
}

// TestSymbolsOfTwoChanges checks the symbols of two findings about the same part.
func TestSymbolsOfTwoChanges(t *testing.T) {
	for _, test := range []struct {
		name, before, edits string
		want                map[string][]string // symbols by rule
	}{
		{
			"result and another success", "",
			`[{copy: "/paths/~1books~1{isbn}/get/responses/200", to: "/paths/~1books~1{isbn}/get/responses/206"},` +
				` {set: "/paths/~1books~1{isbn}/get/responses/200/content/application~1json/schema/$ref", to: "#/components/schemas/Reader"}]`,
			map[string][]string{
				"result.type": {"ISBNItemRequestBuilder.Get", "Server.OnISBNItemGet"}, "resp.other": nil,
			},
		},
		{
			"path and format of a stream", "",
			`[{move: /paths/~1news, to: /paths/~1bulletin},` +
				` {move: /paths/~1bulletin/get/responses/200/content/text~1event-stream,` +
				` to: /paths/~1bulletin/get/responses/200/content/application~1x-ndjson}]`,
			map[string][]string{
				"path.renamed": {
					"BulletinGetOptions", "BulletinRequestBuilder", "Client.Bulletin", "Client.News", "NewsGetOptions",
					"NewsRequestBuilder", "News", "Server.OnBulletinStream", "Server.OnNewsStream",
				},
				"result.media": nil,
			},
		},
		{
			"name of a type and type of its field", "",
			`[{replace: "schemas/Outcome", with: "schemas/Result"}, {move: /components/schemas/Outcome, to: /components/schemas/Result},` +
				` {set: /components/schemas/Result/required, to: []}]`,
			map[string][]string{"schema.renamed": {"Book.Result", "Outcome"}, "prop.optional": {"Outcome.Code"}},
		},
		{
			"member that became another one", `[{set: /components/schemas/Payment/oneOf/-, to: {type: string}}]`,
			`[{set: /components/schemas/Payment/oneOf/3, to: {type: boolean}}]`,
			map[string][]string{"union.member.removed": {"PaymentString"}, "union.member.added": {"PaymentBool"}},
		},
		{
			"all servers", `[{set: /servers/-, to: {url: "https://test.example", description: Test}}]`,
			`[{remove: /servers}]`,
			map[string][]string{
				"server.url":     {"DefaultBaseURL", "ServerLibrary"},
				"server.removed": {"ServerTest"},
			},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			target := reviewEdits(t, test.before, test.edits)
			for _, rule := range slices.Sorted(maps.Keys(test.want)) {
				if got := symbolNames(onlyFinding(t, target, rule)); !slices.Equal(got, test.want[rule]) {
					t.Errorf("%s has the symbols %q, expected %q", rule, got, test.want[rule])
				}
			}
		})
	}
}

// TestOperationsByDirection checks that a finding that affects requests only lists only the
// operations that send the part, and that others tell both directions apart.
func TestOperationsByDirection(t *testing.T) {
	target := reviewEdits(t, "", `[{set: /components/schemas/Reader/properties/phone/maxLength, to: 9}]`)
	f := onlyFinding(t, target, "prop.limit")
	if f.Direction != review.Request || !slices.Equal(f.Operations, []string{"POST /books"}) {
		t.Errorf("the limit affects %s of %q, expected requests of POST /books", f.Direction, f.Operations)
	}
	target = reviewEdits(t, "", `[{set: /components/schemas/Reader/properties/phone/type, to: integer}]`)
	f = onlyFinding(t, target, "prop.type")
	if f.Direction != review.Both || !slices.Equal(f.SentBy, []string{"POST /books"}) ||
		slices.Contains(f.ReceivedBy, "POST /scans") || !slices.Contains(f.ReceivedBy, "GET /opening") {
		t.Errorf("the type is sent by %q and received by %q", f.SentBy, f.ReceivedBy)
	}
}

// TestRenamedSecurityScheme checks that a new name of a security scheme is one finding,
// which does not affect callers.
func TestRenamedSecurityScheme(t *testing.T) {
	target := reviewEdits(t, `[{set: "/paths/~1books~1{isbn}/get/security", to: [{login: []}, {desk: []}]}]`,
		`[{move: /components/securitySchemes/login, to: /components/securitySchemes/token},`+
			` {set: /security/0, to: {token: []}}, {set: "/paths/~1books~1{isbn}/get/security/0", to: {token: []}}]`)
	if got := rulesOf(target); !slices.Equal(got, []string{"security.scheme.renamed"}) {
		t.Errorf("the findings are %q, expected security.scheme.renamed alone", got)
	}
}

// TestOtherSecurityScheme checks that a security scheme with other flows, another description or
// another format of its tokens is not the old one under another name.
func TestOtherSecurityScheme(t *testing.T) {
	const scheme = "/components/securitySchemes/"
	const flows = `{type: oauth2, flows: {clientCredentials: {tokenUrl: "https://%s.example/token", scopes: {}}}}`
	for _, test := range []struct{ name, old, now string }{
		{"flows", strings.Replace(flows, "%s", "one", 1), strings.Replace(flows, "%s", "two", 1)},
		{
			"address", `{type: openIdConnect, openIdConnectUrl: "https://one.example"}`,
			`{type: openIdConnect, openIdConnectUrl: "https://two.example"}`,
		},
		{"description", "{type: http, scheme: bearer, description: For readers.}", "{type: http, scheme: bearer, description: For clerks.}"},
		{"format", "{type: http, scheme: bearer, bearerFormat: JWT}", "{type: http, scheme: bearer, bearerFormat: opaque}"},
	} {
		t.Run(test.name, func(t *testing.T) {
			target := reviewEdits(t, `[{set: `+scheme+`login, to: `+test.old+`}]`,
				`[{remove: `+scheme+`login}, {set: `+scheme+`token, to: `+test.now+`}, {set: /security/0, to: {token: []}}]`)
			onlyFinding(t, target, "security.added")
			if rules := rulesOf(target); slices.Contains(rules, "security.scheme.renamed") {
				t.Errorf("the findings are %q", rules)
			}
		})
	}
}

// TestNamesBySettings checks the finding about a name that fragen.yaml sets and that another
// part has now.
func TestNamesBySettings(t *testing.T) {
	for _, name := range []string{"Reader: Patron, Refusal: Reader", "Reader: READER, Refusal: Reader"} {
		rename := regexp.MustCompile(`(\w+):`).ReplaceAllString(name, `"#/components/schemas/$1":`)
		target := reviewEdits(t, "", "[{file: fragen.yaml, set: /targets/0/naming, to: {rename: {"+rename+"}}}]")
		found := map[string]*review.Finding{}
		for _, f := range target.Findings {
			found[f.Was+" "+f.Is] = f
		}
		_, is, _ := strings.Cut(name, ": ")
		is, _, _ = strings.Cut(is, ",")
		f := found["Reader "+is]
		if f == nil {
			t.Fatalf("%s: no finding for Reader", name)
		}
		want := "fragen.yaml renames Reader to " + is + "; the old name has another meaning"
		if f.Text != want || !strings.HasPrefix(f.Remedy, "check the uses of Reader") || f.At.New == nil ||
			path.Base(f.At.New.File) != "fragen.yaml" {
			t.Errorf("%s: %q, %q at %v, expected %q", name, f.Text, f.Remedy, f.At.New, want)
		}
	}
}

// TestPackagePlace checks that a package is at the key layout only if the layout changed.
func TestPackagePlace(t *testing.T) {
	const tree = `[{file: fragen.yaml, set: /targets/0/layout, to: tree}]`
	target := reviewEdits(t, tree, `[{remove: /paths/~1staff}]`)
	if f := onlyFinding(t, target, "package.removed"); f.At.Old != nil || f.At.New != nil {
		t.Errorf("the package is at %v and %v, expected no place", f.At.Old, f.At.New)
	}
	for _, f := range reviewEdits(t, "", tree).Findings {
		if f.Rule == "package.added" && (f.At.New == nil || path.Base(f.At.New.File) != "fragen.yaml") {
			t.Errorf("%s is at %v, expected fragen.yaml", f.Subject, f.At.New)
		}
	}
	fake := onlyFinding(t, reviewEdits(t, "", `[{file: fragen.yaml, set: /targets/0/fake, to: false}]`), "package.removed")
	if fake.At.New == nil || path.Base(fake.At.New.File) != "fragen.yaml" {
		t.Errorf("the fake is at %v, expected fragen.yaml", fake.At.New)
	}
}

// TestOperationsOfRefusal checks that a constant that the old SDK refuses to decode lists the
// operations that stop compiling, too, if the Go type of its field changes.
func TestOperationsOfRefusal(t *testing.T) {
	const before = `[{set: /components/schemas/Book/properties/kind, to: {type: string, const: book}},` +
		` {set: /components/schemas/Book/required/-, to: kind},` +
		` {set: /paths/~1shelf, to: {post: {requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Book"}}}},` +
		` responses: {"204": {description: Done.}}}}}]`
	target := reviewEdits(t, before, `[{set: /components/schemas/Book/properties/kind/type, to: [string, "null"]},`+
		` {remove: /components/schemas/Book/properties/kind/const}, {set: /components/schemas/Book/properties/kind/enum, to: [book, null]}]`)
	f := onlyFinding(t, target, "prop.nullable")
	if !slices.Contains(f.Classes, review.GoSource) || !slices.Contains(f.Classes, review.Wire) ||
		f.Direction != review.Both || !slices.Contains(f.Operations, "POST /shelf") {
		t.Errorf("%v affects %s of %q, expected both directions and POST /shelf", f.Classes, f.Direction, f.Operations)
	}
}

// TestMovedCodes checks that all codes that a new row takes from another one are one finding.
func TestMovedCodes(t *testing.T) {
	const torn = `{id: torn, code: [%s], category: done, resolvedBy: desk, retryable: false, message: {en: The book is torn., de: Das Buch ist zerrissen.}}`
	moved := func(codes string) *review.Finding {
		return onlyFinding(t, reviewEdits(t, "",
			`[{file: codes.yaml, set: /tables/0/codes/-, to: `+strings.Replace(torn, "%s", codes, 1)+`}]`), "codes.pair.moved")
	}
	one, two := moved("404"), moved("404, 300, 405")
	if want := `codes 404, 405 are "torn" now, not "missing"`; two.Text != want {
		t.Errorf("the text is %q, expected %q", two.Text, want)
	}
	if one.Fingerprint == two.Fingerprint || two.Was != "404, 405: missing" || two.Is != "404, 405: torn" {
		t.Errorf("the values are %q and %q, and the fingerprints %s and %s", two.Was, two.Is, one.Fingerprint, two.Fingerprint)
	}
}

// TestFingerprintOfSecurity checks that the fingerprint of a change of the global credentials
// does not depend on the operations, and that operations with their own credentials have
// other fingerprints.
func TestFingerprintOfSecurity(t *testing.T) {
	const global = `[{set: /security/0, to: {desk: []}}]`
	const second = `[{set: /paths/~1extra, to: {get: {responses: {"204": {description: Done.}}}}}]`
	const own = `{set: "/paths/~1books~1{isbn}/get/security", to: [{%s: []}]}`
	one := onlyFinding(t, reviewEdits(t, "", global), "security.added")
	more := onlyFinding(t, reviewEdits(t, second, global), "security.added")
	if one.Fingerprint != more.Fingerprint {
		t.Errorf("the fingerprint depends on the number of operations")
	}
	before, after := strings.Replace(own, "%s", "login", 1), strings.Replace(own, "%s", "desk", 1)
	single := onlyFinding(t, reviewEdits(t, "["+before+"]", "["+after+"]"), "security.added")
	patch := strings.NewReplacer("/get/", "/patch/").Replace
	both := onlyFinding(t, reviewEdits(t, "["+before+", "+patch(before)+"]", "["+after+", "+patch(after)+"]"),
		"security.added")
	if single.Fingerprint == one.Fingerprint || single.Fingerprint == both.Fingerprint || len(both.Operations) != 2 {
		t.Errorf("the fingerprints %s, %s and %s of three changes are not unique",
			one.Fingerprint, single.Fingerprint, both.Fingerprint)
	}
}

// TestCausesOfRemovedSchemas checks that a schema that is gone follows from the change of the
// part that used it.
func TestCausesOfRemovedSchemas(t *testing.T) {
	for _, test := range []struct{ name, before, edits, cause string }{
		{
			"body of an error", `[{set: /components/schemas/Busy, to: {type: object, properties: {until: {type: string}}}},` +
				` {set: "/paths/~1books~1{isbn}/delete/responses/409", to: {description: Busy., content: {application/json: {schema: {$ref: "#/components/schemas/Busy"}}}}}]`,
			`[{remove: "/paths/~1books~1{isbn}/delete/responses/409"}]`, "resp.error.removed",
		},
		{
			"another body of an error", `[{set: /components/schemas/Busy, to: {type: object, properties: {until: {type: string}}}},` +
				` {set: "/paths/~1books~1{isbn}/delete/responses/409", to: {description: Busy., content: {application/json: {schema: {$ref: "#/components/schemas/Busy"}}}}}]`,
			`[{set: "/paths/~1books~1{isbn}/delete/responses/409/content/application~1json/schema/$ref", to: "#/components/schemas/Refusal"}]`,
			"resp.error.type",
		},
		{"property", "", `[{remove: /components/schemas/Book/properties/result}]`, "prop.removed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			const unused = `[{remove: /components/schemas/Busy}]`
			edits := test.edits
			if test.before != "" {
				edits = strings.TrimSuffix(edits, "]") + ", " + strings.TrimPrefix(unused, "[")
			} else {
				edits = strings.TrimSuffix(edits, "]") + `, {remove: /components/schemas/Outcome},` +
					` {file: codes.yaml, remove: /tables/0/bind}]`
			}
			target := reviewEdits(t, test.before, edits)
			removed, cause := onlyFinding(t, target, "schema.removed"), onlyFinding(t, target, test.cause)
			if !slices.Contains(cause.Causes, removed.Fingerprint) {
				t.Errorf("%s is not the cause of schema.removed", test.cause)
			}
		})
	}
}

// TestNewPlaces checks that a finding about a part that is gone is near the closest part that
// remains, in the description and in the Go files, and that other findings have positions.
func TestNewPlaces(t *testing.T) {
	base, err := os.ReadFile("testdata/base/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	line := func(text string) int {
		return strings.Count(string(base)[:strings.Index(string(base), text)], "\n") + 1
	}
	for _, test := range []struct {
		rule, edits, near string // text of the line
		isGone            bool
		symbol            string // "" if the file of the symbol is gone too
	}{
		{"prop.removed", `[{replace: "detail: {type: string}", with: ""}]`, "    Refusal:", true, "refusal.go"},
		{"enum.value.removed", `[{replace: "[1, 2, 3]", with: "[1, 2]"}]`, "    Floor:", false, "floor.go"},
		{
			"op.removed",
			`[{replace: "    delete:\n      operationId: dropBook\n      responses: {\"204\": {description: Dropped.}}\n", with: ""}]`,
			"  /books/{isbn}:", true, "isbn_item_request_builder.go",
		},
		{"info.title", `[{replace: "title: Library", with: "title: Books"}]`, "info: {title: Library", false, ""},
		{"server.url", `[{replace: "library.example/v2", with: "library.example/v3"}]`, "servers: [{url", false, ""},
		{"docs.text", `[{replace: "A book of the library.", with: "One book."}]`, "    Book:", false, ""},
	} {
		t.Run(test.rule, func(t *testing.T) {
			f := onlyFinding(t, reviewEdits(t, "", test.edits), test.rule)
			at := f.At.New
			if test.isGone {
				at = f.At.Near
			}
			if at == nil || at.Line != line(test.near) || test.isGone && f.At.New != nil {
				t.Errorf("the new place is %+v near %+v, expected line %d", f.At.New, f.At.Near, line(test.near))
			}
			if s := f.Symbols; test.symbol != "" && (len(s) == 0 || s[0].NearFile != test.symbol || s[0].NearLine == 0) {
				t.Errorf("the symbols are %+v, expected one near %s", s, test.symbol)
			}
		})
	}
}

// TestCausesOfConsequences checks the cause of a finding that follows from another one, and that another
// cause gives it another fingerprint.
func TestCausesOfConsequences(t *testing.T) {
	const list = `[{set: /components/schemas/Voucher/properties/rate, to: {$ref: "#/components/schemas/Floor"}},` +
		` {set: /components/schemas/Voucher/required, to: [serial, rate]}]`
	seen := map[string]string{}
	for _, test := range []struct{ name, before, edits, rule, cause string }{
		{
			"value of an enum in a member", list, `[{set: /components/schemas/Floor/enum/-, to: 4}]`,
			"union.decode", "enum.value.added",
		},
		{
			"another value of an enum in a member", list, `[{set: /components/schemas/Floor/enum/-, to: 5}]`,
			"union.decode", "enum.value.added",
		},
		{
			"message", "", `[{file: codes.yaml, set: /tables/0/codes/0/message/en, to: It was returned.}]`,
			"codes.translation.stale", "codes.meaning.changed",
		},
		{
			"another message", "", `[{file: codes.yaml, set: /tables/0/codes/0/message/en, to: It is back.}]`,
			"codes.translation.stale", "codes.meaning.changed",
		},
		{
			"missing message", "", `[{file: codes.yaml, remove: /tables/0/codes/0/message/de}]`,
			"warning.new", "codes.translation.removed",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			target := reviewEdits(t, test.before, test.edits)
			f, cause := onlyFinding(t, target, test.rule), onlyFinding(t, target, test.cause)
			if !slices.Contains(cause.Causes, f.Fingerprint) {
				t.Errorf("%s is not the cause of %s", test.cause, test.rule)
			}
			if other := seen[f.Fingerprint]; other != "" {
				t.Errorf("the fingerprint of %s is that of %s", test.name, other)
			}
			seen[f.Fingerprint] = test.name
		})
	}
}

// TestValuesOfText checks that only fewer values of a text in a request are a risk.
func TestValuesOfText(t *testing.T) {
	const body = `[{set: "/paths/~1books~1{isbn}~1reserve/post/requestBody", to: {content: {text/plain: {schema: %s}}}}]`
	text := func(schema string) string { return strings.Replace(body, "%s", schema, 1) }
	const few, more = "{type: string, enum: [desk, shelf]}", "{type: string, enum: [desk, car, shelf]}"
	for _, test := range []struct {
		old, now string
		want     review.Severity
	}{
		{few, more, review.None},
		{more, few, review.Risk},
		{"{type: string}", few, review.Risk},
		{few, "{type: string}", review.None},
	} {
		f := onlyFinding(t, reviewEdits(t, text(test.old), text(test.now)), "body.limit")
		if f.Severity != test.want {
			t.Errorf("%s to %s is %s, expected %s", test.old, test.now, f.Severity, test.want)
		}
	}
}

// TestPackagesOfRenamedTarget checks that the other name of a target is the cause of the other
// package of its fake, and not of a package whose name begins with that of the target.
func TestPackagesOfRenamedTarget(t *testing.T) {
	const before = `[{file: fragen.yaml, set: /targets/0/layout, to: tree}, {file: fragen.yaml, set: /targets/0/name, to: shop}, ` +
		`{set: /paths/~1shops, to: {get: {responses: {"204": {description: Done.}}}}}]`
	target := reviewEdits(t, before, `[{file: fragen.yaml, set: /targets/0/name, to: store}, {remove: /paths/~1shops}]`)
	cause := onlyFinding(t, target, "config.package")
	for was, hasCause := range map[string]bool{"shops": false, "shoptest": true} {
		if f := findingOf(t, target, "package.removed", was); slices.Contains(cause.Causes, f.Fingerprint) != hasCause {
			t.Errorf("the name of the target is the cause for %s: %t, expected %t", was, !hasCause, hasCause)
		}
	}
}
