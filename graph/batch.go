package graph

import (
	"context"
	"maps"
	"slices"
	"sync"

	"clientele/internal/together"
)

// batch reads records for many ids in one statement. Which ids will be asked for together is known before the first one is:
// whoever reads a list of parents tells its ids (expect), and the first load takes all of them along. So the number of
// statements does not depend on how fast the fields of a list come by, and nobody waits for a timer.
type batch[T any] struct {
	fetch func(context.Context, []string) (map[string]T, error)
	ids   *expected

	mu     sync.Mutex
	loaded map[string]*fetched[T]
}

// fetched is the answer to one fetch, for all the ids that it was made for.
type fetched[T any] struct {
	done chan struct{}
	rows map[string]T
	err  error
}

func newBatch[T any](ids *expected, fetch func(context.Context, []string) (map[string]T, error)) *batch[T] {
	return &batch[T]{fetch: fetch, ids: ids, loaded: map[string]*fetched[T]{}}
}

// load returns the record of an id; one that is not there, or not the caller's, is the zero value.
func (b *batch[T]) load(ctx context.Context, id string) (T, error) {
	b.mu.Lock()
	f, known := b.loaded[id]
	var ids []string
	if !known {
		f = &fetched[T]{done: make(chan struct{})}
		for _, each := range b.ids.and(id) {
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
	together.Wait(ctx, f.done)
	return f.rows[id], f.err
}

// run fetches, and lets those who wait go on even if fetch panics.
func (f *fetched[T]) run(ctx context.Context, fetch func(context.Context, []string) (map[string]T, error), ids []string) {
	defer close(f.done)
	f.err = errNotFetched
	for some := range slices.Chunk(ids, maxIDs) {
		rows, err := fetch(ctx, some)
		if err != nil {
			f.err = err
			return
		}
		if f.rows == nil {
			f.rows = rows // mostly they are all
		} else {
			maps.Copy(f.rows, rows)
		}
	}
	f.err = nil
}

// maxIDs is how many ids go into one statement: below the bound parameters that each database takes. Only answers far larger
// than a page of pages reach it.
const maxIDs = 10_000

// expected is the ids of the parents that an operation has come across so far.
type expected struct {
	mu   sync.Mutex
	told []string // as they came; most operations ask for no children of theirs
	seen map[string]bool
	ids  []string
}

// expect tells that the children of these ids may be asked for.
func (e *expected) expect(ids ...string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.told = append(e.told, ids...)
}

// and returns the expected ids, each once, id among them.
func (e *expected) and(id string) []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.seen == nil {
		e.seen = map[string]bool{}
	}
	for _, each := range append(e.told, id) {
		if !e.seen[each] {
			e.seen[each] = true
			e.ids = append(e.ids, each)
		}
	}
	e.told = nil
	return e.ids[:len(e.ids):len(e.ids)]
}
