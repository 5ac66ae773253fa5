package codes

// This file compares language tags by the distances of CLDR, the Unicode project's
// locale data, whose tables are in langtables.go. A tag is read as follows:
//
//	zh_TW      →  zh, script Hant (likely), region TW
//	iw         →  he, script Hebr (likely), region IL (likely)
//	sr@latin   →  sr, script Latn, region RS (likely)
//
// Languages must be the same, or close enough that CLDR expects readers of one to
// read the other, such as Danish and Norwegian. Scripts must be the same. Of
// several regions the closest one is best: es-MX matches es-419 rather than es.
//
// It allocates nothing. An invalid tag matches nothing. A copy of this file is part
// of fragen, so it uses no other file than langtables.go; tools/cldr writes both.

import "strings"

// tooFar is the distance between tags that do not match.
const tooFar = 1 << 20

// bestLocale returns the index of the locale that matches the first of the
// preferences that any locale matches, or -1. A preference is a language tag or a
// list of them with qualities, as in an Accept-Language header. Locales in closely
// related languages are used only if no preference matches in its own language.
func bestLocale(count int, locale func(int) string, preferences []string) int {
	for _, related := range [...]bool{false, true} {
		for _, list := range preferences {
			if i := bestOfList(count, locale, list, related); i >= 0 {
				return i
			}
		}
	}
	return -1
}

// bestOfList returns the index of the locale that matches the tag with the highest
// quality in a list, or -1.
func bestOfList(count int, locale func(int) string, list string, related bool) int {
	const most = 100 // tags in a list; the others are ignored
	best, highest := -1, 0
	for n := 0; list != "" && n < most; n++ {
		var item string
		item, list, _ = strings.Cut(list, ",")
		tag, quality := cutQuality(item)
		if quality <= highest {
			continue
		}
		if i := closestLocale(count, locale, tag, related); i >= 0 {
			best, highest = i, quality
		}
	}
	return best
}

// closestLocale returns the index of the locale that is closest to a tag, or -1. Of
// several it is the first one.
func closestLocale(count int, locale func(int) string, tag string, related bool) int {
	want, ok := parseTag(tag)
	if !ok {
		return -1
	}
	want.addLikely()
	best, least := -1, tooFar
	for i := range count {
		have, ok := parseTag(locale(i))
		if !ok {
			continue
		}
		if d := want.distance(have, related); d < least {
			best, least = i, d
		}
	}
	return best
}

// cutQuality returns the tag of a list's item and its quality in thousandths, which
// is 1000 if the item has none and 0 if it is invalid.
//
//	de;q=0.8  →  de, 800
func cutQuality(item string) (tag string, quality int) {
	tag, parameter, _ := strings.Cut(strings.TrimSpace(item), ";")
	name, value, _ := strings.Cut(strings.TrimSpace(parameter), "=")
	if parameter == "" {
		return strings.TrimSpace(tag), 1000
	}
	name, value = strings.TrimSpace(name), strings.TrimSpace(value)
	if !equalTag(name, "q") || value == "" || value[0] != '0' && value[0] != '1' {
		return "", 0
	}
	quality = int(value[0]-'0') * 1000
	for i, unit := 1, 1000; i < len(value); i++ {
		switch {
		case i == 1 && value[i] == '.':
		case i > 1 && i < 5 && isDigitByte(value[i]) && value[1] == '.':
			unit /= 10
			quality += int(value[i]-'0') * unit
		default:
			return "", 0
		}
	}
	return strings.TrimSpace(tag), min(quality, 1000)
}

// langTag is a language tag, split into the parts that affect the choice.
type langTag struct {
	language string // in lower case if it is in the tables
	script   string // stated or likely script, or ""
	region   string // stated or likely region, or ""
	variants string // the rest of the tag

	statesScript, statesRegion bool
	isAlias                    bool // the tag has another code of the language
}

