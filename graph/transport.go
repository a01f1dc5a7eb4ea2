package graph

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"clientele/graph/tree"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/requestlog"
)

// ServeHTTP answers one operation by the rules of the GraphQL-over-HTTP specification: queries by GET and POST, mutations by
// POST with application/json only, so that no form of another site can send one.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	out := answer{w: w, strict: wantsStrict(r.Header.Values("Accept")), record: calledBy(r.Context())}
	out.hold = func(bytes int) (func(), bool) { return h.o.Hold(r.Context(), bytes) }
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
	running := h.current()
	a := running.of(audienceOf(auth.From(ctx)))
	op, errs := a.prepare(ctx, params)
	if len(errs) > 0 {
		if fresh := h.look(); fresh != running { // the operation may be good in a newer schema
			running, a = fresh, fresh.of(a.name)
			op, errs = a.prepare(ctx, params)
		}
	}
	if len(errs) > 0 {
		out.invalid(running.explain(a, params.Query, errs))
		return
	}
	if expired := auth.From(ctx).Expired; expired != nil && !running.public(op) {
		h.Refuse(w, r, expired)
		return
	}
	ctx = running.in(ctx)
	objects := &tree.Operation{
		Fields: h.objects, Schema: a.schema, Refuse: running.refuse, Together: h.o.Together,
		MaxBytes: maxAnswer, TooLarge: errTooLarge, MaxErrors: maxErrors,
	}
	ctx = tree.With(ctx, objects)
	special := notByGET(op)
	if r.Method == http.MethodGet && special != "" {
		w.Header().Set("Allow", http.MethodPost)
		out.refuse(http.StatusMethodNotAllowed, apperr.Bad("%s is sent by POST only", special))
		return
	}
	ctx, end := h.runs(ctx, op)
	defer end()
	ctx, routed := h.o.Route(ctx, special == "") // who opens an order by its secret may have placed it a moment ago
	handler, ctx := a.exec.DispatchOperation(ctx, op)
	response := handler(ctx)
	routed()
	if response == nil { // the caller has gone
		return
	}
	if len(response.Data) > maxAnswer {
		response.Data, response.Errors = []byte("null"), gqlerror.List{h.present(ctx, errTooLarge)}
	}
	if objects.Spoiled() {
		response.Data = []byte("null")
	}
	out.write(http.StatusOK, body{
		Data: response.Data, Errors: response.Errors, Extensions: response.Extensions, unreported: objects.Unreported(),
	})
}

// prepare parses, validates and checks an operation.
func (a *audience) prepare(ctx context.Context, params *graphql.RawParams) (*graphql.OperationContext, gqlerror.List) {
	if _, known := a.known.Get(ctx, params.Query); !known {
		for _, check := range []func(string) gqlerror.List{checkNames, checkRepeats} {
			if errs := check(params.Query); len(errs) > 0 {
				return nil, errs
			}
		}
	}
	op, errs := a.exec.CreateOperationContext(ctx, params)
	for _, err := range errs {
		describeMismatch(err, params.Variables)
	}
	if len(errs) == 0 {
		plainLists(op.Variables)
		op.DisableIntrospection = false
		errs = check(a.schema, op)
	}
	return op, errs
}

// Refuse answers a request whose caller is not accepted.
func (h *Handler) Refuse(w http.ResponseWriter, r *http.Request, err error) {
	h.refuse(w, r, err, wantsStrict(r.Header.Values("Accept")))
}

// RefuseSchema is Refuse for the schema, whose readers look at the status only: a build must not keep an error as its schema.
func (h *Handler) RefuseSchema(w http.ResponseWriter, r *http.Request, err error) {
	h.refuse(w, r, err, true)
}

