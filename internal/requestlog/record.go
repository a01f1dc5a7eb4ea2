// Package requestlog records what a request did, for the log and the metrics. The context of a request carries one record, which each
// layer that handles the request adds to. Of what the caller wrote it keeps only the operation name.
package requestlog

import (
	"context"
	"slices"
	"sync"
)

// Record is what is known of one request. Its methods may be called from several goroutines, and on nil.
type Record struct {
	mu  sync.Mutex
	did Done
}

// Done is what a request has done.
type Done struct {
	Caller string   // its kind: anonymous, customer, key, staff; empty where nobody was recognised
	Kind   string   // query or mutation; empty where no operation ran
	Field  string   // the schema's root field, or Several
	Name   string   // what the client calls the operation
	Codes  []string // of the answer's errors, each once
}

// Several stands for the root field of an operation that asks for more than one, so that the names stay as few as the schema's.
const Several = "several"

type recordKey struct{}

// With returns a context that carries a new record.
func With(ctx context.Context) (context.Context, *Record) {
	r := new(Record)
	return context.WithValue(ctx, recordKey{}, r), r
}

// From returns the record of the request that ctx belongs to; nil outside of one.
func From(ctx context.Context) *Record {
	r, _ := ctx.Value(recordKey{}).(*Record)
	return r
}

// maxName bounds a client's name for an operation.
const maxName = 60

// Called notes what sort of caller it is.
func (r *Record) Called(kind string) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.did.Caller = kind
}

// Runs notes the operation that runs. The name must have been parsed, so that it is made of letters, digits and _.
func (r *Record) Runs(kind, field, name string) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.did.Kind, r.did.Field, r.did.Name = kind, field, name[:min(len(name), maxName)]
}

// Failed notes the code of an error in the answer.
func (r *Record) Failed(code string) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if !slices.Contains(r.did.Codes, code) {
		r.did.Codes = append(r.did.Codes, code)
	}
}

// Done returns what has been noted so far.
func (r *Record) Done() Done {
	if r == nil {
		return Done{}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	did := r.did
	did.Codes = slices.Clone(did.Codes)
	return did
}
