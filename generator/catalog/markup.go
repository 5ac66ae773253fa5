package catalog

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/fragen-go/fragen/generator/diag"
	"golang.org/x/net/html"
)

// readHTML reads a source page in HTML.
func (p *SourcePage) readHTML(data []byte, diags *diag.List) {
	a := newAssembler(p, diags)
	a.markup(data, 0)
	a.finish()
}

// markup reads HTML that begins at the given offset of the page.
func (a *assembler) markup(data []byte, offset int) {
	tokens := html.NewTokenizer(bytes.NewReader(data))
	tokens.SetMaxBuf(maxPage + 1)
	for {
		kind := tokens.Next()
		if kind == html.ErrorToken {
			if err := tokens.Err(); !errors.Is(err, io.EOF) {
				panic(fmt.Sprintf("internal: reading from memory: %v", err))
			}
			return
		}
		at := offset
		offset += len(tokens.Raw())
		if kind == html.SelfClosingTagToken && a.Format == Markdown {
			a.component(tokens.Raw())
		}
		token := tokens.Token()
		switch kind {
		case html.TextToken:
			a.writeText(token.Data, at)
		case html.StartTagToken:
			if token.Data == "html" {
				a.language(token.Attr)
			}
			a.start(token.Data, token.Attr, at)
		case html.SelfClosingTagToken:
			if !unseen[token.Data] {
				a.start(token.Data, token.Attr, at)
			}
		case html.EndTagToken:
			a.end(token.Data, at)
		}
	}
}

// language sets the page's locale from the lang attribute, unless it is already
// known.
func (a *assembler) language(attrs []html.Attribute) {
	for _, attr := range attrs {
		if tag, ok := declaredLocale(attr.Val); attr.Key == "lang" && ok && a.Locale == "" {
			a.Locale = tag
		}
	}
}
