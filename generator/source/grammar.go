package source

// The part of the OpenAPI 3.0 to 3.2 grammar that reading depends on.
//
// In some positions "$ref" is a reference, in others it is a property name or
// part of an example. "x-internal" is an extension in an operation and a name
// under properties. Code that follows references or checks kinds therefore
// walks along this table. It lists the members of each class of object with
// their forms. Members missing from the table, such as extensions and unknown
// keys, are not walked.

import (
	"slices"

	"github.com/fragen-go/fragen/generator/diag"
)

// class is a kind of object in the OpenAPI specification.
type class uint8

const (
	noClass class = iota
	rootObject
	infoObject
	contactObject
	licenseObject
	serverObject
	variableObject
	tagObject
	docsObject
	componentsObject
	pathItemObject
	operationObject
	parameterObject
	headerObject
	bodyObject
	mediaObject
	encodingObject
	responseObject
	callbackObject
	exampleObject
	linkObject
	securityObject
	schemeObject
	flowsObject
	flowObject
	schemaObject
	discriminatorObject
	xmlObject
)

// form is the shape of a member's value.
type form uint8

const (
	anyForm           form = iota
	stringForm             // string; numbers and booleans are read as their text
	boolForm               // true or false
	numberForm             // number
	countForm              // non-negative integer
	boundForm              // number or boolean
	stringListForm         // list of strings
	stringOrListForm       // string or list of strings
	listForm               // list of anything
	stringMapForm          // map of strings
	objectForm             // object of a class
	objectListForm         // list of objects of a class
	objectMapForm          // map of names to objects of a class
	patternMapForm         // like table, but keys with x- are extensions
	stringListMapForm      // map of lists of strings
)

// rule is the required form of a member, with the class for forms of objects.
type rule struct {
	form  form
	class class
}

// unruledKeys lists keys of OpenAPI and JSON Schema that the grammar omits
// because they accept any value.
var unruledKeys = []string{
	"example", "value", "default", "const", "id", "parameters", "requestBody", "definitions", "dependencies",
	"$vocabulary", "$dynamicRef", "$dynamicAnchor", "$recursiveRef", "$recursiveAnchor",
}

// unsupportedKeys lists the keys of OpenAPI 3.2 that the grammar omits although they
// matter to a client, with the consequence of ignoring them.
var unsupportedKeys = map[class]map[string]string{
	pathItemObject: {additionalKey: "its operations are left out"},
	mediaObject: {
		"prefixEncoding": "the caller must encode the parts",
		"itemEncoding":   "the caller must encode the parts",
	},
	encodingObject: {
		"encoding":       "the caller must encode the nested parts",
		"prefixEncoding": "the caller must encode the nested parts",
		"itemEncoding":   "the caller must encode the nested parts",
	},
	discriminatorObject: {"defaultMapping": "values without a listed type have no type of their own"},
}

// swaggerKeys lists keys of Swagger 2.0 that OpenAPI 3 ignores, with the form of
// OpenAPI 3.
var swaggerKeys = map[class]map[string]string{
	responseObject:  {"schema": "content: {application/json: {schema: …}}"},
	bodyObject:      {"schema": "content: {application/json: {schema: …}}"},
	parameterObject: {"type": "schema: {type: …}"},
	headerObject:    {"type": "schema: {type: …}"},
}

// referableClasses holds the classes that may be replaced by {$ref: …}.
var referableClasses = map[class]bool{
	pathItemObject: true, parameterObject: true, headerObject: true, bodyObject: true, responseObject: true,
	callbackObject: true, exampleObject: true, linkObject: true, schemeObject: true, schemaObject: true,
}

// classNames names the classes of reference targets in messages.
var classNames = map[class]string{
	pathItemObject: "a path item", parameterObject: "a parameter", headerObject: "a header", bodyObject: "a request body",
	responseObject: "a response", callbackObject: "a callback", exampleObject: "an example", linkObject: "a link",
	schemeObject: "a security scheme", schemaObject: "a schema",
}

