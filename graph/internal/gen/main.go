// Command gen generates the code that runs the root fields of the API and reads their arguments. gqlgen generates it
// from the schema, in which every object and payload is a scalar with a marshaler: the executor writes them
// (graph/executor). The marshalers are generated here, as package graph/generated/bind.
package main

import (
	"log"

	"github.com/99designs/gqlgen/api"
	"github.com/99designs/gqlgen/codegen/config"
	"github.com/vektah/gqlparser/v2/ast"
)

func main() {
	cfg, err := config.LoadConfigFromDefaultLocations()
	if err != nil {
		log.Fatal(err)
	}
	if err := api.Generate(cfg, api.NoPlugins(), api.AddPlugin(plugin{cfg})); err != nil {
		log.Fatal(err)
	}
}

// plugin changes the schema before gqlgen generates code from it.
type plugin struct{ cfg *config.Config }

// Name returns the name of the plugin.
func (plugin) Name() string { return "executor" }

// MutateSchema writes the marshalers, and turns objects and interfaces into scalars that have them.
func (p plugin) MutateSchema(schema *ast.Schema) error {
	b := bindings{cfg: p.cfg, schema: schema}
	if err := b.write("graph/generated/bind/bind.go"); err != nil {
		return err
	}
	for _, each := range b.list {
		p.cfg.Models[each.Name] = config.TypeMapEntry{Model: config.StringList{bindPackage + "." + each.Name}}
	}
	for name, def := range schema.Types {
		root := def == schema.Query || def == schema.Mutation
		if (def.Kind == ast.Object || def.Kind == ast.Interface) && !def.BuiltIn && !root {
			def.Kind, def.Fields, def.Interfaces = ast.Scalar, nil, nil
			delete(schema.PossibleTypes, name)
			delete(schema.Implements, name)
		}
	}
	return nil
}
