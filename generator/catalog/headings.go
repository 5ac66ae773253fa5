package catalog

// This file has the headings of columns, in the languages of source pages, and
// decides which role a column has by its heading:
//
//	Error code                 code
//	HTTP status                another number, and the code if there is no better column
//	#                          the number of the row
//	Message (de)               text, in German
//	User message               text for users

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// textWords are the headings of columns of messages, by language. A word can belong to
// several.
var textWords = map[string]string{
	"en": "errordescription meanings descriptions reason description message messages meaning text details " +
		"explanation terminationreason endreason errormessage errormessages errortext messagetext",
	"de": "beschreibung bedeutung grund nachricht meldung kündigungsgrund beendigungsgrund erklärung fehlermeldung " +
		"fehlertext fehlerbeschreibung text",
	"zh": "终止原因 说明 描述 消息 含义 描述信息 错误描述 错误说明", "zh-Hant": "終止原因 說明 描述 訊息 錯誤描述",
	"ja": "理由 説明 メッセージ 終了理由 終了の理由 エラーメッセージ", "ko": "설명 이유 메시지 종료이유 오류메시지",
	"ru": "описание значение сообщение причинапрекращения причиназавершения",
	"es": "motivo descripción mensaje significado razón motivodeterminación",
	"fr": "raison description message signification motif motifderésiliation",
	"pt": "motivo descrição mensagem motivodotérmino razão significado", "it": "motivo descrizione messaggio significato",
	"pl": "opis", "cs": "popis důvod", "sk": "popis", "sv": "beskrivning", "nb": "beskrivelse", "da": "beskrivelse",
	"fi": "kuvaus syy", "tr": "açıklama neden", "el": "περιγραφή", "he": "תיאור", "ar": "سبب الوصف", "vi": "môtả",
	"hu": "leírás", "nl": "omschrijving betekenis",
}

// causeWords are headings of columns of causes, which are the messages of a table
// without a better column.
var causeWords = strings.Fields("cause causes possiblecause possiblecauses possiblereason possiblereasons ursache " +
	"möglicheursache 原因 可能原因 причина возможнаяпричина causa causaposible przyczyna orsak")

// messageWords are headings of columns that have the messages even beside another
// column of texts.
var messageWords = strings.Fields("message messages errormessage errormessages messagetext nachricht meldung " +
	"fehlermeldung 消息 訊息 メッセージ エラーメッセージ 메시지 오류메시지 сообщение mensaje mensagem messaggio")

// adviceWords are the headings of columns of advice, by language.
var adviceWords = map[string]string{
	"en": "advice fix fixes solution solutions resolution action actions recommendedaction remedy workaround " +
		"nextsteps nextstep suggestion suggestions suggestedaction whattodo howtofix recommendation mitigation",
	"de": "lösung abhilfe maßnahme nächsteschritte empfehlung behebung",
	"zh": "解决方案 解决方法 解决办法 处理建议 处理方式 处理方法 建议 后续步骤",
	"ja": "解決方法 対処方法 対処 次のステップ", "ko": "해결방법", "ru": "решение действия рекомендация чтоделать",
	"es": "solución acción siguientespasos", "fr": "solution action prochainesétapes", "pt": "solução ação próximasetapas",
	"it": "soluzione azione passaggisuccessivi", "pl": "rozwiązanie", "cs": "řešení", "nl": "oplossing",
}

// wordsOf returns the words of all languages.
func wordsOf(languages map[string]string) []string {
	var words []string
	for _, list := range languages {
		words = append(words, strings.Fields(list)...)
	}
	slices.Sort(words)
	return words
}

