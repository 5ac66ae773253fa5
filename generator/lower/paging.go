package lower

// Results that come in pages: which operations have them, and where in
// requests and answers to look.
//
// Three sources say so, the most precise first: rules of the configuration
// that name operations, x-ms-pageable, and rules that name none, which are for
// whatever they fit. A rule fits an operation that is a GET, has the rule's
// query parameter, and whose result has its properties, all of the right kind.
// What a rule names and does not fit is reported, with what is missing; so is a
// rule that fits nothing at all, with the operation that it nearly fits.

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

// PageRule says how the results of some operations come in pages. Properties
// are named by paths with dots, from the result or from an item.
type PageRule struct {
	Pos        diag.Pos
	Paths      []source.PathRule // with Operations and Tags: any of them; all empty: wherever it fits
	Operations []diag.Text       // operationIds
	Tags       []diag.Text
	Style      api.PageStyle // "" for no pages
	Items      string        // property with the items; "": the result itself
	Param      string        // query parameter
	Next       string        // property with the next cursor or link
	NextItem   string        // property of the last item that is the next cursor
	NextHeader string
	More       string // property that is false on the last page
	End        string // property with the number of all items, or pages
	First      int
}

func (r *PageRule) namesNone() bool { return len(r.Paths)+len(r.Operations)+len(r.Tags) == 0 }

// names reports whether the rule names an operation, and whether it means this
// very one: by its operationId or its whole path.
func (r *PageRule) names(o *api.Operation) (named, plainly bool) {
	for _, rule := range r.Paths {
		if rule.Matches(o.Path.Template, strings.ToLower(o.Method)) {
			named = true
			plainly = plainly || rule.Glob == o.Path.Template && o.Method == "GET"
		}
	}
	if o.ID != "" && slices.ContainsFunc(r.Operations, func(n diag.Text) bool { return n.Value == o.ID }) {
		named, plainly = true, true
	}
	return named || slices.ContainsFunc(r.Tags, func(n diag.Text) bool { return slices.Contains(o.Tags, n.Value) }), plainly
}

// paging reads x-ms-pageable of an operation as a rule for it.
func (l *lowerer) paging(o *api.Operation, at diag.Pointer) {
	n := l.extension(at, "x-ms-pageable")
	if n == nil {
		return
	}
	if n.Kind != source.Map {
		l.warnf(at.Child("x-ms-pageable"), "extension", "x-ms-pageable is %s; it must be a map", n.Kind)
		return
	}
	next := n.Get("nextLinkName")
	if next != nil && next.Kind == source.Null {
		return
	}
	l.pageable[o] = &PageRule{
		Pos:   l.pos(at.Child("x-ms-pageable")),
		Style: api.ByNextLink,
		Items: first(text(n.Get("itemName")), "value"),
		Next:  first(text(next), "@odata.nextLink"),
	}
}

// pages settles how the results of all operations come in pages.
func (l *lowerer) pages() {
	outcomes := make([]ruleOutcome, len(l.opt.Pages))
	for _, o := range l.api.Operations {
		l.page(o, outcomes)
	}
	for i := range l.opt.Pages {
		l.reportRule(&l.opt.Pages[i], &outcomes[i])
	}
}

// ruleOutcome is what came of a rule.
type ruleOutcome struct {
	used     bool
	reported bool
	near     *misfit // of all operations that it does not fit, the one that it nearly does
	nearOp   *api.Operation
}

func (l *lowerer) page(o *api.Operation, outcomes []ruleOutcome) {
	for i := range l.opt.Pages {
		rule := &l.opt.Pages[i]
		named, plainly := rule.names(o)
		if named && l.apply(rule, o, plainly, &outcomes[i]) {
			return
		}
	}
	if rule := l.pageable[o]; rule != nil {
		if paging, why := fit(rule, o); why != nil {
			l.diags.Warnf(rule.Pos, "paging", "%s; no pages are made", why.text)
		} else {
			o.Paging = paging
		}
		return
	}
	for i := range l.opt.Pages {
		if rule := &l.opt.Pages[i]; rule.namesNone() && l.apply(rule, o, false, &outcomes[i]) {
			return
		}
	}
}

