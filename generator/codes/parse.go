package codes

// This file reads the tables of a file; row.go reads their rows. Parsing
// continues after every error so that one run reports all of them. A value
// that cannot be read is missing from the tables, and checks that depend on it
// are skipped.
//
// The keys of each map are listed in one place, each with the function that
// reads its value. Conditions between several rows or locales are checked in
// check.go after the whole table is read, because keys come in any order.

import (
	"math"
	"net/url"
	"regexp"

	"github.com/fragen-go/fragen/generator/codekey"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/yamlfile"
)

// maxBytes is the size of the largest file that Read accepts.
const maxBytes = 64 << 20

var format = yamlfile.Format{MaxBytes: maxBytes, IfEmpty: `add "version: 1" and "tables"`}

// Parse is like Read, but returns only the tables.
func Parse(file string, data []byte) ([]*Table, *diag.List) {
	content, diags := Read(file, data)
	return content.Tables, diags
}

// Read reads a codes.yaml with the content data. The content is complete only
// if the list has no errors; otherwise it holds every value that could be read.
// Neither result is nil. file is the name for positions.
func Read(file string, data []byte) (*File, *diag.List) {
	p := &parser{diags: &diag.List{}}
	root, ok := yamlfile.Read(file, data, format, p.diags)
	if !ok {
		return &File{}, p.diags
	}
	root.Map("the file",
		yamlfile.Required("version", `write "version: 1" at the top`, p.version),
		yamlfile.Optional("lint", p.lint),
		yamlfile.Required("tables", "list the tables of codes", p.readTables),
		yamlfile.Optional("docs", p.docs),
	)
	p.checkTables()
	p.checkDocs()
	return &File{p.tables, p.translations}, p.diags
}

// parser holds the state of reading one file.
type parser struct {
	diags        *diag.List
	tables       []*Table
	pending      []*pendingTable // one for each of tables
	uses         []use
	rules        map[string]Setting
	exceptions   []diag.Text // row ids, or row ids with locale, that a rule names
	translations []*Translation
	suggester    diag.Suggester
}

// pendingTable is a table that is being read, with the values that are checked
// after all rows are read.
type pendingTable struct {
	*Table
	locales    []diag.Text // in "locales"
	stated     []diag.Text // locales in "states"
	named      []diag.Text // locales in "release" and "coverage"
	messages   map[*Code]*localized
	users      map[*Code]*localized
	advice     map[*Code]*localized
	described  []described
	gaps       map[string]gap // missing texts, by locale
	unclear    map[*Code]bool // rows with errors in their codes
	successors []successor
}

// successor is the key "replacedBy" of a row.
type successor struct {
	pos diag.Pos
	row *Code
}

// described is a description of the table or of a term, or the message for unknown
// codes. A string is in the source locale.
type described struct {
	to       *[]Text
	all      *localized
	key      string
	isString bool
}

// localized is the value of a key such as "message": texts in the order of the
// file.
type localized struct {
	pos   diag.Pos
	texts []Text
}

func (p *parser) version(n yamlfile.Node) {
	if v, ok := n.Int(`"version"`, 0, math.MaxInt32); ok && v != 1 {
		n.Errorf("unsupported-version", `unsupported version %d of codes.yaml; write "version: 1"`, v)
	}
}

func (p *parser) readTables(n yamlfile.Node) {
	n.NonEmptyList(`"tables"`, func(item yamlfile.Node) {
		t := &pendingTable{
			Table:    &Table{Pos: item.Pos(), States: make(map[string]State)},
			messages: make(map[*Code]*localized),
			users:    make(map[*Code]*localized),
			advice:   make(map[*Code]*localized),
			gaps:     make(map[string]gap),
			unclear:  make(map[*Code]bool),
		}
		if p.table(item, t) {
			p.pending = append(p.pending, t)
			p.tables = append(p.tables, t.Table)
		}
	})
}

