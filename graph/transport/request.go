package transport

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"

	"clientele/graph/validation"
	"clientele/internal/apperr"
)

// read reads the operation of a request. If it fails, status is the status of the answer.
func read(r *http.Request) (_ *graphql.RawParams, status int, _ error) {
	switch r.Method {
	case http.MethodGet:
		return readURL(r)
	case http.MethodPost:
		return readBody(r)
	}
	return nil, http.StatusMethodNotAllowed, apperr.Bad("Send operations by POST, or queries by GET")
}

func readURL(r *http.Request) (*graphql.RawParams, int, error) {
	q := r.URL.Query()
	p := &graphql.RawParams{Query: q.Get("query"), OperationName: q.Get("operationName")}
	for name, to := range map[string]*map[string]any{"variables": &p.Variables, "extensions": &p.Extensions} {
		if text := q.Get(name); text != "" {
			if err := validation.Decode([]byte(text), to); err != nil {
				return nil, http.StatusBadRequest, apperr.Bad("%s must be a JSON object", name)
			}
		}
	}
	if p.Query == "" {
		return noQuery(p)
	}
	if !utf8.ValidString(p.Query + p.OperationName) {
		return nil, http.StatusBadRequest, apperr.Bad("The query must be UTF-8")
	}
	return p, 0, nil
}

func readBody(r *http.Request) (*graphql.RawParams, int, error) {
	media, args, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	charset := args["charset"]
	if err != nil || media != "application/json" || charset != "" && !strings.EqualFold(charset, "utf-8") {
		err := apperr.Bad("Send the request body as Content-Type: application/json, in UTF-8")
		return nil, http.StatusUnsupportedMediaType, err
	}
	raw, err := io.ReadAll(r.Body)
	var large *http.MaxBytesError
	switch {
	case apperr.Is(err, apperr.RateLimited): // too many bodies are being received
		return nil, http.StatusServiceUnavailable, err
	case errors.As(err, &large):
		err := apperr.Bad("The request body is larger than %d bytes", large.Limit)
		return nil, http.StatusRequestEntityTooLarge, err
	case err != nil:
		return nil, http.StatusBadRequest, apperr.Bad("The request body is incomplete")
	case !utf8.Valid(raw):
		return nil, http.StatusBadRequest, apperr.Bad("The request body must be UTF-8")
	}
	// Errors do not quote the body: it may contain a password.
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil || fields == nil {
		return nil, http.StatusBadRequest, describeBody(raw, err)
	}
	p := &graphql.RawParams{}
	for _, each := range []struct {
		name, kind string
		to         any
	}{
		{"query", "string", &p.Query},
		{"operationName", "string", &p.OperationName},
		{"variables", "JSON object", &p.Variables},
		{"extensions", "JSON object", &p.Extensions},
	} {
		if text, ok := fields[each.name]; ok {
			if err := validation.Decode(text, each.to); err != nil {
				return nil, http.StatusBadRequest, apperr.Bad("%s must be a %s", each.name, each.kind)
			}
		}
	}
	if p.Query == "" {
		return noQuery(p)
	}
	return p, 0, nil
}

// describeBody returns the error of a body that is not a JSON object.
func describeBody(raw []byte, err error) error {
	var syntax *json.SyntaxError
	switch {
	case len(raw) == 0:
		return apperr.Bad("The request body is empty")
	case errors.As(err, &syntax):
		return apperr.Bad("The request body is not valid JSON: there is an error at byte %d", syntax.Offset)
	case bytes.HasPrefix(bytes.TrimSpace(raw), []byte("[")):
		return apperr.Bad("Batching is not supported. Send each operation in its own request, as a JSON object.")
	}
	return apperr.Bad("The request body must be a JSON object")
}

// noQuery refuses a request without an operation. A client that sends only the hash of a persisted query recognizes
// the message and the code, and sends the whole operation next.
func noQuery(p *graphql.RawParams) (*graphql.RawParams, int, error) {
	if p.Extensions["persistedQuery"] != nil {
		return nil, http.StatusOK, &apperr.Error{Kind: apperr.NotPersisted, Message: "PersistedQueryNotSupported"}
	}
	return nil, http.StatusBadRequest, apperr.Bad("The request has no query")
}
