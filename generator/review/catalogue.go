package review

// This file has the rows of the catalogue, sorted by ID.

var catalogue = []Rule{
	{
		ID: "approval.expired", Severity: Break,
		Title:  "The approval of a finding expired",
		Help:   "The finding is no longer accepted. The entry of fragen.approvals.yaml remains.",
		Remedy: "resolve the finding, or extend the approval",
	},
	{
		ID: "approval.mismatch", Severity: Break,
		Title:  "An approval has the fingerprint of a finding, but another rule",
		Help:   "An entry of fragen.approvals.yaml accepts a finding only if both match.",
		Remedy: "review the finding, then correct or remove the entry",
	},
	{
		ID: "body.added", Severity: Break, Classes: []Class{GoSource},
		Title:  "A request has an optional body now",
		Help:   "The body is an argument of the call.",
		Remedy: "pass nil before the options",
	},
	{
		ID: "body.added.required", Severity: Break, Classes: []Class{GoSource, Wire},
		Title:  "A request has a required body now",
		Help:   "The body is an argument of the call. The service refuses requests without it.",
		Remedy: "pass the body before the options",
	},
	{
		ID: "body.default", Severity: Risk, Classes: []Class{Wire},
		Title: "The default of a body changed",
		Help:  "The service assumes another value for a missing body.",
	},
	{
		ID: "body.deprecated", Severity: Risk, Classes: []Class{GoBehaviour, Docs},
		Title: "A body is deprecated",
		Help:  "Linters report uses of deprecated symbols (SA1019).",
	},
	{
		ID: "body.encoding", Severity: Break, Classes: []Class{Wire},
		Title:  "A property of a form is encoded in another way",
		Help:   "The same Go code sends other bytes.",
		Remedy: "regenerate and release, since requests of the old SDK are refused or read differently",
	},
	{
		ID: "body.media", Severity: Break, Classes: []Class{GoSource, Wire},
		Title:  "The content type of a body changed",
		Help:   "The same Go code sends another content type.",
		Remedy: "regenerate and release, since the service may refuse the old content type",
	},
	{
		ID: "body.media.added", Severity: Add, Classes: []Class{GoSource},
		Title: "A body can be sent in another format",
		Help:  "The call has another method for the format.",
	},
	{
		ID: "body.media.removed", Severity: Break, Classes: []Class{GoSource, Wire},
		Title:  "A body can no longer be sent in a format",
		Help:   "The method for the format was removed.",
		Remedy: "use the method for another format",
	},
	{
		ID: "body.notnull", Severity: Risk, Classes: []Class{Wire},
		Title:  "A body may no longer be null",
		Help:   "The service refuses null.",
		Remedy: "do not send null",
	},
	{
		ID: "body.nullable", Severity: None, Classes: []Class{GoSource},
		Title: "A body may be null",
		Help:  "Callers can send null.",
	},
	{
		ID: "body.optional", Severity: Risk, Classes: []Class{GoSource, GoBehaviour},
		Title: "A body became optional",
		Help:  "A nil body is sent as no body. Before, it was an error.",
	},
	{
		ID: "body.removed", Severity: Break, Classes: []Class{GoSource, Wire},
		Title:  "A request no longer has a body",
		Help:   "The body is no longer an argument of the call.",
		Remedy: "remove the argument",
	},
	{
		ID: "body.required", Severity: Risk, Classes: []Class{GoSource, GoBehaviour, Wire},
		Title:  "A body became required",
		Help:   "A nil body is an error before the request is sent.",
		Remedy: "pass a body",
	},
	{
		ID: "body.type", Severity: Break, Classes: []Class{GoSource, Wire},
		Title:  "The type of a body changed",
		Help:   "The body argument of the call has another type.",
		Remedy: "pass a body of the new type",
	},
	{
		ID: "body.undeprecated", Severity: Text, Classes: []Class{Docs},
		Title: "A body is no longer deprecated",
	},
	{
		ID: "codes.binding.added", Severity: Add, Classes: []Class{Codes, GoSource},
		Title: "A property has an accessor for its code",
	},
	{
		ID: "codes.binding.removed", Severity: Break, Classes: []Class{Codes, GoSource},
		Title:  "A property no longer has an accessor for its code",
		Help:   "The method of the model was removed.",
		Remedy: "call the lookup function of the table",
	},
	{
		ID: "codes.category.added", Severity: Add, Classes: []Class{Codes, GoSource},
		Title: "A category is new",
		Help:  "Switches over categories reach their default case for rows of the category.",
	},
	{
		ID: "codes.category.changed", Severity: Risk, Classes: []Class{Codes, GoBehaviour},
		Title:  "A row has another category",
		Help:   "Programs decide by the category.",
		Remedy: "check the code that uses the category",
	},
	{
		ID: "codes.category.removed", Severity: Break, Classes: []Class{Codes, GoSource, GoBehaviour},
		Title:  "A category was removed",
		Help:   "Its constant was removed.",
		Remedy: "use the categories of the rows",
	},
	{
		ID: "codes.domain.changed", Severity: Break, Classes: []Class{Codes, GoBehaviour},
		Title:  "The domain of a table changed",
		Help:   "Stored codes of the old domain no longer match.",
		Remedy: "convert stored codes",
	},
	{
		ID: "codes.fallback.changed", Severity: Risk, Classes: []Class{Codes, GoBehaviour},
		Title: "Messages without a translation are in another language",
	},
	{
		ID: "codes.keys.changed", Severity: Break, Classes: []Class{Codes, GoSource, GoBehaviour},
		Title:  "The codes of a table are of another kind",
		Help:   "The lookup function has other parameters, and the fields with the codes other types.",
		Remedy: "change the calls of the lookup function",
	},
	{
		ID: "codes.link.changed", Severity: Text, Classes: []Class{Codes, Docs},
		Title: "The link to a source page changed",
	},
	{
		ID: "codes.locale.added", Severity: Add, Classes: []Class{Codes, GoSource},
		Title: "Messages are available in another language",
		Help:  "The output has a package for the language.",
	},
	{
		ID: "codes.locale.removed", Severity: Break, Classes: []Class{Codes, GoSource, GoBehaviour},
		Title:  "Messages are no longer available in a language",
		Help:   "The package of the language was removed, and readers get messages in the source language.",
		Remedy: "remove the import of the package",
	},
	{
		ID: "codes.meaning.changed", Severity: Risk, Classes: []Class{Codes},
		Title:  "A message of the source language changed",
		Help:   "The code may mean something else. Translations may be stale.",
		Remedy: "check the code that uses the row",
	},
	{
		ID: "codes.pair.changed", Severity: Risk, Classes: []Class{Codes, GoBehaviour},
		Title:  "A row is for other codes",
		Help:   "Lookups of these codes find other rows.",
		Remedy: "check the code that uses the row",
	},
	{
		ID: "codes.pair.moved", Severity: Risk, Classes: []Class{Codes, GoBehaviour},
		Title:  "A code belongs to another row",
		Help:   "Lookups of the code find another row.",
		Remedy: "check the code that uses either row",
	},
	{
		ID: "codes.placeholder.added", Severity: Add, Classes: []Class{Codes, GoSource},
		Title: "Messages have a new placeholder",
	},
	{
		ID: "codes.placeholder.removed", Severity: Break, Classes: []Class{Codes, GoSource, GoBehaviour},
		Title: "Messages have lost a placeholder",
		Help:  "The method for the captured number was removed.",
	},
	{
		ID: "codes.resolver.added", Severity: Add, Classes: []Class{Codes, GoSource},
		Title: "A party that can resolve problems is new",
	},
	{
		ID: "codes.resolver.changed", Severity: Risk, Classes: []Class{Codes, GoBehaviour},
		Title:  "Another party can resolve a problem",
		Help:   "Programs decide by the party.",
		Remedy: "check the code that uses the party",
	},
	{
		ID: "codes.resolver.removed", Severity: Break, Classes: []Class{Codes, GoSource, GoBehaviour},
		Title: "A party that can resolve problems was removed",
		Help:  "Its constant was removed.",
	},
	{
		ID: "codes.retryable.changed", Severity: Break, Classes: []Class{Codes, GoBehaviour},
		Title:  "A row is retryable now, or no longer",
		Help:   "Programs that follow the table repeat attempts.",
		Remedy: "check the retries of the operation",
	},
	{
		ID: "codes.row.added", Severity: Add, Classes: []Class{Codes, GoSource},
		Title: "A row is new",
		Help:  "Switches over IDs reach their default case for the row.",
	},
	{
		ID: "codes.row.deprecated", Severity: Risk, Classes: []Class{Codes, GoBehaviour},
		Title:  "A row is deprecated",
		Help:   "Linters report uses of its constant (SA1019).",
		Remedy: "use the row that replaces it",
	},
	{
		ID: "codes.row.removed", Severity: Break, Classes: []Class{Codes, GoSource},
		Title:  "A row was removed",
		Help:   "Its constant was removed, and lookups find another row or none.",
		Remedy: "use another row",
	},
	{
		ID: "codes.row.renamed", Severity: Break, Classes: []Class{Codes, GoSource, GoBehaviour},
		Title:  "The ID of a row changed",
		Help:   "IDs are stable by contract: stored ones no longer match.",
		Remedy: "convert stored IDs",
	},
	{
		ID: "codes.row.replaced", Severity: Text, Classes: []Class{Codes, Docs},
		Title: "Another row replaces a row",
	},
	{
		ID: "codes.row.undeprecated", Severity: Text, Classes: []Class{Codes, Docs},
		Title: "A row is no longer deprecated",
	},
	{
		ID: "codes.since.changed", Severity: Text, Classes: []Class{Codes, Docs},
		Title: "The first version of a row changed",
	},
	{
		ID: "codes.table.added", Severity: Add, Classes: []Class{Codes, GoSource},
		Title: "A table is new",
	},
	{
		ID: "codes.table.deprecated", Severity: Risk, Classes: []Class{Codes, GoBehaviour},
		Title: "A table is deprecated",
	},
	{
		ID: "codes.table.removed", Severity: Break, Classes: []Class{Codes, GoSource},
		Title: "A table was removed",
		Help:  "Its types, constants and functions were removed.",
	},
	{
		ID: "codes.table.renamed", Severity: Break, Classes: []Class{Codes, GoSource},
		Title:  "A table has another name",
		Help:   "Its types, constants and functions have other names.",
		Remedy: "rename the uses",
	},
	{
		ID: "codes.table.undeprecated", Severity: Text, Classes: []Class{Codes, Docs},
		Title: "A table is no longer deprecated",
	},
	{
		ID: "codes.text.punctuation", Severity: Text, Classes: []Class{Codes, Docs},
		Title: "The punctuation of a message changed",
	},
	{
		ID: "codes.translation.added", Severity: Add, Classes: []Class{Codes},
		Title: "A message is translated",
	},
	{
		ID: "codes.translation.changed", Severity: Text, Classes: []Class{Codes},
		Title: "A translation changed and its source did not",
	},
	{
		ID: "codes.translation.removed", Severity: Risk, Classes: []Class{Codes},
		Title:  "A message is no longer translated",
		Help:   "Readers get the message in the source language.",
		Remedy: "restore the translation",
	},
	{
		ID: "codes.translation.stale", Severity: Risk, Classes: []Class{Codes},
		Title:  "A source message changed and its translation did not",
		Help:   "The translation may say something else.",
		Remedy: "translate the message again",
	},
	{
		ID: "codes.translation.state", Severity: Risk, Classes: []Class{Codes},
		Title: "The state of a translation changed",
	},
	{
		ID: "config.agent", Severity: None, Classes: []Class{GoBehaviour},
		Title: "The User-Agent changed",
	},
	{
		ID: "config.runtime", Severity: Break, Classes: []Class{GoSource},
		Title:  "The runtime has another import path",
		Help:   "Callers import the runtime.",
		Remedy: "change the imports",
	},
	{
		ID: "config.wire", Severity: Risk, Classes: []Class{GoBehaviour},
		Title: "The decoding of values changed",
	},
	{
		ID: "docs.added", Severity: Text, Classes: []Class{Docs},
		Title: "A text is new",
	},
	{
		ID: "docs.deprecation", Severity: Text, Classes: []Class{Docs},
		Title: "The text about a deprecation changed",
	},
	{
		ID: "docs.link", Severity: Text, Classes: []Class{Docs},
		Title: "The link to a source page changed",
	},
	{
		ID: "docs.lost", Severity: Text, Classes: []Class{Docs},
		Title: "A text was removed",
	},
	{
		ID: "docs.punctuation", Severity: Text, Classes: []Class{Docs},
		Title: "The punctuation of a text changed",
	},
	{
		ID: "docs.text", Severity: Text, Classes: []Class{Docs},
		Title: "A text changed",
	},
	{
		ID: "enum.closed", Severity: Break, Classes: []Class{GoSource, Wire},
		Title:  "A type became an enum",
		Help:   "The Go type is a string type with constants now. The service refuses other values.",
		Remedy: "use the constants, or convert the value",
	},
	{
		ID: "enum.flags", Severity: Risk, Classes: []Class{GoSource, GoBehaviour},
		Title:  "An enum holds one member or several",
		Help:   "Values are joined by commas.",
		Remedy: "check the code that compares values",
	},
	{
		ID: "enum.kind", Severity: Break, Classes: []Class{GoSource, Wire},
		Title:  "The values of an enum have another type",
		Help:   "The Go type and its constants have another type.",
		Remedy: "use the constants",
	},
	{
		ID: "enum.names", Severity: None, Classes: []Class{GoSource},
		Title: "The names of values in the description changed",
		Help:  "Go names in fragen.lock do not change.",
	},
	{
		ID: "enum.open", Severity: Break, Classes: []Class{GoSource, Wire},
		Title:  "An enum became another type",
		Help:   "The Go type and its constants were removed.",
		Remedy: "use the plain type",
	},
	{
		ID: "enum.order", Severity: None, Classes: []Class{GoBehaviour},
		Title: "The values of an enum are listed in another order",
		Help:  "The function that lists the values returns them in another order.",
	},
	{
		ID: "enum.value.added", Severity: Add, Classes: []Class{GoSource},
		Title: "An enum has a new value",
		Help:  "Switches over values reach their default case for the value.",
	},
	{
		ID: "enum.value.case", Severity: Risk, Classes: []Class{Wire},
		Title: "A value is written in another case",
		Help:  "Values are read in any case and sent as written.",
	},
	{
		ID: "enum.value.deprecated", Severity: Risk, Classes: []Class{GoBehaviour, Docs},
		Title: "A value is deprecated",
		Help:  "Linters report uses of deprecated symbols (SA1019).",
	},
	{
		ID: "enum.value.removed", Severity: Break, Classes: []Class{GoSource, Wire},
		Title:  "A value was removed",
		Help:   "Its constant was removed. The service refuses the value.",
		Remedy: "use another value",
	},
	{
		ID: "enum.value.renamed", Severity: Break, Classes: []Class{GoSource, Wire},
		Title:  "A value was renamed",
		Help:   "Its constant has another name. The service refuses the old value.",
		Remedy: "rename the constant",
	},
	{
		ID: "enum.value.undeprecated", Severity: Text, Classes: []Class{Docs},
		Title: "A value is no longer deprecated",
	},
	{
		ID: "enum.values.closed", Severity: Risk, Classes: []Class{Wire},
		Title:  "Other values of an enum are no longer allowed",
		Help:   "The service refuses other values.",
		Remedy: "send only listed values",
	},
	{
		ID: "enum.values.open", Severity: None, Classes: []Class{GoSource},
		Title: "Other values of an enum are allowed",
	},
	{
		ID: "generator.bytes", Severity: None, Classes: []Class{Generator},
		Title: "Another version of fragen generated the committed files",
		Help:  "Regenerating changes these files, but no Go symbol.",
	},
	{
		ID: "generator.go", Severity: Break, Classes: []Class{GoSource, Generator},
		Title:  "Another version of fragen generated other Go symbols",
		Help:   "Regenerating changes these symbols even if no input changes.",
		Remedy: "read the changelog of fragen",
	},
	{
		ID: "go.unexplained", Severity: Break, Classes: []Class{GoSource},
		Title: "The Go code changed for an unknown reason",
		Help:  "No rule explains the change of a Go symbol. Read the diff of its file.",
	},
	{
		ID: "header.added", Severity: Add, Classes: []Class{GoSource},
		Title: "A response header is new",
	},
	{
		ID: "header.deprecated", Severity: Risk, Classes: []Class{GoBehaviour, Docs},
		Title: "A response header is deprecated",
		Help:  "Linters report uses of deprecated symbols (SA1019).",
	},
	{
		ID: "header.removed", Severity: Break, Classes: []Class{GoSource},
		Title: "A response header was removed",
		Help:  "The method that reads it was removed.",
	},
	{
		ID: "header.type", Severity: Break, Classes: []Class{GoSource},
		Title: "A response header has another type",
		Help:  "The method that reads it returns another type.",
	},
	{
		ID: "header.undeprecated", Severity: Text, Classes: []Class{Docs},
		Title: "A response header is no longer deprecated",
	},
	{
		ID: "info.title", Severity: None, Classes: []Class{Docs},
		Title: "The title of the API changed",
	},
	{
		ID: "info.version", Severity: None, Classes: []Class{GoBehaviour},
		Title: "The version of the API changed",
		Help:  "The User-Agent contains the version.",
	},
	{
		ID: "name.changed", Severity: Break, Classes: []Class{GoSource},
		Title:  "A type has another Go name",
		Help:   "The name in fragen.lock is lost, or the configuration renames the type.",
		Remedy: "rename the uses",
	},
	{
		ID: "name.shared", Severity: None, Classes: []Class{GoSource},
		Title: "Two inline types with the same content are one Go type",
		Help:  "The Go type is an alias now.",
	},
	{
		ID: "name.unshared", Severity: Break, Classes: []Class{GoSource},
		Title:  "Two inline types with the same content are no longer one Go type",
		Help:   "A value of one type is no longer a value of the other.",
		Remedy: "convert the value",
	},
	{
		ID: "op.added", Severity: Add, Classes: []Class{GoSource},
		Title: "An operation is new",
	},
	{
		ID: "op.deprecated", Severity: Risk, Classes: []Class{GoBehaviour, Docs},
		Title: "An operation is deprecated",
		Help:  "Linters report uses of deprecated symbols (SA1019).",
	},
	{
		ID: "op.id", Severity: None, Classes: []Class{Docs},
		Title: "The operationId changed",
		Help:  "Go names come from paths.",
	},
	{
		ID: "op.limit", Severity: Risk, Classes: []Class{Docs},
		Title:  "The limits of an operation changed",
		Help:   "The service may refuse calls.",
		Remedy: "check the new limits",
	},
	{
		ID: "op.query", Severity: Break, Classes: []Class{GoSource, Wire},
		Title: "The constant query of an operation changed",
		Help:  "Requests have another query.",
	},
	{
		ID: "op.removed", Severity: Break, Classes: []Class{GoSource, Wire},
		Title: "An operation was removed",
		Help:  "Its method and its options were removed.",
	},
	{
		ID: "op.server", Severity: Risk, Classes: []Class{GoSource, GoBehaviour},
		Title: "An operation has another server",
		Help:  "Requests are sent to another address.",
	},
	{
		ID: "op.tags", Severity: None, Classes: []Class{Docs},
		Title: "The tags of an operation changed",
		Help:  "Go names come from paths.",
	},
	{
		ID: "op.undeprecated", Severity: Text, Classes: []Class{Docs},
		Title: "An operation is no longer deprecated",
	},
	{
		ID: "package.added", Severity: Add, Classes: []Class{GoSource},
		Title: "A package is new",
	},
	{
		ID: "package.removed", Severity: Break, Classes: []Class{GoSource},
		Title:  "A package was removed",
		Help:   "Its symbols were removed or moved to another package.",
		Remedy: "change the imports",
	},
	{
		ID: "paging.changed", Severity: Risk, Classes: []Class{GoBehaviour},
		Title: "Pages are requested in another way",
	},
	{
		ID: "paging.gained", Severity: Add, Classes: []Class{GoSource},
		Title: "An operation has a method for all pages",
	},
	{
		ID: "paging.lost", Severity: Break, Classes: []Class{GoSource, GoBehaviour},
		Title:  "An operation no longer has a method for all pages",
		Help:   "The properties or parameters that the pages need were removed, and the All method with them.",
		Remedy: "request each page",
	},
	{
		ID: "param.added", Severity: Add, Classes: []Class{GoSource},
		Title: "An optional parameter is new",
	},
	{
		ID: "param.added.required", Severity: Break, Classes: []Class{GoSource, Wire},
		Title:  "A required parameter is new",
		Help:   "It is an argument of the call, after the others.",
		Remedy: "pass the new argument",
	},
	{
		ID: "param.default", Severity: Risk, Classes: []Class{Wire},
		Title:  "The default of a parameter changed",
		Help:   "The service assumes another value for a missing one.",
		Remedy: "set the parameter if you rely on the old default",
	},
	{
		ID: "param.deprecated", Severity: Risk, Classes: []Class{GoBehaviour, Docs},
		Title: "A parameter is deprecated",
		Help:  "Linters report uses of deprecated symbols (SA1019).",
	},
	{
		ID: "param.explode", Severity: Break, Classes: []Class{Wire},
		Title:  "The encoding of a parameter changed",
		Help:   "The same Go code sends other bytes.",
		Remedy: "regenerate and release, since the service reads the old encoding differently",
	},
	{
		ID: "param.format", Severity: Risk, Classes: []Class{Wire},
		Title:  "The format of a parameter changed",
		Help:   "The service may refuse values of another format.",
		Remedy: "check the values",
	},
	{
		ID: "param.in", Severity: Break, Classes: []Class{GoSource, Wire},
		Title: "A parameter moved to another part of the request",
	},
	{
		ID: "param.limit", Severity: Risk, Classes: []Class{Wire},
		Title:  "The limits of a parameter changed",
		Help:   "The service refuses values beyond the limits.",
		Remedy: "check the values",
	},
	{
		ID: "param.notnull", Severity: None, Classes: []Class{GoSource},
		Title: "A parameter may no longer be null",
	},
	{
		ID: "param.nullable", Severity: None, Classes: []Class{GoSource},
		Title: "A parameter may be null",
	},
	{
		ID: "param.optional", Severity: Break, Classes: []Class{GoSource},
		Title:  "A parameter became optional",
		Help:   "The argument became a field of the options.",
		Remedy: "set the field of the options",
	},
	{
		ID: "param.removed", Severity: Break, Classes: []Class{GoSource, Wire},
		Title:  "A parameter was removed",
		Help:   "The service ignores or refuses it.",
		Remedy: "remove it",
	},
	{
		ID: "param.renamed", Severity: Break, Classes: []Class{GoSource, Wire},
		Title:  "A parameter was renamed",
		Help:   "The service ignores or refuses the old name.",
		Remedy: "rename the field, or regenerate and release",
	},
	{
		ID: "param.required", Severity: Break, Classes: []Class{GoSource, Wire},
		Title:  "A parameter became required",
		Help:   "The field of the options became an argument.",
		Remedy: "pass the argument",
	},
	{
		ID: "param.reserved", Severity: Break, Classes: []Class{Wire},
		Title: "The escaping of a parameter changed",
		Help:  "The same Go code sends other bytes.",
	},
	{
		ID: "param.style", Severity: Break, Classes: []Class{Wire},
		Title:  "The encoding of a parameter changed",
		Help:   "The same Go code sends other bytes.",
		Remedy: "regenerate and release, since the service reads the old encoding differently",
	},
	{
		ID: "param.type", Severity: Break, Classes: []Class{GoSource, Wire},
		Title:  "A parameter has another type",
		Help:   "The argument or the field of the options has another type.",
		Remedy: "convert the value",
	},
	{
		ID: "param.undeprecated", Severity: Text, Classes: []Class{Docs},
		Title: "A parameter is no longer deprecated",
	},
	{
		ID: "part.back", Severity: Add, Classes: []Class{Generator},
		Title: "A part is no longer left out",
	},
	{
		ID: "part.lost", Severity: Break, Classes: []Class{Generator},
		Title: "A part of the description is left out now",
		Help:  "The SDK lacks the part because the description has an error or fragen does not support it.",
	},
	{
		ID: "path.added", Severity: Add, Classes: []Class{GoSource},
		Title: "A path with several operations is new",
	},
	{
		ID: "path.param.renamed", Severity: None, Classes: []Class{GoSource},
		Title: "Parameters of a path were renamed",
		Help:  "Requests do not change. Go names in fragen.lock do not change.",
	},
	{
		ID: "path.removed", Severity: Break, Classes: []Class{GoSource, Wire},
		Title: "A path with several operations was removed",
		Help:  "Its methods, builders and options were removed.",
	},
	{
		ID: "path.renamed", Severity: Break, Classes: []Class{GoSource, Wire},
		Title:  "The path of an operation changed",
		Help:   "The methods that return its request builder have other names.",
		Remedy: "call the operation by its new path",
	},
	{
		ID: "path.slash", Severity: Break, Classes: []Class{GoSource, Wire},
		Title:  "The path of an operation gained or lost the slash at its end",
		Help:   "Requests have another path.",
		Remedy: "regenerate and release, since the service may refuse the old path",
	},
	{
		ID: "permission.changed", Severity: Risk, Classes: []Class{Docs},
		Title:  "The required permissions changed",
		Help:   "Calls without the permissions are refused.",
		Remedy: "check the permissions of the application",
	},
	{
		ID: "poly.added", Severity: Risk, Classes: []Class{GoSource, GoBehaviour},
		Title:  "A type has a new subtype",
		Help:   "Values of the subtype were read as the base type.",
		Remedy: "check type switches",
	},
	{
		ID: "poly.became", Severity: Break, Classes: []Class{GoSource, GoBehaviour},
		Title:  "A reference to a type may hold subtypes",
		Help:   "The Go type is an interface now.",
		Remedy: "read common fields through Base, and construct the type as before",
	},
	{
		ID: "poly.became.not", Severity: Break, Classes: []Class{GoSource, GoBehaviour},
		Title:  "A reference to a type no longer holds subtypes",
		Help:   "The Go type is a struct now.",
		Remedy: "use the struct",
	},
	{
		ID: "poly.removed", Severity: Break, Classes: []Class{GoSource, GoBehaviour},
		Title:  "A type has lost a subtype",
		Help:   "Its Go type is no longer a member of the interface.",
		Remedy: "remove its case from type switches",
	},
	{
		ID: "poly.value", Severity: Break, Classes: []Class{GoBehaviour, Wire},
		Title:  "The value that selects a subtype changed",
		Help:   "Values are read as another type. The service refuses the old value.",
		Remedy: "check type switches",
	},
	{
		ID: "prop.added", Severity: Add, Classes: []Class{GoSource},
		Title: "A property is new",
	},
	{
		ID: "prop.added.required", Severity: Break, Classes: []Class{GoBehaviour, Wire},
		Title:  "A required property is new",
		Help:   "Code compiles without it and sends its empty value. A constant is sent without a change of the code.",
		Remedy: "set the field",
	},
	{
		ID: "prop.constant", Severity: Break, Classes: []Class{GoSource, Wire},
		Title:  "The only value of a property changed",
		Help:   "The Go type does not change. The service refuses other values.",
		Remedy: "send no other value",
	},
	{
		ID: "prop.default", Severity: Risk, Classes: []Class{Wire},
		Title:  "The default of a property changed",
		Help:   "The service assumes another value for a missing one.",
		Remedy: "set the property if you rely on the old default",
	},
	{
		ID: "prop.deprecated", Severity: Risk, Classes: []Class{GoBehaviour, Docs},
		Title: "A property is deprecated",
		Help:  "Linters report uses of deprecated symbols (SA1019).",
	},
	{
		ID: "prop.fill", Severity: Break, Classes: []Class{GoBehaviour, Wire},
		Title:  "The value that is sent for an empty property changed",
		Help:   "The encoder sends the only value of a required property for an empty field.",
		Remedy: "regenerate and release, since the old SDK sends the old value",
	},
	{
		ID: "prop.format", Severity: Risk, Classes: []Class{Wire},
		Title:  "The format of a property changed",
		Help:   "The service may refuse values of another format.",
		Remedy: "check the values",
	},
	{
		ID: "prop.limit", Severity: Risk, Classes: []Class{Wire},
		Title:  "The limits of a property changed",
		Help:   "The service refuses values beyond the limits.",
		Remedy: "check the values",
	},
	{
		ID: "prop.notnull", Severity: Risk, Classes: []Class{GoSource, Wire},
		Title:  "A property may no longer be null",
		Help:   "The service refuses null.",
		Remedy: "do not send null",
	},
	{
		ID: "prop.notreadonly", Severity: Risk, Classes: []Class{GoBehaviour},
		Title: "A property can be written",
		Help:  "The field is sent now.",
	},
	{
		ID: "prop.notwriteonly", Severity: None, Classes: []Class{GoSource},
		Title: "A property can be read",
	},
	{
		ID: "prop.nullable", Severity: Break, Classes: []Class{GoSource},
		Title:  "A property may be null",
		Help:   "The field became a pointer.",
		Remedy: "check for nil",
	},
	{
		ID: "prop.optional", Severity: Break, Classes: []Class{GoSource, GoBehaviour},
		Title:  "A property became optional",
		Help:   "The field became a pointer, or an empty value is omitted.",
		Remedy: "check for nil, or take the address of the value",
	},
	{
		ID: "prop.readonly", Severity: Risk, Classes: []Class{GoSource, GoBehaviour},
		Title:  "A property became read-only",
		Help:   "An empty value is omitted from requests.",
		Remedy: "do not set the field",
	},
	{
		ID: "prop.removed", Severity: Break, Classes: []Class{GoSource, Wire},
		Title: "A property was removed",
		Help: "The field was removed. In requests, the change has the class wire, because the service does not expect " +
			"the property. In responses, only the Go code changes: the old SDK reads a missing property as an " +
			"empty value, and the new one keeps a property that is still sent in AdditionalProperties.",
		Remedy: "remove the uses of the field",
	},
	{
		ID: "prop.renamed", Severity: Break, Classes: []Class{GoSource, Wire},
		Title:  "A property was renamed",
		Help:   "The field has another name.",
		Remedy: "rename the uses",
	},
	{
		ID: "prop.required", Severity: Break, Classes: []Class{GoSource, GoBehaviour, Wire},
		Title:  "A property became required",
		Help:   "The field is a value and no longer a pointer. Its empty value is sent.",
		Remedy: "remove the pointer, and set the field",
	},
	{
		ID: "prop.type", Severity: Break, Classes: []Class{GoSource, Wire},
		Title:  "A property has another type",
		Help:   "The field has another type.",
		Remedy: "convert the value",
	},
	{
		ID: "prop.undeprecated", Severity: Text, Classes: []Class{Docs},
		Title: "A property is no longer deprecated",
	},
	{
		ID: "prop.writeonly", Severity: Risk, Classes: []Class{GoSource, GoBehaviour},
		Title:  "A property became write-only",
		Help:   "Responses no longer contain it.",
		Remedy: "do not read the field",
	},
	{
		ID: "resp.error.added", Severity: Add, Classes: []Class{GoBehaviour},
		Title: "An error has a body of its own",
	},
	{
		ID: "resp.error.removed", Severity: Risk, Classes: []Class{GoSource, GoBehaviour},
		Title:  "An error no longer has a body of its own",
		Help:   "BodyAs returns false for the type.",
		Remedy: "check the uses of BodyAs",
	},
	{
		ID: "resp.error.status", Severity: None, Classes: []Class{Docs},
		Title: "The list of errors changed",
	},
	{
		ID: "resp.error.type", Severity: Risk, Classes: []Class{GoSource, GoBehaviour},
		Title:  "The body of an error has another type",
		Help:   "BodyAs returns false for the old type.",
		Remedy: "check the uses of BodyAs",
	},
	{
		ID: "resp.other", Severity: Risk, Classes: []Class{GoBehaviour},
		Title: "Other successes are returned as errors with their body",
	},
	{
		ID: "resp.status", Severity: None, Classes: []Class{Wire},
		Title: "The status of a success changed",
		Help:  "Every 2xx status is a success.",
	},
	{
		ID: "result.added", Severity: Break, Classes: []Class{GoSource},
		Title:  "A call returns a result",
		Help:   "The method has two results.",
		Remedy: "assign the result",
	},
	{
		ID: "result.media", Severity: Break, Classes: []Class{GoSource, Wire},
		Title: "The result has another format",
		Help:  "The method returns another type.",
	},
	{
		ID: "result.media.added", Severity: Add, Classes: []Class{GoSource},
		Title: "The result is available in another format",
	},
	{
		ID: "result.media.removed", Severity: Break, Classes: []Class{GoSource, Wire},
		Title:  "The result is no longer available in a format",
		Help:   "The method for the format was removed.",
		Remedy: "use the method for another format",
	},
	{
		ID: "result.nil", Severity: Risk, Classes: []Class{GoBehaviour, Wire},
		Title:  "The result may be nil without an error",
		Help:   "The old SDK returns an error for these responses.",
		Remedy: "check the result for nil",
	},
	{
		ID: "result.notnull", Severity: None, Classes: []Class{GoSource},
		Title: "The result may no longer be null",
	},
	{
		ID: "result.nullable", Severity: None, Classes: []Class{GoSource},
		Title: "The result may be null",
	},
	{
		ID: "result.present", Severity: None, Classes: []Class{GoBehaviour},
		Title: "The result is never nil without an error",
	},
	{
		ID: "result.removed", Severity: Break, Classes: []Class{GoSource, Wire},
		Title:  "A call no longer returns a result",
		Help:   "The method returns only an error.",
		Remedy: "remove the result",
	},
	{
		ID: "result.type", Severity: Break, Classes: []Class{GoSource, Wire},
		Title: "The result has another type",
		Help:  "The method returns another type.",
	},
	{
		ID: "result.type.media", Severity: Risk, Classes: []Class{GoBehaviour},
		Title: "The content type of a response changed",
	},
	{
		ID: "schema.added", Severity: Add, Classes: []Class{GoSource},
		Title: "A type is new",
	},
	{
		ID: "schema.base.added", Severity: Add, Classes: []Class{GoSource},
		Title: "A type extends another type",
		Help:  "The Go type has another method that returns the fields of its base type.",
	},
	{
		ID: "schema.base.removed", Severity: Break, Classes: []Class{GoSource},
		Title: "A type no longer extends another type",
		Help:  "The method that returns the fields of the base type was removed.",
	},
	{
		ID: "schema.closed", Severity: Risk, Classes: []Class{Wire},
		Title:  "Properties that the schema does not list are no longer allowed",
		Help:   "The service refuses them.",
		Remedy: "do not send properties that the schema does not list",
	},
	{
		ID: "schema.deprecated", Severity: Risk, Classes: []Class{GoBehaviour, Docs},
		Title: "A type is deprecated",
		Help:  "Linters report uses of deprecated symbols (SA1019).",
	},
	{
		ID: "schema.kind", Severity: Break, Classes: []Class{GoSource, Wire},
		Title: "A type became another kind",
		Help:  "The Go type has another form.",
	},
	{
		ID: "schema.limit", Severity: Risk, Classes: []Class{Wire},
		Title:  "The limits of an object changed",
		Help:   "The service refuses objects beyond the limits.",
		Remedy: "check the values",
	},
	{
		ID: "schema.moved", Severity: Break, Classes: []Class{GoSource},
		Title: "An inline schema became a component, or the reverse",
		Help:  "The Go type has another name.",
	},
	{
		ID: "schema.notnull", Severity: Risk, Classes: []Class{Wire},
		Title: "The elements of a type may no longer be null",
	},
	{
		ID: "schema.nullable", Severity: Break, Classes: []Class{GoSource},
		Title: "The elements of a type may be null",
	},
	{
		ID: "schema.opened", Severity: None, Classes: []Class{Wire},
		Title: "Properties that the schema does not list are allowed",
	},
	{
		ID: "schema.parts", Severity: Risk, Classes: []Class{GoSource, GoBehaviour},
		Title: "An object has another encoding in forms",
	},
	{
		ID: "schema.removed", Severity: Break, Classes: []Class{GoSource},
		Title:  "A type was removed",
		Help:   "No operation uses it.",
		Remedy: "remove its uses",
	},
	{
		ID: "schema.renamed", Severity: Break, Classes: []Class{GoSource},
		Title: "A schema was renamed",
		Help:  "The Go type has another name.",
	},
	{
		ID: "schema.required", Severity: Risk, Classes: []Class{Wire},
		Title: "Properties that the schema does not list are required",
		Help:  "The service refuses values without them.",
	},
	{
		ID: "schema.type", Severity: Break, Classes: []Class{GoSource, Wire},
		Title: "The elements of a type have another type",
	},
	{
		ID: "schema.undeprecated", Severity: Text, Classes: []Class{Docs},
		Title: "A type is no longer deprecated",
	},
	{
		ID: "security.added", Severity: Risk, Classes: []Class{GoBehaviour, Wire},
		Title:  "A call requires other credentials",
		Help:   "New may need another option.",
		Remedy: "pass the credentials to New",
	},
	{
		ID: "security.changed", Severity: None, Classes: []Class{GoBehaviour},
		Title: "The credentials of a call changed",
		Help:  "The old credentials are still sufficient.",
	},
	{
		ID: "security.deprecated", Severity: Risk, Classes: []Class{GoBehaviour, Docs},
		Title: "Credentials are deprecated",
	},
	{
		ID: "security.removed", Severity: Risk, Classes: []Class{GoBehaviour, Wire},
		Title:  "A call no longer requires credentials",
		Help:   "The client does not send them, and the service refuses the call if the description only lacks them.",
		Remedy: "check that the service accepts calls without credentials",
	},
	{
		ID: "security.scheme", Severity: Break, Classes: []Class{GoBehaviour, Wire},
		Title:  "Credentials are sent in another way",
		Help:   "New may need another option. It does if the kind of credentials changed, such as a token to a password.",
		Remedy: "check the options of New",
	},
	{
		ID: "security.scheme.added", Severity: None, Classes: []Class{GoBehaviour},
		Title: "Other credentials can be used",
	},
	{
		ID: "security.scheme.removed", Severity: None, Classes: []Class{GoBehaviour},
		Title: "Credentials are no longer used",
	},
	{
		ID: "security.scopes", Severity: Risk, Classes: []Class{Wire},
		Title:  "The required scopes changed",
		Help:   "Tokens without the scopes are refused.",
		Remedy: "request the scopes for the token",
	},
	{
		ID: "security.undeprecated", Severity: Text, Classes: []Class{Docs},
		Title: "Credentials are no longer deprecated",
	},
	{
		ID: "server.added", Severity: None, Classes: []Class{GoSource},
		Title: "A server is new",
	},
	{
		ID: "server.name", Severity: Break, Classes: []Class{GoSource},
		Title: "A server has another name",
		Help:  "The constant has another name.",
	},
	{
		ID: "server.removed", Severity: Break, Classes: []Class{GoSource},
		Title: "A server was removed",
		Help:  "The constant was removed.",
	},
	{
		ID: "server.url", Severity: Risk, Classes: []Class{GoBehaviour},
		Title:  "Requests are sent to another address",
		Remedy: "check the new address",
	},
	{
		ID: "server.variables", Severity: Risk, Classes: []Class{GoBehaviour},
		Title: "The variables of a server address changed",
	},
	{
		ID: "stream.changed", Severity: Risk, Classes: []Class{GoBehaviour},
		Title: "The items of a stream are read in another way",
	},
	{
		ID: "stream.event.added", Severity: Risk, Classes: []Class{GoBehaviour},
		Title:  "A stream has a new event",
		Remedy: "check type switches",
	},
	{
		ID: "stream.event.removed", Severity: Risk, Classes: []Class{GoBehaviour},
		Title: "A stream has lost an event",
	},
	{
		ID: "target.added", Severity: Add, Classes: []Class{GoSource},
		Title: "A target is new",
	},
	{
		ID: "target.removed", Severity: Break, Classes: []Class{GoSource},
		Title: "A target was removed",
		Help:  "Its packages were removed.",
	},
	{
		ID: "union.became", Severity: Break, Classes: []Class{GoSource, GoBehaviour, Wire},
		Title:  "A type became a union",
		Help:   "The Go type is an interface now.",
		Remedy: "use a type switch",
	},
	{
		ID: "union.became.other", Severity: Break, Classes: []Class{GoSource, GoBehaviour, Wire},
		Title:  "A union became another type",
		Help:   "The Go type is no longer an interface.",
		Remedy: "read the fields in place of the type switch",
	},
	{
		ID: "union.decode", Severity: Risk, Classes: []Class{GoBehaviour},
		Title:  "A union reads some values as another member",
		Help:   "A property that distinguishes its members changed.",
		Remedy: "check type switches",
	},
	{
		ID: "union.discriminator", Severity: Risk, Classes: []Class{GoSource, GoBehaviour},
		Title:  "The property that distinguishes the members of a union changed",
		Help:   "Some values may be read as another member.",
		Remedy: "check type switches",
	},
	{
		ID: "union.member.added", Severity: Risk, Classes: []Class{GoSource, GoBehaviour},
		Title:  "A union has a new member",
		Help:   "Values of the member were of the Unknown type, or read as another member.",
		Remedy: "check type switches",
	},
	{
		ID: "union.member.notnull", Severity: None, Classes: []Class{GoSource},
		Title: "A member of a union may no longer be null",
	},
	{
		ID: "union.member.nullable", Severity: None, Classes: []Class{GoSource},
		Title: "A member of a union may be null",
	},
	{
		ID: "union.member.removed", Severity: Break, Classes: []Class{GoSource, GoBehaviour, Wire},
		Title:  "A union has lost a member",
		Help:   "Its Go type is no longer a member of the interface.",
		Remedy: "remove its case from type switches",
	},
	{
		ID: "union.member.type", Severity: Break, Classes: []Class{GoSource, Wire},
		Title:  "A member of a union has another type",
		Remedy: "check type switches",
	},
	{
		ID: "union.order", Severity: Risk, Classes: []Class{GoBehaviour},
		Title:  "The members of a union are in another order",
		Help:   "A value that fits several members equally well is read as another member.",
		Remedy: "check type switches",
	},
	{
		ID: "union.value", Severity: Break, Classes: []Class{GoBehaviour, Wire},
		Title:  "The value that selects a member changed",
		Help:   "Values are read as another member. The service refuses the old value.",
		Remedy: "check type switches",
	},
	{
		ID: "warning.gone", Severity: None, Classes: []Class{Generator},
		Title: "A warning of the generator no longer occurs",
	},
	{
		ID: "warning.new", Severity: Risk, Classes: []Class{Generator},
		Title: "The generator reports a new warning",
	},
	{
		ID: "webhook.added", Severity: Add, Classes: []Class{GoSource},
		Title: "A webhook or callback is new",
	},
	{
		ID: "webhook.deprecated", Severity: Risk, Classes: []Class{GoBehaviour, Docs},
		Title: "A webhook or callback is deprecated",
	},
	{
		ID: "webhook.media", Severity: Break, Classes: []Class{Wire},
		Title: "The payload of a webhook has another content type",
	},
	{
		ID: "webhook.mismatch", Severity: Risk, Classes: []Class{GoBehaviour},
		Title: "A payload of another format gets another status",
	},
	{
		ID: "webhook.notnull", Severity: None, Classes: []Class{GoSource},
		Title: "The payload of a webhook may no longer be null",
	},
	{
		ID: "webhook.nullable", Severity: None, Classes: []Class{GoSource},
		Title: "The payload of a webhook may be null",
	},
	{
		ID: "webhook.removed", Severity: Break, Classes: []Class{GoSource, Wire},
		Title: "A webhook or callback was removed",
		Help:  "Its functions were removed.",
	},
	{
		ID: "webhook.security", Severity: Risk, Classes: []Class{GoBehaviour},
		Title: "A webhook has other credentials",
	},
	{
		ID: "webhook.status", Severity: None, Classes: []Class{Wire},
		Title: "The service expects another status for a webhook",
	},
	{
		ID: "webhook.type", Severity: Break, Classes: []Class{GoSource, Wire},
		Title: "The payload of a webhook has another type",
	},
	{
		ID: "webhook.undeprecated", Severity: Text, Classes: []Class{Docs},
		Title: "A webhook or callback is no longer deprecated",
	},
}