func (h *Handler) refuse(w http.ResponseWriter, r *http.Request, err error, strict bool) {
	out := answer{w: w, strict: strict, record: requestlog.From(r.Context())}
	shown := h.present(r.Context(), err)
	status := http.StatusOK
	switch shown.Extensions["code"] {
	case codeInternal:
		status = http.StatusInternalServerError
	case string(apperr.Unauthenticated):
		if out.strict {
			status = http.StatusUnauthorized
			w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`) // RFC 6750, section 3
		}
	default:
		if out.strict {
			status = http.StatusBadRequest
		}
	}
	out.write(status, body{Errors: gqlerror.List{shown}})
}

// read takes the operation out of a request; status says how to answer where it cannot.
func read(r *http.Request) (*graphql.RawParams, int, error) {
	switch r.Method {
	case http.MethodGet:
		return readURL(r)
	case http.MethodPost:
		return readBody(r)
	}
	return nil, http.StatusMethodNotAllowed, apperr.Bad("send operations by POST, or queries by GET")
}

func readURL(r *http.Request) (*graphql.RawParams, int, error) {
	q := r.URL.Query()
	p := &graphql.RawParams{Query: q.Get("query"), OperationName: q.Get("operationName")}
	for name, to := range map[string]*map[string]any{"variables": &p.Variables, "extensions": &p.Extensions} {
		if text := q.Get(name); text != "" {
			if err := decode([]byte(text), to); err != nil {
				return nil, http.StatusBadRequest, apperr.Bad("%s is no JSON object", name)
			}
		}
	}
	if p.Query == "" {
		return noQuery(p)
	}
	if !utf8.ValidString(p.Query + p.OperationName) {
		return nil, http.StatusBadRequest, apperr.Bad("the query is not UTF-8")
	}
	return p, 0, nil
}

func readBody(r *http.Request) (*graphql.RawParams, int, error) {
	media, args, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	charset := args["charset"]
	if err != nil || media != "application/json" || charset != "" && !strings.EqualFold(charset, "utf-8") {
		return nil, http.StatusUnsupportedMediaType, apperr.Bad("send the body as Content-Type: application/json, in UTF-8")
	}
	raw, err := io.ReadAll(r.Body)
	var large *http.MaxBytesError
	switch {
	case apperr.Is(err, apperr.RateLimited): // too many bodies are on their way
		return nil, http.StatusServiceUnavailable, err
	case errors.As(err, &large):
		return nil, http.StatusRequestEntityTooLarge, apperr.Bad("the body is larger than %d bytes", large.Limit)
	case err != nil:
		return nil, http.StatusBadRequest, apperr.Bad("the body did not arrive as a whole")
	case !utf8.Valid(raw):
		return nil, http.StatusBadRequest, apperr.Bad("the body is not UTF-8")
	}
	// What is wrong with the body is told without its text: it may hold a password.
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil || fields == nil {
		return nil, http.StatusBadRequest, apperr.Bad("the body is no JSON object")
	}
	p := &graphql.RawParams{}
	for name, to := range map[string]any{"query": &p.Query, "operationName": &p.OperationName, "variables": &p.Variables, "extensions": &p.Extensions} {
		if text, ok := fields[name]; ok {
			if err := decode(text, to); err != nil {
				return nil, http.StatusBadRequest, apperr.Bad("%s has not the type that it needs", name)
			}
		}
	}
	if p.Query == "" {
		return noQuery(p)
	}
	return p, 0, nil
}

// noQuery refuses a request without an operation. Clients that send the hash of a persisted query first know the message and the
// code, and send the whole operation next.
func noQuery(p *graphql.RawParams) (*graphql.RawParams, int, error) {
	if p.Extensions["persistedQuery"] != nil {
		return nil, http.StatusOK, &apperr.Error{Kind: apperr.NotPersisted, Message: "PersistedQueryNotSupported"}
	}
	return nil, http.StatusBadRequest, apperr.Bad("there is no query")
}

// decode reads one JSON value and nothing after it; numbers stay as they are written.
func decode(text []byte, to any) error {
	if _, ok := to.(*string); ok { // has no numbers, and needs no decoder with its buffer
		return json.Unmarshal(text, to)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(to); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return fmt.Errorf("there is something after the value")
	}
	if object, ok := to.(*map[string]any); ok {
		tidy(*object)
	}
	return nil
}

// notByGET returns the first field that may not be asked for by GET: every mutation, and look-ups by a secret, which would
// stay behind in logs and histories.
func notByGET(op *graphql.OperationContext) string {
	if op.Operation.Operation != ast.Query {
		return "a " + string(op.Operation.Operation)
	}
	for _, field := range graphql.CollectFields(op, op.Operation.SelectionSet, []string{"Query"}) {
		if field.Name == "guestOrder" || field.Name == "guestOrderByNumber" {
			return field.Name
		}
	}
	return ""
}
