package codes

// Machine translations sometimes omit a negation, which reverses the meaning of
// a text. This rule counts the negations in both texts: in the source only clear
// ones, in the translation every word that may express one. "could not be
// reached" may become "unerreichbar", and "no one except hidden participants"
// may become "nur verborgene Teilnehmer".
//
// Languages without a list are not checked. Turkish, for example, expresses
// negation by word endings, which lists cannot find.

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// negation holds the negations of a language.
type negation struct {
	strong *wordList // negations and exceptions: "no one except me"
	any    *wordList // the same, and other words that may translate a negation
	only   *wordList // words that may translate "no one but"
	double bool      // two words may form one negation: "никого не было"
	parts  bool      // the language has no spaces, so a word matches any part of a text
}

// negations holds the negations of each language.
var negations = func() map[string]*negation {
	out := make(map[string]*negation)
	for language, w := range denials {
		out[language] = &negation{
			newWordList(w.strong), newWordList(w.strong + " " + w.weak), newWordList(w.only),
			w.double, w.parts,
		}
	}
	return out
}()

// denials are the words of negations. A * at the end or the beginning of a word
// matches any letters. A word with a leading - is not a negation, although
// another one matches it.
var denials = map[string]struct {
	strong, weak, only string
	double, parts      bool
}{
	"en": {strong: "no not never nobody nothing none neither nor nowhere cannot non except *n't", weak: "without un* dis* fail* lack* impossible invalid inactive inaccessible -until -under* -unless -unique* -unit* -display* -discuss* -distribut* -distinct*", only: "only just solely"},
	"de": {strong: "nicht nichts nie niemals niemand* kein* außer", weak: "ohne weder un* nirgend* fehlt fehlen fehlend* fehlgeschlagen* gescheitert* misslungen* *los *lose *losen *loser deaktiviert* mangels -unter* -unser* -union* -uni* -ungefähr", only: "nur lediglich ausschließlich allein"},
	"nl": {strong: "niet niets nooit niemand geen behalve", weak: "zonder noch on* nergens *loos mislukt -onder* -onze -ontv* -onts* -ontm*", only: "alleen slechts enkel"},
	"sv": {strong: "inte ej icke aldrig ingen inget inga ingenting utom förutom", weak: "utan varken saknas omöjlig* okänd* ogiltig* otillgänglig* inaktiv* misslyckades", only: "bara endast"},
	"da": {strong: "ikke aldrig ingen intet ingenting undtagen", weak: "uden hverken mangler umulig* ukendt* ugyldig* utilgængelig* inaktiv* mislykkedes", only: "kun bare"},
	"nb": {strong: "ikke aldri ingen intet ingenting unntatt", weak: "uten verken mangler umulig* ukjent* ugyldig* utilgjengelig* inaktiv* mislyktes", only: "kun bare"},
	"fr": {strong: "ne n'* pas aucun* personne rien jamais sauf excepté", weak: "sans non ni impossible* inconnu* invalide* inacti* désactivé* introuvable* injoignable* indisponible* échou* échec", only: "que seul* seulement uniquement", double: true},
	"es": {strong: "no nunca nadie nada ningún ninguna ninguno salvo excepto", weak: "sin tampoco ni imposible* desconocid* inválid* inactiv* desactivad* deshabilitad* inaccesible* indisponible* error", only: "solo sólo solamente únicamente", double: true},
	"pt": {strong: "não nunca ninguém nada nenhum nenhuma exceto salvo", weak: "sem nem impossível desconhecid* inválid* inativ* desativad* desabilitad* indisponível inacessível falh*", only: "só somente apenas", double: true},
	"it": {strong: "non mai nessun* nulla niente tranne eccetto", weak: "senza né impossibil* sconosciut* inattiv* disattivat* irraggiungibil* indisponibil*", only: "solo soltanto solamente", double: true},
	"ru": {strong: "не нет никто никого никому никем ничто ничего никогда никак* кроме", weak: "без ни нельзя не* ни* отсутств* исключ* отключ* -необходим* -некотор* -нескольк* -недел* -немедлен* -непосредств* -них -ними -ниже", only: "только лишь одни", double: true},
	"uk": {strong: "не ні немає ніхто нікого ніщо нічого ніколи жодн* крім", weak: "без не* ні* відсутн* вимкн* -необхідн* -неділ* -ніж", only: "лише тільки", double: true},
	"pl": {strong: "nie nikt nikogo nic niczego nigdy żaden żadn* oprócz", weak: "bez nie* brak* wyłącz* -niektór* -niedziel* -niech", only: "tylko jedynie wyłącznie", double: true},
	"cs": {strong: "ne není nikdo nikoho nic nikdy žádn* kromě", weak: "bez ne* chyb* -nebo -než -nej* -neděl*", only: "jen pouze jenom", double: true},
	"vi": {strong: "không chưa chẳng đừng", weak: "vô bất trừ ngoài thất", only: "chỉ"},
	"id": {strong: "tidak tak bukan belum jangan kecuali", weak: "tanpa selain gagal", only: "hanya"},
	"zh": {strong: "不 未 无 無 没 沒 非 勿 除", weak: "莫 缺 拒绝 拒絕 禁 失败 失敗", only: "只 仅 僅", parts: true},
	"ja": {strong: "ない なかっ なく ません ず 不 未 無 非 以外", weak: "失敗 拒否", only: "のみ だけ しか", parts: true},
	"ko": {strong: "않 못 없 아니 외에", weak: "불가 불능 미확인 비활성 실패 거부", only: "만", parts: true},
	"th": {strong: "ไม่ มิ นอกจาก", weak: "ไร้ ปราศจาก ล้มเหลว", only: "เท่านั้น", parts: true},
}