// requiredKeys lists the required members of each class.
var requiredKeys = map[class][]string{
	rootObject:          {"info"},
	parameterObject:     {"name", "in"},
	schemeObject:        {"type"},
	serverObject:        {"url"},
	tagObject:           {"name"},
	discriminatorObject: {"propertyName"},
}

// harmlessClasses lists the classes whose required members no part of an SDK
// depends on.
var harmlessClasses = []class{rootObject, serverObject, tagObject}

// harmlessKeys lists the members of each class that no part of an SDK depends
// on. They only describe or limit values.
var harmlessKeys = map[class][]string{
	rootObject:       {"info", "tags", "externalDocs", "jsonSchemaDialect", "servers"},
	infoObject:       {"title", "summary", "description", "termsOfService", "version", "contact", "license"},
	serverObject:     {"description"},
	componentsObject: {"examples", "links"},
	pathItemObject:   {"summary", "description"},
	operationObject:  {"tags", "summary", "description", "externalDocs", "operationId", "deprecated"},
	parameterObject:  {"description", "required", "deprecated", "allowEmptyValue", "examples"},
	headerObject:     {"description", "required", "deprecated", "allowEmptyValue", "examples"},
	bodyObject:       {"description", "required"},
	mediaObject:      {"examples"},
	responseObject:   {"description", "links"},
	schemeObject:     {"description", "bearerFormat", "flows", "openIdConnectUrl"},
	schemaObject: {
		"$schema", "$id", "$anchor", "$comment", "title", "description", "format", "multipleOf", "maximum", "minimum",
		"exclusiveMaximum", "exclusiveMinimum", "pattern", "maxLength", "minLength", "maxItems", "minItems",
		"maxProperties", "minProperties", "uniqueItems", "required", "minContains", "maxContains", "dependentRequired",
		"contentMediaType", "contentEncoding", "examples", "nullable", "readOnly", "writeOnly", "deprecated", "xml",
		"externalDocs",
	},
}

// optionalKeys lists the members of each class that are left out alone if their
// value has the wrong kind. An error in an element of such a member leaves out the
// element.
var optionalKeys = map[class][]string{
	pathItemObject:  {"servers"},
	operationObject: {"servers", "callbacks"},
	parameterObject: {"style", "explode", "allowReserved"},
	headerObject:    {"style", "explode", "allowReserved"},
	mediaObject:     {"encoding"},
	encodingObject:  {"headers", "style", "explode", "allowReserved"},
	responseObject:  {"headers"},
}

// methodKeys are the methods of a path item, in the order of the HTTP
// specifications.
var methodKeys = []string{"get", "head", "post", "put", "delete", "options", "trace", "patch", "query"}

// isMethod reports whether a key of a path item is a method.
func isMethod(key string) bool { return slices.Contains(methodKeys, key) }

// additionalKey is the key of a path item's operations with other methods, such
// as {COPY: …}. They are left out.
const additionalKey = "additionalOperations"

var (
	objectOf   = func(c class) rule { return rule{objectForm, c} }
	listOf     = func(c class) rule { return rule{objectListForm, c} }
	mapOf      = func(c class) rule { return rule{objectMapForm, c} }
	stringRule = rule{form: stringForm}
	boolRule   = rule{form: boolForm}
	countRule  = rule{form: countForm}
)

