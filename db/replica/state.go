package replica

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// Status is the state of a replica.
type Status struct {
	Name, Host string
	InUse      bool
	Lag        time.Duration // how long ago the primary was at the replica's position; negative if not known
	Reads      int64         // statements that it answered
	Failed     int64         // statements that the primary answered in its place
}

// Status returns the state of each replica.
func (r *Router) Status() []Status {
	all := make([]Status, 0, len(r.replicas))
	for _, one := range r.replicas {
		one.mu.Lock()
		all = append(all, Status{
			Name: one.name, Host: one.host, InUse: one.inUse != nil, Lag: one.lag,
			Reads: one.reads.Load(), Failed: one.failures.Load(),
		})
		one.mu.Unlock()
	}
	return all
}

// state is what is known of a replica. Its log position can be further than it says, but never behind.
type state struct {
	replayed atomic.Int64 // position in the primary's log
	reads    atomic.Int64
	failures atomic.Int64

	mu      sync.Mutex
	logged  bool               // that it is not used
	inUse   context.Context    // nil while it is not used
	disable context.CancelFunc // cancels the queries that it runs
	lag     time.Duration
	wake    chan struct{} // makes the monitor check the replica at once
}

// hasReplayed tells whether the replica is in use and has replayed the log up to a position.
func (r *replica) hasReplayed(position int64) bool {
	if r.replayed.Load() < position {
		return false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.inUse != nil
}

var errNotInUse = errors.New("the replica is no longer in use")

// run runs a query on the replica. It is canceled when the replica is taken out of use.
func (r *replica) run(ctx context.Context, query func(context.Context) error) error {
	r.mu.Lock()
	inUse := r.inUse
	r.mu.Unlock()
	if inUse == nil {
		r.failures.Add(1)
		return errNotInUse
	}
	queryCtx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(inUse, cancel)()
	err := query(queryCtx)
	switch {
	case err == nil:
		r.reads.Add(1)
	case ctx.Err() == nil:
		r.failures.Add(1)
		if isUnavailable(err) {
			r.takeOut(fmt.Errorf("a statement failed: %w", err))
		}
	}
	return err
}

// isUnavailable tells whether an error means that the server doesn't answer, as opposed to an error in the statement.
func isUnavailable(err error) bool {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return true
	}
	switch pg.Code {
	case "57P01", "57P02", "57P03": // admin_shutdown, crash_shutdown, cannot_connect_now
		return true
	}
	return false
}

// takeOut takes the replica out of use and cancels the queries that it runs.
func (r *replica) takeOut(reason error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.inUse != nil || !r.logged {
		slog.Warn("replica not in use", "replica", r.host, "reason", reason)
		r.logged = true
	}
	if r.inUse == nil {
		return
	}
	r.disable()
	r.inUse = nil
	r.pool.SetMaxIdleConns(0) // closes idle connections, which may be broken
	r.pool.SetMaxIdleConns(r.maxConns)
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// putIn takes the replica into use if it is still allowed.
func (r *replica) putIn(allowed func() bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.inUse != nil || !allowed() {
		return
	}
	slog.Info("replica in use", "replica", r.host)
	r.inUse, r.disable = context.WithCancel(context.Background())
}
