// Package together lets functions that do not need each other's answers ask for what they need at once. They run side by side; each
// waits when it asks, and when all of them wait or have ended, what they ask is answered in one go. Nobody waits for a timer. It
// knows no database: who asks says how.
package together

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"
)

// Run runs the functions and returns when all have ended. A panic of one is the caller's, as a Panic. A function of a group may run a group
// of its own, none of which may wait for what other functions of the first one ask.
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
		defer g.left()
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

// Ask waits until answer has been called with what this function and others of its group ask, and returns true. Outside of a group
// it returns false, and nothing was asked. All of a group give the same answer function.
func Ask(ctx context.Context, question any, answer func([]any)) bool {
	g, ok := ctx.Value(key{}).(*group)
	if !ok || g.over() {
		return false
	}
	a := &asked{question: question, answer: answer, done: make(chan struct{})}
	g.left(a)
	<-a.done
	return true
}

// Wait waits until done is closed by somebody who may be another function of the group: the others need not wait for this one
// meanwhile.
func Wait(ctx context.Context, done <-chan struct{}) {
	select {
	case <-done:
		return
	default:
	}
	g, ok := ctx.Value(key{}).(*group)
	if !ok || g.over() {
		<-done
		return
	}
	g.left()
	<-done
	g.mu.Lock()
	g.active++
	g.mu.Unlock()
}

// Panic is what a function has panicked with, and where.
type Panic struct {
	Value any
	Stack []byte
}

// Error is the value and the stack.
func (p Panic) Error() string { return fmt.Sprintf("%v\n%s", p.Value, p.Stack) }

type key struct{}

// group is functions that run together.
type group struct {
	mu      sync.Mutex
	active  int // functions that neither wait nor have ended
	waiting []*asked
	ended   bool // contexts of the group can live longer than it
}

// asked is a question that waits for its answer.
type asked struct {
	question any
	answer   func([]any)
	done     chan struct{}
}

func (g *group) over() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.ended
}

// left notes that a function has ended or waits, for the answer to a question where there is one. The last to do so gets all
// questions answered.
func (g *group) left(with ...*asked) {
	g.mu.Lock()
	g.waiting = append(g.waiting, with...)
	g.active--
	if g.active > 0 || len(g.waiting) == 0 {
		g.mu.Unlock()
		return
	}
	all := g.waiting
	g.active, g.waiting = len(all), nil
	g.mu.Unlock()
	defer func() {
		for _, a := range all {
			close(a.done)
		}
	}()
	questions := make([]any, len(all))
	for i, a := range all {
		questions[i] = a.question
	}
	all[0].answer(questions)
}

// kept is how many goroutines stay for further functions: a new one would grow its stack anew, which takes longer than what it does.
const kept = 32

var (
	work = make(chan func())
	idle atomic.Int64 // goroutines that stay
)

// start runs f in a goroutine that is there, or in a new one.
func start(f func()) {
	select {
	case work <- f:
		return
	default:
	}
	go func() {
		f()
		if idle.Add(1) > kept {
			idle.Add(-1)
			return
		}
		for f := range work {
			f()
		}
	}()
}
