package names

import (
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestDistinct(t *testing.T) {
	for text, want := range map[string][2]Ident{
		"ids":     {"IDs", "LowerIDs"},
		"Ids":     {"IDs", "CapitalIDs"},
		"IDS":     {"IDs", "UpperIDS"},
		"iDs":     {"IDs", "MixedIDs"},
		"ids[]":   {"IDsList", "LowerIDs"},
		"a_b":     {"AUnderscoreB", "LowerAB"},
		"a.b":     {"ADotB", "LowerAB"},
		"@type":   {"AtType", "LowerType"},
		"FOO_BAR": {"FOOUnderscoreBAR", "UpperFOOBAR"},
		"a+":      {"APlus", "LowerA"},
		"":        {"", "Lower"},
	} {
		spelled, cased := Style{Initialisms: true}.Distinct(text)
		if got := [2]Ident{spelled, cased}; got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestExported(t *testing.T) {
	for _, tt := range []struct {
		text            string
		vendor, goStyle Ident
	}{
		{"callbackUri", "CallbackUri", "CallbackURI"},
		{"call-id", "CallId", "CallID"},
		{"userIds", "UserIds", "UserIDs"},
		{"userIDs", "UserIDs", "UserIDs"},
		{"@odata.type", "OdataType", "OdataType"},
		{"@odata.nextLink", "OdataNextLink", "OdataNextLink"},
		{"$top", "Top", "Top"},
		{"ODataError", "ODataError", "ODataError"},
		{"odatabase", "Odatabase", "Odatabase"},
		{"unknownFutureValue", "UnknownFutureValue", "UnknownFutureValue"},
		{"p2p_call", "P2pCall", "P2pCall"},
		{"P2PCall", "P2PCall", "P2PCall"},
		{"HTTPServer", "HTTPServer", "HTTPServer"},
		{"httpServer", "HttpServer", "HTTPServer"},
		{"microsoft.graph.call", "MicrosoftGraphCall", "MicrosoftGraphCall"},
		{"inviteParticipantsOperation", "InviteParticipantsOperation", "InviteParticipantsOperation"},
		{"pstnCallLogRow", "PstnCallLogRow", "PSTNCallLogRow"},
		{"sha256Hash", "Sha256Hash", "SHA256Hash"},
		{"ipv4Address", "Ipv4Address", "IPv4Address"},
		{"oAuth2Permission", "OAuth2Permission", "OAuth2Permission"},
		{"url2", "Url2", "URL2"},
		{"IN_PROGRESS", "InProgress", "InProgress"},
		{"SIP_TRUNK", "SipTrunk", "SIPTrunk"},
		{"COMPLETED", "COMPLETED", "Completed"},
		{"JSON", "JSON", "JSON"},
		{"US", "US", "US"},
		{"FAQPage", "FAQPage", "FAQPage"},
		{"200", "N200", "N200"},
		{"1.0", "N1_0", "N1_0"},
		{"2021-01-31", "N2021_01_31", "N2021_01_31"},
		{"+1", "Plus1", "Plus1"},
		{"-1", "Minus1", "Minus1"},
		{"-createdDateTime", "MinusCreatedDateTime", "MinusCreatedDateTime"},
		{"--force", "Force", "Force"},
		{"*", "Star", "Star"},
		{"<=", "LessEqual", "LessEqual"},
		{"'", "Quote", "Quote"},
		{"☎", "U260E", "U260E"},
		{"größe", "Größe", "Größe"},
		{"呼叫", "X呼叫", "X呼叫"},
		{"вызов", "Вызов", "Вызов"},
		{"user's name", "UsersName", "UsersName"},
		{"safe\u202egnp.exe", "SafegnpExe", "SafegnpExe"},
		{"a\u200bb\x00c", "Abc", "Abc"},
		{"a\nb", "AB", "AB"},
		{"*/ type X struct{}", "TypeXStruct", "TypeXStruct"},
		{"", "", ""},
		{" \t\u2066", "", ""},
		{"\xff\xfe", "", ""},
	} {
		if got := (Style{}).Exported(tt.text); got != tt.vendor {
			t.Errorf("original casing: Exported(%q) = %q, want %q", tt.text, got, tt.vendor)
		}
		if got := (Style{Initialisms: true}).Exported(tt.text); got != tt.goStyle {
			t.Errorf("Go casing: Exported(%q) = %q, want %q", tt.text, got, tt.goStyle)
		}
	}
}

func TestUnexported(t *testing.T) {
	for _, tt := range []struct {
		text            string
		vendor, goStyle Ident
	}{
		{"callbackUri", "callbackUri", "callbackURI"},
		{"call-id", "callId", "callID"},
		{"ID", "id", "id"},
		{"IDs", "ids", "ids"},
		{"HTTPServer", "httpServer", "httpServer"},
		{"ODataError", "odataError", "odataError"},
		{"$top", "top", "top"},
		{"type", "typeValue", "typeValue"},
		{"Range", "rangeValue", "rangeValue"},
		{"string", "stringValue", "stringValue"},
		{"2fa", "n2fa", "n2fa"},
		{"-1", "minus1", "minus1"},
		{"呼叫", "呼叫", "呼叫"},
		{"𝐀", "x𝐀", "x𝐀"},
		{"", "", ""},
	} {
		if got := (Style{}).Unexported(tt.text); got != tt.vendor {
			t.Errorf("original casing: Unexported(%q) = %q, want %q", tt.text, got, tt.vendor)
		}
		if got := (Style{Initialisms: true}).Unexported(tt.text); got != tt.goStyle {
			t.Errorf("Go casing: Unexported(%q) = %q, want %q", tt.text, got, tt.goStyle)
		}
	}
}

func TestJoin(t *testing.T) {
	for _, tt := range []struct {
		prefix Ident
		text   string
		want   Ident
	}{
		{"RejectReason", "busy", "RejectReasonBusy"},
		{"ResultCode", "200", "ResultCode200"},
		{"Version1", "0", "Version1_0"},
		{"Order", "*", "OrderStar"},
		{"Order", "IN_TURN", "OrderInTurn"},
		{"Word", "呼叫", "Word呼叫"},
		{"Order", "", ""},
	} {
		if got := (Style{Initialisms: true}).Join(tt.prefix, tt.text); got != tt.want {
			t.Errorf("Join(%q, %q) = %q, want %q", tt.prefix, tt.text, got, tt.want)
		}
	}
}

func TestLongNamesAreCutAtWordBoundary(t *testing.T) {
	text := strings.Repeat("AnOftenRepeatedWord", 20)
	got := Style{Initialisms: true}.Exported(text)
	if n := utf8.RuneCountInString(string(got)); n > maxIdentRunes || n < maxIdentRunes-len("Repeated") {
		t.Errorf("%d runes: %q", n, got)
	}
	if !strings.HasPrefix(text, string(got)) || !strings.HasSuffix(string(got), "An") {
		t.Errorf("not cut at a word boundary: %q", got)
	}
	if n := utf8.RuneCountInString(string(Style{}.Exported(strings.Repeat("é", 500)))); n > maxIdentRunes {
		t.Errorf("one long word becomes an identifier of %d runes", n)
	}
}

func TestWords(t *testing.T) {
	for text, want := range map[string][]string{
		"callItemRequestBuilder": {"call", "Item", "Request", "Builder"},
		"URLsOfUsers":            {"URLs", "Of", "Users"},
		"MyODataError":           {"My", "OData", "Error"},
		"v2API":                  {"v2", "API"},
		"HTTP2Server":            {"HTTP2", "Server"},
		"getAsText":              {"get", "As", "Text"},
		"a--b":                   {"a", "b"},
		"[]":                     {"LeftBracket", "RightBracket"},
		"":                       nil,
	} {
		if diff := cmp.Diff(want, Words(text)); diff != "" {
			t.Errorf("Words(%q): (-want +got)\n%s", text, diff)
		}
	}
}

func TestPredeclaredEqualsUniverse(t *testing.T) {
	want := types.Universe.Names()
	got := slices.Sorted(maps.Keys(predeclared))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("predeclared names differ (-universe +predeclared)\n%s", diff)
	}
	if !IsKeyword("func") || IsKeyword("Func") {
		t.Error("IsKeyword does not recognize func, or recognizes Func")
	}
}

func FuzzExported(f *testing.F) {
	for _, seed := range []string{
		"callbackUri", "@odata.type", "+1", "1.2.3", "*", "ßeta", "ǆ", "İ", "呼叫", "\xff", "_", "HTTPSServers", "ŉ", "ª",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, style := range []Style{{}, {Initialisms: true}} {
			exported, unexported := style.Exported(text), style.Unexported(text)
			if (exported == "") != (unexported == "") || (exported == "") != (len(Words(text)) == 0) {
				t.Fatalf("%q has an exported name or an unexported name, but not both: %q, %q", text, exported, unexported)
			}
			if exported == "" {
				continue
			}
			if !token.IsIdentifier(string(exported)) || !token.IsExported(string(exported)) {
				t.Errorf("Exported(%q) = %q", text, exported)
			}
			if !IsValid(unexported) || token.IsExported(string(unexported)) {
				t.Errorf("Unexported(%q) = %q", text, unexported)
			}
			if joined := style.Join("A1", text); !token.IsIdentifier(string(joined)) || len(joined) < 3 {
				t.Errorf("Join(%q) = %q", text, joined)
			}
			for _, name := range []Ident{exported, unexported} {
				if n := utf8.RuneCountInString(string(name)); n > maxIdentRunes {
					t.Errorf("%q has %d runes", name, n)
				}
			}
			if pkg := Package(text); !IsValid(pkg) || string(pkg) != strings.ToLower(string(pkg)) {
				t.Errorf("Package(%q) = %q", text, pkg)
			}
		}
	})
}
