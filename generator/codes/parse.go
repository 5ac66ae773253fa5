package codes

// This file reads the tables of a file. Parsing goes on after every fault, so
// that one run tells them all: what could not be read is left out of the
// tables, and what depends on it is not checked.
//
// The keys of each mapping are listed in one place, as fields with the function
// that reads the value: file, table, terms, binding, row. What concerns several
// rows or locales waits for check.go, since keys come in any order.

import (
	"math"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
	"gopkg.in/yaml.v3"
)

// Parse is Read for those who want the tables only.
func Parse(file string, data []byte) ([]*Table, *diag.List) {
	content, diags := Read(file, data)
	return content.Tables, diags
}

// Read reads codes.yaml, called file in messages. The content is complete
// only when the list has no errors; otherwise it holds what could be read.
// Neither is ever nil.
func Read(file string, data []byte) (*File, *diag.List) {
	diags := new(diag.List)
	r, root := load(file, data, diags)
	if root == nil {
		return &File{}, diags
	}
	p := &parser{reader: r}
	p.object(root, "the file", []field{
		{"version", true, p.version},
		{"lint", false, p.lint},
		{"tables", true, p.tables},
		{"docs", false, p.docs},
	})
	p.checkTables()
	p.checkDocs()
	return &File{p.done, p.translations}, diags
}

// parser holds what is known while a file is read.
type parser struct {
	*reader
	done       []*Table
	drafts     []*draft
	uses       []use
	rules      map[string]Setting
	exceptions []exception

	translations []*Translation
}

// draft is a table being read: with texts that have not found their places yet.
type draft struct {
	*Table
	locales  []locale // declared
	stated   []locale // where states has them
	named    []locale // where release and coverage have them
	messages map[*Code]*texts
	users    map[*Code]*texts
	advice   map[*Code]*texts
	gaps     map[string]gap // what is missing, by locale
	unclear  map[*Code]bool // rows whose codes could not be read

	successors []successor
}

// successor is a place where a row names another one that replaces it.
type successor struct {
	pos diag.Pos
	row *Code
}

// texts are those of one key, message or advice, as they stand in the file.
type texts struct {
	pos  diag.Pos
	list []Text
}

type locale struct {
	pos diag.Pos
	tag string
}

func (p *parser) version(n *yaml.Node) {
	if v, ok := p.integer(n, "version", 0, math.MaxInt32); ok && v != 1 {
		p.errorf(n, "unsupported-version", "version %d is not known; this program reads version 1", v)
	}
}

func (p *parser) tables(n *yaml.Node) {
	p.items(n, "tables", func(item *yaml.Node) {
		d := &draft{
			Table:    &Table{Pos: p.pos(item), States: make(map[string]State)},
			messages: make(map[*Code]*texts),
			users:    make(map[*Code]*texts),
			advice:   make(map[*Code]*texts),
			gaps:     make(map[string]gap),
			unclear:  make(map[*Code]bool),
		}
		if p.table(item, d) {
			p.drafts = append(p.drafts, d)
			p.done = append(p.done, d.Table)
		}
	})
}

func (p *parser) table(n *yaml.Node, d *draft) bool {
	return p.object(n, "a table", []field{
		{"domain", true, p.matching(&d.Domain, "domain", domainName)},
		{"name", true, p.matching(&d.Name, "name", camelName)},
		{"description", true, p.prose(&d.Description, "description")},
		{"link", false, p.link(&d.Link)},
		{"source", true, func(v *yaml.Node) { d.Source, _ = p.localeTag(v, "source") }},
		{"locales", true, func(v *yaml.Node) { p.readLocales(v, d) }},
		{"states", false, func(v *yaml.Node) { p.readStates(v, d) }},
		{"release", false, func(v *yaml.Node) { p.readRelease(v, d) }},
		{"coverage", false, func(v *yaml.Node) { p.readCoverage(v, d) }},
		{"glossary", false, func(v *yaml.Node) { p.glossary(v, d) }},
		{"categories", true, func(v *yaml.Node) { d.Categories = p.terms(v, "categories", "a category") }},
		{"resolvers", false, func(v *yaml.Node) { d.Resolvers = p.terms(v, "resolvers", "a resolver") }},
		{"bind", false, func(v *yaml.Node) { p.bindings(v, d) }},
		{"codes", true, func(v *yaml.Node) {
			p.items(v, "codes", func(item *yaml.Node) { p.row(item, d) })
		}},
	})
}

