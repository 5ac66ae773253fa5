package source

// The part of the OpenAPI 3.0 and 3.1 grammar that reading depends on.
//
// In some positions "$ref" is a reference, in others it is a property name or
// part of an example. "x-internal" is an extension in an operation and a name
// under properties. Code that follows references or checks kinds therefore
// walks along this table. It lists the members of each class of object with
// their forms. Members missing from the table, such as extensions and unknown
// keys, are not walked.

import "github.com/fragen-go/fragen/generator/diag"

// class is a kind of object in the OpenAPI specification.
type class uint8

const (
	none class = iota
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
	anything   form = iota
	text            // string; numbers and booleans are read as their text
	boolean         // true or false
	number          // number
	count           // non-negative integer
	bound           // number or boolean
	texts           // list of strings
	oneText         // string or list of strings
	list            // list of anything
	textTable       // map of strings
	object          // object of a class
	objects         // list of objects of a class
	table           // map of names to objects of a class
	patterns        // like table, but keys with x- are extensions
	textsTable      // map of lists of strings
)

// rule is the required form of a member, with the class for forms of objects.
type rule struct {
	form  form
	class class
}

// unread lists keys of OpenAPI and JSON Schema that the grammar omits because
// they accept any value.
var unread = []string{
	"example", "value", "default", "const", "id", "parameters", "requestBody", "definitions", "dependencies",
	"$vocabulary", "$dynamicRef", "$dynamicAnchor", "$recursiveRef", "$recursiveAnchor",
}

// references holds the classes that may be replaced by {$ref: …}.
var references = map[class]bool{
	pathItemObject: true, parameterObject: true, headerObject: true, bodyObject: true, responseObject: true,
	callbackObject: true, exampleObject: true, linkObject: true, schemeObject: true, schemaObject: true,
}

// titles names the classes of reference targets in messages.
var titles = map[class]string{
	pathItemObject: "a path item", parameterObject: "a parameter", headerObject: "a header", bodyObject: "a request body",
	responseObject: "a response", callbackObject: "a callback", exampleObject: "an example", linkObject: "a link",
	schemeObject: "a security scheme", schemaObject: "a schema",
}

// needed lists the required members of each class.
var needed = map[class][]string{
	rootObject:          {"info"},
	parameterObject:     {"name", "in"},
	schemeObject:        {"type"},
	serverObject:        {"url"},
	tagObject:           {"name"},
	discriminatorObject: {"propertyName"},
}

// methods are the methods of a path item, in the order of the HTTP
// specifications.
var methods = []string{"get", "head", "post", "put", "delete", "options", "trace", "patch"}

var (
	one     = func(c class) rule { return rule{object, c} }
	many    = func(c class) rule { return rule{objects, c} }
	named   = func(c class) rule { return rule{table, c} }
	texted  = rule{form: text}
	flagged = rule{form: boolean}
	counted = rule{form: count}
)

