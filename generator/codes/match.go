package codes

import "strings"

// Match returns the best locale of the table for language tags in order of
// preference. It is the lookup of RFC 4647 with the likely scripts of Chinese,
// Serbian and a few other languages:
//
//	zh-TW → zh-Hant, de-CH → de
//
// A test checks that it agrees with rest.Match, which generated code uses. ok is
// false if no locale matches and the result is the source locale.
func (t *Table) Match(tags ...string) (locale string, ok bool) {
	for _, tag := range tags {
		want, valid := parseTag(tag)
		if !valid {
			continue
		}
		best, score := "", 0
		for _, locale := range t.Locales {
			if have, valid := parseTag(locale); valid && want.servedBy(have) > score {
				best, score = locale, want.servedBy(have)
			}
		}
		if best != "" {
			return best, true
		}
	}
	return t.Source, false
}

// langTag is a language tag, split into the parts that Match compares.
type langTag struct {
	language, script, region string
	explicit                 bool // the tag has a script; otherwise it is the likely one
	variants                 []string
}

// parseTag parses a tag. It accepts any case, underscores and the suffixes of
// POSIX locales, as in de_CH.UTF-8. ok is false if text is not a tag.
func parseTag(text string) (tag langTag, ok bool) {
	text, _, _ = strings.Cut(strings.ToLower(text), ".")
	text, _, _ = strings.Cut(text, "@")
	parts := strings.Split(strings.ReplaceAll(text, "_", "-"), "-")
	for i, part := range parts {
		if len(part) == 1 && i > 0 {
			parts = parts[:i] // extensions
			break
		}
		if part == "" || len(part) > 8 || strings.Trim(part, "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
			return langTag{}, false
		}
	}
	t := langTag{language: parts[0]}
	if len(t.language) < 2 {
		return langTag{}, false
	}
	parts = parts[1:]
	isNumber := func(text string) bool { return text[0] >= '0' && text[0] <= '9' }
	if len(parts) > 0 && len(parts[0]) == 4 && !isNumber(parts[0]) {
		t.script, t.explicit, parts = parts[0], true, parts[1:]
	}
	if len(parts) > 0 && (len(parts[0]) == 2 || len(parts[0]) == 3 && isNumber(parts[0])) {
		t.region, parts = parts[0], parts[1:]
	}
	t.variants = parts
	if !t.explicit {
		t.script = likelyScript(t.language, t.region)
	}
	return t, true
}

// servedBy returns how well texts in the locale have suit a user with the locale
// t: 0 if they do not, and more the closer the tags are.
func (t langTag) servedBy(have langTag) int {
	if t.language != have.language ||
		have.script != "" && t.script != have.script ||
		have.region != "" && t.region != have.region {
		return 0
	}
	if len(have.variants) > len(t.variants) {
		return 0
	}
	for i, variant := range have.variants {
		if t.variants[i] != variant {
			return 0
		}
	}
	score := 1 + 2*len(strings.Join(have.variants, "-"))
	if have.region != "" {
		score += 4
	}
	if have.explicit == t.explicit {
		score++
	}
	return score
}

// likelyScript returns the likely script for a language with several, "" for
// others.
func likelyScript(language, region string) string {
	switch language {
	case "zh":
		if region == "tw" || region == "hk" || region == "mo" {
			return "hant"
		}
		return "hans"
	case "sr":
		if region == "me" {
			return "latn"
		}
		return "cyrl"
	case "uz", "az", "bs":
		return "latn"
	}
	return ""
}
