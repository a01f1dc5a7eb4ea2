// Package schema builds the schema that each audience sees, with the types of the custom fields, and replaces it when
// custom fields change. It does not run operations.
package schema

import (
	"bytes"
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"

	"clientele/graph/generated"
	"clientele/internal/auth"
	"clientele/internal/customfields"
)

// Audience is a group of callers with a schema of their own.
type Audience string

// The audiences.
const (
	Storefront Audience = "storefront" // visitors and customers
	OnBehalf   Audience = "on-behalf"  // API keys and staff members that send a customer's token as well
	Staff      Audience = "staff"      // API keys and staff members
	All        Audience = "all"        // all of these: for clients that generate code once; no caller belongs to it
)

// Audiences returns the audiences whose schemas can be requested by name.
func Audiences() []Audience { return []Audience{Storefront, Staff, All} }

// AudienceOf returns the audience of a caller.
func AudienceOf(caller auth.Caller) Audience {
	switch {
	case customfields.Staff(caller):
		return Staff
	case caller.KeyID != "":
		return OnBehalf
	}
	return Storefront
}

// Source returns the text of the schema from which the code was generated.
func Source() *ast.Source {
	return generated.NewExecutableSchema(generated.Config{}).Schema().Query.Position.Src
}

// build returns the schema of an audience, with all custom fields or with those that customers may see. It has no
// members that the audience can never use, no types that no field leads to, and no access rules: they become the ends
// of the descriptions.
func (s *Snapshot) build(a Audience, allFields bool) (*ast.Schema, error) {
	doc, err := parser.ParseSchemas(validator.Prelude, Source())
	if err != nil {
		return nil, fmt.Errorf("parse the schema: %w", err)
	}
	if err := addCustomFields(doc, s.CustomFields, s.names, allFields); err != nil {
		return nil, err
	}
	dedent(doc)
	prune(doc, a)
	built, err := validator.ValidateSchemaDocument(doc)
	if err != nil {
		return nil, fmt.Errorf("validate the %s schema: %w", a, err)
	}
	return built, nil
}

// prune removes what the audience can never use, and replaces the access rules by sentences.
func prune(doc *ast.SchemaDocument, a Audience) {
	for _, def := range definitions(doc) {
		var kept ast.FieldList
		for _, field := range def.Fields {
			if !explain(&field.Description, &field.Directives, a) {
				continue
			}
			var arguments ast.ArgumentDefinitionList
			for _, arg := range field.Arguments {
				if explain(&arg.Description, &arg.Directives, a) {
					arguments = append(arguments, arg)
				}
			}
			field.Arguments = arguments
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

// definitions returns all type definitions and extensions.
func definitions(doc *ast.SchemaDocument) ast.DefinitionList {
	return append(append(ast.DefinitionList{}, doc.Definitions...), doc.Extensions...)
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

// reachable returns the types that the root types lead to. A type that only implements an interface does not count,
// because no field returns it.
func reachable(doc *ast.SchemaDocument) map[string]bool {
	parts := map[string][]*ast.Definition{}
	for _, def := range definitions(doc) {
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

// print returns a schema in the schema definition language.
func print(schema *ast.Schema) []byte {
	var out bytes.Buffer
	formatter.NewFormatter(&out, formatter.WithIndent("  ")).FormatSchema(schema)
	return out.Bytes()
}