var grammar = map[class]map[string]rule{
	rootObject: {
		"openapi": texted, "jsonSchemaDialect": texted, "info": one(infoObject), "servers": many(serverObject),
		"paths": {patterns, pathItemObject}, "webhooks": named(pathItemObject), "components": one(componentsObject),
		"security": many(securityObject), "tags": many(tagObject), "externalDocs": one(docsObject),
	},
	infoObject: {
		"title": texted, "summary": texted, "description": texted, "termsOfService": texted, "version": texted,
		"contact": one(contactObject), "license": one(licenseObject),
	},
	contactObject:  {"name": texted, "url": texted, "email": texted},
	licenseObject:  {"name": texted, "identifier": texted, "url": texted},
	serverObject:   {"url": texted, "description": texted, "variables": named(variableObject)},
	variableObject: {"enum": {form: texts}, "default": texted, "description": texted},
	tagObject:      {"name": texted, "description": texted, "externalDocs": one(docsObject)},
	docsObject:     {"url": texted, "description": texted},
	componentsObject: {
		"schemas": named(schemaObject), "responses": named(responseObject), "parameters": named(parameterObject),
		"examples": named(exampleObject), "requestBodies": named(bodyObject), "headers": named(headerObject),
		"securitySchemes": named(schemeObject), "links": named(linkObject), "callbacks": named(callbackObject),
		"pathItems": named(pathItemObject),
	},
	pathItemObject: {
		"$ref": texted, "summary": texted, "description": texted, "servers": many(serverObject), "parameters": many(parameterObject),
		"get": one(operationObject), "put": one(operationObject), "post": one(operationObject), "delete": one(operationObject),
		"options": one(operationObject), "head": one(operationObject), "patch": one(operationObject), "trace": one(operationObject),
	},
	operationObject: {
		"tags": {form: texts}, "summary": texted, "description": texted, "externalDocs": one(docsObject), "operationId": texted,
		"parameters": many(parameterObject), "requestBody": one(bodyObject), "responses": {patterns, responseObject},
		"callbacks": named(callbackObject), "deprecated": flagged, "security": many(securityObject), "servers": many(serverObject),
	},
	parameterObject: {
		"$ref": texted, "name": texted, "in": texted, "description": texted, "required": flagged, "deprecated": flagged,
		"allowEmptyValue": flagged, "style": texted, "explode": flagged, "allowReserved": flagged,
		"schema": one(schemaObject), "examples": named(exampleObject), "content": named(mediaObject),
	},
	headerObject: {
		"$ref": texted, "description": texted, "required": flagged, "deprecated": flagged, "allowEmptyValue": flagged,
		"style": texted, "explode": flagged, "allowReserved": flagged,
		"schema": one(schemaObject), "examples": named(exampleObject), "content": named(mediaObject),
	},
	bodyObject:     {"$ref": texted, "description": texted, "content": named(mediaObject), "required": flagged},
	mediaObject:    {"schema": one(schemaObject), "examples": named(exampleObject), "encoding": named(encodingObject)},
	encodingObject: {"contentType": texted, "headers": named(headerObject), "style": texted, "explode": flagged, "allowReserved": flagged},
	responseObject: {
		"$ref": texted, "description": texted, "headers": named(headerObject), "content": named(mediaObject), "links": named(linkObject),
	},
	callbackObject: {"$ref": texted},
	exampleObject:  {"$ref": texted, "summary": texted, "description": texted, "externalValue": texted},
	linkObject: {
		"$ref": texted, "operationRef": texted, "operationId": texted, "description": texted, "server": one(serverObject),
	},
	schemeObject: {
		"$ref": texted, "type": texted, "description": texted, "name": texted, "in": texted, "scheme": texted, "bearerFormat": texted,
		"flows": one(flowsObject), "openIdConnectUrl": texted,
	},
	flowsObject: {
		"implicit": one(flowObject), "password": one(flowObject), "clientCredentials": one(flowObject), "authorizationCode": one(flowObject),
	},
	flowObject: {"authorizationUrl": texted, "tokenUrl": texted, "refreshUrl": texted, "scopes": {form: textTable}},
	schemaObject: {
		"$ref": texted, "$schema": texted, "$id": texted, "$anchor": texted, "$comment": texted, "$defs": named(schemaObject),
		"title": texted, "description": texted, "type": {form: oneText}, "format": texted, "enum": {form: list},
		"multipleOf": {form: number}, "maximum": {form: number}, "minimum": {form: number},
		"exclusiveMaximum": {form: bound}, "exclusiveMinimum": {form: bound}, "pattern": texted,
		"maxLength": counted, "minLength": counted, "maxItems": counted, "minItems": counted,
		"maxProperties": counted, "minProperties": counted, "uniqueItems": flagged, "required": {form: texts},
		"allOf": many(schemaObject), "oneOf": many(schemaObject), "anyOf": many(schemaObject), "not": one(schemaObject),
		"if": one(schemaObject), "then": one(schemaObject), "else": one(schemaObject),
		"items": one(schemaObject), "prefixItems": many(schemaObject), "contains": one(schemaObject),
		"minContains": counted, "maxContains": counted, "unevaluatedItems": one(schemaObject),
		"properties": named(schemaObject), "patternProperties": named(schemaObject), "additionalProperties": one(schemaObject),
		"propertyNames": one(schemaObject), "unevaluatedProperties": one(schemaObject),
		"dependentSchemas": named(schemaObject), "dependentRequired": {form: textsTable},
		"contentMediaType": texted, "contentEncoding": texted, "contentSchema": one(schemaObject), "examples": {form: list},
		"nullable": flagged, "readOnly": flagged, "writeOnly": flagged, "deprecated": flagged,
		"discriminator": one(discriminatorObject), "xml": one(xmlObject), "externalDocs": one(docsObject),
	},
	discriminatorObject: {"propertyName": texted, "mapping": {form: textTable}},
	xmlObject:           {"name": texted, "namespace": texted, "prefix": texted, "attribute": flagged, "wrapped": flagged},
}

// ruleOf returns the rule of a member. Callbacks are maps of expressions, and
// security requirements are maps of schemes.
func ruleOf(c class, key string) (rule, bool) {
	switch {
	case c == callbackObject && key != "$ref" && !isExtension(key):
		return one(pathItemObject), true
	case c == securityObject:
		return rule{form: texts}, true
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
		if !ok || r.class == none {
			continue
		}
		below := p.Child(f.Key)
		switch r.form {
		case object:
			visit(f.Value, r.class, below)
		case objects:
			for i, item := range f.Value.items() {
				visit(item, r.class, below.Index(i))
			}
		case table, patterns:
			for _, entry := range f.Value.fields() {
				if r.form == table || !isExtension(entry.Key) {
					visit(entry.Value, r.class, below.Child(entry.Key))
				}
			}
		}
	}
}