var grammar = map[class]map[string]rule{
	rootObject: {
		"openapi": stringRule, "jsonSchemaDialect": stringRule, "info": objectOf(infoObject),
		"servers": listOf(serverObject),
		"paths":   {patternMapForm, pathItemObject}, "webhooks": mapOf(pathItemObject),
		"components": objectOf(componentsObject),
		"security":   listOf(securityObject), "tags": listOf(tagObject), "externalDocs": objectOf(docsObject),
	},
	infoObject: {
		"title": stringRule, "summary": stringRule, "description": stringRule, "termsOfService": stringRule,
		"version": stringRule,
		"contact": objectOf(contactObject), "license": objectOf(licenseObject),
	},
	contactObject:  {"name": stringRule, "url": stringRule, "email": stringRule},
	licenseObject:  {"name": stringRule, "identifier": stringRule, "url": stringRule},
	serverObject:   {"url": stringRule, "description": stringRule, "variables": mapOf(variableObject)},
	variableObject: {"enum": {form: stringListForm}, "default": stringRule, "description": stringRule},
	tagObject:      {"name": stringRule, "description": stringRule, "externalDocs": objectOf(docsObject)},
	docsObject:     {"url": stringRule, "description": stringRule},
	componentsObject: {
		"schemas": mapOf(schemaObject), "responses": mapOf(responseObject), "parameters": mapOf(parameterObject),
		"examples": mapOf(exampleObject), "requestBodies": mapOf(bodyObject), "headers": mapOf(headerObject),
		"securitySchemes": mapOf(schemeObject), "links": mapOf(linkObject), "callbacks": mapOf(callbackObject),
		"pathItems": mapOf(pathItemObject),
	},
	pathItemObject: {
		"$ref": stringRule, "summary": stringRule, "description": stringRule, "servers": listOf(serverObject),
		"parameters": listOf(parameterObject),
		"get":        objectOf(operationObject), "put": objectOf(operationObject), "post": objectOf(operationObject),
		"delete":  objectOf(operationObject),
		"options": objectOf(operationObject), "head": objectOf(operationObject),
		"patch": objectOf(operationObject), "trace": objectOf(operationObject), "query": objectOf(operationObject),
	},
	operationObject: {
		"tags": {form: stringListForm}, "summary": stringRule, "description": stringRule,
		"externalDocs": objectOf(docsObject), "operationId": stringRule,
		"parameters": listOf(parameterObject), "requestBody": objectOf(bodyObject),
		"responses": {patternMapForm, responseObject},
		"callbacks": mapOf(callbackObject), "deprecated": boolRule, "security": listOf(securityObject),
		"servers": listOf(serverObject),
	},
	parameterObject: {
		"$ref": stringRule, "name": stringRule, "in": stringRule, "description": stringRule,
		"required": boolRule, "deprecated": boolRule,
		"allowEmptyValue": boolRule, "style": stringRule, "explode": boolRule, "allowReserved": boolRule,
		"schema": objectOf(schemaObject), "examples": mapOf(exampleObject), "content": mapOf(mediaObject),
	},
	headerObject: {
		"$ref": stringRule, "description": stringRule, "required": boolRule, "deprecated": boolRule,
		"allowEmptyValue": boolRule,
		"style":           stringRule, "explode": boolRule, "allowReserved": boolRule,
		"schema": objectOf(schemaObject), "examples": mapOf(exampleObject), "content": mapOf(mediaObject),
	},
	bodyObject: {
		"$ref": stringRule, "description": stringRule, "content": mapOf(mediaObject), "required": boolRule,
	},
	mediaObject: {
		"schema": objectOf(schemaObject), "itemSchema": objectOf(schemaObject),
		"examples": mapOf(exampleObject), "encoding": mapOf(encodingObject),
	},
	encodingObject: {
		"contentType": stringRule, "headers": mapOf(headerObject), "style": stringRule, "explode": boolRule,
		"allowReserved": boolRule,
	},
	responseObject: {
		"$ref": stringRule, "description": stringRule, "headers": mapOf(headerObject),
		"content": mapOf(mediaObject), "links": mapOf(linkObject),
	},
	callbackObject: {"$ref": stringRule},
	exampleObject: {
		"$ref": stringRule, "summary": stringRule, "description": stringRule, "externalValue": stringRule,
	},
	linkObject: {
		"$ref": stringRule, "operationRef": stringRule, "operationId": stringRule, "description": stringRule,
		"server": objectOf(serverObject),
	},
	schemeObject: {
		"$ref": stringRule, "type": stringRule, "description": stringRule, "name": stringRule, "in": stringRule,
		"scheme": stringRule, "bearerFormat": stringRule,
		"flows": objectOf(flowsObject), "openIdConnectUrl": stringRule,
	},
	flowsObject: {
		"implicit": objectOf(flowObject), "password": objectOf(flowObject),
		"clientCredentials": objectOf(flowObject), "authorizationCode": objectOf(flowObject),
	},
	flowObject: {
		"authorizationUrl": stringRule, "tokenUrl": stringRule, "refreshUrl": stringRule,
		"scopes": {form: stringMapForm},
	},
	schemaObject: {
		"$ref": stringRule, "$schema": stringRule, "$id": stringRule, "$anchor": stringRule,
		"$comment": stringRule, "$defs": mapOf(schemaObject),
		"title": stringRule, "description": stringRule, "type": {form: stringOrListForm}, "format": stringRule,
		"enum":       {form: listForm},
		"multipleOf": {form: numberForm}, "maximum": {form: numberForm}, "minimum": {form: numberForm},
		"exclusiveMaximum": {form: boundForm}, "exclusiveMinimum": {form: boundForm}, "pattern": stringRule,
		"maxLength": countRule, "minLength": countRule, "maxItems": countRule, "minItems": countRule,
		"maxProperties": countRule, "minProperties": countRule, "uniqueItems": boolRule,
		"required": {form: stringListForm},
		"allOf":    listOf(schemaObject), "oneOf": listOf(schemaObject), "anyOf": listOf(schemaObject),
		"not": objectOf(schemaObject),
		"if":  objectOf(schemaObject), "then": objectOf(schemaObject), "else": objectOf(schemaObject),
		"items": objectOf(schemaObject), "prefixItems": listOf(schemaObject), "contains": objectOf(schemaObject),
		"minContains": countRule, "maxContains": countRule, "unevaluatedItems": objectOf(schemaObject),
		"properties": mapOf(schemaObject), "patternProperties": mapOf(schemaObject),
		"additionalProperties": objectOf(schemaObject),
		"propertyNames":        objectOf(schemaObject), "unevaluatedProperties": objectOf(schemaObject),
		"dependentSchemas": mapOf(schemaObject), "dependentRequired": {form: stringListMapForm},
		"contentMediaType": stringRule, "contentEncoding": stringRule, "contentSchema": objectOf(schemaObject),
		"examples": {form: listForm},
		"nullable": boolRule, "readOnly": boolRule, "writeOnly": boolRule, "deprecated": boolRule,
		"discriminator": objectOf(discriminatorObject), "xml": objectOf(xmlObject),
		"externalDocs": objectOf(docsObject),
	},
	discriminatorObject: {"propertyName": stringRule, "mapping": {form: stringMapForm}},
	xmlObject: {
		"name": stringRule, "namespace": stringRule, "prefix": stringRule, "attribute": boolRule,
		"wrapped": boolRule,
	},
}