// parseTag parses a tag without its likely subtags.
func parseTag(s string) (langTag, bool) {
	s, script, ok := cleanTag(s)
	if !ok {
		return langTag{}, false
	}
	t := langTag{script: script}
	t.language, s = cutSubtag(s)
	if len(t.language) < 2 {
		return langTag{}, false
	}
	alias := ""
	if rec := findRecord(languageAliases, aliasWidth, t.language, ""); rec != "" {
		t.language, alias = cutSubtag(strings.TrimSpace(rec[3:]))
		t.isAlias = true
	}
	s = t.cutScriptAndRegion(s)
	t.variants = s
	t.cutScriptAndRegion(alias)
	t.statesScript, t.statesRegion = t.script != "", t.region != ""
	return t, true
}

// cutScriptAndRegion sets the script and region, unless they are set, from the
// beginning of s, and returns the rest.
func (t *langTag) cutScriptAndRegion(s string) string {
	if sub, rest := cutSubtag(s); len(sub) == 4 && !isDigitByte(sub[0]) {
		if s = rest; t.script == "" {
			t.script = sub
		}
	}
	if sub, rest := cutSubtag(s); len(sub) == 2 || len(sub) == 3 && isDigitByte(sub[0]) {
		if s = rest; t.region == "" {
			t.region = sub
		}
	}
	return s
}

// addLikely adds the likely script and region.
func (t *langTag) addLikely() {
	usual := findRecord(likelySubtags, likelyWidth, t.language, "")
	if usual == "" {
		return
	}
	t.language = strings.TrimSpace(usual[:3])
	if t.script == "" && len(t.region) == 2 {
		if rec := findRecord(likelyScripts, scriptWidth, t.language, t.region); rec != "" {
			t.script = rec[6:]
		}
	}
	if t.script == "" {
		t.script = usual[3:7]
	}
	if t.region == "" && len(t.script) == 4 {
		if rec := findRecord(likelyRegions, regionWidth, t.language, t.script); rec != "" {
			t.region = strings.TrimSpace(rec[7:])
		}
	}
	if t.region == "" {
		t.region = strings.TrimSpace(usual[7:])
	}
}

// cleanTag removes extensions, private parts and the suffixes of POSIX locales from
// a tag. It returns the script that such a suffix names, and reports whether the
// rest is well-formed.
func cleanTag(s string) (tag, script string, ok bool) {
	const limit = 64 // longer than any tag in use
	start := 0       // start of the current subtag
	for i := 0; i <= len(s) && i <= limit; i++ {
		end := i == len(s) || s[i] == '.' || s[i] == '@'
		if !end && s[i] != '-' && s[i] != '_' {
			if !isSubtagByte(s[i]) {
				return "", "", false
			}
			continue
		}
		switch n := i - start; {
		case n == 1 && start > 0:
			return s[:start-1], "", true // an extension or a private-use subtag begins
		case n < 1 || n > 8:
			return "", "", false
		case end:
			return s[:i], modifierScript(s[i:]), true
		}
		start = i + 1
	}
	return "", "", false
}

// modifierScript returns the script that the suffix of a POSIX locale names, or "":
// .UTF-8@latin is Latn.
func modifierScript(suffix string) string {
	_, modifier, _ := strings.Cut(suffix, "@")
	switch {
	case equalTag(modifier, "latin"), equalTag(modifier, "iqtelif"):
		return "Latn"
	case equalTag(modifier, "cyrillic"):
		return "Cyrl"
	case equalTag(modifier, "devanagari"):
		return "Deva"
	}
	return ""
}

// sameLanguage is the largest distance between two names of a language: no and nb.
const sameLanguage = 1

// languageDistance returns CLDR's distance between two languages, and whether readers
// of the first one read the second one.
func languageDistance(want, have string) (d int, ok bool) {
	if equalTag(want, have) {
		return 0, true
	}
	rec := findRecord(relatedLanguages, relatedWidth, want, have)
	if rec == "" {
		return 0, false
	}
	return 10*int(rec[6]-'0') + int(rec[7]-'0'), true
}