// noNegation removes words that contain a negation but are not one, in languages
// without spaces.
var noNegation = strings.NewReplacer(
	"删除", "", "刪除", "", "移除", "", "解除", "", "清除", "", "排除", "", "去除", "", "消除", "", "削除", "",
	"无线", "", "無線", "", "无论", "", "無論", "", "非常", "", "未来", "", "未來", "", "不断", "", "不斷", "", "不仅", "", "不僅", "",
	"不同", "",
	"必ず", "", "まず", "", "はず", "", "少なく", "",
)

// missingNegation finds translations with fewer negations than their source.
func missingNegation(text, source *parsedText) string {
	want := source.denials
	from, to := negations[source.base], negations[text.base]
	if want == 0 || to == nil {
		return ""
	}
	if from.double || from.parts {
		want = min(want, 1)
	}
	have := to.count(text.Text.Text, to.any)
	if want > 1 && to.count(text.Text.Text, to.only) > 0 {
		have += 2
	}
	switch {
	case have >= want:
		return ""
	case have == 0:
		return "the source has a negation, the translation has none; check the meaning"
	}
	return "the source has two negations or exceptions, the translation has one; check the meaning"
}

// count returns the number of words in text that are on a list.
func (n *negation) count(text string, list *wordList) int {
	text = strings.ToLower(strings.ReplaceAll(text, "’", "'"))
	found := 0
	if n.parts {
		text = noNegation.Replace(text)
		for word := range list.exact {
			found += strings.Count(text, word)
		}
		return found
	}
	tokens := strings.FieldsFunc(text, func(c rune) bool { return !isWordCharacter(c) && c != '\'' && c != ',' })
	for i, token := range tokens {
		token = strings.Trim(token, ",'")
		if list.has(token) && !isFalseNegation(tokens, i) || found > 0 && isException(tokens, i) {
			found++
		}
	}
	return found
}

// wordList is a compiled list of words.
type wordList struct {
	exact        map[string]bool
	begins, ends []string
	not          *wordList
}

func newWordList(words string) *wordList {
	list, not := &wordList{exact: make(map[string]bool)}, ""
	for _, word := range strings.Fields(words) {
		if exception, ok := strings.CutPrefix(word, "-"); ok {
			not += " " + exception
		} else if stem, ok := strings.CutSuffix(word, "*"); ok {
			list.begins = append(list.begins, stem)
		} else if end, ok := strings.CutPrefix(word, "*"); ok {
			list.ends = append(list.ends, end)
		} else {
			list.exact[word] = true
		}
	}
	if not != "" {
		list.not = newWordList(not)
	}
	return list
}

// has reports whether a word matches the list. A stem of two letters must be
// followed by three: un* does not match "und".
func (l *wordList) has(word string) bool {
	beginsWith := func(stem string) bool {
		length := utf8.RuneCountInString(stem)
		return strings.HasPrefix(word, stem) && (length > 2 || utf8.RuneCountInString(word) > length+2)
	}
	endsWith := func(end string) bool { return strings.HasSuffix(word, end) }
	isListed := l.exact[word] || slices.ContainsFunc(l.begins, beginsWith) || slices.ContainsFunc(l.ends, endsWith)
	return isListed && (l.not == nil || !l.not.has(word))
}

// isFalseNegation reports whether the English word at i is not a negation in its
// context: "not only", "or not", "no 5".
func isFalseNegation(tokens []string, i int) bool {
	next := ""
	if i+1 < len(tokens) {
		next = tokens[i+1]
	}
	switch tokens[i] {
	case "not":
		return next == "only" || i > 0 && tokens[i-1] == "or"
	case "no":
		return next != "" && unicode.IsDigit(rune(next[0]))
	}
	return false
}

// isException reports whether the English word at i is the "but" of "no one but
// me".
func isException(tokens []string, i int) bool {
	return tokens[i] == "but" && i > 0 && !strings.HasSuffix(tokens[i-1], ",")
}
