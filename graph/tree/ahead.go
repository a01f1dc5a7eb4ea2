package tree

import (
	"context"
	"reflect"
)

// outcome is what reading a field has come to.
type outcome struct {
	value reflect.Value
	err   error
}

// readAhead reads the fields together that take a way to elsewhere each. It does so for the first object of a place in the answer:
// who reads them takes what the others of the place will ask for along.
func (r *run) readAhead(p *plan, v reflect.Value) {
	if p.begun || r.op.Together == nil {
		return
	}
	p.begun = true
	var reads []func(context.Context)
	for _, n := range p.nodes {
		if n.bound == nil || !n.bound.apart || n.refused != nil || n.same != nil {
			continue
		}
		reads = append(reads, func(ctx context.Context) {
			value, err := n.bound.get(ctx, v, n)
			n.ahead = &outcome{value, err}
		})
	}
	if len(reads) > 1 {
		r.op.Together(r.ctx, reads...)
	}
}

// forget drops what was read ahead for an object that is not written to its end.
func (p *plan) forget() {
	for _, n := range p.nodes {
		n.ahead = nil
	}
}
