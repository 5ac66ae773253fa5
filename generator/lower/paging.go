package lower

// Paging: the operations whose results come in pages, and the parameters and
// properties that page through them.
//
// The sources, in order of precedence: configuration rules that name
// operations, x-ms-pageable, and general rules that apply wherever they fit. A
// rule fits a GET operation that has the rule's query parameter and whose
// result has the rule's properties, all of the right kind. If a rule names an
// operation that it does not fit, the reason is reported. If a rule fits no
// operation at all, the operation that it nearly fits is reported.

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/source"
)

// PageRule describes the paging of some operations. Properties are dotted
// paths from the result or from an item.
type PageRule struct {
	Pos diag.Pos

	// Paths, Operations and Tags name operations. If all three are empty, the
	// rule applies wherever it fits.
	Paths      []source.PathRule
	Operations []diag.Text // operationIds
	Tags       []diag.Text
	Style      api.PageStyle // "" disables paging
	Items      string        // property with the items; "" means that the result is the list
	Param      string        // name of the query parameter
	Next       string        // property with the next cursor or link
	NextItem   string        // property of the last item that holds the next cursor
	NextHeader string
	More       string // property that is false on the last page
	End        string // property with the total number of items or pages
	First      int
}

func (r *PageRule) names() operationNames { return operationNames{r.Paths, r.Operations, r.Tags} }

func (r *PageRule) isGeneral() bool { return r.names().areEmpty() }

// matches is like match of the names.
func (r *PageRule) matches(o *api.Operation) (named, plainly bool) { return r.names().match(o) }

// operationNames are the names of operations in a rule.
type operationNames struct {
	paths      []source.PathRule
	operations []diag.Text // operationIds
	tags       []diag.Text
}

func (r operationNames) areEmpty() bool { return len(r.paths)+len(r.operations)+len(r.tags) == 0 }

// match reports whether the names include an operation, and whether they do so
// explicitly, by its operationId or its whole path.
func (r operationNames) match(o *api.Operation) (named, plainly bool) {
	for _, rule := range r.paths {
		if rule.Matches(o.Path.Template, strings.ToLower(o.Method)) {
			named = true
			plainly = plainly || rule.Glob == o.Path.Template && o.Method == "GET"
		}
	}
	if o.ID != "" && slices.ContainsFunc(r.operations, func(n diag.Text) bool { return n.Value == o.ID }) {
		named, plainly = true, true
	}
	tagged := slices.ContainsFunc(r.tags, func(n diag.Text) bool { return slices.Contains(o.Tags, n.Value) })
	return named || tagged, plainly
}

// readPageable reads x-ms-pageable of an operation as a rule for it.
func (l *lowerer) readPageable(o *api.Operation, at diag.Pointer) {
	n := l.extension(at, "x-ms-pageable")
	if n == nil {
		return
	}
	if n.Kind != source.Map {
		l.warnf(at.Child("x-ms-pageable"), "extension", "x-ms-pageable: expected a map, found %s", n.Kind)
		return
	}
	next := n.Get("nextLinkName")
	if next != nil && next.Kind == source.Null {
		return
	}
	l.pageable[o] = &PageRule{
		Pos:   l.pos(at.Child("x-ms-pageable")),
		Style: api.ByNextLink,
		Items: cmp.Or(scalarText(n.Get("itemName")), "value"),
		Next:  cmp.Or(scalarText(next), "@odata.nextLink"),
	}
}

// lowerPages determines the paging of all operations.
func (l *lowerer) lowerPages() {
	outcomes := make([]ruleOutcome, len(l.opt.Pages))
	for _, o := range l.api.Operations {
		l.lowerPaging(o, outcomes)
	}
	for i := range l.opt.Pages {
		l.reportRule(&l.opt.Pages[i], &outcomes[i])
	}
}

