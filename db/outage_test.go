package db_test

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/db/dbtest/cluster"
	"clientele/models"
)

// shopServer is a PostgreSQL server of its own, and a connection of the program to it.
type shopServer struct {
	t *testing.T
	*cluster.Cluster
	db       *db.DB
	occupied []*sql.Conn
}

func startShop(t *testing.T, settings ...string) *shopServer {
	t.Helper()
	c, err := cluster.Start(dbtest.Postgres(t), append(settings, "fsync=off", "shared_buffers=16MB")...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Stop)
	s := &shopServer{t: t, Cluster: c}
	s.admin("CREATE ROLE shop LOGIN")
	s.admin("CREATE DATABASE shop OWNER shop")
	if s.db, err = db.Open(t.Context(), db.Options{URL: s.url(), MaxConns: 4}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.db.Close() })
	err = s.db.InTx(t.Context(), func(tx *gorm.DB) error {
		return tx.Exec("CREATE TABLE attempts (key text PRIMARY KEY, failures bigint, ends_at timestamptz)").Error
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *shopServer) url() string {
	return strings.Replace(s.URL("shop"), "//clientele@", "//shop@", 1)
}

func (s *shopServer) admin(statement string) {
	s.t.Helper()
	if _, err := s.Admin.Exec(statement); err != nil {
		s.t.Fatal(err)
	}
}

// terminate ends the sessions of the program that match a condition, waits until they have ended, and returns how many
// there were.
func (s *shopServer) terminate(condition string) (n int) {
	s.t.Helper()
	err := s.Admin.QueryRow("SELECT count(pg_terminate_backend(pid, 60000)) FROM pg_stat_activity WHERE usename = 'shop' AND " +
		condition).Scan(&n)
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}

// occupy opens connections until the server accepts no more.
func (s *shopServer) occupy() {
	s.t.Helper()
	pool, err := sql.Open("pgx", s.url())
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = pool.Close() })
	for {
		conn, err := pool.Conn(s.t.Context())
		if err != nil {
			return
		}
		s.occupied = append(s.occupied, conn)
	}
}

// release closes the connections of occupy.
func (s *shopServer) release() {
	for _, conn := range s.occupied {
		_ = conn.Raw(func(any) error { return errors.New("closed by the test") })
		_ = conn.Close()
	}
	s.terminate("true")
}

func (s *shopServer) read(ctx context.Context) error {
	var n int64
	return s.db.Read(ctx).Model(&models.Attempt{}).Count(&n).Error
}

func (s *shopServer) write(ctx context.Context, key string) error {
	return s.db.InTx(ctx, func(tx *gorm.DB) error {
		return tx.Create(&models.Attempt{Key: key, EndsAt: models.At(time.Now())}).Error
	})
}

// stored tells whether a write is visible.
func (s *shopServer) stored(key string) bool {
	s.t.Helper()
	var n int64
	if err := s.db.Read(s.t.Context()).Model(&models.Attempt{}).Where("key = ?", key).Count(&n).Error; err != nil {
		s.t.Fatal(err)
	}
	return n > 0
}

// TestOutages brings a PostgreSQL server into states in which it can't do what a valid request needs. The errors must
// be recognized, and the program must go on by itself afterwards.
func TestOutages(t *testing.T) {
	t.Parallel()
	s := startShop(t, "max_connections=10", "superuser_reserved_connections=3")
	everyone := func() { s.terminate("true") }
	for _, o := range []struct {
		name       string
		begin, end func()
		reads      bool          // whether reads succeed
		patience   time.Duration // with a server that does not answer
	}{
		{name: "restarted sessions", begin: everyone, end: everyone, reads: true},
		{
			name: "read-only", reads: true,
			begin: func() { s.admin("ALTER DATABASE shop SET default_transaction_read_only = on"); everyone() },
			end:   func() { s.admin("ALTER DATABASE shop RESET default_transaction_read_only") },
		},
		{name: "too many connections", begin: func() { everyone(); s.occupy() }, end: s.release},
		{name: "killed", begin: s.Kill, end: func() {
			if err := s.Run(); err != nil {
				t.Fatal(err)
			}
		}},
		{name: "frozen", begin: func() { _ = s.Freeze() }, end: func() { _ = s.Thaw() }, patience: time.Second},
	} {
		works := func(when string) {
			t.Helper()
			if err := errors.Join(s.read(t.Context()), s.write(t.Context(), o.name+when)); err != nil {
				t.Errorf("%s, %s: %v", o.name, when, err)
			}
		}
		works("before")
		o.begin()
		ctx, written := db.TrackWrites(t.Context())
		ctx, cancel := context.WithTimeout(ctx, cmp.Or(o.patience, 30*time.Second))
		if err := s.read(ctx); o.reads && err != nil || !o.reads && db.OutageOf(ctx, err) != db.Unavailable {
			t.Errorf("%s: a read: %v", o.name, err)
		}
		if err := s.write(ctx, o.name); o.name == "restarted sessions" {
			if err != nil {
				t.Errorf("%s: %v", o.name, err)
			}
		} else if db.OutageOf(ctx, err) != db.Unavailable || written() {
			t.Errorf("%s: a write: %v", o.name, err)
		}
		cancel()
		o.end()
		works("after")
		if o.name != "restarted sessions" && s.stored(o.name) {
			t.Errorf("%s: the write that failed is stored", o.name)
		}
	}
}

