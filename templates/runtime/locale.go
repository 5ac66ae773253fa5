package rest

// This file chooses a language by the lookup of RFC 4647, section 3.4. For
// languages with several scripts it adds the likely script so that zh-TW does
// not match zh-Hans only because both begin with zh. It allocates nothing. An
// invalid tag matches nothing.

// Match returns the texts for the first tag that matches one of the available
// languages. If no tag matches, it returns the fallback parameter.
//
// Tags are BCP 47 language tags in order of preference. Underscores and the
// suffixes of POSIX locales are accepted, as in de_CH.UTF-8. A tag is shortened
// from its end until it matches, so de-CH matches de. Chinese is matched by
// script: zh, zh-CN and zh-SG match zh-Hans; zh-TW, zh-HK and zh-MO match
// zh-Hant.
func Match(fallback *Texts, available []*Texts, tags ...string) *Texts {
	for _, tag := range tags {
		want, ok := parseTag(tag)
		if !ok {
			continue
		}
		var best *Texts
		score := 0
		for _, t := range available {
			if t == nil {
				continue
			}
			have, ok := parseTag(t.Locale)
			if !ok {
				continue
			}
			if s := want.servedBy(have); s > score {
				best, score = t, s
			}
		}
		if best != nil {
			return best
		}
	}
	return fallback
}

// langTag is a language tag, split into the parts that affect the choice.
type langTag struct {
	language string
	script   string // explicit or likely script, or ""
	explicit bool   // the tag names the script
	region   string
	variants string // the rest of the tag
}

func parseTag(s string) (langTag, bool) {
	s, ok := cleanTag(s)
	if !ok {
		return langTag{}, false
	}
	var t langTag
	t.language, s = cutSubtag(s)
	if len(t.language) < 2 {
		return langTag{}, false
	}
	if sub, rest := cutSubtag(s); len(sub) == 4 && !isDigit(sub[0]) {
		t.script, t.explicit, s = sub, true, rest
	}
	if sub, rest := cutSubtag(s); len(sub) == 2 || len(sub) == 3 && isDigit(sub[0]) {
		t.region, s = sub, rest
	}
	t.variants = s
	if !t.explicit {
		t.script = likelyScript(t.language, t.region)
	}
	return t, true
}

// cleanTag removes a POSIX suffix and all extensions from a tag. It reports
// whether the rest is well-formed.
func cleanTag(s string) (string, bool) {
	const limit = 64 // longer than any tag in use
	start := 0       // start of the current subtag
	for i := 0; i <= len(s) && i <= limit; i++ {
		end := i == len(s) || s[i] == '.' || s[i] == '@'
		if !end && s[i] != '-' && s[i] != '_' {
			if !isAlnum(s[i]) {
				return "", false
			}
			continue
		}
		switch n := i - start; {
		case n == 1 && start > 0:
			return s[:start-1], true // an extension or a private-use subtag begins
		case n < 1 || n > 8:
			return "", false
		case end:
			return s[:i], true
		}
		start = i + 1
	}
	return "", false
}

// servedBy scores how well texts in the language have suit a reader of t. The
// score is 0 if they do not, and higher for closer matches.
func (t langTag) servedBy(have langTag) int {
	if !equalTag(t.language, have.language) || have.script != "" && !equalTag(t.script, have.script) {
		return 0
	}
	if have.region != "" && !equalTag(t.region, have.region) {
		return 0
	}
	shared := len(have.variants)
	if shared > 0 && (len(t.variants) < shared || !equalTag(t.variants[:shared], have.variants) ||
		len(t.variants) > shared && isAlnum(t.variants[shared])) {
		return 0
	}
	score := 1 + 2*shared
	if have.region != "" {
		score += 4
	}
	if have.explicit == t.explicit {
		score++
	}
	return score
}

// likelyScript returns the likely script of a language that is written in
// several scripts, or "".
func likelyScript(language, region string) string {
	switch {
	case equalTag(language, "zh"):
		if equalTag(region, "TW") || equalTag(region, "HK") || equalTag(region, "MO") {
			return "Hant"
		}
		return "Hans"
	case equalTag(language, "sr"):
		if equalTag(region, "ME") {
			return "Latn"
		}
		return "Cyrl"
	case equalTag(language, "uz"), equalTag(language, "az"), equalTag(language, "bs"):
		return "Latn"
	}
	return ""
}

func cutSubtag(s string) (first, rest string) {
	for i := 0; i < len(s); i++ {
		if s[i] == '-' || s[i] == '_' {
			return s[:i], s[i+1:]
		}
	}
	return s, ""
}

func equalTag(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		x, y := lower(a[i]), lower(b[i])
		if x == '_' {
			x = '-'
		}
		if y == '_' {
			y = '-'
		}
		if x != y {
			return false
		}
	}
	return true
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
