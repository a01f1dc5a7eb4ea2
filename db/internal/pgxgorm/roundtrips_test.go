package pgxgorm_test

import (
	"cmp"
	"context"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/db/internal/pgxgorm"
	"clientele/models"
)

// roundTrips counts how often a connection waits for an answer to what it has sent.
type roundTrips struct {
	net.Conn
	sent  atomic.Bool
	count *atomic.Int64
}

func (c *roundTrips) Write(b []byte) (int, error) {
	if c.sent.CompareAndSwap(false, true) {
		c.count.Add(1)
	}
	return c.Conn.Write(b)
}

func (c *roundTrips) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.sent.Store(false)
	return n, err
}

// openCounted opens a database with one connection, and returns the number of its round trips so far.
func openCounted(t *testing.T, url string) (*gorm.DB, *atomic.Int64) {
	t.Helper()
	c, err := pgx.ParseConfig(url)
	if err != nil {
		t.Fatal(err)
	}
	count := new(atomic.Int64)
	c.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, network, address)
		return &roundTrips{Conn: conn, count: count}, err
	}
	pool := stdlib.OpenDB(*c, stdlib.OptionResetSession(func(context.Context, *pgx.Conn) error { return nil }))
	pool.SetMaxOpenConns(1)
	t.Cleanup(func() { _ = pool.Close() })
	g, err := gorm.Open(postgres.New(postgres.Config{Conn: pool}), &gorm.Config{SkipDefaultTransaction: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := pgxgorm.Register(g); err != nil {
		t.Fatal(err)
	}
	return g, count
}

// TestRoundTrips checks how often a transaction waits for the server. Each is run twice, since a statement is prepared
// by its first run.
func TestRoundTrips(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		if o.URL == "" {
			t.Skip("SQLite has no round trips")
		}
		g, count := openCounted(t, o.URL)
		create := func(tx *gorm.DB, key string) error {
			return tx.Create(&models.Attempt{Key: key, EndsAt: models.At(time.Now())}).Error
		}
		read := func(tx *gorm.DB) error { return tx.Find(new([]*models.Attempt)).Error }
		lock := func(tx *gorm.DB) error { return db.LockRow(tx, "staff_members", "staff_1", gorm.ErrRecordNotFound) }
		if err := g.Exec(insertMember, models.At(time.Now()), models.At(time.Now())).Error; err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]struct {
			do   func(tx *gorm.DB) error
			want int64
		}{
			"nothing":            {func(*gorm.DB) error { return nil }, 0},
			"insert":             {func(tx *gorm.DB) error { return create(tx, "a") }, 1},
			"two inserts":        {func(tx *gorm.DB) error { return cmp.Or(create(tx, "a"), create(tx, "b")) }, 1},
			"read, insert":       {func(tx *gorm.DB) error { return cmp.Or(read(tx), create(tx, "a")) }, 2},
			"lock, read, insert": {func(tx *gorm.DB) error { return cmp.Or(lock(tx), read(tx), create(tx, "a")) }, 2},
			"lock only":          {lock, 2},
			"read, update of a locked row, insert": {func(tx *gorm.DB) error {
				locked := db.LockedRow(tx).Model(&models.Attempt{}).Where("key = ?", "a").Update("failures", 1)
				return cmp.Or(read(tx), locked.Error, create(tx, "b"))
			}, 2},
			"update": {func(tx *gorm.DB) error { return tx.Exec("UPDATE attempts SET failures = 1").Error }, 2},
		} {
			for round, want := range []int64{-1, c.want} {
				if err := g.Exec("DELETE FROM attempts").Error; err != nil {
					t.Fatal(err)
				}
				before := count.Load()
				if err := g.Transaction(c.do); err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				if got := count.Load() - before; round > 0 && got != want {
					t.Errorf("%s: %d round trips, want %d", name, got, want)
				}
			}
		}
	})
}

const insertMember = `INSERT INTO staff_members (id, email, email_key, name, role, created_at, updated_at, version)
	VALUES ('staff_1', 'a@example.com', 'a@example.com', 'Ann', 'OWNER', ?, ?, 1)`
