package pgxgorm

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"gorm.io/gorm"
)

// transaction is a PostgreSQL transaction that saves round trips. BEGIN is sent with the first statement. An INSERT
// without results, a row lock and the UPDATE of a locked row are buffered and sent with the next statement or with
// COMMIT; see buffer.go. The error of a buffered statement is returned by the statement that sends it. Once a statement
// has failed, every later one returns the same error, as PostgreSQL itself does. A transaction must not be used by two
// goroutines at the same time.
type transaction struct {
	ctx      context.Context
	cancel   context.CancelFunc
	db       *sql.DB
	conn     *sql.Conn
	begun    bool
	ended    bool
	buffered []statement
	err      error // of the first statement that failed
}

var (
	_ gorm.ConnPool    = (*transaction)(nil)
	_ gorm.TxCommitter = (*transaction)(nil)
)

// rollbackTimeout limits a rollback, which must also happen after the caller's context was canceled. A connection that
// takes longer is closed.
const rollbackTimeout = 5 * time.Second

func begin(ctx context.Context, db *sql.DB) (*transaction, error) {
	ctx, cancel := context.WithCancel(ctx)
	conn, err := db.Conn(ctx)
	if err != nil {
		cancel()
		return nil, err
	}
	return &transaction{ctx: ctx, cancel: cancel, db: db, conn: conn}, nil
}

// Err returns the error of the first statement that failed.
func (t *transaction) Err() error { return t.err }

// ExecContext runs a statement without rows.
func (t *transaction) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	var n int64
	if err := t.run(ctx, statement{sql: query, vars: args, affected: &n}); err != nil {
		return nil, err
	}
	return driver.RowsAffected(n), nil
}

// QueryContext runs a query whose rows are read with database/sql.
func (t *transaction) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := t.run(ctx); err != nil {
		return nil, err
	}
	return t.conn.QueryContext(t.within(ctx), query, args...)
}

// QueryRowContext runs a query of which the first row is read. If the transaction has failed, the row's error is that
// of a canceled context, since a sql.Row can't have any other; see Err.
func (t *transaction) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if t.run(ctx) != nil {
		canceled, cancel := context.WithCancel(ctx)
		cancel()
		return t.conn.QueryRowContext(canceled, query, args...)
	}
	return t.conn.QueryRowContext(t.within(ctx), query, args...)
}

// PrepareContext prepares a statement.
func (t *transaction) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	if err := t.run(ctx); err != nil {
		return nil, err
	}
	return t.conn.PrepareContext(ctx, query)
}

// read reads the rows of a query into models.
func (t *transaction) read(tx *gorm.DB) {
	r := &read{tx: tx}
	s := tx.Statement
	receive := func(rows pgx.Rows) { r.receive(rows, nil) }
	err := t.run(s.Context, statement{sql: s.SQL.String(), vars: s.Vars, read: receive})
	if err != nil && tx.Error == nil {
		_ = tx.AddError(err)
	}
}

// within returns a context that is also canceled when the transaction ends. Rows that are still open then would keep
// the connection busy.
func (t *transaction) within(ctx context.Context) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	context.AfterFunc(t.ctx, cancel)
	return ctx
}

// Commit sends the buffered statements and commits the transaction. If that fails, the transaction is rolled back.
func (t *transaction) Commit() error {
	err := t.commit()
	if err != nil {
		_ = t.Rollback()
	}
	t.end()
	return err
}

func (t *transaction) commit() error {
	if !t.begun && len(t.buffered) == 0 {
		return t.err
	}
	if slices.ContainsFunc(t.buffered, func(s statement) bool { return s.notFound != nil }) {
		if err := t.run(t.ctx); err != nil { // PostgreSQL would commit although the row is missing
			return err
		}
	}
	return t.run(t.ctx, statement{sql: commitSQL})
}

// Rollback rolls the transaction back. It does nothing if the transaction has ended.
func (t *transaction) Rollback() error {
	if t.ended {
		return nil
	}
	defer t.end()
	t.buffered = nil
	if !t.begun {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.ctx), rollbackTimeout)
	defer cancel()
	return t.send(ctx, []statement{{sql: "rollback"}})
}

// end returns the connection to the pool.
func (t *transaction) end() {
	if t.ended {
		return
	}
	t.ended = true
	t.cancel()
	_ = t.conn.Close()
}
