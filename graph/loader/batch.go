package loader

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"

	"clientele/internal/pipeline"
)

// Batch reads records for many ids in one statement. The ids that will be requested are known before the first one
// is: code that reads a list of parents announces their ids (Expect), and the first Load reads the records of all of
// them. So the number of statements does not depend on timing, and nothing waits for a timer.
type Batch[T any] struct {
	fetch func(context.Context, []string) (map[string]T, error)
	ids   *expected

	mu     sync.Mutex
	loaded map[string]*fetched[T]
}

// fetched is the result of one fetch, shared by all ids that it was made for.
type fetched[T any] struct {
	done chan struct{}
	rows map[string]T
	err  error
}

func newBatch[T any](ids *expected, fetch func(context.Context, []string) (map[string]T, error)) *Batch[T] {
	return &Batch[T]{fetch: fetch, ids: ids}
}

// Expect announces ids that may be loaded.
func (b *Batch[T]) Expect(ids ...string) { b.ids.expect(ids...) }

// Load returns the record of an id. If there is none, or the caller may not see it, it returns the zero value.
func (b *Batch[T]) Load(ctx context.Context, id string) (T, error) {
	b.mu.Lock()
	f, known := b.loaded[id]
	var ids []string
	if !known {
		if b.loaded == nil { // most operations do not use most batches
			b.loaded = map[string]*fetched[T]{}
		}
		f = &fetched[T]{done: make(chan struct{})}
		for _, each := range b.ids.with(id) {
			if b.loaded[each] == nil {
				b.loaded[each] = f
				ids = append(ids, each)
			}
		}
	}
	b.mu.Unlock()
	if !known {
		f.run(ctx, b.fetch, ids)
	}
	pipeline.Wait(ctx, f.done)
	return f.rows[id], f.err
}

var errNotFetched = errors.New("the records were not read")

// run fetches the records. Those who wait for them continue even if fetch panics.
func (f *fetched[T]) run(
	ctx context.Context, fetch func(context.Context, []string) (map[string]T, error), ids []string,
) {
	defer close(f.done)
	f.err = errNotFetched
	for some := range slices.Chunk(ids, maxIDs) {
		rows, err := fetch(ctx, some)
		if err != nil {
			f.err = err
			return
		}
		if f.rows == nil {
			f.rows = rows // usually all of them
		} else {
			maps.Copy(f.rows, rows)
		}
	}
	f.err = nil
}

// maxIDs is the number of ids in one statement, below the limit of bound parameters of each database.
const maxIDs = 10_000

// expected collects the ids of the parents that an operation has read so far.
type expected struct {
	mu        sync.Mutex
	announced []string // not yet in ids: most operations do not load their children
	seen      map[string]bool
	ids       []string
}

// expect announces that the children of these ids may be loaded.
func (e *expected) expect(ids ...string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.announced = append(e.announced, ids...)
}

// with returns the expected ids and id, each once.
func (e *expected) with(id string) []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.seen == nil {
		e.seen = map[string]bool{}
	}
	for _, each := range append(e.announced, id) {
		if !e.seen[each] {
			e.seen[each] = true
			e.ids = append(e.ids, each)
		}
	}
	e.announced = nil
	return e.ids[:len(e.ids):len(e.ids)]
}
