// Package transport reads GraphQL requests from HTTP, has them validated and run, and writes the answers. It decides
// nothing about what a caller may use (graph/validation), and knows no field of the schema.
package transport

import (
	"context"
	"net/http"
	"slices"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"clientele/graph/executor"
	"clientele/graph/schema"
	"clientele/graph/validation"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/etag"
)

// Handler serves operations and the schema.
type Handler struct {
	Schema *schema.Store
	Fields *executor.Fields
	Hooks
}

// Hooks connect the handler with the rest of the program.
type Hooks struct {
	// RequestID returns the id of a request, by which an error can be found in the log.
	RequestID func(context.Context) string
	// Hold counts the bytes of an answer until the request ends, when the client has read it. It returns false if too
	// many answers are waiting.
	Hold func(ctx context.Context, bytes int) bool
	// DisableCompression sends an answer with a secret uncompressed.
	DisableCompression func(http.ResponseWriter)
	// Route is called before an operation runs. reads is true if the operation only reads data that may be slightly
	// old. Route returns the context of the operation, and a function that is called when it has run, before it is
	// answered.
	Route func(ctx context.Context, reads bool) (context.Context, func())
	// Outage returns the error that a caller sees instead of err if err is an outage of the database, otherwise nil.
	Outage func(ctx context.Context, err error) *apperr.Error
	// Pipeline runs reads that do not depend on each other. It is nil if running one after the other is faster.
	Pipeline func(ctx context.Context, reads ...func(context.Context))
	// Span is called when an operation starts. end is called when it has run. Span is nil without tracing.
	Span func(ctx context.Context, kind, field, name string) (_ context.Context, end func(codes []string))
}

// ServeHTTP answers one operation according to the GraphQL-over-HTTP specification: queries by GET and POST,
// mutations only by POST with application/json, so that no form of another site can send one.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	out := answer{w: w, strict: wantsStrict(r.Header.Values("Accept")), record: recordCaller(r.Context())}
	out.hold = func(bytes int) bool { return h.Hold(r.Context(), bytes) }
	params, status, err := read(r)
	if err != nil {
		if status == http.StatusMethodNotAllowed {
			w.Header().Set("Allow", "GET, POST")
		}
		out.refuse(status, err)
		return
	}
	params.ReadTime.Start, params.ReadTime.End = graphql.Now(), graphql.Now()
	params.Headers = r.Header
	ctx := graphql.StartOperationTrace(r.Context())
	snapshot, op, errs := h.prepare(ctx, params)
	view := snapshot.View(schema.AudienceOf(auth.From(ctx)))
	if len(errs) > 0 {
		out.invalid(validation.Explain(snapshot, view.Audience, params, errs))
		return
	}
	if expired := auth.From(ctx).Expired; expired != nil && !validation.Public(snapshot, op) {
		h.Refuse(w, r, expired)
		return
	}
	postOnly := validation.PostOnly(op)
	if r.Method == http.MethodGet && postOnly != "" {
		w.Header().Set("Allow", http.MethodPost)
		out.refuse(http.StatusMethodNotAllowed, apperr.Bad("Use POST to send %s", postOnly))
		return
	}
	if r.Method == http.MethodGet && validation.Constant(op) {
		out.constant = r
	}
	if validation.ReturnsSecrets(op) {
		h.DisableCompression(w)
	}
	ctx, end := h.start(schema.With(ctx, snapshot), op)
	defer end()
	reads := postOnly == "" // an order that is opened by its token may have been placed a moment ago
	ctx, routed := h.Route(ctx, reads)
	b, ok := h.run(ctx, view, op)
	routed()
	if !ok {
		h.refuse(w, r.WithContext(ctx), ctx.Err(), out.strict)
		return
	}
	out.write(http.StatusOK, b)
}

// prepare validates an operation. If it is not valid, it may be valid in a newer schema.
func (h *Handler) prepare(
	ctx context.Context, params *graphql.RawParams,
) (*schema.Snapshot, *graphql.OperationContext, gqlerror.List) {
	audience := schema.AudienceOf(auth.From(ctx))
	snapshot := h.Schema.Current()
	op, errs := validation.Prepare(ctx, snapshot.View(audience), params)
	if len(errs) > 0 {
		if latest := h.Schema.Latest(); latest != snapshot {
			snapshot = latest
			op, errs = validation.Prepare(ctx, snapshot.View(audience), params)
		}
	}
	return snapshot, op, errs
}

// run runs an operation. It returns false if the client has gone, or the time is over.
func (h *Handler) run(
	ctx context.Context, view *schema.View, op *graphql.OperationContext,
) (body, bool) {
	objects := &executor.Operation{
		Fields: h.Fields, Schema: view.Schema, Refuse: validation.Refuse, Pipeline: h.Pipeline,
		MaxBytes: maxAnswer, TooLarge: errTooLarge, MaxErrors: maxErrors,
	}
	handler, ctx := view.Executor.DispatchOperation(executor.With(ctx, objects), op)
	response := handler(ctx)
	if response == nil {
		return body{}, false
	}
	if len(response.Data) > maxAnswer {
		response.Data, response.Errors = []byte("null"), gqlerror.List{h.Present(ctx, errTooLarge)}
	}
	if objects.NullRoot() {
		response.Data = []byte("null")
	}
	return body{
		Data: response.Data, Errors: response.Errors, Extensions: response.Extensions, unreported: objects.Unreported(),
	}, true
}

// ServeSchema serves the schema of the caller's audience, or of the one in the parameter audience. The custom fields in
// it are always those that the caller may see.
func (h *Handler) ServeSchema(w http.ResponseWriter, r *http.Request) {
	caller := auth.From(r.Context())
	if caller.Expired != nil {
		h.RefuseSchema(w, r, caller.Expired)
		return
	}
	audience := schema.AudienceOf(caller)
	if named := r.URL.Query()["audience"]; len(named) > 0 {
		audience = schema.Audience(named[0])
		if len(named) > 1 || !slices.Contains(schema.Audiences(), audience) {
			h.RefuseSchema(w, r, apperr.Bad("audience must be storefront, staff or all"))
			return
		}
	}
	file, err := h.Schema.Current().SDL(audience, schema.AudienceOf(caller) == schema.Staff)
	if err != nil {
		h.RefuseSchema(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Add("Vary", "Authorization, Cookie, "+auth.SessionHeader+", "+auth.TokenHeader)
	etag.Serve(w, r, file.ETag, file.Text)
}

// Refuse answers a request whose caller is not accepted.
func (h *Handler) Refuse(w http.ResponseWriter, r *http.Request, err error) {
	h.refuse(w, r, err, wantsStrict(r.Header.Values("Accept")))
}

// RefuseSchema is Refuse for the schema, whose clients only check the status: a build must not store an error as its
// schema.
func (h *Handler) RefuseSchema(w http.ResponseWriter, r *http.Request, err error) {
	h.refuse(w, r, err, true)
}
