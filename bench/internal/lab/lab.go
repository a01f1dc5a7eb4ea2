// Package lab is what measurements of the program need: a PostgreSQL server of their own with a seeded shop in it, the program
// built and started as its users do, a load of requests, and figures that are written into a document.
package lab

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"

	"clientele/db"
	"clientele/db/dbtest/cluster"
	"clientele/internal/auth"
)

// Database is the name of the shop's database. Asked from another one, the statistics hold only what the servers did.
const Database = "shop"

// Options says what is measured on.
type Options struct {
	Customers int      // at least 1,000
	Buyers    int      // how many of them have orders; a fifth where it is 0
	Settings  []string // of the program, "NAME=value", beside those of its database
}

// Lab is everything that runs during the measurements.
type Lab struct {
	Dir     string // for whatever is built or kept
	Cluster *cluster.Cluster
	Version string // of PostgreSQL
	Program *Program
	Shop    Shop
	InShop  *sql.DB // the shop's database
	own     string
	options Options
	out     io.Writer
}

// Open builds and starts all of it, and says on out how far it is. Where it fails, nothing is left behind.
func Open(ctx context.Context, o Options, out io.Writer) (_ *Lab, err error) {
	l := &Lab{options: o, out: out}
	defer func() {
		if err != nil {
			l.Close()
		}
	}()
	if l.Dir, err = os.MkdirTemp("", "clientele-lab-"); err != nil {
		return nil, err
	}
	// Built first: what is edited meanwhile is not in the figures.
	if l.own, err = Build(ctx, l.Dir, "clientele", "clientele"); err != nil {
		return nil, err
	}
	bin, err := cluster.FindPrograms()
	if err != nil {
		return nil, fmt.Errorf("PostgreSQL is needed: %w", err)
	}
	if l.Cluster, err = cluster.Start(bin, "shared_preload_libraries=pg_stat_statements", "shared_buffers=512MB", "max_wal_size=4GB"); err != nil {
		return nil, err
	}
	if err := l.fill(ctx); err != nil {
		return nil, err
	}
	return l, l.start(ctx)
}

// URL returns where the shop's database is.
func (l *Lab) URL() string { return l.Cluster.URL(Database) }

// fill makes the shop.
func (l *Lab) fill(ctx context.Context) error {
	for _, statement := range []string{"CREATE DATABASE " + Database, "CREATE EXTENSION pg_stat_statements"} {
		if _, err := l.Cluster.Admin.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	if err := l.Cluster.Admin.QueryRowContext(ctx, "SHOW server_version").Scan(&l.Version); err != nil {
		return err
	}
	d, err := db.Open(ctx, db.Options{URL: l.URL()})
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
	if err := seed(ctx, l.URL(), sizeOf(l.options.Customers, l.options.Buyers)); err != nil {
		return err
	}
	fmt.Fprintf(l.out, "a shop of %d customers, filled in %.0f s\n", l.options.Customers, time.Since(began).Seconds())
	l.InShop, err = sql.Open("pgx", l.URL())
	return err
}

func (l *Lab) start(ctx context.Context) error {
	secret := rand.Text() + rand.Text()
	environ := append([]string{"DATABASE_URL=" + l.URL(), "CLIENTELE_TOKEN_KEY=" + secret, "CLIENTELE_DATA=" + l.Dir, "CLIENTELE_ADDR=127.0.0.1:0"}, l.options.Settings...)
	key := exec.CommandContext(ctx, l.own, "key", "create", "--name", "bench", "--scopes", "CUSTOMERS_READ,ORDERS_READ")
	key.Env = append(os.Environ(), environ...)
	text, err := key.Output()
	if err != nil {
		return fmt.Errorf("make a key: %w", err)
	}
	l.Shop.Key, _, _ = strings.Cut(string(text), "\n")
	if l.Program, err = Launch("clientele", l.own, nil, environ, os.Stderr); err != nil {
		return err
	}
	if l.Shop.Buyers, l.Shop.Others, err = sessions(ctx, l.URL(), auth.Secret(secret)); err != nil {
		return err
	}
	l.Shop.Places, l.Shop.Emails, err = readPlaces(ctx, l.Program, l.Shop.Key, l.options.Customers)
	return err
}

// Warm makes all sessions used a moment ago. A session's use is written down once a minute; how often that falls into a run of
// seconds would depend on how many sessions there are.
func (l *Lab) Warm(ctx context.Context) error {
	_, err := l.InShop.ExecContext(ctx, "UPDATE sessions SET last_used_at = now()")
	return err
}

// Rest makes all sessions unused for minutes, so that the next use of each is written down.
func (l *Lab) Rest(ctx context.Context) error {
	_, err := l.InShop.ExecContext(ctx, "UPDATE sessions SET last_used_at = now() - interval '5 minutes'")
	return err
}

// EmptyBooks drops the addresses of the customers without orders, which are those that were added.
func (l *Lab) EmptyBooks(ctx context.Context) error {
	_, err := l.InShop.ExecContext(ctx, "DELETE FROM addresses USING customers WHERE customers.id = addresses.customer_id AND customers.orders_count = 0")
	if err != nil {
		return err
	}
	_, err = l.InShop.ExecContext(ctx, "VACUUM addresses")
	return err
}

// Close stops all of it and drops what it kept.
func (l *Lab) Close() {
	if l.Program != nil {
		_ = l.Program.Stop()
	}
	if l.InShop != nil {
		_ = l.InShop.Close()
	}
	if l.Cluster != nil {
		l.Cluster.Stop()
	}
	_ = os.RemoveAll(l.Dir)
}
