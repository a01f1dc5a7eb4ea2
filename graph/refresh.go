package graph

import (
	"context"
	"log/slog"
	"time"

	"clientele/internal/apperr"
	"clientele/internal/customfields"
)

// lookEvery is how often the version of the definitions is looked at: another server's change is seen within a second.
const lookEvery = 400 * time.Millisecond

type runningKey struct{}

// in returns a context whose operation works with this schema and its definitions, whatever changes meanwhile.
func (r *running) in(ctx context.Context) context.Context {
	return customfields.With(context.WithValue(ctx, runningKey{}, r), r.set)
}

func runningOf(ctx context.Context) *running { return ctx.Value(runningKey{}).(*running) }

// current returns the schema for an operation that begins now. The first one after a while looks whether the definitions have
// changed; those that come meanwhile go on with what there is.
func (h *Handler) current() *running {
	if h.stale() && h.looking.TryLock() {
		defer h.looking.Unlock()
		h.refresh()
	}
	return h.running.Load()
}

// look returns the schema after a fresh look, unless there was one a moment ago; it waits for one that is under way.
func (h *Handler) look() *running {
	h.looking.Lock()
	defer h.looking.Unlock()
	if h.stale() {
		h.refresh()
	}
	return h.running.Load()
}

// redefined takes a change of the definitions that this server has just made into the schema, before it is answered.
func (h *Handler) redefined(err error) ([]*apperr.FieldError, error) {
	userErrors, err := faults(err)
	if err == nil && len(userErrors) == 0 {
		h.looking.Lock()
		defer h.looking.Unlock()
		h.refresh()
	}
	return userErrors, err
}

func (h *Handler) stale() bool {
	return h.o.Fields != nil && time.Since(time.Unix(0, h.looked.Load())) > lookEvery
}

// refresh builds the schema anew if the definitions have changed. If that fails the old one goes on, and the log says why.
// It is no part of the request that happens to come by: it neither ends with it nor counts to it.
func (h *Handler) refresh() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	h.looked.Store(time.Now().UnixNano())
	version, err := h.o.Fields.Version(ctx)
	if err == nil && version == h.running.Load().set.Version {
		return
	}
	var set *customfields.Set
	if err == nil {
		set, err = h.o.Fields.Load(ctx)
	}
	var r *running
	if err == nil {
		r, err = h.build(set)
	}
	if err != nil {
		slog.ErrorContext(ctx, "the schema could not follow the custom fields", "error", err)
		return
	}
	h.running.Store(r)
}
