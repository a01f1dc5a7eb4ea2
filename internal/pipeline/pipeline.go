// Package pipeline lets functions that run side by side submit requests in batches. A function that submits a request
// waits for its result. Once every function of the group is waiting or has returned, the pending requests are executed
// together. No timer is involved. The package knows nothing about databases: the caller of Submit says how requests are
// executed.
package pipeline

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
)

// Run runs the functions concurrently and returns when all of them have returned. If one panics, Run panics with a
// Panic. A function may call Run itself, provided that no inner function waits for a request of an outer one.
func Run(ctx context.Context, functions ...func(context.Context)) {
	g := &group{active: len(functions)}
	ctx = context.WithValue(ctx, key{}, g)
	var others sync.WaitGroup
	var failure any
	run := func(f func(context.Context)) {
		defer func() {
			if p := recover(); p != nil {
				g.mu.Lock()
				failure = Panic{p, debug.Stack()}
				g.mu.Unlock()
			}
		}()
		defer g.pause()
		f(ctx)
	}
	for _, f := range functions[1:] {
		others.Add(1)
		start(func() {
			defer others.Done()
			run(f)
		})
	}
	run(functions[0])
	others.Wait()
	g.mu.Lock()
	g.ended = true
	g.mu.Unlock()
	if failure != nil {
		panic(failure)
	}
}

// Submit adds a request to the current batch, waits until execute has been called with the batch, and returns true.
// Outside a running group it returns false without executing anything. All functions of a group must pass the same
// execute function.
func Submit(ctx context.Context, request any, execute func([]any)) bool {
	g, ok := running(ctx)
	if !ok {
		return false
	}
	s := &submitted{request: request, execute: execute, done: make(chan struct{})}
	g.pause(s)
	<-s.done
	return true
}

// Wait waits until done is closed, possibly by another function of the group. The batch doesn't wait for a function
// that is blocked in Wait.
func Wait(ctx context.Context, done <-chan struct{}) {
	select {
	case <-done:
		return
	default:
	}
	g, ok := running(ctx)
	if !ok {
		<-done
		return
	}
	g.pause()
	<-done
	g.mu.Lock()
	g.active++
	g.mu.Unlock()
}

// Panic is the value that a function panicked with, and its stack.
type Panic struct {
	Value any
	Stack []byte
}

// Error returns the value followed by the stack.
func (p Panic) Error() string { return fmt.Sprintf("%v\n%s", p.Value, p.Stack) }

type key struct{}

// group is the state of one call of Run.
type group struct {
	mu      sync.Mutex
	active  int // functions that are neither waiting nor done
	pending []*submitted
	ended   bool // a context can outlive its group
}

// submitted is a request that waits for its result.
type submitted struct {
	request any
	execute func([]any)
	done    chan struct{}
}

// running returns the context's group unless it has ended.
func running(ctx context.Context) (*group, bool) {
	g, ok := ctx.Value(key{}).(*group)
	if !ok {
		return nil, false
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	return g, !g.ended
}

// pause records that a function has returned or waits, for the result of a request if one is given. The last active
// function executes the pending requests.
func (g *group) pause(requests ...*submitted) {
	g.mu.Lock()
	g.pending = append(g.pending, requests...)
	g.active--
	if g.active > 0 || len(g.pending) == 0 {
		g.mu.Unlock()
		return
	}
	batch := g.pending
	g.active, g.pending = len(batch), nil
	g.mu.Unlock()
	defer func() {
		for _, s := range batch {
			close(s.done)
		}
	}()
	all := make([]any, len(batch))
	for i, s := range batch {
		all[i] = s.request
	}
	batch[0].execute(all)
}