// headerWords are the headings of columns, in lower case without spaces and
// hyphens.
var headerWords = map[columnRole][]string{
	codeColumn: {
		"code", "codes", "errorcode", "errorcodes", "resultcode", "reasoncode", "fehlercode", "code#", "coderange", "coderanges",
		"errornumber", "errorno", "errno", "fehlernummer", "номерошибки", "错误编号", "エラー番号", "오류번호", "númerodeerror",
		"hresult", "ntstatus", "错误码", "錯誤碼",
		"代码", "代碼", "错误代码", "錯誤代碼", "コード", "エラーコード", "코드", "오류코드", "код", "кодошибки", "código", "códigodeerror", "códigodeerro",
		"coded'erreur", "codice", "codiceerrore", "kod", "kodbłędu", "kód", "koodi", "kode", "kodu", "κωδικός", "קוד", "رمز", "الرمز", "mã",
	},
	subcodeColumn: {
		"alkód", "errorsubcode", "minorcode", "detailcode",
		"subcode", "subcodes", "sub", "extendedcode", "extendederrorcode", "extendedresultcode", "untercode", "teilcode", "子代码", "子代碼", "子码", "サブコード", "하위코드", "подкод", "субкод", "дополнительныйкод", "вложенныйкод",
		"subcódigo", "subcódigos", "souscode", "sottocodice", "codicesecondario", "podkod", "podkód", "alikoodi", "underkode", "underkod", "altkod", "υποκωδικός",
	},
	idColumn: {
		"id", "identifier", "name", "names", "constant", "constantname", "enum", "enumname", "symbol", "symbolicname",
		"errorname", "conditionname", "statusname", "errorid", "codename", "bezeichner", "konstante", "名称", "名稱", "常量", "标识符", "定数", "имя", "константа",
		"nombre", "nom", "nome", "constante",
	},
	adviceColumn: wordsOf(adviceWords),
	textColumn:   slices.Concat(wordsOf(textWords), causeWords),
}

// statusWords are headings of columns that hold the codes of a table only if
// there is no better column.
var statusWords = []string{
	"status", "statuscode", "statuscodes", "http", "httpcode", "httpcodes", "httpstatus", "httpstatuscode", "httpstatuscodes",
	"responsecode", "状态码", "http状态码", "狀態碼", "ステータスコード", "статус", "кодсостояния", "códigodeestado", "codedétat", "codicedistato",
	"httperrorcode", "httpresponsecode", "кодhttp", "httpкод", "codehttp", "statuthttp", "códigohttp", "estadohttp", "statushttp",
	"http상태코드",
}

// errorWords are headings of columns that can hold the codes, as words or numbers.
var errorWords = []string{
	"error", "errors", "errorid", "errortype", "errorkey", "errorname", "errorreason", "fehler", "fehlertyp",
	"result", "results", "ergebnis", "结果", "結果", "результат", "résultat", "resultado",
	"错误", "錯誤", "错误类型", "エラー", "오류", "ошибка", "erreur", "erro", "errore", "błąd",
}

// nameWords are headings of columns that can hold the codes beside a column of
// HTTP statuses.
var nameWords = []string{"key", "type", "slug", "tag", "schlüssel", "typ"}

// idWords are headings of columns that may hold codes, or the IDs of anything else.
var idWords = []string{"id", "identifier", "messageid", "messagecode", "bezeichner", "标识符"}

// valueWords are headings of columns of numbers that can be codes, if the table has
// their names too.
var valueWords = []string{"value", "values", "returnvalue", "number", "wert", "rückgabewert", "nummer", "值", "返回值", "valor", "valeur"}

// counterWords are headings of the numbers of rows.
var counterWords = []string{
	"#", "no", "nr", "n°", "num", "row", "index", "sno", "slno", "srno", "item", "pos", "rank", "zeile", "序号", "序號", "编号", "番号",
	"번호", "lp", "пп", "п/п",
}

// otherNumbers matches the headings of columns of numbers that are not codes.
var otherNumbers = regexp.MustCompile(`http|grpc|^sip|sip$|sipcode|severity|schweregrad|gravit|severidad|серьезность|` +
	`严重|level|priorit|since|version|year|jahr|année|^año|^год|date|datum|count|anzahl|exit|line$|^page|port|retr|` +
	`timeout|duration|^sec$|\(sec|seconds|ttl|limit|size|weight|attempt|facility|status|estado|état|статус|状态|ステータス`)

// codeEnd matches headings such as "decline code".
var codeEnd = regexp.MustCompile(`^[\p{L}]{2,40}(?:codes?|kod|kód|код|代码|错误码|コード)$|^sqlstate$`)

// subcodeEnd matches headings such as "result subcode" and "sub-reason code".
var subcodeEnd = regexp.MustCompile(`^[\p{L}]{0,40}(?:subcodes?|untercodes?|подкод|субкод|子代码|子码)$|` +
	`^sub(?:reason|error|status|result|response|return|decline)codes?$`)