// apply tries a rule on an operation and reports whether that is settled.
func (l *lowerer) apply(rule *PageRule, o *api.Operation, plainly bool, outcome *ruleOutcome) bool {
	if rule.Style == "" {
		outcome.used = true
		return true
	}
	paging, why := fit(rule, o)
	switch {
	case why == nil:
		o.Paging, outcome.used = paging, true
		return true
	case plainly:
		l.diags.Warnf(rule.Pos, "paging", "this rule does not fit %s %s: %s", o.Method, o.Path.Template, why.text)
		outcome.reported = true
	case outcome.near == nil || why.steps > outcome.near.steps:
		outcome.near, outcome.nearOp = why, o
	}
	return false
}

// reportRule reports what a rule names in vain.
func (l *lowerer) reportRule(rule *PageRule, outcome *ruleOutcome) {
	var paths, ids, tags []string
	for _, o := range l.api.Operations {
		paths, ids, tags = append(paths, o.Path.Template), append(ids, o.ID), append(tags, o.Tags...)
	}
	before := l.diags.Len()
	for _, path := range rule.Paths {
		if !slices.ContainsFunc(l.api.Operations, func(o *api.Operation) bool { return path.Matches(o.Path.Template, strings.ToLower(o.Method)) }) {
			l.diags.Warnf(path.Pos, "paging", "no path matches %q%s", path.Glob, diag.DidYouMean(path.Glob, paths))
		}
	}
	report := func(names []diag.Text, known []string, what string) {
		for _, n := range names {
			if !slices.Contains(known, n.Value) {
				l.diags.Warnf(n.Pos, "paging", "no operation has the %s %q%s", what, n.Value, diag.DidYouMean(n.Value, known))
			}
		}
	}
	report(rule.Operations, ids, "operationId")
	report(rule.Tags, tags, "tag")
	switch {
	case outcome.used, outcome.reported, l.diags.Len() > before:
	case outcome.near == nil:
		l.diags.Warnf(rule.Pos, "paging", "no operation is left for this rule; remove it, or put it before the others")
	default:
		l.diags.Warnf(rule.Pos, "paging", "this rule fits no operation; of %s %s %s", outcome.nearOp.Method, outcome.nearOp.Path.Template, outcome.near.text)
	}
}

// misfit says why a rule does not fit an operation, and after how many steps
// that was found.
type misfit struct {
	steps int
	text  string
}

// fitting is a rule on an operation while it is tried.
type fitting struct {
	rule   *PageRule
	op     *api.Operation
	result *api.Type
	paging *api.Paging
	item   *api.Use
}

// fit tries a rule on an operation.
func fit(rule *PageRule, o *api.Operation) (*api.Paging, *misfit) {
	f := &fitting{rule: rule, op: o, paging: &api.Paging{Style: rule.Style, First: rule.First, NextHeader: rule.NextHeader}}
	for i, step := range []func() error{f.start, f.param, f.items, f.next, f.end} {
		if err := step(); err != nil {
			return nil, &misfit{i, err.Error()}
		}
	}
	return f.paging, nil
}

func (f *fitting) start() error {
	if f.op.Method != "GET" {
		return fmt.Errorf("the method is %s; pages are fetched by GET", f.op.Method)
	}
	for _, r := range f.op.Success {
		if r.Type != nil {
			f.result = r.Type.Type
			break
		}
	}
	if f.result == nil || f.result.Kind != api.Object && f.result.Kind != api.List {
		return fmt.Errorf("the result is no object to find a page in, and no list")
	}
	return nil
}

// param finds the query parameter that says which page.
func (f *fitting) param() error {
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
		return fmt.Errorf("there is no query parameter %q%s", f.rule.Param, diag.DidYouMean(f.rule.Param, names))
	case f.rule.Style != api.ByCursor && !isNumber(p.Type.Type):
		return fmt.Errorf("the query parameter %q is %s and no number", p.Name, kindOf(p.Type.Type))
	case f.rule.Style == api.ByCursor && p.Required:
		return fmt.Errorf("the query parameter %q is required, but the first page has no cursor", p.Name)
	case f.rule.NextHeader != "" && p.Type.Type.Kind != api.String:
		return fmt.Errorf("the query parameter %q is %s and no text, as headers are", p.Name, kindOf(p.Type.Type))
	}
	return nil
}

