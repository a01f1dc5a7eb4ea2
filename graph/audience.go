package graph

import (
	"bytes"
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"

	"clientele/graph/generated"
	"clientele/internal/customfields"
)

// Audience is whom a schema is for.
type Audience string

// The audiences: visitors and customers, and API keys and staff.
const (
	Storefront Audience = "storefront"
	Staff      Audience = "staff"
)

// accessRule is @access as the schema states it.
type accessRule struct {
	anyone, public, customer, staff bool
	scope                           string
}

func ruleOf(directives ast.DirectiveList) (accessRule, bool) {
	d := directives.ForName("access")
	if d == nil {
		return accessRule{}, false
	}
	var rule accessRule
	for _, arg := range d.Arguments {
		switch arg.Name {
		case "anyone":
			rule.anyone = arg.Value.Raw == "true"
		case "public":
			rule.public = arg.Value.Raw == "true"
		case "customer":
			rule.customer = arg.Value.Raw == "true"
		case "staff":
			rule.staff = arg.Value.Raw == "true"
		case "scope":
			rule.scope = arg.Value.Raw
		}
	}
	return rule, true
}

// passes tells whether anybody of the audience can pass the rule.
func (r accessRule) passes(a Audience) bool {
	if a == Staff {
		return r.scope != "" || r.anyone || r.staff
	}
	return r.anyone || r.customer
}

// SchemaText returns the schema as it is written, with which the code was generated.
func SchemaText() *ast.Source {
	return generated.NewExecutableSchema(generated.Config{}).Schema().Query.Position.Src
}

// schemaFor returns the schema that an audience sees: without the fields that it can never use, without the types that
// nothing leads to any more, and without the rules themselves.
func schemaFor(a Audience, set *customfields.Set) (*ast.Schema, error) { return schemaWith(a, a, set) }

// schemaWith returns the schema of an audience with the custom fields of another one.
func schemaWith(a, fieldsOf Audience, set *customfields.Set) (*ast.Schema, error) {
	doc, err := parser.ParseSchemas(validator.Prelude, SchemaText())
	if err != nil {
		return nil, fmt.Errorf("parse the schema: %w", err)
	}
	if err := addCustomFields(doc, set, fieldsOf); err != nil {
		return nil, err
	}
	prune(doc, a)
	schema, err := validator.ValidateSchemaDocument(doc)
	if err != nil {
		return nil, fmt.Errorf("the schema of %s: %w", a, err)
	}
	return schema, nil
}

// member names a field of a type of the schema.
type member struct{ object, field string }

// accessRules returns the rule of every field that has one.
func accessRules() (map[member]accessRule, error) {
	doc, err := parser.ParseSchema(SchemaText())
	if err != nil {
		return nil, fmt.Errorf("parse the schema: %w", err)
	}
	found := map[member]accessRule{}
	for _, def := range append(doc.Definitions, doc.Extensions...) {
		for _, field := range def.Fields {
			if rule, ok := ruleOf(field.Directives); ok {
				found[member{def.Name, field.Name}] = rule
			}
		}
	}
	return found, nil
}

func prune(doc *ast.SchemaDocument, a Audience) {
	for _, def := range append(append(ast.DefinitionList{}, doc.Definitions...), doc.Extensions...) {
		var kept ast.FieldList
		for _, field := range def.Fields {
			if rule, ok := ruleOf(field.Directives); ok && !rule.passes(a) {
				continue
			}
			field.Directives = without(field.Directives, "access")
			kept = append(kept, field)
		}
		def.Fields = kept
	}
	var directives ast.DirectiveDefinitionList
	for _, d := range doc.Directives {
		if d.Name != "access" {
			directives = append(directives, d)
		}
	}
	doc.Directives = directives
	reach := reachable(doc)
	keep := func(defs ast.DefinitionList) ast.DefinitionList {
		var kept ast.DefinitionList
		for _, def := range defs {
			if def.BuiltIn || builtIn(def) || reach[def.Name] {
				kept = append(kept, def)
			}
		}
		return kept
	}
	doc.Definitions, doc.Extensions = keep(doc.Definitions), keep(doc.Extensions)
}

func builtIn(def *ast.Definition) bool {
	return def.Position != nil && def.Position.Src != nil && def.Position.Src.BuiltIn
}

func without(list ast.DirectiveList, name string) ast.DirectiveList {
	var kept ast.DirectiveList
	for _, d := range list {
		if d.Name != name {
			kept = append(kept, d)
		}
	}
	return kept
}

// reachable returns the types that the root types lead to. A type that only implements an interface is not among them:
// nobody could come across it.
func reachable(doc *ast.SchemaDocument) map[string]bool {
	parts := map[string][]*ast.Definition{}
	for _, def := range append(append(ast.DefinitionList{}, doc.Definitions...), doc.Extensions...) {
		parts[def.Name] = append(parts[def.Name], def)
	}
	seen := map[string]bool{}
	var visit func(string)
	visit = func(name string) {
		if seen[name] {
			return
		}
		seen[name] = true
		for _, def := range parts[name] {
			for _, field := range def.Fields {
				visit(field.Type.Name())
				for _, arg := range field.Arguments {
					visit(arg.Type.Name())
				}
			}
			for _, other := range append(append([]string{}, def.Interfaces...), def.Types...) {
				visit(other)
			}
		}
	}
	for _, root := range []string{"Query", "Mutation"} {
		visit(root)
	}
	return seen
}

// print writes a schema in the schema definition language.
func print(schema *ast.Schema) string {
	var out bytes.Buffer
	formatter.NewFormatter(&out, formatter.WithIndent("  ")).FormatSchema(schema)
	return out.String()
}
