// Package lab provides what measurements need: a temporary PostgreSQL server with a seeded shop, the program, built and
// run as a separate process, a load generator, and sections of documents that they update.
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

// database is the name of the shop's database. Statistics are queried from another one, so that they contain only the
// statements of the servers.
const database = "shop"

// Options configures a Lab.
type Options struct {
	Customers int      // at least 1,000
	Buyers    int      // number of customers with orders; default a fifth
	Settings  []string // additional environment variables of the program, "NAME=value"

	// URL is the URL of a database that Seed has filled, on servers of this machine. If it is empty, the lab starts a
	// server and fills a database.
	URL string

	// Binary is the file of the program; empty to build it.
	Binary string
}

// Lab is the environment of a measurement.
type Lab struct {
	Dir     string // temporary folder
	Version string // of PostgreSQL
	Workers int    // of the Citus cluster; 0 for a plain server
	Program *Program
	Shop    Shop
	Name    string  // of the shop's database
	Port    int     // of its server
	DB      *sql.DB // a connection to the shop's database
	Admin   *sql.DB // a connection to the database "postgres" of the same server
	cluster *cluster.Cluster
	servers []int // the first processes of the PostgreSQL servers
	url     string
	binary  string
	environ []string // of the program
	options Options
	out     io.Writer
}

// Open builds and starts everything, and reports its progress on out. If it fails, it cleans up.
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
	// Build first, so that edits made during the measurement have no effect.
	if l.binary = o.Binary; l.binary == "" {
		if l.binary, err = Build(ctx, l.Dir, "clientele", "clientele"); err != nil {
			return nil, err
		}
	}
	if o.URL == "" {
		if err := l.startPostgres(ctx); err != nil {
			return nil, err
		}
	}
	if err := l.connect(ctx); err != nil {
		return nil, err
	}
	return l, l.start(ctx)
}

// URL returns the URL of the shop's database.
func (l *Lab) URL() string { return l.url }

// startPostgres starts a PostgreSQL server with a seeded shop.
func (l *Lab) startPostgres(ctx context.Context) error {
	bin, err := cluster.FindPrograms()
	if err != nil {
		return fmt.Errorf("PostgreSQL is required: %w", err)
	}
	l.cluster, err = cluster.Start(bin, "shared_preload_libraries=pg_stat_statements", "shared_buffers=512MB",
		"max_wal_size=4GB")
	if err != nil {
		return err
	}
	l.options.URL = l.cluster.URL(database)
	if err := l.cluster.Do("postgres", "CREATE DATABASE "+database); err != nil {
		return err
	}
	d, err := db.Open(ctx, db.Options{URL: l.options.URL})
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
	if err := seed(ctx, l.options.URL, sizeOf(l.options.Customers, l.options.Buyers)); err != nil {
		return err
	}
	fmt.Fprintf(l.out, "shop with %d customers, seeded in %.0f s\n", l.options.Customers, time.Since(began).Seconds())
	return nil
}

// start starts the program, and reads the tokens, cursors and emails that requests use.
func (l *Lab) start(ctx context.Context) error {
	secret := rand.Text() + rand.Text()
	l.environ = append([]string{
		"DATABASE_URL=" + l.URL(), "CLIENTELE_TOKEN_KEY=" + secret, "CLIENTELE_DATA=" + l.Dir,
		"CLIENTELE_ADDR=127.0.0.1:0",
	}, l.options.Settings...)
	key := exec.CommandContext(ctx, l.binary, "key", "create", "--name", "bench",
		"--scopes", "CUSTOMERS_READ,ORDERS_READ")
	key.Env = append(os.Environ(), l.environ...)
	text, err := key.Output()
	if err != nil {
		return fmt.Errorf("create an API key: %w", err)
	}
	l.Shop.Key, _, _ = strings.Cut(string(text), "\n")
	if l.Program, err = l.Start(l.URL(), os.Stderr); err != nil {
		return err
	}
	if l.Shop.Buyers, l.Shop.Others, err = sessions(ctx, l.URL(), auth.Secret(secret)); err != nil {
		return err
	}
	l.Shop.Positions, l.Shop.Emails, err = readPositions(ctx, l.Program, l.Shop.Key, l.options.Customers)
	return err
}

// Start starts another program, on the shop's database at a URL. Its standard error goes to log.
func (l *Lab) Start(database string, log io.Writer) (*Program, error) {
	return Launch("clientele", l.binary, nil, append(l.environ, "DATABASE_URL="+database), log)
}

// MarkSessionsUsed marks all sessions as just used. The program records the use of a session once per minute; without
// this, the number of these updates in a run would depend on the number of sessions.
func (l *Lab) MarkSessionsUsed(ctx context.Context) error {
	_, err := l.DB.ExecContext(ctx, "UPDATE sessions SET last_used_at = now()")
	return err
}

// MarkSessionsUnused marks all sessions as unused for minutes, so that the program records the next use of each.
func (l *Lab) MarkSessionsUnused(ctx context.Context) error {
	_, err := l.DB.ExecContext(ctx, "UPDATE sessions SET last_used_at = now() - interval '5 minutes'")
	return err
}

// DeleteAddedAddresses deletes the addresses of customers without orders, which runs have created.
func (l *Lab) DeleteAddedAddresses(ctx context.Context) error {
	_, err := l.DB.ExecContext(ctx, "DELETE FROM addresses USING customers "+
		"WHERE customers.id = addresses.customer_id AND customers.orders_count = 0")
	if err != nil {
		return err
	}
	_, err = l.DB.ExecContext(ctx, "VACUUM addresses")
	return err
}

// Close stops everything and deletes the temporary folder.
func (l *Lab) Close() {
	if l.Program != nil {
		_ = l.Program.Stop()
	}
	if l.DB != nil {
		_ = l.DB.Close()
	}
	if l.Admin != nil {
		_ = l.Admin.Close()
	}
	if l.cluster != nil {
		l.cluster.Stop()
	}
	_ = os.RemoveAll(l.Dir)
}
