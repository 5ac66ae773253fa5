package rest

// This file chooses a language: the lookup of RFC 4647, section 3.4, with the
// likely scripts of the languages that are written in more than one, since
// zh-TW must not read zh-Hans only because both begin with zh. Nothing is
// allocated, and a tag that is no tag matches nothing.

// Match returns the texts for the first of the tags that has any, else the
// fallback. Tags are BCP 47 language tags in order of preference; the
// underscore and the suffixes of POSIX locales are understood, as in
// de_CH.UTF-8. A tag is shortened from its end until it matches: de-CH is
// served by de. Chinese is told apart by script: zh, zh-CN and zh-SG are
// zh-Hans, zh-TW, zh-HK and zh-MO are zh-Hant.
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

// langTag is a language tag in the parts that matter for the choice.
type langTag struct {
	language string
	script   string // as written, or the likely one, or ""
	explicit bool   // the script was written
	region   string
	variants string // what follows
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

// cleanTag cuts a tag off at a POSIX suffix or the first extension and
// reports whether the rest has the form of a tag.
func cleanTag(s string) (string, bool) {
	const limit = 64 // no tag in use comes near
	start := 0       // of the subtag
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
			return s[:start-1], true // an extension or private use begins
		case n < 1 || n > 8:
			return "", false
		case end:
			return s[:i], true
		}
		start = i + 1
	}
	return "", false
}

// servedBy returns how well texts in the other tag serve this one: 0 not at
// all, more the closer they are.
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

// likelyScript returns the script that a language without one is written in,
// where that is a question at all.
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
