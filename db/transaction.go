package db

import (
	"context"
	"errors"
	"log/slog"

	"gorm.io/gorm"

	"clientele/db/internal/connection"
)

// maxAttempts limits how often InTx runs a transaction that the database aborts because of a concurrent one.
const maxAttempts = 4

// InTx runs f in a transaction and commits it if f returns nil. If PostgreSQL aborts the transaction to resolve a
// deadlock, or the connection is lost before COMMIT, f runs again, so it must have no effects outside of tx. If COMMIT
// is not answered, the transaction may have been committed; see OutageOf.
//
// On PostgreSQL an INSERT, a LockRow and the UPDATE of a LockedRow can be sent with a later statement of f or with
// COMMIT. Their error is then returned by that statement or by InTx, so an error that has a meaning, such as a
// UniqueViolation, must be handled by the caller of InTx, not in f.
func (d *DB) InTx(ctx context.Context, f func(tx *gorm.DB) error) error {
	for attempt := 1; ; attempt++ {
		doubt := false
		err := d.write.Session(&gorm.Session{NewDB: true, Context: ctx}).Transaction(func(tx *gorm.DB) error {
			err := withCause(tx, f(tx))
			doubt = err == nil // from here on, an error is that of COMMIT
			return err
		})
		doubt = doubt && err != nil && inDoubt(err)
		if err == nil || doubt {
			d.commits.Add(1)
			markWritten(ctx)
		}
		if err == nil || doubt || attempt == maxAttempts || !d.retries(ctx, err) {
			return err
		}
		slog.WarnContext(ctx, "transaction retried", "attempt", attempt)
	}
}

// retries tells whether a transaction that was not committed runs again.
func (d *DB) retries(ctx context.Context, err error) bool {
	if connection.Lost(err) {
		d.discard()
		return ctx.Err() == nil
	}
	return isRetryable(err)
}

// Commits returns how many transactions InTx has committed. Background work that follows the writes of this server
// reads the database only if the number has changed, and now and then for the writes of servers that were killed.
func (d *DB) Commits() int64 { return d.commits.Load() }

// failing is a transaction that remembers the first error of its statements.
type failing interface{ Err() error }

// withCause adds the first error of the transaction's statements to the error of its function, which may hide it. It
// decides whether the transaction is retried.
func withCause(tx *gorm.DB, err error) error {
	t, ok := tx.Statement.ConnPool.(failing)
	if err == nil || !ok || t.Err() == nil || errors.Is(err, t.Err()) {
		return err
	}
	return errors.Join(err, t.Err())
}