// distance returns how far texts in the language have are from a reader of t. It is
// tooFar if they do not match. If related is set, they match only if their language
// is another, closely related one; otherwise only if it is the same. The likely
// subtags of t are set, those of have are not.
func (t langTag) distance(have langTag, related bool) int {
	d, ok := languageDistance(t.language, have.language)
	if !ok || d > sameLanguage != related {
		return tooFar
	}
	have.addLikely()
	if have.script != "" && !equalTag(t.script, have.script) {
		return tooFar
	}
	d *= 100
	shared := len(have.variants)
	if shared > 0 {
		if len(t.variants) < shared || !equalTag(t.variants[:shared], have.variants) ||
			len(t.variants) > shared && isSubtagByte(t.variants[shared]) {
			return tooFar
		}
		d -= 1000 * shared
	}
	statesRegion := t.statesRegion
	if !equalTag(t.region, have.region) {
		d += t.regionDistance(have)
		statesRegion = false // de is better than de-CH for de-AT
	}
	if have.statesRegion != statesRegion {
		d += 2
	}
	if t.isAlias != have.isAlias {
		d += 4
	}
	if t.statesScript != have.statesScript {
		d++
	}
	return d
}

// regionDistance returns ten times the distance of CLDR between two regions. Of
// equal distances, the one to a paradigm of the language is less, such as en-GB for
// English outside of America.
func (t langTag) regionDistance(have langTag) int {
	group, hub, paradigms := regionGroups(have.language, have.script)
	d := 40
	switch in := hasSubtag(group, have.region); {
	case in != hasSubtag(group, t.region):
		d = 50
	case !in && hub != "" && equalTag(have.region, hub):
		d = 30
	}
	if hasSubtag(paradigms, have.region) {
		d -= 5
	}
	return d
}

// findRecord returns the record in a sorted table of records with the given width,
// or "". A record begins with a language and, unless second is "", another subtag.
// Both are padded with spaces to at least three bytes.
func findRecord(table string, width int, language, second string) string {
	low, high := 0, len(table)/width
	for low < high {
		middle := (low + high) / 2
		rec := table[middle*width : (middle+1)*width]
		order := compareSubtags(language, rec[:3])
		if order == 0 && second != "" {
			order = compareSubtags(second, rec[3:3+max(3, len(second))])
		}
		switch {
		case order == 0:
			return rec
		case order < 0:
			high = middle
		default:
			low = middle + 1
		}
	}
	return ""
}

// compareSubtags compares a subtag in any case with a padded one in a record, as in
// strings.Compare.
func compareSubtags(subtag, padded string) int {
	for i := range len(padded) {
		a, b := byte(' '), lowerByte(padded[i])
		if i < len(subtag) {
			a = lowerByte(subtag[i])
		}
		if a != b {
			return int(a) - int(b)
		}
	}
	return len(subtag) - min(len(subtag), len(padded))
}

// hasSubtag reports whether a list of subtags separated by spaces has one.
func hasSubtag(list, subtag string) bool {
	for list != "" {
		var item string
		if item, list, _ = strings.Cut(list, " "); equalTag(item, subtag) {
			return true
		}
	}
	return false
}

func cutSubtag(s string) (first, rest string) {
	if i := strings.IndexAny(s, "-_"); i >= 0 {
		return s[:i], s[i+1:]
	}
	return s, ""
}

// equalTag reports whether two tags are equal apart from case and underscores.
func equalTag(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		x, y := a[i], b[i]
		if x == '_' {
			x = '-'
		}
		if y == '_' {
			y = '-'
		}
		if lowerByte(x) != lowerByte(y) {
			return false
		}
	}
	return true
}

func lowerByte(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

func isDigitByte(c byte) bool { return '0' <= c && c <= '9' }

func isSubtagByte(c byte) bool { return isDigitByte(c) || 'a' <= lowerByte(c) && lowerByte(c) <= 'z' }
