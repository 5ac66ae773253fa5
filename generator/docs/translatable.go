package docs

import "github.com/fragen-go/fragen/generator/api"

// Translatable returns the strings of an API description that reference pages show, by
// JSON pointer. Each of them can be translated under its pointer.
func Translatable(a *api.API) map[string]string {
	p := translatable{"/info/description": a.Description}
	for _, s := range a.Security {
		p.doc(s.Doc)
	}
	for _, op := range a.Operations {
		p.operation(op)
	}
	for _, t := range a.Types {
		p.doc(t.Doc)
		for _, f := range t.Fields {
			p.doc(f.Doc)
			p.limits(f.Limits)
		}
		for _, m := range t.Members {
			if m.Texts == nil { // the table has its translations
				p.doc(m.Doc)
			}
		}
	}
	for _, c := range a.Callbacks {
		p.doc(c.Doc)
	}
	delete(p, "")
	return p
}

type translatable map[string]string

func (p translatable) add(at, text string) {
	if text != "" {
		p[at] = text
	}
}

func (p translatable) doc(d api.Doc) {
	at := string(d.At)
	p.add(at, d.Description)
	p.add(beside(at, "summary"), d.Summary)
}

func (p translatable) limits(list []api.Limit) {
	for _, l := range list {
		if at := string(l.At); at != "" {
			p.add(at+"/name", l.Name)
			p.add(at+"/value", l.Value)
			p.add(at+"/note", l.Note)
		}
	}
}

func (p translatable) param(param *api.Param) {
	p.doc(param.Doc)
	p.limits(param.Limits)
}

func (p translatable) body(b *api.Body) {
	p.doc(b.Doc)
	p.limits(b.Limits)
}

func (p translatable) operation(op *api.Operation) {
	p.doc(op.Doc)
	p.doc(op.Path.Doc)
	for _, s := range op.Path.Segments {
		for _, part := range s.Parts {
			if part.Param != nil {
				p.param(part.Param)
			}
		}
	}
	for _, param := range op.Params {
		p.param(param)
	}
	for _, b := range op.OtherBodies {
		p.body(b)
	}
	if op.Body != nil {
		p.body(op.Body)
	}
	for _, list := range [][]*api.Response{op.Success, op.Errors} {
		for _, r := range list {
			p.doc(r.Doc)
			for _, h := range r.Headers {
				p.param(h)
			}
		}
	}
	for _, permission := range op.Permissions {
		p.add(string(permission.At)+"/note", permission.Note)
	}
	p.limits(op.Limits)
}
