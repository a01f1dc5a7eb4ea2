// Command gen generates the code that runs the API's root fields and payloads and reads its inputs. Every other object of the schema
// is written by graph/tree, so gqlgen is shown it as a scalar with a marshaler (graph/internal/bind).
package main

import (
	"log"
	"strings"

	"github.com/99designs/gqlgen/api"
	"github.com/99designs/gqlgen/codegen/config"
	"github.com/vektah/gqlparser/v2/ast"
)

func main() {
	cfg, err := config.LoadConfigFromDefaultLocations()
	if err != nil {
		log.Fatal(err)
	}
	if err := api.Generate(cfg, api.AddPlugin(objects{})); err != nil {
		log.Fatal(err)
	}
}

// objects turns objects into scalars before code is generated.
type objects struct{}

// Name is the plugin's.
func (objects) Name() string { return "objects" }

// MutateSchema leaves the roots and the payloads.
func (objects) MutateSchema(schema *ast.Schema) error {
	for name, def := range schema.Types {
		executed := def.BuiltIn || def == schema.Query || def == schema.Mutation || strings.HasSuffix(name, "Payload")
		if (def.Kind == ast.Object || def.Kind == ast.Interface) && !executed {
			def.Kind, def.Fields, def.Interfaces = ast.Scalar, nil, nil
		}
	}
	for name := range schema.PossibleTypes {
		if def := schema.Types[name]; def != nil && def.Kind == ast.Scalar {
			delete(schema.PossibleTypes, name)
			delete(schema.Implements, name)
		}
	}
	return nil
}