// items finds the list of items.
func (f *fitting) items() (err error) {
	list := f.result
	if f.rule.Items != "" {
		if f.paging.Items, err = followPath("the result", f.result, f.rule.Items); err != nil {
			return err
		}
		list = f.paging.Items[len(f.paging.Items)-1].Type.Type
	}
	switch {
	case list.Kind == api.List:
		f.item = list.Elem
		return nil
	case f.rule.Items == "":
		return fmt.Errorf("the result is no list; name the property with the items")
	}
	return fmt.Errorf("property %q of the result is no list", f.rule.Items)
}

// next finds what leads to the next page.
func (f *fitting) next() (err error) {
	var next *api.Type
	switch {
	case f.rule.Next != "":
		if f.paging.Next, err = followPath("the result", f.result, f.rule.Next); err != nil {
			return err
		}
		next = f.paging.Next[len(f.paging.Next)-1].Type.Type
	case f.rule.NextItem != "":
		if f.item.Nullable || f.item.Type.Polymorphic {
			return fmt.Errorf("the items are no plain objects")
		}
		if f.paging.NextItem, err = followPath("the item", f.item.Type, f.rule.NextItem); err != nil {
			return err
		}
		next = f.paging.NextItem[len(f.paging.NextItem)-1].Type.Type
	default:
		return nil
	}
	name := strconv.Quote(f.rule.Next + f.rule.NextItem)
	if f.rule.Style == api.ByNextLink {
		if next.Kind != api.String {
			return fmt.Errorf("property %s is %s and no text", name, kindOf(next))
		}
		return nil
	}
	p := f.paging.Param.Type.Type
	if next.Kind != p.Kind && !(isWhole(next) && isWhole(p)) || !isWhole(next) && !isPlainText(next) {
		return fmt.Errorf("property %s is %s, but the query parameter %q is %s; they must be the same kind of text or integer", name, kindOf(next), f.paging.Param.Name, kindOf(p))
	}
	return nil
}

// end finds what tells the last page.
func (f *fitting) end() (err error) {
	if f.rule.More != "" {
		if f.paging.More, err = followPath("the result", f.result, f.rule.More); err != nil {
			return err
		}
		if t := f.paging.More[len(f.paging.More)-1].Type.Type; t.Kind != api.Bool {
			return fmt.Errorf("property %q is %s and not true or false", f.rule.More, kindOf(t))
		}
	}
	if f.rule.End != "" {
		if f.paging.End, err = followPath("the result", f.result, f.rule.End); err != nil {
			return err
		}
		if t := f.paging.End[len(f.paging.End)-1].Type.Type; !isNumber(t) {
			return fmt.Errorf("property %q is %s and no number", f.rule.End, kindOf(t))
		}
	}
	return nil
}

func isWhole(t *api.Type) bool {
	return t.Kind == api.Int32 || t.Kind == api.Int64 || t.Kind == api.Uint64
}

func isNumber(t *api.Type) bool {
	return isWhole(t) || t.Kind == api.Float32 || t.Kind == api.Float64
}

// isPlainText reports whether a type is a text in Go too.
func isPlainText(t *api.Type) bool {
	switch t.Kind {
	case api.String, api.Date, api.TimeOfDay, api.Duration, api.Decimal:
		return true
	}
	return false
}

// followPath follows a path with dots through objects. A dot may also be part of
// a property's name.
func followPath(of string, t *api.Type, path string) ([]*api.Field, error) {
	if t.Kind != api.Object || t.Polymorphic {
		return nil, fmt.Errorf("%s is no plain object", of)
	}
	var names []string
	for _, f := range t.Fields {
		if f.Name == path {
			return []*api.Field{f}, nil
		}
		names = append(names, f.Name)
	}
	head, _, dotted := strings.Cut(path, ".")
	failure := fmt.Errorf("%s has no property %q%s", of, head, diag.DidYouMean(head, names))
	for i := len(path) - 1; i > 0 && dotted; i-- {
		at := slices.Index(names, path[:i])
		if path[i] != '.' || at < 0 {
			continue
		}
		rest, err := followPath("property "+strconv.Quote(path[:i]), t.Fields[at].Type.Type, path[i+1:])
		if err == nil {
			return append([]*api.Field{t.Fields[at]}, rest...), nil
		}
		failure = cmp.Or(err, failure)
	}
	return nil, failure
}
