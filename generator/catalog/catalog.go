// Package catalog maintains codes.yaml. It edits the file without reformatting
// it, fills it from the vendor's documentation (source pages), exports its
// messages to translators and applies their translations.
//
// It takes the bytes of codes.yaml, of source pages in Markdown, HTML and other
// formats, and translators' documents. It returns changed bytes, documents, reports
// and diagnostics, and may import codes, exchange and diag. It neither reads nor
// writes files.
//
// The files:
//   - edit.go is the Editor, which collects changes; docs.go adds the section
//     "docs". splice.go turns changes into splices of the file's bytes, at
//     positions found by end.go. write.go writes new YAML. An encoder would lose
//     comments, blank lines and quoting.
//   - sourcepage.go reads source pages with markdown.go, markup.go (HTML), rest.go,
//     restgrid.go, asciidoc.go, sheet.go (CSV), text.go, textrows.go, inline.go, seen.go
//     and assemble.go. header.go finds the header of a table. columns.go finds tables of
//     codes with headings.go and choose.go, and ask.go asks for their columns. rows.go and
//     cells.go read them, keys.go finds the form of their codes, facts.go finds other facts.
//   - import.go and merge.go merge source pages into a table; described.go finds texts
//     that translate the API description, with members.go for parameters and properties.
//   - export.go and apply.go exchange messages with translators.
//   - locales.go decides which locale of a table a page or file is for.
//   - file.go offers all of this for a file's bytes.
package catalog
