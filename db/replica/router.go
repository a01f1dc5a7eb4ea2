// Package replica lets PostgreSQL's streaming replicas answer reads in place of the primary. A monitor measures how far
// each replica is behind, a router chooses one that has the caller's last write, and the primary repeats what a replica
// fails to answer. The package decides for no read whether a replica may answer it.
package replica

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/plugin/dbresolver"
)

// DefaultMaxLag is the maximum lag if Options has none.
const DefaultMaxLag = 10 * time.Second

// Options are the settings of a Router.
type Options struct {
	Primary  string   // the URL of the primary
	Replicas []string // the URLs of the replicas
	// Open opens a connection pool to the primary or to a replica.
	Open     func(url string, maxConns int, primary bool) (*sql.DB, error)
	MaxConns int           // of each of these pools
	MaxLag   time.Duration // replicas with a greater lag are not used; 0 for DefaultMaxLag
}

// Router chooses the server that answers a read. It is the primary unless the context says otherwise; see Allow.
// Dbresolver knows each replica only by its name, so that it sends no read to a replica by itself.
type Router struct {
	replicas []*replica
	primary  *sql.DB // a single connection, to ask for the primary's log position
	maxLag   time.Duration
	next     atomic.Uint64
	stop     context.CancelFunc
	stopped  chan struct{}
	writes   coalescer

	epochMu   sync.Mutex
	epoch     epoch
	markError error // why the epoch can't be marked
}

// replica is one of the replicas.
type replica struct {
	name     string // such as "replica1"
	host     string // host:port
	pool     *sql.DB
	maxConns int
	monitor  *sql.DB // a single connection, to ask for the replica's log position
	handle   *gorm.DB

	state
}

// Open adds replicas to the primary's handle. A replica that can't be reached is not an error: it is used as soon as it
// can be.
func Open(primary *gorm.DB, o Options) (*Router, error) {
	r := &Router{maxLag: o.MaxLag, stopped: make(chan struct{})}
	if r.maxLag == 0 {
		r.maxLag = DefaultMaxLag
	}
	if err := r.open(primary, o); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}

func (r *Router) open(primary *gorm.DB, o Options) error {
	resolver := &dbresolver.DBResolver{}
	for i, url := range o.Replicas {
		one, err := openReplica("replica"+strconv.Itoa(i+1), url, o)
		if err != nil {
			return fmt.Errorf("open replica %d: %w", i+1, err)
		}
		r.replicas = append(r.replicas, one)
		dialector := postgres.New(postgres.Config{Conn: one.pool})
		resolver.Register(dbresolver.Config{Replicas: []gorm.Dialector{dialector}}, one.name)
	}
	if err := primary.Use(resolver); err != nil {
		return err
	}
	for _, one := range r.replicas {
		one.handle = primary.Clauses(dbresolver.Use(one.name)).Session(&gorm.Session{})
	}
	var err error
	if r.primary, err = o.Open(o.Primary, 1, true); err != nil { // so that the monitor never waits for other queries
		return err
	}
	return r.registerFallback(primary)
}

func openReplica(name, url string, o Options) (*replica, error) {
	r := &replica{name: name, maxConns: o.MaxConns, state: state{wake: make(chan struct{}, 1), lag: -1}}
	c, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	r.host = fmt.Sprintf("%s:%d", c.Host, c.Port)
	if r.pool, err = o.Open(url, o.MaxConns, false); err != nil {
		return nil, err
	}
	if r.monitor, err = o.Open(url, 1, false); err != nil {
		return nil, errors.Join(err, r.pool.Close())
	}
	return r, nil
}

// Close stops the monitor and closes all connections.
func (r *Router) Close() error {
	if r.stop != nil {
		r.stop()
		<-r.stopped
	}
	var errs []error
	for _, one := range r.replicas {
		errs = append(errs, one.pool.Close(), one.monitor.Close())
	}
	if r.primary != nil {
		errs = append(errs, r.primary.Close())
	}
	return errors.Join(errs...)
}

// Pools returns the connection pools of the replicas by name: "replica1" and so on.
func (r *Router) Pools() map[string]*sql.DB {
	pools := make(map[string]*sql.DB, len(r.replicas))
	for _, one := range r.replicas {
		pools[one.name] = one.pool
	}
	return pools
}

// route is the replica that answers the reads of a context; nil once it has failed to.
type route struct{ to atomic.Pointer[replica] }

type routeKey struct{}

// Allow returns a context whose reads a replica may answer if it has replayed the log up to the position since; see
// RecordLSN. The same replica answers all of them, so that a later read is never older than an earlier one. If the
// replica fails, the primary answers.
func (r *Router) Allow(ctx context.Context, since int64) context.Context {
	chosen := r.choose(since)
	if chosen == nil {
		return ctx
	}
	to := new(route)
	to.to.Store(chosen)
	return context.WithValue(ctx, routeKey{}, to)
}

// Reader returns the handle of the replica that Allow has chosen. It returns false if the primary must answer.
func Reader(ctx context.Context) (*gorm.DB, bool) {
	to, ok := ctx.Value(routeKey{}).(*route)
	if !ok {
		return nil, false
	}
	one := to.to.Load()
	if one == nil {
		return nil, false
	}
	return one.handle.WithContext(ctx), true
}

// choose returns the next replica that is in use and has replayed the log up to a position; nil if there is none.
func (r *Router) choose(since int64) *replica {
	next := r.next.Add(1)
	for i := range r.replicas {
		one := r.replicas[(next+uint64(i))%uint64(len(r.replicas))]
		if one.hasReplayed(since) {
			return one
		}
	}
	return nil
}