// codeRank is the rank of a column among those that can hold the codes.
type codeRank int

// The ranks, best first.
const (
	codeHeading   codeRank = iota // Error code
	kindHeading                   // Decline code
	errorHeading                  // Error
	nameHeading                   // Key, which holds the codes only beside HTTP statuses
	statusHeading                 // HTTP status
	valueHeading                  // Value
	noCodeHeading
)

// rankOf returns the rank of a heading.
func rankOf(cell Cell) codeRank {
	word := headingWord(cell.Text)
	role, _ := headingRole(cell)
	switch {
	case slices.Contains(headerWords[codeColumn], word), role == codeColumn && strings.ContainsAny(word, "(（"):
		return codeHeading
	case role == codeColumn:
		return kindHeading
	case slices.Contains(errorWords, word):
		return errorHeading
	case slices.Contains(statusWords, word) || word == "response":
		return statusHeading
	case slices.Contains(valueWords, word):
		return valueHeading
	case slices.Contains(nameWords, word), role == textColumn, role == idColumn:
		return nameHeading
	}
	return noCodeHeading
}

// roleOf returns the role of a column with this heading. known is false if the
// heading says nothing about the column.
func roleOf(heading string) (role columnRole, known bool) {
	role, known = wordRole(headingWord(heading))
	if at := strings.IndexAny(heading, "(（"); !known && at > 0 {
		role, known = wordRole(headingWord(heading[:at])) // Code (hex)
	}
	return role, known
}

func wordRole(word string) (role columnRole, known bool) {
	for role := codeColumn; role < columnRoles; role++ {
		if slices.Contains(headerWords[role], word) {
			return role, true
		}
	}
	switch {
	case subcodeEnd.MatchString(word):
		return subcodeColumn, true
	case otherNumbers.MatchString(word), slices.Contains(statusWords, word):
		return otherColumn, true
	case codeEnd.MatchString(word):
		return codeColumn, true
	}
	return otherColumn, false
}

// headingWord returns a heading in lower case without spaces and punctuation.
func headingWord(heading string) string {
	word := strings.ToLower(norm.NFKC.String(visible(heading)))
	return strings.Map(func(c rune) rune {
		if unicode.IsSpace(c) || strings.ContainsRune("-‐‑*_:.`", c) {
			return -1
		}
		return c
	}, word)
}

// headingRole returns the role of a column with this heading, which the page may
// also have in the source language. A heading may name its language or its readers.
func headingRole(cell Cell) (role columnRole, known bool) {
	for _, text := range []string{cell.Text, cell.Source} {
		if role, known = roleOf(text); known {
			return role, true
		}
	}
	language, rest := headingLanguage(cell.Text)
	if language != "" {
		if rest == "" {
			return textColumn, true
		}
		if role, known = roleOf(rest); known {
			return role, true
		}
	}
	return readersRole(cell.above, rest)
}

// userForm and developerForm match headings of messages for these readers.
var (
	userForm = regexp.MustCompile(
		`(?i)\b(?:users?|end[ -]?users?|customers?|display|friendly|benutzer|nutzer|kunden?)(?:\b|_)|` +
			`用户|用戶|ユーザー|사용자|пользовател`)
	developerForm = regexp.MustCompile(
		`(?i)\b(?:developers?|devs?|technical|debug|log|entwickler)(?:\b|_)|开发|開発者|разработчик`)
	messageForm = regexp.MustCompile(
		`(?i)message|text|description|meaning|explanation|nachricht|meldung|beschreibung|` +
			`消息|信息|说明|描述|メッセージ|説明|메시지|설명|сообщение|описание`)
)

// readersRole returns the role of a column of messages for certain readers, such as
// "User message", or "User" below "Message" in a header of two rows.
func readersRole(above, heading string) (role columnRole, known bool) {
	switch all := above + " " + heading; {
	case !messageForm.MatchString(all):
		return otherColumn, false
	case userForm.MatchString(heading):
		return userColumn, true
	case developerForm.MatchString(heading):
		return textColumn, true
	}
	return otherColumn, false
}