// shape is what a name must look like, and how to say it.
type shape struct {
	*regexp.Regexp
	like string
}

var (
	domainName   = shape{regexp.MustCompile(`^[a-z][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)*$`), "lower-case words joined by dots, such as graph.communications.calls"}
	camelName    = shape{regexp.MustCompile(`^[a-z][A-Za-z0-9]*$`), "letters and digits in lower camel case, such as endReason"}
	kebabName    = shape{regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`), "lower-case words joined by hyphens, such as ended-by-bot"}
	propertyPath = shape{regexp.MustCompile(`^[A-Za-z_][\w-]*(\.[\w-]+)*\.[A-Za-z_@][\w@.-]*$`), "a schema, a dot and one of its properties, such as microsoft.graph.call.resultInfo"}
	hash         = shape{regexp.MustCompile(`^[0-9a-f]{12}$`), "12 hexadecimal digits in quotes, as fragen writes them"}
	propertyName = shape{regexp.MustCompile(`^[^\s\pC]+$`), "the name of a property"}
)

// matching reads a name of a certain shape into target.
func (p *parser) matching(target *string, what string, form shape) func(*yaml.Node) {
	return func(n *yaml.Node) {
		text, ok := p.text(n, what)
		if !ok {
			return
		}
		if !form.MatchString(text) || len(text) > 200 {
			p.errorf(resolve(n), "invalid-name", "%s %q must be %s", what, short(text), form.like)
			return
		}
		*target = text
	}
}

// prose reads a text for people into target.
func (p *parser) prose(target *string, what string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if text, ok := p.text(n, what); ok && p.harmless(resolve(n), what) {
			*target = text
		}
	}
}

func (p *parser) link(target *string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		text, ok := p.text(n, "link")
		if !ok {
			return
		}
		u, err := url.Parse(text)
		if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
			p.errorf(resolve(n), "invalid-link", "link %q must be a whole address that begins with https://", short(text))
			return
		}
		*target = text
	}
}

func (p *parser) terms(n *yaml.Node, what, one string) []Term {
	var terms []Term
	seen := make(map[string]diag.Pos)
	p.items(n, what, func(item *yaml.Node) {
		term := Term{Pos: p.pos(item)}
		fields := []field{
			{"id", true, p.matching(&term.ID, "id", kebabName)},
			{"description", true, p.prose(&term.Description, "description")},
		}
		if what == "categories" {
			fields = append(fields, field{"classes", false, func(v *yaml.Node) {
				p.items(v, "classes", func(item *yaml.Node) { p.class(item, &term.Classes) })
			}})
		}
		p.object(item, one, fields)
		if term.ID == "" {
			return
		}
		if first, twice := seen[term.ID]; twice {
			p.diags.Errorf(term.Pos, "duplicate-id", "%s %q is already at %s; remove one", one[2:], term.ID, first)
			return
		}
		seen[term.ID] = term.Pos
		terms = append(terms, term)
	})
	return terms
}

func (p *parser) bindings(n *yaml.Node, d *draft) {
	p.items(n, "bind", func(item *yaml.Node) {
		b := Binding{Pos: p.pos(item)}
		p.object(item, "a binding", []field{
			{"property", true, p.matching(&b.Property, "property", propertyPath)},
			{"code", true, p.matching(&b.Code, "code", propertyName)},
			{"subcode", false, p.matching(&b.Subcode, "subcode", propertyName)},
			{"method", true, p.matching(&b.Method, "method", camelName)},
		})
		if b.Property != "" && b.Code != "" && b.Method != "" {
			d.Bindings = append(d.Bindings, b)
		}
	})
}

// row reads a row. It is kept when codes or texts are faulty, since the rest
// of it can still be checked.
func (p *parser) row(n *yaml.Node, d *draft) {
	row := &Code{Pos: p.pos(n)}
	var id string
	keys := make(map[string]bool)
	note := func(key string, read func(*yaml.Node)) func(*yaml.Node) {
		return func(v *yaml.Node) {
			before := p.diags.Len()
			keys[key] = true
			read(v)
			d.unclear[row] = d.unclear[row] || p.diags.Len() > before
		}
	}
	if !p.object(n, "a code", []field{
		{"id", true, p.matching(&id, "id", kebabName)},
		{"draft", false, func(v *yaml.Node) { row.Draft = p.boolean(v, "draft") }},
		{"code", false, note("code", func(v *yaml.Node) { row.Code, _ = p.integer(v, "code", 0, math.MaxInt32) })},
		{"class", false, note("class", func(v *yaml.Node) { p.class(v, &row.Classes) })},
		{"classes", false, note("classes", func(v *yaml.Node) {
			p.items(v, "classes", func(item *yaml.Node) { p.class(item, &row.Classes) })
		})},
		{"subcode", false, note("subcode", func(v *yaml.Node) { p.subcode(v, row) })},
		{"subcodes", false, note("subcodes", func(v *yaml.Node) {
			p.items(v, "subcodes", func(item *yaml.Node) { p.subcode(item, row) })
		})},
		{"range", false, note("range", func(v *yaml.Node) { row.Pattern = p.subcodeRange(v) })},
		{"pattern", false, note("pattern", func(v *yaml.Node) { row.Pattern = p.pattern(v) })},
		{"category", !isDraft(n), func(v *yaml.Node) { row.Category = p.term(v, "category", "category", d) }},
		{"retryable", false, func(v *yaml.Node) { row.Retryable = p.boolean(v, "retryable") }},
		{"resolvedBy", false, func(v *yaml.Node) { row.ResolvedBy = p.term(v, "resolvedBy", "resolver", d) }},
		{"link", false, p.link(&row.Link)},
		{"since", false, p.prose(&row.Since, "since")},
		{"deprecated", false, func(v *yaml.Node) { row.Old = p.boolean(v, "deprecated") }},
		{"replacedBy", false, func(v *yaml.Node) { p.replacedBy(v, row, d) }},
		{"message", true, func(v *yaml.Node) { d.messages[row] = p.texts(v, "message") }},
		{"user", false, func(v *yaml.Node) { d.users[row] = p.texts(v, "user") }},
		{"advice", false, func(v *yaml.Node) { d.advice[row] = p.texts(v, "advice") }},
	}) {
		return
	}
	row.ID = ID(id)
	row.Old = row.Old || row.Successor != ""
	slices.Sort(row.Classes)
	d.unclear[row] = !p.selectors(n, keys) || d.unclear[row]
	d.Codes = append(d.Codes, row)
}

// isDraft looks ahead at what a row says of itself: drafts may lack what others
// must have.
func isDraft(n *yaml.Node) bool {
	n = resolve(n)
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if value := resolve(n.Content[i+1]); resolve(n.Content[i]).Value == "draft" && value.ShortTag() == "!!bool" {
			return strings.EqualFold(value.Value, "true")
		}
	}
	return false
}

// selectors checks that a row says in one way which codes it is for.
// has holds the keys that the row has.
func (p *parser) selectors(n *yaml.Node, has map[string]bool) bool {
	count := func(names ...string) (found []string) {
		for _, name := range names {
			if has[name] {
				found = append(found, name)
			}
		}
		return found
	}
	by, below := count("code", "class", "classes"), count("subcode", "subcodes", "range", "pattern")
	switch {
	case len(by) == 0:
		p.errorf(n, "missing-key", `a code needs the key "code", or "class" for a whole hundred of them`)
	case len(by) > 1:
		p.errorf(n, "ambiguous-row", "a code has either %s; keep one", strings.Join(by, " or "))
	case len(below) > 1:
		p.errorf(n, "ambiguous-row", "a code has either %s; keep one", strings.Join(below, " or "))
	case by[0] != "code" && len(below) == 1 && below[0] != "pattern" && below[0] != "range":
		p.errorf(n, "ambiguous-row", "%s needs a code beside it, not %s: a subcode means nothing without its code", below[0], by[0])
	default:
		return true
	}
	return false
}

func (p *parser) class(n *yaml.Node, into *[]int64) {
	class, ok := p.integer(n, "class", 1, 9)
	if ok && slices.Contains(*into, class) {
		p.errorf(n, "duplicate-code", "class %d is listed twice; remove one", class)
	} else if ok {
		*into = append(*into, class)
	}
}

func (p *parser) subcode(n *yaml.Node, row *Code) {
	subcode, ok := p.integer(n, "subcode", 0, math.MaxInt32)
	if ok && slices.Contains(row.Subcodes, subcode) {
		p.errorf(n, "duplicate-code", "subcode %d is listed twice; remove one", subcode)
	} else if ok {
		row.Subcodes = append(row.Subcodes, subcode)
	}
}

var patternForm = regexp.MustCompile(`^([1-9][0-9]{0,8})\{([a-z][A-Za-z0-9]{0,31}):([1-9])\}$`)

func (p *parser) pattern(n *yaml.Node) *Pattern {
	text, ok := p.text(n, "pattern")
	if !ok {
		return nil
	}
	parts := patternForm.FindStringSubmatch(text)
	if parts == nil {
		p.errorf(resolve(n), "invalid-pattern", `pattern %q must be digits and one capture with its length, such as "540{sip:3}"`, short(text))
		return nil
	}
	prefix, _ := strconv.ParseInt(parts[1], 10, 64)
	rest, _ := strconv.Atoi(parts[3])
	span := int64(1)
	for range rest {
		span *= 10
	}
	pattern := &Pattern{Pos: p.pos(resolve(n)), Low: prefix * span, High: prefix*span + span - 1, Capture: parts[2], Text: text}
	if pattern.High > math.MaxInt32 {
		p.errorf(resolve(n), "out-of-range", "pattern %q reaches up to %d, but subcodes end at %d", text, pattern.High, math.MaxInt32)
		return nil
	}
	return pattern
}

var rangeForm = regexp.MustCompile(`^(0|[1-9][0-9]{0,9})-([1-9][0-9]{0,9})$`)

func (p *parser) subcodeRange(n *yaml.Node) *Pattern {
	text, ok := p.text(n, "range")
	if !ok {
		return nil
	}
	parts := rangeForm.FindStringSubmatch(text)
	if parts == nil {
		p.errorf(resolve(n), "invalid-pattern", "range %q must be the first and the last subcode, such as 5000-5099", short(text))
		return nil
	}
	low, _ := strconv.ParseInt(parts[1], 10, 64)
	high, _ := strconv.ParseInt(parts[2], 10, 64)
	switch {
	case low >= high:
		p.errorf(resolve(n), "invalid-pattern", "range %q must rise from the first subcode to the last", text)
		return nil
	case high > math.MaxInt32:
		p.errorf(resolve(n), "out-of-range", "range %q reaches up to %d, but subcodes end at %d", text, high, math.MaxInt32)
		return nil
	}
	return &Pattern{Pos: p.pos(resolve(n)), Low: low, High: high, Text: text}
}

func (p *parser) replacedBy(n *yaml.Node, row *Code, d *draft) {
	id := ""
	p.matching(&id, "replacedBy", kebabName)(n)
	if id != "" {
		row.Successor = ID(id)
		d.successors = append(d.successors, successor{p.pos(resolve(n)), row})
	}
}

// term reads a category or resolver of a row. Whether it is declared is known
// only when the table has been read, so its position is kept.
func (p *parser) term(n *yaml.Node, key, what string, d *draft) string {
	text, ok := p.text(n, key)
	if !ok {
		return ""
	}
	p.uses = append(p.uses, use{p.pos(resolve(n)), what, text, d})
	return text
}

// texts reads message or advice: a text for each locale.
func (p *parser) texts(n *yaml.Node, what string) *texts { return p.textsOf(n, what, p.harmless) }

// textsOf reads a text for each locale; may judges what they hold.
func (p *parser) textsOf(n *yaml.Node, what string, may func(*yaml.Node, string) bool) *texts {
	all := &texts{pos: p.pos(resolve(n))}
	p.members(n, what, func(key, value *yaml.Node) {
		tag, ok := p.localeTag(key, "the key")
		if !ok {
			return
		}
		text := Text{Pos: p.pos(resolve(value)), Locale: tag}
		plain := func(v *yaml.Node) {
			if got, ok := p.text(v, what); ok && may(resolve(v), what) {
				text.Text, text.Pos = got, p.pos(resolve(v))
			}
		}
		if resolve(value).Kind == yaml.MappingNode {
			p.object(value, "a text", []field{
				{"text", true, plain},
				{"state", false, func(v *yaml.Node) { text.State = p.state(v) }},
				{"sourceHash", false, p.matching(&text.SourceHash, "sourceHash", hash)},
				{"from", false, p.prose(&text.From, "from")},
			})
		} else {
			plain(value)
		}
		all.list = append(all.list, text)
	})
	return all
}