// ruleOutcome records the use of a rule.
type ruleOutcome struct {
	used             bool
	reported         bool
	closest          *mismatch // the closest mismatch
	closestOperation *api.Operation
}

func (l *lowerer) lowerPaging(o *api.Operation, outcomes []ruleOutcome) {
	for i := range l.opt.Pages {
		rule := &l.opt.Pages[i]
		l.spendRule(rule.Pos)
		named, plainly := rule.matches(o)
		if named && l.tryRule(rule, o, plainly, &outcomes[i]) {
			return
		}
	}
	if rule := l.pageable[o]; rule != nil {
		if paging, why := l.fitRule(rule, o); why != nil {
			l.diags.Warnf(rule.Pos, "paging", "%s; the SDK has no All method for the operation", why.reason)
		} else {
			o.Paging = paging
		}
		return
	}
	for i := range l.opt.Pages {
		if rule := &l.opt.Pages[i]; rule.isGeneral() && l.tryRule(rule, o, false, &outcomes[i]) {
			return
		}
	}
}

// tryRule tries a rule on an operation and reports whether it settles the
// operation's paging.
func (l *lowerer) tryRule(rule *PageRule, o *api.Operation, plainly bool, outcome *ruleOutcome) bool {
	if rule.Style == "" {
		outcome.used = true
		return true
	}
	l.spendRule(rule.Pos)
	paging, why := l.fitRule(rule, o)
	switch {
	case why == nil:
		o.Paging, outcome.used = paging, true
		return true
	case plainly:
		l.diags.Warnf(rule.Pos, "paging",
			"the rule does not match the operation %s %s: %s", o.Method, o.Path.Template, why.reason)
		outcome.reported = true
	case outcome.closest == nil || why.stepsPassed > outcome.closest.stepsPassed:
		outcome.closest, outcome.closestOperation = why, o
	}
	return false
}

// reportNames reports names that match no operation. rule is the rule of the
// diagnostics, pos the position of the names.
func (l *lowerer) reportNames(rule string, pos diag.Pos, names operationNames) {
	matchesNone := func(matches func(o *api.Operation) bool) bool {
		return !slices.ContainsFunc(l.api.Operations, func(o *api.Operation) bool {
			l.spendRule(pos)
			return matches(o)
		})
	}
	for _, path := range names.paths {
		matches := func(o *api.Operation) bool { return path.Matches(o.Path.Template, strings.ToLower(o.Method)) }
		if matchesNone(matches) {
			l.diags.Warnf(path.Pos, rule, "no path matches %q%s", path.Glob, l.suggester.DidYouMean(path.Glob, l.paths))
		}
	}
	for _, n := range names.operations {
		if matchesNone(func(o *api.Operation) bool { return o.ID == n.Value }) {
			l.diags.Warnf(n.Pos, rule, "no operation has the operationId %q%s", n.Value,
				l.suggester.DidYouMean(n.Value, l.operationIDs))
		}
	}
	for _, n := range names.tags {
		if matchesNone(func(o *api.Operation) bool { return slices.Contains(o.Tags, n.Value) }) {
			l.diags.Warnf(n.Pos, rule, "no operation has the tag %q%s", n.Value,
				l.suggester.DidYouMean(n.Value, l.tags))
		}
	}
}

func (l *lowerer) paths() (list []string) {
	for _, o := range l.api.Operations {
		list = append(list, o.Path.Template)
	}
	return list
}

func (l *lowerer) operationIDs() (list []string) {
	for _, o := range l.api.Operations {
		list = append(list, o.ID)
	}
	return list
}

func (l *lowerer) tags() (list []string) {
	for _, o := range l.api.Operations {
		list = append(list, o.Tags...)
	}
	return list
}

