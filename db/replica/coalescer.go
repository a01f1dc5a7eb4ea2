package replica

import (
	"context"
	"sync"
)

// coalescer lets concurrent calls with the same key share their work. Each call is served by a run that began after the
// call.
type coalescer struct {
	mu   sync.Mutex
	runs map[string]*run // the current run of each key
}

// run is a run of the work. Calls that arrive while it is in progress share the next one.
type run struct {
	done chan struct{}
	err  error
	next *run // nil if no call waits for it
}

// do calls work, or waits for another call that does. Work must end by itself.
func (c *coalescer) do(ctx context.Context, key string, work func() error) error {
	c.mu.Lock()
	if c.runs == nil {
		c.runs = map[string]*run{}
	}
	current := c.runs[key]
	own := &run{done: make(chan struct{})}
	switch {
	case current == nil:
		c.runs[key] = own
		c.mu.Unlock()
	case current.next != nil:
		next := current.next
		c.mu.Unlock()
		select {
		case <-next.done:
			return next.err
		case <-ctx.Done():
			return ctx.Err()
		}
	default:
		current.next = own
		c.mu.Unlock()
		<-current.done
	}
	own.err = work()
	c.mu.Lock()
	if own.next != nil {
		c.runs[key] = own.next
	} else {
		delete(c.runs, key)
	}
	c.mu.Unlock()
	close(own.done)
	return own.err
}
