package graph

import (
	"reflect"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql/introspection"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"clientele/graph/generated"
	"clientele/graph/loader"
	"clientele/graph/schema"
	"clientele/models"
)

// TestEveryFieldIsRead checks that the Go type of every object has every field of the schema, and that lists are
// lists. The objects are found from what the root fields return.
func TestEveryFieldIsRead(t *testing.T) {
	schema, err := gqlparser.LoadSchema(schema.Source())
	if err != nil {
		t.Fatal(err)
	}
	fields, seen := objects(loader.Services{}), map[string]bool{}
	if err := fields.Validate(); err != nil {
		t.Error(err)
	}
	var visit func(def *ast.Definition, of reflect.Type)
	visit = func(def *ast.Definition, of reflect.Type) {
		for of.Kind() == reflect.Pointer || of.Kind() == reflect.Slice {
			of = of.Elem()
		}
		if seen[def.Name+of.String()] || of.Kind() == reflect.Interface {
			return
		}
		seen[def.Name], seen[def.Name+of.String()] = true, true
		for _, field := range def.Fields {
			result, err := fields.Result(of, field.Name)
			if err != nil {
				t.Errorf("%s.%s: %v", def.Name, field.Name, err)
				continue
			}
			if list := field.Type.Elem != nil; list != (result.Kind() == reflect.Slice) {
				t.Errorf("%s.%s is %s, and read as %s", def.Name, field.Name, field.Type, result)
			}
			if below := schema.Types[field.Type.Name()]; below.Kind == ast.Object {
				visit(below, result)
			}
		}
	}
	roots := map[*ast.Definition]reflect.Type{
		schema.Query:    reflect.TypeFor[generated.QueryResolver](),
		schema.Mutation: reflect.TypeFor[generated.MutationResolver](),
	}
	for root, resolver := range roots {
		for _, field := range root.Fields {
			method, ok := resolver.MethodByName(goName(resolver, field.Name))
			if !ok {
				continue // __schema and __type
			}
			if below := schema.Types[field.Type.Name()]; below.Kind == ast.Object {
				visit(below, method.Type.Out(0))
			}
		}
	}
	nodes := []models.Node{&models.Customer{}, &models.Address{}, &models.Order{}, &models.CustomField{}}
	for _, node := range nodes {
		visit(schema.Types[reflect.TypeOf(node).Elem().Name()], reflect.TypeOf(node))
	}
	visit(schema.Types["__Schema"], reflect.TypeFor[*introspection.Schema]())
	for name, def := range schema.Types {
		root := def == schema.Query || def == schema.Mutation || def.BuiltIn
		if def.Kind == ast.Object && !root && !seen[name] {
			t.Errorf("no field leads to %s", name)
		}
	}
}

// goName returns the method for a field, in any case.
func goName(of reflect.Type, name string) string {
	for i := range of.NumMethod() {
		if strings.EqualFold(of.Method(i).Name, name) {
			return of.Method(i).Name
		}
	}
	return ""
}