// reportRule reports names in a rule that match no operation, and a rule that
// fits none.
func (l *lowerer) reportRule(rule *PageRule, outcome *ruleOutcome) {
	before := l.diags.Len()
	l.reportNames("paging", rule.Pos, rule.names())
	switch {
	case outcome.used, outcome.reported, l.diags.Len() > before:
	case outcome.closest == nil:
		l.diags.Warnf(rule.Pos, "paging",
			"earlier rules cover every operation that this rule could match; remove this rule or move it up")
	default:
		l.diags.Warnf(rule.Pos, "paging", "the rule matches no operation; the closest one is %s %s, but %s",
			outcome.closestOperation.Method, outcome.closestOperation.Path.Template, outcome.closest.reason)
	}
}

// mismatch is the reason why a rule does not fit an operation, and the number
// of steps that succeeded before.
type mismatch struct {
	stepsPassed int
	reason      string
}

// ruleFitting is the state of trying a rule on an operation.
type ruleFitting struct {
	*lowerer
	rule   *PageRule
	op     *api.Operation
	result *api.Type
	paging *api.Paging
	item   *api.Use
}

// fitRule tries a rule on an operation.
func (l *lowerer) fitRule(rule *PageRule, o *api.Operation) (*api.Paging, *mismatch) {
	f := &ruleFitting{
		lowerer: l, rule: rule, op: o,
		paging: &api.Paging{Style: rule.Style, First: rule.First, NextHeader: rule.NextHeader},
	}
	for i, step := range []func() error{f.checkResult, f.findParam, f.findItems, f.findNext, f.findEnd} {
		if err := step(); err != nil {
			return nil, &mismatch{i, err.Error()}
		}
	}
	return f.paging, nil
}

func (f *ruleFitting) checkResult() error {
	if f.op.Method != "GET" {
		return fmt.Errorf("the method is %s, but only GET can fetch pages", f.op.Method)
	}
	if r := f.op.Result(); r != nil && r.Sequence == nil {
		f.result = r.Type.Type
	}
	if f.result == nil || f.result.Kind != api.Object && f.result.Kind != api.List {
		return fmt.Errorf("the result is neither an object nor a list")
	}
	return nil
}

// findParam finds the query parameter that selects the page.
func (f *ruleFitting) findParam() error {
	if f.rule.Param == "" {
		return nil
	}
	var names []string
	for _, p := range f.op.Params {
		if p.In != api.InQuery {
			continue
		}
		if p.Name == f.rule.Param {
			f.paging.Param = p
		}
		names = append(names, p.Name)
	}
	p := f.paging.Param
	switch {
	case p == nil:
		return fmt.Errorf("it has no query parameter %q%s", f.rule.Param,
			f.suggester.DidYouMean(f.rule.Param, func() []string { return names }))
	case f.rule.Style != api.ByCursor && !isNumberType(p.Type.Type):
		return fmt.Errorf("query parameter %q: expected a number, found %s", p.Name, describeType(p.Type.Type))
	case f.rule.Style == api.ByCursor && p.Required:
		return fmt.Errorf("the query parameter %q is required, but the first page has no cursor", p.Name)
	case f.rule.NextHeader != "" && p.Type.Type.Kind != api.String:
		return fmt.Errorf("query parameter %q: expected a string, because the value comes from a header; found %s",
			p.Name, describeType(p.Type.Type))
	}
	return nil
}

// findItems finds the list of items.
func (f *ruleFitting) findItems() (err error) {
	list := f.result
	if f.rule.Items != "" {
		if f.paging.Items, err = f.followPath("the result", f.result, f.rule.Items); err != nil {
			return err
		}
		list = f.paging.Items[len(f.paging.Items)-1].Type.Type
	}
	switch {
	case list.Kind == api.List:
		f.item = list.Elem
		return nil
	case f.rule.Items == "":
		return fmt.Errorf("the result is not a list; specify the property that contains the items")
	}
	return fmt.Errorf("the property %q in the result is not a list", f.rule.Items)
}

