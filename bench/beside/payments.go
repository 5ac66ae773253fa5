//go:build linux

package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// This file makes a description of our own in the form of Stripe's: form bodies with nested
// objects, references that are an ID or the object, lists with a cursor, and a constant that
// names the type of each object. It has 452 operations.

// resources are the names of objects. Each has operations to list, create, read and change.
var resources = strings.Fields(`
account adjustment agreement allowance application attempt authorization balance batch benefit
card carrier cart catalog category charge claim collection commission configuration contract
coupon credit customer deal delivery deposit device discount dispute domain draft employee
endpoint entitlement estimate event fee fund gift grant group invoice item journal label lease
ledger license limit link listing loan location mandate merchant message meter notice offer
order outlet owner package parcel partner payment payout permit person plan policy portal price
product profile program promotion purchase quote rate receipt refund region reminder rental
report reservation route rule sale schedule session settlement shipment source statement stock
subscription supplier survey tariff template terminal ticket token trial unit usage vendor
voucher wallet warehouse`)

type object = map[string]any

func ref(name string) object { return object{"$ref": "#/components/schemas/" + name} }

func text(description string) object {
	return object{"type": "string", "maxLength": 5000, "description": description}
}

func nullable(schema object) object {
	schema["nullable"] = true
	return schema
}

// expandable is a reference: the ID of an object, or the object.
func expandable(name string) object {
	return object{
		"anyOf": []any{object{"type": "string", "maxLength": 5000}, ref(name)}, "nullable": true,
		"description":          "The " + name + " of the object.",
		"x-expansionResources": object{"oneOf": []any{ref(name)}},
	}
}

func list(name, path string) object {
	return object{
		"type": "object", "required": []any{"object", "data", "has_more", "url"}, "x-expandableFields": []any{"data"},
		"properties": object{
			"data":     object{"type": "array", "items": ref(name)},
			"has_more": object{"type": "boolean", "description": "Whether there are more elements after this page."},
			"object":   object{"type": "string", "enum": []any{"list"}},
			"url":      object{"type": "string", "maxLength": 5000, "pattern": "^/v1/" + path},
		},
	}
}

// resource returns the schema of a resource. The fields depend on its number.
func resource(i int) object {
	name := resources[i]
	other := func(n int) string { return resources[(i+n)%len(resources)] }
	properties := object{
		"id":          text("Unique identifier of the object."),
		"object":      object{"type": "string", "enum": []any{name}},
		"created":     object{"type": "integer", "format": "unix-time", "description": "Time of creation."},
		"livemode":    object{"type": "boolean"},
		"metadata":    object{"type": "object", "additionalProperties": object{"type": "string", "maxLength": 500}},
		"name":        nullable(text("Name for people.")),
		"description": nullable(text("A text about the object.")),
		"currency":    object{"type": "string", "description": "Three-letter ISO currency code."},
		"amount":      object{"type": "integer", "description": "Amount in the smallest unit of the currency."},
		"status":      object{"type": "string", "enum": []any{"active", "canceled", "pending", name + "_review"}},
		"address":     object{"anyOf": []any{ref("address")}, "nullable": true},
		"parent":      expandable(other(7)),
		"origin": object{
			"anyOf":    []any{text("ID."), ref(other(3)), ref(other(11)), ref(other(19))},
			"nullable": true, "description": "The object from which this one was made.",
		},
		"settings": object{
			"type": "object", "description": "Settings of the " + name + ".",
			"properties": object{
				"mode":      object{"type": "string", "enum": []any{"automatic", "manual", name}},
				"reference": nullable(text("Reference of the " + name + ".")),
				"limits": object{"type": "object", "properties": object{
					"maximum": object{"type": "integer"}, "minimum": object{"type": "integer"},
					"interval": object{"type": "string", "enum": []any{"day", "month", "week", "year"}},
				}},
			},
		},
	}
	for n := range 3 + i%5 {
		properties[other(20+3*n)] = expandable(other(20 + 3*n))
		properties[fmt.Sprintf("%s_count", other(40+n))] = object{"type": "integer"}
		properties[fmt.Sprintf("%s_note", other(60+n))] = nullable(text("A note."))
	}
	if i%4 == 0 {
		properties["entries"] = list(other(1), other(1)+"s")
	}
	return object{
		"type": "object", "title": name, "description": "A " + name + " of your business.",
		"required":           []any{"id", "object", "created", "livemode", "status"},
		"x-expandableFields": []any{"parent", "origin"}, "properties": properties,
	}
}

