package main

import (
	"os"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

// inputTypes returns the input types of the schema by their names.
func inputTypes(files []string) (map[string]*ast.Definition, error) {
	var sources []*ast.Source
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		sources = append(sources, &ast.Source{Name: file, Input: string(text)})
	}
	schema, err := gqlparser.LoadSchema(sources...)
	if err != nil {
		return nil, err
	}
	inputs := map[string]*ast.Definition{}
	for name, def := range schema.Types {
		if def.Kind == ast.InputObject {
			inputs[name] = def
		}
	}
	return inputs, nil
}
