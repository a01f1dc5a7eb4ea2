package together_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"clientele/internal/together"
)

// post notes what was asked in one go.
type post struct {
	mu     sync.Mutex
	rounds [][]string
}

func (p *post) answer(questions []any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var round []string
	for _, q := range questions {
		round = append(round, q.(string))
	}
	slices.Sort(round)
	p.rounds = append(p.rounds, round)
}

func (p *post) ask(ctx context.Context, question string) bool {
	return together.Ask(ctx, question, p.answer)
}

func within(t *testing.T, f func()) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		t.Fatal("they wait for each other")
	}
}

func TestQuestionsAreAskedInOneGo(t *testing.T) {
	for range 200 { // whichever comes first
		var p post
		within(t, func() {
			together.Run(t.Context(),
				func(ctx context.Context) { p.ask(ctx, "a1"); p.ask(ctx, "a2") },
				func(ctx context.Context) { p.ask(ctx, "b1") },
				func(context.Context) {},
				func(ctx context.Context) { p.ask(ctx, "c1"); p.ask(ctx, "c2"); p.ask(ctx, "c3") })
		})
		if got := fmt.Sprint(p.rounds); got != "[[a1 b1 c1] [a2 c2] [c3]]" {
			t.Fatal(got)
		}
	}
}

func TestOneMayWaitForAnother(t *testing.T) {
	for range 200 {
		var p post
		ready := make(chan struct{})
		within(t, func() {
			together.Run(t.Context(),
				func(ctx context.Context) { defer close(ready); p.ask(ctx, "read") },
				func(ctx context.Context) { together.Wait(ctx, ready); p.ask(ctx, "after") },
				func(ctx context.Context) { together.Wait(ctx, ready) })
		})
		if got := fmt.Sprint(p.rounds); got != "[[read] [after]]" {
			t.Fatal(got)
		}
	}
}

func TestGroupsWithinGroups(t *testing.T) {
	var p post
	within(t, func() {
		together.Run(t.Context(),
			func(ctx context.Context) {
				together.Run(ctx, func(ctx context.Context) { p.ask(ctx, "a") }, func(ctx context.Context) { p.ask(ctx, "b") })
				p.ask(ctx, "c")
			},
			func(ctx context.Context) { p.ask(ctx, "d") })
	})
	if got := fmt.Sprint(p.rounds); got != "[[a b] [c d]]" {
		t.Error(got)
	}
}

func TestOutsideOfAGroup(t *testing.T) {
	var p post
	if p.ask(t.Context(), "alone") {
		t.Error("was asked without a group")
	}
	var kept context.Context
	together.Run(t.Context(), func(ctx context.Context) { kept = ctx }, func(context.Context) {})
	if p.ask(kept, "late") || len(p.rounds) > 0 {
		t.Error("was asked after the group had ended")
	}
	closed := make(chan struct{})
	close(closed)
	within(t, func() { together.Wait(kept, closed); together.Wait(t.Context(), closed) })
}

func TestAPanicIsTheCallers(t *testing.T) {
	var p post
	var ended atomic.Bool
	got := func() (v any) {
		defer func() { v = valueOf(t, recover()) }()
		together.Run(t.Context(),
			func(ctx context.Context) { p.ask(ctx, "a"); ended.Store(true) },
			func(context.Context) { panic("boom") })
		return nil
	}()
	if got != "boom" || !ended.Load() {
		t.Errorf("%v, the other ended %v", got, ended.Load())
	}
	if got := func() (v any) { // of who answers
		defer func() { v = valueOf(t, recover()) }()
		together.Run(t.Context(),
			func(ctx context.Context) { together.Ask(ctx, "a", func([]any) { panic("no answer") }) },
			func(ctx context.Context) { together.Ask(ctx, "b", func([]any) { panic("no answer") }) })
		return nil
	}(); got != "no answer" {
		t.Error(got)
	}
}

func valueOf(t *testing.T, recovered any) any {
	t.Helper()
	p, ok := recovered.(together.Panic)
	if !ok || !strings.Contains(p.Error(), "together_test.go") { // where it was
		t.Errorf("%v", recovered)
	}
	return p.Value
}

func TestManyAtOnce(t *testing.T) {
	var all sync.WaitGroup
	var asked atomic.Int64
	for range 100 {
		all.Go(func() {
			together.Run(t.Context(), slices.Repeat([]func(context.Context){func(ctx context.Context) {
				if together.Ask(ctx, nil, func(q []any) { asked.Add(int64(len(q))) }) {
					asked.Add(1000)
				}
			}}, 5)...)
		})
	}
	within(t, all.Wait)
	if asked.Load() != 500*1001 {
		t.Error(asked.Load())
	}
}