// findNext finds the cursor or link of the next page.
func (f *ruleFitting) findNext() (err error) {
	var next *api.Type
	switch {
	case f.rule.Next != "":
		if f.paging.Next, err = f.followPath("the result", f.result, f.rule.Next); err != nil {
			return err
		}
		next = f.paging.Next[len(f.paging.Next)-1].Type.Type
	case f.rule.NextItem != "":
		if f.item.Nullable || f.item.Type.Polymorphic {
			return fmt.Errorf("the items are not plain objects")
		}
		if f.paging.NextItem, err = f.followPath("the item", f.item.Type, f.rule.NextItem); err != nil {
			return err
		}
		next = f.paging.NextItem[len(f.paging.NextItem)-1].Type.Type
	default:
		return nil
	}
	name := strconv.Quote(f.rule.Next + f.rule.NextItem)
	if f.rule.Style == api.ByNextLink {
		if next.Kind != api.String {
			return fmt.Errorf("property %s: expected a string, found %s", name, describeType(next))
		}
		return nil
	}
	p := f.paging.Param.Type.Type
	if next.Kind != p.Kind && !(isIntegerType(next) && isIntegerType(p)) || !isIntegerType(next) &&
		!isStringType(next) {
		return fmt.Errorf("property %s is %s, but the query parameter %q is %s; "+
			"both must be strings or integers of the same kind",
			name, describeType(next), f.paging.Param.Name, describeType(p))
	}
	return nil
}

// findEnd finds the property that identifies the last page.
func (f *ruleFitting) findEnd() (err error) {
	if f.rule.More != "" {
		if f.paging.More, err = f.followPath("the result", f.result, f.rule.More); err != nil {
			return err
		}
		if t := f.paging.More[len(f.paging.More)-1].Type.Type; t.Kind != api.Bool {
			return fmt.Errorf("property %q: expected a boolean, found %s", f.rule.More, describeType(t))
		}
	}
	if f.rule.End != "" {
		if f.paging.End, err = f.followPath("the result", f.result, f.rule.End); err != nil {
			return err
		}
		if t := f.paging.End[len(f.paging.End)-1].Type.Type; !isNumberType(t) {
			return fmt.Errorf("property %q: expected a number, found %s", f.rule.End, describeType(t))
		}
	}
	return nil
}

func isIntegerType(t *api.Type) bool {
	return t.Kind == api.Int32 || t.Kind == api.Int64 || t.Kind == api.Uint64
}

func isNumberType(t *api.Type) bool {
	return isIntegerType(t) || t.Kind == api.Float64
}

// isStringType reports whether a type is a string type in Go.
func isStringType(t *api.Type) bool {
	switch t.Kind {
	case api.String, api.Date, api.TimeOfDay, api.Duration, api.Decimal:
		return true
	}
	return false
}

// followPath follows a dotted path such as "meta.page.next" through objects. A
// dot may also be part of a property's name.
func (l *lowerer) followPath(of string, t *api.Type, path string) ([]*api.Field, error) {
	if t.Kind != api.Object || t.Polymorphic {
		return nil, fmt.Errorf("%s is not a plain object", of)
	}
	var names []string
	for _, f := range t.Fields {
		if f.Name == path {
			return []*api.Field{f}, nil
		}
		names = append(names, f.Name)
	}
	head, _, dotted := strings.Cut(path, ".")
	failure := fmt.Errorf("%s has no property %q%s", of, head,
		l.suggester.DidYouMean(head, func() []string { return names }))
	for i := len(path) - 1; i > 0 && dotted; i-- {
		at := slices.Index(names, path[:i])
		if path[i] != '.' || at < 0 {
			continue
		}
		rest, err := l.followPath("property "+strconv.Quote(path[:i]), t.Fields[at].Type.Type, path[i+1:])
		if err == nil {
			return append([]*api.Field{t.Fields[at]}, rest...), nil
		}
		failure = cmp.Or(err, failure)
	}
	return nil, failure
}
