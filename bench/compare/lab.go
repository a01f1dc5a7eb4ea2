package main

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"clientele/db"
	"clientele/db/dbtest/cluster"
	"clientele/internal/auth"
)

// database is the name of the shop's database. Asked from another one, the statistics hold only what the servers did.
const database = "shop"

// lab is everything that runs during the measurements.
type lab struct {
	options       options
	out           io.Writer
	dir           string
	own, baseline string // the built programs
	cluster       *cluster.Cluster
	version       string // of PostgreSQL
	shop          shop
	servers       map[string]*program
	debug         string // where this program serves its profiles
	inShop        *sql.DB
	without       string // why there is no PostGraphile
}

func open(ctx context.Context, o options, out io.Writer) (l *lab, err error) {
	l = &lab{options: o, out: out, servers: map[string]*program{}}
	defer func() {
		if err != nil {
			l.close()
		}
	}()
	if l.dir, err = os.MkdirTemp("", "clientele-compare-"); err != nil {
		return l, err
	}
	// Built first: what is edited meanwhile is not in the figures.
	if l.own, err = build(ctx, l.dir, "clientele", "clientele"); err != nil {
		return l, err
	}
	if l.baseline, err = build(ctx, l.dir, "baseline", "clientele/bench/baseline"); err != nil {
		return l, err
	}
	bin, err := cluster.Find()
	if err != nil {
		return l, fmt.Errorf("PostgreSQL is needed: %w", err)
	}
	if l.cluster, err = cluster.Start(bin, "shared_preload_libraries=pg_stat_statements", "shared_buffers=512MB", "max_wal_size=4GB"); err != nil {
		return l, err
	}
	if err := l.fill(ctx); err != nil {
		return l, err
	}
	if len(o.growth) > 0 {
		return l, l.startOwn(ctx)
	}
	return l, l.startServers(ctx)
}

// size is that of the shop. Where shops of several sizes are compared a smaller part of the customers buys.
func (l *lab) size() shopSize {
	size := sizeOf(l.options.customers)
	if len(l.options.growth) > 0 {
		size.buyers = size.customers / 50
		size.sessions = min(size.sessions, size.buyers)
	}
	return size
}

func (l *lab) url() string { return l.cluster.URL(database) }

// fill makes the shop.
func (l *lab) fill(ctx context.Context) error {
	for _, statement := range []string{"CREATE DATABASE " + database, "CREATE EXTENSION pg_stat_statements"} {
		if _, err := l.cluster.Admin.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	if err := l.cluster.Admin.QueryRowContext(ctx, "SHOW server_version").Scan(&l.version); err != nil {
		return err
	}
	d, err := db.Open(ctx, db.Options{URL: l.url()})
	if err != nil {
		return err
	}
	if _, err := d.Migrate(ctx); err != nil {
		return err
	}
	if err := d.Close(); err != nil {
		return err
	}
	began := time.Now()
	if err := seed(ctx, l.url(), l.size()); err != nil {
		return err
	}
	fmt.Fprintf(l.out, "a shop of %d customers, filled in %.0f s\n", l.options.customers, time.Since(began).Seconds())
	l.inShop, err = sql.Open("pgx", l.url())
	return err
}

// startOwn starts this program with a key to it, and signs the seeded sessions' tokens.
func (l *lab) startOwn(ctx context.Context) error {
	secret := rand.Text() + rand.Text()
	environ := []string{"DATABASE_URL=" + l.url(), "CLIENTELE_TOKEN_KEY=" + secret, "CLIENTELE_DATA=" + l.dir, "CLIENTELE_ADDR=127.0.0.1:0"}
	if l.options.profile != "" {
		port, err := cluster.FreePort()
		if err != nil {
			return err
		}
		l.debug = fmt.Sprintf("127.0.0.1:%d", port)
		environ = append(environ, "CLIENTELE_DEBUG_ADDR="+l.debug)
	}
	key := exec.CommandContext(ctx, l.own, "key", "create", "--name", "bench", "--scopes", "CUSTOMERS_READ,ORDERS_READ")
	key.Env = append(os.Environ(), environ...)
	text, err := key.Output()
	if err != nil {
		return fmt.Errorf("make a key: %w", err)
	}
	l.shop.key, _, _ = strings.Cut(string(text), "\n")
	if l.servers[product], err = launch(product, l.own, nil, environ); err != nil {
		return err
	}
	l.shop.buyers, l.shop.others, err = sessions(ctx, l.url(), auth.Secret(secret))
	return err
}

func (l *lab) startServers(ctx context.Context) error {
	err := l.startOwn(ctx)
	if err != nil {
		return err
	}
	if l.servers[reference], err = launch(reference, l.baseline, []string{"-database", l.url()}, nil); err != nil {
		return err
	}
	l.servers[inSQL] = l.servers[reference]
	if l.shop.places, l.shop.emails, err = readPlaces(ctx, l.servers[product], l.shop.key, sizeOf(l.options.customers)); err != nil {
		return err
	}
	if !l.options.postgraphile {
		l.without = "-postgraphile=false"
	} else if err := l.startGraphile(ctx); err != nil {
		l.without = err.Error()
	}
	if l.without != "" {
		fmt.Fprintf(l.out, "PostGraphile is left out: %s\n", l.without)
	}
	return ctx.Err()
}

func (l *lab) close() {
	for name, p := range l.servers {
		if p != nil && name != inSQL {
			p.stop()
		}
	}
	if l.inShop != nil {
		_ = l.inShop.Close()
	}
	if l.cluster != nil {
		l.cluster.Stop()
	}
	_ = os.RemoveAll(filepath.Clean(l.dir))
}
