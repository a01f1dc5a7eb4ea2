package validation

import (
	"testing"

	"github.com/99designs/gqlgen/graphql"
	gqlgen "github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/ast"

	"clientele/graph/generated"
	"clientele/graph/schema"
	"clientele/internal/customfields"
)

// newSnapshot returns the schema with the custom fields of a set. Its operations can be prepared, but not run.
func newSnapshot(t testing.TB, set *customfields.Set) *schema.Snapshot {
	t.Helper()
	s, err := schema.New(set, func(s *ast.Schema, documents graphql.Cache[*ast.QueryDocument]) *gqlgen.Executor {
		e := gqlgen.New(generated.NewExecutableSchema(generated.Config{Schema: s}))
		e.SetParserTokenLimit(MaxTokens)
		e.SetQueryCache(documents)
		return e
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}
