// Package requestlog collects what is logged about a request and counted in the metrics. The context of a request
// carries one Record, to which each layer adds. Of the request itself, it keeps only the name of the operation.
package requestlog

import (
	"context"
	"slices"
	"sync"
)

// Record collects a Summary. Its methods are safe for concurrent use, and do nothing on nil.
type Record struct {
	id        string
	mu        sync.Mutex
	summary   Summary
	cancelled bool
}

// Summary describes a request.
type Summary struct {
	Caller string   // the kind of caller: anonymous, customer, key or staff; "" if authentication failed
	Kind   string   // query or mutation; "" if no operation ran
	Field  string   // the root field in the schema, or Several
	Name   string   // the name that the client gave to the operation
	Codes  []string // the distinct error codes in the response; Cancelled instead of INTERNAL
}

// Several is the Field of an operation with more than one root field, so that the set of names stays closed.
const Several = "several"

// Internal is the error code of errors that are not meant for callers.
const Internal = "INTERNAL"

// Cancelled is the code of errors that arise because the client closed the connection before it was answered. No
// response contains it.
const Cancelled = "CANCELLED"

type recordKey struct{}

// With returns a context that carries a new record, for the request with an ID.
func With(ctx context.Context, requestID string) (context.Context, *Record) {
	r := &Record{id: requestID}
	return context.WithValue(ctx, recordKey{}, r), r
}

// From returns the record that ctx carries, or nil.
func From(ctx context.Context) *Record {
	r, _ := ctx.Value(recordKey{}).(*Record)
	return r
}

// RequestID returns the ID of the request with context ctx, or "" outside of a request.
func RequestID(ctx context.Context) string {
	r := From(ctx)
	if r == nil {
		return ""
	}
	return r.id
}

// maxName is the maximum length of an operation's name; longer names are truncated.
const maxName = 60

// SetCaller records the kind of caller.
func (r *Record) SetCaller(kind string) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.summary.Caller = kind
}

// SetOperation records the operation. The name must have been parsed, so that it consists of letters, digits and _.
func (r *Record) SetOperation(kind, field, name string) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.summary.Kind, r.summary.Field, r.summary.Name = kind, field, name[:min(len(name), maxName)]
}

// Cancel records that the client closed the connection: internal errors are recorded as Cancelled from now on.
func (r *Record) Cancel() {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.cancelled = true
}

// AddCode records the code of an error in the response.
func (r *Record) AddCode(code string) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if code == Internal && r.cancelled {
		code = Cancelled
	}
	if !slices.Contains(r.summary.Codes, code) {
		r.summary.Codes = append(r.summary.Codes, code)
	}
}

// Summary returns what has been recorded so far.
func (r *Record) Summary() Summary {
	if r == nil {
		return Summary{}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.summary
	s.Codes = slices.Clone(s.Codes)
	return s
}
