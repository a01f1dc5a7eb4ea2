// Package graph is the GraphQL endpoint. It connects the schema, HTTP, validation and the executor, and holds the
// resolvers, which are a few lines each over the services. It has no rules of the shop and no SQL.
package graph

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	gqlgen "github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/ast"

	"clientele/graph/executor"
	"clientele/graph/generated"
	"clientele/graph/loader"
	"clientele/graph/schema"
	"clientele/graph/transport"
	"clientele/graph/validation"
	"clientele/internal/mail"
	"clientele/internal/shop"
	"clientele/internal/webhooks"
)

// Options are the services that the endpoint calls, and its connections with the rest of the program.
type Options struct {
	loader.Services
	transport.Hooks
	Shop *shop.Service
	Mail *mail.Service
}

// Handler serves GraphQL over HTTP, and the schema.
type Handler struct {
	Options
	transport *transport.Handler
	schema    *schema.Store
}

// New returns the handler with the current schema. Without a Fields service there are no custom fields.
func New(ctx context.Context, o Options) (*Handler, error) {
	h := &Handler{Options: o}
	h.transport = &transport.Handler{Fields: objects(o.Services), Hooks: o.Hooks}
	var err error
	if h.schema, err = schema.NewStore(ctx, o.Fields, h.compile); err != nil {
		return nil, err
	}
	h.transport.Schema = h.schema
	return h, nil
}

// compile returns what runs operations on a schema.
func (h *Handler) compile(s *ast.Schema, documents graphql.Cache[*ast.QueryDocument]) *gqlgen.Executor {
	es := generated.NewExecutableSchema(generated.Config{
		Schema: s, Resolvers: resolvers{h}, Directives: generated.DirectiveRoot{Access: validation.Access},
	})
	e := gqlgen.New(es)
	e.SetParserTokenLimit(validation.MaxTokens)
	e.SetErrorPresenter(h.transport.Present)
	e.SetRecoverFunc(h.transport.Recover)
	e.SetQueryCache(documents)
	e.AroundOperations(func(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
		return next(loader.With(ctx, h.Services))
	})
	e.AroundRootFields(func(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
		if captured(ctx) {
			return graphql.Null
		}
		if field := graphql.GetRootFieldContext(ctx).Field; executor.Introspects(field.Name) {
			return marshal(executor.Introspect(ctx, s, field))
		}
		if graphql.GetOperationContext(ctx).Operation.Operation == ast.Mutation {
			ctx = loader.With(ctx, h.Services)
		}
		return marshal(next(ctx))
	})
	return e
}

// marshal writes the answer of a root field immediately: that of a mutation shows what was stored before the next
// mutation starts.
func marshal(m graphql.Marshaler) graphql.Marshaler {
	if m == graphql.Null {
		return m
	}
	text := buffers.Get().(*bytes.Buffer)
	m.MarshalGQL(text)
	return graphql.WriterFunc(func(w io.Writer) { // called once
		_, _ = w.Write(text.Bytes())
		if text.Cap() <= maxKept {
			text.Reset()
			buffers.Put(text)
		}
	})
}

// buffers are reused for root fields, up to maxKept bytes.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

const maxKept = 256 << 10

// ServeHTTP answers one operation.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) { h.transport.ServeHTTP(w, r) }

// Refuse answers a request whose caller is not accepted.
func (h *Handler) Refuse(w http.ResponseWriter, r *http.Request, err error) {
	h.transport.Refuse(w, r, err)
}

// RefuseSchema is Refuse for requests to Schema.
func (h *Handler) RefuseSchema(w http.ResponseWriter, r *http.Request, err error) {
	h.transport.RefuseSchema(w, r, err)
}

// Schema serves the schema of the caller's audience or of another one.
func (h *Handler) Schema() http.Handler { return http.HandlerFunc(h.transport.ServeSchema) }

// SDL returns the schema of an audience in the schema definition language, with all custom fields that it may see.
func (h *Handler) SDL(a schema.Audience) ([]byte, error) {
	file, err := h.schema.Peek().SDL(a, true)
	return file.Text, err
}

// RunQuery runs a stored query with the ID of a record, for the caller of ctx. It returns a webhooks.QueryError if the
// query is not valid. Errors of its fields are part of the answer.
func (h *Handler) RunQuery(ctx context.Context, query, id string) (webhooks.Answer, error) {
	data, errs, invalid, err := h.transport.RunDocument(ctx, query, id)
	switch {
	case err != nil:
		return webhooks.Answer{}, err
	case invalid:
		return webhooks.Answer{}, webhooks.QueryError(errs[0].Message)
	}
	answer := webhooks.Answer{Data: data}
	if len(errs) > 0 {
		if answer.Errors, err = json.Marshal(errs); err != nil {
			return webhooks.Answer{}, fmt.Errorf("encode the errors of a query: %w", err)
		}
	}
	return answer, nil
}

// CheckQuery returns why a stored query is not valid for the caller of ctx, or "" if it is. It must be one query with
// the variable $id: ID!, and the caller must have the scopes of all its fields.
func (h *Handler) CheckQuery(ctx context.Context, query string) string {
	if errs := h.transport.CheckDocument(ctx, query); len(errs) > 0 {
		return errs[0].Message
	}
	return ""
}
