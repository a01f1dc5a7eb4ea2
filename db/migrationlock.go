package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"
)

// migrationLock is the key of the advisory lock that a migrating server holds.
const migrationLock = 0x436c69656e74656c // "Clientel"

const (
	lockInterval = 100 * time.Millisecond // between attempts to get the lock
	// keepAlive is the interval between statements in the transaction that holds the lock, so that no limit on idle
	// transactions ends it.
	keepAlive = 250 * time.Millisecond
	// secondConnectionTimeout limits the wait for a connection beside the one that holds the lock.
	secondConnectionTimeout = 10 * time.Second
)

// errOneConnection means that a pooler is too small for a migration.
var errOneConnection = errors.New("a migration needs two connections to PostgreSQL at the same time, and the second " +
	"one did not become available; with PgBouncer, set default_pool_size to at least 2")

// lockMigrations returns a function that keeps other servers from migrating a PostgreSQL database. The context that it
// returns ends when the lock is lost. The lock belongs to a transaction, since behind a pooler a session's lock would
// stay with a connection that others get. Waiting servers hold no connection: with a small pooler, none would be left
// for the server that migrates.
func lockMigrations(g *gorm.DB) lockFunc {
	return func(ctx context.Context) (context.Context, func(), error) {
		pool, err := g.DB()
		if err != nil {
			return nil, nil, err
		}
		tx, err := waitForLock(ctx, pool)
		if err != nil {
			return nil, nil, err
		}
		if err := checkSecondConnection(ctx, pool); err != nil {
			return nil, nil, errors.Join(err, tx.Rollback())
		}
		held, lost := context.WithCancelCause(ctx)
		stop, stopped := make(chan struct{}), make(chan struct{})
		go func() {
			defer close(stopped)
			keepLock(held, tx, stop, lost)
		}()
		return held, func() {
			close(stop)
			<-stopped
			lost(nil)
			_ = tx.Rollback() // nothing was written
		}, nil
	}
}

// waitForLock returns the transaction that holds the lock.
func waitForLock(ctx context.Context, pool *sql.DB) (*sql.Tx, error) {
	tick := time.NewTicker(lockInterval)
	defer tick.Stop()
	for {
		tx, err := pool.BeginTx(ctx, nil)
		if err != nil {
			return nil, err
		}
		var locked bool
		row := tx.QueryRowContext(ctx, "SELECT pg_try_advisory_xact_lock($1)", int64(migrationLock))
		if err := row.Scan(&locked); err != nil {
			return nil, errors.Join(err, tx.Rollback())
		}
		if locked {
			return tx, nil
		}
		if err := tx.Rollback(); err != nil {
			return nil, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-tick.C:
		}
	}
}

// checkSecondConnection returns an error if there is no connection beside the one that holds the lock.
func checkSecondConnection(ctx context.Context, pool *sql.DB) error {
	limited, cancel := context.WithTimeout(ctx, secondConnectionTimeout)
	defer cancel()
	_, err := pool.ExecContext(limited, "SELECT 1")
	if err != nil && ctx.Err() == nil && (limited.Err() != nil || strings.Contains(err.Error(), "query_wait_timeout")) {
		return fmt.Errorf("%w: %w", errOneConnection, err)
	}
	return err
}

// keepLock keeps the transaction busy until stop is closed. If the transaction ends, it calls lost.
func keepLock(ctx context.Context, tx *sql.Tx, stop <-chan struct{}, lost context.CancelCauseFunc) {
	tick := time.NewTicker(keepAlive)
	defer tick.Stop()
	for {
		select {
		case <-stop:
			return
		case <-tick.C:
			if _, err := tx.ExecContext(ctx, "SELECT 1"); err != nil {
				lost(fmt.Errorf("the lock was lost: %w", err))
				return
			}
		}
	}
}
