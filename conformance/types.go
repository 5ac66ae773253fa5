package main

import (
	"encoding/json"
	"errors"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/fragen-go/fragen/conformance/driver"
	"github.com/fragen-go/fragen/conformance/instance"
	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/plan"
)

// This file plans the round trips of instances for each type of the SDK.

type planned = *plan.Plan

const (
	minInstances = 20
	maxInstances = 320 // of a type with at most half as many choices
	maxIdle      = 30  // instances without a new choice, after which the rest is given up
	tries        = 25  // for one valid instance
)

// addTypes adds tasks for all types of the SDK.
func (m *measurement) addTypes() {
	m.types, m.exercised = map[string]string{}, map[instance.Target]bool{}
	m.unions, m.seen = map[string]*plan.Union{}, map[exampleKey]bool{}
	for _, p := range m.plan.Packages {
		if p.Dir != "" {
			continue
		}
		for _, file := range p.Files {
			for _, decl := range file.Decls {
				m.addDecl(decl)
			}
		}
	}
	m.producers, m.inner = append(m.producers, m.inner...), nil
}

func (m *measurement) addDecl(decl plan.Decl) {
	switch d := decl.(type) {
	case *plan.Client:
		m.addMediaExamples(d.Root)
	case *plan.Struct:
		if !d.Type.Parts { // it is the body of a call
			m.addFields(d, m.addType(d.Type, string(d.Name), ""))
		}
	case *plan.Enum:
		m.addType(d.Type, string(d.Name), "")
	case *plan.Union:
		m.decoders = append(m.decoders, string(d.Decode))
		m.unions[string(d.Name)] = d
		m.addType(d.Type, string(d.Name), "@any")
	}
}

// addType adds the tasks of a type and returns the name of the type in a task, or "".
// The suffix distinguishes the interface of a polymorphic type.
func (m *measurement) addType(t *api.Type, name, suffix string) string {
	ref := schemaAt(m.doc, t.Origin.Pointer)
	if ref == nil || ref.Value == nil {
		return ""
	}
	if t.Kind == api.Object && suffix != "" && !t.Polymorphic {
		return ""
	}
	key := string(t.Origin.Pointer) + suffix
	for m.types[key] != "" {
		key += "'"
	}
	m.types[key] = "sdk." + name
	m.Types++
	m.later(func() {
		if m.types[key] == "" { // another generator has no such type
			return
		}
		at := t.Origin.Pointer
		for inner := withoutItems(ref, t.Kind); ref != inner; ref = ref.Value.Items {
			at = at.Child("items")
		}
		m.validator.compile(ref.Value, at)
		if !m.onlyExamples {
			m.addInstances(key, ref)
		}
		m.addExamples(place{key: key}, ref.Value, at)
	})
	return key
}

// withoutItems returns the schema of the elements if ref is a list of an enum or
// another inline type whose pointer is that of the list.
func withoutItems(ref *openapi3.SchemaRef, kind api.Kind) *openapi3.SchemaRef {
	for ref.Value.Type.Is("array") && kind != api.Union && ref.Value.Items != nil && ref.Value.Items.Value != nil {
		ref = ref.Value.Items
	}
	return ref
}

// addInstances adds valid instances of a schema.
func (m *measurement) addInstances(key string, ref *openapi3.SchemaRef) {
	g := m.source.Generator(m.Name + key)
	open := map[instance.Target]bool{}
	for _, target := range m.source.Targets(ref, instance.Both) {
		open[target] = true
		if _, ok := m.exercised[target]; !ok {
			m.exercised[target] = false
			m.Targets++
		}
	}
	seen, idle := map[string]bool{}, 0
	for i := range max(maxInstances, 2*len(open)) {
		if i >= minInstances && (len(open) == 0 || idle > maxIdle) || i > maxIdle && len(seen) == 0 {
			break
		}
		idle++
		c := m.validInstance(g, ref, modeOf(i))
		if c == nil || seen[string(c.input)] && i >= minInstances {
			continue
		}
		seen[string(c.input)] = true
		for _, target := range c.hits {
			if open[target] {
				delete(open, target)
				idle = 0
			}
		}
		c.where = key
		m.addTask(&driver.Task{Type: key, JSON: c.input}, c)
	}
	if len(seen) == 0 {
		m.Untried++
	}
}

func modeOf(i int) instance.Mode {
	switch i {
	case 0:
		return instance.Full
	case 1:
		return instance.Minimal
	}
	return instance.Random
}

// validInstance returns an instance that kin-openapi accepts or cannot validate, or
// nil.
func (m *measurement) validInstance(
	g *instance.Generator, ref *openapi3.SchemaRef, mode instance.Mode, options ...openapi3.SchemaValidationOption,
) *testCase {
	for range tries {
		v, ok := g.Value(ref, mode)
		if !ok {
			continue
		}
		text, err := json.Marshal(v)
		if err != nil {
			continue
		}
		err = m.validator.check(ref.Value, text, options...)
		unchecked := errors.Is(err, errUnchecked)
		if err != nil && !unchecked {
			continue
		}
		return &testCase{
			kind: "instance", schema: ref.Value, input: text, unchecked: unchecked,
			features: g.Features(), hits: append([]instance.Target(nil), g.Hits()...),
		}
	}
	return nil
}
