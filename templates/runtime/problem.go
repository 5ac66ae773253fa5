package rest

// problem holds the parts that error bodies have in common. It reads these
// formats and ignores members of an unexpected kind:
//
//	{"error": {"code", "message", "innerError": {"request-id"}}}   OData
//	{"error": "invalid_grant", "error_description": "…"}           OAuth 2.0, RFC 6749
//	{"type", "title", "status", "detail", "instance"}              RFC 9457
//	{"code", "message"}                                            many others
type problem struct {
	code, message, requestID string
	title, kind              string // of RFC 9457; used if there is no code or message
}

// readProblem reads the body of an error. It ignores parts that it cannot read.
func readProblem(body []byte) problem {
	var p problem
	d := NewDecoder(body)
	p.read(d, true)
	if p.message == "" {
		p.message = p.title
	}
	if p.code == "" && p.kind != "about:blank" {
		p.code = p.kind
	}
	return p
}

func (p *problem) read(d *Decoder, outer bool) {
	if d.Kind() != KindObject || !d.Object() {
		d.Skip()
		return
	}
	for d.Next() {
		switch key := string(d.Key()); key {
		case "error":
			if d.Kind() == KindObject {
				p.read(d, false)
			} else {
				set(&p.code, scalarText(d))
			}
		case "code":
			set(&p.code, scalarText(d))
		case "message", "error_description", "detail":
			set(&p.message, scalarText(d))
		case "title":
			set(&p.title, scalarText(d))
		case "type":
			if outer {
				set(&p.kind, scalarText(d))
			} else {
				d.Skip()
			}
		case "innerError", "innererror":
			p.readInner(d)
		case "request-id", "requestId", "request_id":
			set(&p.requestID, scalarText(d))
		default:
			d.Skip()
		}
	}
}

// readInner reads only the request ID of an inner error. Its codes are details
// of the outer one.
func (p *problem) readInner(d *Decoder) {
	if d.Kind() != KindObject || !d.Object() {
		d.Skip()
		return
	}
	for d.Next() {
		switch string(d.Key()) {
		case "request-id", "requestId", "request_id":
			set(&p.requestID, scalarText(d))
		default:
			d.Skip()
		}
	}
}

// set assigns text to *to unless *to has a value.
func set(to *string, text string) {
	if *to == "" {
		*to = text
	}
}

// scalarText reads any value and returns a string or number as a string.
func scalarText(d *Decoder) string {
	switch d.Kind() {
	case KindString:
		return d.String()
	case KindNumber:
		return d.Raw().String()
	}
	d.Skip()
	return ""
}
