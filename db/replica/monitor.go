package replica

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// How often each replica is checked, and how long a server may take to return its position.
const (
	checkInterval = 200 * time.Millisecond
	checkTimeout  = 2 * time.Second
)

// Monitor starts to check the replicas until ctx ends, and takes into use those that are not too far behind. It must be
// called after the tables were migrated: a replica is not used until it has replayed everything up to this call.
func (r *Router) Monitor(ctx context.Context) {
	ctx, r.stop = context.WithCancel(ctx)
	var running sync.WaitGroup
	for _, one := range r.replicas {
		running.Go(func() { r.monitor(ctx, one) })
	}
	go func() {
		running.Wait()
		close(r.stopped)
	}()
}

// monitor checks one replica until ctx ends.
func (r *Router) monitor(ctx context.Context, one *replica) {
	var p progress
	tick := time.NewTicker(checkInterval)
	defer tick.Stop()
	for ctx.Err() == nil {
		verified, err := r.check(ctx, one, &p)
		lag := p.lag(time.Now())
		if err == nil && (lag < 0 || lag > r.maxLag) {
			err = errors.New("it is too far behind")
		}
		one.mu.Lock()
		one.lag = lag
		one.mu.Unlock()
		switch {
		case ctx.Err() != nil:
		case err != nil:
			one.takeOut(err)
		default:
			one.putIn(func() bool { return r.current() == verified })
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		case <-one.wake:
		}
	}
	one.mu.Lock()
	defer one.mu.Unlock()
	if one.inUse != nil {
		one.disable()
		one.inUse = nil
	}
}

// check asks the primary and the replica for their positions. It returns why the replica can't be used, or the epoch
// for which it can.
func (r *Router) check(ctx context.Context, one *replica, p *progress) (epoch, error) {
	began := time.Now()
	primary, err := r.primaryPosition(ctx)
	if err == nil {
		p.seen(began, primary.position)
	} else { // that doesn't speak against the replica, but its lag grows
		slog.DebugContext(ctx, "can't read the position of the primary", "error", err)
	}
	current := r.current()
	at, err := askPosition(ctx, one.monitor, replicaPosition)
	if err != nil {
		return current, fmt.Errorf("it does not answer: %w", err)
	}
	if !at.inRecovery {
		return current, errors.New("it is not a replica: it accepts writes")
	}
	if primary.system != 0 {
		if at.system != primary.system || at.database != primary.database {
			return current, errors.New("it is a replica of another database")
		}
		if at.mark != current.mark() && r.markErr() != nil {
			return current, r.markErr()
		}
		if at.position > primary.position {
			if primary, err = r.primaryPosition(ctx); err == nil && at.position > primary.position {
				return current, errors.New("it is ahead of the primary")
			}
		}
	}
	if at.mark != current.mark() {
		return current, errors.New("it has not replayed what the current primary has written")
	}
	one.replayed.Store(at.position)
	p.replayed(at.position)
	return current, nil
}

// serverPosition is a server's position in the log, and what the log belongs to.
type serverPosition struct {
	position         int64
	system, database int64
	inRecovery       bool
	mark             string
	epoch            epoch // of a primary
}

// identity selects what the log belongs to.
const identity = `(SELECT system_identifier FROM pg_control_system()),
	(SELECT oid::bigint FROM pg_database WHERE datname = current_database()), pg_is_in_recovery(), ` + markOf

// What a replica and the primary are asked.
const (
	replicaPosition = "SELECT COALESCE((pg_last_wal_replay_lsn() - '0/0'::pg_lsn)::bigint, 0), " + identity + ", 0, 0"
	primaryPosition = "SELECT " + primaryLSN + ", " + identity + ", " + currentEpoch
)

// primaryPosition returns the position of the primary, whose epoch it records and marks.
func (r *Router) primaryPosition(ctx context.Context) (serverPosition, error) {
	at, err := askPosition(ctx, r.primary, primaryPosition)
	if err == nil && !r.see(at.epoch) {
		err = errors.New("it is a former primary")
	}
	if err != nil {
		// The next attempt needs a new connection: this one may lead to a server that is no longer the primary.
		r.primary.SetMaxIdleConns(0)
		r.primary.SetMaxIdleConns(1)
		return serverPosition{}, err
	}
	r.setMarkErr(r.writeMark(ctx, at))
	return at, nil
}

func askPosition(ctx context.Context, server *sql.DB, position string) (serverPosition, error) {
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	var at serverPosition
	err := server.QueryRowContext(ctx, position).Scan(&at.position, &at.system, &at.database, &at.inRecovery, &at.mark,
		&at.epoch.timeline, &at.epoch.started)
	return at, err
}
