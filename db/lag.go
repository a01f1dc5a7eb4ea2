package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// DefaultMaxLag is how far behind a replica may be that is used, where Options do not say.
const DefaultMaxLag = 10 * time.Second

// How often a replica is asked how far it is, and how long it may take to say.
const (
	askEvery = 200 * time.Millisecond
	askTime  = 2 * time.Second
)

// ReplicaStatus is how a replica does.
type ReplicaStatus struct {
	Name, Host string
	InUse      bool
	Lag        time.Duration // how long ago the primary was as the replica is; negative while that is not known
	Reads      int64         // statements that it answered
	Failed     int64         // statements that the primary answered in its place
}

// status is what is known of a replica. Between two looks it can only be further than it says.
type status struct {
	replayed atomic.Int64 // position in the primary's log
	reads    atomic.Int64
	failures atomic.Int64

	mu    sync.Mutex
	told  bool               // why it is not used
	until context.Context    // nil while it is not used
	leave context.CancelFunc // ends what runs there
	lag   time.Duration
	wake  chan struct{}
}

// has tells whether the replica is in use and has replayed the log up to a position.
func (r *replica) has(position int64) bool {
	if r.replayed.Load() < position {
		return false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.until != nil
}

// run runs a statement on the replica, and breaks it off when the replica is found not to answer any more.
func (r *replica) run(ctx context.Context, f func(context.Context) error) error {
	r.mu.Lock()
	until := r.until
	r.mu.Unlock()
	if until == nil {
		r.failures.Add(1)
		return errLeft
	}
	within, end := context.WithCancel(ctx)
	defer end()
	defer context.AfterFunc(until, end)()
	err := f(within)
	switch {
	case err == nil:
		r.reads.Add(1)
	case ctx.Err() == nil:
		r.failures.Add(1)
		if gone(err) {
			r.out(fmt.Errorf("a statement failed: %w", err))
		}
	}
	return err
}

var errLeft = errors.New("the replica is no longer in use")

// gone tells whether an error says that the server does not answer, and not something about the statement.
func gone(err error) bool {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return true
	}
	return pg.Code == "57P01" || pg.Code == "57P02" || pg.Code == "57P03" // it shuts down, has crashed, or starts
}

// out takes the replica out of use, and ends what runs there.
func (r *replica) out(why error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.until != nil || !r.told {
		slog.Warn("a replica is not used", "replica", r.host, "why", why)
		r.told = true
	}
	if r.until == nil {
		return
	}
	r.leave()
	r.until = nil
	r.pool.SetMaxIdleConns(0) // whoever comes back finds no dead connection
	r.pool.SetMaxIdleConns(r.most)
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// in takes the replica into use.
func (r *replica) in() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.until != nil {
		return
	}
	slog.Info("a replica is used", "replica", r.host)
	r.until, r.leave = context.WithCancel(context.Background())
}

// Watch begins to use the replicas, as long as ctx lives: those that are not too far behind, and in no state from before this
// moment, so that they have the tables that the program has just migrated.
func (d *DB) MonitorReplicas(ctx context.Context) {
	if d.replicas == nil {
		return
	}
	rs := d.replicas
	ctx, rs.stop = context.WithCancel(ctx)
	var watching sync.WaitGroup
	for _, r := range rs.all {
		watching.Go(func() { rs.watch(ctx, r) })
	}
	go func() {
		watching.Wait()
		close(rs.ended)
	}()
}

// watch looks after one replica.
func (rs *replicas) watch(ctx context.Context, r *replica) {
	var seen progress
	tick := time.NewTicker(askEvery)
	defer tick.Stop()
	for ctx.Err() == nil {
		err := rs.look(ctx, r, &seen)
		lag := seen.lag(time.Now())
		if err == nil && (lag < 0 || lag > rs.maxLag) {
			err = errors.New("it is too far behind")
		}
		r.mu.Lock()
		r.lag = lag
		r.mu.Unlock()
		switch {
		case ctx.Err() != nil:
		case err != nil:
			r.out(err)
		default:
			r.in()
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		case <-r.wake:
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.until != nil {
		r.leave()
		r.until = nil
	}
}

// at is where a server stands: its position in the log, and whose log that is.
type at struct {
	position         int64
	system, database int64
	recovering       bool
}

const identity = `(SELECT system_identifier FROM pg_control_system()), (SELECT oid::bigint FROM pg_database WHERE datname = current_database()), pg_is_in_recovery()`

func (rs *replicas) look(ctx context.Context, r *replica, seen *progress) error {
	began := time.Now()
	primary, err := rs.whereIsPrimary(ctx)
	if err == nil {
		seen.note(began, primary.position)
	} else { // nothing is held against the replica but that it may fall behind unseen
		slog.DebugContext(ctx, "the primary does not say where it is", "error", err)
	}
	it, err := whereIs(ctx, r.asking, "COALESCE((pg_last_wal_replay_lsn() - '0/0'::pg_lsn)::bigint, 0)")
	if err != nil {
		return fmt.Errorf("it does not answer: %w", err)
	}
	if !it.recovering {
		return errors.New("it is no replica: it takes writes of its own")
	}
	if primary.system != 0 {
		if it.system != primary.system || it.database != primary.database {
			return errors.New("it is a replica of another database")
		}
		if it.position > primary.position {
			if primary, err = rs.whereIsPrimary(ctx); err == nil && it.position > primary.position {
				return errors.New("it has gone on where the primary has not")
			}
		}
	}
	r.replayed.Store(it.position)
	seen.reached(it.position)
	return nil
}

func (rs *replicas) whereIsPrimary(ctx context.Context) (at, error) {
	return whereIs(ctx, rs.primary, position)
}

func whereIs(ctx context.Context, server *sql.DB, position string) (at, error) {
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	var it at
	err := server.QueryRowContext(ctx, "SELECT "+position+", "+identity).Scan(&it.position, &it.system, &it.database, &it.recovering)
	return it, err
}

// progress is where the primary's log stood at which moments, by this machine's clock only.
type progress struct {
	ahead []mark    // not replayed yet, oldest first
	fresh time.Time // the last moment that is
}

type mark struct {
	when     time.Time
	position int64
}

// maxMarks bounds what is remembered of a replica that does not come on.
const maxMarks = 1000

func (p *progress) note(when time.Time, position int64) {
	if n := len(p.ahead); n == maxMarks { // every other one is exact enough
		for i := range n / 2 {
			p.ahead[i] = p.ahead[2*i+1]
		}
		p.ahead = p.ahead[:n/2]
	}
	p.ahead = append(p.ahead, mark{when, position})
}

func (p *progress) reached(position int64) {
	for len(p.ahead) > 0 && p.ahead[0].position <= position {
		p.fresh = p.ahead[0].when
		p.ahead = p.ahead[1:]
	}
}

// lag returns how far behind the replica is; negative while it was never seen as the primary once was since Watch began.
func (p *progress) lag(now time.Time) time.Duration {
	if p.fresh.IsZero() {
		return -1
	}
	return now.Sub(p.fresh)
}

// Replicas returns how the replicas do.
func (d *DB) Replicas() []ReplicaStatus {
	if d.replicas == nil {
		return nil
	}
	var all []ReplicaStatus
	for _, r := range d.replicas.all {
		r.mu.Lock()
		all = append(all, ReplicaStatus{Name: r.name, Host: r.host, InUse: r.until != nil, Lag: r.lag, Reads: r.reads.Load(), Failed: r.failures.Load()})
		r.mu.Unlock()
	}
	return all
}