// TestCommitInDoubt loses the connection, or the patience of the client, while COMMIT waits for a synchronous replica.
// The error must say that the outcome is unknown. A COMMIT that is no longer waited for must not be canceled.
func TestCommitInDoubt(t *testing.T) {
	t.Parallel()
	s := startShop(t)
	s.admin("ALTER SYSTEM SET synchronous_standby_names = 'missing'")
	s.admin("SELECT pg_reload_conf()")
	waiting := func() (n int) {
		err := s.Admin.QueryRow("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'").Scan(&n)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	ctx, written, ended, key := t.Context(), func() bool { return false }, make(chan error, 1), ""
	waits := func(n int) bool {
		ctx, written = db.TrackWrites(t.Context())
		key = fmt.Sprint("lost", n)
		go func() { ended <- s.write(ctx, key) }()
		for len(ended) == 0 {
			if s.terminate("wait_event = 'SyncRep'") != 0 {
				return true
			}
			time.Sleep(10 * time.Millisecond) // until COMMIT waits
		}
		return false
	}
	for n := 0; !waits(n); n++ { // the setting takes effect some time after pg_reload_conf
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
	}
	if err := <-ended; db.OutageOf(ctx, err) != db.OutcomeUnknown || !written() {
		t.Errorf("a lost connection: %v", err)
	}
	if !s.stored(key) {
		t.Error("the transaction of the lost connection is not stored")
	}

	ctx, _ = db.TrackWrites(t.Context())
	ctx, cancel := context.WithTimeout(ctx, 500*time.Millisecond)
	defer cancel()
	if err := s.write(ctx, "late"); db.OutageOf(ctx, err) != db.OutcomeUnknown {
		t.Errorf("a deadline: %v", err)
	}
	for range 20 { // a request to cancel it would take effect within this time
		if s.stored("late") || waiting() != 1 {
			t.Fatal("the COMMIT was canceled")
		}
		time.Sleep(10 * time.Millisecond)
	}
	s.admin("ALTER SYSTEM RESET synchronous_standby_names")
	s.admin("SELECT pg_reload_conf()")
	for deadline := time.Now().Add(10 * time.Second); !s.stored("late"); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the transaction is never stored")
		}
	}
}

// TestOutageOf checks which errors are outages.
func TestOutageOf(t *testing.T) {
	state := func(code string) error { return fmt.Errorf("read: %w", &pgconn.PgError{Code: code, Severity: "ERROR"}) }
	for _, c := range []struct {
		name string
		err  error
		want db.Outage
	}{
		{"none", nil, db.NoOutage},
		{"unique", state("23505"), db.NoOutage},
		{"syntax", state("42601"), db.NoOutage},
		{"a bug in PostgreSQL", state("XX000"), db.NoOutage},
		{"a client that has gone", context.Canceled, db.NoOutage},
		{"a deadline", fmt.Errorf("read: %w", context.DeadlineExceeded), db.Unavailable},
		{"starting up", state("57P03"), db.Unavailable},
		{"shutting down", state("57P01"), db.Unavailable},
		{"read-only", state("25006"), db.Unavailable},
		{"connections", state("53300"), db.Unavailable},
		{"disk full", state("53100"), db.Unavailable},
		{"a deadlock after all attempts", state("40P01"), db.Unavailable},
		{"statement_timeout", state("57014"), db.Unavailable},
	} {
		if got := db.OutageOf(t.Context(), c.err); got != c.want {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}
