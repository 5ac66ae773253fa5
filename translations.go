package fragen

import (
	"github.com/fragen-go/fragen/generator"
	"github.com/fragen-go/fragen/generator/catalog"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/exchange"
)

type (
	// TranslationFile is a translators' file as it was read.
	TranslationFile = generator.TranslationFile
	// TranslationFormat is a format of translators' files.
	TranslationFormat = exchange.Format
	// TranslationStatus says how far a translation is.
	TranslationStatus = exchange.Status
	// ExportOptions say what is exported to translators.
	ExportOptions = catalog.ExportOptions
	// TakeOptions say how translations are taken into a table of codes.
	TakeOptions = catalog.TakeOptions
	// Taken is what came of translators' files, with a report about it.
	Taken = generator.Taken
)

// TranslationFormats are the formats of translators' files.
var TranslationFormats = exchange.Formats

// DescriptionDomain is what names texts of a description in translators' files.
const DescriptionDomain = exchange.Description

// TranslationStatuses are those that texts of a table can have.
var TranslationStatuses = exchange.Statuses

// TranslationFormatOf is the format that a file's name tells of, "" when it is
// no translators' file.
func TranslationFormatOf(name string) TranslationFormat { return exchange.FormatOf(name) }

// ExportCodes gives the texts of the code tables data to translators, and those of
// opt.Described. The result is
// empty when there is none to be translated. The list has warnings. file is a
// name for positions. The error is an *InputError.
func ExportCodes(file string, data []byte, format TranslationFormat, opt ExportOptions) ([]byte, *diag.List, error) {
	out, diags := generator.ExportCodes(file, data, format, opt)
	return out, diags, failed(diags)
}

// TakeTranslations takes translators' files into the code tables data. The list
// has warnings. file is a name for positions. The error is an *InputError.
func TakeTranslations(file string, data []byte, files []TranslationFile, opt TakeOptions) (*Taken, *diag.List, error) {
	taken, diags := generator.TakeTranslations(file, data, files, opt)
	return taken, diags, failed(diags)
}
