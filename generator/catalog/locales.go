package catalog

// This file decides which locale of a table the texts of an input are for.

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/exchange"
)

// canonicalLocale returns the canonical tag of a locale in any form that tools write.
// It returns false if name is not a locale.
//
//	pt_BR.UTF-8     pt-BR
//	sr_RS@latin     sr-Latn-RS
//	zh-hans         zh-Hans
func canonicalLocale(name string) (tag string, ok bool) {
	parsed, err := language.Parse(exchange.LanguageTag(name))
	return parsed.String(), err == nil && parsed != language.Und
}

// checkLocaleOption replaces a locale from the command line with its canonical tag, and
// reports whether it is valid. An empty option is valid.
func checkLocaleOption(option *string, diags *diag.List) bool {
	tag, ok := canonicalLocale(*option)
	switch {
	case *option == "":
		return true
	case !ok:
		diags.Errorf(diag.Pos{}, "invalid-locale",
			"expected a language tag such as de, pt-BR or zh-Hans, found %q", shorten(*option))
		return false
	}
	*option = tag
	return true
}

// declaredLocale returns the canonical tag of the locale that a source page declares. It
// reports false if a code table cannot have the locale.
func declaredLocale(text string) (tag string, ok bool) {
	tag, ok = canonicalLocale(text)
	isUnknown := strings.HasPrefix(tag, "und") || strings.HasPrefix(tag, "x-") || len(tag) > 35
	return tag, ok && !isUnknown
}

// localeOf returns the locale among those of a table that is the one of an input,
// in its canonical form or, as tools write it, with its likely region or script.
// A locale for another region is another locale, even if it is the only one for
// its language. If the table has none, localeOf returns want.
//
//	have          want      localeOf
//	de            de-DE     de
//	zh-Hant       zh-TW     zh-Hant
//	pt-PT         pt-BR     pt-BR
//	de            de-AT     de-AT
func localeOf(have []string, want string) string {
	found := ""
	for _, tag := range have {
		switch {
		case tag == want:
			return want
		case found == "" && sameLocale(tag, want):
			found = tag
		}
	}
	if found == "" {
		return want
	}
	return found
}

// sameLocale reports whether two tags have the same language, script, region,
// variants and extensions. Scripts and regions that a tag omits are the likely
// ones.
func sameLocale(a, b string) bool { return fullTag(a) == fullTag(b) }

// fullTag returns a tag with all of its parts.
func fullTag(tag string) string {
	t := language.All.Make(tag)
	base, _ := t.Base()
	script, _ := t.Script()
	region, _ := t.Region()
	return fmt.Sprint(base, script, region, t.Variants(), t.Extensions())
}

// pageLocale returns the locale of a table for a source page, which the table may
// not have yet. A page in any region's form of a source language without a region
// has source texts. The name of a new locale omits the likely region of its language,
// unless the table has a locale for another one:
//
//	have          source  declared  pageLocale
//	en, pt-PT     en      pt-BR     pt-BR
//	en            en      fr-FR     fr
//	en            en      es-MX     es-MX
//	en            en      en-GB     en
//	en, en-GB     en      en-GB     en-GB
func pageLocale(have []string, source, declared string) string {
	if tag := localeOf(have, declared); slices.Contains(have, tag) {
		return tag
	}
	if refines(declared, source) {
		return source
	}
	base := baseTag(declared)
	sibling := func(tag string) bool { return sameLanguage(tag, declared) }
	if slices.ContainsFunc(have, sibling) || !sameLocale(base, declared) {
		return declared
	}
	return base
}

// refines reports whether texts in the locale that an input declares can be those
// of the given locale: it is the same locale, or the declared one has the same
// language and script and names no region.
func refines(locale, declared string) bool {
	return sameLocale(locale, declared) || !namesRegion(declared) && sameLanguage(locale, declared)
}

// namesRegion reports whether a tag has more than a language and a script.
func namesRegion(tag string) bool {
	t := language.All.Make(tag)
	_, _, region := t.Raw()
	return region != language.Region{} && region.String() != "ZZ" || len(t.Variants())+len(t.Extensions()) > 0
}

// sameLanguage reports whether two tags have the same language and script.
func sameLanguage(a, b string) bool { return baseTag(a) == baseTag(b) }

// baseTag returns a tag without its region. It includes the script if the
// language has several.
func baseTag(tag string) string {
	t := language.Make(tag)
	base, _ := t.Base()
	script, confidence := t.Script()
	usual, _ := language.Make(base.String()).Script()
	if base.String() == "zh" || confidence != language.No && script != usual {
		return base.String() + "-" + script.String()
	}
	return base.String()
}
