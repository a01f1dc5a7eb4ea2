package transport

import (
	"encoding/json"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"clientele/graph/validation"
	"clientele/internal/apperr"
	"clientele/internal/etag"
	"clientele/internal/requestlog"
)

const (
	strictType  = "application/graphql-response+json"
	relaxedType = "application/json"
)

// body is the body of an answer. Data is omitted if nothing was run.
type body struct {
	Errors     gqlerror.List   `json:"errors,omitempty"`
	Data       json.RawMessage `json:"data,omitempty"`
	Extensions map[string]any  `json:"extensions,omitempty"`

	unreported int // errors that are not in Errors
}

// answer writes the answer to one request, in the media type that the caller prefers: application/json, with the
// status 200 for GraphQL errors, or application/graphql-response+json, with a status that says what failed.
type answer struct {
	w      http.ResponseWriter
	strict bool
	record *requestlog.Record
	hold   func(bytes int) bool // nil for an error, which is small
	// constant is the request if an answer without errors is the same for every caller, so that it gets an entity tag.
	constant *http.Request
}

// wantsStrict reports whether a caller prefers application/graphql-response+json (RFC 9110, section 12.5.1).
func wantsStrict(accept []string) bool {
	var strict, relaxed float64
	for _, part := range strings.Split(strings.Join(accept, ","), ",") {
		media, args, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		q := 1.0
		if text, ok := args["q"]; ok {
			if q, err = strconv.ParseFloat(text, 64); err != nil {
				continue
			}
		}
		switch media {
		case strictType:
			strict = max(strict, q)
		case relaxedType, "application/*", "*/*":
			relaxed = max(relaxed, q)
		}
	}
	return strict > 0 && strict >= relaxed
}

// refuse answers a request that is not valid, with a status that says so in both media types.
func (a answer) refuse(status int, err error) {
	if status == http.StatusServiceUnavailable || status == http.StatusRequestEntityTooLarge {
		a.w.Header().Set("Connection", "close") // the rest of the body is not read
	}
	a.write(status, body{Errors: validation.Refused(err)})
}

// invalid answers an operation that is not valid.
func (a answer) invalid(errs gqlerror.List) {
	status := http.StatusOK
	if a.strict {
		status = http.StatusBadRequest
		if errs[0].Extensions["code"] == string(apperr.Forbidden) {
			status = http.StatusForbidden
		}
	}
	a.write(status, body{Errors: errs})
}

// append appends the body as JSON. Data, by far the largest part, is JSON already and is copied: encoding/json would
// read every byte of it again.
func (b body) append(text []byte) ([]byte, error) {
	if len(b.Data) == 0 {
		all, err := json.Marshal(b)
		return append(text, all...), err
	}
	text = append(text, '{')
	if len(b.Errors) > 0 {
		errs, err := json.Marshal(b.Errors)
		if err != nil {
			return nil, err
		}
		text = append(append(append(text, `"errors":`...), errs...), ',')
	}
	text = append(append(text, `"data":`...), b.Data...)
	if len(b.Extensions) > 0 {
		extensions, err := json.Marshal(b.Extensions)
		if err != nil {
			return nil, err
		}
		text = append(append(text, `,"extensions":`...), extensions...)
	}
	return append(text, '}'), nil
}

// retryAfter returns the longest wait in seconds that an error asks for, and 0 if none does (RFC 9110, section 10.2.3).
func retryAfter(errs gqlerror.List) int {
	longest := 0
	for _, err := range errs {
		if wait, ok := err.Extensions["retryAfter"].(int); ok {
			longest = max(longest, wait)
		}
	}
	return longest
}

// buffers are reused up to maxKept bytes, which is enough for most answers.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

const maxKept = 256 << 10

const internalError = `{"errors":[{"message":"Internal error","extensions":{"code":"INTERNAL"}}]}`

func (a answer) write(status int, b body) {
	recordCodes(a.record, b.Errors)
	if wait := retryAfter(b.Errors); wait > 0 {
		a.w.Header().Set("Retry-After", strconv.Itoa(wait))
	}
	b.Errors = limited(b.Errors, b.unreported)
	kept := buffers.Get().(*[]byte)
	defer buffers.Put(kept)
	text, err := b.append((*kept)[:0])
	if cap(text) <= maxKept {
		*kept = text
	}
	if err != nil { // only if an error cannot be encoded
		status, text = http.StatusInternalServerError, []byte(internalError)
	}
	if a.hold != nil && !a.hold(len(text)) {
		refusal := a
		refusal.hold = nil
		refusal.refuse(http.StatusServiceUnavailable, errTooManyAnswers)
		return
	}
	media := relaxedType
	if a.strict {
		media = strictType
	}
	a.w.Header().Set("Content-Type", media+"; charset=utf-8")
	a.w.Header().Add("Vary", "Accept")
	if a.constant != nil && len(b.Errors) == 0 {
		etag.Serve(a.w, a.constant, etag.Weak(text), text)
		return
	}
	a.w.Header().Set("Content-Length", strconv.Itoa(len(text)))
	a.w.WriteHeader(status)
	_, _ = a.w.Write(text)
}