func (p *parser) table(n yamlfile.Node, t *pendingTable) bool {
	p.keys(n, t)
	return n.Map("table",
		yamlfile.Required("domain", "set it to a unique name such as shop.orders",
			p.name(&t.Domain, "domain", domainName)),
		yamlfile.Required("name", "set it to a name such as endReason", p.name(&t.Name, "name", camelName)),
		yamlfile.Optional("keys", func(yamlfile.Node) {}), // already read
		yamlfile.Required("description", "describe the table in a sentence",
			p.description(&t.Description, "description", t)),
		yamlfile.Optional("unknown", p.description(&t.Unknown, "unknown", t)),
		yamlfile.Optional("link", p.link(&t.Link)),
		yamlfile.Required("source", "set it to the locale of the original texts", func(v yamlfile.Node) {
			t.Source, _ = p.localeTag(v, `"source"`)
		}),
		yamlfile.Required("locales", "list the locales of the texts", func(v yamlfile.Node) { p.readLocales(v, t) }),
		yamlfile.Optional("states", func(v yamlfile.Node) { p.readStates(v, t) }),
		yamlfile.Optional("release", func(v yamlfile.Node) { p.readRelease(v, t) }),
		yamlfile.Optional("coverage", func(v yamlfile.Node) { p.readCoverage(v, t) }),
		yamlfile.Optional("glossary", func(v yamlfile.Node) { p.glossary(v, t) }),
		yamlfile.Required("categories", "list the categories of the codes", func(v yamlfile.Node) {
			t.Categories = p.terms(v, "categories", "category", t)
		}),
		yamlfile.Renamed("resolvers", "fixers", func(v yamlfile.Node) {
			t.Resolvers = p.terms(v, "resolvers", "resolver", t)
		}),
		yamlfile.Optional("bind", func(v yamlfile.Node) { p.bindings(v, t) }),
		yamlfile.Required("codes", "list the codes", func(v yamlfile.Node) {
			v.NonEmptyList(`"codes"`, func(item yamlfile.Node) { p.row(item, t) })
		}),
	)
}

// nameForm is the form of a name, with the remedy for a name without it.
type nameForm struct {
	*regexp.Regexp
	remedy string
}

