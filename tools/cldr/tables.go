package main

// This file renders the tables. They are strings of records of equal width, sorted
// for a binary search, so that a program pays nothing at start-up:
//
//	likelySubtags     language, script, region      zh HansCN
//	likelyScripts     language, region, script      zh TW Hant
//	likelyRegions     language, script, region      zh HantTW
//	languageAliases   language, tag                 sh sr-Latn
//	relatedLanguages  language, language, distance  da no 08
//
// Only languages with a locale in CLDR are included.

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"go/format"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// supplemental is the part of CLDR's supplemental data that the tables need.
type supplemental struct {
	Supplemental struct {
		LikelySubtags map[string]string
		Metadata      struct {
			Alias struct {
				LanguageAlias map[string]struct {
					Replacement string `json:"_replacement"`
				}
			}
		}
		ParentLocales struct {
			ParentLocale map[string]string
		}
		TerritoryContainment map[string]struct {
			Contains []string `json:"_contains"`
		}
		LanguageMatching struct {
			Written struct {
				ParadigmLocales struct {
					Locales []string `json:"_locales"`
				} `json:"paradigmLocales"`
				MatchVariables map[string]struct {
					Value string `json:"_value"`
				} `json:"matchVariables"`
				LanguageMatch []languageMatch `json:"languageMatch"`
			} `json:"written-new"`
		}
	}
	AvailableLocales struct{ Full []string }
}

// languageMatch is the distance between two languages, scripts or regions.
type languageMatch struct {
	Desired   string `json:"_desired"`
	Supported string `json:"_supported"`
	Distance  int    `json:"_distance"`
	OneWay    bool   `json:"_oneway"`
}

// farthest is the largest distance between closely related languages. It is the one
// between a language and the standard form of its group, such as Egyptian and Arabic.
const farthest = 10

// renderer collects the tables.
type renderer struct {
	supplemental
	known map[string]bool // languages with a locale
	out   bytes.Buffer
}

