// Package graph is the GraphQL endpoint: the schema of each audience, who may use which field, the limits of an operation,
// and the resolvers, which are a few lines each over the services. It holds no rules of the shop and no SQL.
package graph

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"

	"clientele/graph/tree"
	"clientele/internal/accounts"
	"clientele/internal/addressbook"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/internal/mail"
	"clientele/internal/orders"
	"clientele/internal/shop"
	"clientele/internal/staff"
)

// Options is what the endpoint works with.
type Options struct {
	Accounts  *accounts.Service
	Addresses *addressbook.Service
	Orders    *orders.Service
	Fields    *customfields.Service
	Staff     *staff.Service
	Shop      *shop.Service
	Mail      *mail.Service
	RequestID func(context.Context) string
	// Hold counts the bytes of an answer until release is called, while its client reads it; not ok where too many wait already.
	Hold func(ctx context.Context, bytes int) (release func(), ok bool)
	// Route is told of each operation before it runs, and whether it only reads what may be a moment late. It returns the
	// operation's context, and what to call when it has run, before it is answered.
	Route func(ctx context.Context, reads bool) (context.Context, func())
	// Together runs reads that do not need each other's answers; nil where they are better done one after the other.
	Together func(ctx context.Context, reads ...func(context.Context))
	// Span is told of each operation that runs, and its end; nil where nobody traces.
	Span func(ctx context.Context, kind, field, name string) (context.Context, func(codes []string))
}

// Handler serves GraphQL over HTTP, and the schema.
type Handler struct {
	o       Options
	objects *tree.Fields
	running atomic.Pointer[running]
	looking sync.Mutex   // held while the definitions are looked at
	looked  atomic.Int64 // when that was, in Unix nanoseconds
}

// New returns the handler, with the schema as it is now. Without a Fields service there are no custom fields.
func New(ctx context.Context, o Options) (*Handler, error) {
	h := &Handler{o: o, objects: objects()}
	set := customfields.NewSet(0, nil)
	if o.Fields != nil {
		var err error
		if set, err = o.Fields.Load(ctx); err != nil {
			return nil, err
		}
	}
	r, err := h.build(set)
	if err != nil {
		return nil, err
	}
	h.running.Store(r)
	return h, nil
}

// SDL returns the schema of an audience in the schema definition language.
func (h *Handler) SDL(a Audience) string { return h.running.Load().of(a).sdl }

// Schema serves the schema of the caller's audience.
func (h *Handler) Schema() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if expired := auth.From(r.Context()).Expired; expired != nil {
			h.RefuseSchema(w, r, expired)
			return
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Add("Vary", "Authorization, "+auth.TokenHeader)
		_, _ = w.Write([]byte(h.current().of(audienceOf(auth.From(r.Context()))).sdl))
	})
}

func audienceOf(caller auth.Caller) Audience {
	if caller.Kind == auth.APIKey || caller.Kind == auth.Staff {
		return Staff
	}
	return Storefront
}
