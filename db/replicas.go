package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/plugin/dbresolver"
)

// replicas are the streaming replicas that may answer in the primary's place. Nothing does so by itself: dbresolver knows each by a
// name only, so that every statement goes to the primary but those of a context from AllowReplica.
type replicas struct {
	all     []*replica
	primary *sql.DB // one connection, to ask where the log stands
	maxLag  time.Duration
	turn    atomic.Uint64
	stop    context.CancelFunc
	ended   chan struct{}
}

// replica is one of them.
type replica struct {
	name   string // "replica1"
	host   string // HOST:PORT
	pool   *sql.DB
	most   int
	asking *sql.DB // one connection, to ask how far it is
	handle *gorm.DB

	status
}

// route is what answers an operation's reads: a replica, until it fails.
type route struct{ to atomic.Pointer[replica] }

type routeKey struct{}

// AllowReplica returns a context whose reads a replica may answer, if it has replayed the primary's log up to since (see Note). One
// replica answers all of them, so that they go forward in time. Where it fails, the primary answers instead.
func (d *DB) AllowReplica(ctx context.Context, since int64) context.Context {
	if d.replicas == nil {
		return ctx
	}
	r := d.replicas.choose(since)
	if r == nil {
		return ctx
	}
	to := new(route)
	to.to.Store(r)
	return context.WithValue(ctx, routeKey{}, to)
}

// Primary returns a handle for reading what must not be late, whatever the context: who may come in, tokens that are good once, the
// queue of emails.
func (d *DB) Primary(ctx context.Context) *gorm.DB { return d.read.WithContext(ctx) }

// Read returns a handle for reading. Reads stand outside transactions: each statement sees what is committed, at the primary or, in
// a context from AllowReplica, a little while ago.
func (d *DB) Read(ctx context.Context) *gorm.DB {
	if to, ok := ctx.Value(routeKey{}).(*route); ok {
		if r := to.to.Load(); r != nil {
			return r.handle.WithContext(ctx)
		}
	}
	return d.read.WithContext(ctx)
}

// choose returns one of the replicas that are in use and have replayed the log up to since, in turn; nil where there is none.
func (rs *replicas) choose(since int64) *replica {
	turn := rs.turn.Add(1)
	for i := range rs.all {
		r := rs.all[(turn+uint64(i))%uint64(len(rs.all))]
		if r.has(since) {
			return r
		}
	}
	return nil
}

// openReplicas joins replicas to an open database. That one does not answer is no fault: it is used when it does.
func openReplicas(d *DB, o Options) error {
	rs := &replicas{maxLag: o.MaxLag, ended: make(chan struct{})}
	if rs.maxLag == 0 {
		rs.maxLag = DefaultMaxLag
	}
	d.replicas = rs
	plugin := &dbresolver.DBResolver{}
	for i, url := range o.Replicas {
		r, err := openReplica("replica"+strconv.Itoa(i+1), url, most(o))
		if err != nil {
			return fmt.Errorf("open replica %d: %w", i+1, err)
		}
		rs.all = append(rs.all, r)
		plugin.Register(dbresolver.Config{Replicas: []gorm.Dialector{postgres.New(postgres.Config{Conn: r.pool})}}, r.name)
	}
	if err := d.read.Use(plugin); err != nil {
		return err
	}
	for _, r := range rs.all {
		r.handle = d.read.Clauses(dbresolver.Use(r.name)).Session(&gorm.Session{})
	}
	var err error
	if rs.primary, _, err = one(o.URL); err != nil {
		return err
	}
	return rs.answer(d.read)
}

func openReplica(name, url string, most int) (*replica, error) {
	g, err := gorm.Open(postgres.Open(withSettings(url)), gormConfig())
	if err != nil {
		return nil, err
	}
	if err := pool(g, most); err != nil {
		return nil, err
	}
	r := &replica{name: name, most: most, status: status{wake: make(chan struct{}, 1), lag: -1}}
	if r.pool, err = g.DB(); err != nil {
		return nil, err
	}
	r.asking, r.host, err = one(url)
	return r, err
}

// one opens a single connection, which nobody has to wait for.
func one(url string) (*sql.DB, string, error) {
	c, err := pgx.ParseConfig(withSettings(url))
	if err != nil {
		return nil, "", err
	}
	p := stdlib.OpenDB(*c)
	p.SetMaxOpenConns(1)
	return p, fmt.Sprintf("%s:%d", c.Host, c.Port), nil
}

// answer lets the primary answer what a replica could not: a statement that failed there, for whatever reason, runs again. Rows
// that are read by hand (Rows, Scan) are the primary's at once, since they may break off later.
func (rs *replicas) answer(g *gorm.DB) error {
	primary := g.ConnPool
	of := func(tx *gorm.DB) *replica {
		for _, r := range rs.all {
			if tx.Statement.ConnPool == gorm.ConnPool(r.pool) {
				return r
			}
		}
		return nil
	}
	query, row := g.Callback().Query().Get("gorm:query"), g.Callback().Row().Get("gorm:row")
	return errors.Join(
		g.Callback().Row().Replace("gorm:row", func(tx *gorm.DB) {
			if of(tx) != nil {
				tx.Statement.ConnPool = primary
			}
			row(tx)
		}),
		g.Callback().Query().Replace("gorm:query", func(tx *gorm.DB) {
			r := of(tx)
			if r == nil || tx.DryRun || tx.Error != nil {
				query(tx)
				return
			}
			ctx := tx.Statement.Context
			err := r.run(ctx, func(ctx context.Context) error {
				tx.Statement.Context = ctx
				query(tx)
				return tx.Error
			})
			tx.Statement.Context = ctx
			if err == nil || errors.Is(err, gorm.ErrRecordNotFound) || ctx.Err() != nil {
				return
			}
			if to, ok := ctx.Value(routeKey{}).(*route); ok {
				to.to.Store(nil)
			}
			if rows := tx.Statement.ReflectValue; rows.Kind() == reflect.Slice && rows.CanSet() {
				rows.SetLen(0) // what came before it broke off
			}
			tx.Error, tx.RowsAffected, tx.Statement.ConnPool = nil, 0, primary
			query(tx)
		}),
	)
}

func (rs *replicas) close() error {
	if rs.stop != nil {
		rs.stop()
		<-rs.ended
	}
	var errs []error
	for _, r := range rs.all {
		errs = append(errs, r.pool.Close(), r.asking.Close())
	}
	if rs.primary != nil {
		errs = append(errs, rs.primary.Close())
	}
	return errors.Join(errs...)
}
