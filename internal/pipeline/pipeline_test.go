package pipeline_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"clientele/internal/pipeline"
)

// recorder records the batches that were executed.
type recorder struct {
	mu      sync.Mutex
	batches [][]string
}

func (r *recorder) execute(requests []any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var batch []string
	for _, request := range requests {
		batch = append(batch, request.(string))
	}
	slices.Sort(batch)
	r.batches = append(r.batches, batch)
}

func (r *recorder) submit(ctx context.Context, request string) bool {
	return pipeline.Submit(ctx, request, r.execute)
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
		t.Fatal("deadlock: the functions wait for each other")
	}
}

func TestSubmitBatchesRequests(t *testing.T) {
	for range 200 { // in whichever order the functions are scheduled
		var r recorder
		within(t, func() {
			pipeline.Run(t.Context(),
				func(ctx context.Context) { r.submit(ctx, "a1"); r.submit(ctx, "a2") },
				func(ctx context.Context) { r.submit(ctx, "b1") },
				func(context.Context) {},
				func(ctx context.Context) { r.submit(ctx, "c1"); r.submit(ctx, "c2"); r.submit(ctx, "c3") })
		})
		if got := fmt.Sprint(r.batches); got != "[[a1 b1 c1] [a2 c2] [c3]]" {
			t.Fatal(got)
		}
	}
}

func TestWaitForAnotherFunction(t *testing.T) {
	for range 200 {
		var r recorder
		ready := make(chan struct{})
		within(t, func() {
			pipeline.Run(t.Context(),
				func(ctx context.Context) { defer close(ready); r.submit(ctx, "read") },
				func(ctx context.Context) { pipeline.Wait(ctx, ready); r.submit(ctx, "after") },
				func(ctx context.Context) { pipeline.Wait(ctx, ready) })
		})
		if got := fmt.Sprint(r.batches); got != "[[read] [after]]" {
			t.Fatal(got)
		}
	}
}

func TestNestedGroups(t *testing.T) {
	var r recorder
	within(t, func() {
		pipeline.Run(t.Context(),
			func(ctx context.Context) {
				pipeline.Run(ctx, func(ctx context.Context) { r.submit(ctx, "a") }, func(ctx context.Context) { r.submit(ctx, "b") })
				r.submit(ctx, "c")
			},
			func(ctx context.Context) { r.submit(ctx, "d") })
	})
	if got := fmt.Sprint(r.batches); got != "[[a b] [c d]]" {
		t.Error(got)
	}
}

func TestOutsideOfGroup(t *testing.T) {
	var r recorder
	if r.submit(t.Context(), "alone") {
		t.Error("executed without a group")
	}
	var kept context.Context
	pipeline.Run(t.Context(), func(ctx context.Context) { kept = ctx }, func(context.Context) {})
	if r.submit(kept, "late") || len(r.batches) > 0 {
		t.Error("executed after the group ended")
	}
	closed := make(chan struct{})
	close(closed)
	within(t, func() { pipeline.Wait(kept, closed); pipeline.Wait(t.Context(), closed) })
}

func TestPanicPropagates(t *testing.T) {
	var r recorder
	var ended atomic.Bool
	got := func() (v any) {
		defer func() { v = valueOf(t, recover()) }()
		pipeline.Run(t.Context(),
			func(ctx context.Context) { r.submit(ctx, "a"); ended.Store(true) },
			func(context.Context) { panic("boom") })
		return nil
	}()
	if got != "boom" || !ended.Load() {
		t.Errorf("got panic %v; other function completed: %v", got, ended.Load())
	}
	if got := func() (v any) { // in execute
		defer func() { v = valueOf(t, recover()) }()
		pipeline.Run(t.Context(),
			func(ctx context.Context) { pipeline.Submit(ctx, "a", func([]any) { panic("execute failed") }) },
			func(ctx context.Context) { pipeline.Submit(ctx, "b", func([]any) { panic("execute failed") }) })
		return nil
	}(); got != "execute failed" {
		t.Error(got)
	}
}

func valueOf(t *testing.T, recovered any) any {
	t.Helper()
	p, ok := recovered.(pipeline.Panic)
	if !ok || !strings.Contains(p.Error(), "pipeline_test.go") { // in the stack
		t.Errorf("%v", recovered)
	}
	return p.Value
}

func TestConcurrentGroups(t *testing.T) {
	var all sync.WaitGroup
	var executed atomic.Int64
	for range 100 {
		all.Go(func() {
			pipeline.Run(t.Context(), slices.Repeat([]func(context.Context){func(ctx context.Context) {
				if pipeline.Submit(ctx, nil, func(batch []any) { executed.Add(int64(len(batch))) }) {
					executed.Add(1000)
				}
			}}, 5)...)
		})
	}
	within(t, all.Wait)
	if executed.Load() != 500*1001 {
		t.Error(executed.Load())
	}
}
