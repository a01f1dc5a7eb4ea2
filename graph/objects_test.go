package graph

import (
	"reflect"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql/introspection"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"clientele/graph/generated"
	"clientele/models"
)

// Every field of every object is read by something of the kind that the schema says. The objects are found from what the root
// fields and the payloads answer.
func TestEveryFieldIsRead(t *testing.T) {
	schema, err := gqlparser.LoadSchema(SchemaText())
	if err != nil {
		t.Fatal(err)
	}
	fields, seen := objects(), map[string]bool{}
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
		schema.Query: reflect.TypeFor[generated.QueryResolver](), schema.Mutation: reflect.TypeFor[generated.MutationResolver](),
	}
	for root, resolver := range roots {
		for _, field := range root.Fields {
			method, ok := resolver.MethodByName(goName(resolver, field.Name))
			if !ok {
				continue // __schema and __type
			}
			below, result := schema.Types[field.Type.Name()], method.Type.Out(0)
			if root == schema.Query {
				if below.Kind == ast.Object {
					visit(below, result)
				}
				continue
			}
			for _, member := range below.Fields {
				def := schema.Types[member.Type.Name()]
				if def.Kind != ast.Object {
					continue
				}
				if f, ok := result.Elem().FieldByName(goName(result.Elem(), member.Name)); ok {
					visit(def, f.Type)
				}
			}
		}
	}
	for _, node := range []models.Node{&models.Customer{}, &models.Address{}, &models.Order{}, &models.CustomField{}} {
		visit(schema.Types[reflect.TypeOf(node).Elem().Name()], reflect.TypeOf(node))
	}
	visit(schema.Types["__Schema"], reflect.TypeFor[*introspection.Schema]())
	for name, def := range schema.Types {
		executed := def == schema.Query || def == schema.Mutation || def.BuiltIn || len(name) > 7 && name[len(name)-7:] == "Payload"
		if def.Kind == ast.Object && !executed && !seen[name] {
			t.Errorf("nothing leads to %s", name)
		}
	}
}

// goName finds a member or method whatever its case.
func goName(of reflect.Type, name string) string {
	if of.Kind() == reflect.Interface {
		for i := range of.NumMethod() {
			if strings.EqualFold(of.Method(i).Name, name) {
				return of.Method(i).Name
			}
		}
		return ""
	}
	for i := range of.NumField() {
		if strings.EqualFold(of.Field(i).Name, name) {
			return of.Field(i).Name
		}
	}
	return ""
}