// render returns the Go file with the tables of an archive's files.
func render(files map[string][]byte) ([]byte, error) {
	r := &renderer{known: make(map[string]bool)}
	for _, name := range []string{
		"likelySubtags.json", "aliases.json", "parentLocales.json", "territoryContainment.json",
		"languageMatching.json", "availableLocales.json",
	} {
		if err := json.Unmarshal(files[name], &r.supplemental); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	for _, tag := range r.AvailableLocales.Full {
		language, _, _ := strings.Cut(tag, "-")
		r.known[language] = language != "und"
	}
	fmt.Fprintf(&r.out, "package rest\n\n"+
		"// This file has the tables of langtag.go. tools/cldr wrote it from version %s of CLDR,\n"+
		"// © Unicode, Inc., whose license is at https://www.unicode.org/license.txt.\n", version)
	r.likely()
	r.aliases()
	r.related()
	if err := r.groups(); err != nil {
		return nil, err
	}
	return format.Source(r.out.Bytes())
}

// likely renders the likely scripts and regions of languages, of languages in a
// region, and of languages in a script.
func (r *renderer) likely() {
	var all, scripts, regions []string
	for from, to := range r.Supplemental.LikelySubtags {
		language, second, _ := strings.Cut(from, "-")
		parts := strings.Split(to, "-") // language, script, region
		usual := strings.Split(r.Supplemental.LikelySubtags[language], "-")
		switch {
		case !r.known[language] || len(parts) != 3 || len(usual) != 3 || parts[0] != language:
		case second == "":
			all = append(all, fmt.Sprintf("%-3s%s%-3s", language, parts[1], parts[2]))
		case len(second) == 2 && parts[1] != usual[1]:
			scripts = append(scripts, fmt.Sprintf("%-3s%-3s%s", language, second, parts[1]))
		case len(second) == 4 && parts[2] != usual[2]:
			regions = append(regions, fmt.Sprintf("%-3s%s%-3s", language, second, parts[2]))
		}
	}
	r.table("likelySubtags", "likelyWidth", "has the likely script and region of each language.", all)
	r.table("likelyScripts", "scriptWidth", "has the regions in which the likely script is another one.", scripts)
	r.table("likelyRegions", "regionWidth", "has the scripts in which the likely region is another one.", regions)
}

// aliases renders the old and long codes of languages, such as iw and heb for he.
func (r *renderer) aliases() {
	var list []string
	width := 0
	aliases := r.Supplemental.Metadata.Alias.LanguageAlias
	for from, to := range aliases {
		language, _, _ := strings.Cut(to.Replacement, "-")
		if len(from) <= 3 && r.known[language] {
			width = max(width, len(to.Replacement))
		}
	}
	for from, to := range aliases {
		language, _, _ := strings.Cut(to.Replacement, "-")
		if len(from) <= 3 && r.known[language] {
			list = append(list, fmt.Sprintf("%-3s%-*s", from, width, to.Replacement))
		}
	}
	r.table("languageAliases", "aliasWidth", "has the current tags of languages with other codes.", list)
}

// related renders the languages that readers of another language also read: those
// that CLDR considers close, and those that inherit from a common locale.
func (r *renderer) related() {
	parent := func(language string) string {
		if tag := r.Supplemental.ParentLocales.ParentLocale[language]; tag != "" {
			base, _, _ := strings.Cut(tag, "-")
			return base
		}
		return language
	}
	var list []string
	add := func(desired, supported string, distance int) {
		if r.known[supported] && (distance <= farthest || parent(desired) == parent(supported)) {
			list = append(list, fmt.Sprintf("%-3s%-3s%02d", desired, supported, distance))
		}
	}
	for _, m := range r.Supplemental.LanguageMatching.Written.LanguageMatch {
		if strings.ContainsAny(m.Desired+m.Supported, "*-_") || r.isAlias(m.Desired) {
			continue
		}
		add(m.Desired, m.Supported, m.Distance)
		if !m.OneWay {
			add(m.Supported, m.Desired, m.Distance)
		}
	}
	r.table("relatedLanguages", "relatedWidth", "has the distances to closely related languages.", list)
}

func (r *renderer) isAlias(language string) bool {
	_, ok := r.Supplemental.Metadata.Alias.LanguageAlias[language]
	return ok
}

// table renders a table of records with equal widths.
func (r *renderer) table(name, width, about string, records []string) {
	slices.SortFunc(records, func(a, b string) int {
		return cmp.Compare(strings.ToLower(a), strings.ToLower(b))
	})
	records = slices.Compact(records)
	const perLine = 100
	fmt.Fprintf(&r.out, "\n// %s %s\nconst %s = \"\" +\n", name, about, name)
	for chunk := range slices.Chunk(records, perLine/len(records[0])) {
		last := chunk[len(chunk)-1] == records[len(records)-1]
		fmt.Fprintf(&r.out, "\t%q%s\n", strings.Join(chunk, ""), map[bool]string{false: " +"}[last])
	}
	fmt.Fprintf(&r.out, "\nconst %s = %d\n", width, len(records[0]))
}

// group is the regions in which a language differs from that of other regions.
type group struct {
	script, variable string // script may be ""
	hub              string // closest region outside of the group, or ""
}

// groups renders the function regionGroups. It returns an error if CLDR has rules
// that langtag.go does not support.
func (r *renderer) groups() error {
	groups := make(map[string]group)
	for _, m := range r.Supplemental.LanguageMatching.Written.LanguageMatch {
		desired, supported := strings.Split(m.Desired, "-"), strings.Split(m.Supported, "-")
		if len(desired) != 3 {
			continue
		}
		g := groups[desired[0]]
		if desired[1] != "*" {
			g.script = desired[1]
		}
		same := desired[2] == supported[2]
		variable := strings.TrimPrefix(strings.TrimPrefix(desired[2], "$"), "!")
		switch {
		case variable == "*" && same && m.Distance == map[bool]int{true: 4, false: 5}[desired[0] == "*"]:
			if desired[0] == "*" {
				continue
			}
		case same && m.Distance == 4 && (g.variable == "" || g.variable == variable):
			g.variable = variable
		case desired[2] == "$!"+g.variable && len(supported[2]) == 2 && m.Distance == 3:
			g.hub = supported[2]
		default:
			return fmt.Errorf("languageMatching: cannot render the rule %+v", m)
		}
		groups[desired[0]] = g
	}
	fmt.Fprintf(&r.out, "\n// regionGroups returns the regions in which a language differs from that of the other\n"+
		"// regions, the region that is closest to all others outside of them, and the regions that\n"+
		"// represent many.\nfunc regionGroups(language, script string) (group, hub, paradigms string) {\n\tswitch {\n")
	for _, language := range slices.Sorted(maps.Keys(groups)) {
		g := groups[language]
		condition := fmt.Sprintf("language == %q", language)
		if g.script != "" {
			condition += fmt.Sprintf(" && equalTag(script, %q)", g.script)
		}
		fmt.Fprintf(&r.out, "\tcase %s:\n\t\treturn ", condition)
		const perLine = 30
		for i, chunk := range slices.Collect(slices.Chunk(r.regionsOf(g.variable), perLine)) {
			text := strings.Join(chunk, " ")
			if i > 0 {
				r.out.WriteString(" +\n\t\t\t")
				text = " " + text
			}
			fmt.Fprintf(&r.out, "%q", text)
		}
		fmt.Fprintf(&r.out, ", %q, %q\n", g.hub, strings.Join(r.paradigms(language), " "))
	}
	r.out.WriteString("\t}\n\treturn \"\", \"\", \"\"\n}\n")
	return nil
}

// regionsOf returns the regions of a variable, sorted, with the codes of the larger
// regions that consist of some of them.
func (r *renderer) regionsOf(variable string) []string {
	containment := r.Supplemental.TerritoryContainment
	in := make(map[string]bool)
	var add func(region string)
	add = func(region string) {
		in[region] = true
		for _, inner := range containment[region].Contains {
			add(inner)
		}
	}
	variables := r.Supplemental.LanguageMatching.Written.MatchVariables
	for region := range strings.SplitSeq(variables["$"+variable].Value, "+") {
		add(region)
	}
	for region, c := range containment {
		if _, err := strconv.Atoi(region); err != nil {
			continue
		}
		outside := func(inner string) bool { return !in[inner] }
		if len(in) > 9 && !slices.ContainsFunc(c.Contains, outside) { // 419 is a group of regions in 019
			in[region] = true
		}
	}
	return slices.Sorted(maps.Keys(in))
}

// paradigms returns the regions of a language's paradigm locales.
func (r *renderer) paradigms(language string) []string {
	var list []string
	for _, tag := range r.Supplemental.LanguageMatching.Written.ParadigmLocales.Locales {
		base, region, _ := strings.Cut(tag, "-")
		if base != language {
			continue
		}
		if region == "" {
			region = strings.Split(r.Supplemental.LikelySubtags[tag], "-")[2]
		}
		list = append(list, region)
	}
	return list
}
