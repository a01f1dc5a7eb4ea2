package pgxgorm

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"clientele/db/internal/connection"
)

// statement is SQL with its parameters, and what happens to its result.
type statement struct {
	sql      string
	vars     []any
	read     func(pgx.Rows) // reads the rows; nil if there is none to read
	affected *int64         // set to the number of rows returned or changed, unless nil
	notFound error          // the statement fails with it if no row is found, unless nil
}

const commitSQL = "commit"

// maxRetries is the number of times that the first statements of a transaction are sent again over another connection.
const maxRetries = 2

// errRolledBack is the error of COMMIT in a transaction in which a statement has failed.
var errRolledBack = errors.New("the transaction was rolled back")

// run sends BEGIN if it is still due, the buffered statements, and s, in one round trip.
func (t *transaction) run(ctx context.Context, s ...statement) error {
	if t.err == nil {
		t.err = t.sendAll(ctx, s)
	}
	return t.err
}

func (t *transaction) sendAll(ctx context.Context, s []statement) error {
	all := append(t.buffered, s...)
	t.buffered = nil
	if !t.begun {
		all = append([]statement{{sql: "begin"}}, all...)
	}
	if len(all) == 0 {
		return nil
	}
	err := t.send(ctx, all)
	for range maxRetries {
		if err == nil || t.begun || !pgconn.SafeToRetry(err) {
			break
		}
		// The connection was closed while it was idle, and nothing was sent. It is returned before another one is
		// taken, since concurrent transactions may hold the rest of the pool and be in the same situation.
		_ = t.conn.Close()
		conn, connErr := t.db.Conn(ctx)
		if connErr != nil {
			return connErr
		}
		t.conn = conn
		err = t.send(ctx, all)
	}
	return err
}

// send sends statements in one round trip. It stops at the first one that fails.
func (t *transaction) send(ctx context.Context, all []statement) error {
	return t.conn.Raw(func(driver any) error {
		var batch pgx.Batch
		for _, s := range all {
			batch.Queue(s.sql, pgxArgs(s.vars)...)
		}
		conn := driver.(pgxConn).Conn()
		if last := all[len(all)-1]; last.sql == commitSQL {
			connection.MarkCommitting(conn.PgConn(), true)
			defer func() { connection.MarkCommitting(conn.PgConn(), conn.IsClosed()) }()
		}
		results := conn.SendBatch(ctx, &batch)
		for _, s := range all {
			if err := s.receive(results); err != nil {
				connection.ReportLost(conn.PgConn(), err)
				_ = results.Close() // returns the same error
				return err
			}
			t.begun = true
		}
		return results.Close()
	})
}

// receive reads the result of the statement, which is next in results.
func (s *statement) receive(results pgx.BatchResults) error {
	if s.read != nil {
		rows, err := results.Query()
		if err != nil {
			return err
		}
		s.read(rows)
		return rows.Err()
	}
	tag, err := results.Exec()
	switch {
	case err != nil:
		return err
	case s.notFound != nil && tag.RowsAffected() == 0:
		return s.notFound
	case s.sql == commitSQL && tag.String() != "COMMIT":
		return errRolledBack
	}
	if s.affected != nil {
		*s.affected = tag.RowsAffected()
	}
	return nil
}