var (
	domainName = nameForm{
		regexp.MustCompile(`^[a-z][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)*$`),
		"use lower-case words joined by dots, such as graph.communications.calls",
	}
	camelName = nameForm{
		regexp.MustCompile(`^[a-z][A-Za-z0-9]*$`),
		"use letters and digits in lower camel case, such as endReason",
	}
	kebabName = nameForm{
		regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`),
		"use lower-case words joined by hyphens, such as ended-by-bot",
	}
	propertyPath = nameForm{
		regexp.MustCompile(`^[A-Za-z_][\w-]*(\.[\w-]+)*\.[A-Za-z_@][\w@.-]*$`),
		"write a schema, a dot and one of its properties, such as microsoft.graph.call.resultInfo",
	}
	hashForm = nameForm{
		regexp.MustCompile(`^[0-9a-f]{12}$`),
		"write 12 hexadecimal digits in quotes, as fragen does",
	}
	schemaName = nameForm{
		regexp.MustCompile(`^[A-Za-z_][\w-]*(\.[\w-]+)*$`),
		"write the name of a schema, such as Problem",
	}
	propertyName = nameForm{
		regexp.MustCompile(`^[^\s\pC]+$`),
		"write the name of a property, without spaces",
	}
)

// name reads a name of the given form.
func (p *parser) name(to *string, key string, form nameForm) func(yamlfile.Node) {
	return func(n yamlfile.Node) {
		text, ok := n.String(quote(key))
		if !ok {
			return
		}
		if !form.MatchString(text.Value) || len(text.Value) > 200 {
			n.Errorf("invalid-name", "invalid %s %q; %s", key, diag.Excerpt(text.Value), form.remedy)
			return
		}
		*to = text.Value
	}
}

// prose reads a text of one line.
func (p *parser) prose(to *string, key string) func(yamlfile.Node) {
	return func(n yamlfile.Node) {
		if text, ok := n.String(quote(key)); ok && isHarmless(n, quote(key), "", text.Value) {
			*to = text.Value
		}
	}
}

// description reads one text for each locale, or a string in the source locale.
func (p *parser) description(to *[]Text, key string, t *pendingTable) func(yamlfile.Node) {
	return func(n yamlfile.Node) {
		all := &localized{pos: n.Pos()}
		if n.IsMap() {
			all = p.localized(n, key)
		} else if text, ok := n.String(quote(key)); ok && isHarmless(n, quote(key), "", text.Value) {
			all.texts = []Text{{Pos: text.Pos, Text: text.Value}}
		} else {
			return // already reported
		}
		t.described = append(t.described, described{to, all, key, !n.IsMap()})
	}
}

// link reads the URL of a web page.
func (p *parser) link(to *string) func(yamlfile.Node) {
	return func(n yamlfile.Node) {
		text, ok := n.String(`"link"`)
		if !ok {
			return
		}
		u, err := url.Parse(text.Value)
		if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
			n.Errorf("invalid-link", "%q is not a URL; begin it with https://", diag.Excerpt(text.Value))
			return
		}
		*to = text.Value
	}
}

// boolean reads true or false.
func (p *parser) boolean(to *bool, key string) func(yamlfile.Node) {
	return func(n yamlfile.Node) { *to, _ = n.Bool(quote(key)) }
}

// terms reads "categories" or "resolvers". Only categories have codes that they
// are for.
func (p *parser) terms(n yamlfile.Node, key, noun string, t *pendingTable) []*Term {
	var terms []*Term
	first := make(map[string]diag.Pos)
	n.NonEmptyList(quote(key), func(item yamlfile.Node) {
		term := &Term{Pos: item.Pos()}
		keys := []yamlfile.Key{
			yamlfile.Required("id", "set it to a unique name", p.name(&term.ID, "id", kebabName)),
			yamlfile.Required("description", "describe the "+noun+" in a sentence",
				p.description(&term.Description, "description", t)),
		}
		if noun == "category" {
			keys = append(keys, p.termCodes(term, t.Keys.Code)...)
		}
		item.Map(noun, keys...)
		if term.ID == "" {
			return
		}
		if pos, duplicate := first[term.ID]; duplicate {
			item.Errorf("duplicate-id", "duplicate %s %q, first at %s; remove one", noun, term.ID, pos)
			return
		}
		first[term.ID] = term.Pos
		terms = append(terms, term)
	})
	return terms
}

// termCodes returns the keys for the codes that a category is for.
func (p *parser) termCodes(term *Term, form codekey.Form) []yamlfile.Key {
	if form.Kind == codekey.Text {
		return []yamlfile.Key{yamlfile.Optional("prefixes", func(v yamlfile.Node) {
			v.NonEmptyList(`"prefixes"`, func(item yamlfile.Node) {
				if prefix, ok := p.prefix(item, "prefixes", form); ok {
					term.Prefixes = append(term.Prefixes, prefix)
				}
			})
		})}
	}
	return []yamlfile.Key{
		yamlfile.Optional("classes", p.classes(&term.Classes)),
		yamlfile.Optional("ranges", func(v yamlfile.Node) {
			v.NonEmptyList(`"ranges"`, func(item yamlfile.Node) {
				if r := p.codeRange(item, "ranges", form); r != nil {
					term.Ranges = append(term.Ranges, r)
				}
			})
		}),
	}
}

// localized reads the value of a key such as "message": one text of one line
// for each locale.
func (p *parser) localized(n yamlfile.Node, key string) *localized {
	return p.localizedIf(n, quote(key), isHarmless)
}

// localizedIf reads one text for each locale. The texts must pass isValid, which
// reports the others.
func (p *parser) localizedIf(
	n yamlfile.Node, label string, isValid func(n yamlfile.Node, label, locale, text string) bool,
) *localized {
	all := &localized{pos: n.Pos()}
	n.Members(label, func(key, value yamlfile.Node) {
		tag, ok := p.localeTag(key, "key")
		if !ok {
			return
		}
		text := Text{Pos: value.Pos(), Locale: tag}
		read := func(v yamlfile.Node) {
			if got, ok := v.String(label); ok && isValid(v, label, tag, got.Value) {
				text.Text, text.Pos = got.Value, got.Pos
			}
		}
		if value.IsMap() {
			value.Map("text",
				yamlfile.Required("text", "add the text itself", read),
				yamlfile.Optional("state", func(v yamlfile.Node) { text.State = p.state(v) }),
				yamlfile.Optional("sourceHash", p.name(&text.SourceHash, "sourceHash", hashForm)),
				yamlfile.Optional("from", p.prose(&text.From, "from")),
			)
		} else {
			read(value)
		}
		all.texts = append(all.texts, text)
	})
	return all
}
