package executor

import (
	"context"
	"reflect"
)

// outcome is the result of reading a field.
type outcome struct {
	value reflect.Value
	err   error
}

// prefetch reads the concurrent fields of an object in one pipeline. It does so for the first object at a path: its
// loads include what the other objects at the path will ask for.
func (r *run) prefetch(p *plan, v reflect.Value) {
	if p.started || r.op.Pipeline == nil {
		return
	}
	p.started = true
	var reads []func(context.Context)
	for _, s := range p.selections {
		if s.bound == nil || !s.bound.concurrent || s.refused != nil || s.sameAs != nil {
			continue
		}
		reads = append(reads, func(ctx context.Context) {
			value, err := s.bound.get(ctx, v, s)
			s.prefetched = &outcome{value, err}
		})
	}
	if len(reads) > 1 {
		r.op.Pipeline(r.ctx, reads...)
	}
}

// discard drops prefetched fields of an object that is not written to its end.
func (p *plan) discard() {
	for _, s := range p.selections {
		s.prefetched = nil
	}
}