// ruleOf returns the rule of a member. Callbacks are maps of expressions, and
// security requirements are maps of schemes.
func ruleOf(c class, key string) (rule, bool) {
	switch {
	case c == callbackObject && key != "$ref" && !isExtension(key):
		return objectOf(pathItemObject), true
	case c == securityObject:
		return rule{form: stringListForm}, true
	}
	r, ok := grammar[c][key]
	return r, ok
}

func isExtension(key string) bool { return len(key) > 1 && key[0] == 'x' && key[1] == '-' }

// eachChild calls visit for each object of a known class directly below n,
// which is at p, in document order. It skips values of the wrong kind.
func eachChild(n *Node, c class, p diag.Pointer, visit func(*Node, class, diag.Pointer)) {
	for _, f := range n.fields() {
		r, ok := ruleOf(c, f.Key)
		if !ok || r.class == noClass {
			continue
		}
		below := p.Child(f.Key)
		switch r.form {
		case objectForm:
			visit(f.Value, r.class, below)
		case objectListForm:
			for i, item := range f.Value.items() {
				visit(item, r.class, below.Index(i))
			}
		case objectMapForm, patternMapForm:
			for _, entry := range f.Value.fields() {
				if r.form == objectMapForm || !isExtension(entry.Key) {
					visit(entry.Value, r.class, below.Child(entry.Key))
				}
			}
		}
	}
}
