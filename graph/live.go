package graph

import (
	"bytes"
	"context"
	"io"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/vektah/gqlparser/v2/ast"

	"clientele/graph/generated"
	"clientele/internal/customfields"
)

// running is the schema as it runs, one for each audience. It is never changed, only replaced as a whole: an operation ends
// on the schema that it began with.
type running struct {
	audiences map[Audience]*audience
	rules     map[member]accessRule // of every field that has one
	set       *customfields.Set
	// forgotten is what a storefront could ask for with a staff token or a key in its header: what staff may use, but of the
	// custom fields only those that the storefront sees, so that no answer tells of another.
	forgotten *ast.Schema
}

// audience is one audience's schema with what runs it.
type audience struct {
	name   Audience
	schema *ast.Schema
	sdl    string
	exec   *executor.Executor
	known  smallQueries // the operations that came lately, parsed, validated and checked for repeats

	executable graphql.ExecutableSchema
}

func (r *running) of(a Audience) *audience { return r.audiences[a] }

func (h *Handler) build(set *customfields.Set) (*running, error) {
	r := &running{audiences: map[Audience]*audience{}, set: set}
	var err error
	if r.rules, err = accessRules(); err != nil {
		return nil, err
	}
	if r.forgotten, err = schemaWith(Staff, Storefront, set); err != nil {
		return nil, err
	}
	for _, name := range []Audience{Storefront, Staff} {
		schema, err := schemaFor(name, set)
		if err != nil {
			return nil, err
		}
		es := generated.NewExecutableSchema(generated.Config{
			Schema: schema, Resolvers: &resolvers{h}, Directives: generated.DirectiveRoot{Access: access},
		})
		known := smallQueries{lru.New[*ast.QueryDocument](1000)}
		r.audiences[name] = &audience{name: name, schema: schema, sdl: print(schema), exec: h.executor(es, known), known: known, executable: es}
	}
	return r, nil
}

func (h *Handler) executor(es graphql.ExecutableSchema, known smallQueries) *executor.Executor {
	e := executor.New(es)
	e.SetParserTokenLimit(maxTokens)
	e.SetErrorPresenter(h.present)
	e.SetRecoverFunc(h.recovered)
	e.SetQueryCache(known)
	e.AroundOperations(func(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
		return next(h.withLoaders(ctx))
	})
	e.AroundRootFields(func(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
		if field := graphql.GetRootFieldContext(ctx).Field; introspects(field.Name) {
			return written(introspect(ctx, es.Schema(), field))
		}
		if graphql.GetOperationContext(ctx).Operation.Operation == ast.Mutation {
			ctx = h.withLoaders(ctx)
		}
		return written(next(ctx))
	})
	return e
}

// written writes a root field's answer at once: a mutation's is what was stored when the next one has not begun.
func written(m graphql.Marshaler) graphql.Marshaler {
	if m == graphql.Null {
		return m
	}
	text := answers.Get().(*bytes.Buffer)
	m.MarshalGQL(text)
	return graphql.WriterFunc(func(w io.Writer) { // called once
		_, _ = w.Write(text.Bytes())
		if text.Cap() <= maxKept {
			text.Reset()
			answers.Put(text)
		}
	})
}

// answers are the buffers of root fields, used again.
var answers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// smallQueries is a cache of parsed operations that keeps the large ones out: a thousand of them would be a gigabyte.
type smallQueries struct {
	graphql.Cache[*ast.QueryDocument]
}

// Add remembers an operation.
func (c smallQueries) Add(ctx context.Context, query string, doc *ast.QueryDocument) {
	if len(query) <= 16<<10 {
		c.Cache.Add(ctx, query, doc)
	}
}