func deepObject() object { return object{"style": "deepObject", "explode": true} }

// form returns the body that creates or changes a resource.
func form(i int) object {
	name := resources[i]
	clear := object{"type": "string", "enum": []any{""}}
	return object{"content": object{"application/x-www-form-urlencoded": object{
		"encoding": object{
			"expand": deepObject(), "metadata": deepObject(), "settings": deepObject(),
		},
		"schema": object{"type": "object", "properties": object{
			"name": text("Name for people."), "description": text("A text about the object."),
			"amount": object{"type": "integer"}, "currency": object{"type": "string"},
			"expand": object{"type": "array", "items": object{"type": "string", "maxLength": 5000}},
			"metadata": object{"anyOf": []any{
				object{"type": "object", "additionalProperties": object{"type": "string"}}, clear,
			}},
			"address": object{"anyOf": []any{ref("address"), clear}},
			"settings": object{"type": "object", "properties": object{
				"mode":      object{"type": "string", "enum": []any{"automatic", "manual", name}},
				"reference": object{"type": "string"},
			}},
			resources[(i+5)%len(resources)]: text("ID of a related object."),
		}},
	}}}
}

// payments returns the description.
func payments() ([]byte, error) {
	schemas, paths := object{}, object{}
	response := func(description string, schema object) object {
		return object{"description": description, "content": object{"application/json": object{"schema": schema}}}
	}
	result := func(schema object) object {
		return object{"200": response("Successful response.", schema), "default": response("Error response.", ref("error"))}
	}
	expand := object{
		"name": "expand", "in": "query", "style": "deepObject", "explode": true,
		"schema": object{"type": "array", "items": object{"type": "string", "maxLength": 5000}},
	}
	query := func(name string, schema object) object { return object{"name": name, "in": "query", "schema": schema} }
	for i, name := range resources {
		schemas[name] = resource(i)
		id := object{"name": "id", "in": "path", "required": true, "schema": object{"type": "string", "maxLength": 5000}}
		plural := name + "s"
		paths["/v1/"+plural] = object{
			"get": object{
				"operationId": "List" + plural, "responses": result(list(name, plural)),
				"parameters": []any{
					expand, query("limit", object{"type": "integer"}), query("starting_after", object{"type": "string"}),
					query("ending_before", object{"type": "string"}),
				},
			},
			"post": object{"operationId": "Create" + plural, "requestBody": form(i), "responses": result(ref(name))},
		}
		paths["/v1/"+plural+"/{id}"] = object{
			"get": object{"operationId": "Get" + plural, "parameters": []any{id, expand}, "responses": result(ref(name))},
			"post": object{
				"operationId": "Change" + plural, "parameters": []any{id}, "requestBody": form(i), "responses": result(ref(name)),
			},
		}
	}
	address := object{}
	for _, part := range []string{"city", "country", "line1", "line2", "postal_code", "state"} {
		address[part] = nullable(text("Part of the address."))
	}
	schemas["address"] = object{"type": "object", "properties": address}
	schemas["error"] = object{"type": "object", "required": []any{"error"}, "properties": object{"error": object{
		"type": "object", "properties": object{"code": text("Code."), "message": text("Message."), "type": text("Type.")},
	}}}
	return json.Marshal(object{
		"openapi": "3.0.0", "info": object{"title": "Payments", "version": "2026-01-01"},
		"servers":  []any{object{"url": "https://api.payments.example/"}},
		"security": []any{object{"bearerAuth": []any{}}}, "paths": paths,
		"components": object{
			"schemas":         schemas,
			"securitySchemes": object{"bearerAuth": object{"type": "http", "scheme": "bearer"}},
		},
	})
}

// operations returns the number of operations of the description.
func operations() int { return 4 * len(slices.Compact(slices.Sorted(slices.Values(resources)))) }
