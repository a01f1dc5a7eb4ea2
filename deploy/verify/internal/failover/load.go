package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

const (
	writers    = 6
	readers    = 3
	retryPause = 250 * time.Millisecond // shorter than Retry-After, to measure when writes are accepted again
	workPause  = 100 * time.Millisecond
	maxFound   = 50 // problems that are kept
)

// load is the clients, and what they have seen.
type load struct {
	*servers
	done    context.Context
	cancel  context.CancelFunc
	clients sync.WaitGroup

	mu        sync.Mutex
	customers map[string]string // IDs of acknowledged customers by external ID; "" if only the repetition was answered
	orders    map[string]string // IDs of acknowledged orders by note
	counters  map[string]int    // acknowledged values by customer
	acked     [nodes]time.Time  // the last acknowledged write by server
	firstAck  [nodes]time.Time  // the first one after mark
	mark      time.Time
	counts    counts
	found     []error
}

// counts are numbers of requests.
type counts struct {
	writes, reads, own, failed, doubt int // own: reads of the caller's last write; doubt: failed with unknown outcome
}

// startLoad creates the API keys and starts the clients.
func startLoad(ctx context.Context, s *servers) (*load, error) {
	l := &load{
		servers: s, customers: map[string]string{}, orders: map[string]string{}, counters: map[string]int{},
	}
	l.done, l.cancel = context.WithCancel(ctx)
	for i := range writers + readers {
		key, err := s.createKey(ctx, fmt.Sprint("client ", i))
		if err != nil {
			return nil, err
		}
		if i < writers {
			w := &writer{load: l, n: i, key: key}
			l.clients.Go(w.work)
			continue
		}
		l.clients.Go(func() { l.read(i, key) })
	}
	return l, l.waitAll(ctx, time.Now(), time.Minute)
}

// stop ends the clients.
func (l *load) stop() {
	l.cancel()
	l.clients.Wait()
}

// pause waits. It returns false if the clients end.
func (l *load) pause(d time.Duration) bool {
	select {
	case <-l.done.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// report records a problem.
func (l *load) report(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.found) < maxFound {
		l.found = append(l.found, fmt.Errorf(format, args...))
	}
}

// problems returns what the clients have found.
func (l *load) problems() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return errors.Join(l.found...)
}

// acknowledge records an acknowledged write.
func (l *load) acknowledge(server int, record func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	record()
	l.counts.writes++
	l.acked[server] = time.Now()
	if l.firstAck[server].IsZero() && l.acked[server].After(l.mark) {
		l.firstAck[server] = l.acked[server]
	}
}

// since begins to look for the first acknowledged writes after a time.
func (l *load) since(at time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.mark, l.firstAck = at, [nodes]time.Time{}
}

// waitAll waits until each server has acknowledged a write after a time.
func (l *load) waitAll(ctx context.Context, at time.Time, limit time.Duration) error {
	l.since(at)
	err := wait(ctx, limit, func() bool {
		l.mu.Lock()
		defer l.mu.Unlock()
		for _, first := range l.firstAck {
			if first.IsZero() {
				return false
			}
		}
		return true
	})
	if err != nil {
		return fmt.Errorf("not every server accepts writes: %w", errors.Join(err, l.problems()))
	}
	return nil
}

// firstWrites returns the times of the first acknowledged writes after that of since, by server.
func (l *load) firstWrites() [nodes]time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.firstAck
}

func (l *load) numbers() counts {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.counts
}

// until sends an operation, each time to the next server, until it is answered without an error. It returns the server,
// and whether an attempt may have been stored before. It returns nil if the clients end.
func (l *load) until(server int, key, query string, variables map[string]any) (a *answer, at int, doubt bool) {
	for ; ; server = (server + 1) % nodes {
		a, err := send(l.done, l.urls[server], key, query, variables)
		switch {
		case l.done.Err() != nil:
			return nil, server, doubt
		case err != nil:
			l.report("a request was not answered: %w", err)
			doubt = true
		case len(a.Errors) == 0:
			return a, server, doubt
		default:
			if why := a.problem(); why != "" {
				l.report("a request failed with an error that is not to be retried: %s", why)
			}
			doubt = doubt || a.inDoubt()
			l.mu.Lock()
			l.counts.failed++
			if a.inDoubt() {
				l.counts.doubt++
			}
			l.mu.Unlock()
		}
		if !l.pause(retryPause) {
			return nil, server, doubt
		}
	}
}

// read reads customers that others have created.
func (l *load) read(i int, key string) {
	for n := i; l.pause(workPause); n++ {
		id := l.anyCustomer()
		if id == "" {
			continue
		}
		a, _, _ := l.until(n%nodes, key, `query($id: ID!) { customer(id: $id) { id note } }`, map[string]any{"id": id})
		if a == nil {
			return
		}
		l.mu.Lock()
		l.counts.reads++
		l.mu.Unlock()
	}
}

// anyCustomer returns the ID of a customer that was created; "" if there is none.
func (l *load) anyCustomer() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, id := range l.customers { // in random order
		if id != "" {
			return id
		}
	}
	return ""
}
