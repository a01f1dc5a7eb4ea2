package generated

import "github.com/vektah/gqlparser/v2/ast"

// Sources returns the schema that this package was generated from.
func Sources() []*ast.Source { return sources }