// languageTags are the names of languages in headings.
var languageTags = map[string]string{
	"english": "en", "englisch": "en", "anglais": "en", "inglés": "en", "английский": "en", "英语": "en", "英文": "en", "英語": "en",
	"german": "de", "deutsch": "de", "немецкий": "de", "德语": "de", "德文": "de", "ドイツ語": "de", "french": "fr", "français": "fr",
	"französisch": "fr", "法语": "fr", "spanish": "es", "español": "es", "spanisch": "es", "西班牙语": "es", "italian": "it", "italiano": "it",
	"portuguese": "pt", "português": "pt", "russian": "ru", "русский": "ru", "russisch": "ru", "俄语": "ru", "chinese": "zh", "中文": "zh",
	"简体中文": "zh-Hans", "繁體中文": "zh-Hant", "chinesisch": "zh", "китайский": "zh", "japanese": "ja", "日本語": "ja", "日语": "ja",
	"korean": "ko", "한국어": "ko", "dutch": "nl", "nederlands": "nl", "polish": "pl", "polski": "pl", "swedish": "sv", "svenska": "sv",
	"turkish": "tr", "türkçe": "tr", "ukrainian": "uk", "українська": "uk", "arabic": "ar", "العربية": "ar", "hebrew": "he", "עברית": "he",
	"czech": "cs", "čeština": "cs",
}

// languageCodes are the language codes that a heading can have without parentheses.
// Others, such as id and no, are also words.
var languageCodes = strings.Fields("ar cs da de en es fi fr he hu it ja ko nb nl pl pt ru sv tr uk zh")

// languageMark matches a language at the end of a heading, or alone.
var languageMark = regexp.MustCompile(
	`^(.*?)[\s_.:/–-]*(?:[(（\[]([\p{L}]{2,}(?:[-_][\p{L}\p{N}]{2,8})*)[)）\]]|` +
		`(?:^|[\s_.:/–-])([\p{L}]{2,}(?:[-_](?:[A-Z]{2}|[A-Z][a-z]{3}))?))$`)

// hanLanguage matches a language at the beginning of a heading without spaces: 中文描述.
var hanLanguage = regexp.MustCompile(`^(简体中文|繁體中文|中文|英文|英语|英語|日本語|日语|德语|德文|法语|俄语|한국어)` +
	`(\p{Han}+|\p{Katakana}+|\p{Hangul}+)$`)

// headingLanguage returns the language that a heading names, and the rest of the
// heading. language is "" if it names none:
//
//	Message (de)    de, Message
//	message_pt-BR   pt-BR, message
//	Deutsch         de
//	中文描述        zh, 描述
func headingLanguage(heading string) (language, rest string) {
	heading = strings.Trim(visible(heading), "`* ")
	if first, after, _ := strings.Cut(heading, " "); languageTags[strings.ToLower(first)] != "" {
		return languageTags[strings.ToLower(first)], after
	}
	if m := hanLanguage.FindStringSubmatch(heading); m != nil {
		return languageTags[m[1]], m[2]
	}
	m := languageMark.FindStringSubmatch(heading)
	if m == nil {
		return "", heading
	}
	word := strings.ReplaceAll(m[2]+m[3], "_", "-")
	base, _, _ := strings.Cut(strings.ToLower(word), "-")
	switch {
	case languageTags[strings.ToLower(word)] != "":
		return languageTags[strings.ToLower(word)], m[1]
	case slices.Contains(languageCodes, base) && (len(base) < len(word) || m[2] != "" || isLanguageCode(m[1], word)):
		return word, m[1]
	}
	return "", heading
}

// headingLanguages returns the languages of a heading: the one that it names, or those
// that its words belong to. Most headings have none.
//
//	Message (de)    de
//	Beschreibung    de
//	Description     en, fr
func headingLanguages(heading string) []string {
	if language, _ := headingLanguage(heading); language != "" {
		return []string{language}
	}
	word := headingWord(heading)
	var list []string
	for _, words := range []map[string]string{textWords, adviceWords} {
		for language, of := range words {
			if slices.Contains(strings.Fields(of), word) {
				list = append(list, language)
			}
		}
	}
	return list
}

// isLanguageCode reports whether a code without parentheses at the end of a heading
// is one of a language: Message EN, message_en, en.
func isLanguageCode(rest, word string) bool {
	role, known := roleOf(rest)
	return rest == "" || word == strings.ToUpper(word) || known && role != otherColumn
}
